"""Hides the laying out of the stock-and-flow model of officers as tables."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.statistics.rates import Interval
from helpers.statistics.stock_flow import recruit_share_needed, share_after, years_to_share


class Scenario(NamedTuple):
    """What the model starts from: parts of one, and years until the target is to be reached."""

    share: float
    leaving_rate: float
    years: float


def implied_leaving_rate(recruits: Interval, officers: pd.Series) -> Interval:
    """Return the yearly leaving rates, as parts of one, that recruits and officers in post imply.

    Leavers are the recruits less the growth of the force; each year's leavers are a constant part
    of the officers in post at its start.

    Parameters
    ----------
    recruits
        The fewest and most recruits over the whole time, however they joined.
    officers
        Officers in post at the start of each year, and at the end of the last one.

    Examples
    --------
    >>> implied_leaving_rate(Interval(100, 120), pd.Series([1_000, 1_000, 1_020]))
    Interval(lower=0.04, upper=0.05)
    """
    growth = officers.iloc[-1] - officers.iloc[0]
    officer_years = officers.iloc[:-1].sum()
    return Interval(*(float((joined - growth) / officer_years) for joined in recruits))


def leaving_rate_when_growing(leaving_rate: float, growth: float) -> float:
    """Return the leaving rate with which a force of constant size behaves like one that grows.

    Both are parts of one a year. Growth takes recruits too, so that the share of officers moves
    towards the share of recruits as fast as with more leavers.

    Examples
    --------
    >>> round(leaving_rate_when_growing(0.06, growth=0.02), 4)
    0.0784
    """
    return (leaving_rate + growth) / (1 + growth)


def projected_shares(
    share: float, recruit_shares: Mapping[str, float], leaving_rate: float, years: Sequence[int]
) -> pd.DataFrame:
    """Return the share of officers after each of the years, for each named share of recruits.

    The model, units and exceptions are those of `helpers.statistics.stock_flow.share_after`.

    Returns
    -------
    pandas.DataFrame
        Long: `recruits` (the name), `years`, `share_percent`.
    """
    spans = np.asarray(years)
    projected = [
        pd.DataFrame(
            {
                "recruits": name,
                "years": spans,
                "share_percent": 100 * share_after(share, recruits, leaving_rate, spans),
            }
        )
        for name, recruits in recruit_shares.items()
    ]
    return pd.concat(projected, ignore_index=True)


def years_needed(
    share: float, target: float, recruit_shares: Mapping[str, float], leaving_rates: Sequence[float]
) -> pd.DataFrame:
    """Return the years to a target, a row a share of recruits and a column a leaving rate.

    The model, units and exceptions are those of `helpers.statistics.stock_flow.years_to_share`.

    Returns
    -------
    pandas.DataFrame
        `recruits` (the name) and `leaving_0`, `leaving_1` and so on, in the order of
        `leaving_rates`. A target that is never reached is missing.
    """
    recruits = np.array(list(recruit_shares.values()))
    grid = pd.DataFrame({"recruits": list(recruit_shares)})
    for place, leaving_rate in enumerate(leaving_rates):
        years = np.asarray(years_to_share(share, target, recruits, leaving_rate))
        grid[f"leaving_{place}"] = np.where(np.isinf(years), np.nan, years)
    return grid


def recruits_needed(
    scenarios: Mapping[str, Scenario], targets: Mapping[str, float]
) -> pd.DataFrame:
    """Return the percentage of recruits needed to reach each target, a row a named scenario.

    The model and exceptions are those of `helpers.statistics.stock_flow.recruit_share_needed`;
    targets are parts of one.

    Returns
    -------
    pandas.DataFrame
        `scenario`, `share_percent`, `leaving_rate_percent`, `years`, and a column a target with
        its name. A target out of reach is missing.
    """
    table = pd.DataFrame(list(scenarios.values()))
    needed = {
        name: 100
        * recruit_share_needed(table["share"], target, table["leaving_rate"], table["years"])
        for name, target in targets.items()
    }
    return pd.DataFrame(
        {
            "scenario": list(scenarios),
            "share_percent": 100 * table["share"],
            "leaving_rate_percent": 100 * table["leaving_rate"],
            "years": table["years"],
            **needed,
        }
    )
