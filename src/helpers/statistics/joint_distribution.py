"""Hides how whole cases are drawn so that they add up to published margins, and no further."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp

SWEEPS = 500
CLOSE = 1e-6
BITS = 20
PARTS = 1 << BITS
TRIES = 20

Margins = Mapping[tuple[int, ...], ArrayLike]


def draw(shape: Sequence[int], margins: Margins, seed: int) -> np.ndarray:
    """Return a table of whole numbers with exactly these margins, near their maximum entropy.

    The same for a seed on every processor: see :func:`whole_numbers`.

    Parameters
    ----------
    shape, margins
        As for :func:`fitted`; each count a whole number.

    Raises
    ------
    ValueError, ArithmeticError
        As for :func:`fitted` and :func:`whole_numbers`.
    """
    return whole_numbers(fitted(shape, margins), margins, seed)


def fitted(shape: Sequence[int], margins: Margins) -> np.ndarray:
    """Return the table of maximum entropy with these margins, by iterative proportional fitting.

    Between categories that no margin joins there is no association in it: that is an assumption,
    and no finding. A count of zero in a margin stays zero in each of its cells.

    Parameters
    ----------
    shape
        How many categories each dimension has.
    margins
        The counts, zero or more, for each tuple of dimensions (numbered from 0, ascending) that are
        counted together; of each of the others the margin is summed over all categories. All have
        the same total.

    Raises
    ------
    ValueError
        If a margin has another shape or a negative count, the totals differ, or no table can have
        all of these margins.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency
    table when the expected marginal totals are known. Annals of Mathematical Statistics, 11(4),
    427-444. That its limit has the maximum entropy: Ireland, C. T. and Kullback, S. (1968).
    Contingency tables with given marginals. Biometrika, 55(1), 179-188.

    Examples
    --------
    >>> fitted((2, 2), {(0,): [30, 10], (1,): [20, 20]})
    array([[15., 15.],
           [ 5.,  5.]])
    """
    targets = _targets(shape, margins)
    table = np.ones(tuple(shape))
    for _ in range(SWEEPS):
        for axes, target in targets.items():
            found = _margin(table, axes)
            table = table * np.divide(target, found, out=np.zeros_like(target), where=found > 0)
    for axes, target in targets.items():
        if np.abs(_margin(table, axes) - target).max() > CLOSE:
            raise ValueError(f"no table has all of these margins: see dimensions {axes}")
    return table


def whole_numbers(table: ArrayLike, margins: Margins, seed: int) -> np.ndarray:
    """Return a controlled rounding: each cell up or down to a whole number, the margins exact.

    A cell goes up with the probability of its fraction, but for the few cells, if any, that are
    left when no more can be moved against each other. Cells are read to about six decimals, and
    from there on everything is reckoned in whole numbers: the result does not hang on the last
    digits of a processor, nor, as a choice between two equally good ends is drawn anew, on the
    order in which the solver looks.

    Parameters
    ----------
    table
        As :func:`fitted` returns it for the same margins.
    seed
        0 or more.

    Raises
    ------
    ArithmeticError
        If no such rounding is found: with margins that overlap in three and more dimensions there
        may be none.

    References
    ----------
    Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal of the
    American Statistical Association, 82(398), 520-524. Flight and landing over any margins:
    Deville, J.-C. and Tillé, Y. (2004). Efficient balanced sampling: the cube method. Biometrika,
    91(4), 893-912.

    Examples
    --------
    >>> rounded = whole_numbers([[1.5, 1.5], [0.5, 0.5]], {(0,): [3, 1], (1,): [2, 2]}, seed=1)
    >>> rounded.sum(axis=0).tolist(), rounded.sum(axis=1).tolist()
    ([2, 2], [3, 1])
    """
    parts = np.rint(np.asarray(table, "float64") * PARTS).astype("int64")
    rounded, fractions = parts >> BITS, (parts & (PARTS - 1)).ravel()
    open_cells = np.flatnonzero(fractions)
    kept, needed = _constraints(rounded, _targets(rounded.shape, margins), open_cells)
    random = np.random.PCG64(seed)
    for _ in range(TRIES):
        flown = _flown(fractions[open_cells], kept, random)
        if (up := _landed(flown, kept, needed, random)) is not None:
            rounded.ravel()[open_cells] += up
            return rounded
    raise ArithmeticError("no rounding of the cells keeps all of the margins")


def _targets(shape: Sequence[int], margins: Margins) -> dict[tuple[int, ...], np.ndarray]:
    """Return each margin with one category in the dimensions that it is summed over."""
    targets = {axes: np.asarray(counts, "float64") for axes, counts in margins.items()}
    for axes, target in targets.items():
        asked = tuple(shape[axis] for axis in axes)
        if target.shape != asked or list(axes) != sorted(set(axes)):
            raise ValueError(f"the margin of dimensions {axes} must have the shape {asked}")
        if (target < 0).any():
            raise ValueError(f"a count of dimensions {axes} is negative")
    totals = {axes: float(target.sum()) for axes, target in targets.items()}
    if not totals or max(totals.values()) - min(totals.values()) > CLOSE:
        raise ValueError(f"the margins must have the same total, and have {totals}")
    return {
        axes: target.reshape([size if axis in axes else 1 for axis, size in enumerate(shape)])
        for axes, target in targets.items()
    }


def _margin(table: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    others = tuple(axis for axis in range(table.ndim) if axis not in axes)
    return table.sum(axis=others, keepdims=True)


def _constraints(
    rounded: np.ndarray, targets: Mapping[tuple[int, ...], np.ndarray], open_cells: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which open cells each count of a margin has, and how many of them must go up."""
    blocks, needed = [], []
    for axes, target in targets.items():
        numbers = np.broadcast_to(np.arange(target.size).reshape(target.shape), rounded.shape)
        rows = numbers.ravel()[open_cells]
        blocks.append((np.arange(target.size)[:, None] == rows).astype("int64"))
        needed.append((np.rint(target) - _margin(rounded, axes)).ravel().astype("int64"))
    return np.concatenate(blocks), np.concatenate(needed)


