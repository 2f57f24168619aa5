"""Hides what ``manifest.json`` records of each report, and how a checksum of many files is made."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jsonschema
import nbformat

from helpers.data.register import REGISTER
from helpers.data.sources import read_sources
from helpers.page.editions import Edition, with_numbers
from helpers.page.numbers import NUMBERS
from helpers.page.record import Record
from helpers.run.parameters import ParameterError

if TYPE_CHECKING:
    from helpers.run.planning import Plan

MANIFEST = "manifest.json"
SCHEMA = "manifest.schema.json"
FORMAT = 1
LOCK = "requirements.lock"
SETTINGS = "pyproject.toml"
RAW, PROCESSED = "data/raw/", "data/processed/"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")
NO_EDITION = Edition("", "", "")


class Origin(NamedTuple):
    """The folder of a project, and the path of a notebook in it, with ``/``.

    ``address`` is the permanent one of the edition that the notebook makes, if it has one.
    """

    project: Path
    notebook: str
    address: str = ""


def entry(
    ready: Plan, read: Iterable[str], made: Mapping[str, bytes], sums: Mapping[str, str]
) -> dict:
    """What a report was made from and what was made, as checksums.

    Parameters
    ----------
    read
        Paths of the files of the project that the notebook read while it ran, with ``/``.
    made
        The page and the files beside it, by their path in the published folder.
    sums
        The checksums that files of the project had before the notebook ran, by their path.
    """
    name, origin, standing = ready.name, ready.origin, ready.standing
    inputs = {origin.notebook, LOCK, REGISTER, *read, *_raw_files(name, origin.project, read)}
    found = {path: sums.get(path) or _sum_of(origin.project / path) for path in sorted(inputs)}
    published = {change.parameter: change.published for change in standing.changes}
    released = with_numbers(standing, checksum(made.get(f"{name}/{NUMBERS}", b""))).released
    newest = standing.editions[0] if standing.editions and released else NO_EDITION
    return {
        "address": origin.address if newest.edition else "",
        "checked_by": "" if published else newest.checked_by,
        "edition": newest.edition,
        "editions": [one._asdict() for one in standing.editions],
        "inputs": found,
        "languages": list(ready.languages),
        "lock": found[LOCK],
        "made": {path: checksum(content) for path, content in sorted(made.items())},
        "package": together(package()),
        "parameters": dict(ready.parameters),
        "published_with": published,
    }


def sums_now(plans: Iterable[Plan]) -> dict[str, str]:
    """The checksums of the files of the project that reports may be made from, by their path.

    Raises
    ------
    ParameterError
        A notebook is not as it was planned.
    """
    found: dict[str, str] = {}
    for ready in plans:
        folder, notebook = ready.origin.project, ready.origin.notebook
        if notebook not in found:
            content = _bytes_of(folder / notebook)
            if nbformat.reads(content.decode("utf-8"), as_version=4) != ready.notebook:
                raise ParameterError(f"{notebook} changed after it was planned. Build again.")
            found[notebook] = checksum(content)
    read = [path for place in (RAW, PROCESSED) for path in (folder / place).rglob("*")]
    for path in (folder / LOCK, folder / REGISTER, *filter(Path.is_file, read)):
        found[path.relative_to(folder).as_posix()] = _sum_of(path)
    return found


def page_record(origin: Origin, read: Iterable[str]) -> Record:
    """What the page of a report says of its entry; ``read`` is as for :func:`entry`."""
    return Record(
        notebook=(origin.notebook, _sum_of(origin.project / origin.notebook)),
        lock=(LOCK, _sum_of(origin.project / LOCK)),
        python=locked(origin.project)["python"],
        tables=sum(path.startswith(PROCESSED) for path in read),
        address=origin.address,
    )


def files_read(noted: Path) -> set[str]:
    """The files of the project that a notebook read, as it noted them; none without a note."""
    return set(noted.read_text("utf-8").splitlines()) if noted.is_file() else set()


def read_manifest(folder: Path) -> dict:
    """The manifest of a published folder, held against its schema.

    Raises
    ------
    ParameterError
        There is none, or it is not one: the message says where.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        jsonschema.validate(manifest, schema())
    except FileNotFoundError:
        raise ParameterError(
            f"{path}: the manifest is missing. Restore it, or build the reports again."
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise _broken(path, str(error)) from error
    except jsonschema.ValidationError as error:
        raise _broken(path, f"{error.json_path}: {error.message[:200]}") from error
    for name, one in manifest["reports"].items():
        for kind in ("lock", "package"):
            if one[kind] not in manifest[f"{kind}s"]:
                raise _broken(path, f"{name} names the {kind} {one[kind]!r}, which is not there")
    for digest, sums in manifest["packages"].items():
        if together(sums) != digest:
            raise _broken(path, f"the files of the package {digest!r} have another checksum")
    return manifest


def unchecked(out: Path) -> dict:
    """What a folder's manifest says; nothing where it is none, without holding it to the schema."""
    try:
        found = json.loads((out / MANIFEST).read_bytes())
        for one in found["reports"].values():
            {one["package"], one["lock"], one["edition"], *one["parameters"]}
        {*found["packages"], *found["locks"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"locks": {}, "packages": {}, "reports": {}}
    return found


def recorded_parameters(out: Path) -> dict[str, dict]:
    """The parameters that each report of a folder was built with; none without a manifest."""
    return {name: one["parameters"] for name, one in unchecked(out)["reports"].items()}


def not_editions(out: Path) -> list[str]:
    """The reports of a folder whose numbers are not those of their newest edition, by name."""
    return [name for name, one in unchecked(out)["reports"].items() if not one["edition"]]


def schema() -> dict:
    """The JSON schema of the manifest."""
    return json.loads((resources("helpers.run") / SCHEMA).read_text("utf-8"))


@lru_cache(maxsize=1)
def package() -> dict[str, str]:
    """The checksum of each file of the package, by its path in ``src/helpers``, with ``/``."""
    folder = Path(str(resources("helpers")))
    paths = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder): path for path in paths if _is_source(path)}
    return {place.as_posix(): _sum_of(path) for place, path in sorted(found.items())}


