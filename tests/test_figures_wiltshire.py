"""The figures of the Wiltshire report against the publications and other people's methods."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from scipy.stats import binom, binomtest

NUMBERS = Path(__file__).parents[1] / "reports" / "2_wiltshire_fpn_breakdown" / "numbers.csv"
with NUMBERS.open(encoding="utf-8", newline="") as file:
    FIGURES = {row["id"]: row for row in csv.DictReader(file)}

# ONS, usual residents of Wiltshire and Swindon: Census 2011 (QS201EW) and Census 2021 (TS021).
RESIDENTS = {
    2011: {"asian": 19_543, "black": 6_089, "mixed": 9_794, "white": 642_869, "other": 1_842},
    2021: {"asian": 38_049, "black": 11_909, "mixed": 15_204, "white": 671_555, "other": 7_027},
}
# APCC, “PCCs making a difference: Race disparity in focus”, November 2020, Wiltshire.
NOTICES = {"asian": 7, "black": 16, "mixed": 5, "white": 202}
NOT_STATED = 15
# NPCC to 25 May 2020, printed by the commissioner's office on 27 July 2020.
NPCC = {"minority": 24, "white": 150, "all": 183}

each_group = pytest.mark.parametrize("group", ["asian", "black", "mixed"])
each_census = pytest.mark.parametrize("census", [2011, 2021])


def value(name: str) -> float:
    return float(FIGURES[name]["value"])


def limits(name: str) -> tuple[float, float]:
    return float(FIGURES[name]["lower"]), float(FIGURES[name]["upper"])


def test_the_groups_add_up_to_the_245_notices_that_the_apcc_prints():
    assert value("wiltshire.notices_total") == 245
    assert value("wiltshire.notices_stated") == 245 - NOT_STATED
    assert value("wiltshire.count.not_stated") == NOT_STATED
    assert {group: value(f"wiltshire.count.{group}") for group in NOTICES} == NOTICES


@each_group
def test_shares_have_the_wilson_limits_that_scipy_gives(group):
    for column, total in (("share_percent", 245), ("share_percent_stated", 230)):
        name = f"wiltshire.{column}.{group}"
        interval = binomtest(NOTICES[group], total).proportion_ci(0.95, method="wilson")
        assert value(name) == pytest.approx(100 * NOTICES[group] / total)
        assert limits(name) == pytest.approx((100 * interval.low, 100 * interval.high))


@each_census
@each_group
def test_rate_ratios_are_those_of_the_published_counts(group, census):
    residents = RESIDENTS[census]
    rates = {one: 10_000 * NOTICES[one] / residents[one] for one in (group, "white")}
    suffix = f"{group}.census_{census}"
    assert value(f"wiltshire.population.{suffix}") == residents[group]
    assert value(f"wiltshire.rate_per_10000.{suffix}") == pytest.approx(rates[group])
    assert value(f"wiltshire.rate_ratio.{suffix}") == pytest.approx(rates[group] / rates["white"])


@each_census
@each_group
def test_exact_limits_are_scipys_clopper_pearson_limits_of_the_groups_part(group, census):
    count, white, residents = NOTICES[group], NOTICES["white"], RESIDENTS[census]
    part = binomtest(count, count + white).proportion_ci(0.95, method="exact")
    scale = residents["white"] / residents[group]
    expected = tuple(scale * p / (1 - p) for p in part)
    assert limits(f"wiltshire.methods.exact_ratio.{group}.census_{census}") == pytest.approx(
        expected
    )
    if count < 10:
        leading = limits(f"wiltshire.rate_ratio.{group}.census_{census}")
        assert leading == pytest.approx(expected)


@each_census
def test_the_black_ratio_has_mid_p_limits_as_rothman_and_boice_define_them(census):
    scale = RESIDENTS[census]["white"] / RESIDENTS[census]["black"]
    odds = [limit / scale for limit in limits(f"wiltshire.rate_ratio.black.census_{census}")]
    lower, upper = (one / (1 + one) for one in odds)
    both = NOTICES["black"] + NOTICES["white"]
    half_lower, half_upper = (binom.pmf(16, both, p) / 2 for p in (lower, upper))
    assert binom.sf(16, both, lower) + half_lower == pytest.approx(0.025, rel=1e-6)
    assert binom.cdf(15, both, upper) + half_upper == pytest.approx(0.025, rel=1e-6)


@each_census
def test_the_15_not_stated_bring_no_ratio_outside_its_bounds(census):
    residents = RESIDENTS[census]
    scale = residents["white"] / residents["black"]
    name = "wiltshire.bounds.rate_ratio.black_all_unknown_in_the"
    lowest, highest = (
        value(f"{name}_{end}.census_{census}") for end in ("reference_group", "group")
    )
    assert lowest == pytest.approx(scale * 16 / (202 + NOT_STATED))
    assert highest == pytest.approx(scale * (16 + NOT_STATED) / 202)
    assert lowest > 1
    assert f"wiltshire.tipping.ratio_at_most_one.black.census_{census}" not in FIGURES


@each_census
@each_group
def test_bounds_have_exact_limits_beside_them_where_a_count_is_under_ten(group, census):
    scale = RESIDENTS[census]["white"] / RESIDENTS[census][group]
    for scenario, more, more_white in (
        ("unknown_excluded", 0, 0),
        ("all_unknown_in_the_reference_group", 0, NOT_STATED),
        ("all_unknown_in_the_group", NOT_STATED, 0),
    ):
        name = f"wiltshire.bounds.exact_ratio.{group}_{scenario}.census_{census}"
        count, white = NOTICES[group] + more, NOTICES["white"] + more_white
        assert (name in FIGURES) == (count < 10)
        if count < 10:
            part = binomtest(count, count + white).proportion_ci(0.95, method="exact")
            assert limits(name) == pytest.approx(tuple(scale * p / (1 - p) for p in part))


@each_census
@each_group
def test_limits_for_chance_and_the_unknown_are_mid_p_at_the_two_bounds(group, census):
    scale = RESIDENTS[census]["white"] / RESIDENTS[census][group]
    name = f"wiltshire.unknown_and_chance.rate_ratio.{group}_census_{census}"
    lower, upper = (one / scale / (1 + one / scale) for one in limits(name))
    fewest, most = NOTICES[group], NOTICES[group] + NOT_STATED
    at_lowest, at_highest = fewest + 202 + NOT_STATED, most + 202
    below = binom.sf(fewest, at_lowest, lower) + binom.pmf(fewest, at_lowest, lower) / 2
    above = binom.cdf(most - 1, at_highest, upper) + binom.pmf(most, at_highest, upper) / 2
    assert (below, above) == pytest.approx((0.025, 0.025), rel=1e-6)


def test_the_printed_rates_imply_the_populations_that_print_so():
    lowest, highest = limits("wiltshire.npcc.implied_residents.minority")
    # 24 notices and 4.7 per 10,000, as printed by the commissioner's office.
    assert round(240_000 / lowest, 2) == 4.75 and round(240_000 / highest, 2) == 4.65
    assert 10_000 * 24 / (lowest - 1) > 4.75 and 10_000 * 24 / (highest + 1) < 4.65
    minority = {year: sum(of.values()) - of["white"] for year, of in RESIDENTS.items()}
    assert minority[2011] < lowest < highest < minority[2021]


def test_the_printed_white_rate_rests_on_as_many_residents_as_census_2011():
    lowest, highest = limits("wiltshire.npcc.implied_residents.white")
    # 150 notices and 2.3 per 10,000, as printed by the commissioner's office.
    assert round(1_500_000 / lowest, 2) == 2.35 and round(1_500_000 / highest, 2) == 2.25
    assert lowest < RESIDENTS[2011]["white"] < highest < RESIDENTS[2021]["white"]


@each_census
def test_the_npcc_notices_are_rebased_on_each_census(census):
    white = RESIDENTS[census]["white"]
    minority = sum(RESIDENTS[census].values()) - white
    ratio = (NPCC["minority"] / minority) / (NPCC["white"] / white)
    assert value(f"wiltshire.npcc_rebased.rate_ratio.census_{census}") == pytest.approx(ratio)
    assert value(f"wiltshire.forces.rate_ratio.wiltshire.census_{census}") == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        # The commissioner's office, 27 July 2020, and the Swindon Advertiser, August 2020.
        ("wiltshire.npcc.all_notices", 183),
        ("wiltshire.npcc.rate_printed.ethnic_minorities", 4.7),
        ("wiltshire.npcc.rate_printed.white", 2.3),
        ("wiltshire.npcc.ratio_printed", 2.1),
        # The commissioner's office and ITV News, June 2020.
        ("wiltshire.june_2020.number.notices", 222),
        ("wiltshire.june_2020.number.people", 211),
        ("wiltshire.june_2020.number.notices_rescinded", 15),
        # APCC, November 2020.
        ("wiltshire.people_with_several_notices", 12),
        ("wiltshire.regulation.count.face_covering", 1),
        ("wiltshire.regulation.count.travel_isolation", 2),
        # My Salisbury, November 2020; the commissioner's page, November 2020.
        ("wiltshire.over_time.count.wiltshire_police_2020_11_08", 234),
        ("wiltshire.over_time.force_november_2020", 235),
        # The commissioner's page, March 2021; the Gazette & Herald, June 2021.
        ("wiltshire.over_time.count.wiltshire_police_2021_03_14", 767),
        ("wiltshire.over_time.count.npcc_2020_05_25", 183),
        ("wiltshire.over_time.count.npcc_2021_05_16", 762),
        # NPCC, July 2020; the Magistrates' Association, August 2020.
        ("wiltshire.national_notices", 17_039),
        ("wiltshire.national.value.ethnic_minorities_excluding_white_minorities_rate", 4.0),
        ("wiltshire.national.value.white_rate", 2.5),
        ("wiltshire.national.value.ethnic_minorities_excluding_white_minorities_ratio", 1.6),
    ],
)
def test_figures_stand_on_the_page_as_published(name, printed):
    assert value(name) == printed


def test_245_notices_went_to_at_most_233_people_when_12_had_more_than_one():
    assert value("wiltshire.people_at_most") == 245 - 12


def test_nine_forces_have_figures_and_sussex_adds_residents_and_visitors():
    assert value("wiltshire.forces.number") == 9
    # The Argus, July 2020: residents and non-residents apart.
    assert value("wiltshire.forces.count.sussex.census_2011") == 59 + 128
    assert value("wiltshire.forces.count_white.sussex.census_2011") == 320 + 329


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        # 202 + 16 + 7 + 5 + 15 is 245: the sum is tested, its parts only with it.
        ("wiltshire.notices", "reproduced"),
        ("wiltshire.black", "consistent"),
        ("wiltshire.asian", "consistent"),
        ("wiltshire.mixed", "consistent"),
        ("wiltshire.not_stated", "consistent"),
        ("wiltshire.white", "consistent"),
        ("wiltshire.face_covering", "consistent"),
        ("wiltshire.travel", "consistent"),
        ("wiltshire.people_with_more_than_one", "consistent"),
        # 12 people with more than one of 245 notices cannot leave 245 individuals.
        ("swindon_panel.individuals", "inconsistent"),
        ("wiltshire.npcc_printed.ratio_of_minority", "consistent"),
        # The Argus prints the national 1.6 for Sussex; the Hastings Observer's 18.5 and 4.1 per
        # 10,000 divide to 4.5, while the counts give 4.27 at most (census of 2011).
        ("wiltshire.force_printed.sussex", "inconsistent"),
        ("wiltshire.force_printed.sussex_rates", "inconsistent"),
        # 1.75 to 1.85 is read from 1.8; 4.65/2.55 to 4.75/2.45 from the rates 4.7 and 2.5.
        ("wiltshire.national_printed.asian", "consistent"),
    ],
)
def test_published_figures_get_their_verdict(claim, verdict):
    assert FIGURES[claim]["agreement"] == verdict


@pytest.mark.parametrize(
    ("claim", "printed", "expected"),
    [
        # Swindon Advertiser, February 2021: 5 on face coverings, 2 after travel.
        ("wiltshire.face_covering", "1 notice", (0, 5)),
        ("wiltshire.travel", "2 notices", (0, 2)),
        # NPCC to 25 May 2020: 150, and 245 - 24.
        ("wiltshire.white", "202 notices", (150, 245 - 24)),
        # The commissioner's office, June 2020: 11 people; then 245 - 222 notices.
        ("wiltshire.people_with_more_than_one", "12 people", (11, 11 + 245 - 222)),
        ("swindon_panel.individuals", "245 people", (12, 245 - 12)),
    ],
)
def test_the_apccs_figures_are_set_against_the_range_that_others_allow(claim, printed, expected):
    assert FIGURES[claim]["published_value"] == printed
    assert FIGURES[claim]["published_source"].startswith("Association of Police and Crime")
    assert limits(claim) == expected


def test_the_245_notices_are_recomputed_from_their_five_parts():
    assert value("wiltshire.notices") == sum(NOTICES.values()) + NOT_STATED == 245


def test_no_figure_is_given_for_the_group_that_the_apcc_does_not_print():
    assert not [name for name in FIGURES if name.startswith("wiltshire.rate") and ".other" in name]
