"""Hides rates and ratios of counts that are known only within limits."""

import numpy as np
import pandas as pd

from helpers.statistics.arguments import positive, whole_count
from helpers.statistics.rates import mid_p_rate_ratio_interval, rate_ratio, wilson_interval


def rate_ratio_ranges(frame: pd.DataFrame, confidence: float, per: int = 1_000) -> pd.DataFrame:
    """Return the frame with the ranges of rates and of their ratios.

    Each count may be any whole number within its limits, independently of the others. The ratio
    rises with the group's count and falls with the reference group's, so its range lies between
    the two corners.

    Parameters
    ----------
    frame
        `lower`, `upper` and `population` of the group, `reference_lower`, `reference_upper` and
        `reference_population` of the group under the line. Further columns stay as they are.
    confidence
        Of the mid-P limits, taken at the corners: `outer_lower` is the lower limit where the
        ratio is smallest, `outer_upper` the upper limit where it is largest.
    per
        Residents for whom the rates are given, in `rate_lower`, `rate_upper`,
        `reference_rate_lower` and `reference_rate_upper`.

    Returns
    -------
    pandas.DataFrame
        With `ratio_lower` and `ratio_upper` as well. Zero counts are as for
        `helpers.statistics.rates.mid_p_rate_ratio_interval`.

    Raises
    ------
    ValueError
        If a lower limit is above its upper limit, or a count or population cannot be.
    """
    for lower, upper in (("lower", "upper"), ("reference_lower", "reference_upper")):
        if (frame[lower] > frame[upper]).any():
            raise ValueError(f"{lower} must be at most {upper}")
    scale = per / positive("population", frame["population"])
    reference_scale = per / positive("reference_population", frame["reference_population"])
    least = _compared(frame, "lower", "reference_upper")
    most = _compared(frame, "upper", "reference_lower")
    return frame.assign(
        rate_lower=whole_count("lower", frame["lower"]) * scale,
        rate_upper=whole_count("upper", frame["upper"]) * scale,
        reference_rate_lower=frame["reference_lower"] * reference_scale,
        reference_rate_upper=frame["reference_upper"] * reference_scale,
        ratio_lower=rate_ratio(*least),
        ratio_upper=rate_ratio(*most),
        outer_lower=mid_p_rate_ratio_interval(*least, confidence).lower,
        outer_upper=mid_p_rate_ratio_interval(*most, confidence).upper,
    )


def _compared(frame: pd.DataFrame, count: str, reference: str) -> tuple[pd.Series, ...]:
    return (frame[count], frame["population"], frame[reference], frame["reference_population"])


def share_ranges(frame: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return the frame with the ranges of shares of counts that are known only within limits.

    The share rises with the part and falls with the total, so its range lies between the two
    corners; a part is never more than its total.

    Parameters
    ----------
    frame
        `lower` and `upper` of the part, `total_lower` and `total_upper` of the total. Where one is
        missing there is no share.
    confidence
        Of the Wilson limits, taken at the corners.

    Returns
    -------
    pandas.DataFrame
        With `share_lower` and `share_upper`, the range without chance, and `outer_lower` and
        `outer_upper`, the range with it; all parts of one.

    Raises
    ------
    ValueError
        If a lower limit is above its upper limit, a part is above its total however both are
        taken, or a total may be 0.
    """
    limits = ("lower", "upper", "total_lower", "total_upper")
    least, most, total_least, total_most = (frame[name].astype("Float64") for name in limits)
    for lower, upper in ((least, most), (total_least, total_most), (least, total_most)):
        if (lower > upper).any():
            raise ValueError("a lower limit must be at most its upper limit, a part its total")
    known = frame[[*limits]].notna().all(axis="columns")
    most, total_least = np.minimum(most, total_most), np.maximum(total_least, least)
    low = least[known].to_numpy(float), total_most[known].to_numpy(float)
    high = most[known].to_numpy(float), np.maximum(total_least, most)[known].to_numpy(float)
    found = {
        "share_lower": low[0] / low[1],
        "share_upper": high[0] / high[1],
        "outer_lower": wilson_interval(*low, confidence).lower,
        "outer_upper": wilson_interval(*high, confidence).upper,
    }
    return frame.assign(
        **{name: pd.Series(values, frame.index[known]) for name, values in found.items()}
    )
