"""Hides the Poisson distribution behind a count of events and its limits."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, tail_of, whole_count
from helpers.statistics.rates.newton import tail_limit

FEWEST_FOR_BYAR = 10


class Interval(NamedTuple):
    """Lower and upper limit, both included."""

    lower: float | np.ndarray
    upper: float | np.ndarray


def exact_poisson_interval(count: ArrayLike, confidence: float) -> Interval:
    """Return limits of the expected number of events behind a count.

    The interval covers the true mean at least as often as `confidence` says, whatever the mean:
    at 0.95 and means of 2, 5, 10 and 20, 98.3%, 98.0%, 97.5% and 95.7% of the time.
    No events give a lower limit of 0 and a finite upper limit.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, or confidence lies outside (0, 1).

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28(3/4), 437-442.

    Examples
    --------
    >>> lower, upper = exact_poisson_interval(10, confidence=0.95)
    >>> round(lower, 3), round(upper, 3)
    (4.795, 18.39)
    """
    events, tail = whole_count("count", count), tail_of(confidence)
    # NOTE: the gamma quantile has no value at shape 0, where the lower limit is 0.
    lower = np.where(events > 0, special.gammaincinv(np.maximum(events, 1), tail), 0.0)
    return Interval(plain(lower), plain(special.gammainccinv(events + 1, tail)))


def mid_p_interval(count: ArrayLike, confidence: float) -> Interval:
    """Return mid-P limits of the expected number of events behind a count.

    Half the probability of the observed count goes to each tail. Coverage is near `confidence` on
    average and may fall below it: at 0.95 and means of 2, 5, 10 and 20, it is 98.3%, 92.8%, 94.4%
    and 95.7%. No events give a lower limit of 0 and a finite upper limit. Exceptions are as for
    `exact_poisson_interval`.

    References
    ----------
    Cohen, G. R. and Yang, S.-Y. (1994). Mid-P confidence intervals for the Poisson expectation.
    Statistics in Medicine, 13(21), 2189-2203.

    Examples
    --------
    >>> lower, upper = mid_p_interval(10, confidence=0.95)
    >>> round(lower, 2), round(upper, 2)
    (5.08, 17.82)
    """
    events, tail = whole_count("count", count), tail_of(confidence)
    z, some = special.ndtri(tail), events > 0
    lower, upper = np.zeros(events.shape), np.full(events.shape, -np.log(2 * tail))
    lower[some] = _mid_p_mean(events[some], tail, special.gammainc, z)
    upper[some] = _mid_p_mean(events[some], tail, special.gammaincc, -z)
    return Interval(plain(lower), plain(upper))


def byar_interval(count: ArrayLike, confidence: float) -> Interval:
    """Return Byar's limits of the expected number of events behind a count.

    They approximate the exact limits: at 0.95 and from 10 events, within two parts in a thousand.
    Coverage may fall below `confidence`: at 0.95 and means of 2, 5, 10 and 20, it is 98.3%, 98.0%,
    97.5% and 95.7%.

    No events give a lower limit of 0. So does one event at confidences above 0.992, where the
    formula falls below 0, which no mean does; the exact limit is slightly above. Exceptions are
    as for `exact_poisson_interval`.

    References
    ----------
    Breslow, N. E. and Day, N. E. (1987). Statistical Methods in Cancer Research, Volume II: The
    Design and Analysis of Cohort Studies. IARC Scientific Publications 82. Lyon: International
    Agency for Research on Cancer.

    Examples
    --------
    >>> lower, upper = byar_interval(65, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (50.1632, 82.8491)
    """
    events, z = whole_count("count", count), special.ndtri(tail_of(confidence))
    lower = np.where(events > 0, _byar_mean(np.maximum(events, 1), z), 0.0)
    return Interval(plain(lower), plain(_byar_mean(events + 1, -z)))


def exact_or_byar_interval(count: ArrayLike, confidence: float) -> Interval:
    """Return limits by the rule of English public health: exact below 10 events, Byar from 10.

    Coverage at 0.95 and means of 2, 5, 10 and 20 is 98.3%, 98.0%, 97.5% and 95.7%. Zero counts and
    exceptions are as for `exact_poisson_interval`. The limits of a rate are these limits over the
    population.

    References
    ----------
    Public Health England (2018). Technical Guide: Confidence Intervals. London: Public Health
    England.

    Examples
    --------
    >>> exact_or_byar_interval(9, 0.95) == exact_poisson_interval(9, 0.95)
    True
    >>> exact_or_byar_interval(10, 0.95) == byar_interval(10, 0.95)
    True
    """
    many = whole_count("count", count) >= FEWEST_FOR_BYAR
    exact, byar = exact_poisson_interval(count, confidence), byar_interval(count, confidence)
    lower, upper = (np.where(many, *limits) for limits in zip(byar, exact, strict=True))
    return Interval(plain(lower), plain(upper))


def _mid_p_mean(
    events: np.ndarray,
    tail: float,
    incomplete: Callable[[np.ndarray, np.ndarray], np.ndarray],
    z: float,
) -> np.ndarray:
    """Solve mid-P tail = `tail` from the score limit on the side of `z`."""

    def probability(mean: np.ndarray, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        first, second = incomplete(events, mean), incomplete(events + 1, mean)
        return (first + second) / 2, (first - second) / 2 * (events + mean)

    score = events + z * z / 2 + z * np.sqrt(events + z * z / 4)
    return tail_limit(probability, tail, score, events)


def _byar_mean(events: np.ndarray, z: float) -> np.ndarray:
    root = 1 - 1 / (9 * events) + z / (3 * np.sqrt(events))
    return events * np.maximum(root, 0) ** 3
