"""Ratios that strata share, with their limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats.contingency import odds_ratio, relative_risk

from helpers.statistics.dispersion import dispersed_rate_ratio_interval
from helpers.statistics.rates import (
    mantel_haenszel_odds_ratio,
    mantel_haenszel_rate_ratio,
    mantel_haenszel_risk_ratio,
)

POOLED = (mantel_haenszel_rate_ratio, mantel_haenszel_risk_ratio, mantel_haenszel_odds_ratio)
CONFIDENCES = st.floats(0.5, 0.999)


@st.composite
def strata(draw, most=6):
    """Return counts and totals of two groups, with events and non-events in every stratum."""
    many = draw(st.integers(1, most))
    parts = st.lists(st.integers(1, 40), min_size=many, max_size=many)
    count, rest, other, other_rest = (np.array(draw(parts)) for _ in range(4))
    return count, count + rest, other, other + other_rest


def test_the_pooled_rate_ratio_of_smoking_doctors_is_that_of_stata():
    # Coronary deaths of British doctors (Doll and Hill, 1966), smokers and others in five ages.
    # Stata manual, epitab, `ir deaths smokes pyears, by(age)`: M-H combined.
    pooled = mantel_haenszel_rate_ratio(
        [32, 104, 206, 186, 102],
        [52_407, 43_248, 28_612, 12_663, 5_317],
        [2, 12, 28, 28, 31],
        [18_790, 10_673, 5_710, 2_585, 1_462],
        confidence=0.95,
    )
    assert pooled == pytest.approx((1.424682, 1.154703, 1.757784), abs=6e-7)


def test_the_pooled_risk_ratio_of_tolbutamide_is_that_of_stata():
    # Deaths in the University Group Diabetes Program, under 55 and older (Rothman, 2012, Table
    # 10-3). Stata manual, epitab, `cs case exposed [fweight=pop], by(age)`: M-H combined.
    pooled = mantel_haenszel_risk_ratio([8, 22], [106, 98], [5, 16], [120, 85], confidence=0.95)
    assert pooled == pytest.approx((1.325555, 0.797907, 2.202132), abs=6e-7)


def test_the_pooled_odds_ratio_of_berkeley_admissions_is_that_of_r():
    # R, mantelhaen.test(UCBAdmissions): men and women in six departments (vcd's tutorial).
    pooled = mantel_haenszel_odds_ratio(
        [512, 353, 120, 138, 53, 22],
        [825, 560, 325, 417, 191, 373],
        [89, 17, 202, 131, 94, 24],
        [108, 25, 593, 375, 393, 341],
        confidence=0.95,
    )
    assert pooled == pytest.approx((0.9046968, 0.7719074, 1.0603298), abs=6e-8)


@given(strata(most=1), CONFIDENCES)
def test_one_stratum_gives_the_ratio_and_limits_of_one_table(stratum, confidence):
    x, n, y, m = (int(one[0]) for one in stratum)
    rates = mantel_haenszel_rate_ratio(x, n, y, m, confidence)
    assert rates[1:] == pytest.approx(dispersed_rate_ratio_interval(x, n, y, m, 1, confidence))
    risks = relative_risk(x, n, y, m)
    limits = risks.confidence_interval(confidence)
    found = mantel_haenszel_risk_ratio(x, n, y, m, confidence)
    assert found == pytest.approx((risks.relative_risk, limits.low, limits.high))
    odds = odds_ratio([[x, n - x], [y, m - y]], kind="sample")
    limits = odds.confidence_interval(confidence)
    found = mantel_haenszel_odds_ratio(x, n, y, m, confidence)
    assert found == pytest.approx((odds.statistic, limits.low, limits.high))


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 30), st.integers(0, 30))
def test_matched_pairs_give_the_ratio_of_those_that_disagree(only, other_only, both, neither):
    # Breslow and Day (1980), chapter 5: of pairs, the ratio and its variance are b/c, 1/b + 1/c.
    count = [1] * (only + both) + [0] * (other_only + neither)
    reference = [0] * only + [1] * (both + other_only) + [0] * neither
    one_each = [1] * len(count)
    found = mantel_haenszel_odds_ratio(count, one_each, reference, one_each, confidence=0.95)
    reach = math.exp(1.959963984540054 * math.sqrt(1 / only + 1 / other_only))
    ratio = only / other_only
    assert found == pytest.approx((ratio, ratio / reach, ratio * reach))


@pytest.mark.parametrize("pooled", POOLED)
@given(tables=strata(), confidence=CONFIDENCES)
def test_a_pooled_ratio_lies_among_those_of_the_strata(pooled, tables, confidence):
    x, n, y, m = tables
    odds = pooled is mantel_haenszel_odds_ratio
    single = x / (n - x) / (y / (m - y)) if odds else x / n / (y / m)
    ratio, lower, upper = pooled(*tables, confidence)
    assert single.min() * (1 - 1e-12) <= ratio <= single.max() * (1 + 1e-12)
    assert lower < ratio < upper


@pytest.mark.parametrize("pooled", POOLED)
@given(tables=strata(), confidence=CONFIDENCES)
def test_pooled_limits_turn_over_when_the_groups_are_swapped(pooled, tables, confidence):
    ratio, lower, upper = pooled(*tables, confidence)
    swapped = pooled(*tables[2:], *tables[:2], confidence)
    assert swapped == pytest.approx((1 / ratio, 1 / upper, 1 / lower))


@pytest.mark.parametrize("pooled", POOLED)
@given(tables=strata(), confidence=CONFIDENCES)
def test_pooled_limits_widen_with_confidence_and_narrow_with_data(pooled, tables, confidence):
    _, lower, upper = pooled(*tables, confidence)
    surer = pooled(*tables, (confidence + 1) / 2)
    more = pooled(*(4 * table for table in tables), confidence)
    assert surer.lower < lower and upper < surer.upper
    assert math.log(upper / lower) == pytest.approx(2 * math.log(more.upper / more.lower))


@pytest.mark.parametrize("pooled", POOLED)
@given(tables=strata())
def test_the_order_of_strata_and_those_without_events_change_nothing(pooled, tables):
    found = pooled(*tables, 0.95)
    silent = [
        np.append(table[::-1], other) for table, other in zip(tables, (0, 7, 0, 9), strict=True)
    ]
    assert pooled(*silent, 0.95) == pytest.approx(found)


@pytest.mark.parametrize("pooled", POOLED)
def test_a_table_of_areas_by_strata_gives_what_its_rows_give(pooled):
    count, other = np.array([[3, 4], [5, 6], [0, 0]]), np.array([[2, 9], [4, 1], [1, 1]])
    found = pooled(count, np.full((3, 2), 20), other, np.full((3, 2), 30), 0.9)
    rows = [pooled(x, [20, 20], y, [30, 30], 0.9) for x, y in zip(count, other, strict=True)]
    np.testing.assert_allclose(np.stack(found, axis=-1), rows)


@pytest.mark.parametrize("pooled", POOLED)
def test_no_events_in_the_group_give_a_pooled_ratio_of_zero_without_limits(pooled):
    ratio, *limits = pooled([0, 0], [5, 9], [1, 2], [5, 9], 0.95)
    assert ratio == 0 and all(map(math.isnan, limits))


@pytest.mark.parametrize("pooled", POOLED)
@pytest.mark.parametrize("count", [[0, 0], [1, 2]])
def test_no_events_in_the_reference_group_give_no_pooled_ratio(pooled, count):
    assert all(map(math.isnan, pooled(count, [5, 9], [0, 0], [5, 9], 0.95)))


def test_odds_without_end_have_no_ratio():
    assert all(map(math.isnan, mantel_haenszel_odds_ratio([5, 9], [5, 9], [1, 2], [5, 9], 0.95)))


def test_a_risk_ratio_among_people_who_all_have_the_event_has_no_limits():
    ratio, *limits = mantel_haenszel_risk_ratio([5, 9], [5, 9], [4, 7], [4, 7], 0.95)
    assert ratio == 1 and all(map(math.isnan, limits))


def test_a_stratum_without_people_in_one_group_has_no_weight():
    for pooled in POOLED[1:]:
        found = pooled([3, 0, 0], [9, 0, 0], [2, 4, 0], [8, 5, 0], 0.95)
        assert found == pytest.approx(pooled(3, 9, 2, 8, 0.95))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, -1], [5, 5], [1, 1], [5, 5], 0.95), "count .*-1"),
        (([1, 1], [5, 5], [1, 1.5], [5, 5], 0.95), "reference_count .*1.5"),
        (([1, None], [5, 5], [1, 1], [5, 5], 0.95), "count .*nan"),
        (([1, 1], [5, 5], [1, 1, 1], [5, 5], 0.95), "reference_count .*2 .*3"),
        (([], [], [], [], 0.95), "count .*0"),
        (([1, 1], [5, 5], [1, 1], [5, 5], 1), "confidence .*1"),
    ],
)
@pytest.mark.parametrize("pooled", POOLED)
def test_strata_that_cannot_be_are_refused_with_name_and_value(pooled, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        pooled(*arguments)


def test_a_population_of_zero_and_a_total_below_its_count_are_refused():
    with pytest.raises(ValueError, match="^reference_population .*0"):
        mantel_haenszel_rate_ratio([1, 1], [5, 5], [1, 1], [5, 0], 0.95)
    for pooled in POOLED[1:]:
        with pytest.raises(ValueError, match="^reference_total .*3"):
            pooled([1, 1], [5, 5], [4, 1], [3, 5], 0.95)
