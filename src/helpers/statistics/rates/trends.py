"""Hides how counts and shares over years, or other scores, are tested and summed up as a slope."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import (
    finite,
    positive,
    require,
    same_length,
    tail_of,
    whole_count,
)
from helpers.statistics.rates.estimates import RatioEstimate, log_estimate
from helpers.statistics.rates.fits import log_slope, logistic_slope
from helpers.statistics.rates.shares import part_and_whole

# NOTE: counts exactly on a line leave a sum of about 1e-25.
ROUNDING = 1e-12


class ChiSquaredTest(NamedTuple):
    """Pearson's kind of statistic and the probability of one as large by chance alone."""

    chi_squared: float
    degrees_of_freedom: int
    p_value: float


class Line(NamedTuple):
    """A straight line and the standard errors of its two numbers."""

    slope: float
    intercept: float
    slope_error: float
    intercept_error: float


class Growth(NamedTuple):
    """Yearly factor, its limits, and the counts' variance over their mean."""

    ratio: float
    lower: float
    upper: float
    dispersion: float


def cochran_armitage_test(count: ArrayLike, total: ArrayLike, scores: ArrayLike) -> ChiSquaredTest:
    """Return the test of whether shares rise or fall in a straight line with the scores.

    The variance under equal shares has the number of people under the line, as in Armitage's
    paper, not that number less one. The counts are taken as binomial: people who are counted
    more than once, or in clusters, make the probability too small. It says nothing of size or
    direction: see `odds_ratio_per_year`. No events, or nobody without one, give nan.

    Parameters
    ----------
    count, total
        People with the event and all people: one entry a group.
    scores
        The groups' places, such as years; only the distances between them matter.

    Raises
    ------
    ValueError
        If a count or total is missing, negative or not whole, a total is 0 or below its count,
        the scores are all one number, or there are fewer than two groups or not as many entries
        in each.

    References
    ----------
    Armitage, P. (1955). Tests for linear trends in proportions and frequencies. Biometrics,
    11(3), 375-386.

    Examples
    --------
    >>> test = cochran_armitage_test([83, 90, 129, 70], [86, 93, 136, 82], scores=[1, 2, 3, 4])
    >>> round(test.chi_squared, 4), round(test.p_value, 4)
    (8.2249, 0.0041)
    """
    part, whole, place = _groups(count, total, scores=scores)
    share, distance = part.sum() / whole.sum(), place - whole @ place / whole.sum()
    variance = share * (1 - share) * (whole @ distance**2)
    return _chi_squared((part @ distance) ** 2, variance, 1)


def heterogeneity_test(count: ArrayLike, total: ArrayLike) -> ChiSquaredTest:
    """Return Pearson's test of whether groups have one share.

    The counts are taken as binomial, and the probability as that of many people: with expected
    counts below five it is rough. The groups' order is not used; for years
    `cochran_armitage_test` finds a steady trend more easily. No events, or nobody without one,
    give nan. Parameters and exceptions are as for `cochran_armitage_test`.

    References
    ----------
    Pearson, K. (1900). On the criterion that a given system of deviations from the probable in
    the case of a correlated system of variables is such that it can be reasonably supposed to
    have arisen from random sampling. Philosophical Magazine, 50(302), 157-175.

    Examples
    --------
    >>> test = heterogeneity_test([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(test.chi_squared, 4), test.degrees_of_freedom, round(test.p_value, 4)
    (12.6004, 3, 0.0056)
    """
    part, whole = _groups(count, total)
    share = part.sum() / whole.sum()
    return _chi_squared(
        ((part - whole * share) ** 2 / whole).sum(), share * (1 - share), part.size - 1
    )


def odds_ratio_per_year(
    count: ArrayLike, total: ArrayLike, year: ArrayLike, confidence: float
) -> RatioEstimate:
    """Return the yearly factor of the odds of an event, with normal limits on the logarithm.

    The slope of a logistic regression of grouped counts, which are taken as binomial: shares
    that scatter around the line more than chance allows make the limits too narrow (compare
    `heterogeneity_test` with `cochran_armitage_test`). The factor is that of odds; that of the
    share is nearer to 1.

    Nan, without limits, where the odds would change without end from one year to the next: no
    events, nobody without one, or a year before which everybody is of one kind and after which
    everybody is of the other.

    Parameters
    ----------
    count, total
        People with the event and all people: one entry a year.
    year
        Years or other scores, in any order.

    Raises
    ------
    ValueError
        As for `cochran_armitage_test`, or if confidence lies outside (0, 1).

    References
    ----------
    Cox, D. R. (1958). The regression analysis of binary sequences. Journal of the Royal
    Statistical Society B, 20(2), 215-242.

    Examples
    --------
    >>> trend = odds_ratio_per_year([24, 35, 21, 30], [1379, 638, 213, 254], [0, 2, 4, 5], 0.95)
    >>> [round(number, 3) for number in trend]
    [1.488, 1.349, 1.641]
    """
    part, whole, when = _groups(count, total, year=year)
    slope = logistic_slope(part, whole, when)
    return log_estimate(np.exp(slope.value), slope.variance, -special.ndtri(tail_of(confidence)))


