import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from helpers.statistics.rates import mid_p_rate_ratio_interval, rate_ratio
from helpers.statistics.sensitivity import (
    TippingPoint,
    tipping_point,
    unknown_bounds,
    unknown_bounds_with_sampling,
    visitor_share_for_parity,
)

COUNTS = st.integers(0, 40)
POPULATIONS = st.integers(1, 1_000)
# Lincolnshire, 219 notices: 191 White, 19 ethnic minorities, 9 unknown; population 97.6% and 2.4%.
LINCOLNSHIRE = {
    "count": 19,
    "population": 24,
    "reference_count": 191,
    "reference_population": 976,
    "unknown": 9,
    "confidence": 0.95,
}


@given(COUNTS, POPULATIONS, st.integers(1, 40), POPULATIONS, st.integers(0, 6))
def test_no_spread_of_the_unknown_leaves_the_bounds(count, population, other, other_base, unknown):
    bounds = unknown_bounds(count, population, other, other_base, unknown, 0.95)
    _, lowest, highest = bounds["rate_ratio"]
    spreads = [
        rate_ratio(count + own, population, other + others, other_base)
        for own in range(unknown + 1)
        for others in range(unknown + 1 - own)
    ]
    assert (min(spreads), max(spreads)) == (lowest, highest)


def test_bounds_show_counts_and_mid_p_limits_of_each_scenario():
    bounds = unknown_bounds(**LINCOLNSHIRE)
    assert list(bounds["count"]) == [19, 19, 28]
    assert list(bounds["reference_count"]) == [191, 200, 191]
    for row in bounds.to_dict("records"):
        limits = mid_p_rate_ratio_interval(row["count"], 24, row["reference_count"], 976, 0.95)
        assert (row["lower"], row["upper"]) == limits


def test_without_unknown_events_all_scenarios_agree():
    bounds = unknown_bounds(**LINCOLNSHIRE | {"unknown": 0})
    values = bounds.drop(columns="scenario")
    pd.testing.assert_frame_equal(values, pd.concat([values.iloc[[0]]] * 3, ignore_index=True))


@given(
    COUNTS, POPULATIONS, st.integers(1, 40), POPULATIONS, st.integers(0, 9), st.floats(0.5, 0.99)
)
def test_bounds_with_sampling_join_the_limits_of_all_spreads(
    count, population, other, other_base, unknown, confidence
):
    found = unknown_bounds_with_sampling(count, population, other, other_base, unknown, confidence)
    spreads = [
        mid_p_rate_ratio_interval(count + own, population, other + others, other_base, confidence)
        for own in range(unknown + 1)
        for others in range(unknown + 1 - own)
    ]
    assert found.lower == pytest.approx(min(limits.lower for limits in spreads))
    assert found.upper == pytest.approx(max(limits.upper for limits in spreads))


def test_bounds_with_sampling_go_from_the_lowest_scenario_to_the_highest():
    found = unknown_bounds_with_sampling(**LINCOLNSHIRE)
    bounds = unknown_bounds(**LINCOLNSHIRE)
    assert found == (bounds["lower"][1], bounds["upper"][2])
    assert unknown_bounds_with_sampling(**LINCOLNSHIRE | {"unknown": 0}) == (
        bounds["lower"][0],
        bounds["upper"][0],
    )


@given(COUNTS, st.integers(1, 40), st.integers(0, 30), st.floats(0.5, 0.99))
def test_bounds_with_sampling_widen_with_the_unknown_and_with_confidence(
    count, other, unknown, confidence
):
    lower, upper = unknown_bounds_with_sampling(count, 9, other, 9, unknown, confidence)
    more = unknown_bounds_with_sampling(count, 9, other, 9, unknown + 1, confidence)
    surer = unknown_bounds_with_sampling(count, 9, other, 9, unknown, (confidence + 1) / 2)
    assert more.lower <= lower and upper < more.upper
    assert surer.lower <= lower and upper < surer.upper


