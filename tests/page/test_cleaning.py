"""Cleaning: what the page room makes stays as it is, and nothing else stays."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from helpers.page import Column, finding, findings, say, section, table
from helpers.page.cleaning import clean
from helpers.page.numbers import Number, Shown
from helpers.page.pictures import SMALL_SCREEN, publish
from helpers.page.tables import folded

REPORTS = Path(__file__).parents[2] / "reports"
COUNT = Number("trial.count", "Notices", 245, "notices")
ROWS = pd.DataFrame({"group": ["Asian", "White & other"], "count": [7, 202]})
COLUMNS = {"group": "Group", "count": Column("Notices", "notices")}


def a_table() -> Shown:
    return table(ROWS, "Notices by group", COLUMNS, "trial", note="So far.")


def a_chart() -> Shown:
    figure, axes = plt.subplots(figsize=(4, 2))
    axes.plot([7, 202])
    told = {"caption": "Notices", "finding": "More to one group", "behind": a_table()}
    words = "Line chart", "Lowest: Asian, 7."
    shown = publish(lambda _: figure, *words, [7, 202], {**told, "sources": ()})
    plt.close(figure)
    return shown


@pytest.mark.parametrize(
    "made",
    [
        a_table(),
        a_chart(),
        folded("Every file (2)", a_table()),
        findings(say("In {force} {count} notices.", force="Devon & Cornwall", count=COUNT)),
        finding("Most of {count} notices", count=COUNT),
        section("A detail", a_table()),
    ],
    ids=["table", "chart", "folded", "findings", "finding", "section"],
)
def test_what_the_page_room_makes_stays_byte_for_byte(made):
    expected = made.html.replace("></details>", ">\n</details>")
    assert clean(made.html) == expected


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.html")), ids=lambda path: path.stem)
def test_a_committed_page_has_nothing_to_clean_and_its_charts_stay_as_they_are(path):
    body = re.search(r'<main id="content"[^>]*>(.*)</main>', path.read_text("utf-8"), re.DOTALL)[1]
    body = re.sub(r'<details class="code">.*?</details>\n', "", body, flags=re.DOTALL)
    assert clean(body).split("<") == body.split("<")


def test_cleaning_twice_is_cleaning_once():
    once = clean(f"<h2 id='a'>A</h2><p onclick=x>&nbsp;<i>b</i> &lt;{a_chart().html}")
    assert clean(once) == once


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>main { display: none }</style>a", "a"),
        ("<iframe src='https://example.org'>a</iframe>", "a"),
        ("<object data='x.swf'>a</object><embed src='x.swf'>", "a"),
        ("<form action='https://example.org'><input><button>a</button></form>", "a"),
        ("<link rel='stylesheet' href='https://example.org/a.css'>a", "a"),
        ("<meta http-equiv='refresh' content='0;url=https://example.org'>a", "a"),
        ("<base href='https://example.org/'>a", "a"),
        ("<svg onload='alert(1)'><circle r='1'/></svg>a", "a"),
        ("<!-- cell 3 -->a", "a"),
        ("<p style='position: fixed' onclick='go()' id='content'>a</p>", "<p>a</p>"),
        ("<div role='alert' tabindex='5' aria-label='b'>a</div>", '<div aria-label="b">a</div>'),
        ("<img srcset='https://example.org/a.png' alt='b'>", '<img alt="b">'),
        ("<source srcset='https://example.org/a.png'>", "<source>"),
        ("<source srcset='data:image/png;base64,AAAA, a.png 2x'>", "<source>"),
        ("<source src='a.mp4' media='print' type='video/mp4' sizes='1px'>", "<source>"),
        ("<video><source srcset='a.png'></video>", "<source>"),
    ],
)
def test_what_is_not_on_the_list_is_taken_out(html, expected):
    assert clean(html) == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://www.gov.uk/data?a=1",
        "mailto:office@example.org",
        "#a-detail",
        "index.html",
        "wiltshire/numbers.csv",
        "index.html#reports",
    ],
)
def test_a_link_may_lead_to_a_site_an_address_a_heading_or_a_file_beside_the_page(address):
    assert clean(f'<a href="{address}">a</a>') == f'<a href="{address}">a</a>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "http://example.org",
        "//example.org/a",
        "/etc/passwd",
        "../../secrets.csv",
        "file:///etc/passwd",
        "vbscript:a",
    ],
)
def test_no_other_address_is_linked_or_shown(address):
    assert clean(f'<a href="{address}">a</a>') == "<a>a</a>"
    assert clean(f'<img alt="a" src="{address}">') == '<img alt="a">'


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.png",
        "a.png",
        "data:text/html;base64,AAAA",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "data:image/svg+xml,%3Csvg%20a=1 2x, https://example.org/a.png%3E",
        "data:image/svg+xml,%3Csvg%20%3E, https://example.org/a.png%3E",
        "data:image/svg+xml,%3Chtml%20%3E",
        "data:image/svg+xml;utf8,%3Csvg/%3E",
        "data:text/html,%3Csvg%20a=1%3E",
        "data:image/svg+xml,text/html,%3Csvg%20a=1%3E",
        "data:image/svg+xml,%3Csvg%20a=1%3E\n",
    ],
)
def test_a_picture_stands_in_the_page_or_not_at_all(address):
    assert clean(f'<img alt="a" src="{address}">') == '<img alt="a">'
    assert clean(f'<source srcset="{address}">') == "<source>"


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,AAAA", "data:image/svg+xml,%3Csvg%20a='1'%3E%3C/svg%3E"]
)
def test_a_picture_that_stands_in_the_page_stays_for_both_screens(address):
    shown = (
        f'<picture><source media="{SMALL_SCREEN}" srcset="{address}" width="1" height="2">'
        f'<img alt="a" src="{address}"></picture>'
    )
    assert clean(shown) == shown
