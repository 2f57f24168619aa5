"""Several reports in one go: what ``reports.yml`` lists, planned whole before anything runs."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml

from helpers.page.site import index, read_entry
from helpers.run.parameters import (
    Parameter,
    ParameterError,
    Value,
    check_parameters,
    did_you_mean,
    read_parameters,
)
from helpers.run.report import Report, ReportError, make_report

FIELDS = {"name", "notebook", "parameters"}


class Plan(NamedTuple):
    """A report that is ready to run: its notebook was read and its parameters were checked."""

    name: str
    notebook: nbformat.NotebookNode
    known: Mapping[str, Parameter]
    parameters: Mapping[str, Value]


class Outcome(NamedTuple):
    """What became of a report; ``problem`` is empty if it was written to ``path``.

    Where there is a problem, ``path`` is the notebook as far as it ran.
    """

    name: str
    seconds: float
    path: Path
    problem: str


def plan(
    project: Path, names: Sequence[str] = (), given: Mapping[str, object] | None = None
) -> list[Plan]:
    """The reports of ``reports.yml`` in its order, all of them or those named.

    Parameters
    ----------
    given
        Values that replace those of ``reports.yml``; each must be known to every report named.

    Raises
    ------
    ParameterError
        An unknown report, or a parameter that is unknown, of a wrong type or not allowed.
    """
    listed = _listed(project / "reports.yml")
    for name in names:
        if name not in listed:
            raise ParameterError(f"unknown report {name!r}. {did_you_mean(name, listed)}")
    return [
        _plan(project, record, given or {})
        for name, record in listed.items()
        if not names or name in names
    ]


def build(
    plans: Sequence[Plan], out: Path, failed: Path, announce: Callable[[str], None]
) -> Iterator[Outcome]:
    """Make each report in turn, yield what became of it, and write the index at the end.

    A report is written only when its notebook ran to the end and its page and numbers are whole;
    otherwise the earlier one stays as it was, and the notebook goes to ``failed``.
    """
    for ready in plans:
        announce(ready.name)
        yield _build(ready, out, failed)


def write_index(listed: Sequence[Plan], built: Sequence[Plan], out: Path) -> None:
    """List in ``index.html`` every listed report that has a page in the folder.

    Area and period are those of the report as built, where it was built just now.
    """
    entries = []
    latest = {ready.name: ready for ready in (*listed, *built)}
    for ready in latest.values():
        path = out / f"{ready.name}.html"
        if path.is_file():
            chosen = ready.parameters
            period = f"{chosen['period_start']} to {chosen['period_end']}"
            text = path.read_text("utf-8")
            entries.append(read_entry(text, ready.name, str(chosen["police_force"]), period))
    _write(out / "index.html", index(entries))


def _listed(path: Path) -> dict[str, dict]:
    if not path.is_file():
        raise ParameterError(f"{path}: the file is missing. Restore it from the repository.")
    records = yaml.safe_load(path.read_text("utf-8"))["reports"]
    for record in records:
        if set(record) != FIELDS:
            raise ParameterError(f"{path}: a report has the fields {', '.join(sorted(FIELDS))}.")
    return {record["name"]: record for record in records}


def _plan(project: Path, record: Mapping, given: Mapping[str, object]) -> Plan:
    path = project / record["notebook"]
    if not path.is_file():
        raise ParameterError(f"{record['name']}: {path} is missing. Correct reports.yml.")
    notebook = nbformat.read(path, as_version=4)
    known = read_parameters(notebook, record["name"])
    chosen = check_parameters(known, {**record["parameters"], **given}, record["name"])
    return Plan(record["name"], notebook, known, chosen)


def _build(ready: Plan, out: Path, failed: Path) -> Outcome:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / f"{ready.name}.ipynb"
        try:
            report = make_report(ready.notebook, ready.parameters, executed)
        except ReportError as error:
            failed.mkdir(parents=True, exist_ok=True)
            kept = (
                Path(shutil.move(executed, failed / executed.name)) if executed.exists() else failed
            )
            return Outcome(ready.name, time.perf_counter() - start, kept, str(error))
    path = _write_report(report, ready.name, out)
    return Outcome(ready.name, time.perf_counter() - start, path, "")


def _write_report(report: Report, name: str, out: Path) -> Path:
    (out / name).mkdir(parents=True, exist_ok=True)
    _write(out / name / "numbers.csv", report.numbers)
    return _write(out / f"{name}.html", report.page)


def _write(path: Path, text: str) -> Path:
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", delete=False) as beside:
        beside.write(text.encode("utf-8"))
    Path(beside.name).chmod(0o644)
    return Path(beside.name).replace(path)
