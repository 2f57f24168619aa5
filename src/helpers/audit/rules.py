"""Hides what may not be published, by which rule, and what is to be done about it."""

from __future__ import annotations

import getpass
import os
import re
import socket
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from helpers.audit import patterns
from helpers.audit.pieces import COMMENT, FORMULA, HIDDEN, NAME, SCRIPT, UNREADABLE, Piece, tidy

SHORTEST_NAME = 4
EVERYBODYS = {"administrator", "admin", "build", "debian", "docker", "guest", "home", "jovyan"}
EVERYBODYS |= {
    "localhost",
    "nobody",
    "root",
    "runner",
    "ubuntu",
    "user",
    "users",
    "vagrant",
    "work",
}


class Rule(NamedTuple):
    """What is not to be published; ``masked`` where a finding must not repeat it."""

    name: str
    sentence: str
    remedy: str
    masked: bool = False


Span = tuple[Rule, int, int]


class Match(NamedTuple):
    """A place at which a rule is broken: from where to where in which piece."""

    rule: Rule
    piece: Piece
    start: int
    end: int


OWN_CONTACT = "if it is the office's own, except it in gate.toml"
SMALL_COUNT = Rule(
    "small count",
    "A count is under the threshold under which its source may not be shown.",
    "Suppress the count, and another where it can be worked out from a total; or join groups",
)
UNLISTED = Rule(
    "unlisted file",
    "No page of a report in reports.yml lists the file.",
    "Remove the file, or build the report that lists it",
)
LOCAL_LINK = Rule(
    "local link",
    "A link leads to a file that readers do not have.",
    "Link to an https address, or to a file of this folder by its path from the page",
)
NOT_READABLE = Rule(
    "not readable",
    "The file cannot be looked through, so it cannot be published.",
    "Remove it, mend it, or save it in a format that the gate knows",
)
EXCEPTION = Rule(
    "exception",
    "An entry of gate.toml matches nothing any more.",
    "Remove the entry, or write it for what is published now",
)
BIRTH = Rule(
    "date of birth",
    "A full date up to 2012, or a heading, that looks like a birth.",
    "Remove it or give the age group; name the day of something else in gate.toml",
    True,
)
WORDS = Rule(
    "unfinished",
    "The words TODO, FIXME, draft or dodgy say that something is not finished.",
    "Finish it; or say why it may go out in gate.toml",
)
NOT_RELEASED = Rule(
    "not an edition",
    "A page is a variant, or its numbers are not those with which its newest edition was released.",
    "Release it with `disparity release`, or restore what it was made from",
)
OF_KIND = {
    COMMENT: Rule("comment", "A comment or note is left in the file.", "Remove the comment"),
    FORMULA: Rule("formula", "A cell or name is computed.", "Publish the value, not its formula"),
    HIDDEN: Rule("hidden", "Something is in the file that it does not show.", "Show or remove it"),
    SCRIPT: Rule("script", "The file runs a script.", "Remove the script"),
    UNREADABLE: NOT_READABLE,
}
OF_FORM = {
    Rule(
        "e-mail address", "An e-mail address can name a person.", f"Remove it; {OWN_CONTACT}", True
    ): patterns.EMAIL,
    Rule(
        "postcode", "A UK postcode can lead to a household.", f"Remove it; {OWN_CONTACT}", True
    ): patterns.POSTCODE,
    Rule(
        "national insurance number", "The number belongs to one person.", "Remove it", True
    ): patterns.NATIONAL_INSURANCE,
    Rule(
        "telephone number", "The number can belong to a person.", f"Remove it; {OWN_CONTACT}", True
    ): patterns.TELEPHONE,
    BIRTH: patterns.BIRTH,
    Rule(
        "absolute path",
        "A path shows how the machine that made the file is laid out.",
        "Write the path from the folder of the project",
        True,
    ): patterns.PATH,
    Rule(
        "secret", "A key, token or password opens something.", "Remove it and revoke it now", True
    ): patterns.SECRET,
    WORDS: patterns.UNFINISHED,
    NOT_RELEASED: patterns.NOT_RELEASED,
}
MACHINE = Rule(
    "user or machine name",
    "The name of the user or of the machine that runs this gate, or one that only a network knows.",
    "Remove the name; where it is a word as well, except that word in gate.toml",
    True,
)
RULES = (
    SMALL_COUNT,
    *OF_FORM,
    MACHINE,
    *OF_KIND.values(),
    LOCAL_LINK,
    UNLISTED,
    EXCEPTION,
)


def broken(documents: Mapping[str, Sequence[Piece]]) -> dict[str, list[Match]]:
    """Where the pieces of files break a rule by what they are or by what they say, by file.

    Names of this machine are looked for as whole words, but for those that every machine has
    (``root``, ``runner``) and those of fewer than four letters; in a path they are found as one.
    A class or an id may be called "draft": no reader sees it.
    """
    texts = {piece.text for pieces in documents.values() for piece in pieces}
    spans = _spans(sorted(texts))
    return {
        file: [*_of_kind(pieces), *_of_form(pieces, spans)] for file, pieces in documents.items()
    }


def _of_kind(pieces: Sequence[Piece]) -> Iterator[Match]:
    for piece in pieces:
        if piece.kind in OF_KIND:
            yield Match(OF_KIND[piece.kind], piece, 0, len(piece.text))


def _of_form(pieces: Sequence[Piece], spans: Mapping[str, Sequence[Span]]) -> Iterator[Match]:
    for piece in pieces:
        for rule, start, end in spans.get(piece.text, ()):
            named = rule is WORDS and piece.kind == NAME
            if piece.kind != UNREADABLE and not named:
                yield Match(rule, piece, start, end)


def _spans(texts: Sequence[str]) -> dict[str, list[Span]]:
    """Where which text breaks a rule of form: the same words stand in many places of a folder."""
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    whole = "\n".join(texts)
    found: dict[str, list[Span]] = {}
    inside = (MACHINE, patterns.INSIDE)
    for rule, pattern in [*OF_FORM.items(), inside, *_names_of_this_machine()]:
        for at in pattern.finditer(whole):
            number = bisect_right(starts, at.start()) - 1
            start, end = (place - starts[number] for place in at.span())
            found.setdefault(texts[number], []).append((rule, start, end))
    return found


def _names_of_this_machine() -> list[tuple[Rule, re.Pattern]]:
    names = machine_names()
    if not names:
        return []
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return [(MACHINE, re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE))]


def machine_names() -> set[str]:
    """User, machine and folders here, but for names that are everybody's or very short."""
    host = socket.gethostname()
    names = {host, host.partition(".")[0]}
    try:
        names.add(getpass.getuser())
    except (KeyError, OSError):
        names |= {os.environ[key] for key in ("USER", "USERNAME") if key in os.environ}
    named = {name for name in names if name.lower() not in EVERYBODYS}
    folders = {str(Path.home()), str(Path.cwd())}
    return {tidy(name) for name in named | folders if len(name) >= SHORTEST_NAME}
