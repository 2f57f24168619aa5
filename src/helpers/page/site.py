"""Whole pages: the frame around a report, and the index of all reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from helpers.page.cleaning import clean
from helpers.page.code import with_folded_code
from helpers.page.editions import Standing, edition_history, edition_line
from helpers.page.numbers import slug
from helpers.page.order import DOWNLOADS, EDITIONS, REPRODUCTION, in_reading_order, into_section
from helpers.page.record import Record, record_of
from helpers.page.sentences import first_sentence
from helpers.page.templates import TEMPLATES, filled
from helpers.page.words import ENGLISH, locale, own, spoken_if_own, translated, translations

if TYPE_CHECKING:
    from helpers.page.comparison import Compared

STYLES = ("style.css", "code.css")
HEADING = re.compile(r'<(h[2-6])(?: id="([^"]*)")?>(.*?)</\1>', re.DOTALL)
REGION = re.compile(r'(?=<div [^>]*role="region")(<div [^>]*?aria-label=")([^"]*)')
FRAME_IDS = ("content", "contents")
INDEX_TITLE = "Four case studies rebuilt, and every printed figure tested where it can be"
SUPPLIED = {
    "own figures": "Own figures, not published ones:",
    "own records": "Own records, not published figures:",
    "synthetic": "Synthetic, made up by a program:",
}
MADE_UP = "Synthetic:"
FORCES_TITLES = "A report for each police force", "Police forces compared, and a report for each"
DRAFT = (
    own("Draft translation."),
    own("No translator has checked the words of this page."),
)
IN_ENGLISH = own("The analysis, its tables and charts, and the files to download are in English.")


class Entry(NamedTuple):
    """A report as the index lists it."""

    name: str
    title: str
    finding: str
    area: str
    period: str
    edition: str = ""
    figures: str = ""
    languages: Sequence[str] = ()


class Tongues(NamedTuple):
    """In which language a page's own words are, and in which languages there is such a page."""

    language: str = ENGLISH
    languages: Sequence[str] = (ENGLISH,)


ENGLISH_ALONE = Tongues()


class Download(NamedTuple):
    """A file beside the page: its address from the page, what it holds, its format and bytes."""

    href: str
    label: str
    format: str
    size: int


def page(
    body: str,
    name: str,
    downloads: Sequence[Download] = (),
    standing: Standing | None = None,
    tongues: Tongues = ENGLISH_ALONE,
    record: Record | None = None,
) -> str:
    """A report's page around the body that the notebook exporter made.

    The title is the first heading, the description the first sentence of the first key finding,
    after a word on own figures if the page rests on them, the table of contents the second-level
    headings. The body is cleaned; its code is folded at the end of each section;
    the downloads get a section, those of single tables (``<name>/<folder>/<file>``) folded, and
    so do the editions, the newest of which stands under the title too, and the record ends the
    section on how the page was made; then the sections are put into reading order. The analysis is
    English in every language of the page's own words.

    Raises
    ------
    ValueError
        Words of the page's own have no translation.
    """
    standing = standing or Standing()
    made = {
        DOWNLOADS: clean(_listed(downloads, tongues.language)),
        EDITIONS: clean(edition_history(standing, tongues.language)),
    }
    if standing.own_figures == "synthetic":
        body = re.sub("(<h1[^>]*>)", rf"\1{MADE_UP} ", body, count=1)
    body = body.replace("</h1>", f"</h1>\n{edition_line(standing, tongues.language)}", 1)
    if record:
        told = record_of(name, standing, record, tongues.language)
        body = into_section(body, REPRODUCTION, told)
    body = in_reading_order(with_folded_code(clean(body)), made)
    body = _with_own_names(_with_anchors(body))
    found = first_sentence(_text(_first(r'<ul class="findings">\s*<li>(.*?)</li>', body)))
    return _fill(
        name,
        tongues,
        analysis=ENGLISH,
        body=translated(body, tongues.language),
        title=_text(_first(r"<h1[^>]*>(.*?)</h1>", body)),
        description=f"{SUPPLIED.get(standing.own_figures, '')} {found}".strip(),
        contents=_contents(body, tongues.language),
        home=True,
        numbers="" if downloads else f"{name}/numbers.csv",
    )


