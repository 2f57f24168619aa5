"""The verdict on a printed figure."""

from fractions import Fraction

import pandas as pd
import pytest

from helpers.statistics.agreement import agreement, compared
from helpers.statistics.published import read_printed, read_rounded, share_of
from helpers.statistics.rates import Interval

FIFTY_FOUR = read_rounded("54", step="1")


@pytest.mark.parametrize(
    ("recomputed", "verdict"),
    [
        (54.2, "reproduced"),
        (Fraction(109, 2), "reproduced"),
        (54.6, "inconsistent"),
        (53.4999, "inconsistent"),
        (Interval(54.5, 77.0), "consistent"),
        (Interval(54.6, 77.0), "inconsistent"),
        (None, "not determined"),
    ],
)
def test_a_printed_54_stands_for_53_5_to_54_5(recomputed, verdict):
    assert agreement(recomputed, FIFTY_FOUR) == verdict


@pytest.mark.parametrize(
    ("recomputed", "printed", "verdict"),
    [
        # APCC, 2020: "almost 2,000 children" and 1,943; "over a third" of "around 2,800" and 1,000;
        # "a small rise" from 1,800 to 1,856; "over 2,000 families" and 40 groups of 30 to 100.
        (1_943, read_printed("2,000", "almost", "100"), "reproduced"),
        (1_899, read_printed("2,000", "almost", "100"), "inconsistent"),
        (2_001, read_printed("2,000", "almost", "100"), "inconsistent"),
        (Fraction(1_000, 2_800), read_printed("a third", "more than"), "reproduced"),
        (Fraction(900, 2_800), read_printed("a third", "more than"), "inconsistent"),
        (100 * (Fraction(1_856, 1_800) - 1), Interval(0, float("inf")), "reproduced"),
        (100 * (Fraction(1_799, 1_800) - 1), Interval(0, float("inf")), "inconsistent"),
        (Interval(1_200, 4_000), read_printed("2,000", "more than"), "consistent"),
        (Interval(1_200, 1_900), read_printed("2,000", "more than"), "inconsistent"),
        (151, read_printed("150", "more than"), "reproduced"),
        (149, read_printed("150", "more than"), "inconsistent"),
        (38, None, "not determined"),
    ],
)
def test_words_around_a_number_are_met_by_what_they_reach(recomputed, printed, verdict):
    assert agreement(recomputed, printed) == verdict


def test_a_third_of_around_2800_recruits_is_passed_by_1000_wherever_that_number_lies():
    recruits = read_printed("2,800", "about", "100")
    share = share_of(Interval(1_000, 1_000), recruits)
    assert share == (Fraction(1_000, 2_900), Fraction(1_000, 2_700))
    assert share.lower > Fraction(1, 3)
    assert agreement(share, read_printed("a third", "more than")) == "consistent"


def test_a_missing_value_is_refused_and_not_called_inconsistent():
    with pytest.raises(ValueError, match="nan"):
        agreement(float("nan"), FIFTY_FOUR)


# South Wales and Essex as the APCC prints them, 2020: 38 recruits are 4.3 per cent; 2,081 reports
# became 3,209, "a 54 per cent increase".
CLAIMS = pd.DataFrame(
    {
        "claim_id": ["recruits", "share", "increase"],
        "value_printed": ["38", "4.3", "54"],
        "rounding_rule": ["exact", "nearest", "nearest"],
        "rounding_step": ["", "0.10", "1.00"],
    }
)


def test_each_claim_gets_its_verdict_with_the_value_or_the_range_behind_it():
    rows = compared(
        CLAIMS, {"recruits": None, "share": Interval(4.4, 5), "increase": 100 * (3_209 / 2_081 - 1)}
    )
    assert list(rows["verdict"]) == ["not determined", "inconsistent", "reproduced"]
    assert rows["recomputed"].isna().tolist() == [True, True, False]
    assert (rows["lower"][1], rows["upper"][1]) == (4.4, 5)
    assert rows[["lower", "upper"]].notna().all(axis=1).tolist() == [False, True, False]


def test_a_claim_in_words_is_not_read_and_not_determined():
    words = CLAIMS.assign(value_printed=["38", "a low share", "54"]).assign(
        rounding_rule=["exact", "in words", "nearest"], rounding_step=["", "", "1"]
    )
    rows = compared(words, {"recruits": 38, "share": 4.3, "increase": 53})
    assert list(rows["verdict"]) == ["reproduced", "not determined", "inconsistent"]
    assert rows["recomputed"].tolist() == [38, 4.3, 53]


def test_a_claim_without_a_recorded_reach_is_open_above():
    over = CLAIMS.head(1).assign(rounding_rule="more than")
    assert compared(over, {"recruits": 1_000})["verdict"].item() == "reproduced"
    assert compared(over, {"recruits": 37})["verdict"].item() == "inconsistent"


def test_a_claim_of_which_nothing_is_said_is_refused():
    with pytest.raises(ValueError, match="increase"):
        compared(CLAIMS, {"recruits": None, "share": None})


def test_a_claim_that_nobody_printed_is_refused():
    with pytest.raises(ValueError, match="officers"):
        compared(CLAIMS, dict.fromkeys(["recruits", "share", "increase", "officers"]))


def test_a_claim_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice: recruits"):
        compared(pd.concat([CLAIMS, CLAIMS.head(1)]), dict.fromkeys(CLAIMS["claim_id"]))
