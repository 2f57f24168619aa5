import math

import pytest

from helpers.statistics.rates import (
    mee_interval,
    miettinen_nurminen_interval,
    newcombe_interval,
)

INTERVALS = [mee_interval, miettinen_nurminen_interval, newcombe_interval]
# Newcombe, R. G. (1998), Statistics in Medicine 17:873-890, Table II: methods 5, 6 and 10 at 95%
# for his contrasts (a) to (h).
PUBLISHED = {
    (56, 70, 48, 80): [(0.0533, 0.3377), (0.0528, 0.3382), (0.0524, 0.3339)],
    (9, 10, 3, 10): [(0.1821, 0.8370), (0.1700, 0.8406), (0.1705, 0.8090)],
    (6, 7, 2, 7): [(0.0544, 0.8478), (0.0342, 0.8534), (0.0582, 0.8062)],
    (5, 56, 0, 29): [(-0.0313, 0.1926), (-0.0326, 0.1933), (-0.0381, 0.1926)],
    (0, 10, 0, 20): [(-0.1611, 0.2775), (-0.1658, 0.2844), (-0.1611, 0.2775)],
    (0, 10, 0, 10): [(-0.2775, 0.2775), (-0.2879, 0.2879), (-0.2775, 0.2775)],
    (10, 10, 0, 20): [(0.7225, 1.0), (0.7156, 1.0), (0.6791, 1.0)],
    (10, 10, 0, 10): [(0.6777, 1.0), (0.6636, 1.0), (0.6075, 1.0)],
}


def test_score_limits_of_a_difference_are_newcombes_and_not_those_of_statsmodels():
    # Six decimals from the R package ratesci, which agrees with Newcombe's four. statsmodels
    # 0.15.0 gives 0.05305 and 0.34357 for the first, 0.05255 and 0.34404 for the second.
    compared = (56, 70, 48, 80, 0.95)
    assert mee_interval(*compared) == pytest.approx((0.053334, 0.337729), abs=1e-6)
    assert miettinen_nurminen_interval(*compared) == pytest.approx((0.05283, 0.338173), abs=1e-6)


@pytest.mark.parametrize("compared", PUBLISHED)
def test_limits_of_a_difference_are_those_of_the_paper(compared):
    for interval, limits in zip(INTERVALS, PUBLISHED[compared], strict=True):
        assert interval(*compared, 0.95) == pytest.approx(limits, abs=5e-5)


@pytest.mark.parametrize("interval", INTERVALS)
def test_a_share_of_nothing_leaves_no_difference(interval):
    assert all(map(math.isnan, interval(0, 0, 1, 2, 0.95)))
    assert all(map(math.isnan, interval(1, 2, 0, 0, 0.95)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 4, 5, 4, 0.95), "total_2 .*4"),
        ((5, 4, 1, 4, 0.95), "total_1 .*4"),
        ((1.5, 4, 1, 4, 0.95), "count_1 .*1.5"),
        ((1, 4, -1, 4, 0.95), "count_2 .*-1"),
        ((1, 4, 1, 4, 0), "confidence .*0"),
    ],
)
@pytest.mark.parametrize("interval", INTERVALS)
def test_a_difference_names_the_number_that_cannot_be(interval, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        interval(*arguments)