def _flown(fractions: np.ndarray, kept: np.ndarray, random: np.random.PCG64) -> np.ndarray:
    """Move cells against each other, none up or down on average, until too few are open.

    A step goes as far as a cell can go in one of the two directions, to 0 or to PARTS, and takes
    each with the probability that leaves every cell where it is on average.
    """
    flown, most = fractions.copy(), len(kept) + 1
    waiting = np.argsort(random.random_raw(len(flown)), kind="stable")
    while len(waiting):
        cells = waiting[:most]
        steps = _null_vector(kept[:, cells])
        if steps is None:
            return flown
        moved, steps = cells[steps != 0], steps[steps != 0]
        room = np.where(steps > 0, PARTS - flown[moved], flown[moved]) // np.abs(steps)
        back = np.where(steps < 0, PARTS - flown[moved], flown[moved]) // np.abs(steps)
        up, down = int(room.min()), int(back.min())
        forward = (int(random.random_raw()) >> 11) * (up + down) < down << 53
        flown[moved] += steps * (up if forward else -down)
        still_open = (flown[waiting] > 0) & (flown[waiting] < PARTS)
        if still_open.all():
            return flown
        waiting = waiting[still_open]
    return flown


def _null_vector(matrix: np.ndarray) -> np.ndarray | None:
    """Return whole numbers, not all 0, that weight the columns to a sum of 0; none if none do."""
    work, pivots = matrix.copy(), []
    for column in range(matrix.shape[1]):
        row = len(pivots)
        candidates = np.flatnonzero(work[row:, column])
        if not len(candidates):
            break
        work[[row, row + candidates[0]]] = work[[row + candidates[0], row]]
        others = np.flatnonzero(work[:, column])
        others = others[others != row]
        work[others] = work[others] * work[row, column] - work[others, column, None] * work[row]
        divisors = np.gcd.reduce(work[others], axis=1)
        work[others] //= np.maximum(divisors, 1)[:, None]
        pivots.append(column)
    else:
        return None
    weights = np.zeros(matrix.shape[1], "int64")
    rows = np.arange(len(pivots))
    diagonal = work[rows, pivots]
    weights[column] = np.lcm.reduce(np.abs(diagonal), initial=1)
    weights[pivots] = -work[rows, column] * (weights[column] // diagonal)
    return weights


def _landed(
    flown: np.ndarray, kept: np.ndarray, needed: np.ndarray, random: np.random.PCG64
) -> np.ndarray | None:
    """Return which open cells go up, those still open as cheaply as the margins let them."""
    up = (flown == PARTS).astype("int64")
    left = np.flatnonzero((flown > 0) & (flown < PARTS))
    missing = needed - kept @ up
    if not len(left):
        return None if missing.any() else up
    drawn = (random.random_raw(len(left)) >> np.uint64(64 - BITS)).astype("int64")
    costs, exact = drawn - flown[left], LinearConstraint(kept[:, left], missing, missing)
    best = _solved(costs, [exact])
    if best is None:
        return None
    differs = np.where(best == 1, -1.0, 1.0)
    another = LinearConstraint(differs[None, :], 1 - best.sum(), np.inf)
    second = _solved(costs, [exact, another])
    if second is not None and costs @ second == costs @ best:
        return None
    up[left] = best
    return up


def _solved(costs: np.ndarray, constraints: list[LinearConstraint]) -> np.ndarray | None:
    found = milp(
        costs / PARTS,
        constraints=constraints,
        integrality=np.ones(len(costs)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    if found.status not in (0, 2):
        raise ArithmeticError(f"the solver failed: {found.message}")
    return None if found.status == 2 else np.rint(found.x).astype("int64")
