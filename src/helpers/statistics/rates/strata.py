"""Hides how comparisons within strata, such as ages or areas, become one ratio."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import positive, same_length, tail_of, whole_count
from helpers.statistics.rates.estimates import RatioEstimate, log_estimate
from helpers.statistics.rates.shares import part_and_whole


def mantel_haenszel_rate_ratio(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    confidence: float,
) -> RatioEstimate:
    """Return the rate ratio that all strata share, with Greenland-Robins limits.

    For events among residents or in person-time, where one person may have several. The counts
    are taken as Poisson and the ratio as the same in every stratum: where the strata disagree,
    the pooled ratio depends on how large each is, so show them one by one. Few events in a
    stratum do no harm, but the limits are normal on the logarithm and need some events in all.

    No events in the group in any stratum give a ratio of 0, none in the reference group nan;
    the limits are nan in both cases.

    Parameters
    ----------
    count, population, reference_count, reference_population
        One entry a stratum, in the same order; with further axes, strata are along the last.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, a population is not above 0, confidence
        lies outside (0, 1), or there are not as many entries in each.

    References
    ----------
    Greenland, S. and Robins, J. M. (1985). Estimation of a common effect parameter from sparse
    follow-up data. Biometrics, 41(1), 55-68.

    Examples
    --------
    >>> pooled = mantel_haenszel_rate_ratio([10, 30], [100, 100], [5, 15], [100, 100], 0.95)
    >>> [round(number, 2) for number in pooled]
    [2.0, 1.17, 3.42]
    """
    x, x_base, y, y_base = same_length(
        1,
        count=count,
        population=population,
        reference_count=reference_count,
        reference_population=reference_population,
    )
    x, y = whole_count("count", x), whole_count("reference_count", y)
    x_base = positive("population", x_base)
    y_base = positive("reference_population", y_base)
    base = x_base + y_base
    above, below = (x * y_base / base).sum(axis=-1), (y * x_base / base).sum(axis=-1)
    spread = ((x + y) * (x_base / base) * (y_base / base)).sum(axis=-1)
    return _pooled(above, below, spread, tail_of(confidence))


def mantel_haenszel_risk_ratio(
    count: ArrayLike,
    total: ArrayLike,
    reference_count: ArrayLike,
    reference_total: ArrayLike,
    confidence: float,
) -> RatioEstimate:
    """Return the ratio of shares that all strata share, with Greenland-Robins limits.

    For people of whom some have the event, each once at most, such as stops that end in an
    arrest. The counts are taken as binomial. Everything else is as for
    `mantel_haenszel_rate_ratio`; a stratum without anybody in one of the groups has no weight.
    Where everybody has the event in every stratum, nothing is known of chance: the limits are nan.

    Raises
    ------
    ValueError
        If a count or total is missing, negative or not whole, a total is below its count,
        confidence lies outside (0, 1), or there are not as many entries in each.

    References
    ----------
    Greenland, S. and Robins, J. M. (1985). Estimation of a common effect parameter from sparse
    follow-up data. Biometrics, 41(1), 55-68.

    Examples
    --------
    >>> pooled = mantel_haenszel_risk_ratio([8, 22], [106, 98], [5, 16], [120, 85], 0.95)
    >>> [round(number, 2) for number in pooled]
    [1.33, 0.8, 2.2]
    """
    x, x_all, y, y_all = _people(count, total, reference_count, reference_total)
    everybody = x_all + y_all
    above, below = _sum(x * y_all, everybody), _sum(y * x_all, everybody)
    spread = _sum((x + y) * x_all * y_all - x * y * everybody, everybody**2)
    return _pooled(above, below, spread, tail_of(confidence))


def mantel_haenszel_odds_ratio(
    count: ArrayLike,
    total: ArrayLike,
    reference_count: ArrayLike,
    reference_total: ArrayLike,
    confidence: float,
) -> RatioEstimate:
    """Return the odds ratio that all strata share, with Robins-Breslow-Greenland limits.

    For people of whom some have the event, each once at most. Where the event is common the odds
    ratio is further from 1 than the ratio of the shares: use `mantel_haenszel_risk_ratio` unless
    odds are what is asked for. These limits hold for few large strata and for many small ones,
    such as matched pairs, but belong to odds alone: for events among residents use
    `mantel_haenszel_rate_ratio`.

    Odds of 0 in the group in every stratum give a ratio of 0, and odds of 0 in the reference
    group, or without end in the group, give nan; the limits are nan in all these cases. A
    stratum without anybody has no weight. Parameters and exceptions are as for
    `mantel_haenszel_risk_ratio`.

    References
    ----------
    Robins, J., Breslow, N. and Greenland, S. (1986). Estimators of the Mantel-Haenszel variance
    consistent in both sparse data and large-strata limiting models. Biometrics, 42(2), 311-323.

    Examples
    --------
    >>> pooled = mantel_haenszel_odds_ratio([20, 30], [50, 50], [10, 20], [50, 50], 0.95)
    >>> [round(number, 2) for number in pooled]
    [2.43, 1.34, 4.41]
    """
    x, x_all, y, y_all = _people(count, total, reference_count, reference_total)
    everybody, x_rest, y_rest = x_all + y_all, x_all - x, y_all - y
    agree, disagree = x + y_rest, x_rest + y
    above, below = _sum(x * y_rest, everybody), _sum(x_rest * y, everybody)
    squared = everybody**2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (
            _sum(agree * x * y_rest, squared) * below / above
            + _sum(agree * x_rest * y + disagree * x * y_rest, squared)
            + _sum(disagree * x_rest * y, squared) * above / below
        ) / 2
    return _pooled(above, below, spread, tail_of(confidence))


def _people(
    count: ArrayLike, total: ArrayLike, reference_count: ArrayLike, reference_total: ArrayLike
) -> tuple[np.ndarray, ...]:
    x, x_all, y, y_all = same_length(
        1,
        count=count,
        total=total,
        reference_count=reference_count,
        reference_total=reference_total,
    )
    first = part_and_whole("count", x, "total", x_all)
    return *first, *part_and_whole("reference_count", y, "reference_total", y_all)


def _sum(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    """Return the sum over strata of the quotients; a stratum with 0 under the line has none."""
    return np.divide(over, under, out=np.zeros(over.shape), where=under > 0).sum(axis=-1)


def _pooled(above: np.ndarray, below: np.ndarray, spread: np.ndarray, tail: float) -> RatioEstimate:
    """Return the ratio of the sums, with `spread` over their product as the log's variance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(below > 0, above / below, np.nan)
        return log_estimate(ratio, spread / (above * below), -special.ndtri(tail))
