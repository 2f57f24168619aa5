import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics.stock_flow import recruit_share_needed, share_after, years_to_share

SHARES = st.floats(0, 1)
RATES = st.floats(0.01, 0.5)
# South Wales: 4.3% of recruits (APCC, 2020), 6.64% of residents (Census 2011), officers 2.6%
# from ethnic minorities in March 2020.
RECRUITS, RESIDENTS, OFFICERS = 0.043, 0.0664, 0.026


def year_by_year(share, recruit_share, leaving_rate, years, minority_leaving_rate):
    minority, others = share, 1 - share
    for _ in range(years):
        minority_leavers = minority * minority_leaving_rate
        leavers = minority_leavers + others * leaving_rate
        minority += leavers * recruit_share - minority_leavers
        others = 1 - minority
    return minority


@given(SHARES, SHARES, RATES, st.integers(0, 40), RATES)
def test_the_closed_form_is_the_stock_followed_year_by_year(share, recruits, rate, years, other):
    assert share_after(share, recruits, rate, years) == pytest.approx(
        year_by_year(share, recruits, rate, years, rate), rel=1e-9, abs=1e-12
    )
    assert share_after(share, recruits, rate, years, other) == pytest.approx(
        year_by_year(share, recruits, rate, years, other), rel=1e-9, abs=1e-12
    )


@given(SHARES, SHARES, SHARES, RATES, st.none() | RATES)
def test_the_target_is_reached_after_the_years_found_or_never(share, target, recruits, rate, other):
    years = years_to_share(share, target, recruits, rate, other)
    if years == 0:
        assert share >= target
    elif math.isinf(years):
        assert share_after(share, recruits, rate, 10_000, other) <= target + 1e-12
    else:
        assert share < target
        assert share_after(share, recruits, rate, years, other) == pytest.approx(target, abs=1e-9)


@pytest.mark.parametrize("leaving_rate", [0.02, 0.05, 0.1, 0.3])
def test_recruits_of_4_3_percent_never_make_officers_of_6_64_percent(leaving_rate):
    assert years_to_share(OFFICERS, RESIDENTS, RECRUITS, leaving_rate) == math.inf
    assert years_to_share(OFFICERS, RECRUITS, RECRUITS, leaving_rate) == math.inf
    assert share_after(OFFICERS, RECRUITS, leaving_rate, 1_000) == pytest.approx(RECRUITS)


@given(SHARES, SHARES, RATES, st.floats(0.5, 40))
def test_the_recruit_share_needed_reaches_the_target_and_no_smaller_one_does(
    share, target, rate, years
):
    needed = recruit_share_needed(share, target, rate, years)
    if math.isnan(needed):
        assert share_after(share, 1, rate, years) < target + 1e-12
    elif needed == 0:
        assert share_after(share, 0, rate, years) >= target - 1e-12
    else:
        assert share_after(share, needed, rate, years) == pytest.approx(target, abs=1e-9)


def test_a_growing_force_is_one_of_constant_size_with_a_higher_leaving_rate():
    leaving, growth, officers, minority = 0.06, 0.03, 1_000.0, 26.0
    for _ in range(8):
        recruits = officers * (leaving + growth)
        minority += recruits * RECRUITS - minority * leaving
        officers *= 1 + growth
    turnover = (leaving + growth) / (1 + growth)
    assert share_after(0.026, RECRUITS, turnover, 8) == pytest.approx(minority / officers)


def test_a_grid_of_recruit_shares_and_leaving_rates_comes_out_in_its_shape():
    recruits, rates = np.array([[0.043], [0.1]]), np.array([0.03, 0.06, 0.09])
    years = years_to_share(OFFICERS, RESIDENTS, recruits, rates)
    assert years.shape == (2, 3)
    assert np.isinf(years[0]).all() and np.isfinite(years[1]).all()
    assert years[1, 2] == years_to_share(OFFICERS, RESIDENTS, 0.1, 0.09)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (share_after, (2.6, 0.1, 0.06, 5), "share .*2.6"),
        (share_after, (0.02, 4.3, 0.06, 5), "recruit_share .*4.3"),
        (share_after, (0.02, 0.1, 0, 5), "leaving_rate .*0"),
        (share_after, (0.02, 0.1, 6, 5), "leaving_rate .*6"),
        (share_after, (0.02, 0.1, 0.06, 5, 1), "minority_leaving_rate .*1"),
        (share_after, (0.02, 0.1, 0.06, -1), "years .*-1"),
        (years_to_share, (0.02, 6.64, 0.1, 0.06), "target .*6.64"),
        (recruit_share_needed, (0.02, 0.07, 0.06, 0), "years .*0"),
        (recruit_share_needed, (0.02, 0.07, math.nan, 5), "leaving_rate .*nan"),
    ],
)
def test_a_stock_that_cannot_be_is_refused_with_its_name_and_value(function, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        function(*arguments)
