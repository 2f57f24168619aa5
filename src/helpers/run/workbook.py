"""Hides what a spreadsheet says besides its tables, so that every format says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from helpers.page.sheets import SYMBOLS_HEADER, WORDS, Sheet
from helpers.page.symbols import SYMBOLS

COVER, CONTENTS = "Cover", "Contents"
INSTRUCTIONS = "This worksheet contains one table."
INTRODUCTION_HEADING, ABOUT_HEADING = "Introductory information", "About these data"
CONTENTS_TITLE = "Table of contents"
CONTENTS_HEADERS = ("Sheet name", "Table description")
NARROWEST, WIDEST = 12, 60


class Workbook(NamedTuple):
    """A title, what stands on the cover, and the sheets by the names of their tabs."""

    title: str
    introduction: Sequence[str]
    about: Sequence[str]
    sheets: Mapping[str, Sheet]


def legend(sheet: Sheet) -> list[tuple[str, str]]:
    """Each symbol that the sheet shows, with its meaning."""
    whole = {cell for row in sheet.rows for cell in row}
    beside = [row[-1] for row in sheet.rows if sheet.headers[-1] == SYMBOLS_HEADER]
    return [
        (symbol, meaning)
        for symbol, meaning in SYMBOLS.items()
        if symbol in whole or any(symbol in cell for cell in beside)
    ]


def above(sheet: Sheet) -> list[str]:
    """What stands between the title of a sheet and its table: symbols, source, note."""
    symbols = [f"{symbol}: {meaning}" for symbol, meaning in legend(sheet)]
    return [text for text in (*symbols, source(sheet), sheet.note) if text]


def source(sheet: Sheet) -> str:
    """The citations of the sheet as one line, or nothing."""
    citations = dict.fromkeys(citation for citation, _ in sheet.sources)
    return f"Source: {'; '.join(citations)}." if citations else ""


def widths(sheet: Sheet) -> list[int]:
    """The width of each column in characters."""
    columns = zip(sheet.headers, sheet.formats, *sheet.rows, strict=True)
    return [
        min(WIDEST, max(NARROWEST, *(len(str(cell)) + 2 for cell in cells), _longest_word(header)))
        if format == WORDS
        else max(NARROWEST, _longest_word(header))
        for header, format, *cells in columns
    ]


def _longest_word(header: str) -> int:
    return max(len(word) for word in header.split()) + 4
