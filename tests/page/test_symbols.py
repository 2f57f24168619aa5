"""Symbols in tables: which stand for a figure, which follow one, and where each is explained."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from helpers.page.numbers import Number
from helpers.page.symbols import FEW_EVENTS, SYMBOLS, beside, footnotes, instead
from helpers.page.tables import Column, table
from helpers.run.workbook import legend

NONE = float("nan")
ROWS = pd.DataFrame(
    {
        "group": ["Asian", "Black", "Mixed", "White"],
        "count": [19, 20, NONE, 5],
        "others": [200, 200, 200, 200],
        "ratio": [0.004, 1.5, NONE, 0.0],
        "why": ["", "", "[c]", ""],
    }
)


def ratios(rows=ROWS, name="ratio", label="Rate ratio", **given):
    shown = {"group": "Ethnic group", name: Column(label, "ratio", **given)}
    return table(rows, "Ratios", shown, "trial")


def figures(shown):
    cells = re.findall('<td class="figure">(.*?)</td>', shown.html)
    return [re.sub("<[^>]+>", "", cell) for cell in cells]


def note(shown):
    return "".join(re.findall('<p class="note">(.*?)</p>', shown.html))


def test_a_row_may_say_which_symbol_stands_for_its_figure():
    shown = ratios(absent="why")
    assert figures(shown)[2] == "[c]"
    assert "[c] confidential" in note(shown) and "[x]" not in note(shown)
    assert shown.tables[0].rows[2] == ("Mixed", "[c]", "none")


@pytest.mark.parametrize("given", ["[low]", "[u]", "[q]", "n/a", "", "reason"])
def test_what_is_no_symbol_for_a_missing_figure_is_refused_by_name(given):
    with pytest.raises(ValueError, match=re.escape(f"column 'ratio': the symbol {given!r} is not")):
        ratios(absent=given)
    with pytest.raises(ValueError, match=re.escape(repr(given))):
        ratios(ROWS.assign(why=given), absent="why")


def test_an_unknown_symbol_is_refused_where_no_figure_is_missing_today():
    with pytest.raises(ValueError, match="'reason' is not one of"):
        instead({"ratio": 1.0}, "ratio", "reason")
    assert instead({"ratio": 1.0, "why": ""}, "ratio", "why") == ""


@pytest.mark.parametrize(
    ("value", "decimals", "symbols"),
    [
        (0.004, 2, "[low]"),
        (-0.004, 2, "[low]"),
        (0.005, 2, ""),
        (0.0, 2, ""),
        (0.4, 0, "[low]"),
        (0.5, 0, ""),
        (10.0, 0, ""),
        (float("inf"), 2, ""),
        (NONE, 2, ""),
    ],
)
def test_only_a_figure_that_is_not_zero_and_is_shown_as_zero_is_low(value, decimals, symbols):
    assert beside(Number("a.b", "Ratio", value, "ratio", decimals=decimals)) == symbols


def test_a_ratio_on_fewer_than_twenty_events_on_either_side_is_of_low_reliability():
    # ONS, FOI/2021/3301: "Rates that are based on fewer than 20 deaths ... are denoted by (u)"
    assert FEW_EVENTS == 20
    ratio = Number("a.b", "Ratio", 1.5, "ratio")
    told = [beside(ratio, events) for events in ([19], [20], [200, 19], [0], [NONE, None], [])]
    assert told == ["[u]", "", "[u]", "[u]", "", ""]


def test_a_symbol_within_words_is_no_symbol_and_has_no_footnote():
    assert footnotes('<th scope="row">Group [c]</th><td>see [x] there</td>') == ""
    assert "[x] not available" in footnotes("<td>[x]</td>")


def test_the_symbols_follow_the_figure_and_each_shown_has_its_footnote():
    shown = ratios(events=("count", "others"), absent="[z]")
    assert figures(shown) == ["0.00 [low][u]", "1.50", "[z]", "0.00 [u]"]
    assert note(shown) == (
        "[z] not applicable; [low] low: not zero, but zero when rounded; "
        "[u] low reliability: based on fewer than 20 events."
    )


def test_without_low_figures_no_symbol_is_explained():
    shown = ratios(ROWS[1:2], events=("count",))
    assert figures(shown) == ["1.50"] and note(shown) == ""
    assert shown.tables[0].headers == ("Ethnic group", "Rate ratio")


def test_on_a_sheet_figures_stay_figures_and_a_last_column_says_their_symbols():
    sheet = ratios(events=("count",)).tables[0]
    assert sheet.headers == ("Ethnic group", "Rate ratio", "Symbols")
    assert sheet.rows == (
        ("Asian", 0.004, "[low][u] Rate ratio"),
        ("Black", 1.5, "none"),
        ("Mixed", "[x]", "none"),
        ("White", 0, "[u] Rate ratio"),
    )
    assert [symbol for symbol, _ in legend(sheet)] == ["[x]", "[low]", "[u]"]


def test_two_columns_of_one_name_are_told_apart_among_the_symbols():
    columns = {"group": "Group", "ratio": Column("At most", "ratio", events=("count",))}
    rows = ROWS.assign(second=ROWS["ratio"])
    shown = table(rows, "Ratios", columns | {"second": Column("At most", "ratio")}, "trial")
    assert shown.tables[0].rows[0][-1] == "[low][u] At most (ratio); [low] At most (ratio) [2]"


def test_symbols_leave_the_recorded_numbers_as_they_are():
    plain, told = ratios(), ratios(events=("count", "others"))
    assert [one.record() for one in plain.numbers] == [one.record() for one in told.numbers]


def test_a_column_of_events_that_is_not_in_the_rows_is_refused():
    with pytest.raises(KeyError, match="notices"):
        ratios(events=("notices",))


def test_every_symbol_is_in_brackets_as_the_guidance_asks():
    assert list(SYMBOLS) == ["[c]", "[x]", "[z]", "[low]", "[u]"]
