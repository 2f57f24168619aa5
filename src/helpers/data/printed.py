"""Which printed values a unit and a rounding rule allow, so that no impossible one passes."""

from __future__ import annotations

import re
from fractions import Fraction

import pandas as pd

from helpers.data.errors import fault_in

COUNTED = ("notices", "people", "persons", "reports", "offences", "incidents a year")
SHARES = ("percent", "per cent")
IN_WORDS = "in words"
PART_OF_ONE = "part of one"
CHANGE = "change"
HIGHEST_SHARE = 100


def check_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows themselves, each with a ``value_printed`` that its unit and rule allow.

    Counts are whole; shares are 0 to 100 per cent; rates and ratios are zero or more; only a
    change may be negative or above 100 per cent. A row is a change where its ``measure``, what is
    ``counted`` or its ``unit`` says so.

    Raises
    ------
    DataError
        The first value that cannot stand: file, row, column, value, remedy.
    """
    for row in rows.fillna("").to_dict("records"):
        fault = _fault_in_words(row) or _fault_of_number(row)
        if fault:
            remedy = "Correct the figure from its publication"
            raise fault_in(row["source"], "value_printed", row["value_printed"], fault, remedy)
        _check_step(row)
    return rows


def _is_in_words(row: dict) -> bool:
    return row.get("rounding_rule") == IN_WORDS or row["unit"] == PART_OF_ONE


def _fault_in_words(row: dict) -> str | None:
    if not _is_in_words(row):
        return None
    form = r"[a-z]+ in [a-z]+" if row["unit"] == PART_OF_ONE else r"[^\W\d_][^\d]*"
    return None if re.fullmatch(form, row["value_printed"]) else "not words, as the rule says"


def _fault_of_number(row: dict) -> str | None:
    if _is_in_words(row):
        return None
    value, unit = row["value_printed"], row["unit"]
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return "not a number"
    if unit in COUNTED and "." in value:
        return "not a whole number"
    if any(CHANGE in row.get(column, "") for column in ("measure", "counted", "unit")):
        return None
    if value.startswith("-"):
        return f"a figure in {unit} is zero or more"
    if unit in SHARES and Fraction(value) > HIGHEST_SHARE:
        return "a share is 0 to 100 per cent"
    return None


def _check_step(row: dict) -> None:
    if row.get("rounding_rule") != "nearest":
        return
    step, value = row["rounding_step"], row["value_printed"]
    if not step:
        problem, remedy = "a rounded figure has a step", "Give the step of rounding"
        raise fault_in(row["source"], "rounding_step", None, problem, remedy)
    if not _is_in_words(row) and Fraction(value) % Fraction(step):
        problem, remedy = f"not a multiple of its step {step}", "Correct the figure or the step"
        raise fault_in(row["source"], "value_printed", value, problem, remedy)
