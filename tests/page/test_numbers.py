"""Numbers as a reader sees them and as numbers.csv records them."""

from __future__ import annotations

import math

import pytest

from helpers.page.numbers import COLUMNS, NUMBERS_MIME, Number, Shown, display, slug, together

RATIO = Number("wiltshire.rate_ratio.black", "Rate ratio", 2.0876, "ratio", 1.3, 3.2, 0.95)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2.5, "notices", "3"),
        (3.5, "notices", "4"),
        (0.145, "ratio", "0.15"),
        (1.005, "ratio", "1.01"),
        (-0.004, "ratio", "0.00"),
        (-12.25, "percentage points", "−12.3"),
        (56_075_912, "residents", "56,075,912"),
        (math.nan, "ratio", "[x]"),
        (None, "ratio", "[x]"),
        (math.inf, "ratio", "no limit"),
    ],
)
def test_values_are_rounded_half_up_and_a_missing_one_is_a_symbol(value, unit, text):
    assert display(value, unit) == text


def test_an_interval_says_what_it_is_worth_and_a_bound_from_rounding_does_not():
    assert f"{RATIO:interval}" == "2.09 (95% interval 1.30 to 3.20)"
    bound = Number("a.b", "Points", 8.7, "percentage points", 8.6, 8.8)
    assert f"{bound:interval}" == "8.7 (8.6 to 8.8)"


def test_an_unknown_format_is_refused_by_name():
    with pytest.raises(ValueError, match="wiltshire.rate_ratio.black: unknown format 'ci'"):
        f"{RATIO:ci}"


def test_an_id_with_a_space_is_refused():
    with pytest.raises(ValueError, match="'Rate ratio' is not words joined by dots"):
        Number("Rate ratio", "Rate ratio", 1.0, "ratio")


def test_a_record_has_the_columns_of_numbers_csv_and_ten_significant_digits():
    record = Number("a.b", "Third", 1 / 3, "ratio", sources=("x.csv:2", "y.csv:9")).record()
    assert tuple(record) == COLUMNS
    assert record["value"] == "0.3333333333"
    assert record["sources"] == "x.csv:2 y.csv:9"
    assert record["lower"] == record["published_value"] == ""


def test_numbers_travel_beside_the_html_that_shows_them():
    shown = together(Shown("<p>1</p>", "1", (RATIO,)), Shown("<p>2</p>", "2"))
    bundle = shown._repr_mimebundle_()
    assert bundle["text/html"] == "<p>1</p>\n<p>2</p>"
    assert [record["id"] for record in bundle[NUMBERS_MIME]] == ["wiltshire.rate_ratio.black"]


def test_a_slug_is_made_of_words_only():
    assert slug("Not stated (15)") == "not_stated_15"
    assert slug("<script>") == "script"
    assert slug("—") == "blank"


def test_a_range_without_an_upper_limit_is_told_as_or_more():
    assert Number("a.b", "Recruits", None, "people", 19.0, math.inf).limits == "19 or more"
