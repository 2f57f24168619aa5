"""Hides the arithmetic on printed figures, which are intervals and never points."""

import math
import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from helpers.statistics.rates import Interval

NUMBER_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


class PrintedShare(NamedTuple):
    """A share as an interval of parts of one, and the count printed beside it, if any."""

    share: Interval
    count: int | None = None


def read_rounded(printed: str, step: str | Fraction, per: int = 1) -> Interval:
    """Return the exact range of values that print so when rounded to the nearest step.

    Both ends are included: whether a half was rounded up is seldom known.

    Parameters
    ----------
    printed
        The number as printed: "2,081", "4.3", "-39", "nine in ten", "1 in 10". No unit.
    step
        What was rounded to, in the printed unit: "1", "0.1", "100", Fraction(1, 10).
    per
        100 to read a percentage as a part of one, 10_000 for a rate per 10,000.

    Raises
    ------
    ValueError
        If the number or step cannot be read, or no rounding to that step prints the number.

    Examples
    --------
    >>> [float(limit) for limit in read_rounded("4.3", step="0.1")]
    [4.25, 4.35]
    """
    return read_printed(printed, "nearest", step, per)


def read_printed(
    printed: str, rule: str, step: str | Fraction | None = None, per: int = 1
) -> Interval:
    """Return the exact range of values that a printed figure may stand for.

    Parameters
    ----------
    printed, step, per
        As for `read_rounded`.
    rule
        "nearest": rounded to the nearest step. "exact": the value itself; no step. "more than":
        from the value up to one step above. "fewer than" and "almost": from one step below the
        value up to it. For these three the step is a judgement of how far the words reach.

    Raises
    ------
    ValueError
        If the rule is not one of these, or as for `read_rounded`.

    Examples
    --------
    >>> [int(limit) for limit in read_printed("2,000", "almost", step="100")]
    [1900, 2000]
    """
    value = _number(printed)
    if rule == "exact":
        return Interval(value / per, value / per)
    width = _step(step)
    reach = {
        "nearest": (width / 2, width / 2),
        "more than": (0, width),
        "fewer than": (width, 0),
        "almost": (width, 0),
    }
    if rule not in reach:
        raise ValueError(f"rule must be exact, {', '.join(reach)}, not {rule}")
    if rule == "nearest" and value % width:
        raise ValueError(f"printed must be a multiple of the step {step}, not {printed}")
    below, above = reach[rule]
    return Interval((value - below) / per, (value + above) / per)


