"""How often limits at 95% cover the truth, summed over all outcomes, is what the docstring says."""

import re

import numpy as np
import pytest
from scipy.stats import binom, poisson

from helpers.statistics import rates

MEANS = [2, 5, 10, 20]
TOTAL = 100
AT_MOST = 120  # a count above this has a probability below 1e-50 at the largest mean
BOTH = np.meshgrid(np.arange(AT_MOST + 1), np.arange(AT_MOST + 1))
BOTH_PARTS = np.meshgrid(np.arange(TOTAL + 1), np.arange(TOTAL + 1))


def of_counts(interval, mean):
    counts = np.arange(AT_MOST + 1)
    return interval(counts, 0.95), mean, poisson.pmf(counts, mean)


def of_an_expectation(interval, mean):
    counts = np.arange(AT_MOST + 1)
    return interval(counts, mean, 0.95), 1, poisson.pmf(counts, mean)


def of_shares(interval, mean):
    counts = np.arange(TOTAL + 1)
    return interval(counts, TOTAL, 0.95), mean / TOTAL, binom.pmf(counts, TOTAL, mean / TOTAL)


def of_equal_rates(interval, mean):
    count, reference = BOTH
    limits = interval(count, 1, reference, 1, 0.95)
    return limits, 1, poisson.pmf(count, mean) * poisson.pmf(reference, mean)


def of_equal_shares(interval, mean):
    first, second = BOTH_PARTS
    limits = interval(first, TOTAL, second, TOTAL, 0.95)
    both = binom.pmf(first, TOTAL, mean / TOTAL) * binom.pmf(second, TOTAL, mean / TOTAL)
    return limits, 1, both


def of_no_difference(interval, mean):
    limits, _, probability = of_equal_shares(interval, mean)
    return limits, 0, probability


COVERED = {
    rates.byar_interval: of_counts,
    rates.exact_or_byar_interval: of_counts,
    rates.exact_poisson_interval: of_counts,
    rates.mid_p_interval: of_counts,
    rates.exact_ratio_to_expected_interval: of_an_expectation,
    rates.clopper_pearson_interval: of_shares,
    rates.mid_p_share_interval: of_shares,
    rates.wilson_interval: of_shares,
    rates.exact_rate_ratio_interval: of_equal_rates,
    rates.mid_p_rate_ratio_interval: of_equal_rates,
    rates.score_rate_ratio_interval: of_equal_rates,
    rates.wald_rate_ratio_interval: of_equal_rates,
    rates.katz_interval: of_equal_shares,
    rates.koopman_interval: of_equal_shares,
    rates.mee_interval: of_no_difference,
    rates.miettinen_nurminen_interval: of_no_difference,
    rates.newcombe_interval: of_no_difference,
}
NEVER_BELOW = [
    rates.clopper_pearson_interval,
    rates.exact_poisson_interval,
    rates.exact_rate_ratio_interval,
    rates.exact_ratio_to_expected_interval,
]


def coverage(interval):
    """Return the share of the limits that there are which contain the truth, at each mean."""
    shares = []
    for mean in MEANS:
        (lower, upper), truth, probability = COVERED[interval](interval, mean)
        covered = probability[(lower <= truth) & (truth <= upper)].sum()
        shares.append(covered / probability[~np.isnan(lower)].sum())
    return shares


@pytest.mark.parametrize("interval", COVERED)
def test_limits_cover_the_truth_as_often_as_the_docstring_says(interval):
    documented = [float(percent) for percent in re.findall(r"(\d+\.\d)%", interval.__doc__)]
    assert [round(100 * share, 1) for share in coverage(interval)] == documented


@pytest.mark.parametrize("interval", NEVER_BELOW)
def test_exact_limits_cover_the_truth_at_least_as_often_as_they_claim(interval):
    assert min(coverage(interval)) >= 0.95


def test_every_interval_of_a_count_a_share_or_two_has_its_coverage_tested():
    of_several = {"dobson_interval", "fay_feuer_interval"}
    named = {name for name in rates.__all__ if name.endswith("_interval")}
    assert {interval.__name__ for interval in COVERED} == named - of_several
