"""Hides how an OpenDocument spreadsheet is written: its parts, its styles and its container."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from helpers.page.numbers import display
from helpers.page.sheets import AS_IT_IS, WORDS, Cell, Sheet
from helpers.run.workbook import (
    ABOUT_HEADING,
    CONTENTS,
    CONTENTS_HEADERS,
    CONTENTS_TITLE,
    COVER,
    INSTRUCTIONS,
    INTRODUCTION_HEADING,
    Workbook,
    above,
    widths,
)

MIME = "application/vnd.oasis.opendocument.spreadsheet"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = {
    "office": f"{OASIS}:office:1.0",
    "table": f"{OASIS}:table:1.0",
    "text": f"{OASIS}:text:1.0",
    "style": f"{OASIS}:style:1.0",
    "number": f"{OASIS}:datastyle:1.0",
    "fo": f"{OASIS}:xsl-fo-compatible:1.0",
    "meta": f"{OASIS}:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
CREATED = "1980-01-01T00:00:00"
FIRST_TIME = (1980, 1, 1, 0, 0, 0)
CENTIMETRES_PER_CHARACTER = 0.22
COVER_WIDTH, CONTENTS_WIDTHS = 85, [14, 80]
CELLS = {
    "title": '<style:text-properties fo:font-size="16pt" fo:font-weight="bold"/>',
    "heading": '<style:text-properties fo:font-size="14pt" fo:font-weight="bold"/>',
    "words": '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>',
    "header": '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top" '
    'fo:border-bottom="0.5pt solid #000000"/><style:text-properties fo:font-weight="bold"/>',
    "first": '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
    '<style:text-properties fo:font-weight="bold"/>',
}


def write_ods(workbook: Workbook) -> bytes:
    """The workbook as ODS: cover, contents, notes, and one marked-up table a sheet.

    The header of a table is a header row and the table a named range with a header; title and
    language of the document are set. OASIS, "Open Document Format for Office Applications
    (OpenDocument) Version 1.3", 2021, parts 2 (packages) and 3 (schema).
    """
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "content.xml": _content(workbook),
        "meta.xml": _meta(workbook.title),
        "styles.xml": _styles(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        _add(container, "mimetype", MIME, zipfile.ZIP_STORED)
        for name, text in parts.items():
            _add(container, name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return file.getvalue()


def _add(
    container: zipfile.ZipFile, name: str, text: str, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    member = zipfile.ZipInfo(name, FIRST_TIME)
    member.create_system = 0
    member.compress_type = compression
    container.writestr(member, text.encode("utf-8"))


def _content(workbook: Workbook) -> str:
    sheets = workbook.sheets
    wide = {COVER: [COVER_WIDTH], CONTENTS: CONTENTS_WIDTHS}
    wide |= {tab: widths(sheet) for tab, sheet in sheets.items()}
    formats = sorted({code for sheet in sheets.values() for code in sheet.formats} - {WORDS})
    body = [_cover(workbook), _contents(workbook)]
    body += [_table(tab, sheet) for tab, sheet in sheets.items()]
    styles = "".join([_column_styles(wide.values()), _cell_styles(formats)])
    ranges = "".join(
        _range(f"table_{place}", tab, sheet) for place, (tab, sheet) in enumerate(sheets.items())
    )
    return _document(
        "document-content",
        f"<office:automatic-styles>{styles}</office:automatic-styles>\n"
        f"<office:body><office:spreadsheet>\n{''.join(body)}"
        f"<table:database-ranges>{ranges}</table:database-ranges>\n"
        "</office:spreadsheet></office:body>",
    )


def _cover(workbook: Workbook) -> str:
    lines = [("title", workbook.title), ("heading", INTRODUCTION_HEADING)]
    lines += [("words", text) for text in workbook.introduction]
    lines += [("heading", ABOUT_HEADING), *(("words", text) for text in workbook.about)]
    return _sheet(COVER, [COVER_WIDTH], [_row([_words(text, style)]) for style, text in lines])


def _contents(workbook: Workbook) -> str:
    rows = [_row([_words(CONTENTS_TITLE, "title")]), _row([_words(INSTRUCTIONS)])]
    rows += [_header(CONTENTS_HEADERS)]
    rows += [_row([_link(tab), _words(sheet.caption)]) for tab, sheet in workbook.sheets.items()]
    return _sheet(CONTENTS, CONTENTS_WIDTHS, rows)


def _table(tab: str, sheet: Sheet) -> str:
    rows = [_row([_words(sheet.caption, "title")])]
    rows += [_row([_words(text, "")]) for text in (INSTRUCTIONS, *above(sheet))]
    rows += [_header(sheet.headers)]
    rows += [
        _row(_cell(cell, code, first=place == 0) for place, (cell, code) in enumerate(pairs))
        for pairs in (zip(row, sheet.formats, strict=True) for row in sheet.rows)
    ]
    return _sheet(tab, widths(sheet), rows)


def _range(name: str, tab: str, sheet: Sheet) -> str:
    first = len(above(sheet)) + 3
    last = f"{_letters(len(sheet.headers))}{first + len(sheet.rows)}"
    address = quoteattr(f"'{tab}'.A{first}:'{tab}'.{last}")
    return (
        f'<table:database-range table:name="{name}" table:target-range-address={address} '
        'table:contains-header="true"/>'
    )


def _letters(place: int) -> str:
    """The letters of a column, the first being 1."""
    before, own = divmod(place - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + own)


def _sheet(tab: str, wide: Sequence[int], rows: Iterable[str]) -> str:
    columns = "".join(f'<table:table-column table:style-name="wide_{width}"/>' for width in wide)
    return f"<table:table table:name={quoteattr(tab)}>{columns}\n{''.join(rows)}</table:table>\n"


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>\n"


def _header(headers: Sequence[str]) -> str:
    row = _row(_words(header, "header") for header in headers)
    return f"<table:table-header-rows>{row}</table:table-header-rows>\n"


def _cell(cell: Cell, code: str, first: bool) -> str:
    if isinstance(cell, str):
        return _words(cell, "first" if first else "words" if code == WORDS else _style(code))
    return (
        f'<table:table-cell table:style-name="{_style(code)}" office:value-type="float" '
        f'office:value="{cell!r}"><text:p>{_displayed(cell, code)}</text:p></table:table-cell>'
    )


def _words(text: str, style: str = "words") -> str:
    named = f' table:style-name="{style}"' if style else ""
    return (
        f'<table:table-cell{named} office:value-type="string">'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def _link(tab: str) -> str:
    address = quoteattr(f"#'{tab}'.A1")
    link = f'<text:a xlink:type="simple" xlink:href={address}>{escape(tab)}</text:a>'
    return (
        '<table:table-cell table:style-name="first" office:value-type="string">'
        f"<text:p>{link}</text:p></table:table-cell>"
    )


def _displayed(figure: float, code: str) -> str:
    if code == AS_IT_IS:
        return f"{figure:.10g}"
    return display(figure, "" if "," in code else "year", _decimals(code))


def _decimals(code: str) -> int:
    return len(code.partition(".")[2])


def _style(code: str) -> str:
    grouped = "grouped" if "," in code else "plain"
    return "figure" if code == AS_IT_IS else f"figure_{_decimals(code)}_{grouped}"


def _column_styles(wide: Iterable[Sequence[int]]) -> str:
    return "".join(
        f'<style:style style:name="wide_{width}" style:family="table-column">'
        "<style:table-column-properties "
        f'style:column-width="{width * CENTIMETRES_PER_CHARACTER:.2f}cm"/></style:style>'
        for width in sorted({width for widths in wide for width in widths})
    )


def _cell_styles(formats: Sequence[str]) -> str:
    words = "".join(
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="Default">{properties}</style:style>'
        for name, properties in CELLS.items()
    )
    return words + "".join(_figure_style(code) for code in formats)


def _figure_style(code: str) -> str:
    name = _style(code)
    properties = (
        '<style:table-cell-properties style:vertical-align="top"/>'
        '<style:paragraph-properties fo:text-align="end"/>'
    )
    if code == AS_IT_IS:
        data, known = "", ""
    else:
        grouping = ' number:grouping="true"' if "," in code else ""
        data = (
            f'<number:number-style style:name="of_{name}"><number:number '
            f'number:decimal-places="{_decimals(code)}" '
            f'number:min-decimal-places="{_decimals(code)}" '
            f'number:min-integer-digits="1"{grouping}/></number:number-style>'
        )
        known = f' style:data-style-name="of_{name}"'
    return (
        f'{data}<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="Default"{known}>{properties}</style:style>'
    )


def _styles() -> str:
    default = (
        '<style:default-style style:family="table-cell"><style:text-properties '
        'fo:font-family="Arial" fo:font-size="12pt" fo:language="en" fo:country="GB"/>'
        '</style:default-style><style:style style:name="Default" style:family="table-cell"/>'
    )
    return _document("document-styles", f"<office:styles>{default}</office:styles>")


def _meta(title: str) -> str:
    return _document(
        "document-meta",
        f"<office:meta><meta:creation-date>{CREATED}</meta:creation-date>"
        f"<dc:title>{escape(title)}</dc:title><dc:language>en-GB</dc:language></office:meta>",
    )


def _manifest() -> str:
    entries = {"/": MIME, "content.xml": "text/xml", "meta.xml": "text/xml"}
    entries["styles.xml"] = "text/xml"
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in entries.items()
    )
    return (
        f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.3">'
        f"{listed}</manifest:manifest>\n"
    )


def _document(kind: str, inner: str) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    return f'<office:{kind} {spaces} office:version="1.3">\n{inner}\n</office:{kind}>\n'
