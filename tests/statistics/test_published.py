import math
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics.published import (
    PrintedShare,
    counts_allowed,
    difference_of,
    implied_denominator,
    odds_ratio_of,
    overlap_of,
    product_of,
    ratio_of,
    read_printed,
    read_rounded,
    sum_of,
    totals_allowed,
    totals_allowing,
)
from helpers.statistics.rates import Interval

STEPS = ["10", "1", "0.1", "0.01"]
FRACTIONS = st.fractions(0, 1, max_denominator=40)
INTERVALS = st.tuples(FRACTIONS, FRACTIONS).map(lambda ends: Interval(min(ends), max(ends)))


def percent(printed, step="1"):
    return read_rounded(printed, step, per=100)


def prints_as(count, total, printed, decimals):
    """Whether the percentage, rounded with halves up or halves down, prints so."""
    value = Decimal(100 * count) / Decimal(total)
    roundings = (ROUND_HALF_UP, ROUND_HALF_DOWN)
    return printed in [str(value.quantize(Decimal(decimals), way)) for way in roundings]


@pytest.mark.parametrize(
    ("printed", "rule", "step", "lower", "upper"),
    [
        ("20", "nearest", "1", "19.5", "20.5"),
        ("4.3", "nearest", "0.1", "4.25", "4.35"),
        ("19.75", "nearest", "0.01", "19.745", "19.755"),
        ("2,081", "nearest", "1", "2080.5", "2081.5"),
        ("-39", "nearest", "1", "-39.5", "-38.5"),
        ("nine in ten", "nearest", "0.1", "0.85", "0.95"),
        ("one in ten", "nearest", "0.1", "0.05", "0.15"),
        ("1 in 10", "nearest", "0.1", "0.05", "0.15"),
        ("924", "exact", None, "924", "924"),
        ("5", "more than", "1", "5", "6"),
        ("150", "fewer than", "50", "100", "150"),
        ("2,000", "almost", "100", "1900", "2000"),
    ],
)
def test_a_printed_figure_is_read_as_the_range_that_its_rule_allows(
    printed, rule, step, lower, upper
):
    assert read_printed(printed, rule, step) == (Fraction(lower), Fraction(upper))


def test_a_percentage_is_read_as_a_part_of_one():
    assert percent("4.3", "0.1") == (Fraction(425, 10_000), Fraction(435, 10_000))
    assert read_printed("58", "exact", per=100) == (Fraction(58, 100), Fraction(58, 100))


@given(st.fractions(0, 10_000), st.sampled_from(STEPS))
def test_whatever_prints_so_when_halves_are_rounded_up_lies_within(value, step):
    printed = str(math.floor(value / Fraction(step) + Fraction(1, 2)) * Decimal(step))
    lower, upper = read_rounded(printed, step)
    assert lower <= value <= upper
    assert upper - lower == Fraction(step)


