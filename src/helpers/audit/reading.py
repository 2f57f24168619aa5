"""Hides which reader a file is given to; what cannot be read becomes a piece that says so."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from helpers.audit.archives import zip_parts
from helpers.audit.documents import pdf_parts
from helpers.audit.markup import css_parts, html_parts, xml_parts
from helpers.audit.notebooks import ipynb_parts
from helpers.audit.pictures import picture_parts
from helpers.audit.pieces import (
    CELL,
    DEEPEST,
    FORMULA,
    LARGEST_FILE,
    UNREADABLE,
    Inner,
    Piece,
    Unreadable,
    decoded,
    parts,
)
from helpers.audit.workbooks import ods_parts, xlsx_parts

NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?|-inf|-")


def read(name: str, content: bytes, depth: int = 0) -> Iterator[Piece]:
    """What a file holds that a reader or a program may see, cut into pieces.

    Formats: HTML, SVG and XML, CSV, text and JSON, notebooks, XLSX, ODS, PDF, PNG, JPEG, and zip
    files of these, one in another three deep at most. A file of more than 64 MB, of another
    format, or one that does not hold what its name says gives a piece of kind ``unreadable``.
    """
    suffix = name.rpartition(".")[2].lower()
    try:
        if suffix not in READERS:
            raise Unreadable("its format is not one that this gate can look through")
        if depth > DEEPEST or len(content) > LARGEST_FILE:
            raise Unreadable(f"larger than {LARGEST_FILE} bytes, or {depth} files deep")
        for part in READERS[suffix](content):
            yield from _pieces(part, depth)
    except Exception as error:  # noqa: BLE001
        reason = " ".join(str(error).split()) or type(error).__name__
        yield Piece("whole file", reason, UNREADABLE)


def csv_parts(content: bytes) -> Iterator[Piece | Inner]:
    """The cells of a CSV by line and column; one that a program would compute is a formula."""
    rows = csv.reader(io.StringIO(decoded(content), newline=""), strict=True)
    header: list[str] = []
    for number, row in enumerate(rows):
        header = header or row
        for column, cell in enumerate(row):
            named = f"“{header[column]}”" if column < len(header) else str(column + 1)
            place = f"row {number + 1}, column {named}"
            live = cell[:1] in tuple("=+-@|%\t\r") and not NUMBER.fullmatch(cell)
            yield from parts(place, cell, FORMULA if cell and live else CELL)


def text_parts(content: bytes) -> Iterator[Piece | Inner]:
    """The lines of a text."""
    for number, line in enumerate(decoded(content).splitlines(), start=1):
        yield from parts(f"line {number}", line)


def json_parts(content: bytes) -> Iterator[Piece | Inner]:
    """The texts and figures of a JSON, each behind its name: a name may stand twice."""
    left = [("", json.loads(decoded(content), object_pairs_hook=tuple))]
    number = 0
    while left:
        name, value = left.pop()
        if isinstance(value, tuple):
            left += reversed(value)
        elif isinstance(value, list):
            left += ((name, one) for one in reversed(value))
        else:
            number += 1
            yield from parts(f"value {number}", f"{name}: {value}" if name else str(value))


def style_parts(content: bytes) -> Iterator[Piece | Inner]:
    """The rules, comments and links of a style sheet."""
    return css_parts("style sheet", decoded(content))


def _pieces(part: Piece | Inner, depth: int) -> Iterator[Piece]:
    if isinstance(part, Piece):
        yield part
        return
    for piece in read(part.name, part.content, depth + 1):
        yield piece._replace(place=f"{part.place}, {piece.place}")


READERS = (
    dict.fromkeys(("md", "txt"), text_parts)
    | dict.fromkeys(("json", "jsonld"), json_parts)
    | dict.fromkeys(("htm", "html", "xhtml"), html_parts)
    | dict.fromkeys(("svg", "xml"), xml_parts)
    | dict.fromkeys(("jpeg", "jpg", "png"), picture_parts)
    | {
        "css": style_parts,
        "csv": csv_parts,
        "ipynb": ipynb_parts,
        "ods": ods_parts,
        "pdf": pdf_parts,
        "xlsx": xlsx_parts,
        "zip": zip_parts,
    }
)
