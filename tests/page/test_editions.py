"""What a page says of its edition and of the age of its figures."""

from __future__ import annotations

import re

import pytest

from helpers.data.publication import span
from helpers.page.editions import (
    Change,
    Edition,
    Standing,
    edition_history,
    edition_line,
    with_numbers,
)
from helpers.page.site import index, page, read_entry

EDITIONS = (
    Edition("0.10", "2027-01-04", "A rate was wrong.", "0.2", "Siân <Checker>", "0" * 64),
    Edition("0.2", "2026-11-23", "Maps & charts <b>added</b>."),
    Edition("0.1", "2026-11-23", "First edition."),
)
DATES = span(["2012-03", "2021-05-14", "2020", "undated"])
STANDING = Standing(EDITIONS, DATES)
BODY = '<h1>Who?</h1>\n<h2>Key findings</h2>\n<ul class="findings"><li>Many were.</li></ul>'


def words(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", "", html).split())


def test_the_line_names_the_newest_edition_its_day_and_the_dates_of_the_figures():
    assert words(edition_line(STANDING)) == (
        "Edition 0.10, 4 January 2027. Figures published March 2012 to 14 May 2021, apart from "
        "1 of 4 sources whose date is not known."
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["2020-05"], "Figures published May 2020."),
        (["2012 (inferred)", "2021"], "Figures published 2012 (inferred) to 2021."),
        (["2020-07 or 2020-08"], "Figures published July 2020 or August 2020."),
        (["undated"], "When the figures were published is not known."),
        ([], ""),
    ],
)
def test_dates_stay_partial_and_unknown_ones_are_said(written, said):
    line = words(edition_line(Standing(EDITIONS[2:], span(written))))
    assert line == f"Edition 0.1, 23 November 2026. {said}".strip()


def test_the_history_says_of_each_edition_what_changed_what_it_corrects_and_who_checked_it():
    assert re.findall("<li>(.*?)</li>", edition_history(STANDING)) == [
        "<strong>Edition 0.10, 4 January 2027.</strong> A rate was wrong. "
        "It corrects a mistake that stood since edition 0.2. Checked by Siân &lt;Checker&gt;.",
        "<strong>Edition 0.2, 23 November 2026.</strong> Maps &amp; charts "
        "&lt;b&gt;added&lt;/b&gt;. It corrects no mistake. No second person has checked this "
        "edition.",
        "<strong>Edition 0.1, 23 November 2026.</strong> First edition. No second person has "
        "checked this edition.",
    ]


def test_a_page_has_the_line_under_its_title_and_the_history_before_its_making():
    html = page(f"{BODY}<h2>Reproduce this page</h2>", "who", standing=STANDING)
    assert '<h1>Who?</h1>\n<p class="edition">Edition 0.10' in html
    parts = ["Many were", '<h2 id="edition-history">', '<h2 id="reproduce-this-page">']
    assert [html.index(part) for part in parts] == sorted(map(html.index, parts))


def test_a_variant_names_the_parameters_that_differ_and_carries_no_edition():
    changes = [Change("census", 2021, 2011), Change("police_force", "<Kent>", "Wiltshire")]
    html = page(BODY, "who", standing=STANDING._replace(changes=changes))
    line = re.search('<p class="edition variant">.*?</p>', html)[0]
    assert words(line).startswith(
        "Not the published edition. Built with other parameters: census is 2021, published with "
        "2011; police_force is &lt;Kent&gt;, published with Wiltshire. Figures published"
    )
    assert "Edition 0" not in html and "Edition history" not in html


def test_a_page_with_other_numbers_than_its_edition_was_released_with_is_not_yet_an_edition():
    assert with_numbers(STANDING, "0" * 64) == STANDING
    moved = with_numbers(STANDING, "1" * 64)
    html = page(BODY, "who", standing=moved)
    line = re.search('<p class="edition variant">.*?</p>', html)[0]
    assert words(line).startswith(
        "Not yet an edition. Numbers on this page, or what is said of them, have changed since "
        "edition 0.10, 4 January 2027. Figures published March 2012"
    )
    assert read_entry(html, "who", "Kent").edition.startswith("Not yet an edition. Numbers")
    assert '<p class="edition"' not in html and "Edition history" in html
    welsh = edition_line(moved, "cy")
    assert 'lang="cy"' in welsh and "Nid yw’n argraffiad eto." in words(welsh)
    assert "Gwiriwyd gan Siân &lt;Checker&gt;." in edition_history(moved, "cy")


def test_an_edition_that_was_not_released_and_a_variant_are_held_to_no_numbers():
    never = Standing(EDITIONS[1:])
    variant = STANDING._replace(changes=[Change("census", 2021, 2011)])
    for standing in (never, variant, Standing()):
        assert with_numbers(standing, "1" * 64) == standing


def test_a_page_without_a_standing_says_nothing_of_editions():
    html = page(BODY, "who")
    assert 'class="edition' not in html and "Edition history" not in html


@pytest.mark.parametrize("changes", [(), (Change("census", 2021, 2011),)])
def test_the_index_says_what_the_page_says_of_its_edition_and_figures(changes):
    html = page(BODY, "who", standing=STANDING._replace(changes=changes))
    listed = index([read_entry(html, "who", "Kent")])
    said = words(re.search('<p class="edition.*?</p>', html)[0])
    assert said in words(re.search('<p class="edition.*?</p>', listed)[0])


def test_the_index_lists_a_page_without_an_edition_without_one():
    assert 'class="edition' not in index([read_entry(page(BODY, "who"), "who", "Kent")])


def test_own_figures_are_said_before_anything_else_in_both_languages():
    own = Standing(EDITIONS[2:], own_figures="own figures")
    assert words(edition_line(own)).startswith(
        "Own figures, not published ones. An office supplied"
    )
    assert "Ffigurau’r swyddfa ei hun" in edition_line(own, "cy")
