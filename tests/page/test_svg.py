"""SVG that is short and depends on nothing but what is drawn."""

from urllib.parse import unquote
from xml.etree import ElementTree

import drawings
import pytest
from matplotlib.lines import Line2D

from helpers.page import drawing
from helpers.page.cleaning import PICTURE
from helpers.page.svg import address, relative, svg

WORDS = 'note id="m1" 0.123456 <b> & £5 – “100%” it\'s #1'


@drawing.styled
def written(colour="red"):
    axes = drawing.canvas(4, height=2, left=0.5, right=0.5, top=0.5, bottom=0.5)
    axes.add_artist(Line2D([0.123456789, 0.9], [0.5, 0.5], marker="o", color=colour))
    axes.text(0.5, 0.5, WORDS)
    return svg(axes.figure)


def marks():
    return drawings.marks(ElementTree.fromstring(written()))


def test_coordinates_have_one_decimal_and_texts_keep_theirs():
    lines = [mark.attributes["d"] for mark in marks() if mark.look.get("stroke-width") == "1.5"]
    assert lines == ["M62.7,72h167.7"]
    assert WORDS in [mark.text for mark in marks()]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("M 1 2 L 1.04 2.04 L 4 6", "M1,2l3,4"),
        ("M 0 0 L 3 4 L 6 8.5 L 2 -1", "M0,0l3,4,3,4.5-4-9.5"),
        ("M 0 0 L 3 0 L 3 2 L 0 2 L 0 0 z", "M0,0h3v2h-3z"),
        ("M 0 0 L 3 4 L 0 0 z M 5 5 L 6 7 L 4 9 z", "M0,0l3,4zM5,5l1,2-2,2z"),
        ("M 1 1 C 1 2 2 3 3 3 C 4 3 5 4 5 5 z", "M1,1c0,1,1,2,2,2,1,0,2,1,2,2z"),
        ("M -0.04 0.04 L 0.26 -0.26", "M0,0l.3-.3"),
        ("M 0 0 L 0.1 1 L 0.2 2 L 0.3 3", "M0,0l.1,1,.1,1,.1,1"),
    ],
)
def test_a_path_is_counted_from_point_to_point_without_adding_up_what_was_rounded(path, expected):
    assert relative(path) == expected


def test_a_long_path_of_short_steps_ends_where_it_should():
    # 10,000 steps of 0.0333, each less than a rounding unit: the end is 333, within 0.05
    path = "M 0 0 " + " ".join(f"L {step * 0.0333} {step}" for step in range(1, 10_001))
    assert drawings.across(relative(path))[1] == pytest.approx(333, abs=0.05)


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


def test_a_style_is_written_once_and_a_group_without_one_not_at_all():
    assert "style=" not in written() and "<g>" not in written()
    sheet = written().partition("<style")[2].partition("</style>")[0]
    rules = [rule.partition("{")[2] for rule in sheet.split("}") if rule]
    assert len(set(rules)) == len(rules) > 3


def test_fonts_are_named_once_and_text_stays_text():
    assert written().count("font-family") == 1
    assert "DejaVu Sans" in written()
    assert "</text>" in written()


def test_an_address_holds_the_picture_and_nothing_that_ends_an_attribute_or_a_candidate():
    source = address(written())
    assert PICTURE.fullmatch(source)
    assert not set(source) & set(' "<>&#`\n')
    read = ElementTree.fromstring(unquote(source.partition(",")[2]))
    assert ElementTree.canonicalize(ElementTree.tostring(read)) == ElementTree.canonicalize(
        written()
    )
