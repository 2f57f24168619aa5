"""Hides in which order a page is read; its notebook is written, and runs, in another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from helpers.page.code import SECTION
from helpers.page.words import own

HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
DOWNLOADS, EDITIONS = own("Downloads"), own("Edition history")
REPRODUCTION = own("Reproduce this page")
FINDINGS = "Finding: each of them, and every section that is not named here"
ORDER = (
    own("Key findings"),
    own("Things you need to know"),
    own("What is counted"),
    FINDINGS,
    own("Does it depend on our choices?"),
    own("What this cannot tell you"),
    own("How it is measured"),
    own("Published figures, checked"),
    own("Where the figures come from"),
    DOWNLOADS,
    EDITIONS,
    REPRODUCTION,
)


def in_reading_order(body: str, made: Mapping[str, str]) -> str:
    """The body of a page with its sections in the order in which they are read.

    A section starts at a heading of the second level. Sections of the same place keep the order
    in which they stand. What is before the first section stays there.

    Parameters
    ----------
    made
        The page's own sections, by the name that each has in ``ORDER``, whatever its heading.

    Examples
    --------
    >>> body = "<h1>A</h1><h2>How it is measured</h2><h2>Finding: 1 of 2</h2>"
    >>> in_reading_order(body, {})
    '<h1>A</h1><h2>Finding: 1 of 2</h2><h2>How it is measured</h2>'
    """
    start, *sections = SECTION.split(body)
    placed = [(_place(section), section) for section in sections]
    placed += [(ORDER.index(name), section) for name, section in made.items()]
    return start + "".join(section for _, section in sorted(placed, key=lambda one: one[0]))


def into_section(body: str, name: str, added: str) -> str:
    """The body with something more at the end of a section, or in a new one of that name.

    >>> into_section("<h2>A</h2><p>1</p><h2>B</h2>", "A", "<p>2</p>")
    '<h2>A</h2><p>1</p><p>2</p><h2>B</h2>'
    """
    start, *sections = SECTION.split(body)
    if name not in map(_name, sections):
        sections.append(f"<h2>{name}</h2>\n")
    return start + "".join(one + added * (_name(one) == name) for one in sections)


def _place(section: str) -> int:
    name = _name(section)
    return ORDER.index(name if name in ORDER else FINDINGS)


def _name(section: str) -> str:
    heading = re.sub(r"<[^>]+>", "", HEADING.match(section)[1])
    return " ".join(unescape(heading).split())
