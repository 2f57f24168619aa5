"""The stock-and-flow model laid out as tables."""

import math

import pandas as pd
import pytest

from helpers.statistics.rates import Interval
from helpers.statistics.recruitment import (
    Scenario,
    implied_leaving_rate,
    leaving_rate_when_growing,
    projected_shares,
    recruits_needed,
    years_needed,
)

# South Wales: 79 of 3,069 officers (Penarth Times, 2021), 4.3% of recruits (APCC, 2020), 6.64% of
# residents (Census 2011).
OFFICERS, RECRUITS, RESIDENTS = 79 / 3_069, 0.043, 0.0664


def followed_year_by_year(minority, others, recruit_share, leaving_rate, growth, years):
    for _ in range(years):
        joiners = (minority + others) * (leaving_rate + growth)
        minority = minority * (1 - leaving_rate) + joiners * recruit_share
        others = others * (1 - leaving_rate) + joiners * (1 - recruit_share)
    return minority / (minority + others)


def test_projected_shares_are_the_stock_followed_year_by_year():
    rows = projected_shares(OFFICERS, {"printed": RECRUITS, "parity": RESIDENTS}, 0.06, range(11))
    assert rows["recruits"].value_counts().to_dict() == {"printed": 11, "parity": 11}
    by_hand = followed_year_by_year(79, 3_069 - 79, RECRUITS, 0.06, 0, years=10)
    printed = rows[rows["recruits"] == "printed"]
    assert printed["share_percent"].iloc[-1] == pytest.approx(100 * by_hand, rel=1e-12)
    assert printed["share_percent"].iloc[0] == pytest.approx(100 * OFFICERS)


def test_a_growing_force_moves_like_one_of_constant_size_with_more_leavers():
    growing = followed_year_by_year(79, 3_069 - 79, 0.115, 0.06, growth=0.02, years=7)
    rate = leaving_rate_when_growing(0.06, growth=0.02)
    constant = followed_year_by_year(79, 3_069 - 79, 0.115, rate, growth=0, years=7)
    assert constant == pytest.approx(growing, rel=1e-12)


def test_a_target_at_or_above_the_share_of_recruits_is_missing_whatever_the_leaving_rate():
    grid = years_needed(OFFICERS, RESIDENTS, {"4.3": RECRUITS, "6.64": RESIDENTS}, [0.04, 0.1])
    assert grid["recruits"].tolist() == ["4.3", "6.64"]
    assert grid[["leaving_0", "leaving_1"]].isna().all(axis=None)


def test_the_years_found_bring_the_officers_to_the_target():
    years = years_needed(OFFICERS, RESIDENTS, {"a": 0.115}, [0.06])["leaving_0"].item()
    before = followed_year_by_year(79, 3_069 - 79, 0.115, 0.06, 0, math.floor(years))
    after = followed_year_by_year(79, 3_069 - 79, 0.115, 0.06, 0, math.ceil(years))
    assert before < RESIDENTS <= after


def test_the_recruits_needed_bring_the_officers_to_the_target_in_the_years_given():
    rows = recruits_needed({"base": Scenario(OFFICERS, 0.06, 10)}, {"census": RESIDENTS})
    recruits = rows["census"].item() / 100
    reached = followed_year_by_year(79, 3_069 - 79, recruits, 0.06, 0, years=10)
    assert reached == pytest.approx(RESIDENTS, rel=1e-12)
    assert rows.columns.tolist() == [
        "scenario", "share_percent", "leaving_rate_percent", "years", "census",
    ]  # fmt: skip


def test_a_target_out_of_reach_within_the_years_is_missing():
    rows = recruits_needed({"soon": Scenario(OFFICERS, 0.02, 1)}, {"census": RESIDENTS})
    assert rows["census"].isna().all()


def test_leavers_are_recruits_less_growth():
    # South Wales, 31 March 2015 to 2019, heads (Home Office, 2022): 2,909, 2,927, 2,950, 2,958 and
    # 3,030; 874 to 894 recruits. Leavers 753 to 773 over 11,744 officer years.
    officers = pd.Series([2_909, 2_927, 2_950, 2_958, 3_030])
    rates = implied_leaving_rate(Interval(874, 894), officers)
    assert rates == pytest.approx((753 / 11_744, 773 / 11_744))