def together(sums: Mapping[str, str]) -> str:
    """One checksum of many files: that of the lines which ``sha256sum`` prints, sorted by path.

    ``docs/manifest.md`` has the command that makes it by hand.

    >>> together({"b": "0" * 64, "a": "1" * 64})[:12]
    'fabf5fb920fd'
    """
    lines = [f"{sums[path]}  {path}\n" for path in sorted(sums, key=str.encode)]
    return checksum("".join(lines).encode())


def locked(project: Path) -> dict:
    """Which Python the project asks for, and the locked version of each library that it names.

    A library that is locked in several versions, for several versions of Python, has them all.

    Raises
    ------
    ParameterError
        A library of ``pyproject.toml`` is not in the lock, or one of the files cannot be read.
    """
    return _locked(_bytes_of(project / SETTINGS), _bytes_of(project / LOCK))


@lru_cache(maxsize=4)
def _locked(asked: bytes, lock: bytes) -> dict:
    settings = tomllib.loads(asked.decode())["project"]
    versions: dict[str, list[str]] = {}
    for library, version in LOCKED.findall(lock.decode()):
        versions.setdefault(_normal(library), []).append(version)
    named = [_normal(NAME.match(line)[0]) for line in settings["dependencies"]]
    for library in named:
        if library not in versions:
            raise ParameterError(f"{LOCK}: {library} is not locked. Run `make lock`.")
    return {
        "libraries": {library: " or ".join(sorted(versions[library])) for library in named},
        "python": settings["requires-python"],
    }


def checksum(content: bytes) -> str:
    """The SHA-256 checksum of bytes."""
    return hashlib.sha256(content).hexdigest()


def _raw_files(name: str, project: Path, read: Iterable[str]) -> Iterator[str]:
    """Raw files that the register says the report uses, or that a table it read was made from."""
    for path, source in read_sources(project).items():
        if name in source.used_by:
            yield RAW + path
    for table in read:
        if table.startswith(PROCESSED):
            yield from (RAW + path for path in _sources_in((project / table).read_bytes()))


@lru_cache(maxsize=256)
def _sources_in(table: bytes) -> frozenset[str]:
    rows = csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""))
    cells = {row.get("source") or "" for row in rows}
    lines = (line for cell in cells for line in cell.split(";") if line)
    return frozenset(line.rpartition(":")[0] for line in lines)


def _is_source(path: Path) -> bool:
    return "__pycache__" not in path.parts and not path.name.startswith(".")


def _sum_of(path: Path) -> str:
    return checksum(_bytes_of(path))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ParameterError(f"{path}: {error.strerror}. Restore it.") from error


def _normal(library: str) -> str:
    return re.sub(r"[-_.]+", "-", library).lower()


def _broken(path: Path, reason: str) -> ParameterError:
    return ParameterError(
        f"{path}: not a manifest: {' '.join(reason.split())}. "
        "Restore it, or build the reports again."
    )
