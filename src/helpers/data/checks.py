"""Reading a raw table so that whatever is wrong with it is named by file, row, column and value."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from helpers.data.errors import DataError
from helpers.data.ethnicity import LABELS
from helpers.data.sources import raw_path

FIRST_ROW = 2


def read_raw(name: str, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A registered raw table, checked against its schema, with a ``source`` column.

    ``source`` is ``<path>:<line>``, the line as a text editor counts it: it follows each figure
    into the processed tables, so that an auditor finds the row that a number came from. Empty
    cells of nullable columns are missing.

    Raises
    ------
    DataError
        See :func:`helpers.data.sources.raw_path`; or the table is not readable as CSV in UTF-8, or
        breaks its schema.
    """
    path = raw_path(name)
    published = _read_text(path)
    checked = check(published, schema, path)
    lines = pd.Series(range(FIRST_ROW, len(checked) + FIRST_ROW), index=checked.index)
    return checked.assign(source=[f"{name}:{line}" for line in lines])


def check(table: pd.DataFrame, schema: pa.DataFrameSchema, file: Path | str) -> pd.DataFrame:
    """The table with the types of its schema.

    Raises
    ------
    DataError
        The first fault in the order of columns and rows: file, row, column, value, remedy.
    """
    for column in schema.columns:
        if column not in table:
            raise DataError("the column is missing", "Restore the header", file=file, column=column)
    try:
        return schema.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise _first_fault(error.failure_cases, table, file) from None


def count_column(**options: object) -> pa.Column:
    """A column of whole numbers that are zero or more; give ``nullable=True`` where one is."""
    kind = "Int64" if options.get("nullable") else "int64"
    whole = pa.Check.ge(0, error="a count is zero or more: correct the figure from its publication")
    return pa.Column(kind, whole, coerce=True, **options)


def text_column(*checks: pa.Check, **options: object) -> pa.Column:
    """A column of text, which every cell of a raw table is when it is read."""
    return pa.Column(None, list(checks), **options)


def date_column(**options: object) -> pa.Column:
    """A column of ISO dates, ``YYYY-MM-DD``."""
    iso = pa.Check.str_matches(
        r"^\d{4}-\d{2}-\d{2}$", error="not an ISO date: write it as YYYY-MM-DD"
    )
    return text_column(iso, **options)


def ethnicity_column(**options: object) -> pa.Column:
    """A column of ethnic groups as published, each label known to :mod:`helpers.data.ethnicity`."""
    known = pa.Check.isin(
        sorted(LABELS), error="unknown ethnicity label: add it to helpers.data.ethnicity"
    )
    return text_column(known, **options)


def _read_text(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise DataError(reason, "Restore the file from the repository", file=path) from None
    return table.replace("", pd.NA)


def _first_fault(faults: pd.DataFrame, table: pd.DataFrame, file: Path | str) -> DataError:
    fault = faults.sort_values("index", kind="stable", na_position="last").iloc[0]
    row = None if pd.isna(fault["index"]) else int(fault["index"]) + FIRST_ROW
    column = fault["column"] if fault["schema_context"] == "Column" else None
    value = fault["failure_case"]
    problem, _, remedy = str(fault["check"]).partition(": ")
    if "unique" in problem:
        keys = [column for column in table if column == fault["column"]] or None
        column, problem, remedy = (keys or [None])[0], "duplicated key", "Keep one of the rows"
    elif "not_nullable" in problem:
        problem, remedy = "the cell is empty", "Give the value as published"
    elif "dtype" in problem or "coerce" in problem:
        problem, remedy = f"not of the type {problem}", "Give the value as published"
    return DataError(
        problem,
        remedy or "Correct the row from its publication",
        file=file,
        row=row,
        column=column,
        value=None if pd.isna(value) else value,
    )
