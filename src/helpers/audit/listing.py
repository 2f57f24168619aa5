"""Hides where links lead, and which files of a folder the pages of the listed reports offer."""

from __future__ import annotations

import ipaddress
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from urllib.parse import unquote, urlsplit

from helpers.audit.pieces import LINK, Piece
from helpers.audit.rules import LOCAL_LINK, UNLISTED, Match
from helpers.run.outcomes import RECORD

SCHEME = re.compile(r"[A-Za-z][A-Za-z\d+.-]*:")
OUTSIDE = {"http", "https", "mailto", "tel"}
OWN_PAGES = re.compile(r"(?:index|accessibility)(?:\.[a-z]{2})?\.html")
OWN_FILES = {"accessibility.json", "manifest.json", RECORD}
PAGE = re.compile(r"[^/]+\.html?")


def local_links(file: str, pieces: Sequence[Piece], files: Set[str]) -> Iterator[Match]:
    """Links that lead to no file of the folder and not to a public address either."""
    for piece in pieces:
        if piece.kind == LINK and not _is_public(file, piece.text, files):
            yield Match(LOCAL_LINK, piece, 0, len(piece.text))


def unlisted(
    documents: Mapping[str, Sequence[Piece]], reports: Sequence[str]
) -> dict[str, list[Match]]:
    """The files that are no page of a report and that no such page links, by name.

    A page may be in another language: ``<report>.cy.html``. Beside the pages of reports there are
    those of the index and of the accessibility statement, and the records that machines read.
    """
    pages = {file for file in documents if _is_page(file, reports)}
    linked = {
        target(file, piece.text)
        for file in pages
        for piece in documents[file]
        if piece.kind == LINK
    }
    offered = {file for file in linked if not PAGE.fullmatch(file)}
    return {
        file: [Match(UNLISTED, Piece("whole file", file), 0, len(file))]
        for file in sorted(documents.keys() - pages - offered - OWN_FILES)
    }


def target(file: str, link: str) -> str:
    """The file that a relative link leads to, by its path in the folder.

    >>> target("kent/kent.pdf", "../kent/numbers.csv#row-2"), target("kent.html", "../../x")
    ('kent/numbers.csv', '../../x')
    """
    path = unquote(re.split(r"[?#]", link, maxsplit=1)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file


def _is_page(file: str, reports: Sequence[str]) -> bool:
    stem = re.sub(r"(?:\.[a-z]{2})?\.html$", "", file)
    return bool(OWN_PAGES.fullmatch(file)) or (file.endswith(".html") and stem in reports)


def _is_public(file: str, link: str, files: Set[str]) -> bool:
    if SCHEME.match(link):
        try:
            address = urlsplit(link)
        except ValueError:
            return False
        if address.scheme not in OUTSIDE:
            return False
        return not address.scheme.startswith("http") or _is_public_host(address.hostname or "")
    return not link or target(file, link) in files


def _is_public_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".internal", ".lan", ".local", ".localhost"))
