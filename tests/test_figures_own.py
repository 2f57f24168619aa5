"""Pages on notices with an office's own figures: what they say, hold, offer and record."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from forces import reports_with_own
from scipy.stats import binomtest, chi2
from structure import read
from test_force_pages import NO_EDITIONS
from test_pages import CHECKS

from helpers.run.batch import Workers, build
from helpers.run.forces import ALL, plan_again, plan_forces, read_analyses

PROJECT = Path(__file__).parents[1]
SEVERAL = """police_force,period_start,period_end,count
Kent,2023-01-01,2023-03-31,12
Essex,2023-01-01,2023-03-31,0
Dyfed-Powys,2023-01-01,2023-03-31,40
Kent,2022-10-01,2022-12-31,3
"""
ALONE = """police_force,period_start,period_end,count
Gwent,2018-01-01,2018-03-31,0
"""
GROUPS = """police_force,period_start,period_end,basis,ethnicity,count
{0},2022-01-01,2022-12-31,all recipients,All,210
{0},2022-01-01,2022-12-31,all recipients,Ethnic minorities (excluding white minorities),21
{0},2022-01-01,2022-12-31,all recipients,White,170
{0},2022-01-01,2022-12-31,all recipients,Black,0
{0},2022-01-01,2022-12-31,residents,Ethnic minorities (excluding white minorities),11
{0},2022-01-01,2022-12-31,residents,White,120
"""
EXAMPLE = re.search(
    r"in the place of `notices_by_force_and_ethnicity`\n\n```csv\n(.+?)```",
    (PROJECT / "docs/own-figures.md").read_text("utf-8"),
    re.DOTALL,
)[1]
EVERY_GROUP = """police_force,period_start,period_end,basis,ethnicity,count
Surrey,2022-01-01,2022-12-31,all recipients,All,99
Surrey,2022-01-01,2022-12-31,all recipients,BAME,20
Surrey,2022-01-01,2022-12-31,all recipients,White,70
Surrey,2022-01-01,2022-12-31,all recipients,Other,1
Surrey,2022-01-01,2022-12-31,all recipients,Mixed,3
Surrey,2022-01-01,2022-12-31,all recipients,Black,4
Surrey,2022-01-01,2022-12-31,all recipients,Asian,12
Surrey,2022-01-01,2022-12-31,all recipients,Not stated,9
"""
ZERO = """Kent,2022-01-01,2022-12-31,all recipients,All,50
Kent,2022-01-01,2022-12-31,all recipients,BAME,0
Kent,2022-01-01,2022-12-31,all recipients,White,41
"""
PER_RESIDENT, BY_GROUP = "notices_per_resident", "notices_by_ethnicity"
KENT, GWENT = f"{PER_RESIDENT}_kent_own_figures", f"{PER_RESIDENT}_gwent_own_figures"
OF_GWENT, OF_KENT = f"{BY_GROUP}_gwent_own_figures", f"{BY_GROUP}_kent_own_figures"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with four pages, from files with one force and with several."""
    place = tmp_path_factory.mktemp("secret-office")
    analyses = read_analyses(PROJECT)
    files = {
        "notices-per-resident": {"several": (SEVERAL, "Kent"), "alone": (ALONE, ALL)},
        "notices-by-ethnicity": {
            "gwent": (GROUPS.format("Gwent"), ALL),
            "both": (GROUPS.format("Gwent") + ZERO, "Kent"),
        },
    }
    plans = []
    for analysis, own in files.items():
        for name, (text, force) in own.items():
            (place / f"{name}.csv").write_text(text)
            given = {"figures": str(place / f"{name}.csv")}
            plans += plan_forces(analyses, [analysis], [force], given)
    out = place / "out"
    out.mkdir()
    made = build(plans, out, place / "failed", lambda name: None, workers=Workers(2))
    assert [one.problem for one in made] == [""] * 4
    return out


def page(folder: Path, name: str) -> str:
    return (folder / f"{name}.html").read_text("utf-8")


