import math
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.statistics.published import read_rounded
from helpers.statistics.statements import (
    Nesting,
    Statement,
    Sum,
    bounds_of,
    compatible,
    fitting_counts,
    frechet_bounds,
    smallest_conflicts,
)

MOST = 7
NAMES = ["all", "part", "other"]
CHAIN = [Nesting("part", "all"), Nesting("other", "all")]
LIMITS = st.tuples(*[st.fractions(0, 1, max_denominator=12)] * 2).map(sorted)
SHARES = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), LIMITS).filter(
    lambda share: share[0] != share[1]
)
SYSTEMS = st.lists(SHARES, min_size=1, max_size=4).map(
    lambda shares: [
        Statement("base", "all", None, 0, MOST),
        *(Statement(f"s{i}", one, two, *limits) for i, (one, two, limits) in enumerate(shares)),
    ]
)


def by_trying(statements):
    """Every choice of whole numbers, within the nestings, that makes the statements true."""
    return [
        counts
        for numbers in product(range(MOST + 1), repeat=len(NAMES))
        if all(
            holds(statement, counts := dict(zip(NAMES, numbers, strict=True)))
            for statement in statements
        )
        and counts["part"] <= counts["all"]
        and counts["other"] <= counts["all"]
    ]


def holds(statement, counts):
    value = Fraction(counts[statement.numerator])
    if statement.denominator:
        if counts[statement.denominator] == 0:
            return False
        value /= counts[statement.denominator]
    return statement.lower <= value <= statement.upper


@given(SYSTEMS)
def test_statements_are_compatible_where_some_whole_numbers_fit(statements):
    fitting = by_trying(statements)
    found = fitting_counts(statements, CHAIN)
    assert (found in fitting) if fitting else (found is None)


@given(SYSTEMS, st.sampled_from(NAMES))
def test_bounds_are_the_smallest_and_largest_number_that_fit(statements, name):
    numbers = [counts[name] for counts in by_trying(statements)]
    if numbers:
        assert bounds_of(name, statements, CHAIN) == (min(numbers), max(numbers))
    else:
        with pytest.raises(ValueError, match=f"{name} has no bounds"):
            bounds_of(name, statements, CHAIN)


@settings(max_examples=40)
@given(SYSTEMS)
def test_smallest_conflicts_are_all_sets_that_fail_though_their_parts_do_not(statements):
    base, shares = statements[0], statements[1:]
    failing = [
        {statement.id for statement in chosen}
        for size in range(1, len(shares) + 1)
        for chosen in combinations(shares, size)
        if not by_trying([base, *chosen])
    ]
    smallest = [ids for ids in failing if not any(other < ids for other in failing)]
    found = [set(ids) - {"base"} for ids in smallest_conflicts(statements, CHAIN)]
    # The base is part of a conflict only where a larger base would resolve it.
    assert sorted(map(sorted, found)) == sorted(map(sorted, smallest))


def percent(id_, part, whole, printed, step="1"):
    return Statement(id_, part, whole, *read_rounded(printed, step, per=100))


NORTH_YORKSHIRE = [
    # Statements on notices of 2 April to 11 May 2020: APCC (2020), freedom of information as
    # quoted by the Yorkshire Post, the Stray Ferret, and North Yorkshire Police by YorkMix.
    percent("22% minority", "minority", "notices", "22"),
    percent("19.75% minority", "minority", "notices", "19.75", "0.01"),
    percent("19.75% minority visitors", "minority_visitors", "notices", "19.75", "0.01"),
    percent("20% minority visitors", "minority_visitors", "notices", "20"),
    Statement("nine in ten", "minority_visitors", "minority", *read_rounded("nine in ten", "0.1")),
    Statement("one in ten", "asian_men", "notices", *read_rounded("one in ten", "0.1")),
    Statement("120 Asian", "asian", None, 120, 120),
    percent("12.6% Asian", "asian", "notices", "12.6", "0.1"),
    percent("58% visitors", "visitors", "notices", "58"),
]
NORTH_YORKSHIRE_NESTINGS = [
    Nesting("minority", "notices"),
    Nesting("visitors", "notices"),
    Nesting("minority_visitors", "minority"),
    Nesting("minority_visitors", "visitors"),
    Nesting("asian", "minority"),
    Nesting("asian_men", "asian"),
]


