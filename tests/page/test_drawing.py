"""Labels that keep apart, and SVG that depends on nothing but what is drawn."""

import doctest
from xml.etree import ElementTree

import pytest
from matplotlib.lines import Line2D

from helpers.page import drawing, pictures, time_axis
from helpers.page.svg import svg


@drawing.styled
def written(colour="red"):
    axes = drawing.canvas(height=2, left=0.5, right=0.5, top=0.5, bottom=0.5)
    axes.add_artist(Line2D([0.123456789, 0.9], [0.5, 0.5], marker="o", color=colour))
    axes.text(0.5, 0.5, 'note id="m1" 0.123456')
    return svg(axes.figure)


def test_coordinates_have_two_decimals_and_texts_keep_theirs():
    root = ElementTree.fromstring(written())
    styled = [e for e in root.iter() if "stroke-width: 1.5" in e.get("style", "")]
    lines = [element.get("d") for element in styled]
    assert lines == ["M91.11 72L437.76 72"]
    assert 'note id="m1" 0.123456' in "".join(root.itertext())


def test_ids_are_short_and_only_those_that_are_used():
    identified = [e.get("id") for e in ElementTree.fromstring(written()).iter() if e.get("id")]
    assert sorted(identified) == [f"i{number}" for number in range(1, len(identified) + 1)]
    assert identified


def test_no_prolog_metadata_or_fixed_size_is_written():
    start = written()[:200]
    assert start.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "width=" not in start
    assert "viewBox=" in start
    assert "metadata" not in written()


def test_fonts_are_named_once_and_text_stays_text():
    assert written().count("font-family") == 1
    assert "DejaVu Sans" in written()
    assert "</text>" in written()


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


@pytest.mark.parametrize("module", [drawing, pictures, time_axis])
def test_the_examples_are_true(module):
    assert doctest.testmod(module).failed == 0
