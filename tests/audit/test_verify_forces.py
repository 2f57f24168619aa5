"""A folder of reports of forces: made again, looked through, and its strays named."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import (
    FORCE_CODE,
    OF_FORCES,
    PROJECT,
    contents,
    edit,
    make_project,
    publish_forces,
    with_analysis,
    write_notebook,
)
from test_verify import differences

from helpers import cli
from helpers.audit.recorded import listed
from helpers.audit.results import status, told
from helpers.audit.verify import Report
from helpers.audit.verify import verify as make_again
from helpers.run.batch import Workers
from helpers.run.manifest import MANIFEST, recorded_parameters
from helpers.run.parameters import ParameterError

KENT, CITY = "trial_of_force_kent_census_2021", "trial_of_force_london_city_of"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with an analysis, made for one force and as a variant for another."""
    project = with_analysis(make_project(tmp_path_factory.mktemp("forces") / "project"))
    publish_forces(project, project / "forces", ("London, City of",))
    publish_forces(project, project / "forces", ("Kent",), census=2021)
    return project


@pytest.fixture
def forces(made: Path, tmp_path: Path) -> Path:
    """A copy of the folder with the pages of forces, in a copy of the project."""
    return Path(shutil.copytree(made, tmp_path / "project")) / "forces"


@pytest.fixture
def again(forces: Path, same_tables: None) -> Callable[..., list[Report]]:
    """Verify that folder; ``ran`` has what ran."""

    def run(**options: object) -> list[Report]:
        return make_again(forces.parent, forces, run.ran.append, workers=Workers(2), **options)

    run.ran = []
    return run


def test_what_nobody_touched_comes_out_the_same_variants_and_lists_too(forces, again):
    before = contents(forces)
    reports = again()
    assert [report.name for report in reports] == [KENT, CITY, "the folder"]
    assert [report.differences for report in reports] == [[], [], []]
    assert status(reports) == 0 and sorted(again.ran) == [KENT, CITY]
    kinds = {one.kind: one.total for one in reports[0].comparisons}
    assert kinds["number"] > 0 and kinds["parameter"] > 0 and kinds["input"] > 4
    assert {one.kind: one.total for one in reports[2].comparisons}["file"] == 2
    assert contents(forces) == before


def test_what_was_changed_or_put_there_is_named_and_a_record_of_seconds_is_not(forces, again):
    edit(forces / f"{CITY}/numbers.csv", ",2011,", ",2012,")
    edit(forces / "index.html", "</h1>", ".</h1>")
    (forces / f"{KENT}/notes.txt").write_text("of nobody")
    (forces / "old.html").write_text("of nobody")
    (forces / "batch.json").write_text("{}")
    found = again()
    assert differences(found, CITY)["number", "trial.census"].rebuilt.startswith("value 2011")
    assert differences(found, CITY).keys() == {
        ("number", "trial.census"),
        ("file", f"{CITY}/numbers.csv"),
    }
    assert [id for _, id in differences(found, KENT)] == [f"{KENT}/notes.txt"]
    assert {id: one.verdict for (_, id), one in differences(found, "the folder").items()} == {
        "index.html": "different",
        "old.html": "missing",
    }
    assert status(found) == 1


def test_a_report_that_cannot_run_names_the_command_that_builds_it_alone(forces, again):
    notebook = forces.parent / "notebooks/force.ipynb"
    write_notebook(notebook, f"{FORCE_CODE}\nkept = 1 / (census - 2011)", OF_FORCES)
    found = again()
    [line] = [one for one in told(found, forces.parent / "data/raw") if "could not run" in one]
    assert line.startswith(f"{CITY}: could not run: cell 3 failed: ZeroDivisionError")
    assert "Run `disparity build trial-of-force --force 'London, City of'`" in line
    assert status(found) == 2


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            f'"{CITY}": {{',
            '"trial_kent": {',
            "unknown report 'trial_kent'. List it in reports.yml, which has first, second and "
            "the analyses trial-of-force.",
        ),
        (
            '"police_force": "London, City of"',
            '"police_force": "Kent"',
            f"unknown report '{CITY}'",
        ),
        (f'"{KENT}": {{', '"trial_of_force_kentish": {', "unknown report 'trial_of_force_kentish'"),
        ('"census": 2021', '"census": 1991', f"{MANIFEST}: {KENT}: census=1991: not allowed"),
        ('"census": 2021', '"cencus": 2021', "unknown parameter 'cencus'"),
    ],
)
def test_what_the_project_cannot_make_is_refused_before_anything_runs(
    forces, again, before, after, message
):
    edit(forces / MANIFEST, before, after)
    with pytest.raises(ParameterError) as refused:
        again()
    assert message in str(refused.value) and "\n" not in str(refused.value)
    assert again.ran == []


