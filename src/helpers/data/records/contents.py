"""Hides what the bytes of a file say about it: what it is, its encoding, lines and checksum."""

from __future__ import annotations

import codecs
import hashlib
from typing import NamedTuple

from helpers.data.records.faults import ERROR, Fault
from helpers.data.records.places import ODS, PARQUET, TEXT, XLSX, Place

CHUNK, HEAD = 1 << 20, 1 << 13
BYTE_ORDER_MARK = codecs.BOM_UTF8
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PLAIN_MARKS = (b"\0", b"\r", b"\t", b"=", b"@")
WIDER_MARKS = (BYTE_ORDER_MARK,)
# NOTE: how files of other kinds begin; the first ones are those that are sent instead of tables.
SIGNS = {
    b"%PDF": "a PDF",
    b"<": "a web page or other markup",
    b"\xd0\xcf\x11\xe0": "a workbook that is protected by a password or of Excel before 2007",
    b"PK\x03\x04": "a zip file",
    b"PK\x05\x06": "a zip file",
    b"\x1f\x8b": "a compressed file",
    b"BZh": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"\xfd7zXZ": "a compressed file",
    b"Rar!": "a compressed file",
    b"PAR1": "a Parquet file",
    b"PARE": "an encrypted Parquet file",
    b"{\\rtf": "a text document",
    b'{"': "JSON",
    b"[{": "JSON",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3": "a database",
}
BEGINS = {TEXT: b"", XLSX: b"PK\x03\x04", ODS: b"PK\x03\x04", PARQUET: b"PAR1"}
NAMES = {TEXT: "CSV", XLSX: "XLSX", ODS: "ODS", PARQUET: "Parquet"}


class Contents(NamedTuple):
    """What one pass over the bytes of a file shows.

    ``lines`` counts line feeds, and what is behind the last, without blank lines at the end;
    ``marks`` are those bytes that need care and occur behind the first.
    """

    head: bytes
    size: int
    checksum: str
    utf8: bool
    lines: int
    line_feeds: bool
    ended: bool
    marks: frozenset[bytes]


def look_through(place: Place) -> Contents:
    """Read a file once, a piece at a time.

    Raises
    ------
    OSError
        It cannot be read.
    """
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    head = tail = b""
    size = feeds = returns = pairs = 0
    utf8 = ascii_only = True
    marks: set[bytes] = set()
    with place.path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            head = head or chunk[:HEAD]
            if place.form == TEXT:
                ascii_only = ascii_only and chunk.isascii()
                utf8 = utf8 and (ascii_only or _decodes(decoder, chunk))
                feeds += chunk.count(b"\n")
                looked_for = PLAIN_MARKS if ascii_only else PLAIN_MARKS + WIDER_MARKS
                marks |= {mark for mark in looked_for if chunk.find(mark, size == len(chunk)) >= 0}
                if b"\r" in marks:
                    returns += chunk.count(b"\r")
                    pairs += chunk.count(b"\r\n") + (tail[-1:] == b"\r" and chunk[:1] == b"\n")
            tail = (tail + chunk)[-HEAD:] if len(chunk) < HEAD else chunk[-HEAD:]
    utf8 = utf8 and _decodes(decoder, b"", final=True)
    ended = tail.endswith((b"\n", b"\r"))
    straight = returns in (0, feeds) and pairs == returns
    at_end = tail[len(tail.rstrip(b"\r\n")) :].count(b"\n")
    lines = feeds - max(at_end - 1, 0) + (not ended)
    found = frozenset(marks)
    return Contents(head, size, digest.hexdigest(), utf8, lines, straight, ended, found)


def not_as_named(place: Place, contents: Contents) -> Fault | None:
    """The fault of a file that is empty, or not what the ending of its name says."""
    head = contents.head.removeprefix(BYTE_ORDER_MARK).lstrip()
    named = NAMES[place.form]
    remedy = f"Save it as {named}, or name it as what it is"
    if not contents.size:
        return _refused(place, "0 bytes: there is nothing in it", "Export it again")
    if contents.head.startswith(WIDE_MARKS):
        return _refused(place, "text in UTF-16", "Save it as CSV in UTF-8")
    if not head:
        return _refused(place, "nothing but blanks", "Export it again")
    if BEGINS[place.form] and contents.head.startswith(BEGINS[place.form]):
        return None
    for sign, what in SIGNS.items():
        if head.startswith(sign):
            return _refused(place, f"{what}, not {named}", _remedy_of(what, remedy))
    if place.form != TEXT:
        return _refused(place, f"not {named}", remedy)
    if contents.head.count(b"\0") * 20 > len(contents.head):
        return _refused(place, "not text: every few bytes are zero", "Save it as CSV in UTF-8")
    return None


def _remedy_of(what: str, otherwise: str) -> str:
    if "password" in what:
        return "Take the password off, and save it as XLSX"
    if "compressed" in what or "zip" in what:
        return "Unpack it, or give it the ending of what it is"
    return otherwise


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _refused(place: Place, problem: str, remedy: str) -> Fault:
    return Fault(ERROR, place.name, None, "", "", problem, remedy)
