"""Hides how counts by ethnic group become tables of rates, ratios and shares with limits."""

import numpy as np
import pandas as pd

from helpers.statistics.arguments import positive, whole_count
from helpers.statistics.rates.counts import exact_poisson_interval
from helpers.statistics.rates.ratios import (
    exact_rate_ratio_interval,
    mid_p_rate_ratio_interval,
    rate_ratio,
)
from helpers.statistics.rates.shares import share_of, wilson_interval


def rates_by_group(
    frame: pd.DataFrame, reference_group: str, confidence: float, per: int = 10_000
) -> pd.DataFrame:
    """Return the frame with rates, ratios to the reference group and their limits.

    Parameters
    ----------
    frame
        One row per group: `ethnicity`, `count`, `population`. Further columns stay as they are.
    reference_group
        The ethnicity whose rate stands under the line. Its own ratio is 1 (nan if it has no
        events), without limits.
    confidence
        For all limits: `rate_lower` and `rate_upper` are exact Poisson, `ratio_lower` and
        `ratio_upper` conditional mid-P, `exact_lower` and `exact_upper` exact conditional.
    per
        Residents for whom the rate is given; it names the column, as in `rate_per_10000`.

    Raises
    ------
    ValueError
        If a group is listed twice, the reference group is not there, or a count or population
        is missing, or is one that `rate_ratio` refuses.
    """
    _require_groups(frame, reference_group)
    scale = per / positive("population", frame["population"])
    poisson = exact_poisson_interval(frame["count"], confidence)
    return frame.assign(
        **{f"rate_per_{per}": whole_count("count", frame["count"]) * scale},
        rate_lower=poisson.lower * scale,
        rate_upper=poisson.upper * scale,
        **_ratio_columns(frame, frame["ethnicity"] == reference_group, confidence),
    )


def shares_by_group(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return the frame with each group's share of all groups, in percent, with Wilson limits.

    Parameters
    ----------
    frame
        One row per group: `ethnicity`, `count`. Further columns stay as they are. All rows make
        up the total: leave out those that the shares are not to be of.
    confidence
        For `lower` and `upper`.

    Raises
    ------
    ValueError
        If a group is listed twice, or a count is missing, negative or not whole.
    """
    require_single_groups(frame, ["count"])
    count = whole_count("count", frame["count"])
    total = np.full(len(frame), count.sum())
    lower, upper = wilson_interval(count, total, confidence)
    return frame.assign(
        total=total.astype(int),
        share_percent=100 * share_of(count, total),
        lower=100 * lower,
        upper=100 * upper,
    )


def require_single_groups(frame: pd.DataFrame, columns: list[str]) -> None:
    """Raise ValueError naming a group that is listed twice or lacks one of the columns' values."""
    repeated = frame.loc[frame["ethnicity"].duplicated(), "ethnicity"]
    if len(repeated):
        raise ValueError(f"ethnicity is listed twice: {repeated.iloc[0]}")
    for column in columns:
        missing = frame.loc[frame[column].isna(), "ethnicity"]
        if len(missing):
            raise ValueError(f"{column} is missing for ethnicity {missing.iloc[0]}")


def _require_groups(frame: pd.DataFrame, reference_group: str) -> None:
    require_single_groups(frame, ["count", "population"])
    if not (frame["ethnicity"] == reference_group).any():
        groups = ", ".join(map(str, frame["ethnicity"]))
        raise ValueError(f"reference_group {reference_group} is not one of: {groups}")


def _ratio_columns(
    frame: pd.DataFrame, is_reference: pd.Series, confidence: float
) -> dict[str, np.ndarray]:
    reference = frame.loc[is_reference].iloc[0]
    compared = (frame["count"], frame["population"], reference["count"], reference["population"])
    mid_p = mid_p_rate_ratio_interval(*compared, confidence)
    exact = exact_rate_ratio_interval(*compared, confidence)
    return {
        "rate_ratio": rate_ratio(*compared),
        "ratio_lower": np.where(is_reference, np.nan, mid_p.lower),
        "ratio_upper": np.where(is_reference, np.nan, mid_p.upper),
        "exact_lower": np.where(is_reference, np.nan, exact.lower),
        "exact_upper": np.where(is_reference, np.nan, exact.upper),
    }
