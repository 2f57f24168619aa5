"""Hides which cells of linked tables are hidden, so that none can be worked out from the rest."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.statistics.arguments import whole_count
from helpers.statistics.disclosure.attacking import NO_GROUPINGS, Disclosed, learn
from helpers.statistics.disclosure.cells import Release, complete_dimensions, table_name
from helpers.statistics.disclosure.hiding import Plan, hide_more, start
from helpers.statistics.disclosure.rules import Rules, behind, rounded

HIDDEN = "[c]"
COUNT, LARGEST = "count", "largest"


class Protected(NamedTuple):
    """Tables that may be shown, and what was done to them.

    Parameters
    ----------
    tables
        The columns of labels, `value` (rounded, missing where hidden) and `symbol`. Whatever is
        shown, charts, shares, rates and alternative texts too, comes from `value` alone.
    release
        What the tables tell: for the ledger of releases.
    why
        `table`, `cell` and `reason` of each hidden cell. Not to be published: it says which cells
        are small and which are hidden for their sake.
    already
        Cells that earlier releases give away by themselves: nothing done now can hide them.
    """

    tables: dict[str, pd.DataFrame]
    release: Release
    why: pd.DataFrame
    already: tuple[Disclosed, ...]


def protect(
    tables: Mapping[str, pd.DataFrame],
    rules: Rules,
    earlier: Sequence[Release] = (),
    *,
    name: str = "",
    scope: Mapping[str, str] | None = None,
    groupings: Mapping[str, Mapping[str, Sequence[str]]] = NO_GROUPINGS,
) -> Protected:
    """Return tables of which no reader can work out a small count.

    Counts below the threshold are hidden, zeros among them; the others are rounded, totals by
    themselves. Then further cells are hidden until every cell that may be small, printed or not,
    has at least as many possible values as the threshold. Further cells are chosen one small cell
    after the other, in the order of the tables: inner cells before totals, then small counts
    before large ones, then by place. It is not the fewest that would do.

    Parameters
    ----------
    tables
        Columns of labels, "All" where a dimension is summed over, and `count`. `largest`, if
        there, is how much of the count is due to the two people with most of it.
    earlier
        What has been published before about the same people and events.
    name, scope
        Of the release: see `Release`.
    groupings
        For each dimension, which labels a label is made up of. Periods need none.

    Raises
    ------
    DisclosureError
        If earlier releases, with these tables, give a cell away however much is hidden.
    ValueError
        If the tables do not agree with one another or with earlier releases, cannot be read or are
        linked too closely to be searched, naming tables without which the others are not.
    ArithmeticError
        If the search takes too long.

    References
    ----------
    Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on tabular data
    with linear constraints. Management Science, 47(7), 1008-1027.
    """
    exact = _exact(tables, name, scope or {}, groupings)
    names = {table_name(exact, table) for table in tables}
    plan = start(learn([exact, *earlier], groupings), names, _largest(tables), rules)
    already = hide_more(plan)
    return _protected(exact, plan, already)


def _exact(
    tables: Mapping[str, pd.DataFrame],
    name: str,
    scope: Mapping[str, str],
    groupings: Mapping[str, Mapping[str, Sequence[str]]],
) -> Release:
    frames = {}
    for table, frame in tables.items():
        if COUNT not in frame.columns:
            raise ValueError(f"table {table} lacks the column {COUNT}")
        count = whole_count(COUNT, frame[COUNT]).astype(np.int64)
        labels = frame.drop(columns=[COUNT, LARGEST], errors="ignore").reset_index(drop=True)
        frames[table] = labels.assign(lower=count, upper=count)
    complete = {table: complete_dimensions(frame, groupings) for table, frame in frames.items()}
    return Release(name, frames, scope, complete)


def _largest(tables: Mapping[str, pd.DataFrame]) -> np.ndarray:
    nothing = [np.zeros(0)]
    return np.concatenate(
        [frame.get(LARGEST, pd.Series(0, frame.index)) for frame in tables.values()] or nothing
    )


def _protected(exact: Release, plan: Plan, already: tuple[Disclosed, ...]) -> Protected:
    shown, told, why, rules = {}, {}, [], plan.rules
    rows = iter(plan.known.rows)
    for table, frame in exact.tables.items():
        labels = frame.drop(columns=["lower", "upper"])
        cells = [next(rows).cell for _ in range(len(frame))]
        hidden = np.array([cell in plan.hidden for cell in cells], dtype=bool)
        value = rounded(frame["lower"], rules.base)
        limits = [behind(one, rules.base, rules.threshold) for one in value]
        shown[table] = labels.assign(
            value=pd.array(value, dtype="Int64"), symbol=np.where(hidden, HIDDEN, "")
        )
        shown[table].loc[hidden, "value"] = pd.NA
        told[table] = labels.assign(
            lower=np.where(hidden, 0, [lower for lower, _ in limits]),
            upper=np.where(hidden, math.inf, [upper for _, upper in limits]),
        )
        why += [
            (table, plan.known.parts.text(cell), plan.hidden[cell].format(**vars(rules)))
            for cell in cells
            if cell in plan.hidden
        ]
    reasons = pd.DataFrame(why, columns=["table", "cell", "reason"])
    return Protected(shown, exact._replace(tables=told), reasons, already)
