"""A page as a file holds it, read for the checks of its structure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3


class Page(NamedTuple):
    """A page as a file holds it: its path and its text."""

    path: Path
    html: str

    @property
    def dom(self) -> BeautifulSoup:
        return _parsed(self.html)

    @property
    def files(self) -> Path:
        """The folder of a report's downloads; its page in another language shares it."""
        return self.path.with_name(self.path.name.partition(".")[0])

    @property
    def is_report(self) -> bool:
        return self.files.is_dir()

    @property
    def style(self) -> str:
        return "".join(style.get_text() for style in self.dom.find_all("style"))


Check = Callable[[Page], list[str]]


@cache
def _parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def read(path: Path) -> Page:
    return Page(path, path.read_text("utf-8"))


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
