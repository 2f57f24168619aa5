"""The hate crime tables against the totals and the changes that the publications print."""

from __future__ import annotations

import pytest

from helpers.data.sources import read_sources
from helpers.data.tables.hate_crime import TABLES

WITHOUT_GREATER_MANCHESTER = "England and Wales excluding Greater Manchester"
WITHOUT_DEVON_AND_CORNWALL = "England and Wales excluding Devon and Cornwall"


@pytest.fixture(scope="module")
def built():
    return {name: build() for name, build in TABLES.items()}


@pytest.fixture(scope="module")
def tables(built):
    return {name: table.rows for name, table in built.items()}


def national(tables, year, strand="All", coverage="England and Wales", vintage=None):
    rows = tables["hate_crime_national"]
    rows = rows[(rows["coverage"] == coverage) & (rows["strand"] == strand)]
    rows = rows[rows["period_start"] == f"{year}-04-01"]
    if vintage:
        rows = rows[rows["vintage"] == vintage]
    return rows["count"].item()


def by_force(tables, police_force, year, publication):
    rows = tables["hate_crime_by_force"]
    rows = rows[(rows["police_force"] == police_force) & (rows["strand"] == "All")]
    rows = rows[rows["period_start"] == f"{year}-04-01"]
    return rows[rows["source"].str.startswith(publication)]["count"].item()


def series(tables, name):
    rows = tables["essex_hate_crime"]
    rows = rows[rows["series"] == name]
    return dict(zip(rows["period_end"], rows["count"], strict=True))


def change_percent(first, last):
    return 100 * (last - first) / first


def test_the_five_strands_of_2011_12_sum_to_the_total_that_is_printed(tables):
    # Home Office, Hate crimes, England and Wales 2011 to 2012: 43,748.
    rows = tables["hate_crime_national"]
    first = rows[(rows["vintage"] == "2011/12 release") & (rows["strand"] != "All")]
    total = national(tables, 2011)
    assert len(first) == 5
    assert first["count"].sum() == total == 43_748


def test_the_total_of_2011_12_is_not_called_offences(tables):
    rows = tables["hate_crime_national"]
    total = rows[(rows["period_start"] == "2011-04-01") & (rows["strand"] == "All")]
    assert total["unit"].tolist() == ["motivating factors"]


def test_devon_and_cornwall_is_the_difference_between_two_releases(tables):
    # Home Office 2021/22: 155,841; the release of 2022/23 prints 153,536 without the force; The
    # Post prints 2,305 for it.
    whole = national(tables, 2021)
    without = national(tables, 2021, coverage=WITHOUT_DEVON_AND_CORNWALL)
    assert (whole, without) == (155_841, 153_536)
    assert whole - without == by_force(tables, "Devon & Cornwall", 2021, "the-post-2022-10")


@pytest.mark.parametrize(
    ("year", "coverage", "strand", "vintages", "printed"),
    [
        # Each percentage is printed by the publication of the later year.
        (2015, "England and Wales", "All", ("2015/16 release", "2015/16 release"), 19),
        (2016, "England and Wales", "All", ("2015/16 release", "2016/17 release"), 29),
        (2017, "England and Wales", "All", ("2016/17 release", "2017/18 release"), 17),
        (2019, WITHOUT_GREATER_MANCHESTER, "All", ("2019/20 release", "2019/20 release"), 8),
        (2020, WITHOUT_GREATER_MANCHESTER, "All", ("2019/20 release", "2020/21 release"), 9),
        (2020, WITHOUT_GREATER_MANCHESTER, "Race", ("2019/20 release", "2020/21 release"), 12),
        (2021, "England and Wales", "All", ("2021/22 release", "2021/22 release"), 26),
        (2021, "England and Wales", "Race", ("2020/21 release", "2021/22 release"), 19),
        (2023, "England and Wales", "All", ("not stated", "2023/24 release"), -5),
    ],
)
def test_printed_national_changes_follow_from_the_counts(
    tables, year, coverage, strand, vintages, printed
):
    first = national(tables, year - 1, strand, coverage, vintages[0])
    last = national(tables, year, strand, coverage, vintages[1])
    assert round(change_percent(first, last)) == printed


def test_the_correction_of_religious_hate_crime_is_held_in_both_editions(tables):
    # Home Office, 2 November 2023: 9,387 in the first edition, 8,241 in the second.
    first, second = (
        national(tables, 2022, "Religion", WITHOUT_DEVON_AND_CORNWALL, f"2022/23 release, {name}")
        for name in ("first edition", "second edition")
    )
    assert (first, second) == (9_387, 8_241)


@pytest.mark.parametrize(
    ("police_force", "years_and_publications", "printed"),
    [
        # Each percentage is printed by the newspaper of the later year.
        ("Bedfordshire", ((2020, "luton"), (2021, "luton")), 37),
        ("Cheshire", ((2011, "northwich"), (2018, "northwich")), 362),
        ("Devon & Cornwall", ((2019, "western"), (2020, "western")), 3),
        ("Devon & Cornwall", ((2020, "western"), (2021, "the-post")), 25),
        ("Essex", ((2019, "ipswich"), (2020, "ipswich")), 13),
        ("Hampshire", ((2020, "hayling"), (2021, "hayling")), 64),
    ],
)
def test_printed_changes_by_force_follow_from_the_counts(
    tables, police_force, years_and_publications, printed
):
    first, last = (by_force(tables, police_force, *each) for each in years_and_publications)
    # 361.6 is printed as 362.
    assert round(change_percent(first, last)) == printed


def test_the_dyfed_powys_misprint_is_held_as_the_count_that_its_change_gives(tables):
    # The Independent, 9 October 2025: the change from 594 is printed as -197.
    held = [by_force(tables, "Dyfed-Powys", year, "independent") for year in (2023, 2024)]
    assert held == [594, 594 - 197]


