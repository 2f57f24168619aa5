"""Hides how an accessible Excel workbook is written, in which no text is a formula or link."""

from __future__ import annotations

import io
import warnings
from datetime import datetime

import pandas as pd
from gptables import Cover, GPTable, produce_workbook
from gptables.core.gptable import FormatList

from helpers.page.sheets import WORDS, Cell, Sheet
from helpers.run.workbook import (
    CONTENTS,
    CONTENTS_HEADERS,
    CONTENTS_TITLE,
    COVER,
    INSTRUCTIONS,
    Workbook,
    above,
    widths,
)

CREATED = datetime(1980, 1, 1)
NOTE_MARK = "$$"
PLAIN_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
CONTENTS_WIDTHS = [14, 80]


def write_xlsx(workbook: Workbook) -> bytes:
    """The workbook as XLSX: cover, contents, notes, and one marked-up table a sheet.

    Raises
    ------
    ValueError
        A title, header, note or source has the mark that the library takes for a note.
    """
    file = io.BytesIO()
    tables = {
        tab: _table(sheet, f"table_{place}")
        for place, (tab, sheet) in enumerate(workbook.sheets.items())
    }
    cover = Cover(
        FormatList(_literal(workbook.title, "title")),
        [_literal(text, "cover") for text in workbook.introduction],
        [_literal(text, "cover") for text in workbook.about],
        cover_label=COVER,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="gptables")
        made = produce_workbook(
            file,
            tables,
            cover=cover,
            contentsheet_label=CONTENTS,
            contentsheet_options={
                "title": CONTENTS_TITLE,
                "column_names": list(CONTENTS_HEADERS),
                "instructions": INSTRUCTIONS,
            },
            auto_width=False,
            workbook_options=PLAIN_TEXT,
        )
    of_tabs = {CONTENTS: CONTENTS_WIDTHS}
    of_tabs |= {tab: widths(sheet) for tab, sheet in workbook.sheets.items()}
    for tab, wide in of_tabs.items():
        for place, characters in enumerate(wide):
            made.get_worksheet_by_name(tab).set_column(place, place, characters)
    made.set_properties({"title": workbook.title, "created": CREATED})
    made.close()
    return file.getvalue()


def _table(sheet: Sheet, name: str) -> GPTable:
    where = f"table {sheet.caption!r}"
    for header in sheet.headers:
        _literal(header, where)
    rows = [[_cell(cell) for cell in row] for row in sheet.rows]
    return GPTable(
        pd.DataFrame(rows, columns=list(sheet.headers), dtype=object),
        name,
        _literal(sheet.caption, where),
        instructions=INSTRUCTIONS,
        legend=[_literal(text, where) for text in above(sheet)],
        additional_formatting=_formatting(sheet),
    )


def _formatting(sheet: Sheet) -> list[dict]:
    formats = [{"column": {"columns": [0], "format": {"bold": True}}}]
    for place, code in enumerate(sheet.formats):
        if code != WORDS:
            shown = {"num_format": code, "align": "right"}
            formats.append({"column": {"columns": [place], "format": shown, "include_names": True}})
    return formats


def _cell(cell: Cell) -> Cell | FormatList:
    return FormatList([{}, cell]) if isinstance(cell, str) else cell


def _literal(text: str, where: str) -> list:
    """Text in the form that the library does not read for links.

    NOTE: gptables 2.0.2 turns ``[text](address)`` in a plain string into a link, and refuses a
    cell without a letter or digit; rich text of one piece it writes as it is.
    """
    if NOTE_MARK in text:
        raise ValueError(
            f"{where}: {NOTE_MARK!r} in {text!r} would be read as the mark of a note. "
            "Write it in another way."
        )
    return [{}, text]
