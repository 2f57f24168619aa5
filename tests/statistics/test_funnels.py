"""Limits of funnel plots, and scatter of areas beyond chance."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from helpers.statistics.rates import (
    additive_funnel_limits,
    exact_poisson_interval,
    overdispersion,
    poisson_funnel_limits,
    poisson_funnel_limits_at_count,
    share_funnel_limits,
    wilson_interval,
)

CONFIDENCES = st.floats(0.5, 0.999)
EXPECTED = st.floats(0.1, 5_000)
# FunnelPlotR, tests/testthat/test-classes_methods.R.
SIX = ([100, 150, 180, 80, 120, 225], [108, 112, 165, 95, 100, 220])


@st.composite
def areas(draw, fewest=2):
    many = draw(st.integers(fewest, 25))
    count = draw(st.lists(st.integers(1, 500), min_size=many, max_size=many))
    expected = draw(st.lists(st.floats(0.5, 500), min_size=many, max_size=many))
    return np.array(count), np.array(expected)


@pytest.mark.parametrize(
    ("count", "lower", "upper", "lower_998", "upper_998"),
    [
        (1, 17.94802207, 3949.774946, 10.83023482, 99945.32721),
        (5, 42.85102213, 307.979188, 30.38637225, 676.2496398),
        (49, 75.63993169, 135.1706507, 65.57409755, 162.3694444),
        (716, 92.93605352, 107.7488421, 89.20960712, 112.5516964),
    ],
)
def test_limits_at_a_count_are_those_of_public_health_england(
    count, lower, upper, lower_998, upper_998
):
    # PHEindicatormethods, tests/testthat/testdata_funnel_ratio_outputs.csv: target 100, solved
    # in steps (for 1 event, 0.001000547 expected where -log(0.999) = 0.0010005 is exact).
    exactness = 5e-5 if count == 1 else 2e-6
    found = poisson_funnel_limits_at_count(count, 0.95, target=100)
    assert found == pytest.approx((lower, upper), rel=exactness)
    found = poisson_funnel_limits_at_count(count, 0.998, target=100)
    assert found == pytest.approx((lower_998, upper_998), rel=exactness)


@pytest.mark.parametrize(
    ("total", "lower", "upper", "lower_998", "upper_998"),
    [
        (1, 3.204264, 100, 0, 100),
        (16, 61.282902, 100, 50.118675, 100),
        (45, 69.098645, 92.186251, 62.441586, 98.843309),
        (110_000, 80.408963, 80.875933, 80.274317, 81.010578),
    ],
)
def test_limits_of_shares_are_those_of_public_health_england(
    total, lower, upper, lower_998, upper_998
):
    # PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv, in percent.
    found = share_funnel_limits(0.80642448, total, 0.95)
    assert found == pytest.approx((lower / 100, upper / 100), abs=2e-8)
    found = share_funnel_limits(0.80642448, total, 0.998)
    assert found == pytest.approx((lower_998 / 100, upper_998 / 100), abs=2e-8)


@given(st.integers(1, 2_000), st.floats(-4, 4), CONFIDENCES)
def test_an_area_is_outside_its_limits_where_exact_limits_leave_out_the_expected(
    count, deviate, confidence
):
    expected = count * math.exp(deviate / math.sqrt(count))
    lower, upper = poisson_funnel_limits_at_count(count, confidence, target=100)
    least, most = exact_poisson_interval(count, confidence)
    ratio = 100 * count / expected
    assert (ratio > upper) == (expected < least)
    assert (ratio < lower) == (expected > most)


@given(st.integers(1, 500), st.floats(0.01, 0.99), st.floats(-4, 4), CONFIDENCES)
def test_an_area_is_outside_its_limits_where_wilsons_leave_out_the_baseline(
    total, baseline, deviate, confidence
):
    error = math.sqrt(baseline * (1 - baseline) / total)
    count = min(max(round(total * (baseline + deviate * error)), 0), total)
    lower, upper = share_funnel_limits(baseline, total, confidence)
    wilson = wilson_interval(count, total, confidence)
    assume(min(abs(wilson.lower - baseline), abs(wilson.upper - baseline)) > 1e-9)
    assert (lower <= count / total <= upper) == (wilson.lower <= baseline <= wilson.upper)


@given(EXPECTED, CONFIDENCES, st.floats(0, 2))
def test_ratio_limits_contain_the_target_widen_with_confidence_and_narrow_with_size(
    expected, confidence, between
):
    for limits in (
        poisson_funnel_limits,
        lambda mean, sure: additive_funnel_limits(mean, between, sure),
    ):
        lower, upper = limits(expected, confidence)
        assert 0 <= lower < 1 < upper
        surer, larger = limits(expected, (confidence + 1) / 2), limits(3 * expected, confidence)
        assert surer.lower <= lower and upper < surer.upper
        assert lower <= larger.lower and larger.upper < upper


@given(EXPECTED, CONFIDENCES, st.floats(0.1, 1_000))
def test_ratio_limits_are_in_units_of_the_target(expected, confidence, target):
    for limits, given_ in (
        (poisson_funnel_limits, (expected, confidence)),
        (poisson_funnel_limits_at_count, (math.ceil(expected), confidence)),
        (additive_funnel_limits, (expected, 0.1, confidence)),
    ):
        lower, upper = limits(*given_)
        assert limits(*given_, target) == pytest.approx((target * lower, target * upper))


@pytest.mark.parametrize(("expected", "percent"), [(15, 95.1), (20, 94.8), (30, 95.0), (2, 86.4)])
def test_as_many_areas_on_target_lie_between_the_lines_as_the_docstring_says(expected, percent):
    count = np.arange(200)
    lower, upper = poisson_funnel_limits(expected, 0.95)
    between = (count / expected >= lower) & (count / expected <= upper)
    assert 100 * poisson.pmf(count[between], expected).sum() == pytest.approx(percent, abs=0.05)


def test_an_area_without_events_can_only_lie_low():
    lower, upper = poisson_funnel_limits_at_count([0, 1], 0.95)
    assert lower[0] == 0 and math.isnan(upper[0])
    assert 0 < lower[1] < 1 < upper[1]


def test_an_area_without_people_has_no_limits():
    lower, upper = share_funnel_limits(0.3, [0, 10], 0.95)
    assert np.isnan([lower[0], upper[0]]).all() and 0 <= lower[1] < 0.3 < upper[1] <= 1


def test_the_scatter_of_six_areas_is_that_of_funnelplotr():
    # FunnelPlotR, tests/testthat/test-classes_methods.R: phi 2.948033, none of six left out.
    found = overdispersion(*SIX, extremes="truncated")
    assert found.phi == pytest.approx(2.948033, abs=6e-7)
    assert not np.isnan(found.z_scores).any()


@given(areas(), st.floats(0, 0.49))
def test_winsorised_scatter_is_that_of_its_definition(table, trim):
    # Spiegelhalter and others (2012), section 3.3: the sums, area by area.
    count, expected = table
    z_scores = [math.sqrt(e) * math.log(o / e) for o, e in zip(count, expected, strict=True)]
    low, high = np.quantile(z_scores, [trim, 1 - trim])
    tamed = [min(max(z, low), high) for z in z_scores]
    phi = sum(z * z for z in tamed) / len(tamed)
    weights = sum(expected), sum(e * e for e in expected)
    spare = len(tamed) * phi - (len(tamed) - 1)
    found = overdispersion(count, expected, trim)
    assert found.z_scores == pytest.approx(tamed)
    assert found.phi == pytest.approx(phi)
    assert found.tau_squared == pytest.approx(
        max(0, spare / (weights[0] - weights[1] / weights[0])), abs=1e-12
    )


def test_the_areas_left_out_are_those_of_the_lowest_and_highest_tenth():
    # FunnelPlotR, truncation(): floor(10 * rank / 20) is 0 for rank 1 and 9 for ranks 18 and 19.
    count = np.arange(91, 110)[::-1]
    found = overdispersion(count, np.full(19, 100), extremes="truncated")
    assert np.flatnonzero(np.isnan(found.z_scores)).tolist() == [0, 1, 18]
    kept = 10 * np.log(count[2:18] / 100)
    assert found.phi == pytest.approx((kept**2).mean())


@given(areas(fewest=4), st.sampled_from(["winsorised", "truncated"]))
def test_the_order_of_areas_does_not_change_their_scatter(table, extremes):
    count, expected = table
    found = overdispersion(count, expected, extremes=extremes)
    turned = overdispersion(count[::-1], expected[::-1], extremes=extremes)
    assert turned[:2] == pytest.approx(found[:2])


def test_areas_on_target_leave_nothing_between_them():
    found = overdispersion([99, 101, 100, 102], [100, 100, 100, 100])
    assert found.phi < 0.1 and found.tau_squared == 0


def test_scatter_put_into_areas_is_found_again():
    # Areas at fixed quantiles of a normal distribution with a variance of 0.04 on the logarithm.
    places = norm.ppf((np.arange(400) + 0.5) / 400)
    count = np.round(1e6 * np.exp(0.2 * places))
    found = overdispersion(count, np.full(400, 1e6), trim=0)
    assert found.tau_squared == pytest.approx(0.04, rel=0.02)


def test_an_area_without_events_is_extreme_and_is_tamed_or_leaves_scatter_missing():
    count, expected = [0, *range(91, 110)], [100] * 20
    for extremes in ("winsorised", "truncated"):
        assert math.isfinite(overdispersion(count, expected, extremes=extremes).phi)
    for few in ([0, 90, 110], [0, 0, 90, 110]):
        found = overdispersion(few, [100] * len(few))
        assert math.isnan(found.phi) and math.isnan(found.tau_squared)
        assert np.isinf(found.z_scores[0])


@pytest.mark.parametrize("expected", [4, 100, 1e12])
def test_additive_limits_do_not_close_however_large_an_area(expected):
    # FunnelPlotR, R/od_limits.R, with its normal deviates of 95% and 99.8%.
    error = math.sqrt(1 / expected + 0.02)
    for confidence, deviate in ((0.95, 1.959964), (0.998, 3.090232)):
        found = additive_funnel_limits(expected, tau_squared=0.02, confidence=confidence)
        limits = (math.exp(-deviate * error), math.exp(deviate * error))
        assert found == pytest.approx(limits, rel=1e-6)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (poisson_funnel_limits, (0, 0.95), "expected .*0"),
        (poisson_funnel_limits, (5, 95), "confidence .*95"),
        (poisson_funnel_limits, (5, 0.95, -1), "target .*-1"),
        (poisson_funnel_limits_at_count, (2.5, 0.95), "count .*2.5"),
        (poisson_funnel_limits_at_count, (-2, 0.95), "count .*-2"),
        (share_funnel_limits, (80, 10, 0.95), "baseline .*80"),
        (share_funnel_limits, (0.8, -1, 0.95), "total .*-1"),
        (share_funnel_limits, (0.8, 10, 0), "confidence .*0"),
        (additive_funnel_limits, (5, -0.1, 0.95), "tau_squared .*-0.1"),
        (additive_funnel_limits, (5, math.nan, 0.95), "tau_squared .*nan"),
        (additive_funnel_limits, (-5, 0.1, 0.95), "expected .*-5"),
        (overdispersion, ([1, -1], [2, 2]), "count .*-1"),
        (overdispersion, ([1, 1], [2, 0]), "expected .*0"),
        (overdispersion, ([1], [2]), "count .*2 .*1"),
        (overdispersion, ([1, 1], [2, 2, 2]), "expected .*2 .*3"),
        (overdispersion, ([1, 1], [2, 2], 0.5), "trim .*0.5"),
        (overdispersion, ([1, 3], [2, 2], 0.45, "truncated"), "trim .*0.45"),
        (overdispersion, ([1, 1], [2, 2], 0.1, "trimmed"), "extremes .*trimmed"),
    ],
)
def test_a_funnel_that_cannot_be_is_refused_with_name_and_value(function, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        function(*arguments)
