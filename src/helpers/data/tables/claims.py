"""Hides how the statements of the four cases are stored as the APCC report prints them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from helpers.data.checks import date_column, one_of, read_raw, step_column, text_column
from helpers.data.exclusions import Table, published
from helpers.data.printed import check_printed
from helpers.data.register import REPORTS as CASES

APCC = "apcc-2020/claims.csv"
UNITS = ("notices", "part of one", "people", "percent", "rank", "ratio", "reports")
RULES = ("exact", "nearest", "in words")
COLUMNS = [
    "claim_id", "case", "place", "counted", "value_printed", "unit", "rounding_rule",
    "rounding_step", "rule_reason", "period_start", "period_end", "base", "note", "source",
]  # fmt: skip

CLAIMS = pa.DataFrameSchema(
    {
        "claim_id": text_column(unique=True),
        "case": text_column(one_of(CASES)),
        "place": text_column(),
        "counted": text_column(),
        "category": text_column(nullable=True),
        "value_printed": text_column(),
        "unit": text_column(one_of(UNITS)),
        "rounding_rule": text_column(one_of(RULES)),
        "rounding_step": step_column(nullable=True),
        "rule_reason": text_column(),
        "period_start": date_column(whole_days=False, nullable=True),
        "period_end": date_column(whole_days=False, nullable=True),
        "base": text_column(nullable=True),
        "note": text_column(nullable=True),
    }
)


def read_claims() -> pd.DataFrame:
    """The statements as printed, numbers without their unit."""
    return check_printed(read_raw(APCC, CLAIMS))


def read_claims_of(case: str) -> pd.DataFrame:
    """The statements of one case, by the name of its report."""
    claims = read_claims()
    return claims[claims["case"] == case].reset_index(drop=True)


def tidy_claims(claims: pd.DataFrame) -> Table:
    """One row per statement, sorted by case."""
    rows = claims.sort_values(["case", "claim_id"], ignore_index=True)
    return published(rows[COLUMNS])


TABLES: dict[str, Callable[[], Table]] = {
    "published_claims": lambda: tidy_claims(read_claims()),
}
