"""What the commands share: options, lines on the terminal, and how a wrong option is refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

FAILED, REFUSED = 1, 2

Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, help="Reports at a time; as many as cores without it."),
]
Folder = Annotated[
    Path | None, typer.Argument(help="Published folder; reports/ if none.", metavar="[DIR]")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write to.", metavar="DIR")]


def tell(*lines: object, to_errors: bool = False) -> None:
    """Print lines as they are."""
    for line in lines:
        typer.echo(line, err=to_errors)


def announce(name: str) -> None:
    """Say what begins to run."""
    tell(f"running {name} …")


def made_folder(path: Path) -> Path:
    """The folder of ``--out``, made if it is not there.

    Raises
    ------
    ParameterError
        It cannot be made, or nothing may be written to it.
    """
    from helpers.run.parameters import ParameterError

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParameterError(f"--out {path}: {error.strerror}. Name a folder.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ParameterError(f"--out {path}: may not be written to. Name another folder.")
    return path


def relative(path: Path) -> str:
    """A path as seen from the working directory, where it is below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
