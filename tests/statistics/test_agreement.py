"""The verdict on a printed figure."""

from fractions import Fraction

import pytest

from helpers.statistics.agreement import agreement
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
