"""The page's own words: all of them in the catalogue, and each said in the language it is in."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from helpers.data import read_sources
from helpers.page import words
from helpers.page.editions import Edition, Standing
from helpers.page.site import Download, Tongues, file_name, page
from helpers.page.symbols import SYMBOLS, footnotes
from helpers.page.tables import Column, folded, source_line, table
from helpers.page.time_axis import in_full
from helpers.page.words import ENGLISH, LANGUAGES, own, spoken, translated, translations

PROJECT = Path(__file__).parents[2]
PACKAGE = PROJECT / "src" / "helpers"
REPORTS = PROJECT / "reports"
OTHERS = [language for language in LANGUAGES if language != ENGLISH]
WELSH_TITLES = {one.title for one in read_sources().values() if one.title_language == "cy"}
LISTED = yaml.safe_load((PROJECT / "reports.yml").read_text("utf-8"))["reports"]
WITH_OTHERS = [
    REPORTS / file_name(report["name"], language)
    for report in LISTED
    for language in report.get("languages", [ENGLISH])[1:]
]
PLACES = re.compile(r"%\(\w+\)s|%%")
RECORD = re.compile(r'<div class="record".*?</p>\n</div>', re.DOTALL)
VOID = {"br", "hr", "img", "link", "meta", "source"}
each_language = pytest.mark.parametrize("language", OTHERS)
REMEDY = "in src/helpers/page/locale/{}.po: add {}, each with its translation; take out {}"


def said_by_the_page() -> set:
    """Every message of the page and run rooms, and the fixed headings of translated reports."""
    found = extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")],
        options_map={"**.j2": {"newstyle_gettext": "true"}},
        keywords={"own": None, "_": None, "gettext": None, "ngettext": (1, 2)},
    )
    return {message for _, _, message, *_ in found} | {
        heading
        for report in yaml.safe_load((PROJECT / "reports.yml").read_text("utf-8"))["reports"]
        if len(report.get("languages", [])) > 1
        for heading in headings(PROJECT / report["notebook"])
    }


def headings(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    shown = [
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "markdown"
        and "notebook-only" not in cell["metadata"].get("tags", [])
    ]
    return re.findall(r"^## (?!Finding:)(.+)$", "\n".join(shown), re.MULTILINE)


def messages(language: str) -> list:
    with (words.CATALOGUES / f"{language}.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def pairs(message) -> list[tuple[str, str]]:
    ids = message.id if message.pluralizable else (message.id,)
    texts = message.string if message.pluralizable else (message.string,)
    return [(ids[-1], text) for text in texts]


@each_language
def test_the_catalogue_has_exactly_the_page_s_own_words(language):
    said, known = said_by_the_page(), {message.id for message in messages(language)}
    lacking, needless = sorted(said - known, key=str), sorted(known - said, key=str)
    assert (lacking, needless) == ([], []), REMEDY.format(language, lacking, needless)


@each_language
def test_every_translation_is_there_is_not_fuzzy_and_has_the_places_of_the_original(language):
    for message in messages(language):
        assert not message.fuzzy, message.id
        for english, text in pairs(message):
            assert text.strip() and text == text.strip(), message.id
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(english)), text


@each_language
def test_a_translation_ends_as_the_original_does_and_has_no_markup(language):
    for message in messages(language):
        for english, text in pairs(message):
            ends = {one[-1] if one[-1] in ".:?" else "" for one in (english, text)}
            assert len(ends) == 1, text
            assert not re.search(r"[<>&]", text), text


@pytest.mark.parametrize("ask", ["gettext", "ngettext"])
def test_words_without_a_translation_are_refused_by_name_with_the_remedy(ask):
    arguments = ("Tables of contents",) if ask == "gettext" else ("Tables of contents", "", 2)
    with pytest.raises(ValueError, match=r"'Tables of contents' is not in locale/cy\.po: add it"):
        getattr(translations("cy"), ask)(*arguments)


@pytest.mark.parametrize(
    "written",
    [
        'msgid "Skip"\nmsgstr "<img src=x>"\n',
        'msgid "Skip"\nmsgstr "a &amp; b"\n',
        'msgid "on %(day)s"\nmsgstr "ar"\n',
        'msgid "on %(day)s"\nmsgstr "ar %(dydd)s"\n',
    ],
)
def test_a_translation_with_markup_or_other_places_is_refused(monkeypatch, tmp_path, written):
    (tmp_path / "cy.po").write_text(written, "utf-8")
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)
    words._catalogue.cache_clear()
    with pytest.raises(ValueError, match=r"cy\.po: line \d+: the translation of .* mend it"):
        words._catalogue("cy")
    words._catalogue.cache_clear()


def test_a_fuzzy_translation_is_none(monkeypatch, tmp_path):
    text = '#, fuzzy\nmsgid "Source:"\nmsgstr "Ffynhonnell:"\n'
    (tmp_path / "cy.po").write_text(text, "utf-8")
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)
    words._catalogue.cache_clear()
    try:
        with pytest.raises(ValueError, match="'Source:' is not in"):
            translations.__wrapped__("cy").gettext("Source:")
    finally:
        words._catalogue.cache_clear()


def test_there_is_a_catalogue_for_each_language_but_english():
    assert [path.stem for path in words.CATALOGUES.glob("*.po")] == OTHERS


def test_months_are_named_in_welsh():
    # WJEC, Geirfa Iaith, "misoedd y flwyddyn",
    # https://geirfaiaith.wjec.co.uk/glossary/misoedd-y-flwyddyn/
    named = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"
    months = [in_full(f"2026-{month:02}", "cy") for month in range(1, 13)]
    assert months == [f"{month} 2026" for month in named.split()]
    assert in_full("2026-02-01", "cy") == "1 Chwefror 2026" and in_full(2019, "cy") == "2019"


def test_one_page_and_two_pages_are_mutated_as_feminine_nouns_are_and_three_are_not():
    # "Feminine singular nouns mutate after un … un gath", "dwy gath", "tair punt": Surface
    # Languages, https://surfacelanguages.com/language/Welsh/reviewwords/Numbers--1-to-10.html
    known = translations("cy")
    forms = [known.ngettext("%(count)s page", "%(count)s pages", count) for count in (1, 2, 3)]
    assert forms == ["%(count)s dudalen", "%(count)s dudalen", "%(count)s tudalen"]


def test_english_words_are_said_without_markup_and_others_with_their_language():
    assert spoken("Source:", ENGLISH) == "Source:"
    assert translated("<summary>Not ours</summary>", ENGLISH) == "<summary>Not ours</summary>"
    assert spoken("Source:", "cy") == '<span lang="cy">Ffynhonnell:</span>'


def test_values_in_translated_words_stay_english_and_are_marked_unless_they_are_figures():
    summary = own("Every publication that this page draws on (%(kinds)s)") % {"kinds": "5 <green>"}
    assert spoken(summary, "cy") == (
        '<span lang="cy">Pob cyhoeddiad y mae’r dudalen hon yn tynnu arno '
        f'(<span lang="{ENGLISH}">5 &lt;green&gt;</span>)</span>'
    )
    counted = own("Raw files with their checksums (%(count)s)") % {"count": 29}
    assert spoken(counted, "cy").count("<span") == 1


@pytest.mark.parametrize("opening", ["<h2>Our own</h2>", "<summary>Our own</summary>"])
def test_a_heading_or_a_summary_that_is_not_in_the_catalogue_is_refused(opening):
    with pytest.raises(ValueError, match="'Our own' is not in"):
        translated(opening, "cy")


def test_each_symbol_that_is_explained_is_explained_in_welsh():
    note = footnotes(
        "".join(f"<td>{symbol}</td>" for symbol in SYMBOLS),
        "Counted where [x] stands; not [y] else.",
    )
    html = translated(note, "cy")
    told = re.findall(r'<span lang="cy">(\[\w+\]) ([^<]+)</span>', html)
    assert [symbol for symbol, _ in told] == list(SYMBOLS)
    assert all(meaning not in SYMBOLS.values() for _, meaning in told)
    assert "Counted where [x] stands; not [y] else. <span" in html


class Spoken(HTMLParser):
    """Each text of a page that is not blank: its language, its elements from the outside, itself.

    What is said of pictures, regions and the page (``alt``, ``aria-label``, ``content``) counts.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, tuple[str, ...], str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        language = given.get("lang") or (self.open[-1][1] if self.open else "")
        self.open.append((tag, language))
        for name in ("alt", "aria-label"):
            self.handle_data(given.get(name) or "")
        if given.get("name") == "description":
            self.handle_data(given["content"])
        if tag in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        text = " ".join(data.split())
        within = tuple(tag for tag, _ in self.open)
        if text and "style" not in within and "pre" not in within:
            self.texts.append((self.open[-1][1], within, text))

    def said(self, language: str, part: str = "body") -> list[str]:
        return [
            text for spoken, within, text in self.texts if spoken == language and part in within
        ]


