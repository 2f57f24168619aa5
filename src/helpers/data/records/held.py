"""Hides where rows stay that the database cannot read itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import duckdb
import pandas as pd

from helpers.data.records.database import scratch_of
from helpers.data.records.faults import ERROR, WARNING, Fault, summed
from helpers.data.records.scans import BLANKS, NO_VALUE, text
from helpers.data.records.text_files import Row

BATCH = 20_000
ENDING = ".parquet"


def hold(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    index: int,
    width: int,
    rows: Iterable[Row | Fault],
) -> tuple[str, tuple[Fault, ...]]:
    """Where the rows are now, for :func:`held_source`, and the faults that were among them.

    Parameters
    ----------
    table
        Its name, the same for all files with the same columns.

    Raises
    ------
    duckdb.Error
        They do not fit.
    """
    cells = [f"c{place}" for place in range(width)]
    types = ", ".join(f"{cell} VARCHAR" for cell in cells)
    connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (file INTEGER, line BIGINT, {types})")
    left, faults = iter(rows), ()
    while batch := [*islice(left, BATCH)]:
        faults = summed([*faults, *(one for one in batch if isinstance(one, Fault))])
        kept = [one for one in batch if isinstance(one, Row)]
        frame = pd.DataFrame([row.cells for row in kept], columns=cells, dtype=object)
        connection.register("batch", frame.assign(line=[row.line for row in kept]))
        named = ", ".join(cells)
        connection.execute(f"INSERT INTO {table} SELECT {index}, line::BIGINT, {named} FROM batch")
        connection.unregister("batch")
    return _moved(connection, table, index), faults


def held_source(held: Sequence[str]) -> str:
    """SQL of what was held, with ``file``, ``line`` and a column ``c0`` … for each cell."""
    files = [one for one in held if one.endswith(ENDING)]
    return f"read_parquet([{', '.join(map(text, files))}])" if files else held[0]


def _moved(connection: duckdb.DuckDBPyConnection, table: str, index: int) -> str:
    scratch = scratch_of(connection)
    if not scratch:
        return table
    path = str(Path(scratch, f"{table}_{index}{ENDING}"))
    connection.execute(f"COPY {table} TO {text(path)} (FORMAT parquet)")
    connection.execute(f"DROP TABLE {table}")
    return path


def fitted(
    rows: Iterable[Row | Fault], width: int, file: str, cut_off: bool = False
) -> Iterator[Row | Fault]:
    """The rows after the header, trimmed; a fault in the place of one with other cells than it.

    Parameters
    ----------
    cut_off
        Nothing ends the last line.
    """
    last = None
    for row in rows:
        if isinstance(row, Fault):
            yield row
            continue
        if last:
            yield _fitting(last, width, file)
        last = row
    if last and cut_off and len(last.cells) < width:
        remedy = "Export it again: rows after it may be missing too"
        yield Fault(ERROR, file, last.line, "", "", "the last line is cut off", remedy)
    elif last:
        yield _fitting(last, width, file)


def _fitting(row: Row, width: int, file: str) -> Row | Fault:
    cells = [cell.strip(BLANKS) or None for cell in row.cells]
    if not any(cells):
        return Fault(WARNING, file, row.line, "", "", *NO_VALUE)
    if len(cells) < width or any(cells[width:]):
        problem = f"{len(cells)} cells where the header has {width}"
        remedy = "Put cells with separators in quotation marks, and give each row all cells"
        return Fault(ERROR, file, row.line, "", "", problem, remedy)
    return Row(row.line, cells[:width])
