"""Hides rates and ratios of counts that are known only within limits."""

import pandas as pd

from helpers.statistics.arguments import positive, whole_count
from helpers.statistics.rates import mid_p_rate_ratio_interval, rate_ratio


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
