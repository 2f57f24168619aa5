"""How a printed figure is read as a range of values."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics.reading import RULES, read_printed, read_rounded

STEPS = ["100", "10", "1", "0.1", "0.01"]


def rounded_half_up(value, step):
    return math.floor(value / Fraction(step) + Fraction(1, 2)) * Fraction(step)


@pytest.mark.parametrize(
    ("printed", "rule", "step", "lower", "upper"),
    [
        ("20", "nearest", "1", "19.5", "20.5"),
        ("4.3", "nearest", "0.1", "4.25", "4.35"),
        ("19.75", "nearest", "0.01", "19.745", "19.755"),
        ("2,081", "nearest", "1", "2080.5", "2081.5"),
        ("-39", "nearest", "1", "-39.5", "-38.5"),
        ("40,000", "nearest", "1000", "39500", "40500"),
        ("nine in ten", "nearest", "0.1", "0.85", "0.95"),
        ("1 in 10", "nearest", "0.1", "0.05", "0.15"),
        ("924", "exact", None, "924", "924"),
        ("924", "exact", "1", "924", "924"),
        ("5", "more than", "1", "5", "6"),
        ("1,200", "at least", "100", "1200", "1300"),
        ("150", "fewer than", "50", "100", "150"),
        ("23.5", "at most", "0.5", "23", "23.5"),
        ("2,000", "almost", "100", "1900", "2000"),
        ("a quarter", "about", "0.05", "0.2", "0.3"),
        ("2,800", "about", "100", "2700", "2900"),
        ("30 to 100", "between", None, "30", "100"),
        ("-5 to 1,000", "between", "1", "-5", "1000"),
    ],
)
def test_a_printed_figure_is_read_as_the_range_that_its_rule_allows(
    printed, rule, step, lower, upper
):
    assert read_printed(printed, rule, step) == (Fraction(lower), Fraction(upper))


@pytest.mark.parametrize("none", [None, ""])
@pytest.mark.parametrize(
    ("printed", "rule", "lower", "upper"),
    [
        # APCC, 2020: "more than 150 applicants"; "over a third"; "at least 1,200".
        ("150", "more than", 150, math.inf),
        ("a third", "more than", Fraction(1, 3), math.inf),
        ("1,200", "at least", 1_200, math.inf),
        # The same: "fewer than 1% are black"; Public Safety, Public Trust, 2021: "up to 23 and a
        # half hours a day".
        ("1", "fewer than", 0, 1),
        ("23.5", "at most", 0, Fraction(47, 2)),
    ],
)
def test_words_without_a_recorded_reach_set_one_limit_alone(printed, rule, lower, upper, none):
    assert read_printed(printed, rule, none) == (lower, upper)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("nine in ten", "9/10"),
        ("One in ten", "1/10"),
        ("1 in 10", "1/10"),
        ("one in four", "1/4"),
        ("half", "1/2"),
        ("a half", "1/2"),
        ("a third", "1/3"),
        ("two thirds", "2/3"),
        ("a quarter", "1/4"),
        ("three quarters", "3/4"),
        ("two", "2"),
        ("Eight", "8"),
        ("thirteen", "13"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("ninety", "90"),
        (" 1,234,567.8 ", "12345678/10"),
    ],
)
def test_numbers_in_words_are_read_as_exact_fractions(printed, value):
    assert read_printed(printed, "exact") == (Fraction(value), Fraction(value))


def test_a_percentage_is_read_as_a_part_of_one():
    assert read_rounded("4.3", "0.1", per=100) == (Fraction(425, 10_000), Fraction(435, 10_000))
    assert read_printed("58", "exact", per=100) == (Fraction(58, 100), Fraction(58, 100))
    assert read_printed("30 to 100", "between", per=100) == (Fraction(3, 10), 1)
    assert read_printed("20", "more than", per=100) == (Fraction(1, 5), math.inf)


@given(st.fractions(0, 10_000), st.sampled_from(STEPS))
def test_whatever_prints_so_when_halves_are_rounded_up_lies_within(value, step):
    printed = str(math.floor(value / Fraction(step) + Fraction(1, 2)) * Decimal(step))
    lower, upper = read_rounded(printed, step)
    assert lower <= value <= upper
    assert upper - lower == Fraction(step)


@given(st.integers(-2_000, 2_000), st.sampled_from(STEPS), st.fractions(0, 1))
def test_every_value_read_prints_so_again_but_the_upper_end_where_halves_go_up(times, step, part):
    printed = times * Decimal(step)
    lower, upper = read_rounded(f"{printed:,}", step)
    value = lower + part * (upper - lower)
    expected = printed if part < 1 else printed + Decimal(step)
    assert rounded_half_up(value, step) == Fraction(expected)


@pytest.mark.parametrize(
    ("printed", "rule", "step", "message"),
    [
        ("about 20", "nearest", "1", "printed .*about 20"),
        ("20%", "nearest", "1", "printed .*20%"),
        ("£18,000", "exact", None, "printed .*£18,000"),
        ("", "exact", None, "printed .*''"),
        ("2,08", "nearest", "1", "printed .*2,08"),
        ("eleven in ten", "nearest", "0.1", "printed .*eleven"),
        ("1 in 0", "nearest", "0.1", "printed .*1 in 0"),
        ("0 in 0", "nearest", "0.1", "printed .*0 in 0"),
        ("-1 in 10", "nearest", "0.1", "printed .*-1 in 10"),
        ("4.35", "nearest", "0.1", "printed .*4.35"),
        ("a third", "nearest", "0.1", "printed .*a third"),
        ("100 to 30", "between", None, "printed .*100 to 30"),
        ("30", "between", None, "printed .*30"),
        ("-5", "fewer than", None, "printed .*-5"),
        ("4.3", "nearest", 0.1, "step .*0.1"),
        ("4.3", "nearest", None, "step .*None"),
        ("4.3", "nearest", "", "step .*''"),
        ("4.3", "nearest", "0", "step .*0"),
        ("4.3", "nearest", "-1", "step .*-1"),
        ("2,000", "almost", None, "step .*None"),
        ("2,800", "about", None, "step .*None"),
        ("150", "more than", math.nan, "step .*nan"),
        ("150", "at least", "some", "step .*some"),
        ("4.3", "roughly", "1", "rule .*roughly"),
        ("twice", "in words", None, "rule in words .*twice"),
    ],
)
def test_a_figure_or_rule_that_cannot_be_read_is_refused(printed, rule, step, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        read_printed(printed, rule, step)


def test_an_unknown_rule_is_answered_with_all_that_are_known():
    with pytest.raises(ValueError, match="not nearly$") as refused:
        read_printed("5,000", "nearly", "100")
    assert [rule for rule in RULES if rule not in str(refused.value)] == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "in words"])
def test_every_rule_but_in_words_gives_limits_in_order(rule):
    lower, upper = read_printed("30 to 100" if rule == "between" else "30", rule, "10")
    assert lower <= upper
    assert isinstance(lower, Fraction)


def test_a_sign_is_read_with_the_minus_of_print_and_with_a_plus():
    # APCC, 2020: “+54%” behind Essex; the survey's fall of 38 per cent.
    assert read_printed("+54", "exact") == (54, 54)
    assert read_printed("−38", "exact") == (-38, -38)
