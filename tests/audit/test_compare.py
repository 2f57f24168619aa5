"""Two published things: equal, equal within rounding, different, missing or new."""

from __future__ import annotations

import pytest

from helpers.audit.compare import compare_cells, compare_numbers, compare_sums
from helpers.page.numbers import COLUMNS

ROW = dict.fromkeys(COLUMNS, "") | {
    "id": "kent.rate",
    "label": "Rate: Kent",
    "value": "26.27689276",
    "unit": "per 10,000 residents",
    "displayed": "26.3",
    "lower": "20.5",
    "upper": "33.25",
    "sources": "kent-2020/counts.csv:2 kent-2020/residents.csv",
}


def rows(**changed: str) -> dict[str, dict[str, str]]:
    return {"kent.rate": ROW | changed}


def test_a_row_that_is_the_same_in_every_column_is_equal():
    found = compare_numbers(rows(), rows())
    assert (found.total, found.counts["equal"], found.differences) == (1, 1, [])


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"value": "26.27689277"}, "within rounding"),
        ({"value": "26.34999"}, "within rounding"),
        ({"value": "26.35"}, "different"),
        ({"lower": "20.45"}, "within rounding"),
        ({"lower": "20.44"}, "different"),
        ({"upper": "33.3"}, "within rounding"),
        ({"upper": "33.35"}, "different"),
        ({"upper": ""}, "different"),
        ({"value": "26.27689277", "upper": "40"}, "different"),
        ({"displayed": "26.4"}, "different"),
        ({"label": "Rate: Essex"}, "different"),
        ({"sources": ""}, "different"),
        ({"confidence": "0.95"}, "different"),
        ({"agreement": "reproduced"}, "different"),
    ],
)
def test_a_figure_is_equal_within_rounding_if_a_page_would_display_the_same(changed, verdict):
    found = compare_numbers(rows(), rows(**changed))
    assert found.counts == {verdict: 1}
    column, after = next(iter(changed.items()))
    assert f"{column} {ROW[column] or 'empty'}" in found.differences[0].published
    assert f"{column} {after or 'empty'}" in found.differences[0].rebuilt


def test_a_year_and_a_count_have_no_decimals_to_be_rounded_to():
    counted = {"unit": "notices", "displayed": "926", "value": "926", "lower": "", "upper": ""}
    alike = compare_numbers(rows(**counted), rows(**counted | {"value": "926.4"}))
    apart = compare_numbers(rows(**counted), rows(**counted | {"value": "926.5"}))
    assert alike.counts == {"within rounding": 1} and apart.counts == {"different": 1}


def test_a_difference_has_the_sources_of_both_rows_each_once():
    after = "kent-2020/residents.csv kent-2021/counts.csv:3"
    found = compare_numbers(rows(), rows(value="27", sources=after)).differences[0]
    assert found.sources == (
        "kent-2020/counts.csv:2",
        "kent-2020/residents.csv",
        "kent-2021/counts.csv:3",
    )


def test_a_number_that_was_not_rebuilt_is_missing_and_one_that_was_not_published_is_new():
    gone, added = compare_numbers(rows(), {}), compare_numbers({}, rows())
    assert gone.counts == {"missing": 1} and added.counts == {"new": 1}
    assert gone.differences[0][3:5] == ("value 26.27689276", "")
    assert added.differences[0][3:5] == ("", "value 26.27689276")


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("1.5", "1.5", "equal"),
        ("0.1234567891", "0.1234567892", "within rounding"),
        ("0.1234567891", "0.1234567991", "different"),
        ("0", "1e-12", "different"),
        ("202", "203", "different"),
        ("[x]", "[c]", "different"),
        ("[x]", "0", "different"),
        ("nan", "nan", "equal"),
    ],
)
def test_two_cells_with_the_same_nine_digits_are_equal_within_rounding(one, other, verdict):
    found = compare_cells(
        {"tables/a.csv, row Kent, Rate": one}, {"tables/a.csv, row Kent, Rate": other}
    )
    assert found.counts == {verdict: 1}


@pytest.mark.parametrize(
    ("recorded", "found", "rebuilt", "verdict"),
    [
        ("a", "a", "a", "equal"),
        ("a", "a", "b", "different"),
        ("a", "b", "b", "different"),
        ("a", "b", "a", "different"),
        ("a", None, "a", "different"),
        (None, "a", "a", "different"),
        ("a", "a", None, "missing"),
        (None, "a", None, "missing"),
        (None, None, "a", "new"),
    ],
)
def test_a_file_is_equal_if_what_is_recorded_found_and_rebuilt_are_the_same(
    recorded, found, rebuilt, verdict
):
    sums = [{"kent.html": one} if one else {} for one in (recorded, found, rebuilt)]
    result = compare_sums("file", *sums)
    assert result.counts == {verdict: 1}
    if recorded != found and verdict != "new":
        assert f"recorded {recorded or 'nothing'}" in result.differences[0].published