def counts_allowed(share: Interval, total: int) -> Interval | None:
    """Return the fewest and most whole events out of a total whose share prints so, or None.

    None says that no whole number gives the share: the granularity test of a printed share.
    All numbers in between are allowed too.

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
    return _whole_numbers(max(share.lower, 0) * total, min(share.upper, 1) * total)


def totals_allowed(count: int, share: Interval) -> Interval | None:
    """Return the smallest and largest whole total of which a count is such a share, or None.

    All totals in between are allowed too. The upper limit is infinite where the share may be 0.

    Examples
    --------
    >>> totals_allowed(38, read_rounded("4.3", step="0.1", per=100))
    Interval(lower=874, upper=894)
    """
    return implied_denominator(count, Interval(share.lower, min(share.upper, 1)), per=1)


def implied_denominator(count: int, rate: Interval, per: int) -> Interval | None:
    """Return the smallest and largest whole population behind a count and its rate, or None.

    `rate` is in events per `per` residents. The upper limit is infinite where the rate may be 0.

    Examples
    --------
    >>> implied_denominator(24, read_rounded("4.7", step="0.1"), per=10_000)
    Interval(lower=50527, upper=51612)
    """
    _require_whole("count", count, least=0)
    if rate.upper < 0 or (count == 0 and rate.lower > 0) or (count > 0 and rate.upper <= 0):
        return None
    fewest = max(Fraction(count * per) / rate.upper, 1) if count else 1
    most = math.inf if rate.lower <= 0 else Fraction(count * per) / rate.lower
    return _whole_numbers(fewest, most)


def totals_allowing(printed_shares: Iterable[PrintedShare], totals: Iterable[int]) -> list[int]:
    """Return those totals out of which every printed share is possible.

    Examples
    --------
    >>> asian = PrintedShare(read_rounded("12.6", step="0.1", per=100), count=120)
    >>> totals_allowing([asian], range(800, 1_101))
    [949, 950, 951, 952, 953, 954, 955, 956]
    """
    printed_shares = list(printed_shares)
    return [total for total in totals if all(_allows(total, one) for one in printed_shares)]


def sum_of(*parts: Interval) -> Interval:
    """Return the range of the sum of values that lie anywhere in their intervals."""
    return Interval(sum(part.lower for part in parts), sum(part.upper for part in parts))


def difference_of(first: Interval, second: Interval) -> Interval:
    """Return the range of the first value minus the second."""
    return Interval(first.lower - second.upper, first.upper - second.lower)


def product_of(first: Interval, second: Interval) -> Interval:
    """Return the range of the product of two values: a share of a share."""
    corners = [one * other for one, other in product(first, second)]
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
    >>> ratio = ratio_of(read_rounded("46.1", step="0.1"), read_rounded("19.9", step="0.1"))
    >>> [round(float(limit), 3) for limit in ratio]
    [2.308, 2.325]
    """
    if second.lower <= 0:
        raise ValueError(f"second must be above 0, not {second.lower} to {second.upper}")
    return product_of(first, Interval(1 / Fraction(second.upper), 1 / Fraction(second.lower)))


def odds_ratio_of(first: Interval, second: Interval) -> Interval:
    """Return the range of the odds of the first share divided by the odds of the second.

    Raises
    ------
    ValueError
        If a share may lie outside 0 to 1, the first may be 1, or the second 0 or 1.
    """
    return ratio_of(_odds("first", first), _odds("second", second))


def overlap_of(first: Interval, second: Interval) -> Interval | None:
    """Return the values that lie in both intervals, or None where they cannot agree."""
    lower, upper = max(first.lower, second.lower), min(first.upper, second.upper)
    return Interval(lower, upper) if lower <= upper else None


def _number(printed: str) -> Fraction:
    words = re.fullmatch(r"(\w+) in (\w+)", printed.strip())
    if words:
        part, whole = (_small_number(word) for word in words.groups())
        return Fraction(part, whole)
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", printed.strip()):
        raise ValueError(f"printed must be a number, not {printed}")
    return Fraction(printed.strip().replace(",", ""))


def _small_number(word: str) -> int:
    if word in NUMBER_WORDS:
        return NUMBER_WORDS.index(word) + 1
    if word.isascii() and word.isdigit() and int(word):
        return int(word)
    raise ValueError(f"printed must be a number, not {word}")


def _step(step: str | Fraction | None) -> Fraction:
    if not isinstance(step, str | int | Fraction) or Fraction(step) <= 0:
        raise ValueError(f"step must be text or a fraction above 0, not {step!r}")
    return Fraction(step)


def _require_whole(name: str, value: int, least: int) -> None:
    if value != int(value) or value < least:
        raise ValueError(f"{name} must be a whole number of {least} or more, not {value}")


def _whole_numbers(lower: Fraction, upper: Fraction | float) -> Interval | None:
    first = math.ceil(lower)
    last = upper if math.isinf(upper) else math.floor(upper)
    return Interval(first, last) if first <= last else None


def _allows(total: int, printed: PrintedShare) -> bool:
    counts = counts_allowed(printed.share, total)
    if counts is None or printed.count is None:
        return counts is not None
    return counts.lower <= printed.count <= counts.upper


def _odds(name: str, share: Interval) -> Interval:
    if share.lower < 0 or share.upper >= 1:
        raise ValueError(f"{name} must be a share of 0 or more, below 1, not up to {share.upper}")
    return Interval(share.lower / (1 - share.lower), share.upper / (1 - share.upper))
