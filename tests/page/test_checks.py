"""Printed figures beside recomputed ones."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.page.checks import published_check
from helpers.page.numbers import NUMBERS_MIME

CLAIMS = pd.DataFrame(
    {
        "claim_id": ["essex.change", "north_yorkshire.groups"],
        "counted": ["Increase in reports", "Notices to people in groups"],
        "value_printed": ["54 per cent", "80 per cent"],
        "published_source": ["APCC, 2020", "APCC, 2020"],
        "recomputed": [54.2, float("nan")],
        "lower": [float("nan")] * 2,
        "upper": [float("nan")] * 2,
        "unit": ["percent", "percent"],
        "method": ["ratio of counts", ""],
        "verdict": ["reproduced", "no data"],
        "reason": ["3,209 over 2,081", "No second source gives a base."],
        "source": ["apcc-2020/claims.csv:20;apcc-2020/claims.csv:21", "apcc-2020/claims.csv:5"],
    }
)


def test_each_statement_is_recorded_with_the_printed_figure_and_the_verdict():
    shown = published_check(CLAIMS, "Printed and recomputed")
    change, groups = shown._repr_mimebundle_()[NUMBERS_MIME]
    assert (change["displayed"], change["published_value"]) == ("54.2", "54 per cent")
    assert change["agreement"] == "reproduced"
    assert change["sources"] == "apcc-2020/claims.csv:20 apcc-2020/claims.csv:21"
    assert (groups["value"], groups["displayed"], groups["agreement"]) == ("", "[x]", "no data")


def test_what_cannot_be_recomputed_has_a_symbol_and_a_footnote():
    html = published_check(CLAIMS, "Printed and recomputed").html
    assert '<td class="figure">[x]</td>' in html and "[x] not available." in html


def test_a_range_without_a_point_shows_its_limits_alone():
    claims = CLAIMS.assign(lower=[53.0, 78.0], upper=[55.0, 81.0])
    assert ">78.0 to 81.0<" in published_check(claims, "Printed and recomputed").html


def test_a_verdict_of_ones_own_is_refused():
    with pytest.raises(ValueError, match="'proved'"):
        published_check(CLAIMS.assign(verdict="proved"), "Printed and recomputed")


def test_a_claim_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="essex.change"):
        published_check(pd.concat([CLAIMS, CLAIMS.head(1)]), "Printed and recomputed")
