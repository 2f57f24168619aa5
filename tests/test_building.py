"""What a build makes again and why, how it tells of it, and how it stops."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import yaml
from waiting import SETTLED, alive, until

from helpers.run import manifest
from helpers.run.replacing import sole_build

SLEEPS = """import os, time
from pathlib import Path
Path("begun").write_text(str(os.getpid()))
time.sleep(600)"""


@pytest.fixture
def built(disparity, project):
    """The project, built."""
    assert disparity("build")[0] == 0
    return project


def record(project: Path) -> dict[str, dict]:
    text = (project / "build" / "reports.batch.json").read_text("utf-8")
    return json.loads(text)["reports"]


def states(project: Path) -> list[str]:
    return [one["status"] for one in record(project).values()]


def test_what_has_not_changed_is_not_built_again_though_every_file_has_another_date(
    disparity, built
):
    for path in built.rglob("*"):
        os.utime(path, (1, 1))
    pages = [path.stat().st_mtime_ns for path in (built / "reports").rglob("*")]
    status, output, _ = disparity("build")
    assert (status, output) == (0, "2 reports: 2 unchanged\n")
    assert [path.stat().st_mtime_ns for path in (built / "reports").rglob("*")] == pages
    assert record(built)["first"] == {
        "changed": [],
        "memory_megabytes": None,
        "reason": "",
        "seconds": None,
        "status": "unchanged",
    }


def test_fresh_builds_what_has_not_changed(disparity, built):
    status, output, _ = disparity("build", "first", "--fresh")
    assert status == 0 and "running first (--fresh) …" in output
    assert output.endswith("1 report: 1 written\n")


def test_the_notebook_that_changed_is_named_and_its_report_alone_is_built(
    disparity, built, write_notebook
):
    write_notebook("first", "from helpers.page import paragraph, say\nparagraph(say('Changed.'))")
    status, output, _ = disparity("build")
    assert status == 0 and "running first (notebooks/first.ipynb changed) …" in output
    assert "second" not in output and states(built) == ["written", "unchanged"]


def listed(project: Path) -> dict:
    return yaml.safe_load((project / "reports.yml").read_text("utf-8"))


def change_lock(project, monkeypatch):
    with (project / "requirements.lock").open("a") as file:
        file.write("# another\n")
    return "requirements.lock changed"


def change_package(project, monkeypatch):
    changed = {**manifest.package(), "page/template/report.html.j2": "0" * 64}
    monkeypatch.setattr("helpers.run.freshness.package", lambda: changed)
    return "src/helpers/page/template/report.html.j2 changed"


def change_parameter(project, monkeypatch):
    reports = listed(project)
    reports["reports"][0]["parameters"]["census"] = 2021
    (project / "reports.yml").write_text(yaml.safe_dump(reports))
    return "census is 2021, was 2011"


def change_edition(project, monkeypatch):
    reports = listed(project)
    reports["reports"][0]["editions"][0]["note"] = "The first edition."
    (project / "reports.yml").write_text(yaml.safe_dump(reports))
    return "its editions in reports.yml changed"


def change_language(project, monkeypatch):
    reports = listed(project)
    reports["reports"][0]["languages"] = ["en-GB", "cy"]
    (project / "reports.yml").write_text(yaml.safe_dump(reports))
    return "its languages in reports.yml changed"


def change_page(project, monkeypatch):
    with (project / "reports" / "first.html").open("a") as file:
        file.write("!")
    return "first.html is not as it was made"


def remove_numbers(project, monkeypatch):
    (project / "reports" / "first" / "numbers.csv").unlink()
    return "first/numbers.csv is not as it was made"


def change_register(project, monkeypatch):
    with (project / "data" / "sources.toml").open("a") as file:
        file.write("# checked\n")
    return "data/sources.toml changed"


def change_python(project, monkeypatch):
    path = project / "pyproject.toml"
    path.write_text(path.read_text("utf-8").replace("<3.14", "<3.13"))
    return "pyproject.toml changed"


CHANGES = [
    change_lock,
    change_package,
    change_parameter,
    change_edition,
    change_language,
    change_page,
    remove_numbers,
    change_register,
    change_python,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_build_says_what_has_changed(disparity, built, monkeypatch, change):
    said = change(built, monkeypatch)
    status, output, _ = disparity("build", "first")
    assert status == 0 and f"running first ({said}) …" in output


def test_a_processed_table_that_was_read_is_an_input_and_another_is_none(
    disparity, project, write_notebook
):
    table = "data/processed/wiltshire_notices_by_ethnicity.csv"
    write_notebook(
        "first",
        "from helpers.data import load\nfrom helpers.page import paragraph, say\n"
        "load('wiltshire_notices_by_ethnicity')\nparagraph(say('Read.'))",
    )
    assert disparity("build")[0] == 0
    entries = json.loads((project / "reports" / "manifest.json").read_bytes())["reports"]
    assert table in entries["first"]["inputs"] and table not in entries["second"]["inputs"]
    entries["first"]["inputs"][table] = "0" * 64
    changed = json.loads((project / "reports" / "manifest.json").read_bytes())
    changed["reports"] = entries
    (project / "reports" / "manifest.json").write_text(json.dumps(changed))
    output = disparity("build")[1]
    assert f"running first ({table} changed) …" in output and "running second" not in output


def test_a_table_that_somebody_changed_is_built_again_from_the_raw_figures(disparity, built):
    table = built / "data" / "processed" / "wiltshire_notices_by_ethnicity.csv"
    before = table.read_bytes()
    table.write_bytes(before.replace(b"Asian", b"Asien"))
    assert disparity("build")[0] == 0
    assert table.read_bytes() == before


def test_a_list_that_changed_is_written_though_no_report_did(disparity, built):
    index = built / "reports" / "index.html"
    before = index.read_bytes()
    index.unlink()
    assert disparity("build")[1].endswith("2 reports: 2 unchanged\n")
    assert index.read_bytes() == before
    (built / "gate.toml").write_text('[[days]]\ndays = ["2011-03-27"]\nreason = "Census."\n')
    assert disparity("build")[1].endswith("2 reports: 2 unchanged\n")
    gate = json.loads((built / "reports" / "manifest.json").read_bytes())["gate"]
    assert gate["days"] == [{"day": "2011-03-27", "reason": "Census."}]


def test_after_a_failure_no_further_report_is_begun_unless_asked_for(
    disparity, project, write_notebook
):
    write_notebook("first", "1 / 0")
    status, output, _ = disparity("build", "--jobs", "1")
    assert status == 1 and "running second" not in output
    assert output.endswith("2 reports: 1 failed, 1 not run\n")
    assert states(project) == ["failed", "not run"]
    status, output, _ = disparity("build", "--jobs", "1", "--keep-going")
    assert status == 1 and output.endswith("2 reports: 1 written, 1 failed\n")


def test_the_log_of_a_failure_stands_beside_its_notebook(disparity, project, write_notebook):
    write_notebook("first", "1 / 0")
    disparity("build", "first")
    log = (project / "build" / "failed" / "first.log").read_text("utf-8")
    assert log.startswith("cell 3 failed: ZeroDivisionError: division by zero\n")
    assert "Traceback" in log


def test_a_fresh_build_that_was_stopped_is_resumed_where_it_stopped(
    disparity, built, write_notebook
):
    write_notebook("second", "1 / 0")
    assert disparity("build", "--fresh", "--jobs", "1")[0] == 1
    assert states(built) == ["written", "failed"]
    write_notebook("second", "from helpers.page import paragraph, say\nparagraph(say('Mended.'))")
    status, output, _ = disparity("build", "--fresh", "--resume")
    assert status == 0 and "running first" not in output and "running second" in output


def test_without_a_build_before_there_is_nothing_to_resume(disparity, project):
    status, _, message = disparity("build", "--resume")
    assert status == 2
    assert "reports.batch.json is no record of a build. Build without --resume." in message
    assert len(message.splitlines()) == 1


def test_a_quiet_build_says_only_what_failed(disparity, project, write_notebook):
    assert disparity("build", "--quiet") == (0, "", "")
    write_notebook("first", "1 / 0")
    status, output, message = disparity("build", "--quiet")
    assert (status, output) == (1, "") and "FAILED: cell 3 failed: ZeroDivision" in message


def test_json_is_the_record_and_nothing_else(disparity, project, write_notebook):
    write_notebook("first", "1 / 0")
    status, output, _ = disparity("build", "--json", "--keep-going")
    assert status == 1
    reports = json.loads(output)["reports"]
    assert reports == record(project)
    assert reports["first"]["reason"].startswith("cell 3 failed: ZeroDivisionError")
    assert reports["second"]["status"] == "written" and reports["second"]["seconds"] > 0


def test_there_are_fewer_jobs_where_memory_is_short_and_the_build_says_so(
    disparity, project, monkeypatch
):
    monkeypatch.setattr("helpers.run.processes.free_memory", lambda: 900_000_000)
    status, output, _ = disparity("build", "--jobs", "8")
    assert status == 0 and "2 at a time, not 8: there is no memory for more." in output


def test_where_no_process_can_be_forked_the_build_says_so_once_and_the_bytes_are_the_same(
    disparity, built, monkeypatch
):
    page = built / "reports" / "first.html"
    before = page.read_bytes()
    monkeypatch.setattr("helpers.run.processes.FORKS", False)
    status, output, _ = disparity("build", "first", "--fresh")
    assert status == 0 and output.count("No process can be forked here") == 1
    assert page.read_bytes() == before


def test_a_relative_folder_is_that_of_the_command_and_not_of_the_notebook(
    disparity, project, monkeypatch
):
    (project / "desk").mkdir()
    monkeypatch.chdir(project / "desk")
    assert disparity("build", "first", "--out", "here")[0] == 0
    assert (project / "desk" / "here" / "first.html").is_file()


def test_a_folder_that_may_not_be_written_to_is_refused_in_one_line(
    disparity, project, monkeypatch
):
    monkeypatch.setattr("helpers.commands.options.os.access", lambda path, _: path.name != "shut")
    status, _, message = disparity("build", "first", "--out", str(project / "shut"))
    assert status == 2 and message.startswith("refused: --out")
    assert message.endswith("shut: may not be written to. Name another folder.\n")
    assert list((project / "shut").iterdir()) == []


@pytest.mark.parametrize("text", ["{", '{"reports": {"first": 1}}', '{"reports": []}', "[]"])
def test_a_damaged_manifest_is_refused_and_nothing_is_written(disparity, built, text):
    (built / "reports" / "manifest.json").write_text(text)
    before = {path: path.read_bytes() for path in (built / "reports").rglob("*.*")}
    status, _, message = disparity("build", "first", "--fresh")
    assert status == 2 and "manifest.json: not a manifest" in message
    assert len(message.splitlines()) == 1
    assert {path: path.read_bytes() for path in (built / "reports").rglob("*.*")} == before


def test_a_table_that_is_missing_is_built_before_anything_is_planned(disparity, project, analysis):
    (project / "data" / "processed" / "notices_by_force.csv").unlink()
    path = project / "notebooks" / "first.ipynb"
    allowed = "one of: the forces of notices_by_force"
    path.write_text(path.read_text("utf-8").replace("one of: Wiltshire, Kent", allowed))
    assert disparity("build", "census-year", "--force", "Kent")[0] == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such lock")
def test_a_second_build_leaves_the_first_and_its_record_alone(disparity, project, analysis):
    assert disparity("build", "--force", "Kent")[0] == 0
    folder = project / "forces"
    stage = folder / ".staged-of-another"
    stage.mkdir()
    before = (folder / "batch.json").read_bytes()
    with sole_build(folder):
        for words in (["--force", "Kent"], ["--force", "all", "--fresh"]):
            status, _, message = disparity("build", *words)
            assert status == 2 and "forces: another build writes to it" in message
    assert stage.is_dir() and (folder / "batch.json").read_bytes() == before


BATCH = """
runs:
  - analyses: all
    forces: all
    parameters: {census: [2011, 2021]}
