"""Hides how a table of the page becomes plain rows that every spreadsheet program reads alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from helpers.page.numbers import DECIMALS, NOT_APPLICABLE, NOT_AVAILABLE, Number, missing

Cell = str | int | float
WORDS, AS_IT_IS = "", "General"
FOLDER = "tables"
SYMBOLS_HEADER, NO_SYMBOL = "Symbols", "none"
UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Sheet(NamedTuple):
    """A table without its markup.

    ``formats`` holds, for each column, how its figures are displayed, in the codes that
    spreadsheets use (``#,##0.0``), and ``WORDS`` for a column of words. A figure has ten
    significant digits, as in ``numbers.csv``; where there is none the cell holds a symbol.
    ``sources`` are citations, each with its licence.
    """

    name: str
    caption: str
    headers: Sequence[str]
    formats: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    sources: Sequence[tuple[str, str]] = ()


class Part(NamedTuple):
    """One column of a sheet."""

    header: str
    format: str
    cells: list[Cell]


def sheet(
    name: str,
    caption: str,
    parts: Sequence[Part],
    note: str = "",
    sources: Iterable[tuple[str, str]] = (),
) -> Sheet:
    """Columns side by side, each with a header that no other column has.

    Raises
    ------
    ValueError
        A column that is shorter than another.
    """
    lengths = {part.header: len(part.cells) for part in parts}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"sheet {caption!r}: columns of different lengths: {lengths}")
    return Sheet(
        name,
        plain(caption),
        tuple(_told_apart([plain(part.header) for part in parts])),
        tuple(part.format for part in parts),
        tuple(zip(*(part.cells for part in parts), strict=True)),
        plain(note),
        tuple((plain(citation), plain(licence)) for citation, licence in dict.fromkeys(sources)),
    )


def words(header: str, texts: Iterable[object], absent: str = NOT_AVAILABLE) -> Part:
    """A column of words, with a symbol where there are none."""
    return Part(header, WORDS, [plain(text) or absent for text in texts])


def figures(
    header: str, numbers: Sequence[Number], absent: str | Sequence[str] = NOT_AVAILABLE
) -> Part:
    """A column with the values of numbers, with a symbol, or that of each, where there is none."""
    values = [number.value for number in numbers]
    return _part(header, numbers, values, _of_each(absent, numbers))


def limits(
    headers: tuple[str, str],
    numbers: Sequence[Number],
    absent: str | Sequence[str] = NOT_AVAILABLE,
) -> list[Part]:
    """Two columns with the limits of numbers; an unbounded one is ``no limit``.

    Where there are none the cell is ``absent`` if there is no value either, else ``[z]``.
    """
    symbols = [
        symbol if missing(number.value) else NOT_APPLICABLE
        for number, symbol in zip(numbers, _of_each(absent, numbers), strict=True)
    ]
    ends = ([number.lower for number in numbers], [number.upper for number in numbers])
    return [_part(header, numbers, end, symbols) for header, end in zip(headers, ends, strict=True)]


def symbols_beside(parts: Sequence[Part], followed: Mapping[int, Sequence[str]]) -> list[Part]:
    """A column that says which symbols follow which figures of a row, if any do.

    ``followed`` holds, for the column at that place, the symbols after the figure of each row.
    A column of its own at the right, with no cell left blank, as the Government Analysis Function
    asks in "Releasing statistics in spreadsheets".
    """
    headers = _told_apart([plain(part.header) for part in parts])
    said = [
        [f"{symbol} {headers[place]}" if symbol else "" for symbol in symbols]
        for place, symbols in followed.items()
    ]
    cells = ["; ".join(filter(None, row)) for row in zip(*said, strict=True)]
    return [words(SYMBOLS_HEADER, cells, NO_SYMBOL)] if any(cells) else []


def shown_limits(number: Number) -> Number:
    """The number without limits where it has no value, as the page shows it."""
    return replace(number, lower=None, upper=None) if missing(number.value) else number


def with_unit(label: str, unit: str) -> str:
    """A header that stands alone: it starts with a word and says the unit.

    >>> with_unit("At most", "notices"), with_unit("% of claims", "percent")
    ('At most (notices)', 'Percentage of claims')
    """
    label = spelt_out(label)
    said = unit == "percent" or unit.casefold() in label.casefold()
    return label if said else f"{label} ({unit})"


def spelt_out(label: str) -> str:
    """A label without a sign in front that a spreadsheet program takes for a formula."""
    return f"Percentage{label[1:]}" if label.startswith("%") else label


def plain(text: object) -> str:
    """Text on one line, without characters that a file cannot hold.

    >>> plain(" two\\n lines\\x00 ")
    'two lines\ufffd'
    """
    return UNREADABLE.sub("\ufffd", " ".join(str(text).split()))


def exact(value: float) -> int | float:
    """A value with ten significant digits; a whole number without a decimal point.

    >>> exact(26.276892761234), exact(926.0)
    (26.27689276, 926)
    """
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() else rounded


def display_format(number: Number) -> str:
    """How a spreadsheet displays a number as the page does.

    >>> display_format(Number("a.b", "Share", 2.25, "percent"))
    '#,##0.0'
    """
    if number.unit == "year":
        return "0"
    places = DECIMALS.get(number.unit, 0) if number.decimals is None else number.decimals
    return "#,##0." + "0" * places if places else "#,##0"


def _of_each(absent: str | Sequence[str], numbers: Sequence[Number]) -> Sequence[str]:
    return [absent] * len(numbers) if isinstance(absent, str) else absent


def _part(header: str, numbers: Sequence[Number], values: list, symbols: list[str]) -> Part:
    formats = {display_format(number) for number in numbers}
    cells = [_cell(value, symbol) for value, symbol in zip(values, symbols, strict=True)]
    return Part(header, formats.pop() if len(formats) == 1 else AS_IT_IS, cells)


def _cell(value: float | None, absent: str) -> Cell:
    if missing(value):
        return absent
    return "no limit" if value in (float("inf"), float("-inf")) else exact(value)


def _told_apart(headers: list[str]) -> list[str]:
    """Headers with an ordinal after those that stand a second time, whatever their case."""
    times: Counter = Counter()
    apart = []
    for header in headers:
        times[header.casefold()] += 1
        nth = times[header.casefold()]
        apart.append(f"{header} [{nth}]" if nth > 1 else header)
    return apart
