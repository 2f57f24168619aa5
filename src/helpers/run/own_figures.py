"""Hides for which forces and periods a notebook can be asked when an office gives the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from helpers.data.sources import OWN_FIGURES
from helpers.run.parameters import Parameter, ParameterError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

FIGURES, FORCE = "figures", "police_force"
START, END = "period_start", "period_end"
YEAR_ENDING = "year_ending"
COUNTED_ON = {"census": "-03-31", "population_year": "-06-30"}


def read_figures(path: str) -> bytes:
    """The content of the file of own figures that a command names, from the working directory.

    Raises
    ------
    helpers.data.errors.DataError
        It cannot be read.
    """
    from helpers.data.own import own_bytes

    return own_bytes(path)


def as_published(table: str, content: bytes, file: str) -> bytes:
    """What is published of own figures: see :func:`helpers.data.own.as_published`."""
    from helpers.data.own import as_published as written

    return written(table, content, file)


def table_of(name: str, known: Mapping[str, Parameter]) -> str:
    """The table in whose place an analysis takes own figures.

    Raises
    ------
    ParameterError
        There is none.
    """
    if FIGURES not in known:
        raise ParameterError(
            f"{name}: unknown parameter {FIGURES!r}. {did_you_mean(FIGURES, known)}"
        )
    return known[FIGURES].table


def forces_in(table: str, content: bytes, file: str = OWN_FIGURES) -> tuple[str, ...]:
    """The police forces that a file of own figures has, in order.

    Raises
    ------
    helpers.data.errors.DataError
        The file is refused: see :func:`helpers.data.own.read_own`.
    """
    return tuple(sorted(set(_rows(table, content, file)[FORCE])))


def with_figures(
    known: Mapping[str, Parameter],
    content: bytes,
    given: Mapping[str, object],
    file: str = OWN_FIGURES,
) -> dict[str, Parameter]:
    """The parameters of a notebook with the forces and the periods that own figures have.

    The defaults are the newest period, or the first and the last year, that they have for the force
    in ``given``, and the residents that were counted last before its end.

    Raises
    ------
    ParameterError
        The file has nothing for the force, or not the two years that are compared, or not the end
        in ``given``; or no residents were counted before it, and ``given`` names no count.
    helpers.data.errors.DataError
        As for :func:`forces_in`.
    """
    table, force = known[FIGURES].table, given[FORCE]
    rows = _rows(table, content, file)
    forces = tuple(sorted(set(rows[FORCE])))
    if force not in forces:
        raise ParameterError(f"{force}: {file} has no row of it. It has: {', '.join(forces)}.")
    of_force = rows[rows[FORCE] == force]
    periods = _of_one(of_force, given) if END in rows else _of_two(table, of_force, given, file)
    chosen = {FORCE: (forces, force), **periods, FIGURES: (("", OWN_FIGURES), OWN_FIGURES)}
    changed = {name: _only(known[name], *of) for name, of in chosen.items()}
    end = str(changed[END].check(given.get(END, changed[END].default)))
    return {**known, **changed, **_residents(known, end, given)}


@lru_cache(maxsize=4)
def _rows(table: str, content: bytes, file: str) -> pd.DataFrame:
    from helpers.data.own import read_own

    return read_own(table, content, file)


def _residents(
    known: Mapping[str, Parameter], end: str, given: Mapping[str, object]
) -> dict[str, Parameter]:
    """The counts of residents, each by default the last before the end of the period."""
    day = end if "-" in end else f"{end}-03-31"
    counts = {name: known[name] for name in COUNTED_ON if name in known}
    found = {}
    for name, of in counts.items():
        before = [year for year in of.allowed if f"{year}{COUNTED_ON[name]}" <= day]
        if not before and name not in given:
            raise ParameterError(
                f"{given[FORCE]}: no residents were counted before {end}, where its figures end. "
                f"Name a later count as the parameter {name}: {of.choices}."
            )
        found[name] = replace(of, default=max(before, default=min(of.allowed)))
    return found


def _only(parameter: Parameter, allowed: tuple, default: object) -> Parameter:
    return replace(parameter, allowed=allowed, default=default)


def _of_one(rows: pd.DataFrame, given: Mapping[str, object]) -> dict[str, tuple[tuple, str]]:
    """The first and the last day of one period: the one given, or the one that ends last."""
    starts = dict(zip(rows[END], rows[START], strict=True))
    asked = [end for end in sorted(starts) if given.get(START) in (None, starts[end])]
    end = str(given.get(END, max(asked or starts)))
    first = (starts[end],) if end in starts else tuple(sorted(set(starts.values())))
    return {
        START: (first, first[0]),
        END: (tuple(sorted(starts)), end if end in starts else max(starts)),
    }


def _of_two(
    table: str, rows: pd.DataFrame, given: Mapping[str, object], file: str
) -> dict[str, tuple[tuple, object]]:
    """Two years, the second after the first: those given, or the first and the last."""
    to_years = YEAR_ENDING in rows
    days = sorted(rows[YEAR_ENDING if to_years else "date"])
    ends = tuple(days if to_years else (int(day[:4]) for day in days))
    starts = tuple(f"{int(day[:4]) - 1}-10-01" for day in days) if to_years else ends
    if len(ends) < 2:
        raise ParameterError(
            f"{file}: {given[FORCE]} has one year. Give two years or more: they are compared."
        )
    kind = type(ends[0])
    start = given.get(START, starts[0])
    later = tuple(end for first, end in zip(starts, ends, strict=True) if first > kind(start))
    return {START: (starts[:-1], starts[0]), END: (later or ends[1:], ends[-1])}
