"""Hides how the schema with which a table is checked is said in the words of a Table Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import pandera.pandas as pa

from helpers.data.checks import AS_ASKED, is_a_day
from helpers.data.columns import column_words
from helpers.data.errors import DataError

TYPES = {"int": "integer", "float": "number"}
NO_DATE_BUT_A_FORM = is_a_day.__name__
MISSING = [""]


def table_schema(
    schema: pa.DataFrameSchema, columns: Iterable[str], said: Mapping, name: str
) -> dict[str, object]:
    """The Table Schema of a table: fields in the order of its columns, missing values and key.

    A key of which no part may be missing is the ``primaryKey``; any other is among ``uniqueKeys``,
    since the standard does not allow a primary key to be empty.

    Raises
    ------
    DataError
        A column that the schema or ``columns.toml`` does not have, or a check that has no words
        in the standard.
    """
    described: dict[str, object] = {
        "fields": [_field(column, schema, said, name) for column in columns],
        "missingValues": MISSING,
    }
    key = schema.unique or [one for one, column in schema.columns.items() if column.unique]
    if key and any(schema.columns[column].nullable for column in key):
        described["uniqueKeys"] = [list(key)]
    elif key:
        described["primaryKey"] = list(key)
    return described


def _field(name: str, schema: pa.DataFrameSchema, said: Mapping, table: str) -> dict:
    if name not in schema.columns:
        raise DataError("unknown column", "Restore the header", file=table, column=name)
    column, meaning = schema.columns[name], column_words(name, said, table)
    kind = _type(column)
    constraints = {} if column.nullable else {"required": True}
    if column.unique:
        constraints["unique"] = True
    constraints |= _constraints(column, kind, table)
    field = {"name": name, "type": kind, **{key: meaning[key] for key in ("description", "unit")}}
    return field | ({"constraints": constraints} if constraints else {})


def _type(column: pa.Column) -> str:
    kind = str(column.dtype).lower().rstrip("0123456789")
    return (column.metadata or {}).get("type") or TYPES.get(kind, "string")


def _constraints(column: pa.Column, kind: str, table: str) -> dict[str, object]:
    """The checks of a column; those that the type of the field makes are left out."""
    found: dict[str, object] = {}
    patterns = []
    for check in column.checks:
        pattern = _pattern(check)
        if check.name == NO_DATE_BUT_A_FORM or (pattern and kind == "date"):
            continue
        if pattern:
            patterns.append(pattern)
        elif check.name in CONSTRAINTS:
            found |= CONSTRAINTS[check.name](check.statistics)
        else:
            remedy = "Add it to helpers.data.fields"
            problem = f"the check {check.name!r} has no words in the standard"
            raise DataError(problem, remedy, file=table, column=column.name)
    return found | ({"pattern": _all_of(patterns)} if patterns else {})


def _pattern(check: pa.Check) -> str | None:
    """The pattern that a whole cell has to be of, without names, which the standard lacks."""
    whole = {AS_ASKED: r"(?s)(.*)", "str_matches": r"(?s)\^(.*)\$"}.get(str(check.name))
    found = re.fullmatch(whole, check.statistics["pattern"]) if whole else None
    return re.sub(r"\(\?P<\w+>", "(", found[1]) if found else None


def _all_of(patterns: list[str]) -> str:
    """One pattern that holds where all hold, in brackets: a reader sets anchors on both sides."""
    *first, last = patterns
    return "".join(f"(?=({pattern})$)" for pattern in first) + f"({last})"


CONSTRAINTS: dict[str, Callable[[Mapping], dict[str, object]]] = {
    "equal_to": lambda said: {"enum": [said["value"]]},
    "greater_than_or_equal_to": lambda said: {"minimum": said["min_value"]},
    "isin": lambda said: {"enum": list(said["allowed_values"])},
    "str_length": lambda said: {"maxLength": said["max_value"]},
}
