"""The pages on aggravated offences of any force: what they say of three forces, and figures."""

from __future__ import annotations

import csv
import io
import re

import pytest
from forces import numbers_of, reports_of, reports_with_own, said_in, sources_in, text_of
from scipy.stats import binomtest, chi2
from structure import read
from structure_text import faults_of_long_headings

from helpers.page.numbers import slug
from helpers.run.report import Report

LARGE, SMALL, NO_AREA, NO_COUNT = (
    "Metropolitan Police",
    "London, City of",
    "British Transport Police",
    "Sussex",
)
FORCES = [LARGE, SMALL, NO_AREA, NO_COUNT]
INTERRUPTED, CUT_SHORT = "Greater Manchester", "Devon & Cornwall"
SEVERAL = """police_force,year_ending,count
Kent,2023-09-30,1200
Kent,2024-09-30,1310
Kent,2025-09-30,1288
Kent,2027-09-30,1400
Essex,2023-09-30,1500
Essex,2024-09-30,1510
Essex,2025-09-30,1588
Essex,2027-09-30,1300
British Transport Police,2023-09-30,2100
British Transport Police,2024-09-30,2000
British Transport Police,2025-09-30,2500
British Transport Police,2027-09-30,2600
"London, City of",2023-09-30,0
"London, City of",2024-09-30,10
"London, City of",2025-09-30,12
"London, City of",2027-09-30,9
"""
ALONE = """police_force,year_ending,count
Gwent,2024-09-30,31
Gwent,2025-09-30,0
"""
MOST_KEY_FINDINGS = 6
OWN = {"Kent": SEVERAL, "London, City of": SEVERAL, "Gwent": ALONE}


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return reports_of("force_hate_crime_growth", FORCES)


@pytest.fixture(scope="module")
def numbers(reports) -> dict[str, dict[str, str]]:
    return numbers_of(reports)


