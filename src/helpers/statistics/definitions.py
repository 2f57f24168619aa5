"""Hides which sets of groups a printed share may stand for."""

from collections.abc import Sequence
from itertools import combinations

import pandas as pd


def shares_of_definitions(
    population: pd.Series, always: Sequence[str], perhaps: Sequence[str]
) -> pd.DataFrame:
    """Return the share of each set made of the groups `always` and any of the groups `perhaps`.

    Parameters
    ----------
    population
        Residents by group; the index names the groups, each once, and all rows are the total.

    Returns
    -------
    pandas.DataFrame
        `added` (the further groups, joined by commas; "none" for the groups `always` alone),
        `population` and `share_percent` of the total, from the smallest share.

    Raises
    ------
    KeyError
        If a group is not in the population.
    ValueError
        If a group is named twice, or stands in both lists.

    Examples
    --------
    >>> residents = pd.Series({"Asian": 3, "Irish": 1, "British": 96})
    >>> shares_of_definitions(residents, ["Asian"], ["Irish"])["share_percent"].tolist()
    [3.0, 4.0]
    """
    named = [*always, *perhaps]
    if population.index.has_duplicates or len(set(named)) < len(named):
        raise ValueError(f"a group is named twice: {', '.join(named)}")
    added = [one for size in range(len(perhaps) + 1) for one in combinations(perhaps, size)]
    residents = [int(population[[*always, *one]].sum()) for one in added]
    return pd.DataFrame(
        {
            "added": [", ".join(one) or "none" for one in added],
            "population": residents,
            "share_percent": [100 * count / population.sum() for count in residents],
        }
    ).sort_values("share_percent", ignore_index=True)
