"""Charts: what their alt texts say, what they refuse, and what is really drawn."""

import os
import subprocess
import sys
from types import SimpleNamespace

import drawings
import pandas as pd
import pytest

from helpers.page.bars import grouped_bars, ranked_bars
from helpers.page.intervals import interval_chart
from helpers.page.lines import time_chart
from helpers.page.pictures import extremes
from helpers.page.tables import Column, table

BOTH = [drawings.wide, drawings.narrow]
DARK_BLUE = "#12436d"
SOURCES = [
    SimpleNamespace(path="made-up/figures.csv", citation="Made up for a test", licence="None")
]
FORCES = pd.DataFrame(
    {
        "police_force": ["Essex", "Wiltshire", "Gwent"],
        "rate": [40.0, 20.0, 0.0],
        "lower": [30.0, 15.0, 0.0],
        "upper": [50.0, 25.0, 3.7],
    }
)
YEARS = pd.DataFrame(
    {
        "measure": ["Returns"] * 3 + ["Own count"] * 2,
        "year": [2017, 2018, 2019, 2017, 2019],
        "count": [10.0, 12.0, 17.0, 9.0, 11.0],
    }
)


def told(rows, words, figures, **changed):
    columns = {word: word for word in words} | {name: Column(name, "rate") for name in figures}
    behind = table(rows, "Behind", columns, "behind", sources=SOURCES)
    finding = "Essex has the highest rate"
    standard = {"caption": "Rates", "finding": finding, "behind": behind, "sources": SOURCES}
    return standard | changed


def rates(rows=FORCES, chart=ranked_bars, options=(), **changed):
    told_of = told(FORCES, ["police_force"], ["rate", "lower", "upper"], **changed)
    fixed = {"label": "police_force", "value": "rate", "unit": "per 10,000 residents"}
    return chart(rows, **(fixed | dict(options)), **told_of)


def drawn(shown, colour, part="fill", drawing=drawings.wide):
    return drawings.drawn(drawing(shown.html), colour, part)


def texts(shown):
    return drawings.texts(drawings.wide(shown.html))


def test_the_alt_text_names_kind_comparison_finding_highest_and_lowest():
    assert rates().plain == (
        "Bar chart of per 10,000 residents by police force: Essex has the highest rate. "
        "Highest: Essex, 40.0; lowest: Gwent, 0.0."
    )


def test_the_alt_text_stands_in_the_picture_and_the_table_directly_under_it():
    html = rates().html
    parts = ["<figcaption>Rates", '<img alt="Bar chart', 'class="source"', "<details>", "<table>"]
    assert [html.index(part) for part in parts] == sorted(html.index(part) for part in parts)
    assert (
        rates().numbers
        == told(FORCES, ["police_force"], ["rate", "lower", "upper"])["behind"].numbers
    )


@pytest.mark.parametrize("finding", ["", " ", "Rates", "rates."])
def test_a_finding_that_is_empty_or_the_caption_is_refused(finding):
    with pytest.raises(ValueError, match="give a finding"):
        rates(finding=finding)


def test_an_alt_text_of_more_than_250_characters_is_refused():
    with pytest.raises(ValueError, match="characters, not 20 to 250"):
        rates(finding="Essex " * 40)


def test_a_drawn_value_that_is_not_in_the_table_is_refused():
    with pytest.raises(ValueError, match="41 is drawn and is not in its table"):
        rates(FORCES.assign(rate=[41.0, 20.0, 0.0]))


def test_a_repeated_label_and_an_unknown_highlight_are_refused():
    with pytest.raises(ValueError, match="two rows for Essex"):
        rates(FORCES.iloc[[0, 0]])
    with pytest.raises(ValueError, match="'Esex' is not among"):
        rates(options={"highlight": "Esex"})


