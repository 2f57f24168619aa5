"""Arithmetic on values of which only limits are known."""

import math
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics.intervals import (
    change_of,
    difference_of,
    odds_ratio_of,
    overlap_of,
    product_of,
    ratio_of,
    share_of,
    sum_of,
)
from helpers.statistics.rates import Interval
from helpers.statistics.reading import read_printed, read_rounded

OPERATIONS = [
    (sum_of, lambda one, two: one + two),
    (difference_of, lambda one, two: one - two),
    (product_of, lambda one, two: one * two),
]
DIVISIONS = [
    (ratio_of, lambda one, two: one / two),
    (lambda one, two: change_of(two, one), lambda one, two: 100 * (one / two - 1)),
]


def intervals(least, most):
    ends = st.fractions(least, most, max_denominator=40)
    return st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))


def point_in(interval, part):
    return interval.lower + part * (interval.upper - interval.lower)


def percent(printed, step="1"):
    return read_rounded(printed, step, per=100)


def exactly(number):
    return Interval(number, number)


PARTS = st.fractions(0, 1, max_denominator=40)
ANY = intervals(-3, 3)
ABOVE_ZERO = intervals(Fraction(1, 40), 3)


def holds_its_values_and_meets_its_ends(found, function, a, b, one, two):
    corners = [function(x, y) for x in a for y in b]
    assert found.lower <= function(one, two) <= found.upper
    assert found == (min(corners), max(corners))
    assert all(isinstance(limit, Fraction | int) for limit in found)


@given(ANY, ANY, PARTS, PARTS)
def test_arithmetic_holds_the_result_of_every_pair_and_is_met_at_its_ends(a, b, part_a, part_b):
    for operation, function in OPERATIONS:
        holds_its_values_and_meets_its_ends(
            operation(a, b), function, a, b, point_in(a, part_a), point_in(b, part_b)
        )


@given(ANY, ABOVE_ZERO, PARTS, PARTS)
def test_division_holds_the_result_of_every_pair_and_is_met_at_its_ends(a, b, part_a, part_b):
    for operation, function in DIVISIONS:
        holds_its_values_and_meets_its_ends(
            operation(a, b), function, a, b, point_in(a, part_a), point_in(b, part_b)
        )


@given(intervals(0, Fraction(9, 10)), intervals(Fraction(1, 10), Fraction(9, 10)), PARTS, PARTS)
def test_an_odds_ratio_holds_the_result_of_every_pair(a, b, part_a, part_b):
    one, two = point_in(a, part_a), point_in(b, part_b)
    found = odds_ratio_of(a, b)
    assert found.lower <= (one / (1 - one)) / (two / (1 - two)) <= found.upper


@given(intervals(0, 2), intervals(Fraction(1, 4), 2))
def test_a_share_is_that_of_every_part_that_lies_in_its_whole(part, whole):
    values = sorted({*part, *whole, *(point_in(part, Fraction(step, 5)) for step in range(6))})
    shares = [
        one / two
        for one, two in combinations_with_replacement(values, 2)
        if part.lower <= one <= part.upper and whole.lower <= two <= whole.upper
    ]
    if shares:
        assert share_of(part, whole) == (min(shares), max(shares))
    else:
        with pytest.raises(ValueError, match="^part must lie in the whole"):
            share_of(part, whole)


def test_a_part_that_may_round_below_zero_is_no_negative_share():
    assert share_of(read_rounded("0", "1"), exactly(10)) == (0, Fraction(1, 20))


def test_a_product_with_a_fall_keeps_its_limits_in_order():
    assert product_of(Interval(-2, 1), Interval(3, 4)) == (-8, 4)


def test_what_has_no_limit_leaves_the_other_limit_exact():
    # By hand, from the least value that "more than 150" and "more than 2" leave open.
    over_150, over_2 = read_printed("150", "more than"), read_printed("2", "more than")
    assert sum_of(over_150, exactly(10)) == (160, math.inf)
    assert difference_of(exactly(200), over_150) == (-math.inf, 50)
    assert product_of(Interval(0, 1), over_150) == (0, math.inf)
    assert product_of(exactly(0), over_150) == (0, 0)
    assert product_of(difference_of(exactly(200), over_150), Interval(0, 1)) == (-math.inf, 50)
    assert ratio_of(over_150, over_2) == (0, math.inf)
    assert ratio_of(exactly(300), over_150) == (0, 2)
    assert share_of(exactly(30), over_150) == (0, Fraction(1, 5))
    assert change_of(over_150, exactly(300)) == (-100, 100)
    assert change_of(exactly(100), over_150) == (50, math.inf)
    assert all(isinstance(limit, Fraction | int) for limit in ratio_of(exactly(300), over_150))


