"""Pages on stop and search from releases made up here, against figures worked out apart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from forces import numbers_of, reports_with_own, said_in
from scipy.optimize import brentq
from scipy.stats import binom, binomtest, chi2
from structure import read
from test_force_pages import NO_EDITIONS
from test_pages import CHECKS

from helpers.run.report import Report

ANALYSIS, HIDDEN, ALL = "stop-and-search", "[c]", "All"
FULL, TWO, SHORT, BARE = "Kent", "Surrey", "Gwent", "Norfolk"
ELSEWHERE, OTHER_PERIOD = "Essex", "Suffolk"
YEARS = ("2021-03-31", "2022-03-31")
PERIOD = ("2020-04-01", "2022-03-31")
GAP = "2020-07"
# Counts that are chosen here, as a release would show them: by group, for 2020/21 and 2021/22.
COUNTS = {
    ALL: (3730, 4725),
    "Asian": (100, 140),
    "Black": (150, 200),
    "Mixed": (60, 80),
    "White": (3000, 3600),
    "Other": (15, HIDDEN),
    "Not stated": (400, 500),
    "Unknown": (HIDDEN, HIDDEN),
}
# What the hidden groups would come to, if the shown parts were taken from the whole: 4,725 less
# 140, 200, 80, 3,600 and 500; and 8,455 less both years of these.
WORKED_OUT = {205, 225}
BY_OFFICER = {"Asian": 300, "Black": 500, "Mixed": HIDDEN, "White": 7000, "Other": 70}
ARRESTS = {ALL: 1240, "Asian": 40, "Black": 70, "Mixed": 20, "White": 990}
SELF, OFFICER = "ethnicity_self_defined", "ethnicity_officer_defined"
SHARES = {
    "result": {"Arrest": 0.15, "No further action": 0.7, "Other further action": 0.15},
    "link": {"Linked": 0.2, "Not linked": 0.3, "Unknown": 0.5},
    "age_group": {"10-17": 0.2, "18-24": 0.4, "25-34": 0.3, "over 34": 0.1},
    "sex": {"Female": 0.1, "Male": 0.9},
    "legislation": {"Misuse of Drugs Act 1971 (section 23)": 0.65, "Firearms Act 1968": 0.35},
    "object_of_search": {"Controlled drugs": 0.65, "Firearms": 0.35},
    "outcome": {"Arrest": 0.15, "Community resolution": 0.15, "No further action": 0.7},
    OFFICER: {"Asian": 0.1, "Black": 0.1, "White": 0.7, "Other": 0.05, "Unknown": 0.05},
}
DIMENSION = {
    "by_result": "result",
    "by_link": "link",
    "by_age": "age_group",
    "by_sex": "sex",
    "by_legislation": "legislation",
    "by_object": "object_of_search",
    "by_outcome": "outcome",
    "self_and_officer_defined": OFFICER,
}
DETAILED = {
    "Asian/Asian British: Indian": "Asian",
    "Black/African/Caribbean/Black British: African": "Black",
    "White: Irish": "White",
    "Other ethnic group: Arab": "Unknown",
}
COLUMNS = ("kind", "release", "synthetic", "police_force", "period_start", "period_end", "table")
COLUMNS += (SELF, OFFICER, "year_ending", "month", "result", "link", "age_group", "sex")
COLUMNS += ("legislation", "object_of_search", "outcome", "value", "symbol")
TABLES = (*DIMENSION, "by_result_officer_defined", "age_and_sex", "by_detailed_ethnicity")
TABLES += ("by_month",)
# ONS, usual residents of Kent and of Essex: Census 2011 (QS201EW) and 2021 (TS021), districts
# added up.
RESIDENTS = {
    2011: {"Asian": 61_229, "Black": 22_879, "White": 1_607_681},
    2021: {"Asian": 86_424, "Black": 56_757, "White": 1_644_756},
}
OF_ESSEX = {"Black": 63_422, "White": 1_651_617}
# A release has no label in the columns of other tables; the file is offered as it was given.
EMPTY = "own-figures.csv: an empty cell"
FEWER = 2  # A count rounded to 5 is of 2 fewer to 2 more.


def counted(group: str, time: str) -> int | str:
    pair = COUNTS[group]
    if time != ALL:
        return pair[YEARS.index(time)]
    return HIDDEN if HIDDEN in pair else sum(pair)


def part(whole: int | str, share: float) -> int | str:
    """A part of a count as a release shows it: rounded to five, hidden under ten."""
    count = 0 if whole == HIDDEN else 5 * round(whole * share / 5)
    return count if count >= 10 else HIDDEN


def shares_of(name: str) -> dict[str, float]:
    return {ALL: 1.0, **SHARES[name], "Unknown": SHARES[name].get("Unknown", 0.0)}


def cells(table: str, times: Collection[str]) -> Iterator[dict[str, object]]:
    """The rows of a table: its labels, and a count or the symbol in its place."""
    for time in times:
        if table in DIMENSION:
            name = DIMENSION[table]
            for group in COUNTS:
                whole = counted(group, time)
                for label, share in shares_of(name).items():
                    value = part(whole, share)
                    if (table, time, label) == ("by_result", ALL, "Arrest"):
                        value = ARRESTS.get(group, HIDDEN)
                    if (table, time, group) == ("self_and_officer_defined", ALL, ALL):
                        value = BY_OFFICER.get(label, value)
                    yield {SELF: group, name: label, "year_ending": time, "value": value}
        elif table == "by_result_officer_defined":
            for group, whole in {ALL: counted(ALL, time), **BY_OFFICER}.items():
                scale = 1 if time == ALL else 0.5
                whole = part(whole, 1.0 if group == ALL else scale)
                for label, share in shares_of("result").items():
                    value = part(whole, share)
                    yield {OFFICER: group, "result": label, "year_ending": time, "value": value}
        elif table == "age_and_sex":
            for age, one in {ALL: 1.0, **SHARES["age_group"]}.items():
                for sex, two in {ALL: 1.0, **SHARES["sex"]}.items():
                    value = part(counted(ALL, time), one * two)
                    yield {"age_group": age, "sex": sex, "year_ending": time, "value": value}
        elif table == "by_detailed_ethnicity":
            for label in (ALL, *DETAILED, "Not stated", "Unknown"):
                value = counted(DETAILED.get(label, label), time)
                yield {SELF: label, "year_ending": time, "value": value}


def months(times: Collection[str]) -> Iterator[dict[str, object]]:
    """The rows by month: two years less one month, and their sum; or one month alone."""
    alone = ALL not in times
    named = [f"{2020 + at // 12}-{at % 12 + 1:02}" for at in range(3, 27)]
    for month in named[12:13] if alone else (ALL, *named):
        for group in COUNTS if month != GAP else ():
            whole = counted(group, times[0])
            share = 1 / 20 if month[-1] in "13579" else 1 / 26
            value = whole if alone or month == ALL else part(whole, share)
            yield {SELF: group, "month": month, "value": value}


def release(
    force: str,
    tables: Collection[str] = TABLES,
    times: Collection[str] = (ALL, *YEARS),
    period: tuple[str, str] = PERIOD,
    factor: int = 1,
) -> list[dict[str, object]]:
    told = {"kind": "stop-search", "release": "spring", "police_force": force}
    told |= {"period_start": period[0], "period_end": period[1]}
    rows = []
    for table in tables:
        for cell in months(times) if table == "by_month" else cells(table, times):
            hidden = cell["value"] == HIDDEN
            shown = {"symbol": HIDDEN} if hidden else {"value": factor * cell["value"]}
            rows.append({**told, **cell, "table": table, "value": "", **shown})
    return rows


def text(*releases: list[dict[str, object]]) -> str:
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    for rows in releases:
        table.writerows(rows)
    return written.getvalue()


FILES = {
    FULL: text(
        release(FULL),
        release(ELSEWHERE, factor=2),
        release(OTHER_PERIOD, ["by_sex"], YEARS[:1], ("2020-04-01", "2021-03-31")),
    ),
    TWO: text(release(TWO, ["by_sex", "age_and_sex"])),
    SHORT: text(release(SHORT, ["by_month", "by_link"], YEARS[1:], ("2021-04-01", "2021-04-30"))),
    BARE: text(release(BARE, ["by_detailed_ethnicity", "by_result_officer_defined"])),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("secret-office")


@pytest.fixture(scope="module")
def reports(place) -> dict[str, Report]:
    return reports_with_own(ANALYSIS, FILES, place)


@pytest.fixture(scope="module")
def numbers(reports) -> dict[str, dict[str, str]]:
    return numbers_of(reports)


def value(numbers: dict, name: str) -> float:
    return float(numbers[f"stop_and_search.{name}"]["value"])


def limits(numbers: dict, name: str) -> tuple[float, float]:
    row = numbers[f"stop_and_search.{name}"]
    return float(row["lower"]), float(row["upper"])


def mid_p(one: int, other: int, scale: float, end: str) -> float:
    """The limit of a ratio at which half the probability of the count and the tail are 0.025."""

    def beyond(share: float) -> float:
        tail = {"lower": binom.sf(one, one + other, share)}
        tail["upper"] = binom.cdf(one - 1, one + other, share)
        return tail[end] + binom.pmf(one, one + other, share) / 2 - 0.025

    share = brentq(beyond, 1e-9, 1 - 1e-9, xtol=1e-14)
    return scale * share / (1 - share)


@pytest.mark.parametrize("force", FILES)
def test_a_page_is_built_from_all_tables_and_from_any_two_and_has_no_fault(reports, place, force):
    folder = place / "out"
    for other in ("index.html", "accessibility.html", "manifest.json"):
        (folder / other).touch()
    shown = read(folder / f"stop_and_search_{force.lower()}_own_figures.html")
    faults = [f"{said}: {one}" for said, check in CHECKS.items() for one in check(shown)]
    assert [one for one in faults if not one.endswith((NO_EDITIONS, EMPTY))] == []
    title = re.search(r"<h1[^>]*>(.*?)</h1>", reports[force].page)[1]
    assert title.startswith(f"{force}: who was stopped and searched")


@pytest.mark.parametrize("census", [2011, 2021])
@pytest.mark.parametrize(("group", "count"), [("Asian", 240), ("Black", 350)])
def test_rates_and_ratios_are_those_of_the_rounded_counts(numbers, group, count, census):
    # 100 + 140 and 150 + 200 searches, against 3,000 + 3,600 of White people.
    name, residents = f"{group.lower()}.census_{census}", RESIDENTS[census]
    assert value(numbers, f"kent.count.{name}") == count
    rate = 1_000 * count / residents[group]
    assert value(numbers, f"kent.rate.{name}") == pytest.approx(rate)
    ratio = rate / (1_000 * 6600 / residents["White"])
    assert value(numbers, f"kent.rate_ratio.{name}") == pytest.approx(ratio)


def test_a_rate_has_garwoods_limits_at_the_ends_of_rounding(numbers):
    # 350 is 348 to 352; Garwood (1936) gives the limits as quantiles of chi-squared.
    per = 1_000 / RESIDENTS[2021]["Black"]
    expected = chi2.ppf(0.025, 2 * 348) / 2, chi2.ppf(0.975, 2 * 352 + 2) / 2
    found = limits(numbers, "kent.rate.black.census_2021")
    assert found == pytest.approx([per * limit for limit in expected])


def test_a_ratio_has_mid_p_limits_where_rounding_takes_it_furthest(numbers):
    # 348 over 6,602 and 352 over 6,598, as Rothman and Boice define mid-P limits.
    scale = RESIDENTS[2021]["White"] / RESIDENTS[2021]["Black"]
    expected = mid_p(348, 6602, scale, "lower"), mid_p(352, 6598, scale, "upper")
    assert limits(numbers, "kent.rate_ratio.black.census_2021") == pytest.approx(expected, rel=1e-6)


def test_years_and_officers_have_ratios_of_their_own(numbers):
    scale = RESIDENTS[2021]["White"] / RESIDENTS[2021]["Black"]
    by_year = "kent.by_year.rate_ratio.black_year_to_march_{}.census_2021"
    assert value(numbers, by_year.format(2021)) == pytest.approx(scale * 150 / 3000)
    assert value(numbers, by_year.format(2022)) == pytest.approx(scale * 200 / 3600)
    by_officer = value(numbers, "kent.officer_defined.rate_ratio.black.census_2021")
    assert by_officer == pytest.approx(scale * 500 / 7000)


def test_months_with_a_record_are_counted_and_a_month_without_one_is_a_gap(numbers, reports):
    months = "kent.by_year.months.black_year_to_march_{}.census_2021"
    assert [value(numbers, months.format(year)) for year in (2021, 2022)] == [11, 12]
    assert value(numbers, "kent.months_without_records") == 1
    assert "Months of the period without a record: 1 (July 2020)." in said_in(reports[FULL])
    row = re.search(r'<tr><th scope="row">July 2020</th>(.*?)</tr>', reports[FULL].page)[1]
    assert "[x]" in row and "data-number" not in row and HIDDEN not in row


def test_results_are_shares_of_all_searches_with_wilsons_limits(numbers):
    for group, total in (("black", 350), ("all", 8455)):
        arrests = ARRESTS["Black" if group == "black" else ALL]
        name = f"kent.by_result.share_arrest.{group}"
        assert value(numbers, name) == pytest.approx(100 * arrests / total)
        fewest = binomtest(arrests - FEWER, total + FEWER).proportion_ci(0.95, method="wilson")
        most = binomtest(arrests + FEWER, total - FEWER).proportion_ci(0.95, method="wilson")
        found = limits(numbers, name)
        assert found == pytest.approx((100 * fewest.low, 100 * most.high))
    # 8,455 x 0.7 is 5,918.5; 240 x 0.7 is 168.
    no_action = "kent.by_result.share_no_further_action"
    assert value(numbers, f"{no_action}.all") == pytest.approx(100 * 5920 / 8455)
    assert value(numbers, f"{no_action}.asian") == pytest.approx(100 * 170 / 240)


def test_it_is_said_how_often_the_link_is_unknown(numbers, reports):
    # Half of 8,455 is 4,227.5.
    found = value(numbers, "kent.by_link.share_unknown.all")
    assert found in [pytest.approx(100 * half / 8455) for half in (4225, 4230)]
    assert "Finding: The link of outcome and object is unknown for" in said_in(reports[FULL])


def test_there_are_no_bounds_where_a_count_of_unknown_ethnicity_is_hidden(numbers, reports):
    assert not [name for name in numbers if ".kent.bounds." in name]
    said = said_in(reports[FULL])
    assert "Hidden, so that there are no bounds: searches recorded as unknown." in said
    # 400 of 3,730, by year; 900 of 8,455, in all.
    by_year = "kent.unknown_ethnicity.share.{}_not_stated"
    assert value(numbers, by_year.format("year_to_march_2021")) == pytest.approx(40_000 / 3730)
    assert value(numbers, by_year.format("whole_period")) == pytest.approx(90_000 / 8455)


def test_a_hidden_cell_is_a_symbol_and_nowhere_a_number(numbers, reports):
    own = {name: row for name, row in numbers.items() if ".kent." in name}
    of_hidden = (
        r"kent\.(by_year\.)?(count|rate|rate_ratio)\.(other_year_to_march_2022|unknown|other)\."
    )
    assert [name for name in own if re.search(of_hidden, name)] == []
    counts = [row for row in own.values() if row["unit"] == "searches"]
    stated = {float(row[of]) for row in counts for of in ("value", "lower", "upper") if row[of]}
    assert stated and not stated & WORKED_OUT
    assert all(count % 5 == 0 and count >= 10 for count in stated)
    year = r'<th scope="row">Other</th><td>Year to March 2022</td>(.*?)</tr>'
    row = re.search(year, reports[FULL].page)[1]
    beside = set(re.findall(r"kent\.by_year\.(\w+)\.other", row))
    assert (row.count(HIDDEN), beside) == (3, {"months", "population"})


def test_two_forces_of_one_file_are_compared_and_one_of_another_period_is_not(numbers, reports):
    name = "kent.in_the_file.rate_ratio.{}_black.census_2021"
    scales = {"kent": RESIDENTS[2021], "essex": OF_ESSEX}
    assert value(numbers, "kent.in_the_file.count.essex_black.census_2021") == 2 * 350
    for force, residents in scales.items():
        expected = residents["White"] / residents["Black"] * 350 / 6600
        assert value(numbers, name.format(force)) == pytest.approx(expected)
    assert value(numbers, "kent.other_forces") == 1
    assert "kent.results_in_the_file.share.essex_arrest" in " ".join(numbers)
    said = said_in(reports[FULL])
    assert "Of another period, and so not compared: Suffolk." in said
    assert "The file has no other force to compare Surrey with" in said_in(reports[TWO])


def test_a_table_that_is_not_in_the_release_is_replaced_by_a_sentence(reports):
    lacks = "This release has no table of searches by {}, so this page cannot show one."
    about = {
        TWO: ["result and self-defined ethnicity", "detailed ethnicity", "month and self-defined"],
        SHORT: ["age and sex", "age and self-defined ethnicity", "detailed ethnicity"],
        BARE: ["sex and self-defined ethnicity", "result and self-defined ethnicity"],
    }
    for force, kinds in about.items():
        said = said_in(reports[force])
        for kind in kinds:
            assert lacks.format(kind).partition(kind)[0] + kind in said, (force, kind)
    assert "so this page cannot show one" not in said_in(reports[FULL])
    assert "This release has every table that this page can show." in said_in(reports[FULL])


def test_a_release_of_one_year_and_one_month_has_its_figures_once(numbers, reports):
    # 200 searches of Black people in the one month, and half of them without a link.
    assert value(numbers, "gwent.count.black.census_2021") == 200
    assert value(numbers, "gwent.by_link.share_unknown.black") == pytest.approx(100 * 100 / 200)
    assert not [name for name in numbers if name.startswith("stop_and_search.gwent.by_year.")]
    assert "Each month of the period has a record." in said_in(reports[SHORT])


def test_without_groups_there_is_no_ratio_and_the_page_says_so(numbers, reports):
    said = said_in(reports[BARE])
    assert "No rate ratio to White can be shown" in said
    assert not [name for name in numbers if name.startswith("stop_and_search.norfolk.rate_ratio.")]
    by_officer = "norfolk.officer_defined.count.black.census_2021"
    assert value(numbers, by_officer) == 500


def test_a_disparity_is_never_called_discrimination_and_no_find_rate_is_given(reports):
    for report in reports.values():
        said = said_in(report)
        assert "not by itself evidence of discrimination" in said
        assert "find rate" not in said.lower() and "No rate of finds is defined here." in said
