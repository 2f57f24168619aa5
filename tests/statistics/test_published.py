import math
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics import published
from helpers.statistics.published import (
    PrintedShare,
    base_of_change,
    counts_allowed,
    implied_denominator,
    read_printed,
    read_rounded,
    sum_of,
    totals_allowed,
    totals_allowing,
)
from helpers.statistics.rates import Interval


def percent(printed, step="1"):
    return read_rounded(printed, step, per=100)


def exactly(number):
    return Interval(number, number)


def prints_as(count, total, printed, decimals):
    """Whether the percentage, rounded with halves up or halves down, prints so."""
    value = Decimal(100 * count) / Decimal(total)
    roundings = (ROUND_HALF_UP, ROUND_HALF_DOWN)
    return printed in [str(value.quantize(Decimal(decimals), way)) for way in roundings]


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


@pytest.mark.parametrize(("last", "base"), [(656, 273), (759, 316)])
def test_the_merseyside_rise_of_140_percent_led_from_one_base_alone(last, base):
    # APCC (2020): 656 victims, 759 referrals, "a staggering 140% increase", of which is not said.
    assert base_of_change(exactly(last), read_rounded("140", "1")) == (base, base)
    printing = [n for n in range(1, 1_000) if prints_as(last - n, n, "140", "1")]
    assert printing == [base]


@given(st.integers(0, 150), st.integers(-110, 250))
def test_the_base_of_a_change_is_every_whole_number_whose_change_prints_so(last, whole_percent):
    found = base_of_change(exactly(last), read_rounded(str(whole_percent), "1"))
    first, latest = found or (1, 0)
    change = Fraction(whole_percent)
    for base in range(1, 700):
        actual = 100 * (Fraction(last, base) - 1)
        prints = change - Fraction(1, 2) <= actual <= change + Fraction(1, 2)
        assert (first <= base <= latest) == prints


@given(
    st.integers(0, 40),
    st.integers(0, 10),
    st.fractions(-130, 130, max_denominator=6),
    st.fractions(0, 60, max_denominator=6),
)
def test_the_base_of_a_rounded_number_is_led_to_by_some_value_and_change(least, width, low, reach):
    last, change = Interval(least, least + width), Interval(low, low + reach)
    first, latest = base_of_change(last, change) or (1, 0)
    for base in range(1, 200):
        led_to = Interval(*(base * (100 + one) / 100 for one in change))
        possible = led_to.lower <= last.upper and last.lower <= led_to.upper
        assert (first <= base <= latest) == possible


def test_a_rise_in_words_leads_from_any_lower_number_and_a_loss_of_all_from_any_at_all():
    rise = Interval(0, math.inf)
    assert base_of_change(exactly(1_856), rise) == (1, 1_856)
    assert base_of_change(exactly(0), Interval(-100, -100)) == (1, math.inf)
    assert base_of_change(exactly(1), Interval(-100, -100)) is None
    assert base_of_change(exactly(1), Interval(-120, -110)) is None
    assert base_of_change(read_printed("150", "more than"), Interval(50, 50)) == (100, math.inf)
    with pytest.raises(ValueError, match="^last must be 0 or more, not -3 to -1"):
        base_of_change(Interval(-3, -1), rise)


@pytest.mark.parametrize("total", range(874, 895))
def test_38_is_4_3_percent_of_every_total_that_it_allows(total):
    assert counts_allowed(percent("4.3", "0.1"), total) == (38, 38)


@given(
    st.fractions(Fraction(-1, 4), 1, max_denominator=30),
    st.one_of(st.fractions(0, 1, max_denominator=30), st.just(math.inf)),
    st.integers(1, 40),
)
def test_counts_and_totals_allowed_are_those_that_lie_within_any_limits(low, reach, total):
    share = Interval(low, low + reach)
    counts = [n for n in range(total + 1) if share.lower <= Fraction(n, total) <= share.upper]
    assert counts_allowed(share, total) == ((counts[0], counts[-1]) if counts else None)
    for count in range(total + 1):
        first, last = totals_allowed(count, share) or (1, 0)
        assert (first <= total <= last) == (count in counts)


def test_over_a_third_and_more_than_150_leave_all_larger_numbers_open():
    # APCC (2020): "over a third of new recruits", "more than 150 applicants"; by hand.
    over_a_third = read_printed("a third", "more than")
    assert counts_allowed(over_a_third, 2_800) == (934, 2_800)
    assert totals_allowed(1_000, over_a_third) == (1_000, 3_000)
    assert totals_allowed(200, read_printed("20", "at least", per=100)) == (200, 1_000)


def test_every_name_of_the_arithmetic_on_printed_figures_is_found_in_one_place():
    assert [name for name in published.__all__ if not hasattr(published, name)] == []


@pytest.mark.parametrize("count", [-1, 1.5])
def test_a_count_behind_a_share_must_be_whole(count):
    with pytest.raises(ValueError, match=f"^count .*{count}"):
        totals_allowed(count, percent("20"))


@pytest.mark.parametrize("total", [0, 9.5, math.nan, math.inf])
def test_a_total_must_be_whole_and_at_least_one(total):
    with pytest.raises(ValueError, match=f"^total .*{total}"):
        counts_allowed(percent("20"), total)