ROWS = pd.DataFrame({"group": ["Downloads"], "note": ["Key findings"], "rate": [None]})
COLUMNS = {"group": "Page", "note": "Faults", "rate": Column("Rate", "ratio")}
CITED = SimpleNamespace(path="a.csv", citation="ONS, “Census”, 2012", second_hand="", licence="OGL")
SHOWN = folded(
    own("Raw files with their checksums (%(count)s)") % {"count": 1},
    table(ROWS, "Accessibility statement", COLUMNS, "a", sources=[CITED], note="By day."),
)
BODY = (
    "<h1>Who was fined?</h1>\n<p>Fines &amp; notices.</p>\n<h2>Key findings</h2>\n"
    '<ul class="findings"><li>White: 7.</li></ul><pre class="code">rate = "Source:"</pre>\n'
    '<h2 id="finding-many">Finding: <data data-number="a.b" value="7">7</data> notices</h2>\n'
    f"<h3>Downloads</h3><p>Source: none. Finding: it took a day.</p>{SHOWN.html}"
    '<img alt="Bar chart of notices by group: White highest." src="data:image/png;base64,aa">'
)
DOWNLOADS = [
    Download("kent/numbers.csv", "Every number on this page, with its sources", "CSV", 1),
    Download("kent/kent.xlsx", "All tables in one spreadsheet", "Excel workbook (XLSX)", 1),
    Download("kent/tables/a.csv", "Figures published in 2012.", "CSV", 1),
]
STANDING = Standing([Edition("0.1", "2026-02-01", "First edition.")])
BOTH = (ENGLISH, "cy")
each_page = pytest.mark.parametrize(
    "html", ["made", *(path.name for path in WITH_OTHERS)], indirect=True
)


