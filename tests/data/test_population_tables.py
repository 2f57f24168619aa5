"""Populations against the totals that the Office for National Statistics prints."""

from __future__ import annotations

import pytest

from helpers.data.tables.population import TABLES

FORCES = 43


@pytest.fixture(scope="module")
def five_groups():
    return TABLES["population_by_force_and_ethnicity"]().rows


@pytest.fixture(scope="module")
def detailed_groups():
    return TABLES["population_by_force_and_detailed_ethnicity"]().rows


@pytest.fixture(scope="module")
def ages():
    return TABLES["north_yorkshire_population_by_age_sex_ethnicity"]().rows


def residents(rows, census, **columns):
    for column, value in {"census": census, **columns}.items():
        rows = rows[rows[column] == value]
    return int(rows["population"].sum())


# England and Wales, usual residents, Census 2011: ONS, table QS201EW.
PUBLISHED_2011 = 56_075_912
# England and Wales, usual residents, Census 2021: ONS, table TS021.
PUBLISHED_2021 = 59_597_542
# What perturbed small cells add when local authorities are summed.
PERTURBATION_2021 = 36


def test_census_2011_sums_to_the_published_population_exactly(five_groups, detailed_groups):
    assert residents(five_groups, 2011) == PUBLISHED_2011
    assert residents(detailed_groups, 2011) == PUBLISHED_2011


def test_census_2021_sums_to_36_more_than_the_published_population(five_groups, detailed_groups):
    assert residents(five_groups, 2021) == PUBLISHED_2021 + PERTURBATION_2021
    assert residents(detailed_groups, 2021) == PUBLISHED_2021 + PERTURBATION_2021


# England and Wales by five groups, Census 2011: ONS, table KS201EW.
@pytest.mark.parametrize(
    ("ethnicity", "population"),
    [
        ("Asian", 4_213_531),
        ("Black", 1_864_890),
        ("Mixed", 1_224_400),
        ("White", 48_209_395),
        ("Other", 563_696),
    ],
)
def test_each_of_the_five_groups_of_2011_has_its_published_population(
    five_groups, ethnicity, population
):
    assert residents(five_groups, 2011, ethnicity=ethnicity) == population


# Force areas by five groups, as published in the copies that print five groups as well:
# Resistance Lab, force-demographics.csv (2011); BlackThrive, ExtractSS (2021).
@pytest.mark.parametrize(
    ("force", "census", "populations"),
    [
        ("North Yorkshire", 2011, [14_096, 3_618, 7_456, 769_206, 2_051]),
        ("North Yorkshire", 2021, [15_954, 3_784, 10_463, 783_322, 4_797]),
        ("Metropolitan Police", 2011, [1_510_606, 1_088_447, 404_990, 4_881_636, 280_887]),
        ("Metropolitan Police", 2021, [1_816_202, 1_188_137, 505_306, 4_725_217, 556_290]),
    ],
)
def test_detailed_groups_sum_to_the_five_groups_of_a_force(five_groups, force, census, populations):
    rows = five_groups[(five_groups["police_force"] == force) & (five_groups["census"] == census)]
    assert rows["ethnicity"].tolist() == ["Asian", "Black", "Mixed", "White", "Other"]
    assert rows["population"].tolist() == populations


# South Wales, all residents and ethnic minorities excluding white minorities: the same copies.
@pytest.mark.parametrize(
    ("census", "everyone", "minorities"),
    [(2011, 1_283_651, 85_193), (2021, 1_317_012, 121_856)],
)
def test_south_wales_has_the_residents_of_its_published_share(
    five_groups, census, everyone, minorities
):
    total = residents(five_groups, census, police_force="South Wales")
    white = residents(five_groups, census, police_force="South Wales", ethnicity="White")
    assert total == everyone
    assert total - white == minorities


def test_every_force_has_every_group_of_its_census_once(five_groups, detailed_groups):
    assert not five_groups.duplicated(["census", "police_force", "ethnicity"]).any()
    assert five_groups.groupby("census").size().to_dict() == {2011: 5 * FORCES, 2021: 5 * FORCES}
    # 18 groups were asked for in 2011 and 19 in 2021, when Roma was added: QS201EW, TS021.
    assert detailed_groups.groupby("census").size().to_dict() == {
        2011: 18 * FORCES,
        2021: 19 * FORCES,
    }


def test_chinese_is_part_of_asian_in_both_censuses(detailed_groups):
    chinese = detailed_groups[detailed_groups["ethnicity_detailed"].str.endswith("Chinese")]
    assert len(chinese) == 2 * FORCES
    assert chinese["ethnicity"].eq("Asian").all()


def test_north_yorkshire_by_age_sums_to_the_census_group_by_group(ages):
    # North Yorkshire, Census 2011, five groups: ONS, table QS201EW.
    published = {"Asian": 14_096, "Black": 3_618, "Mixed": 7_456, "White": 769_206, "Other": 2_051}
    assert ages.groupby("ethnicity")["population"].sum().to_dict() == published


def test_asian_males_aged_18_to_34_in_north_yorkshire_are_3045(ages):
    # 3,045 = 429 (18 to 19) + 1,120 (20 to 24) + 810 (25 to 29) + 686 (30 to 34): ONS, DC2101EW.
    aged = ages[(ages["age_from"] >= 18) & (ages["age_to"] <= 34)]
    asian_males = aged[(aged["sex"] == "Males") & (aged["ethnicity"] == "Asian")]
    assert asian_males["population"].tolist() == [429, 1_120, 810, 686]
    assert asian_males["population"].sum() == 3_045


def test_age_bands_follow_each_other_without_gap_and_only_the_last_is_open(ages):
    bands = ages[["age_from", "age_to"]].drop_duplicates().sort_values("age_from")
    assert bands["age_from"].iloc[1:].tolist() == (bands["age_to"].iloc[:-1] + 1).tolist()
    assert bands["age_from"].iloc[[0, -1]].tolist() == [0, 85]
    assert bands["age_to"].isna().tolist() == [False] * 20 + [True]


# England and Wales, mid-year estimates before the revision after Census 2021: ONS, editions of
# mid-2017 (England 55,619,430, Wales 3,125,165), mid-2019 (56,286,961 and 3,152,879) and mid-2020
# (56,550,138 and 3,169,586); mid-2023: ONS, 60,854,727.
@pytest.mark.parametrize(
    ("year", "population"),
    [
        (2017, 55_619_430 + 3_125_165),
        (2019, 56_286_961 + 3_152_879),
        (2020, 56_550_138 + 3_169_586),
        (2023, 60_854_727),
    ],
)
def test_the_estimates_of_43_forces_sum_to_england_and_wales(year, population):
    rows = TABLES["population_midyear"]().rows
    estimates = rows[rows["year"] == year]
    assert estimates["police_force"].nunique() == len(estimates) == FORCES
    assert estimates["population"].sum() == population
