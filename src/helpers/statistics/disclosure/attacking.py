"""Hides what a reader of all tables, now and before, can work out about cells nobody printed."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from helpers.statistics.disclosure.cells import Cell, Parts, Release, Row, read_rows, table_name
from helpers.statistics.disclosure.deriving import derived_cells
from helpers.statistics.disclosure.joining import RingTooLargeError
from helpers.statistics.disclosure.searching import Attained, narrow_cells, range_of
from helpers.statistics.disclosure.solving import UNLIMITED, Limits, groups, limits, some_numbers
from helpers.statistics.disclosure.system import System, build, too_many

NO_GROUPINGS: Mapping[str, Mapping[str, Sequence[str]]] = {}


class Disclosed(NamedTuple):
    """A cell that may be small and of which a reader can tell the count too closely.

    Parameters
    ----------
    lower, upper
        The fewest and most it can be.
    tables
        The tables that tell it together: without any one of them the others do not.
    earlier
        Whether the earlier releases tell it as closely by themselves.
    """

    cell: str
    lower: int
    upper: int
    tables: tuple[str, ...]
    earlier: bool = False

    @property
    def sentence(self) -> str:
        """The finding in one line."""
        count = f"{self.lower}" if self.lower == self.upper else f"{self.lower} to {self.upper}"
        verb = "gives" if len(self.tables) == 1 else "together give"
        return f"{' and '.join(self.tables)} {verb} away {self.cell}: {count}"


class DisclosureError(ValueError):
    """Tables would tell, or cannot be shown not to tell, what they must hide."""


class Knowledge(NamedTuple):
    """All that releases say, as limits of sums of unknown numbers, and what is to be found out.

    Parameters
    ----------
    rows, lines
        What the tables say, and for each line of `matrix` its row, -1 for a link.
    cells, sums
        Every cell that could be given away, and the sums that they are.
    """

    rows: list[Row]
    parts: Parts
    system: System
    cells: list[Cell]
    sums: sparse.csr_array
    matrix: sparse.csr_array
    lines: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @property
    def blocks(self) -> list[int]:
        """The first unknown number of each joint table."""
        return [block.first for block in self.system.blocks]

    @property
    def cap(self) -> int:
        """A number that no count needs to exceed for all rows to hold."""
        given = self.upper[(self.upper < UNLIMITED) & (self.lines >= 0)]
        most = max(given.max(initial=0), self.lower.max(initial=0))
        shares = [math.ceil(1 / row.lower) for row in self.rows if row.whole and row.lower > 0]
        return (int(most) + 1_000) * max([1, *shares])


def attack(
    published: Release,
    threshold: int,
    earlier: Sequence[Release] = (),
    groupings: Mapping[str, Mapping[str, Sequence[str]]] = NO_GROUPINGS,
) -> list[Disclosed]:
    """Return every cell that may be below the threshold and has fewer possible values than it.

    Every cell is looked at that the dimensions of one table can tell apart, printed or not:
    what is left over when a printed part is taken from a printed whole is one of them.

    Parameters
    ----------
    published
        What is to be published, or is.
    earlier
        All that has been published before about the same people and events.
    groupings
        For each dimension, which labels a label is made up of. Periods need none.

    Raises
    ------
    ValueError
        If the releases cannot all be true, cannot be read (see `read_rows`) or are linked too
        closely to be searched.
    ArithmeticError
        If the search takes too long.

    References
    ----------
    Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on tabular data
    with linear constraints. Management Science, 47(7), 1008-1027.
    """
    known = learn([published, *earlier], groupings)
    names = {table_name(published, name) for name in published.tables}
    found = limits_of(known)
    attained = Attained(known.sums, require_true(known, found))
    return [
        disclosed(known, names, cell, attained, threshold)
        for cell in narrow_cells(found, attained, known.blocks, threshold)
    ]


def ranges_told(
    releases: Sequence[Release],
    groupings: Mapping[str, Mapping[str, Sequence[str]]] = NO_GROUPINGS,
) -> pd.DataFrame:
    """Return the fewest and most that every cell can be by all releases together.

    Returns
    -------
    pandas.DataFrame
        `cell`, `lower` and `upper`, infinity where nothing limits it.

    Raises
    ------
    ValueError, ArithmeticError
        As for `attack`.
    """
    known = learn(releases, groupings)
    found = limits_of(known)
    attained, labels = Attained(known.sums, require_true(known, found)), groups(found)
    told = [range_of(found, attained, cell, labels) for cell in range(len(known.cells))]
    return pd.DataFrame(
        [
            (known.parts.text(cell), lower, upper if upper < known.cap else math.inf)
            for cell, (lower, upper) in zip(known.cells, told, strict=True)
        ],
        columns=["cell", "lower", "upper"],
    )


def require_safe(
    published: Release,
    threshold: int,
    earlier: Sequence[Release] = (),
    groupings: Mapping[str, Mapping[str, Sequence[str]]] = NO_GROUPINGS,
) -> None:
    """Refuse tables that tell what earlier releases had not told.

    Raises
    ------
    DisclosureError
        If they do, naming each cell, its range and the tables that give it away.
    """
    found = [one for one in attack(published, threshold, earlier, groupings) if not one.earlier]
    if found:
        raise DisclosureError("; ".join(one.sentence for one in found))


def learn(
    releases: Sequence[Release], groupings: Mapping[str, Mapping[str, Sequence[str]]]
) -> Knowledge:
    """Return all that the releases say, put together; the tables of the first are those of now.

    Raises
    ------
    RingTooLargeError
        If they are linked too closely, naming tables without which the others are not.
    """
    rows, parts = read_rows(releases, groupings)
    try:
        system = build(rows, parts)
    except RingTooLargeError as error:
        named = [[table_name(one, table) for table in one.tables] for one in releases]
        tables = [table for of_release in (*named[1:], named[0]) for table in of_release]
        less = ", ".join(too_many(rows, parts, tables))
        raise RingTooLargeError(f"{error}; it would not without {less}") from None
    matrix = sparse.vstack([system.statements(rows), system.links], format="csr")
    twice = [at for at, row in enumerate(rows) for _ in range(1 if row.whole is None else 2)]
    lines = np.append(twice, np.full(matrix.shape[0] - len(twice), -1)).astype(int)
    lower = np.zeros(len(lines), dtype=np.int64)
    upper = np.where(lines < 0, 0, UNLIMITED)
    for line, at in enumerate(twice):
        if rows[at].whole is None:
            lower[line] = rows[at].lower
            upper[line] = min(rows[at].upper, UNLIMITED)
    cells, sums = derived_cells(rows, system, parts)
    return Knowledge(rows, parts, system, cells, sums, matrix, lines, lower, upper)


def limits_of(known: Knowledge, tables: Iterable[str] | None = None) -> Limits:
    """Return what is known, or what some of the tables alone tell."""
    if tables is None:
        return limits(known.matrix, known.lower, known.upper, known.cap)
    wanted = {*tables}
    told = np.array([row.table in wanted for row in known.rows] + [True])[known.lines]
    return limits(known.matrix[told], known.lower[told], known.upper[told], known.cap)


def require_true(known: Knowledge, found: Limits) -> np.ndarray:
    """Return numbers with which all releases are true, or raise ValueError."""
    numbers = some_numbers(found)
    if numbers is None:
        tables = ", ".join(sorted({row.table for row in known.rows}))
        raise ValueError(
            f"these tables cannot all be true: {tables}; check the counts, say in"
            " `groupings` which labels a label is made up of, and in `scope` what each covers"
        )
    return numbers


def disclosed(
    known: Knowledge, names: set[str], cell: int, attained: Attained, threshold: int
) -> Disclosed:
    """Return a narrow cell with the tables that tell it; `names` are the tables of now."""
    found = known.cells[cell]
    lower, upper = int(attained.low[cell]), int(attained.high[cell])
    tables = sorted({row.table for row in known.rows})
    before = [table for table in tables if table not in names]
    told = bool(before) and _width(known, before, cell) <= upper - lower
    tables = before if told else tables
    exact = known.lower == known.upper
    shown = [
        known.rows[at].table
        for at in known.lines[exact & (known.lines >= 0)]
        if known.rows[at].cell == found and known.rows[at].table in tables
    ]
    tables = shown[:1] if shown else _needed(known, tables, cell, threshold)
    return Disclosed(known.parts.text(found), lower, upper, tuple(tables), told)


def _needed(known: Knowledge, tables: list[str], cell: int, threshold: int) -> list[str]:
    """Return tables that are enough for a narrow range, leaving out one after the other."""
    kept = tables
    for table in tables:
        fewer = [one for one in kept if one != table]
        if fewer and _width(known, fewer, cell) < threshold - 1:
            kept = fewer
    return kept


def _width(known: Knowledge, tables: Sequence[str], cell: int) -> int:
    """Return the most less the fewest that a cell can be by some of the tables alone."""
    found = limits_of(known, tables)
    attained = Attained(known.sums[[cell]], some_numbers(found))
    low, high = range_of(found, attained, 0, groups(found))
    return high - low
