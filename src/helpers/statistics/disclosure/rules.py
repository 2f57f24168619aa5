"""Hides the numbers of the rules on small counts, which go up and never down."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from helpers.statistics.arguments import plain, whole_count

LEAST_THRESHOLD = {"published": 5, "records": 10}
LEAST_BASE = {"published": 1, "records": 5}
LEAST_COMPARED = 10
DOMINANT_CONTRIBUTORS = 2
DOMINANT_SHARE = Fraction(9, 10)


@dataclass(frozen=True)
class Rules:
    """What may be shown of counts from a source: "published" figures or one's own "records".

    Parameters
    ----------
    threshold
        Counts below it are hidden, zeros among them. None is the least allowed: 5 for published
        figures, 10 for records.
    base
        Counts shown are rounded to the nearest multiple; 1 leaves them as they are, which records
        do not allow.
    compared
        Both counts of a rate or ratio must be as many, unrounded: 10 or more.
    dominant_share
        A cell of which the two people with most make up more than this is hidden: 0.9 or less.

    Raises
    ------
    ValueError
        If a number is laxer than the least that is allowed.
    """

    source: str
    threshold: int | None = None
    base: int = 5
    compared: int = LEAST_COMPARED
    dominant_share: Fraction = DOMINANT_SHARE

    def __post_init__(self) -> None:
        if self.source not in LEAST_THRESHOLD:
            raise ValueError(f"source must be published or records, not {self.source}")
        if self.threshold is None:
            object.__setattr__(self, "threshold", LEAST_THRESHOLD[self.source])
        for name, least in (
            ("threshold", LEAST_THRESHOLD[self.source]),
            ("base", LEAST_BASE[self.source]),
            ("compared", LEAST_COMPARED),
        ):
            value = getattr(self, name)
            if not isinstance(value, int) or value < least:
                wanted = f"a whole number of {least} or more for {self.source}"
                raise ValueError(f"{name} must be {wanted}, not {value}")
        if not 0 < self.dominant_share <= DOMINANT_SHARE:
            raise ValueError(f"dominant_share must be at most 0.9, not {self.dominant_share}")


def rounded(count: ArrayLike, base: int) -> int | np.ndarray:
    """Return counts rounded to the nearest multiple of the base, halves up.

    Examples
    --------
    >>> [rounded(count, 5) for count in (12, 13)], rounded(15, 10)
    ([10, 15], 20)
    """
    whole = whole_count("count", count).astype(np.int64)
    return plain((whole + base // 2) // base * base)


def behind(shown: int, base: int, threshold: int = 0) -> tuple[int, int]:
    """Return the fewest and most that a rounded count can stand for, both included.

    A reader who knows that counts below the threshold are hidden knows that it is none of them.

    Examples
    --------
    >>> behind(20, 5), behind(5, 5, threshold=5), behind(20, 10)
    ((18, 22), (5, 7), (15, 24))
    """
    return max(shown - base // 2, threshold, 0), shown + (base - 1) // 2


def may_be_compared(count: ArrayLike, reference_count: ArrayLike, rules: Rules) -> np.ndarray:
    """Return whether a rate or ratio of the two raw counts may be shown at all."""
    both = np.minimum(whole_count("count", count), whole_count("reference_count", reference_count))
    return both >= rules.compared


def shares_percent(shown: ArrayLike, shown_total: ArrayLike) -> np.ndarray:
    """Return shares in percent from counts as shown, so that they tell no more than these.

    Missing where the count or the total is hidden (NaN) or the total is 0. Rounded counts may
    give shares above 100.
    """
    part, whole = np.asarray(shown, dtype=float), np.asarray(shown_total, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, 100 * part / whole, np.nan)
