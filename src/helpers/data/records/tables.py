"""Hides how the columns of each file are found, whatever its format is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import duckdb

from helpers.data.records.contents import Contents, look_through, not_as_named
from helpers.data.records.database import connect
from helpers.data.records.faults import ERROR, WARNING, Fault
from helpers.data.records.headers import MOST, clean, header_faults, usable
from helpers.data.records.places import PARQUET, TEXT, Place
from helpers.data.records.scans import text
from helpers.data.records.spreadsheets import sheet_rows, workbook_faults
from helpers.data.records.text_files import Row, guess_delimiter, read_rows

NESTED = ("[]", "STRUCT", "MAP", "UNION", "VARIANT", "LIST")


class Table(NamedTuple):
    """A file whose columns are known; ``types`` are those of Parquet, ``line`` the header's."""

    index: int
    place: Place
    contents: Contents
    columns: tuple[str, ...]
    line: int = 1
    delimiter: str = ""
    types: tuple[str, ...] = ()


def look_at(places: Sequence[Place]) -> list[Contents | Fault]:
    """The contents of each file, or why it cannot be read; several are read at a time."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return [*pool.map(_contents, places)]


def read_tables(
    places: Sequence[Place], contents: Sequence[Contents | Fault]
) -> tuple[list[Table], list[Fault]]:
    """The files that have columns, and what is wrong with the others and with headers."""
    tables: list[Table] = []
    faults: list[Fault] = []
    first: dict[str, str] = {}
    for index, (place, of) in enumerate(zip(places, contents, strict=True)):
        if isinstance(of, Fault):
            faults.append(of)
            continue
        fault = not_as_named(place, of)
        same = first.setdefault(of.checksum, place.name)
        if same != place.name and not fault:
            fault = _error(place, f"the same content as {same}", "Keep one of them")
        found = [fault] if fault else _table(index, place, of)
        tables += [one for one in found if isinstance(one, Table)]
        faults += [one for one in found if isinstance(one, Fault)]
    return tables, faults


def rows_of(table: Table) -> Iterator[Row | Fault]:
    """The rows below the header of a text file or a workbook."""
    rows = _rows(table.place, table.delimiter)
    return (row for row in rows if isinstance(row, Fault) or row.line > table.line)


def _rows(place: Place, delimiter: str) -> Iterator[Row | Fault]:
    return read_rows(place, delimiter) if place.form == TEXT else sheet_rows(place)


def _contents(place: Place) -> Contents | Fault:
    try:
        return look_through(place)
    except OSError as error:
        problem = (error.strerror or "cannot be read").lower()
        return _error(place, problem, "Name a file that can be read")


def _table(index: int, place: Place, contents: Contents) -> list[Table | Fault]:
    if place.form == PARQUET:
        return _of_parquet(index, place, contents)
    found: list[Table | Fault] = []
    if place.form != TEXT:
        found += workbook_faults(place)
        if any(fault.row is None for fault in found):
            return found
    delimiter = guess_delimiter(contents.head)
    header, before = _header(_rows(place, delimiter))
    if header is None:
        missing = _error(place, "there is no line with names of columns", "Export it again")
        return [*found, *(before or [missing])]
    names = clean(header.cells)
    found += header_faults(names, place.name, header.line)
    if not 1 < len(names) <= MOST:
        return found
    return [*found, Table(index, place, contents, usable(names), header.line, delimiter)]


def _header(rows: Iterable[Row | Fault]) -> tuple[Row | None, list[Fault]]:
    """The first row that has a value, and the faults before it."""
    faults = []
    for row in rows:
        if isinstance(row, Fault):
            faults.append(row)
        elif any(cell.strip() for cell in row.cells):
            return row, faults
    return None, faults


def _of_parquet(index: int, place: Place, contents: Contents) -> list[Table | Fault]:
    try:
        with connect(None) as trial:
            path = text(str(place.path))
            described = trial.execute(f"DESCRIBE SELECT * FROM read_parquet([{path}])").fetchall()
    except (duckdb.Error, UnicodeError):
        return [damaged_parquet(place)]
    names = [row[0] for row in described]
    types = tuple(row[1] for row in described)
    found: list[Table | Fault] = [*header_faults(clean(names), place.name, 1)]
    for name, of in zip(names, types, strict=True):
        if any(mark in of for mark in NESTED):
            remedy = "Write one value into each cell"
            found.append(
                Fault(ERROR, place.name, None, name, of, "cells hold several values", remedy)
            )
    if len(found) or not 1 < len(names) <= MOST or [*clean(names)] != names:
        return found or [_error(place, "names of columns with outer blanks", "Name them without")]
    return [*found, Table(index, place, contents, tuple(names), 1, "", types)]


def damaged_parquet(place: Place) -> Fault:
    """The fault of a Parquet file that cannot be read."""
    return _error(place, "the Parquet file is damaged, or encrypted", "Write it again")


def unended(table: Table) -> Fault:
    """The warning that a text file may be cut off."""
    problem = "nothing ends the last line: it may be cut off"
    remedy = "Compare the last row with the system that it comes from"
    return Fault(WARNING, table.place.name, None, "", "", problem, remedy)


def no_rows(table: Table, alone: bool) -> Fault:
    """The fault of a file that has a header and nothing else, a warning among others."""
    level = ERROR if alone else WARNING
    problem, remedy = "there is no row under the header", "Export it again, or take it out"
    return Fault(level, table.place.name, None, "", "", problem, remedy)


def _error(place: Place, problem: str, remedy: str) -> Fault:
    return Fault(ERROR, place.name, None, "", "", problem, remedy)
