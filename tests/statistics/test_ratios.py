import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics.rates import (
    annual_change,
    exact_rate_ratio_interval,
    exact_ratio_to_expected_interval,
    mid_p_rate_ratio_interval,
    rate_ratio,
    score_rate_ratio_interval,
    wald_rate_ratio_interval,
)

INTERVALS = [exact_rate_ratio_interval, mid_p_rate_ratio_interval, score_rate_ratio_interval]
SOME = st.integers(1, 20_000)
CONFIDENCES = st.floats(0.8, 0.9999)


def tail_from(count, total, odds, half):
    """Probability of more than `count` of `total`, and of the given part of `count` itself."""
    share = odds / (1 + odds)
    terms = [
        math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(count, total + 1)
    ]
    return half * terms[0] + sum(terms[1:])


@pytest.mark.parametrize(
    ("interval", "part"),
    [(mid_p_rate_ratio_interval, Fraction(1, 2)), (exact_rate_ratio_interval, 1)],
)
@pytest.mark.parametrize(
    ("count", "reference_count"),
    [(1, 1), (1, 60), (60, 1), (5, 3), (41, 15), (7, 202), (90, 80), (3, 0), (1, 0), (12, 0)],
)
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_ratio_limits_agree_with_the_sum_of_probabilities_to_1e_9(
    interval, part, count, reference_count, confidence
):
    lower, _ = interval(count, 1, reference_count, 1, confidence)
    _, upper = interval(reference_count, 1, count, 1, confidence)
    tail = (1 - Fraction(confidence)) / 2
    off = Fraction(1, 10**9)
    for limit in (Fraction(lower), 1 / Fraction(upper)):
        low, high = (
            tail_from(count, count + reference_count, limit * (1 + side), part)
            for side in (-off, off)
        )
        assert low < tail < high


@given(SOME, SOME, CONFIDENCES)
def test_exact_ratio_limits_contain_the_mid_p_limits(count, reference_count, confidence):
    compared = (count, 1, reference_count, 1, confidence)
    exact, mid_p = exact_rate_ratio_interval(*compared), mid_p_rate_ratio_interval(*compared)
    assert exact.lower < mid_p.lower < mid_p.upper < exact.upper


@pytest.mark.parametrize("interval", INTERVALS)
def test_no_events_in_the_group_give_ratio_zero_and_a_finite_upper_limit(interval):
    lower, upper = interval(0, 10, 8, 10, 0.95)
    assert rate_ratio(0, 10, 8, 10) == 0
    assert lower == 0 and 0 < upper < 1


@pytest.mark.parametrize("interval", INTERVALS)
def test_a_ratio_to_a_zero_reference_is_missing_not_large(interval):
    lower, upper = interval(8, 10, 0, 10, 0.95)
    assert math.isnan(rate_ratio(8, 10, 0, 10))
    assert 1 < lower < math.inf and upper == math.inf


@pytest.mark.parametrize("interval", INTERVALS)
def test_no_events_in_either_group_give_no_estimate_at_all(interval):
    assert math.isnan(rate_ratio(0, 10, 0, 10))
    assert all(map(math.isnan, interval(0, 10, 0, 10, 0.95)))


@pytest.mark.parametrize("counts", [(0, 8), (8, 0), (0, 0)])
def test_wald_limits_are_missing_where_a_count_is_zero_and_nothing_is_added_to_it(counts):
    count, reference_count = counts
    assert all(map(math.isnan, wald_rate_ratio_interval(count, 10, reference_count, 10, 0.95)))


def test_score_limits_with_one_zero_count_are_chi_squared_over_the_other():
    # With no events in one group the score statistic is the other count times the odds, so that
    # the limit is the tabled quantile of chi-squared, 3.841459 at 95%, over the other count.
    assert score_rate_ratio_interval(0, 10, 8, 20, 0.95).upper == pytest.approx(2 * 3.841459 / 8)
    assert score_rate_ratio_interval(8, 20, 0, 10, 0.95).lower == pytest.approx(4 / 3.841459)


def test_no_events_against_an_expectation_give_zero_and_a_finite_upper_limit():
    # R stats::poisson.test(0): the limit of the count is -ln(0.025).
    assert exact_ratio_to_expected_interval(0, 4, 0.95) == pytest.approx((0, 3.688879454 / 4))


def test_an_expectation_that_cannot_be_is_refused_with_its_value():
    with pytest.raises(ValueError, match="^expected .*0"):
        exact_ratio_to_expected_interval(3, 0, 0.95)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"count": -1}, "count .*-1"),
        ({"count": 1.5}, "count .*1.5"),
        ({"count": [3, math.nan]}, "count .*nan"),
        ({"population": 0}, "population .*0"),
        ({"population": math.nan}, "population .*nan"),
        ({"reference_count": -7}, "reference_count .*-7"),
        ({"reference_population": -3}, "reference_population .*-3"),
        ({"confidence": 95}, "confidence .*95"),
        ({"confidence": 0}, "confidence .*0"),
        ({"confidence": 1}, "confidence .*1"),
    ],
)
@pytest.mark.parametrize("interval", [*INTERVALS, wald_rate_ratio_interval])
def test_what_cannot_be_is_refused_with_its_name_and_value(interval, change, message):
    good = {"count": 3, "population": 10, "reference_count": 4, "reference_population": 10}
    with pytest.raises(ValueError, match=f"^{message}"):
        interval(**({"confidence": 0.95} | good | change))


def test_the_yearly_factor_compounds_to_the_whole_change():
    # Essex, year to September 2017 to year to September 2020: 2,081 to 3,209 (APCC, 2020).
    assert 2_081 * annual_change(2_081, 3_209, years=3) ** 3 == pytest.approx(3_209)
    assert annual_change(4, 0, years=2) == 0
    assert math.isnan(annual_change(0, 4, years=2))
    with pytest.raises(ValueError, match="years .*0"):
        annual_change(4, 4, years=0)
