"""Hides how the rows of a text file are told apart, also where lines of it are broken."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from helpers.data.records.contents import BYTE_ORDER_MARK
from helpers.data.records.faults import ERROR, Fault
from helpers.data.records.places import Place

DELIMITERS = ",;\t"
SAMPLE = 10
CHUNK = 1 << 16
MOST_IN_LINE = 1 << 22
MOST_LINES_IN_ROW = 200
MOST_UNCLOSED = 50
OPEN = "unexpected end of data"
HINT = "sep="
NO_TEXT = "no text"
SAVE = "Save it as CSV in UTF-8"
CLOSE = 'Close each quotation mark, and write one within a cell twice, as ""'


class Row(NamedTuple):
    """A row of a file, at the line where it begins."""

    line: int
    cells: list[str]


class Line(NamedTuple):
    """A line of a file; it has no ``encoding`` where all of it is ASCII."""

    number: int
    text: str
    encoding: str
    sound: bool
    ended: bool


def guess_delimiter(head: bytes) -> str:
    """The separator that gives the first lines the same number of cells, and most of them."""
    text = head.removeprefix(BYTE_ORDER_MARK).decode("cp1252", "replace")
    lines = text.splitlines()
    lines = lines[: max(1, min(SAMPLE, len(lines) - 1))]
    if lines and lines[0].lower().startswith(HINT) and lines[0][4:5] in DELIMITERS:
        return lines[0][4:5] or ","

    def fitting(delimiter: str) -> tuple[bool, int, int]:
        rows = (_cells(line, delimiter) for line in lines)
        widths = [len(row) for row in rows if isinstance(row, list) and row] or [0]
        return widths[0] > 1, widths.count(widths[0]), widths[0]

    return max(DELIMITERS, key=fitting)


def read_rows(place: Place, delimiter: str) -> Iterator[Row | Fault]:
    """The rows, the header among them, and the faults of the lines that give none.

    Lines are UTF-8, or else Windows-1252; a file with both is a fault.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    seen: dict[str, list[int]] = {}
    with place.path.open("rb") as file:
        yield from _rows(_watched(_lines(file), seen), delimiter, place.name)
    if NO_TEXT in seen:
        first, times = seen.pop(NO_TEXT)
        yield Fault(ERROR, place.name, first, "", "", "bytes that are not text", SAVE, times)
    if len(seen) > 1:
        fewer = min(seen, key=lambda encoding: seen[encoding][1])
        first, times = seen[fewer]
        problem = f"mixed encodings: this is {fewer}, and other lines are not"
        yield Fault(ERROR, place.name, first, "", "", problem, SAVE, times)


def _watched(lines: Iterator[Line], seen: dict[str, list[int]]) -> Iterator[Line]:
    """The lines; ``seen`` gets the first line and the number of lines in each encoding."""
    for line in lines:
        for what in (line.encoding, "" if line.sound else NO_TEXT):
            if what:
                first, times = seen.get(what, (line.number, 0))
                seen[what] = [first, times + 1]
        yield line


def _lines(file: BinaryIO) -> Iterator[Line]:
    """The lines as a text editor counts them; one that is far too long comes in pieces."""
    number, rest = 0, b""
    while chunk := file.read(CHUNK):
        pieces = (rest + chunk).splitlines(keepends=True)
        rest = pieces.pop() if len(pieces[-1]) < MOST_IN_LINE else b""
        for piece in pieces:
            number += 1
            yield _line(number, piece)
    for piece in rest.splitlines(keepends=True):
        number += 1
        yield _line(number, piece)


def _line(number: int, content: bytes) -> Line:
    content = content.removeprefix(BYTE_ORDER_MARK) if number == 1 else content
    ended, zero = content.endswith((b"\n", b"\r")), b"\0" in content
    content = content.replace(b"\0", b"")
    if content.isascii():
        return Line(number, content.decode("ascii"), "", not zero, ended)
    try:
        return Line(number, content.decode("utf-8"), "UTF-8", not zero, ended)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        return Line(number, text, "Windows-1252", not zero and "\ufffd" not in text, ended)


def _rows(lines: Iterator[Line], delimiter: str, file: str) -> Iterator[Row | Fault]:
    waiting: list[Line] = []
    unclosed = 0
    while line := waiting.pop() if waiting else next(lines, None):
        if len(line.text) >= MOST_IN_LINE // 4:
            problem = f"a line of more than {MOST_IN_LINE // 4:,} characters"
            yield Fault(ERROR, file, line.number, "", "", problem, "Export it again as CSV")
            return
        if line.number == 1 and line.text.lower().startswith(HINT):
            continue
        cells = _cells(line.text, delimiter)
        more: list[Line] = []
        if cells == OPEN and unclosed < MOST_UNCLOSED:
            cells = _continued(line, lines, waiting, more, delimiter)
        if isinstance(cells, list):
            yield Row(line.number, cells)
            continue
        unclosed += cells == OPEN
        waiting += reversed(more)
        problem = "a quotation mark that is never closed" if cells == OPEN else cells
        yield Fault(ERROR, file, line.number, "", "", problem, CLOSE)


def _continued(
    line: Line, lines: Iterator[Line], waiting: list[Line], more: list[Line], delimiter: str
) -> list[str] | str:
    """The cells of a row that goes on in the next lines, which ``more`` gets."""
    text, quotes = line.text, line.text.count('"')
    while len(more) < MOST_LINES_IN_ROW:
        following = waiting.pop() if waiting else next(lines, None)
        if following is None:
            break
        more.append(following)
        text += following.text
        quotes += following.text.count('"')
        if quotes % 2 == 0 and (cells := _cells(text, delimiter)) != OPEN:
            return cells if isinstance(cells, list) else OPEN
    return OPEN


def _cells(text: str, delimiter: str) -> list[str] | str:
    """The cells of a row, or why it has none."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except StopIteration:
        return []
    except csv.Error as error:
        if OPEN in str(error):
            return OPEN
        if "field larger" in str(error):
            return f"a cell of more than {csv.field_size_limit():,} characters"
        return "a quotation mark within a cell"
