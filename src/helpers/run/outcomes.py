"""Hides how it is recorded, for programs and for the next build, what became of each report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.run.parameters import ParameterError
from helpers.run.replacing import write_whole

if TYPE_CHECKING:
    from helpers.run.made import Outcome
    from helpers.run.planning import Plan

RECORD = "batch.json"
FORMAT = 1
WRITTEN, UNCHANGED, FAILED, NOT_RUN = "written", "unchanged", "failed", "not run"


def write_record(
    plans: Sequence[Plan],
    outcomes: Sequence[Outcome],
    why: Mapping[str, Sequence[str]],
    path: Path,
) -> None:
    """Write what became of each report that was planned; called again after each of them.

    Seconds are rounded to tenths; memory is the most that the process held, in megabytes, zero
    where it is not known. Both are null for a report that was not begun.

    Parameters
    ----------
    why
        The reports that had to be built, each with the reasons.
    """
    became = {outcome.name: outcome for outcome in outcomes}
    records = {one.name: _of_report(became.get(one.name), why.get(one.name, ())) for one in plans}
    content = {"format": FORMAT, "reports": records}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, f"{text}\n".encode())


def finished(path: Path) -> set[str]:
    """The reports that the build before had written or found unchanged, by its record.

    Raises
    ------
    ParameterError
        There is no record of a build.
    """
    try:
        reports = json.loads(path.read_bytes())["reports"]
        return {name for name, one in reports.items() if one["status"] in (WRITTEN, UNCHANGED)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ParameterError(
            f"--resume: {path} is no record of a build. Build without --resume."
        ) from error


def failed_before(path: Path) -> bool:
    """Whether the record of the build before names a report that failed."""
    try:
        reports = json.loads(path.read_bytes())["reports"]
        return any(one["status"] == FAILED for one in reports.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def counted(plans: Sequence[Plan], outcomes: Sequence[Outcome], why: Mapping) -> str:
    """How many were written, unchanged, failed or not run, in one line."""
    became = {outcome.name: outcome for outcome in outcomes}
    count = Counter(_status(became.get(one.name), one.name in why) for one in plans)
    states = [f"{count[state]} {state}" for state in (WRITTEN, UNCHANGED, FAILED, NOT_RUN)]
    return f"{reports(plans)}: " + ", ".join(one for one in states if not one.startswith("0 "))


def reports(plans: Sequence[Plan]) -> str:
    """How many there are, in words.

    >>> reports([]), reports([None])
    ('0 reports', '1 report')
    """
    return f"{len(plans)} report{'' if len(plans) == 1 else 's'}"


def _of_report(outcome: Outcome | None, changed: Sequence[str]) -> dict[str, object]:
    return {
        "changed": list(changed),
        "memory_megabytes": round(outcome.memory / 1e6) if outcome else None,
        "reason": outcome.problem if outcome else "",
        "seconds": round(outcome.seconds, 1) if outcome else None,
        "status": _status(outcome, bool(changed)),
    }


def _status(outcome: Outcome | None, wanted: bool) -> str:
    if outcome is None:
        return NOT_RUN if wanted else UNCHANGED
    return FAILED if outcome.problem else WRITTEN