def made(language: str) -> str:
    return page(BODY, "kent", DOWNLOADS, STANDING, Tongues(language, BOTH))


@pytest.fixture
def html(request) -> str:
    """A page with own words in Welsh: one made here, or a committed one."""
    if request.param == "made":
        return made("cy")
    return (REPORTS / request.param).read_text("utf-8")


def own_english() -> set[str]:
    """The English words that no page in another language has outside its analysis."""
    return {message.id for message in messages("cy") if isinstance(message.id, str)}


@each_page
def test_every_welsh_text_of_a_page_is_of_the_catalogue(html):
    texts = {text for message in messages("cy") for _, text in pairs(message)}
    texts |= {piece.strip() for text in texts for piece in PLACES.split(text)} - {""}
    known = [re.compile(".*".join(map(re.escape, PLACES.split(text)))) for text in texts]
    for text in [one for one in Spoken(html).said("cy") if one not in WELSH_TITLES]:
        sentence = re.sub(r"^\[\w+\] ", "", text)
        pieces = re.split(r"(?<=\.) (?=[A-Z])", sentence)
        fits = any(one.fullmatch(sentence) for one in known) or all(
            any(one.fullmatch(piece) for one in known) for piece in pieces
        )
        assert fits or not re.search("[a-z]{3}", text), text


@each_page
def test_no_heading_summary_source_or_frame_of_a_welsh_page_is_in_english(html):
    spoken = Spoken(html)
    framed = [
        text
        for language, within, text in spoken.texts
        if {"header", "nav", "footer", "summary"} & {*within} or within[-1] in ("h2", "title")
        if language == ENGLISH
    ]
    left = own_english() & {*framed}
    assert left <= {"Draft translation."}, left
    assert not [text for text in spoken.said(ENGLISH) if re.match(r"\[\w+\] [a-z]", text)]
    assert not re.search(r"<h2[^>]*>Finding:|<p class=.source.>Source:|>Code of this", html)


