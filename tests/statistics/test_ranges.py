import pandas as pd
import pytest

from helpers.statistics.ranges import rate_ratio_ranges

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
