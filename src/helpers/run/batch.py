"""Several reports in one go: what ``reports.yml`` lists, planned whole before anything runs."""

from __future__ import annotations

import re
import shutil
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
from helpers.run.manifest import MANIFEST, Origin, entry, locked, recorded_parameters, with_entry
from helpers.run.parameters import (
    Parameter,
    ParameterError,
    Value,
    check_parameters,
    did_you_mean,
    read_parameters,
)
from helpers.run.replacing import replace_together, staging, write_whole
from helpers.run.report import FILES_READ, Report, ReportError, make_report
from helpers.run.standing import standing

FIELDS = {"name", "notebook", "parameters", "editions"}
OPTIONAL = {"languages", "period"}
TAKEN = {"accessibility", "index"}


class Plan(NamedTuple):
    """A report that is ready to run: notebook, parameters and editions were read and checked.

    Without an ``origin`` the manifest does not record it. ``period`` is the time that the report
    covers, in words.
    """

    name: str
    notebook: nbformat.NotebookNode
    known: Mapping[str, Parameter]
    parameters: Mapping[str, Value]
    standing: Standing = Standing()
    languages: Sequence[str] = (ENGLISH,)
    origin: Origin | None = None
    period: str = ""


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
        An unknown report, a parameter that is unknown, of a wrong type or not allowed, editions
        that are not as they should be, or no lock that fits the project.
    """
    locked(project)
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
    ran, or, if the kernel died, as it was. All files of a report, and what ``manifest.json``
    records of it, take the places of the earlier ones together.
    """
    for ready in plans:
        announce(ready.name)
        yield _build(ready, out, failed, pdf)


def write_index(listed: Sequence[Plan], out: Path) -> None:
    """List in ``index.html`` every listed report that has a page in the folder.

    The area is that which the page was built with, as the manifest of the folder records it. A page
    that was built with other parameters than those listed stands there without a period.
    """
    entries = []
    built_with = recorded_parameters(out)
    for ready in listed:
        path = out / f"{ready.name}.html"
        if path.is_file():
            chosen = built_with.get(ready.name, ready.parameters)
            area = chosen["police_force"] if "police_force" in chosen else chosen["area"]
            period = ready.period if chosen == ready.parameters else ""
            text = path.read_text("utf-8")
            others = [
                other
                for other in ready.languages
                if other != ENGLISH and (out / file_name(ready.name, other)).is_file()
            ]
            entry = read_entry(text, ready.name, str(area), period)
            entries.append(entry._replace(languages=others))
    write_whole(out / "index.html", index(entries).encode("utf-8"))


def _listed(path: Path) -> dict[str, dict]:
    try:
        records = yaml.safe_load(path.read_text("utf-8"))["reports"]
        names = [_checked(record, path)["name"] for record in records]
        if not names:
            raise KeyError("no report is listed")
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
    if record["name"] in TAKEN:
        raise ParameterError(f"{path}: the name {record['name']!r} is taken. Choose another.")
    if not re.fullmatch(r"\w+", str(record["name"]), re.ASCII):
        raise ParameterError(
            f"{path}: the name {record['name']!r} is not made of letters, digits and underscores."
        )
    period = record.get("period", "-")
    if not isinstance(period, str) or not period.strip() or "\n" in period.strip():
        raise ParameterError(
            f"{path}: {record['name']}: period is {period!r}. Write one line of words in quotation "
            "marks, or leave the field out."
        )
    spoken = record.get("languages", [ENGLISH])
    once = isinstance(spoken, list) and len({*map(str, spoken)}) == len(spoken)
    if not once or spoken[:1] != [ENGLISH]:
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
    origin = Origin(project, str(record["notebook"]))
    period = str(record.get("period", "")).strip()
    return Plan(name, notebook, known, chosen, stands, languages, origin, period)


def _build(ready: Plan, out: Path, failed: Path, pdf: bool) -> Outcome:
    start, removed = time.perf_counter(), []
    with staging(out) as stage:
        executed = stage / f"{ready.name}.ipynb"
        try:
            report = make_report(
                ready.notebook,
                ready.parameters,
                executed,
                ready.standing,
                pdf,
                ready.languages,
            )
            removed = _write_report(report, ready, stage, out)
            path, problem = out / f"{ready.name}.html", ""
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


def _write_report(report: Report, ready: Plan, stage: Path, out: Path) -> list[Path]:
    """Replace the files of the earlier report and its entry in the manifest; give its PDF if gone.

    Gone is what an earlier build wrote and this one did not: tables, spreadsheets, pages and PDF.
    """
    name = ready.name
    files = {f"{name}.html": report.page.encode("utf-8")}
    files |= {f"{name}/{file}": content for file, content in report.downloads.items()}
    files |= {file_name(name, language): page.encode("utf-8") for language, page in report.others}
    tables = [path.relative_to(out).as_posix() for path in (out / name / FOLDER).glob("*.csv")]
    whole = (f"{name}/{name}.{kind}" for kind in ("ods", "pdf", "xlsx"))
    earlier = {*tables, *whole, *(file_name(name, other) for other in LANGUAGES)}
    gone = sorted(file for file in earlier - files.keys() if (out / file).is_file())
    if ready.origin:
        read = stage / FILES_READ
        lines = set(read.read_text("utf-8").splitlines()) if read.is_file() else set()
        made = entry(name, ready.origin, ready.parameters, ready.standing, lines, files)
        files[MANIFEST] = with_entry(out, name, made, ready.origin.project)
    replace_together(stage, out, files, gone)
    return [out / file for file in gone if file.endswith(".pdf")]
