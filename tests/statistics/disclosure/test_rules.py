"""The numbers of the rules go up and never down."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics.disclosure import Rules, behind, may_be_compared, rounded, shares_percent
from helpers.statistics.disclosure.spans import read_span


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"source": "published", "threshold": 4}, "threshold must be .* 5 or more for published"),
        ({"source": "records", "threshold": 9}, "threshold must be .* 10 or more for records"),
        ({"source": "records", "base": 1}, "base must be .* 5 or more for records, not 1"),
        ({"source": "published", "compared": 9}, "compared must be .* 10 or more"),
        ({"source": "published", "dominant_share": 0.95}, "dominant_share must be at most 0.9"),
        ({"source": "published", "threshold": 5.5}, "whole number"),
        ({"source": "rumours"}, "source must be published or records, not rumours"),
    ],
)
def test_a_rule_laxer_than_the_least_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        Rules(**given)


def test_the_threshold_is_5_for_published_figures_and_10_for_records():
    assert (Rules("published").threshold, Rules("records").threshold) == (5, 10)
    assert Rules("records", threshold=20).threshold == 20


@given(st.integers(0, 10_000), st.sampled_from([1, 2, 3, 5, 10]))
def test_a_rounded_count_stands_for_the_counts_that_are_rounded_to_it_and_no_other(count, base):
    shown = rounded(count, base)
    lower, upper = behind(shown, base)
    assert [rounded(one, base) for one in range(lower, upper + 1)] == [shown] * (upper - lower + 1)
    assert lower <= count <= upper
    assert rounded(upper + 1, base) > shown
    assert lower == 0 or rounded(lower - 1, base) < shown


def test_rounding_goes_to_the_nearest_multiple():
    assert rounded([0, 1, 2, 3, 4, 5, 7, 8], 5).tolist() == [0, 0, 0, 5, 5, 5, 5, 10]


def test_a_rate_needs_ten_events_on_both_sides():
    found = may_be_compared([9, 10, 10, 50], [50, 9, 10, 10], Rules("published"))
    assert found.tolist() == [False, False, True, True]


def test_shares_come_from_what_is_shown():
    found = shares_percent([5, np.nan, 15, 0], [20, 20, np.nan, 0])
    np.testing.assert_array_equal(found, [25, np.nan, np.nan, np.nan])


@pytest.mark.parametrize(
    ("label", "days"),
    [("2020", 366), ("2020/21", 365), ("2021-Q1", 90), ("2021 Q4", 92), ("2020-02", 29),
     ("2020-12", 31), ("2021-03-31", 1), ("2020-03-27/2020-03-28", 2), ("1999/00", 366)],
)  # fmt: skip
def test_a_period_has_the_days_of_the_calendar(label, days):
    first, after = read_span(label)
    assert after - first == days


@pytest.mark.parametrize("label", ["2020/22", "2021-13", "2021-Q5", "May 2021", "", "2021-02-30",
                                   "2021-03-31/2021-03-30"])  # fmt: skip
def test_a_period_that_cannot_be_read_is_refused(label):
    with pytest.raises(ValueError, match="period must be written as one of"):
        read_span(label)
