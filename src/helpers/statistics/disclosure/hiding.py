"""Hides the choice of cells to hide so that small ones cannot be worked out from the rest."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from helpers.statistics.disclosure.attacking import (
    Disclosed,
    DisclosureError,
    Knowledge,
    disclosed,
    limits_of,
    require_true,
)
from helpers.statistics.disclosure.cells import Cell
from helpers.statistics.disclosure.rules import Rules, behind, rounded
from helpers.statistics.disclosure.searching import Attained, narrow_cells
from helpers.statistics.disclosure.solving import UNLIMITED, Limits, solve

SMALL = "below {threshold}"
DOMINATED = "two people make up more than {dominant_share} of it"
COMPLEMENTARY = "would give another cell away"


class Plan(NamedTuple):
    """What is hidden so far and why, and what a reader knows who knows the rules.

    Parameters
    ----------
    known
        Its limits are those of a reader who also knows which cells are below the threshold.
    names
        The tables of now, whose cells can be hidden.
    hidden
        The reason of each hidden cell.
    lines, costs
        Of each cell of now, the lines that give its count; of each line, what it costs to hide.
    """

    known: Knowledge
    names: set[str]
    rules: Rules
    hidden: dict[Cell, str]
    lines: dict[Cell, list[int]]
    costs: np.ndarray
    numbers: np.ndarray


def start(known: Knowledge, names: set[str], largest: np.ndarray, rules: Rules) -> Plan:
    """Return the plan that hides small and dominated cells, from the exact counts of now.

    `largest` is, for each cell of now, what two people make up of its count.
    """
    numbers = require_true(known, limits_of(known))
    lower, upper = known.lower.copy(), known.upper.copy()
    known = known._replace(lower=lower, upper=upper)
    counts: dict[Cell, int] = {}
    lines: dict[Cell, list[int]] = {}
    reasons: dict[Cell, str] = {}
    current = [line for line, at in enumerate(known.lines) if known.rows[at].table in names]
    current = [line for line in current if known.lines[line] >= 0]
    for line, most in zip(current, largest, strict=True):
        cell, count = known.rows[known.lines[line]].cell, int(lower[line])
        counts[cell] = count
        lines.setdefault(cell, []).append(line)
        if count < rules.threshold:
            reasons[cell] = SMALL
        elif most > rules.dominant_share * count:
            reasons[cell] = DOMINATED
        shown = rounded(count, rules.base)
        lower[line], upper[line] = behind(shown, rules.base, rules.threshold)
    plan = Plan(known, names, rules, {}, lines, _costs(counts, lines, len(lower)), numbers)
    for cell, reason in reasons.items():
        _hide(plan, cell, reason)
    return plan


def hide_more(plan: Plan) -> tuple[Disclosed, ...]:
    """Hide cells until none that may be small is known too closely.

    Returns those that earlier releases give away by themselves.

    Raises
    ------
    DisclosureError
        If another cell is given away however much is hidden.
    """
    known, threshold = plan.known, plan.rules.threshold
    dominated = [plan.hidden.get(cell) == DOMINATED for cell in known.cells]
    attained = Attained(known.sums, plan.numbers, np.array(dominated, dtype=bool))
    already: dict[int, Disclosed] = {}
    while True:
        narrow = narrow_cells(limits_of(known), attained, known.blocks, threshold, doubtful=True)
        narrow = [cell for cell in narrow if cell not in already]
        if not narrow:
            return tuple(already.values())
        for cell in narrow:
            if not _widen(plan, attained, cell):
                already[cell] = _known_anyway(plan, cell, attained)


def _costs(counts: dict[Cell, int], lines: dict[Cell, list[int]], size: int) -> np.ndarray:
    """Return what it costs to hide: inner cells before totals, then by count, then by place."""
    costs = np.zeros(size, dtype=np.int64)
    ordered = sorted(counts, key=lambda cell: (-len(cell), counts[cell]))
    for cost, cell in enumerate(ordered, start=1):
        costs[lines[cell]] = cost
    return costs


def _hide(plan: Plan, cell: Cell, reason: str) -> None:
    """Hide a cell wherever it stands."""
    plan.hidden[cell] = reason
    lines = plan.lines[cell]
    plan.known.lower[lines] = 0
    plan.known.upper[lines] = plan.rules.threshold - 1 if reason == SMALL else UNLIMITED
    plan.costs[lines] = 0


def _widen(plan: Plan, attained: Attained, cell: int) -> bool:
    """Hide cells until one has enough possible values; return whether that can be done."""
    reach = plan.rules.threshold - 1
    low, high = int(attained.low[cell]), int(attained.high[cell])
    if plan.hidden.get(plan.known.cells[cell]) == SMALL:
        goals = [(1, reach), (-1, 0)]
    else:
        goals = [(1, low + reach), (-1, high - reach)]
        goals += [(1, low + step) for step in range(reach - 1, high - low, -1)]
        goals += [(-1, low - step) for step in range(1, reach)]
    for sign, goal in goals:
        if attained.high[cell] - attained.low[cell] >= reach:
            break
        if not attained.low[cell] <= goal <= attained.high[cell] and goal >= 0:
            numbers = _moved(plan, attained, cell, sign, goal)
            if numbers is not None:
                attained.add(numbers)
                _hide_what_moved(plan, numbers)
    return bool(attained.high[cell] - attained.low[cell] >= reach)


def _hide_what_moved(plan: Plan, numbers: np.ndarray) -> None:
    sums = plan.known.matrix @ numbers
    outside = (sums < plan.known.lower) | (plan.known.upper < sums)
    for line in np.flatnonzero(outside):
        _hide(plan, plan.known.rows[plan.known.lines[line]].cell, COMPLEMENTARY)


def _moved(plan: Plan, attained: Attained, cell: int, sign: int, goal: int) -> np.ndarray | None:
    """Return numbers in which a cell reaches the goal, up or down, or None if there are none.

    Of all such numbers, those that leave the limits of what is shown least, each step times its
    cost: what is left has to be hidden. The cell's own joint table is tried first.

    References
    ----------
    Kelly, J. P., Golden, B. L. and Assad, A. A. (1992). Cell suppression: disclosure protection
    for sensitive tabular data. Networks, 22(4), 397-417.
    """
    size = plan.known.system.size
    ends = np.array([*plan.known.blocks[1:], size])
    own = np.unique(np.searchsorted(ends, attained.sums[[cell]].indices, side="right"))
    near = np.flatnonzero(np.isin(np.searchsorted(ends, np.arange(size), side="right"), own))
    for free in (near, np.arange(size))[: 1 if len(near) == size else 2]:
        found = _elastic(plan, attained, cell, (sign, goal), free)
        answer = solve(*found, hasty=True)
        if answer is not None:
            numbers = attained.numbers.copy()
            numbers[free] = answer[: len(free)]
            return numbers
    return None


def _elastic(
    plan: Plan, attained: Attained, cell: int, goal: tuple[int, int], free: np.ndarray
) -> tuple[Limits, np.ndarray, np.ndarray, np.ndarray, int]:
    """Return the search for numbers of which only `free` change, with steps out of the limits."""
    known, (sign, least) = plan.known, goal
    held = known.matrix[:, free]
    touched = np.unique(held.nonzero()[0])
    held = held[touched]
    others = known.matrix[touched] @ attained.numbers - held @ attained.numbers[free]
    costly = np.flatnonzero(plan.costs[touched])
    steps = sparse.coo_array(
        (np.ones(len(costly), dtype=np.int64), (costly, np.arange(len(costly)))),
        shape=(len(touched), len(costly)),
    )
    nothing = sparse.coo_array((1, len(costly)), dtype=np.int64)
    wanted = attained.sums[[cell]][:, free] * sign
    matrix = sparse.block_array([[held, -steps, steps], [wanted, nothing, nothing]], format="csr")
    upper = known.upper[touched]
    columns = np.arange(matrix.shape[1])
    found = Limits(
        matrix,
        np.append(known.lower[touched] - others, sign * least),
        np.append(np.where(upper < UNLIMITED, upper - others, UNLIMITED), UNLIMITED),
        np.zeros(len(columns), dtype=np.int64),
        np.full(len(columns), known.cap, dtype=np.int64),
    )
    objective = np.concatenate([np.zeros(len(free)), *[plan.costs[touched][costly]] * 2])
    return found, objective, columns, np.zeros(len(columns), dtype=np.int64), 2 * len(costly)


def _known_anyway(plan: Plan, cell: int, attained: Attained) -> Disclosed:
    found = disclosed(plan.known, plan.names, cell, attained, plan.rules.threshold)
    if not found.earlier:
        raise DisclosureError(f"{found.sentence}, whatever else is hidden: leave out a table")
    return found
