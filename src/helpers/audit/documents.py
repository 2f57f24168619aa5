"""Hides where a PDF keeps words: pages, properties, notes, attachments, scripts, alt texts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from helpers.audit.markup import xml_parts
from helpers.audit.pieces import COMMENT, HIDDEN, LINK, SCRIPT, TEXT, Inner, Piece, Unreadable, tidy

if TYPE_CHECKING:
    from pypdf import PdfReader

SCRIPTS = {"/JS", "/JavaScript"}
ADDRESSES = {"/F", "/UF", "/URI"}
END = b"%%EOF"


def pdf_parts(content: bytes) -> Iterator[Piece | Inner]:
    """The text of each page, and every string, note, script and attachment of a PDF.

    Read with pypdf, https://pypdf.readthedocs.io.

    Raises
    ------
    Unreadable
        pypdf is not installed, or the PDF is locked.
    """
    reader = _opened(content)
    if content.count(END) > 1:
        yield Piece("end", "an earlier version of the file is kept inside", HIDDEN)
    if not content.rstrip().endswith(END):
        yield Piece("end", "something stands behind the end of the file", HIDDEN)
    for number, page in enumerate(reader.pages, start=1):
        yield Piece(f"page {number}", tidy(page.extract_text()))
    for name, files in reader.attachments.items():
        yield Piece(f"attachment {name}", tidy(name), HIDDEN)
        for file in files:
            yield Inner(f"attachment {name}", name, file)
    yield from _objects(reader)


def _opened(content: bytes) -> PdfReader:
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise Unreadable("the Python package pypdf is not installed") from error
    reader = PdfReader(io.BytesIO(content), strict=True)
    if reader.is_encrypted:
        raise Unreadable("locked with a password")
    return reader


def _objects(reader: PdfReader) -> Iterator[Piece | Inner]:
    from pypdf.generic import IndirectObject

    plain = {number for table in reader.xref.values() for number in table}
    for number in sorted(plain | set(reader.xref_objStm)):
        found = reader.get_object(IndirectObject(number, 0, reader))
        yield from _strings(found, f"object {number}", TEXT)


def _strings(value: object, place: str, kind: str) -> Iterator[Piece | Inner]:
    """The strings of an object, not of those that it refers to."""
    from pypdf.generic import ArrayObject, DictionaryObject, TextStringObject

    if isinstance(value, TextStringObject):
        if tidy(value):
            yield Piece(place, tidy(value), kind)
    elif isinstance(value, ArrayObject):
        for one in list.__iter__(value):
            yield from _strings(one, place, kind)
    elif isinstance(value, DictionaryObject):
        yield from _dictionary(value, place, kind)


def _dictionary(value: dict, place: str, kind: str) -> Iterator[Piece | Inner]:
    from pypdf.generic import StreamObject

    if SCRIPTS & value.keys():
        yield Piece(place, "script", SCRIPT)
    if value.get("/Type") == "/Annot" and value.get("/Subtype") not in ("/Link", "/Widget"):
        kind = COMMENT
        yield Piece(
            place, f"{value.get('/Subtype')}: {tidy(str(value.get('/Contents', '')))}", kind
        )
    if isinstance(value, StreamObject) and value.get("/Type") == "/Metadata":
        for part in xml_parts(value.get_data()):
            yield part._replace(place=f"{place}, {part.place}")
    if isinstance(value, StreamObject) and "/DCTDecode" in str(value.get("/Filter", "")):
        yield Inner(f"{place}, picture", "picture.jpg", value._data)
    addresses = ADDRESSES if "/EF" not in value else set()
    for key in value:
        own = LINK if key in addresses else SCRIPT if key in SCRIPTS else kind
        yield from _strings(value.raw_get(key), f"{place} {key}", own)
