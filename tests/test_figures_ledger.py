"""The figures of the page on all claims against the documents and slow counting."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path

import pytest

from helpers.page.checks import VERDICTS

PROJECT = Path(__file__).parents[1]
NAME = "5_published_figures_check"
CASES = (
    "1_north_yorkshire_fpn_profile",
    "2_wiltshire_fpn_breakdown",
    "3_south_wales_recruitment_trend",
    "4_essex_hate_crime_growth",
)
# One that fails settles it; otherwise the strongest that passes.
PRECEDENCE = ("inconsistent", "reproduced", "consistent", "not determined", "no data")


def rows(path: str) -> list[dict[str, str]]:
    with (PROJECT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FIGURES = {row["id"]: row for row in rows(f"reports/{NAME}/numbers.csv")}
PAGE = (PROJECT / "reports" / f"{NAME}.html").read_text("utf-8")
CLAIMS = {row["claim_id"]: row for row in rows("data/processed/published_claims.csv")}
CHECKS = rows("data/processed/claim_checks.csv")
LEFT_OUT = rows("data/processed/numbers_left_out.csv")


def value(name: str) -> float:
    return float(FIGURES[name]["value"])


def limits(name: str) -> tuple[float, float]:
    return float(FIGURES[name]["lower"]), float(FIGURES[name]["upper"])


def kinds_of(claim: str) -> list[str]:
    return [row["check"] for row in CHECKS if row["claim_id"] == claim]


def test_every_claim_has_a_row_as_printed_with_a_verdict():
    assert len(CLAIMS) > 100
    rowless = [claim for claim in CLAIMS if not FIGURES.get(claim, {}).get("published_value")]
    assert rowless == []
    assert {FIGURES[claim]["agreement"] for claim in CLAIMS} == set(VERDICTS)


def test_no_claim_is_without_a_check_and_every_reason_stands_on_the_page():
    assert {row["claim_id"] for row in CHECKS} == CLAIMS.keys()
    shown = unescape(PAGE)
    assert [row["claim_id"] for row in CHECKS if row["reason"] not in shown] == []


def test_a_claim_has_no_data_if_and_only_if_no_figure_is_related_to_it():
    untested = {row["claim_id"] for row in CHECKS if row["check"] == "none"}
    assert untested == {claim for claim in CLAIMS if FIGURES[claim]["agreement"] == "no data"}


def test_the_verdict_of_a_claim_is_the_first_in_precedence_among_its_checks():
    for claim in CLAIMS:
        found = [
            row["agreement"]
            for name, row in FIGURES.items()
            if row["agreement"] and (name == claim or name.startswith(f"{claim}."))
        ]
        assert len(found) >= len(kinds_of(claim)), claim
        assert FIGURES[claim]["agreement"] == min(found, key=PRECEDENCE.index), claim


def test_essex_is_reproduced_from_the_two_counts_that_the_apcc_prints():
    # APCC, November 2020, Essex: 2,081 and 3,209 reports, “a 54 per cent increase”.
    assert value("essex.increase") == pytest.approx(100 * (3209 / 2081 - 1))
    assert FIGURES["essex.increase"]["displayed"] == "54.2"
    assert FIGURES["essex.increase"]["agreement"] == "reproduced"
    assert value("essex.reports_2017.as_printed") == 2081
    assert value("essex.reports_2020.as_printed") == 3209


@pytest.mark.parametrize(
    ("name", "last"), [("merseyside.increase", 656), ("merseyside.increase.base", 759)]
)
def test_140_per_cent_leads_from_one_whole_number_to_each_of_the_two_counts(name, last):
    # APCC, Merseyside: 759 referrals and 656 victims in six months, “an increase of 140%”.
    before = [count for count in range(1, last) if 139.5 <= 100 * (last / count - 1) <= 140.5]
    assert before == [value(name)]
    assert FIGURES[name]["agreement"] == "not determined"


@pytest.mark.parametrize(
    "name", ["south_wales.appointed_share", "public_trust.welsh_appointed_share.total"]
)
def test_38_and_4_3_per_cent_allow_874_to_894_constables(name):
    # APCC, South Wales: 38 constables, 4.3 per cent; repeated in “Public Safety, Public Trust”.
    allowed = [total for total in range(38, 5000) if 4.25 <= 100 * 38 / total <= 4.35]
    assert (allowed[0], allowed[-1]) == limits(name) == (874, 894)


def test_wiltshires_245_notices_are_the_sum_of_the_five_counts():
    # APCC, Wiltshire: 202 White, 16 Black, 7 Asian, 5 Mixed, 15 not stated.
    assert value("wiltshire.notices") == 202 + 16 + 7 + 5 + 15 == 245
    assert FIGURES["wiltshire.notices"]["agreement"] == "reproduced"


def test_245_individuals_are_the_claim_that_cannot_hold_together_with_another():
    # APCC, Wiltshire: 245 notices, 12 people with more than one.
    failed = [claim for claim in CLAIMS if FIGURES[claim]["agreement"] == "inconsistent"]
    assert failed == ["swindon_panel.individuals"]
    assert limits("swindon_panel.individuals") == (12, 245 - 12)
    assert value("ledger.claims.inconsistent") == 1


def test_more_than_a_third_is_1000_of_2750_and_of_around_2800():
    # APCC, West Midlands: 1,000 of “around 2,800”, and of 2,750 in the quotation.
    assert value("west_midlands.target_share.share") == pytest.approx(100 * 1000 / 2750)
    assert limits("west_midlands.target_share") == pytest.approx(
        (100 * 1000 / 2900, 100 * 1000 / 2700)
    )
    assert FIGURES["west_midlands.target_share"]["agreement"] == "consistent"


def test_a_small_rise_is_one_of_3_1_per_cent():
    # APCC, Devon and Cornwall: 1,856 reports in the year to May 2020, 1,800 the year before.
    rise = FIGURES["devon_and_cornwall.small_rise"]
    assert value("devon_and_cornwall.small_rise") == pytest.approx(100 * 56 / 1800)
    assert (rise["displayed"], rise["agreement"]) == ("3.1", "consistent")


def test_almost_2000_children_are_1943():
    # APCC, Cleveland: “almost 2,000 children” in the heading, 1,943 in the text.
    assert value("cleveland.children_heading") == 1943
    assert limits("cleveland.children_heading.read_as") == (1900, 2000)
    assert FIGURES["cleveland.children_heading"]["agreement"] == "consistent"


def test_2500_children_in_four_years_leave_557_or_more_for_three_of_them():
    # APCC, Cleveland: over 2,500 in four years, 1,943 in the last financial year.
    assert limits("cleveland.children_four_years") == (1943, float("inf"))
    assert limits("cleveland.children_of_other_years") == (2500 - 1943, float("inf"))
    assert FIGURES["cleveland.children_four_years"]["agreement"] == "consistent"


def test_6_to_24_per_cent_of_cadets_is_a_rise_of_17_to_19_points_and_the_shares_stay_untested():
    # APCC, Nottinghamshire: cadets from 6% to 24%, no number of cadets.
    rise = FIGURES["nottinghamshire.cadets_increase"]
    assert limits("nottinghamshire.cadets_increase") == (23.5 - 6.5, 24.5 - 5.5)
    assert (rise["unit"], rise["agreement"]) == ("percentage points", "consistent")
    assert limits("nottinghamshire.cadets_before.read_as") == (5.5, 6.5)
    for claim in ("nottinghamshire.cadets_before", "nottinghamshire.cadets_after"):
        assert FIGURES[claim]["agreement"] in ("not determined", "no data")


def test_the_fall_of_homicide_in_scotland_cannot_be_checked_from_the_document():
    # “Public Safety, Public Trust”, case study 3: 39% over a decade, without years or counts.
    fall = FIGURES["public_trust.homicides"]
    assert (fall["value"], fall["lower"], fall["upper"]) == ("", "", "")
    assert (fall["published_value"], fall["agreement"]) == ("39%", "no data")


def test_what_the_2021_document_prints_on_south_wales_agrees_by_repeating_only():
    repeats = [
        claim
        for claim, row in CLAIMS.items()
        if row["area"] == "South Wales" and row["document"].startswith("centre-for-justice")
    ]
    assert len(repeats) == 7
    for claim in repeats:
        assert "same" in kinds_of(claim) or kinds_of(claim) == ["difference"], claim
        assert FIGURES[claim]["agreement"] == "consistent", claim


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_counts_of_a_verdict_are_the_rows_with_it(verdict):
    name = verdict.replace(" ", "_")
    with_it = sum(FIGURES[claim]["agreement"] == verdict for claim in CLAIMS)
    by_document = [
        float(row["value"])
        for id, row in FIGURES.items()
        if id.startswith(f"ledger.by_document.{name}.")
    ]
    assert value(f"ledger.claims.{name}") == with_it == sum(by_document)
    assert value(f"ledger.choices.{name}.as_on_this_page") == with_it


def test_the_strongest_checks_of_the_consistent_claims_add_up_to_them():
    prefix = "ledger.consistent.claims."
    by_basis = [float(row["value"]) for id, row in FIGURES.items() if id.startswith(prefix)]
    assert sum(by_basis) == value("ledger.claims.consistent")


@pytest.mark.parametrize(
    ("choice", "is_left_out"),
    [
        ("without_repeats", lambda check: check["check"] == "same"),
        ("without_figures_of_others", lambda check: "official." in check["related"]),
    ],
)
def test_without_a_kind_of_test_the_claims_that_have_no_other_lose_their_verdict(
    choice, is_left_out
):
    kept = {check["claim_id"] for check in CHECKS if not is_left_out(check)}
    gained = value(f"ledger.choices.no_data.{choice}") - value("ledger.claims.no_data")
    assert gained == len(CLAIMS.keys() - kept) > 0
    assert value(f"ledger.choices.changed.{choice}") >= gained


def test_every_number_that_is_left_out_is_counted_under_its_rule():
    by_rule: dict[str, int] = {}
    for row in LEFT_OUT:
        by_rule[row["rule"]] = by_rule.get(row["rule"], 0) + int(row["times"])
    for rule, times in by_rule.items():
        name = re.sub("[^a-z0-9]+", "_", rule)
        by_document = [
            float(row["value"])
            for id, row in FIGURES.items()
            if id.startswith("ledger.left_out_by_document.") and id.endswith(f".{name}")
        ]
        assert value(f"ledger.left_out.times.{name}") == times == sum(by_document), rule
    assert value("ledger.left_out.all") == sum(by_rule.values())
    assert {row["explanation"] for row in LEFT_OUT} <= set(re.split("<[^>]+>", unescape(PAGE)))


def test_each_area_has_its_section_its_map_value_and_its_place_in_the_parameter():
    notebook = (PROJECT / "notebooks" / f"{NAME}.ipynb").read_text("utf-8")
    listed = re.search(r"one of: All areas, (.+?)\"", notebook)[1]
    areas = sorted({row["area"] for row in CLAIMS.values()})
    assert listed.split(", ") == areas
    assert re.findall(r"<h3 id=\"[^\"]+\">(.+?)</h3>", unescape(PAGE)) == areas
    for area in areas:
        name = re.sub("[^a-z0-9]+", "_", area.lower().replace("&", "and"))
        printed = sum(row["area"] == area for row in CLAIMS.values())
        assert value(f"ledger.areas.claims.{name}") == printed


@pytest.mark.parametrize("case", CASES)
def test_a_claim_of_a_case_study_has_the_same_verdict_on_its_own_page(case):
    own = {row["id"]: row["agreement"] for row in rows(f"reports/{case}/numbers.csv")}
    shared = [claim for claim, row in CLAIMS.items() if row["case"] == case and own.get(claim)]
    assert shared
    assert {claim: own[claim] for claim in shared} == {
        claim: FIGURES[claim]["agreement"] for claim in shared
    }


@pytest.mark.parametrize("case", CASES)
def test_the_page_links_to_each_case_study(case):
    assert f'href="{case}.html"' in PAGE
