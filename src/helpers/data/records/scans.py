"""Hides the SQL that reads files as rows of text, and finds the rows that are none of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import duckdb

from helpers.data.records.faults import ERROR, WARNING, Fault

# NOTE: all that Unicode calls a space separator, which the trim of the database takes off too.
SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
BLANKS = SPACES + "\u202f\u205f\u3000\t\r\n\ufeff"
BLANK, TOTALS, AGAIN = 1, 2, 3
TOTAL = r"^((grand|overall) |sub-? ?)?totals?\b"
NO_VALUE = "a row without any value", "Nothing, or take it out: it is not counted"
WRONG_ROWS = {
    BLANK: (WARNING, *NO_VALUE),
    TOTALS: (ERROR, "a row of totals", "Take it out: a file has one row for each record"),
    AGAIN: (ERROR, "the header once more", "Take it out, and check that nothing is in twice"),
}
IS_FORMULA = "a formula", "Replace it by its value: copy, and paste values only"


class Scan(NamedTuple):
    """Files that are read together: SQL of where from, and of each row's file, line and cells.

    ``columns`` are the names that the files have, ``cells`` how each of them is read.
    """

    source: str
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    file: str
    line: str
    leave_out: bool = False


class Counted(NamedTuple):
    """How many rows a file has, how many of them are of a wrong kind, and where formulas are."""

    rows: int
    wrong: tuple[int, ...]
    formulas: tuple[int, ...]


def csv_scan(
    files: Mapping[int, str],
    columns: Sequence[str],
    delimiter: str,
    rows: Mapping[int, int] | None = None,
    blanks: bool = False,
) -> Scan:
    """CSV files in UTF-8 whose lines are rows; with ``rows`` of each, rows that break are faults.

    Parameters
    ----------
    files
        Path of each by its index in the extract.
    blanks
        There are tabs, or byte order marks within the text.
    """
    names = [f"c{place}" for place in range(len(columns))]
    types = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    options = [
        "auto_detect = false, header = false, skip = 1, hive_partitioning = false",
        f"delim = {text(delimiter)}, quote = '\"', escape = '\"', nullstr = ''",
        f"compression = 'none', ignore_errors = {rows is None}",
        f"columns = {{{types}}}",
    ]
    counts = [(rows or {}).get(index, 0) for index in files]
    before = [0, *accumulate(counts)][: len(files)]
    return Scan(
        f"read_csv({_list(files.values())}, {', '.join(options)})",
        tuple(columns),
        tuple(_trimmed(name, blanks) for name in names),
        _of_file([*files]),
        f"row_number() OVER () - {_of_file(before)} + 1",
    )


def parquet_scan(files: Mapping[int, str], columns: Mapping[str, str]) -> Scan:
    """Parquet files with the same columns, given with their types; the first row is line 2."""
    cells = [_trimmed(_as_text(name, of), blanks=True) for name, of in columns.items()]
    source = f"read_parquet({_list(files.values())}, hive_partitioning = false)"
    line = "file_row_number + 2"
    return Scan(source, tuple(columns), tuple(cells), _of_file([*files]), line)


def held_scan(source: str, columns: Sequence[str]) -> Scan:
    """Rows that were read before, and are trimmed."""
    cells = tuple(f"c{place}" for place in range(len(columns)))
    return Scan(source, tuple(columns), cells, "file", "line")


def selected(scan: Scan, columns: Sequence[str], with_line: bool = True) -> str:
    """SQL of the rows of a scan, with the columns of the extract; NULL where a file has none."""
    own = {name.casefold(): cell for name, cell in zip(scan.columns, scan.cells, strict=True)}
    cells = [f"{own.get(name.casefold(), 'NULL::VARCHAR')} AS {quoted(name)}" for name in columns]
    line = [f"({scan.line})::BIGINT AS line"] if with_line else []
    names = ", ".join(["file", *(["line"] if with_line else []), *map(quoted, columns)])
    kind = [f'{_kind(scan, _first(scan))} AS " kind"'] if scan.leave_out else []
    inner = ", ".join([f"({scan.file})::INTEGER AS file", *line, *cells, *kind])
    where = ' WHERE " kind" = 0' if scan.leave_out else ""
    return f"SELECT {names} FROM (SELECT {inner} FROM {scan.source}){where}"


def count(connection: duckdb.DuckDBPyConnection, scan: Scan, formulas: bool) -> dict[int, Counted]:
    """What each file has, by index; formulas are looked for only if asked.

    Raises
    ------
    duckdb.Error
        A file cannot be read.
    """
    looked = scan.cells if formulas else ()
    # NOTE: the first column alone is read in half the time, and says all where it is never empty.
    for first in (scan.cells[0], _first(scan)):
        rows = connection.execute(_counting(scan, first, looked)).fetchall()
        last = 2 + len(WRONG_ROWS)
        counted = {row[0]: Counted(row[1], row[2:last], row[last:]) for row in rows}
        if not any(of.wrong[0] for of in counted.values()):
            break
    return counted


def _counting(scan: Scan, first: str, looked: Sequence[str]) -> str:
    found_as = [f"f{place}" for place in range(len(looked))]
    cells = "".join(f", {cell} AS {name}" for name, cell in zip(found_as, looked, strict=True))
    kinds = ", ".join(f"count(*) FILTER (kind = {kind})" for kind in WRONG_ROWS)
    found = "".join(f", count(*) FILTER ({_formula(name)})" for name in found_as)
    return (
        f"SELECT file, count(*), {kinds}{found} FROM (SELECT {scan.file} AS file,"
        f" {_kind(scan, first)} AS kind{cells} FROM {scan.source}) GROUP BY file"
    )


def row_faults(
    connection: duckdb.DuckDBPyConnection, scan: Scan, names: Sequence[str], formulas: Iterable[int]
) -> list[Fault]:
    """The rows of totals, of separators alone and so on, and formulas in the columns given."""
    first = f"coalesce({_first(scan)}, '')"
    where = f"({scan.file})::INTEGER AS file, ({scan.line})::BIGINT AS line"
    rows = connection.execute(
        f"SELECT file, kind, first, min(line), count(*) FROM (SELECT {where}, {first} AS first,"
        f" {_kind(scan, _first(scan))} AS kind FROM {scan.source}) WHERE kind > 0 GROUP BY ALL"
    ).fetchall()
    faults = []
    for file, kind, value, line, times in rows:
        level, problem, remedy = WRONG_ROWS[kind]
        faults.append(Fault(level, names[file], line, "", value, problem, remedy, times))
    for place in formulas:
        rows = connection.execute(
            f"SELECT file, cell, min(line), count(*) FROM (SELECT {where}, {scan.cells[place]} AS"
            f" cell FROM {scan.source}) WHERE {_formula('cell')} GROUP BY ALL"
        ).fetchall()
        faults += [
            Fault(ERROR, names[file], line, scan.columns[place], value, *IS_FORMULA, times)
            for file, value, line, times in rows
        ]
    return faults


def text(value: str) -> str:
    """SQL of a text."""
    return "'" + value.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """SQL of a name."""
    return '"' + name.replace('"', '""') + '"'


def _first(scan: Scan) -> str:
    """SQL of the first cell of a row that has a value."""
    return f"coalesce({', '.join(scan.cells)})"


def _kind(scan: Scan, first: str) -> str:
    """SQL of what is wrong with a whole row, 0 if nothing."""
    header = [f"{cell} = {text(name)}" for cell, name in zip(scan.cells, scan.columns, strict=True)]
    totals = f"regexp_matches({first}, {text(TOTAL)}, 'i')"
    return (
        f"CASE WHEN {first} IS NULL THEN {BLANK} WHEN {totals} THEN {TOTALS}"
        f" WHEN {' AND '.join(header[:2])} THEN {AGAIN} ELSE 0 END"
    )


def _formula(cell: str) -> str:
    return f"({cell} >= '=' AND {cell} < '>' OR {cell} >= '@' AND {cell} < 'A')"


def _trimmed(cell: str, blanks: bool) -> str:
    return f"nullif(trim({cell}{', ' + text(BLANKS) if blanks else ''}), '')"


def _as_text(name: str, of: str) -> str:
    cell = f"{quoted(name)}::VARCHAR"
    return f"regexp_replace({cell}, '\\.0$', '')" if of in ("DOUBLE", "FLOAT") else cell


def _of_file(values: Sequence[int]) -> str:
    """SQL of the value that goes with the file of a row."""
    if len(values) == 1:
        return str(values[0])
    if [*values] == [*range(values[0], values[0] + len(values))]:
        return f"(file_index::BIGINT + {values[0]})"
    return f"{[*values]}[(file_index + 1)::BIGINT]"


def _list(paths: Iterable[str]) -> str:
    return f"[{', '.join(map(text, paths))}]"
