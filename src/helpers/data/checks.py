"""Reading a raw table so that whatever is wrong with it is named by file, row, column and value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from helpers.data.errors import DataError
from helpers.data.ethnicity import LABELS
from helpers.data.lines import FIRST_ROW, read_lines
from helpers.data.sources import raw_path

PERIODS = (("period_start", "period_end"), ("date_from", "date_to"))
DATE = {"type": "date"}
AS_ASKED = "as_asked"
FORMS = {
    "int": (r"-?[0-9]{1,15}", "not a whole number"),
    "float": (r"[0-9]+(\.[0-9]{1,2})?", "not a number of zero or more with at most two decimals"),
}


def read_raw(name: str, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A registered raw table, checked against its schema, with a ``source`` column.

    ``source`` is ``<path>:<line>``, the line as a text editor counts it: it follows each figure
    into the processed tables, so that an auditor finds the row that a number came from. Empty
    cells of nullable columns are missing.

    Raises
    ------
    DataError
        See :func:`helpers.data.sources.raw_path` and :func:`helpers.data.lines.read_lines`; or the
        table breaks its schema.
    """
    file = f"data/raw/{name}"
    checked = check(read_lines(raw_path(name), file), schema, file)
    lines = range(FIRST_ROW, len(checked) + FIRST_ROW)
    return checked.assign(source=[f"{name}:{line}" for line in lines])


