"""Workbooks built from their XML, so that each can be wrong in a way that no program saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from spreadsheets import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
Rows = Sequence[Sequence[object]]


def xlsx(sheets: Mapping[str, Rows], **parts: str | bytes) -> bytes:
    """A workbook; a cell that begins with ``=`` is a formula, ``parts`` are put in or replaced."""
    return zipped({**xlsx_parts(sheets), **parts})


def xlsx_parts(sheets: Mapping[str, Rows]) -> dict[str, str | bytes]:
    """The parts of a workbook by their names."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}'
        f'<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="22"/></cellXfs></styleSheet>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(rows)
    return parts


def sheet_xml(rows: Rows, behind: str = "") -> str:
    """The XML of a worksheet."""
    named = [list(zip("ABCDEFGH"[: len(row)], row, strict=True)) for row in rows]
    lines = "".join(
        f'<row r="{n}">{"".join(_xlsx_cell(cell, f"{a}{n}") for a, cell in row)}</row>'
        for n, row in enumerate(named, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{behind}</worksheet>'


def ods(sheets: Mapping[str, Rows], **parts: str | bytes) -> bytes:
    """As :func:`xlsx`."""
    return zipped({**ods_parts(sheets), **parts})


def ods_parts(sheets: Mapping[str, Rows]) -> dict[str, str | bytes]:
    """The parts of a workbook by their names."""
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    return {"mimetype": ODS_TYPE, "content.xml": ods_xml(tables), "META-INF/manifest.xml": "<m/>"}


def ods_xml(tables: str) -> str:
    """The XML of the content of a workbook."""
    spaces = " ".join(f'xmlns:{name}="{OASIS}{name}:1.0"' for name in ("office", "table", "text"))
    return (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _xlsx_cell(cell: object, place: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell}</v></c>'
    if isinstance(cell, tuple):
        return f'<c r="{place}" s="1"><v>{cell[0]}</v></c>'
    if str(cell).startswith("="):
        return f'<c r="{place}"><f>{escape(cell[1:])}</f><v>4</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'


def _ods_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if str(cell).startswith("="):
        given = f'table:formula="of:{escape(cell)}" office:value-type="float" office:value="4"'
        return f"<table:table-cell {given}><text:p>4</text:p></table:table-cell>"
    if isinstance(cell, int | float):
        given = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {given}><text:p>{cell}</text:p></table:table-cell>"
    shown = f"<text:p>{escape(str(cell))}</text:p>"
    return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
