"""Hides what a file is cut into before it is looked through, and how much of it is taken in."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

LARGEST_FILE = 64_000_000
DEEPEST = 3
CELL, COMMENT, FORMULA, HIDDEN, LINK, NAME, SCRIPT, TEXT, UNREADABLE = (
    "cell",
    "comment",
    "formula",
    "hidden",
    "link",
    "name",
    "script",
    "text",
    "unreadable",
)
INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
DATA = r"data:([\w.+-]+/[\w.+-]+)((?:;[\w.=+-]+)*),"
DATA_LINK, DATA_IN_TEXT = re.compile(rf"{DATA}(\S*)"), re.compile(rf"{DATA}([^\s\"'()<>]*)")
SUFFIXES = {
    "application/json": "json",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "text/css": "css",
    "text/html": "html",
    "text/plain": "txt",
}


class Unreadable(ValueError):
    """A file or a part of one that cannot be looked through; the message is the reason."""


class Piece(NamedTuple):
    """Some text of a file, where it stands in it, and what it is there."""

    place: str
    text: str
    kind: str = TEXT


class Inner(NamedTuple):
    """A file within a file; the end of its name says what it is."""

    place: str
    name: str
    content: bytes


def tidy(text: str) -> str:
    r"""Text as it is looked through: compatible characters made one, spaces too, invisible out.

    >>> tidy("SW1A\N{NO-BREAK SPACE}1AA  \N{FULLWIDTH LATIN CAPITAL LETTER P}C")
    'SW1A 1AA PC'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return " ".join(text.split())


def parts(place: str, text: str, kind: str = TEXT) -> Iterator[Piece | Inner]:
    """A text without the data addresses in it, and what each of these holds.

    >>> found, rest = parts("line 1", "see data:text/plain;base64,SGk=")
    >>> found.name, found.content, rest.text
    ('data.txt', b'Hi', 'see')
    """
    if "data:" in text:
        form = DATA_LINK if kind == LINK else DATA_IN_TEXT
        for address in form.finditer(text):
            yield Inner(place, f"data.{SUFFIXES.get(address[1], address[1])}", _decoded(address))
        text = form.sub(" ", text)
    if words := tidy(text):
        yield Piece(place, words, kind)
        if kind == LINK and (plain := tidy(unquote(words))) != words:
            yield Piece(place, plain)


def name_parts(place: str, path: str) -> Iterator[Piece]:
    """How a file and its folders are called, as words.

    >>> next(name_parts("name", "kent/01632 960123.csv")).text
    'kent 01632 960123 csv'
    """
    words = tidy(re.sub(r"/|\.(?=\w+$)", " ", path))
    if words:
        yield Piece(place, words)


def decoded(content: bytes) -> str:
    """Text in UTF-8, with or without its mark.

    Raises
    ------
    Unreadable
        The bytes are not UTF-8, or some are not text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not text in UTF-8: byte {error.start}") from error
    if "\0" in text:
        raise Unreadable(f"not text: character {text.index(chr(0))} is zero")
    return text


def _decoded(address: re.Match) -> bytes:
    if not address[2].endswith(";base64"):
        return unquote_to_bytes(address[3])
    return base64.b64decode(unquote_to_bytes(address[3]), validate=True)
