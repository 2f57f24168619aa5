"""The command: what it refuses, what it leaves alone, and what it says."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CENSUS = "nomis-qs201ew-2011/ethnic_groups.csv"
CLAIMS = "apcc-2020/claims.csv"


def fingerprint(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def published(project) -> Path:
    reports = project / "reports"
    (reports / "first").mkdir(parents=True)
    for path in ("first.html", "first/numbers.csv", "second.html", "index.html"):
        (reports / path).write_text("published earlier")
    return reports


def test_a_build_writes_pages_numbers_and_an_index_and_says_where(disparity, project):
    status, output, _ = disparity("build")
    assert status == 0
    assert "first" in output and "written" in output
    written = {
        path.relative_to(project / "reports").as_posix()
        for path in (project / "reports").rglob("*.*")
    }
    assert written == {
        "accessibility.html",
        "index.html",
        "manifest.json",
        "first.html",
        "first/numbers.csv",
        "second.html",
        "second/numbers.csv",
    }
    index = (project / "reports" / "index.html").read_text("utf-8")
    assert "The census was that of 2011." in index


def test_a_variant_goes_to_explore_and_leaves_the_published_page_alone(
    disparity, project, published
):
    before = fingerprint(published)
    status, _, _ = disparity("build", "first", "-p", "census=2021")
    assert status == 0
    assert fingerprint(published) == before
    page = (project / "explore" / "first.html").read_text("utf-8")
    assert "<code>census</code> is 2021, published with 2011." in page
    assert "Edition 0.1" not in page and "Edition history" not in page


def test_the_index_of_variants_says_of_each_page_what_the_page_says_of_itself(disparity, project):
    chosen = ("-p", "census=2021", "-p", "police_force=Kent")
    assert disparity("build", "first", *chosen)[0] == 0
    assert disparity("build", "second", "--out", str(project / "explore"))[0] == 0
    index = (project / "explore" / "index.html").read_text("utf-8")
    scopes = re.findall('<p class="scope">(.*?)</p>', index)
    assert scopes == ["Kent", "Wiltshire"]
    said = re.findall('<p class="edition">(.*?)</p>', index)
    assert [line.partition(".")[0] for line in said] == ["Not the published edition", "Edition 0"]
    assert "census is 2021, published with 2011" in said[0]


def test_a_build_names_the_report_whose_numbers_are_not_those_of_its_edition(disparity, project):
    listed = yaml.safe_load((project / "reports.yml").read_text())
    released = {**listed["reports"][0]["editions"][0], "numbers": "0" * 64}
    listed["reports"][0]["editions"] = [released]
    (project / "reports.yml").write_text(yaml.safe_dump(listed))
    status, output, _ = disparity("build")
    assert status == 0
    said = [line for line in output.splitlines() if "other numbers" in line]
    assert said == [
        "first: other numbers than in its newest edition; the page says so, and "
        "`disparity release` makes it an edition"
    ]
    assert "Not yet an edition." in (project / "reports/first.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["frist"], "unknown report 'frist'. Did you mean 'first'?"),
        (["-p", "forse=Kent"], "unknown parameter 'forse'. Did you mean 'police_force'?"),
        (["nonsuch"], "unknown report 'nonsuch'. Known: first, second."),
        (["-p", "census"], "-p census: not of the form key=value"),
        (["-p", "census=2011", "-p", "census=2021"], "census is given twice"),
        (["-p", "census=２０１１"], "not of the type int. Allowed: 2011, 2021"),
        (["-p", "census=soon"], "census=soon: not of the type int. Allowed: 2011, 2021"),
        (["-p", "census=1991"], "census=1991: not allowed. Allowed: 2011, 2021"),
        (
            ["-p", "police_force=Surrey"],
            "police_force=Surrey: not allowed. Allowed: Wiltshire, Kent",
        ),
    ],
)
def test_a_wrong_word_is_refused_before_anything_runs(disparity, published, words, message):
    before = fingerprint(published)
    status, output, errors = disparity("build", *words)
    assert status == 2
    assert message in errors and len(errors.splitlines()) == 1
    assert "running" not in output
    assert fingerprint(published) == before


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("reports: [", "not a list of reports"),
        ("- first", "not a list of reports"),
        ("reports: []", "not a list of reports: 'no report is listed'"),
        ("reports: [{name: first}]", "a report has the fields editions, name, notebook,"),
        (
            "reports: [{name: ../../evil, notebook: notebooks/first.ipynb, parameters: {}}]",
            "the name '../../evil' is not made of letters, digits and underscores",
        ),
        (
            "reports: [{name: accessibility, notebook: notebooks/first.ipynb, parameters: {}}]",
            "the name 'accessibility' is taken. Choose another.",
        ),
        (
            "reports: [{name: first, notebook: reports.yml, parameters: {}}]",
            "is not a notebook",
        ),
        (
            "reports: [{name: first, notebook: nowhere.ipynb, parameters: {}}]",
            "is not a notebook: [Errno 2] No such file or directory",
        ),
    ],
)
def test_a_broken_list_of_reports_is_refused(disparity, project, published, broken, message):
    (project / "reports.yml").write_text(broken)
    assert message in refused(disparity, published)


def test_what_the_office_has_not_filled_in_is_listed_and_does_not_fail_the_build(
    disparity, project
):
    (project / "office.toml").write_text('name = "Kent [red]PCC[/red]"')
    status, output, _ = disparity("build", "first")
    assert status == 0
    [line] = [line for line in output.splitlines() if line.startswith("office.toml: ")]
    assert line.startswith("office.toml: empty, and marked in accessibility.html: site (")
    assert "contact.email (contact e-mail)" in line
    assert " name (" not in line
    page = (project / "reports" / "accessibility.html").read_text("utf-8")
    assert "This website is run by Kent [red]PCC[/red]." in page
    assert "[to be filled in by the office: contact e-mail]" in page


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("office.toml", 'nmae = "Kent"', "office.toml: nmae = 'Kent': unknown field. Did you mean"),
        ("reports/accessibility.json", "{}", "accessibility.json: not the result of an access"),
    ],
)
def test_a_broken_office_file_or_check_is_refused_before_anything_runs(
    disparity, project, published, file, text, message
):
    (project / file).write_text(text)
    assert message in refused(disparity, published)


def test_a_report_that_is_listed_twice_is_refused(disparity, project, published):
    listed = (project / "reports.yml").read_text()
    (project / "reports.yml").write_text(listed.replace("name: second", "name: first"))
    assert "the report 'first' is listed twice" in refused(disparity, published)


def test_a_file_in_the_place_of_the_output_folder_is_refused(disparity, project, published):
    (project / "taken").write_text("")
    before = fingerprint(published)
    status, output, errors = disparity("build", "--out", str(project / "taken"))
    assert (status, fingerprint(published)) == (2, before)
    assert "--out" in errors and "running" not in output


def refused(disparity, published: Path) -> str:
    before = fingerprint(published)
    status, output, errors = disparity("build")
    assert status == 2
    assert "running" not in output
    assert len(errors.splitlines()) == 1, errors
    assert fingerprint(published) == before
    return errors


def test_a_changed_raw_file_stops_the_build_and_is_named(disparity, project, published):
    path = project / "data" / "raw" / CLAIMS
    path.write_text(path.read_text("utf-8").replace("245", "246"), "utf-8")
    errors = refused(disparity, published)
    assert CLAIMS in errors and "checksum differs" in errors


def test_a_missing_raw_file_stops_the_build_and_is_named(disparity, project, published):
    (project / "data" / "raw" / CLAIMS).unlink()
    errors = refused(disparity, published)
    assert CLAIMS in errors and "the file is missing" in errors


def test_a_raw_file_that_nobody_registered_stops_the_build(disparity, project, published):
    (project / "data" / "raw" / "apcc-2020" / "extra.csv").write_text("count\n1\n")
    assert "apcc-2020/extra.csv: not registered" in refused(disparity, published)


def test_a_missing_column_is_named(disparity, change_raw, published):
    change_raw(CENSUS, lambda text: text.replace("population", "residents", 1))
    errors = refused(disparity, published)
    assert CENSUS in errors and "column 'population': the column is missing" in errors


def test_a_negative_count_is_named_with_its_row(disparity, change_raw, published):
    change_raw(CENSUS, lambda text: text.replace(",221895", ",-221895", 1))
    errors = refused(disparity, published)
    assert CENSUS in errors
    assert "row 2, column 'population', value" in errors and "a count is zero or more" in errors


def test_a_count_that_is_not_whole_is_named_with_its_row(disparity, change_raw, published):
    change_raw(CENSUS, lambda text: text.replace(",221895", ",221895.5", 1))
    errors = refused(disparity, published)
    assert "row 2, column 'population', value '221895.5'" in errors


def test_an_unknown_ethnicity_label_is_named_with_its_row(disparity, change_raw, published):
    change_raw(CENSUS, lambda text: text.replace("Bangladeshi", "Bengladeshi", 1))
    errors = refused(disparity, published)
    assert CENSUS in errors and "row 2" in errors and "Bengladeshi" in errors
    assert "unknown ethnicity label" in errors


def test_a_duplicated_key_is_named_with_its_row(disparity, change_raw, published):
    change_raw(CENSUS, lambda text: text + text.splitlines()[-1] + "\n")
    errors = refused(disparity, published)
    assert CENSUS in errors and "row " in errors and "duplicated key" in errors


def test_a_failing_notebook_leaves_its_report_alone_and_the_others_run(
    disparity, project, published, write_notebook
):
    write_notebook("first", "1 / 0")
    before = fingerprint(published / "first")
    status, output, _ = disparity("build")
    assert status == 1
    assert "ZeroDivisionError" in output and "failed" in output
    assert (published / "first.html").read_text() == "published earlier"
    assert fingerprint(published / "first") == before
    assert "2011" in (published / "second.html").read_text("utf-8")
    assert (project / "build" / "failed" / "first.ipynb").is_file()


def test_a_process_that_dies_is_a_failure_and_not_a_page(
    disparity, project, published, write_notebook
):
    write_notebook("first", "import os\nos.kill(os.getpid(), 9)")
    status, output, _ = disparity("build", "first")
    assert status == 1
    assert "its process died: killed (SIGKILL" in output
    assert (published / "first.html").read_text() == "published earlier"
    assert (project / "build" / "failed" / "first.ipynb").is_file()


def test_the_list_shows_parameters_with_types_and_allowed_values(disparity):
    status, output, _ = disparity("list")
    assert status == 0
    for word in ("first", "second", "census", "int", "2011, 2021", "Wiltshire, Kent"):
        assert word in output


def test_the_data_command_rebuilds_the_committed_tables_byte_for_byte(disparity, project):
    committed = fingerprint(project / "data" / "processed")
    for path in (project / "data" / "processed").iterdir():
        path.unlink()
    (project / "data/processed/.staged-by-a-killed-build").write_text("half a table")
    assert disparity("data")[0] == 0
    assert fingerprint(project / "data" / "processed") == committed


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--only", "pages"], "--only pages: unknown. Write --only numbers."),
        (["--out", "reports/first"], "stands in reports, which is compared. Name another."),
        (["--since", "v1", "--out", "reports"], "stands in reports, which is compared."),
        ([], "reports/manifest.json: the manifest is missing. Restore it, or build"),
        (["--since", "v1"], "--since v1: reports: git rev-parse: fatal: not a git repository"),
    ],
)
def test_what_cannot_be_verified_is_refused_in_one_line_and_nothing_is_written(
    disparity, project, published, monkeypatch, words, message
):
    monkeypatch.chdir(project)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    before = fingerprint(project)
    status, output, errors = disparity("verify", "reports", *words)
    assert (status, output) == (2, "")
    assert message in errors and len(errors.splitlines()) == 1
    assert fingerprint(project) == before


def test_a_refusal_has_no_traceback_unless_debug_is_asked_for(project):
    command = [sys.executable, "-m", "helpers.cli", "--project", str(project)]
    quiet = subprocess.run([*command, "build", "frist"], capture_output=True, text=True)
    loud = subprocess.run([*command, "--debug", "build", "frist"], capture_output=True, text=True)
    assert quiet.returncode == 2 and "Traceback" not in quiet.stderr
    assert loud.returncode != 0 and "Traceback" in loud.stderr


def test_a_dry_run_says_what_would_be_built_and_writes_nothing(disparity, project, analysis):
    before = fingerprint(project)
    status, output, _ = disparity("build", "--force", "all", "--dry-run", "-p", "census=2021")
    assert status == 0 and fingerprint(project) == before
    first, second, last = output.splitlines()
    assert first.startswith("census_year_wiltshire_census_2021: notebooks/first.ipynb with police")
    assert second.startswith("census_year_kent_census_2021: ") and "2 reports, to" in last


def test_a_force_gets_its_page_its_index_and_its_record(disparity, project, published, analysis):
    before = fingerprint(published)
    words = ("census-year", "--force", "Kent", "--force", "Wiltshire", "--jobs", "1")
    status, output, _ = disparity("build", *words)
    folder = project / "forces"
    assert status == 0 and fingerprint(published) == before
    assert "edition" not in output
    assert (folder / "census_year_kent.html").is_file()
    assert 'href="census_year_kent.html"' in (folder / "index.html").read_text("utf-8")
    record = json.loads((folder / "batch.json").read_text("utf-8"))["reports"]["census_year_kent"]
    assert record["status"] == "written" and record["reason"] == "" and record["seconds"] > 0


def test_an_analysis_without_a_force_is_refused_and_forces_are_listed(disparity, analysis):
    status, _, message = disparity("build", "census-year")
    assert status == 2
    assert message == ("refused: census-year runs for a force. Add --force NAME, or --force all.\n")
    assert disparity("list", "--forces")[1] == "Kent: census-year\nWiltshire: census-year\n"
