"""Rates as if populations had one make-up."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from helpers.statistics.rates import (
    byar_interval,
    directly_standardised_rate,
    dobson_interval,
    exact_poisson_interval,
    expected_count,
    fay_feuer_interval,
    indirectly_standardised_ratio,
    mid_p_interval,
)

CONFIDENCES = st.floats(0.5, 0.999)
# Down's syndrome among births in Michigan, 1950 to 1964, by mothers' age (Fleiss, 1981, Table
# 14.4; Fay and Feuer, 1997): one row a birth order, from the first to the fifth and later.
CASES = [
    [107, 141, 60, 40, 39, 25],
    [25, 150, 110, 84, 82, 39],
    [3, 71, 114, 103, 108, 75],
    [1, 26, 64, 89, 137, 96],
    [0, 8, 63, 112, 262, 295],
]
BIRTHS = [
    [230_061, 329_449, 114_920, 39_487, 14_208, 3_052],
    [72_202, 326_701, 208_667, 83_228, 28_466, 5_375],
    [15_050, 175_702, 207_081, 117_300, 45_026, 8_660],
    [2_293, 68_800, 132_424, 98_301, 46_075, 9_834],
    [327, 30_666, 123_419, 149_919, 104_088, 34_392],
]
ALL_BIRTHS = [319_933, 931_318, 786_511, 488_235, 237_863, 61_313]
LAST = (CASES[-1], BIRTHS[-1], ALL_BIRTHS)
SMALL = ([2, 0, 5], [900, 400, 2_000], [3, 5, 2])


@st.composite
def strata(draw):
    many = draw(st.integers(1, 6))

    def numbers(least, most):
        return np.array(draw(st.lists(st.integers(least, most), min_size=many, max_size=many)))

    return numbers(0, 50), numbers(1, 9_999), numbers(1, 99)


def test_rates_and_gamma_limits_of_all_birth_orders_are_those_of_epitools():
    # R, tidyrates 0.0.1, README (a wrapper of epitools::ageadjust.direct); three digits, printed.
    standard = [63_986.6, 186_263.6, 157_302.2, 97_647.0, 47_572.6, 12_262.6]
    rates = directly_standardised_rate(CASES, BIRTHS, standard, per=1)
    lower, upper = fay_feuer_interval(CASES, BIRTHS, standard, 0.95, per=1)
    printed = {"abs": 6e-7}
    assert rates == pytest.approx([0.000923, 0.000912, 0.000851, 0.000927, 0.000755], **printed)
    assert lower == pytest.approx([0.000804, 0.000824, 0.000772, 0.000800, 0.000677], **printed)
    assert upper[:3] == pytest.approx([0.00106, 0.00101, 0.000942], abs=6e-6)
    assert upper[3:] == pytest.approx([0.00115, 0.00188], abs=6e-6)


def test_gamma_and_dobson_limits_of_the_last_birth_order_are_those_of_dsrtest():
    # R, dsrTest 1.0.0, vignette "dsrTest - examples".
    rate = directly_standardised_rate(*LAST, per=100_000)
    assert rate == pytest.approx(75.52901, abs=6e-6)
    gamma = fay_feuer_interval(*LAST, 0.95, per=100_000)
    assert gamma == pytest.approx((67.70212, 188.30017), abs=6e-6)
    exact = dobson_interval(*LAST, 0.95, per=100_000)
    assert exact == pytest.approx((67.63284, 83.86703), abs=6e-6)
    mid_p = dobson_interval(*LAST, 0.95, per=100_000, count_interval=mid_p_interval)
    assert mid_p == pytest.approx((67.70418, 83.79030), abs=6e-6)


@given(st.integers(1, 500), st.integers(1, 9_999), CONFIDENCES)
def test_one_stratum_gives_the_exact_limits_of_its_count(count, population, confidence):
    exact = exact_poisson_interval(count, confidence)
    for interval in (fay_feuer_interval, dobson_interval):
        found = interval([count], [population], [7], confidence, per=1_000)
        assert found == pytest.approx([1_000 * limit / population for limit in exact])


@given(strata(), CONFIDENCES)
def test_limits_of_a_standardised_rate_contain_it_and_widen_with_confidence(table, confidence):
    rate = directly_standardised_rate(*table)
    intervals = [fay_feuer_interval] + [dobson_interval] * bool(table[0].sum())
    for interval in intervals:
        lower, upper = interval(*table, confidence)
        surer = interval(*table, (confidence + 1) / 2)
        assert 0 <= surer.lower <= lower <= rate < upper < surer.upper


@given(strata(), st.integers(1, 20))
def test_only_the_parts_of_the_standard_matter_and_limits_rise_with_the_counts(table, factor):
    count, population, standard = table
    found = fay_feuer_interval(count, population, factor * standard, 0.95)
    assert found == pytest.approx(fay_feuer_interval(*table, 0.95))
    more = fay_feuer_interval(2 * count, population, standard, 0.95)
    assert count.sum() == 0 or (more.lower > found.lower and more.upper > found.upper)


@given(strata())
def test_with_its_own_population_as_standard_a_rate_is_the_plain_rate(table):
    count, population, _ = table
    rate = directly_standardised_rate(count, population, population, per=100)
    assert rate == pytest.approx(100 * count.sum() / population.sum())


def test_a_standardised_rate_is_the_mean_of_the_strata_rates_by_hand():
    # 2 and 8 per 1,000, of which the standard has three parts in four and one in four.
    assert directly_standardised_rate([4, 4], [2_000, 500], [3, 1], per=1_000) == 3.5


@pytest.mark.parametrize(("weights", "means"), [((1, 3), (4, 8)), ((5, 1), (2, 20))])
def test_gamma_limits_cover_at_least_as_often_as_they_claim(weights, means):
    first, second = np.meshgrid(np.arange(40), np.arange(70), indexing="ij")
    chance = poisson.pmf(first, means[0]) * poisson.pmf(second, means[1])
    counts = np.stack([first, second], axis=-1)
    lower, upper = fay_feuer_interval(counts, [1, 1], weights, 0.95, per=1)
    rate = np.dot(weights, means) / sum(weights)
    assert chance[(lower <= rate) & (rate <= upper)].sum() >= 0.95


def test_no_events_give_a_standardised_rate_of_zero_and_a_finite_gamma_limit():
    none = ([0, 0], [100, 10], [1, 1])
    assert directly_standardised_rate(*none) == 0
    lower, upper = fay_feuer_interval(*none, 0.95, per=1)
    # One event in the smaller stratum would add 1/20; -log(0.025) is the limit of no events.
    assert (lower, upper) == (0, pytest.approx(3.688879454 / 20))
    assert all(map(math.isnan, dobson_interval(*none, 0.95)))


def test_a_dobson_limit_below_zero_is_zero():
    # Most of the rate comes from one event in a stratum of one.
    lower, upper = dobson_interval([1, 10], [1, 1_000], [1, 1], 0.95, per=1)
    assert lower == 0 < upper


def test_an_indirectly_standardised_ratio_is_that_of_statistics_with_confidence():
    # Gardner and Altman (1989), Statistics with Confidence, page 60: 64 observed, 45.6 expected.
    found = indirectly_standardised_ratio(64, 45.6, confidence=0.95)
    assert found == pytest.approx((1.40, 1.08, 1.79), abs=0.005)


@given(st.integers(1, 500), st.floats(0.1, 500), CONFIDENCES)
def test_an_indirect_ratio_and_its_limits_are_byars_over_the_expected(count, expected, confidence):
    ratio, lower, upper = indirectly_standardised_ratio(count, expected, confidence)
    byar = byar_interval(count, confidence)
    assert (ratio, lower, upper) == (
        count / expected,
        byar.lower / expected,
        byar.upper / expected,
    )
    assert lower < ratio < upper


def test_no_events_give_an_indirect_ratio_of_zero_with_a_finite_upper_limit():
    ratio, lower, upper = indirectly_standardised_ratio(0, 2, confidence=0.95)
    assert ratio == lower == 0 < upper < 2.5


def test_many_areas_have_their_ratios_at_once():
    expected = expected_count([[100, 200], [300, 100]], [0.1, 0.05])
    assert expected == pytest.approx([20, 35])
    found = np.stack(indirectly_standardised_ratio([10, 70], expected, 0.95), axis=-1)
    assert found[:, 0] == pytest.approx([0.5, 2])
    np.testing.assert_allclose(found[1], indirectly_standardised_ratio(70, expected[1], 0.95))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"count": [2, -1, 5]}, "count .*-1"),
        ({"count": [2, 0.5, 5]}, "count .*0.5"),
        ({"population": [900, 0, 2_000]}, "population .*0"),
        ({"standard": [3, -5, 2]}, "standard .*-5"),
        ({"standard": [3, 2]}, "standard .*3 .*2"),
        ({"per": 0}, "per .*0"),
    ],
)
def test_a_standardised_rate_that_cannot_be_is_refused_with_name_and_value(changed, message):
    given_ = dict(zip(("count", "population", "standard"), SMALL, strict=True)) | changed
    for function in (directly_standardised_rate, dobson_interval, fay_feuer_interval):
        sure = {} if function is directly_standardised_rate else {"confidence": 0.95}
        with pytest.raises(ValueError, match=f"^{message}"):
            function(**given_, **sure)


def test_a_confidence_an_expected_number_and_a_rate_that_cannot_be_are_refused():
    for interval in (dobson_interval, fay_feuer_interval):
        with pytest.raises(ValueError, match="^confidence .*95"):
            interval(*SMALL, 95)
    with pytest.raises(ValueError, match="^expected .*0"):
        indirectly_standardised_ratio(3, 0, 0.95)
    with pytest.raises(ValueError, match="^count .*-3"):
        indirectly_standardised_ratio(-3, 1, 0.95)
    with pytest.raises(ValueError, match="^confidence .*0"):
        indirectly_standardised_ratio(3, 1, 0)
    with pytest.raises(ValueError, match="^reference_rate .*-0.1"):
        expected_count([1, 2], [0.1, -0.1])
    with pytest.raises(ValueError, match="^population .*0"):
        expected_count([1, 0], [0.1, 0.1])
    with pytest.raises(ValueError, match="^reference_rate .*2 .*1"):
        expected_count([1, 2], [0.1])
