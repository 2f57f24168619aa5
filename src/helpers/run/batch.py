"""Several reports in one go: what ``reports.yml`` lists, planned whole before anything runs."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml

from helpers.data.register import Source
from helpers.data.sources import read_sources
from helpers.page.editions import Standing
from helpers.page.site import file_name, index, read_entry
from helpers.page.words import ENGLISH, LANGUAGES
from helpers.run.downloads import FOLDER
from helpers.run.parameters import (
    Parameter,
    ParameterError,
    Value,
    check_parameters,
    did_you_mean,
    read_parameters,
)
from helpers.run.report import Report, ReportError, make_report
from helpers.run.standing import standing

FIELDS = {"name", "notebook", "parameters", "editions"}
OPTIONAL = {"languages"}
TAKEN = {"accessibility", "index"}


class Plan(NamedTuple):
    """A report that is ready to run: notebook, parameters and editions were read and checked."""

    name: str
    notebook: nbformat.NotebookNode
    known: Mapping[str, Parameter]
    parameters: Mapping[str, Value]
    standing: Standing = Standing()
    languages: Sequence[str] = (ENGLISH,)


class Outcome(NamedTuple):
    """What became of a report; ``problem`` is empty if it was written to ``path``.

    Where there is a problem, ``path`` is the notebook as far as it ran. ``removed`` are PDFs that
    an earlier build had made of the page that this one replaced.
    """

    name: str
    seconds: float
    path: Path
    problem: str
    removed: Sequence[Path] = ()


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
        An unknown report, a parameter that is unknown, of a wrong type or not allowed, or
        editions that are not as they should be.
    """
    sources = read_sources(project)
    listed = _listed(project / "reports.yml")
    for name in names:
        if name not in listed:
            raise ParameterError(f"unknown report {name!r}. {did_you_mean(name, listed)}")
    return [
        _plan(project, record, given or {}, sources)
        for name, record in listed.items()
        if not names or name in names
    ]


def build(
    plans: Sequence[Plan],
    out: Path,
    failed: Path,
    announce: Callable[[str], None],
    pdf: bool = False,
) -> Iterator[Outcome]:
    """Make each report in turn and yield what became of it.

    A report is written only when its notebook ran to the end and its page and numbers are whole;
    otherwise the earlier one stays as it was, and the notebook goes to ``failed``: as far as it
    ran, or, if the kernel died, as it was.
    """
    for ready in plans:
        announce(ready.name)
        yield _build(ready, out, failed, pdf)


def write_index(listed: Sequence[Plan], built: Sequence[Plan], out: Path) -> None:
    """List in ``index.html`` every listed report that has a page in the folder.

    Area and period, if it has one, are those of the report as built, where it was built just now.
    """
    entries = []
    latest = {ready.name: ready for ready in (*listed, *built)}
    for ready in latest.values():
        path = out / f"{ready.name}.html"
        if path.is_file():
            chosen = ready.parameters
            area = chosen["police_force"] if "police_force" in chosen else chosen["area"]
            period = [chosen[end] for end in ("period_start", "period_end") if end in chosen]
            text = path.read_text("utf-8")
            others = [
                other
                for other in ready.languages
                if other != ENGLISH and (out / file_name(ready.name, other)).is_file()
            ]
            entry = read_entry(text, ready.name, str(area), *period)
            entries.append(entry._replace(languages=others))
    _write({out / "index.html": index(entries).encode("utf-8")})


def _listed(path: Path) -> dict[str, dict]:
    try:
        records = yaml.safe_load(path.read_text("utf-8"))["reports"]
        names = [_checked(record, path)["name"] for record in records]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ParameterError(f"{path}: not a list of reports: {reason}. Restore it.") from error
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"{path}: the report {name!r} is listed twice. Keep one.")
    return dict(zip(names, records, strict=True))


