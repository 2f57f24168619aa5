"""Hides how a published folder is made again, apart from it, and held against what was made."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from helpers.audit import folder as read
from helpers.audit import recorded as records
from helpers.audit.compare import (
    DIFFERENT,
    EQUAL,
    RECORDED,
    Comparison,
    Difference,
    compare,
    compare_cells,
    compare_numbers,
    compare_sums,
)
from helpers.audit.origins import of_cells, of_figures
from helpers.data import build_tables
from helpers.data.project import working_in
from helpers.data.sources import OWN_FIGURES
from helpers.run.batch import Workers, build
from helpers.run.downloads import NUMBERS
from helpers.run.exceptions import FILE as GATE
from helpers.run.exceptions import as_recorded, read_exceptions
from helpers.run.manifest import LOCK, MANIFEST, PROCESSED, RAW, SETTINGS, read_manifest
from helpers.run.office import FILE as OFFICE
from helpers.run.office import RESULT, read_check, read_office, write_statement
from helpers.run.outcomes import RECORD
from helpers.run.parameters import ParameterError
from helpers.run.standing import LIST

DATA = ("data/raw", "data/sources.toml")
OF_THE_FOLDER = "the folder"
EXECUTED = "executed"
STATED, FILE, EXCEPTION = "figure on the page", "file", "exception"
TABLE = "processed file"
OF_RECORDS = {MANIFEST, RECORD, RESULT}
CAUSES = PARAMETER, INPUT, PACKAGE = "parameter", "input", "package"
SOURCE = "src/helpers/"


class Report(NamedTuple):
    """What became of a report; with a ``problem`` it did not run and nothing was compared.

    ``raw`` are the raw files that it was made from, ``command`` is what builds it alone.
    """

    name: str
    comparisons: Sequence[Comparison] = ()
    problem: str = ""
    raw: Sequence[str] = ()
    command: str = ""

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
    workers: Workers | None = None,
    kept: Path | None = None,
) -> list[Report]:
    """Make every report of a published folder again, from ``data/raw``, and compare.

    The reports, of the project or of its analyses, run in a folder of their own with the parameters
    that ``manifest.json`` records; neither the project nor the published folder is written to. The
    last of the reports stands for the files that belong to none: index, statement, and what nothing
    makes.

    Parameters
    ----------
    only_numbers
        Whether the bytes of pages and spreadsheets are left out, as on a platform that is not
        that of the lock.
    workers
        See :func:`helpers.run.batch.build`.
    kept
        An empty folder to work in, which then holds what the reports were made from, ``reports/``
        as made, and the notebooks as executed in ``executed/``. Without it, a temporary one.

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
    recorded = {name: one["parameters"] for name, one in manifest["reports"].items()}
    _check_recorded(project, published, recorded)
    for name in recorded:
        read.read_numbers(published / name / NUMBERS)
    with tempfile.TemporaryDirectory() as folder:
        copy = kept or Path(folder) / "project"
        again = copy / "reports"
        with _elsewhere(project, copy, records.notebooks(project, recorded)):
            build_tables()
            executed = kept / EXECUTED if kept else None
            outcomes = _make(project, published, copy, manifest, announce, workers, executed)
        made = read_manifest(again) if (again / MANIFEST).is_file() else {"reports": {}}
        reports = [
            Report(name, problem=problem, command=records.command(project, name, recorded[name]))
            if problem
            else Report(
                name,
                _compared(name, project, published, again, manifest, made),
                raw=[path for path in manifest["reports"][name]["inputs"] if path.startswith(RAW)],
            )
            for name, problem in outcomes.items()
        ]
        others = [
            _others(published, again, outcomes),
            _exceptions(project, manifest),
            _tables_as_they_are(project, copy),
        ]
        reports.append(Report(OF_THE_FOLDER, others))
    return [_without_bytes(one) for one in reports] if only_numbers else reports


def _without_bytes(report: Report) -> Report:
    """The report, with files that came out with other bytes taken for equal.

    What is missing, new, or not as the manifest records it stays a difference.
    """
    return report._replace(
        comparisons=[_there(one) if one.kind == FILE else one for one in report.comparisons]
    )


def _there(files: Comparison) -> Comparison:
    left = [
        one
        for one in files.differences
        if one.verdict != DIFFERENT or one.published.startswith(RECORDED)
    ]
    counts = Counter({EQUAL: files.total - len(left)}) + Counter(one.verdict for one in left)
    return files._replace(differences=left, counts=counts)


def _check_recorded(project: Path, published: Path, recorded: records.Recorded) -> None:
    records.plans_of(project, published, recorded)
    for one in records.listed(project, published, recorded):
        if (published / f"{one.name}.html").is_file() and one.name not in recorded:
            raise ParameterError(
                f"{published / MANIFEST}: the report {one.name!r} is not recorded. Build it again."
            )


@contextmanager
def _elsewhere(project: Path, copy: Path, notebooks: Sequence[str]) -> Iterator[None]:
    """Work in a copy of what the reports are made from."""
    if_there = [part for part in (OFFICE, GATE) if (project / part).is_file()]
    for part in (LIST, LOCK, SETTINGS, *if_there, *DATA, *notebooks):
        place = copy / part
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (project / part).is_dir() else shutil.copyfile)(project / part, place)
    with working_in(copy):
        yield


