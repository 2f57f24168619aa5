"""What margins say of a cell that was never published."""

import math
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.statistics.joint_cells import JointBounds, Margin, joint_bounds
from helpers.statistics.rates import Interval
from helpers.statistics.reading import read_rounded
from helpers.statistics.statements import frechet_bounds

DIMENSIONS = ("ethnicity", "age", "residence")
CELLS = list(product("01", repeat=3))
CELL = dict(zip(DIMENSIONS, "111", strict=True))
FAMILIES = [
    (),
    *combinations(range(3), 1),
    *combinations(range(3), 2),
]
TABLES = st.lists(st.integers(0, 6), min_size=8, max_size=8)
TINY_TABLES = st.lists(st.integers(0, 7), max_size=5).map(
    lambda cells: [cells.count(number) for number in range(8)]
)
CHOSEN_FAMILIES = st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=7, unique=True)


def sums_by(table, family):
    """The sums of a 2 x 2 x 2 table over the dimensions that are not in the family."""
    found = {}
    for cell, count in zip(CELLS, table, strict=True):
        key = tuple(cell[position] for position in family)
        found[key] = found.get(key, 0) + count
    return found


def margins_of(table, families):
    return [
        Margin({DIMENSIONS[one]: name for one, name in zip(family, key, strict=True)}, count)
        for family in families
        for key, count in sums_by(table, family).items()
    ]


def tables_of(total, cells=8):
    if cells == 1:
        return [[total]]
    return [
        [first, *rest] for first in range(total + 1) for rest in tables_of(total - first, cells - 1)
    ]


EVERY_TABLE = {total: tables_of(total) for total in range(6)}


@given(TABLES, CHOSEN_FAMILIES)
def test_the_true_cell_always_lies_within_the_bounds(table, families):
    found = joint_bounds(CELL, margins_of(table, families))
    assert found.lower <= table[-1] <= found.upper


@settings(max_examples=60)
@given(TINY_TABLES, st.lists(st.sampled_from(FAMILIES[1:]), max_size=6, unique=True))
def test_the_bounds_are_met_by_some_table_with_the_margins_and_left_by_none(table, families):
    families = [(), *families]
    margins = [sums_by(table, family) for family in families]
    cells = [
        other[-1]
        for other in EVERY_TABLE[sum(table)]
        if [sums_by(other, family) for family in families] == margins
    ]
    found = joint_bounds(CELL, margins_of(table, families))
    assert (found.lower, found.upper) == (min(cells), max(cells))


@given(st.integers(1, 400), st.data())
def test_two_margins_and_their_total_give_the_bounds_of_frechet(total, data):
    row, column = (data.draw(st.integers(0, total)) for _ in range(2))
    margins = [Margin({}, total), Margin({"age": "young"}, row), Margin({"sex": "men"}, column)]
    found = joint_bounds({"age": "young", "sex": "men"}, margins)
    assert (found.lower, found.upper) == frechet_bounds(row, column, total)


@given(st.integers(1, 400), st.data())
def test_three_margins_give_the_bounds_of_frechet_in_three_dimensions(total, data):
    # Fréchet (1951), as Rüschendorf (1981) states it for any number of dimensions.
    counts = [data.draw(st.integers(0, total)) for _ in range(3)]
    margins = [Margin({one: CELL[one]}, n) for one, n in zip(DIMENSIONS, counts, strict=True)]
    found = joint_bounds(CELL, [Margin({}, total), *margins])
    assert (found.lower, found.upper) == (max(0, sum(counts) - 2 * total), min(counts))


@settings(max_examples=25)
@given(st.integers(1, 12), st.data())
def test_a_rounded_margin_leaves_open_whatever_one_of_its_counts_leaves_open(total, data):
    row, column = (data.draw(st.integers(0, total)) for _ in range(2))
    limits = Interval(max(0, row - 2), min(total, row + 2))
    each = [frechet_bounds(one, column, total) for one in range(limits.lower, limits.upper + 1)]
    margins = [Margin({}, total), Margin({"age": "young"}, limits), Margin({"sex": "men"}, column)]
    found = joint_bounds({"age": "young", "sex": "men"}, margins)
    assert (found.lower, found.upper) == (
        min(one.lower for one in each),
        max(one.upper for one in each),
    )


def test_the_north_yorkshire_notices_to_young_visitors_are_287_to_541():
    # North Yorkshire Police by YorkMix (2020): 926 notices, 680 to people aged 18 to 35; 58% to
    # visitors, so 533 to 541. By hand: 533 + 680 - 926 is 287.
    of_926 = read_rounded("58", "1", per=100)
    visitors = Interval(of_926.lower * 926, of_926.upper * 926)
    young, visiting = {"age": "18 to 35"}, {"residence": "visitor"}
    margins = [Margin({}, 926), Margin(young, 680), Margin(visiting, visitors)]
    assert joint_bounds(young | visiting, margins) == (287, 541, True)


def test_a_cell_that_may_be_anything_up_to_its_smallest_margin_is_not_determined():
    # North Yorkshire, freedom of information: 924 notices, 120 to Asian recipients.
    asian, visiting = {"ethnicity": "Asian"}, {"residence": "visitor"}
    margins = [Margin({}, 924), Margin(asian, 120), Margin(visiting, 536)]
    assert joint_bounds(asian | visiting, margins) == JointBounds(0, 120, determined=False)
    assert joint_bounds(asian | visiting | {"age": "18 to 34"}, margins) == (0, 120, False)
    unlimited = Margin(visiting, Interval(10, math.inf))
    assert joint_bounds(asian | visiting, [unlimited]) == (0, math.inf, False)


def test_a_cell_is_determined_where_it_is_none_some_or_fewer_than_its_smallest_margin():
    asian, visiting = {"ethnicity": "Asian"}, {"residence": "visitor"}
    # By hand: 2 of the 120 are residents (freedom of information), so 118 are not.
    residents = Margin(asian | {"residence": "resident"}, 2)
    total, of_asian = Margin({}, 924), Margin(asian, 120)
    for second, third, expected in [
        (of_asian, residents, (0, 118, True)),
        (Margin(asian, Interval(110, 130)), residents, (0, 128, True)),
        (of_asian, Margin(visiting, 0), (0, 0, True)),
        (of_asian, Margin(visiting, 805), (1, 120, True)),
    ]:
        assert joint_bounds(asian | visiting, [total, second, third]) == expected


def test_a_dimension_that_is_left_out_of_the_cell_is_summed_over():
    # By hand: the 7 and the 5 are of one table, whatever else it is divided by.
    margins = [
        Margin({"age": "young", "sex": "men"}, 7),
        Margin({"age": "young", "sex": "women"}, 5),
    ]
    assert joint_bounds({"age": "young"}, [*margins, Margin({}, 20)]) == (12, 20, True)
    assert joint_bounds({}, margins) == (12, math.inf, True)


def test_a_limit_between_two_whole_numbers_counts_as_the_whole_number_within():
    margins = [Margin({}, 10), Margin({"age": "young"}, Interval(Fraction(3, 2), Fraction(9, 2)))]
    assert joint_bounds({"age": "young", "sex": "men"}, margins) == (0, 4, False)


def test_margins_that_cannot_hold_together_are_refused():
    margins = [Margin({}, 10), Margin({"age": "young"}, 11)]
    with pytest.raises(ValueError, match="joint cell has no bounds"):
        joint_bounds({"age": "young", "sex": "men"}, margins)
