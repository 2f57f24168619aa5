"""Hides how the labels of linked tables become sets of smallest parts that they share."""

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from helpers.statistics.disclosure.labels import bits_of, dimension_of, finest_of
from helpers.statistics.disclosure.spans import YEAR_ENDING, year_to
from helpers.statistics.reading import read_rounded

ALL = "All"
LIMITS = ("lower", "upper")
Cell = tuple[tuple[str, int], ...]
"""The dimensions that are not summed over, sorted, each with its parts as the bits of a number."""


class Share(NamedTuple):
    """A printed percentage: of the cell `whole`, which part lies in the cell `part`."""

    part: Mapping[str, str]
    whole: Mapping[str, str]
    printed: str


class Release(NamedTuple):
    """What one release has told: for each cell of its tables, the fewest and most it can be.

    Parameters
    ----------
    tables
        Columns of labels, "All" where a dimension is summed over, `lower` and `upper`: the same
        number for a count shown as it is, infinity where nothing limits it.
    scope
        What the whole release is limited to: {"unit": "notices", "period": "2020/21"}. It is the
        label of each table that has no such column, and the meaning of its "All".
    complete
        For each table, the dimensions in which its labels add up to "All"; where they are not
        named, counts shown exactly must say so.
    shares
        Percentages printed beside the tables.
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    scope: Mapping[str, str] = {}
    complete: Mapping[str, Sequence[str]] = {}
    shares: Sequence[Share] = ()


class Row(NamedTuple):
    """What one table says of one cell; with `whole`, the limits are of its share of that cell."""

    table: str
    cell: Cell
    lower: int | Fraction
    upper: int | float | Fraction
    whole: Cell | None = None


class Parts(NamedTuple):
    """The smallest parts of each dimension by name, and the parts of each label as bits."""

    names: dict[str, list[str]]
    bits: dict[str, dict[str, int]]

    def cell(self, labels: Mapping[str, str]) -> Cell:
        """Return the cell of the labels; a dimension of which it holds all is left out."""
        found = {name: self.bits[name][label] for name, label in labels.items() if label != ALL}
        return tuple(
            sorted((name, part) for name, part in found.items() if part != self.full(name))
        )

    def full(self, dimension: str) -> int:
        return (1 << len(self.names[dimension])) - 1

    def text(self, cell: Cell) -> str:
        """Return the cell in words: "ethnicity: Not stated, residence: any other"."""
        return ", ".join(f"{name}: {self._label(name, part)}" for name, part in cell) or ALL

    def _label(self, dimension: str, part: int) -> str:
        labels = sorted(label for label, bits in self.bits[dimension].items() if bits == part)
        names = self.names[dimension]
        return (labels or [" + ".join(names[bit] for bit in range(len(names)) if part >> bit & 1)])[
            0
        ]


def table_name(release: Release, table: str) -> str:
    """Return how a table is called where it is blamed."""
    return f"{release.name}: {table}" if release.name else table


def read_rows(
    releases: Sequence[Release], groupings: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[list[Row], Parts]:
    """Return what the releases say, cell by cell, in terms of the smallest parts of their labels.

    Raises
    ------
    ValueError
        If a table has no `lower` and `upper`, limits that cannot be, a cell twice, two columns
        of periods, or a period that cannot be read; or if a grouping goes round in a circle.
    """
    frames = {
        table_name(release, name): _read_table(release, name)
        for release in releases
        for name in release.tables
    }
    complete = {
        table_name(release, name): tuple(dimension_of(one) for one in release.complete[name])
        for release in releases
        for name in release.complete
    }
    parts = _parts(frames, complete, releases, groupings)
    rows = [row for name, frame in frames.items() for row in _rows(name, frame, parts)]
    rows += [row for release in releases for row in _share_rows(release, parts)]
    return _without_constants(rows), parts


def dimensions_of(frame: pd.DataFrame) -> list[str]:
    """Return the columns of labels of a table that has `lower` and `upper`."""
    return [column for column in frame.columns if column not in LIMITS]


def complete_dimensions(
    frame: pd.DataFrame, groupings: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[str, ...]:
    """Return the columns whose labels add up to "All" in a table of exact counts."""
    found = []
    for column in dimensions_of(frame):
        labels = sorted({*frame[column]} - {ALL})
        called = {year_to(one) if column == YEAR_ENDING else one: one for one in labels}
        _, bits = bits_of(dimension_of(column), list(called), groupings)
        if _is_complete(frame, column, [called[one] for one in finest_of(list(called), bits)]):
            found.append(column)
    return tuple(found)


def _is_complete(frame: pd.DataFrame, dimension: str, finest: Iterable[str]) -> bool:
    """Return whether counts shown exactly say that the labels of a dimension add up to "All"."""
    if ALL not in {*frame[dimension]}:
        return False
    others = [one for one in dimensions_of(frame) if one != dimension]
    exact = frame[frame["lower"] == frame["upper"]]
    counts: dict[tuple[str, ...], dict[str, int]] = {}
    for label, count, *around in zip(
        exact[dimension], exact["lower"], *(exact[one] for one in others), strict=True
    ):
        counts.setdefault(tuple(around), {})[label] = count
    wanted = {*finest, ALL}
    complete = [of_label for of_label in counts.values() if wanted <= {*of_label}]
    return bool(complete) and all(
        sum(of_label[label] for label in wanted - {ALL}) == of_label[ALL] for of_label in complete
    )


def _read_table(release: Release, name: str) -> pd.DataFrame:
    frame, called = release.tables[name], table_name(release, name)
    missing = [one for one in LIMITS if one not in frame.columns]
    if missing:
        raise ValueError(f"table {called} lacks the column {missing[0]}")
    dimensions = [dimension_of(one) for one in dimensions_of(frame)]
    if len(set(dimensions)) < len(dimensions):
        raise ValueError(f"table {called} has two columns of periods: make one of them")
    if YEAR_ENDING in frame:
        years = [label if label == ALL else year_to(label) for label in frame[YEAR_ENDING]]
        frame = frame.assign(**{YEAR_ENDING: years})
    frame = frame.rename(columns=dimension_of).reset_index(drop=True)
    for dimension, label in sorted(release.scope.items()):
        dimension = dimension_of(dimension)
        held = frame[dimension] if dimension in frame else pd.Series(ALL, index=frame.index)
        frame = frame.assign(**{dimension: held.where(held != ALL, label)})
    twice = frame[frame.duplicated(dimensions_of(frame))]
    if len(twice):
        labels = ", ".join(map(str, twice.iloc[0][dimensions_of(frame)]))
        raise ValueError(f"table {called} has a cell twice: {labels or ALL}")
    _require_limits(called, frame)
    return frame


def _require_limits(name: str, frame: pd.DataFrame) -> None:
    for lower, upper in zip(frame["lower"], frame["upper"], strict=True):
        if not 0 <= lower <= upper or lower % 1 or (upper < math.inf and upper % 1):
            raise ValueError(f"table {name}: limits of a count cannot be {lower} to {upper}")


def _parts(
    frames: Mapping[str, pd.DataFrame],
    complete: Mapping[str, Sequence[str]],
    releases: Sequence[Release],
    groupings: Mapping[str, Mapping[str, Sequence[str]]],
) -> Parts:
    labels: dict[str, set[str]] = {}
    for frame in frames.values():
        for dimension in dimensions_of(frame):
            labels.setdefault(dimension, set()).update(frame[dimension].unique())
    for release in releases:
        for named in (one for share in release.shares for one in (share.part, share.whole)):
            for dimension, label in named.items():
                labels.setdefault(dimension_of(dimension), set()).add(label)
    parts = Parts({}, {})
    for dimension in sorted(labels):
        found = sorted(labels[dimension] - {ALL})
        names, bits = bits_of(dimension, found, groupings)
        parts.names[dimension], parts.bits[dimension] = names, bits
        if not any(
            _covers(frame, dimension, parts, dimension in complete.get(name, ()))
            for name, frame in frames.items()
        ):
            names.append(f"any other {dimension}")
    return parts


def _covers(frame: pd.DataFrame, dimension: str, parts: Parts, complete: bool) -> bool:
    """Return whether a table says that there is nothing but the parts that are named."""
    if dimension not in frame:
        return False
    bits = parts.bits[dimension]
    labels = sorted({*frame[dimension]} - {ALL})
    finest = finest_of(labels, bits)
    if not complete and not _is_complete(frame, dimension, finest):
        return False
    covered = 0
    for one in finest:
        covered |= bits[one]
    return covered == parts.full(dimension)


def _rows(name: str, frame: pd.DataFrame, parts: Parts) -> list[Row]:
    dimensions = dimensions_of(frame)
    return [
        Row(
            name,
            parts.cell(dict(zip(dimensions, labels, strict=True))),
            int(lower),
            upper if upper == math.inf else int(upper),
        )
        for *labels, lower, upper in zip(
            *(frame[one] for one in dimensions), frame["lower"], frame["upper"], strict=True
        )
    ]


def _without_constants(rows: list[Row]) -> list[Row]:
    """Return the rows without the dimensions in which all of them have the same parts."""
    cells = [dict(cell) for row in rows for cell in (row.cell, row.whole) if cell is not None]
    constant = {
        name for name, part in cells[0].items() if all(cell.get(name) == part for cell in cells)
    } if cells else set()  # fmt: skip

    def less(cell: Cell | None) -> Cell | None:
        return cell and tuple(one for one in cell if one[0] not in constant)

    return [row._replace(cell=less(row.cell), whole=less(row.whole)) for row in rows]


def _share_rows(release: Release, parts: Parts) -> list[Row]:
    scope = {dimension_of(name): label for name, label in release.scope.items()}
    rows = []
    for part, whole, printed in release.shares:
        decimals = len(printed.partition(".")[2])
        share = read_rounded(printed, step=Fraction(1, 10**decimals), per=100)
        cells = [
            parts.cell(scope | {dimension_of(name): label for name, label in one.items()})
            for one in (part, whole)
        ]
        name = table_name(release, f"share of {printed}%")
        rows.append(Row(name, cells[0], max(share.lower, Fraction(0)), share.upper, cells[1]))
    return rows
