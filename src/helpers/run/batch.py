"""Several reports in one go, side by side, each replaced whole or left as it was."""

from __future__ import annotations

import shutil
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple

import nbformat

from helpers.data.sources import OWN_FIGURES
from helpers.page.sheets import FOLDER
from helpers.page.site import file_name
from helpers.page.words import LANGUAGES
from helpers.run.growing import Manifest
from helpers.run.made import Made, Outcome, Report, ReportError
from helpers.run.manifest import MANIFEST, entry
from helpers.run.planning import Plan
from helpers.run.processes import Died, most_memory, side_by_side, warm_up
from helpers.run.replacing import replace_together, sole_build, staging, write_whole


class Workers(NamedTuple):
    """Reports made each in a process of its own, ``jobs`` of them at a time.

    ``seconds`` is how long one may take. One whose process dies is begun again, ``retries`` times;
    one that takes too long, or whose notebook has an error, is not. With the address of a
    ``scheduler`` they are made by its Dask cluster, as many at a time as that has threads.
    """

    jobs: int
    seconds: float | None = None
    retries: int = 0
    scheduler: str = ""


class _Told(NamedTuple):
    """Who is told that a report begins, and who is asked, with what has just ended, if one may."""

    begin: Callable[[Plan], None]
    go_on: Callable[[Sequence[Made]], bool]


def build(
    plans: Sequence[Plan],
    out: Path,
    failed: Path,
    announce: Callable[[str], None],
    pdf: bool = False,
    workers: Workers | None = None,
    executed: Path | None = None,
    keep_going: bool = True,
    held: bool = False,
) -> Iterator[Outcome]:
    """Make the reports and yield what became of each, in the order in which they are finished.

    A report is written only when its notebook ran to the end and its page and numbers are whole;
    otherwise the earlier one stays as it was, and the notebook goes to ``failed``, as far as it
    ran, or, if the kernel died, as it was; beside it a log. All files of a report, and what
    ``manifest.json`` records of it, take the places of the earlier ones together.

    Parameters
    ----------
    workers
        Without them the reports are made by this process, one after another, each with an ordinary
        kernel. The bytes do not depend on it.
    executed
        Folder for the notebooks as executed, ``<name>.ipynb``, of the reports that are written.
    keep_going
        Whether reports are begun after one that failed; those that are under way are finished.
    held
        Whether the caller holds the folder (:func:`helpers.run.replacing.sole_build`).

    Raises
    ------
    ParameterError
        Another build writes to the folder; its manifest is damaged; or a notebook changed after it
        was planned.
    """
    failed_names: list[str] = []

    def go_on(ended: Sequence[Made]) -> bool:
        return keep_going or not (failed_names or any(one.problem for one in ended))

    with nullcontext() if held else sole_build(out), staging(out) as stage:
        manifest = _manifest(out, [one for one in plans if one.origin])
        make = partial(_make, stage=stage, pdf=pdf, kept=executed is not None)
        told = _Told(lambda ready: announce(ready.name), go_on)
        for ready, made in _made(plans, make, stage, workers, told):
            start = time.perf_counter()
            outcome = _written(ready, made, stage / ready.name, out, failed, manifest)
            if outcome.problem:
                failed_names.append(ready.name)
            elif executed:
                write_whole(executed / f"{ready.name}.ipynb", made.report.notebook.encode("utf-8"))
            seconds = made.seconds + time.perf_counter() - start
            yield outcome._replace(seconds=seconds, memory=made.memory)


def _manifest(out: Path, plans: Sequence[Plan]) -> Manifest | None:
    return Manifest(out, plans[0].origin.project, plans) if plans else None