def quasi_poisson_growth(
    count: ArrayLike,
    year: ArrayLike,
    confidence: float,
    dispersion: float | None = None,
    population: ArrayLike | None = None,
) -> Growth:
    """Return the yearly factor of a count, or of a rate, that changes by one factor every year.

    A log-linear Poisson fit in which the variance is `dispersion` times the mean. Limits are on
    the logarithm, from Student's distribution with two degrees of freedom fewer than there are
    years if the dispersion is estimated, which allows for its error, and from the normal
    distribution if it is given, as a known number. The estimate, Pearson's chi-squared over the
    degrees of freedom, takes in whatever bends the line: with few years it is poor, and below 1
    it is kept as it is. Years that follow each other are taken as independent; one that carries
    over to the next makes the limits too narrow.

    Nan where there are no events, or all of them in the first or in the last year. Counts exactly
    on the line leave nothing to estimate the dispersion from: it is 0, and the limits are nan.

    Parameters
    ----------
    count, year
        Events, and years or other scores in any order: one entry a year.
    dispersion
        Known from elsewhere, such as `helpers.statistics.dispersion.dispersion` of quarters in
        years; 1 leaves Poisson noise alone.
    population
        Residents in each year, if the factor is to be that of the rate.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, a population or the dispersion is not above
        0, the years are all one, there are fewer than three years (two if the dispersion is
        given) or not as many entries in each, or confidence lies outside (0, 1).

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models. 2nd edition. London:
    Chapman and Hall. Chapters 6 and 9.

    Examples
    --------
    >>> growth = quasi_poisson_growth([12, 14, 33, 50, 67], [1981, 1982, 1983, 1984, 1985], 0.95)
    >>> [round(number, 2) for number in growth]
    [1.57, 1.32, 1.86, 0.79]
    """
    base = np.ones(np.shape(count)) if population is None else population
    fewest = 3 if dispersion is None else 2
    given, years, residents = _series(fewest, count=count, year=year, population=base)
    events, when = whole_count("count", given), _spread_out("year", years)
    slope = log_slope(events, positive("population", residents), when)
    tail, freedom = tail_of(confidence), events.size - 2
    if dispersion is None:
        pearson = ((events - slope.expected) ** 2 / slope.expected).sum()
        pearson = 0.0 if pearson < ROUNDING else pearson
        scatter, quantile = pearson / freedom, -special.stdtrit(freedom, tail)
    else:
        scatter, quantile = positive("dispersion", dispersion), -special.ndtri(tail)
    limits = log_estimate(np.exp(slope.value), scatter * slope.variance, quantile)
    return Growth(*limits, float(scatter))


def least_squares_line(x: ArrayLike, y: ArrayLike) -> Line:
    """Return the straight line with the smallest sum of squared distances in y.

    For figures with errors of one size that are independent of each other and of x, in units of
    y and of y per x. Not for counts or shares, whose errors grow with their size: see
    `quasi_poisson_growth` and `odds_ratio_per_year`.

    Raises
    ------
    ValueError
        If a number is missing or not finite, the numbers in x are all one, or there are fewer
        than three points or not as many in each.

    References
    ----------
    Draper, N. R. and Smith, H. (1998). Applied Regression Analysis. 3rd edition. New York: Wiley.
    Chapter 1.

    Examples
    --------
    >>> least_squares_line([1, 2, 3], [1, 3, 5])
    Line(slope=2.0, intercept=-1.0, slope_error=0.0, intercept_error=0.0)
    """
    across, up = _series(3, x=x, y=y)
    across, up = _spread_out("x", across), finite("y", up)
    distance = across - across.mean()
    squares = distance @ distance
    slope = distance @ (up - up.mean()) / squares
    residual = up - up.mean() - slope * distance
    variance = residual @ residual / (up.size - 2)
    return Line(
        float(slope),
        float(up.mean() - slope * across.mean()),
        float(np.sqrt(variance / squares)),
        float(np.sqrt(variance * (1 / up.size + across.mean() ** 2 / squares))),
    )


def _groups(count: ArrayLike, total: ArrayLike, **places: ArrayLike) -> list[np.ndarray]:
    """Return counts, totals above 0 and places that differ, one entry a group, two or more."""
    part, whole, *scores = _series(2, count=count, total=total, **places)
    part, whole = part_and_whole("count", part, "total", positive("total", whole))
    return [part, whole, *map(_spread_out, places, scores)]


def _series(fewest: int, **series: ArrayLike) -> list[np.ndarray]:
    """Return lists of one length; tables of them raise ValueError."""
    arrays = same_length(fewest, **series)
    if arrays[0].ndim > 1:
        raise ValueError(f"{next(iter(series))} must be one list, not {arrays[0].ndim} deep")
    return arrays


def _spread_out(name: str, values: ArrayLike) -> np.ndarray:
    """Return finite numbers that are not all one; anything else raises ValueError."""
    number = finite(name, values)
    require(np.ptp(number) > 0, name, number, "numbers that are not all one")
    return number


def _chi_squared(squared: float, variance: float, freedom: int) -> ChiSquaredTest:
    statistic = squared / variance if variance > 0 else np.nan
    return ChiSquaredTest(float(statistic), freedom, float(special.chdtrc(freedom, statistic)))
