"""The pages on notices by ethnic group of any force: what they say of three forces, and figures."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from forces import reports_of, text_of
from scipy.stats import binom, binomtest

from helpers.run.report import Report

GROUPS_APART, VISITORS_APART, NEAR_ONE = "Lincolnshire", "Sussex", "Cambridgeshire"
FORCES = [GROUPS_APART, VISITORS_APART, NEAR_ONE]
CASE = Path(__file__).parents[1] / "reports" / "2_wiltshire_fpn_breakdown" / "numbers.csv"

# Analysis for the NPCC to 25 May 2020: Grantham Matters, The Argus (residents and non-residents
# added up) and Peterborough Today, July 2020.
NOTICES = {
    "lincolnshire": {"ethnic_minorities": 19, "white": 191},
    "sussex": {"ethnic_minorities": 59 + 128, "white": 320 + 329},
    "cambridgeshire": {"ethnic_minorities": 20, "white": 109},
}
TOTALS = {"lincolnshire": 219, "sussex": 848, "cambridgeshire": 130}
PARTS = {"asian": 2, "black": 8, "mixed": 6, "other": 3}
# ONS, usual residents: Census 2011 (QS201EW) and Census 2021 (TS021), districts added up.
RESIDENTS = {
    ("lincolnshire", 2011): {"ethnic_minorities": 17_169, "white": 696_484, "black": 2_561},
    ("lincolnshire", 2021): {"ethnic_minorities": 30_834, "white": 737_532, "black": 4_366},
    ("sussex", 2011): {"ethnic_minorities": 101_499, "white": 1_505_433},
    ("sussex", 2021): {"ethnic_minorities": 153_105, "white": 1_552_521},
    ("cambridgeshire", 2011): {"ethnic_minorities": 78_310, "white": 726_531},
    ("cambridgeshire", 2021): {"ethnic_minorities": 130_773, "white": 763_744},
}
each_force = pytest.mark.parametrize("force", sorted(NOTICES))
each_census = pytest.mark.parametrize("census", [2011, 2021])


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return reports_of("force_notices_by_ethnicity", FORCES)


@pytest.fixture(scope="module")
def numbers(reports) -> dict[str, dict[str, str]]:
    return {row["id"]: row for report in reports.values() for row in rows_of(report)}


def rows_of(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(report.downloads["numbers.csv"].decode("utf-8"))))


def value(numbers: dict, name: str) -> float:
    return float(numbers[f"notices_by_ethnicity.{name}"]["value"])


def limits(numbers: dict, name: str) -> tuple[float, float]:
    row = numbers[f"notices_by_ethnicity.{name}"]
    return float(row["lower"]), float(row["upper"])


def scale(force: str, census: int, group: str = "ethnic_minorities") -> float:
    residents = RESIDENTS[force, census]
    return residents["white"] / residents[group]


def exact(count: int, others: int, factor: float) -> tuple[float, float]:
    part = binomtest(count, count + others).proportion_ci(0.95, method="exact")
    return tuple(factor * share / (1 - share) for share in part)


@pytest.mark.parametrize("force", FORCES)
def test_a_page_is_made_and_its_title_names_the_force(reports, force):
    assert isinstance(reports[force], Report), reports[force]
    title = re.search(r"<h1[^>]*>(.*?)</h1>", reports[force].page)[1]
    assert title.startswith(f"{force}: ")


@each_force
def test_notices_and_those_without_a_group_are_as_printed(numbers, force):
    for group, count in NOTICES[force].items():
        assert value(numbers, f"{force}.count.{group}.census_2011") == count
    assert value(numbers, f"{force}.notices_total") == TOTALS[force]
    without = TOTALS[force] - sum(NOTICES[force].values())
    assert value(numbers, f"{force}.notices_unknown") == without
    share = binomtest(without, TOTALS[force]).proportion_ci(0.95, method="wilson")
    expected = pytest.approx((100 * share.low, 100 * share.high))
    assert limits(numbers, f"{force}.share_percent.unknown") == expected


def test_the_groups_printed_for_one_force_are_the_newspapers(numbers):
    for group, count in PARTS.items():
        assert value(numbers, f"lincolnshire.count.{group}.census_2021") == count
    assert not [
        name for name in numbers if name.startswith("notices_by_ethnicity.sussex.rate_ratio.black")
    ]


@each_census
@each_force
def test_rates_and_ratios_are_those_of_the_printed_counts(numbers, force, census):
    residents, notices = RESIDENTS[force, census], NOTICES[force]
    rates = {group: 10_000 * notices[group] / residents[group] for group in notices}
    for group, rate in rates.items():
        name = f"{force}.rate_per_10000.{group}.census_{census}"
        assert value(numbers, name) == pytest.approx(rate)
    ratio = value(numbers, f"{force}.rate_ratio.ethnic_minorities.census_{census}")
    assert ratio == pytest.approx(rates["ethnic_minorities"] / rates["white"])


@each_census
@each_force
def test_ratios_have_mid_p_limits_as_rothman_and_boice_define_them(numbers, force, census):
    count, white = NOTICES[force]["ethnic_minorities"], NOTICES[force]["white"]
    found = limits(numbers, f"{force}.rate_ratio.ethnic_minorities.census_{census}")
    odds = [limit / scale(force, census) for limit in found]
    lower, upper = (one / (1 + one) for one in odds)
    both = count + white
    half_lower, half_upper = (binom.pmf(count, both, part) / 2 for part in (lower, upper))
    assert binom.sf(count, both, lower) + half_lower == pytest.approx(0.025, rel=1e-5)
    assert binom.cdf(count - 1, both, upper) + half_upper == pytest.approx(0.025, rel=1e-5)


@each_census
def test_a_group_with_eight_notices_has_scipys_exact_limits_and_the_symbol(
    reports, numbers, census
):
    name = f"lincolnshire.rate_ratio.black.census_{census}"
    expected = exact(8, 191, scale("lincolnshire", census, "black"))
    assert limits(numbers, name) == pytest.approx(expected)
    shown = numbers[f"notices_by_ethnicity.{name}"]["displayed"]
    assert re.search(rf"{re.escape(shown)} \([^)]*\) \[u\]", text_of(reports[GROUPS_APART]))


@each_census
@each_force
def test_the_unknown_stand_at_their_bounds(numbers, force, census):
    count, white = NOTICES[force]["ethnic_minorities"], NOTICES[force]["white"]
    without = TOTALS[force] - count - white
    name = f"{force}.bounds.rate_ratio.ethnic_minorities_all_unknown_in_the"
    lowest, highest = (
        value(numbers, f"{name}_{end}.census_{census}") for end in ("reference_group", "group")
    )
    assert lowest == pytest.approx(scale(force, census) * count / (white + without))
    assert highest == pytest.approx(scale(force, census) * (count + without) / white)


@each_census
def test_another_reference_is_everybody_else_whose_group_is_known(numbers, census):
    residents = RESIDENTS["lincolnshire", census]
    others = residents["ethnic_minorities"] + residents["white"] - residents["black"]
    name = f"lincolnshire.other_reference.rate_ratio.black_everybody_else_census_{census}"
    factor = others / residents["black"]
    assert value(numbers, name) == pytest.approx(factor * 8 / (191 + 19 - 8))
    assert limits(numbers, name) == pytest.approx(exact(8, 191 + 19 - 8, factor))


@each_census
def test_residents_alone_have_a_ratio_where_their_notices_are_printed(numbers, census):
    # The Argus, July 2020: 59 and 320 notices to residents, 128 and 329 to others.
    name = f"sussex.residents_only.rate_ratio.census_{census}"
    assert value(numbers, name) == pytest.approx(scale("sussex", census) * 59 / 320)
    share = binomtest(128, 59 + 128).proportion_ci(0.95, method="wilson")
    found = limits(numbers, "sussex.visitors.share_percent.sussex_ethnic_minorities")
    assert found == pytest.approx((100 * share.low, 100 * share.high))
    assert (
        f"notices_by_ethnicity.lincolnshire.residents_only.rate_ratio.census_{census}"
        not in numbers
    )


def test_printed_rates_imply_the_populations_that_print_so(numbers):
    # 187 notices and 18.5 per 10,000: the Hastings Observer, July 2020.
    least, most = (
        value(numbers, f"sussex.implied.implied_{end}.ethnic_minorities")
        for end in ("lowest", "highest")
    )
    assert 10_000 * 187 / least <= 18.55 < 10_000 * 187 / (least - 1)
    assert 10_000 * 187 / (most + 1) < 18.45 <= 10_000 * 187 / most


@pytest.mark.parametrize(
    ("claim", "printed", "verdict"),
    [
        # 191 + 19 + 9, 2 + 8 + 6 + 3, 382 + 466 and 109 + 20 + 1.
        ("lincolnshire.check.total", "219 notices", "reproduced"),
        ("lincolnshire.check.minority", "19 notices", "reproduced"),
        ("sussex.check.total", "848 notices", "reproduced"),
        ("cambridgeshire.check.total", "130 notices", "reproduced"),
        # NPCC, 15 May 2020, printed 655 for Sussex to 11 May.
        ("sussex.check.against_release", "848 notices", "consistent"),
        # The Argus prints the national 1.6; 18.45/4.15 is 4.45.
        ("sussex.check.rate_ratio_ethnic_minorities", "1.6 ratio", "inconsistent"),
        ("sussex.check.ratio_of_printed_rates", "1.6 ratio", "inconsistent"),
        # Peterborough Today prints 1.9; the censuses give at most (20/78,310)/(109/726,531).
        ("cambridgeshire.check.rate_ratio_ethnic_minorities", "1.9 ratio", "inconsistent"),
    ],
)
def test_published_figures_get_their_verdict(numbers, claim, printed, verdict):
    row = numbers[f"notices_by_ethnicity.{claim}"]
    assert (row["published_value"], row["agreement"]) == (printed, verdict)
    assert row["published_source"].startswith("National Police Chiefs' Council")


def test_the_printed_rates_allow_the_ratios_that_rounding_leaves(numbers):
    found = limits(numbers, "sussex.check.ratio_of_printed_rates")
    assert found == pytest.approx((18.45 / 4.15, 18.55 / 4.05))


def test_the_forces_have_the_ratios_of_the_case_study_on_every_page(reports, numbers):
    with CASE.open(encoding="utf-8", newline="") as file:
        case = {row["id"]: row for row in csv.DictReader(file)}
    known = [name for name in case if name.startswith("wiltshire.forces.rate_ratio.")]
    assert len(known) == 2 * 9
    for name in known:
        for force in NOTICES:
            row = numbers[name.replace("wiltshire.", f"notices_by_ethnicity.{force}.", 1)]
            assert [row[key] for key in ("value", "lower", "upper")] == [
                case[name][key] for key in ("value", "lower", "upper")
            ]


def test_every_number_has_the_force_of_the_page_in_its_id(reports):
    for force in FORCES:
        assert {row["id"].split(".")[1] for row in rows_of(reports[force])} == {force.lower()}


@pytest.mark.parametrize(
    ("force", "said"),
    [
        (GROUPS_APART, "No ratio of ethnic minority to White rates is printed for Lincolnshire"),
        (GROUPS_APART, "Lincolnshire has the fourth highest of 9 ratios at Census 2011"),
        (GROUPS_APART, "No rate is printed for Lincolnshire, so the residents behind it"),
        (VISITORS_APART, "No group is printed for 12 of the 848 notices of Sussex"),
        (VISITORS_APART, "The ratio printed for Sussex was 1.6"),
        (
            VISITORS_APART,
            "In Sussex, 128 of 187 notices to ethnic minority people went to visitors",
        ),
        (VISITORS_APART, "no count of any single ethnic minority group was found"),
        (GROUPS_APART, "Ethnic minorities had 9.0% of notices of known ethnicity, more than their"),
        (GROUPS_APART, "rate is 4.04 or 2.38 times the White rate, depending on census"),
        (NEAR_ONE, "The interval lies above one at Census 2011 and includes one at Census 2021"),
        (NEAR_ONE, "The ratio printed for Cambridgeshire was 1.9"),
        (NEAR_ONE, "Cambridgeshire has the lowest of 9 ratios at Census 2011"),
        (NEAR_ONE, "How many notices of Cambridgeshire went to visitors is not printed"),
    ],
)
def test_the_words_follow_the_force(reports, force, said):
    assert said in text_of(reports[force])