exclude:
  - {force: Kent, parameters: {census: 2011}}
"""


def test_a_batch_file_is_planned_whole_and_built_into_a_folder_of_its_name(
    disparity, project, analysis
):
    (project / "spring.yml").write_text(BATCH)
    words = ("build", "--batch", str(project / "spring.yml"))
    names = [
        "census_year_wiltshire_census_2011",
        "census_year_wiltshire_census_2021",
        "census_year_kent_census_2021",
    ]
    planned = disparity(*words, "--dry-run")[1].splitlines()
    assert [line.partition(":")[0] for line in planned[:-1]] == names
    status, output, _ = disparity(*words)
    folder = project / "batches" / "spring"
    assert status == 0 and output.endswith("3 reports: 3 written\n")
    assert {path.stem for path in folder.glob("census*.html")} == {*names}
    assert {*json.loads((folder / "batch.json").read_bytes())["reports"]} == {*names}
    assert all(name in (folder / "index.html").read_text("utf-8") for name in names)
    (project / "spring.yml").write_text(BATCH.replace("Kent", "Ken"))
    status, _, message = disparity(*words)
    assert status == 2 and "exclude[0]" in message and len(message.splitlines()) == 1


def test_a_report_that_a_batch_no_longer_lists_stays_in_the_index_with_its_page(
    disparity, project, analysis
):
    (project / "spring.yml").write_text(BATCH)
    words = ("build", "--batch", str(project / "spring.yml"))
    assert disparity(*words)[0] == 0
    (project / "spring.yml").write_text(
        f"{BATCH}  - {{force: Wiltshire, parameters: {{census: 2011}}}}\n"
    )
    assert disparity(*words)[1].endswith("2 reports: 2 unchanged\n")
    folder = project / "batches" / "spring"
    for name in ("census_year_wiltshire_census_2011", "census_year_kent_census_2021"):
        assert (folder / f"{name}.html").is_file()
        assert f"{name}.html" in (folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize("more", [["--force", "Kent"], ["census-year"], ["-p", "census=2021"]])
def test_what_a_batch_file_lists_is_not_named_again(disparity, project, analysis, more):
    (project / "spring.yml").write_text(BATCH)
    status, _, message = disparity("build", "--batch", str(project / "spring.yml"), *more)
    assert status == 2 and "the file lists analyses, forces and parameters. Name no" in message


def test_a_batch_file_whose_name_is_no_folder_is_refused(disparity, project, analysis):
    (project / "...yml").write_text(BATCH)
    status, _, message = disparity("build", "--batch", str(project / "...yml"))
    assert status == 2 and "no folder can have this name. Name one with --out." in message


@pytest.mark.skipif(os.name == "nt", reason="the signal is of POSIX")
def test_ctrl_c_leaves_no_process_and_no_partial_file(disparity, built, write_notebook):
    for name in ("first", "second"):
        write_notebook(name, SLEEPS)
    out = built / "reports"
    published = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    command = [sys.executable, "-m", "helpers.cli", "build", "--jobs", "2"]
    environment = os.environ | {"DISPARITY_PROJECT": str(built)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        begun = until(lambda: len([*out.glob(".staged-*/*/begun")]) == 2)
        below = psutil.Process(running.pid).children(recursive=True)
        running.send_signal(signal.SIGINT)
        output, _ = running.communicate(timeout=SETTLED)
    assert begun and running.returncode == 130
    assert output.endswith("2 reports: 2 not run\n") and "Traceback" not in output
    until(lambda: not any(map(alive, below)))
    assert below and not any(map(alive, below))
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == published
    assert states(built) == ["not run", "not run"]
