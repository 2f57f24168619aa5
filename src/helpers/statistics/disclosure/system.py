"""Hides how linked tables become one set of unknown whole numbers and of their sums."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import combinations, product
from math import prod
from operator import or_
from typing import NamedTuple

import numpy as np
from scipy import sparse

from helpers.statistics.disclosure.cells import Cell, Parts, Row

LARGEST_JOINT_TABLE = 200


class Block(NamedTuple):
    """A joint table of some dimensions, whose cells are unknown numbers from `first` on.

    `classes` are, for each dimension, the parts that it tells apart, as bits.
    """

    names: tuple[str, ...]
    classes: tuple[tuple[int, ...], ...]
    first: int

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(one) for one in self.classes)

    def holds(self, cell: Cell) -> bool:
        """Return whether the cell is a sum of cells of this table."""
        return {name for name, _ in cell} <= {*self.names} and all(
            part == union(one for one in self.classes[self.names.index(name)] if one & part)
            for name, part in cell
        )

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
    """Blocks of unknown numbers, and sums of them that are equal because blocks share dimensions.

    `exact` is False where tables are linked in a ring too large for one joint table: limits that
    follow from the ring alone are then missed.
    """

    blocks: tuple[Block, ...]
    size: int
    links: sparse.csr_array
    exact: bool

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

    Tables that can be put together one after the other, each sharing its dimensions with one
    before, need no joint table: whole numbers that agree on what is shared can always be joined.
    A ring of tables gets a joint table of its dimensions, less the longest while it is too large.

    References
    ----------
    Beeri, C., Fagin, R., Maier, D. and Yannakakis, M. (1983). On the desirability of acyclic
    database schemes. Journal of the ACM, 30(3), 479-513.
    """
    cells = sorted({cell for row in rows for cell in (row.cell, row.whole) if cell is not None})
    edges = _largest({frozenset(name for name, _ in cell) for cell in cells})
    whole_ring = _ring(edges)
    ring = _small_enough(whole_ring, cells, parts)
    edges = _largest({*edges, ring}) if ring else edges
    blocks = _blocks(edges, cells, parts, ring)
    size = sum(prod(block.shape) for block in blocks)
    return System(blocks, size, _links(blocks, size), ring == whole_ring)


def _largest(edges: set[frozenset[str]]) -> list[frozenset[str]]:
    kept = [edge for edge in edges if not any(edge < other for other in edges)]
    return sorted(kept, key=lambda edge: (len(edge), sorted(edge)))


