"""Hides how linked tables become one set of unknown whole numbers and of their sums."""

from collections.abc import Sequence
from itertools import combinations, product
from math import prod
from typing import NamedTuple

import numpy as np
from scipy import sparse

from helpers.statistics.disclosure.cells import Cell, Parts, Row
from helpers.statistics.disclosure.joining import (
    RingTooLargeError,
    independent,
    joint_tables,
    union,
)

Line = list[tuple[np.ndarray, int]]


class Block(NamedTuple):
    """A joint table of some dimensions, whose cells are unknown numbers from `first` on.

    `classes` are, for each dimension, the parts that it tells apart, as bits; of the dimensions in
    `partial` there are more than these.
    """

    names: tuple[str, ...]
    classes: tuple[tuple[int, ...], ...]
    partial: frozenset[str]
    first: int

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(one) for one in self.classes)

    def holds(self, cell: Cell) -> bool:
        """Return whether the cell is a sum of cells of this table."""
        named = {name for name, _ in cell}
        return self.partial <= named <= {*self.names} and all(self.tells(*one) for one in cell)

    def tells(self, name: str, part: int) -> bool:
        """Return whether the table tells a part of one of its dimensions from the others."""
        return part == union(one for one in self.classes[self.names.index(name)] if one & part)

    def columns(self, cell: Cell) -> np.ndarray:
        """Return the unknown numbers that add up to a cell."""
        within = dict(cell)
        chosen = [
            [at for at, one in enumerate(classes) if one & within.get(name, one) == one]
            for name, classes in zip(self.names, self.classes, strict=True)
        ]
        numbers = self.first + np.arange(prod(self.shape)).reshape(self.shape)
        return numbers[np.ix_(*chosen)].ravel() if chosen else numbers.ravel()


class System(NamedTuple):
    """Blocks of unknown numbers, and their sums that are equal as blocks share dimensions."""

    blocks: tuple[Block, ...]
    size: int
    links: sparse.csr_array

    def columns(self, cell: Cell) -> np.ndarray:
        """Return the unknown numbers that add up to a cell."""
        return next(block for block in self.blocks if block.holds(cell)).columns(cell)

    def sums(self, cells: Sequence[Cell]) -> sparse.csr_array:
        """Return the matrix that turns the unknown numbers into the counts of cells."""
        return _matrix([[(self.columns(cell), 1)] for cell in cells], self.size)

    def statements(self, rows: Sequence[Row]) -> sparse.csr_array:
        """Return the matrix of what is limited by each row, two lines for a share."""
        lines = []
        for row in rows:
            if row.whole is None:
                lines.append([(self.columns(row.cell), 1)])
            else:
                part, whole = self.columns(row.cell), self.columns(row.whole)
                for limit, sign in ((row.lower, 1), (row.upper, -1)):
                    lines.append(
                        [(part, sign * limit.denominator), (whole, -sign * limit.numerator)]
                    )
        return _matrix(lines, self.size)


def build(rows: Sequence[Row], parts: Parts) -> System:
    """Return the unknown numbers behind all tables of which rows tell.

    Raises
    ------
    RingTooLargeError
        If tables are linked too closely: see `joint_tables`.
    """
    blocks: list[Block] = []
    links: list[Line] = []
    first = 0
    for together in independent(_cells_of(rows)):
        group = []
        for joint in joint_tables(together, parts):
            group.append(Block(*joint, first))
            first += prod(group[-1].shape)
        links += _links(group)
        blocks += group
    return System(tuple(blocks), first, _matrix(links, first))


def too_many(rows: Sequence[Row], parts: Parts, tables: Sequence[str]) -> list[str]:
    """Return tables without which the others can be searched; earlier ones are kept first."""
    kept: list[str] = []
    left_out: list[str] = []
    for table in tables:
        some = [row for row in rows if row.table in {*kept, table}]
        try:
            for together in independent(_cells_of(some)):
                joint_tables(together, parts)
            kept.append(table)
        except RingTooLargeError:
            left_out.append(table)
    return left_out


def _cells_of(rows: Sequence[Row]) -> list[Cell]:
    return sorted({cell for row in rows for cell in (row.cell, row.whole) if cell is not None})


def _links(blocks: Sequence[Block]) -> list[Line]:
    """Return sums of unknown numbers, one block's less another's, that are 0."""
    sharing: dict[tuple, set[int]] = {}
    for (here, one), (there, other) in combinations(enumerate(blocks), 2):
        names = tuple(sorted({*one.names} & {*other.names}))
        coarse = tuple(
            _coarse([block.classes[block.names.index(name)] for block in (one, other)])
            for name in names
        )
        if one.partial | other.partial <= {*names}:
            sharing.setdefault((names, coarse), set()).update((here, there))
    lines: list[Line] = []
    for (names, classes), members in sorted(sharing.items()):
        ordered = [blocks[at] for at in sorted(members)]
        for chosen in product(*classes):
            cell = tuple(zip(names, chosen, strict=True))
            sums = [block.columns(cell) for block in ordered]
            lines += [[(one, 1), (sums[0], -1)] for one in sums[1:]]
    return lines


def _coarse(both: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the larger parts of two nested ways to divide what both of them hold."""
    shared = union(both[0]) & union(both[1])
    held = [[part for part in classes if part & shared] for classes in both]
    return tuple(min(held, key=lambda classes: (len(classes), classes)))


def _matrix(lines: Sequence[Line], size: int) -> sparse.csr_array:
    columns = [found for line in lines for found, _ in line]
    factors = [
        np.full(len(found), factor, dtype=np.int64) for line in lines for found, factor in line
    ]
    at = [
        np.full(len(found), number, dtype=np.int64)
        for number, line in enumerate(lines)
        for found, _ in line
    ]
    if not lines:
        return sparse.csr_array((0, size), dtype=np.int64)
    found = sparse.coo_array(
        (np.concatenate(factors), (np.concatenate(at), np.concatenate(columns))),
        shape=(len(lines), size),
    )
    return found.tocsr()
