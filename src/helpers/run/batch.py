"""Several reports in one go, side by side, each replaced whole or left as it was."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import nbformat

from helpers.page.site import file_name
from helpers.page.words import LANGUAGES
from helpers.run.downloads import FOLDER
from helpers.run.engine import IN_PROCESS, register
from helpers.run.manifest import MANIFEST, entry, with_entry
from helpers.run.planning import Plan
from helpers.run.processes import Died, most_memory, side_by_side, warm_up
from helpers.run.replacing import replace_together, sole_build, staging, write_whole
from helpers.run.report import Report, ReportError, make_report

OWN_FIGURES = "own-figures.csv"


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
    memory: int = 0


class Made(NamedTuple):
    """A report that was made and not yet written, or what went wrong.

    ``memory`` is the most that its process held, in bytes; zero where that is not known.
    """

    report: Report | None
    seconds: float
    problem: str = ""
    memory: int = 0


class Workers(NamedTuple):
    """Reports made each in a process of its own, ``jobs`` of them at a time.

    ``seconds`` is how long one may take. One whose process dies is begun again, ``retries`` times;
    one that takes too long, or whose notebook has an error, is not.
    """

    jobs: int
    seconds: float | None = None
    retries: int = 0


def build(
    plans: Sequence[Plan],
    out: Path,
    failed: Path,
    announce: Callable[[str], None],
    pdf: bool = False,
    workers: Workers | None = None,
    executed: Path | None = None,
) -> Iterator[Outcome]:
    """Make the reports and yield what became of each, in the order in which they are finished.

    A report is written only when its notebook ran to the end and its page and numbers are whole;
    otherwise the earlier one stays as it was, and the notebook goes to ``failed``: as far as it
    ran, or, if the kernel died, as it was. All files of a report, and what ``manifest.json``
    records of it, take the places of the earlier ones together.

    Parameters
    ----------
    workers
        Without them the reports are made by this process, one after another, each with an ordinary
        kernel. The bytes do not depend on it.
    executed
        Folder for the notebooks as executed, ``<name>.ipynb``, of the reports that are written.

    Raises
    ------
    ParameterError
        Another build writes to the folder.
    """
    with sole_build(out), staging(out) as stage:
        for ready, made in _made(plans, partial(_make, stage=stage, pdf=pdf), workers, announce):
            start = time.perf_counter()
            outcome = _written(ready, made, stage / ready.name, out, failed)
            if executed and not outcome.problem:
                write_whole(executed / f"{ready.name}.ipynb", made.report.notebook.encode("utf-8"))
            seconds = made.seconds + time.perf_counter() - start
            yield outcome._replace(seconds=seconds, memory=made.memory)


def _made(
    plans: Sequence[Plan],
    make: Callable[[Plan], Made],
    workers: Workers | None,
    announce: Callable[[str], None],
) -> Iterator[tuple[Plan, Made]]:
    if workers is None:
        for ready in plans:
            announce(ready.name)
            yield ready, make(ready)
        return
    work = partial(make, engine=IN_PROCESS if warm_up() else None)
    left, retries = list(plans), workers.retries
    while left:
        again = []
        begun = side_by_side(
            left, work, workers.jobs, lambda ready: announce(ready.name), workers.seconds
        )
        for ready, made in begun:
            if not isinstance(made, Died):
                yield ready, made
            elif retries and not made.late:
                again.append(ready)
            else:
                yield ready, Made(None, 0.0, f"its process died: {made.reason}")
        left, retries = again, retries - 1


def _make(ready: Plan, stage: Path, pdf: bool, engine: str | None = None) -> Made:
    start, problem, report = time.perf_counter(), "", None
    folder = stage / ready.name
    register()
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if ready.figures:
            (folder / OWN_FIGURES).write_bytes(ready.figures)
        report = make_report(
            ready.notebook,
            ready.parameters,
            folder / f"{ready.name}.ipynb",
            ready.standing,
            pdf,
            ready.languages,
            ready.origin,
            engine,
        )
    except Exception as error:  # whatever one report does, the others still run
        problem = _in_one_line(error)
    return Made(report, time.perf_counter() - start, problem, most_memory())


def _written(ready: Plan, made: Made, folder: Path, out: Path, failed: Path) -> Outcome:
    problem = made.problem
    if not problem:
        try:
            removed = _write_report(made.report, ready, folder, out)
            return Outcome(ready.name, 0.0, out / f"{ready.name}.html", "", removed)
        except Exception as error:  # whatever one report does, the others still run
            problem = _in_one_line(error)
    kept = _keep(ready, folder / f"{ready.name}.ipynb", failed)
    return Outcome(ready.name, 0.0, kept, problem)


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
    files |= {f"{name}/{OWN_FIGURES}": ready.figures} if ready.figures else {}
    tables = [path.relative_to(out).as_posix() for path in (out / name / FOLDER).glob("*.csv")]
    whole = (f"{name}/{name}.{kind}" for kind in ("ods", "pdf", "xlsx"))
    earlier = {*tables, *whole, *(file_name(name, other) for other in LANGUAGES)}
    earlier.add(f"{name}/{OWN_FIGURES}")
    gone = sorted(file for file in earlier - files.keys() if (out / file).is_file())
    if ready.origin:
        made = entry(name, ready.origin, ready.parameters, ready.standing, report.read, files)
        files[MANIFEST] = with_entry(out, name, made, ready.origin.project)
    replace_together(stage, out, files, gone)
    return [out / file for file in gone if file.endswith(".pdf")]