@pytest.mark.parametrize("drawing", BOTH)
def test_bars_start_at_zero_and_keep_their_proportion(drawing):
    shown = rates(FORCES.iloc[:2])
    (first, long), (second, short) = map(drawings.across, drawn(shown, DARK_BLUE, drawing=drawing))
    zero = drawings.across(drawn(shown, "#6f6f6f", "stroke", drawing)[0])
    assert {first, second} == set(zero)
    assert long - first == pytest.approx(2 * (short - second), abs=0.15)


def test_only_the_highlighted_bar_is_dark():
    assert len(drawn(rates(), DARK_BLUE)) == 3
    assert len(drawn(rates(options={"highlight": "Wiltshire"}), DARK_BLUE)) == 1


def test_intervals_are_drawn_on_bars_when_given():
    limits = {"lower": "lower", "upper": "upper"}
    assert drawn(rates(), "#3d3d3d", "stroke") == []
    assert len(drawn(rates(options=limits), "#3d3d3d", "stroke")) == 3


def test_a_missing_value_is_a_symbol_and_a_zero_is_a_zero():
    written = texts(rates(FORCES.assign(rate=[40.0, None, 0.0])))
    assert [text for text in written if text[-1] in "0]"] == ["40.0", "[x]", "0.0"]


def test_markup_and_formulas_in_labels_stay_text():
    rows = FORCES.assign(police_force=["<b>$x^2$</b>", 'id="y"', "1.23456"])
    shown = rates(rows)
    assert {"<b>$x^2$</b>", 'id="y"', "1.23456"} <= set(texts(shown))
    assert "<b>" not in shown.html


@pytest.mark.parametrize("drawing", BOTH)
def test_bars_of_several_series_and_their_key_are_told_apart_without_colour(drawing):
    rows = pd.concat([FORCES.assign(base=name) for name in ("Notices", "People")])
    shown = drawing(rates(rows, grouped_bars, {"series": "base"}).html)
    hatched = [mark for mark in drawings.marks(shown) if "url(#" in mark.look.get("fill", "")]
    assert len(hatched) == len(FORCES) + 1
    assert len(drawings.drawn(shown, DARK_BLUE)) == len(FORCES) + 1


def test_bars_of_one_series_have_no_hatch():
    assert "pattern" not in rates().html


def test_a_fifth_series_is_refused():
    rows = pd.concat([FORCES.assign(base=str(number)) for number in range(5)])
    with pytest.raises(ValueError, match="5 series"):
        rates(rows, grouped_bars, {"series": "base"})


def test_grouped_bars_name_group_and_series():
    rows = pd.concat([FORCES, FORCES], keys=["Notices", "People"]).reset_index(names=["base", "_"])
    alt = rates(
        rows.assign(rate=[40.0, 20, 0, 30, 15, 3.7]), grouped_bars, {"series": "base"}
    ).plain
    assert alt.endswith("Highest: Essex, Notices, 40.0; lowest: Gwent, Notices, 0.0.")


INTERVALS = {"lower": "lower", "upper": "upper"}


def test_an_interval_chart_writes_value_and_limits_and_draws_the_reference():
    line = {"reference": 20.0, "reference_label": "England"}
    shown = rates(FORCES, interval_chart, INTERVALS | line)
    assert {"40.0 (30.0 to 50.0)", "0.0 (0.0 to 3.7)", "England"} <= set(texts(shown))
    assert shown.plain.startswith("Dot and interval chart of per 10,000 residents by police force")


def test_bounds_without_an_estimate_are_drawn_as_a_bar_and_told_as_bounds():
    shown = rates(FORCES.assign(rate=float("nan")), interval_chart, INTERVALS)
    bars = drawings.marks(drawings.wide(shown.html))
    assert sum(bar.look.get("stroke-width") == "7" for bar in bars) == 3
    assert shown.plain.startswith("Range chart of per 10,000 residents by police force: ")
    assert shown.plain.endswith("Highest: Essex, 30.0 to 50.0; lowest: Gwent, 0.0 to 3.7.")


