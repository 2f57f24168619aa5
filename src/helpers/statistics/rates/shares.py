"""Hides the binomial distribution behind a share and its limits."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, require, tail_of, whole_count
from helpers.statistics.rates.conditional import exact_lower_odds, mid_p_lower_odds
from helpers.statistics.rates.counts import Interval


def wilson_interval(count: ArrayLike, total: ArrayLike, confidence: float) -> Interval:
    """Return score limits of a share, as parts of one.

    The limits stay within 0 and 1; a count of 0 gives a lower limit of 0 and a full count an
    upper limit of 1. A total of 0 gives nan. Coverage is near `confidence` on average and may
    fall below it: at 0.95 and totals of 100 with 2, 5, 10 and 20 events expected, it is 94.9%,
    96.6%, 93.6% and 94.1%.

    Raises
    ------
    ValueError
        If a count or total is missing, negative or not whole, a total is below its count, or
        confidence lies outside (0, 1).

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association, 22(158), 209-212.

    Examples
    --------
    >>> lower, upper = wilson_interval(81, 263, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.2553, 0.3662)
    """
    part, whole = part_and_whole("count", count, "total", total)
    z = -special.ndtri(tail_of(confidence))
    lower, rest = _score_lower(part, whole, z), _score_lower(whole - part, whole, z)
    return Interval(plain(lower), plain(1 - rest))


def clopper_pearson_interval(count: ArrayLike, total: ArrayLike, confidence: float) -> Interval:
    """Return exact limits of a share, as parts of one.

    They cover the true share at least as often as `confidence` says, whatever the share: in the
    four cases of `wilson_interval`, 98.5%, 98.3%, 95.6% and 96.7% of the time. Zero counts, full
    counts, totals of 0 and exceptions are as there.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika, 26(4), 404-413.

    Examples
    --------
    >>> lower, upper = clopper_pearson_interval(81, 263, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.2527, 0.3676)
    """
    return _share_interval(exact_lower_odds, count, total, confidence)


def mid_p_share_interval(count: ArrayLike, total: ArrayLike, confidence: float) -> Interval:
    """Return mid-P limits of a share, as parts of one.

    Half the probability of the observed count goes to each tail. Coverage is near `confidence` on
    average and may fall below it: in the four cases of `wilson_interval` it is 98.5%, 93.5%, 95.6%
    and 95.5%. Zero counts, full counts, totals of 0 and exceptions are as there.

    References
    ----------
    Berry, G. and Armitage, P. (1995). Mid-P confidence intervals: a brief review. Journal of the
    Royal Statistical Society: Series D (The Statistician), 44(4), 417-423.

    Examples
    --------
    >>> lower, upper = mid_p_share_interval(81, 263, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.2544, 0.3658)
    """
    return _share_interval(mid_p_lower_odds, count, total, confidence)


def part_and_whole(
    part_name: str, part: ArrayLike, whole_name: str, whole: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Return both as floats; a whole below its part raises ValueError naming the whole."""
    part, whole = np.broadcast_arrays(whole_count(part_name, part), whole_count(whole_name, whole))
    require(part <= whole, whole_name, whole, f"at least {part_name}")
    return part, whole


def share_of(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return parts of one; a whole of 0 gives nan."""
    with np.errstate(invalid="ignore"):
        return part / whole


def _score_lower(part: np.ndarray, whole: np.ndarray, z: float) -> np.ndarray:
    share = share_of(part, whole)
    root = np.sqrt(z * z + 4 * (whole - part) * share)
    return 2 * part * share / (2 * part + z * z + z * root)


def _share_interval(
    lower_odds: Callable[[np.ndarray, np.ndarray, float], np.ndarray],
    count: ArrayLike,
    total: ArrayLike,
    confidence: float,
) -> Interval:
    part, whole = part_and_whole("count", count, "total", total)
    tail = tail_of(confidence)
    odds, odds_of_rest = lower_odds(part, whole - part, tail), lower_odds(whole - part, part, tail)
    lower = np.where(whole > 0, odds / (1 + odds), np.nan)
    return Interval(plain(lower), plain(np.where(whole > 0, 1 / (1 + odds_of_rest), np.nan)))
