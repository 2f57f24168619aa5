"""The ``disparity`` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from helpers.commands import auditing, building, records
from helpers.commands.build import build
from helpers.commands.options import REFUSED

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Rebuild published figures on ethnic disparity in policing, and the reports on them.",
)
for name, command in {
    "data": building.data,
    "build": build,
    "list": building.list_reports,
    "verify": auditing.verify,
    "gate": auditing.gate,
    "accessibility": auditing.accessibility,
    "release": auditing.release,
    "bundle": auditing.bundle,
}.items():
    app.command(name)(command)
of_records = typer.Typer(no_args_is_help=True, help="Look at a force's own records, safely.")
for name, command in {
    "check": records.check,
    "map": records.start_map,
    "synthesise": records.synthesise,
    "tables": records.tables,
}.items():
    of_records.command(name)(command)
app.add_typer(of_records, name="records")


@app.callback()
def options(
    folder: Annotated[
        Path | None, typer.Option("--project", help="Folder of the project.", metavar="DIR")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """Options of every command."""
    if folder:
        from helpers.data.project import ENVIRONMENT_VARIABLE

        os.environ[ENVIRONMENT_VARIABLE] = str(folder.resolve())


def main() -> None:
    """Run the command; whatever stops it is one line and status 2, without a traceback."""
    try:
        app()
    except Exception as error:  # noqa: BLE001
        if "--debug" in sys.argv:
            raise
        typer.echo(_in_one_line(error), err=True)
        sys.exit(REFUSED)


def _in_one_line(error: Exception) -> str:
    from helpers.data.errors import DataError
    from helpers.run.parameters import ParameterError

    if isinstance(error, (DataError, ParameterError)):
        said = f"refused: {error}"
    else:
        kind = type(error).__name__
        said = f"could not run: {kind}: {error} (`disparity --debug …` shows where)"
    return " ".join(said.split())


if __name__ == "__main__":
    main()