def value(numbers: dict, force: str, id: str) -> float:
    return float(numbers[f"hate_crime_growth.{force}.{id}"]["value"])


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> dict[str, Report]:
    return reports_with_own("hate-crime-growth", OWN, tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def own_numbers(own) -> dict[str, dict[str, str]]:
    return numbers_of(own)


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


def test_a_force_whose_returns_were_interrupted_says_whether_that_lies_in_a_year_compared():
    reports = reports_of("force_hate_crime_growth", [INTERRUPTED, CUT_SHORT])
    said = {force: text_of(report) for force, report in reports.items()}
    assert (
        "interrupted from July 2019 to March 2020: this is in neither of the years compared"
        in (said[INTERRUPTED])
    )
    assert (
        "interrupted from April 2022 to March 2023: part of this lies in a year compared"
        in (said[CUT_SHORT])
    )


def test_a_gap_in_the_years_is_told_from_the_table_in_use(reports, own):
    published = said_in(reports[SMALL])
    assert "with a gap: there is none for the year to September 2017." in published
    assert "those that begin in October 2016 and January 2017 were not found." in published
    assert "years to September; 2017 is not known" in published
    said = said_in(own["Kent"])
    assert "with a gap: there is none for the year to September 2026." in said
    assert "years to September; 2026 is not known" in said
    assert "For Gwent there is a count for each year" in said_in(own["Gwent"])


def test_own_figures_are_compared_from_the_first_to_the_last_year_of_the_file(own_numbers):
    assert value(own_numbers, "kent", "offences.first_year") == 1_200
    assert value(own_numbers, "kent", "offences.last_year") == 1_400
    # scipy.stats.binomtest(1400, 1400 + 1200): exact limits, as a change.
    exact = binomtest(1_400, 2_600).proportion_ci(0.95, method="exact")
    lowest, highest = (100 * (share / (1 - share) - 1) for share in exact)
    row = own_numbers["hate_crime_growth.kent.change_percent.force"]
    assert lowest < float(row["lower"]) < float(row["value"]) < float(row["upper"]) < highest


def test_own_figures_of_several_forces_are_compared_among_the_forces_in_the_file(own, own_numbers):
    said = said_in(own["Kent"])
    assert "Kent has the second highest change of 4 forces in the file" in said
    assert "and nothing is compared with England and Wales" in said
    # Essex fell; the City of London has no change, from zero, and stands last either way.
    assert value(own_numbers, "kent", "rank.from_lowest") == 2
    assert value(own_numbers, "kent", "change_percent.all_forces_in_the_file") == pytest.approx(
        100 * ((1_400 + 1_300 + 2_600 + 9) / (1_200 + 1_500 + 2_100) - 1)
    )
    assert value(own_numbers, "kent", "change_percent.others") == pytest.approx(
        100 * ((1_300 + 2_600 + 9) / (1_500 + 2_100) - 1)
    )
    assert "Map of change in recorded aggravated offences by police force: 1 area up, 1 down" in (
        own["Kent"].page
    )


def test_a_force_alone_in_its_file_has_no_rank_no_map_and_no_other_area(own, own_numbers):
    said = said_in(own["Gwent"])
    assert "there is no rank, no map and no comparison with other forces or with England" in said
    assert "Finding: Gwent stands alone" in said
    assert "Map of" not in own["Gwent"].page and "Natural Earth" not in said
    ids = [id for id in own_numbers if id.startswith("hate_crime_growth.gwent.")]
    for word in ("rank", "forces", "others", "england_and_wales", "all_forces", "territorial"):
        assert not [id for id in ids if word in id]


def test_a_zero_of_own_figures_is_a_count_and_no_change_is_made_of_it(own, own_numbers):
    said = said_in(own["London, City of"])
    assert "City of London recorded rose from 0 to 9, but records are not incidents" in said
    assert "The first count is zero, so no change in per cent can be given" in said
    assert "City of London, from zero, has no place among 4 forces in the file" in said
    assert "hate_crime_growth.london_city_of.change_percent.force" not in own_numbers
    fall = own_numbers["hate_crime_growth.gwent.change_percent.force"]
    assert float(fall["value"]) == float(fall["lower"]) == -100 < float(fall["upper"])
    # Garwood (1936), Biometrika 28(3/4), by scipy.stats.chi2; ONS, mid-2023: Gwent.
    rate = own_numbers["hate_crime_growth.gwent.rate_per_1000"]
    residents = value(own_numbers, "gwent", "rate_by_force.population.gwent")
    assert float(rate["value"]) == float(rate["lower"]) == 0
    assert float(rate["upper"]) == pytest.approx(1_000 * chi2.ppf(0.975, 2) / 2 / residents)


@pytest.mark.parametrize("force", OWN)
def test_nothing_published_of_other_periods_is_left_beside_own_figures(own, own_numbers, force):
    said = said_in(own[force])
    assert "The counts of aggravated offences on this page are own figures of an office" in said
    assert "Published counts of other periods are left out: those by quarter" in said
    for word in ("July to September", "Quarter from", "Covid", "PA)", "England and Wales changed"):
        assert word not in said
    ids = {id: row for id, row in own_numbers.items() if f".{slug(force)}." in id}
    assert not [id for id in ids if "home_office" in id or "check" in id or ".quarter" in id]
    of_others = {"nomis-qs201ew-2011", "ons-ts021-2021", "natural-earth"}
    midyear = {f"ons-midyear-{year}" for year in (2017, 2019, 2020, 2023)}
    assert sources_in(ids) <= {"own-figures.csv", "", *of_others, *midyear}


def test_the_year_of_the_residents_is_said_where_own_figures_are_later(own):
    said = said_in(own["Kent"])
    assert "In the year to September 2027 Kent recorded" in said
    assert "The residents are those of the mid-year estimate of 2023." in said
    assert "a change per resident would be that of the counts and is not given" in said


@pytest.mark.parametrize("force", OWN)
def test_headings_of_own_figures_are_short_and_key_findings_are_few(own, tmp_path, force):
    (tmp_path / "page.html").write_text(own[force].page, "utf-8")
    page = read(tmp_path / "page.html")
    assert faults_of_long_headings(page) == []
    assert 3 <= len(page.dom.select("ul.findings > li")) <= MOST_KEY_FINDINGS


@pytest.mark.parametrize("force", [INTERRUPTED, CUT_SHORT])
def test_a_force_with_interrupted_returns_has_few_key_findings_too(tmp_path, force):
    report = reports_of("force_hate_crime_growth", [INTERRUPTED, CUT_SHORT])[force]
    (tmp_path / "page.html").write_text(report.page, "utf-8")
    found = read(tmp_path / "page.html").dom.select("ul.findings > li")
    assert 3 <= len(found) <= MOST_KEY_FINDINGS
    assert "were interrupted" in found[0].get_text()
