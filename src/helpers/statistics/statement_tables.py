"""Hides how printed shares become statements, and how answers about them become tables."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import pandas as pd

from helpers.statistics.published import counts_allowed, read_printed
from helpers.statistics.rates import Interval
from helpers.statistics.statements import Statement

PER = {"percent": 1, "part of one": 100}


def printed_percent(rows: pd.DataFrame) -> list[Interval]:
    """Return the exact limits, in percent, of every printed share.

    Parameters
    ----------
    rows
        `value_printed`, `unit` ("percent", or "part of one" for a share in words),
        `rounding_rule` and `rounding_step` as `helpers.statistics.published.read_printed` takes
        them, the step as text.

    Raises
    ------
    ValueError
        If a unit is another one, or a share cannot be read.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "value_printed": ["nine in ten"], "unit": ["part of one"],
    ...     "rounding_rule": ["nearest"], "rounding_step": ["0.10"],
    ... })
    >>> [int(limit) for limit in printed_percent(rows)[0]]
    [85, 95]
    """
    limits = []
    for row in rows.itertuples():
        if row.unit not in PER:
            raise ValueError(f"unit must be one of {', '.join(PER)}, not {row.unit}")
        lower, upper = read_printed(row.value_printed, row.rounding_rule, row.rounding_step)
        limits.append(Interval(lower * PER[row.unit], upper * PER[row.unit]))
    return limits


def statements_from(rows: pd.DataFrame) -> list[Statement]:
    """Return every printed share as a statement on the counts that it names.

    Parameters
    ----------
    rows
        As for `printed_percent`, with `id`, `counted` (the numerator) and `base`.
    """
    limits = printed_percent(rows)
    return [
        Statement(row.id, row.counted, row.base, lower / 100, upper / 100)
        for row, (lower, upper) in zip(rows.itertuples(), limits, strict=True)
    ]


def largest_sets(ids: Sequence[str], conflicts: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return every set of ids without a conflict to which no further id can be added.

    The conflicts are those of `helpers.statistics.statements.smallest_conflicts`. The sets keep
    the order of `ids` and are sorted by size, the largest first.

    Examples
    --------
    >>> largest_sets(["a", "b", "c"], [("a", "b")])
    [('a', 'c'), ('b', 'c')]
    """
    sets: list[tuple[str, ...]] = []
    for size in range(len(ids), 0, -1):
        for chosen in combinations(ids, size):
            members = set(chosen)
            fits = not any(members.issuperset(conflict) for conflict in conflicts)
            if fits and not any(members.issubset(larger) for larger in sets):
                sets.append(chosen)
    return sets


def sets_table(sets: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    """Return sets of ids as rows: `number` from 1, `size`, `statements` joined by semicolons."""
    return pd.DataFrame(
        {
            "number": range(1, len(sets) + 1),
            "size": [len(one) for one in sets],
            "statements": ["; ".join(one) for one in sets],
        }
    )


def limits_table(limits: Mapping[str, Interval | None]) -> pd.DataFrame:
    """Return named intervals as rows: `label`, `lower`, `upper`; None gives missing limits."""
    known = [one or Interval(float("nan"), float("nan")) for one in limits.values()]
    return pd.DataFrame(
        {
            "label": list(limits),
            "lower": [float(one.lower) for one in known],
            "upper": [float(one.upper) for one in known],
        }
    )


def counts_by_total(rows: pd.DataFrame, totals: Mapping[str, int]) -> pd.DataFrame:
    """Return the fewest and most events that print as each share, out of each total.

    Parameters
    ----------
    rows
        As for `printed_percent`, with `id`.
    totals
        The totals by name.

    Returns
    -------
    pandas.DataFrame
        `id`, `basis`, `total`, `fewest`, `most`: missing where no whole number prints so.
    """
    cases = [
        (
            row.id,
            basis,
            total,
            counts_allowed(Interval(share.lower / 100, share.upper / 100), total),
        )
        for row, share in zip(rows.itertuples(), printed_percent(rows), strict=True)
        for basis, total in totals.items()
    ]
    found = limits_table({f"{one[0]} {one[1]}": one[3] for one in cases})
    return pd.DataFrame(
        {
            "id": [one[0] for one in cases],
            "basis": [one[1] for one in cases],
            "total": [one[2] for one in cases],
            "fewest": found["lower"],
            "most": found["upper"],
        }
    )