def test_south_wales_applications_rose_by_what_rounding_allows():
    # 2.8% (2015) and 11.5% (2019) of applications, APCC (2020): by hand from 11.45 to 11.55.
    before, after = percent("2.8", "0.1"), percent("11.5", "0.1")
    assert difference_of(after, before) == (Fraction("0.086"), Fraction("0.088"))
    assert ratio_of(after, before) == (Fraction(1145, 285), Fraction(1155, 275))
    assert odds_ratio_of(after, before) == (
        Fraction(1145, 8855) / Fraction(285, 9715),
        Fraction(1155, 8845) / Fraction(275, 9725),
    )


def test_nottinghamshire_cadets_from_6_to_24_percent_are_a_factor_of_3_6_to_4_5():
    # APCC (2020), whole percents: by hand from 5.5 to 6.5 and from 23.5 to 24.5.
    before, after = percent("6"), percent("24")
    assert ratio_of(after, before) == (Fraction(235, 65), Fraction(245, 55))
    assert difference_of(after, before) == (Fraction(17, 100), Fraction(19, 100))
    assert change_of(before, after) == (Fraction(17_000, 65), Fraction(19_000, 55))


def test_essex_reports_rose_by_54_2_percent_and_devon_and_cornwall_reports_by_3_1():
    # APCC (2020): 2,081 to 3,209, "a 54 per cent increase"; 1,800 to 1,856, "a small rise".
    essex = change_of(exactly(2_081), exactly(3_209))
    assert essex == (Fraction(112_800, 2_081), Fraction(112_800, 2_081))
    assert round(float(essex.lower), 1) == 54.2
    devon_and_cornwall = change_of(exactly(1_800), exactly(1_856))
    assert devon_and_cornwall == (Fraction(28, 9), Fraction(28, 9))
    assert round(float(devon_and_cornwall.lower), 1) == 3.1


def test_cleveland_reached_557_children_or_more_in_the_other_three_years():
    # APCC (2020): over 2,500 in four years, 1,943 in the last of them.
    others = difference_of(read_printed("2,500", "more than"), exactly(1_943))
    assert others == (557, math.inf)


def test_the_wiltshire_notices_are_the_sum_of_their_parts():
    # APCC (2020): 245 notices = 202 White + 16 Black + 7 Asian + 5 Mixed + 15 not stated.
    parts = (read_printed(printed, "exact") for printed in ("202", "16", "7", "5", "15"))
    assert sum_of(*parts) == read_printed("245", "exact")


@pytest.mark.parametrize(
    ("first", "second", "printing"),
    [
        # McVie (2023) for the NPCC prints 2.3; the NPCC, 27 July 2020, prints 1.6.
        ("46.1", "19.9", {"2.3"}),
        ("4.0", "2.5", {"1.5", "1.6", "1.7"}),
    ],
)
def test_a_ratio_of_printed_rates_prints_as_one_figure_or_as_several(first, second, printing):
    ratio = ratio_of(read_rounded(first, "0.1"), read_rounded(second, "0.1"))
    tenths = [f"{number / 10:.1f}" for number in range(10, 31)]
    assert {one for one in tenths if overlap_of(ratio, read_rounded(one, "0.1"))} == printing


def test_nothing_is_divided_by_what_may_be_zero():
    with pytest.raises(ValueError, match="^second must be above 0"):
        ratio_of(percent("20"), percent("0"))
    with pytest.raises(ValueError, match="^whole must be above 0"):
        share_of(exactly(0), Interval(0, 10))
    with pytest.raises(ValueError, match="^first must be above 0, not 0 to 10"):
        change_of(Interval(0, 10), exactly(10))
    with pytest.raises(ValueError, match="^first must be a share"):
        odds_ratio_of(exactly(Fraction(1)), percent("20"))
    with pytest.raises(ValueError, match="^second must be a share"):
        odds_ratio_of(percent("20"), percent("100"))
    with pytest.raises(ValueError, match="^second must be a share"):
        odds_ratio_of(percent("20"), percent("0"))


def test_intervals_overlap_where_both_can_be_true():
    # NPCC, July 2020: the printed ratio of 2.1 agrees with 4.7 to 2.3 per 10,000.
    ratio = ratio_of(read_rounded("4.7", "0.1"), read_rounded("2.3", "0.1"))
    assert overlap_of(ratio, read_rounded("2.1", "0.1")) == (Fraction("2.05"), Fraction(475, 225))
    assert overlap_of(Interval(1, 2), Interval(2, 3)) == (2, 2)
    assert overlap_of(Interval(1, 2), Interval(3, 4)) is None
    assert overlap_of(read_printed("5", "more than"), Interval(4, 6)) == (5, 6)