@pytest.mark.parametrize(
    ("unknown", "all_of_them", "shared_equally"),
    [(0, 95.2, 95.2), (2, 95.1, 97.7), (10, 95.1, 99.9)],
)
def test_bounds_with_sampling_contain_ratios_as_often_as_the_docstring_says(
    unknown, all_of_them, shared_equally
):
    known, unclear = np.arange(65), np.arange(45 if unknown else 1)
    counts = np.meshgrid(known, known, unclear, indexing="ij")
    chances = [
        poisson.pmf(count, mean) for count, mean in zip(counts, (20, 20, unknown), strict=True)
    ]
    chance = np.prod(chances, axis=0)
    lower, upper = unknown_bounds_with_sampling(counts[0], 1, counts[1], 1, counts[2], 0.95)
    contained = (lower <= 20 / (20 + unknown)) & ((20 + unknown) / 20 <= upper)
    assert 100 * chance[contained].sum() == pytest.approx(all_of_them, abs=0.05)
    assert 100 * chance[(lower <= 1) & (upper >= 1)].sum() == pytest.approx(
        shared_equally, abs=0.05
    )


def test_unknown_events_alone_leave_every_ratio_open_and_no_events_none():
    lower, upper = unknown_bounds_with_sampling([0, 0], 1, 0, 1, [5, 0], 0.95)
    assert (lower[0], upper[0]) == (0, math.inf)
    assert math.isnan(lower[1]) and math.isnan(upper[1])


@given(COUNTS, POPULATIONS, COUNTS, POPULATIONS, st.integers(0, 30))
def test_the_tipping_point_is_the_first_number_that_tips(count, base, other, other_base, unknown):
    found = tipping_point(count, base, other, other_base, unknown, 0.9)
    ratio_first = interval_first = None
    for added in reversed(range(unknown + 1)):
        if rate_ratio(count, base, other + added, other_base) <= 1:
            ratio_first = added
        if mid_p_rate_ratio_interval(count, base, other + added, other_base, 0.9).lower <= 1:
            interval_first = added
    assert found == TippingPoint(ratio_first, interval_first)


def test_a_ratio_that_all_the_unknown_cannot_take_away_has_no_tipping_point():
    assert tipping_point(**LINCOLNSHIRE) == TippingPoint(None, None)


def test_a_ratio_of_two_needs_as_many_unknown_as_the_reference_group_has():
    found = tipping_point(40, 100, 20, 100, unknown=50, confidence=0.95)
    assert found.ratio_at_most_one == 20
    assert 0 < found.interval_includes_one < 20


def test_a_ratio_of_one_or_less_is_tipped_by_nobody():
    assert tipping_point(5, 100, 5, 100, unknown=3, confidence=0.95) == TippingPoint(0, 0)


def test_a_number_of_unknown_that_cannot_be_is_refused():
    for function in (unknown_bounds, unknown_bounds_with_sampling, tipping_point):
        with pytest.raises(ValueError, match="^unknown .*-1"):
            function(**LINCOLNSHIRE | {"unknown": -1})


@given(st.integers(1, 500), POPULATIONS, st.integers(1, 500), POPULATIONS, st.floats(0, 0.99))
def test_at_parity_residents_of_both_groups_have_one_rate(count, base, other, other_base, visitors):
    share = visitor_share_for_parity(count, base, other, other_base, visitors)
    residents_rate, reference_rate = count / base, other * (1 - visitors) / other_base
    if math.isnan(share):
        assert residents_rate < reference_rate * (1 + 1e-12)
    else:
        assert 0 <= share < 1
        assert residents_rate * (1 - share) == pytest.approx(reference_rate)


@pytest.mark.parametrize("visitors", range(100))
def test_residents_at_one_rate_already_need_no_visitors_in_the_group(visitors):
    share = visitor_share_for_parity(100 - visitors, 1_000, 100, 1_000, visitors / 100)
    assert share == pytest.approx(0, abs=1e-12)


def test_no_visitor_share_gives_parity_where_there_are_no_events():
    assert math.isnan(visitor_share_for_parity(0, 10, 5, 10, 0.5))
    assert math.isnan(visitor_share_for_parity(5, 10, 0, 10, 0.5))


@pytest.mark.parametrize("share", [-0.1, 1, 58])
def test_a_visitor_share_that_cannot_be_is_refused(share):
    with pytest.raises(ValueError, match=f"^reference_visitor_share .*{share}"):
        visitor_share_for_parity(5, 10, 5, 10, share)
