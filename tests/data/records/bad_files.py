"""Files that are wrong, each built in code, with what has to be said of it."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from spreadsheets import zipped
from workbooks import (
    MAIN,
    ods,
    ods_parts,
    ods_xml,
    sheet_xml,
    xlsx,
    xlsx_parts,
)

HEAD = "Ref,Age range,Sex\n"
ROW = "a1,18-24,Male\n"
GOOD = (HEAD + ROW + "a2,25-34,Female\n").encode()
ROWS = [["Ref", "Age range", "Sex"], ["a1", "18-24", "Male"], ["a2", "25-34", "Female"]]
POLICE = "2020-01-wiltshire-stop-and-search.csv"
NOT_COUNTED = "a row without any value"
DAMAGED = "the workbook is damaged"
BREAK = "the Parquet file is damaged, or encrypted"
UNPACKS = "it unpacks to more than 300,000,000 bytes: too large, or a zip bomb"
OLE = codecs.decode("d0cf11e0a1b11ae1", "hex")


class Bad(NamedTuple):
    """Files by name, and of each fault the level, row, column, value and problem.

    A file that is large is given as what makes it.
    """

    files: Mapping[str, bytes | Callable[[], bytes]]
    faults: tuple[tuple[str, int | None, str, str, str], ...]


def _error(problem: str, row: int | None = None, column: str = "", value: str = "") -> tuple:
    return ("error", row, column, value, problem)


def _warning(problem: str, row: int | None = None, column: str = "", value: str = "") -> tuple:
    return ("warning", row, column, value, problem)


def _csv(content: str | bytes, *faults: tuple, name: str = "x.csv") -> Bad:
    return Bad({name: content.encode() if isinstance(content, str) else content}, faults)


def _xlsx(content: bytes | Callable[[], bytes], *faults: tuple, name: str = "x.xlsx") -> Bad:
    return Bad({name: content}, faults)


def _ods(content: bytes, *faults: tuple) -> Bad:
    return Bad({"x.ods": content}, faults)


def _with_xlsx(**parts: str | bytes) -> bytes:
    return zipped({**xlsx_parts({"s": ROWS}), **{f"xl/{k}": v for k, v in parts.items()}})


def _sheet(xml: str) -> bytes:
    return zipped({**xlsx_parts({"s": ROWS}), "xl/worksheets/sheet1.xml": xml})


def _bomb() -> bytes:
    """A workbook that unpacks to more than is allowed, as small as a text."""
    return zipped({**xlsx_parts({"s": ROWS}), "xl/media/x.bin": b"\0" * 300_000_001})


def _lying_bomb() -> bytes:
    """The same, saying of itself that it unpacks to ten bytes."""
    size, crc = (300_000_001).to_bytes(4, "little"), zlib.crc32(b"\0" * 300_000_001)
    content = _bomb()
    assert content.count(size) == 2 and content.count(crc.to_bytes(4, "little")) == 2
    return content.replace(size, (10).to_bytes(4, "little"))


BAD = {
    # Nothing, or something else
    "0 bytes": _csv(b"", _error("0 bytes: there is nothing in it")),
    "0 bytes of a workbook": _xlsx(b"", _error("0 bytes: there is nothing in it")),
    "blanks alone": _csv(b" \n\n \r\n", _error("nothing but blanks")),
    "a PDF": _csv(b"%PDF-1.7\n%\xe2\xe3", _error("a PDF, not CSV")),
    "a PDF called xlsx": _xlsx(b"%PDF-1.7\n", _error("a PDF, not XLSX")),
    "a web page": _csv("\n<!DOCTYPE html><p>Log in", _error("a web page or other markup, not CSV")),
    "a web page called ods": Bad(
        {"x.ods": b"<html>"}, (_error("a web page or other markup, not ODS"),)
    ),
    "a workbook called csv": _csv(xlsx({"s": ROWS}), _error("a zip file, not CSV")),
    "a CSV called xlsx": _xlsx(GOOD, _error("not XLSX")),
    "a CSV called parquet": Bad({"x.parquet": GOOD}, (_error("not Parquet"),)),
    "a compressed CSV": _csv(gzip.compress(GOOD), _error("a compressed file, not CSV")),
    "a zip file of CSV": _csv(zipped({"x.csv": GOOD}), _error("a zip file, not CSV")),
    "JSON": _csv('[{"a": 1}]', _error("JSON, not CSV")),
    "a picture": _csv(b"\x89PNG\r\n\x1a\n", _error("a picture, not CSV")),
    "Parquet called csv": _csv(b"PAR1abcPAR1", _error("a Parquet file, not CSV")),
    "UTF-16": _csv(GOOD.decode().encode("utf-16"), _error("text in UTF-16")),
    "UTF-16 without mark": _csv(
        GOOD.decode().encode("utf-16-le"), _error("not text: every few bytes are zero")
    ),
    "an unknown ending": Bad(
        {"x.docx": GOOD}, (_error("files whose names end in '.docx' cannot be read"),)
    ),
    # Headers
    "only a header": _csv(HEAD, _error("there is no row under the header")),
    "one column": _csv("Ref\na\n", _error("the first line names one column", 1, "", "Ref")),
    "another separator": _csv(
        "Ref|Age\na|4\n", _error("the first line names one column", 1, "", "Ref|Age")
    ),
    "a title above the header": _csv(
        "Extract of notices,,\n" + HEAD + ROW,
        _error("the first line names one column", 1, "", "Extract of notices"),
    ),
    "separators alone": _csv(",,\n,,\n", _error("there is no line with names of columns")),
    "a name twice": _csv(
        "Ref,Sex,sex\na,b,c\n", _error("two columns have this name", 1, "Sex", "Sex")
    ),
    "a name that is empty": _csv(
        "Ref,,Sex\na,b,c\n", _error("a column has no name", 1, "column 2")
    ),
    "no header": _csv(
        "4,18-24,2020-01-01\n" + ROW,
        _error("a value where a name is expected", 1, "18-24", "18-24"),
        _error("a value where a name is expected", 1, "2020-01-01", "2020-01-01"),
        _error("a value where a name is expected", 1, "4", "4"),
    ),
    "names that are taken": _csv(
        "Line,File\na,b\n",
        _error("the name is taken", 1, "File", "File"),
        _error("the name is taken", 1, "Line", "Line"),
    ),
    "thousands of columns": _csv(
        ",".join(f"c{n}" for n in range(1001)) + "\n", _error("1,001 columns: more than 1,000", 1)
    ),
    # Rows
    "a cell too few": _csv(HEAD + "a1,18-24\n" + ROW, _error("2 cells where the header has 3", 2)),
    "a cell too many": _csv(HEAD + ROW + "a,b,c,d\n", _error("4 cells where the header has 3", 3)),
    "a comma in a cell": _csv(
        HEAD + "Smith, Jo,18-24,Male\n" + ROW, _error("4 cells where the header has 3", 2)
    ),
    "cut off": _csv(GOOD + b"a3,18", _error("the last line is cut off", 4)),
    "cut off in a quotation mark": _csv(
        GOOD + b'a3,18-24,"Ma', _error("a quotation mark that is never closed", 4)
    ),
    "perhaps cut off": _csv(GOOD[:-1], _warning("nothing ends the last line: it may be cut off")),
    "a quotation mark left open": _csv(
        HEAD + '"a1,18-24,Male\n' + ROW * 300, _error("a quotation mark that is never closed", 2)
    ),
    "text behind a quotation mark": _csv(
        HEAD + '"a"1,18-24,Male\n' + ROW, _error("a quotation mark within a cell", 2)
    ),
    "a row of separators": _csv(GOOD + b",,\n", _warning(NOT_COUNTED, 4)),
    "a row of blanks": _csv(GOOD + b" ,\t, \n", _warning(NOT_COUNTED, 4)),
    "a blank line": _csv(HEAD + "\n" + ROW, _warning(NOT_COUNTED, 2)),
    "a row of totals": _csv(GOOD + b"Total,2,\n", _error("a row of totals", 4, "", "Total")),
    "grand totals": _csv(
        GOOD + b",Grand total: 2,\n", _error("a row of totals", 4, "", "Grand total: 2")
    ),
    "a subtotal": _csv(
        GOOD + b"Sub-total,2,\n" + ROW.encode(), _error("a row of totals", 4, "", "Sub-total")
    ),
    "the header twice": _csv(GOOD + GOOD, _error("the header once more", 4, "", "Ref")),
    "a formula": _csv(GOOD + b"a3,=1+2,Male\n", _error("a formula", 4, "Age range", "=1+2")),
    "a formula that calls": _csv(
        GOOD + b"@SUM(A1),18-24,Male\n", _error("a formula", 4, "Ref", "@SUM(A1)")
    ),
    "text as a formula": _csv(
        GOOD + b'"=""0012""",18-24,Male\n', _error("a formula", 4, "Ref", '="0012"')
    ),
    "mixed encodings": _csv(
        HEAD.encode() + "a,Zoë,é\n".encode() * 2 + "a,b,é\n".encode("cp1252"),
        _error("mixed encodings: this is Windows-1252, and other lines are not", 4),
    ),
    "no encoding": _csv(GOOD + b"a\x81,b,c\n", _error("bytes that are not text", 4)),
    "a zero byte": _csv(GOOD + b"a\0,b,c\n", _error("bytes that are not text", 4)),
    "an endless line": _csv(
        GOOD + b"x" * 5_000_000, _error("a line of more than 1,048,576 characters", 4)
    ),
    "an endless cell": _csv(
        (HEAD + "a," + "x" * 200_000 + ",é\n" + ROW).encode("cp1252"),
        _error("a cell of more than 131,072 characters", 2),
    ),
    "everything at once": _csv(
        HEAD + "a,b\n,,\nTotal,1,\n=1,2,3\n\na,b,c,d\n" + 'a,"b\n',
        _error("2 cells where the header has 3", 2),
        _warning(NOT_COUNTED, 3),
        _error("a row of totals", 4, "", "Total"),
        _error("a formula", 5, "Ref", "=1"),
        _error("4 cells where the header has 3", 7),
        _error("a quotation mark that is never closed", 8),
    ),
    # Workbooks
    "no workbook": _xlsx(zipped({"a.csv": GOOD}), _error("a zip file, not a workbook")),
    "half a workbook": _xlsx(xlsx({"s": ROWS})[:400], _error(DAMAGED)),
    "a workbook without sheets": _xlsx(
        _with_xlsx(**{"workbook.xml": "<workbook/>"}), _error("there is no row in it")
    ),
    "a workbook that is no XML": _xlsx(_sheet("<worksheet><row>"), _error(DAMAGED)),
    "an empty sheet": _xlsx(xlsx({"s": []}), _error("there is no row in it")),
    "two sheets": _xlsx(xlsx({"a": ROWS, "b": ROWS}), _error("2 sheets with rows: a, b")),
    "a sheet with a formula": _xlsx(
        xlsx({"s": [*ROWS, ["a3", "=1+3", "Male"]]}), _error("a formula", 4, "B")
    ),
    "an error in a sheet": _xlsx(
        _sheet(sheet_xml(ROWS).replace("<row r", '<row r="9"><c r="C9" t="e"/></row><row r', 1)),
        _error("an error in the place of a value", 9, "C"),
    ),
    "merged cells": _xlsx(
        _sheet(sheet_xml(ROWS, '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')),
        _error("cells are merged", 2),
    ),
    "a sheet with totals": _xlsx(
        xlsx({"s": [*ROWS, ["Total", 2, None]]}), _error("a row of totals", 4, "", "Total")
    ),
    "a password": _xlsx(
        OLE + b"\0" * 600,
        _error("a workbook that is protected by a password or of Excel before 2007, not XLSX"),
    ),
    "a zip bomb": _xlsx(_bomb, _error(UNPACKS)),
    "a zip bomb that lies": _xlsx(_lying_bomb, _error(UNPACKS)),
    "thousands of parts": _xlsx(
        zipped({f"{n}": b"" for n in range(5001)}),
        _error("more than 5,000 files in it: a zip bomb"),
    ),
    "a cell far out": _xlsx(
        _sheet(
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
        ),
        _error("a sheet of more than 5,000,000 cells"),
    ),
    "entities that grow": _xlsx(
        _sheet('<!DOCTYPE a [<!ENTITY b "xx">]><worksheet><sheetData/></worksheet>'),
        _error(DAMAGED),
    ),
    "an ODS with a formula": _ods(
        ods({"s": [*ROWS, ["a3", "=1+3", "Male"]]}), _error("a formula", 4, "B", "of:=1+3")
    ),
    "an ODS with a password": _ods(
        zipped({**ods_parts({"s": ROWS}), "META-INF/manifest.xml": "<encryption-data/>"}),
        _error("the workbook is protected by a password"),
    ),
    "an ODS that repeats a cell": _ods(
        zipped(
            {
                **ods_parts({}),
                "content.xml": ods_xml(
                    '<table:table><table:table-row table:number-rows-repeated="1048576">'
                    '<table:table-cell table:number-columns-repeated="16384" '
                    'office:value-type="float" office:value="1"/></table:table-row></table:table>'
                ),
            }
        ),
        _error("a sheet of more than 5,000,000 cells"),
    ),
    "two sheets of an ODS": _ods(ods({"a": ROWS, "b": ROWS}), _error("2 sheets with rows: a, b")),
    # Parquet
    "half a Parquet": Bad({"x.parquet": b"PAR1" + b"\0" * 40}, (_error(BREAK),)),
    "a Parquet that ends": Bad({"x.parquet": b"PAR1\x15\0\0\0PAR1"}, (_error(BREAK),)),
    # Folders
    "an empty folder": Bad({}, (_error("there is no file to read"),)),
    "other columns": Bad(
        {"a.csv": GOOD, "b.csv": GOOD + ROW.encode(), "c.csv": b"Ref,Age,Sex\n1,2,3\n"},
        (
            _error("a column that other files have not", None, "Age"),
            _error("the column is missing, which other files have", None, "Age range"),
        ),
    ),
    "the same file twice": Bad(
        {"a.csv": GOOD, "b.csv": GOOD}, (_error("the same content as a.csv"),)
    ),
    "the same month twice": Bad(
        {f"a/{POLICE}": GOOD, f"b/{POLICE}": GOOD + ROW.encode()},
        (_error(f"a second file of the same force and month as a/{POLICE}"),),
    ),
    "an unknown force": Bad(
        {"2020-01-ruritania-stop-and-search.csv": GOOD},
        (_error("the name has an unknown force"),),
    ),
    "a month without rows": Bad(
        {"a.csv": GOOD, "b.csv": HEAD.encode()}, (_warning("there is no row under the header"),)
    ),
    "other kinds in a folder": Bad(
        {"a.csv": GOOD, "notes.docx": b"x", "2020-01-wiltshire-street.csv": GOOD},
        (
            _warning("passed over: crimes or outcomes, not stops and searches"),
            _warning("passed over: files whose names end in '.docx' cannot be read"),
        ),
    ),
    "one file of three": Bad(
        {"a.csv": GOOD, "b.csv": b"", "c.xlsx": b"x"},
        (_error("0 bytes: there is nothing in it"), _error("not XLSX")),
    ),
}
