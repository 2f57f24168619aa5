"""The verdict on a printed figure."""

from fractions import Fraction

import pandas as pd
import pytest

from helpers.statistics.agreement import agreement, compared
from helpers.statistics.published import read_rounded
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


def test_a_claim_of_which_nothing_is_said_is_refused():
    with pytest.raises(ValueError, match="increase"):
        compared(CLAIMS, {"recruits": None, "share": None})


def test_a_claim_that_nobody_printed_is_refused():
    with pytest.raises(ValueError, match="officers"):
        compared(CLAIMS, dict.fromkeys(["recruits", "share", "increase", "officers"]))


def test_a_claim_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice: recruits"):
        compared(pd.concat([CLAIMS, CLAIMS.head(1)]), dict.fromkeys(CLAIMS["claim_id"]))
