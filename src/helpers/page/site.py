"""Whole pages: the frame around a report, and the index of all reports."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader

from helpers.page.numbers import slug
from helpers.page.time_axis import in_full

TEMPLATES = Path(__file__).parent / "template"
HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)


class Entry(NamedTuple):
    """A report as the index lists it."""

    name: str
    title: str
    finding: str
    area: str
    period: str


def page(body: str, name: str) -> str:
    """A report's page around the body that the notebook exporter made.

    The title is the first heading, the description the first key finding, the table of contents
    the second-level headings.
    """
    body = re.sub(r"<(h[23])>(.*?)</\1>", _anchored, body, flags=re.DOTALL)
    return _fill(
        body=body,
        title=_text(_first(r"<h1[^>]*>(.*?)</h1>", body)),
        description=_text(_first(r'<ul class="findings">\s*<li>(.*?)</li>', body)),
        contents=[
            (anchor, _inline(heading).removeprefix("Finding: "))
            for anchor, heading in HEADING.findall(body)
        ],
        home=True,
        numbers=f"{name}/numbers.csv",
    )


def read_entry(text: str, name: str, area: str, first: object = "", last: object = "") -> Entry:
    """What the index says of a page: its title and first finding as the page has them.

    Parameters
    ----------
    first, last
        First and last day (ISO) or year of its period, if it has one.
    """
    period = f"{in_full(first)} to {in_full(last)}" if first and last else ""
    title = _text(_first(r"<h1[^>]*>(.*?)</h1>", text))
    finding = unescape(_first(r'<meta name="description" content="(.*?)">', text))
    return Entry(name, title, finding, area, period)


def index(entries: list[Entry]) -> str:
    """The page that lists every report with its area, its period and its first key finding."""
    template = _environment().get_template("index.html.j2")
    body = template.render(entries=entries)
    return _fill(
        body=body,
        title="Four case studies rebuilt, and every printed figure checked",
        description="Every report of this bundle, with its area, period and first finding.",
        contents=[],
        home=False,
        numbers="",
    )


def _fill(**values: object) -> str:
    style = (TEMPLATES / "style.css").read_text("utf-8")
    return _environment().get_template("page.html.j2").render(style=style, **values)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        keep_trailing_newline=True,
        trim_blocks=True,
    )


def _anchored(heading: re.Match) -> str:
    level, words = heading.groups()
    return f'<{level} id="{slug(_text(words)).replace("_", "-")}">{words}</{level}>'


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return found[1] if found else ""


def _inline(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


def _text(html: str) -> str:
    return " ".join(unescape(_inline(html)).split())
