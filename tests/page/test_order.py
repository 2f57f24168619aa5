"""The order in which a page is read."""

from __future__ import annotations

import re

from helpers.page.order import DOWNLOADS, EDITIONS, FINDINGS, ORDER, in_reading_order

RUNNING = (
    "Key findings",
    "Things you need to know",
    "Where the figures come from",
    "What is counted",
    "How it is measured",
    "Finding: <data>245</data> notices",
    "A word on names",
    "Finding: 8 times the rate",
    "Does it depend on our choices?",
    "What this cannot tell you",
    "Published figures, checked",
    "Reproduce this page",
)
READING = (
    *RUNNING[:2],
    "What is counted",
    *RUNNING[5:10],
    "How it is measured",
    "Published figures, checked",
    "Where the figures come from",
    "Downloads",
    "Edition history",
    "Reproduce this page",
)
BODY = "<h1>Who?</h1><p>Intro.</p>" + "".join(
    f"<h2>{name}</h2><p>Under {place}.</p><h3>Part</h3>" for place, name in enumerate(RUNNING)
)
OWN = {EDITIONS: "<h2>Edition history</h2>", DOWNLOADS: "<h2>Downloads</h2>"}


def headings(html: str) -> list[str]:
    return re.findall("<h2>(.*?)</h2>", html)


def test_sections_stand_in_reading_order_whatever_the_order_of_running():
    assert headings(in_reading_order(BODY, OWN)) == list(READING)


def test_findings_and_unknown_headings_keep_the_order_in_which_they_stand():
    kept = headings(in_reading_order(BODY, {}))
    assert [name for name in kept if name in RUNNING[5:8]] == list(RUNNING[5:8])


def test_a_section_moves_whole_and_the_introduction_stays():
    html = in_reading_order(BODY, {})
    assert html.startswith("<h1>Who?</h1><p>Intro.</p><h2>Key findings</h2>")
    for place, name in enumerate(RUNNING):
        assert f"<h2>{name}</h2><p>Under {place}.</p><h3>Part</h3>" in html
    assert sorted(html) == sorted(BODY)


def test_own_sections_find_their_place_whatever_their_heading_says():
    own = {DOWNLOADS: '<h2 lang="cy">Lawrlwythiadau</h2>', EDITIONS: ""}
    html = in_reading_order("<h1>A</h1><h2>Reproduce this page</h2>", own)
    assert html.index("Lawrlwythiadau") < html.index("Reproduce")


def test_a_heading_is_known_by_its_words_and_not_by_its_markup():
    html = in_reading_order('<h2 id="a">Finding: 1</h2><h2 id="b">Key\n findings</h2>', {})
    assert html == '<h2 id="b">Key\n findings</h2><h2 id="a">Finding: 1</h2>'


def test_a_body_without_sections_stays_and_the_list_names_each_section_once():
    assert in_reading_order("<h1>A</h1>", {}) == "<h1>A</h1>"
    assert len(set(ORDER)) == len(ORDER) and FINDINGS in ORDER
