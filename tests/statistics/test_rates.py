import math
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from helpers.statistics.rates import (
    annual_change,
    exact_poisson_interval,
    exact_rate_ratio_interval,
    mid_p_rate_ratio_interval,
    rate_ratio,
    rates_by_group,
)

INTERVALS = [mid_p_rate_ratio_interval, exact_rate_ratio_interval]
COUNTS = st.integers(0, 20_000)
SOME = st.integers(1, 20_000)
POPULATIONS = st.integers(1, 60_000_000)
CONFIDENCES = st.floats(0.8, 0.9999)
MEANS = [2, 5, 10, 20]
WILTSHIRE = pd.DataFrame(
    {
        "ethnicity": ["White", "Asian", "Black", "Mixed"],
        "count": [202, 7, 16, 5],
        # Made-up populations: only the arithmetic is tested.
        "population": [600_000, 12_000, 6_000, 9_000],
        "source": ["a", "b", "c", "d"],
    }
)


@given(COUNTS, CONFIDENCES)
def test_poisson_limits_are_ordered_and_contain_the_count(count, confidence):
    lower, upper = exact_poisson_interval(count, confidence)
    assert 0 <= lower <= count < upper


@given(COUNTS, CONFIDENCES)
def test_poisson_limits_rise_with_the_count_and_widen_with_confidence(count, confidence):
    limits = exact_poisson_interval(count, confidence)
    more = exact_poisson_interval(count + 1, confidence)
    surer = exact_poisson_interval(count, (confidence + 1) / 2)
    assert limits.lower < more.lower and limits.upper < more.upper
    assert surer.lower <= limits.lower and limits.upper < surer.upper


@pytest.mark.parametrize("count", [1, 2, 7, 40, 150])
def test_poisson_limits_agree_with_the_sum_of_probabilities_to_1e_9(count):
    getcontext().prec = 60

    def at_most(last, mean):
        terms = (mean**k / math.factorial(k) for k in range(last + 1))
        return (-mean).exp() * sum(terms)

    tail = Decimal("0.025")
    lower, upper = (Decimal(limit) for limit in exact_poisson_interval(count, 0.95))
    below, above = Decimal(1) - Decimal("1e-9"), Decimal(1) + Decimal("1e-9")
    assert 1 - at_most(count - 1, lower * below) < tail < 1 - at_most(count - 1, lower * above)
    assert at_most(count, upper * above) < tail < at_most(count, upper * below)


def tail_from(count, total, odds, half):
    """Probability of more than `count` of `total`, and of the given part of `count` itself."""
    share = odds / (1 + odds)
    terms = [
        math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(count, total + 1)
    ]
    return half * terms[0] + sum(terms[1:])


