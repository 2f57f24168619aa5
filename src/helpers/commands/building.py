"""The commands that build: data, reports, and the list of them."""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.commands.options import relative, tell


def data() -> None:
    """Build data/processed from data/raw, checksums first."""
    from helpers.data import build_tables
    from helpers.data.project import project
    from helpers.run.freshness import files_of_data, unless_same

    names: list[str] = []
    unless_same("tables", files_of_data, lambda: names.extend(build_tables()), again=True)
    tell(f"{len(names)} tables built in {relative(project() / 'data/processed')}")


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
    if of_records := [one.name for one in analyses if one.of_records]:
        tell(f"any force, from own records: {', '.join(of_records)}")
