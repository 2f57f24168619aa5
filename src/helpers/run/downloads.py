"""Hides which files stand beside a page, how they are called, and how a table becomes a CSV."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten

from defusedcsv import csv

from helpers.data.sources import OWN_FIGURES
from helpers.page.numbers import COLUMNS, NUMBERS, slug
from helpers.page.sheets import FOLDER, WORDS, Sheet
from helpers.page.site import Download
from helpers.page.words import own
from helpers.run.ods import write_ods
from helpers.run.workbook import Workbook, legend, source

LONGEST_NAME, UNNAMED = 60, "table"
LONGEST_CELL = 32_767
FIGURES_OF_NUMBERS = ("value", "lower", "upper", "confidence")
NOTE_HEADERS = ("Kind", "What", "Note")
OF_FIGURES = (
    "Figures",
    "All tables",
    "A figure has at most ten significant digits and is displayed with the decimals of the page.",
)
KINDS = {
    "csv": "CSV",
    "xlsx": own("Excel workbook (XLSX)"),
    "ods": own("OpenDocument spreadsheet (ODS)"),
    "pdf": own("tagged PDF"),
}


def tables_of(shown: Sequence[Mapping]) -> list[Sheet]:
    """The sheets that outputs carry, in their order; one that is shown twice stands once.

    Raises
    ------
    ValueError
        A cell holds more than a spreadsheet can.
    """
    sheets: list[Sheet] = []
    for record in shown:
        sheet = Sheet(**record)
        if sheet.rows and sheet not in sheets:
            sheets.append(_checked(sheet))
    return sheets


def write_downloads(
    name: str, title: str, numbers: Sequence[Mapping], sheets: Sequence[Sheet]
) -> dict[str, bytes]:
    """The files beside the page of a report, by their path in its folder: the same on every run.

    ``numbers.csv``; if there are tables, one spreadsheet of all of them as XLSX and as ODS, and
    each as a CSV: UTF-8, one header row, no cell that a spreadsheet program takes for a formula.
    """
    files = {NUMBERS: _csv(COLUMNS, map(_number, numbers))}
    if sheets:
        workbook = _workbook(title, sheets)
        from helpers.run.xlsx import write_xlsx

        files[f"{name}.xlsx"] = write_xlsx(workbook)
        files[f"{name}.ods"] = write_ods(workbook)
    for file, sheet in zip(file_names(sheets), sheets, strict=True):
        files[file] = _csv(sheet.headers, sheet.rows)
    return files


def listed(name: str, files: Mapping[str, bytes], sheets: Sequence[Sheet]) -> list[Download]:
    """The files as the page offers them: address, what is in them, format, bytes."""
    labels = {NUMBERS: own("Every number on this page, with its sources")}
    labels |= dict.fromkeys([f"{name}.xlsx", f"{name}.ods"], own("All tables in one spreadsheet"))
    labels |= {f"{name}.pdf": own("This page to print or to send")}
    labels |= {OWN_FIGURES: own("The own figures, as the office supplied them")}
    labels |= dict(zip(file_names(sheets), (sheet.caption for sheet in sheets), strict=True))
    return [
        Download(f"{name}/{file}", labels[file], KINDS[file.rpartition(".")[2]], len(content))
        for file, content in files.items()
    ]


def file_names(sheets: Sequence[Sheet]) -> list[str]:
    """A path for each table: the words of its name, else of its caption, and no two the same."""
    names: list[str] = []
    for sheet in sheets:
        words = slug(sheet.name or sheet.caption).replace("_", " ")
        stem = shorten(words, LONGEST_NAME, placeholder="").replace(" ", "_") or UNNAMED
        nth = 1
        while (name := f"{FOLDER}/{stem}{f'_{nth}' if nth > 1 else ''}.csv") in names:
            nth += 1
        names.append(name)
    return names


def _checked(sheet: Sheet) -> Sheet:
    texts = [sheet.caption, sheet.note, source(sheet), *sheet.headers]
    for cell in (*texts, *(cell for row in sheet.rows for cell in row)):
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise ValueError(
                f"table {sheet.caption!r}: a cell has {len(cell)} characters, "
                f"more than the {LONGEST_CELL} of a spreadsheet: {cell[:40]!r}…"
            )
    return sheet


def _csv(header: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _number(record: Mapping[str, str]) -> list[str | float]:
    """A row of ``numbers.csv``; a figure with an exponent is one, so that it is not defused."""
    return [
        float(record[column])
        if column in FIGURES_OF_NUMBERS and "e" in record[column]
        else record[column]
        for column in COLUMNS
    ]


def _workbook(title: str, sheets: Sequence[Sheet]) -> Workbook:
    named = {f"Table {place}": sheet for place, sheet in enumerate(sheets, start=1)}
    introduction = [
        f"These are the tables of the page “{title}”, one on each worksheet.",
        "The worksheet Contents lists them; the worksheet Notes explains symbols, with sources.",
    ]
    about = [
        OF_FIGURES[-1],
        f"The file {NUMBERS} beside this one names the files and lines behind each number.",
    ]
    return Workbook(title, introduction, about, {"Notes": _notes(named)} | named)


def _notes(named: Mapping[str, Sheet]) -> Sheet:
    symbols = dict.fromkeys(line for sheet in named.values() for line in legend(sheet))
    sources = dict.fromkeys((*source,) for sheet in named.values() for source in sheet.sources)
    rows = [OF_FIGURES]
    rows += [("Symbol", symbol, meaning) for symbol, meaning in symbols]
    rows += [("Note", place, sheet.note) for place, sheet in named.items() if sheet.note]
    rows += [("Source", citation, licence) for citation, licence in sources]
    return Sheet("notes", "Notes, symbols and sources", NOTE_HEADERS, [WORDS] * 3, rows)
