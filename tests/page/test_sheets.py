"""Tables as plain rows: of printed figures, of claims, and what a cell may hold."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.page.checks import published_check
from helpers.page.claims import claims_check
from helpers.page.numbers import Number
from helpers.page.sheets import figures, limits, plain, sheet, words

COUNT = Number("a.b", "Notices", 12.5, "notices", 10, math.inf)


def test_a_printed_figure_stands_beside_the_recomputed_one_with_its_unit_and_range():
    rows = pd.DataFrame(
        {
            "claim_id": ["essex.change", "essex.groups"],
            "counted": ["Increase in reports", "Notices to groups"],
            "value_printed": ["54 per cent", "80 per cent"],
            "published_source": ["APCC, 2020"] * 2,
            "recomputed": [54.204709274, math.nan],
            "lower": [math.nan, 78.0],
            "upper": [math.nan, 81.0],
            "unit": ["percent"] * 2,
            "method": [""] * 2,
            "verdict": ["reproduced", "consistent"],
            "reason": ["3,209 over 2,081", ""],
            "source": ["claims.csv:20"] * 2,
        }
    )
    (printed,) = published_check(rows, "Printed").tables
    assert printed.headers[2:6] == (
        "Recomputed",
        "Recomputed, at least",
        "Recomputed, at most",
        "Unit",
    )
    assert printed.rows[0][1:6] == ("54 per cent", 54.20470927, "[z]", "[z]", "percent")
    assert printed.rows[1][2:] == ("[x]", 78, 81, "percent", "consistent", "[z]")


def claims(**changes):
    rows = {
        "claim_id": "essex.rise",
        "counted": "change in reports",
        "base": "",
        "period_start": "",
        "period_end": "2020-09",
        "value_printed": "54",
        "unit": "percent",
        "rounding_rule": "nearest",
        "read_lower": 53.5,
        "read_upper": 54.5,
        "verdict": "consistent",
        "published_source": "APCC, 2020",
        "source": "claims.csv:4",
    }
    checks = {
        "claim_id": "essex.rise",
        "check": ["official", "change"],
        "related": ["official.essex", "a;b"],
        "lower": [50.0, 54.2],
        "upper": [60.0, 54.2],
        "unit": "percent",
        "verdict": ["consistent", "reproduced"],
        "reason": ["Another series.", ""],
        "source": "claims.csv:4",
    }
    labels = {"official.essex": "Home Office <returns>", "a": "2 reports", "b": "3 reports"}
    frame = pd.DataFrame([rows | changes])
    return claims_check(frame, pd.DataFrame(checks), labels, "Claims").tables[0]


def test_each_check_of_a_claim_is_a_row_with_its_words_and_its_range():
    checked = claims()
    assert [row[4:7] for row in checked.rows] == [
        ("Home Office <returns>: 50.0 to 60.0%. Another series.", 50, 60),
        ("From 2 reports to 3 reports is 54.2%.", 54.2, 54.2),
    ]
    assert checked.rows[0][:4] == ("Change in reports, to September 2020", "54%", 53.5, 54.5)
    assert [row[-2:] for row in checked.rows] == [
        ("consistent", "consistent"),
        ("reproduced", "consistent"),
    ]


def test_the_place_of_a_claim_has_a_column_if_it_is_known():
    assert "Place in its document" not in claims().headers
    assert claims(place="page 12").rows[0][1] == "page 12"


def test_an_open_range_has_no_upper_limit_and_a_missing_one_is_not_applicable():
    lower, upper = limits(("At least", "At most"), [COUNT, Number("a.c", "Notices", 3, "notices")])
    assert (lower.cells, upper.cells) == ([10, "[z]"], ["no limit", "[z]"])


def test_a_column_of_several_units_has_no_display_of_its_own():
    assert figures("Notices", [COUNT]).format == "#,##0"
    assert figures("Mixed", [COUNT, Number("a.c", "Share", 1, "percent")]).format == "General"
    assert figures("Census", [Number("a.d", "Census", 2011, "year")]).format == "0"


@pytest.mark.parametrize(
    ("text", "held"),
    [("\t=1+1", "=1+1"), ("a\r\nb", "a b"), ("a\x00b\x1bc\ufffe", "a�b�c�"), ("\ud800", "�")],
)
def test_a_cell_is_one_line_of_text_that_any_file_can_hold(text, held):
    assert plain(text) == held


def test_an_empty_cell_holds_a_symbol():
    assert words("Note", ["", "  ", "said"]).cells == ["[x]", "[x]", "said"]


def test_headers_that_differ_in_case_alone_are_told_apart():
    made = sheet("", "Notices", [words("Group", ["a"]), words("GROUP", ["b"])])
    assert made.headers == ("Group", "GROUP [2]")


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="sheet 'Notices': columns of different lengths"):
        sheet("", "Notices", [words("Group", ["a"]), words("Other", [])])
