import pandas as pd
import pytest
from scipy.stats import binomtest

from helpers.statistics.rates import (
    exact_poisson_interval,
    exact_rate_ratio_interval,
    mid_p_rate_ratio_interval,
    rate_ratio,
    rates_by_group,
    shares_by_group,
)

WILTSHIRE = pd.DataFrame(
    {
        "ethnicity": ["White", "Asian", "Black", "Mixed"],
        "count": [202, 7, 16, 5],
        # Made-up populations: only the arithmetic is tested.
        "population": [600_000, 12_000, 6_000, 9_000],
        "source": ["a", "b", "c", "d"],
    }
)
# Wiltshire, 245 notices (APCC, 2020).
NOTICES = pd.DataFrame(
    {
        "ethnicity": ["White", "Asian", "Black", "Mixed", "Not stated"],
        "count": [202, 7, 16, 5, 15],
        "source": list("abcde"),
    }
)


def test_a_table_of_rates_keeps_its_rows_and_other_columns_and_is_a_new_table():
    before = WILTSHIRE.copy()
    table = rates_by_group(WILTSHIRE, "White", 0.95)
    pd.testing.assert_frame_equal(WILTSHIRE, before)
    pd.testing.assert_frame_equal(table[list(before)], before)
    assert list(table)[4:] == [
        "rate_per_10000",
        "rate_lower",
        "rate_upper",
        "rate_ratio",
        "ratio_lower",
        "ratio_upper",
        "exact_lower",
        "exact_upper",
    ]


def test_each_row_of_a_table_of_rates_is_what_the_single_functions_give():
    black = rates_by_group(WILTSHIRE, "White", 0.9, per=1_000).iloc[2]
    compared = (16, 6_000, 202, 600_000)
    poisson_limits = exact_poisson_interval(16, 0.9)
    mid_p = mid_p_rate_ratio_interval(*compared, 0.9)
    exact = exact_rate_ratio_interval(*compared, 0.9)
    assert black["rate_per_1000"] == pytest.approx(16 / 6)
    assert (black["rate_lower"], black["rate_upper"]) == pytest.approx(
        (poisson_limits.lower / 6, poisson_limits.upper / 6)
    )
    assert black["rate_ratio"] == rate_ratio(*compared)
    assert (black["ratio_lower"], black["ratio_upper"]) == mid_p
    assert (black["exact_lower"], black["exact_upper"]) == exact


def test_the_reference_group_has_ratio_one_and_no_limits():
    white = rates_by_group(WILTSHIRE, "White", 0.95).iloc[0]
    assert white["rate_ratio"] == 1
    assert white[["ratio_lower", "ratio_upper", "exact_lower", "exact_upper"]].isna().all()


@pytest.mark.parametrize(
    ("frame", "reference_group", "message"),
    [
        (WILTSHIRE, "white", "reference_group white"),
        (pd.concat([WILTSHIRE, WILTSHIRE.iloc[[2]]]), "White", "twice: Black"),
        (WILTSHIRE.assign(population=[1, None, 1, 1]), "White", "population .*Asian"),
        (WILTSHIRE.assign(count=[1, 1, 1, None]), "White", "count .*Mixed"),
        (WILTSHIRE.assign(population=[1, 0, 1, 1]), "White", "population .*0"),
    ],
)
def test_a_table_that_cannot_be_compared_is_refused(frame, reference_group, message):
    with pytest.raises(ValueError, match=message):
        rates_by_group(frame, reference_group, 0.95)


def test_shares_of_the_wiltshire_notices_add_up_and_keep_the_table():
    before = NOTICES.copy()
    table = shares_by_group(NOTICES, 0.95)
    pd.testing.assert_frame_equal(NOTICES, before)
    pd.testing.assert_frame_equal(table[list(before)], before)
    assert (table["total"] == 245).all()
    assert table["share_percent"].sum() == pytest.approx(100)
    theirs = binomtest(16, 245).proportion_ci(0.95, method="wilson")
    black = table.iloc[2]
    assert black["share_percent"] == pytest.approx(1600 / 245)
    assert (black["lower"], black["upper"]) == pytest.approx((100 * theirs.low, 100 * theirs.high))


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.concat([NOTICES, NOTICES.iloc[[1]]]), "twice: Asian"),
        (NOTICES.assign(count=[1, 2, None, 3, 4]), "count .*Black"),
        (NOTICES.assign(count=[1, 2, -3, 3, 4]), "count .*-3"),
    ],
)
def test_a_table_without_shares_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        shares_by_group(frame, 0.95)
