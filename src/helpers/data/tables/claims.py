"""Hides how the statements of the four cases are stored as the APCC report prints them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from helpers.data.checks import read_raw
from helpers.data.exclusions import Table, published

APCC = "apcc-2020/claims.csv"
CASES = (
    "1_north_yorkshire_fpn_profile",
    "2_wiltshire_fpn_breakdown",
    "3_south_wales_recruitment_trend",
    "4_essex_hate_crime_growth",
)
UNITS = ("notices", "part of one", "people", "percent", "rank", "reports")
RULES = ("exact", "nearest", "in words")
COLUMNS = [
    "claim_id", "case", "place", "counted", "value_printed", "unit", "rounding_rule",
    "rounding_step", "rule_reason", "period_start", "period_end", "base", "note", "source",
]  # fmt: skip

CLAIMS = pa.DataFrameSchema(
    {
        "claim_id": pa.Column(str, unique=True),
        "case": pa.Column(str, pa.Check.isin(CASES)),
        "place": pa.Column(str),
        "counted": pa.Column(str),
        "category": pa.Column(str, nullable=True),
        "value_printed": pa.Column(str),
        "unit": pa.Column(str, pa.Check.isin(UNITS)),
        "rounding_rule": pa.Column(str, pa.Check.isin(RULES)),
        "rounding_step": pa.Column(float, pa.Check.gt(0), coerce=True, nullable=True),
        "rule_reason": pa.Column(str),
        "period_start": pa.Column(str, nullable=True),
        "period_end": pa.Column(str, nullable=True),
        "base": pa.Column(str, nullable=True),
        "note": pa.Column(str, nullable=True),
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
