"""Single results, measures of parts and short tables as one table."""

import pandas as pd
import pytest

from helpers.statistics.frames import for_each, named_rows, side_by_side
from helpers.statistics.rates import Interval, rates_by_group

GROUPS = pd.DataFrame(
    {
        "census": [2021, 2021, 2011, 2011],
        "ethnicity": ["Asian", "White", "Asian", "White"],
        "count": [4, 8, 4, 8],
        "population": [100, 100, 50, 100],
    }
)


def test_each_part_is_measured_alone_and_keeps_its_keys():
    rates = for_each(GROUPS, ["census"], rates_by_group, "White", 0.95)
    assert list(rates["census"]) == [2021, 2021, 2011, 2011]
    assert list(rates["rate_ratio"]) == [0.5, 1, 1, 1]


def test_a_row_without_its_key_is_refused_and_not_dropped():
    lacking = GROUPS.assign(census=[2021, 2021, None, None])
    with pytest.raises(ValueError, match="census"):
        for_each(lacking, ["census"], rates_by_group, "White", 0.95)


def test_limits_become_two_columns_and_what_is_not_held_is_missing():
    rows = named_rows({"a": {"value": 1, "limits": Interval(0.5, 2)}, "b": {"value": 3}})
    assert rows.columns.tolist() == ["name", "value", "lower", "upper"]
    assert rows["lower"].isna().tolist() == [False, True]


def test_tables_side_by_side_keep_their_rows_and_are_renamed():
    named = pd.DataFrame({"series": ["old"], "count": [1]})
    rows = side_by_side({"A": named, "B": pd.DataFrame({"count": [2, 3]})})
    assert rows["series"].tolist() == ["A", "B", "B"]
    assert rows["count"].tolist() == [1, 2, 3]
    assert named["series"].tolist() == ["old"]
