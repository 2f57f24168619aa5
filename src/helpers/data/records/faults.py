"""What is wrong with an extract of records, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

ERROR, WARNING = "error", "warning"


class Fault(NamedTuple):
    """Something wrong with an extract: an error stops the run, a warning goes to the page.

    ``row`` is the line of the file as a text editor counts it, the header being line 1, or the row
    of the sheet; none where the whole file or column is meant. ``times`` is how many rows have the
    same fault with the same value; ``row`` is then the first of them.
    """

    level: str
    file: str
    row: int | None
    column: str
    value: str
    problem: str
    remedy: str
    times: int = 1


def summed(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults that differ in nothing but the row as one, in the order of files and rows."""
    found: dict[Fault, Fault] = {}
    for fault in faults:
        key = fault._replace(row=None, times=1)
        known = found.get(key)
        rows = [one.row for one in (known, fault) if one and one.row is not None]
        times = fault.times + (known.times if known else 0)
        found[key] = fault._replace(row=min(rows, default=None), times=times)
    return tuple(sorted(found.values(), key=_place))


def _place(fault: Fault) -> tuple[str, int, str, str, str]:
    return (fault.file, fault.row or 0, fault.column, fault.problem, fault.value)
