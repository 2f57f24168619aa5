"""Counts of one length of time beside counts of another."""

import pandas as pd
import pytest

from helpers.statistics.periods import (
    beside_printed,
    half_years,
    recomputed_changes,
    sums_between,
    with_gaps,
)

STARTS = pd.date_range("2019-04-01", "2021-01-01", freq="QS")
# Racially or religiously aggravated offences, Essex, April 2019 to March 2021: Home Office open
# data as read second hand.
ESSEX = pd.DataFrame(
    {
        "police_force": "Essex",
        "quarter_start": STARTS.strftime("%Y-%m-%d"),
        "quarter_end": (STARTS + pd.offsets.QuarterEnd()).strftime("%Y-%m-%d"),
        "count": [390, 437, 390, 372, 433, 576, 442, 408],
        "source": [f"a:{n}" for n in range(2, 10)],
    }
)
YEARS = pd.DataFrame(
    {"period_end": ["2017-03-31", "2018-03-31", "2020-03-31"], "count": [1, 2, 3], "unit": "x"}
)


def test_a_year_that_is_not_there_becomes_a_row_without_a_count():
    rows = with_gaps(YEARS)
    assert rows["period_end"].tolist() == ["2017-03-31", "2018-03-31", "2019-03-31", "2020-03-31"]
    assert rows["count"].isna().tolist() == [False, False, True, False]


def test_years_that_end_in_different_months_are_not_one_series():
    with pytest.raises(ValueError, match="whole years apart"):
        with_gaps(YEARS.assign(period_end=["2017-03-31", "2018-09-30", "2020-03-31"]))
    with pytest.raises(ValueError, match="whole years apart"):
        with_gaps(YEARS.assign(period_end=["2017-03-31", "2017-03-31", "2020-03-31"]))


def test_half_years_add_up_to_the_year_from_april_to_march():
    halves = half_years(ESSEX).set_index("year_ending")
    assert halves.loc["2020-03-31"].tolist() == pytest.approx([827, 762, 827 / 1589])
    assert halves.loc["2021-03-31"].tolist() == pytest.approx([1009, 850, 1009 / 1859])


def test_a_year_with_a_quarter_missing_has_no_halves():
    assert half_years(ESSEX[1:])["year_ending"].tolist() == ["2021-03-31"]


def test_a_quarter_listed_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        half_years(pd.concat([ESSEX, ESSEX[:1]]))


def test_a_sum_holds_the_quarters_that_lie_wholly_within_its_period():
    sums = sums_between(ESSEX, {"year": ("2019-09-01", "2020-11-30")})
    assert sums["count"].tolist() == [390 + 372 + 433 + 576]
    assert sums["quarters"].tolist() == [4]


def test_a_force_that_lacks_a_quarter_of_a_period_is_left_out_of_it():
    both = pd.concat([ESSEX, ESSEX[1:].assign(police_force="Kent")])
    sums = sums_between(
        both, {"first": ("2019-04-01", "2020-03-31"), "last": ("2020-04-01", "2021-03-31")}
    )
    assert sums[["police_force", "period"]].values.tolist() == [
        ["Essex", "first"],
        ["Essex", "last"],
        ["Kent", "last"],
    ]


def test_a_period_without_a_quarter_is_refused():
    with pytest.raises(ValueError, match="no quarter from 2010-01-01"):
        sums_between(ESSEX, {"early": ("2010-01-01", "2010-12-31")})


def test_a_printed_total_is_met_missed_or_refused():
    # Sudbury Mercury, June 2022, prints 1,822 for Essex in 2020; these quarters sum to 1,823.
    totals = pd.DataFrame(
        {
            "area": "Essex",
            "period_start": "2020-01-01",
            "period_end": "2020-12-31",
            "count": [1_822],
        }
    )
    missed = beside_printed(totals, ESSEX).iloc[0]
    assert (missed["recomputed"], missed["difference"]) == (1_823, 1)
    assert missed["verdict"] == "inconsistent"
    met = beside_printed(totals.assign(count=1_823), ESSEX).iloc[0]
    assert met["verdict"] == "reproduced"
    with pytest.raises(ValueError, match="no quarter of Kent"):
        beside_printed(totals.assign(area="Kent"), ESSEX)


def test_a_printed_change_is_set_against_the_counts_of_its_two_years():
    # Ipswich Star, October 2021: 3,413 and 3,845 in Essex, printed as 13%; the counts of 2016/17
    # and 2017/18, 1,928 and 2,197, are printed as 12% by the East Anglian Daily Times.
    counts = pd.DataFrame(
        {
            "strand": "All",
            "period_start": [f"{year}-04-01" for year in (2016, 2017, 2019, 2020)],
            "period_end": [f"{year}-03-31" for year in (2017, 2018, 2020, 2021)],
            "count": [1_928, 2_197, 3_413, 3_845],
        }
    )
    changes = pd.DataFrame(
        {
            "strand": "All",
            "period_start": ["2020-04-01", "2017-04-01", "2018-04-01", "2020-04-01"],
            "period_end": ["2021-03-31", "2018-03-31", "2019-03-31", "2021-03-31"],
            "value_printed": ["13", "12", "40", "432"],
            "unit": ["percent", "percent", "percent", "offences"],
            "rounding_rule": ["nearest", "nearest", "nearest", "exact"],
            "rounding_step": ["1", "1", "1", ""],
        }
    )
    checked = recomputed_changes(changes, counts)
    assert checked["verdict"].tolist() == [
        "reproduced",
        "inconsistent",
        "not determined",
        "reproduced",
    ]
    assert checked["recomputed"].tolist()[:2] == pytest.approx([12.657, 13.952], abs=0.001)
    assert checked["recomputed"].isna().tolist() == [False, False, True, False]
