import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from helpers.statistics.rates import newcombe_interval, shares_by_group, wilson_interval

CONFIDENCES = st.floats(0.5, 0.9999)
PARTS = st.integers(1, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
# Wiltshire, 245 notices (APCC, 2020).
WILTSHIRE = pd.DataFrame(
    {
        "ethnicity": ["White", "Asian", "Black", "Mixed", "Not stated"],
        "count": [202, 7, 16, 5, 15],
        "source": list("abcde"),
    }
)


@given(PARTS, CONFIDENCES)
def test_wilson_limits_are_shares_around_the_share_and_widen_with_confidence(part, confidence):
    count, total = part
    lower, upper = wilson_interval(count, total, confidence)
    surer = wilson_interval(count, total, (confidence + 1) / 2)
    assert 0 <= lower <= count / total <= upper <= 1
    assert surer.lower <= lower and upper <= surer.upper


@given(PARTS, CONFIDENCES)
def test_wilson_limits_of_the_rest_are_one_minus_those_of_the_part(part, confidence):
    count, total = part
    lower, upper = wilson_interval(count, total, confidence)
    rest = wilson_interval(total - count, total, confidence)
    assert (1 - rest.upper, 1 - rest.lower) == pytest.approx((lower, upper), abs=1e-15)


@given(PARTS, CONFIDENCES)
def test_wilson_limits_are_those_of_scipy(part, confidence):
    count, total = part
    theirs = binomtest(count, total).proportion_ci(confidence, method="wilson")
    assert wilson_interval(count, total, confidence) == pytest.approx(
        (theirs.low, theirs.high), rel=1e-9, abs=1e-12
    )


@given(PARTS, PARTS, CONFIDENCES)
def test_newcombe_limits_contain_the_difference_and_change_sign_when_swapped(first, second, sure):
    lower, upper = newcombe_interval(*first, *second, sure)
    swapped = newcombe_interval(*second, *first, sure)
    assert -1 <= lower <= first[0] / first[1] - second[0] / second[1] <= upper <= 1
    assert (-swapped.upper, -swapped.lower) == (lower, upper)


def test_newcombe_limits_without_either_event_or_with_all_are_those_of_the_paper():
    # Newcombe (1998), Statistics in Medicine 17:873-890, Table II, contrasts (g) and (h).
    assert newcombe_interval(10, 10, 0, 20, 0.95) == pytest.approx((0.6791, 1.0), abs=6e-5)
    assert newcombe_interval(10, 10, 0, 10, 0.95) == pytest.approx((0.6075, 1.0), abs=6e-5)


def test_a_share_of_nothing_is_missing():
    assert all(map(math.isnan, wilson_interval(0, 0, 0.95)))
    assert all(map(math.isnan, newcombe_interval(0, 0, 1, 2, 0.95)))


def test_arrays_of_shares_give_what_their_elements_give():
    lower, upper = wilson_interval([0, 5, 10], 10, 0.95)
    one_by_one = np.array([wilson_interval(count, 10, 0.95) for count in (0, 5, 10)])
    np.testing.assert_array_equal(np.stack([lower, upper], axis=-1), one_by_one)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 10, 0.95), "count .*-1"),
        ((1, 10.5, 0.95), "total .*10.5"),
        ((11, 10, 0.95), "total .*10"),
        ((1, 10, 1.0), "confidence .*1"),
    ],
)
def test_a_share_that_cannot_be_is_refused_with_its_name_and_value(arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        wilson_interval(*arguments)


def test_a_difference_of_shares_names_the_share_that_cannot_be():
    with pytest.raises(ValueError, match="^total_2 .*4"):
        newcombe_interval(1, 4, 5, 4, 0.95)


def test_shares_of_the_wiltshire_notices_add_up_and_keep_the_table():
    before = WILTSHIRE.copy()
    table = shares_by_group(WILTSHIRE, 0.95)
    pd.testing.assert_frame_equal(WILTSHIRE, before)
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
        (pd.concat([WILTSHIRE, WILTSHIRE.iloc[[1]]]), "twice: Asian"),
        (WILTSHIRE.assign(count=[1, 2, None, 3, 4]), "count .*Black"),
        (WILTSHIRE.assign(count=[1, 2, -3, 3, 4]), "count .*-3"),
    ],
)
def test_a_table_without_shares_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        shares_by_group(frame, 0.95)
