"""Every group against the reference group."""

import pandas as pd
import pytest

from helpers.statistics.by_group import (
    chosen_limits,
    tipping_points_by_group,
    unknown_bounds_by_group,
)
from helpers.statistics.rates import rates_by_group
from helpers.statistics.sensitivity import tipping_point, unknown_bounds

# Made up, apart from the first row: 41 in 28,010 against 15 in 19,017 is the breast cancer example
# of Rothman and Boice, whose mid-P limits of the ratio are 1.04 to 3.45.
GROUPS = pd.DataFrame(
    {
        "ethnicity": ["Asian", "Black", "White"],
        "count": pd.array([41, 9, 15], dtype="Int64"),
        "population": pd.array([28_010, 1_000, 19_017], dtype="Int64"),
    }
)


def test_limits_are_mid_p_from_ten_events_and_exact_below():
    limits = chosen_limits(rates_by_group(GROUPS, "White", 0.95), "White").set_index("ethnicity")
    asian = limits.loc["Asian"]
    assert (round(asian["lower"], 2), round(asian["upper"], 2)) == (1.04, 3.45)
    assert limits["lower"]["Black"] == limits["exact_lower"]["Black"]
    assert limits["upper"]["Black"] == limits["exact_upper"]["Black"]
    assert list(limits["method"]) == ["conditional mid-P", "exact conditional", "conditional mid-P"]


def test_few_events_in_the_reference_group_make_all_limits_exact():
    limits = chosen_limits(rates_by_group(GROUPS, "Black", 0.95), "Black")
    assert set(limits["method"]) == {"exact conditional"}


def test_each_group_but_the_reference_has_the_bounds_it_has_alone():
    bounds = unknown_bounds_by_group(GROUPS, "White", 5, 0.9)
    assert list(bounds["ethnicity"]) == ["Asian"] * 3 + ["Black"] * 3
    alone = unknown_bounds(9, 1_000, 15, 19_017, 5, 0.9)
    of_black = bounds[bounds["ethnicity"] == "Black"].drop(columns="ethnicity")
    pd.testing.assert_frame_equal(of_black.reset_index(drop=True), alone)


def test_each_group_but_the_reference_has_the_tipping_points_it_has_alone():
    points = tipping_points_by_group(GROUPS, "White", 12, 0.95).set_index("ethnicity")
    for name, count, population in (("Asian", 41, 28_010), ("Black", 9, 1_000)):
        alone = tipping_point(count, population, 15, 19_017, 12, 0.95)
        found = [None if pd.isna(number) else number for number in points.loc[name]]
        assert found == list(alone)


def test_a_reference_group_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="Mixed is not one of: Asian, Black, White"):
        unknown_bounds_by_group(GROUPS, "Mixed", 1, 0.95)


def test_a_group_that_is_listed_twice_is_refused():
    with pytest.raises(ValueError, match="listed twice: Asian"):
        tipping_points_by_group(pd.concat([GROUPS, GROUPS.head(1)]), "White", 1, 0.95)
