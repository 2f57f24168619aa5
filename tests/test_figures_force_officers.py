"""The pages on officers in post of any force: what they say of three forces, and figures."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction

import pytest
from forces import numbers_of, reports_of, reports_with_own, said_in, sources_in, text_of
from scipy.stats import binomtest
from structure import read
from structure_text import faults_of_long_headings

from helpers.data import load
from helpers.run.report import Report

LARGE, SMALL, NO_SHARE = "Metropolitan Police", "London, City of", "North Wales"
OTHER_TOTAL = "Warwickshire"
FORCES = [LARGE, SMALL, NO_SHARE, OTHER_TOTAL]
SHORTS = {
    LARGE: "metropolitan_police",
    SMALL: "london_city_of",
    NO_SHARE: "north_wales",
    OTHER_TOTAL: "warwickshire",
}
SEVERAL = """police_force,date,headcount,full_time_equivalent
Kent,2013-03-31,3300,3200.5
Kent,2015-03-31,3250,3150
Kent,2026-03-31,4200,4100.25
North Wales,2013-03-31,1500,1490
North Wales,2015-03-31,1490,1480
North Wales,2026-03-31,1600,1580
"London, City of",2013-03-31,0,0
"London, City of",2015-03-31,749,740
"London, City of",2026-03-31,900,890
"""
ALONE = """police_force,date,headcount,full_time_equivalent
North Wales,2024-03-31,1500,1490.5
North Wales,2025-03-31,1490,1480
"""
MOST_KEY_FINDINGS = 6
OWN = {"Kent": SEVERAL, SMALL: SEVERAL, NO_SHARE: ALONE}
SHORTS |= {"Kent": "kent"}


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> dict[str, Report]:
    return reports_with_own("officers", OWN, tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def own_numbers(own) -> dict[str, dict[str, str]]:
    return numbers_of(own)


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return reports_of("force_officers", FORCES)


@pytest.fixture(scope="module")
def numbers(reports) -> dict[str, dict[str, str]]:
    return numbers_of(reports)


def value(numbers: dict, force: str, id: str) -> float:
    return float(numbers[f"officers.{SHORTS[force]}.{id}"]["value"])


def limits(numbers: dict, force: str, id: str) -> tuple[float, float]:
    row = numbers[f"officers.{SHORTS[force]}.{id}"]
    return float(row["lower"]), float(row["upper"])


@pytest.mark.parametrize("force", FORCES)
def test_a_page_is_made_and_its_title_names_the_force(reports, force):
    assert isinstance(reports[force], Report), reports[force]
    title = re.search(r"<h1[^>]*>(.*?)</h1>", reports[force].page)[1]
    assert title.startswith(f"{force}: ")


def test_every_number_has_the_force_of_the_page_in_its_id(reports):
    for force in FORCES:
        short = SHORTS[force]
        rows = csv.DictReader(io.StringIO(reports[force].downloads["numbers.csv"].decode("utf-8")))
        assert {row["id"].split(".")[1] for row in rows} == {short}


@pytest.mark.parametrize("force", FORCES)
@pytest.mark.parametrize(
    ("day", "officers"),
    # Home Office, "Police workforce, England and Wales", 31 March 2021 (for 2020 and 2021) and 31
    # March 2022: full-time equivalents.
    [("2020", 129_110), ("2021", 135_301), ("2022", 140_228)],
)
def test_sums_of_the_forces_are_the_printed_officers_of_england_and_wales(
    numbers, force, day, officers
):
    assert value(numbers, force, f"national.full_time_equivalent.31_march_{day}") == pytest.approx(
        officers, abs=0.5
    )


@pytest.mark.parametrize(
    ("force", "officers", "residents"),
    # BBC News, 22 October 2015, out of the Home Office's profiles.
    [(LARGE, 11.7, 40.2), (SMALL, 6.3, 21.4)],
)
def test_shares_stand_as_printed_and_their_ratio_has_the_range_of_their_rounding(
    numbers, force, officers, residents
):
    assert value(numbers, force, "share.officers") == officers
    assert value(numbers, force, "share.residents") == residents
    assert value(numbers, force, "ratio") == pytest.approx(officers / residents)
    assert limits(numbers, force, "ratio") == pytest.approx(
        ((officers - 0.05) / (residents + 0.05), (officers + 0.05) / (residents - 0.05))
    )
    gap = residents - officers
    assert value(numbers, force, "gap") == pytest.approx(gap)
    assert limits(numbers, force, "gap") == pytest.approx((gap - 0.1, gap + 0.1))


@pytest.mark.parametrize("force", [LARGE, SMALL])
def test_ranks_are_those_that_counting_the_printed_shares_gives(numbers, force):
    shares = load("officer_share_by_force_2015").set_index("police_force")
    printed = shares[["officers_share_printed", "population_share_printed"]].map(Fraction)
    officers, residents = printed.to_numpy().T
    own = list(shares.index).index(force)
    half = Fraction(1, 20)
    ratio = officers / residents
    least, most = (officers - half) / (residents + half), (officers + half) / (residents - half)
    assert value(numbers, force, "ratio.rank") == 1 + sum(ratio > ratio[own])
    assert limits(numbers, force, "ratio.rank") == (
        1 + sum(least > most[own]),
        sum(most > least[own]),
    )


def test_the_widest_gap_of_all_forces_is_that_of_london(numbers):
    # BBC News, 22 October 2015: 40.2 less 11.7; no other force has more than 21.2.
    assert value(numbers, LARGE, "gap.rank") == 1
    assert limits(numbers, LARGE, "gap.rank") == (1, 1)


def test_one_number_of_officers_alone_prints_as_the_share_of_a_small_force(numbers):
    # Of 749 officers (Home Office, 2015), 47 are 6.275 per cent; 46 are 6.14 and 48 are 6.41.
    assert value(numbers, SMALL, "in_post.at_shares") == 749
    assert limits(numbers, SMALL, "number.allowed") == (47, 47)
    assert limits(numbers, SMALL, "number.matching") == pytest.approx((749 * 0.2135, 749 * 0.2145))
    assert limits(numbers, SMALL, "number.short") == pytest.approx(
        (749 * 0.2135 - 47, 749 * 0.2145 - 47)
    )


def test_a_share_that_no_whole_number_of_officers_gives_is_said_to_have_another_total(
    reports, numbers
):
    # BBC News: 4.9 per cent. Of 847 officers (Home Office, 2015), 41 are 4.84 and 42 are 4.96.
    said = "No whole number of all {} officers in post on that day prints as the share of officers"
    assert said.format(847) in text_of(reports[OTHER_TOTAL])
    assert said.format(749) not in text_of(reports[SMALL])
    assert limits(numbers, OTHER_TOTAL, "number.allowed") == pytest.approx((41.0795, 41.9265))
    assert "it allows 47 officers from ethnic minorities" in text_of(reports[SMALL])


def test_the_range_with_chance_is_the_wilson_interval_of_scipy(numbers):
    interval = binomtest(47, 749).proportion_ci(0.95, method="wilson")
    start = "reading.officers_{}.with_chance_as_well_95_wilson_intervals"
    for end, limit in (("lower", interval.low), ("upper", interval.high)):
        assert value(numbers, SMALL, start.format(end)) == pytest.approx(100 * limit)


def test_officers_who_did_not_state_their_ethnicity_stand_at_both_bounds(numbers):
    # 6.25 of those 90 per cent who stated it; 6.35 of all and every one of the other 10 per cent.
    key = "if_10_of_officers_did_not_state_their_ethnicity"
    assert value(numbers, SMALL, f"reading.officers_lower.{key}") == pytest.approx(5.625)
    assert value(numbers, SMALL, f"reading.officers_upper.{key}") == pytest.approx(16.35)
    assert value(numbers, SMALL, f"reading.upper.{key}") == pytest.approx(16.35 / 21.35)


def test_residents_are_those_of_the_census(numbers):
    # ONS, “Ethnic group, England and Wales: Census 2021”, 29 November 2022: 46.2 per cent of the
    # residents of London are from these groups; the City alone, a force of its own, moves it by
    # less than a tenth.
    assert value(numbers, LARGE, "residents.share.census_2021") == pytest.approx(46.2, abs=0.1)


def test_full_time_equivalents_are_as_the_press_prints_them(numbers):
    # BBC News, January 2018: 1,441 officers of North Wales in 2017.
    found = value(numbers, NO_SHARE, "in_post_by_year.full_time_equivalent.31_march_2017")
    assert round(found) == 1_441


def test_a_force_without_a_share_says_so_and_still_has_its_officers(reports, numbers):
    told = text_of(reports[NO_SHARE])
    said = "No share of officers from ethnic minorities is given for North Wales in the copy"
    assert said in told
    assert "3 of 43 forces are missing from it" in told
    assert "No printed share of North Wales was read" in told
    assert said.replace("North Wales", "City of London") not in text_of(reports[SMALL])
    absent = ("ratio", "gap", "share.officers", "number.allowed", "check.officers.north_wales")
    assert not {f"officers.north_wales.{id}" for id in absent} & numbers.keys()
    assert value(numbers, NO_SHARE, "in_post.last") > value(numbers, NO_SHARE, "in_post.first")
    matched = value(numbers, NO_SHARE, "match.at_shares.census_2011")
    residents = value(numbers, NO_SHARE, "residents.share.census_2011")
    headcount = value(numbers, NO_SHARE, "in_post.at_shares")
    assert matched == pytest.approx(headcount * residents / 100)


def test_the_printed_residents_are_checked_and_the_printed_officers_cannot_be(numbers):
    start = f"officers.{SHORTS[LARGE]}.check"
    residents = numbers[f"{start}.residents.metropolitan_police"]
    assert (residents["published_value"], residents["agreement"]) == ("40.2%", "reproduced")
    officers = numbers[f"{start}.officers.metropolitan_police"]
    assert (officers["value"], officers["agreement"]) == ("", "not determined")
    # The register of sources: two of the forty shares differ from the counts of Census 2011.
    assert value(numbers, LARGE, "check.met") == 38


def test_the_words_follow_the_change_and_the_place(reports):
    large, small = text_of(reports[LARGE]), text_of(reports[SMALL])
    assert "Metropolitan Police rose from 31,526 to 34,542, a change of 9.6%" in large
    assert "Metropolitan Police has the fourth highest change in officers of 43 forces" in large
    assert "the sixth lowest of 40 forces as printed" in large
    assert "the number of officers of City of London rose from 871 to 893" in small


def test_a_day_with_few_full_time_equivalents_is_named_beside_the_sums(reports):
    # Home Office, open data: Essex, 31 March 2008, 3,446 heads and 2,684.77 full-time equivalents.
    said = "few for the heads are summed as published: Essex, 31 March 2008."
    assert all(said in text_of(report) for report in reports.values())


def test_own_figures_are_compared_from_the_first_to_the_last_day_of_the_file(own, own_numbers):
    said = said_in(own["Kent"])
    assert (
        "Between 31 March 2013 and 31 March 2026 the number of officers of Kent rose from 3,300 to "
        "4,200, a change of 27.3%; from 2013 to 2026 it was lowest on 31 March 2015 (3,250)"
    ) in said
    assert value(own_numbers, "Kent", "change_percent.force") == pytest.approx(
        100 * (4_200 / 3_300 - 1)
    )


def test_own_figures_of_several_forces_are_compared_among_the_forces_in_the_file(own, own_numbers):
    said = said_in(own["Kent"])
    assert "Kent has the highest change of 3 forces in the file" in said
    assert "and nothing is compared with England and Wales" in said
    sums = (1_500 + 0, 1_600 + 900)
    assert value(own_numbers, "Kent", "change_percent.others") == pytest.approx(
        100 * (sums[1] / sums[0] - 1)
    )
    assert value(own_numbers, "Kent", "change_percent.all_forces_in_the_file") == pytest.approx(
        100 * ((sums[1] + 4_200) / (sums[0] + 3_300) - 1)
    )


def test_a_force_alone_in_its_file_has_no_rank_and_no_other_area(own, own_numbers):
    said = said_in(own[NO_SHARE])
    assert "there is no rank of numbers of officers and no comparison of them with other" in said
    assert "Finding: North Wales stands alone" in said
    ids = [id for id in own_numbers if id.startswith("officers.north_wales.")]
    for word in ("rank.from", "rank.choices", "others", "england_and_wales", "all_forces"):
        assert not [id for id in ids if word in id]
    assert "No share of officers from ethnic minorities is given for North Wales" in said
    assert "3 of 43 forces are missing from it" in said


def test_a_zero_of_own_figures_is_a_count_and_no_change_is_made_of_it(own, own_numbers):
    said = said_in(own[SMALL])
    assert "City of London rose from 0 to 900, with no change in per cent, as the first" in said
    assert "City of London, from zero, has no place among 3 forces in the file" in said
    assert "officers.london_city_of.change_percent.force" not in own_numbers


def test_the_published_shares_of_2015_stay_and_are_not_joined_to_own_figures(own, own_numbers):
    said = said_in(own[SMALL])
    # BBC News, 22 October 2015, out of the Home Office's profiles.
    assert value(own_numbers, SMALL, "share.officers") == 6.3
    assert "The shares of 31 March 2015 are published ones, of that day" in said
    assert "no number of officers from ethnic minorities is computed from them" in said
    # The file has the 749 officers of that day as well, and nothing is made of share and officers.
    ids = [id for id in own_numbers if id.startswith("officers.london_city_of.")]
    assert not [id for id in ids if ".number." in id or "at_shares" in id or "wilson" in id]
    matched = value(own_numbers, SMALL, "match.last.census_2021")
    residents = value(own_numbers, SMALL, "residents.share.census_2021")
    assert matched == pytest.approx(900 * residents / 100)


@pytest.mark.parametrize("force", OWN)
def test_nothing_published_of_other_days_is_left_beside_own_figures(own, own_numbers, force):
    said = said_in(own[force])
    assert "The numbers of officers on this page are own figures of an office" in said
    for word in ("31 March 2007", "31 March 2022", "open data", "England and Wales changed"):
        assert word not in said
    prefix = f"officers.{SHORTS[force]}."
    ids = {id: row for id, row in own_numbers.items() if id.startswith(prefix)}
    assert not [id for id in ids if ".national." in id]
    of_others = {"nomis-qs201ew-2011", "ons-ts021-2021", "bbc-2015-10-22", "natural-earth"}
    assert sources_in(ids) <= {"own-figures.csv", "", *of_others}


@pytest.mark.parametrize("force", OWN)
def test_headings_of_own_figures_are_short_and_key_findings_are_few(own, tmp_path, force):
    (tmp_path / "page.html").write_text(own[force].page, "utf-8")
    page = read(tmp_path / "page.html")
    assert faults_of_long_headings(page) == []
    assert 3 <= len(page.dom.select("ul.findings > li")) <= MOST_KEY_FINDINGS
