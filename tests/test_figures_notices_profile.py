"""The page from tables of own notices: what it works out, what it hides, what may be missing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from itertools import chain, product
from pathlib import Path

import pytest
from drawings import drawn, wide
from forces import numbers_of, reports_of, reports_with_own, said_in
from scipy.optimize import brentq
from scipy.stats import binom, binomtest, chi2
from test_figures_own import faults_of

from helpers.data.records.codes import detailed_labels
from helpers.data.records.tabulating import OF_NOTICES, SELF
from helpers.page.numbers import slug
from helpers.run.report import Report

GROUPS = ("All", "Asian", "Black", "Mixed", "White", "Other", "Not stated", "Unknown")
DETAILED = ("All", *chain(*detailed_labels().values()), "Not stated", "Unknown")
LABELS = {
    SELF: GROUPS,
    "ethnicity_officer_defined": tuple(one for one in GROUPS if one != "Not stated"),
    "ethnicity_self_defined_detailed": DETAILED,
    "resident": ("All", "Not resident", "Resident", "Unknown"),
    "age_group": ("All", "under 18", "18-24", "25-34", "35-44", "45-54", "55-64", "65 and over"),
    "sex": ("All", "Female", "Male", "Unknown"),
    "in_group": ("All", "Alone", "In a group", "Unknown"),
    "district": ("All", *(f"District {number}" for number in range(1, 15)), "Unknown"),
    "month": ("All", "2021-05", "2021-06", "2021-08"),
    "regulation": ("All", "gatherings", "travel", "Unknown"),
    "status": ("All", "Issued", "Paid", "Rescinded", "Unknown"),
    "notices": ("All", "1", "2", "3 or more"),
    "groups_recorded": ("All", "One group", "Several groups"),
}
SCOPE = {
    "kind": "fpn",
    "release": "spring",
    "synthetic": "",
    "period_start": "2021-05-01",
    "period_end": "2021-08-31",
}
SPOKEN = {"2021-05": "May 2021", "2021-06": "June 2021", "2021-08": "August 2021"}
# Counts chosen for these tests, in the order of the labels of the second dimension; None is [c].
COUNTS = {
    "notices_by_ethnicity_and_residence": {
        "All": (500, 130, 350, 20),
        "Asian": (60, 20, 40, None),
        "Black": (40, 25, 15, None),
        "Mixed": (15, None, None, None),
        "White": (340, 60, 280, None),
        "Other": (None, None, None, None),
        "Not stated": (25, 15, 10, None),
        "Unknown": (None, None, None, None),
    },
    "notices_by_ethnicity_and_month": {
        "All": (500, 205, None, 190),
        "Asian": (60, 30, None, 15),
        "Black": (40, None, None, None),
        "Mixed": (15, None, None, None),
        "White": (340, 150, 65, 125),
        "Other": (None, None, None, None),
        "Not stated": (25, 15, None, None),
        "Unknown": (None, None, None, None),
    },
    "notices_by_ethnicity_and_status": {
        "All": (560, 310, 190, 60, None),
        "Asian": (75, 40, 20, 15, None),
        "Black": (45, 25, 15, None, None),
        "Mixed": (15, None, None, None, None),
        "White": (375, 210, 130, 35, None),
        "Other": (None, None, None, None, None),
        "Not stated": (35, 15, 10, None, None),
        "Unknown": (None, None, None, None, None),
    },
    "people_by_ethnicity_and_notices": {
        "All": (420, 365, 40, 10),
        "Asian": (45, 30, 15, None),
        "Black": (35, 25, None, None),
        "Mixed": (15, None, None, None),
        "White": (300, 270, 20, 10),
        "Other": (None, None, None, None),
        "Not stated": (20, 20, None, None),
        "Unknown": (None, None, None, None),
    },
}
# ONS, usual residents of Kent and Medway: Census 2011 (QS201EW) and Census 2021 (TS021).
RESIDENTS = {
    2011: {"asian": 61_229, "black": 22_879, "white": 1_607_681},
    2021: {"asian": 86_424, "black": 56_757, "white": 1_644_756},
}
GAPS = "own-figures.csv: an empty cell"  # a label of another table, or a hidden count
DETAIL = "notices_by_detailed_ethnicity"
KENT, SURREY, ESSEX = "Kent", "Surrey", "Essex"
PREFIX = "notices_profile.kent"
Table = Iterable[tuple[Mapping[str, str], int | None]]


def chosen(name: str) -> Table:
    """The cells of a table of ``COUNTS`` with their labels."""
    second = OF_NOTICES[name].dimensions[1]
    for group, values in COUNTS[name].items():
        for label, value in zip(LABELS[second], values, strict=True):
            yield {SELF: group, second: label}, value


def filled(name: str) -> Table:
    """Every cell of a table; a sum over one dimension is five times, over two 25 times a cell."""
    dimensions = OF_NOTICES[name].dimensions
    for labels in product(*(LABELS[one] for one in dimensions)):
        places = (one.replace("_detailed", "") for one in dimensions)
        yield dict(zip(places, labels, strict=True)), 20 * 5 ** labels.count("All")


def released(force: str, tables: Mapping[str, Table]) -> str:
    """The file that `disparity records tables` writes, of counts that are protected already."""
    rows = [
        {**SCOPE, "police_force": force, "table": name, **labels}
        | {"value": value or "", "symbol": "" if value else "[c]"}
        for name, cells in tables.items()
        for labels, value in cells
    ]
    text = io.StringIO()
    first = [*SCOPE, "police_force", "table"]
    places = sorted({name for row in rows for name in row} - {*first, "value", "symbol"})
    writer = csv.DictWriter(text, [*first, *places, "value", "symbol"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def reports(place) -> dict[str, Report]:
    """Pages of counts chosen here, of two tables alone, and of every table."""
    two = ("notices_by_age_and_sex", "people_by_groups_recorded")
    files = {
        KENT: released(KENT, {name: chosen(name) for name in COUNTS}),
        SURREY: released(SURREY, {name: filled(name) for name in two}),
        ESSEX: released(ESSEX, {name: filled(name) for name in OF_NOTICES}),
    }
    return reports_with_own("notices-profile", files, place)


@pytest.fixture(scope="module")
def numbers(reports) -> dict[str, dict[str, str]]:
    return numbers_of({KENT: reports[KENT]})


def value(numbers: dict, name: str) -> float:
    return float(numbers[f"{PREFIX}.{name}"]["value"])


def limits(numbers: dict, name: str) -> tuple[float, float]:
    row = numbers[f"{PREFIX}.{name}"]
    return float(row["lower"]), float(row["upper"])


def mid_p_lower(count: int, reference: int) -> float:
    """The odds at which half the chance of the count, and all of more, are 2.5%."""

    def excess(share: float) -> float:
        upper = binom.sf(count, count + reference, share)
        return upper + binom.pmf(count, count + reference, share) / 2 - 0.025

    share = brentq(excess, 1e-9, 1 - 1e-9)
    return share / (1 - share)


@pytest.mark.parametrize("force", [KENT, SURREY, ESSEX])
def test_a_page_has_no_fault(reports, place, force):
    faults = faults_of(place / "out", f"notices_profile_{force.lower()}_own_figures")
    assert [one for one in faults if not one.endswith(GAPS)] == []


@pytest.mark.parametrize("census", [2011, 2021])
@pytest.mark.parametrize(
    ("base", "asian", "white"),
    [("all_recipients", 60, 340), ("residents_only", 40, 280), ("people_each_once", 45, 300)],
)
def test_a_ratio_is_that_of_the_rounded_counts_and_its_range_allows_for_rounding_and_chance(
    numbers, base, asian, white, census
):
    # A count shown as 60 was 58 to 62, one shown as 340 was 338 to 342.
    residents = RESIDENTS[census]
    scale = residents["white"] / residents["asian"]
    name = f"{base}.rate_ratio.asian.census_{census}"
    assert value(numbers, name) == pytest.approx(scale * asian / white)
    expected = (
        scale * mid_p_lower(asian - 2, white + 2),
        scale / mid_p_lower(white - 2, asian + 2),
    )
    assert limits(numbers, name) == pytest.approx(expected, rel=1e-6)


def test_a_count_shown_as_ten_was_not_less(numbers):
    # Counts under 10 are hidden before they are rounded: 10 stands for 10 to 12, 15 for 13 to 17.
    low = binomtest(10, 422).proportion_ci(0.95, method="wilson").low
    high = binomtest(12, 418).proportion_ci(0.95, method="wilson").high
    found = limits(numbers, "repeated.share_percent.3_or_more")
    assert found == pytest.approx((100 * low, 100 * high))
    assert limits(numbers, "residents_only.value.black.census_2021") == (13, 17)


def test_a_rate_is_per_thousand_residents_with_poisson_limits_at_the_ends_of_rounding(numbers):
    # Garwood (1936), Biometrika 28(3/4), 437-442, through scipy.stats.chi2.
    per = 1000 / RESIDENTS[2021]["asian"]
    name = "all_recipients.rate_per_1000.asian.census_2021"
    assert value(numbers, name) == pytest.approx(per * 60)
    expected = (per * chi2.ppf(0.025, 2 * 58) / 2, per * chi2.ppf(0.975, 2 * 63) / 2)
    assert limits(numbers, name) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "part", "whole"),
    [
        ("not_resident.share_percent.all", 130, 500),
        ("not_resident.share_percent.black", 25, 40),
        ("rescinded.share_percent.all", 60, 560),
        ("rescinded.share_percent.asian", 15, 75),
        ("repeated.share_percent.2", 40, 420),
        ("unknown.share_percent.self_defined_ethnicity_not_stated", 25, 500),
        ("unknown_by_month.share_percent.may_2021_not_stated", 15, 205),
    ],
)
def test_a_share_has_wilson_limits_at_the_ends_of_rounding(numbers, name, part, whole):
    assert value(numbers, name) == pytest.approx(100 * part / whole)
    low = binomtest(part - 2, whole + 2).proportion_ci(0.95, method="wilson").low
    high = binomtest(part + 2, whole - 2).proportion_ci(0.95, method="wilson").high
    assert limits(numbers, name) == pytest.approx((100 * low, 100 * high))


@pytest.mark.parametrize("census", [2011, 2021])
def test_the_unknown_stand_at_their_bounds(numbers, census):
    # At most 502 notices; at least 58 + 38 + 13 + 338 of the groups shown: 55 may be anybody's.
    scale = RESIDENTS[census]["white"] / RESIDENTS[census]["asian"]
    name = f"all_recipients.bounds.rate_ratio.asian.census_{census}"
    expected = (scale * 58 / (338 + 55), scale * (58 + 55) / 338)
    assert limits(numbers, name) == pytest.approx(expected)
    chance = f"all_recipients.bounds.outer_upper.asian.census_{census}"
    assert value(numbers, chance) == pytest.approx(scale / mid_p_lower(338, 113), rel=1e-6)


def test_no_hidden_cell_is_a_number_and_every_count_is_one_of_those_released(numbers):
    cells = {
        ".".join([PREFIX, name, *(slug(SPOKEN.get(one, one)) for one in labels.values())]): shown
        for name in COUNTS
        for labels, shown in chosen(name)
    }
    hidden = {id for id, shown in cells.items() if shown is None}
    assert hidden and not hidden & numbers.keys()
    assert cells.keys() - hidden <= numbers.keys()
    units = ("notices", "people", "notices or people")
    counts = {float(row["value"]) for row in numbers.values() if row["unit"] in units}
    assert counts == {shown for shown in cells.values() if shown}
    of_nobody = re.compile("other|residents_only.*mixed")
    measured = [id for id, row in numbers.items() if row["unit"] in ("ratio", "percent")]
    assert measured and not [id for id in measured if of_nobody.search(id)]


def test_no_line_goes_over_a_month_that_is_hidden_or_has_no_row(reports):
    chart = next(
        one
        for one in re.findall("<figure.+?</figure>", reports[KENT].page, re.DOTALL)
        if 'alt="Line chart' in one
    )
    alt = re.search('alt="([^"]+)"', chart)[1]
    assert alt.endswith("Highest: All in May 2021, 205; lowest: Asian in August 2021, 15.")
    steps = {
        colour: [re.sub("[^A-Za-z]", "", path) for path in drawn(wide(chart), colour, "stroke")]
        for colour in ("#12436d", "#801650")
    }
    # All: May and August alone. White: May to June, and August after July, which has no row.
    assert [step for step in steps["#12436d"] if not step.endswith("z")] in ([], ["MM"])
    assert [step for step in steps["#801650"] if not step.endswith("z")] == ["MlM"]
    assert "the highest by month is 205, in May 2021" in said_in(reports[KENT])


@pytest.mark.parametrize(
    "said",
    [
        "Own records, not published figures.",
        "In Kent, for all recipients, the rates of notices per 1,000 residents were these times",
        "No ratio can be shown for Other.",
        "No ratio can be shown for Mixed and Other.",
        "Kent recorded 500 notices that stand from 1 May 2021 to 31 August 2021.",
        "420 people with a known reference had notices that stand in Kent (with one: 365; with "
        "two: 40; with three or more: 10).",
        "This release has 4 of the 33 tables",
        "26.0% of notices went to people who were not residents",
        "10.7% of all notices were rescinded",
        "Notices by district are hidden or not in this release",
        "Not in this release: notices by self-defined ethnicity and age; notices by self-defined",
        "All recipients: at Census 2021 the range of the rate ratio lies above one for Asian and "
        "Black; on both sides of one for Mixed.",
        "Residents only: at Census 2021 the range of the rate ratio lies above one for Asian; on "
        "both sides of one for Black.",
        "at Census 2021 and at Census 2011",
    ],
)
def test_the_words_follow_the_release(reports, said):
    assert said in said_in(reports[KENT])


def test_two_tables_make_a_page_that_says_what_is_missing(reports):
    said = said_in(reports[SURREY])
    for one in (
        "This release has 2 of the 33 tables",
        "no rate ratio to White is given: the counts that it needs are hidden or not in this",
        "How many notices went to visitors is hidden or not in this release",
        "Notices by month are hidden or not in this release",
        "the highest by age is 100, for 7 age groups",
    ):
        assert one in said
    ids = numbers_of({SURREY: reports[SURREY]})
    assert ids and not [id for id in ids if "ratio" in id or "bounds" in id]


def test_every_table_of_a_release_is_on_its_page(reports):
    ids = numbers_of({ESSEX: reports[ESSEX]})
    shown = {id.split(".")[2].replace("detailed", DETAIL) for id in ids}
    assert [name for name in OF_NOTICES if name not in shown] == []
    assert "No table is missing." in said_in(reports[ESSEX])
    assert ids["notices_profile.essex.notices_by_age_and_sex.male.under_18"]["value"] == "20"


def test_a_page_without_own_records_says_of_everything_that_it_was_made_up():
    report = reports_of("force_notices_profile", ["Wiltshire"])["Wiltshire"]
    assert isinstance(report, Report), report
    first = re.search(r'<ul class="findings">\s*<li>(.*?)</li>', report.page, re.DOTALL)[1]
    assert "were made up by a program" in first
    captions = re.findall(r"<(?:fig)?caption>(.*?)</(?:fig)?caption>", report.page, re.DOTALL)
    unmarked = [one for one in captions if not one.startswith("Synthetic: ")]
    of_the_page = re.compile("Publications,|Parameters|Raw files|Record of")
    assert [one for one in unmarked if not of_the_page.match(one)] == []
    assert len(captions) > len(unmarked) + 10
    alts = re.findall(r'alt="([^"]+)"', report.page)
    charts = [one for one in alts if " chart of " in one]
    assert len(charts) == 3 and all(": synthetic figures; " in one for one in charts)
