"""What a page says of its own record: version, sources with checksums, how to check both."""

from __future__ import annotations

import re
from html import unescape

import pytest

from helpers.page.editions import Change, Edition, Standing
from helpers.page.record import Record, record_of
from helpers.page.site import Tongues, page
from helpers.page.tables import frame

NOTEBOOK, LOCK = "1a" * 32, "2b" * 32
ADDRESS = "https://www.kent-pcc.example/kent/0.2/"
RECORD = Record(
    ("notebooks/kent.ipynb", NOTEBOOK), ("requirements.lock", LOCK), ">=3.11,<3.14", 14, ADDRESS
)
STANDING = Standing([Edition("0.2", "2026-11-23", "Maps.", checked_by="A. Second <b>")])
VARIANT = STANDING._replace(changes=[Change("area", "West Kent", "Kent"), Change("year", 2, 1)])
BODY = (
    '<h1>Who?</h1>\n<h2>Reproduce this page</h2>\n<p>Parameters.</p><pre class="code">a = 1</pre>'
    "\n<h2>Key findings</h2>\n<p>Many.</p>"
)


def rows(html: str) -> dict[str, str]:
    found = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', html, re.DOTALL)
    return {label: " ".join(unescape(re.sub("<[^>]+>", "", cell)).split()) for label, cell in found}


def test_an_edition_has_its_date_who_checked_it_its_address_and_what_it_was_made_from():
    assert rows(record_of("kent", STANDING, RECORD)) == {
        "Version": "Edition 0.2, 23 November 2026.",
        "Checked by": "A. Second <b>",
        "Permanent address": ADDRESS,
        "Notebook": f"notebooks/kent.ipynb {NOTEBOOK}",
        "Libraries": f"requirements.lock {LOCK}",
        "Python": ">=3.11,<3.14",
        "Processed tables read": "14",
        "Every number": "numbers.csv (Downloads)",
        "Full record": "manifest.json",
    }


def test_the_record_says_by_which_command_a_page_is_held_against_what_was_published():
    html = record_of("kent", STANDING, RECORD)
    assert "<code>make verify</code> makes every page again from the raw files" in html
    assert "is, to the byte, the file that was used" in html
    assert re.findall('href="([^"]+)"', html) == [ADDRESS, "#downloads", "manifest.json"]


@pytest.mark.parametrize("lacking", ["checked_by", "address"])
def test_what_nobody_recorded_has_no_row(lacking):
    newest = STANDING.editions[0]._replace(**{"checked_by": ""} if lacking == "checked_by" else {})
    record = RECORD._replace(**{"address": ""} if lacking == "address" else {})
    shown = rows(record_of("kent", Standing([newest]), record))
    assert ("Checked by" in shown) == (lacking != "checked_by")
    assert ("Permanent address" in shown) == (lacking != "address")


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (VARIANT, "Not the published edition."),
        (STANDING._replace(released=False), "Not yet an edition."),
        (Standing(), "Not an edition: a page of an analysis for any police force."),
    ],
)
def test_what_is_no_edition_says_so_and_has_neither_an_address_nor_a_sign_off(standing, said):
    html = record_of("kent", standing, RECORD)
    assert rows(html)["Version"] == said
    assert not {"Checked by", "Permanent address"} & rows(html).keys()
    assert "A. Second" not in html and ADDRESS not in html


def test_a_variant_has_the_command_that_makes_it_with_its_parameters():
    html = record_of("kent", VARIANT, RECORD)
    command = unescape(re.search("<code>(disparity .*?)</code>", html)[1])
    assert command == "disparity build kent -p 'area=West Kent' -p year=2"
    assert "make verify" not in html


def test_the_table_is_marked_up_as_every_other_table():
    table = re.search(
        '<div class="table".*?</table>\n</div>', record_of("k", STANDING, RECORD), re.S
    )
    cells = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', table[0], re.DOTALL)
    assert table[0] == frame("Record of this page", ["What", "As recorded"], cells, ())


def test_markup_in_an_address_or_a_name_stays_text():
    hostile = RECORD._replace(address='https://kent.example/"><script>x</script>', python="<i>")
    html = page(BODY, "kent", standing=STANDING, record=hostile)
    assert "<script" not in html and "<i>" not in html and "&lt;b&gt;" in html
    assert not re.search(r'href="[^"]*[<>]', html)


def test_the_record_ends_the_section_on_how_the_page_was_made_before_its_code():
    html = page(BODY, "kent", standing=STANDING, record=RECORD)
    parts = ['<h2 id="reproduce-this-page">', "Parameters.", 'class="record"', "Code of this sec"]
    assert [html.index(part) for part in parts] == sorted(map(html.index, parts))
    assert html.count("Reproduce this page</h2>") == 1
    assert html.index("Many.") < html.index('class="record"')


def test_a_page_without_such_a_section_gets_one():
    html = page("<h1>Who?</h1>\n<p>Many.</p>", "kent", record=RECORD)
    assert '<h2 id="reproduce-this-page">Reproduce this page</h2>' in html
    assert "record" not in page("<h1>Who?</h1>", "kent").partition("</style>")[2]


def test_a_welsh_page_has_the_same_record_in_welsh_with_names_and_files_as_they_are():
    html = page(BODY, "kent", standing=STANDING, tongues=Tongues("cy"), record=RECORD)
    block = re.search('<div class="record" lang="cy">.*?</p>\n</div>', html, re.DOTALL)[0]
    assert rows(block)["Fersiwn"] == "Argraffiad 0.2, 23 Tachwedd 2026."
    assert rows(block)["Gwiriwyd gan"] == "A. Second <b>"
    for kept in (f'<span class="place" lang="en-GB">{NOTEBOOK}', '<code lang="en-GB">make verify'):
        assert kept in block


def test_the_same_record_gives_the_same_bytes():
    assert record_of("kent", VARIANT, RECORD) == record_of("kent", VARIANT, RECORD)
