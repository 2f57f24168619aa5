"""Hides how the change between two periods is measured, ranked and put on one scale."""

from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from helpers.statistics.rates import mid_p_rate_ratio_interval, rate_ratio

AREA = "police_force"
MOST_ROWS_NAMED = 8


class Standing(NamedTuple):
    """The change of one force, the change of all together, and its rank among the forces."""

    change_percent: float
    all_change_percent: float
    rank: int
    forces: int


def with_total(
    counts: pd.DataFrame, period: str, name: str, without: Collection[str] = ()
) -> pd.DataFrame:
    """Return the counts by force and period with the sums over all forces as one more area.

    Forces that lack a period that another has are left out of every sum, so that the sums of all
    periods cover the same forces. Other columns are kept where they hold one value a period.

    Parameters
    ----------
    counts
        Columns `police_force`, the one named by `period`, `count` and `source`.
    without
        Forces to be left out of the sums.

    Raises
    ------
    ValueError
        If a force is listed twice for one period, or one to be left out is not there.
    """
    wide = _wide(counts, period)
    for force in set(without) - set(wide.index):
        raise ValueError(f"{force} is not among the forces")
    summed = wide.drop(index=list(without)).dropna().index
    rows = counts[counts[AREA].isin(summed)]
    kinds = rows.groupby(period).nunique().max()
    same = [column for column in kinds.index[kinds == 1] if column not in (AREA, "count")]
    total = rows.groupby(period, as_index=False).agg(
        dict.fromkeys(same, "first") | {"count": "sum", "source": _joined}
    )
    return pd.concat([counts, total.assign(**{AREA: name})], ignore_index=True)


def growth(
    counts: pd.DataFrame, period: str, first: object, last: object, confidence: float
) -> pd.DataFrame:
    """Return the change of each area between two periods, the largest first.

    An area that lacks either period is left out of both. The limits are conditional mid-P limits
    of the ratio of the two counts, as a change: they describe counting noise alone, and take the
    population as unchanged. A change from zero is missing, and so are its limits.

    Returns
    -------
    pandas.DataFrame
        `police_force`, `first`, `last` (the periods), `first_count`, `last_count`, `ratio`,
        `change_percent`, `lower`, `upper`, `rank` (1 for the largest change) and `source`.

    Raises
    ------
    ValueError
        If an area is listed twice for one period, or a period is not there.

    Examples
    --------
    >>> counts = pd.DataFrame(
    ...     {"police_force": ["A", "A", "B"], "year": [1, 2, 2], "count": [20, 30, 5], "source": ""}
    ... )
    >>> growth(counts, "year", 1, 2, 0.95)[["police_force", "change_percent"]].values.tolist()
    [['A', 50.0]]
    """
    held = _both(counts, period, first, last)
    after, before = held[last].to_numpy(int), held[first].to_numpy(int)
    limits = mid_p_rate_ratio_interval(after, 1, before, 1, confidence)
    rows = counts[counts[period].isin([first, last])]
    compared = pd.DataFrame(
        {
            AREA: held.index,
            "first": first,
            "last": last,
            "first_count": before,
            "last_count": after,
            "ratio": rate_ratio(after, 1, before, 1),
            "lower": 100 * (limits.lower - 1),
            "upper": 100 * (limits.upper - 1),
            "source": held.index.map(rows.groupby(AREA)["source"].agg(_joined)),
        }
    )
    compared[["lower", "upper"]] = compared[["lower", "upper"]].where(compared["ratio"].notna())
    compared["change_percent"] = 100 * (compared["ratio"] - 1)
    compared["rank"] = (
        compared["ratio"].rank(ascending=False, method="min", na_option="bottom").astype(int)
    )
    return compared.sort_values(["rank", AREA], ignore_index=True)


def standing(
    counts: pd.DataFrame,
    force: str,
    period: str,
    first: object,
    last: object,
    without: Collection[str] = (),
) -> Standing:
    """Return how one force's change compares with that of all forces together.

    Parameters and exceptions are as for `growth`; the forces named in `without` are left out of
    both periods, of the sum and of the ranking.

    Raises
    ------
    ValueError
        If the force lacks one of the periods.
    """
    held = _both(counts[~counts[AREA].isin(without)], period, first, last)
    if force not in held.index:
        raise ValueError(f"{force} has no count for both periods")
    ratios = held[last].astype(float) / held[first].astype(float).where(held[first] > 0)
    before, after = float(held[first].sum()), float(held[last].sum())
    total = after / before if before else float("nan")
    ranks = ratios.rank(ascending=False, method="min", na_option="bottom")
    change, all_change = (float(100 * (ratio - 1)) for ratio in (ratios[force], total))
    return Standing(change, all_change, int(ranks[force]), len(held))


def index_numbers(counts: pd.DataFrame, period: str, base: object) -> pd.DataFrame:
    """Return the counts with an `index` of 100 in the base period.

    An area without a count above 0 in the base period is left out.

    Examples
    --------
    >>> counts = pd.DataFrame({"police_force": ["A", "A"], "year": [1, 2], "count": [20, 30]})
    >>> index_numbers(counts, "year", base=1)["index"].tolist()
    [100.0, 150.0]
    """
    at_base = counts[counts[period] == base].set_index(AREA)["count"]
    levels = counts[AREA].map(at_base[at_base > 0])
    index = 100 * counts["count"] / levels.astype(float)
    return counts.assign(index=index.astype(float))[levels.notna().to_numpy()]


def _wide(counts: pd.DataFrame, period: str) -> pd.DataFrame:
    repeated = counts[counts.duplicated([AREA, period])]
    for row in repeated.itertuples():
        raise ValueError(f"{getattr(row, AREA)} is listed twice for {getattr(row, period)}")
    return counts.pivot(index=AREA, columns=period, values="count")


def _both(counts: pd.DataFrame, period: str, first: object, last: object) -> pd.DataFrame:
    """Return the counts of the two periods, one row per area that has both."""
    held = _wide(counts, period)
    for wanted in (first, last):
        if wanted not in held:
            raise ValueError(f"{period} {wanted} is not among the counts")
    return held[[first, last]].dropna()


def _joined(sources: pd.Series) -> str:
    lines = list(dict.fromkeys(line for cell in sources for line in cell.split(";")))
    if len(lines) > MOST_ROWS_NAMED:
        lines = list(dict.fromkeys(line.partition(":")[0] for line in lines))
    return ";".join(lines)
