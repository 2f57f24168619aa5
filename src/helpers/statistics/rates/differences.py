"""Hides the limits of the difference between two shares."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.statistics.arguments import plain
from helpers.statistics.rates.counts import Interval
from helpers.statistics.rates.shares import part_and_whole, share_of, wilson_interval


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
    part_1, whole_1 = part_and_whole("count_1", count_1, "total_1", total_1)
    part_2, whole_2 = part_and_whole("count_2", count_2, "total_2", total_2)
    share_1, share_2 = share_of(part_1, whole_1), share_of(part_2, whole_2)
    first = wilson_interval(part_1, whole_1, confidence)
    second = wilson_interval(part_2, whole_2, confidence)
    difference = share_1 - share_2
    lower = difference - np.hypot(share_1 - first.lower, second.upper - share_2)
    upper = difference + np.hypot(first.upper - share_1, share_2 - second.lower)
    return Interval(plain(lower), plain(upper))
