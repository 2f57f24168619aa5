"""Tables: structure, recorded numbers, symbols with footnotes, sources."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.page.numbers import TABLES_MIME, together
from helpers.page.sentences import section
from helpers.page.sheets import Sheet
from helpers.page.tables import Column, folded, reproduction, source_line, sources_table, table

ROWS = pd.DataFrame(
    {
        "count": [7, 202],
        "ethnicity": ["Asian", "White"],
        "rate_ratio": [1.234, float("nan")],
        "lower": [0.5, float("nan")],
        "upper": [2.2, float("nan")],
        "source": ["apcc-2020/claims.csv:4", "apcc-2020/claims.csv:5"],
    }
)
COLUMNS = {
    "ethnicity": "Ethnic group",
    "count": Column("Notices", "notices"),
    "rate_ratio": Column("Rate ratio", "ratio", None, "lower", "upper", 0.95, "mid-P", "[z]"),
}
CENSUS = SimpleNamespace(
    path="census/qs201ew.csv",
    citation="ONS, “QS201EW”, 2012",
    second_hand="",
    licence="Open Government Licence v3.0",
    quality="green",
    known_problems=(),
    sha256="0" * 64,
)


def test_every_header_has_a_scope_and_no_header_is_empty():
    html = table(ROWS, "Notices", COLUMNS, "wiltshire").html
    assert html.count('<th scope="col"') == 3
    assert html.count('<th scope="row"') == 2
    assert "></th>" not in html
    assert "<caption>Notices</caption>" in html
    assert "Rate ratio (95% interval)" in html


def test_every_figure_of_a_table_is_a_number_with_its_row_and_source():
    shown = table(ROWS, "Notices", COLUMNS, "wiltshire", suffix="census_2011", sources=[CENSUS])
    ids = [number.id for number in shown.numbers]
    assert ids == [
        "wiltshire.count.asian.census_2011",
        "wiltshire.rate_ratio.asian.census_2011",
        "wiltshire.count.white.census_2011",
    ]
    ratio = shown.numbers[1].record()
    assert ratio["label"] == "Rate ratio: Asian"
    assert (ratio["lower"], ratio["upper"], ratio["confidence"]) == ("0.5", "2.2", "0.95")
    assert ratio["sources"] == "apcc-2020/claims.csv:4 census/qs201ew.csv"


def test_a_missing_figure_is_a_symbol_with_a_footnote_and_is_not_recorded():
    shown = table(ROWS, "Notices", COLUMNS, "wiltshire")
    assert '<td class="figure">[z]</td>' in shown.html
    assert "[z] not applicable." in shown.html
    assert "[x]" not in shown.html


def test_a_table_without_symbols_has_no_footnote_on_them():
    columns = {"ethnicity": "Ethnic group", "count": Column("Notices", "notices")}
    assert 'class="note"' not in table(ROWS, "Notices", columns, "wiltshire").html


def test_rows_with_one_header_are_told_apart_by_the_next_or_refused():
    twice = pd.DataFrame({"force": ["Essex", "Essex"], "year": ["2018", "2020"], "count": [1, 2]})
    columns = {"force": "Force", "year": "Year", "count": Column("Offences", "offences")}
    assert [n.id for n in table(twice, "Offences", columns, "essex").numbers] == [
        "essex.count.essex_2018",
        "essex.count.essex_2020",
    ]
    del columns["year"]
    with pytest.raises(ValueError, match="table essex: two rows have the same header"):
        table(twice, "Offences", columns, "essex")


def test_labels_from_data_are_escaped():
    rows = pd.DataFrame({"group": ["<img src=x onerror=alert(1)>"]})
    html = table(rows, "A & B", {"group": "Group <b>"}, "x").html
    assert "<img" not in html and "<b>" not in html and "A &amp; B" in html


def test_the_reproduction_table_names_parameters_version_and_checksums():
    html = reproduction({"census": 2011}, [CENSUS]).html
    assert "<td>2011</td>" in html and "<td>0.1.0</td>" in html and "0" * 64 in html


def test_a_source_without_known_problems_says_so():
    assert "None known." in sources_table([CENSUS]).html


def test_a_column_of_percentages_says_so_in_its_header_once():
    rows = pd.DataFrame({"group": ["Asian"], "share": [2.9], "other": [3.1]})
    columns = {
        "group": "Group",
        "share": Column("Share of notices", "percent"),
        "other": Column("Share of residents, %", "percent"),
    }
    html = table(rows, "Shares", columns, "wiltshire").html
    assert ">Share of notices, %</th>" in html
    assert ">Share of residents, %</th>" in html


def test_a_table_carries_its_rows_without_markup_and_with_limits_in_columns_of_their_own():
    shown = table(ROWS, "Notices", COLUMNS, "wiltshire", suffix="census_2011", sources=[CENSUS])
    (sheet,) = shown.tables
    assert sheet.name == "wiltshire.census_2011"
    assert sheet.headers == (
        "Ethnic group",
        "Notices",
        "Rate ratio",
        "Rate ratio, 95% lower limit",
        "Rate ratio, 95% upper limit",
    )
    assert sheet.rows == (("Asian", 7, 1.234, 0.5, 2.2), ("White", 202, "[z]", "[z]", "[z]"))
    assert sheet.formats == ("", "#,##0", "#,##0.00", "#,##0.00", "#,##0.00")
    assert sheet.sources == ((CENSUS.citation, CENSUS.licence),)


def test_limits_that_are_no_interval_of_the_figure_are_called_what_they_are():
    of_both = COLUMNS["rate_ratio"]._replace(limits="range over chance and unknown")
    shown = table(ROWS, "Notices", COLUMNS | {"rate_ratio": of_both}, "wiltshire")
    assert ">Rate ratio (range over chance and unknown)</th>" in shown.html
    assert "interval" not in shown.html
    assert shown.tables[0].headers[-2:] == (
        "Rate ratio, lower end of the range over chance and unknown",
        "Rate ratio, upper end of the range over chance and unknown",
    )
    assert [number.confidence for number in shown.numbers if "rate_ratio" in number.id] == [0.95]


def test_two_columns_with_one_label_are_told_apart_and_each_keeps_its_own_figures():
    rows = pd.DataFrame({"group": ["Asian"], "first": [1], "second": [2]})
    twice = {one: Column("At most", "notices") for one in ("first", "second")}
    (sheet,) = table(rows, "Notices", {"group": "Group"} | twice, "x").tables
    assert sheet.headers == ("Group", "At most (notices)", "At most (notices) [2]")
    assert sheet.rows == (("Asian", 1, 2),)


def test_a_figure_on_a_sheet_has_the_value_that_is_recorded_for_it():
    rows = pd.DataFrame({"group": ["Asian"], "share": [100 / 3]})
    shown = table(rows, "Shares", {"group": "Group", "share": Column("Share", "percent")}, "x")
    assert str(shown.tables[0].rows[0][1]) == shown.numbers[0].record()["value"] == "33.33333333"


def test_what_holds_a_table_carries_its_sheet():
    one = table(ROWS, "Notices", COLUMNS, "wiltshire")
    for holder in (together(one), folded("More", one), section("Notices", one)):
        assert holder.tables == one.tables
    bundle = one._repr_mimebundle_()
    assert Sheet(**json.loads(json.dumps(bundle))[TABLES_MIME][0]).caption == "Notices"


@pytest.mark.parametrize("others", [0, 5])
def test_a_title_that_is_not_english_says_in_which_language_it_is_and_is_plain_on_a_sheet(others):
    welsh = SimpleNamespace(
        **{**vars(CENSUS), "citation": "Heddlu, “Du & Gwyn”, 2022"},
        title_in_citation="Du & Gwyn",
        title_language="cy",
    )
    marked = 'Heddlu, “<span lang="cy">Du &amp; Gwyn</span>”, 2022'
    cited = [
        SimpleNamespace(**{**vars(CENSUS), "citation": f"Book {n}"}) for n in range(others)
    ] + [welsh, welsh]
    assert source_line(cited).count(marked) == 1
    assert sources_table(cited).html.count(marked) == 1
    rows = pd.DataFrame({"group": [welsh.citation]})
    shown = table(rows, "Groups", {"group": "Group"}, "x", sources=cited)
    assert shown.html.count(marked) == 2
    assert shown.tables[0].rows == ((welsh.citation,),)
    assert (welsh.citation, welsh.licence) in shown.tables[0].sources
    assert "span" not in source_line(cited[:others])


def test_a_word_too_long_for_a_column_may_be_broken_and_others_may_not():
    address = "https://example.org/" + "a" * 40
    rows = pd.DataFrame({"group": ["Gloucestershire"], "problem": [f"See <{address}> there."]})
    html = table(rows, "Problems", {"group": "Group", "problem": "Problem"}, "x").html
    assert f'<td>See <span class="long">&lt;{address}&gt;</span> there.</td>' in html
    assert '<th scope="row">Gloucestershire</th>' in html


def test_up_to_three_citations_are_a_line_and_more_a_folded_list_that_counts_the_second_hand():
    three = [SimpleNamespace(citation=f"Source {n}", second_hand="") for n in range(3)]
    fourth = SimpleNamespace(citation="Source 3", second_hand="BBC News")
    assert source_line(three) == '\n<p class="source">Source: Source 0; Source 1; Source 2.</p>'
    assert source_line([*three, three[0]]) == source_line(three)
    html = source_line([*three, fourth])
    assert "<summary>Source: 4 publications, 1 of them second hand</summary>" in html
    assert re.findall("<li>(.*?)</li>", html) == [f"Source {n}." for n in range(4)]
