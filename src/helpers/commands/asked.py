"""What a build is asked for: which reports, with which parameters, into which folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from helpers.run.planning import Plan


class Asked(NamedTuple):
    """What is to be built, what the index of the folder may list, the folder, and its record."""

    plans: Sequence[Plan]
    listed: Sequence[Plan]
    folder: Path
    record: Path


def asked_for(
    names: Sequence[str],
    forces: Sequence[str],
    batch: Path | None,
    settings: Sequence[str],
    out: Path | None,
) -> Asked:
    """Everything planned and checked; nothing is written.

    Raises
    ------
    ParameterError, DataError
        Whatever is refused.
    """
    from helpers.data.project import project
    from helpers.run.forces import ALL, plan_forces, read_analyses
    from helpers.run.outcomes import RECORD
    from helpers.run.parameters import ParameterError
    from helpers.run.planning import plan

    given, out = _values(settings), out.resolve() if out else None
    if batch:
        return _of_batch(batch, bool(names or forces or given), out)
    analyses = read_analyses(project()) if names or forces else {}
    if forces:
        plans = plan_forces(analyses, names, forces, given)
        folder = out or project() / "forces"
        return Asked(plans, plans, folder, folder / RECORD)
    for name in names:
        if name in analyses:
            raise ParameterError(f"{name} runs for a force. Add --force NAME, or --force {ALL}.")
    folder = out or project() / ("explore" if given else "reports")
    record = project() / "build" / f"{folder.name}.{RECORD}"
    plans = plan(project(), names, given)
    return Asked(plans, plan(project()) if names or given else plans, folder, record)


def in_words(ready: Plan) -> str:
    """A planned report with its notebook and parameters, in one line."""
    values = ", ".join(f"{key} {value}" for key, value in ready.parameters.items())
    return f"{ready.name}: {ready.origin.notebook} with {values}"


def _of_batch(path: Path, more: bool, out: Path | None) -> Asked:
    from helpers.data.project import project
    from helpers.run.batch_file import plan_batch
    from helpers.run.forces import read_analyses
    from helpers.run.outcomes import RECORD
    from helpers.run.parameters import ParameterError

    if more:
        raise ParameterError(
            f"--batch {path}: the file lists analyses, forces and parameters. Name no others."
        )
    if not out and not re.fullmatch(r"\w[\w-]*", path.stem):
        raise ParameterError(f"--batch {path}: no folder can have this name. Name one with --out.")
    plans = plan_batch(read_analyses(project()), path)
    folder = out or project() / "batches" / path.stem
    return Asked(plans, plans, folder, folder / RECORD)


def _values(settings: Sequence[str]) -> Mapping[str, str]:
    from helpers.run.parameters import ParameterError

    given: dict[str, str] = {}
    for pair in settings:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(f"-p {pair}: not of the form key=value.")
        if key in given:
            raise ParameterError(f"-p {pair}: {key} is given twice. Give it once.")
        given[key] = value
    return given