def _ring(edges: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the dimensions of the tables that cannot be put together one after the other."""
    left, before = [set(edge) for edge in edges], None
    while left != before:
        before = [set(edge) for edge in left]
        for edge in left:
            edge -= {name for name in edge if sum(name in other for other in left) == 1}
        left = [set(edge) for edge in _largest({frozenset(edge) for edge in left})]
    return frozenset().union(*left) if len(left) > 1 else frozenset()


def _small_enough(ring: frozenset[str], cells: Sequence[Cell], parts: Parts) -> frozenset[str]:
    lengths = {name: len(_classes([cells], name, parts)[0]) for name in sorted(ring)}
    while prod(lengths.values()) > LARGEST_JOINT_TABLE:
        del lengths[max(lengths, key=lambda name: (lengths[name], name))]
    return frozenset(lengths) if len(lengths) > 2 else frozenset()


def _blocks(
    edges: Sequence[frozenset[str]], cells: Sequence[Cell], parts: Parts, ring: frozenset[str]
) -> tuple[Block, ...]:
    apart = apart_in(cells)
    of_edge = _shared_out(cells, edges, apart)
    if ring:
        of_edge[edges.index(next(edge for edge in edges if ring <= edge))] = list(cells)
    classes: list[dict[str, tuple[int, ...]]] = [{} for _ in edges]
    for name in sorted(frozenset().union(*edges)):
        holding = [at for at, edge in enumerate(edges) if name in edge]
        found = _classes([of_edge[at] for at in holding], name, parts)
        for at, one in zip(holding, found, strict=True):
            named = union(dict(cell)[name] for cell in of_edge[at]) if name in apart else 0
            reach = union(one for one in apart.get(name, ()) if one & named)
            classes[at][name] = tuple(part for part in one if part & reach or not reach)
    blocks, first = [], 0
    for edge, of_name in zip(edges, classes, strict=True):
        names = tuple(sorted(edge))
        blocks.append(Block(names, tuple(of_name[name] for name in names), first))
        first += prod(blocks[-1].shape)
    return tuple(blocks)


def _shared_out(
    cells: Sequence[Cell], edges: Sequence[frozenset[str]], apart: dict[str, list[int]]
) -> list[list[Cell]]:
    """Return for each joint table its cells, those of one unit or year together if they can be."""
    of_edge: list[list[Cell]] = [[] for _ in edges]
    taken: set[tuple[int, Cell]] = set()
    for cell in sorted(cells, key=lambda cell: (-len(cell), cell)):
        piece = tuple(
            (name, next(one for one in apart[name] if one & part))
            for name, part in cell
            if name in apart
        )
        able = [at for at, edge in enumerate(edges) if {name for name, _ in cell} <= edge]
        at = next((at for at in able if (at, piece) in taken), able[0])
        taken.add((at, piece))
        of_edge[at].append(cell)
    return of_edge


def apart_in(cells: Sequence[Cell]) -> dict[str, list[int]]:
    """Return the dimensions that no cell sums over, each with its parts that never meet.

    Counts of notices and counts of people, or of two years of which no table gives a sum.
    """
    names = set.intersection(*({name for name, _ in cell} for cell in cells))
    found = {}
    for name in sorted(names):
        pieces: list[int] = []
        for part in sorted({dict(cell)[name] for cell in cells}):
            met = [piece for piece in pieces if piece & part]
            pieces = [piece for piece in pieces if not piece & part] + [union([part, *met])]
        found[name] = pieces
    return found


def union(parts: Iterable[int]) -> int:
    """Return the bits of all parts together."""
    return reduce(or_, parts, 0)


def _classes(groups: Sequence[Sequence[Cell]], name: str, parts: Parts) -> list[tuple[int, ...]]:
    """Return, for each group of cells, the parts of a dimension that it tells apart.

    Where two groups tell apart parts that cross one another, all tell apart the same.
    """
    full = parts.full(name)
    found = [_split({dict(cell).get(name) for cell in cells}, full) for cells in groups]
    if all(_nested(one, other) for one, other in combinations(found, 2)):
        return found
    every = {dict(cell).get(name) for cells in groups for cell in cells}
    return [_split(every, full)] * len(groups)


def _split(used: set[int | None], full: int) -> tuple[int, ...]:
    pieces = {full}
    for part in sorted(used - {None}):
        pieces = {bits for piece in pieces for bits in (piece & part, piece & ~part) if bits}
    return tuple(sorted(pieces))


def _nested(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    fine, coarse = sorted((one, other), key=len, reverse=True)
    return all(any(small & large == small for large in coarse) for small in fine)


def _links(blocks: Sequence[Block], size: int) -> sparse.csr_array:
    """Return sums of unknown numbers, one block's less another's, that are 0."""
    sharing: dict[tuple, set[int]] = {}
    for (here, one), (there, other) in combinations(enumerate(blocks), 2):
        names = tuple(sorted({*one.names} & {*other.names}))
        coarse = tuple(
            _coarse([block.classes[block.names.index(name)] for block in (one, other)])
            for name in names
        )
        sharing.setdefault((names, coarse), set()).update((here, there))
    lines = []
    for (names, classes), members in sorted(sharing.items()):
        ordered = [blocks[at] for at in sorted(members)]
        for chosen in product(*classes):
            cell = tuple(zip(names, chosen, strict=True))
            sums = [block.columns(cell) for block in ordered]
            lines += [[(one, 1), (sums[0], -1)] for one in sums[1:]]
    return _matrix(lines, size)


def _coarse(both: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the larger parts of two nested ways to divide what both of them hold."""
    shared = union(both[0]) & union(both[1])
    held = [[part for part in classes if part & shared] for classes in both]
    return tuple(min(held, key=lambda classes: (len(classes), classes)))


def _matrix(lines: Sequence[Sequence[tuple[np.ndarray, int]]], size: int) -> sparse.csr_array:
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
