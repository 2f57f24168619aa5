"""Hides which names of columns can be used, alone and across the files of an extract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from helpers.data.records.faults import ERROR, Fault

OWN = ("file", "line")
MOST = 1000
VALUE = re.compile(r"[-+=@]?[\d./:, -]+([TZ+].*)?")
FIRST_LINE = "Begin with one line that names the columns"


def clean(cells: Sequence[str]) -> tuple[str, ...]:
    """The names in a header, blanks made single, without the empty ones at its end."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def usable(names: Sequence[str]) -> tuple[str, ...]:
    """The names with a number where one is empty, taken or there already."""
    found: list[str] = []
    for place, name in enumerate(names, 1):
        wanted, number = name or f"column {place}", 2
        known = {*OWN, *(each.casefold() for each in found)}
        while wanted.casefold() in known:
            wanted, number = f"{name or 'column'} ({number})", number + 1
        found.append(wanted)
    return tuple(found)


def header_faults(names: Sequence[str], file: str, line: int) -> list[Fault]:
    """What is wrong with the header of one file."""
    if len(names) < 2:
        problem = "the first line names one column" if names else "the first line names no column"
        remedy = f"{FIRST_LINE}, with a comma, semicolon or tab between them"
        return [Fault(ERROR, file, line, "", "".join(names), problem, remedy)]
    if len(names) > MOST:
        problem = f"{len(names):,} columns: more than {MOST:,}"
        return [Fault(ERROR, file, line, "", "", problem, FIRST_LINE)]
    times = Counter(name.casefold() for name in names)
    faults = {}
    for place, name in enumerate(names, 1):
        problem, remedy = _wrong(name, times[name.casefold()])
        if problem:
            column = name or f"column {place}"
            fault = Fault(ERROR, file, line, column, name, problem, remedy)
            faults.setdefault(column.casefold(), fault)
    return [*faults.values()]


def _wrong(name: str, times: int) -> tuple[str, str]:
    if not name:
        return "a column has no name", "Name it, or take it out"
    if times > 1:
        return "two columns have this name", "Name each column differently"
    if VALUE.fullmatch(name):
        return "a value where a name is expected", FIRST_LINE
    if name.casefold() in OWN:
        return "the name is taken", "Name the column differently"
    return "", ""


def shared(headers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The columns that most of the files have, in the order of the first of these files."""
    if not headers:
        return ()
    known = Counter(_as_set(names) for names in headers.values())
    most = max(known, key=known.__getitem__)
    return next(names for names in headers.values() if _as_set(names) == most)


def difference_faults(headers: Mapping[str, tuple[str, ...]]) -> list[Fault]:
    """The columns that some files have, and most others have not, or the other way round."""
    expected = shared(headers)
    faults = []
    for file, names in headers.items():
        for name in expected:
            if name.casefold() not in _as_set(names):
                problem = "the column is missing, which other files have"
                remedy = "Give all files the same columns"
                faults.append(Fault(ERROR, file, None, name, "", problem, remedy))
        for name in names:
            if name.casefold() not in _as_set(expected):
                problem = "a column that other files have not"
                remedy = "Give all files the same columns"
                faults.append(Fault(ERROR, file, None, name, "", problem, remedy))
    return faults


def _as_set(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)