def told_of_ranges(**columns):
    """The last sentence of the alt text of ``FORCES`` with other figures."""
    rows = FORCES.assign(**columns)
    behind = told(rows, ["police_force"], ["rate", "lower", "upper"])["behind"]
    return rates(rows, interval_chart, INTERVALS, behind=behind).plain.rpartition("rate. ")[2]


def test_where_only_some_rows_have_a_value_the_extremes_are_those_of_all_that_is_drawn():
    nan = float("nan")
    assert told_of_ranges(rate=[nan, 20.0, 1.0]) == (
        "Highest: Essex, 30.0 to 50.0; lowest: Gwent, 1.0."
    )
    assert told_of_ranges(rate=[40.0, nan, nan], lower=[30.0, 15.0, 0.5]) == (
        "Highest: Essex, 40.0; lowest: Gwent, 0.5 to 3.7."
    )


def test_ranges_that_end_together_and_one_without_an_end_are_told_as_such():
    nan = float("nan")
    assert told_of_ranges(rate=[nan] * 3, lower=[0.0, 15.0, 0.0], upper=[9.0, 25.0, 25.0]) == (
        "Highest: 2 end at 25.0; lowest: 2 start at 0.0."
    )
    assert told_of_ranges(rate=[nan, 60.0, nan], upper=[float("inf"), 80.0, 3.7]) == (
        "Highest: Wiltshire, 60.0; lowest: Gwent, 0.0 to 3.7; without an upper limit: 1."
    )


def test_dots_at_one_value_are_told_with_their_widest_limits():
    assert told_of_ranges(rate=[3.0] * 3, lower=[1.0, 2.0, 2.5], upper=[3.5, 4.0, 3.7]) == (
        "All 3 are 3.0, with limits of 1.0 to 4.0 at the widest."
    )


@pytest.mark.parametrize(
    ("values", "lowest"),
    [
        ([9, 7, 7, 8], "Black and Mixed, 7"),
        ([9, 7, 7, 7], "Black and 2 others, 7"),
        ([9, 7, 8, 8], "Black, 7"),
    ],
)
def test_what_shares_the_lowest_place_is_named_in_plain_words(values, lowest):
    groups = ["Asian", "Black", "Mixed", "White"]
    assert extremes(groups, values, map(str, values)) == f"Highest: Asian, 9; lowest: {lowest}."


def test_a_logarithmic_axis_has_plain_numbers_and_survives_zero_and_no_limit():
    rows = FORCES.assign(upper=[50.0, 25.0, float("inf")])
    behind = told(rows, ["police_force"], ["rate", "lower", "upper"])["behind"]
    written = texts(rates(rows, interval_chart, INTERVALS | {"log": True}, behind=behind))
    assert {"10", "20", "50", "0.0 (0.0 to no limit)"} <= set(written)


def test_a_time_chart_names_its_series_at_their_ends_and_counts_from_zero():
    told_of = told(YEARS, ["measure", "year"], ["count"], finding="the two counts differ")
    shown = time_chart(YEARS, x="year", y="count", series="measure", unit="offences", **told_of)
    assert {"Returns", "Own count", "0", "2018"} <= set(texts(shown))
    assert shown.plain == (
        "Line chart of offences, 2017 to 2019: the two counts differ. "
        "Highest: Returns in 2019, 17; lowest: Own count in 2017, 9."
    )


def test_lines_that_start_together_are_told_as_all_of_them():
    rows = YEARS[YEARS["year"] != 2018].assign(count=[9.0, 17.0, 9.0, 11.0])
    told_of = told(rows, ["measure", "year"], ["count"], finding="both counts rose")
    shown = time_chart(rows, x="year", y="count", series="measure", unit="offences", **told_of)
    assert shown.plain.endswith("Highest: Returns in 2019, 17; lowest: both lines in 2017, 9.")


