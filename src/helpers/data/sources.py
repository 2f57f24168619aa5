"""Hides where the raw files and their register are, and holds the one against the other."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.errors import DataError
from helpers.data.project import note_read, project, raw_folder
from helpers.data.publication import NOT_PUBLISHED
from helpers.data.register import REGISTER, Source, parse_register

if TYPE_CHECKING:
    import pandas as pd

OWN_FIGURES = "own-figures.csv"
HEAD = 10_000
SYNTHETIC = "synthetic"
DEMONSTRATIONS = {
    "records_of_notices": f"{SYNTHETIC}-notices.csv",
    "records_of_searches": f"{SYNTHETIC}-searches.csv",
}
OWN, RECORDS = "own figures", "own records"
SUPPLIED = {
    OWN: (
        "Own figures, supplied with this run",
        "An office’s own figures. No publication was checked.",
    ),
    RECORDS: (
        "Tables of own records, supplied with this run",
        "An office’s own records. Small counts are hidden and the others rounded to 5.",
    ),
    SYNTHETIC: (
        "Synthetic records, made up by a program",
        "Made up. They say nothing of any person, force or place.",
    ),
}


def read_sources(folder: Path | None = None) -> dict[str, Source]:
    """Every record of ``data/sources.toml``, keyed by path and sorted.

    Parameters
    ----------
    folder
        Folder of a project, where it is not :func:`helpers.data.project.project`.

    Raises
    ------
    DataError
        The register is missing, or see :func:`helpers.data.register.parse_register`.
    """
    register = (folder or project()) / REGISTER
    if not register.is_file():
        raise DataError("the register is missing", "Restore it from the repository", file=REGISTER)
    return dict(parse_register(register.read_bytes()))


def sources_of(*tables: pd.DataFrame) -> list[Source]:
    """The records of the files named in the ``source`` columns of tables, sorted by path.

    Own figures (:mod:`helpers.data.own`) have a record that says so, and so have tables of own
    records and of made-up ones.

    Raises
    ------
    DataError
        A file that is not registered, or own figures that are not in the working directory.
    """
    sources = read_sources()
    cells = {cell for table in tables for cell in table["source"]}
    paths = sorted({line.partition(":")[0] for cell in cells for line in cell.split(";")})
    for path in {OWN_FIGURES, *DEMONSTRATIONS.values()}.intersection(paths):
        sources[path] = _own_source(path)
    for path in paths:
        if path not in sources:
            raise _not_registered(path)
    return [sources[path] for path in paths]


def quality_of(supplied: bytes) -> str:
    """What a file is that an office supplied: own figures, own records, or synthetic."""
    lines = supplied[:HEAD].decode("utf-8-sig", "replace").splitlines()
    header, first = ([*csv.reader(lines[:2])] + [[], []])[:2]
    told = dict(zip(header, first, strict=False))
    if not {"kind", "release", SYNTHETIC} <= told.keys():
        return OWN
    return SYNTHETIC if told[SYNTHETIC] else RECORDS


def check_files() -> None:
    """Compare every raw file with the register, both ways, before anything is read.

    Raises
    ------
    DataError
        A file is missing, is not registered, or has another checksum than the one recorded.
    """
    sources = read_sources()
    for source in sources.values():
        raw_path(source.path)
    found = {
        path.relative_to(raw_folder()).as_posix()
        for path in raw_folder().rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    for path in sorted(found - sources.keys()):
        raise _not_registered(path)


def raw_path(name: str) -> Path:
    """Path of a registered raw file whose checksum has been compared.

    Raises
    ------
    DataError
        The file is not registered, is missing, or its checksum differs.
    """
    source = read_sources().get(name)
    if source is None:
        raise _not_registered(name)
    path = raw_folder() / name
    if not path.is_file():
        raise DataError("the file is missing", "Restore it from the repository", file=_shown(name))
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        raise DataError(
            f"the checksum differs from the recorded {source.sha256[:12]}…",
            "Restore the file, or record the new edition in data/sources.toml",
            file=_shown(name),
            value=f"{found[:12]}…",
        )
    note_read(path)
    return path


def _own_source(name: str) -> Source:
    folder = Path(__file__).with_name("records") if name in DEMONSTRATIONS.values() else Path()
    path = folder / name
    if not path.is_file():
        remedy = f"Name your file {name} and put it into the working directory"
        raise DataError("the file is missing", remedy, file=name)
    content = path.read_bytes()
    quality = quality_of(content)
    title, problem = SUPPLIED[quality]
    return Source(
        path=name,
        producer="The office that asked for this page",
        title=title,
        edition="",
        published=NOT_PUBLISHED,
        address="",
        licence="none stated",
        sha256=hashlib.sha256(content).hexdigest(),
        second_hand="",
        known_problems=(problem,),
        quality=quality,
        used_by=(),
    )


def _not_registered(name: str) -> DataError:
    return DataError("not registered", "Add a record to data/sources.toml", file=_shown(name))


def _shown(name: str) -> str:
    return f"data/raw/{name}"
