"""What a CSV, an XLSX and an ODS hold, read with nothing but zip and XML."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT = (f"{{{OASIS}{name}:1.0}}" for name in ("office", "table", "text"))
FORMULA_STARTS = "=+-@|%"


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        assert container.testzip() is None
        return {name: container.read(name) for name in container.namelist()}


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A zip file of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as container:
        for name, file in files.items():
            container.writestr(name, file)
    return content.getvalue()


def csv_rows(content: bytes) -> list[list[str]]:
    """The rows of a CSV, each text without the mark that keeps it from being a formula."""
    rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return [[_undefused(cell) for cell in row] for row in rows]


def xlsx_sheets(content: bytes) -> dict[str, list[list[str]]]:
    """The cells of each worksheet as text."""
    files = parts(content)
    strings = [_joined(item) for item in ElementTree.fromstring(files["xl/sharedStrings.xml"])]
    sheets = ElementTree.fromstring(files["xl/workbook.xml"]).find(f"{MAIN}sheets")
    return {
        sheet.get("name"): [
            [_xlsx_cell(cell, strings) for cell in row]
            for row in ElementTree.fromstring(
                files[f"xl/worksheets/sheet{sheet.get(RELATION).removeprefix('rId')}.xml"]
            ).iter(f"{MAIN}row")
        ]
        for sheet in sheets
    }


def xlsx_tables(content: bytes) -> dict[str, list[list[str]]]:
    """The cells of each range that is marked as a table, header first, by worksheet."""
    files, sheets = parts(content), xlsx_sheets(content)
    found = {}
    for place, (name, rows) in enumerate(sheets.items(), start=1):
        linked = files.get(f"xl/worksheets/_rels/sheet{place}.xml.rels", b"").decode()
        if number := re.search(r"tables/table(\d+)\.xml", linked):
            table = ElementTree.fromstring(files[f"xl/tables/table{number[1]}.xml"])
            assert table.get("headerRowCount") != "0"
            first, last = (int(end) for end in re.findall(r"\d+", table.get("ref")))
            found[name] = rows[first - 1 : last]
            headers = [column.get("name") for column in table.iter(f"{MAIN}tableColumn")]
            assert headers == found[name][0]
    return found


def ods_tables(content: bytes) -> dict[str, list[list[str]]]:
    """The cells from the header row on, by table; the cover has none."""
    document = ElementTree.fromstring(parts(content)["content.xml"])
    found = {}
    for table in document.iter(f"{TABLE}table"):
        headers = table.find(f"{TABLE}table-header-rows")
        if headers is not None:
            after = list(table)[list(table).index(headers) + 1 :]
            rows = [*headers, *after]
            found[table.get(f"{TABLE}name")] = [[_ods_cell(cell) for cell in row] for row in rows]
    return found


def numeric(rows: list[list[str]]) -> list[list[str | float]]:
    """Cells with figures as numbers, since 1E-07 and 1e-07 are one."""
    figure = re.compile(r"-?\d+(\.\d+)?([eE]-?\d+)?")
    return [[float(cell) if figure.fullmatch(cell) else cell for cell in row] for row in rows]


def _xlsx_cell(cell: ElementTree.Element, strings: list[str]) -> str:
    assert cell.find(f"{MAIN}f") is None
    value = cell.findtext(f"{MAIN}v")
    return _unescaped(strings[int(value)]) if cell.get("t") == "s" else value


def _ods_cell(cell: ElementTree.Element) -> str:
    assert f"{TABLE}formula" not in cell.attrib
    if cell.get(f"{OFFICE}value-type") == "float":
        return cell.get(f"{OFFICE}value")
    return _joined(cell)


def _unescaped(text: str) -> str:
    """Text in which ``_x0041_`` stands for a character (ECMA-376, part 1, 22.9.2.19)."""
    return re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)


def _joined(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


def _undefused(text: str) -> str:
    """Text as it was before ``defusedcsv`` put an apostrophe before it."""
    if text[:1] == "'" and text[1:2] in FORMULA_STARTS:
        return text[1:].replace("\\|", "|")
    return text