def test_a_force_that_the_tables_no_longer_have_is_refused(forces, again):
    edit(forces / MANIFEST, f'"{CITY}": {{', '"trial_of_force_kemt": {')
    edit(forces / MANIFEST, '"police_force": "London, City of"', '"police_force": "Kemt"')
    with pytest.raises(ParameterError, match="trial_of_force_kemt: police_force=Kemt: not allowed"):
        again()


def test_a_page_that_the_manifest_does_not_record_is_refused(forces, again):
    recorded = json.loads((forces / MANIFEST).read_text("utf-8"))
    del recorded["reports"][CITY]
    (forces / MANIFEST).write_text(json.dumps(recorded), "utf-8")
    with pytest.raises(ParameterError, match=f"the report '{CITY}' is not recorded. Build it aga"):
        again()


def test_a_notebook_outside_the_project_is_not_copied(forces, again):
    shutil.copy(forces.parent / "notebooks/force.ipynb", forces.parent.parent / "force.ipynb")
    edit(forces.parent / "reports.yml", "notebooks/force.ipynb", "../force.ipynb")
    with pytest.raises(ParameterError, match=r"\.\./force.ipynb is not in the project"):
        again()


def test_own_figures_are_read_from_beside_the_page_and_compared_like_every_file(forces, again):
    own = forces.parent / "kent 2020.csv"
    own.write_text("police_force,period_start,period_end,count\nKent,2020-03-27,2020-05-25,77\n")
    publish_forces(forces.parent, forces, ("Kent",), figures=str(own))
    own.unlink()
    [name] = set(recorded_parameters(forces)) - {KENT, CITY}
    published = forces / f"{name}/own-figures.csv"
    assert ",77," in (forces / f"{name}/numbers.csv").read_text("utf-8")
    found = again()
    assert [report.differences for report in found] == [[], [], [], []]
    edit(published, ",77", ",78")
    changed = differences(again(), name)
    assert ("file", f"{name}/own-figures.csv") in changed
    assert [one.rebuilt for (kind, _), one in changed.items() if kind == "figure on the page"] == [
        "78"
    ]
    published.unlink()
    with pytest.raises(ParameterError, match=r"own-figures.csv: No such file .* Restore it"):
        again()


def test_the_index_may_list_every_force_and_the_variants_that_are_there(made):
    recorded = recorded_parameters(made / "forces")
    names = [one.name for one in listed(made, made / "forces", recorded)]
    assert len(names) == len({*names}) > 40 and names[-1] == KENT and CITY in names
    assert not {"first", "second"} & {*names}
    assert [one.name for one in listed(made, made / "reports", {})] == ["first", "second"]


def test_the_gate_knows_the_pages_and_the_record_of_a_batch_and_names_what_no_page_lists(
    forces, capsys, monkeypatch
):
    monkeypatch.setattr(sys, "argv", ["disparity", "gate", str(forces)])
    monkeypatch.setenv("DISPARITY_PROJECT", str(forces.parent))
    excepted = (PROJECT / "gate.toml").read_text("utf-8")
    (forces.parent / "gate.toml").write_text(excepted, "utf-8")
    assert looked_through() == 0, capsys.readouterr().out
    (forces / "trial_of_force_nowhere.html").write_text("<p>of nobody</p>")
    (forces / "batch.txt").write_text("of nobody")
    assert looked_through() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(",")[0] for line in lines if "whole file" in line] == [
        "batch.txt",
        "trial_of_force_nowhere.html",
    ]


def looked_through() -> int:
    with pytest.raises(SystemExit) as end:
        cli.main()
    return end.value.code
