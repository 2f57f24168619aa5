"""Hides how a published folder is made again, apart from it, and held against what was made."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from helpers.audit import folder as read
from helpers.audit.compare import (
    Comparison,
    Difference,
    compare,
    compare_cells,
    compare_numbers,
    compare_sums,
)
from helpers.data import build_tables
from helpers.data.project import ENVIRONMENT_VARIABLE
from helpers.run.batch import Plan, build, plan, write_index
from helpers.run.downloads import NUMBERS
from helpers.run.manifest import LOCK, MANIFEST, SETTINGS, read_manifest
from helpers.run.office import RESULT, read_check, read_office, write_statement
from helpers.run.parameters import ParameterError

LIST = "reports.yml"
DATA = ("data/raw", "data/sources.toml")
OF_THE_FOLDER = "the folder"
STATED, FILE = "figure on the page", "file"
CAUSES = PARAMETER, INPUT, PACKAGE = "parameter", "input", "package"
SOURCE = "src/helpers/"


class Report(NamedTuple):
    """What became of a report; with a ``problem`` it did not run and nothing was compared."""

    name: str
    comparisons: Sequence[Comparison] = ()
    problem: str = ""

    @property
    def differences(self) -> list[Difference]:
        """Whatever is not equal: first what the report was made from, then what was made."""
        found = [one for comparison in self.comparisons for one in comparison.differences]
        return sorted(found, key=lambda one: one.kind not in CAUSES)


def verify(
    project: Path,
    published: Path,
    announce: Callable[[str], None],
    only_numbers: bool = False,
) -> list[Report]:
    """Make every report of a published folder again, from ``data/raw``, and compare.

    The reports run in a folder of their own with the parameters that ``manifest.json`` records;
    neither the project nor the published folder is written to. The last of the reports stands for
    the files that belong to none: index, statement, and what nothing makes.

    Parameters
    ----------
    only_numbers
        Whether the bytes of pages and spreadsheets are left out, as on a platform that is not
        that of the lock.

    Raises
    ------
    ParameterError
        There is no such folder, its manifest or its numbers cannot be read, or the project does
        not have one of its reports.
    helpers.data.errors.DataError
        A fault in the register or in a raw file.
    """
    if not published.is_dir():
        raise ParameterError(f"{published}: no such folder. Name a folder with reports.")
    manifest = read_manifest(published)
    _check_recorded(published, manifest, plan(project))
    for name in manifest["reports"]:
        read.read_numbers(published / name / NUMBERS)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        again = copy / "reports"
        with _elsewhere(project, copy):
            build_tables()
            outcomes = _make(project, published, copy, manifest, announce)
        made = read_manifest(again) if (again / MANIFEST).is_file() else {"reports": {}}
        reports = [
            Report(name, problem=problem)
            if problem
            else Report(name, _compared(name, project, published, again, manifest, made))
            for name, problem in outcomes.items()
        ]
        reports.append(Report(OF_THE_FOLDER, [_others(published, again, outcomes)]))
    return [_without_files(one) for one in reports[:-1]] if only_numbers else reports


def _without_files(report: Report) -> Report:
    return report._replace(comparisons=[one for one in report.comparisons if one.kind != FILE])


def _check_recorded(published: Path, manifest: Mapping, known: Sequence[Plan]) -> None:
    listed = [one.name for one in known]
    for name in manifest["reports"]:
        if name not in listed:
            raise ParameterError(
                f"{published / MANIFEST}: unknown report {name!r}. "
                f"List it in {LIST}, which has {', '.join(listed)}."
            )
    for name in listed:
        if (published / f"{name}.html").is_file() and name not in manifest["reports"]:
            raise ParameterError(
                f"{published / MANIFEST}: the report {name!r} is not recorded. Build it again."
            )


@contextmanager
def _elsewhere(project: Path, copy: Path) -> Iterator[None]:
    """Work in a copy of what the reports are made from."""
    notebooks = [one.origin.notebook for one in plan(project)]
    for part in (LIST, LOCK, SETTINGS, *DATA, *notebooks):
        place = copy / part
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (project / part).is_dir() else shutil.copyfile)(project / part, place)
    before = os.environ.get(ENVIRONMENT_VARIABLE)
    os.environ[ENVIRONMENT_VARIABLE] = str(copy)
    try:
        yield
    finally:
        os.environ.pop(ENVIRONMENT_VARIABLE)
        if before is not None:
            os.environ[ENVIRONMENT_VARIABLE] = before


def _make(
    project: Path,
    published: Path,
    copy: Path,
    manifest: Mapping,
    announce: Callable[[str], None],
) -> dict[str, str]:
    """Build each report of the manifest in the copy; by name, what went wrong, or nothing."""
    out = copy / "reports"
    out.mkdir()
    if (published / RESULT).is_file():
        shutil.copyfile(published / RESULT, out / RESULT)
    recorded = {
        name: plan(copy, [name], one["parameters"])[0] for name, one in manifest["reports"].items()
    }
    problems = {}
    for name, ready in recorded.items():
        pdf = f"{name}/{name}.pdf" in manifest["reports"][name]["made"]
        outcome = next(build([ready], out, copy / "failed", announce, pdf))
        problems[name] = outcome.problem
    listed = plan(copy)
    write_index(listed, out)
    languages = dict.fromkeys(spoken for ready in listed for spoken in ready.languages)
    write_statement(out, read_office(project), read_check(out), list(languages))
    return problems


def _compared(
    name: str, project: Path, published: Path, again: Path, manifest: Mapping, made: Mapping
) -> list[Comparison]:
    old, new = manifest["reports"][name], made["reports"][name]
    folders = (published, again)
    inputs = {**old["inputs"], **new["inputs"]}
    found = read.sums(published, _files(published, name))
    return [
        compare_numbers(*(read.read_numbers(folder / name / NUMBERS) for folder in folders)),
        compare_cells(*(read.read_cells(folder, _tables(folder, name)) for folder in folders)),
        compare(STATED, *(_stated(folder, name) for folder in folders)),
        compare(PARAMETER, _settings(old), _settings(new)),
        compare_sums(INPUT, old["inputs"], read.sums(project, inputs), new["inputs"]),
        compare(PACKAGE, _package(manifest, old), _package(made, new)),
        compare_sums(FILE, old["made"], found, new["made"]),
    ]


def _settings(entry: Mapping) -> dict[str, str]:
    """The edition, and the value that ``reports.yml`` has for each parameter."""
    values = {"edition": entry["edition"], **entry["parameters"], **entry["published_with"]}
    return {f"{LIST}: {key}": str(value) for key, value in values.items()}


def _package(manifest: Mapping, entry: Mapping) -> dict[str, str]:
    files = manifest["packages"][entry["package"]]
    return {f"{SOURCE}{path}": digest for path, digest in files.items()}


def _others(published: Path, again: Path, names: Collection[str]) -> Comparison:
    """The files that belong to no report, without those that record something of the rest."""
    found = []
    for folder in (published, again):
        taken = {MANIFEST, RESULT, *(path for name in names for path in _files(folder, name))}
        found.append(read.sums(folder, [path for path in read.paths(folder) if path not in taken]))
    return compare(FILE, *found)


def _files(folder: Path, name: str) -> list[str]:
    """The pages of a report in each language, and the files beside them."""
    page = re.compile(rf"{name}(\.\w+)?\.html|{name}/.+")
    return [path for path in read.paths(folder) if page.fullmatch(path)]


def _tables(folder: Path, name: str) -> list[str]:
    whole = f"{name}/{NUMBERS}"
    return [path for path in _files(folder, name) if path.endswith(".csv") and path != whole]


def _stated(folder: Path, name: str) -> dict[str, str]:
    pages = [path for path in _files(folder, name) if path.endswith(".html")]
    return {
        f"{page}, {id}": text
        for page in pages
        for id, text in read.stated((folder / page).read_text("utf-8", "replace")).items()
    }