def test_the_two_essex_series_hold_the_counts_that_are_printed(tables):
    # Home Office as quoted by the Ipswich Star, 2019 (899 and 3,055) and October 2021 (3,413 and
    # 3,845), the East Anglian Daily Times, 2018 (1,928 and 2,197), and the Independent, 2025.
    assert series(tables, "Home Office returns") == {
        "2012-03-31": 899,
        "2017-03-31": 1_928,
        "2018-03-31": 2_197,
        "2019-03-31": 3_055,
        "2020-03-31": 3_413,
        "2021-03-31": 3_845,
        "2024-03-31": 4_077,
        "2025-03-31": 3_612,
    }
    # Safer Essex partnership; Gazette, October 2019.
    assert series(tables, "Force and commissioner") == {
        "2016-03-31": 1_079,
        "2017-03-31": 1_931,
        "2019-08-31": 2_846,
    }


def test_counts_whose_basis_is_not_stated_are_in_no_essex_series(built):
    table = built["essex_hate_crime"]
    assert table.exclusions["rows_removed"].iloc[-1] == 7
    assert set(table.rows["series"]) == {"Home Office returns", "Force and commissioner"}


def test_each_essex_count_names_who_prints_it(tables):
    labels = tables["essex_hate_crime"].set_index("period_end")["label"]
    assert labels["2019-08-31"] == "Gazette"
    assert labels["2025-03-31"] == "The Independent (PA)"


def test_366_more_at_12_percent_puts_essex_above_the_commissioners_count(tables):
    # Age Concern Colchester, October 2020: 366 more is 12 per cent, that is 11.5 to 12.5, of the
    # year before.
    changes = tables["essex_hate_crime_changes"]
    printed = changes[(changes["period_end"] == "2020-07-31") & (changes["strand"] == "All")]
    printed = printed.set_index("measure")["value_printed"].astype(float)
    rise, percent = printed["change in count"], printed["change"]
    levels = [rise + 100 * rise / (percent + half) for half in (0.5, -0.5)]
    assert [round(level) for level in levels] == [3_294, 3_549]


def test_printed_essex_changes_that_do_not_follow_from_their_counts_say_so(tables):
    # 1,079 to 1,931 printed as 60 per cent; 1,928 to 2,197 as 12; 2,197 to 3,055 as 40.
    changes = tables["essex_hate_crime_changes"].set_index("period")
    changes = changes[(changes["strand"] == "All") & (changes["measure"] == "change")]
    for period, printed, recomputed in (
        ("2016/17", 60, change_percent(1_079, 1_931)),
        ("2017/18", 12, change_percent(1_928, 2_197)),
        ("2018/19", 40, change_percent(2_197, 3_055)),
    ):
        assert float(changes.loc[period, "value_printed"]) == printed != round(recomputed)
        assert changes.loc[period, "note"]


def test_the_groups_of_victims_keep_their_capitals(tables):
    strands = set(tables["essex_hate_crime_changes"]["strand"])
    assert {"Race, victim Asian or Chinese", "Race, victim Black African or Black Other"} < strands


def test_the_survey_holds_levels_and_leaves_changes_to_the_ledger(built):
    # House of Commons Library 2019; TMG 2013; Home Office 2025.
    table = built["hate_crime_survey"]
    assert table.rows["estimate"].tolist() == [307_000, 278_000, 184_000, 176_000]
    assert table.exclusions["rows_removed"].tolist() == [0, 2]


def test_the_survey_falls_by_the_40_percent_that_the_library_prints(tables):
    # House of Commons Library, 2019: 40% below 2007/08 and 2008/09.
    estimates = tables["hate_crime_survey"].set_index("period_end")["estimate"]
    assert round(change_percent(estimates["2009-03-31"], estimates["2018-03-31"])) == -40


def test_an_event_lasts_as_long_as_its_printed_date(tables):
    events = tables["hate_crime_recording_events"].set_index("label")
    dates = events[["date_from", "date_to", "precision"]]
    assert dates.loc["Black Lives Matter protests"].tolist() == [
        "2020-06-01",
        "2020-07-31",
        "month",
    ]
    assert dates.loc["Essex recording graded outstanding"].tolist() == [
        "2018-08-01",
        "2019-01-31",
        "day",
    ]
    assert dates.loc["Closer recording after the Paris attacks"].tolist() == [
        "2015-01-01",
        "2015-12-31",
        "year",
    ]


def test_every_event_has_a_label_that_fits_a_chart(tables):
    events = tables["hate_crime_recording_events"]
    assert events["label"].str.len().max() <= 40
    assert events["event"].str.endswith(".").all()


def test_the_register_holds_the_home_offices_own_caveat_on_trends():
    caveats = {
        source.path
        for source in read_sources().values()
        if any("do not give reliable trends" in problem for problem in source.known_problems)
    }
    assert "home-office-hate-crime-2020/hate_crime_national.csv" in caveats


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("essex_hate_crime", ["series", "period_start", "period_end"]),
        ("essex_hate_crime_changes", ["strand", "measure", "period_start"]),
        ("hate_crime_by_force", ["police_force", "period_start", "strand", "vintage"]),
        ("hate_crime_national", ["coverage", "period_start", "strand", "vintage"]),
        ("hate_crime_recording_events", ["date_from", "label"]),
        ("hate_crime_survey", ["period_start"]),
    ],
)
def test_each_hate_crime_table_is_sorted_by_its_key_and_repeats_none(tables, name, key):
    rows = tables[name]
    assert rows[key].equals(rows[key].sort_values(key, ignore_index=True))
    assert not rows.duplicated(key).any()
