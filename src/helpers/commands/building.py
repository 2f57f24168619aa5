"""The commands that build: data, reports, and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.options import FAILED, Jobs, Out, announce, made_folder, relative, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from helpers.run.batch import Outcome
    from helpers.run.planning import Plan

NOT_YET = "the page says so, and `disparity release` makes it an edition"

Names = Annotated[list[str] | None, typer.Argument(help="Reports; all of them if none is named.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="A parameter; may be repeated."),
]
Forces = Annotated[
    list[str] | None,
    typer.Option("--force", metavar="NAME", help="A police force, or all; may be repeated."),
]
Timeout = Annotated[
    int, typer.Option("--timeout", min=1, metavar="SECONDS", help="How long a report may take.")
]
Retries = Annotated[
    int, typer.Option("--retries", min=0, help="Further tries for a process that died.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be built, and stop.")]
Pdf = Annotated[
    bool, typer.Option("--pdf", help="Make each page as a tagged PDF too; needs the extra `pdf`.")
]


def data() -> None:
    """Build data/processed from data/raw, checksums first."""
    from helpers.data import build_tables
    from helpers.data.project import project

    names = build_tables()
    tell(f"{len(names)} tables built in {relative(project() / 'data/processed')}")


def build(
    names: Names = None,
    parameter: Settings = None,
    force: Forces = None,
    out: Out = None,
    pdf: Pdf = False,
    jobs: Jobs = None,
    timeout: Timeout = 300,
    retries: Retries = 1,
    dry_run: DryRun = False,
) -> None:
    """Build reports: data first, then each notebook.

    With -p and without --out the pages go to explore/, so that a variant never takes the place of
    a published page. With --force the names are those of analyses (`disparity list --forces`), all
    without any, and the pages go to forces/. With --pdf a page lists its PDF; a build without it
    removes that PDF. Status 0: all written; 1: a report failed; 2: refused, nothing written.
    """
    from helpers.run.processes import cores, warm_up

    if not dry_run:
        warm_up()
    from helpers.data.project import project
    from helpers.run.batch import Workers
    from helpers.run.batch import build as build_reports
    from helpers.run.office import read_check, read_office
    from helpers.run.pdf import check_library

    if pdf:
        check_library()
    plans, listed, place = _planned(names or [], force or [], _settings(parameter or []))
    if dry_run:
        tell(*map(_in_words, plans), f"{len(plans)} reports, to {relative(out or place)}")
        return
    folder = made_folder(out or place)
    office, check = read_office(project()), read_check(folder)
    data()
    workers = Workers(jobs or cores(), timeout, retries)
    built = build_reports(plans, folder, project() / "failed", announce, pdf, workers)
    order = [one.name for one in plans]
    outcomes = sorted(built, key=lambda outcome: order.index(outcome.name))
    _summarise(outcomes)
    if any(not outcome.problem for outcome in outcomes):
        _write_lists(folder, listed, office, check)
    if force:
        from helpers.run.listing import write_record

        write_record(outcomes, folder)
    if any(outcome.problem for outcome in outcomes):
        raise typer.Exit(FAILED)


def _planned(
    names: Sequence[str], forces: Sequence[str], given: Mapping[str, str]
) -> tuple[list[Plan], list[Plan], Path]:
    """What is to be built, what the index of the folder may list, and the folder."""
    from helpers.data.project import project
    from helpers.run.forces import ALL, plan_forces, read_analyses
    from helpers.run.parameters import ParameterError
    from helpers.run.planning import plan

    analyses = read_analyses(project())
    if forces:
        plans = plan_forces(analyses, names, forces, given)
        listed = {one.name: one for one in [*plan_forces(analyses, [], [ALL]), *plans]}
        return plans, list(listed.values()), project() / "forces"
    for name in names:
        if name in analyses:
            raise ParameterError(f"{name} runs for a force. Add --force NAME, or --force {ALL}.")
    plans = plan(project(), names, given)
    return plans, plan(project()), project() / ("explore" if given else "reports")


def _write_lists(
    folder: Path, listed: Sequence[Plan], office: Mapping, check: Mapping | None
) -> None:
    from helpers.run.listing import write_index
    from helpers.run.manifest import not_editions
    from helpers.run.office import write_statement

    write_index(listed, folder)
    languages = dict.fromkeys(spoken for ready in listed for spoken in ready.languages)
    tell(*write_statement(folder, office, check, list(languages)))
    editions = [ready.name for ready in listed if ready.standing.editions]
    for name in filter(editions.__contains__, not_editions(folder)):
        tell(f"{name}: other numbers than in its newest edition; {NOT_YET}")


def _in_words(ready: Plan) -> str:
    values = ", ".join(f"{key} {value}" for key, value in ready.parameters.items())
    return f"{ready.name}: {ready.origin.notebook} with {values}"


def list_reports(
    forces: Annotated[
        bool, typer.Option("--forces", help="Show which analysis has figures for which force.")
    ] = False,
) -> None:
    """Show the reports with their parameters: type, allowed values, value in reports.yml."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from helpers.data.project import project
    from helpers.run.planning import plan

    if forces:
        _list_forces()
        return
    for ready in plan(project()):
        table = Table(title=ready.name, box=box.SIMPLE)
        for heading in ("Parameter", "Type", "Value", "Meaning", "Allowed"):
            table.add_column(heading, overflow="fold")
        for name, parameter in ready.known.items():
            kind = type(parameter.default).__name__
            value = str(ready.parameters[name])
            table.add_row(name, kind, value, parameter.meaning, parameter.choices)
        Console(soft_wrap=True, highlight=False).print(table)


def _list_forces() -> None:
    from helpers.data.project import project
    from helpers.run.forces import read_analyses

    analyses = read_analyses(project()).values()
    for force in sorted({force for one in analyses for force in one.forces}):
        having = [one.name for one in analyses if force in one.forces]
        tell(f"{force}: {', '.join(having)}")


def _settings(pairs: list[str]) -> dict[str, str]:
    from helpers.run.parameters import ParameterError

    given: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"-p {pair}: not of the form key=value.")
        if key in given:
            raise ParameterError(f"-p {pair}: {key} is given twice. Give it once.")
        given[key] = value
    return given


def _summarise(outcomes: list[Outcome]) -> None:
    width = max(len(outcome.name) for outcome in outcomes)
    for outcome in outcomes:
        state = f"FAILED: {outcome.problem}; see" if outcome.problem else "written to"
        place = relative(outcome.path)
        line = f"{outcome.name:<{width}} {outcome.seconds:6.1f} s  {state} {place}"
        tell(line)
        for earlier in outcome.removed:
            line = f"{relative(earlier)} was of the earlier page: removed. --pdf makes it again."
            tell(line)
