"""The statements of the five documents, as they print them."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data.tables import claims


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    table = claims.tidy_claims(claims.read_claims())
    return table.rows.set_index("claim_id")


# Expected values: APCC, "PCCs making a difference: Race disparity in focus", November 2020; from
# public_trust on, Centre for Justice Innovation and Criminal Justice Alliance, "Public Safety,
# Public Trust", April 2021; then the pages of the Nottinghamshire office and of the open letter.
@pytest.mark.parametrize(
    ("claim", "printed", "unit"),
    [
        ("north_yorkshire.minority_visitors_share", "20", "percent"),
        ("north_yorkshire.visitors_among_minority", "nine in ten", "part of one"),
        ("north_yorkshire.asian_males_18_to_34_share", "one in ten", "part of one"),
        ("north_yorkshire.minority_visitors_in_groups", "80", "percent"),
        ("wiltshire.notices", "245", "notices"),
        ("wiltshire.people_with_more_than_one", "12", "people"),
        ("south_wales.applications_2015", "2.8", "percent"),
        ("south_wales.applications_2019", "11.5", "percent"),
        ("south_wales.appointed", "38", "people"),
        ("south_wales.appointed_share", "4.3", "percent"),
        ("essex.reports_2017", "2081", "reports"),
        ("essex.reports_2020", "3209", "reports"),
        ("essex.increase", "54", "percent"),
        ("merseyside.referrals", "759", "referrals"),
        ("merseyside.victims_supported", "656", "people"),
        ("merseyside.increase", "140", "percent"),
        ("merseyside.savera_reported", "5", "people"),
        ("merseyside.honour_crime_2018", "3000", "incidents"),
        ("nottinghamshire.population_share", "11.2", "percent"),
        ("nottinghamshire.applications_2019_20", "26", "percent"),
        ("nottinghamshire.applicants_year_to_date", "23", "percent"),
        ("nottinghamshire.cadets_before", "6", "percent"),
        ("nottinghamshire.cadets_after", "24", "percent"),
        ("surrey.groups", "40", "groups"),
        ("surrey.people_per_group", "30 to 100", "people"),
        ("surrey.families", "2000", "families"),
        ("west_midlands.target", "1000", "people"),
        ("west_midlands.vacancies", "2800", "people"),
        ("west_midlands.target_share", "a third", "part of one"),
        ("west_midlands.officers_share", "10.9", "percent"),
        ("avon_and_somerset.outreach_workers", "7", "people"),
        ("bedfordshire.force_meetings", "4", "times a year"),
        ("cleveland.children_heading", "2000", "people"),
        ("cleveland.children", "1943", "people"),
        ("cleveland.children_four_years", "2500", "people"),
        ("leicestershire.workforce", "3800", "people"),
        ("leicestershire.recruits_target_repeated", "one in four", "part of one"),
        ("northumbria.share_2020", "2.11", "percent"),
        ("northumbria.share_2019", "1.79", "percent"),
        ("devon_and_cornwall.reports_2020", "1856", "reports"),
        ("devon_and_cornwall.reports_2019", "1800", "reports"),
        ("devon_and_cornwall.small_rise", "a small rise", "percent"),
        ("home_office.additional_officers", "20000", "people"),
        ("essex_office.contribution", "18000", "pounds"),
        ("public_trust.hours_in_cells", "23.5", "hours a day"),
        ("public_trust.homicides", "39", "percent"),
        ("public_trust.drug_deaths", "4393", "deaths"),
        ("public_trust.opiate_deaths", "half", "part of one"),
        ("public_trust.better_able_to_cope", "three quarters", "part of one"),
        ("public_trust.treatment_saving", "2.50", "pounds"),
        ("public_trust.quality_of_life", "200", "percent"),
        ("public_trust.youth_commissioners", "800", "people"),
        ("public_trust.youth_progressed", "8", "percent"),
        ("public_trust.mopac_organisations", "45", "participants"),
        ("public_trust.children_in_custody", "half", "part of one"),
        ("public_trust.macpherson_recommendations", "70", "recommendations"),
        ("bme_research.recommendations", "30", "recommendations"),
        ("open_letter.award", "1.5", "million pounds"),
    ],
)
def test_a_statement_stands_as_its_document_prints_it(
    statements: pd.DataFrame, claim: str, printed: str, unit: str
) -> None:
    assert statements.loc[claim, "value_printed"] == printed
    assert statements.loc[claim, "unit"] == unit


def test_a_statement_has_a_step_exactly_where_its_rule_needs_one(statements: pd.DataFrame) -> None:
    steps = statements["rounding_step"].notna().groupby(statements["rounding_rule"])
    assert set(statements["rounding_rule"]) == set(claims.RULES)
    for rule in ("nearest", "almost", "about"):
        assert steps.all()[rule], rule
    for rule in ("exact", "between", "in words", "fewer than", "at most"):
        assert not steps.any()[rule], rule


def test_only_words_are_read_as_a_range(statements: pd.DataFrame) -> None:
    read = statements["read_from"].notna() | statements["read_to"].notna()
    assert read.equals(statements["rounding_rule"] == "in words")


def test_every_case_of_the_bundle_has_statements(statements: pd.DataFrame) -> None:
    assert set(statements["case"].dropna()) == set(claims.CASES)


def test_no_claim_outside_a_case_goes_by_the_name_of_its_area(statements: pd.DataFrame) -> None:
    areas = statements["case"].groupby(statements.index.str.partition(".").get_level_values(0))
    assert (areas.nunique(dropna=False) == 1).all()
    outside = statements.index[statements["case"].isna()]
    assert not outside.str.contains("north_yorkshire|south_wales").any()


def test_the_statements_of_the_cases_keep_their_lines(statements: pd.DataFrame) -> None:
    lines = set(statements.loc[statements["case"].notna(), "source"])
    assert lines == {f"apcc-2020/claims.csv:{line}" for line in range(2, 24)}


def test_every_document_gives_the_statements_that_were_read_in_it(statements: pd.DataFrame) -> None:
    assert statements["document"].value_counts().to_dict() == {
        "apcc-2020": 125,
        "centre-for-justice-innovation-2021-04": 35,
        "nottinghamshire-opcc-undated": 3,
        "lib-dem-voice-2020-09-10": 1,
        "action-for-race-equality-2022-04-28": 1,
    }


def test_the_five_groups_of_wiltshire_add_up_to_the_printed_245(statements: pd.DataFrame) -> None:
    groups = statements["counted"] == "notices by self-defined ethnicity"
    assert statements.loc[groups, "value_printed"].astype(int).sum() == 245


def test_areas_are_spelled_as_the_police_force_areas_are(statements: pd.DataFrame) -> None:
    assert statements.loc["devon_and_cornwall.events", "area"] == "Devon & Cornwall"
    assert statements.loc["public_trust.homicides", "area"] == "Scotland"
