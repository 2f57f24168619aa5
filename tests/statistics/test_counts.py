import math
from decimal import Decimal, getcontext

import numpy as np
import pytest

from helpers.statistics.rates import (
    byar_interval,
    exact_or_byar_interval,
    exact_poisson_interval,
    mid_p_interval,
)

INTERVALS = [byar_interval, exact_or_byar_interval, exact_poisson_interval, mid_p_interval]


def at_least(count, mean, part):
    """Probability of more than the count, and of the given part of the count itself."""
    below = sum(mean**k / math.factorial(k) for k in range(count))
    return 1 - (-mean).exp() * (below + (1 - part) * mean**count / math.factorial(count))


@pytest.mark.parametrize(
    ("interval", "part"), [(exact_poisson_interval, Decimal(1)), (mid_p_interval, Decimal("0.5"))]
)
@pytest.mark.parametrize("count", [0, 1, 2, 7, 40, 150])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.998])
def test_limits_of_a_count_agree_with_the_sum_of_probabilities_to_1e_9(
    interval, part, count, confidence
):
    getcontext().prec = 60
    lower, upper = (Decimal(limit) for limit in interval(count, confidence))
    tail = (1 - Decimal(confidence)) / 2
    below, above = 1 - Decimal("1e-9"), 1 + Decimal("1e-9")
    up_to = [1 - at_least(count, upper * side, 1 - part) for side in (above, below)]
    assert up_to[0] < tail < up_to[1]
    if count:
        assert at_least(count, lower * below, part) < tail < at_least(count, lower * above, part)


@pytest.mark.parametrize("interval", INTERVALS)
def test_no_events_give_a_lower_limit_of_zero_and_a_finite_upper_limit(interval):
    lower, upper = interval(0, 0.95)
    assert lower == 0 and 2.9 < upper < 3.7


def test_mid_p_limits_are_those_of_cohen_and_yang():
    # Cohen and Yang (1994), Statistics in Medicine 13:2189-2203, Table I: 10 events, 95%.
    assert [round(limit, 2) for limit in mid_p_interval(10, 0.95)] == [5.08, 17.82]


def test_mid_p_limits_lie_inside_the_exact_ones():
    counts = np.arange(1, 2_000)
    mid_p, exact = mid_p_interval(counts, 0.95), exact_poisson_interval(counts, 0.95)
    assert (exact.lower < mid_p.lower).all() and (mid_p.upper < exact.upper).all()


def test_byar_limits_are_within_two_thousandths_of_the_exact_ones_from_ten_events():
    # Public Health England (2018), Technical Guide: Confidence Intervals, says so of 95% limits.
    counts = np.arange(10, 5_000)
    byar, exact = np.stack(byar_interval(counts, 0.95)), exact_poisson_interval(counts, 0.95)
    np.testing.assert_allclose(byar, exact, rtol=0.002)


def test_byar_gives_one_event_no_negative_limit_where_its_formula_would():
    # At a quantile of 3.09 the formula is 1 * (1 - 1/9 - 3.09/3) ** 3, which is below 0.
    assert byar_interval(1, 0.998).lower == 0
    assert byar_interval(1, 0.992).lower > 0


def test_limits_are_exact_to_nine_events_and_byar_from_ten():
    counts = np.arange(30)
    found = np.stack(exact_or_byar_interval(counts, 0.95))
    exact, byar = exact_poisson_interval(counts, 0.95), byar_interval(counts, 0.95)
    np.testing.assert_array_equal(found[:, :10], np.stack(exact)[:, :10])
    np.testing.assert_array_equal(found[:, 10:], np.stack(byar)[:, 10:])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-2, 0.95), "count .*-2"),
        ((1.5, 0.95), "count .*1.5"),
        (([3, math.nan], 0.95), "count .*nan"),
        ((3, 0), "confidence .*0"),
        ((3, 95), "confidence .*95"),
    ],
)
@pytest.mark.parametrize("interval", INTERVALS)
def test_a_count_that_cannot_be_is_refused_with_its_name_and_value(interval, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        interval(*arguments)
