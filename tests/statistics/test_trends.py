"""Tests and slopes of counts and shares over years."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import chi2, chi2_contingency, linregress
from scipy.stats.contingency import odds_ratio

from helpers.statistics.dispersion import dispersed_rate_ratio_interval
from helpers.statistics.rates import (
    annual_change,
    cochran_armitage_test,
    heterogeneity_test,
    least_squares_line,
    odds_ratio_per_year,
    quasi_poisson_growth,
)

CONFIDENCES = st.floats(0.5, 0.999)
NORMAL = 1.959963984540054
# Smokers among lung cancer patients in four studies (Fleiss, 1981): R, ?prop.trend.test.
SMOKERS, PATIENTS = [83, 90, 129, 70], [86, 93, 136, 82]
# Heart disease by snoring (Norton and Dunn, 1985; Agresti, 2007, Table 3.1).
SNORING = {"count": [24, 35, 21, 30], "total": [1_379, 638, 213, 254], "year": [0, 2, 4, 5]}
# New cases of AIDS in Belgium, 1981 to 1993 (Venables and Ripley, 2002; Wood, 2006).
AIDS = [12, 14, 33, 50, 67, 74, 123, 141, 165, 204, 253, 246, 240]
AIDS_YEARS = list(range(1981, 1994))


@st.composite
def shares(draw, fewest=2):
    """Return counts, totals and distinct years, with events and non-events in every year."""
    years = draw(st.lists(st.integers(1990, 2030), min_size=fewest, max_size=8, unique=True))
    parts = st.lists(st.integers(1, 60), min_size=len(years), max_size=len(years))
    count = np.array(draw(parts))
    return count, count + draw(parts), np.array(years)


def test_the_trend_test_divides_by_all_people_and_not_by_one_fewer():
    # R's prop.trend.test gives 8.2249 (X-squared, df = 1). statsmodels 0.15.0, with one person
    # fewer (Table.test_ordinal_association), gives 8.204205.
    found = cochran_armitage_test(SMOKERS, PATIENTS, scores=[1, 2, 3, 4])
    assert found.chi_squared == pytest.approx(8.224922285, rel=1e-9)
    assert found.chi_squared * 396 / 397 == pytest.approx(8.204205, abs=6e-7)


@given(shares())
def test_a_trend_is_the_squared_correlation_times_the_number_of_people(table):
    # Agresti (2013), Categorical Data Analysis, section 3.4, with n for his n - 1.
    count, total, years = table
    events = np.concatenate([[1] * x + [0] * (n - x) for x, n in zip(count, total, strict=True)])
    correlation = np.corrcoef(events, np.repeat(years, total))[0, 1]
    found = cochran_armitage_test(*table)
    assert found.chi_squared == pytest.approx(total.sum() * correlation**2, rel=1e-7, abs=1e-9)
    assert found.p_value == pytest.approx(chi2.sf(found.chi_squared, 1))
    assert found.degrees_of_freedom == 1


@given(shares(), st.integers(-20, 20), st.integers(1, 9))
def test_a_trend_keeps_to_the_distances_of_scores_and_to_nothing_else(table, shift, stretch):
    count, total, years = table
    found = cochran_armitage_test(*table).chi_squared
    for scores in (shift + stretch * years, -years):
        assert cochran_armitage_test(count, total, scores).chi_squared == pytest.approx(found)
    turned = cochran_armitage_test(total[::-1] - count[::-1], total[::-1], years[::-1])
    assert turned.chi_squared == pytest.approx(found, abs=1e-9)


@given(shares())
def test_heterogeneity_is_pearsons_chi_squared_of_events_and_non_events(table):
    count, total, _ = table
    theirs = chi2_contingency([count, total - count], correction=False)
    assert heterogeneity_test(count, total) == pytest.approx(
        (theirs.statistic, theirs.dof, theirs.pvalue)
    )


@given(shares())
def test_a_trend_is_part_of_the_heterogeneity_and_all_of_it_for_two_groups(table):
    trend, all_of_it = cochran_armitage_test(*table), heterogeneity_test(*table[:2])
    assert trend.chi_squared <= all_of_it.chi_squared * (1 + 1e-9) + 1e-9
    pair = [column[:2] for column in table]
    assert cochran_armitage_test(*pair) == pytest.approx(heterogeneity_test(*pair[:2]), abs=1e-9)


@pytest.mark.parametrize("count", [[0, 0], [5, 9]])
def test_shares_without_events_or_without_others_have_no_test(count):
    for found in (cochran_armitage_test(count, [5, 9], [1, 2]), heterogeneity_test(count, [5, 9])):
        assert math.isnan(found.chi_squared) and math.isnan(found.p_value)


def test_the_odds_of_heart_disease_rise_with_snoring_as_in_agresti():
    # R, glm(cbind(yes, no) ~ scores, binomial): 0.39734 with a standard error of 0.05001; Agresti
    # (2007), An Introduction to Categorical Data Analysis, section 3.2.3, prints 0.40.
    found = odds_ratio_per_year(**SNORING, confidence=0.95)
    assert math.log(found.ratio) == pytest.approx(0.39734, abs=6e-6)
    for limit in (found.ratio / found.lower, found.upper / found.ratio):
        assert math.log(limit) / NORMAL == pytest.approx(0.05001, abs=6e-6)


@given(shares(), CONFIDENCES)
def test_two_years_give_the_odds_ratio_of_a_table_spread_over_the_years_between(table, confidence):
    (x, y), (n, m), (first, last) = (column[:2] for column in table)
    theirs = odds_ratio([[y, m - y], [x, n - x]], kind="sample")
    limits = theirs.confidence_interval(confidence)
    gap = int(last - first)
    low, high = sorted((limits.low ** (1 / gap), limits.high ** (1 / gap)))
    found = odds_ratio_per_year([x, y], [n, m], [first, last], confidence)
    assert found == pytest.approx((theirs.statistic ** (1 / gap), low, high))


@given(shares(fewest=3))
def test_the_yearly_odds_ratio_is_that_of_the_most_likely_line(table):
    count, total, years = table
    x = years - years.mean()

    def unlikelihood(line):
        eta = line[0] + line[1] * x
        return np.sum(total * np.logaddexp(0, eta)) - count @ eta

    def slopes(line):
        rest = total * expit(line[0] + line[1] * x) - count
        return np.array([rest.sum(), rest @ x])

    best = minimize(unlikelihood, [0, 0], jac=slopes, method="BFGS", options={"gtol": 1e-9})
    found = odds_ratio_per_year(*table, confidence=0.95)
    assert math.log(found.ratio) == pytest.approx(best.x[1], rel=1e-5, abs=1e-7)


@given(shares(), CONFIDENCES)
def test_limits_of_the_yearly_odds_ratio_contain_it_turn_over_and_widen(table, confidence):
    count, total, years = table
    ratio, lower, upper = odds_ratio_per_year(*table, confidence)
    assert lower < ratio < upper
    surer = odds_ratio_per_year(*table, (confidence + 1) / 2)
    assert surer.lower < lower and upper < surer.upper
    turned = (1 / ratio, 1 / upper, 1 / lower)
    backwards = odds_ratio_per_year(count, total, -years, confidence)
    assert backwards == pytest.approx(turned)
    assert odds_ratio_per_year(total - count, total, years, confidence) == pytest.approx(turned)


def test_a_yearly_odds_ratio_is_found_where_nearly_everybody_changes():
    found = odds_ratio_per_year([62, 318], [1_155_019, 320], [2017, 2020], 0.95)
    assert found.ratio == pytest.approx(((318 / 2) / (62 / 1_154_957)) ** (1 / 3))


@pytest.mark.parametrize(
    "count", [[0, 0, 0], [9, 9, 9], [0, 0, 9], [0, 4, 9], [9, 9, 0], [9, 4, 0], [0, 9, 9]]
)
def test_odds_that_change_without_end_have_no_yearly_ratio(count):
    assert all(map(math.isnan, odds_ratio_per_year(count, [9, 9, 9], [1, 2, 3], 0.95)))


def test_the_growth_of_aids_in_belgium_is_that_of_r():
    # R, glm(y ~ t, poisson): 0.2021212 with a standard error of 0.007771 (Wood, 2006, chapter
    # 2), which a dispersion of 1 leaves as it is.
    found = quasi_poisson_growth(AIDS, AIDS_YEARS, confidence=0.95, dispersion=1)
    assert math.log(found.ratio) == pytest.approx(0.2021212, abs=6e-8)
    for limit in (found.ratio / found.lower, found.upper / found.ratio):
        assert math.log(limit) / NORMAL == pytest.approx(0.007771, abs=6e-7)


def test_the_fall_of_collisions_per_kilometre_of_british_trains_is_that_of_agresti():
    # Agresti (2007), Table 3.4: collisions with road vehicles, 1975 to 2003, per million
    # train-kilometres: a slope of -0.0329 with a standard error of 0.0108.
    collisions = [2, 12, 8, 4, 3, 2, 2, 3, 7, 3, 5, 13, 6, 4, 4, 2, 6, 4, 4, 4, 2, 2, 1, 4, 2]
    collisions += [3, 4, 3, 3]
    kilometres = [436, 426, 425, 430, 426, 430, 417, 372, 401, 389, 418, 414, 397, 443, 436]
    kilometres += [431, 439, 430, 425, 415, 423, 437, 463, 487, 505, 503, 508, 516, 518]
    years = range(1975, 2004)
    found = quasi_poisson_growth(collisions, years, 0.95, dispersion=1, population=kilometres)
    assert math.log(found.ratio) == pytest.approx(-0.0329, abs=6e-5)
    assert math.log(found.upper / found.lower) / 2 / NORMAL == pytest.approx(0.0108, abs=6e-5)


def test_an_estimated_dispersion_is_pearsons_and_its_limits_are_students():
    found = quasi_poisson_growth(AIDS, AIDS_YEARS, confidence=0.95)
    x, count = np.array(AIDS_YEARS) - 1987, np.array(AIDS)

    def unlikelihood(line):
        eta = line[0] + line[1] * x
        return np.exp(eta).sum() - count @ eta

    best = minimize(unlikelihood, [4, 0.2])
    means = [math.exp(best.x[0] + best.x[1] * year) for year in x]
    pearson = sum((y - mean) ** 2 / mean for y, mean in zip(AIDS, means, strict=True))
    assert found.dispersion == pytest.approx(pearson / 11, rel=1e-5)
    given_ = quasi_poisson_growth(AIDS, AIDS_YEARS, 0.95, dispersion=found.dispersion)
    # Student's 97.5% point with 11 degrees of freedom is 2.201 in any table.
    widths = math.log(found.upper / found.lower) / math.log(given_.upper / given_.lower)
    assert widths == pytest.approx(2.201 / 1.960, abs=5e-4)
    assert given_.ratio == found.ratio


@given(
    st.integers(1, 9_999),
    st.integers(1, 9_999),
    st.integers(1, 30),
    st.floats(0.1, 50),
    CONFIDENCES,
)
def test_two_years_grow_by_their_annual_change(first, last, gap, dispersion, confidence):
    found = quasi_poisson_growth([first, last], [2000, 2000 + gap], confidence, dispersion)
    assert found.ratio == pytest.approx(annual_change(first, last, gap))
    limits = dispersed_rate_ratio_interval(last, 1, first, 1, dispersion, confidence)
    assert (found.lower, found.upper) == pytest.approx(
        tuple(limit ** (1 / gap) for limit in limits)
    )


@given(st.lists(st.integers(0, 300), min_size=4, max_size=12), CONFIDENCES)
def test_growth_turns_over_with_time_and_widens_with_confidence(count, confidence):
    assume(sum(count) > max(count[0], count[-1]))
    years = np.arange(2010, 2010 + len(count))
    found = quasi_poisson_growth(count, years, confidence)
    assume(found.dispersion > 0)
    assert found.lower < found.ratio < found.upper
    surer = quasi_poisson_growth(count, years, (confidence + 1) / 2)
    assert surer.lower < found.lower and found.upper < surer.upper
    backwards = quasi_poisson_growth(count, -years, confidence)
    turned = (1 / found.ratio, 1 / found.upper, 1 / found.lower, found.dispersion)
    assert backwards == pytest.approx(turned)


def test_a_count_that_grows_with_its_population_has_a_rate_that_does_not():
    found = quasi_poisson_growth([20, 30, 50], [1, 2, 3], 0.95, population=[200, 300, 500])
    assert found.ratio == pytest.approx(1)


def test_counts_exactly_on_the_line_give_growth_without_limits():
    ratio, lower, upper, dispersion = quasi_poisson_growth([10, 20, 40, 80], [1, 2, 3, 4], 0.95)
    assert (ratio, dispersion) == (pytest.approx(2), 0)
    assert math.isnan(lower) and math.isnan(upper)


def test_a_zero_among_the_years_is_a_count_like_others():
    found = quasi_poisson_growth([0, 5, 9], [1, 2, 3], 0.95, dispersion=1)
    assert 1 < found.ratio < math.inf


@pytest.mark.parametrize("count", [[0, 0, 0], [0, 0, 7], [7, 0, 0]])
def test_events_in_none_or_in_an_end_year_alone_have_no_growth(count):
    assert all(map(math.isnan, quasi_poisson_growth(count, [1, 2, 3], 0.95)))


@given(st.lists(st.tuples(st.integers(-99, 99), st.floats(-99, 99)), min_size=3, max_size=20))
def test_the_least_squares_line_is_that_of_scipy(points):
    x, y = np.transpose(points)
    assume(np.ptp(x) > 0 and np.ptp(y) > 1e-3)
    theirs = linregress(x, y)
    found = least_squares_line(x, y)
    expected = (theirs.slope, theirs.intercept, theirs.stderr, theirs.intercept_stderr)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"count": [1, -2, 3]}, "count .*-2"),
        ({"count": [1, 2.5, 3]}, "count .*2.5"),
        ({"total": [9, 1, 9]}, "total .*1"),
        ({"total": [9, 0, 9], "count": [1, 0, 3]}, "total .*0"),
        ({"count": [1, 2]}, "total .*2 .*3"),
        ({"count": [1], "total": [9], "year": [1]}, "count .*2 .*1"),
        ({"count": [[1, 2, 3]]}, "count .*2"),
        ({"year": [4, 4, 4]}, "(year|scores) .*4"),
        ({"year": [1, math.nan, 3]}, "(year|scores) .*nan"),
    ],
)
def test_shares_over_time_that_cannot_be_are_refused_with_name_and_value(changed, message):
    given_ = {"count": [1, 2, 3], "total": [9, 9, 9], "year": [1, 2, 3]} | changed
    with pytest.raises(ValueError, match=f"^{message}"):
        odds_ratio_per_year(**given_, confidence=0.95)
    scores = given_.pop("year")
    with pytest.raises(ValueError, match=f"^{message}"):
        cochran_armitage_test(**given_, scores=scores)
    if "year" not in changed:
        with pytest.raises(ValueError, match=f"^{message}"):
            heterogeneity_test(**given_)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"count": [1, -2, 3]}, "count .*-2"),
        ({"year": [1, 2]}, "year .*3 .*2"),
        ({"year": [5, 5, 5]}, "year .*5"),
        ({"count": [1, 2], "year": [1, 2]}, "count .*3 .*2"),
        ({"count": [1], "year": [1], "dispersion": 2}, "count .*2 .*1"),
        ({"dispersion": 0}, "dispersion .*0"),
        ({"population": [10, 0, 10]}, "population .*0"),
        ({"population": [10, 10]}, "population .*3 .*2"),
        ({"confidence": 95}, "confidence .*95"),
    ],
)
def test_growth_that_cannot_be_is_refused_with_name_and_value(changed, message):
    given_ = {"count": [1, 2, 3], "year": [1, 2, 3], "confidence": 0.95} | changed
    with pytest.raises(ValueError, match=f"^{message}"):
        quasi_poisson_growth(**given_)


def test_a_line_through_too_few_or_missing_points_is_refused():
    with pytest.raises(ValueError, match="^x .*3 .*2"):
        least_squares_line([1, 2], [1, 2])
    with pytest.raises(ValueError, match="^y .*nan"):
        least_squares_line([1, 2, 3], [1, math.nan, 3])
    with pytest.raises(ValueError, match="^x .*7"):
        least_squares_line([7, 7, 7], [1, 2, 3])
    with pytest.raises(ValueError, match="^confidence .*0"):
        odds_ratio_per_year(**SNORING, confidence=0)