def faults_of(folder: Path, name: str) -> list[str]:
    """What a page must be and is not, but for its editions, which are of the published pages."""
    for other in ("index.html", "accessibility.html", "manifest.json"):
        (folder / other).touch()
    shown = read(folder / f"{name}.html")
    faults = [f"{said}: {one}" for said, check in CHECKS.items() for one in check(shown)]
    return [one for one in faults if not one.endswith(NO_EDITIONS)]


def text_of(folder: Path, name: str) -> str:
    """The words of a page, without its code."""
    said = re.sub(r'<details class="code">.*?</details>', "", page(folder, name), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", said).split())


def numbers(folder: Path, name: str) -> dict[str, dict[str, str]]:
    content = (folder / name / "numbers.csv").read_text("utf-8")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(content))}


@pytest.mark.parametrize("name", [KENT, GWENT, OF_GWENT, OF_KENT])
def test_a_page_says_at_its_top_in_its_description_and_sources_that_the_figures_are_own(
    folder, name
):
    said = page(folder, name)
    assert re.search(r'</h1>\s*<p class="edition variant"><strong>Own figures, not pub', said)
    assert '<meta name="description" content="Own figures, not published ones: ' in said
    assert "An office’s own figures. No publication was checked." in said
    assert f'href="{name}/own-figures.csv"' in said


@pytest.mark.parametrize("name", [KENT, GWENT, OF_GWENT, OF_KENT])
def test_a_page_of_own_figures_has_no_fault(folder, name):
    assert faults_of(folder, name) == []


def test_the_documented_groups_and_every_group_make_pages_without_a_fault(tmp_path):
    files = {"Kent": EXAMPLE, "Surrey": EVERY_GROUP}
    reports_with_own("notices-by-ethnicity", files, tmp_path)
    names = [f"{BY_GROUP}_{force.lower()}_own_figures" for force in files]
    assert [faults_of(tmp_path / "out", name) for name in names] == [[], []]


@pytest.mark.parametrize(("name", "text"), [(KENT, SEVERAL), (GWENT, ALONE)])
def test_the_file_stands_beside_the_page_and_in_the_manifest(folder, name, text):
    assert (folder / name / "own-figures.csv").read_text("utf-8") == text
    entry = json.loads((folder / "manifest.json").read_bytes())["reports"][name]
    sum_of_file = hashlib.sha256(text.encode()).hexdigest()
    assert entry["made"][f"{name}/own-figures.csv"] == sum_of_file
    assert sum_of_file in page(folder, name)
    assert entry["parameters"]["figures"] == "own-figures.csv"
    assert "data/processed/notices_by_force.csv" not in entry["inputs"]


def test_neither_the_name_nor_the_place_of_the_file_of_an_office_is_published(folder):
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"secret-office" not in content and b"several.csv" not in content, path


@pytest.mark.parametrize("name", [KENT, GWENT, OF_GWENT, OF_KENT])
def test_nothing_of_the_published_counts_is_left_on_a_page(folder, name):
    said = text_of(folder, name)
    for word in ("Covid", "NPCC", "2020-05-11", "11 May 2020", "England and Wales gave"):
        assert word not in said.replace("England and Wales, Scotland", "")
    sources = ";".join(row["sources"] for row in numbers(folder, name).values())
    used = set(re.findall(r"(?:^|;)\s*([^:;/\s]+)", sources))
    assert used <= {"own-figures.csv", "nomis-qs201ew-2011", "ons-ts021-2021"} | {
        f"ons-midyear-{year}" for year in (2017, 2019, 2020)
    }


