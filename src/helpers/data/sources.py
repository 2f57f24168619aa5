"""The register of raw files: who published each, when, under what licence, with which checksum."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers.data.errors import DataError
from helpers.data.project import project, raw_folder

QUALITIES = ("green", "amber", "red")


@dataclass(frozen=True)
class Source:
    """One raw file and its publication.

    ``path`` is relative to ``data/raw``. ``second_hand`` names who quotes the figure when the
    producer's own publication was not read, and is empty otherwise. ``published`` is as precise as
    the publication shows; an inferred date says so.
    """

    path: str
    producer: str
    title: str
    edition: str
    published: str
    address: str
    licence: str
    sha256: str
    second_hand: str
    known_problems: tuple[str, ...]
    quality: str
    used_by: tuple[str, ...]

    @property
    def citation(self) -> str:
        """Producer, title, date, and by whom it is quoted when it is second hand."""
        edition = f", {self.edition}" if self.edition else ""
        quoted = f"; second hand, as quoted by {self.second_hand}" if self.second_hand else ""
        return f"{self.producer}, “{self.title}”{edition}, {self.published}{quoted}"


def read_sources() -> dict[str, Source]:
    """Every record of ``data/sources.toml``, keyed by path and sorted.

    Raises
    ------
    DataError
        The register is missing, a record lacks or adds a field, a path is registered twice, or a
        quality is not green, amber or red.
    """
    register = project() / "data" / "sources.toml"
    if not register.is_file():
        raise DataError("the register is missing", "Restore it from the repository", file=register)
    return dict(_parse(register, register.read_text("utf-8")))


@lru_cache(maxsize=4)
def _parse(register: Path, text: str) -> dict[str, Source]:
    sources = [_source(register, record) for record in tomllib.loads(text).get("file", [])]
    paths = [source.path for source in sources]
    for path in paths:
        if paths.count(path) > 1:
            raise DataError("registered twice", "Keep one record", file=register, value=path)
    return {source.path: source for source in sorted(sources, key=lambda source: source.path)}


def sources_of(*tables: pd.DataFrame) -> list[Source]:
    """The records of the raw files named in the ``source`` columns of tables, sorted by path.

    Raises
    ------
    DataError
        A file that is not registered.
    """
    sources = read_sources()
    cells = {cell for table in tables for cell in table["source"]}
    paths = sorted({line.partition(":")[0] for cell in cells for line in cell.split(";")})
    for path in paths:
        if path not in sources:
            raise DataError("not registered", "Add a record to data/sources.toml", file=path)
    return [sources[path] for path in paths]


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
        raise DataError("not registered", "Add a record to data/sources.toml", file=path)


def raw_path(name: str) -> Path:
    """Path of a registered raw file whose checksum has been compared.

    Raises
    ------
    DataError
        The file is not registered, is missing, or its checksum differs.
    """
    source = read_sources().get(name)
    if source is None:
        raise DataError("not registered", "Add a record to data/sources.toml", file=name)
    path = raw_folder() / name
    if not path.is_file():
        raise DataError("the file is missing", "Restore it from the repository", file=path)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        raise DataError(
            f"the checksum differs from the recorded {source.sha256[:12]}…",
            "Restore the file, or record the new edition in data/sources.toml",
            file=path,
            value=f"{found[:12]}…",
        )
    return path


def _source(register: Path, record: dict) -> Source:
    fields = Source.__dataclass_fields__.keys()
    for name in sorted(fields ^ record.keys()):
        problem = "unknown field" if name in record else "field missing"
        raise DataError(
            f"{problem} in the record of {record.get('path', 'a file without path')}",
            f"A record has the fields {', '.join(fields)}",
            file=register,
            column=name,
        )
    if record["quality"] not in QUALITIES:
        raise DataError(
            f"unknown quality in the record of {record['path']}",
            f"Use one of {', '.join(QUALITIES)}",
            file=register,
            column="quality",
            value=record["quality"],
        )
    lists = {name: tuple(record[name]) for name in ("known_problems", "used_by")}
    return Source(**{**record, **lists})
