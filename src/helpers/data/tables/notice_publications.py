"""Hides how a publication on penalty notices is stored: a file of counts, one of statements."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pandera.pandas as pa

from helpers.data.checks import (
    count_column,
    date_column,
    one_of,
    read_raw,
    step_column,
    text_column,
)
from helpers.data.errors import DataError
from helpers.data.ethnicity import tidy_ethnicity
from helpers.data.left_out import Table, exclude
from helpers.data.printed import check_printed

RULES = ("exact", "nearest", "more than", "fewer than", "almost", "in words")
UNITS = ("notices", "part of one", "per 10,000 residents", "percent", "ratio")

PLACE_AND_TIME = {
    "police_force": text_column(),
    "basis": text_column(),
    "period_start": date_column(whole_days=False, nullable=True),
    "period_end": date_column(whole_days=False, nullable=True),
    "counted": text_column(),
    "dimension": text_column(),
    "category": text_column(),
    "place": text_column(),
    "note": text_column(nullable=True),
}
COUNTS = pa.DataFrameSchema(
    PLACE_AND_TIME
    | {
        "recipients": text_column(one_of(("all recipients", "residents", "visitors"))),
        "count": count_column(),
    },
    unique=[
        "police_force", "basis", "period_start", "period_end",
        "counted", "recipients", "dimension", "category",
    ],
)  # fmt: skip
STATEMENTS = pa.DataFrameSchema(
    PLACE_AND_TIME
    | {
        "measure": text_column(),
        "base": text_column(nullable=True),
        "value_printed": text_column(),
        "unit": text_column(one_of(UNITS)),
        "rounding_rule": text_column(one_of(RULES)),
        "rounding_step": step_column(nullable=True),
        "problem": text_column(nullable=True),
    },
    unique=[
        "police_force", "basis", "period_start", "period_end",
        "measure", "counted", "base", "dimension", "category",
    ],
)  # fmt: skip


def read_counts(publications: Sequence[str]) -> pd.DataFrame:
    """The counts that several publications print, one below the other in the order given."""
    return _read(publications, "counts.csv", COUNTS)


def read_statements(publications: Sequence[str]) -> pd.DataFrame:
    """The shares, rates and ratios that several publications print, in the order given."""
    return check_printed(_read(publications, "statements.csv", STATEMENTS))


def exclude_other_forces(table: Table, police_force: str) -> Table:
    """The rows of one force."""
    return exclude(table, table.rows["police_force"] != police_force, "another force or nation")


def exclude_repeats(table: Table, key: list[str], figure: str) -> Table:
    """One row for each key: the first publication that prints it, if all print the same figure.

    Raises
    ------
    DataError
        Two publications print different figures for one key.
    """
    repeated = table.rows.duplicated([*key, figure])
    kept = exclude(table, repeated, "the same figure, printed again by another publication")
    conflicting = kept.rows.duplicated(key)
    for row in kept.rows[conflicting].to_dict("records"):
        raise DataError(
            "two publications disagree",
            "Give the second another basis, or leave it out with a reason",
            file=row["source"],
            column=figure,
            value=row[figure],
        )
    return kept


def tidy_categories(rows: pd.DataFrame) -> pd.Series:
    """Categories with the ethnic groups of this bundle; those of other dimensions as printed."""
    ethnic = rows["dimension"].isin(("ethnicity", "total"))
    return rows["category"].where(~ethnic, tidy_ethnicity(rows[ethnic], "category"))


def _read(publications: Sequence[str], file: str, schema: pa.DataFrameSchema) -> pd.DataFrame:
    parts = [read_raw(f"{publication}/{file}", schema) for publication in publications]
    return pd.concat(parts, ignore_index=True)