def other_page(
    body: str,
    description: str,
    name: str,
    tongues: Tongues = ENGLISH_ALONE,
    beside: str | None = "",
    downloads: Sequence[Download] = (),
) -> str:
    """A page that is not a report: cleaned and framed as a report is, with its downloads, if any.

    ``beside`` is the address of the folder of the other pages, with its last ``/``, if it is
    another one; none if there is no such folder.
    """
    body += _listed(downloads, tongues.language)
    body = _with_own_names(_with_anchors(clean(body)))
    return _fill(
        name,
        tongues,
        analysis=tongues.language,
        body=body,
        title=_text(_first(r"<h1[^>]*>(.*?)</h1>", body)),
        description=description,
        contents=_contents(body, ENGLISH),
        home=beside is not None,
        alone=beside is None,
        numbers="",
        beside=beside,
    )


def file_name(name: str, language: str = ENGLISH) -> str:
    """How the file of a page in a language is called.

    >>> file_name("index"), file_name("accessibility", "cy")
    ('index.html', 'accessibility.cy.html')
    """
    return f"{name}.html" if language == ENGLISH else f"{name}.{language}.html"


def in_bytes(size: int) -> str:
    """The size of a file in words, in steps of a thousand, a small rest rounded up.

    >>> in_bytes(140), in_bytes(11_001), in_bytes(2_340_000)
    ('1 kB', '12 kB', '2.4 MB')
    """
    if size > 999_000:
        return f"{-(-size // 100_000) / 10:.1f} MB"
    return f"{-(-size // 1000)} kB"


def read_entry(text: str, name: str, area: str, period: str = "") -> Entry:
    """What the index says of a page: title, first finding and edition as the page has them."""
    title = _text(_first(r"<h1[^>]*>(.*?)</h1>", text))
    finding = unescape(_first(r'<meta name="description" content="(.*?)">', text))
    edition = _text(_first(r'<p class="edition[^>]*>(.*?)(?:<span|</p>)', text))
    figures = _text(_first(r'<span class="dates">(.*?)</span>', text))
    return Entry(name, title, finding, area, period, edition, figures)


def index(entries: Sequence[Entry], compared: Sequence[Compared] = ()) -> str:
    """The page that lists every report with its area, its period and its first key finding.

    Reports for a force stand under their analysis, after the page that compares the forces.
    """
    of_forces = FORCES_TITLES[any(one.address for one in compared)]
    title = INDEX_TITLE if entries or not compared else of_forces
    body = clean(
        filled(
            "index.html.j2",
            ENGLISH,
            title=title,
            entries=entries,
            compared=compared,
            file_name=file_name,
            locale=locale,
        )
    )
    return _fill(
        "index",
        ENGLISH_ALONE,
        analysis=ENGLISH,
        body=body,
        title=title,
        description="Every report of this bundle, with its area, period and first finding.",
        contents=_contents(body, ENGLISH),
        home=False,
        numbers="",
    )


def _fill(name: str, tongues: Tongues, **values: object) -> str:
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in STYLES)
    language = tongues.language
    html = filled(
        "page.html.j2",
        language,
        style=style,
        english=ENGLISH,
        in_english=locale(language).get_language_name("en"),
        others=[
            (other, file_name(name, other), locale(other).language_name)
            for other in tongues.languages
            if other != language
        ],
        notice=DRAFT if values["analysis"] == language else (*DRAFT, IN_ENGLISH),
        statement=file_name("accessibility", language),
        **values,
    )
    return f"{html}\n"


def _listed(downloads: Sequence[Download], language: str) -> str:
    if not downloads:
        return ""
    files = [(one, in_bytes(one.size)) for one in downloads]
    single = [file for file in files if file[0].href.count("/") > 1]
    whole = [file for file in files if file not in single]
    said = {"own": lambda words: spoken_if_own(words, language)}
    return filled("downloads.html.j2", ENGLISH, whole=whole, single=single, **said)


def _contents(body: str, language: str) -> list[tuple[str, str, bool]]:
    """Anchor and words of each section, and whether they are a claim, which is not translated."""
    known = translations(language)
    headings = [(at[2], _text(at[3])) for at in HEADING.finditer(body) if at[1] == "h2"]
    return [
        (anchor, claim if claim != words else known.gettext(words), claim != words)
        for anchor, words in headings
        for claim in [words.removeprefix("Finding: ")]
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
