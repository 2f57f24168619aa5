"""Hides how a printed figure is read as a range of values."""

import math
import re
from fractions import Fraction

from helpers.statistics.rates import Interval

RULES = (
    "exact", "nearest", "more than", "at least", "fewer than", "at most", "almost", "about",
    "between", "in words",
)  # fmt: skip

TO_TWENTY = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
]  # fmt: skip
TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS = dict(zip([*TO_TWENTY, *TENS], [*range(1, 21), *range(30, 100, 10)], strict=True))

PART_WORDS = {
    "half": Fraction(1, 2),
    "a half": Fraction(1, 2),
    "a third": Fraction(1, 3),
    "two thirds": Fraction(2, 3),
    "a quarter": Fraction(1, 4),
    "three quarters": Fraction(3, 4),
}


def read_rounded(printed: str, step: str | Fraction, per: int = 1) -> Interval:
    """Return the exact range of values that print so when rounded to the nearest step.

    Both ends are included: whether a half was rounded up is seldom known.

    Parameters
    ----------
    printed, step, per
        As for `read_printed`.

    Raises
    ------
    ValueError
        If the number or step cannot be read, or no rounding to that step prints the number.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> [float(limit) for limit in read_rounded("4.3", step="0.1")]
    [4.25, 4.35]
    """
    return read_printed(printed, "nearest", step, per)


def read_printed(
    printed: str, rule: str, step: str | Fraction | None = None, per: int = 1
) -> Interval:
    """Return the exact range of values that a printed figure may stand for, both ends included.

    The limits are fractions, or `math.inf`. A figure rounded half up can be its lower limit and
    not its upper one; rounded half down, the reverse. The direction is seldom known, so that both
    ends stay; so does the value after "more than" and "fewer than".

    Parameters
    ----------
    printed
        The figure without its unit, the sign of money or the words of its rule: "2,081", "4.3",
        "-39", "nine in ten", "1 in 10", "a third", "twelve"; "30 to 100" for "between".
    rule
        "exact": the value itself, whatever the step. "nearest": rounded to the nearest step. "more
        than", "at least": from the value up to one step above, without a step to infinity. "fewer
        than", "at most": from one step below up to the value, without a step from 0. "almost": from
        one step below up to the value. "about": one step to either side. "between": from the first
        number to the second. "in words": nothing that could be read. All but "nearest" take the
        step, if any, as a recorded judgement of how far the words reach.
    step
        In the printed unit: "1", "0.1", "100", Fraction(1, 10). None or "" where none is recorded.
    per
        100 to read a percentage as a part of one, 10_000 for a rate per 10,000.

    Raises
    ------
    ValueError
        If the rule is "in words" or not one of `RULES`, the figure cannot be read by its rule, the
        step is missing or not above 0, or no rounding to that step prints the number.

    References
    ----------
    Moore, R. E. (1966). Interval Analysis. Englewood Cliffs: Prentice-Hall.

    Examples
    --------
    >>> [int(limit) for limit in read_printed("2,000", "almost", step="100")]
    [1900, 2000]
    >>> read_printed("a third", "more than")
    Interval(lower=Fraction(1, 3), upper=inf)
    """
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, not {rule}")
    if rule == "in words":
        raise ValueError(f"rule in words has no range of values: {printed}")
    lower, upper = _between(printed) if rule == "between" else _around(printed, rule, step)
    return Interval(lower / per, upper / per)


def _between(printed: str) -> tuple[Fraction, Fraction]:
    first, to, last = printed.partition(" to ")
    if not to or _number(first) > _number(last):
        raise ValueError(f"printed must be a lower number to a higher one, not {printed}")
    return _number(first), _number(last)


def _around(
    printed: str, rule: str, step: str | Fraction | None
) -> tuple[Fraction, Fraction | float]:
    value = _number(printed)
    if rule == "exact":
        return value, value
    reach = _reach(value, rule, step)
    if rule == "nearest":
        if value % reach:
            raise ValueError(f"printed must be a multiple of the step {step}, not {printed}")
        reach /= 2
    below = 0 if rule in ("more than", "at least") else reach
    above = 0 if rule in ("fewer than", "at most", "almost") else reach
    return value - below, value + above


def _reach(value: Fraction, rule: str, step: str | Fraction | None) -> Fraction | float:
    if step in (None, "") and rule in ("more than", "at least"):
        return math.inf
    if step in (None, "") and rule in ("fewer than", "at most"):
        if value < 0:
            raise ValueError(f"printed must be 0 or more without a step, not {value}")
        return value
    written = isinstance(step, str) and re.fullmatch(r"\d+(\.\d+)?", step)
    if not (written or isinstance(step, int | Fraction)) or Fraction(step) <= 0:
        raise ValueError(f"step must be text or a fraction above 0, not {step!r}")
    return Fraction(step)


def _number(printed: str) -> Fraction:
    text = printed.strip().lower()
    if text in PART_WORDS:
        return PART_WORDS[text]
    part, parted, whole = text.partition(" in ")
    if parted:
        return _part(_plain(part), _plain(whole), printed)
    return _plain(text)


def _part(part: Fraction, whole: Fraction, printed: str) -> Fraction:
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"printed must be a part of a whole, not {printed}")
    return part / whole


def _plain(text: str) -> Fraction:
    text = text.replace("−", "-").removeprefix("+")
    if text in NUMBER_WORDS:
        return Fraction(NUMBER_WORDS[text])
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text):
        raise ValueError(f"printed must be a number, not {text!r}")
    return Fraction(text.replace(",", ""))
