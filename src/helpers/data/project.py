"""Where the project's folders are, whatever the working directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENVIRONMENT_VARIABLE = "DISPARITY_PROJECT"
NOTED_IN = "DISPARITY_FILES_READ"


def project() -> Path:
    """Folder of the project: the one named by ``DISPARITY_PROJECT``, else this checkout."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(named).resolve() if named else Path(__file__).resolve().parents[3]


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Take a folder for that of the project, here and in the kernels that start meanwhile."""
    before = os.environ.get(ENVIRONMENT_VARIABLE)
    os.environ[ENVIRONMENT_VARIABLE] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(ENVIRONMENT_VARIABLE)
        if before is not None:
            os.environ[ENVIRONMENT_VARIABLE] = before


def note_read(path: Path) -> None:
    """Add a file of the project to the list that ``DISPARITY_FILES_READ`` names, if it is set."""
    if listed := os.environ.get(NOTED_IN):
        with Path(listed).open("a", encoding="utf-8") as file:
            file.write(f"{path.relative_to(project()).as_posix()}\n")


def raw_folder() -> Path:
    """Folder of the figures exactly as published."""
    return project() / "data" / "raw"


def processed_folder() -> Path:
    """Folder of the tidy tables that are built from the raw figures."""
    return project() / "data" / "processed"
