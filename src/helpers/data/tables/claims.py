"""Hides how the figures that the five documents print are stored, each as printed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from helpers.data.areas import tidy_force
from helpers.data.checks import date_column, one_of, read_raw, step_column, text_column
from helpers.data.errors import fault_in
from helpers.data.left_out import Table, published
from helpers.data.printed import check_printed
from helpers.data.register import CASES

APCC = "apcc-2020"
DOCUMENTS = (
    APCC,
    "centre-for-justice-innovation-2021-04",
    "nottinghamshire-opcc-undated",
    "lib-dem-voice-2020-09-10",
    "action-for-race-equality-2022-04-28",
)
OTHER_AREAS = ("England and Wales", "London", "Scotland", "United Kingdom")
UNITS = (
    "authorities", "boroughs", "cases", "centres", "deaths", "events", "families", "forces",
    "forms", "groups", "hours a day", "incidents", "million pounds", "notices", "organisations",
    "panels", "part of one", "participants", "people", "percent", "percentage points", "pounds",
    "quarters", "rank", "ratio", "recommendations", "referrals", "reports", "sections",
    "services", "sessions", "times a year", "videos", "years",
)  # fmt: skip
RULES = (
    "exact", "nearest", "more than", "at least", "fewer than", "at most", "almost", "about",
    "between", "in words",
)  # fmt: skip
COLUMNS = [
    "claim_id", "document", "case", "area", "place", "counted", "category", "value_printed", "unit",
    "rounding_rule", "rounding_step", "rule_reason", "read_from", "read_to", "period_start",
    "period_end", "base", "note", "source",
]  # fmt: skip

CLAIMS = pa.DataFrameSchema(
    {
        "claim_id": text_column(unique=True),
        "case": text_column(one_of(CASES), nullable=True),
        "area": text_column(),
        "place": text_column(),
        "counted": text_column(),
        "category": text_column(nullable=True),
        "value_printed": text_column(),
        "unit": text_column(one_of(UNITS)),
        "rounding_rule": text_column(one_of(RULES)),
        "rounding_step": step_column(nullable=True),
        "rule_reason": text_column(),
        "read_from": text_column(nullable=True),
        "read_to": text_column(nullable=True),
        "period_start": date_column(whole_days=False, nullable=True),
        "period_end": date_column(whole_days=False, nullable=True),
        "base": text_column(nullable=True),
        "note": text_column(nullable=True),
    }
)


def read_claims() -> pd.DataFrame:
    """The statements of all documents as printed, numbers without their unit.

    ``document`` is the folder of the publication; an area is a police force area as the ONS spells
    it, or one of ``OTHER_AREAS``.

    Raises
    ------
    DataError
        A file breaks its schema, a figure cannot be read by its rule, an area is unknown, or two
        documents give one identifier.
    """
    claims = pd.concat([_read_claims_in(name) for name in DOCUMENTS], ignore_index=True)
    repeated = claims["claim_id"].duplicated()
    for source, claim in claims.loc[repeated, ["source", "claim_id"]].to_numpy():
        problem, remedy = "another document has it too", "Give each claim its own identifier"
        raise fault_in(source, "claim_id", claim, problem, remedy)
    return claims.assign(area=tidy_force(claims, OTHER_AREAS, column="area"))


def read_claims_of(case: str) -> pd.DataFrame:
    """The statements of one case, by the name of its report."""
    claims = read_claims()
    return claims[claims["case"] == case].reset_index(drop=True)


def tidy_claims(claims: pd.DataFrame) -> Table:
    """One row per statement, those of the cases first, sorted by case."""
    rows = claims.sort_values(["case", "claim_id"], ignore_index=True)
    return published(rows[COLUMNS])


def _read_claims_in(document: str) -> pd.DataFrame:
    claims = check_printed(read_raw(f"{document}/claims.csv", CLAIMS))
    return claims.assign(document=document)


TABLES: dict[str, Callable[[], Table]] = {
    "published_claims": lambda: tidy_claims(read_claims()),
}
