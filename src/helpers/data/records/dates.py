"""Hides in which forms dates arrive, and how the order of day and month is found out."""

from __future__ import annotations

import re
from typing import NamedTuple

import duckdb

from helpers.data.records.faults import ERROR, WARNING

ISO = re.compile(r"9999(?P<mark>[-/])99(?P=mark)99([T ]99:99(:99(\.9+)?)?(Z|[+-]99:?99)?)?")
NUMBERS = re.compile(r"99?([/.-])99?\1(?P<year>9999|99)(?P<time> 99?:99(:99)?)?")
NAMED = re.compile(r"99?(?P<mark>[ -])[A-Za-z]+(?P=mark)(?P<year>9999|99)(?P<time> 99?:99(:99)?)?")
SERIAL = re.compile(r"9{5}(\.9+)?")
ZONE = re.compile(r"(Z|[+-]99:?99)$")
MOST_SHAPES = 10_000
ISO_REMEDY = "Write it as YYYY-MM-DD or YYYY-MM-DD HH:MM"


class Dates(NamedTuple):
    """How the dates of a column are read, and what is to be said of the column as a whole.

    ``formats`` go with the ISO forms, which need none. ``unknown`` are shapes that are no date's.
    ``said`` are level, problem and remedy.
    ``two_orders`` says that some rows can only have the day first and some only the month.
    """

    formats: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    said: tuple[tuple[str, str, str], ...] = ()
    two_orders: bool = False


def read_sql(cell: str, formats: tuple[str, ...] = ()) -> str:
    """SQL that gives the clock time as written of a cell, or NULL.

    NOTE: an offset such as +00:00 is not applied: what counts is the clock that the officer saw,
    and data.police.uk writes +00:00 in summer too.
    """
    iso = f"try_cast(left({cell}, 19) AS TIMESTAMP)"
    iso = f"CASE WHEN substr({cell}, 5, 1) IN ('-', '/') THEN {iso} END"
    listed = ", ".join(f"'{each}'" for each in formats)
    return f"coalesce({iso}, try_strptime({cell}, [{listed}]))" if formats else iso


def judge(
    connection: duckdb.DuckDBPyConnection, cell: str, month_first: bool | None, timed: bool
) -> Dates:
    """How the dates of a column are read.

    Parameters
    ----------
    cell
        SQL of a cell of ``extract_fast``.
    month_first
        What the user says of the order of dates with numbers; none where nothing is said.
    timed
        Whether times are asked for, so that one without a zone is worth a word.
    """
    asked = f"SELECT DISTINCT {shape_sql(cell)} FROM extract_fast AS e WHERE {cell} IS NOT NULL"
    rows = connection.execute(f"{asked} LIMIT {MOST_SHAPES}").fetchall()
    shapes = sorted(row[0] for row in rows)
    numbers, named = _of_form(NUMBERS, shapes), _of_form(NAMED, shapes)
    said = _said_of_zones(shapes) if timed else []
    firsts, seconds = _past_twelve(connection, cell) if numbers else (0, 0)
    first_is_month = month_first if month_first is not None else bool(seconds and not firsts)
    if numbers and month_first is None:
        said += _said_of_order(firsts, seconds)
    formats = [_format(found[1], found["time"], first_is_month) for found in numbers]
    for found in named:
        mark, clock = found["mark"], _clock(found["time"])
        formats += [f"%d{mark}%b{mark}%Y{clock}", f"%d{mark}%B{mark}%Y{clock}"]
    known = {found[0] for found in [*numbers, *named]}
    unknown = [shape for shape in shapes if shape not in known and not ISO.fullmatch(shape)]
    both = bool(firsts and seconds) and month_first is None
    return Dates(tuple(dict.fromkeys(formats)), tuple(unknown), tuple(said), both)


def shape_sql(cell: str) -> str:
    """SQL of a cell with each digit as a 9, which is what ``Dates.unknown`` are compared with."""
    return f"translate({cell}, '012345678', '999999999')"


def _of_form(form: re.Pattern, shapes: list[str]) -> list[re.Match]:
    """The shapes of a form whose year has four digits."""
    found = [form.fullmatch(shape) for shape in shapes]
    return [one for one in found if one and len(one["year"]) == 4]


def fault_of(value: str, two_orders: bool = False) -> tuple[str, str]:
    """What is wrong with a date that could not be read, and what to do."""
    shape = re.sub(r"\d", "9", value)
    numbers = NUMBERS.fullmatch(shape)
    if SERIAL.fullmatch(shape):
        problem = "a number in the place of a date, as a spreadsheet stores it"
        return problem, "Format the column as a date and save the file again"
    if (numbers or NAMED.fullmatch(shape)) and len(
        (numbers or NAMED.fullmatch(shape))["year"]
    ) == 2:
        return "the year has two digits", "Write the year with four digits"
    if numbers and two_orders:
        parts = re.findall(r"\d+", value)
        if int(parts[0]) <= 12 < int(parts[1]) <= 31:
            problem = "dates in two orders: here the month is first, elsewhere the day"
            return problem, "Write all dates as YYYY-MM-DD: nobody can tell the others apart"
    if numbers or ISO.fullmatch(shape) or NAMED.fullmatch(shape):
        return "there is no such day or time", ISO_REMEDY
    return "not a date", ISO_REMEDY


def _past_twelve(connection: duckdb.DuckDBPyConnection, cell: str) -> tuple[int, int]:
    """How many rows have a number above 12 in the first place, and in the second."""
    parts = f"regexp_extract({cell}, '^(\\d\\d?)[/.-](\\d\\d?)[/.-]\\d{{4}}', ['a', 'b'])"
    past = [f"count_if(try_cast(p.{part} AS INT) BETWEEN 13 AND 31)" for part in "ab"]
    rows = f"(SELECT {parts} AS p FROM extract_fast AS e)"
    return connection.execute(f"SELECT {', '.join(past)} FROM {rows}").fetchone()


def _said_of_order(firsts: int, seconds: int) -> list[tuple[str, str, str]]:
    if seconds and not firsts:
        problem = "the month stands before the day"
        return [(ERROR, problem, 'Say date_order = "month first" in a mapping file, if that is so')]
    if not seconds and not firsts:
        problem = "nothing says whether day or month is first: read with the day first"
        return [(WARNING, problem, "Say date_order in a mapping file")]
    return []


def _said_of_zones(shapes: list[str]) -> list[tuple[str, str, str]]:
    times = [shape for shape in shapes if ":" in shape]
    zoned = [shape for shape in times if ZONE.search(shape)]
    if zoned and len(zoned) < len(times):
        problem = "some times have a time zone and some have none: all are read as written"
        return [(WARNING, problem, "Write all times as the clock in the United Kingdom showed")]
    if times and not zoned:
        problem = "times without a time zone: read as the clock in the United Kingdom"
        return [(WARNING, problem, "Nothing is to be done if that is so")]
    return []


def _format(mark: str, time: str | None, month_first: bool) -> str:
    first, second = ("%m", "%d") if month_first else ("%d", "%m")
    return f"{first}{mark}{second}{mark}%Y{_clock(time)}"


def _clock(time: str | None) -> str:
    return "" if not time else " %H:%M:%S" if time.count(":") == 2 else " %H:%M"