def test_the_newest_period_and_the_residents_before_its_end_are_taken(folder):
    found = numbers(folder, KENT)
    prefix = f"{PER_RESIDENT}.kent"
    assert float(found[f"{prefix}.notices"]["value"]) == 12
    # Office for National Statistics, mid-2020 estimate (25 June 2021).
    assert float(found[f"{prefix}.residents"]["value"]) == 1_868_199
    # scipy.stats.chi2: Garwood (1936), Biometrika 28(3/4), 437-442.
    per = 10_000 / 1_868_199
    row = found[f"{prefix}.rate"]
    assert float(row["lower"]) == pytest.approx(per * chi2.ppf(0.025, 24) / 2)
    assert float(row["upper"]) == pytest.approx(per * chi2.ppf(0.975, 26) / 2)
    said = "The residents are those of the middle of 2020, and the counts end on 31 March 2023."
    assert said in text_of(folder, KENT)


def test_a_force_is_ranked_and_compared_among_those_of_the_file(folder):
    found = numbers(folder, KENT)
    several = f"{PER_RESIDENT}.kent.in_the_file"
    ends = [float(found[f"{several}.rank_from_{end}"]["value"]) for end in ("highest", "lowest")]
    assert (ends, float(found[f"{several}.forces"]["value"])) == ([2, 2], 3)
    # Mid-2020 estimates of Essex and Dyfed-Powys (as above); limits by scipy.stats.binomtest.
    elsewhere, here = 1_856_063 + 522_749, 1_868_199
    exact = binomtest(12, 52).proportion_ci(0.95, method="exact")
    row = found[f"{several}.rate_ratio"]
    for end, share in zip(("lower", "upper"), exact, strict=True):
        assert float(row[end]) == pytest.approx(share / (1 - share) * elsewhere / here, rel=1e-6)


def test_a_force_alone_in_its_file_has_no_rank_and_its_zero_has_an_upper_limit(folder):
    said, found = text_of(folder, GWENT), numbers(folder, GWENT)
    assert "The file has no other force for this period." in said
    assert not [id for id in found if "rank" in id or "ratio" in id or "others" in id]
    row = found[f"{PER_RESIDENT}.gwent.rate"]
    assert float(row["value"]) == float(row["lower"]) == 0
    # Garwood, as above; Office for National Statistics, mid-2017 estimate.
    assert float(row["upper"]) == pytest.approx(10_000 / 587_743 * chi2.ppf(0.975, 2) / 2)
    assert "middle of 2017" in said


def test_ratios_are_those_of_the_groups_in_the_file_and_the_newest_census_leads(folder):
    found = numbers(folder, OF_GWENT)
    # Nomis QS201EW and ONS TS021: residents of Gwent, all but White and White.
    minority, white = 34_100, 553_586
    row = found[f"{BY_GROUP}.gwent.rate_ratio.ethnic_minorities.census_2021"]
    assert float(row["value"]) == pytest.approx((21 / minority) / (170 / white))
    alone = found[f"{BY_GROUP}.gwent.residents_only.rate_ratio.census_2021"]
    assert float(alone["value"]) == pytest.approx((11 / minority) / (120 / white))
    said = text_of(folder, OF_GWENT)
    assert "times the White rate at Census 2021 and" in said
    assert "The file has no other force for this period." in said


def test_a_zero_stands_as_zero_with_its_limits_and_others_of_the_file_beside_it(folder):
    row = numbers(folder, OF_KENT)[f"{BY_GROUP}.kent.rate_ratio.ethnic_minorities.census_2021"]
    assert float(row["value"]) == float(row["lower"]) == 0 < float(row["upper"])
    assert "Kent is number 2 of 2 forces in the file" in text_of(folder, OF_KENT)


def test_a_page_is_made_again_from_the_file_beside_it_to_the_byte(folder, tmp_path):
    entry = json.loads((folder / "manifest.json").read_bytes())["reports"][KENT]
    content = (folder / KENT / "own-figures.csv").read_bytes()
    one = read_analyses(PROJECT)["notices-per-resident"]
    again = plan_again(one, KENT, entry["parameters"], content)
    assert [*build([again], tmp_path, tmp_path, lambda name: None, workers=Workers(1))][
        0
    ].problem == ""
    assert (tmp_path / f"{KENT}.html").read_bytes() == (folder / f"{KENT}.html").read_bytes()
