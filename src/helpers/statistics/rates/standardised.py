"""Hides how rates are compared as if populations had one make-up, by age or another trait."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import (
    finite,
    plain,
    positive,
    require,
    same_length,
    tail_of,
    whole_count,
)
from helpers.statistics.rates.counts import Interval, byar_interval, exact_poisson_interval
from helpers.statistics.rates.estimates import RatioEstimate


def directly_standardised_rate(
    count: ArrayLike, population: ArrayLike, standard: ArrayLike, per: float = 10_000
) -> float | np.ndarray:
    """Return the rate that the strata's rates would give in the standard population.

    Comparable between populations that are given the same standard. A stratum with few residents
    and a large weight in the standard can decide it alone: look at the strata too. No events
    give 0.

    Parameters
    ----------
    count, population, standard
        Events, residents and standard residents (or weights of any sum): one entry a stratum, in
        the same order. With further axes, strata are along the last.
    per
        Residents for whom the rate is given.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, a population, a standard or `per` is not
        above 0, or there are not as many entries in each.

    References
    ----------
    Breslow, N. E. and Day, N. E. (1987). Statistical Methods in Cancer Research, Volume II: The
    Design and Analysis of Cohort Studies. IARC Scientific Publications 82. Lyon: International
    Agency for Research on Cancer.

    Examples
    --------
    >>> directly_standardised_rate([10, 40], [1_000, 2_000], standard=[30, 10], per=1_000)
    12.5
    """
    events, weight = _weighted(count, population, standard, per)
    return plain((weight * events).sum(axis=-1))


def dobson_interval(
    count: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    confidence: float,
    per: float = 10_000,
    count_interval: Callable[[ArrayLike, float], Interval] = exact_poisson_interval,
) -> Interval:
    """Return Dobson's limits of a directly standardised rate, in events per `per` residents.

    The limits of the sum of all counts, moved and stretched to the mean and the variance of the
    standardised rate. The strata's counts are taken as Poisson and independent. Best where the
    weights of events differ little: where a few events carry most of the rate the lower limit
    would fall below 0, and is 0, and `fay_feuer_interval` is the safer choice.

    No events have no variance to stretch to: they give nan. Parameters and exceptions are as for
    `directly_standardised_rate`; confidence must lie in (0, 1).

    Parameters
    ----------
    count_interval
        Gives the limits of the sum. The paper leaves the choice open; the Office for Health
        Improvement and Disparities takes `byar_interval`, and rates from 10 events only.

    References
    ----------
    Dobson, A. J., Kuulasmaa, K., Eberle, E. and Scherer, J. (1991). Confidence intervals for
    weighted sums of Poisson parameters. Statistics in Medicine, 10(3), 457-462.

    Examples
    --------
    >>> lower, upper = dobson_interval([10, 40], [1_000, 2_000], [30, 10], 0.95, per=1_000)
    >>> round(lower, 2), round(upper, 2)
    (7.94, 18.13)
    """
    events, weight = _weighted(count, population, standard, per)
    rate, total = (weight * events).sum(axis=-1), events.sum(axis=-1)
    lower, upper = count_interval(total, confidence)
    with np.errstate(invalid="ignore"):
        scale = np.sqrt((weight**2 * events).sum(axis=-1) / total)
    return Interval(
        plain(np.maximum(rate + scale * (lower - total), 0)),
        plain(rate + scale * (upper - total)),
    )


def fay_feuer_interval(
    count: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    confidence: float,
    per: float = 10_000,
) -> Interval:
    """Return gamma limits of a directly standardised rate, in events per `per` residents.

    With one stratum, or equal weights, they are the exact limits of a count. Otherwise they
    cover the rate at least as often as `confidence` says in all cases tried in the paper, at the
    price of a high upper limit where one more event in the smallest stratum would weigh much.
    An event more in a stratum of great weight can lower the lower limit a little. The strata's
    counts are taken as Poisson and independent. No events give a lower limit of 0 and a finite
    upper limit.

    Parameters and exceptions are as for `directly_standardised_rate`; confidence must lie in
    (0, 1).

    References
    ----------
    Fay, M. P. and Feuer, E. J. (1997). Confidence intervals for directly standardized rates: a
    method based on the gamma distribution. Statistics in Medicine, 16(7), 791-801.

    Examples
    --------
    >>> lower, upper = fay_feuer_interval([10, 40], [1_000, 2_000], [30, 10], 0.95, per=1_000)
    >>> round(lower, 2), round(upper, 2)
    (8.09, 18.83)
    """
    events, weight = _weighted(count, population, standard, per)
    tail = tail_of(confidence)
    rate, variance = (weight * events).sum(axis=-1), (weight**2 * events).sum(axis=-1)
    heaviest = weight.max(axis=-1)
    some = rate > 0
    # NOTE: a gamma distribution has no quantile at a mean of 0, where the lower limit is 0.
    shape = np.where(some, rate**2 / np.where(some, variance, 1), 1)
    lower = np.where(some, special.gammaincinv(shape, tail) * rate / shape, 0.0)
    mean, spread = rate + heaviest, variance + heaviest**2
    upper = special.gammainccinv(mean**2 / spread, tail) * spread / mean
    return Interval(plain(lower), plain(upper))


def expected_count(population: ArrayLike, reference_rate: ArrayLike) -> float | np.ndarray:
    """Return the events that the reference rates, stratum by stratum, would give.

    Parameters
    ----------
    population, reference_rate
        Residents, and events per resident in the reference population: one entry a stratum, in
        the same order. With further axes, strata are along the last.

    Raises
    ------
    ValueError
        If a population is not above 0, a rate is missing or below 0, or there are not as many
        entries in each.

    Examples
    --------
    >>> expected_count([1_000, 2_000], reference_rate=[0.25, 0.125])
    500.0
    """
    base, rate = same_length(1, population=population, reference_rate=reference_rate)
    base, rate = positive("population", base), finite("reference_rate", rate)
    require(rate >= 0, "reference_rate", rate, "0 or more")
    return plain((base * rate).sum(axis=-1))


def indirectly_standardised_ratio(
    count: ArrayLike, expected: ArrayLike, confidence: float
) -> RatioEstimate:
    """Return events observed over events expected, with Byar's limits.

    Each ratio compares one population with the reference population. Two such ratios are not
    comparable with each other unless their populations have the same make-up; directly
    standardised rates are. The expected number is taken as known, so the reference population
    should be much the larger one. No events give a ratio of 0 and a finite upper limit.

    Parameters
    ----------
    count
        Events in all strata together, one entry a population.
    expected
        Events expected in all strata together: see `expected_count`.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, an expected number is not above 0, or
        confidence lies outside (0, 1).

    References
    ----------
    Breslow, N. E. and Day, N. E. (1987). Statistical Methods in Cancer Research, Volume II: The
    Design and Analysis of Cohort Studies. IARC Scientific Publications 82. Lyon: International
    Agency for Research on Cancer.

    Examples
    --------
    >>> [round(number, 2) for number in indirectly_standardised_ratio(64, 45.6, confidence=0.95)]
    [1.4, 1.08, 1.79]
    """
    events, mean = whole_count("count", count), positive("expected", expected)
    limits = byar_interval(events, confidence)
    return RatioEstimate(*(plain(np.asarray(number / mean)) for number in (events, *limits)))


def _weighted(
    count: ArrayLike, population: ArrayLike, standard: ArrayLike, per: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts, and what one event in each stratum adds to the standardised rate."""
    events, base, share = same_length(1, count=count, population=population, standard=standard)
    share = positive("standard", share)
    rate_weight = share / share.sum(axis=-1, keepdims=True)
    weight = positive("per", per) * rate_weight / positive("population", base)
    return whole_count("count", events), weight