def test_points_that_stand_for_quarters_are_told_by_their_months():
    rows = pd.DataFrame({"start": ["2022-04-01", "2022-07-01"], "count": [602.0, 647.0]})
    told_of = told(rows, ["start"], ["count"], finding="counts rose")
    shown = time_chart(rows, x="start", y="count", unit="offences", months=3, **told_of)
    assert shown.plain == (
        "Line chart of offences, April 2022 to September 2022: counts rose. "
        "Highest: July to September 2022, 647; lowest: April to June 2022, 602."
    )


def test_points_are_joined_only_where_asked_for():
    told_of = told(YEARS, ["measure", "year"], ["count"], finding="the two counts differ")
    common = {"x": "year", "y": "count", "series": "measure", "unit": "offences"} | told_of
    turquoise = ("#28a197", "stroke")
    assert drawn(time_chart(YEARS, **common), *turquoise)
    joined, apart = (time_chart(YEARS, join=names, **common) for names in (None, ["Returns"]))
    assert len(drawn(joined, *turquoise)) == len(drawn(apart, *turquoise)) + 1


def test_events_are_numbered_and_listed_in_the_order_of_their_dates():
    rows = pd.DataFrame({"date": ["2020-03-31", "2020-04-30"], "count": [1.0, 2.0]})
    events = pd.DataFrame(
        {"date": ["2020-05-13", "2020-03-26"], "label": ["Rules eased", "Rules <begin>"]}
    )
    told_of = told(rows, ["date"], ["count"], finding="counts doubled")
    shown = time_chart(rows, x="date", y="count", unit="notices", events=events, **told_of)
    assert (
        '<ol class="events"><li>26 March 2020: Rules &lt;begin&gt;</li>'
        "<li>13 May 2020: Rules eased</li></ol>"
    ) in shown.html
    assert {"1", "2"} <= set(texts(shown))


def test_events_in_dates_are_refused_on_an_axis_of_years():
    events = pd.DataFrame({"date": ["2018-03-26"], "label": ["Rules begin"]})
    with pytest.raises(ValueError, match="as years where it is a year"):
        time_chart(YEARS[:3], x="year", y="count", unit="offences", events=events)


def test_context_is_grey_and_only_the_highlighted_must_be_in_the_table():
    told_of = told(YEARS[:3], ["measure", "year"], ["count"], finding="returns rose")
    common = {"x": "year", "y": "count", "series": "measure", "unit": "offences"} | told_of
    shown = time_chart(YEARS, highlight="Returns", **common)
    assert shown.plain == (
        "Line chart of offences beside 1 other, 2017 to 2019: returns rose. "
        "Highest of those named: Returns in 2019, 17; lowest: Returns in 2017, 10."
    )
    assert "Own count" not in texts(shown)
    with pytest.raises(ValueError, match="not in its table"):
        time_chart(YEARS, **common)


SCRIPT = """
import pandas as pd
from types import SimpleNamespace
from helpers.page.lines import time_chart
from helpers.page.tables import Column, table
rows = pd.DataFrame({"date": ["2020-03-31", "2020-06-30", "2020-09-30"], "count": [1.0, 7.0, 3.0]})
rows = pd.concat([rows.assign(who=name, n=rows["count"] * k) for k, name in enumerate("abc", 1)])
behind = table(rows, "T", {"who": "Who", "date": "Date", "n": Column("Count", "notices")}, "t")
shown = time_chart(rows, x="date", y="n", series="who", unit="notices", caption="C",
    finding="counts rose, then fell", behind=behind, sources=[], join={"a", "b"})
print(shown.html)
"""


def test_two_processes_in_other_places_write_the_same_bytes():
    places = (("0", "UTC", "C"), ("77", "Pacific/Auckland", "en_GB.UTF-8"))
    pages = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone, locale in places
    ]
    assert pages[0] == pages[1]
    assert pages[0].count(b"data:image/svg+xml,") == 2
