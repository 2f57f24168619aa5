"""Hides how XLSX and ODS keep cells, notes, formulas, names, properties and links."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from helpers.audit.archives import members, zip_comments
from helpers.audit.markup import Xml, asides, local, parse_xml, walk
from helpers.audit.pieces import CELL, COMMENT, FORMULA, LINK, Inner, Piece, Unreadable, tidy

XML = (".rdf", ".rels", ".vml", ".xml")
STRINGS = "xl/sharedStrings.xml"
FORMULAS = {"calculatedColumnFormula", "f", "formula", "formula1", "formula2"}
FORMULAS |= {"named-expression", "totalsRowFormula"}
NOTES = {"annotation", "comment", "threadedComment"}
PLAIN_TEXT = {"mimetype"}


def xlsx_parts(content: bytes) -> Iterator[Piece | Inner]:
    """Every XML member of an XLSX: cells by sheet and cell, all else by member and element."""
    files = members(content)
    documents = _documents(files)
    if "xl/workbook.xml" not in documents:
        raise Unreadable("not an XLSX: it has no xl/workbook.xml")
    strings = _strings(documents)
    shown: set[int] = set()
    yield from _around(content, files)
    for name, document in documents.items():
        place = _sheet(name, documents)
        yield from asides(document, place)
        if name.endswith(".rels"):
            yield from _relations(name, document)
        elif name not in ("[Content_Types].xml", STRINGS):
            shown |= _fill(document.root, strings)
            yield from walk(document.root, place, _xlsx_cell, _kind)
    for number in sorted(set(range(len(strings))) - shown):
        yield Piece(f"{STRINGS}, text {number + 1}, in no cell", tidy(strings[number]))


def ods_parts(content: bytes) -> Iterator[Piece | Inner]:
    """Every XML member of an ODS: cells by sheet and row, all else by member and element."""
    files = members(content)
    documents = _documents(files)
    if "content.xml" not in documents:
        raise Unreadable("not an ODS: it has no content.xml")
    yield from _around(content, files)
    for name, document in documents.items():
        rows = _rows(document.root) if name == "content.xml" else {}
        yield from asides(document, name)
        for part in walk(document.root, name, lambda one, rows=rows: rows.get(one, ""), _kind):
            inside = isinstance(part, Piece) and part.kind == LINK
            if not inside or posixpath.normpath(part.text) not in files:
                yield part


def _documents(files: Mapping[str, bytes]) -> dict[str, Xml]:
    return {name: parse_xml(file) for name, file in files.items() if name.endswith(XML)}


def _around(content: bytes, files: Mapping[str, bytes]) -> Iterator[Piece | Inner]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        yield from zip_comments(container)
    for name, file in files.items():
        if not name.endswith(XML) and name not in PLAIN_TEXT:
            yield Inner(name, name, file)


def _strings(documents: Mapping[str, Xml]) -> list[str]:
    if STRINGS not in documents:
        return []
    return ["".join(item.itertext()) for item in documents[STRINGS].root if local(item.tag) == "si"]


def _fill(sheet: Element, strings: list[str]) -> set[int]:
    """Put the shared strings into the cells that show them, and say which these are."""
    shown = set()
    for cell in sheet.iter():
        if local(cell.tag) == "c" and cell.get("t") == "s":
            for value in cell:
                if local(value.tag) == "v":
                    number = int(value.text)
                    value.text = strings[number]
                    shown.add(number)
    return shown


def _sheet(name: str, documents: Mapping[str, Xml]) -> str:
    """What a member is called in a finding: a worksheet by its title."""
    relations = documents.get("xl/_rels/workbook.xml.rels")
    targets = {one.get("Id"): one.get("Target", "") for one in relations.root} if relations else {}
    for sheet in documents["xl/workbook.xml"].root.iter():
        key = next((value for key, value in sheet.items() if local(key) == "id"), None)
        target = posixpath.join("/xl", targets.get(key, "")).removeprefix("/")
        if local(sheet.tag) == "sheet" and target == name:
            return f"sheet “{sheet.get('name')}”"
    return name


def _relations(name: str, document: Xml) -> Iterator[Piece]:
    for relation in document.root:
        if relation.get("TargetMode") == "External":
            yield Piece(f"{name}, {relation.get('Id')}", tidy(relation.get("Target", "")), LINK)


def _xlsx_cell(element: Element) -> str:
    return f"cell {element.get('r')}" if local(element.tag) == "c" else ""


def _kind(element: Element) -> str:
    name = local(element.tag)
    if name in FORMULAS or (name == "definedName" and "(" in (element.text or "")):
        return FORMULA
    if name in NOTES:
        return COMMENT
    return CELL if name in ("c", "table-cell") else ""


def _rows(content: Element) -> dict[Element, str]:
    """Sheet and row of each row of an ODS; repeated rows are counted."""
    places = {}
    for table in content.iter():
        if local(table.tag) != "table":
            continue
        title = next((value for key, value in table.items() if local(key) == "name"), "")
        number = 1
        for row in table.iter():
            if local(row.tag) == "table-row":
                places[row] = f"sheet “{title}”, row {number}"
                repeated = [v for k, v in row.items() if local(k) == "number-rows-repeated"]
                number += int(repeated[0]) if repeated else 1
    return places