def _checked(record: Mapping, path: Path) -> Mapping:
    if {*record, "editions"} - OPTIONAL != FIELDS or not isinstance(record["parameters"], dict):
        raise ParameterError(f"{path}: a report has the fields {', '.join(sorted(FIELDS))}.")
    if not re.fullmatch(r"\w+", str(record["name"]), re.ASCII) or record["name"] in TAKEN:
        raise ParameterError(
            f"{path}: the name {record['name']!r} is not made of letters, digits and underscores."
        )
    spoken = record.get("languages", [ENGLISH])
    if not isinstance(spoken, list) or spoken[:1] != [ENGLISH] or len({*spoken}) < len(spoken):
        raise ParameterError(
            f"{path}: {record['name']}: languages are {spoken!r}. Write a list that begins with "
            f"{ENGLISH}, in which the analysis is, each language once."
        )
    if unknown := [language for language in spoken if language not in LANGUAGES]:
        raise ParameterError(
            f"{path}: {record['name']}: unknown language {unknown[0]!r}. "
            f"Known: {', '.join(LANGUAGES)}. Take it out, or translate the page's own words."
        )
    return record


def _plan(
    project: Path, record: Mapping, given: Mapping[str, object], sources: Mapping[str, Source]
) -> Plan:
    name, path = str(record["name"]), project / str(record["notebook"])
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = str(error).partition("\n")[0]
        raise ParameterError(f"{name}: {path} is not a notebook: {reason}. Restore it.") from error
    known = read_parameters(notebook, name)
    chosen = check_parameters(known, {**record["parameters"], **given}, name)
    published = check_parameters(known, record["parameters"], name)
    stands = standing(name, record.get("editions"), sources, chosen, published)
    languages = tuple(record.get("languages", [ENGLISH]))
    return Plan(name, notebook, known, chosen, stands, languages)


def _build(ready: Plan, out: Path, failed: Path, pdf: bool) -> Outcome:
    start, removed = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / f"{ready.name}.ipynb"
        try:
            report = make_report(
                ready.notebook,
                ready.parameters,
                executed,
                ready.standing,
                pdf,
                ready.languages,
            )
            path, problem = _write_report(report, ready.name, out), ""
            removed = _remove_earlier(report, ready.name, out)
        except Exception as error:  # whatever one report does, the others still run
            path, problem = _keep(ready, executed, failed), _in_one_line(error)
    return Outcome(ready.name, time.perf_counter() - start, path, problem, removed)


def _in_one_line(error: Exception) -> str:
    kind = "" if isinstance(error, ReportError) else f"{type(error).__name__}: "
    return " ".join(f"{kind}{error}".split())


def _keep(ready: Plan, executed: Path, failed: Path) -> Path:
    failed.mkdir(parents=True, exist_ok=True)
    kept = failed / executed.name
    if executed.exists():
        shutil.move(executed, kept)
    else:
        nbformat.write(ready.notebook, kept)
    return kept


def _write_report(report: Report, name: str, out: Path) -> Path:
    page = out / f"{name}.html"
    files = {out / name / file: content for file, content in report.downloads.items()}
    for language, other in report.others:
        files[out / file_name(name, language)] = other.encode("utf-8")
    _write({page: report.page.encode("utf-8"), **files})
    return page


def _remove_earlier(report: Report, name: str, out: Path) -> list[Path]:
    """Remove what an earlier build wrote and this one did not: tables, pages, PDF; give the PDF."""
    made = {out / name / file for file in report.downloads}
    pdf = set((out / name).glob(f"{name}.pdf")) - made
    for earlier in sorted({*(out / name / FOLDER).glob("*.csv"), *pdf} - made):
        earlier.unlink()
    for language in {*LANGUAGES} - {ENGLISH, *dict(report.others)}:
        (out / file_name(name, language)).unlink(missing_ok=True)
    return sorted(pdf)


def _write(files: Mapping[Path, bytes]) -> None:
    beside: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "wb", dir=path.parent, prefix=".", delete=False
            ) as file:
                beside[path] = Path(file.name)
                file.write(content)
        for path, written in beside.items():
            written.chmod(0o644)
            written.replace(path)
    finally:
        for written in beside.values():
            written.unlink(missing_ok=True)
