import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom, binomtest

from helpers.statistics.rates import (
    clopper_pearson_interval,
    mid_p_share_interval,
    wilson_interval,
)

INTERVALS = [clopper_pearson_interval, mid_p_share_interval, wilson_interval]
PARTS = st.integers(1, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(PARTS, st.floats(0.5, 0.9999))
def test_wilson_limits_are_those_of_scipy(part, confidence):
    count, total = part
    theirs = binomtest(count, total).proportion_ci(confidence, method="wilson")
    assert wilson_interval(count, total, confidence) == pytest.approx(
        (theirs.low, theirs.high), rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize(
    ("interval", "part"), [(clopper_pearson_interval, 1), (mid_p_share_interval, 0.5)]
)
@pytest.mark.parametrize(
    "whole", [(1, 2), (1, 900), (899, 900), (81, 263), (5, 5), (450, 900), (1_000, 10**9)]
)
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.998])
def test_share_limits_agree_with_a_search_of_the_binomial_tails_to_1e_9(
    interval, part, whole, confidence
):
    count, total = whole
    tail = (1 - confidence) / 2

    def excess(share):
        observed = binom.pmf(count, total, share)
        return binom.sf(count, total, share) + part * observed - tail

    lower = brentq(excess, 1e-300, 1, xtol=1e-300, rtol=1e-14)
    assert interval(count, total, confidence).lower == pytest.approx(lower, rel=1e-9)
    assert 1 - interval(total - count, total, confidence).upper == pytest.approx(lower, rel=1e-9)


@pytest.mark.parametrize("interval", INTERVALS)
def test_no_events_give_a_limit_of_zero_and_a_full_count_one_of_one(interval):
    assert interval(0, 20, 0.95).lower == 0 < interval(0, 20, 0.95).upper < 0.2
    assert 0.8 < interval(20, 20, 0.95).lower < interval(20, 20, 0.95).upper == 1


@pytest.mark.parametrize("interval", INTERVALS)
def test_a_share_of_nothing_is_missing(interval):
    assert all(map(math.isnan, interval(0, 0, 0.95)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 10, 0.95), "count .*-1"),
        ((1, 10.5, 0.95), "total .*10.5"),
        ((11, 10, 0.95), "total .*10"),
        ((1, 10, 1.0), "confidence .*1"),
    ],
)
@pytest.mark.parametrize("interval", INTERVALS)
def test_a_share_that_cannot_be_is_refused_with_its_name_and_value(interval, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        interval(*arguments)
