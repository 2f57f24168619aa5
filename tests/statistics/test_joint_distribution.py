"""Drawing whole cases from margins, against closed forms and against every possible rounding."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import expected_freq, margins

from helpers.statistics import joint_distribution
from helpers.statistics.joint_distribution import PARTS, _landed, draw, fitted, whole_numbers

OF_THREE = {(0, 1): [[5, 0], [3, 9]], (1, 2): [[4, 2, 2], [1, 7, 1]], (2,): [5, 9, 3]}


def of(table, axes):
    return table.sum(axis=tuple(axis for axis in range(table.ndim) if axis not in axes))


def test_one_way_margins_give_what_scipy_expects_under_independence():
    observed = np.array([[[7, 1], [2, 9]], [[3, 3], [4, 1]], [[0, 5], [6, 2]]])
    one_way = {(axis,): margin.ravel() for axis, margin in enumerate(margins(observed))}
    assert fitted(observed.shape, one_way) == pytest.approx(expected_freq(observed))


def test_two_joined_margins_give_the_closed_form_of_conditional_independence():
    # Bishop, Fienberg and Holland (1975), Discrete Multivariate Analysis, section 3.4: the fitted
    # cell of the model [12][23] is n(i,j,+) n(+,j,k) / n(+,j,+).
    first, second = (np.array(OF_THREE[axes], "float64") for axes in ((0, 1), (1, 2)))
    closed = first[:, :, None] * second[None] / second.sum(axis=1)[None, :, None]
    assert fitted((2, 2, 3), OF_THREE) == pytest.approx(closed)


def test_three_margins_of_two_dimensions_leave_no_association_of_all_three():
    # Bishop, Fienberg and Holland (1975), section 3.5: under the model [12][13][23] the odds ratio
    # of two dimensions is the same in each category of the third.
    observed = np.array([[[7, 1], [2, 9]], [[3, 3], [4, 1]]])
    table = fitted((2, 2, 2), {axes: of(observed, axes) for axes in ((0, 1), (0, 2), (1, 2))})
    ratios = table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])
    assert ratios[0] == pytest.approx(ratios[1], rel=1e-4)
    assert of(table, (0, 2)) == pytest.approx(of(observed, (0, 2)), abs=1e-5)


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_a_draw_has_its_margins_exactly_and_no_cell_further_than_the_next_whole_number(
    counts, seed
):
    observed = np.array(counts).reshape(2, 3, 2)
    asked = {(0, 1): of(observed, (0, 1)), (2,): of(observed, (2,))}
    drawn, table = draw((2, 3, 2), asked, seed), fitted((2, 3, 2), asked)
    assert drawn.dtype == "int64"
    assert (drawn >= 0).all() and (np.abs(drawn - table) < 1 + 1e-5).all()
    for axes, margin in asked.items():
        assert (of(drawn, axes) == margin).all()


def test_on_average_over_seeds_each_cell_is_what_was_fitted():
    asked = {(0,): [3, 4, 2], (1,): [2, 5, 2], (2,): [4, 4, 1]}
    table = fitted((3, 3, 3), asked)
    mean = np.mean([draw((3, 3, 3), asked, seed) for seed in range(100)], axis=0)
    # Four standard errors of a cell that goes up half of the time: 4 * 0.5 / 10.
    assert np.abs(mean - table).max() < 0.2
    up = [int(draw((2, 2), {(0,): [1, 3], (1,): [1, 3]}, seed)[0, 0]) for seed in range(200)]
    # The cell is a quarter of a case: three standard errors are 0.09.
    assert abs(np.mean(up) - 0.25) < 0.09


def test_noise_in_the_last_digits_does_not_change_what_is_drawn():
    asked = {(0,): [7, 8, 9], (1,): [11, 13]}
    table = fitted((3, 2), asked)
    noise = 1 + 1e-13 * np.array([[1, -1], [-1, 1], [1, -1]])
    for seed in range(10):
        expected = whole_numbers(table, asked, seed)
        assert (whole_numbers(table * noise, asked, seed) == expected).all()


def test_cells_left_open_land_as_cheaply_as_any_that_keep_the_margins():
    kept = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 0, 0, 1, 0, 0]])
    kept, needed = np.vstack([kept, [0, 1, 0, 0, 1, 0]]), np.array([1, 2, 1, 1])
    flown = np.array([0.3, 0.5, 0.2, 0.7, 0.5, 0.8]) * PARTS // 1
    for seed in range(4):
        drawn = (np.random.PCG64(seed).random_raw(6) >> np.uint64(44)).astype("int64")
        ends = [np.array(end) for end in product((0, 1), repeat=6)]
        ends = [end for end in ends if (kept @ end == needed).all()]
        cheapest = min(ends, key=lambda end: (drawn - flown) @ end)
        landed = _landed(flown.astype("int64"), kept, needed, np.random.PCG64(seed))
        assert len(ends) > 2 and landed.tolist() == cheapest.tolist()


def test_a_tie_between_two_ends_is_no_end():
    kept, open_cells = np.array([[1, 1]]), np.array([PARTS // 2, PARTS // 2])
    same = type("Same", (), {"random_raw": lambda self, size: np.zeros(size, "uint64")})()
    assert _landed(open_cells, kept, np.array([1]), same) is None
    assert _landed(open_cells, kept, np.array([2]), same).tolist() == [1, 1]


def test_a_draw_is_the_same_for_a_seed_wherever_it_is_made():
    # The stream of PCG64 is fixed by NumPy (NEP 19); the table was drawn once on x86-64.
    assert draw((3, 2), {(0,): [7, 8, 9], (1,): [11, 13]}, 7).tolist() == DRAWN


DRAWN = [[4, 3], [3, 5], [4, 5]]


@pytest.mark.parametrize(
    ("shape", "asked", "said"),
    [
        ((2, 2), {(0,): [1, 2], (1,): [1, 1]}, "same total"),
        ((2, 2), {(0,): [1, 2, 3]}, "shape"),
        ((2, 2), {(1, 0): [[1, 2], [3, 4]]}, "shape"),
        ((2, 2), {(0,): [-1, 4]}, "negative"),
        ((2, 2), {}, "same total"),
        ((2, 2), {(0, 1): [[1, 0], [0, 1]], (0,): [0, 2]}, "no table"),
    ],
)
def test_margins_that_cannot_hold_together_are_refused(shape, asked, said):
    with pytest.raises(ValueError, match=said):
        fitted(shape, asked)


@pytest.mark.parametrize("table", [[[1.0, 1.0, 0.0]], [[0.5, 0.5, 1.0]]])
def test_a_table_that_cannot_be_rounded_to_the_margins_is_refused(table):
    with pytest.raises(ArithmeticError, match="no rounding"):
        whole_numbers(table, {(0,): [2], (1,): [0, 0, 2]}, 0)


def test_a_failure_of_the_solver_is_no_table(monkeypatch):
    failed = type("Failed", (), {"status": 4, "message": "numbers"})
    monkeypatch.setattr(joint_distribution, "milp", lambda *_, **__: failed)
    with pytest.raises(ArithmeticError, match="solver failed"):
        _landed(np.array([1]), np.array([[1]]), np.array([1]), np.random.PCG64(0))
