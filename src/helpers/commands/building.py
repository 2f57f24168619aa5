"""The commands that build: data, reports, and the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands.options import FAILED, Jobs, Out, announce, made_folder, relative, tell

if TYPE_CHECKING:
    from helpers.run.batch import Outcome

NOT_YET = "the page says so, and `disparity release` makes it an edition"

Names = Annotated[list[str] | None, typer.Argument(help="Reports; all of them if none is named.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="A parameter; may be repeated."),
]
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
    out: Out = None,
    pdf: Pdf = False,
    jobs: Jobs = None,
) -> None:
    """Build reports: data first, then each notebook.

    With -p and without --out the pages go to explore/, so that a variant never takes the place of
    a published page. With --pdf a page lists its PDF; a build without it removes that PDF.
    """
    from helpers.run.processes import cores, warm_up

    warm_up()
    from helpers.data.project import project
    from helpers.run.batch import build as build_reports
    from helpers.run.batch import write_index
    from helpers.run.manifest import not_editions
    from helpers.run.office import read_check, read_office, write_statement
    from helpers.run.pdf import check_library
    from helpers.run.planning import plan

    if pdf:
        check_library()
    given = _settings(parameter or [])
    plans = plan(project(), names or (), given)
    folder = made_folder(out or project() / ("explore" if given else "reports"))
    office, check = read_office(project()), read_check(folder)
    data()
    failed = project() / "failed"
    built = build_reports(plans, folder, failed, announce, pdf, jobs or cores())
    outcomes = sorted(built, key=lambda outcome: [one.name for one in plans].index(outcome.name))
    _summarise(outcomes)
    if any(not outcome.problem for outcome in outcomes):
        listed = plan(project())
        write_index(listed, folder)
        languages = dict.fromkeys(spoken for ready in listed for spoken in ready.languages)
        tell(*write_statement(folder, office, check, list(languages)))
        for name in not_editions(folder):
            tell(f"{name}: other numbers than in its newest edition; {NOT_YET}")
    if any(outcome.problem for outcome in outcomes):
        raise typer.Exit(FAILED)


def list_reports() -> None:
    """Show the reports with their parameters: type, allowed values, value in reports.yml."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from helpers.data.project import project
    from helpers.run.planning import plan

    for ready in plan(project()):
        table = Table(title=ready.name, box=box.SIMPLE)
        for heading in ("Parameter", "Type", "Value", "Meaning", "Allowed"):
            table.add_column(heading, overflow="fold")
        for name, parameter in ready.known.items():
            kind = type(parameter.default).__name__
            value = str(ready.parameters[name])
            table.add_row(name, kind, value, parameter.meaning, parameter.choices)
        Console(soft_wrap=True, highlight=False).print(table)


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
