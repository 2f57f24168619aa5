"""Verdicts on a set of printed figures."""

import pandas as pd
import pytest

from helpers.statistics.rates import Interval
from helpers.statistics.verdicts import compared

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
