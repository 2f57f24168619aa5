"""How far counts scatter, and intervals that admit it."""

import math

import pytest

from helpers.statistics.dispersion import dispersed_rate_ratio_interval, dispersion
from helpers.statistics.rates import mid_p_rate_ratio_interval

# Hair by eye colour of 592 students: R's HairEyeColor, men and women together.
HAIR_BY_EYE = [[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]]
FLUOROSCOPY = (41, 28_010, 15, 19_017)


def test_dispersion_is_pearsons_chi_squared_over_its_degrees_of_freedom():
    # R's chisq.test on these counts: X-squared = 138.3, df = 9 (BYU Statistics Notebook).
    assert dispersion(HAIR_BY_EYE) == pytest.approx(138.3 / 9, abs=0.005)


def test_counts_that_are_exactly_rows_by_columns_do_not_scatter():
    assert dispersion([[10, 20], [30, 60], [5, 10]]) == pytest.approx(0)


def test_dispersion_does_not_change_when_rows_are_exchanged():
    assert dispersion(HAIR_BY_EYE[::-1]) == pytest.approx(dispersion(HAIR_BY_EYE))


@pytest.mark.parametrize("counts", [[[1, 2]], [[1], [2]], [[1, 2], [0, 0]], [[1, -2], [3, 4]]])
def test_a_table_that_cannot_tell_scatter_is_refused(counts):
    with pytest.raises(ValueError, match="must"):
        dispersion(counts)


def test_without_dispersion_the_limits_are_those_of_rothman():
    # Breast cancer and fluoroscopy, 1.03 and 3.35: R package episheet, tests/testthat/test-rate.R.
    lower, upper = dispersed_rate_ratio_interval(*FLUOROSCOPY, 1, confidence=0.95)
    assert lower == pytest.approx(1.03, abs=0.005)
    assert upper == pytest.approx(3.35, abs=0.005)


def test_a_dispersion_of_four_doubles_the_width_on_the_logarithm():
    plain = dispersed_rate_ratio_interval(*FLUOROSCOPY, 1, confidence=0.95)
    wide = dispersed_rate_ratio_interval(*FLUOROSCOPY, 4, confidence=0.95)
    assert math.log(wide.upper / wide.lower) == pytest.approx(
        2 * math.log(plain.upper / plain.lower)
    )


def test_large_counts_without_dispersion_give_the_mid_p_limits():
    compared = (3_209, 1, 2_081, 1)
    plain = dispersed_rate_ratio_interval(*compared, 1, confidence=0.95)
    assert plain == pytest.approx(mid_p_rate_ratio_interval(*compared, 0.95), rel=1e-4)


def test_limits_with_a_zero_count_are_missing():
    assert all(map(math.isnan, dispersed_rate_ratio_interval(0, 10, 5, 10, 1, confidence=0.95)))
    assert all(map(math.isnan, dispersed_rate_ratio_interval(5, 10, 0, 10, 1, confidence=0.95)))


def test_a_dispersion_of_zero_is_refused():
    with pytest.raises(ValueError, match="dispersion must be above 0"):
        dispersed_rate_ratio_interval(*FLUOROSCOPY, 0, confidence=0.95)
