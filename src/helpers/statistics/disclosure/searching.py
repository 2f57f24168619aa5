"""Hides the search for cells that a reader can pin down more closely than a threshold."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from helpers.statistics.disclosure.solving import (
    UNLIMITED,
    Limits,
    groups,
    least_with_fractions,
    solve,
)

LARGE_GROUP = 1_500


class Attained:
    """The fewest and most that cells have in tables found so far, each of which fits.

    A cell in `always` must have as many possible values as the threshold though it is not small.
    """

    def __init__(
        self, sums: sparse.csr_array, numbers: np.ndarray, always: np.ndarray | bool = False
    ) -> None:
        self.sums = sums
        self.always = np.broadcast_to(always, sums.shape[:1])
        self.numbers = numbers
        self.low = self.high = sums @ numbers

    def add(self, numbers: np.ndarray | None) -> None:
        """Take note of one more table."""
        if numbers is not None:
            counts = self.sums @ numbers
            self.low, self.high = np.minimum(self.low, counts), np.maximum(self.high, counts)

    def open(self, found: Limits, threshold: int) -> np.ndarray:
        """Return which cells are not yet known to be safe: wide enough, or no small count."""
        narrow = self.high - self.low < threshold - 1
        return narrow & (self.always | (self.sums @ found.least < threshold))


def narrow_cells(
    found: Limits,
    attained: Attained,
    blocks: Sequence[int],
    threshold: int,
    doubtful: bool = False,
) -> list[int]:
    """Return the cells that can be below the threshold and have fewer values than it.

    `attained` has the exact range of these afterwards. `blocks` is the first unknown number of
    each joint table. Many cells are settled by one table, and by changes within one joint table,
    so that few need a search of their own through all tables. With `doubtful`, cells that a short
    search leaves undecided count as narrow, and ranges need not be exact.
    """
    labels = groups(found)
    block_of = np.searchsorted(np.asarray(blocks), np.arange(len(labels)), side="right")
    waiting = np.flatnonzero(attained.open(found, threshold))
    together: dict[tuple[int, int], list[int]] = {}
    for cell in waiting:
        columns = _columns(attained.sums, cell)
        free = columns[labels[columns] >= 0]
        if len(free):
            together.setdefault((labels[free[0]], block_of[free[0]]), []).append(cell)
    for (label, block), cells in sorted(together.items()):
        free = _nearby(labels == label, block_of == block)
        _widen_together(found, attained, cells, free, threshold)
    return [
        int(cell)
        for cell in waiting
        if _stays_narrow(found, attained, cell, (labels, block_of), threshold, doubtful)
    ]


def range_of(found: Limits, attained: Attained, cell: int, labels: np.ndarray) -> tuple[int, int]:
    """Find and return the exact range of a cell."""
    columns = _columns(attained.sums, cell)
    reached = np.unique(labels[columns])
    free = np.flatnonzero(np.isin(labels, reached[reached >= 0]))
    if len(free):
        for sign in (1, -1):
            attained.add(solve(found, sign * _objective(attained, [cell]), free, attained.numbers))
    return int(attained.low[cell]), int(attained.high[cell])


def _widen_together(
    found: Limits, attained: Attained, cells: list[int], free: np.ndarray, threshold: int
) -> None:
    while cells:
        for sign in (1, -1):
            objective = sign * _objective(attained, cells)
            attained.add(solve(found, objective, free, attained.numbers, hasty=True))
        unsafe = attained.open(found, threshold)
        left = [cell for cell in cells if unsafe[cell]]
        if len(left) == len(cells):
            break
        cells = left


def _stays_narrow(
    found: Limits,
    attained: Attained,
    cell: int,
    places: tuple[np.ndarray, np.ndarray],
    threshold: int,
    doubtful: bool,
) -> bool:
    labels, block_of = places
    if attained.high[cell] - attained.low[cell] >= threshold - 1:
        return False
    columns = _columns(attained.sums, cell)
    unknown = columns[labels[columns] >= 0]
    group = np.isin(labels, labels[unknown])
    near = _nearby(group, np.isin(block_of, block_of[unknown]))
    if len(near) < group.sum():
        _widen_together(found, attained, [cell], near, threshold)
    if attained.high[cell] - attained.low[cell] >= threshold - 1:
        return False
    group = np.flatnonzero(np.isin(labels, labels[unknown]))
    for sign, bound in ((1, attained.low), (-1, attained.high)):
        goal = int(bound[cell]) + sign * (threshold - 1)
        if goal >= 0 and len(group):
            attained.add(_reaching(found, attained, cell, sign * goal, sign, group))
        if attained.high[cell] - attained.low[cell] >= threshold - 1:
            return False
    if doubtful and len(group):
        objective = _objective(attained, [cell])
        floor = least_with_fractions(found, objective, group, attained.numbers)
        return floor < threshold or bool(attained.always[cell])
    low, high = range_of(found, attained, cell, labels)
    return (low < threshold or attained.always[cell]) and high - low < threshold - 1


def _reaching(
    found: Limits, attained: Attained, cell: int, goal: int, sign: int, free: np.ndarray
) -> np.ndarray | None:
    """Return numbers in which `sign` times a cell is at least the goal, if they are soon found."""
    wanted = Limits(
        sparse.vstack([found.matrix, sign * attained.sums[[cell]]], format="csr"),
        np.append(found.lower, goal),
        np.append(found.upper, UNLIMITED),
        found.least,
        found.most,
    )
    return solve(wanted, np.zeros(len(found.least)), free, attained.numbers, hasty=True)


def _nearby(group: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Return the numbers of a group; of a large one, those of one joint table alone."""
    return np.flatnonzero(group & block if group.sum() > LARGE_GROUP else group)


def _objective(attained: Attained, cells: list[int]) -> np.ndarray:
    return np.asarray(attained.sums[cells].sum(axis=0), dtype=float).ravel()


def _columns(sums: sparse.csr_array, cell: int) -> np.ndarray:
    return sums.indices[sums.indptr[cell] : sums.indptr[cell + 1]]