@pytest.mark.parametrize(
    ("printed", "rule", "step", "message"),
    [
        ("about 20", "nearest", "1", "printed .*about 20"),
        ("20%", "nearest", "1", "printed .*20%"),
        ("2,08", "nearest", "1", "printed .*2,08"),
        ("eleven in ten", "nearest", "0.1", "printed .*eleven"),
        ("1 in 0", "nearest", "0.1", "printed .*0"),
        ("4.35", "nearest", "0.1", "printed .*4.35"),
        ("4.3", "nearest", 0.1, "step .*0.1"),
        ("4.3", "nearest", None, "step .*None"),
        ("4.3", "nearest", "0", "step .*0"),
        ("4.3", "roughly", "1", "rule .*roughly"),
    ],
)
def test_a_figure_or_rule_that_cannot_be_read_is_refused(printed, rule, step, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        read_printed(printed, rule, step)


@pytest.mark.parametrize(("printed", "decimals"), [("20", "1"), ("4.3", "0.1"), ("19.75", "0.01")])
@pytest.mark.parametrize("total", [1, 7, 89, 245, 400, 924, 926])
def test_counts_allowed_are_those_whose_share_prints_so(printed, decimals, total):
    found = counts_allowed(percent(printed, decimals), total)
    printing = [n for n in range(total + 1) if prints_as(n, total, printed, decimals)]
    assert found == ((printing[0], printing[-1]) if printing else None)


def test_38_recruits_at_4_3_percent_are_out_of_874_to_894_and_of_no_other_total():
    # South Wales (APCC, 2020).
    found = totals_allowed(38, percent("4.3", "0.1"))
    printing = [n for n in range(38, 3_000) if prints_as(38, n, "4.3", "0.1")]
    assert found == (874, 894)
    assert list(range(found.lower, found.upper + 1)) == printing


@given(st.integers(0, 300), st.integers(0, 100))
def test_totals_allowed_are_those_whose_share_prints_so(count, whole_percent):
    found = totals_allowed(count, percent(str(whole_percent)))
    first, last = found or (1, 0)
    for total in range(max(count, 1), 700):
        assert (first <= total <= last) == prints_as(count, total, str(whole_percent), "1")


def test_a_total_is_never_below_the_count_that_is_part_of_it():
    assert totals_allowed(400, percent("100")) == (400, 402)


def test_a_share_that_may_be_zero_sets_no_upper_limit_to_the_total():
    assert totals_allowed(3, percent("0")) == (600, math.inf)
    assert totals_allowed(0, percent("0")) == (1, math.inf)
    assert totals_allowed(0, percent("1")) is None
    assert totals_allowed(3, Interval(Fraction(-1, 100), Fraction(0))) is None


def test_the_wiltshire_rates_imply_their_denominators():
    # NPCC, July 2020: 24 notices at 4.7 and 150 at 2.3 per 10,000, mid-2016 populations.
    for count, printed, inside, outside in [
        (24, "4.7", (50_527, 51_612), (50_526, 51_613)),
        (150, "2.3", (638_298, 666_666), (638_297, 666_667)),
    ]:
        found = implied_denominator(count, read_rounded(printed, "0.1"), per=10_000)
        assert found == inside
        for population in inside:
            assert prints_as(count * 100, population, printed, "0.1")
        for population in outside:
            assert not prints_as(count * 100, population, printed, "0.1")


def test_a_rate_may_have_more_events_than_residents():
    assert implied_denominator(30, Interval(2, 3), per=1) == (10, 15)


def test_the_essex_rise_of_366_or_12_percent_implies_a_year_of_3294_to_3548():
    # Essex, year to July 2020; 3,294 to 3,549 where the base need not be whole.
    base = implied_denominator(366, read_rounded("12", "1"), per=100)
    assert sum_of(base, Interval(366, 366)) == (3_294, 3_548)


def test_120_of_924_cannot_print_as_12_6_percent():
    # North Yorkshire (freedom of information, quoted by the Yorkshire Post, 2020).
    asian = PrintedShare(percent("12.6", "0.1"), count=120)
    assert totals_allowing([asian], [843, 924, 926]) == []
    assert totals_allowing([asian], range(800, 1_101)) == list(range(949, 957))


def test_19_75_percent_is_a_share_of_few_totals_and_952_alone_fits_the_asian_share_too():
    minority = PrintedShare(percent("19.75", "0.01"))
    asian = PrintedShare(percent("12.6", "0.1"), count=120)
    found = totals_allowing([minority], range(800, 1_101))
    printing = [
        total
        for total in range(800, 1_101)
        if any(prints_as(n, total, "19.75", "0.01") for n in range(total + 1))
    ]
    assert found == printing
    assert totals_allowing([minority, asian], range(800, 1_101)) == [952]


@given(INTERVALS, INTERVALS, FRACTIONS, FRACTIONS)
def test_arithmetic_on_intervals_holds_every_value_and_is_met_at_its_ends(a, b, part_a, part_b):
    x, y = (one.lower + part * (one.upper - one.lower) for one, part in ((a, part_a), (b, part_b)))
    corners = [(one, two) for one in a for two in b]
    for found, function in [
        (sum_of(a, b), lambda one, two: one + two),
        (difference_of(a, b), lambda one, two: one - two),
        (product_of(a, b), lambda one, two: one * two),
    ]:
        assert found.lower <= function(x, y) <= found.upper
        assert found == (
            min(function(*pair) for pair in corners),
            max(function(*pair) for pair in corners),
        )


def test_a_product_with_a_fall_keeps_its_limits_in_order():
    assert product_of(Interval(-2, 1), Interval(3, 4)) == (-8, 4)


def test_south_wales_applications_rose_by_what_rounding_allows():
    # 2.8% (2015) and 11.5% (2019) of applications, APCC (2020): by hand from 11.45 to 11.55.
    before, after = percent("2.8", "0.1"), percent("11.5", "0.1")
    assert difference_of(after, before) == (Fraction("0.086"), Fraction("0.088"))
    assert ratio_of(after, before) == (Fraction(1145, 285), Fraction(1155, 275))
    assert odds_ratio_of(after, before) == (
        Fraction(1145, 8855) / Fraction(285, 9715),
        Fraction(1155, 8845) / Fraction(275, 9725),
    )


def test_nothing_is_divided_by_what_may_be_zero():
    with pytest.raises(ValueError, match="second must be above 0"):
        ratio_of(percent("20"), percent("0"))
    with pytest.raises(ValueError, match="first must be a share"):
        odds_ratio_of(percent("100"), percent("20"))
    with pytest.raises(ValueError, match="second must be a share"):
        odds_ratio_of(percent("20"), percent("0"))


def test_intervals_overlap_where_both_can_be_true():
    # NPCC, July 2020: the printed ratio of 2.1 agrees with 4.7 to 2.3 per 10,000.
    ratio = ratio_of(read_rounded("4.7", "0.1"), read_rounded("2.3", "0.1"))
    assert overlap_of(ratio, read_rounded("2.1", "0.1")) == (Fraction("2.05"), Fraction(475, 225))
    assert overlap_of(Interval(1, 2), Interval(2, 3)) == (2, 2)
    assert overlap_of(Interval(1, 2), Interval(3, 4)) is None


@pytest.mark.parametrize("count", [-1, 1.5])
def test_a_count_behind_a_share_must_be_whole(count):
    with pytest.raises(ValueError, match=f"^count .*{count}"):
        totals_allowed(count, percent("20"))


def test_a_total_must_be_at_least_one():
    with pytest.raises(ValueError, match="^total .*0"):
        counts_allowed(percent("20"), 0)
