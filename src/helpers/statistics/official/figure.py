"""Hides how rows of published counts become one figure with its limits and its sources."""

from collections.abc import Mapping

import pandas as pd

from helpers.statistics.rates import Interval

Tables = Mapping[str, pd.DataFrame]
Figure = dict[str, object]
MOST_ROWS_NAMED = 8


def figure(
    name: str, label: str, value: float | Interval, unit: str, *rows: pd.Series | pd.DataFrame
) -> Figure:
    """Return a figure as one row: limits, unit, and the raw rows behind it.

    A single value gives two equal limits. Where many rows stand behind it, their files are named.
    """
    limits = value if isinstance(value, Interval) else Interval(value, value)
    cells = [row["source"] if isinstance(row, pd.DataFrame) else [row["source"]] for row in rows]
    lines = list(dict.fromkeys(line for cell in cells for text in cell for line in text.split(";")))
    if len(lines) > MOST_ROWS_NAMED:
        lines = list(dict.fromkeys(line.partition(":")[0] for line in lines))
    return {
        "id": f"official.{name}",
        "label": label,
        "lower": limits.lower,
        "upper": limits.upper,
        "unit": unit,
        "source": ";".join(lines),
    }


def only(rows: pd.DataFrame, what: str) -> pd.Series:
    """Return the single row; ValueError naming what it is if there is none or another one."""
    if len(rows) != 1:
        raise ValueError(f"{what} must stand in one row, not in {len(rows)}")
    return rows.iloc[0]


def reading(row: pd.Series) -> list[str]:
    """Return the value, rule and step of a printed figure, as `read_printed` takes them."""
    return [str(row[name]) for name in ("value_printed", "rounding_rule", "rounding_step")]


def range_of(values: pd.Series) -> Interval:
    """Return the smallest and the largest of the values."""
    return Interval(values.min(), values.max())


def residents_of(tables: Tables, force: str, census: int) -> pd.DataFrame:
    """Return the residents of a force area by ethnic group at one census."""
    population = tables["population_by_force_and_ethnicity"]
    return population[(population["police_force"] == force) & (population["census"] == census)]


def minority_percent(groups: pd.DataFrame) -> float:
    """Return the residents outside the White groups in percent of all, 0 to 100."""
    return (
        100 * groups["population"].where(is_minority(groups), 0).sum() / groups["population"].sum()
    )


def is_minority(groups: pd.DataFrame) -> pd.Series:
    """Return which rows are of a group that is not White."""
    return groups["ethnicity"] != "White"
