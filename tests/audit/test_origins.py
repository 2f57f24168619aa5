"""From which rows a figure on a page or a cell of a table comes, and when that is not known."""

from __future__ import annotations

import pytest

from helpers.audit.compare import Comparison, compare, compare_cells
from helpers.audit.origins import of_cells, of_figures


def row(label: str, value: str, sources: str, **limits: str) -> dict[str, str]:
    return {"lower": "", "upper": "", "label": label, "value": value, "sources": sources} | limits


ROWS = {
    "t.rate.kent": row("Rate: Kent", "1.5", "a.csv:2 b.csv", lower="1.2", upper="1.9"),
    "t.rate.essex": row("Rate: Essex: east", "2.5", "a.csv:3"),
    "t.count.kent": row("Count: Kent", "7", "a.csv:2"),
    "u.count.kent": row("Count: Kent", "7", "c.csv:9"),
    "t.rate_ratio.kent": row("Rate ratio: Kent", "4.5", "a.csv:8"),
    "t.census": row("Census", "2011", ""),
}


def traced(place: str, published: str, rebuilt: str = "") -> tuple[str, ...]:
    key = f"kent/tables/t.csv, {place}"
    found = compare_cells({key: published}, {key: rebuilt})
    return tuple(of_cells(found, ROWS, {}).differences[0].sources)


@pytest.mark.parametrize(
    ("place", "value", "sources"),
    [
        ("row Kent, Rate (per 1,000 residents)", "1.5", ("a.csv:2", "b.csv")),
        ("row Kent [2], Rate, 95% lower limit", "1.2", ("a.csv:2", "b.csv")),
        ("row Kent, Rate, 95% upper limit", "1.9", ("a.csv:2", "b.csv")),
        ("row Essex: east, Rate", "2.5", ("a.csv:3",)),
        ("row Kent, Rate ratio", "4.5", ("a.csv:8",)),
        ("row Kent, Rate", "1.6", ()),
        ("row Kent, Rate", "4.5", ()),
        ("row Essex, Rate", "2.5", ()),
        ("row Kent, Rates", "1.5", ()),
        ("row Kent, Count", "7", ()),
        ("header, Rate", "1.5", ()),
        ("row Kent, Note", "Kent", ()),
    ],
)
def test_a_cell_has_the_sources_of_the_one_number_of_its_row_column_and_value(
    place, value, sources
):
    assert traced(place, value) == sources


def test_a_cell_that_was_published_as_another_value_is_known_by_the_one_that_was_rebuilt():
    key = "kent/tables/t.csv, row Kent, Rate"
    found = compare_cells({key: "9"}, {key: "1.5"})
    assert of_cells(found, {}, ROWS).differences[0].sources == ("a.csv:2", "b.csv")
    assert of_cells(found, ROWS, {}).differences[0].sources == ()


def figure(id: str, after: dict) -> Comparison:
    return of_figures(compare("figure on the page", {id: "1"}, {id: "2"}), ROWS, after)


def test_a_figure_on_a_page_has_the_sources_of_its_number_on_both_sides_each_once():
    after = {"t.rate.kent": row("Rate: Kent", "1.6", "a.csv:2 d.csv")}
    for id in ("kent.html, t.rate.kent", "kent.cy.html, t.rate.kent [2]"):
        assert figure(id, after).differences[0].sources == ("a.csv:2", "b.csv", "d.csv")


def test_a_figure_whose_number_is_not_recorded_or_has_no_source_has_none():
    for id in ("kent.html, t.none", "kent.html, t.census"):
        found = figure(id, {})
        assert found.differences[0].sources == () and found.counts == {"different": 1}
