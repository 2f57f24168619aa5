"""How each claim is checked, and which numbers of the documents are left out by which rule."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data.tables import claims, ledger

# The commissioners of the list of contents of the APCC report, November 2020, as ONS areas.
TWENTY = """South Wales, Merseyside, Bedfordshire, Derbyshire, Thames Valley, Nottinghamshire,
Surrey, West Midlands, Essex, North Yorkshire, Humberside, Avon and Somerset, Hampshire, Cleveland,
Leicestershire, Wiltshire, West Yorkshire, Northumbria, Devon & Cornwall, Greater Manchester"""


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    return claims.read_claims()


@pytest.fixture(scope="module")
def checks(statements: pd.DataFrame) -> pd.DataFrame:
    return ledger.tidy_checks(statements, ledger.read_checks(statements)).rows.fillna("")


@pytest.fixture(scope="module")
def left_out() -> pd.DataFrame:
    return ledger.tidy_left_out(ledger.read_left_out()).rows


def test_every_claim_has_a_check_and_every_check_a_claim(
    statements: pd.DataFrame, checks: pd.DataFrame
) -> None:
    assert list(checks["claim_id"].drop_duplicates()) == list(statements["claim_id"])


@pytest.mark.parametrize(
    ("claim", "check", "related"),
    [
        ("essex.increase", "change", "essex.reports_2017;essex.reports_2020"),
        ("merseyside.increase", "base", "merseyside.victims_supported;merseyside.referrals"),
        ("merseyside.savera_reported", "within", "merseyside.savera_supported"),
        ("merseyside.honour_crime_yearly", "same", "merseyside.honour_crime_2018"),
        (
            "nottinghamshire.cadets_increase",
            "difference",
            "nottinghamshire.cadets_before;nottinghamshire.cadets_after",
        ),
        (
            "nottinghamshire.population_share",
            "official",
            "official.nottinghamshire.minority_share_2011",
        ),
        ("nottinghamshire.applications_2019_20", "none", ""),
        ("west_midlands.target_share", "share", "west_midlands.target;west_midlands.vacancies"),
        ("west_midlands.vacancies", "same", "west_midlands.recruits_needed"),
        ("west_midlands.net_increase", "within", "west_midlands.recruits_needed"),
        ("south_wales.appointed_share", "total", "south_wales.appointed"),
        ("public_trust.welsh_appointed", "same", "south_wales.appointed"),
        ("public_trust.welsh_applications_2015", "same", "south_wales.applications_2015"),
        (
            "wiltshire.notices",
            "sum",
            "wiltshire.white;wiltshire.black;wiltshire.asian;wiltshire.mixed;wiltshire.not_stated",
        ),
        (
            "devon_and_cornwall.small_rise",
            "change",
            "devon_and_cornwall.reports_2019;devon_and_cornwall.reports_2020",
        ),
        ("cleveland.children_heading", "same", "cleveland.children"),
        ("cleveland.children_four_years", "holds", "cleveland.children"),
        ("cleveland.officers_heading", "same", "cleveland.officers"),
        ("surrey.families", "product", "surrey.groups;surrey.people_per_group"),
        ("surrey.families", "same", "surrey.families_heading"),
        ("leicestershire.asian_share", "counts", "leicestershire.workforce"),
        ("leicestershire.black_share", "counts", "leicestershire.workforce"),
        ("leicestershire.recruits_target", "same", "leicestershire.recruits_target_repeated"),
        ("northumbria.increase", "difference", "northumbria.share_2019;northumbria.share_2020"),
        ("public_trust.homicides", "none", ""),
        ("public_trust.drug_deaths", "none", ""),
        ("public_trust.quality_of_life", "none", ""),
        ("public_trust.youth_progressed", "counts", "public_trust.youth_commissioners"),
        ("public_trust.mopac_organisations", "within", "public_trust.mopac_participants"),
        ("public_trust.children_in_custody", "none", ""),
    ],
)
def test_a_relation_between_printed_figures_is_checked(
    checks: pd.DataFrame, claim: str, check: str, related: str
) -> None:
    own = checks.loc[checks["claim_id"] == claim, ["check", "related"]]
    assert [check, related] in own.to_numpy().tolist()


def test_a_claim_that_cannot_be_checked_says_why_and_has_no_other_check(
    checks: pd.DataFrame,
) -> None:
    alone = checks.groupby("claim_id")["check"].agg(set)
    assert (alone[alone.map(lambda kinds: "none" in kinds)].map(len) == 1).all()
    assert checks["reason"].str.endswith(".").all()


def test_an_operand_is_tested_in_a_claim_with_a_check_that_names_it(checks: pd.DataFrame) -> None:
    for row in checks[checks["check"] == "operand"].itertuples():
        others = checks[(checks["claim_id"] == row.related) & (checks["check"] != "operand")]
        named = {one for cell in others["related"] for one in cell.split(";")}
        assert row.claim_id in named, row.claim_id


def test_every_commissioner_has_a_claim_or_a_number_left_out(
    statements: pd.DataFrame, left_out: pd.DataFrame
) -> None:
    report = statements["document"] == claims.APCC
    of_report = left_out["publication"] == claims.APCC
    places = left_out.loc[of_report, "place"].replace("Devon and Cornwall", "Devon & Cornwall")
    named = set(statements.loc[report, "area"]) | set(places)
    twenty = set(TWENTY.replace("\n", " ").split(", "))
    assert len(twenty) == 20
    assert twenty - named == {"Thames Valley"}  # its section is not in the copy read


# Origins: the APCC report numbers 20 sections and prints the page of each, and its last section
# number is the claim of how many there are; "Public Safety, Public Trust" has 20 case studies and
# 58 notes, two of them run together as 89; the cookie notice gives 6 cookies a life of 11 months.
@pytest.mark.parametrize(
    ("publication", "rule", "place", "times"),
    [
        ("apcc-2020", "number of a page, list, footnote or case study", "Contents", 20 + 20 - 1),
        (
            "centre-for-justice-innovation-2021-04",
            "number of a page, list, footnote or case study",
            "",
            20 + 58 - 1,
        ),
        ("action-for-race-equality-2022-04-28", "website furniture", "Cookie notice", 6 + 2),
    ],
)
def test_numbers_left_out_add_up_to_what_the_document_prints(
    left_out: pd.DataFrame, publication: str, rule: str, place: str, times: int
) -> None:
    chosen = (left_out["publication"] == publication) & (left_out["rule"] == rule)
    if place:
        chosen &= left_out["place"] == place
    assert left_out.loc[chosen, "times"].sum() == times


def test_every_number_left_out_is_explained_by_its_rule(left_out: pd.DataFrame) -> None:
    assert left_out["explanation"].str.endswith(".").all()
    assert left_out["times"].sum() == 362
    assert (left_out["times"] > 0).all()