def check(table: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> pd.DataFrame:
    """The table with the types of its schema.

    A period that ends before it starts is a fault too.

    Raises
    ------
    DataError
        A fault with file, row, column, value and remedy: a column that is missing or not of the
        schema, else an empty cell, else the first fault in the order of rows.
    """
    _check_columns(table, schema, file)
    try:
        checked = schema.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise _first_fault(error.failure_cases, table, file) from None
    _check_periods(checked, file)
    return checked


def count_column(**options: object) -> pa.Column:
    """A column of whole numbers that are zero or more; give ``nullable=True`` where one is."""
    kind = "Int64" if options.get("nullable") else "int64"
    whole = pa.Check.ge(0, error="a count is zero or more: correct the figure from its publication")
    return pa.Column(kind, whole, coerce=True, **options)


def number_column(**options: object) -> pa.Column:
    """A column of numbers that are zero or more, with at most the two decimals that are stored."""
    least = pa.Check.ge(0, error="a number is zero or more: correct it from its publication")
    return pa.Column(float, least, coerce=True, **options)


def share_column(**options: object) -> pa.Column:
    """A column of text that is a share of 0 to 100 per cent, as printed."""
    high = "a share is 0 to 100 per cent: correct the figure from its publication"
    return text_column(
        _form(r"[0-9]+(\.[0-9]+)?", "not a number: give the figure as published"),
        _form(r"100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?", high),
        **options,
    )


def step_column(**options: object) -> pa.Column:
    """A column of text that is the step to which a figure was rounded: a number above zero."""
    step = _form(r"(?=.*[1-9])\d+(\.\d+)?", "not a number above zero: give the step of rounding")
    return text_column(step, **options)


def text_column(*checks: pa.Check, **options: object) -> pa.Column:
    """A column of text, which every cell of a raw table is when it is read."""
    return pa.Column(None, list(checks), **options)


def one_of(allowed: Sequence[str]) -> pa.Check:
    """The check that a cell is one of a few words."""
    return pa.Check.isin(list(allowed), error=f"unknown: use one of {', '.join(allowed)}")


def date_column(*, whole_days: bool = True, **options: object) -> pa.Column:
    """A column of ISO dates, ``YYYY-MM-DD``; also months and years where days may be lacking."""
    form = r"\d{4}-\d\d-\d\d" if whole_days else r"\d{4}(-\d\d){0,2}"
    name = "YYYY-MM-DD" if whole_days else "YYYY-MM-DD, YYYY-MM or YYYY"
    real = pa.Check(
        is_a_day, element_wise=True, error="there is no such date: correct it from its publication"
    )
    as_asked = _form(form, f"not of the form {name}: write the date so")
    return text_column(as_asked, real, metadata=DATE if whole_days else None, **options)


def quarter_column(**options: object) -> pa.Column:
    """A column of the first days of quarters."""
    first = r"\d{4}-(01|04|07|10)-01"
    as_asked = _form(first, "not the first day of a quarter: write YYYY-MM-01")
    return text_column(as_asked, metadata=DATE, **options)


def ethnicity_column(**options: object) -> pa.Column:
    """A column of ethnic groups as published, each label known to :mod:`helpers.data.ethnicity`."""
    known = pa.Check.isin(
        sorted(LABELS), error="unknown ethnicity label: add it to helpers.data.ethnicity"
    )
    return text_column(known, **options)


def is_a_day(cell: str) -> bool:
    """Whether there is such a day, month or year."""
    try:
        date.fromisoformat(cell + "-01-01"[len(cell) - 4 :])
    except ValueError:
        return False
    return True


def _form(pattern: str, error: str) -> pa.Check:
    said = {"name": AS_ASKED, "error": error, "statistics": {"pattern": pattern}}
    return pa.Check(lambda cells: cells.str.fullmatch(pattern), **said)


def _check_columns(table: pd.DataFrame, schema: pa.DataFrameSchema, file: str) -> None:
    for name in schema.columns:
        if name not in table:
            raise DataError("the column is missing", "Restore the header", file=file, column=name)
    for name in table:
        if name not in schema.columns and name != "source":
            raise DataError("unknown column", "Restore the header", file=file, column=name)
    for name, column in schema.columns.items():
        _check_cells(table[name], column, file)


def _check_cells(cells: pd.Series, column: pa.Column, file: str) -> None:
    empty = cells.index[cells.isna()]
    if len(empty) and not column.nullable:
        row = int(empty[0]) + FIRST_ROW
        problem, remedy = "the cell is empty", "Give the value as published"
        raise DataError(problem, remedy, file=file, row=row, column=column.name)
    kind = str(column.dtype).lower().rstrip("0123456789")
    if kind in FORMS and cells.dtype == "str":
        pattern, problem = FORMS[kind]
        for row, cell in cells[~cells.str.fullmatch(pattern, na=True)].items():
            place = {"row": int(row) + FIRST_ROW, "column": column.name, "value": cell}
            raise DataError(problem, "Give the figure as published", file=file, **place)


def _check_periods(table: pd.DataFrame, file: str) -> None:
    for first, last in PERIODS:
        if not {first, last} <= set(table.columns):
            continue
        for row, (start, end) in enumerate(zip(table[first], table[last], strict=True), FIRST_ROW):
            if pd.notna(start) and pd.notna(end) and start[: len(end)] > end:
                problem, remedy = f"ends before it starts, {start}", "Correct the dates"
                raise DataError(problem, remedy, file=file, row=row, column=last, value=end)


def _first_fault(faults: pd.DataFrame, table: pd.DataFrame, file: str) -> DataError:
    fault = faults.sort_values("index", kind="stable", na_position="last").iloc[0]
    row = None if pd.isna(fault["index"]) else int(fault["index"]) + FIRST_ROW
    column = fault["column"] if fault["schema_context"] == "Column" else None
    problem, _, remedy = str(fault["check"]).partition(": ")
    if "unique" in problem:
        keys = [column for column in table if column == fault["column"]] or None
        column, problem, remedy = (keys or [None])[0], "duplicated key", "Keep one of the rows"
    known = row is not None and column is not None
    return DataError(
        problem,
        f"{remedy[:1].upper()}{remedy[1:]}" or "Correct the row from its publication",
        file=file,
        row=row,
        column=column,
        value=table[column].iloc[row - FIRST_ROW] if known else None,
    )
