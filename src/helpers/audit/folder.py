"""Hides how the files of a published folder are read: numbers, tables, figures on a page, sums."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

from helpers.page.numbers import COLUMNS
from helpers.run.manifest import checksum
from helpers.run.parameters import ParameterError

FIGURE_COLUMNS = ("value", "lower", "upper", "confidence")
STATED = re.compile(r'<data data-number="([^"]+)" value="([^"]*)">(.*?)</data>', re.DOTALL)
NO_ROW = "no such row"
REMEDY = "Restore it, or build the report again"


def paths(folder: Path) -> list[str]:
    """The files of a folder by their path in it, with ``/``, sorted; hidden ones are left out."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts)
    )


def sums(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The checksum of each of these files that is there."""
    return {
        name: checksum((folder / name).read_bytes()) for name in names if (folder / name).is_file()
    }


def read_numbers(path: Path) -> dict[str, dict[str, str]]:
    """The rows of a ``numbers.csv`` by id.

    Raises
    ------
    ParameterError
        The file cannot be read, is cut off, has other columns, an id twice, or a figure that is
        none: the message gives file, line, value and remedy.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ParameterError(f"{path}: {error.strerror}. {REMEDY}.") from error
    return parse_numbers(content, str(path))


def parse_numbers(content: bytes, name: str) -> dict[str, dict[str, str]]:
    """The rows of a ``numbers.csv`` by id; ``name`` is what messages call the file.

    Raises
    ------
    ParameterError
        See :func:`read_numbers`.
    """
    rows: dict[str, dict[str, str]] = {}
    for line, cells in _lines(content, name):
        if line == 1:
            _expect(tuple(cells) == COLUMNS, name, line, ",".join(cells), "other columns")
            continue
        _expect(len(cells) == len(COLUMNS), name, line, cells[:1], "another number of columns")
        row = dict(zip(COLUMNS, cells, strict=True))
        _expect(row["id"] not in rows, name, line, row["id"], "an id that stands twice")
        for column in FIGURE_COLUMNS:
            _expect(_is_figure(row[column]), name, line, row[column], f"no figure as {column}")
        rows[row["id"]] = row
    _expect(content, name, 1, "", "an empty file")
    return rows


def read_cells(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Every cell of some tables, by file, row and column.

    A row is known by its first cell, and by an ordinal where that stands in several.

    Raises
    ------
    ParameterError
        A file is not a table.
    """
    cells: dict[str, str] = {}
    for name in names:
        met: Counter[str] = Counter()
        headers: list[str] = []
        for line, row in _lines((folder / name).read_bytes(), str(folder / name)):
            headers = headers or row
            _expect(len(row) == len(headers), name, line, row[:1], "another number of columns")
            met[row[0]] += line > 1
            nth = f" [{met[row[0]]}]" if met[row[0]] > 1 else ""
            place = f"row {row[0]}{nth}" if line > 1 else "header"
            cells |= {
                f"{name}, {place}, {header}": cell
                for header, cell in zip(headers, row, strict=True)
            }
    return cells


def stated(page: str) -> dict[str, str]:
    """The figures that a page states, as a reader sees them, by id, an ordinal from the second on.

    >>> stated('<data data-number="kent.rate" value="1.5">1.50</data>')
    {'kent.rate': '1.50'}
    """
    met: Counter[str] = Counter()
    figures: dict[str, str] = {}
    for id, _, text in STATED.findall(page):
        met[id] += 1
        figures[f"{id} [{met[id]}]" if met[id] > 1 else id] = unescape(text)
    return figures


def source_row(raw: Path, source: str) -> str:
    """The text of a row of a raw file today; empty where the whole file is the source."""
    path, _, line = source.rpartition(":")
    if not path or not line.isdigit():
        return ""
    place = (raw / path).resolve()
    if not place.is_relative_to(raw.resolve()) or not place.is_file():
        return NO_ROW
    lines = place.read_text("utf-8", "replace").removesuffix("\n").split("\n")
    return dict(enumerate(lines, 1)).get(int(line), NO_ROW)


def _lines(content: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _fault(name, content[: error.start].count(b"\n") + 1, "", "no UTF-8") from error
    if text and not text.endswith("\n"):
        last = text.splitlines()[-1]
        raise _fault(name, text.count("\n") + 1, last[:60], "an end in the middle of a row")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise _fault(name, reader.line_num, "", str(error)) from error


def _is_figure(text: str) -> bool:
    try:
        return text == "" or float(text) is not None
    except ValueError:
        return False


def _expect(holds: object, name: str, line: int, value: object, found: str) -> None:
    if not holds:
        raise _fault(name, line, value, found)


def _fault(name: str, line: int, value: object, found: str) -> ParameterError:
    return ParameterError(f"{name}, row {line}, value {value!r}: {found}. {REMEDY}.")
