"""A small project with two light reports and an analysis: made, published, changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import nbformat.v4 as notebooks
import pytest
import yaml

from helpers.run.batch import Workers, build
from helpers.run.forces import plan_forces, read_analyses
from helpers.run.listing import write_index, write_lists
from helpers.run.office import read_check, read_office, write_statement
from helpers.run.outcomes import RECORD
from helpers.run.planning import plan

PROJECT = Path(__file__).parents[2]
PARAMETERS = """area = "Wiltshire"  # area; one of: Wiltshire
census = 2011  # census of the residents; one of: 2011, 2021"""
CODE = """from helpers.data import load, sources_of
from helpers.page import Column, Number, findings, say, table, together
notices = load("wiltshire_notices_by_ethnicity").assign(census=float(census))
year = Number("trial.census", "Census", census, "year")
columns = {"ethnicity": "Ethnicity", "count": Column("Notices", "notices")}
columns |= {"census": Column("Census", "year")}
together(
    findings(say("The census was that of {year}.", year=year)),
    table(notices, "Notices by ethnicity", columns, "trial", sources=sources_of(notices)))"""
OF_FORCES = """police_force = "Kent"  # police force area; one of: the forces of notices_by_force
census = 2011  # census of the residents; one of: 2011, 2021
period_start = "2020-03-27"  # first day; one of: 2020-03-27
period_end = "2020-05-25"  # last day; one of: 2020-05-25
figures = ""  # own figures; a file for notices_by_force"""
FORCE_CODE = (
    CODE.replace('"wiltshire_notices_by_ethnicity"', '"notices_by_force", figures')
    .replace(".assign(", '.query("police_force == @police_force").assign(')
    .replace('"ethnicity": "Ethnicity"', '"period_end": "Until"')
    .replace(" by ethnicity", "")
)
EDITIONS = [{"edition": "0.1", "date": "2026-11-23", "note": "First edition."}]
FILES = ("office.toml", "requirements.lock", "pyproject.toml")


def make_project(folder: Path) -> Path:
    """The data of the project with two light reports, ``first`` and ``second``."""
    shutil.copytree(PROJECT / "data", folder / "data")
    for file in FILES:
        shutil.copy(PROJECT / file, folder)
    records = []
    for name in ("first", "second"):
        path = f"notebooks/{name}.ipynb"
        write_notebook(folder / path, CODE)
        values = {"area": "Wiltshire", "census": 2011}
        record = {"name": name, "notebook": path, "parameters": values, "editions": EDITIONS}
        records.append(record)
    (folder / "reports.yml").write_text(yaml.safe_dump({"reports": records}))
    return folder


def with_analysis(project: Path, name: str = "trial-of-force") -> Path:
    """The project with an analysis for each force that is in the table of notices."""
    write_notebook(project / "notebooks/force.ipynb", FORCE_CODE, OF_FORCES)
    content = yaml.safe_load((project / "reports.yml").read_text("utf-8"))
    content["analyses"] = [{"name": name, "notebook": "notebooks/force.ipynb"}]
    (project / "reports.yml").write_text(yaml.safe_dump(content), "utf-8")
    return project


def write_notebook(path: Path, code: str, parameters: str = PARAMETERS) -> None:
    """A notebook with a question, parameters and one cell."""
    cells = [
        notebooks.new_markdown_cell("# Which census?"),
        notebooks.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        notebooks.new_code_cell(code),
    ]
    for position, cell in enumerate(cells):
        cell.id = f"cell-{position}"
    path.parent.mkdir(exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebooks.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def publish(project: Path, out: Path, names: tuple[str, ...] = (), **given: object) -> Path:
    """Build the reports as the command does, from the tables as they are."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DISPARITY_PROJECT", str(project))
    plans = plan(project, names, given)
    outcomes = list(build(plans, out, project / "failed", lambda name: None))
    patch.undo()
    assert [outcome.problem for outcome in outcomes] == [""] * len(plans)
    write_index(plan(project), out)
    write_statement(out, read_office(project), read_check(out))
    return out


def publish_forces(project: Path, out: Path, forces: tuple[str, ...], **given: object) -> Path:
    """Build the analysis for forces as the command does, from the tables as they are."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DISPARITY_PROJECT", str(project))
    analyses = read_analyses(project)
    plans = plan_forces(analyses, [*analyses], forces, given)
    outcomes = list(build(plans, out, project / "failed", lambda name: None, workers=Workers(2)))
    assert [outcome.problem for outcome in outcomes] == [""] * len(plans)
    write_lists(plan(project), out, analyses)
    patch.undo()
    write_statement(out, read_office(project), read_check(out))
    (out / RECORD).write_text('{"format": 1, "reports": {}}\n')
    return out


def edit(path: Path, before: str, after: str) -> None:
    """Replace a text where it stands first, and see that it stands there."""
    text = path.read_text("utf-8")
    assert before in text and before != after
    path.write_text(text.replace(before, after, 1), "utf-8", newline="\n")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too, by its path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
