"""Figures of the South Wales page that must come out right, against the published sources."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

NAME = "3_south_wales_recruitment_trend"
REPORT = Path(__file__).parents[1] / "reports" / NAME


@pytest.fixture(scope="module")
def numbers() -> dict[str, dict[str, str]]:
    with (REPORT / "numbers.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


# APCC, "PCCs making a difference: Race disparity in focus", November 2020: 2.8% of applications in
# 2015, 11.5% in 2019; 38 constables, 4.3% of recruits.
@pytest.mark.parametrize(
    ("id", "printed"),
    [
        ("south_wales.printed_share.applications_2015", 2.8),
        ("south_wales.printed_share.applications_2019", 11.5),
        ("south_wales.recruits.appointed", 38),
        ("south_wales.printed_share.appointed_share", 4.3),
    ],
)
def test_the_apcc_figures_stand_as_printed(numbers, id, printed):
    assert float(numbers[id]["value"]) == printed


def test_the_rise_of_applications_is_8_7_points_with_rounding_of_a_tenth(numbers):
    # 11.5 less 2.8; each is rounded to a tenth, so that the difference is good to a tenth.
    change = numbers["south_wales.applications.change"]
    assert [float(change[name]) for name in ("value", "lower", "upper")] == pytest.approx(
        [8.7, 8.6, 8.8]
    )


def test_no_sampling_interval_stands_beside_shares_of_applications(numbers):
    rows = [row for id, row in numbers.items() if "application" in id]
    assert len(rows) > 10
    assert {row["confidence"] for row in rows} == {""}


def test_38_and_4_3_percent_give_874_to_894_recruits(numbers):
    # The range is given with the reference figures of this project: 38 over 4.35% and 4.25%.
    recruits = numbers["south_wales.recruits.all"]
    assert (recruits["value"], recruits["lower"], recruits["upper"]) == ("", "874", "894")


def test_the_interval_of_the_share_of_recruits_is_wilsons_at_both_ends(numbers):
    # Wilson (1927): the share p of a limit solves (38/n - p)² = 1.959964² p (1 - p) / n.
    share = numbers["south_wales.recruits.share"]
    for limit, total in (("lower", 894), ("upper", 874)):
        p = float(share[limit]) / 100
        assert (38 / total - p) ** 2 == pytest.approx(1.959964**2 * p * (1 - p) / total, rel=1e-5)
    assert share["confidence"] == "0.95"


def test_shares_of_residents_are_those_of_the_two_censuses(numbers):
    # Census 2011 (QS201EW) and 2021 (TS021): 6.64 and 9.25 per cent.
    for census, percent in ((2011, 6.64), (2021, 9.25)):
        share = numbers[f"south_wales.population_share.census_{census}"]
        assert float(share["value"]) == pytest.approx(percent, abs=0.005)


# Hansard 1993 (22 of 3,175); Home Office open data 2003 to 2006 (47, 50, 53, 57); BBC News October
# 2009 (43); Wales on Sunday 2016 (56) and 2018 (69); BBC News 2018 (64); Penarth Times 2021 (79);
# Hansard 1992 (21).
def test_every_count_of_officers_from_ethnic_minorities_is_on_the_page(numbers):
    start = "south_wales.officers_stated.count."
    counts = [int(row["value"]) for id, row in numbers.items() if id.startswith(start)]
    assert counts == [21, 22, 47, 50, 53, 57, 43, 56, 64, 69, 79]


def test_the_model_starts_from_79_of_3069(numbers):
    # Penarth Times, 2021, which prints 2.6 per cent.
    assert numbers["south_wales.officers.latest.count"]["value"] == "79"
    assert numbers["south_wales.officers.latest.total"]["value"] == "3069"
    assert numbers["south_wales.officers.latest.share"]["displayed"] == "2.6"


def test_4_3_percent_of_recruits_never_reach_the_residents_at_any_leaving_rate(numbers):
    # With equal leaving rates the share of officers tends to the share of recruits.
    tried = [id for id in numbers if id.startswith("south_wales.years_needed.census_2011.")]
    reached = {id.rpartition(".")[2] for id in tried}
    assert len(reached) >= 4
    assert not reached & {"4_3", "6_64", "1_69"}
    path = [
        float(row["value"])
        for id, row in numbers.items()
        if id.startswith("south_wales.model_path.census_2011.printed.")
    ]
    assert path == sorted(path)
    assert max(path) < 4.3


def test_the_recruits_needed_by_2030_bring_officers_to_the_residents_share(numbers):
    # Ten years at 6 per cent leaving, followed by hand from 79 of 3,069.
    recruits = float(numbers["south_wales.model.recruits_needed.census_2011"]["value"])
    officers = 100 * 79 / 3_069
    for _ in range(10):
        officers += 0.06 * (recruits - officers)
    assert officers == pytest.approx(6.637, abs=0.001)


def test_the_last_printed_share_needs_about_115_officers(numbers):
    # University of South Wales, 2022: 3.5 per cent; Home Office: 3,305 officers on 31 March 2022.
    assert numbers["south_wales.officers.headcount.last"]["value"] == "3305"
    assert numbers["south_wales.officers.implied_by_last_share"]["lower"] == "115"


def test_the_officers_in_post_are_those_that_the_federation_prints(numbers):
    # South Wales Police Federation, 2022: 3,174 and 3,269, full-time equivalents.
    start = "south_wales.officers_in_post.full_time_equivalent."
    assert round(float(numbers[f"{start}31_march_2021"]["value"])) == 3_174
    assert round(float(numbers[f"{start}31_march_2022"]["value"])) == 3_269


def test_south_wales_stands_among_forty_forces_of_2015(numbers):
    # BBC News, 22 October 2015: 2 per cent of officers, 6.6 of residents; three forces cut off.
    ratio = numbers["south_wales.representation.ratio"]
    assert float(ratio["value"]) == pytest.approx(2 / 6.6)
    assert float(ratio["lower"]) == pytest.approx(1.95 / 6.65)
    assert float(ratio["upper"]) == pytest.approx(2.05 / 6.55)
    assert numbers["south_wales.representation.forces_with_figures"]["value"] == "40"
    assert numbers["south_wales.representation.forces_missing"]["value"] == "3"


def test_both_bounds_of_the_officers_who_did_not_state_are_tried(numbers):
    # Penarth Times, 2021: 79 of 3,069 who stated; Home Office: 3,211 officers on 31 March 2021.
    start = "south_wales.sensitivity.recruits_needed.share_percent.start_all_not_stating_counted_as"
    lower, upper = (numbers[f"{start}_{group}"] for group in ("white", "from_ethnic_minorities"))
    assert float(lower["value"]) == pytest.approx(100 * 79 / 3_211)
    assert float(upper["value"]) == pytest.approx(100 * (79 + 3_211 - 3_069) / 3_211)
    assert (lower["displayed"], upper["displayed"]) == ("2.46", "6.88")


def test_a_share_printed_2_allows_a_wider_ratio_if_it_is_a_whole_number(numbers):
    # BBC News, 22 October 2015: 2 per cent of officers, 6.6 of residents.
    ratio = numbers["south_wales.representation.ratio.whole_number"]
    assert float(ratio["lower"]) == pytest.approx(1.5 / 6.65)
    assert float(ratio["upper"]) == pytest.approx(2.5 / 6.55)


# 1.5: 50 of 3,333 (Home Office, 2004). 1.9: 56 of 2,883 full-time equivalents (2016). 2.6: 79 of
# 3,069 (2020). 1.7: 2 of 118. 6.7 and 6 are not the 6.64 of Census 2011; 6.6 is. The others have
# nothing in print to be checked with.
@pytest.mark.parametrize(
    ("id", "verdict"),
    [
        ("applications_2015", "not determined"),
        ("applications_2019", "not determined"),
        ("appointed_share", "not determined"),
        ("printed.share_of_officers.2004", "reproduced"),
        ("printed.share_of_officers.2016_03_31", "reproduced"),
        ("printed.share_of_officers.2020_12_31", "reproduced"),
        ("printed.share_of_officers.2022", "not determined"),
        ("printed.share_of_recruits.swpf_2021_02_01_2", "reproduced"),
        ("printed.share_of_population.aberdare_online_2015_12_21_2", "inconsistent"),
        ("printed.share_of_population.university_of_south_wales_2022_2", "inconsistent"),
        ("printed.share_of_population.wales_on_sunday_2016_10_02_2", "reproduced"),
        ("printed.share_of_population.penarth_times_2021_4", "inconsistent"),
    ],
)
def test_printed_figures_have_their_verdicts(numbers, id, verdict):
    row = numbers[f"south_wales.{id}"]
    assert row["agreement"] == verdict
    assert row["published_value"].endswith("%")
    assert row["published_source"]


# BBC News: 2 per cent (October 2015, in tenths) and 2.6 per cent (August 2020); Home Office: 2,909
# officers on 31 March 2015 and 3,052 on 31 March 2020. That is at most 59 and at least 78 officers.
def test_the_constables_appointed_are_no_fewer_than_the_officers_gained(numbers):
    appointed = numbers["south_wales.appointed"]
    assert (appointed["published_value"], appointed["agreement"]) == ("38 people", "consistent")
    assert (appointed["value"], appointed["lower"], appointed["upper"]) == ("", "19", "inf")


def test_a_printed_share_is_read_as_all_that_rounds_to_it(numbers):
    # A tenth of a per cent either way, halved: 4.25 to 4.35.
    read_as = numbers["south_wales.appointed_share.read_as"]
    assert (read_as["lower"], read_as["upper"]) == ("4.25", "4.35")
    totals = numbers["south_wales.appointed_share"]
    assert (totals["lower"], totals["upper"], totals["unit"]) == ("874", "894", "people")


# APCC, November 2020: a rise to 11.5 from 2.8 and "the highest ever" levels. "Public Safety, Public
# Trust", April 2021, case study 20, prints the same again: at most consistent.
@pytest.mark.parametrize(
    ("id", "printed", "verdict"),
    [
        ("welsh_recruitment.highest_applications", "“the highest ever”", "no data"),
        ("welsh_recruitment.highest_appointments", "“the highest ever”", "no data"),
        ("welsh_recruitment.applications_rise", "“rise”", "consistent"),
        ("public_trust.welsh_highest_applications", "“the highest ever”", "consistent"),
        ("public_trust.welsh_highest_appointments", "“the highest ever”", "consistent"),
        ("public_trust.welsh_applications_rise", "“rising”", "consistent"),
        ("public_trust.welsh_applications_2015", "2.8%", "consistent"),
        ("public_trust.welsh_applications_2019", "11.5%", "consistent"),
        ("public_trust.welsh_appointed", "38 people", "consistent"),
        ("public_trust.welsh_appointed_share", "4.3%", "consistent"),
    ],
)
def test_further_statements_and_their_repetition_are_checked(numbers, id, printed, verdict):
    row = numbers[id]
    assert (row["published_value"], row["agreement"]) == (printed, verdict)
    repeated = "Centre for Justice Innovation" in row["published_source"]
    assert repeated == id.startswith("public_trust")


def test_the_page_says_that_a_repeat_is_no_confirmation():
    assert "A repeat is no confirmation" in REPORT.with_suffix(".html").read_text("utf-8")