@each_page
def test_the_analysis_of_a_welsh_page_is_marked_as_english(html):
    spoken = Spoken(html)
    assert re.search(r'<html lang="cy">', html) and '<main id="content" lang="en-GB">' in html
    parts = {"h1", "h3", "caption", "td", "th", "figcaption", "img", "data"}
    others = {
        text
        for language, within, text in Spoken(RECORD.sub("", html)).texts
        if language != ENGLISH
        and "main" in within
        and parts & {*within}
        and text not in WELSH_TITLES
    }
    assert others == set()
    assert spoken.said(ENGLISH, "h1") and spoken.said(ENGLISH, "p")


@pytest.mark.parametrize("path", WITH_OTHERS, ids=lambda path: path.name)
def test_the_analysis_of_a_page_is_the_same_in_both_languages(path):
    both = (path.with_name(f"{path.name.split('.')[0]}.html"), path)
    english, welsh = (Spoken(RECORD.sub("", one.read_text("utf-8"))) for one in both)
    parts = {"h1", "h3", "caption", "td", "th", "figcaption", "img", "blockquote", "ol"}
    kept = [
        [text for _, within, text in page.texts if "main" in within and parts & {*within}]
        for page in (english, welsh)
    ]
    assert kept[0] == kept[1]


def test_what_is_written_by_hand_stays_english_even_where_the_page_has_such_words():
    english = Spoken(made("cy")).said(ENGLISH, "main")
    for text in ("Who was fined?", "Fines & notices.", "White: 7.", "notices", "First edition."):
        assert text in english
    for text in ("Source: none. Finding: it took a day.", "Downloads", "Key findings", "Page"):
        assert text in english
    assert "Figures published in 2012. (CSV, 1 kB)" in english
    assert "ONS, “Census”, 2012." in english and "Accessibility statement" in english


def test_a_welsh_page_says_its_own_words_in_welsh():
    welsh = Spoken(made("cy")).said("cy")
    for english in (
        "Key findings",
        "Finding:",
        "Source:",
        "Code of this section",
        "Downloads",
        "Edition history",
        "Every number on this page, with its sources",
        "Excel workbook (XLSX)",
        "Skip to main content",
        "On this page",
    ):
        assert translations("cy").gettext(english) in welsh, english
    assert welsh.count("Argraffiad 0.1, 1 Chwefror 2026.") == 2 and "[x] ddim ar gael" in welsh
    assert "Ffeiliau crai gyda’u symiau gwirio (1)" in welsh


def test_a_page_in_another_language_says_in_both_that_nobody_checked_the_translation():
    spoken = Spoken(made("cy"))
    (welsh,) = [text for text in spoken.said("cy", "header") if "cyfieithydd" in text]
    (english,) = [text for text in spoken.said(ENGLISH, "header") if "translator" in text]
    assert welsh.startswith("Cyfieithiad drafft. Nid oes cyfieithydd wedi gwirio")
    assert english.startswith("Draft translation. No translator has checked")
    assert "files to download are in English." in english and "yn Saesneg." in welsh
    assert "translat" not in made(ENGLISH)


def test_the_pages_lead_to_each_other_and_have_the_same_anchors_and_downloads():
    english, welsh = map(made, BOTH)
    for html, other, address in ((english, "cy", "kent.cy.html"), (welsh, "en-GB", "kent.html")):
        assert f'<link rel="alternate" hreflang="{other}" href="{address}">' in html
        assert f'<a href="{address}" hreflang="{other}" lang="{other}">' in html
    for kept in (r'<h\d id="([^"]+)"', r'href="(#[^"]+)"', r'href="(kent/[^"]+)"'):
        assert re.findall(kept, english) == re.findall(kept, welsh) != []
    assert 'href="accessibility.cy.html"' in welsh
    assert 'href="accessibility.html"' in english


def test_a_page_in_english_alone_names_no_other_language():
    html = page(BODY, "kent", DOWNLOADS, STANDING)
    assert "hreflang" not in html and 'lang="cy"' not in html and "<span lang" not in html
    named = re.sub(r'<link rel="alternate".*?>\n|<p class="languages">.*?</p>\n', "", made(ENGLISH))
    assert named == html


def test_citations_behind_a_summary_are_counted_in_welsh():
    cited = [SimpleNamespace(citation=f"Book {n}", second_hand="") for n in range(4)]
    summary = re.search("<summary>.*?</summary>", translated(source_line(cited), "cy"))[0]
    assert summary == (
        '<summary><span lang="cy">Ffynhonnell: 4 o gyhoeddiadau, dim ohonynt yn ail-law</span>'
        "</summary>"
    )
