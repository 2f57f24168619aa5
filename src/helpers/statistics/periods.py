"""Hides how counts of one length of time are set beside counts of another."""

from collections.abc import Mapping

import pandas as pd

from helpers.statistics.agreement import agreement
from helpers.statistics.published import read_printed

DAY = "%Y-%m-%d"
FIRST_HALF = (4, 9)


def with_gaps(counts: pd.DataFrame) -> pd.DataFrame:
    """Return yearly counts of one series with a row without a count for each year not there.

    A chart that joins the rows then has no line across a gap. Years are a year apart by
    `period_end` (ISO); other columns than that and `count` are taken from the row before the gap.

    Raises
    ------
    ValueError
        If two periods end less than a year apart, or not a whole number of years.
    """
    rows = counts.sort_values("period_end", ignore_index=True).astype({"count": float})
    ends = pd.to_datetime(rows["period_end"])
    first, last = ends.iloc[0], ends.iloc[-1]
    every = [first + pd.DateOffset(years=n) for n in range(last.year - first.year + 1)]
    if not set(ends) <= set(every) or ends.duplicated().any():
        raise ValueError("the periods do not end whole years apart")
    filled = rows.set_index(ends).reindex(every)
    others = [column for column in rows if column not in ("period_end", "count")]
    filled[others] = filled[others].ffill()
    return filled.assign(period_end=filled.index.strftime(DAY)).reset_index(drop=True)


def half_years(quarters: pd.DataFrame) -> pd.DataFrame:
    """Return the halves of each year from April to March of which all four quarters are there.

    Parameters
    ----------
    quarters
        Rows of one area: `quarter_start` (ISO) and `count`.

    Returns
    -------
    pandas.DataFrame
        `year_ending` (31 March, ISO), `april_to_september`, `october_to_march` and `first_share`:
        the first half as a part of the year.

    Raises
    ------
    ValueError
        If a quarter is listed twice.
    """
    starts = pd.to_datetime(quarters["quarter_start"])
    if starts.duplicated().any():
        raise ValueError("a quarter is listed twice")
    rows = pd.DataFrame(
        {
            "year": starts.dt.year + (starts.dt.month >= FIRST_HALF[0]),
            "half": starts.dt.month.between(*FIRST_HALF),
            "count": quarters["count"].astype(float),
        }
    )
    whole = rows[rows.groupby("year")["count"].transform("count") == 4]
    halves = whole.pivot_table(index="year", columns="half", values="count", aggfunc="sum")
    return pd.DataFrame(
        {
            "year_ending": [f"{year}-03-31" for year in halves.index],
            "april_to_september": halves[True].to_numpy(),
            "october_to_march": halves[False].to_numpy(),
            "first_share": (halves[True] / halves.sum(axis=1)).to_numpy(),
        }
    )


def sums_between(quarters: pd.DataFrame, periods: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Return the sums of each force's quarters that lie within named periods.

    Parameters
    ----------
    quarters
        `police_force`, `quarter_start`, `quarter_end` (ISO), `count` and `source`.
    periods
        First and last day (ISO) by name. A force that lacks a quarter that another force has in a
        period is left out of that period.

    Returns
    -------
    pandas.DataFrame
        `police_force`, `period` (the name), `count`, `quarters` (how many) and `source`.

    Raises
    ------
    ValueError
        If a period holds no quarter.
    """
    sums = []
    for name, (start, end) in periods.items():
        inside = (quarters["quarter_start"] >= start) & (quarters["quarter_end"] <= end)
        if not inside.any():
            raise ValueError(f"no quarter from {start} to {end}")
        summed = (
            quarters[inside]
            .groupby("police_force", as_index=False)
            .agg(count=("count", "sum"), quarters=("count", "size"), source=("source", ";".join))
        )
        sums.append(summed[summed["quarters"] == summed["quarters"].max()].assign(period=name))
    columns = ["police_force", "period", "count", "quarters", "source"]
    return pd.concat(sums, ignore_index=True)[columns]


def beside_printed(totals: pd.DataFrame, quarters: pd.DataFrame) -> pd.DataFrame:
    """Return printed totals beside the sums of our quarters for the same area and period.

    Parameters
    ----------
    totals
        `area`, `period_start`, `period_end` (ISO), `count` as printed.
    quarters
        As for `sums_between`; a total of several forces must be there under the name that `area`
        uses.

    Returns
    -------
    pandas.DataFrame
        `totals` with `recomputed`, `difference` (ours less the printed one),
        `difference_percent` of the printed one, and `verdict`, by
        `helpers.statistics.agreement.agreement`.

    Raises
    ------
    ValueError
        If there is no quarter for a total.
    """
    ours = [_sum_for(total, quarters) for total in totals.itertuples()]
    difference = pd.Series(ours, index=totals.index) - totals["count"].astype(int)
    printed = [read_printed(str(count), "exact") for count in totals["count"]]
    return totals.assign(
        recomputed=ours,
        difference=difference,
        difference_percent=100 * difference / totals["count"].astype(float),
        verdict=[agreement(one, limits) for one, limits in zip(ours, printed, strict=True)],
    )


def recomputed_changes(changes: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return printed changes beside what two printed counts a year apart give.

    Parameters
    ----------
    changes
        `strand`, `period_start`, `period_end` (ISO), `value_printed`, `unit` ("percent", or of a
        count), `rounding_rule` and `rounding_step`.
    counts
        `strand`, `period_start`, `period_end`, `count`: one row per strand and period.

    Returns
    -------
    pandas.DataFrame
        `changes` with `recomputed` (missing unless both counts are there) and `verdict`, by
        `helpers.statistics.agreement.agreement`.
    """
    held = counts.set_index(["strand", "period_start", "period_end"])["count"]
    found = [_change(change, held) for change in changes.itertuples()]
    printed = [
        read_printed(change.value_printed, change.rounding_rule, change.rounding_step or None)
        for change in changes.itertuples()
    ]
    verdicts = [agreement(value, limits) for value, limits in zip(found, printed, strict=True)]
    return changes.assign(recomputed=pd.Series(found, changes.index, float), verdict=verdicts)


def _sum_for(total: tuple, quarters: pd.DataFrame) -> int:
    inside = (
        (quarters["police_force"] == total.area)
        & (quarters["quarter_start"] >= total.period_start)
        & (quarters["quarter_end"] <= total.period_end)
    )
    if not inside.any():
        raise ValueError(f"no quarter of {total.area} from {total.period_start}")
    return int(quarters.loc[inside, "count"].sum())


def _change(change: tuple, held: pd.Series) -> float | None:
    now = (change.strand, change.period_start, change.period_end)
    before = (change.strand, *(_a_year_before(day) for day in now[1:]))
    if now not in held.index or before not in held.index:
        return None
    difference = float(held[now] - held[before])
    return 100 * difference / held[before] if change.unit == "percent" else difference


def _a_year_before(day: str) -> str:
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).strftime(DAY)
