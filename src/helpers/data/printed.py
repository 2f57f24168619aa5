"""Which printed values a unit and a rounding rule allow, so that no impossible one passes."""

from __future__ import annotations

import re
from fractions import Fraction

import pandas as pd

from helpers.data.errors import fault_in

COUNTED = (
    "authorities", "boroughs", "cases", "centres", "deaths", "events", "families", "forces",
    "forms", "groups", "incidents", "incidents a year", "notices", "offences", "organisations",
    "panels", "participants", "people", "persons", "quarters", "rank", "recommendations",
    "referrals", "reports", "sections", "services", "sessions", "times a year", "videos", "years",
)  # fmt: skip
SHARES = ("percent", "per cent")
IN_WORDS = "in words"
BETWEEN = "between"
PART_OF_ONE = "part of one"
CHANGE = "change"
HIGHEST_SHARE = 100
NUMBER = r"-?[0-9]+(\.[0-9]+)?"
PART = r"[a-z]+ in [a-z]+|(a )?half|(a|two) thirds?|(a|three) quarters?"
STEP_NEEDED = ("nearest", "almost", "about")
STEP_REFUSED = (BETWEEN, "exact", IN_WORDS)
READ = ("read_from", "read_to")


def check_printed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows themselves, each with a ``value_printed`` that its unit and rule allow.

    Counts are whole; shares are 0 to 100 per cent; rates and ratios are zero or more; only a
    change may be negative or above 100 per cent. A row is a change where its ``measure``, what is
    ``counted`` or its ``unit`` says so. A value ``between`` two numbers is written ``30 to 100``.
    Words may be read as a range, ``read_from`` to ``read_to``, either of them open.

    Raises
    ------
    DataError
        The first value that cannot stand: file, row, column, value, remedy.
    """
    for row in rows.fillna("").to_dict("records"):
        fault = _fault_of_value(row)
        if fault:
            remedy = "Correct the figure from its publication"
            raise fault_in(row["source"], "value_printed", row["value_printed"], fault, remedy)
        _check_step(row)
        _check_reading(row)
    return rows


def _is_in_words(row: dict) -> bool:
    return row.get("rounding_rule") == IN_WORDS or row["unit"] == PART_OF_ONE


def _fault_of_value(row: dict) -> str | None:
    value = row["value_printed"]
    if _is_in_words(row):
        form = PART if row.get("rounding_rule") != IN_WORDS else r"[^\W\d_][^\d]*"
        return None if re.fullmatch(form, value) else "not words, as the rule says"
    if row.get("rounding_rule") != BETWEEN:
        return _fault_of_number(value, row)
    ends = value.split(" to ")
    if len(ends) != 2:
        return "not two numbers with the word to between them"
    faults = [_fault_of_number(end, row) for end in ends]
    if any(faults):
        return next(filter(None, faults))
    return None if Fraction(ends[0]) <= Fraction(ends[1]) else "ends below its start"


def _fault_of_number(value: str, row: dict) -> str | None:
    unit = row["unit"]
    if not re.fullmatch(NUMBER, value):
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
    rule = row.get("rounding_rule")
    if rule not in STEP_NEEDED + STEP_REFUSED:
        return
    step, value = row["rounding_step"], row["value_printed"]
    if rule in STEP_NEEDED and not step:
        problem, remedy = "a rounded figure has a step", "Give the step of rounding"
        raise fault_in(row["source"], "rounding_step", None, problem, remedy)
    if rule in STEP_REFUSED and step:
        problem, remedy = f"a figure {rule} has no step", "Take out the step or correct the rule"
        raise fault_in(row["source"], "rounding_step", step, problem, remedy)
    if rule == "nearest" and not _is_in_words(row) and Fraction(value) % Fraction(step):
        problem, remedy = f"not a multiple of its step {step}", "Correct the figure or the step"
        raise fault_in(row["source"], "value_printed", value, problem, remedy)


def _check_reading(row: dict) -> None:
    limits = {column: row[column] for column in READ if row.get(column)}
    for column, limit in limits.items():
        if row.get("rounding_rule") != IN_WORDS:
            problem, remedy = "only words are read as a range", "Take it out or correct the rule"
            raise fault_in(row["source"], column, limit, problem, remedy)
        if not re.fullmatch(NUMBER, limit):
            problem, remedy = "not a number", "Give the limit of the reading, or leave it empty"
            raise fault_in(row["source"], column, limit, problem, remedy)
    if len(limits) == len(READ) and Fraction(limits["read_from"]) > Fraction(limits["read_to"]):
        problem, remedy = f"below read_from, {limits['read_from']}", "Correct the reading"
        raise fault_in(row["source"], "read_to", limits["read_to"], problem, remedy)
