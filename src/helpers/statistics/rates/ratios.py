"""Hides the comparison of a rate with another, or with an expectation, and the limits of both."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, positive, tail_of, whole_count
from helpers.statistics.rates.conditional import (
    exact_lower_odds,
    mid_p_lower_odds,
    score_lower_odds,
)
from helpers.statistics.rates.counts import Interval, exact_poisson_interval
from helpers.statistics.rates.estimates import log_estimate


def rate_ratio(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
) -> float | np.ndarray:
    """Return the rate in a group divided by the rate in the reference group.

    No events in the group give 0; no events in the reference group give nan, whatever the group.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, or a population is not above 0.

    Examples
    --------
    >>> rate_ratio(16, 4_000, 202, 101_000)
    2.0
    """
    x, x_base, y, y_base = _compared(count, population, reference_count, reference_population)
    with np.errstate(divide="ignore", invalid="ignore"):
        return plain(np.where(y > 0, (x * y_base) / (y * x_base), np.nan))


def mid_p_rate_ratio_interval(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    confidence: float,
) -> Interval:
    """Return conditional mid-P limits of the rate ratio.

    Given the sum of the two counts, the count in the group is binomial; half the probability of
    the observed count goes to each tail. Coverage is near `confidence` on average and may fall
    below it. At 0.95 and equal rates, with 2, 5, 10 or 20 events expected in either group, the
    limits that there are cover the true ratio 98.3%, 95.9%, 95.4% and 95.2% of the time.

    No events in the group give a lower limit of 0 and a finite upper limit; none in the reference
    group give a finite lower limit and an upper limit of infinity; none in either give nan twice.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, a population is not above 0, or confidence
        lies outside (0, 1).

    References
    ----------
    Rothman, K. J. and Boice, J. D. (1979). Epidemiologic Analysis with a Programmable Calculator.
    NIH Publication 79-1649. Bethesda: National Institutes of Health.

    Examples
    --------
    >>> lower, upper = mid_p_rate_ratio_interval(41, 28_010, 15, 19_017, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (1.0411, 3.4494)
    """
    compared = _compared(count, population, reference_count, reference_population)
    return _rate_ratio_interval(mid_p_lower_odds, *compared, tail_of(confidence))


def exact_rate_ratio_interval(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    confidence: float,
) -> Interval:
    """Return exact conditional limits of the rate ratio.

    Clopper-Pearson limits of the group's part of both counts, turned into a ratio of rates. They
    cover the true ratio at least as often as `confidence` says, and contain the mid-P limits. In
    the four cases of `mid_p_rate_ratio_interval`: 99.5%, 97.8%, 97.1% and 96.6% of the time.
    Zero counts and exceptions are as for `mid_p_rate_ratio_interval`.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika, 26(4), 404-413.

    Examples
    --------
    >>> lower, upper = exact_rate_ratio_interval(11, 800, 21, 3_011, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.8584, 4.2773)
    """
    compared = _compared(count, population, reference_count, reference_population)
    return _rate_ratio_interval(exact_lower_odds, *compared, tail_of(confidence))


def score_rate_ratio_interval(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    confidence: float,
) -> Interval:
    """Return score limits of the rate ratio.

    The ratios that the score test does not reject. Coverage is near `confidence` on average and
    may fall below it: in the four cases of `mid_p_rate_ratio_interval` it is 95.8%, 95.7%, 94.8%
    and 95.1%. Zero counts and exceptions are as there.

    References
    ----------
    Graham, P. L., Mengersen, K. and Morton, A. P. (2003). Confidence limits for the ratio of two
    rates based on likelihood scores: non-iterative method. Statistics in Medicine, 22(12),
    2071-2083.

    Examples
    --------
    >>> lower, upper = score_rate_ratio_interval(41, 28_010, 15, 19_017, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (1.0358, 3.3249)
    """
    compared = _compared(count, population, reference_count, reference_population)
    return _rate_ratio_interval(score_lower_odds, *compared, tail_of(confidence))


def wald_rate_ratio_interval(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    confidence: float,
) -> Interval:
    """Return limits of the rate ratio that take its logarithm as normal.

    For comparison with older work. Without events in one of the groups there are no limits: nan
    twice. At high confidence the upper limit can fall as a small count rises. In the four cases of
    `mid_p_rate_ratio_interval`, the limits that there are cover the true ratio 99.9%, 98.1%,
    95.9% and 95.4% of the time. Exceptions are as there.

    References
    ----------
    Rothman, K. J., Greenland, S. and Lash, T. L. (2008). Modern Epidemiology, third edition.
    Philadelphia: Lippincott Williams & Wilkins. Chapter 14.

    Examples
    --------
    >>> lower, upper = wald_rate_ratio_interval(41, 28_010, 15, 19_017, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (1.0272, 3.3526)
    """
    x, _, y, _ = _compared(count, population, reference_count, reference_population)
    with np.errstate(divide="ignore"):
        variance = 1 / x + 1 / y
    ratio = rate_ratio(count, population, reference_count, reference_population)
    _, lower, upper = log_estimate(ratio, variance, -special.ndtri(tail_of(confidence)))
    return Interval(lower, upper)


def exact_ratio_to_expected_interval(
    count: ArrayLike, expected: ArrayLike, confidence: float
) -> Interval:
    """Return exact limits of a count divided by an expected number of events.

    `expected` is above 0 and taken as known: its own uncertainty is not in the limits, which
    cover the true ratio at least as often as `confidence` says: at 0.95 and means of 2, 5, 10 and
    20 events, 98.3%, 98.0%, 97.5% and 95.7% of the time.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, `expected` is not above 0, or confidence
        lies outside (0, 1).

    References
    ----------
    Ulm, K. (1990). Simple method to calculate the confidence interval of a standardized mortality
    ratio (SMR). American Journal of Epidemiology, 131(2), 373-375.

    Examples
    --------
    >>> lower, upper = exact_ratio_to_expected_interval(137, 24.19893, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (4.7531, 6.6927)
    """
    under = positive("expected", expected)
    limits = exact_poisson_interval(count, confidence)
    return Interval(plain(limits.lower / under), plain(limits.upper / under))


def annual_change(first_count: ArrayLike, last_count: ArrayLike, years: ArrayLike) -> ArrayLike:
    """Return the constant yearly factor that leads from the first count to the last.

    A last count of 0 gives 0; a first count of 0 gives nan. Years may be fractional.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, or years is not above 0.

    Examples
    --------
    >>> round(annual_change(2_081, 3_209, years=3), 3)
    1.155
    """
    first, last = whole_count("first_count", first_count), whole_count("last_count", last_count)
    span = positive("years", years)
    with np.errstate(divide="ignore", invalid="ignore"):
        return plain(np.where(first > 0, (last / first) ** (1 / span), np.nan))


def _compared(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
) -> list[np.ndarray]:
    return np.broadcast_arrays(
        whole_count("count", count),
        positive("population", population),
        whole_count("reference_count", reference_count),
        positive("reference_population", reference_population),
    )


def _rate_ratio_interval(
    lower_odds: Callable[[np.ndarray, np.ndarray, float], np.ndarray],
    count: np.ndarray,
    population: np.ndarray,
    reference_count: np.ndarray,
    reference_population: np.ndarray,
    tail: float,
) -> Interval:
    scale = reference_population / population
    some = count + reference_count > 0
    with np.errstate(divide="ignore"):
        lower = lower_odds(count, reference_count, tail) * scale
        upper = scale / lower_odds(reference_count, count, tail)
    return Interval(plain(np.where(some, lower, np.nan)), plain(np.where(some, upper, np.nan)))