def test_nine_in_ten_of_minority_recipients_cannot_be_visitors_if_19_75_percent_are_all_of_them():
    assert smallest_conflicts(NORTH_YORKSHIRE, NORTH_YORKSHIRE_NESTINGS) == [
        ("19.75% minority", "22% minority"),
        ("19.75% minority", "19.75% minority visitors", "nine in ten"),
        ("19.75% minority", "20% minority visitors", "nine in ten"),
    ]


@pytest.mark.parametrize("base", [843, 924, 926])
def test_on_a_known_base_neither_19_75_percent_nor_12_6_percent_of_120_is_possible(base):
    total = Statement("base", "notices", None, base, base)
    conflicts = smallest_conflicts([total, *NORTH_YORKSHIRE], NORTH_YORKSHIRE_NESTINGS)
    with_base = [conflict for conflict in conflicts if "base" in conflict]
    assert with_base == [
        ("19.75% minority", "base"),
        ("19.75% minority visitors", "base"),
        ("12.6% Asian", "120 Asian", "base"),
    ]


def test_without_the_newspaper_reading_all_shares_hold_together_on_952_notices_alone():
    kept = [one for one in NORTH_YORKSHIRE if one.id != "19.75% minority"]
    within = [Statement("range", "notices", None, 800, 1_100), *kept]
    assert bounds_of("notices", within, NORTH_YORKSHIRE_NESTINGS) == (952, 952)
    found = fitting_counts(within, NORTH_YORKSHIRE_NESTINGS)
    assert (found["notices"], found["minority_visitors"], found["asian"]) == (952, 188, 120)


def test_a_count_that_the_statements_do_not_limit_is_not_determined():
    minority = NORTH_YORKSHIRE[:1]
    # 2 of 9 is the smallest whole share from 21.5% to 22.5%.
    assert bounds_of("notices", minority) == (9, math.inf)
    assert bounds_of("minority", minority) == (2, math.inf)


def test_a_statement_without_an_upper_limit_only_sets_the_lower_one():
    over_half = Statement("over half", "visitors", "notices", Fraction(1, 2), math.inf)
    total = Statement("base", "notices", None, 843, 843)
    nestings = [Nesting("visitors", "notices")]
    assert bounds_of("visitors", [over_half, total], nestings) == (422, 843)
    at_least = Statement("at least", "visitors", None, 3, math.inf)
    assert bounds_of("visitors", [at_least]) == (3, math.inf)


def test_sums_are_taken_as_true():
    # Wiltshire (APCC, 2020): 245 = 202 + 16 + 7 + 5 + 15.
    known = {"White": 202, "Black": 16, "Asian": 7, "Mixed": 5, "all": 245}
    statements = [Statement(name, name, None, number, number) for name, number in known.items()]
    total = Sum("all", ("White", "Black", "Asian", "Mixed", "Not stated"))
    assert bounds_of("Not stated", statements, sums=[total]) == (15, 15)
    too_many = [*statements, Statement("Not stated", "Not stated", None, 16, 16)]
    assert not compatible(too_many, sums=[total])
    assert smallest_conflicts(too_many, sums=[total]) == [
        ("Asian", "Black", "Mixed", "Not stated", "White", "all")
    ]


def test_an_unnamed_count_a_repeated_id_and_a_share_of_itself_are_refused():
    statement = NORTH_YORKSHIRE[0]
    with pytest.raises(ValueError, match="named .*, not visitors"):
        bounds_of("visitors", [statement])
    with pytest.raises(ValueError, match="twice: 22% minority"):
        compatible([statement, statement])
    with pytest.raises(ValueError, match="itself: notices"):
        compatible([Statement("self", "notices", "notices", 0, 1)])


@given(st.integers(1, 12), st.data())
def test_frechet_bounds_are_met_by_some_table_and_left_by_none(total, data):
    row, column = (data.draw(st.integers(0, total)) for _ in range(2))
    cells = [
        cell
        for cell in range(total + 1)
        if min(row - cell, column - cell, total - row - column + cell) >= 0
    ]
    assert frechet_bounds(row, column, total) == (min(cells), max(cells))


@pytest.mark.parametrize(("row", "column"), [(11, 2), (2, 11), (-1, 2)])
def test_a_margin_outside_its_total_is_refused(row, column):
    with pytest.raises(ValueError, match="_total must be from 0 to the total of 10"):
        frechet_bounds(row, column, 10)
