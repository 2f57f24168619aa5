import pandas as pd
import pytest
from scipy.stats import binomtest

from helpers.statistics.ranges import rate_ratio_ranges, share_ranges

FRAME = pd.DataFrame(
    {
        "label": ["group"],
        "lower": [41],
        "upper": [41],
        "population": [28_010],
        "reference_lower": [15],
        "reference_upper": [15],
        "reference_population": [19_017],
    }
)


def test_counts_that_are_known_give_the_ratio_and_its_mid_p_limits():
    # Help page of rateratio in the R package epitools, Rothman's data on breast cancer and
    # fluoroscopy: ratio 1.855758658, mid-P 1.041036 to 3.449052 (its root-finding is coarse).
    row = rate_ratio_ranges(FRAME, confidence=0.95).iloc[0]
    assert row["ratio_lower"] == row["ratio_upper"] == pytest.approx(1.855758658)
    assert row["outer_lower"] == pytest.approx(1.041036, abs=3e-4)
    assert row["outer_upper"] == pytest.approx(3.449052, abs=5e-4)


def test_the_ratio_is_smallest_with_the_fewest_events_over_the_most_of_the_reference():
    # By hand: 10/100 over 40/200 is 0.5, 20/100 over 20/200 is 2.
    frame = FRAME.assign(
        lower=10, upper=20, population=100, reference_lower=20, reference_upper=40
    ).assign(reference_population=200)
    row = rate_ratio_ranges(frame, confidence=0.95, per=1_000).iloc[0]
    assert (row["ratio_lower"], row["ratio_upper"]) == (0.5, 2.0)
    assert (row["rate_lower"], row["rate_upper"]) == (100, 200)
    assert (row["reference_rate_lower"], row["reference_rate_upper"]) == (100, 200)
    assert row["outer_lower"] < 0.5 and row["outer_upper"] > 2


def test_limits_the_wrong_way_round_are_refused():
    with pytest.raises(ValueError, match="lower must be at most upper"):
        rate_ratio_ranges(FRAME.assign(lower=42), confidence=0.95)


def shares(*limits):
    columns = ("lower", "upper", "total_lower", "total_upper")
    frame = pd.DataFrame([limits], columns=columns).astype("Int64")
    return share_ranges(frame, 0.95).iloc[0]


def test_a_share_lies_between_its_corners_and_chance_widens_them():
    found = shares(18, 22, 98, 102)
    assert (found["share_lower"], found["share_upper"]) == (18 / 102, 22 / 98)
    for end, part, total in (("lower", 18, 102), ("upper", 22, 98)):
        wilson = binomtest(part, total).proportion_ci(0.95, "wilson")
        limit = wilson.low if end == "lower" else wilson.high
        assert found[f"outer_{end}"] == pytest.approx(limit, rel=1e-12)


def test_a_part_is_never_more_than_its_total():
    assert shares(18, 22, 18, 22)["share_upper"] == 1
    assert shares(18, 22, 10, 20)["share_upper"] == 1
    with pytest.raises(ValueError, match="a part its total"):
        shares(23, 27, 18, 22)
    with pytest.raises(ValueError, match="at most its upper limit"):
        shares(22, 18, 98, 102)


def test_of_a_hidden_count_there_is_no_share():
    found = shares(None, None, 98, 102)
    assert found[["share_lower", "share_upper", "outer_lower", "outer_upper"]].isna().all()
