"""The ``disparity`` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from helpers.data.errors import DataError
from helpers.data.project import ENVIRONMENT_VARIABLE, project
from helpers.run.parameters import ParameterError

if TYPE_CHECKING:
    from helpers.run.batch import Outcome

FAILED, REFUSED = 1, 2

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Rebuild published figures on ethnic disparity in policing, and the reports on them.",
)
out_console = Console(soft_wrap=True, highlight=False)
error_console = Console(stderr=True, soft_wrap=True, highlight=False)

Names = Annotated[list[str] | None, typer.Argument(help="Reports; all of them if none is named.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="A parameter; may be repeated."),
]
Pdf = Annotated[
    bool, typer.Option("--pdf", help="Make each page as a tagged PDF too; needs the extra `pdf`.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write to.", metavar="DIR")]


@app.callback()
def options(
    folder: Annotated[
        Path | None, typer.Option("--project", help="Folder of the project.", metavar="DIR")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """Options of every command."""
    if folder:
        os.environ[ENVIRONMENT_VARIABLE] = str(folder.resolve())


@app.command()
def data() -> None:
    """Build data/processed from data/raw, checksums first."""
    from helpers.data import build_tables

    names = build_tables()
    out_console.print(f"{len(names)} tables built in {_relative(project() / 'data/processed')}")


@app.command()
def build(
    names: Names = None, parameter: Settings = None, out: Out = None, pdf: Pdf = False
) -> None:
    """Build reports: data first, then each notebook.

    With -p and without --out the pages go to explore/, so that a variant never takes the place of
    a published page. With --pdf a page lists its PDF; a build without it removes that PDF.
    """
    from helpers.run.batch import build as build_reports
    from helpers.run.batch import plan, write_index
    from helpers.run.office import read_check, read_office, write_statement
    from helpers.run.pdf import check_library

    if pdf:
        check_library()
    given = _settings(parameter or [])
    plans = plan(project(), names or (), given)
    folder = _folder(out or project() / ("explore" if given else "reports"))
    office, check = read_office(project()), read_check(folder)
    data()
    failed = project() / "failed"
    outcomes = list(
        build_reports(
            plans, folder, failed, lambda name: out_console.print(f"running {name} …"), pdf
        )
    )
    _summarise(outcomes)
    if any(not outcome.problem for outcome in outcomes):
        listed = plan(project())
        write_index(listed, folder)
        languages = dict.fromkeys(spoken for ready in listed for spoken in ready.languages)
        for line in write_statement(folder, office, check, list(languages)):
            out_console.print(line, markup=False)
    if any(outcome.problem for outcome in outcomes):
        raise typer.Exit(FAILED)


@app.command()
def gate(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder to be published; reports if none is named.")
    ] = None,
) -> None:
    """Look for what must not be published: personal data, secrets, leftovers, local links.

    Prints one line per finding. Status 0: none, or gate.toml gives a reason for each; 1: findings;
    2: something could not be read.
    """
    from helpers.audit.exceptions import read_settings
    from helpers.audit.gate import gate as look_through
    from helpers.audit.gate import granted, status
    from helpers.data.sources import read_sources
    from helpers.run.batch import plan

    settings, reports = read_settings(project()), [ready.name for ready in plan(project())]
    uses = {path: source.used_by for path, source in read_sources().items()}
    findings = look_through(folder or project() / "reports", settings, reports, uses)
    standing = [finding for finding in findings if not finding.reason]
    for finding in standing:
        out_console.print(str(finding), markup=False)
    for one in granted(findings):
        line = f"gate.toml: {one['rule']}, {one['places']} places: {one['reason']}"
        out_console.print(line, markup=False)
    out_console.print(f"{len(standing)} findings")
    raise typer.Exit(status(findings))


@app.command()
def verify(
    folder: Annotated[
        Path | None, typer.Argument(help="Published folder; reports/ if none.", metavar="[DIR]")
    ] = None,
    only: Annotated[
        str, typer.Option("--only", help="Leave out what differs by platform.", metavar="numbers")
    ] = "",
    since: Annotated[
        str, typer.Option("--since", help="List the numbers that changed instead.", metavar="REV")
    ] = "",
    out: Out = None,
) -> None:
    """Make the reports of a folder again and compare every number, cell and byte.

    Writes verify.json and verify.html, or with --since numbers-changed.md, into the folder of
    --out, which is the current one without it. Exit status: 0 all equal, 1 differences, 2 could
    not run.
    """
    from helpers.audit.results import check_place, told, write_results
    from helpers.audit.since import write_changes
    from helpers.audit.verify import verify as make_again

    if only not in ("", "numbers"):
        raise ParameterError(f"--only {only}: unknown. Write --only numbers.")
    published, place = folder or project() / "reports", out or Path.cwd()
    check_place(place, published)
    _folder(place)
    if since:
        out_console.print(write_changes(since, published, place), markup=False)
        return
    reports = make_again(
        project(), published, lambda name: out_console.print(f"running {name} …"), bool(only)
    )
    raw = project() / "data/raw"
    for line in told(reports, raw):
        out_console.print(line, markup=False)
    raise typer.Exit(write_results(reports, raw, published, place, bool(only)))


@app.command(name="list")
def list_reports() -> None:
    """Show the reports with their parameters: type, allowed values, value in reports.yml."""
    from helpers.run.batch import plan

    for ready in plan(project()):
        table = Table(title=ready.name, box=box.SIMPLE)
        for heading in ("Parameter", "Type", "Value", "Meaning", "Allowed"):
            table.add_column(heading, overflow="fold")
        for name, parameter in ready.known.items():
            kind = type(parameter.default).__name__
            value = str(ready.parameters[name])
            table.add_row(name, kind, value, parameter.meaning, parameter.choices)
        out_console.print(table)


def main() -> None:
    """Run the command; whatever stops it is one line and status 2, without a traceback."""
    try:
        app()
    except (DataError, ParameterError) as error:
        _stop("refused", str(error), error)
    except Exception as error:  # noqa: BLE001
        _stop(
            "could not run",
            f"{type(error).__name__}: {error} (`disparity --debug …` shows where)",
            error,
        )


def _stop(kind: str, message: str, error: Exception) -> None:
    if "--debug" in sys.argv:
        raise error
    error_console.print(f"{kind}: {' '.join(message.split())}", markup=False)
    sys.exit(REFUSED)


def _settings(pairs: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"-p {pair}: not of the form key=value.")
        if key in given:
            raise ParameterError(f"-p {pair}: {key} is given twice. Give it once.")
        given[key] = value
    return given


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParameterError(f"--out {path}: {error.strerror}. Name a folder.") from error
    return path


def _summarise(outcomes: list[Outcome]) -> None:
    width = max(len(outcome.name) for outcome in outcomes)
    for outcome in outcomes:
        state = f"FAILED: {outcome.problem}; see" if outcome.problem else "written to"
        place = _relative(outcome.path)
        line = f"{outcome.name:<{width}} {outcome.seconds:6.1f} s  {state} {place}"
        out_console.print(line, markup=False)
        for earlier in outcome.removed:
            line = f"{_relative(earlier)} was of the earlier page: removed. --pdf makes it again."
            out_console.print(line, markup=False)


def _relative(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    main()
