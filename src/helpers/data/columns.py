"""Hides what the columns of every table mean, and of which kind they are in processed tables."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from importlib.resources import files

import pandera.pandas as pa

from helpers.data.checks import (
    count_column,
    date_column,
    number_column,
    one_of,
    quarter_column,
    share_column,
    step_column,
    text_column,
)
from helpers.data.errors import DataError
from helpers.data.ethnicity import ORDER
from helpers.data.tables.population import FORCE

WORDS = "columns.toml"
RAW, PROCESSED, LEDGER = "raw", "processed", "ledger"
NOTHING = "?"
ROW = r"[^:;]+:[0-9]+"
SOURCE = pa.Check.str_matches(
    f"^{ROW}(;{ROW})*$", error="not a file of data/raw and a line: correct the code that made it"
)

KINDS: dict[str, Callable[..., pa.Column]] = {
    "count": count_column,
    "date": date_column,
    "force code": partial(text_column, *FORCE["police_force_code"].checks),
    "group": partial(text_column, one_of(ORDER)),
    "number": number_column,
    "part date": partial(date_column, whole_days=False),
    "quarter": quarter_column,
    "share": share_column,
    "source": partial(text_column, SOURCE),
    "step": step_column,
    "text": text_column,
}


@lru_cache
def words() -> dict:
    """What ``columns.toml`` says, as it stands there."""
    return tomllib.loads(files("helpers.data").joinpath(WORDS).read_text("utf-8"))


def table_words(room: str, table: str) -> dict:
    """What ``columns.toml`` says of one table; ``room`` is ``raw`` or ``processed``.

    Raises
    ------
    DataError
        It says nothing of the table.
    """
    known = words()[room]
    if table not in known:
        problem, remedy = f"{room} has no such table", "Describe the table there"
        raise DataError(problem, remedy, file=WORDS, value=table)
    return known[table]


def column_words(column: str, table: Mapping, name: str) -> dict[str, str]:
    """Description, unit and, for processed tables, kind of a column; its table's words go first.

    Parameters
    ----------
    table
        What ``columns.toml`` says of the table.
    name
        The table's name, for the message.

    Raises
    ------
    DataError
        The column has no description or no unit, neither in its table nor by its name.
    """
    said = words()["columns"].get(column, {}) | table.get("columns", {}).get(column, {})
    for field in ("description", "unit"):
        if not said.get(field):
            remedy = f"Say it in {WORDS}, once for the name of the column"
            raise DataError(f"it has no {field}", remedy, file=name, column=column)
    return said


def check_named(table: Mapping, columns: Iterable[str], name: str) -> None:
    """Refuse words on a column that its table does not have; parameters as above.

    Raises
    ------
    DataError
        The column.
    """
    refers = [table["refers"]["column"]] if "refers" in table else []
    for column in [*table.get("columns", {}), *table.get("key", []), *refers]:
        if column not in columns:
            problem, remedy = f"{WORDS} names a column that is not there", "Take it out"
            raise DataError(problem, remedy, file=name, column=column)


def tidy_schema(name: str, columns: Iterable[str], table: Mapping) -> pa.DataFrameSchema:
    """What a processed table may hold: the kind of each column, and the key that is not repeated.

    Raises
    ------
    DataError
        A column without words or with an unknown kind, or words of a column that is not there.
    """
    kinds = {column: _kind(column, table, name) for column in columns}
    check_named(table, kinds, name)
    return pa.DataFrameSchema(kinds, unique=list(table["key"]))


def _kind(column: str, table: Mapping, name: str) -> pa.Column:
    kind = column_words(column, table, name).get("tidy", "")
    if kind.removesuffix(NOTHING) not in KINDS:
        remedy = f"Write in {WORDS} one of {', '.join(KINDS)}, with {NOTHING} where a cell is empty"
        raise DataError("unknown kind", remedy, file=name, column=column, value=kind)
    return KINDS[kind.removesuffix(NOTHING)](nullable=kind.endswith(NOTHING))
