"""Racially or religiously aggravated offences against the totals that newspapers print."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data.tables.aggravated_offences import TABLES

WITHOUT_GREATER_MANCHESTER = "England and Wales excluding Greater Manchester"


@pytest.fixture(scope="module")
def built():
    return {name: build() for name, build in TABLES.items()}


@pytest.fixture(scope="module")
def quarters(built):
    return built["aggravated_offences_by_force_quarter"].rows


@pytest.fixture(scope="module")
def years(built):
    return built["aggravated_offences_by_force_year"].rows.pivot(
        index="police_force", columns="year_ending", values="count"
    )


def test_the_quarters_hold_44_forces_and_leave_out_october_2016_to_march_2017(quarters):
    starts = pd.date_range("2012-04-01", "2023-04-01", freq="QS").strftime("%Y-%m-%d")
    held = [start for start in starts if start not in ("2016-10-01", "2017-01-01")]
    assert sorted(quarters["quarter_start"].unique()) == held
    assert (quarters.groupby("quarter_start")["police_force"].nunique() == 44).all()


def test_no_quarter_of_a_force_is_zero(quarters):
    # The zeros that may be blanks lie in the offence codes: the lowest sums are 8.
    assert quarters["count"].min() == 8


def test_july_to_september_2016_sums_to_the_total_that_the_newspaper_prints(quarters):
    # Peterborough Today (PA), February 2017: 14,295 offences.
    assert quarters.loc[quarters["quarter_start"] == "2016-07-01", "count"].sum() == 14_295


def test_a_quarter_ends_on_its_last_day(quarters):
    ends = quarters.set_index("quarter_start")["quarter_end"]
    assert set(ends["2020-04-01"]) == {"2020-06-30"}
    assert set(ends["2020-10-01"]) == {"2020-12-31"}


def test_no_year_is_formed_from_fewer_than_four_quarters(built, years):
    held = [2013, 2014, 2015, 2016, 2018, 2019, 2020, 2021, 2022]
    assert list(years.columns) == [f"{year}-09-30" for year in held]
    ledger = built["aggravated_offences_by_force_year"].exclusions
    # 44 forces in the years to September 2012, 2017 and 2023.
    assert ledger["rows_removed"].tolist() == [0, 3 * 44]


def test_the_year_of_essex_comes_within_one_percent_of_the_printed_1219(years):
    # Heart Essex (PA), 2019: 1,219 offences in the year to September 2018.
    assert years.loc["Essex", "2018-09-30"] == pytest.approx(1_219, rel=0.01)


def test_the_quarters_meet_the_printed_totals_as_closely_as_the_register_says(built, quarters):
    # Totals of the Home Office as newspapers of 2016 to 2022 print them, each named in `source`;
    # the rest are revisions of single forces after printing.
    totals = built["aggravated_offences_published_totals"].rows
    errors = pd.Series([relative_error(total, quarters) for total in totals.itertuples()])
    assert len(errors) == 61
    assert [(errors <= limit).sum() for limit in (0, 0.01, 0.02)] == [16, 50, 56]


def relative_error(total, quarters):
    rows = quarters[quarters["quarter_start"] >= total.period_start]
    rows = rows[rows["quarter_end"] <= total.period_end]
    if total.area == WITHOUT_GREATER_MANCHESTER:
        rows = rows[rows["police_force"] != "Greater Manchester"]
    elif total.area != "England and Wales":
        rows = rows[rows["police_force"] == total.area]
    return abs(rows["count"].sum() - total.count) / total.count


def test_totals_of_months_and_of_quarters_not_held_leave_through_the_ledger(built):
    # Three single months, and West Yorkshire in 2016/17.
    ledger = built["aggravated_offences_published_totals"].exclusions
    assert ledger["rows_removed"].tolist() == [0, 4]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("aggravated_offences_by_force_quarter", ["police_force", "quarter_start"]),
        ("aggravated_offences_by_force_year", ["police_force", "year_ending"]),
        ("aggravated_offences_published_totals", ["area", "period_start", "vintage"]),
    ],
)
def test_each_table_of_aggravated_offences_is_sorted_by_its_key(built, name, key):
    rows = built[name].rows[key].reset_index(drop=True)
    assert rows.equals(rows.sort_values(key, ignore_index=True))
    assert not rows.duplicated().any()


def test_a_year_names_the_rows_of_its_four_quarters(built):
    rows = built["aggravated_offences_by_force_year"].rows
    assert (rows["source"].str.split(";").str.len() == rows["quarters"]).all()
