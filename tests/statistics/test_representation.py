"""Printed counts and percentages of officers as shares that can be compared."""

import pandas as pd
import pytest

from helpers.statistics.published import read_rounded
from helpers.statistics.representation import (
    half_years,
    rank_range,
    representation_ratios,
    share_changes,
    stated_shares,
)

# Home Office, police workforce open data, 2022: officers of South Wales on 31 March.
OFFICERS = pd.DataFrame(
    {
        "date": ["2009-03-31", "2010-03-31", "2016-03-31"],
        "headcount": [3_185, 3_189, 2_927],
        "full_time_equivalent": [3_145.70, 3_147.59, 2_882.91],
    }
)


def stated(**given):
    missing = {"count": pd.NA, "total": pd.NA, "not_stated": pd.NA}
    missing |= {"share_printed": "", "rounding_step": "", "basis": "headcount"}
    row = stated_shares(pd.DataFrame([missing | given]), OFFICERS).iloc[0]
    return row["kind"], row["share_percent"], row["lower"], row["upper"]


def test_officers_who_did_not_state_are_left_out_and_bound_the_share():
    # Home Office open data, 31 March 2006: 57 of 3,334, of whom 421 did not state their ethnicity.
    kind, share, lower, upper = stated(date="2006-03-31", count=57, total=3_334, not_stated=421)
    assert kind == "Count and total"
    assert share == pytest.approx(100 * 57 / 2_913)
    assert (lower, upper) == pytest.approx((100 * 57 / 3_334, 100 * 478 / 3_334))


def test_a_count_alone_is_set_over_the_officers_of_the_latest_day_before():
    # BBC News, October 2009: 43 officers.
    kind, share, lower, upper = stated(date="2009-10", count=43)
    assert kind == "Count only"
    assert share == lower == upper == pytest.approx(100 * 43 / 3_185)


def test_a_count_of_full_time_equivalents_is_set_over_full_time_equivalents():
    # Wales on Sunday, 2 October 2016: 56 officers, printed as 1.9 per cent.
    share = stated(date="2016-03-31", count=56, basis="full-time equivalent")[1]
    assert share == pytest.approx(100 * 56 / 2_882.91)
    assert read_rounded("1.9", "0.1").lower <= share <= read_rounded("1.9", "0.1").upper


def test_a_percentage_alone_stands_for_what_rounds_to_it():
    # BBC News, 22 October 2015: 2 per cent, in tenths.
    row = stated(date="2015-03-31", share_printed="2", rounding_step="0.1")
    assert row == ("Percentage only", 2.0, 1.95, 2.05)


def test_a_count_before_any_known_total_has_no_share():
    # Hansard, 14 May 1992: 21 officers.
    kind, *limits = stated(date="1992-02-29", count=21)
    assert kind == "Count without any total"
    assert pd.isna(limits).all()


def test_a_representation_ratio_has_the_range_that_rounding_allows():
    # BBC News, 22 October 2015: South Wales, 2 per cent of officers, 6.6 of residents.
    shares = pd.DataFrame(
        {
            "officers_share_printed": ["2"],
            "population_share_printed": ["6.6"],
            "rounding_step": ["0.1"],
        }
    )
    row = representation_ratios(shares).iloc[0]
    assert row["representation_ratio"] == pytest.approx(2 / 6.6)
    assert (row["lower"], row["upper"]) == pytest.approx((1.95 / 6.65, 2.05 / 6.55))


def test_ranks_are_as_far_apart_as_the_limits_overlap():
    lower = pd.Series({"high": 5.0, "near": 1.9, "own": 1.5, "low": 0.1})
    upper = pd.Series({"high": 6.0, "near": 2.5, "own": 2.0, "low": 0.2})
    assert rank_range(lower, upper, "own") == (2, 3)
    assert rank_range(lower, upper, "high") == (1, 1)


def test_changes_of_printed_shares_carry_their_rounding():
    # APCC, November 2020: 2.8% of applications in 2015, 11.5% in 2019.
    pair = (read_rounded("2.8", "0.1", per=100), read_rounded("11.5", "0.1", per=100))
    row = share_changes({"applications": pair}).iloc[0]
    assert row["change"] == pytest.approx(11.5 - 2.8)
    assert (row["change_lower"], row["change_upper"]) == pytest.approx((8.6, 8.8))
    assert row["ratio"] == pytest.approx(11.5 / 2.8)
    assert (row["ratio_lower"], row["ratio_upper"]) == pytest.approx((11.45 / 2.85, 11.55 / 2.75))
    assert row["odds_ratio"] == pytest.approx((0.115 / 0.885) / (0.028 / 0.972))
    odds = ((0.1145 / 0.8855) / (0.0285 / 0.9715), (0.1155 / 0.8845) / (0.0275 / 0.9725))
    assert (row["odds_ratio_lower"], row["odds_ratio_upper"]) == pytest.approx(odds)


def test_a_date_lies_in_its_half_year_and_a_bare_year_at_its_start():
    dates = pd.Series(["1993-02-28", "2009-10", "2020-06-30", "2020-07-01", "2022"])
    assert half_years(dates).tolist() == [1993.0, 2009.5, 2020.0, 2020.5, 2022.0]
