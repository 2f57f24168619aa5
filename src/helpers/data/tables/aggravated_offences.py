"""Racially or religiously aggravated offences by police force, quarter and year to September."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pandas as pd
import pandera.pandas as pa

from helpers.data.areas import BRITISH_TRANSPORT_POLICE, load_boundaries, tidy_force
from helpers.data.checks import count_column, date_column, quarter_column, text_column
from helpers.data.completeness import require_all
from helpers.data.left_out import Table, exclude, published
from helpers.data.tables.hate_crime_publications import read_publications

QUARTERS_IN_A_YEAR = 4
FIRST_MONTH_OF_THE_YEAR = 10
BY_QUARTER = "aggravated_offences_by_force_quarter.csv"
OPEN_DATA = "home-office-police-recorded-crime-open-data-2023"
NEWSPAPER = "peterborough-today-2017-02-15"
IN_A_NEWSPAPER = "2016-07-01"
NOT_PUBLISHED = ("2016-10-01", "2017-01-01")
IN_OPEN_DATA = tuple(
    str(quarter.start_time.date())
    for quarter in pd.period_range("2012Q2", "2023Q2", freq="Q")
    if str(quarter.start_time.date()) not in (IN_A_NEWSPAPER, *NOT_PUBLISHED)
)
AREAS_OF_TOTALS = (
    BRITISH_TRANSPORT_POLICE,
    "England and Wales",
    "England and Wales excluding Greater Manchester",
)

QUARTERS = pa.DataFrameSchema(
    {
        "police_force": text_column(),
        "quarter_start": quarter_column(),
        "count": count_column(),
    },
    unique=["police_force", "quarter_start"],
)
TOTALS = pa.DataFrameSchema(
    {
        "area": text_column(),
        "period_start": date_column(),
        "period_end": date_column(),
        "count": count_column(),
        "vintage": text_column(),
        "place": text_column(),
        "note": text_column(nullable=True),
    },
    unique=["area", "period_start", "period_end"],
)


def read_quarters() -> pd.DataFrame:
    """The open data for all quarters but one, and the newspaper that prints the missing one."""
    return read_publications(BY_QUARTER, QUARTERS)


def tidy_quarters(quarters: pd.DataFrame) -> Table:
    """One row per force and quarter, with the last day of the quarter.

    October 2016 to March 2017 is not there: a gap, not a zero.
    """
    # NOTE: the 260 zeros that may be blanks lie in the five offence codes, of which these are the
    # sums; no sum is zero (register of home-office-police-recorded-crime-open-data-2023).
    rows = quarters.assign(
        police_force=tidy_force(quarters, [BRITISH_TRANSPORT_POLICE]),
        quarter_end=pd.PeriodIndex(quarters["quarter_start"], freq="Q").end_time.strftime(
            "%Y-%m-%d"
        ),
    )
    _require_all_quarters(rows)
    columns = ["police_force", "quarter_start", "quarter_end", "count", "source"]
    return published(
        rows.sort_values(["police_force", "quarter_start"], ignore_index=True)[columns]
    )


def tidy_years(quarters: pd.DataFrame) -> Table:
    """One row per force and year to September whose four quarters were all published.

    Parameters
    ----------
    quarters
        The rows of :func:`tidy_quarters`.
    """
    start = pd.PeriodIndex(quarters["quarter_start"], freq="M")
    year = start.year + (start.month >= FIRST_MONTH_OF_THE_YEAR)
    rows = (
        quarters.assign(year_ending=year.astype(str) + "-09-30")
        .groupby(["police_force", "year_ending"], as_index=False)
        .agg(
            count=("count", "sum"),
            quarters=("quarter_start", "nunique"),
            source=("source", ";".join),
        )
    )
    return exclude(
        published(rows),
        rows["quarters"] < QUARTERS_IN_A_YEAR,
        "not all four quarters of the year to September were published",
    )


def read_published_totals() -> pd.DataFrame:
    """Totals that newspapers print from the Home Office's figures, for checking the quarters."""
    return read_publications("aggravated_offences_totals.csv", TOTALS)


def tidy_published_totals(totals: pd.DataFrame, quarters: pd.DataFrame) -> Table:
    """Printed totals for periods of four quarters that we hold.

    Parameters
    ----------
    quarters
        The rows of :func:`tidy_quarters`.
    """
    areas = tidy_force(totals, AREAS_OF_TOTALS, "area")
    rows = totals.assign(area=areas, note=totals["note"].fillna(""))
    key = ["area", "period_start", "vintage", "source"]
    columns = ["area", "period_start", "period_end", "count", "vintage", "note", "source"]
    rows = rows.sort_values(key, ignore_index=True)[columns]
    held = set(quarters["quarter_start"])
    comparable = [_made_of(row.period_start, row.period_end, held) for row in rows.itertuples()]
    return exclude(
        published(rows),
        ~pd.Series(comparable, index=rows.index),
        "the period is not four quarters that we hold",
    )


def _require_all_quarters(rows: pd.DataFrame) -> None:
    forces = [*load_boundaries()["police_force"], BRITISH_TRANSPORT_POLICE]
    printed = rows["quarter_start"] == IN_A_NEWSPAPER
    for part, quarters, folder in (
        (rows[printed], [IN_A_NEWSPAPER], NEWSPAPER),
        (rows[~printed], IN_OPEN_DATA, OPEN_DATA),
    ):
        expected = product(forces, quarters)
        require_all(part, ["police_force", "quarter_start"], expected, f"{folder}/{BY_QUARTER}")


def _made_of(start: str, end: str, held: set[str]) -> bool:
    quarters = pd.date_range(start, end, freq="QS").strftime("%Y-%m-%d")
    return len(quarters) == QUARTERS_IN_A_YEAR and held.issuperset(quarters)


def by_quarter() -> Table:
    """Read and tidied quarters."""
    return tidy_quarters(read_quarters())


TABLES: dict[str, Callable[[], Table]] = {
    "aggravated_offences_by_force_quarter": by_quarter,
    "aggravated_offences_by_force_year": lambda: tidy_years(by_quarter().rows),
    "aggravated_offences_published_totals": lambda: tidy_published_totals(
        read_published_totals(), by_quarter().rows
    ),
}
