"""Hides how what is asked of one group against the reference is asked of every group."""

import numpy as np
import pandas as pd

from helpers.statistics.rates import require_single_groups
from helpers.statistics.sensitivity import tipping_point, unknown_bounds

FEWEST_FOR_MID_P = 10
METHODS = ("exact conditional", "conditional mid-P")


def chosen_limits(rates: pd.DataFrame, reference_group: str) -> pd.DataFrame:
    """Return the frame with `lower`, `upper` and `method` of each group's rate ratio.

    The limits are mid-P where the group and the reference group have at least ten events each,
    and exact otherwise: with fewer events mid-P limits may cover less than they claim.

    Parameters
    ----------
    rates
        One row per group, as `helpers.statistics.rates.rates_by_group` returns it.

    Raises
    ------
    ValueError
        If a group is listed twice or the reference group is not there.
    """
    reference = _reference(rates, reference_group)
    few = np.minimum(rates["count"].astype(float), reference["count"]) < FEWEST_FOR_MID_P
    return rates.assign(
        lower=rates["exact_lower"].where(few, rates["ratio_lower"]),
        upper=rates["exact_upper"].where(few, rates["ratio_upper"]),
        method=few.map(dict(zip((True, False), METHODS, strict=True))),
    )


def unknown_bounds_by_group(
    frame: pd.DataFrame, reference_group: str, unknown: int, confidence: float
) -> pd.DataFrame:
    """Return the rows of `helpers.statistics.sensitivity.unknown_bounds` for each group.

    Parameters
    ----------
    frame
        One row per group: `ethnicity`, `count`, `population`. The reference group is not
        compared with itself.

    Returns
    -------
    pandas.DataFrame
        Columns `ethnicity`, then those of `unknown_bounds`; three rows a group.

    Raises
    ------
    ValueError
        If a group is listed twice, the reference group is not there, or a count or population
        is missing, or is one that `unknown_bounds` refuses.
    """
    reference = _reference(frame, reference_group)
    compared = (reference["count"], reference["population"], unknown, confidence)
    bounds = [
        unknown_bounds(group.count_, group.population, *compared).assign(ethnicity=group.ethnicity)
        for group in _others(frame, reference_group)
    ]
    joined = pd.concat(bounds, ignore_index=True)
    return joined[["ethnicity", *joined.columns.drop("ethnicity")]]


def tipping_points_by_group(
    frame: pd.DataFrame, reference_group: str, unknown: int, confidence: float
) -> pd.DataFrame:
    """Return the numbers of `helpers.statistics.sensitivity.tipping_point` for each group.

    Returns
    -------
    pandas.DataFrame
        Columns `ethnicity`, `ratio_at_most_one`, `interval_includes_one`; a number is missing
        where all the unknown events are too few. Parameters and exceptions are as for
        `unknown_bounds_by_group`.
    """
    reference = _reference(frame, reference_group)
    compared = (reference["count"], reference["population"], unknown, confidence)
    points = [
        {"ethnicity": group.ethnicity}
        | tipping_point(group.count_, group.population, *compared)._asdict()
        for group in _others(frame, reference_group)
    ]
    numbers = dict.fromkeys(("ratio_at_most_one", "interval_includes_one"), float)
    return pd.DataFrame(points).astype(numbers)


def _reference(frame: pd.DataFrame, reference_group: str) -> pd.Series:
    require_single_groups(frame, ["count", "population"])
    found = frame[frame["ethnicity"] == reference_group]
    if found.empty:
        groups = ", ".join(map(str, frame["ethnicity"]))
        raise ValueError(f"reference_group {reference_group} is not one of: {groups}")
    return found.iloc[0]


def _others(frame: pd.DataFrame, reference_group: str) -> list:
    others = frame[frame["ethnicity"] != reference_group].rename(columns={"count": "count_"})
    return list(others.itertuples(index=False))
