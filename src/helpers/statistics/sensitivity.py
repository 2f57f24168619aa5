"""Hides what a rate ratio becomes under other readings of the events that make it."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from helpers.statistics.arguments import fraction_between, plain, require, whole_count
from helpers.statistics.rates import mid_p_rate_ratio_interval, rate_ratio


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
    return plain(np.where(share >= 0, share, np.nan))


def _first(reached: np.ndarray) -> int | None:
    return int(reached.argmax()) if reached.any() else None
