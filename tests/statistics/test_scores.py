"""Score limits are where the score test reaches its quantile, the nuisance found by a search."""

import math

import pytest
from scipy.optimize import brentq
from scipy.special import ndtri

from helpers.statistics.rates import (
    koopman_interval,
    mee_interval,
    miettinen_nurminen_interval,
    score_rate_ratio_interval,
)

COMPARED = [
    (1, 2, 1, 3),
    (8, 15, 4, 15),
    (36, 40, 16, 80),
    (3, 1_000, 250, 9_000),
    (0, 10, 3, 20),
    (3, 20, 0, 10),
    (10, 10, 3, 20),
    (10, 10, 15, 15),
    (10, 10, 0, 10),
]
CONFIDENCES = [0.5, 0.95, 0.998]


def likeliest(slope, low, high):
    """Return where a falling slope of the log-likelihood is 0, or the end that it points to."""
    inside = (high - low) * 1e-14
    if slope(low + inside) <= 0:
        return low
    if slope(high - inside) >= 0:
        return high
    return brentq(slope, low + inside, high - inside, xtol=1e-300, rtol=1e-15)


def part(number, share):
    return number / share if number else 0.0


def pearson(count, total, share):
    """Return what one group adds to Pearson's chi-squared, nothing if the share is certain."""
    expected = total * share
    return (count - expected) ** 2 / (expected * (1 - share)) if count != expected else 0.0


def chi_squared_of_a_risk_ratio(ratio, x, n, y, m):
    def slope(share):
        own = ratio * share
        return part(x + y, share) - ratio * part(n - x, 1 - own) - part(m - y, 1 - share)

    share = likeliest(slope, 0, min(1, 1 / ratio))
    return pearson(x, n, ratio * share) + pearson(y, m, share)


def chi_squared_of_a_difference(difference, x, n, y, m):
    def slope(share):
        other = share - difference
        return part(x, share) - part(n - x, 1 - share) + part(y, other) - part(m - y, 1 - other)

    share = likeliest(slope, max(0, difference), min(1, 1 + difference))
    other = share - difference
    variance = share * (1 - share) / n + other * (1 - other) / m
    return (x / n - y / m - difference) ** 2 / variance


def chi_squared_of_a_rate_ratio(ratio, x, n, y, m):
    rate = (x + y) / (ratio * n + m)
    return (x / n - ratio * y / m) ** 2 / (ratio * rate / n + ratio**2 * rate / m)


@pytest.mark.parametrize("compared", COMPARED)
@pytest.mark.parametrize("confidence", CONFIDENCES)
@pytest.mark.parametrize(
    ("interval", "chi_squared"),
    [
        (koopman_interval, chi_squared_of_a_risk_ratio),
        (score_rate_ratio_interval, chi_squared_of_a_rate_ratio),
    ],
)
def test_score_limits_of_a_ratio_are_where_chi_squared_is_its_quantile(
    interval, chi_squared, compared, confidence
):
    quantile = ndtri((1 + confidence) / 2) ** 2
    for limit in interval(*compared, confidence):
        if 0 < limit < math.inf:
            assert chi_squared(limit, *compared) == pytest.approx(quantile, rel=1e-9)


@pytest.mark.parametrize("compared", COMPARED)
@pytest.mark.parametrize("confidence", CONFIDENCES)
@pytest.mark.parametrize("corrected", [False, True])
def test_score_limits_of_a_difference_are_where_chi_squared_is_its_quantile(
    corrected, compared, confidence
):
    both = compared[1] + compared[3]
    interval = miettinen_nurminen_interval if corrected else mee_interval
    correction = (both - 1) / both if corrected else 1
    quantile = ndtri((1 + confidence) / 2) ** 2
    for limit in interval(*compared, confidence):
        if -1 < limit < 1:
            found = correction * chi_squared_of_a_difference(limit, *compared)
            assert found == pytest.approx(quantile, rel=1e-9)
