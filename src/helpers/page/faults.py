"""Hides what a page must say of its pictures, tables and headings before it may be published."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from helpers.page.cleaning import PICTURE

PLACEHOLDER = re.compile(
    r"no description|alt(?:ernative)? text|placeholder|lorem ipsum|to be (?:added|confirmed|done)"
    r"|\b(?:todo|tbc|tbd|untitled)\b|\.(?:gif|jpe?g|png|svg)$"
    r"|^(?:an? |the )?(?:chart|diagram|figure|graph|image|map|photo|picture|plot)[ \d.]*$",
    re.IGNORECASE,
)
ALT_LENGTHS = (20, 250)
TITLES = {"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "caption"}


def check_page(body: str) -> None:
    """Refuse a body whose pictures, tables or headings do not say what a reader needs.

    A comment in the body names the place of what follows it, so that the fault can be found.

    >>> check_page("<h1>Rates</h1><!--cell 4--><table><tr><td>1</td></tr></table>")
    Traceback (most recent call last):
        ...
    ValueError: cell 4: a table has no caption; show it with helpers.page.table, which takes one

    Raises
    ------
    ValueError
        A picture has no alt text, or one that is a placeholder, repeats a heading or a caption of
        the page, or has fewer than 20 or more than 250 characters; a picture is a file elsewhere;
        a table has no caption; the page has a second heading of the first level or skips a level.
        The message names the place and the remedy.
    """
    reader = _Reader()
    reader.feed(body)
    reader.close()
    if faults := [*reader.faults, *_of_pictures(reader)]:
        raise ValueError(faults[0])


class _Reader(HTMLParser):
    """What a body says, in its order; the faults of its tables and headings."""

    def __init__(self) -> None:
        super().__init__()
        self.place = "the Markdown before cell 1"
        self.level = 0
        self.faults: list[str] = []
        self.titles: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.open_title = ""
        self.captioned = True

    def handle_comment(self, data: str) -> None:
        self.place = data.strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._heading(int(tag[1]))
        if tag in TITLES:
            self.open_title = tag
            self.titles.append("")
        if tag == "table":
            self.captioned = False
        if tag == "img":
            self.pictures.append((self.place, _plain(dict(attrs).get("alt") or "")))
        if tag in {"img", "source"}:
            self._in_the_page(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self.open_title:
            self.titles[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open_title:
            self.open_title = ""
            self.captioned = self.captioned or (tag == "caption" and bool(_plain(self.titles[-1])))
        if tag == "table" and not self.captioned:
            self.faults.append(
                f"{self.place}: a table has no caption; show it with helpers.page.table, which "
                "takes one"
            )

    def _in_the_page(self, attributes: dict[str, str | None]) -> None:
        given = [attributes[name] or "" for name in ("src", "srcset") if name in attributes]
        for source in given or [""]:
            if not PICTURE.fullmatch(source):
                self.faults.append(
                    f"{self.place}: the picture {source[:60]!r} is not one that a page can hold; "
                    "show it with a chart of helpers.page"
                )

    def _heading(self, level: int) -> None:
        if level == 1 and self.level:
            self.faults.append(f"{self.place}: a second heading of the first level; use ##")
        if level > self.level + 1:
            self.faults.append(
                f"{self.place}: a heading of level {level} follows one of level {self.level}; "
                f"use level {self.level + 1}"
            )
        self.level = level


def _of_pictures(reader: _Reader) -> list[str]:
    titles = {_bare(title) for title in reader.titles}
    told = [(place, alt, _fault(alt, titles)) for place, alt in reader.pictures]
    return [
        f"{place}: the alt text {alt!r} {fault}; say in {ALT_LENGTHS[0]} to {ALT_LENGTHS[1]} "
        "characters what the picture shows"
        for place, alt, fault in told
        if fault
    ]


def _fault(alt: str, titles: set[str]) -> str:
    if not alt:
        return "is empty"
    if PLACEHOLDER.search(alt):
        return "is a placeholder"
    if _bare(alt) in titles:
        return "repeats a title or a caption"
    shortest, longest = ALT_LENGTHS
    return "" if shortest <= len(alt) <= longest else f"has {len(alt)} characters"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    return _plain(text).rstrip(".").casefold()
