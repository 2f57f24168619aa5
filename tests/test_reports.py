"""The committed reports: rebuilt byte for byte, whole, and honest about every published figure."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
import yaml
from spreadsheets import csv_rows, numeric, ods_tables, xlsx_tables

from helpers.data import read_sources
from helpers.page.checks import VERDICTS
from helpers.page.numbers import COLUMNS
from helpers.page.order import FINDINGS, ORDER
from helpers.page.time_axis import in_full
from helpers.run.manifest import checksum, read_manifest

PROJECT = Path(__file__).parents[1]
REPORTS = PROJECT / "reports"
LISTED = yaml.safe_load((PROJECT / "reports.yml").read_text("utf-8"))["reports"]
EDITIONS = {report["name"]: report["editions"] for report in LISTED}
TRANSLATED = [
    (report["name"], language)
    for report in LISTED
    for language in report.get("languages", ["en-GB"])[1:]
]
NAMES = list(EDITIONS)
each_report = pytest.mark.parametrize("name", NAMES)
OF_THE_PAGE_ITSELF = {
    "assumption",
    "ledger of exclusions",
    "parameter of this page",
    "parameters of this page",
}
AS_PRINTED_BY_OTHERS = re.compile(
    r"race[ -]disparity[ -]in[ -]focus|Black or mixed race|race strand|race, religion"
    r"|Action for Race Equality",
    re.IGNORECASE,
)
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "2"}


def page(name: str) -> str:
    return (REPORTS / f"{name}.html").read_text("utf-8")


def numbers(name: str) -> list[dict[str, str]]:
    with (REPORTS / name / "numbers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_build_in_another_folder_zone_locale_and_hash_seed_by_another_user_gives_the_same_bytes(
    tmp_path,
):
    copy, home = tmp_path / "another folder", tmp_path / "home of jdoe42"
    home.mkdir()
    for part in ("data", "notebooks"):
        shutil.copytree(PROJECT / part, copy / part)
    for file in ("gate.toml", "office.toml", "pyproject.toml", "reports.yml", "requirements.lock"):
        shutil.copy(PROJECT / file, copy)
    (copy / "reports").mkdir()
    shutil.copy(REPORTS / "accessibility.json", copy / "reports")
    built = subprocess.run(
        [sys.executable, "-m", "helpers.cli", "--project", str(copy), "build"],
        cwd=tmp_path,
        env={**os.environ, **ELSEWHERE, "HOME": str(home), "USER": "jdoe42", "LOGNAME": "jdoe42"},
        umask=0o077,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    committed, rebuilt = files(REPORTS), files(copy / "reports")
    assert rebuilt.keys() == committed.keys()
    assert [name for name in committed if committed[name] != rebuilt[name]] == []


def test_the_reports_folder_holds_what_reports_yml_lists_and_nothing_else():
    expected = {f"{name}.html" for name in NAMES} | {
        "index.html",
        "accessibility.html",
        "accessibility.json",
        "manifest.json",
    }
    expected |= {
        f"{name}.{language}.html"
        for report, language in TRANSLATED
        for name in (report, "accessibility")
    }
    expected |= {
        f"{name}/{file}"
        for name in NAMES
        for file in ("numbers.csv", f"{name}.xlsx", f"{name}.ods")
    }
    tables = {path.relative_to(REPORTS).as_posix() for path in REPORTS.glob("*/tables/*.csv")}
    assert files(REPORTS).keys() == expected | tables
    assert {table.partition("/")[0] for table in tables} == set(NAMES)


@each_report
def test_every_cell_of_a_table_is_the_same_in_csv_xlsx_and_ods(name):
    folder = files(REPORTS / name)
    xlsx, ods = xlsx_tables(folder[f"{name}.xlsx"]), ods_tables(folder[f"{name}.ods"])
    assert xlsx.keys() == ods.keys()
    assert [tab for tab in xlsx if numeric(xlsx[tab]) != numeric(ods[tab])] == []
    spreadsheet = sorted(repr(numeric(xlsx[tab])) for tab in xlsx if tab.startswith("Table "))
    tables = [content for file, content in folder.items() if file.startswith("tables/")]
    assert len(tables) >= 10
    assert sorted(repr(numeric(csv_rows(content))) for content in tables) == spreadsheet


@each_report
def test_the_manifest_records_every_file_of_a_report_as_it_is(name):
    made = read_manifest(REPORTS)["reports"][name]["made"]
    of_report = re.compile(rf"{name}(\.\w+)?\.html|{name}/.+")
    there = {file: text for file, text in files(REPORTS).items() if of_report.fullmatch(file)}
    assert made == {file: checksum(text) for file, text in there.items()}


def test_the_manifest_records_the_reports_of_reports_yml_with_their_editions_and_parameters():
    recorded = read_manifest(REPORTS)["reports"]
    listed = yaml.safe_load((PROJECT / "reports.yml").read_text("utf-8"))["reports"]
    assert {name: (one["edition"], one["parameters"]) for name, one in recorded.items()} == {
        one["name"]: (one["editions"][0]["edition"], one["parameters"]) for one in listed
    }
    assert [one["published_with"] for one in recorded.values()] == [{}] * len(NAMES)


def test_the_downloads_of_all_reports_together_stay_under_a_megabyte_without_the_numbers():
    sizes = {file: len(content) for file, content in files(REPORTS).items() if "/" in file}
    added = sum(size for file, size in sizes.items() if not file.endswith("numbers.csv"))
    assert 100_000 < added < 1_000_000


def test_the_index_lists_every_report_with_its_first_finding():
    index = page("index")
    for name in NAMES:
        first = re.search(r'<meta name="description" content="(.+?)">', page(name))[1]
        assert f'href="{name}.html"' in index
        assert len(first) > 40
        assert unescape(first) in unescape(index)


@each_report
def test_the_sections_of_a_page_stand_in_reading_order(name):
    headings = [unescape(one) for one in re.findall("<h2[^>]*>(.*?)</h2>", page(name))]
    named = [FINDINGS if one.startswith("Finding: ") else one for one in headings]
    assert list(dict.fromkeys(named)) == list(ORDER)
    assert len(named) - named.count(FINDINGS) == len(ORDER) - 1
    assert named.count(FINDINGS) >= 3


@each_report
def test_things_you_need_to_know_are_four_to_six_and_stand_right_after_the_findings(name):
    section = re.search(r'<h2 id="things-you-need-to-know">.*?(?=<h2)', page(name), re.DOTALL)[0]
    points = re.findall("<li>(.*?)</li>", section, re.DOTALL)
    assert 4 <= len(points) <= 6
    assert [point for point in points if "<strong>" not in point or len(point) > 480] == []
    assert "Keep in mind" not in page(name)


@each_report
def test_a_page_and_the_index_name_the_newest_edition_and_the_dates_of_the_figures(name):
    newest = EDITIONS[name][0]
    said = re.search('<p class="edition">(.*?)</p>', page(name))[1]
    line = re.sub("<[^>]+>", "", said)
    assert line.startswith(f"Edition {newest['edition']}, {in_full(newest['date'])}. Figures publi")
    assert f'<p class="edition">{line}</p>' in page("index")


@each_report
def test_the_history_of_a_page_lists_every_edition_newest_first(name):
    section = re.search(r'<h2 id="edition-history">.*?(?=<h2)', page(name), re.DOTALL)[0]
    told = [unescape(re.sub("<[^>]+>", "", one)) for one in re.findall("<li>.*?</li>", section)]
    assert len(told) == len(EDITIONS[name])
    for line, one in zip(told, EDITIONS[name], strict=True):
        opening = f"Edition {one['edition']}, {in_full(one['date'])}. {one['note']}"
        assert line.startswith(opening)
        assert ("corrects a mistake" in line) == ("corrects" in one)


@each_report
def test_a_page_has_a_map_three_charts_and_four_tables(name):
    html = page(name)
    kinds = [alt.split()[0] for alt in re.findall(r'<img[^>]*\balt="(.*?)"', html)]
    assert kinds.count("Map") >= 1
    assert len(kinds) - kinds.count("Map") >= 3
    outside_figures = re.sub(r"<figure.*?</figure>", "", html, flags=re.DOTALL)
    assert outside_figures.count("<table>") >= 4


@each_report
def test_a_page_names_no_machine(name):
    assert not re.search(r"/(?:home|tmp|root|Users)/|C:\\\\", page(name))


@each_report
def test_words_that_mislead_are_not_on_the_page(name):
    cited = r"<style>.*?</style>|<details[^>]*>.*?</details>|<p class=\"source\">.*?</p>"
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(cited, "", page(name), flags=re.DOTALL)))
    assert len(re.findall(r"\bBA?ME\b", text)) <= 1
    assert not re.search(r"\b[Rr]ace\b", AS_PRINTED_BY_OTHERS.sub("", text))
    for phrase in ("times more likely", "hate crime rose", "proves", "<NA>"):
        assert phrase not in text, phrase
    assert not re.search(r"\b(?:nan|inf)\b", text)


@each_report
def test_numbers_have_unique_ids_known_columns_and_sources(name):
    rows = numbers(name)
    ids = [row["id"] for row in rows]
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) > 40
    assert len(set(ids)) == len(ids)
    unsourced = {row["method"] for row in rows if not row["sources"]}
    assert unsourced <= OF_THE_PAGE_ITSELF


@each_report
def test_every_number_on_the_page_is_a_row_with_the_same_value(name):
    recorded = {row["id"]: row["value"] for row in numbers(name)}
    marked = re.findall(r'<data data-number="([^"]+)" value="([^"]*)">', page(name))
    assert len(marked) > 40
    assert [pair for pair in marked if recorded.get(pair[0]) != pair[1]] == []


@each_report
def test_limits_contain_their_value(name):
    for row in numbers(name):
        if row["value"] and row["lower"] and row["upper"]:
            lower, value, upper = (float(row[column]) for column in ("lower", "value", "upper"))
            assert lower <= value <= upper, row["id"]


@each_report
def test_every_figure_with_a_published_value_says_whether_it_agrees(name):
    compared = [row for row in numbers(name) if row["published_value"]]
    assert len(compared) >= 3
    assert [row["id"] for row in compared if row["agreement"] not in VERDICTS] == []
    assert [row["id"] for row in compared if not row["published_source"]] == []


@each_report
def test_every_statement_of_the_case_is_checked(name):
    with (PROJECT / "data/processed/published_claims.csv").open(encoding="utf-8") as file:
        claims = {
            row["source"]: row["claim_id"] for row in csv.DictReader(file) if row["case"] == name
        }
    checked = {
        source for row in numbers(name) if row["agreement"] for source in row["sources"].split()
    }
    assert [claim for source, claim in claims.items() if source not in checked] == []


@each_report
def test_sources_of_numbers_are_registered_files(name):
    register = (PROJECT / "data/sources.toml").read_text("utf-8")
    registered = set(re.findall(r'^path = "(.+)"$', register, re.MULTILINE))
    used = {source.partition(":")[0] for row in numbers(name) for source in row["sources"].split()}
    assert used - registered == set()


@each_report
def test_every_raw_file_that_a_page_lists_names_the_page_among_its_uses(name):
    listed = re.findall(
        r'<th scope="row">([^<]+)</th><td>(?:<span[^>]*>)?[0-9a-f]{64}<', page(name)
    )
    sources = read_sources()
    assert listed
    assert [path for path in map(unescape, listed) if name not in sources[path].used_by] == []
