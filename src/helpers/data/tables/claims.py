"""Hides how the statements of the four cases are stored as the APCC report prints them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from helpers.data.checks import read_raw, text_column
from helpers.data.exclusions import Table, published

APCC = "apcc-2020/claims.csv"
CASES = (
    "1_north_yorkshire_fpn_profile",
    "2_wiltshire_fpn_breakdown",
    "3_south_wales_recruitment_trend",
    "4_essex_hate_crime_growth",
)
UNITS = ("notices", "part of one", "people", "percent", "rank", "ratio", "reports")
RULES = ("exact", "nearest", "in words")
COLUMNS = [
    "claim_id", "case", "place", "counted", "value_printed", "unit", "rounding_rule",
    "rounding_step", "rule_reason", "period_start", "period_end", "base", "note", "source",
]  # fmt: skip

CLAIMS = pa.DataFrameSchema(
    {
        "claim_id": text_column(unique=True),
        "case": text_column(pa.Check.isin(CASES)),
        "place": text_column(),
        "counted": text_column(),
        "category": text_column(nullable=True),
        "value_printed": text_column(),
        "unit": text_column(pa.Check.isin(UNITS)),
        "rounding_rule": text_column(pa.Check.isin(RULES)),
        "rounding_step": pa.Column(float, pa.Check.gt(0), coerce=True, nullable=True),
        "rule_reason": text_column(),
        "period_start": text_column(nullable=True),
        "period_end": text_column(nullable=True),
        "base": text_column(nullable=True),
        "note": text_column(nullable=True),
    }
)


def read_claims() -> pd.DataFrame:
    """The statements as printed, numbers without their unit."""
    return read_raw(APCC, CLAIMS)


def tidy_claims(claims: pd.DataFrame) -> Table:
    """One row per statement, sorted by case."""
    rows = claims.sort_values(["case", "claim_id"], ignore_index=True)
    return published(rows[COLUMNS])


TABLES: dict[str, Callable[[], Table]] = {
    "published_claims": lambda: tidy_claims(read_claims()),
}
