"""Hides how a count that its source does not let be shown is found in numbers and in tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from helpers.audit.pieces import CELL, Piece
from helpers.audit.rules import SMALL_COUNT, Match
from helpers.page.numbers import COLUMNS, DECIMALS
from helpers.run.exceptions import Threshold

NUMBERS = "numbers.csv"
NO_COUNTS = {*DECIMALS, "year"}


def small_counts(
    documents: Mapping[str, Sequence[Piece]],
    contents: Mapping[str, bytes],
    thresholds: Sequence[Threshold],
    uses: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, Match]]:
    """Every count of 1 to threshold - 1 from a source that has a threshold, with its file.

    In ``numbers.csv`` a count is a whole number whose unit is not a rate, a share, a ratio or a
    year; its sources stand beside it. Cells of pages and tables do not name their sources: in a
    report that uses a source with a threshold, a small whole number in a cell is one too, unless
    a number of the report says the same from sources without a threshold only.

    Parameters
    ----------
    uses
        The reports that each raw file of the register is used by.
    """
    for name in sorted({file.partition("/")[0] for file in contents if file.count("/")}):
        rows = _rows(contents.get(f"{name}/{NUMBERS}", b""))
        named = [path for row in rows for path in _paths(row)]
        under = _under(thresholds, named + [path for path in uses if name in uses[path]])
        if under:
            yield from _of_numbers(f"{name}/{NUMBERS}", rows, thresholds)
            known = {row["value"] for row in rows if not _under(thresholds, _paths(row))}
            for file in _of_report(documents, name):
                yield from _of_cells(file, documents[file], under, known)


def _of_numbers(
    file: str, rows: Sequence[Mapping[str, str]], thresholds: Sequence[Threshold]
) -> Iterator[tuple[str, Match]]:
    for number, row in enumerate(rows, start=2):
        fixed = row["lower"] if row["lower"] == row["upper"] else ""
        for value in {row["value"], fixed, row["published_value"]}:
            under = _under(thresholds, _paths(row))
            if row["unit"] not in NO_COUNTS and _is_small(value, under):
                piece = Piece(f"row {number}", row["id"])
                yield file, Match(SMALL_COUNT, piece, 0, len(row["id"]))
                break


def _of_cells(
    file: str, pieces: Sequence[Piece], under: int, known: set[str]
) -> Iterator[tuple[str, Match]]:
    for piece in pieces:
        if piece.kind == CELL and _is_small(piece.text, under) and piece.text not in known:
            yield file, Match(SMALL_COUNT, piece, 0, len(piece.text))


def _of_report(documents: Mapping[str, Sequence[Piece]], name: str) -> list[str]:
    return [
        file
        for file in documents
        if file.startswith((f"{name}/", f"{name}.")) and not file.endswith(f"/{NUMBERS}")
    ]


def _rows(content: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(content.decode("utf-8", "replace"), newline=""))
    empty = dict.fromkeys(COLUMNS, "")
    return [{**empty, **{key: value or "" for key, value in row.items() if key}} for row in reader]


def _paths(row: Mapping[str, str]) -> list[str]:
    return [source.partition(":")[0] for source in row["sources"].split()]


def _under(thresholds: Sequence[Threshold], paths: Sequence[str]) -> int:
    """The highest threshold of any of some raw files; 0 where none has one."""
    held = [
        one.under
        for one in thresholds
        if any(fnmatchcase(path, one.sources) for path in set(paths))
    ]
    return max(held, default=0)


def _is_small(text: str, under: int) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return value.is_integer() and 0 < value < under
