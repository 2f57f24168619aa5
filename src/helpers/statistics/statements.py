"""Hides the search for whole numbers that make a set of published statements true."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.statistics.rates import Interval

SECONDS_ALLOWED = 60
SOLVED, INFEASIBLE = 0, 2


class Statement(NamedTuple):
    """A named count, or its share of another, lies within limits, both included.

    Without a denominator the limits are of the count itself. `upper` may be `math.inf`.
    """

    id: str
    numerator: str
    denominator: str | None
    lower: Fraction | int
    upper: Fraction | int | float


class Nesting(NamedTuple):
    """One named count is part of another."""

    part: str
    whole: str


class Sum(NamedTuple):
    """One named count is the sum of others."""

    whole: str
    parts: tuple[str, ...]


class _Row(NamedTuple):
    """Limits of a sum of counts, each times a whole number."""

    factors: dict[str, int]
    lower: int | float
    upper: int | float


def fitting_counts(
    statements: Sequence[Statement], nestings: Sequence[Nesting] = (), sums: Sequence[Sum] = ()
) -> dict[str, int] | None:
    """Return one set of whole numbers that makes all statements true, or None if there is none.

    Every count is 0 or more, every denominator 1 or more. The set found, one of many as a rule,
    is checked in whole-number arithmetic.

    Raises
    ------
    ArithmeticError
        If the solver fails, reaches its time limit or returns numbers that do not fit.

    References
    ----------
    Huangfu, Q. and Hall, J. A. J. (2018). Parallelizing the dual revised simplex method.
    Mathematical Programming Computation, 10(1), 119-142.
    """
    return _solve(_rows(statements, nestings, sums), objective={})


def compatible(
    statements: Sequence[Statement], nestings: Sequence[Nesting] = (), sums: Sequence[Sum] = ()
) -> bool:
    """Return whether some whole numbers make all statements true: see `fitting_counts`.

    Examples
    --------
    >>> total = Statement("total", "notices", None, 924, 924)
    >>> asian = Statement("asian", "asian", None, 120, 120)
    >>> share = Statement("share", "asian", "notices", Fraction("0.1255"), Fraction("0.1265"))
    >>> compatible([total, asian]), compatible([total, asian, share])
    (True, False)
    """
    return fitting_counts(statements, nestings, sums) is not None


def smallest_conflicts(
    statements: Sequence[Statement], nestings: Sequence[Nesting] = (), sums: Sequence[Sum] = ()
) -> list[tuple[str, ...]]:
    """Return every set of statement ids that cannot hold together though each part of it can.

    Nestings and sums are taken as true. The sets are sorted by size, then by id; none means that
    all statements are compatible. Up to about twelve statements are a matter of seconds.

    References
    ----------
    Chinneck, J. W. (2008). Feasibility and Infeasibility in Optimization. New York: Springer.
    """
    conflicts: list[set[str]] = []
    fits: list[set[str]] = []
    for size in range(1, len(statements) + 1):
        for chosen in combinations(statements, size):
            ids = {statement.id for statement in chosen}
            if any(one <= ids for one in conflicts) or any(ids <= one for one in fits):
                continue
            if compatible(chosen, nestings, sums):
                fits.append(_largest_fit(chosen, statements, nestings, sums))
            else:
                conflicts.append(ids)
    return sorted((tuple(sorted(one)) for one in conflicts), key=lambda ids: (len(ids), ids))


def bounds_of(
    count: str,
    statements: Sequence[Statement],
    nestings: Sequence[Nesting] = (),
    sums: Sequence[Sum] = (),
) -> Interval:
    """Return the smallest and largest whole number that a named count can be.

    An upper limit of infinity says that the statements do not limit the count: not determined.
    Not every number in between need be possible.

    Raises
    ------
    ValueError
        If no statement, nesting or sum names the count, or the statements cannot hold together.
    """
    rows = _rows(statements, nestings, sums)
    if count not in _names(rows):
        raise ValueError(f"count must be named in a statement, nesting or sum, not {count}")
    least = _solve(rows, {count: 1})
    if least is None:
        raise ValueError(f"count {count} has no bounds: the statements cannot hold together")
    if _is_unlimited(count, rows):
        return Interval(least[count], math.inf)
    return Interval(least[count], _solve(rows, {count: -1})[count])


def frechet_bounds(row_total: int, column_total: int, total: int) -> Interval:
    """Return the smallest and largest cell of a cross-table of which only margins are known.

    Raises
    ------
    ValueError
        If a margin is negative or above the total.

    References
    ----------
    Fréchet, M. (1951). Sur les tableaux de corrélation dont les marges sont données. Annales de
    l'Université de Lyon, 3e série, section A, 14, 53-77.

    Examples
    --------
    >>> frechet_bounds(row_total=536, column_total=680, total=926)
    Interval(lower=290, upper=536)
    """
    for name, margin in (("row_total", row_total), ("column_total", column_total)):
        if not 0 <= margin <= total:
            raise ValueError(f"{name} must be from 0 to the total of {total}, not {margin}")
    return Interval(max(0, row_total + column_total - total), min(row_total, column_total))


def _largest_fit(
    chosen: Sequence[Statement],
    statements: Sequence[Statement],
    nestings: Sequence[Nesting],
    sums: Sequence[Sum],
) -> set[str]:
    """Return the ids of the chosen statements and of others that can be added one by one."""
    fit = list(chosen)
    for statement in statements:
        if statement not in fit and compatible([*fit, statement], nestings, sums):
            fit.append(statement)
    return {statement.id for statement in fit}


def _is_unlimited(count: str, rows: list[_Row]) -> bool:
    """Return whether counts that fit still fit after steps that raise the count for ever."""
    steps = [_Row(row.factors, 0, math.inf if row.upper == math.inf else 0) for row in rows]
    return _solve([*steps, _Row({count: 1}, 1, math.inf)], objective={}) is not None


def _solve(rows: list[_Row], objective: dict[str, int]) -> dict[str, int] | None:
    """Return the counts that make the objective smallest, or None if no counts fit the rows."""
    names = _names(rows)
    found = milp(
        [objective.get(name, 0) for name in names],
        constraints=LinearConstraint(
            np.array([[row.factors.get(name, 0) for name in names] for row in rows]),
            [row.lower for row in rows],
            [row.upper for row in rows],
        ),
        integrality=np.ones(len(names)),
        bounds=Bounds(0, np.inf),
        options={"mip_rel_gap": 0, "time_limit": SECONDS_ALLOWED},
    )
    if found.status == INFEASIBLE:
        return None
    if found.status != SOLVED:
        raise ArithmeticError(f"the statements could not be solved: {found.message}")
    counts = {name: round(number) for name, number in zip(names, found.x, strict=True)}
    _require_fit(counts, rows)
    return counts


def _rows(
    statements: Sequence[Statement], nestings: Sequence[Nesting], sums: Sequence[Sum]
) -> list[_Row]:
    ids = [statement.id for statement in statements]
    repeated = [one for one in ids if ids.count(one) > 1]
    if repeated:
        raise ValueError(f"statement id is used twice: {repeated[0]}")
    rows = [row for statement in statements for row in _rows_of(statement)]
    for nesting in nestings:
        rows.append(_row([(nesting.whole, 1), (nesting.part, -1)]))
    for one in sums:
        rows.append(_row([(one.whole, -1), *((part, 1) for part in one.parts)], upper=0))
    return rows


def _rows_of(statement: Statement) -> list[_Row]:
    part, whole, lower, upper = statement[1:]
    if whole is None:
        most = upper if upper == math.inf else math.floor(upper)
        return [_row([(part, 1)], lower=math.ceil(lower), upper=most)]
    least = Fraction(lower)
    rows = [_row([(whole, 1)], lower=1)]
    rows.append(_row([(part, least.denominator), (whole, -least.numerator)]))
    if upper != math.inf:
        most = Fraction(upper)
        rows.append(_row([(part, -most.denominator), (whole, most.numerator)]))
    return rows


def _row(factors: list[tuple[str, int]], lower: int = 0, upper: int | float = math.inf) -> _Row:
    if len(dict(factors)) < len(factors):
        raise ValueError(f"a count is compared with itself: {factors[0][0]}")
    return _Row(dict(factors), lower, upper)


def _names(rows: list[_Row]) -> list[str]:
    return sorted({name for row in rows for name in row.factors})


def _require_fit(counts: dict[str, int], rows: list[_Row]) -> None:
    for row in rows:
        value = sum(factor * counts[name] for name, factor in row.factors.items())
        if not row.lower <= value <= row.upper:
            raise ArithmeticError(f"the solver's counts do not fit: {counts}")
