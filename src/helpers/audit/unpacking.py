"""Hides how a bundle is opened: whole and as its crate describes it, or not at all."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from helpers.audit.archives import LARGEST_WHOLE, members
from helpers.audit.pieces import Unreadable
from helpers.data.errors import DataError
from helpers.data.sources import read_sources
from helpers.run.manifest import RAW, checksum
from helpers.run.parameters import ParameterError
from helpers.run.planning import plan

SUFFIX = ".zip"
METADATA = "ro-crate-metadata.json"
REMEDY = "Ask for the bundle again, and do not unpack this file"
PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)")
DEVICE = re.compile(r"(?:aux|con|nul|prn|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
CLIMBS = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|^file:", re.IGNORECASE)
ON_THE_WEB = ("http://", "https://")
DAMAGED = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class Opened(NamedTuple):
    """A project, its published folder, and the bundle that both are from: name and checksum."""

    project: Path
    published: Path
    bundle: Mapping[str, str] | None = None


def is_bundle(path: Path) -> bool:
    """Whether a path is that of a bundle and not of a folder."""
    return path.is_file() or path.suffix.lower() == SUFFIX


@contextmanager
def opened(published: Path, project: Path) -> Iterator[Opened]:
    """A published folder as it is, or one out of a bundle with the project that it holds.

    Raises
    ------
    ParameterError
        See :func:`unpacked`.
    """
    if is_bundle(published):
        with unpacked(published) as found:
            yield found
    else:
        yield Opened(project, published)


@contextmanager
def unpacked(path: Path) -> Iterator[Opened]:
    """The project that a bundle holds, in a temporary folder; all of it is checked before.

    Raises
    ------
    ParameterError
        Not a zip file, or one that :mod:`helpers.audit.archives` does not open; a member that is
        not called in plain letters, or like another but for case; a crate that is missing, climbs
        out of its folder, or lists other files or checksums; a register or a ``reports.yml`` that
        names a file outside.
    """
    files, bundle = read_bundle(path)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            place = Path(folder, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        try:
            _check_within(Path(folder), files)
            yield Opened(Path(folder), Path(folder, "reports"), bundle)
        except (DataError, ParameterError) as error:
            raise ParameterError(str(error).replace(f"{folder}/", f"{path}/")) from error


def read_bundle(path: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """The checked files of a bundle by path, and its name and checksum.

    Raises
    ------
    ParameterError
        See :func:`unpacked`.
    """
    try:
        if path.stat().st_size > LARGEST_WHOLE:
            raise Unreadable(f"larger than {LARGEST_WHOLE} bytes")
        content = path.read_bytes()
        files = members(content)
    except FileNotFoundError:
        raise ParameterError(f"{path}: no such file. Name a bundle.") from None
    except DAMAGED as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ParameterError(f"{path}: {reason}. {REMEDY}.") from error
    try:
        check_names(files)
        _check_crate(files)
    except ValueError as error:
        raise ParameterError(f"{path}: {error}. {REMEDY}.") from error
    return files, {"file": path.name, "sha256": checksum(content)}


def check_names(names: Iterable[str]) -> None:
    """Refuse paths that not every system takes as they are, or takes for one another.

    Raises
    ------
    ValueError
        A part of a path is not made of letters, digits and ``_ . -``, or is the name of a device;
        two paths are equal but for case; or a file is called as a folder is.
    """
    met: dict[str, str] = {}
    for name in sorted(names):
        if not all(PLAIN.fullmatch(part) for part in name.split("/")):
            raise ValueError(f"the name {name!r} has other characters than letters, digits and _.-")
        if any(DEVICE.match(part) for part in name.split("/")):
            raise ValueError(f"the name {name!r} is that of a device on Windows")
        if name.lower() in met:
            raise ValueError(f"the names {met[name.lower()]!r} and {name!r} differ only in case")
        met[name.lower()] = name
    for name in met.values():
        for folder in Path(name.lower()).parents:
            if file := met.get(folder.as_posix()):
                raise ValueError(f"{file!r} is a file, and the folder of {name!r}")


def _check_crate(files: Mapping[str, bytes]) -> None:
    """Hold the files against the crate: the same paths, the same checksums, nothing outside."""
    recorded = _recorded(files)
    for name in sorted(files.keys() - {METADATA}):
        if name not in recorded:
            raise ValueError(f"the file {name!r} is not listed in {METADATA}")
    for name, digest in recorded.items():
        if name not in files:
            raise ValueError(f"{METADATA} lists {name!r}, which is not in the zip file")
        if digest != checksum(files[name]):
            raise ValueError(f"the file {name!r} has another checksum than {METADATA} records")


def _recorded(files: Mapping[str, bytes]) -> dict[str, object]:
    """The checksum of each file that the crate lists, by its path."""
    if METADATA not in files:
        raise ValueError(f"not a bundle: it has no {METADATA}")
    try:
        entities = json.loads(files[METADATA])["@graph"]
        _check_ids(entities)
        kinds = [(one, {"File"} & {*_listed(one["@type"])}) for one in entities]
        listed = [(unquote(one["@id"]), one.get("sha256")) for one, is_file in kinds if is_file]
    except (KeyError, TypeError, RecursionError, json.JSONDecodeError) as error:
        raise ValueError(f"{METADATA} is not an RO-Crate: {error!r}") from error
    if len(dict(listed)) < len(listed):
        raise ValueError(f"{METADATA} lists a file twice")
    return dict(listed)


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def _check_ids(value: object) -> None:
    """Refuse an ``@id``, however it is written, that climbs out of the folder of the crate."""
    if isinstance(value, list):
        for one in value:
            _check_ids(one)
    elif isinstance(value, dict):
        if "@id" in value:
            _check_id(value["@id"])
        for one in value.values():
            _check_ids(one)


def _check_id(identifier: str) -> None:
    plain = identifier
    while unquote(plain) != plain:
        plain = unquote(plain)
    if not plain.startswith(ON_THE_WEB) and CLIMBS.search(plain):
        raise ValueError(f"the @id {identifier!r} in {METADATA} climbs out of its folder")


def _check_within(folder: Path, files: Mapping[str, bytes]) -> None:
    """Refuse a register or a ``reports.yml`` that names what the bundle does not hold."""
    named = [f"{RAW}{path}" for path in read_sources(folder)]
    named += [ready.origin.notebook for ready in plan(folder)]
    for name in named:
        if name not in files:
            raise ParameterError(f"{folder}/{name}: not in the bundle. {REMEDY}.")
