"""Pages that compare forces: what they print, what they never mix, and what they say first."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from helpers.page.comparison import Asked, Figure, Group, Made, Row, comparison
from helpers.page.faults import check_page
from helpers.page.numbers import COLUMNS

CAVEAT = "A rate measures neither harm nor effort."
ASKED = Asked(
    "Fines per resident",
    "This page compares fines.",
    [CAVEAT, "Counts are provisional."],
    [Figure("rate", "Fines per resident, Census {census}", ["fines"]), Figure("fines", "Fines")],
)
SOURCES = {
    "who/fines.csv": SimpleNamespace(citation="ONS, “Fines”, 2021", licence="OGL", second_hand=""),
    "who/other.csv": SimpleNamespace(citation="Not used", licence="OGL", second_hand=""),
}
SET = {"census": 2011, "period_start": "2020-03-27", "figures": ""}
MADE = Made({"fines_kent": "0" * 64})


def record(id: str, value: str, displayed: str, unit: str, *limits: str) -> dict[str, str]:
    """A row of numbers.csv, as text."""
    given = {"id": id, "label": "As there", "value": value, "displayed": displayed, "unit": unit}
    given |= dict(zip(("lower", "upper", "confidence"), limits, strict=False))
    return dict.fromkeys(COLUMNS, "") | given | {"sources": "who/fines.csv:2"}


def row(force: str, rate: str, shown: str, fines: str) -> Row:
    name = force.lower()
    numbers = {
        "rate": record(f"f.{name}.rate", rate, shown, "ratio", "0.5", "2.25", "0.95"),
        "fines": record(f"f.{name}.fines", fines, fines, "fines"),
    }
    return Row(force, f"fines_{name}", numbers)


KENT, ESSEX = row("Kent", "1.23456", "1.235", "40"), row("Essex", "0.8", "0.800", "19")


def made(*groups: Group, asked: Asked = ASKED, behind: Made = MADE):
    shown = comparison("fines", asked, groups, behind, SOURCES)
    check_page(shown.html)
    return shown


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_figures_are_printed_as_their_reports_print_them_with_their_intervals():
    shown = made(Group(SET, [ESSEX, KENT]))
    assert ">1.235 (0.500 to 2.250)</data></td>" in shown.html
    assert '<th scope="row"><a href="fines_kent.html">Kent</a></th>' in shown.html
    assert "Fines per resident, Census 2011 (95% interval)" in words(shown.html)
    rate = next(number for number in shown.numbers if number.id == "fines_kent.f.kent.rate")
    record = rate.record() | {"id": "f.kent.rate"}
    assert record == KENT.numbers["rate"]


def test_the_main_caveat_comes_first_and_stands_under_the_table_and_in_the_spreadsheet():
    shown = made(Group(SET, [ESSEX, KENT]))
    first, table, note = (
        shown.html.index(CAVEAT),
        shown.html.index("<table>"),
        shown.html.rindex(f'<p class="note">{CAVEAT}'),
    )
    assert first < table < note
    assert [sheet.note for sheet in shown.tables] == [CAVEAT]


def test_a_figure_on_few_events_is_marked_and_a_missing_one_is_a_symbol_and_no_number():
    bare = Row("Wiltshire", "fines_wiltshire", {"fines": KENT.numbers["fines"]})
    shown = made(Group(SET, [ESSEX, KENT, bare]))
    assert "0.800 (0.500 to 2.250)</data> [u]</td>" in shown.html
    assert shown.html.count("[u]</td>") == 1
    lines = re.findall(r"<tr>.*?</tr>", shown.html)
    [line] = [one for one in lines if "fines_wiltshire.html" in one]
    assert line.count("<td") == 2 and '<td class="figure">[x]</td>' in line
    assert "[x] not available; [u] low reliability" in words(shown.html)
    assert [one.id for one in shown.numbers if "wiltshire" in one.id] == [
        "fines_wiltshire.f.kent.fines"
    ]
    [sheet] = shown.tables
    assert [line[0] for line in sheet.rows] == ["Essex", "Kent", "Wiltshire"]
    assert list(sheet.rows[2][1:4]) == ["[x]"] * 3


def test_reports_with_other_parameters_have_a_table_of_their_own_and_the_page_says_so():
    later = SET | {"census": 2021, "period_start": "2021-03-27"}
    shown = made(Group(SET, [ESSEX, KENT]), Group(later, [KENT._replace(report="fines_kent_2")]))
    headings = re.findall(r"<h2>(.*?)</h2>", shown.html)
    assert "The forces compared: census 2011, period start 27 March 2020" in headings
    assert "The forces compared: census 2021, period start 27 March 2021" in headings
    assert "figures of one table must not be set beside those of another" in words(shown.html)
    assert "Census 2011 (95%" in shown.html and "Census 2021 (95%" in shown.html
    assert len({sheet.caption for sheet in shown.tables}) == 2
    assert len({sheet.name for sheet in shown.tables}) == 2
    assert "not all made with the same parameters" not in made(Group(SET, [KENT])).html


def test_a_report_from_own_figures_is_named_with_a_link_as_not_compared():
    shown = made(Group(SET, [ESSEX]), behind=MADE._replace(own=["fines_kent_own_figures"]))
    assert (
        '<a href="fines_kent_own_figures.html">fines_kent_own_figures</a>: made from an '
        in (shown.html.partition("What is not compared")[2])
    )
    assert "not set beside published ones. Nobody checked these figures." in words(shown.html)


def test_there_is_a_map_and_a_chart_from_two_figures_on():
    assert "<figure" not in made(Group(SET, [KENT])).html
    shown = made(Group(SET, [ESSEX, KENT]))
    alts = re.findall(r'alt="([^"]*)"', shown.html)
    assert [alt.split(":")[0] for alt in alts] == [
        "Map of fines per resident, Census 2011, by police force",
        "Dot and interval chart of fines per resident, Census 2011, by police force",
    ]
    assert (
        "2 of 43 areas have a figure here. Highest: Kent, 1.235; lowest: Essex, 0.800." in alts[0]
    )


def test_a_force_without_an_area_is_in_the_chart_and_not_on_the_map():
    railway = KENT._replace(force="British Transport Police")
    alts = re.findall(r'alt="([^"]*)"', made(Group(SET, [ESSEX, railway])).html)
    assert "1 of 43 areas" in alts[0] and "2 forces" in alts[1]


def test_only_sources_of_figures_that_are_shown_are_cited():
    shown = made(Group(SET, [KENT]))
    assert "ONS, “Fines”, 2021" in shown.html and "Not used" not in shown.html
    assert shown.tables[0].sources == (("ONS, “Fines”, 2021", "OGL"),)


def test_what_failed_was_altered_or_is_double_is_named_and_so_are_forces_without_a_report():
    amiss = Made({}, ["fines_essex"], ["fines_surrey"], ["fines_kent_census_2011"], ["a.csv"])
    said = words(made(Group(SET, [KENT], ["Surrey"]), behind=amiss).html)
    assert "fines_essex: failed in the last batch" in said
    assert "fines_surrey: its numbers are not those that were recorded" in said
    assert "fines_kent_census_2011 : made with the same parameters" in said
    assert "were not all made from the same files" in said and "Not the same: a.csv." in said
    assert "Forces without a report of this kind here (1) Surrey" in said
    assert "What is not compared" not in words(made(Group(SET, [KENT])).html)


def test_a_name_is_text_and_never_markup():
    hostile = KENT._replace(force="<b>Kent</b> & co")
    shown = made(Group(SET, [hostile], ["<i>Essex</i>"]))
    assert "<b>" not in shown.html and "<i>" not in shown.html
    assert "&lt;b&gt;Kent&lt;/b&gt; &amp; co</a>" in shown.html


@pytest.mark.parametrize(
    ("rows", "asked", "problem"),
    [
        (
            [KENT, ESSEX._replace(numbers=ESSEX.numbers | {"rate": KENT.numbers["fines"]})],
            ASKED,
            "column rate: in fines and in ratio",
        ),
        (
            [KENT],
            ASKED._replace(columns=[Figure("rate.{area}", "Rate")]),
            r"{area} is no parameter",
        ),
    ],
)
def test_figures_that_do_not_belong_together_are_refused(rows, asked, problem):
    with pytest.raises(ValueError, match=problem):
        comparison("fines", asked, [Group(SET, rows)], MADE, SOURCES)
