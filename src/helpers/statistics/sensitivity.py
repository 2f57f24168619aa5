"""Hides what a rate ratio becomes under other readings of the events that make it."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.statistics.arguments import fraction_between, plain, require, whole_count
from helpers.statistics.rates import Interval, mid_p_rate_ratio_interval, rate_ratio

# NOTE: residents at one rate leave a share of about 1e-15 below 0.
ROUNDING = 1e-12


class TippingPoint(NamedTuple):
    """Numbers of unknown events, each None where all the unknown events are too few."""

    ratio_at_most_one: int | None
    interval_includes_one: int | None


def unknown_bounds(
    count: int,
    population: float,
    reference_count: int,
    reference_population: float,
    unknown: int,
    confidence: float,
) -> pd.DataFrame:
    """Return the rate ratio without the events of unknown ethnicity and at its two extremes.

    The ratio rises with the group's count and falls with the reference group's, so no other
    spread of the unknown events, over these or further groups, leaves the range of the last two
    rows. The limits are mid-P and take each scenario's counts as known.

    Returns
    -------
    pandas.DataFrame
        Rows "unknown excluded", "all unknown in the reference group" (the lowest ratio) and "all
        unknown in the group" (the highest); columns `scenario`, `count`, `reference_count`,
        `rate_ratio`, `lower`, `upper`. Zero counts and exceptions are as for
        `helpers.statistics.rates.mid_p_rate_ratio_interval`.
    """
    spare = int(whole_count("unknown", unknown))
    bounds = pd.DataFrame(
        {
            "scenario": [
                "unknown excluded",
                "all unknown in the reference group",
                "all unknown in the group",
            ],
            "count": [count, count, count + spare],
            "reference_count": [reference_count, reference_count + spare, reference_count],
        }
    )
    compared = (bounds["count"], population, bounds["reference_count"], reference_population)
    lower, upper = mid_p_rate_ratio_interval(*compared, confidence)
    return bounds.assign(rate_ratio=rate_ratio(*compared), lower=lower, upper=upper)


def unknown_bounds_with_sampling(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    unknown: ArrayLike,
    confidence: float,
) -> Interval:
    """Return limits of the rate ratio that allow for the unknown events and for chance together.

    From the mid-P lower limit where all unknown events are the reference group's to the mid-P
    upper limit where all are the group's. As each limit fails about (1 - confidence) / 2 of the
    time, the interval contains every ratio between the true lowest and the true highest, all at
    once, about as often as `confidence` says: a strong uncertainty region. The one true ratio,
    wherever it lies between them, is contained at least as often, so for that one alone a
    narrower interval would do. At 0.95, with 20 known events expected in either group of one
    size and 0, 2 or 10 unknown, all ratios are contained 95.2%, 95.1% and 95.1% of the time, and
    the one with the unknown shared equally 95.2%, 97.7% and 99.9%.

    No event known in the reference group, and one known or unknown in the group, give an
    infinite upper limit; no events at all give nan.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, a population is not above 0, or confidence
        lies outside (0, 1).

    References
    ----------
    Horowitz, J. L. and Manski, C. F. (2000). Nonparametric analysis of randomized experiments
    with missing covariate and outcome data. Journal of the American Statistical Association,
    95(449), 77-84.
    Vansteelandt, S., Goetghebeur, E., Kenward, M. G. and Molenberghs, G. (2006). Ignorance and
    uncertainty regions as inferential tools in a sensitivity analysis. Statistica Sinica, 16(3),
    953-979.

    Examples
    --------
    >>> limits = unknown_bounds_with_sampling(19, 24, 191, 976, unknown=9, confidence=0.95)
    >>> [round(limit, 2) for limit in limits]
    [2.35, 8.75]
    """
    group, others = whole_count("count", count), whole_count("reference_count", reference_count)
    spare = whole_count("unknown", unknown)
    lowest = (group, population, others + spare, reference_population)
    highest = (group + spare, population, others, reference_population)
    return Interval(
        mid_p_rate_ratio_interval(*lowest, confidence).lower,
        mid_p_rate_ratio_interval(*highest, confidence).upper,
    )


def tipping_point(
    count: int,
    population: float,
    reference_count: int,
    reference_population: float,
    unknown: int,
    confidence: float,
) -> TippingPoint:
    """Return how few of the unknown events take away a ratio above 1.

    The fewest events of unknown ethnicity that, counted in the reference group while the rest of
    them are left out, bring the ratio to 1 or below (`ratio_at_most_one`), and bring the mid-P
    lower limit to 1 or below (`interval_includes_one`). Both are 0 where that holds already, so
    the question is only of interest for a ratio above 1. Without events in the reference group
    there is no ratio, and none is counted as at most 1.

    Exceptions are as for `helpers.statistics.rates.mid_p_rate_ratio_interval`.
    """
    added = np.arange(int(whole_count("unknown", unknown)) + 1)
    compared = (count, population, reference_count + added, reference_population)
    lower = mid_p_rate_ratio_interval(*compared, confidence).lower
    return TippingPoint(_first(rate_ratio(*compared) <= 1), _first(lower <= 1))


def visitor_share_for_parity(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    reference_visitor_share: ArrayLike,
) -> float | np.ndarray:
    """Return the share of a group's events, as a part of one, at which residents' ratio is 1.

    Populations are residents. If that share of the group's events were to people from outside
    the area, and `reference_visitor_share` (0 to 1, 1 excluded) of the reference group's, the
    events to residents would be at the same rate in both groups. The second share must be known
    or assumed: say which.

    No events in either group give nan. So does a group whose rate, visitors included, is below
    the rate of the reference group's residents: no share of visitors gives parity there.

    Raises
    ------
    ValueError
        If a count, population or share cannot be.

    Examples
    --------
    >>> visitor_share_for_parity(30, 1_000, 100, 10_000, reference_visitor_share=0.25)
    0.75
    """
    visitors = fraction_between("reference_visitor_share", reference_visitor_share)
    require(visitors < 1, "reference_visitor_share", visitors, "below 1")
    ratio = rate_ratio(count, population, reference_count, reference_population)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = 1 - (1 - visitors) / np.asarray(ratio)
    return plain(np.where(share > -ROUNDING, np.maximum(share, 0), np.nan))


def _first(reached: np.ndarray) -> int | None:
    return int(reached.argmax()) if reached.any() else None
