"""The pages on Covid notices per resident of any force: what they say of three, and figures."""

from __future__ import annotations

import csv
import io
import re

import pytest
from forces import numbers_of, reports_of, text_of
from scipy.stats import binomtest, chi2

from helpers.run.report import Report

FEWEST, WELSH, WITH_VISITORS = "London, City of", "Dyfed-Powys", "Sussex"
SHORT = {FEWEST: "london_city_of", WELSH: "dyfed_powys", WITH_VISITORS: "sussex"}


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return reports_of("force_notices_per_resident", list(SHORT))


@pytest.fixture(scope="module")
def numbers(reports) -> dict[str, dict[str, str]]:
    return numbers_of(reports)


def row_of(numbers: dict, force: str, id: str) -> dict[str, str]:
    return numbers[f"notices_per_resident.{SHORT[force]}.{id}"]


def value(numbers: dict, force: str, id: str) -> float:
    return float(row_of(numbers, force, id)["value"])


@pytest.mark.parametrize("force", SHORT)
def test_a_page_is_made_and_its_title_names_the_force(reports, force):
    assert isinstance(reports[force], Report), reports[force]
    title = re.search(r"<h1[^>]*>(.*?)</h1>", reports[force].page)[1]
    assert title.startswith(f"{force}: ")


@pytest.mark.parametrize(
    ("force", "notices", "residents"),
    # NPCC, as the Press Association in the Shropshire Star prints it (15 May 2020); Office for
    # National Statistics, mid-2019 estimates (24 June 2020).
    [(FEWEST, 64, 9_721), (WELSH, 417, 519_719), (WITH_VISITORS, 655, 1_712_094)],
)
def test_counts_residents_and_rates_are_those_that_were_published(
    numbers, force, notices, residents
):
    assert value(numbers, force, "notices") == notices
    assert value(numbers, force, "residents") == residents
    assert value(numbers, force, "rate") == pytest.approx(10_000 * notices / residents)


@pytest.mark.parametrize("force", SHORT)
def test_the_limits_of_a_rate_are_those_of_garwood_by_chi_square(numbers, force):
    row, notices = row_of(numbers, force, "rate"), value(numbers, force, "notices")
    per = 10_000 / value(numbers, force, "residents")
    # scipy.stats.chi2: Garwood (1936), Biometrika 28(3/4), 437-442.
    assert float(row["lower"]) == pytest.approx(per * chi2.ppf(0.025, 2 * notices) / 2)
    assert float(row["upper"]) == pytest.approx(per * chi2.ppf(0.975, 2 * notices + 2) / 2)


@pytest.mark.parametrize("force", SHORT)
def test_england_and_wales_is_the_printed_totals_less_the_bodies_without_an_area(numbers, force):
    # NPCC, as above: England 13,445, Wales 799; British Transport Police 307 and 11, Ministry of
    # Defence Police 27. Office for National Statistics, mid-2019: 59,439,840 residents.
    territorial = 13_445 + 799 - 307 - 11 - 27
    found = value(numbers, force, "rate.england_and_wales")
    assert found == pytest.approx(10_000 * territorial / 59_439_840)
    assert value(numbers, force, "notices.no_area") == 307 + 11 + 27


def test_the_ratio_to_the_others_has_the_exact_limits_of_scipy(numbers):
    # scipy.stats.binomtest of the force's part of all territorial notices (13,899, as above),
    # turned into a ratio of rates.
    notices, residents, others, elsewhere = 417, 519_719, 13_899 - 417, 59_439_840 - 519_719
    exact = binomtest(notices, notices + others).proportion_ci(0.95, method="exact")
    row = row_of(numbers, WELSH, "rate_ratio.others")
    assert float(row["value"]) == pytest.approx((notices / residents) / (others / elsewhere))
    for end, share in zip(("lower", "upper"), exact, strict=True):
        odds = share / (1 - share)
        assert float(row[end]) == pytest.approx(odds * elsewhere / residents, rel=1e-6)


