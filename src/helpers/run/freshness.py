"""Hides what has changed since something was made, told by content and not by dates of files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.data.project import project, raw_folder
from helpers.data.register import REGISTER
from helpers.data.sources import OWN_FIGURES
from helpers.run.exceptions import FILE as GATE
from helpers.run.manifest import (
    LOCK,
    MANIFEST,
    SETTINGS,
    checksum,
    locked,
    package,
    recorded_parameters,
)
from helpers.run.office import FILE as OFFICE
from helpers.run.office import RESULT
from helpers.run.parameters import ParameterError
from helpers.run.replacing import write_whole
from helpers.run.standing import LIST

if TYPE_CHECKING:
    from helpers.run.planning import Plan

NEW = "it was not built before"
MISSING = "-"
NAMED = 3
STAMPS = "build"


def stale(plans: Sequence[Plan], out: Path, pdf: bool = False) -> dict[str, list[str]]:
    """The reports that have to be built, by name, each with what has changed since it was made.

    A report whose notebook, parameters, inputs, package, lock, editions and languages are those
    that the manifest of the folder records, and whose files are as it records them, is left out:
    what was read then would be read again, and gives the same bytes.

    Parameters
    ----------
    pdf
        Whether each page is to have a PDF.

    Raises
    ------
    ParameterError
        What should be the manifest is another file.
    """
    recorded = _read(out / MANIFEST) or {}
    sums: dict[Path, str] = {}
    try:
        found = {one.name: list(_changes(one, out, recorded, pdf, sums)) for one in plans}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ParameterError(
            f"{out / MANIFEST}: not a manifest. Restore it, or remove it to make a new one."
        ) from error
    return {name: changes for name, changes in found.items() if changes}


def in_words(changes: Sequence[str]) -> str:
    """What has changed, in one line: the first few, and how many more.

    >>> in_words(["a.csv changed"]), in_words(["a", "b", "c", "d", "e"])
    ('a.csv changed', 'a; b; c; and 2 more')
    """
    more = len(changes) - NAMED
    return "; ".join([*changes[:NAMED], *([f"and {more} more"] if more > 0 else [])])


def unless_same(
    step: str, files: Callable[[], Iterable[Path]], make: Callable[[], object], again: bool = False
) -> None:
    """Do a step whose outcome depends on the contents of files alone, unless they are the same.

    Parameters
    ----------
    step
        Under which name their checksums are kept, in ``build/`` of the project.
    files
        Those that the step reads and those that it makes; the package is one of them anyway.
    again
        Do it even if they are the same.
    """
    if again or _read(_stamp(step)) != _sums(files()):
        make()
        keep(step, files())


def keep(step: str, files: Iterable[Path]) -> None:
    """Keep the checksums of the files of a step that was done."""
    content = json.dumps(_sums(files), indent=1, sort_keys=True)
    _stamp(step).parent.mkdir(exist_ok=True)
    write_whole(_stamp(step), f"{content}\n".encode())


def files_of_data() -> Iterator[Path]:
    """The raw files with their register, and the tables that are built from them."""
    data = project() / "data"
    yield project() / REGISTER
    yield from raw_folder().rglob("*")
    yield from (data / "processed").glob("*.csv")
    yield data / "datapackage.json"


def files_of_lists(out: Path) -> Iterator[Path]:
    """What the pages of a folder that belong to no single report are made from, and they."""
    yield from (project() / name for name in (LIST, OFFICE, GATE))
    reports = {*recorded_parameters(out)}
    yield from (out / name for name in (MANIFEST, RESULT))
    yield from out.glob("*.html")
    for folder in out.iterdir():
        if folder.is_dir() and folder.name not in reports and not folder.name.startswith("."):
            yield from (path for path in folder.rglob("*") if path.is_file())
    yield from files_of_data()


def _changes(
    ready: Plan, out: Path, recorded: Mapping, pdf: bool, sums: dict[Path, str]
) -> Iterator[str]:
    entry = recorded.get("reports", {}).get(ready.name)
    if not isinstance(entry, dict) or ready.origin is None:
        yield NEW
        return
    yield from _of_parameters(ready.parameters, entry.get("parameters", {}))
    yield from _of_package(entry.get("package"), recorded.get("packages", {}))
    inputs = {ready.origin.notebook: MISSING, LOCK: MISSING, REGISTER: MISSING}
    inputs |= entry.get("inputs", {})
    for path, earlier in inputs.items():
        if _sum(ready.origin.project / path, sums) != earlier:
            yield f"{path} changed"
    if recorded.get("locks", {}).get(entry.get("lock")) != locked(ready.origin.project):
        yield f"{SETTINGS} changed"
    yield from _of_list(ready, entry)
    made = entry.get("made", {})
    if ready.figures and made.get(f"{ready.name}/{OWN_FIGURES}") != checksum(ready.figures):
        yield "the own figures changed"
    if (f"{ready.name}/{ready.name}.pdf" in made) is not pdf:
        yield "a PDF is wanted" if pdf else "no PDF is wanted"
    for path, earlier in {f"{ready.name}.html": MISSING, **made}.items():
        if _sum(out / path, sums) != earlier:
            yield f"{path} is not as it was made"


def _of_parameters(now: Mapping, then: Mapping) -> Iterator[str]:
    for key in dict.fromkeys([*now, *then]):
        here, earlier = now.get(key), then.get(key)
        if here != earlier or type(here) is not type(earlier):
            yield f"{key} is {here}, was {earlier}"


def _of_package(recorded: object, packages: Mapping) -> Iterator[str]:
    now, then = package(), packages.get(recorded, {})
    for path in sorted({*now, *then}):
        if now.get(path) != then.get(path):
            yield f"src/helpers/{path} changed"


def _of_list(ready: Plan, entry: Mapping) -> Iterator[str]:
    editions = [one._asdict() for one in ready.standing.editions]
    if entry.get("editions") != editions:
        yield "its editions in reports.yml changed"
    if entry.get("languages") != list(ready.languages):
        yield "its languages in reports.yml changed"
    published = {one.parameter: one.published for one in ready.standing.changes}
    if entry.get("published_with") != published:
        yield "its parameters in reports.yml changed"
    if entry.get("edition") and entry.get("address") != ready.origin.address:
        yield "its address in office.toml changed"


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _stamp(step: str) -> Path:
    return project() / STAMPS / f"{step}.json"


def _sums(files: Iterable[Path]) -> dict[str, str]:
    known: dict[Path, str] = {}
    here = project()
    found = {os.path.relpath(path, here): _sum(path, known) for path in files}
    return found | {f"src/helpers/{path}": one for path, one in package().items()}


def _sum(path: Path, known: dict[Path, str]) -> str:
    if path not in known:
        try:
            known[path] = checksum(path.read_bytes())
        except OSError:
            known[path] = MISSING
    return known[path]
