"""Reports of a notebook that runs for every police force, made side by side for some of them."""

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
from helpers.run.engine import IN_PROCESS, register
from helpers.run.processes import FORKS, side_by_side
from helpers.run.report import Report, make_report

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
JOBS = 2


def reports_of(name: str, forces: list[str], **parameters: object) -> dict[str, Report]:
    """The report of each force, or what went wrong, in the place of a report, as text."""
    work = partial(_made, name, parameters)
    return dict(side_by_side(forces, work, JOBS, lambda force: None))


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


def _made(name: str, parameters: Mapping[str, object], force: str) -> Report | str:
    register()
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4)
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    lines = ast.parse(cell.source).body
    defaults = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    given = {**defaults, **parameters, "police_force": force}
    engine = IN_PROCESS if FORKS else None
    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / f"{slug(force)}.ipynb"
        try:
            return make_report(notebook, given, executed, engine=engine)
        except Exception as error:  # an exception may not survive the way to the other process
            return f"{type(error).__name__}: {error}"
