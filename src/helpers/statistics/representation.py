"""Hides how printed counts and percentages of officers become shares that can be compared."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.statistics.published import (
    difference_of,
    odds_ratio_of,
    ratio_of,
    read_rounded,
)
from helpers.statistics.rates import Interval

BOTH_PRINTED = "Count and total"
COUNT_PRINTED = "Count only"
SHARE_PRINTED = "Percentage only"
NO_TOTAL = "Count without any total"


def representation_ratios(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with each force's share of officers divided by its share of residents.

    Parameters
    ----------
    shares
        `officers_share_printed`, `population_share_printed` and the `rounding_step` of both, as
        text. Further columns stay as they are.

    Returns
    -------
    pandas.DataFrame
        With `officers_percent` and `population_percent` as printed, their ratio
        `representation_ratio`, and the `lower` and `upper` ratio that rounding alone allows.
    """
    printed = shares[["officers_share_printed", "population_share_printed", "rounding_step"]]
    ranges = [
        ratio_of(read_rounded(officers, step), read_rounded(residents, step))
        for officers, residents, step in printed.itertuples(index=False)
    ]
    officers = shares["officers_share_printed"].astype(float)
    residents = shares["population_share_printed"].astype(float)
    return shares.assign(
        officers_percent=officers,
        population_percent=residents,
        representation_ratio=officers / residents,
        lower=[float(limits.lower) for limits in ranges],
        upper=[float(limits.upper) for limits in ranges],
    )


def rank_range(lower: pd.Series, upper: pd.Series, name: str) -> Interval:
    """Return the best and worst rank, 1 for the highest, that a name can have within its limits.

    Each value may lie anywhere between its limits; both series are indexed by name.

    Examples
    --------
    >>> low, high = pd.Series({"a": 1, "b": 2, "c": 5}), pd.Series({"a": 3, "b": 4, "c": 6})
    >>> rank_range(low, high, "a")
    Interval(lower=2, upper=3)
    """
    others_lower, others_upper = lower.drop(name), upper.drop(name)
    surely_above = int((others_lower > upper[name]).sum())
    perhaps_above = int((others_upper > lower[name]).sum())
    return Interval(1 + surely_above, 1 + perhaps_above)


def share_changes(pairs: Mapping[str, tuple[Interval, Interval]]) -> pd.DataFrame:
    """Return how far each second share lies from the first, as rounding alone allows.

    Parameters
    ----------
    pairs
        Name to the ranges, as parts of one, of the first and the second printed share.

    Returns
    -------
    pandas.DataFrame
        `pair` (the name); `change` in percentage points, `ratio` and `odds_ratio` of the second
        to the first, taken from the middles of the ranges; each with `_lower` and `_upper`.
    """
    measures = {"change": difference_of, "ratio": ratio_of, "odds_ratio": odds_ratio_of}
    rows = []
    for name, (first, second) in pairs.items():
        row = {"pair": name}
        for measure, compare in measures.items():
            scale = 100 if measure == "change" else 1
            row[measure] = scale * float(compare(_middle(second), _middle(first)).lower)
            limits = compare(second, first)
            row |= {
                f"{measure}_{end}": scale * float(getattr(limits, end)) for end in limits._fields
            }
        rows.append(row)
    return pd.DataFrame(rows)


def half_years(dates: pd.Series) -> pd.Series:
    """Return the year of each date, and a half more from July on.

    A place on an axis that claims no more than the least precise of the dates tells.

    Parameters
    ----------
    dates
        ISO text, as precise as known: a day, a month or a year. A year alone gives its first half.

    Examples
    --------
    >>> half_years(pd.Series(["2015-03-31", "2015-12", "2022"])).tolist()
    [2015.0, 2015.5, 2022.0]
    """
    months = dates.str[5:7].replace("", "01").astype(int)
    return dates.str[:4].astype(float) + np.where(months > 6, 0.5, 0.0)


def stated_shares(statements: pd.DataFrame, officers: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the percentage of officers that each statement gives.

    Where count and total are printed, the share is of those who stated their ethnicity; the
    limits put all who did not state it outside the group and inside it. Where only a count is
    printed, the total is that of the latest day in `officers` up to its date, on its basis; the
    limits are the share itself. Where only a percentage is printed, the limits are its rounding.

    Parameters
    ----------
    statements
        `date` (ISO text, as precise as known), `basis`, `count`, `total`, `not_stated`,
        `share_printed`, `rounding_step`. Further columns stay as they are.
    officers
        Of the same force: `date`, `headcount`, `full_time_equivalent`.

    Returns
    -------
    pandas.DataFrame
        With `kind` (how the share arises), `denominator`, `share_percent`, `lower` and `upper`.
        A count without any total has none of them.
    """
    known = [_stated_share(row, officers) for row in statements.to_dict("records")]
    return statements.assign(
        **{name: [row[name] for row in known] for name in ("kind", "denominator")},
        **{
            name: [float(row[name]) for row in known]
            for name in ("share_percent", "lower", "upper")
        },
    )


def _stated_share(row: Mapping, officers: pd.DataFrame) -> dict[str, object]:
    if pd.isna(row["count"]):
        limits = read_rounded(row["share_printed"], row["rounding_step"])
        return _share(SHARE_PRINTED, np.nan, float(row["share_printed"]), *limits)
    count = row["count"]
    if pd.notna(row["total"]):
        total, not_stated = row["total"], 0 if pd.isna(row["not_stated"]) else row["not_stated"]
        stated = total - not_stated
        ends = (100 * count / total, 100 * (count + not_stated) / total)
        return _share(BOTH_PRINTED, float(stated), 100 * count / stated, *ends)
    before = officers[officers["date"] <= row["date"]].sort_values("date")
    if before.empty:
        return _share(NO_TOTAL, np.nan, np.nan, np.nan, np.nan)
    part_time = row["basis"] == "full-time equivalent"
    total = before["full_time_equivalent" if part_time else "headcount"].iloc[-1]
    return _share(COUNT_PRINTED, float(total), *[100 * count / total] * 3)


def _share(
    kind: str, denominator: float, share: float, lower: float, upper: float
) -> dict[str, object]:
    return {
        "kind": kind,
        "denominator": denominator,
        "share_percent": share,
        "lower": lower,
        "upper": upper,
    }


def _middle(limits: Interval) -> Interval:
    middle = (limits.lower + limits.upper) / 2
    return Interval(middle, middle)