def _made(
    plans: Sequence[Plan],
    make: Callable[[Plan], Made],
    stage: Path,
    workers: Workers | None,
    told: _Told,
) -> Iterator[tuple[Plan, Made]]:
    if workers is None:
        for ready in plans:
            if told.go_on(()):
                told.begin(ready)
                yield ready, make(ready)
        return
    left = sorted(plans, key=_length, reverse=True) if workers.jobs > 1 else list(plans)
    retries = workers.retries
    while left:
        again = []
        asked = told._replace(go_on=partial(_go_on, told, retries))
        for ready, one in _begun(left, make, stage, workers, asked):
            if made := _for_good(one, retries):
                yield ready, made
            else:
                again.append(ready)
        left, retries = again, retries - 1


def _go_on(told: _Told, retries: int, ended: Sequence[Made | Died]) -> bool:
    return told.go_on([made for one in ended if (made := _for_good(one, retries))])


def _for_good(one: Made | Died, retries: int) -> Made | None:
    """What a process gave; none if it died and the report is to be begun again."""
    if not isinstance(one, Died):
        return one
    if retries and not one.late:
        return None
    return Made(None, 0.0, f"its process died: {one.reason}")


def _length(ready: Plan) -> int:
    """How much a notebook has to run: with the longest first, the last to end is a short one."""
    return sum(len(cell.source) for cell in ready.notebook.cells if cell.cell_type == "code")


def _begun(
    plans: Sequence[Plan],
    make: Callable[[Plan], Made],
    stage: Path,
    workers: Workers,
    told: _Told,
) -> Iterator[tuple[Plan, Made | Died]]:
    if workers.scheduler:
        from helpers.run.cluster import on_cluster

        return on_cluster(plans, make, stage, workers.scheduler, *told, workers.seconds)
    work = partial(make, forked=warm_up())
    return side_by_side(plans, work, workers.jobs, *told, workers.seconds)


def _make(ready: Plan, stage: Path, pdf: bool, kept: bool = False, forked: bool = False) -> Made:
    # NOTE: not above: where processes are forked, this one makes no report and starts sooner.
    from helpers.run.engine import IN_PROCESS, register
    from helpers.run.report import make_report

    start, problem, log, report = time.perf_counter(), "", "", None
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
            IN_PROCESS if forked else None,
            kept,
        )
    except Exception as error:  # whatever one report does, the others still run
        problem, log = _in_one_line(error), _in_full(error)
    return Made(report, time.perf_counter() - start, problem, most_memory(), log)


def _written(
    ready: Plan,
    made: Made,
    folder: Path,
    out: Path,
    failed: Path,
    manifest: Manifest | None,
) -> Outcome:
    problem, log = made.problem, made.log
    if not problem:
        try:
            removed = _write_report(made.report, ready, folder, out, manifest)
            return Outcome(ready.name, 0.0, out / f"{ready.name}.html", "", removed)
        except Exception as error:  # whatever one report does, the others still run
            problem, log = _in_one_line(error), _in_full(error)
    kept = _keep(ready, folder / f"{ready.name}.ipynb", failed)
    write_whole(kept.with_suffix(".log"), f"{problem}\n\n{log}".encode())
    return Outcome(ready.name, 0.0, kept, problem)


def _in_one_line(error: Exception) -> str:
    kind = "" if isinstance(error, ReportError) else f"{type(error).__name__}: "
    return " ".join(f"{kind}{error}".split())


def _in_full(error: Exception) -> str:
    return "".join(traceback.format_exception(error))


def _keep(ready: Plan, executed: Path, failed: Path) -> Path:
    failed.mkdir(parents=True, exist_ok=True)
    kept = failed / executed.name
    if executed.exists():
        shutil.move(executed, kept)
    else:
        nbformat.write(ready.notebook, kept)
    return kept


def _write_report(
    report: Report, ready: Plan, stage: Path, out: Path, manifest: Manifest | None
) -> list[Path]:
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
    earlier.add(f"{name}/{OWN_FIGURES}")
    gone = sorted(file for file in earlier - files.keys() if (out / file).is_file())
    if manifest:
        files[MANIFEST] = manifest.with_entry(name, entry(ready, report.read, files, manifest.sums))
    replace_together(stage, out, files, gone)
    return [out / file for file in gone if file.endswith(".pdf")]
