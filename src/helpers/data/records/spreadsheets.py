"""Hides how the rows of a workbook are read, and that nothing in it can harm the reader."""

from __future__ import annotations

import datetime
import zipfile
import zlib
from collections.abc import Iterator

import python_calamine

from helpers.data.records.faults import ERROR, Fault
from helpers.data.records.places import ODS, Place
from helpers.data.records.scans import IS_FORMULA
from helpers.data.records.text_files import Row
from helpers.data.records.workbook_xml import (
    FORMULA,
    MOST_CELLS,
    NO_VALUE,
    Sheet,
    XmlError,
    read_sheet,
)

MOST_UNPACKED = 300_000_000
MOST_PARTS = 5_000
CHUNK = 1 << 20
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    XmlError,
)
AS_CSV = "Save the sheet as CSV in UTF-8"
AGAIN = "Open it, and save it again"
IN_CELLS = {
    FORMULA: IS_FORMULA,
    NO_VALUE: ("an error in the place of a value", "Correct it, or empty the cell"),
}


def workbook_faults(place: Place) -> list[Fault]:
    """What speaks against a workbook before it is read, formulas and merged cells too."""
    try:
        with zipfile.ZipFile(place.path) as archive:
            return _packed(archive, place) or _sheets(archive, place)
    except DAMAGED:
        return [_fault(place, "the workbook is damaged", AGAIN)]


def sheet_rows(place: Place) -> Iterator[Row | Fault]:
    """The rows of the one sheet that has any, dates as ISO 8601, whole numbers without decimals.

    Only for workbooks without a fault in :func:`workbook_faults`.
    """
    try:
        with python_calamine.CalamineWorkbook.from_path(place.path) as workbook:
            sheets = [workbook.get_sheet_by_index(n) for n, of in enumerate(workbook.sheet_names)]
            filled = [sheet for sheet in sheets if sheet.height]
            if len(filled) != 1:
                yield _number_of_sheets(place, [sheet.name for sheet in filled])
                return
            for (top, _), _ in filled[0].merged_cell_ranges or []:
                yield _fault(place, "cells are merged", "Split them, and fill each", top + 1)
            for line, cells in enumerate(filled[0].iter_rows(), filled[0].start[0] + 1):
                yield Row(line, [cell_text(cell) for cell in cells])
    except BaseException as error:
        # NOTE: a panic of the reader is no Exception; only its name tells it from an interruption.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        yield _fault(place, "the workbook is damaged", AGAIN)


def cell_text(cell: object) -> str:
    """A cell as text."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _packed(archive: zipfile.ZipFile, place: Place) -> list[Fault]:
    """The fault of a zip file that is too much, locked or of another kind; sizes are tried out."""
    names = {part.filename for part in archive.infolist()}
    if len(archive.infolist()) > MOST_PARTS:
        return [_fault(place, f"more than {MOST_PARTS:,} files in it: a zip bomb", AS_CSV)]
    needed = "content.xml" if place.form == ODS else "xl/workbook.xml"
    if needed not in names:
        problem = "a zip file, not a workbook"
        return [_fault(place, problem, "Unpack it, and name a file or folder of what is in it")]
    left = MOST_UNPACKED
    for part in archive.infolist():
        if part.flag_bits & 1:
            return [_locked(place)]
        # NOTE: a bomb may say that it is small, so that what is unpacked is what counts.
        part.file_size = MOST_UNPACKED + 1
        with archive.open(part) as file:
            while left >= 0 and (chunk := file.read(CHUNK)):
                left -= len(chunk)
        if left < 0:
            problem = f"it unpacks to more than {MOST_UNPACKED:,} bytes: too large, or a zip bomb"
            return [_fault(place, problem, AS_CSV)]
    return []


def _sheets(archive: zipfile.ZipFile, place: Place) -> list[Fault]:
    if place.form == ODS:
        parts = ["content.xml"]
        manifest = "META-INF/manifest.xml"
        if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
            return [_locked(place)]
    else:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    faults = []
    for part in parts:
        if part.endswith(".xml"):
            with archive.open(part) as file:
                faults += _in_sheet(place, read_sheet(file))
    return faults


def _in_sheet(place: Place, sheet: Sheet) -> list[Fault]:
    if sheet.cells > MOST_CELLS:
        problem = f"a sheet of more than {MOST_CELLS:,} cells"
        return [_fault(place, problem, AS_CSV)]
    return [
        Fault(ERROR, place.name, row, letters, value, *IN_CELLS[what])
        for row, letters, value, what in sheet.wrong
    ]


def _number_of_sheets(place: Place, names: list[str]) -> Fault:
    if not names:
        return _fault(place, "there is no row in it", "Export it again")
    problem = f"{len(names)} sheets with rows: {', '.join(names)}"
    return _fault(place, problem, "Keep the sheet of records alone")


def _locked(place: Place) -> Fault:
    return _fault(place, "the workbook is protected by a password", "Take the password off")


def _fault(place: Place, problem: str, remedy: str, row: int | None = None) -> Fault:
    return Fault(ERROR, place.name, row, "", "", problem, remedy)
