"""Hides in what files, formats and encodings an extract of records comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from helpers.data.records.contents import Contents
from helpers.data.records.database import connect, lock
from helpers.data.records.faults import ERROR, Fault, summed
from helpers.data.records.headers import difference_faults, shared
from helpers.data.records.held import fitted, held_source, hold
from helpers.data.records.places import PARQUET, TEXT, Place, find_files
from helpers.data.records.scans import (
    Counted,
    Scan,
    count,
    csv_scan,
    held_scan,
    parquet_scan,
    row_faults,
    selected,
)
from helpers.data.records.tables import (
    Table,
    damaged_parquet,
    look_at,
    no_rows,
    read_tables,
    rows_of,
    unended,
)

FORMULA_MARKS = {b"=", b"@"}
BLANK_MARKS = {b"\t", b"\xef\xbb\xbf"}
MAGIC = "*?["


class Extract(NamedTuple):
    """What was opened: the rows themselves are in the views ``extract`` and ``extract_fast``.

    ``files`` are names below the folder that was opened, never the folder; ``forces`` and
    ``months`` (``YYYY-MM``) go with them and come from names of data.police.uk, else none;
    ``checksums`` are SHA-256 of each. ``rows`` are those of each file that are in the views.
    """

    files: tuple[str, ...]
    columns: tuple[str, ...]
    faults: tuple[Fault, ...]
    forces: tuple[str | None, ...]
    months: tuple[str | None, ...]
    checksums: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


def open_extract(place: Path | str, connection: duckdb.DuckDBPyConnection) -> Extract:
    """Open a file, a folder or a glob of files with the same columns as views ``extract*``.

    ``extract`` has ``file`` (index into ``Extract.files``), ``line`` (as a text editor counts, the
    header being 1; the row of a sheet) and every column as text, without outer blanks, empty as
    NULL. ``extract_fast`` is the same without ``line`` and is read in parallel. Rows that cannot be
    read, are blank or hold totals are in ``Extract.faults`` and not in the views.
    """
    places, faults = find_files(place)
    places = tuple(one._replace(path=one.path.resolve()) for one in places)
    lock(connection, [str(one.path) for one in places if _nameable(one)])
    contents = look_at(places)
    tables, in_headers = read_tables(places, contents)
    readings, in_rows = _readings(connection, tables)
    headers = {table.place.name: table.columns for table in tables}
    columns = shared(headers)
    _make_views(connection, [reading.scan for reading in readings], columns)
    counted = {index: of for reading in readings for index, of in reading.counted.items()}
    found = [*faults, *in_headers, *in_rows, *difference_faults(headers)]
    found += _endings(tables, counted, found)
    return Extract(
        tuple(one.name for one in places),
        columns,
        summed(found),
        tuple(one.force for one in places),
        tuple(one.month for one in places),
        tuple(of.checksum if isinstance(of, Contents) else "" for of in contents),
        tuple(_kept_rows(counted.get(index)) for index in range(len(places))),
    )


class Reading(NamedTuple):
    """A scan, and what it found in each file by index."""

    scan: Scan
    counted: Mapping[int, Counted]


def _nameable(place: Place) -> bool:
    """Whether the database takes the path for what it is."""
    path = str(place.path)
    return path.isprintable() and not any(sign in path for sign in MAGIC)


def _readings(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]
) -> tuple[list[Reading], list[Fault]]:
    """What reads all the tables, each read by the database itself if it can, and its faults."""
    fast, rest = _read_fast(connection, [table for table in tables if _is_plain(table)])
    slow = [table for table in tables if table.place.form != PARQUET and not _is_plain(table)]
    held, faults = _read_slowly(connection, [*rest, *slow])
    columnar, damaged = _read_parquet([t for t in tables if t.place.form == PARQUET])
    readings, names = [], {table.index: table.place.name for table in tables}
    for reading in (*fast, *held, *columnar):
        wrong = any(sum(of.wrong) for of in reading.counted.values())
        per_column = zip(*(of.formulas for of in reading.counted.values()), strict=True)
        formulas = [place for place, times in enumerate(per_column) if sum(times)]
        if wrong or formulas:
            faults += row_faults(connection, reading.scan, names, formulas)
        readings.append(reading._replace(scan=reading.scan._replace(leave_out=wrong)))
    return readings, [*faults, *damaged]


def _is_plain(table: Table) -> bool:
    """Whether a text file has nothing that only the slow way can read."""
    of = table.contents
    text_file = table.place.form == TEXT and table.line == 1 and _nameable(table.place)
    return text_file and of.utf8 and of.line_feeds and b"\0" not in of.marks


def _read_fast(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]
) -> tuple[list[Reading], list[Table]]:
    """Readings of the tables that have a row on each line, and the others."""
    groups: dict[tuple, list[Table]] = defaultdict(list)
    for table in tables:
        marks = table.contents.marks
        groups[table.columns, table.delimiter, bool(BLANK_MARKS & marks)].append(table)
    readings, others = [], []
    for (columns, delimiter, blanks), group in groups.items():
        files = {table.index: str(table.place.path) for table in group}
        formulas = any(FORMULA_MARKS & table.contents.marks for table in group)
        try:
            lenient = csv_scan(files, columns, delimiter, blanks=blanks)
            counted = count(connection, lenient, formulas)
        except duckdb.Error:
            others += group
            continue
        rows = {index: of.rows for index, of in counted.items()}
        good = {t.index for t in group if rows.get(t.index, 0) == t.contents.lines - 1}
        others += [table for table in group if table.index not in good]
        if good:
            files = {index: path for index, path in files.items() if index in good}
            scan = csv_scan(files, columns, delimiter, rows, blanks)
            readings.append(Reading(scan, {i: of for i, of in counted.items() if i in good}))
    return readings, others


def _read_slowly(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]
) -> tuple[list[Reading], list[Fault]]:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    names: dict[tuple[str, ...], str] = {}
    faults: list[Fault] = []
    for table in sorted(tables):
        name = names.setdefault(table.columns, f"held_{len(names)}")
        unended_text = table.place.form == TEXT and not table.contents.ended
        width = len(table.columns)
        rows = fitted(rows_of(table), width, table.place.name, unended_text)
        try:
            held, found = hold(connection, name, table.index, width, rows)
        except duckdb.Error:
            remedy = "Save it as CSV in UTF-8 with one row on each line, or in several files"
            problem = "too large to be read in this form"
            faults.append(Fault(ERROR, table.place.name, None, "", "", problem, remedy))
            continue
        groups[table.columns].append(held)
        faults += found
    scans = [held_scan(held_source(held), columns) for columns, held in groups.items()]
    return [Reading(scan, count(connection, scan, True)) for scan in scans], faults


def _read_parquet(tables: Sequence[Table]) -> tuple[list[Reading], list[Fault]]:
    groups: dict[tuple, list[Table]] = defaultdict(list)
    for table in tables:
        groups[table.columns, table.types].append(table)
    readings, faults = [], []
    waiting = [*groups.values()]
    while waiting:
        group = waiting.pop()
        files = {table.index: str(table.place.path) for table in group}
        columns = dict(zip(group[0].columns, group[0].types, strict=True))
        scan = parquet_scan(files, columns)
        try:
            # NOTE: a damaged file can make a database useless: each is tried out in its own.
            with connect(None) as trial:
                readings.append(Reading(scan, count(trial, scan, True)))
        except duckdb.Error:
            waiting += [[table] for table in group if len(group) > 1]
            faults += [damaged_parquet(table.place) for table in group if len(group) == 1]
    return readings, faults


def _make_views(
    connection: duckdb.DuckDBPyConnection, scans: Sequence[Scan], columns: Sequence[str]
) -> None:
    nothing = held_scan("(SELECT 0 AS file, 0 AS line WHERE false)", ())
    for view, with_line in (("extract", True), ("extract_fast", False)):
        parts = [selected(scan, columns, with_line) for scan in scans or [nothing]]
        connection.execute(f"CREATE VIEW {view} AS {' UNION ALL '.join(parts)}")


def _endings(
    tables: Sequence[Table], counted: Mapping[int, Counted], faults: Iterable[Fault]
) -> list[Fault]:
    """The faults of text files whose last line nothing ends, and of files without a row."""
    known = {fault.file for fault in faults if fault.level == ERROR}
    found = []
    for table in tables:
        if table.place.name not in known:
            if table.place.form == TEXT and not table.contents.ended:
                found.append(unended(table))
            if not _kept_rows(counted.get(table.index)):
                found.append(no_rows(table, len(tables) == 1))
    return found


def _kept_rows(counted: Counted | None) -> int:
    return counted.rows - sum(counted.wrong) if counted else 0
