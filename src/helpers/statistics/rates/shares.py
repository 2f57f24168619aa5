"""Hides the binomial distribution behind a share and its limits."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, require, tail_of, whole_count
from helpers.statistics.rates.counts import Interval


def wilson_interval(count: ArrayLike, total: ArrayLike, confidence: float) -> Interval:
    """Return score limits of a share, as parts of one.

    The limits stay within 0 and 1; a count of 0 gives a lower limit of 0 and a full count an
    upper limit of 1. A total of 0 gives nan.

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
