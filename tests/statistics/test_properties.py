"""What must hold of every interval, whatever the counts."""

from collections.abc import Callable
from inspect import signature
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.statistics.rates import (
    byar_interval,
    clopper_pearson_interval,
    exact_or_byar_interval,
    exact_poisson_interval,
    exact_rate_ratio_interval,
    exact_ratio_to_expected_interval,
    katz_interval,
    koopman_interval,
    mee_interval,
    mid_p_interval,
    mid_p_rate_ratio_interval,
    mid_p_share_interval,
    miettinen_nurminen_interval,
    newcombe_interval,
    rate_ratio,
    risk_ratio,
    score_rate_ratio_interval,
    wald_rate_ratio_interval,
    wilson_interval,
)


class Kind(NamedTuple):
    """What is drawn for one kind of interval, and what its limits surround and stay within."""

    drawn: st.SearchStrategy
    estimate: Callable[..., float]
    least: float
    most: float


def parts(fewest, spare=0):
    return st.integers(max(fewest + spare, 1), 50_000).flatmap(
        lambda total: st.tuples(st.integers(fewest, total - spare), st.just(total))
    )


def pairs(first, second):
    return st.tuples(first, second).map(lambda both: (*both[0], *both[1]))


def rates(fewest):
    return st.tuples(st.integers(fewest, 20_000), st.integers(1, 60_000_000))


CONFIDENCES = st.floats(0.5, 0.9999)
COUNT = Kind(st.tuples(st.integers(0, 20_000)), lambda count: count, 0, np.inf)
EXPECTED = Kind(
    st.tuples(st.integers(0, 20_000), st.floats(0.01, 20_000)), np.true_divide, 0, np.inf
)
SHARE = Kind(parts(0), np.true_divide, 0, 1)
RATES = Kind(pairs(rates(0), rates(1)), rate_ratio, 0, np.inf)
SOME_RATES = Kind(pairs(rates(1), rates(1)), rate_ratio, 0, np.inf)
SHARES = Kind(pairs(parts(0), parts(1)), risk_ratio, 0, np.inf)
SOME_SHARES = Kind(pairs(parts(1), parts(1, spare=1)), risk_ratio, 0, np.inf)
DIFFERENCE = Kind(pairs(parts(0), parts(0)), lambda x, n, y, m: x / n - y / m, -1, 1)
KINDS = {
    exact_poisson_interval: COUNT,
    mid_p_interval: COUNT,
    byar_interval: COUNT,
    exact_or_byar_interval: COUNT,
    exact_ratio_to_expected_interval: EXPECTED,
    clopper_pearson_interval: SHARE,
    mid_p_share_interval: SHARE,
    wilson_interval: SHARE,
    exact_rate_ratio_interval: RATES,
    mid_p_rate_ratio_interval: RATES,
    score_rate_ratio_interval: RATES,
    wald_rate_ratio_interval: SOME_RATES,
    koopman_interval: SHARES,
    katz_interval: SOME_SHARES,
    mee_interval: DIFFERENCE,
    miettinen_nurminen_interval: DIFFERENCE,
    newcombe_interval: DIFFERENCE,
}
RATIOS = [interval for interval, kind in KINDS.items() if kind.estimate in (rate_ratio, risk_ratio)]
DIFFERENCES = [interval for interval, kind in KINDS.items() if kind is DIFFERENCE]
SHARE_INTERVALS = [interval for interval, kind in KINDS.items() if kind is SHARE]
NORMAL_ON_THE_LOG = (wald_rate_ratio_interval, katz_interval)
OF_TOTALS = (SHARE, SHARES, SOME_SHARES, DIFFERENCE)


@pytest.mark.parametrize("interval", KINDS)
@given(st.data(), CONFIDENCES)
def test_limits_are_ordered_and_contain_the_estimate(interval, data, confidence):
    drawn, estimate, least, most = KINDS[interval]
    arguments = data.draw(drawn)
    lower, upper = interval(*arguments, confidence)
    assert lower < upper
    assert least <= lower <= estimate(*arguments) <= upper <= most


@pytest.mark.parametrize("interval", [each for each in KINDS if each not in NORMAL_ON_THE_LOG])
@given(st.data(), CONFIDENCES)
def test_limits_rise_with_the_count(interval, data, confidence):
    kind = KINDS[interval]
    count, *others = data.draw(kind.drawn)
    assume(kind not in OF_TOTALS or count < others[0])
    limits, more = interval(count, *others, confidence), interval(count + 1, *others, confidence)
    assert limits.lower <= more.lower and limits.upper <= more.upper
    assert limits != more


@pytest.mark.parametrize("interval", NORMAL_ON_THE_LOG)
def test_limits_that_are_normal_on_the_log_can_fall_as_a_small_count_rises(interval):
    assert interval(2, 4, 1, 4, 0.9999).upper < interval(1, 4, 1, 4, 0.9999).upper


@pytest.mark.parametrize("interval", KINDS)
@given(st.data(), CONFIDENCES)
def test_limits_widen_with_confidence(interval, data, confidence):
    arguments = data.draw(KINDS[interval].drawn)
    limits, surer = interval(*arguments, confidence), interval(*arguments, (confidence + 1) / 2)
    assert surer.lower <= limits.lower and limits.upper <= surer.upper
    assert surer != limits


@pytest.mark.parametrize("interval", RATIOS)
@given(st.data(), CONFIDENCES)
def test_limits_of_a_ratio_are_reciprocal_when_groups_are_swapped(interval, data, confidence):
    count, base, *reference = data.draw(KINDS[interval].drawn)
    limits = interval(count, base, *reference, confidence)
    swapped = np.array(interval(*reference, count, base, confidence))
    with np.errstate(divide="ignore"):
        assert limits == pytest.approx(tuple(1 / swapped[::-1]), rel=1e-10)


@pytest.mark.parametrize("interval", DIFFERENCES)
@given(st.data(), CONFIDENCES)
def test_limits_of_a_difference_change_sign_when_groups_are_swapped(interval, data, confidence):
    count, base, *other = data.draw(DIFFERENCE.drawn)
    lower, upper = interval(count, base, *other, confidence)
    assert interval(*other, count, base, confidence) == (-upper, -lower)


@pytest.mark.parametrize("interval", SHARE_INTERVALS)
@given(st.data(), CONFIDENCES)
def test_limits_of_the_rest_are_one_minus_those_of_the_share(interval, data, confidence):
    count, total = data.draw(SHARE.drawn)
    lower, upper = interval(count, total, confidence)
    rest = interval(total - count, total, confidence)
    assert (1 - rest.upper, 1 - rest.lower) == pytest.approx((lower, upper), abs=1e-12)


@pytest.mark.parametrize("interval", KINDS)
def test_arrays_give_what_their_elements_give(interval):
    given = ([0, 3, 9], [[11], [12]], [[[4]], [[0]]], 13)[: len(signature(interval).parameters) - 1]
    limits = np.stack(interval(*given, 0.9), axis=-1)
    each = [each.ravel() for each in np.broadcast_arrays(*given)]
    one_by_one = [interval(*one, 0.9) for one in zip(*each, strict=True)]
    assert {type(limit) for limit in one_by_one[-1]} == {float}
    np.testing.assert_allclose(limits.reshape(-1, 2), one_by_one, rtol=1e-14)
