"""The statements of the four cases, as the APCC report of November 2020 prints them."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data.tables import claims


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    table = claims.tidy_claims(claims.read_claims())
    return table.rows.set_index("claim_id")


# Expected values: APCC, "PCCs making a difference: Race disparity in focus", November 2020.
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
    ],
)
def test_a_statement_stands_as_the_apcc_prints_it(
    statements: pd.DataFrame, claim: str, printed: str, unit: str
) -> None:
    assert statements.loc[claim, "value_printed"] == printed
    assert statements.loc[claim, "unit"] == unit


def test_every_rounded_statement_has_a_step_and_every_other_has_none(
    statements: pd.DataFrame,
) -> None:
    rounded = statements["rounding_rule"] == "nearest"
    assert rounded.any()
    assert statements["rounding_step"].notna().equals(rounded)


def test_every_case_of_the_bundle_has_statements(statements: pd.DataFrame) -> None:
    assert set(statements["case"]) == set(claims.CASES)
