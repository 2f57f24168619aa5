"""Labels that keep apart, dates in words, and the palette."""

import doctest

import pytest

from helpers.page import drawing, pictures, svg, time_axis


def test_labels_that_would_overlap_are_moved_apart_evenly_and_others_stay():
    assert drawing.spread([10, 10, 50], [6, 6, 6]) == [7, 13, 50]


def test_labels_keep_the_order_of_what_they_name():
    places = drawing.spread([3, 1, 2], [2, 2, 2])
    assert places[1] < places[2] < places[0]
    assert places[0] - places[2] == pytest.approx(2)


def test_an_iso_date_and_a_year_are_written_in_full():
    assert time_axis.in_full("2020-05-11") == "11 May 2020"
    assert time_axis.in_full(2019) == "2019"


def test_a_season_has_its_months_and_names_the_year_once():
    first, last = 18353, 18535  # 1 April and 30 September 2020, in days since 1970
    assert [text for _, text in time_axis.ticks(first, last, dated=True)] == [
        "Apr\n2020",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
    ]


@pytest.mark.parametrize("module", [drawing, pictures, svg, time_axis])
def test_the_examples_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_the_palette_is_the_first_four_of_the_analysis_functions_categorical_colours():
    # Analysis Function, "Data visualisation: colours in charts", categorical palette in its order;
    # https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/
    # as afcharts 1.2.0 has it (categorical_hex_list), without its fifth and sixth colour
    assert drawing.PALETTE == ("#12436D", "#28A197", "#801650", "#F46A25")
    # afcharts 1.2.0, focus_hex_list: what is pointed out, and the grey of its context
    assert (drawing.DARK_BLUE, drawing.LIGHT_GREY) == ("#12436D", "#BFBFBF")


def luminance(colour):
    # WCAG 2.2, relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*drawing.LETTERING, drawing.DARK_GREY, drawing.DARK_PINK])
def test_words_in_a_chart_have_a_contrast_of_4_5_to_1_with_white(colour):
    # WCAG 2.2, success criterion 1.4.3
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5