@pytest.mark.parametrize(
    ("interval", "part"), [(mid_p_rate_ratio_interval, Fraction(1, 2)), (INTERVALS[1], 1)]
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


@given(SOME, POPULATIONS, SOME, POPULATIONS, CONFIDENCES)
@pytest.mark.parametrize("interval", INTERVALS)
def test_ratio_limits_contain_the_ratio_and_are_reciprocal_when_groups_are_swapped(
    interval, count, population, reference_count, reference_population, confidence
):
    group, reference = (count, population), (reference_count, reference_population)
    lower, upper = interval(*group, *reference, confidence)
    swapped = interval(*reference, *group, confidence)
    assert 0 < lower < rate_ratio(*group, *reference) < upper
    assert (1 / swapped.upper, 1 / swapped.lower) == pytest.approx((lower, upper), rel=1e-12)


@given(SOME, POPULATIONS, SOME, POPULATIONS, CONFIDENCES)
@pytest.mark.parametrize("interval", INTERVALS)
def test_ratio_limits_rise_with_the_count_and_widen_with_confidence(
    interval, count, population, reference_count, reference_population, confidence
):
    others = (population, reference_count, reference_population)
    limits = interval(count, *others, confidence)
    more = interval(count + 1, *others, confidence)
    surer = interval(count, *others, (confidence + 1) / 2)
    assert limits.lower < more.lower and limits.upper < more.upper
    assert surer.lower < limits.lower and limits.upper < surer.upper


@given(SOME, SOME, CONFIDENCES)
def test_exact_ratio_limits_contain_the_mid_p_limits(count, reference_count, confidence):
    compared = (count, 1, reference_count, 1, confidence)
    exact, mid_p = exact_rate_ratio_interval(*compared), mid_p_rate_ratio_interval(*compared)
    assert exact.lower < mid_p.lower < mid_p.upper < exact.upper


def test_poisson_limits_cover_the_mean_as_often_as_the_docstring_says():
    counts = np.arange(200)
    lower, upper = exact_poisson_interval(counts, 0.95)
    covered = [poisson.pmf(counts, mean)[(lower <= mean) & (mean <= upper)].sum() for mean in MEANS]
    assert min(covered) >= 0.95
    assert covered == pytest.approx([0.983, 0.980, 0.975, 0.957], abs=0.0005)


@pytest.mark.parametrize(
    ("interval", "documented"),
    [
        (mid_p_rate_ratio_interval, [0.983, 0.959, 0.954, 0.952]),
        (exact_rate_ratio_interval, [0.995, 0.978, 0.971, 0.966]),
    ],
)
def test_ratio_limits_cover_the_ratio_as_often_as_the_docstring_says(interval, documented):
    count, reference_count = np.meshgrid(np.arange(120), np.arange(120))
    lower, upper = interval(count, 1, reference_count, 1, 0.95)
    missed = (lower > 1) | (upper < 1)
    covered = [
        1 - (poisson.pmf(count, mean) * poisson.pmf(reference_count, mean))[missed].sum()
        for mean in MEANS
    ]
    assert covered == pytest.approx(documented, abs=0.0005)


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


def test_arrays_give_what_their_elements_give():
    counts, references = np.array([[0, 3, 9]]), np.array([[0], [4]])
    for interval in INTERVALS:
        lower, upper = interval(counts, 7, references, 11, 0.9)
        one_by_one = [
            [interval(count, 7, reference, 11, 0.9) for count in (0, 3, 9)] for reference in (0, 4)
        ]
        np.testing.assert_array_equal(np.stack([lower, upper], axis=-1), one_by_one)


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
@pytest.mark.parametrize("interval", INTERVALS)
def test_what_cannot_be_is_refused_with_its_name_and_value(interval, change, message):
    good = {"count": 3, "population": 10, "reference_count": 4, "reference_population": 10}
    with pytest.raises(ValueError, match=f"^{message}"):
        interval(**({"confidence": 0.95} | good | change))


def test_a_negative_count_has_no_poisson_limits():
    with pytest.raises(ValueError, match="^count .*-2"):
        exact_poisson_interval(-2, 0.95)


def test_the_yearly_factor_compounds_to_the_whole_change():
    # Essex, year to September 2017 to year to September 2020: 2,081 to 3,209 (APCC, 2020).
    assert 2_081 * annual_change(2_081, 3_209, years=3) ** 3 == pytest.approx(3_209)
    assert annual_change(4, 0, years=2) == 0
    assert math.isnan(annual_change(0, 4, years=2))
    with pytest.raises(ValueError, match="years .*0"):
        annual_change(4, 4, years=0)


def test_a_table_of_rates_keeps_its_rows_and_other_columns_and_is_a_new_table():
    before = WILTSHIRE.copy()
    table = rates_by_group(WILTSHIRE, "White", 0.95)
    pd.testing.assert_frame_equal(WILTSHIRE, before)
    pd.testing.assert_frame_equal(table[list(before)], before)
    assert list(table)[4:] == [
        "rate_per_10000",
        "rate_lower",
        "rate_upper",
        "rate_ratio",
        "ratio_lower",
        "ratio_upper",
        "exact_lower",
        "exact_upper",
    ]


def test_each_row_of_a_table_of_rates_is_what_the_single_functions_give():
    black = rates_by_group(WILTSHIRE, "White", 0.9, per=1_000).iloc[2]
    compared = (16, 6_000, 202, 600_000)
    poisson_limits = exact_poisson_interval(16, 0.9)
    mid_p, exact = (interval(*compared, 0.9) for interval in INTERVALS)
    assert black["rate_per_1000"] == pytest.approx(16 / 6)
    assert (black["rate_lower"], black["rate_upper"]) == pytest.approx(
        (poisson_limits.lower / 6, poisson_limits.upper / 6)
    )
    assert black["rate_ratio"] == rate_ratio(*compared)
    assert (black["ratio_lower"], black["ratio_upper"]) == mid_p
    assert (black["exact_lower"], black["exact_upper"]) == exact


def test_the_reference_group_has_ratio_one_and_no_limits():
    white = rates_by_group(WILTSHIRE, "White", 0.95).iloc[0]
    assert white["rate_ratio"] == 1
    assert white[["ratio_lower", "ratio_upper", "exact_lower", "exact_upper"]].isna().all()


@pytest.mark.parametrize(
    ("frame", "reference_group", "message"),
    [
        (WILTSHIRE, "white", "reference_group white"),
        (pd.concat([WILTSHIRE, WILTSHIRE.iloc[[2]]]), "White", "twice: Black"),
        (WILTSHIRE.assign(population=[1, None, 1, 1]), "White", "population .*Asian"),
        (WILTSHIRE.assign(count=[1, 1, 1, None]), "White", "count .*Mixed"),
        (WILTSHIRE.assign(population=[1, 0, 1, 1]), "White", "population .*0"),
    ],
)
def test_a_table_that_cannot_be_compared_is_refused(frame, reference_group, message):
    with pytest.raises(ValueError, match=message):
        rates_by_group(frame, reference_group, 0.95)
