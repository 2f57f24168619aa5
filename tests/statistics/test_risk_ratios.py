import math

import pytest

from helpers.statistics.rates import katz_interval, koopman_interval, risk_ratio

INTERVALS = [katz_interval, koopman_interval]


def test_score_limits_of_a_risk_ratio_are_koopmans_and_not_the_corrected_ones_of_statsmodels():
    # Koopman (1984), Biometrics 40:513-517, prints 2.94 and 7.15; more digits from the R package
    # PropCIs. statsmodels 0.15.0 corrects by n / (n - 1) unless told not to: 2.93465, 7.16630.
    limits = koopman_interval(36, 40, 16, 80, 0.95)
    assert limits == pytest.approx((2.939569192, 7.152223435), rel=1e-9)


def test_no_events_in_the_group_give_risk_ratio_zero_and_a_finite_upper_limit():
    lower, upper = koopman_interval(0, 40, 16, 80, 0.95)
    assert risk_ratio(0, 40, 16, 80) == 0
    assert lower == 0 and 0 < upper < 1


def test_a_risk_ratio_to_a_zero_reference_is_missing_not_large():
    lower, upper = koopman_interval(16, 80, 0, 40, 0.95)
    assert math.isnan(risk_ratio(16, 80, 0, 40))
    assert 1 < lower < math.inf and upper == math.inf


@pytest.mark.parametrize("compared", [(0, 40, 0, 80), (0, 0, 3, 8), (3, 8, 0, 0), (0, 0, 0, 0)])
def test_no_events_at_all_or_nobody_give_no_risk_ratio(compared):
    assert math.isnan(risk_ratio(*compared))
    for interval in INTERVALS:
        assert all(map(math.isnan, interval(*compared, 0.95)))


@pytest.mark.parametrize("compared", [(0, 40, 16, 80), (16, 80, 0, 40), (40, 40, 80, 80)])
def test_katz_limits_are_missing_where_a_count_is_zero_or_both_are_full(compared):
    assert all(map(math.isnan, katz_interval(*compared, 0.95)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"count": -1}, "count .*-1"),
        ({"total": 2}, "total .*2"),
        ({"reference_count": 0.5}, "reference_count .*0.5"),
        ({"reference_total": 3}, "reference_total .*3"),
        ({"confidence": 95}, "confidence .*95"),
    ],
)
@pytest.mark.parametrize("interval", INTERVALS)
def test_a_risk_ratio_that_cannot_be_is_refused_with_its_name_and_value(interval, change, message):
    good = {"count": 3, "total": 10, "reference_count": 4, "reference_total": 10}
    with pytest.raises(ValueError, match=f"^{message}"):
        interval(**({"confidence": 0.95} | good | change))
