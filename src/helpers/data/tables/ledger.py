"""Hides how each claim is to be checked, and by which rule the other numbers are left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from math import inf

import pandas as pd
import pandera.pandas as pa

from helpers.data.checks import count_column, one_of, read_raw, text_column
from helpers.data.errors import DataError, fault_in
from helpers.data.left_out import Table, published
from helpers.data.tables.claims import DOCUMENTS, read_claims

CHECKS_FILE = "ledger/checks.csv"
LEFT_OUT_FILE = "ledger/left_out.csv"
RULES_FILE = "ledger/rules.csv"
RELATED = {
    "sum": (2, inf),
    "difference": (2, 2),
    "change": (2, 2),
    "share": (2, 2),
    "product": (2, inf),
    "same": (1, inf),
    "within": (1, inf),
    "holds": (1, inf),
    "official": (1, inf),
    "counts": (1, 1),
    "total": (1, 1),
    "base": (1, inf),
    "operand": (1, inf),
    "none": (0, 0),
}
OFFICIAL = r"official\.[a-z_]+\.[a-z0-9_]+"
CHECK_COLUMNS = ["claim_id", "check", "related", "reason", "source"]
LEFT_OUT_COLUMNS = ["publication", "rule", "explanation", "place", "value_printed", "times"]

CHECKS = pa.DataFrameSchema(
    {
        "claim_id": text_column(),
        "check": text_column(one_of(tuple(RELATED))),
        "related": text_column(nullable=True),
        "reason": text_column(),
    },
    unique=["claim_id", "check", "related"],
)
RULES = pa.DataFrameSchema({"rule": text_column(unique=True), "explanation": text_column()})
LEFT_OUT = pa.DataFrameSchema(
    {
        "publication": text_column(one_of(DOCUMENTS)),
        "rule": text_column(),
        "place": text_column(),
        "value_printed": text_column(),
        "times": count_column(),
    },
    unique=["publication", "rule", "place", "value_printed"],
)


def read_checks(claims: pd.DataFrame) -> pd.DataFrame:
    """The checks of all claims; ``related`` names claims or official figures, in order.

    Parameters
    ----------
    claims
        The statements, as :func:`helpers.data.tables.claims.read_claims` gives them.

    Raises
    ------
    DataError
        The file breaks its schema; a check is of a claim that is not printed, or names one, names
        the claim itself, or too few or too many; or a claim has no check.
    """
    checks = read_raw(CHECKS_FILE, CHECKS)
    known = set(claims["claim_id"])
    for row in checks.fillna("").to_dict("records"):
        _check_row(row, known)
    unchecked = ~claims["claim_id"].isin(checks["claim_id"])
    for source, claim in claims.loc[unchecked, ["source", "claim_id"]].to_numpy():
        remedy = f"Add a row to data/raw/{CHECKS_FILE}, with none and the reason if need be"
        raise fault_in(source, "claim_id", claim, "the claim has no check", remedy)
    return checks


def read_left_out() -> pd.DataFrame:
    """The numbers that are no claim, with the ``explanation`` of the rule that leaves each out.

    Raises
    ------
    DataError
        A file breaks its schema, or a rule is not explained or leaves nothing out.
    """
    left_out, rules = read_raw(LEFT_OUT_FILE, LEFT_OUT), read_raw(RULES_FILE, RULES)
    for rows, others, problem in (
        (left_out, rules, f"the rule is not in data/raw/{RULES_FILE}"),
        (rules, left_out, "the rule leaves nothing out"),
    ):
        for source, rule in rows.loc[~rows["rule"].isin(others["rule"]), ["source", "rule"]].values:
            raise fault_in(source, "rule", rule, problem, "Correct the rule")
    found = rules.set_index("rule").loc[left_out["rule"]].reset_index(drop=True)
    return left_out.assign(
        explanation=found["explanation"], source=left_out["source"] + ";" + found["source"]
    )


def tidy_checks(claims: pd.DataFrame, checks: pd.DataFrame) -> Table:
    """One row per check, in the order of the claims and, for one claim, as recorded."""
    place = checks["claim_id"].map({claim: row for row, claim in enumerate(claims["claim_id"])})
    rows = checks.iloc[place.argsort(kind="stable").to_numpy()].reset_index(drop=True)
    return published(rows[CHECK_COLUMNS])


def tidy_left_out(left_out: pd.DataFrame) -> Table:
    """One row per document, rule, place and value, with the number of times it is printed."""
    rows = left_out.sort_values(LEFT_OUT_COLUMNS[:-1], ignore_index=True)
    return published(rows[[*LEFT_OUT_COLUMNS, "source"]])


def _check_row(row: dict, known: Container[str]) -> None:
    if row["claim_id"] not in known:
        raise _fault(row, "claim_id", "no document has this claim")
    others = row["related"].split(";") if row["related"] else []
    fewest, most = RELATED[row["check"]]
    if not fewest <= len(others) <= most:
        number = fewest if fewest == most else f"{fewest} or more"
        raise _fault(row, "related", f"a check {row['check']} has {number} related figures")
    for other in others:
        if other not in known and not re.fullmatch(OFFICIAL, other):
            raise _fault(row, "related", f"neither a claim nor an official figure: {other}")
    if row["claim_id"] in others:
        raise _fault(row, "related", "a claim cannot be checked against itself")


def _fault(row: dict, column: str, problem: str) -> DataError:
    return fault_in(row["source"], column, row[column], problem, "Correct the check")


def _build_checks() -> Table:
    claims = read_claims()
    return tidy_checks(claims, read_checks(claims))


TABLES: dict[str, Callable[[], Table]] = {
    "claim_checks": _build_checks,
    "numbers_left_out": lambda: tidy_left_out(read_left_out()),
}
