"""Reports of a notebook that runs for every police force, made side by side, each only once."""

from __future__ import annotations

import ast
import csv
import io
import re
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import nbformat

from helpers.page.numbers import slug
from helpers.run.batch import Workers, build
from helpers.run.engine import IN_PROCESS, register
from helpers.run.forces import plan_forces, read_analyses
from helpers.run.manifest import Origin
from helpers.run.processes import FORKS, side_by_side
from helpers.run.report import Report, make_report

PROJECT = Path(__file__).parents[1]
JOBS = 2
MADE: dict[tuple, Report | str] = {}


def reports_of(name: str, forces: list[str], **parameters: object) -> dict[str, Report]:
    """The report of each force, or what went wrong, in the place of a report, as text.

    What another test of the session has asked for is not made again.
    """
    given = tuple(sorted(parameters.items()))
    new = [force for force in forces if (name, force, given) not in MADE]
    work = partial(_made, name, parameters)
    for force, report in side_by_side(new, work, JOBS, lambda force: None):
        MADE[name, force, given] = report
    return {force: MADE[name, force, given] for force in forces}


def reports_with_own(analysis: str, files: Mapping[str, str], place: Path) -> dict[str, Report]:
    """Page and numbers of each force, from the own figures in the text of a file for each."""
    analyses, plans = read_analyses(PROJECT), []
    for force, text in files.items():
        given = place / f"{slug(force)}.csv"
        given.write_text(text)
        plans += plan_forces(analyses, [analysis], [force], {"figures": str(given)})
    (place / "out").mkdir()
    made = build(plans, place / "out", place / "failed", lambda name: None, workers=Workers(JOBS))
    problems = [one.problem for one in made]
    assert not any(problems), problems
    pages = [place / "out" / f"{plan.name}.html" for plan in plans]
    held = [{"numbers.csv": (one.with_suffix("") / "numbers.csv").read_bytes()} for one in pages]
    texts = [one.read_text("utf-8") for one in pages]
    return {force: Report(*of) for force, *of in zip(files, texts, held, strict=True)}


def numbers_of(reports: Mapping[str, Report]) -> dict[str, dict[str, str]]:
    """Every number of the reports, by its id."""
    return {
        row["id"]: row
        for report in reports.values()
        for row in csv.DictReader(io.StringIO(report.downloads["numbers.csv"].decode("utf-8")))
    }


def text_of(report: Report) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", report.page).split())


def said_in(report: Report) -> str:
    """The words of a page without its code."""
    without = re.sub(r'<details class="code">.*?</details>', "", report.page, flags=re.DOTALL)
    return text_of(report._replace(page=without))


def sources_in(numbers: Mapping[str, Mapping[str, str]]) -> set[str]:
    """The folders of the files that numbers were taken from."""
    return {re.split("[/:]", one)[0] for row in numbers.values() for one in row["sources"].split()}


def _made(name: str, parameters: Mapping[str, object], force: str) -> Report | str:
    register()
    origin = Origin(PROJECT, f"notebooks/{name}.ipynb")
    notebook = nbformat.read(PROJECT / origin.notebook, 4)
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    lines = ast.parse(cell.source).body
    defaults = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    given = {**defaults, **parameters, "police_force": force}
    engine = IN_PROCESS if FORKS else None
    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / f"{name}_{slug(force)}.ipynb"
        try:
            return make_report(notebook, given, executed, origin=origin, engine=engine)
        except Exception as error:  # an exception may not survive the way to the other process
            return f"{type(error).__name__}: {error}"
