"""Police officers against the totals that the Home Office and the press print."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data import DataError
from helpers.data.checks import check
from helpers.data.tables.workforce import STATEMENT_SCHEMA, TABLES, read_officer_statements


@pytest.fixture(scope="module")
def officers():
    return TABLES["officers_by_force"]().rows


@pytest.fixture(scope="module")
def south_wales():
    return TABLES["south_wales_officers"]().rows


@pytest.fixture(scope="module")
def recruitment():
    return TABLES["south_wales_recruitment"]().rows


# Officers in post, full-time equivalent, England and Wales: Home Office, "Police workforce,
# England and Wales", 31 March 2021 (for 2020 and 2021) and 31 March 2022.
@pytest.mark.parametrize(("year", "printed"), [(2020, 129_110), (2021, 135_301), (2022, 140_228)])
def test_full_time_equivalents_sum_to_the_printed_officers_of_england_and_wales(
    officers, year, printed
):
    on_day = officers[officers["date"] == f"{year}-03-31"]
    assert len(on_day) == 43
    assert round(on_day["full_time_equivalent"].sum()) == printed


# 3,174 and 3,269: South Wales Police Federation, "Force recruits almost 100 new officers", 2022.
# 1,441: BBC News, January 2018. 6,495: Express & Star, 12 June 2020, from Home Office figures.
@pytest.mark.parametrize(
    ("force", "year", "printed"),
    [
        ("South Wales", 2021, 3_174),
        ("South Wales", 2022, 3_269),
        ("North Wales", 2017, 1_441),
        ("West Midlands", 2019, 6_495),
    ],
)
def test_full_time_equivalents_of_a_force_are_as_the_press_prints_them(
    officers, force, year, printed
):
    rows = officers[(officers["police_force"] == force) & (officers["date"] == f"{year}-03-31")]
    assert round(rows["full_time_equivalent"].item()) == printed


def test_the_four_welsh_forces_come_within_one_officer_of_the_printed_6999(officers):
    # BBC News, August 2020: 6,999 officers in Wales; the edition of 2022 gives 6,998.3.
    welsh = ["Dyfed-Powys", "Gwent", "North Wales", "South Wales"]
    rows = officers[officers["police_force"].isin(welsh) & (officers["date"] == "2020-03-31")]
    assert len(rows) == 4
    assert rows["full_time_equivalent"].sum() == pytest.approx(6_999, abs=1)


def test_every_force_has_all_sixteen_years(officers):
    assert not officers.duplicated(["police_force", "date"]).any()
    years = officers.groupby("police_force")["date"].agg(["count", "min", "max"])
    assert years.drop_duplicates().values.tolist() == [[16, "2007-03-31", "2022-03-31"]]


def test_forty_forces_have_printed_shares_and_three_are_cut_off(officers):
    # BBC News, 22 October 2015: the copy read lacks these three.
    rows, ledger = TABLES["officer_share_by_force_2015"]()
    cut_off = set(officers["police_force"]) - set(rows["police_force"])
    assert len(rows) == 40
    assert cut_off == {"Cheshire", "Dyfed-Powys", "North Wales"}
    assert ledger["rows_removed"].tolist() == [0, 1]


def test_shares_stand_as_printed_in_october_2015():
    # BBC News, 22 October 2015: highest, South Wales (2, without its decimal) and lowest.
    rows = TABLES["officer_share_by_force_2015"]().rows.set_index("police_force")
    printed = rows[["officers_share_printed", "population_share_printed"]]
    assert printed.loc["Metropolitan Police"].tolist() == ["11.7", "40.2"]
    assert printed.loc["South Wales"].tolist() == ["2", "6.6"]
    assert printed.loc["Cumbria"].tolist() == ["1.1", "1.5"]


def test_south_wales_counts_are_those_of_their_publications(south_wales):
    # Hansard 14 May 1992 and 16 June 1993; Home Office open data 2003 to 2006; BBC News October
    # 2009; Wales on Sunday 2 October 2016; BBC News January 2018; Wales on Sunday 22 July 2018;
    # Penarth Times 2021.
    counts = south_wales.dropna(subset=["count"]).set_index("date")["count"].to_dict()
    assert counts == {
        "1992-02-29": 21,
        "1993-02-28": 22,
        "2003-03-31": 47,
        "2004-03-31": 50,
        "2005-03-31": 53,
        "2006-03-31": 57,
        "2009-10": 43,
        "2016-03-31": 56,
        "2017-03-31": 64,
        "2018-03-31": 69,
        "2020-12-31": 79,
    }


def test_south_wales_totals_and_officers_not_stating_ethnicity_are_as_published(south_wales):
    # Hansard 1993: 3,175. Home Office open data: 3,288 to 3,334. Penarth Times: 3,069.
    known = south_wales.dropna(subset=["total"])
    assert known["total"].tolist() == [3_175, 3_288, 3_333, 3_341, 3_334, 3_069]
    assert known["not_stated"].dropna().tolist() == [327, 278, 436, 421]


def test_south_wales_shares_stand_as_printed_also_where_they_conflict(south_wales):
    # EiDA 2016 (1.5 and 2.1), BBC News 2015 (2), Commissioner 2015 (2.1), Wales on Sunday 2016
    # (1.9), BBC News 2020 (2.6), Penarth Times 2021 (2.6), University of South Wales 2022 (3.5).
    shares = south_wales.dropna(subset=["share_printed"]).set_index("date")["share_printed"]
    assert shares.to_dict() == {
        "2004": "1.5",
        "2015-03-31": "2",
        "2015-12": "2.1",
        "2016": "2.1",
        "2016-03-31": "1.9",
        "2020-03-31": "2.6",
        "2020-12-31": "2.6",
        "2022": "3.5",
    }


# A count or share that a publication prints together with its total must fit it.
@pytest.mark.parametrize(
    ("count", "total", "printed"),
    [
        (50, 3_333, "1.5"),  # EiDA 2016 against the Home Office count of 31 March 2004
        (56, 2_882.91, "1.9"),  # Wales on Sunday 2016 over full-time equivalents
        (79, 3_069, "2.6"),  # Penarth Times 2021
    ],
)
def test_printed_shares_fit_the_counts_that_they_come_from(south_wales, count, total, printed):
    assert printed in set(south_wales["share_printed"])
    assert count in set(south_wales["count"].dropna())
    assert f"{100 * count / total:.1f}" == printed


# 78: BBC News, October 2009. 123: Nation.Cymru, 17 October 2018.
@pytest.mark.parametrize(
    ("folder", "printed"), [("bbc-2009-10", 78), ("wales-on-sunday-2018-07-22", 123)]
)
def test_the_four_welsh_forces_sum_to_the_printed_total_for_wales(folder, printed):
    stated = read_officer_statements(folder)
    assert stated["police_force"].nunique() == 4
    assert stated["count"].sum() == printed


def test_other_forces_leave_the_south_wales_table_through_the_ledger(south_wales):
    ledger = TABLES["south_wales_officers"]().exclusions
    # 40 shares of 2015, and three other Welsh forces in each of 2009 and 2018.
    assert ledger["rows_removed"].tolist() == [0, 40 + 3 + 3]
    assert south_wales["police_force"].unique().tolist() == ["South Wales"]


def test_dates_of_every_precision_can_be_plotted(south_wales):
    dates = pd.to_datetime(south_wales["date"], format="ISO8601")
    assert dates.is_monotonic_increasing
    widths = south_wales["date"].str.len().map({4: "year", 7: "month", 10: "day"})
    assert widths.tolist() == south_wales["date_precision"].tolist()


def test_joiners_and_growth_are_as_printed(recruitment):
    # BBC News 2020: 7. Penarth Times 2021: 118 and 2. Commissioner 2023: 870. Federation: 95, 95.
    rows = recruitment.set_index(["measure", "period", "ethnicity"])["value_printed"]
    minorities = "Ethnic minorities (excluding white minorities)"
    assert rows["joiners", "2019/20", minorities] == "7"
    assert rows["joiners", "April to December 2020", "All"] == "118"
    assert rows["joiners", "April to December 2020", minorities] == "2"
    assert rows["joiners", "2020/21 to 2022/23", "All"] == "870"
    assert set(rows["net growth of officers"]) == {"95"}


def test_shares_of_the_population_differ_between_publications(recruitment):
    # Commissioner 2015 and University of South Wales 2022: 6.7; Wales on Sunday 2016: 6.6;
    # Penarth Times 2021: 6 (mid-2016); BBC News 2020: 5.9, of Wales and from a survey.
    rows = recruitment[recruitment["measure"] == "share of population"]
    printed = rows.groupby("area")["value_printed"].agg(sorted).to_dict()
    assert printed == {"South Wales": ["6", "6.6", "6.7", "6.7"], "Wales": ["5.9"]}


def test_applications_before_and_after_april_2015_are_as_printed(recruitment):
    # South Wales Commissioner, Aberdare Online, 21 December 2015: 2.1 per cent, then over 5.
    rows = recruitment[recruitment["measure"] == "share of applications"]
    columns = ["period_end", "value_printed", "rounding_rule"]
    assert rows[columns].values.tolist() == [
        ["2015-03-31", "2.1", "nearest"],
        ["2015-10-31", "5", "more than"],
    ]


def test_leaving_rates_are_national_and_not_those_of_south_wales(recruitment):
    # Home Affairs Committee, HC 139, 30 July 2021, chapter 5: 5.1 and 6.3 per cent.
    rows = recruitment[recruitment["measure"] == "average yearly leaving rate"]
    assert rows["area"].unique().tolist() == ["England and Wales"]
    assert rows["value_printed"].tolist() == ["5.1", "6.3"]


def test_a_statement_on_one_ethnic_group_is_refused_where_all_minorities_are_counted():
    stated = read_officer_statements("bbc-2018-01").assign(ethnicity="White")
    with pytest.raises(DataError, match="row 2, column 'ethnicity', value 'White'"):
        check(stated, STATEMENT_SCHEMA, "officers.csv")
