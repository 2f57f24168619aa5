"""Hides the search for whole numbers within limits, and the check that what is found is right."""

from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

SECONDS_ALLOWED = 60
SOLVED, INFEASIBLE = 0, 2
UNLIMITED = 2**50
ROUNDS = 10
EXACT = {"mip_rel_gap": 0}
HASTY = {"mip_rel_gap": 0.1, "node_limit": 100}
CLOSE_TO_WHOLE = 1e-6


class Limits(NamedTuple):
    """Sums of unknown whole numbers with the least and most of each, and of each number itself."""

    matrix: sparse.csr_array
    lower: np.ndarray
    upper: np.ndarray
    least: np.ndarray
    most: np.ndarray

    @property
    def consistent(self) -> bool:
        """Whether no limit is already known to be impossible."""
        return bool((self.least <= self.most).all())


def limits(matrix: sparse.csr_array, lower: np.ndarray, upper: np.ndarray, cap: int) -> Limits:
    """Return limits with those of each single number drawn as close as the sums draw them.

    All in whole-number arithmetic, so that no whole number that fits is lost. `cap` stands for
    "as many as you like".
    """
    least = np.zeros(matrix.shape[1], dtype=np.int64)
    most = np.full(matrix.shape[1], cap, dtype=np.int64)
    entries = matrix.tocoo()
    for _ in range(ROUNDS):
        before = (least.copy(), most.copy())
        _draw_closer(entries, lower, upper, least, most)
        same = all(np.array_equal(*pair) for pair in zip(before, (least, most), strict=True))
        if same or (least > most).any():
            break
    return Limits(matrix, lower, upper, least, most)


def groups(found: Limits) -> np.ndarray:
    """Return for each unknown number the group that it hangs together with, -1 if it is known."""
    free = np.flatnonzero(found.least < found.most)
    labels = np.full(found.matrix.shape[1], -1)
    if len(free):
        held = abs(found.matrix[:, free])
        both = sparse.block_array([[None, held], [held.T, None]]).tocsr()
        labels[free] = sparse.csgraph.connected_components(both)[1][held.shape[0] :]
    return labels


def solve(
    found: Limits,
    objective: np.ndarray,
    free: np.ndarray,
    at: np.ndarray,
    following: int = 0,
    hasty: bool = False,
) -> np.ndarray | None:
    """Return whole numbers within the limits that make the objective smallest, or None.

    `hasty` takes any whole numbers that a short search finds, and None if it finds none; a short
    search has a number of steps, and no clock.

    Only the `free` ones differ from those of `at`. The last `following` are whole numbers as soon
    as all others are, so that the solver need not be told. What the solver returns is rounded and
    checked in whole-number arithmetic.

    Raises
    ------
    ArithmeticError
        If the solver fails, reaches its time limit or returns numbers that do not fit.

    References
    ----------
    Huangfu, Q. and Hall, J. A. J. (2018). Parallelizing the dual revised simplex method.
    Mathematical Programming Computation, 10(1), 119-142.
    """
    chosen = found.matrix[:, free]
    touched = np.unique(chosen.nonzero()[0])
    chosen = chosen[touched]
    others = found.matrix[touched] @ at - chosen @ at[free]
    lower, upper = found.lower[touched] - others, found.upper[touched] - others
    each = (found.least[free], found.most[free])
    whole = np.arange(len(free)) < len(free) - following
    for integrality in (whole & False, whole):
        answer = _optimum(objective[free], chosen, (lower, upper), each, integrality, hasty)
        if answer is None:
            return None
        numbers = np.rint(answer).astype(np.int64)
        if np.abs(answer - numbers).max(initial=0) < CLOSE_TO_WHOLE:
            break
    sums = chosen @ numbers
    inside = (found.least[free] <= numbers) & (numbers <= found.most[free])
    if not (inside.all() and (lower <= sums).all() and (sums <= upper).all()):
        raise ArithmeticError("the tables could not be checked: the solver's numbers do not fit")
    answer = at.copy()
    answer[free] = numbers
    return answer


def _optimum(
    objective: np.ndarray,
    matrix: sparse.csr_array,
    limits: tuple[np.ndarray, np.ndarray],
    each: tuple[np.ndarray, np.ndarray],
    integrality: np.ndarray,
    hasty: bool,
) -> np.ndarray | None:
    """Return what the solver finds: without fractions forbidden, most tables have none anyway."""
    lower, upper = limits
    answer = milp(
        objective,
        constraints=LinearConstraint(
            matrix.astype(float),
            np.where(lower <= -UNLIMITED // 2, -np.inf, lower),
            np.where(upper >= UNLIMITED // 2, np.inf, upper),
        ),
        integrality=integrality.astype(int),
        bounds=Bounds(*each),
        options={"time_limit": SECONDS_ALLOWED, **(HASTY if hasty else EXACT)},
    )
    if answer.status == INFEASIBLE or (hasty and answer.x is None):
        return None
    if answer.status != SOLVED and not hasty:
        raise ArithmeticError(f"the tables could not be checked: {answer.message}")
    return answer.x


def least_with_fractions(
    found: Limits, objective: np.ndarray, free: np.ndarray, at: np.ndarray
) -> float:
    """Return a number that the objective is never below, found by allowing fractions."""
    chosen = found.matrix[:, free]
    others = found.matrix @ at - chosen @ at[free]
    answer = _optimum(
        objective[free],
        chosen,
        (found.lower - others, found.upper - others),
        (found.least[free], found.most[free]),
        np.zeros(len(free)),
        hasty=False,
    )
    if answer is None:
        return -np.inf
    known = objective @ at - objective[free] @ at[free]
    return float(np.ceil(objective[free] @ answer + known - CLOSE_TO_WHOLE))


def some_numbers(found: Limits) -> np.ndarray | None:
    """Return any whole numbers within the limits, or None if there are none."""
    if not found.consistent:
        return None
    numbers, labels = found.least.copy(), groups(found)
    nothing = np.zeros(len(numbers))
    for group in range(labels.max(initial=-1) + 1):
        free = np.flatnonzero(labels == group)
        if len(free):
            numbers = solve(found, nothing, free, numbers)
            if numbers is None:
                return None
    sums = found.matrix @ numbers
    fits = (found.lower <= sums).all() and (sums <= found.upper).all()
    return numbers if fits else None


def _draw_closer(
    entries: sparse.coo_array,
    lower: np.ndarray,
    upper: np.ndarray,
    least: np.ndarray,
    most: np.ndarray,
) -> None:
    """Narrow `least` and `most` in place by what each sum leaves for each of its numbers."""
    row, column, factor = *entries.coords, entries.data
    low = np.where(factor > 0, factor * least[column], factor * most[column])
    high = np.where(factor > 0, factor * most[column], factor * least[column])
    smallest, largest = np.zeros_like(lower), np.zeros_like(upper)
    np.add.at(smallest, row, low)
    np.add.at(largest, row, high)
    room_up = upper[row] - (smallest[row] - low)
    room_down = lower[row] - (largest[row] - high)
    size = abs(factor)
    positive = factor > 0
    top = np.where(positive, room_up // size, -room_down // size)
    bottom = np.where(positive, -(-room_down // size), -(room_up // size))
    np.minimum.at(most, column, top)
    np.maximum.at(least, column, bottom)