def test_ranks_from_both_ends_count_every_force_once(numbers):
    for force in SHORT:
        ends = [value(numbers, force, f"rank.from_{end}") for end in ("highest", "lowest")]
        assert sum(ends) == value(numbers, force, "forces") + 1 == 44
        apart = [value(numbers, force, f"forces.{kind}") for kind in ("above", "below", "touching")]
        assert sum(apart) == 42


def test_every_number_has_the_force_of_the_page_in_its_id(reports):
    for force, short in SHORT.items():
        rows = csv.DictReader(io.StringIO(reports[force].downloads["numbers.csv"].decode("utf-8")))
        assert {row["id"].split(".")[1] for row in rows} == {short}


@pytest.mark.parametrize("force", SHORT)
def test_the_totals_of_the_list_and_the_published_national_rate_are_reproduced(numbers, force):
    # NPCC, as above; and 3 per 10,000 in its release of 27 July 2020.
    for check, printed in (
        ("list_england", "13,445 notices"),
        ("list_wales", "799 notices"),
        ("rate_england_and_wales", "3 per 10,000 residents"),
    ):
        row = row_of(numbers, force, f"check.{check}")
        assert (row["published_value"], row["agreement"]) == (printed, "reproduced")


def test_counts_to_other_dates_are_as_printed(numbers):
    # NPCC, as the Daily Mail (29 May 2020), HuffPost UK (January 2021), the Carmarthen Journal
    # (17 June 2020) and the Western Telegraph (27 June 2020) print them.
    for force, day, notices in (
        (FEWEST, "25_may_2020", 70),
        (WITH_VISITORS, "20_december_2020", 892),
        (WELSH, "8_june_2020", 1_509),
        (WELSH, "22_june_2020", 1_651),
    ):
        assert value(numbers, force, f"date.count.{day}") == notices


def test_notices_to_residents_alone_are_told_where_they_were_printed(reports, numbers):
    # The Argus, July 2020: 848 notices, 382 to residents and 466 to visitors.
    kinds = ("all_recipients", "residents", "visitors")
    found = [value(numbers, WITH_VISITORS, f"{kind}_to_analysis") for kind in kinds]
    assert found == [848, 382, 466]
    alone = value(numbers, WITH_VISITORS, "rate.residents_only")
    assert alone == pytest.approx(10_000 * 382 / 1_712_094)
    assert "do not say how many of the notices of Dyfed-Powys" in text_of(reports[WELSH])


def test_a_count_that_two_publications_print_differently_is_called_inconsistent(numbers):
    # 848 notices in the Argus (July 2020), 757 in the Daily Mail (29 May 2020), both to 25 May.
    row = row_of(numbers, WITH_VISITORS, "check.analysis")
    assert (row["published_value"], float(row["value"])) == ("848 notices", 757)
    assert row["agreement"] == "inconsistent"


def test_a_page_says_whether_counts_by_ethnicity_were_found(reports):
    said = "No counts of both White and ethnic minority recipients were found for Dyfed-Powys"
    assert said in text_of(reports[WELSH])
    assert "Counts by ethnicity were found for Sussex" in text_of(reports[WITH_VISITORS])
    assert said.replace("Dyfed-Powys", "Sussex") not in text_of(reports[WITH_VISITORS])


def test_the_area_with_the_fewest_residents_is_not_left_out_of_its_own_page(reports, numbers):
    assert "Every force is drawn." in text_of(reports[FEWEST])
    assert "Not drawn: City of London" in text_of(reports[WELSH])
    ids = [f"notices_per_resident.{SHORT[force]}.rank.without_fewest" for force in (FEWEST, WELSH)]
    assert [id in numbers for id in ids] == [False, True]
    ranks = [value(numbers, WELSH, f"rank.{kind}") for kind in ("from_highest", "without_fewest")]
    assert ranks == [3, 2]