def _make(
    project: Path,
    published: Path,
    copy: Path,
    manifest: Mapping,
    announce: Callable[[str], None],
    workers: Workers | None,
    executed: Path | None,
) -> dict[str, str]:
    """Build each report of the manifest in the copy; by name, what went wrong, or nothing."""
    out = copy / "reports"
    out.mkdir()
    if (published / RESULT).is_file():
        shutil.copyfile(published / RESULT, out / RESULT)
    parameters = {name: one["parameters"] for name, one in manifest["reports"].items()}
    recorded = records.plans_of(copy, published, parameters)
    problems = {}
    for pdf in (False, True):
        alike = [one for name, one in recorded.items() if _has_pdf(manifest, name) == pdf]
        for outcome in build(alike, out, copy / "failed", announce, pdf, workers, executed):
            problems[outcome.name] = outcome.problem
    languages = records.write_again(copy, published, out, parameters)
    write_statement(out, read_office(project), read_check(out), languages)
    return {name: problems[name] for name in recorded}


def _has_pdf(manifest: Mapping, name: str) -> bool:
    return f"{name}/{name}.pdf" in manifest["reports"][name]["made"]


def _compared(
    name: str, project: Path, published: Path, again: Path, manifest: Mapping, made: Mapping
) -> list[Comparison]:
    old, new = manifest["reports"][name], made["reports"][name]
    folders = (published, again)
    inputs = {**old["inputs"], **new["inputs"]}
    found = read.sums(published, _files(published, name))
    numbers = [read.read_numbers(folder / name / NUMBERS) for folder in folders]
    cells = [read.read_cells(folder, _tables(folder, name)) for folder in folders]
    return [
        compare_numbers(*numbers),
        of_cells(compare_cells(*cells), *numbers),
        of_figures(compare(STATED, *(_stated(folder, name) for folder in folders)), *numbers),
        compare(PARAMETER, _settings(old), _settings(new)),
        compare_sums(INPUT, old["inputs"], read.sums(project, inputs), new["inputs"]),
        compare(PACKAGE, _package(manifest, old), _package(made, new)),
        compare_sums(FILE, old["made"], found, new["made"]),
    ]


def _settings(entry: Mapping) -> dict[str, str]:
    """Edition, who checked it, its address, and each parameter as ``reports.yml`` has it."""
    of_edition = {key: entry[key] for key in ("edition", "checked_by")}
    values = {**of_edition, **entry["parameters"], **entry["published_with"]}
    listed = {f"{LIST}: {key}": str(value) for key, value in values.items()}
    return listed | {f"{OFFICE}: permanent address": entry["address"]}


def _package(manifest: Mapping, entry: Mapping) -> dict[str, str]:
    files, lock = manifest["packages"][entry["package"]], manifest["locks"][entry["lock"]]
    versions = {"python": lock["python"], **lock["libraries"]}
    return {f"{SOURCE}{path}": digest for path, digest in files.items()} | {
        f"{LOCK}: {library}": version for library, version in versions.items()
    }


def _tables_as_they_are(project: Path, copy: Path) -> Comparison:
    """Every processed file of the project beside what the raw figures give, used or not."""
    folders = (project / PROCESSED, copy / PROCESSED)
    return compare(TABLE, *(read.sums(folder, read.paths(folder)) for folder in folders))


def _others(published: Path, again: Path, names: Collection[str]) -> Comparison:
    """The files that belong to no report, without those that record something of the rest."""
    found = []
    for folder in (published, again):
        taken = {path for name in names for path in _files(folder, name)} | OF_RECORDS
        found.append(read.sums(folder, [path for path in read.paths(folder) if path not in taken]))
    return compare(FILE, *found)


def _exceptions(project: Path, manifest: Mapping) -> Comparison:
    """What ``gate.toml`` lets out or holds back: as the manifest lists it, and as it is now."""
    now = as_recorded(read_exceptions(project))
    return compare(EXCEPTION, *(_reasons(listed) for listed in (manifest["gate"], now)))


def _reasons(listed: Mapping[str, Sequence[Mapping]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in (record for several in listed.values() for record in several):
        said = ", ".join(str(value) for key, value in sorted(one.items()) if key != "reason")
        id = f"{GATE}: {said}"
        found[id] = "; ".join(filter(None, (found.get(id), one["reason"])))
    return found


def _files(folder: Path, name: str) -> list[str]:
    """The pages of a report in each language, and the files beside them."""
    page = re.compile(rf"{name}(\.\w+)?\.html")
    found = (path for path in folder.glob(f"{name}*.html") if path.is_file())
    pages = sorted(path.name for path in found if page.fullmatch(path.name))
    return [*pages, *(f"{name}/{path}" for path in read.paths(folder / name))]


def _tables(folder: Path, name: str) -> list[str]:
    others = {f"{name}/{file}" for file in (NUMBERS, OWN_FIGURES)}
    return [path for path in _files(folder, name) if path.endswith(".csv") and path not in others]


def _stated(folder: Path, name: str) -> dict[str, str]:
    pages = [path for path in _files(folder, name) if path.endswith(".html")]
    return {
        f"{page}, {id}": text
        for page in pages
        for id, text in read.stated((folder / page).read_text("utf-8", "replace")).items()
    }
