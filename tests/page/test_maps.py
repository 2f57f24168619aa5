"""Maps: every area accounted for, no value dropped in silence."""

import re
from types import SimpleNamespace

import drawings
import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from helpers.data import load_boundaries
from helpers.page.maps import choropleth
from helpers.page.tables import Column, table

SOURCES = [
    SimpleNamespace(path="made-up/figures.csv", citation="Made up for a test", licence="None")
]
PINK, GREY = "#801650", "#6f6f6f"
LETTERS_HIGH = 8  # 11 px letters above their line
FRAME = re.compile(r"M[\d.]+,(?P<bottom>[\d.]+)h(?P<width>[\d.]+)v")
BOTH = [drawings.wide, drawings.narrow]
NAMES = ["Essex", "Gwent", "Kent", "Surrey"]
AREAS = gpd.GeoDataFrame(
    {"police_force": NAMES},
    geometry=[box(1e5 * i, 0, 1e5 * (i + 1), 3e5) for i in range(4)],
    crs=27700,
)
RATES = pd.DataFrame({"police_force": NAMES, "rate": [1.0, 2.0, 3.0, None]})


def drawn(rates=RATES, **options):
    columns = {"police_force": "Force", "rate": Column("Rate", "percent")}
    behind = table(rates, "Rates", columns, "rates", sources=SOURCES)
    told = {"caption": "Rates", "finding": "Kent is highest", "behind": behind, "sources": SOURCES}
    areas = options.pop("areas", AREAS)
    return choropleth(areas, rates, value="rate", unit="percent", **(told | options))


def hatched(shown):
    return [drawing(shown.html).find(".//{*}pattern") is not None for drawing in BOTH]


def texts(shown, drawing=drawings.wide):
    return drawings.texts(drawing(shown.html))


def outlines(shown, drawing=drawings.wide):
    return len(drawings.drawn(drawing(shown.html), "#801650", "stroke"))


def test_the_alt_text_of_a_map_names_the_highest_and_the_lowest_area():
    assert drawn().plain == (
        "Map of percent by police force: Kent is highest. Highest: Kent, 3.0%; lowest: Essex, 1.0%."
    )


def test_a_force_that_is_not_on_the_map_is_refused_unless_it_is_named():
    rates = pd.concat([RATES, pd.DataFrame({"police_force": ["Esex"], "rate": [4.0]})])
    with pytest.raises(ValueError, match="'Esex' has a value and no area"):
        drawn(rates)
    assert "Highest: Kent, 3.0%" in drawn(rates, off_map=["Esex"]).plain


def test_two_values_for_one_force_are_refused():
    twice = pd.concat([RATES, RATES.iloc[[2]]])
    with pytest.raises(ValueError, match="two rows for Kent"):
        choropleth(AREAS, twice, value="rate", unit="percent")


@pytest.mark.parametrize("drawing", BOTH)
def test_the_legend_counts_every_area_and_hatches_those_without_a_figure(drawing):
    shown = drawn(classes=[2, 3])
    assert {
        "Under 2.0% (1 area)",
        "2.0% to under 3.0% (1 area)",
        "3.0% and over (1 area)",
        "No figure (1 area)",
    } <= set(texts(shown, drawing))
    assert hatched(shown) == [True, True]


def test_an_area_without_a_row_is_hatched_too():
    assert "No figure (2 areas)" in texts(drawn(RATES.iloc[:2]))


def test_nothing_is_hatched_when_every_area_has_a_figure():
    shown = drawn(RATES.fillna({"rate": 9.0}))
    assert hatched(shown) == [False, False]
    assert not any("No figure" in text for text in texts(shown))


def test_the_highlighted_area_is_outlined_and_named_with_its_value():
    shown = drawn(highlight="Gwent")
    assert {"Gwent", "2.0%"} <= set(texts(shown))
    assert outlines(shown) and not outlines(drawn())
    with pytest.raises(ValueError, match="'Gwynt' is not among"):
        drawn(highlight="Gwynt")


def test_on_a_small_screen_the_highlighted_area_is_outlined_and_named_in_the_legend():
    shown = drawn(highlight="Gwent")
    assert "Gwent: 2.0%" in texts(shown, drawings.narrow)
    assert outlines(shown, drawings.narrow) == 2
    assert not outlines(drawn(), drawings.narrow)


@pytest.mark.parametrize("drawing", BOTH)
@pytest.mark.parametrize("words", ["No figure", "Not in the file"])
def test_an_area_to_highlight_that_has_no_value_says_so_in_the_words_of_the_legend(drawing, words):
    found = texts(drawn(highlight="Surrey", missing_label=words), drawing)
    assert f"{words} (1 area)" in found and not [text for text in found if "[x]" in text]
    assert words in found or f"Surrey: {words}" in found


@pytest.mark.parametrize("force", ["Cleveland", "Cumbria", "Durham", "Northumbria", "Wiltshire"])
def test_the_name_of_an_area_stands_clear_of_the_legend_and_of_london_enlarged(force):
    areas = load_boundaries()
    rates = pd.DataFrame({"police_force": areas["police_force"], "rate": range(len(areas))})
    rates["rate"] = rates["rate"].astype(float).mask(rates["police_force"] == "Kent")
    drawing = drawings.wide(drawn(rates, areas=areas, highlight=force).html)
    letters = [mark for mark in drawings.marks(drawing) if mark.kind == "text"]
    named = [mark for mark in letters if mark.look["fill"] == PINK]
    assert named[0].text == force
    top = min(float(mark.attributes["y"]) for mark in named) - LETTERS_HIGH
    [legend] = [mark for mark in letters if mark.text == "No figure (1 area)"]
    above = float(legend.attributes["y"])
    if named[0].look["text-anchor"] == "end":
        frames = [FRAME.match(path) for path in drawings.drawn(drawing, GREY, "stroke")]
        above = float(max(frames, key=lambda frame: float(frame["width"]))["bottom"])
    assert top > above


@pytest.mark.parametrize("classes", [[3, 2], [1, 1], [1, 2, 3, 4, 5]])
def test_classes_that_do_not_ascend_or_are_too_many_are_refused(classes):
    with pytest.raises(ValueError, match="ascending values"):
        drawn(classes=classes)
