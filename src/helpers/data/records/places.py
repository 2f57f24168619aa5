"""Hides which files a path, a folder or a glob stands for, and what their names say."""

from __future__ import annotations

import glob
import os
import re
import stat
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers.data.records.faults import ERROR, WARNING, Fault

TEXT, XLSX, ODS, PARQUET = "text", "xlsx", "ods", "parquet"
FORMATS = {
    ".csv": TEXT,
    ".tsv": TEXT,
    ".txt": TEXT,
    ".xlsx": XLSX,
    ".ods": ODS,
    ".parquet": PARQUET,
}
POLICE_UK = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))-([a-z-]+)-stop-and-search\.csv")
OTHER_POLICE_UK = re.compile(r"\d{4}-\d\d-[a-z-]+-(?:street|outcomes)\.csv")
FORMS = "CSV, XLSX, ODS and Parquet"
KEPT = "checked.json"
FORCES = Path(__file__).with_name("forces.toml")


class Place(NamedTuple):
    """A file that is to be read: its name in messages, its format, and what the name says."""

    path: Path
    name: str
    form: str
    force: str | None
    month: str | None


def find_files(place: Path | str) -> tuple[tuple[Place, ...], tuple[Fault, ...]]:
    """The files that can be opened, in the order of their names, and what is wrong with others."""
    text = os.fspath(place)
    try:
        top, paths = _below(text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name of a file"
        return (), (_error(printable(Path(text).name), reason, "Name what can be read"),)
    alone = paths == [Path(text)]
    found, faults = [], []
    for path in paths:
        name = printable(path.relative_to(top).as_posix())
        fault = _unfit(path, name, None if alone else top.resolve())
        faults += [fault] if fault else []
        found += [] if fault else [_place(path, name)]
    if not found and not any(fault.level == ERROR for fault in faults):
        remedy = f"Name a file, a folder or a glob with {FORMS}"
        faults.append(_error(printable(Path(text).name), "there is no file to read", remedy))
    return tuple(found), (*faults, *_nameless(found), *_twice(found))


def printable(name: str) -> str:
    """A name as text that can be printed, whatever its bytes are."""
    shown = os.fsencode(name).decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in shown)


def _below(text: str) -> tuple[Path, list[Path]]:
    """The folder that is not named in messages, and the paths below it; links are not followed."""
    place = Path(text)
    if place.is_dir():
        paths = []
        for folder, folders, names in os.walk(place, onerror=_raise):
            folders[:] = [name for name in folders if _to_enter(Path(folder, name))]
            links = [name for name in folders if Path(folder, name).is_symlink()]
            paths += [Path(folder, name) for name in [*names, *links] if name[0] not in ".~"]
        return place, sorted(paths)
    if os.path.lexists(place) or not glob.has_magic(text):
        return place.parent, [place]
    fixed = Path(re.split(r"[*?[]", text, maxsplit=1)[0] + "x").parent
    matches = map(Path, glob.glob(text, recursive=True))  # noqa: PTH207
    return fixed, sorted({path for path in matches if not path.is_dir()})


def _to_enter(folder: Path) -> bool:
    """Whether a folder is neither hidden nor one of records that were checked and kept."""
    return not folder.name.startswith(".") and not (folder / KEPT).exists()


def _raise(error: OSError) -> None:
    raise error


def _unfit(path: Path, name: str, top: Path | None) -> Fault | None:
    """Why a file is not read; ``top`` is the folder that it must be in, if there is one."""
    try:
        if top and not path.resolve().is_relative_to(top):
            return _error(name, "a link out of the folder", "Put the file itself into the folder")
        mode = path.stat().st_mode
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "cannot be read"
        return _error(name, reason.lower(), "Name a file that can be read")
    if not stat.S_ISREG(mode):
        return _error(name, "not a file", "Take it out of the folder, or name a file")
    if OTHER_POLICE_UK.fullmatch(path.name) and top:
        remedy = "Nothing, if only stops and searches are meant"
        return _passed_over("crimes or outcomes, not stops and searches", remedy)
    if path.suffix.lower() not in FORMATS:
        problem = f"files whose names end in {printable(path.suffix)!r} cannot be read"
        remedy = f"Save it as one of {FORMS}"
        return _passed_over(problem, remedy) if top else _error(name, problem, remedy)
    return None


def _passed_over(problem: str, remedy: str) -> Fault:
    """A fault without a name, so that there is one line however many files are passed over."""
    return Fault(WARNING, "", None, "", "", f"passed over: {problem}", remedy)


def _place(path: Path, name: str) -> Place:
    named = POLICE_UK.fullmatch(path.name)
    force = known_forces().get(named[2]) if named else None
    return Place(path, name, FORMATS[path.suffix.lower()], force, named[1] if named else None)


@cache
def known_forces() -> dict[str, str]:
    """How data.police.uk writes each force in the names of its files, and the ONS name."""
    return tomllib.loads(FORCES.read_text("utf-8"))


def _nameless(found: list[Place]) -> list[Fault]:
    remedy = "Name the file as data.police.uk does, or without its pattern"
    return [
        _error(place.name, "the name has an unknown force", remedy)
        for place in found
        if place.month and not place.force
    ]


def _twice(found: list[Place]) -> list[Fault]:
    first: dict[str, str] = {}
    faults = []
    for place in found:
        earlier = first.setdefault(place.path.name, place.name) if place.month else place.name
        if earlier != place.name:
            problem = f"a second file of the same force and month as {earlier}"
            faults.append(_error(place.name, problem, "Keep one of them"))
    return faults


def _error(name: str, problem: str, remedy: str) -> Fault:
    return Fault(ERROR, name, None, "", "", problem, remedy)
