"""Hides the score intervals of shares and of their differences."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, require, tail_of, whole_count
from helpers.statistics.rates import Interval, require_single_groups


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
    part, whole = _part_and_whole("count", count, "total", total)
    z = -special.ndtri(tail_of(confidence))
    lower, rest = _score_lower(part, whole, z), _score_lower(whole - part, whole, z)
    return Interval(plain(lower), plain(1 - rest))


def newcombe_interval(
    count_1: ArrayLike,
    total_1: ArrayLike,
    count_2: ArrayLike,
    total_2: ArrayLike,
    confidence: float,
) -> Interval:
    """Return limits of the first share minus the second, as parts of one.

    Joins the two Wilson intervals. A total of 0 gives nan. Exceptions are as for
    `wilson_interval`.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Statistics in Medicine, 17(8), 873-890. Method 10.

    Examples
    --------
    >>> lower, upper = newcombe_interval(56, 70, 48, 80, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.0524, 0.3339)
    """
    part_1, whole_1 = _part_and_whole("count_1", count_1, "total_1", total_1)
    part_2, whole_2 = _part_and_whole("count_2", count_2, "total_2", total_2)
    share_1, share_2 = _share(part_1, whole_1), _share(part_2, whole_2)
    first = wilson_interval(part_1, whole_1, confidence)
    second = wilson_interval(part_2, whole_2, confidence)
    difference = share_1 - share_2
    lower = difference - np.hypot(share_1 - first.lower, second.upper - share_2)
    upper = difference + np.hypot(first.upper - share_1, share_2 - second.lower)
    return Interval(plain(lower), plain(upper))


def shares_by_group(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return the frame with each group's share of all groups, in percent, with Wilson limits.

    Parameters
    ----------
    frame
        One row per group: `ethnicity`, `count`. Further columns stay as they are. All rows make
        up the total: leave out those that the shares are not to be of.
    confidence
        For `lower` and `upper`.

    Raises
    ------
    ValueError
        If a group is listed twice, or a count is missing, negative or not whole.
    """
    require_single_groups(frame, ["count"])
    count = whole_count("count", frame["count"])
    total = np.full(len(frame), count.sum())
    lower, upper = wilson_interval(count, total, confidence)
    return frame.assign(
        total=total.astype(int),
        share_percent=100 * _share(count, total),
        lower=100 * lower,
        upper=100 * upper,
    )


def _part_and_whole(
    part_name: str, part: ArrayLike, whole_name: str, whole: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    part, whole = np.broadcast_arrays(whole_count(part_name, part), whole_count(whole_name, whole))
    require(part <= whole, whole_name, whole, f"at least {part_name}")
    return part, whole


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return part / whole


def _score_lower(part: np.ndarray, whole: np.ndarray, z: float) -> np.ndarray:
    share = _share(part, whole)
    root = np.sqrt(z * z + 4 * (whole - part) * share)
    return 2 * part * share / (2 * part + z * z + z * root)
