"""The figures of the ledger: as printed, what follows, and the verdict."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest

from helpers.page.claims import as_printed, claims_check, labels_of, what_was_printed
from helpers.page.numbers import NUMBERS_MIME

CLAIMS = pd.DataFrame(
    {
        "claim_id": ["essex.rise", "merseyside.rise", "nowhere.rich"],
        "counted": ["change in reports", "change in victims", "a rich area"],
        "base": ["reports in September 2017", "", ""],
        "period_start": ["2017-09", "2020-04", ""],
        "period_end": ["2020-09", "2020-09", ""],
        "value_printed": ["54", "140", "rich & large"],
        "unit": ["percent", "percent", "people"],
        "rounding_rule": ["nearest", "nearest", "in words"],
        "read_lower": [53.5, 139.5, math.nan],
        "read_upper": [54.5, 140.5, math.nan],
        "verdict": ["reproduced", "not determined", "no data"],
        "published_source": ["APCC, 2020"] * 3,
        "source": ["claims.csv:4", "claims.csv:7", "claims.csv:9"],
    }
)
CHECKED = pd.DataFrame(
    {
        "claim_id": ["essex.rise", "essex.rise", "merseyside.rise", "merseyside.rise"]
        + ["nowhere.rich"],
        "check": ["official", "change", "base", "base", "none"],
        "related": ["official.essex", "a;b", "victims", "referrals", ""],
        "lower": [50.0, 54.2047, 273.0, 316.0, math.nan],
        "upper": [60.0, 54.2047, 273.0, 316.0, math.nan],
        "unit": ["percent", "percent", "people", "referrals", "people"],
        "verdict": ["consistent", "reproduced", "not determined", "not determined", "no data"],
        "reason": ["Another series.", "The two counts give it.", "", "", "No number is printed."],
        "source": ["census.csv:2", "claims.csv:4;claims.csv:2", "c:7;c:5", "c:7;c:6", "c:9"],
    }
)
LABELS = {
    "official.essex": "Home Office <returns>",
    "a": "2,081 reports",
    "b": "3,209 reports",
    "victims": "656 people",
    "referrals": "759 referrals",
}


def records(claims=CLAIMS, checked=CHECKED):
    shown = claims_check(claims, checked, LABELS, "Printed and tested")
    return {row["id"]: row for row in shown._repr_mimebundle_()[NUMBERS_MIME]}


def html(claims=CLAIMS, checked=CHECKED):
    return claims_check(claims, checked, LABELS, "Printed and tested").html


def test_the_check_that_decides_carries_the_id_and_the_verdict_of_the_claim():
    rise = records()["essex.rise"]
    assert (rise["displayed"], rise["unit"], rise["method"]) == ("54.2", "percent", "change")
    assert (rise["published_value"], rise["agreement"]) == ("54%", "reproduced")
    assert rise["sources"] == "claims.csv:4 claims.csv:2"


def test_every_further_check_is_a_number_of_its_own_with_its_own_verdict():
    found = records()
    assert set(found) == {
        "essex.rise",
        "essex.rise.official",
        "essex.rise.read_as",
        "merseyside.rise",
        "merseyside.rise.base",
        "merseyside.rise.read_as",
        "nowhere.rich",
    }
    assert found["essex.rise.official"]["agreement"] == "consistent"
    assert (found["essex.rise.official"]["lower"], found["essex.rise.official"]["upper"]) == (
        "50",
        "60",
    )
    assert found["essex.rise.official"]["published_value"] == ""


def test_the_range_that_a_rounded_figure_is_read_as_is_shown_and_recorded():
    assert records()["essex.rise.read_as"]["lower"] == "53.5"
    assert "54%<br>read as" in html() and ">53.5 to 54.5</data>%" in html()


def test_each_check_is_a_sentence_with_its_own_result():
    shown = html()
    assert "From 2,081 reports to 3,209 reports is <data" in shown
    assert "656 people after a change of 140% implies <data" in shown
    assert ">316</data> referrals before" in shown
    assert "(reproduced). The two counts give it." in shown


def test_a_figure_that_cannot_be_checked_gives_the_reason_alone():
    reason_alone = '<td><div class="words">No number is printed.</div></td>'
    assert f"<td><strong>no data</strong></td>{reason_alone}" in html()


def one(**changes):
    """The rise of Essex as the only figure, with one check, changed as given."""
    names = CLAIMS.columns
    claim = {name: changes.get(name, value) for name, value in CLAIMS.iloc[0].items()}
    check = {name: changes.get(name, value) for name, value in CHECKED.iloc[1].items()}
    assert changes.keys() <= {*names, *check, "place"}
    place = {"place": changes["place"]} if "place" in changes else {}
    return pd.DataFrame([claim | place]), pd.DataFrame([check])


def test_the_place_of_a_figure_stands_under_what_was_printed():
    assert '<span class="place">Essex, below the “quotation”</span></div></th>' in html(
        *one(place="Essex, below the “quotation”")
    )
    assert 'class="place"' not in html()


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"unit": "rank", "read_lower": 1.0, "read_upper": 5.0}, "rank 1 to 5"),
        ({"unit": "rank", "read_lower": 1.0, "read_upper": 1.0}, "rank 1"),
        ({"unit": "ratio", "read_lower": 1.5, "read_upper": 2.5}, "a ratio of 1.50 to 2.50"),
        ({"unit": "percent", "read_lower": 0.0, "read_upper": math.inf}, "0.0% or more"),
        ({"unit": "videos", "read_lower": 1.0, "read_upper": math.inf}, "1 video or more"),
        ({"unit": "part of one", "read_lower": 100 / 3, "read_upper": math.inf}, "33.3% or more"),
    ],
)
def test_words_are_shown_as_the_value_or_range_that_they_are_read_as(changes, read):
    shown = html(*one(rounding_rule="in words", **changes))
    assert f"read as {read}</td>" in re.sub("</?data[^>]*>", "", shown)


def test_a_difference_of_percentages_is_one_of_percentage_points():
    claims, checked = one(check="difference", rounding_rule="in words", read_upper=math.inf)
    found = records(claims, checked)
    assert found["essex.rise"]["unit"] == "percentage points"
    assert found["essex.rise.read_as"]["unit"] == "percentage points"
    assert "3,209 reports less 2,081 reports is <data" in html(claims, checked)


def test_a_difference_of_shares_with_two_decimals_keeps_them():
    # APCC, Northumbria: 1.79 and 2.11 per cent, each to the nearest hundredth.
    changes = {"check": "difference", "rounding_rule": "in words", "read_lower": 0.0}
    shown = html(*one(**changes, read_upper=math.inf, lower=0.31, upper=0.33))
    assert ">0.31 to 0.33</data>" in shown


def test_a_figure_that_must_be_as_large_is_set_beside_and_not_called_a_repeat():
    assert "Set beside 2,081 reports: <data" in html(*one(check="same", related="a"))


def test_an_official_figure_has_its_value_where_it_is_combined_with_another():
    official = pd.DataFrame(
        {"id": ["official.a", "official.b"], "label": ["Minority share", "Officers"]}
        | {"lower": [21.5, 1341], "upper": [22.5, 1341], "unit": ["percent", "people"]}
    )
    labels = labels_of(CLAIMS, official)
    claims, checked = one(check="product", related="official.a;essex.rise")
    shown = claims_check(claims, checked, labels, "Printed and tested").html
    assert "Minority share (21.5 to 22.5%) × 54% is <data" in shown
    claims, checked = one(check="within", related="official.b")
    shown = claims_check(claims, checked, labels, "Printed and tested").html
    assert "Part of Officers: <data" in shown
    assert labels["official.b:value"] == "Officers (1,341 people)"


def test_what_comes_from_data_is_escaped():
    shown = html()
    assert "Home Office &lt;returns&gt;" in shown and "“rich &amp; large”" in shown
    assert "<returns>" not in shown


def test_where_no_whole_number_is_possible_it_says_so():
    checked = CHECKED.assign(lower=math.nan, upper=math.nan)
    assert "implies no whole number before" in html(checked=checked)


@pytest.mark.parametrize(
    ("claims", "checked", "message"),
    [
        (CLAIMS.assign(verdict="proved"), CHECKED, "proved"),
        (CLAIMS, CHECKED[CHECKED["check"] != "none"], "nowhere.rich has no check"),
        (pd.concat([CLAIMS, CLAIMS.head(1)]), CHECKED, "essex.rise"),
    ],
)
def test_a_ledger_that_does_not_hold_together_is_refused(claims, checked, message):
    with pytest.raises(ValueError, match=message):
        claims_check(claims, checked, LABELS, "Printed and tested")


@pytest.mark.parametrize(
    ("value", "unit", "rule", "text"),
    [
        ("18000", "pounds", "exact", "£18,000"),
        ("1", "people", "exact", "1 person"),
        ("1", "notices", "exact", "1 notice"),
        ("nine in ten", "part of one", "nearest", "nine in ten"),
        ("150", "people", "more than", "more than 150 people"),
        ("30 to 100", "people", "between", "30 to 100 people"),
        ("a small rise", "percent", "in words", "“a small rise”"),
        ("1", "rank", "exact", "first"),
        ("1.5", "million pounds", "nearest", "£1.5 million"),
    ],
)
def test_a_figure_is_written_as_it_was_printed(value, unit, rule, text):
    assert as_printed({"value_printed": value, "unit": unit, "rounding_rule": rule}) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2020-04-02", "2020-05-11", "Notices, of all notices, 2 April 2020 to 11 May 2020"),
        ("2015", "2015", "Notices, of all notices, 2015"),
        ("2015", "", "Notices, of all notices, from 2015"),
        ("", "", "Notices, of all notices"),
    ],
)
def test_what_was_printed_says_of_what_and_when(start, end, text):
    claim = {"counted": "notices", "base": "all notices", "period_start": start, "period_end": end}
    assert what_was_printed(claim) == text


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("percent", "Change in reports, against the year before"),
        ("percentage points", "Change in reports, of the year before"),
    ],
)
def test_a_change_in_per_cent_is_told_against_its_base_and_one_in_points_of_its_whole(unit, text):
    claim = {"counted": "change in reports", "base": "the year before", "unit": unit}
    assert what_was_printed(claim | {"period_start": "", "period_end": ""}) == text
