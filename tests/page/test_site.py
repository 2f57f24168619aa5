"""The frame around a report, and the index."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from helpers.page.site import (
    STYLES,
    TEMPLATES,
    Download,
    Tongues,
    file_name,
    index,
    page,
    read_entry,
)
from helpers.page.words import translations

REPORTS = Path(__file__).parents[2] / "reports"
BODY = """<h1>Who was fined?</h1>
<h2>Key findings</h2>
<ul class="findings">
<li>In Wiltshire <data data-number="a.b" value="245">245</data> notices &amp; more.</li>
</ul>
<h2 id="finding-many">Finding: <data data-number="a.b" value="245">245</data> notices</h2>
<h3>A detail</h3>"""


def test_a_page_takes_title_and_description_from_its_body():
    html = page(BODY, "wiltshire")
    assert "<title>Who was fined? – Race disparity in focus, rebuilt</title>" in html
    assert '<meta name="description" content="In Wiltshire 245 notices &amp; more.">' in html
    assert '<html lang="en-GB">' in html and 'href="wiltshire/numbers.csv"' in html


def test_every_heading_has_an_anchor_and_the_contents_link_to_the_second_level():
    html = page(BODY, "wiltshire")
    assert '<h2 id="key-findings">' in html and '<h3 id="a-detail">' in html
    assert '<li><a href="#key-findings">Key findings</a></li>' in html
    assert '<li><a href="#finding-many">245 notices</a></li>' in html
    assert 'href="#a-detail"' not in html


def test_the_index_lists_title_area_period_and_first_finding_escaped():
    entry = read_entry(page(BODY, "w"), "w", "Wiltshire <b>", "days <not> given")
    html = index([entry])
    assert '<a href="w.html">Who was fined?</a>' in html
    assert '<p class="scope">Wiltshire &lt;b&gt;, days &lt;not&gt; given</p>' in html
    assert "In Wiltshire 245 notices &amp; more." in html


def test_a_report_without_a_period_stands_in_the_index_by_its_area_alone():
    entry = read_entry(page(BODY, "w"), "w", "All areas")
    assert '<p class="scope">All areas</p>' in index([entry])


def test_the_index_has_contents_that_lead_to_each_report():
    html = index([read_entry(page(BODY, "w"), "w", "Wiltshire")])
    assert '<nav aria-labelledby="contents">' in html
    assert '<li><a href="#w">Who was fined?</a></li>' in html and '<h2 id="w">' in html


def test_the_index_claims_no_test_of_what_has_nothing_beside_it():
    html = index([])
    title = "Four case studies rebuilt, and every printed figure tested where it can be"
    assert html.count(title) == 2 and "every printed figure checked" not in html


@pytest.mark.parametrize(
    ("key_finding", "first"),
    [
        ("It is 1.5 times. The next says more.", "It is 1.5 times."),
        ("“Only one.” Nothing follows.", "“Only one.”"),
        ("Not 7.3 (No. 2 of S.I. 2018, e.g. Regulation 8). Then.", None),
        ("To A. Smith, St. Ives. 12 others.", "To A. Smith, St. Ives."),
        ("Is it? Yes.", "Is it?"),
        ("No full stop at all", "No full stop at all"),
        ("At www.example.org. “Why?” they ask.", "At www.example.org."),
    ],
)
def test_the_index_and_the_description_take_the_first_sentence_of_the_first_finding(
    key_finding, first
):
    first = first or key_finding.removesuffix(" Then.")
    html = page(f'<h1>A</h1><ul class="findings"><li>{key_finding}</li></ul>', "w")
    assert f'<meta name="description" content="{first}">' in html
    assert read_entry(html, "w", "Kent").finding == first


def test_a_title_is_in_one_language_and_says_in_which():
    html = page(BODY, "w", tongues=Tongues("cy", ("en-GB", "cy")))
    title = "Who was fined? – Race disparity in focus, rebuilt (in Welsh)"
    assert f'<title lang="en-GB">{title}</title>' in html


DOWNLOADS = [
    Download("wiltshire/numbers.csv", "Every number on this page", "CSV", 11_001),
    Download("wiltshire/wiltshire.ods", "All tables in one spreadsheet", "ODS", 2_340_000),
    Download("wiltshire/tables/notices.csv", "Notices by group & year", "CSV", 140),
]
FOOTER = (
    "Rebuilt by code that anyone can run. Disparity is not, on its own, evidence of discrimination."
)
PAGES = {path.name: path.read_text("utf-8") for path in sorted(REPORTS.glob("*.html"))}
MADE = page(BODY, "wiltshire", DOWNLOADS)
each_page = pytest.mark.parametrize("html", [MADE, *PAGES.values()], ids=["made", *PAGES])


class Outline(HTMLParser):
    """Tags with their attributes, and the words in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("header", "nav", "main", "footer", "style"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open[-1:] == [tag]:
            self.open.pop()

    def handle_data(self, data):
        if self.open != ["style"]:
            self.words += data

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


@each_page
def test_a_page_names_its_language_title_description_and_policy(html):
    outline = Outline(html)
    (language,) = [page["lang"] for page in outline.all("html")]
    (title,) = outline.all("title")
    name = translations(title.get("lang", language)).gettext("Race disparity in focus, rebuilt")
    assert re.search(f"<title[^>]*>.{{10,}} – {name}(?: \\(in Welsh\\))?</title>", html)
    named = {meta.get("name"): meta.get("content") for meta in outline.all("meta")}
    assert len(named["description"]) >= 20
    policy = [meta["content"] for meta in outline.all("meta") if "http-equiv" in meta]
    assert policy == [
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'"
    ]


@each_page
def test_without_its_style_a_page_reads_in_order(html):
    words = " ".join(Outline(html.partition("<body>")[2]).words.split())
    title = unescape(re.search("<h1[^>]*>(.*?)</h1>", html)[1])
    parts = ["Skip to main content", "Race disparity in focus, rebuilt", FOOTER]
    if "<nav" in html:
        parts.insert(2, "On this page")
    parts = list(map(translations(Outline(html).all("html")[0]["lang"]).gettext, parts))
    parts.insert(-1, title)
    assert words.startswith(parts[0])
    assert re.search(".*".join(map(re.escape, parts)), words)


def test_the_style_moves_nothing_out_of_its_order_and_says_nothing_of_its_own():
    style = "".join((TEMPLATES / name).read_text("utf-8") for name in STYLES)
    assert not re.search(r"\border:|\bfloat:|row-reverse|column-reverse|grid-row:", style)
    on_screen = style.partition("@media print")[0]
    assert not re.search(r"\bcontent:\s*(?!none|\"\")", on_screen)


def test_in_print_no_caption_summary_or_list_of_events_is_cut_or_parted():
    printed = (TEMPLATES / "style.css").read_text("utf-8").partition("@media print")[2]
    whole = "h1, h2, h3, caption, figcaption, summary, .events { break-inside: avoid; }"
    assert whole in printed
    assert ".events, footer { break-before: avoid; }" in printed


def test_tables_with_the_same_caption_have_regions_with_names_of_their_own():
    region = '<div class="table" role="region" aria-label="Rates" tabindex="0"></div>'
    regions = re.findall('aria-label="(.*?)"', page(f"<h1>a</h1>{region * 3}", "a"))
    assert regions == ["Rates", "Rates, table 2 of this name", "Rates, table 3 of this name"]


def test_headings_with_the_same_words_get_anchors_of_their_own():
    body = "<h1>A</h1><h2>Rates</h2><h3>By group</h3><h2>Rates</h2><h3>By group</h3>"
    anchors = re.findall(r'<h\d id="([^"]+)"', page(body, "a"))
    assert anchors == ["rates", "by-group", "rates-2", "by-group-2"]


def test_an_anchor_does_not_take_the_place_of_one_of_the_frame_or_of_a_given_one():
    body = '<h1>A</h1><h2>Content</h2><h2>Contents</h2><h2 id="b">B</h2><h2>B</h2><h2>B 2</h2>'
    anchors = re.findall(r'<h2 id="([^"]+)"', page(body, "a"))
    assert anchors == ["content-2", "contents-2", "b", "b-2", "b-2-2"]


def test_downloads_say_format_and_size_and_those_of_single_tables_are_folded():
    section = MADE[MADE.index('<h2 id="downloads">') :]
    offered = re.findall(r'<a href="(wiltshire/.*?)">(.*?)</a>', section)
    assert offered == [
        ("wiltshire/numbers.csv", "Every number on this page (CSV, 12 kB)"),
        ("wiltshire/wiltshire.ods", "All tables in one spreadsheet (ODS, 2.4 MB)"),
        ("wiltshire/tables/notices.csv", "Notices by group &amp; year (CSV, 1 kB)"),
    ]
    folded = re.search("<details>.*?</details>", section, re.DOTALL)[0]
    assert "Each table in a file of its own (1)" in folded and "ods" not in folded
    assert '<li><a href="#downloads">Downloads</a></li>' in MADE


def test_a_page_without_downloads_links_its_numbers_and_has_no_such_section():
    html = page(BODY, "wiltshire")
    assert "Downloads" not in html and 'href="wiltshire/numbers.csv"' in html


@pytest.mark.parametrize("name", PAGES)
def test_the_language_of_a_page_is_that_of_its_file_name(name):
    stem, _, language = name.removesuffix(".html").partition(".")
    assert Outline(PAGES[name]).all("html") == [{"lang": language or "en-GB"}]
    assert file_name(stem, language or "en-GB") == name


def test_the_index_links_a_report_in_another_language_by_its_name_and_title():
    entry = read_entry(page(BODY, "w"), "w", "South Wales")
    link = '<a href="w.cy.html" hreflang="cy"><span lang="cy">Cymraeg</span>: Who was fined?</a>'
    assert link in index([entry._replace(languages=["cy"])])
    assert "hreflang" not in index([entry])
