"""Hides which whole numbers lie behind printed figures, which are intervals and never points."""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from helpers.statistics.agreement import agreement, compared
from helpers.statistics.intervals import (
    change_of,
    difference_of,
    odds_ratio_of,
    overlap_of,
    product_of,
    ratio_of,
    share_of,
    sum_of,
)
from helpers.statistics.joint_cells import JointBounds, Margin, joint_bounds
from helpers.statistics.rates import Interval
from helpers.statistics.reading import RULES, read_printed, read_rounded
from helpers.statistics.statements import (
    bounds_of,
    compatible,
    fitting_counts,
    frechet_bounds,
    smallest_conflicts,
)

__all__ = [
    "JointBounds",
    "Margin",
    "PrintedShare",
    "RULES",
    "agreement",
    "base_of_change",
    "bounds_of",
    "change_of",
    "compared",
    "compatible",
    "counts_allowed",
    "difference_of",
    "fitting_counts",
    "frechet_bounds",
    "implied_denominator",
    "joint_bounds",
    "odds_ratio_of",
    "overlap_of",
    "product_of",
    "ratio_of",
    "read_printed",
    "read_rounded",
    "share_of",
    "smallest_conflicts",
    "sum_of",
    "totals_allowed",
    "totals_allowing",
    "whole_numbers",
    "wholes_behind",
]


class PrintedShare(NamedTuple):
    """A share as an interval of parts of one, and the count printed beside it, if any."""

    share: Interval
    count: int | None = None


def counts_allowed(share: Interval, total: int) -> Interval | None:
    """Return the fewest and most whole events out of a total whose share prints so, or None.

    None says that no whole number gives the share: the granularity test of a printed share.
    All numbers in between are allowed too.

    Raises
    ------
    ValueError
        If the total is not a whole number of 1 or more.

    References
    ----------
    Brown, N. J. L. and Heathers, J. A. J. (2017). The GRIM test: a simple technique detects
    numerous anomalies in the reporting of results in psychology. Social Psychological and
    Personality Science, 8(4), 363-369.

    Examples
    --------
    >>> counts_allowed(read_rounded("20", step="1", per=100), total=245)
    Interval(lower=48, upper=50)
    """
    _require_whole("total", total, least=1)
    return whole_numbers(max(share.lower, 0) * total, min(share.upper, 1) * total)


def totals_allowed(count: int, share: Interval) -> Interval | None:
    """Return the smallest and largest whole total of which a count is such a share, or None.

    All totals in between are allowed too. The upper limit is infinite where the share may be 0.
    This is the test of Brown and Heathers (2017), as for `counts_allowed`, turned round.

    Raises
    ------
    ValueError
        If the count is not a whole number of 0 or more.

    Examples
    --------
    >>> totals_allowed(38, read_rounded("4.3", step="0.1", per=100))
    Interval(lower=874, upper=894)
    """
    return implied_denominator(count, Interval(share.lower, min(share.upper, 1)), per=1)


def implied_denominator(count: int, rate: Interval, per: int) -> Interval | None:
    """Return the smallest and largest whole population behind a count and its rate, or None.

    `rate` is in events per `per` residents. The upper limit is infinite where the rate may be 0.
    It differs from `totals_allowed` in that there may be more events than residents.

    Raises
    ------
    ValueError
        If the count is not a whole number of 0 or more.

    Examples
    --------
    >>> implied_denominator(24, read_rounded("4.7", step="0.1"), per=10_000)
    Interval(lower=50527, upper=51612)
    """
    _require_whole("count", count, least=0)
    events = int(count) * per
    return wholes_behind(Interval(events, events), rate)


def totals_allowing(printed_shares: Iterable[PrintedShare], totals: Iterable[int]) -> list[int]:
    """Return those totals out of which every printed share is possible: see `counts_allowed`.

    Examples
    --------
    >>> asian = PrintedShare(read_rounded("12.6", step="0.1", per=100), count=120)
    >>> totals_allowing([asian], range(800, 1_101))
    [949, 950, 951, 952, 953, 954, 955, 956]
    """
    printed_shares = list(printed_shares)
    return [total for total in totals if all(_allows(total, one) for one in printed_shares)]


def base_of_change(last: Interval, change_percent: Interval) -> Interval | None:
    """Return the smallest and largest whole number that a printed change led from, or None.

    Parameters
    ----------
    last
        What the change led to: 0 or more, any value within the limits.
    change_percent
        The relative change in percent. From -100 down the upper limit of the base is infinite.

    Raises
    ------
    ValueError
        If the last value must be below 0.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> base_of_change(Interval(656, 656), read_rounded("140", step="1"))
    Interval(lower=273, upper=273)
    """
    if last.upper < 0:
        raise ValueError(f"last must be 0 or more, not {last.lower} to {last.upper}")
    percent_of_base = sum_of(Interval(100, 100), change_percent)
    return wholes_behind(product_of(last, Interval(100, 100)), percent_of_base)


def whole_numbers(lower: Fraction | float, upper: Fraction | float) -> Interval | None:
    """Return the smallest and largest whole number between two limits, or None without one.

    An upper limit of infinity stays.

    Examples
    --------
    >>> whole_numbers(2.5, 4.5), whole_numbers(2.5, 2.75)
    (Interval(lower=3, upper=4), None)
    """
    first = math.ceil(lower)
    last = upper if math.isinf(upper) else math.floor(upper)
    return Interval(first, last) if first <= last else None


def wholes_behind(part: Interval, share: Interval) -> Interval | None:
    """Return the range of whole numbers of which such a part, 0 or more, may be such a share.

    None where no whole number is possible. Where the share may be 0 the upper limit is infinite.

    Examples
    --------
    >>> wholes_behind(Interval(38, 38), read_rounded("4.3", step="0.1", per=100))
    Interval(lower=874, upper=894)
    """
    if share.upper < 0 or share.upper == 0 < part.lower:
        return None
    fewest, most = 1, math.inf
    if part.lower > 0 and share.upper < math.inf:
        fewest = Fraction(part.lower) / Fraction(share.upper)
    if share.lower > 0 and part.upper < math.inf:
        most = Fraction(part.upper) / Fraction(share.lower)
    return whole_numbers(fewest, most)


def _require_whole(name: str, value: int, least: int) -> None:
    if not value >= least or value % 1:
        raise ValueError(f"{name} must be a whole number of {least} or more, not {value}")


def _allows(total: int, printed: PrintedShare) -> bool:
    counts = counts_allowed(printed.share, total)
    if counts is None or printed.count is None:
        return counts is not None
    return counts.lower <= printed.count <= counts.upper
