"""The pages on aggravated offences of any force: what they say of three forces, and figures."""

from __future__ import annotations

import csv
import io
import re

import pytest
from forces import numbers_of, reports_of, text_of
from scipy.stats import binomtest

from helpers.run.report import Report

LARGE, SMALL, NO_AREA, NO_COUNT = (
    "Metropolitan Police",
    "London, City of",
    "British Transport Police",
    "Sussex",
)
FORCES = [LARGE, SMALL, NO_AREA, NO_COUNT]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return reports_of("force_hate_crime_growth", FORCES)


@pytest.fixture(scope="module")
def numbers(reports) -> dict[str, dict[str, str]]:
    return numbers_of(reports)


def value(numbers: dict, force: str, id: str) -> float:
    return float(numbers[f"hate_crime_growth.{force}.{id}"]["value"])


@pytest.mark.parametrize("force", FORCES)
def test_a_page_is_made_and_its_title_names_the_force(reports, force):
    assert isinstance(reports[force], Report), reports[force]
    title = re.search(r"<h1[^>]*>(.*?)</h1>", reports[force].page)[1]
    assert title.startswith(f"{force}: ")


@pytest.mark.parametrize(
    ("force", "year", "count"),
    # Home Office, as PA in The Argus (June 2022), the Denbighshire Free Press (July 2021) and on
    # Greatest Hits Radio (June 2022) prints it. Our quarters are of a later release, so that a
    # small difference is allowed.
    [
        ("sussex", "2020_12_31_2022", 1_379),
        ("sussex", "2021_12_31_2022", 1_415),
        ("metropolitan_police", "2019_12_31_2021", 14_051),
        ("metropolitan_police", "2021_12_31_2022", 15_394),
    ],
)
def test_calendar_years_come_near_the_totals_that_newspapers_print(numbers, force, year, count):
    row = numbers[f"hate_crime_growth.{force}.check.{force}_{year}"]
    assert row["published_value"] == f"{count:,} offences"
    assert float(row["value"]) == pytest.approx(count, rel=0.01)


def test_the_total_of_england_and_wales_for_2013_is_the_one_printed(numbers):
    # Home Office, as PA in the Shields Gazette (29 June 2022) prints it: 30,798.
    row = numbers["hate_crime_growth.sussex.check.england_and_wales_2013_12_31_2022"]
    assert (float(row["value"]), row["agreement"]) == (30_798, "reproduced")


def test_the_two_years_of_a_force_are_those_of_the_open_data(numbers):
    # Home Office, Police recorded crime open data, City of London, the quarters from October 2017
    # (22, 30, 36, 21) and from October 2021 (43, 34, 23, 24).
    assert value(numbers, "london_city_of", "offences.first_year") == 109
    assert value(numbers, "london_city_of", "offences.last_year") == 124


def test_the_limits_of_the_change_lie_just_inside_the_exact_ones_of_scipy(numbers):
    # scipy.stats.binomtest(124, 124 + 109): exact limits of Clopper and Pearson, as a change.
    exact = binomtest(124, 124 + 109).proportion_ci(0.95, method="exact")
    lowest, highest = (100 * (share / (1 - share) - 1) for share in exact)
    row = numbers["hate_crime_growth.london_city_of.change_percent.force"]
    assert float(row["value"]) == pytest.approx(100 * (124 / 109 - 1), abs=1e-6)
    assert lowest < float(row["lower"]) < lowest + 2
    assert highest - 2 < float(row["upper"]) < highest


def test_home_office_counts_are_as_printed(numbers):
    # Home Office, as PA in the Independent (9 October 2025) prints it, 2023/24 and 2024/25.
    for force, counts in (
        ("london_city_of", (278, 348)),
        ("british_transport_police", (4246, 4624)),
    ):
        found = (value(numbers, force, f"home_office.{kind}") for kind in ("first", "last"))
        assert tuple(found) == counts


def test_the_sum_of_all_forces_is_the_same_on_every_page(numbers):
    shorts = ("london_city_of", "british_transport_police", "metropolitan_police", "sussex")
    ends = {value(numbers, one, "change_percent.england_and_wales") for one in shorts}
    assert len(ends) == 1


def test_every_number_has_the_force_of_the_page_in_its_id(reports):
    for force, short in ((LARGE, "metropolitan_police"), (NO_AREA, "british_transport_police")):
        rows = csv.DictReader(io.StringIO(reports[force].downloads["numbers.csv"].decode("utf-8")))
        assert {row["id"].split(".")[1] for row in rows} == {short}


def test_a_force_without_an_area_has_no_rate_and_says_so(reports, numbers):
    assert "has no residents, so there is no rate" in text_of(reports[NO_AREA])
    assert "hate_crime_growth.british_transport_police.rate_per_1000" not in numbers
    assert value(numbers, "sussex", "rate_per_1000") > 0


def test_a_force_without_counts_of_all_hate_crime_says_so(reports, numbers):
    said = "No count of all recorded hate crime was found for Sussex"
    assert said in text_of(reports[NO_COUNT])
    assert said.replace("Sussex", "City of London") not in text_of(reports[SMALL])
    assert "hate_crime_growth.sussex.home_office.last" not in numbers


def test_the_words_of_a_fall_are_not_those_of_a_rise(reports):
    assert re.search(
        r"British Transport Police recorded fell from 2,608 to 2,139", text_of(reports[NO_AREA])
    )
    assert re.search(r"City of London recorded rose from 109 to 124", text_of(reports[SMALL]))
    assert "has the lowest change of 44 forces" in text_of(reports[NO_AREA])
