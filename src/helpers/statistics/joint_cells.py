"""Hides how known margins of a table limit a cell that was never published."""

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from helpers.statistics.rates import Interval
from helpers.statistics.statements import Statement, Sum, bounds_of

JOINT_CELL = "joint cell"


class Margin(NamedTuple):
    """The count, or its limits, of the cases in the named category of each named dimension.

    Without dimensions it is the total: Margin({}, 926).
    """

    categories: Mapping[str, str]
    count: int | Interval


class JointBounds(NamedTuple):
    """The smallest and largest count of a cell, and whether the margins determine anything of it.

    They do not where the cell can be anything from 0 to the smallest margin that it is part of.
    """

    lower: int
    upper: int | float
    determined: bool


def joint_bounds(cell: Mapping[str, str], margins: Sequence[Margin]) -> JointBounds:
    """Return what margins of a table with any number of dimensions say of one of its cells.

    Found by whole-number linear programming over all cells of the table, each 0 or more; those
    that no margin names are cells of a further category. Two margins and their total give the
    bounds of Fréchet (1951). Not every number in between need be possible.

    Parameters
    ----------
    cell
        The category in each dimension, as the margins name them: {"age": "18 to 24"}. A dimension
        that is left out is summed over.
    margins
        Any margins of one, two or more dimensions, the total among them where it is known; one
        that is rounded gives its limits as an `Interval`.

    Raises
    ------
    ValueError
        If the margins cannot hold together.
    ArithmeticError
        If the solver fails or reaches its time limit: a few hundred cells take seconds, with
        rounded margins up to half a minute.

    References
    ----------
    Dobra, A. and Fienberg, S. E. (2000). Bounds for cell entries in contingency tables given
    marginal totals and decomposable graphs. Proceedings of the National Academy of Sciences,
    97(22), 11885-11892.

    Examples
    --------
    >>> young, visitors = {"age": "18 to 35"}, {"residence": "visitor"}
    >>> margins = [Margin({}, 926), Margin(young, 680), Margin(visitors, Interval(533, 541))]
    >>> joint_bounds(young | visitors, margins)
    JointBounds(lower=287, upper=541, determined=True)
    """
    cells = _cells([cell, *(margin.categories for margin in margins)])
    statements, sums = [], [_sum(JOINT_CELL, cell, cells)]
    for number, margin in enumerate(margins):
        limits = margin.count if isinstance(margin.count, Interval) else [margin.count] * 2
        statements.append(Statement(f"margin {number}", f"margin {number}", None, *limits))
        sums.append(_sum(f"margin {number}", margin.categories, cells))
    lower, upper = bounds_of(JOINT_CELL, statements, sums=sums)
    determined = lower > 0 or upper == 0 or upper < _smallest_margin(cell, margins)
    return JointBounds(lower, upper, determined)


def _cells(named: Sequence[Mapping[str, str]]) -> list[dict[str, str | None]]:
    """Return every cell of the table of the named categories and, as None, one for all others."""
    dimensions = sorted({dimension for one in named for dimension in one})
    categories = [
        [None, *sorted({one[dimension] for one in named if dimension in one})]
        for dimension in dimensions
    ]
    return [dict(zip(dimensions, one, strict=True)) for one in product(*categories)]


def _sum(whole: str, categories: Mapping[str, str], cells: list[dict[str, str | None]]) -> Sum:
    parts = [
        f"cell {number}"
        for number, cell in enumerate(cells)
        if all(cell[dimension] == category for dimension, category in categories.items())
    ]
    return Sum(whole, tuple(parts))


def _smallest_margin(cell: Mapping[str, str], margins: Sequence[Margin]) -> int | float:
    """Return the smallest upper limit of the margins that the cell is part of, else infinity."""
    around = [margin.count for margin in margins if margin.categories.items() <= cell.items()]
    limits = [one.upper if isinstance(one, Interval) else one for one in around]
    return min((math.floor(one) for one in limits if one < math.inf), default=math.inf)
