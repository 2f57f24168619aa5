"""The command that builds reports: which of them have to be made, and how it went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.asked import asked_for, in_words
from helpers.commands.options import FAILED, Jobs, Out, made_folder, relative, tell
from helpers.commands.progress import telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from helpers.commands.asked import Asked
    from helpers.commands.progress import Told
    from helpers.run.batch import Workers
    from helpers.run.made import Outcome

NOT_YET = "the page says so, and `disparity release` makes it an edition"
FRESH = "--fresh"
INTERRUPTED = 130

Names = Annotated[
    list[str] | None, typer.Argument(help="Reports or analyses; all of them if none is named.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="A parameter; may be repeated."),
]
Forces = Annotated[
    list[str] | None,
    typer.Option("--force", metavar="NAME", help="A police force, or all; may be repeated."),
]
Batch = Annotated[
    Path | None,
    typer.Option("--batch", metavar="FILE", help="A file that lists analyses, forces, parameters."),
]
Timeout = Annotated[
    int, typer.Option("--timeout", min=1, metavar="SECONDS", help="How long a report may take.")
]
Retries = Annotated[
    int, typer.Option("--retries", min=0, help="Further tries for a process that died.")
]
Scheduler = Annotated[
    str,
    typer.Option("--scheduler", metavar="ADDRESS", help="Make them on the Dask cluster at tcp://…"),
]
Fresh = Annotated[bool, typer.Option(FRESH, help="Build what has not changed, too.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Leave out what the build before, if stopped, had made.")
]
KeepGoing = Annotated[
    bool, typer.Option("--keep-going", "-k", help="Begin further reports after one that failed.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what failed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print what became of each as JSON, alone.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be built, and stop.")]
Pdf = Annotated[
    bool, typer.Option("--pdf", help="Make each page as a tagged PDF too; needs the extra `pdf`.")
]


def build(
    names: Names = None,
    parameter: Settings = None,
    force: Forces = None,
    batch: Batch = None,
    out: Out = None,
    pdf: Pdf = False,
    jobs: Jobs = None,
    scheduler: Scheduler = "",
    timeout: Timeout = 300,
    retries: Retries = 1,
    fresh: Fresh = False,
    resume: Resume = False,
    keep_going: KeepGoing = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    dry_run: DryRun = False,
) -> None:
    """Build the reports that have changed: data first, then each notebook.

    With -p and without --out the pages go to explore/, so that a variant never takes the place of
    a published page. With --force the names are those of analyses (`disparity list --forces`), all
    without any, and the pages go to forces/; with --batch to batches/. With --pdf a page lists its
    PDF; a build without it removes that PDF. Status 0: all written or unchanged; 1: a report
    failed; 2: refused, nothing written; 130: stopped.
    """
    if fresh and not dry_run:
        from helpers.run.processes import warm_up

        warm_up()
    from helpers.run.outcomes import reports
    from helpers.run.replacing import sole_build

    if not dry_run:
        _tables()
    asked = asked_for(names or [], force or [], batch, parameter or [], out)
    if dry_run:
        tell(*map(in_words, asked.plans))
        tell(f"{reports(asked.plans)}, to {relative(asked.folder)}")
        return
    _check(asked, pdf, scheduler)
    with sole_build(asked.folder):
        why = _why(asked, fresh, resume, pdf)
        with telling(len(why), quiet or as_json) as told:
            workers = _workers(jobs, timeout, retries, scheduler, told) if why else None
            status = _run(asked, why, pdf, workers, keep_going, told)
    if as_json:
        tell(asked.record.read_text("utf-8").rstrip())
    if status:
        raise typer.Exit(status)


def _tables() -> None:
    """Build the tables, unless nothing that they depend on has changed."""
    from helpers.data.project import project
    from helpers.run.freshness import files_of_data, unless_same
    from helpers.run.replacing import sole_build

    def make() -> None:
        from helpers.data import build_tables

        build_tables()

    with sole_build(project() / "data", wait=True):
        unless_same("tables", files_of_data, make)


def _check(asked: Asked, pdf: bool, scheduler: str) -> None:
    """Refuse what would be refused later, and make the folder."""
    from helpers.data.project import project
    from helpers.run.office import read_check, read_office

    if pdf:
        from helpers.run.pdf import check_library

        check_library()
    read_office(project())
    read_check(made_folder(asked.folder))
    if scheduler:
        from helpers.run.cluster import check_cluster

        check_cluster(scheduler)


def _why(asked: Asked, fresh: bool, resume: bool, pdf: bool) -> dict[str, list[str]]:
    """The reports to build, each with the reasons."""
    from helpers.run.freshness import stale
    from helpers.run.outcomes import finished

    changed = stale(asked.plans, asked.folder, pdf)
    done = finished(asked.record) if resume else set()
    if not fresh:
        return changed
    again = [one.name for one in asked.plans if one.name in changed or one.name not in done]
    return {name: changed.get(name, [FRESH]) for name in again}


def _workers(jobs: int | None, timeout: int, retries: int, scheduler: str, told: Told) -> Workers:
    from helpers.run.batch import Workers
    from helpers.run.processes import cores, jobs_that_fit, warm_up

    wished = jobs or cores()
    if scheduler:
        return Workers(wished, timeout, retries, scheduler)
    fitting = jobs_that_fit(wished)
    if fitting < wished:
        told.note(f"{fitting} at a time, not {wished}: there is no memory for more.")
    if not warm_up():
        told.note("No process can be forked here: the same reports, made more slowly.")
    return Workers(fitting, timeout, retries)


def _run(
    asked: Asked,
    why: Mapping[str, Sequence[str]],
    pdf: bool,
    workers: Workers | None,
    keep_going: bool,
    told: Told,
) -> int:
    """Build the reports and write the lists of the folder; the exit status."""
    from helpers.run.outcomes import counted, failed_before, write_record

    outcomes: list[Outcome] = []
    status, failed = 0, failed_before(asked.record)
    try:
        write_record(asked.plans, outcomes, why, asked.record)
        for outcome in _built(asked, why, pdf, workers, keep_going, told):
            outcomes.append(outcome)
            told.end(outcome)
            write_record(asked.plans, outcomes, why, asked.record)
    except KeyboardInterrupt:
        status = INTERRUPTED
    written = [outcome for outcome in outcomes if not outcome.problem]
    if written or not outcomes or asked.record.parent == asked.folder:
        forked = bool(outcomes and workers and not workers.scheduler)
        _write_lists(asked, failed or bool(outcomes), told, forked)
    told.note(counted(asked.plans, outcomes, why))
    return status or (0 if len(written) == len(why) else FAILED)


def _built(
    asked: Asked,
    why: Mapping[str, Sequence[str]],
    pdf: bool,
    workers: Workers | None,
    keep_going: bool,
    told: Told,
) -> Iterator[Outcome]:
    if not why:
        return
    from helpers.data.project import project
    from helpers.run.batch import build as build_reports
    from helpers.run.freshness import in_words as reasons

    plans = [one for one in asked.plans if one.name in why]
    yield from build_reports(
        plans,
        asked.folder,
        project() / "build" / "failed",
        lambda name: told.begin(name, reasons(why[name])),
        pdf,
        workers,
        keep_going=keep_going,
        held=True,
    )


def _write_lists(asked: Asked, again: bool, told: Told, forked: bool) -> None:
    """The index, the statement and the exceptions of the gate, unless they are as they were."""
    from helpers.data.project import project
    from helpers.run.freshness import files_of_lists, unless_same

    def make() -> None:
        from helpers.run.forces import read_analyses
        from helpers.run.growing import refresh
        from helpers.run.listing import write_lists
        from helpers.run.manifest import not_editions
        from helpers.run.office import read_check, read_office, write_statement
        from helpers.run.processes import warm_up

        refresh(asked.folder, project())
        analyses = read_analyses(project())
        write_lists(asked.listed, asked.folder, analyses, forked and warm_up())
        spoken = dict.fromkeys(one for ready in asked.listed for one in ready.languages)
        office, check = read_office(project()), read_check(asked.folder)
        told.note(*write_statement(asked.folder, office, check, list(spoken)))
        editions = [ready.name for ready in asked.listed if ready.standing.editions]
        for name in filter(editions.__contains__, not_editions(asked.folder)):
            told.note(f"{name}: other numbers than in its newest edition; {NOT_YET}")

    unless_same(f"lists-{asked.folder.name}", lambda: files_of_lists(asked.folder), make, again)
