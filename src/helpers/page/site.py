"""Whole pages: the frame around a report, and the index of all reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader

from helpers.page.cleaning import clean
from helpers.page.code import with_folded_code
from helpers.page.numbers import slug
from helpers.page.time_axis import in_full

TEMPLATES = Path(__file__).parent / "template"
STYLES = ("style.css", "code.css")
HEADING = re.compile(r'<(h[2-6])(?: id="([^"]*)")?>(.*?)</\1>', re.DOTALL)
REGION = re.compile(r'(?=<div [^>]*role="region")(<div [^>]*?aria-label=")([^"]*)')
FRAME_IDS = ("content", "contents")


class Entry(NamedTuple):
    """A report as the index lists it."""

    name: str
    title: str
    finding: str
    area: str
    period: str


class Download(NamedTuple):
    """A file beside the page: its address from the page, what it holds, its format and bytes."""

    href: str
    label: str
    format: str
    size: int


def page(body: str, name: str, downloads: Sequence[Download] = ()) -> str:
    """A report's page around the body that the notebook exporter made.

    The title is the first heading, the description the first key finding, the table of contents
    the second-level headings. The body is cleaned; its code is folded at the end of each section;
    the downloads stand at its end, those of single tables (``<name>/<folder>/<file>``) folded.
    """
    body = _with_own_names(_with_anchors(with_folded_code(clean(body + _listed(downloads)))))
    return _fill(
        body=body,
        title=_text(_first(r"<h1[^>]*>(.*?)</h1>", body)),
        description=_text(_first(r'<ul class="findings">\s*<li>(.*?)</li>', body)),
        contents=_contents(body),
        home=True,
        numbers="" if downloads else f"{name}/numbers.csv",
    )


def other_page(body: str, description: str) -> str:
    """A page that is not a report: cleaned and framed as a report is, without its downloads."""
    body = _with_own_names(_with_anchors(clean(body)))
    return _fill(
        body=body,
        title=_text(_first(r"<h1[^>]*>(.*?)</h1>", body)),
        description=description,
        contents=_contents(body),
        home=True,
        numbers="",
    )


def in_bytes(size: int) -> str:
    """The size of a file in words, in steps of a thousand, a small rest rounded up.

    >>> in_bytes(140), in_bytes(11_001), in_bytes(2_340_000)
    ('1 kB', '12 kB', '2.4 MB')
    """
    if size > 999_000:
        return f"{-(-size // 100_000) / 10:.1f} MB"
    return f"{-(-size // 1000)} kB"


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
    body = clean(template.render(entries=entries))
    return _fill(
        body=body,
        title="Four case studies rebuilt, and every printed figure checked",
        description="Every report of this bundle, with its area, period and first finding.",
        contents=[],
        home=False,
        numbers="",
    )


def _fill(**values: object) -> str:
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in STYLES)
    return _environment().get_template("page.html.j2").render(style=style, **values)


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        keep_trailing_newline=True,
        trim_blocks=True,
    )


def _listed(downloads: Sequence[Download]) -> str:
    if not downloads:
        return ""
    files = [(one, in_bytes(one.size)) for one in downloads]
    single = [file for file in files if file[0].href.count("/") > 1]
    whole = [file for file in files if file not in single]
    return _environment().get_template("downloads.html.j2").render(whole=whole, single=single)


def _contents(body: str) -> list[tuple[str, str]]:
    return [
        (anchor, _text(heading).removeprefix("Finding: "))
        for level, anchor, heading in HEADING.findall(body)
        if level == "h2"
    ]


def _with_anchors(body: str) -> str:
    """The body with an id on each heading below the first level, and each id once."""
    taken = set(FRAME_IDS)

    def anchored(heading: re.Match) -> str:
        level, given, words = heading.groups()
        first = anchor = given or slug(_text(words)).replace("_", "-")
        count = 1
        while anchor in taken:
            count += 1
            anchor = f"{first}-{count}"
        taken.add(anchor)
        return f'<{level} id="{anchor}">{words}</{level}>'

    return HEADING.sub(anchored, body)


def _with_own_names(body: str) -> str:
    """The body with a name of its own for each region, where captions are the same."""
    met: Counter[str] = Counter()

    def named(region: re.Match) -> str:
        met[region[2]] += 1
        count = met[region[2]]
        return f"{region[0]}, table {count} of this name" if count > 1 else region[0]

    return REGION.sub(named, body)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return found[1] if found else ""


def _inline(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


def _text(html: str) -> str:
    return " ".join(unescape(_inline(html)).split())
