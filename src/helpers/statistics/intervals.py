"""Hides the exact arithmetic on values of which only limits are known."""

import math
from fractions import Fraction
from itertools import product

from helpers.statistics.rates import Interval


def sum_of(*parts: Interval) -> Interval:
    """Return the range of the sum of values that lie anywhere in their intervals.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> sum_of(Interval(1, 2), Interval(10, 20))
    Interval(lower=11, upper=22)
    """
    return Interval(sum(part.lower for part in parts), sum(part.upper for part in parts))


def difference_of(first: Interval, second: Interval) -> Interval:
    """Return the range of the first value minus the second: Moore (1966), as for `sum_of`.

    Examples
    --------
    >>> difference_of(Interval(10, 20), Interval(1, 2))
    Interval(lower=8, upper=19)
    """
    return Interval(first.lower - second.upper, first.upper - second.lower)


def product_of(first: Interval, second: Interval) -> Interval:
    """Return the range of the product of two values, a share of a share: Moore (1966).

    Zero times a value without a limit is 0, because the value itself is finite.

    Examples
    --------
    >>> product_of(Interval(0, 2), Interval(3, 4))
    Interval(lower=0, upper=8)
    """
    corners = [_times(one, other) for one, other in product(first, second)]
    return Interval(min(corners), max(corners))


def ratio_of(first: Interval, second: Interval) -> Interval:
    """Return the range of the first value divided by the second.

    Raises
    ------
    ValueError
        If the second value may be 0 or less.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> ratio_of(Interval(10, 20), Interval(2, 5))
    Interval(lower=Fraction(2, 1), upper=Fraction(10, 1))
    """
    _require_above_zero("second", second)
    return product_of(first, Interval(_reciprocal(second.upper), _reciprocal(second.lower)))


def share_of(part: Interval, whole: Interval) -> Interval:
    """Return the range of a part divided by the whole that holds it, from 0 to 1.

    Raises
    ------
    ValueError
        If the whole may be 0 or less, or the part cannot lie between 0 and the whole.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> share_of(Interval(7, 9), Interval(8, 10))
    Interval(lower=Fraction(7, 10), upper=1)
    """
    _require_above_zero("whole", whole)
    share = overlap_of(ratio_of(part, whole), Interval(0, 1))
    if share is None:
        raise ValueError(f"part must lie in the whole, not {part.lower} to {part.upper}")
    return share


def change_of(first: Interval, last: Interval) -> Interval:
    """Return the range of the change from the first value to the last, in percent of the first.

    Raises
    ------
    ValueError
        If the first value may be 0 or less.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> change_of(Interval(2_081, 2_081), Interval(3_209, 3_209)).lower
    Fraction(112800, 2081)
    """
    _require_above_zero("first", first)
    ratio = product_of(ratio_of(last, first), Interval(100, 100))
    return difference_of(ratio, Interval(100, 100))


def odds_ratio_of(first: Interval, second: Interval) -> Interval:
    """Return the range of the odds of the first share divided by the odds of the second.

    Raises
    ------
    ValueError
        If a share may lie outside 0 to 1, the first may be 1, or the second 0 or 1.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> half, fifth = Fraction(1, 2), Fraction(1, 5)
    >>> odds_ratio_of(Interval(half, half), Interval(fifth, fifth)).lower
    Fraction(4, 1)
    """
    return ratio_of(_odds("first", first), _odds("second", second))


def overlap_of(first: Interval, second: Interval) -> Interval | None:
    """Return the values that lie in both intervals, or None where they cannot agree.

    Examples
    --------
    >>> overlap_of(Interval(1, 3), Interval(2, 4))
    Interval(lower=2, upper=3)
    """
    lower, upper = max(first.lower, second.lower), min(first.upper, second.upper)
    return Interval(lower, upper) if lower <= upper else None


def _times(one: Fraction | float, other: Fraction | float) -> Fraction | float:
    return one * other if one and other else 0


def _reciprocal(value: Fraction | float) -> Fraction:
    return Fraction(0) if value == math.inf else 1 / Fraction(value)


def _require_above_zero(name: str, values: Interval) -> None:
    if values.lower <= 0:
        raise ValueError(f"{name} must be above 0, not {values.lower} to {values.upper}")


def _odds(name: str, share: Interval) -> Interval:
    if share.lower < 0 or share.upper >= 1:
        raise ValueError(f"{name} must be a share of 0 or more, below 1, not up to {share.upper}")
    return Interval(share.lower / (1 - share.lower), share.upper / (1 - share.upper))
