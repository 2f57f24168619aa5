"""Hides the rule by which a printed figure counts as reproduced."""

from fractions import Fraction

from helpers.statistics.published import overlap_of
from helpers.statistics.rates import Interval


def agreement(recomputed: float | Fraction | Interval | None, printed: Interval) -> str:
    """Return the verdict on a printed figure.

    Parameters
    ----------
    recomputed
        What other figures give, in the unit of `printed`: a single value, the range of values
        that they allow, or None where they say nothing of it.
    printed
        The values that the printed figure may stand for, from `read_printed`.

    Returns
    -------
    str
        "reproduced": the single value prints so. "consistent": the range and the printed figure
        have values in common. "inconsistent": neither. "not determined": nothing to compare.

    Raises
    ------
    ValueError
        If the single value is nan or infinite.

    Examples
    --------
    >>> from helpers.statistics.published import read_rounded
    >>> agreement(100 * (3_209 / 2_081 - 1), read_rounded("54", step="1"))
    'reproduced'
    """
    if recomputed is None:
        return "not determined"
    if isinstance(recomputed, Interval):
        return "consistent" if overlap_of(recomputed, printed) else "inconsistent"
    if not float("-inf") < recomputed < float("inf"):
        raise ValueError(f"recomputed must be a number, not {recomputed}")
    return (
        "reproduced" if printed.lower <= Fraction(recomputed) <= printed.upper else "inconsistent"
    )
