import math

import pandas as pd
import pytest

from helpers.statistics.rates import Interval
from helpers.statistics.statement_tables import (
    counts_by_total,
    largest_sets,
    limits_table,
    printed_percent,
    sets_table,
    statements_from,
)

ROWS = pd.DataFrame(
    {
        "id": ["a", "b"],
        "counted": ["part", "other"],
        "base": ["all", "all"],
        "value_printed": ["12.6", "one in ten"],
        "unit": ["percent", "part of one"],
        "rounding_rule": ["nearest", "nearest"],
        "rounding_step": ["0.10", "0.10"],
    }
)


def test_a_percentage_and_a_share_in_words_are_read_in_percent():
    # By hand: 12.6 to one decimal is 12.55 to 12.65; one in ten to the nearest tenth 5 to 15.
    first, second = printed_percent(ROWS)
    assert [float(limit) for limit in first] == [12.55, 12.65]
    assert [float(limit) for limit in second] == [5, 15]


def test_another_unit_is_refused_by_name():
    with pytest.raises(ValueError, match="not notices"):
        printed_percent(ROWS.assign(unit="notices"))


def test_statements_are_in_parts_of_one_and_keep_their_names():
    first, second = statements_from(ROWS)
    assert (first.id, first.numerator, first.denominator) == ("a", "part", "all")
    assert (float(first.lower), float(first.upper)) == (0.1255, 0.1265)
    assert (float(second.lower), float(second.upper)) == (0.05, 0.15)


def test_the_largest_sets_leave_out_one_of_each_conflict():
    # By hand: with a-b and b-c in conflict, either b goes, or both a and c go.
    sets = largest_sets(["a", "b", "c", "d"], [("a", "b"), ("b", "c")])
    assert sets == [("a", "c", "d"), ("b", "d")]


def test_without_conflicts_there_is_one_set_and_a_false_statement_is_in_none():
    assert largest_sets(["a", "b"], []) == [("a", "b")]
    assert largest_sets(["a", "b"], [("a",)]) == [("b",)]


def test_sets_are_numbered_and_sized():
    rows = sets_table([("a", "c"), ("b",)])
    assert rows.to_dict("list") == {
        "number": [1, 2],
        "size": [2, 1],
        "statements": ["a; c", "b"],
    }


def test_limits_keep_infinity_and_none_is_missing():
    rows = limits_table({"first": Interval(1, math.inf), "second": None})
    assert rows.loc[0].tolist() == ["first", 1, math.inf]
    assert rows.loc[1, ["lower", "upper"]].isna().all()


def test_a_share_that_no_whole_number_gives_is_missing_on_that_total():
    # By hand: 12.55% to 12.65% of 924 is 115.96 to 116.89, so 116; of 20 it is 2.51 to 2.53.
    rows = counts_by_total(ROWS.head(1), {"large": 924, "small": 20})
    assert rows[["basis", "total"]].to_numpy().tolist() == [["large", 924], ["small", 20]]
    assert rows.loc[0, ["fewest", "most"]].tolist() == [116, 116]
    assert rows.loc[1, ["fewest", "most"]].isna().all()
