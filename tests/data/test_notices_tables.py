"""Our tables of penalty notices add up to the totals that their publishers print."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helpers.data.errors import DataError
from helpers.data.ethnicity import MINORITY
from helpers.data.left_out import Table, published
from helpers.data.tables import north_yorkshire, notices, wiltshire
from helpers.data.tables.notice_publications import exclude_repeats

TABLES = north_yorkshire.TABLES | notices.TABLES | wiltshire.TABLES


@pytest.fixture(scope="module")
def table() -> Callable[[str], pd.DataFrame]:
    built: dict[str, Table] = {}

    def rows(name: str) -> pd.DataFrame:
        if name not in built:
            built[name] = TABLES[name]()
        return built[name].rows

    return rows


def one(rows: pd.DataFrame, figure: str, **cells: str) -> object:
    """The figure of the only row with these cells."""
    for column, value in cells.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1, f"{len(rows)} rows for {cells}"
    return rows[figure].iloc[0]


# NPCC totals to 11 May 2020 and to 25 May 2020: Press Association, 15 and 29 May 2020.
def test_the_41_rows_of_england_add_up_to_the_printed_total(table: Callable) -> None:
    by_force = table("notices_by_force")
    england = by_force[by_force["nation"] == "England"]
    assert len(england) == 41
    assert england["count"].sum() == 13_445


def test_the_five_rows_of_wales_add_up_to_the_printed_total(table: Callable) -> None:
    by_force = table("notices_by_force")
    wales = by_force[by_force["nation"] == "Wales"]
    assert len(wales) == 5
    assert wales["count"].sum() == 799


def test_each_of_the_43_police_force_areas_has_one_row_to_11_may(table: Callable) -> None:
    by_force = table("notices_by_force")
    areas = by_force.loc[by_force["kind"] == "territorial", "police_force"]
    assert len(areas) == areas.nunique() == 43


def test_the_printed_totals_of_the_nations_are_those_of_the_forces(table: Callable) -> None:
    national = table("notices_national")
    at = {"series": "notices, NPCC", "period_end": "2020-05-11"}
    assert one(national, "value_printed", nation="England", **at) == "13445"
    assert one(national, "value_printed", nation="Wales", **at) == "799"


# NPCC bulletins print England, Wales and their sum; quoted by the publications in `source`.
@pytest.mark.parametrize(
    ("date", "total"),
    [
        ("2020-04-27", 9_176),
        ("2020-05-25", 16_947),
        ("2020-06-22", 18_439),
        ("2020-10-19", 20_223),
        ("2020-12-20", 32_329),
        ("2021-02-14", 68_952),
        ("2021-03-14", 94_368),
        ("2021-04-18", 110_322),
        ("2021-05-16", 115_203),
        ("2021-06-20", 117_213),
    ],
)
def test_england_and_wales_add_up_to_the_printed_total(
    table: Callable, date: str, total: int
) -> None:
    national = table("notices_national")
    at = {"series": "notices, NPCC", "period_end": date}
    england = int(one(national, "value_printed", nation="England", **at))
    wales = int(one(national, "value_printed", nation="Wales", **at))
    assert england + wales == total
    assert int(one(national, "value_printed", nation="England and Wales", **at)) == total


def test_the_analysis_of_notices_to_25_may_counts_17_039(table: Callable) -> None:
    # NPCC, "Independent analysis of coronavirus fines published", 27 July 2020.
    series = "notices, NPCC analysis"
    assert one(table("notices_national"), "value_printed", series=series) == "17039"


def test_shares_of_all_notices_and_of_stated_ethnicity_are_two_series(table: Callable) -> None:
    # Get Reading, 30 April 2020: 58 per cent White of all; The Nation, 21 May 2020: 78 of stated.
    white = table("notices_national").query("category == 'White'").set_index("period_end")
    assert white.loc["2020-04-27", "value_printed"] == "58"
    assert white.loc["2020-04-27", "series"] == "share of notices: all notices"
    assert white.loc["2020-05-11", "value_printed"] == "78"
    assert white.loc["2020-05-11", "series"] == "share of notices: notices with ethnicity stated"


# North Yorkshire Police, release of 15 May 2020, as quoted by YorkMix.
def test_north_yorkshire_ages_add_up_to_the_total_of_the_force_release(table: Callable) -> None:
    at = {"basis": "force release", "period_end": "2020-05-11"}
    release = table("north_yorkshire_notices").query("counted == 'notices'")
    ages = release[(release["dimension"] == "age") & (release["period_end"] == "2020-05-11")]
    assert ages["count"].tolist() == [380, 300, 137, 63, 33, 13]
    assert ages["count"].sum() == 926
    assert one(release, "count", dimension="total", **at) == 926


# North Yorkshire Police, release of 15 April 2020, as quoted by the York Press.
def test_north_yorkshire_districts_add_up_to_the_first_fortnight(table: Callable) -> None:
    release = table("north_yorkshire_notices").query("period_end == '2020-04-14'")
    districts = release[release["dimension"] == "district"]
    assert len(districts) == 8
    assert districts["count"].sum() == 153
    assert one(release, "count", dimension="total", counted="notices") == 153


# NPCC as quoted by Richmondshire Today; Yorkshire Post, July 2020; YorkMix, 15 May 2020.
@pytest.mark.parametrize(
    ("basis", "total"),
    [("NPCC", 843), ("freedom of information", 924), ("force release", 926)],
)
def test_north_yorkshire_has_three_totals_to_11_may_on_three_bases(
    table: Callable, basis: str, total: int
) -> None:
    at = {"basis": basis, "period_end": "2020-05-11", "dimension": "total", "counted": "notices"}
    assert one(table("north_yorkshire_notices"), "count", **at) == total


# The Stray Ferret and the blog Policing the Corona State, July 2020, on the commissioner's report.
def test_both_published_minority_shares_of_residents_stand_side_by_side(table: Callable) -> None:
    shares = table("north_yorkshire_shares").query("counted == 'minority residents'")
    assert set(shares["value_printed"]) == {"5.2", "3.4"}


# Stray Ferret, York Press, Yorkshire Post and YorkMix, as registered in data/sources.toml.
@pytest.mark.parametrize(
    ("basis", "counted", "printed"),
    [
        ("commissioner", "notices to minority recipients", {"19.75", "20"}),
        ("freedom of information", "notices to minority recipients", {"22"}),
        ("freedom of information", "notices to Asian recipients", {"12.6"}),
        ("commissioner", "notices to minority recipients in Craven", {"43"}),
        ("commissioner", "notices to visitors in Craven", {"97"}),
    ],
)
def test_north_yorkshire_shares_stand_as_printed(
    table: Callable, basis: str, counted: str, printed: set[str]
) -> None:
    shares = table("north_yorkshire_shares")
    chosen = shares[(shares["basis"] == basis) & (shares["counted"] == counted)]
    assert set(chosen["value_printed"]) == printed


# APCC, November 2020: 245 notices.
def test_wiltshire_groups_add_up_to_245(table: Callable) -> None:
    groups = table("wiltshire_notices_by_ethnicity").set_index("ethnicity")["count"]
    assert groups.sum() == 245
    assert groups.to_dict() == {
        "Asian": 7,
        "Black": 16,
        "Mixed": 5,
        "White": 202,
        "Not stated": 15,
    }


# Wiltshire OPCC, June 2020: 222 notices to 211 people, 11 of them with more than one.
def test_wiltshire_notices_to_11_june_are_the_people_and_their_second_notices(
    table: Callable,
) -> None:
    june = table("wiltshire_notices_over_time").query("date_to == '2020-06-11'")
    june = june[june["span"] == "cumulative"].set_index("counted")["value_printed"].astype(int)
    assert june["notices"] == 222
    assert june["people"] + june["people with more than one notice"] == june["notices"]
    assert june["notices rescinded"] == 15


def test_a_summer_without_a_notice_in_wiltshire_is_a_zero_and_not_a_gap(table: Callable) -> None:
    # Wiltshire OPCC, August 2020: none since the end of May.
    summer = {"date_from": "2020-05-31", "counted": "notices"}
    assert one(table("wiltshire_notices_over_time"), "value_printed", **summer) == "0"


# Wiltshire OPCC, 27 July 2020; Swindon Advertiser, August 2020.
@pytest.mark.parametrize(
    ("measure", "group", "printed"),
    [
        ("count", "All", "183"),
        ("count", "White", "150"),
        ("count", MINORITY, "24"),
        ("rate", MINORITY, "4.7"),
        ("rate", "White", "2.3"),
        ("rate ratio", MINORITY, "2.1"),
    ],
)
def test_wiltshire_figures_of_the_analysis_stand_once_though_printed_twice(
    table: Callable, measure: str, group: str, printed: str
) -> None:
    at = {"measure": measure, "category": group, "period_end": "2020-05-25"}
    assert one(table("wiltshire_notices_published"), "value_printed", **at) == printed


# Totals and groups as quoted by Grantham Matters, Basingstoke Gazette and Peterborough Today.
@pytest.mark.parametrize(
    ("force", "total"), [("Lincolnshire", 219), ("Hampshire", 239), ("Cambridgeshire", 130)]
)
def test_white_minority_and_unknown_add_up_to_the_total_of_the_force(
    table: Callable, force: str, total: int
) -> None:
    counts = table("notices_by_force_and_ethnicity")
    own = counts[(counts["police_force"] == force) & (counts["basis"] == "all recipients")]
    groups = own.set_index("ethnicity")["count"]
    assert groups[["White", MINORITY, "Unknown"]].sum() == total
    assert groups["All"] == total


def test_the_minority_groups_of_lincolnshire_add_up_to_the_minority_count(table: Callable) -> None:
    # Lincolnshire Police as quoted by Grantham Matters, July 2020: 19.
    counts = table("notices_by_force_and_ethnicity").query("police_force == 'Lincolnshire'")
    groups = counts[counts["basis"] == "all recipients"].set_index("ethnicity")["count"]
    assert groups[["Asian", "Black", "Mixed", "Other"]].sum() == groups[MINORITY] == 19


def test_residents_and_visitors_of_sussex_add_up_to_its_total(table: Callable) -> None:
    # The Argus, July 2020: 382 residents and 466 others of 848.
    counts = table("notices_by_force_and_ethnicity").query("police_force == 'Sussex'")
    everyone = counts[counts["ethnicity"] == "All"].set_index("basis")["count"]
    assert everyone["residents"] + everyone["visitors"] == everyone["all recipients"] == 848


def test_nine_forces_have_white_and_minority_counts_and_the_others_are_in_the_ledger() -> None:
    counts = TABLES["notices_by_force_and_ethnicity"]()
    assert sorted(counts.rows["police_force"].unique()) == [
        "Cambridgeshire",
        "Essex",
        "Hampshire",
        "Hertfordshire",
        "Lancashire",
        "Lincolnshire",
        "Sussex",
        "West Mercia",
        "Wiltshire",
    ]
    incomplete = counts.exclusions["reason"].str.contains("not both printed")
    assert counts.exclusions.loc[incomplete, "rows_removed"].tolist() == [7]


# Magistrates' Association, 4 August 2020; Eastern Eye, July 2020.
@pytest.mark.parametrize(
    ("group", "rate", "ratio"),
    [
        (MINORITY, "4.0", "1.6"),
        ("White", "2.5", None),
        ("Asian", "4.7", "1.8"),
        ("Black", "4.6", "1.8"),
        ("Mixed", "3.1", "1.2"),
        ("Other", "2.6", None),
    ],
)
def test_national_rates_and_ratios_stand_as_printed(
    table: Callable, group: str, rate: str, ratio: str | None
) -> None:
    rates = table("notices_published_rates").query("police_force == 'England and Wales'")
    assert one(rates, "value_printed", measure="rate", ethnicity=group) == rate
    if ratio:
        at = {"measure": "rate ratio", "counted": "rate of notices", "ethnicity": group}
        assert one(rates, "value_printed", **at) == ratio


def test_known_press_errors_are_flagged(table: Callable) -> None:
    rates = table("notices_published_rates")
    flagged = rates[rates["problem"].notna()]
    assert set(flagged["police_force"]) == {"Greater Manchester", "Suffolk", "Sussex"}


def test_two_publications_that_disagree_on_one_figure_are_refused() -> None:
    rows = pd.DataFrame({"force": ["A", "A"], "count": [1, 2], "source": ["x:2", "y:2"]})
    with pytest.raises(DataError, match="y:2.*'count'.*two publications disagree"):
        exclude_repeats(published(rows), ["force"], "count")


def test_a_figure_printed_twice_stands_once() -> None:
    rows = pd.DataFrame({"force": ["A", "A"], "count": [1, 1], "source": ["x:2", "y:2"]})
    kept = exclude_repeats(published(rows), ["force"], "count")
    assert kept.rows["source"].tolist() == ["x:2"]
