"""Hides how faults are found among millions of cells, and the rows in which they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import duckdb

from helpers.data.records.codes import Meaning
from helpers.data.records.dates import fault_of, judge, shape_sql
from helpers.data.records.faults import ERROR, WARNING, Fault
from helpers.data.records.kinds import (
    AGE,
    BIRTH,
    CODED,
    FORCE,
    NAMED,
    NUMBER,
    REFERENCE,
    RESIDENCE,
    WHEN,
    Field,
)
from helpers.data.records.meanings import OLDEST, YOUNGEST, judge_value
from helpers.data.records.scans import quoted
from helpers.data.records.typed import (
    Plan,
    age_of,
    cell_of,
    keep_meanings,
    last_moment,
    text,
    when_of,
)

BY_VALUE = (CODED, NAMED, FORCE, AGE, NUMBER, RESIDENCE)
MOST_VALUES = {RESIDENCE: 2_000_000, NAMED: 500}
MOST_CODES = 5_000
MOST_FAULTS = 1_000
SCIENTIFIC = r"^\d(\.\d+)?[eE]\+?\d+$"
LINES = 10**12


class Question(NamedTuple):
    """Something that must not be so of a row: SQL, and what to say of a value and its file.

    ``shown`` is SQL of what is shown in the place of the cell of the field.
    """

    name: str
    where: str
    say: Callable[[str, str], tuple[str, str, str]]
    shown: str = ""


def judge_all(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[Plan, list[Fault]]:
    """The plan with how dates are read, and whatever is wrong with any cell.

    The meanings of the values are stored for :func:`helpers.data.records.typed.make_typed`.
    """
    fields = plan.fields(*BY_VALUE)
    counts = _distinct_counts(connection, plan, fields)
    crowded = [field for field in fields if counts[field.name] > _most(field)]
    faults = [_crowded(plan, field, counts[field.name]) for field in crowded]
    read = [field for field in fields if field not in crowded]
    meanings = {}
    for field, values in _distinct_values(connection, plan, read).items():
        meanings[field.name], said = _judge_field(connection, plan, field, values)
        faults += said
    for field in plan.fields(RESIDENCE):
        keep_meanings(connection, field.name, meanings.get(field.name, {}))
    whens = {field.name: field.type for field in plan.fields(WHEN, BIRTH)}
    dates = {
        name: judge(connection, f"({cell_of(plan, name)})", plan.wording.month_first, type == WHEN)
        for name, type in whens.items()
    }
    plan = plan._replace(dates=dates, meanings=meanings)
    asked = [question for name in whens for question in _of_dates(plan, name)]
    asked += _of_births(plan) + _of_references(plan)
    for name, how in dates.items():
        faults += [
            Fault(level, "", None, plan.columns[name], "", *said) for level, *said in how.said
        ]
    return plan, faults + _answers(connection, plan, asked) + _repeated(connection, plan)


def locate(
    connection: duckdb.DuckDBPyConnection, plan: Plan, name: str, where: str, shown: str = ""
) -> list[tuple[str, str, int, int]]:
    """Value, file, first line and number of rows of each value of the rows of a condition."""
    value = shown or f"({cell_of(plan, name)})"
    found = connection.execute(
        f"SELECT value, min(place), count(*) FROM (SELECT {value} AS value, "
        f"e.file::BIGINT * {LINES} + e.line AS place FROM extract AS e WHERE {where}) "
        f"GROUP BY value ORDER BY 2 LIMIT {MOST_FAULTS + 1}"
    ).fetchall()
    return [
        (value or "", plan.extract.files[place // LINES], place % LINES, times)
        for value, place, times in found
    ]


def _faults(
    plan: Plan,
    name: str,
    found: list[tuple[str, str, int, int]],
    said: tuple[str, str, str],
) -> list[Fault]:
    level, problem, remedy = said
    column = plan.columns[name]
    faults = [
        Fault(level, file, line, column, value, problem, remedy, times)
        for value, file, line, times in found[:MOST_FAULTS]
    ]
    if len(found) > MOST_FAULTS:
        more = f"more than {MOST_FAULTS} different values: {problem}"
        faults.append(Fault(level, "", None, column, "", more, remedy))
    return faults


def _most(field: Field) -> int:
    return MOST_VALUES.get(field.type, MOST_CODES)


def _distinct_counts(
    connection: duckdb.DuckDBPyConnection, plan: Plan, fields: list[Field]
) -> dict[str, int]:
    if not fields:
        return {}
    counted = ", ".join(f"approx_count_distinct({cell_of(plan, field.name)})" for field in fields)
    row = connection.execute(f"SELECT {counted} FROM extract_fast AS e").fetchone()
    return dict(zip([field.name for field in fields], row, strict=True))


def _crowded(plan: Plan, field: Field, count: int) -> Fault:
    problem = f"about {count} different values: not a column of {field.name}"
    remedy = "Say in a mapping file which column it is, or give names without free text"
    return Fault(ERROR, "", None, plan.columns[field.name], "", problem, remedy)


def _distinct_values(
    connection: duckdb.DuckDBPyConnection, plan: Plan, fields: list[Field]
) -> dict[Field, list[str]]:
    """The values of each field, in order, out of one reading of the extract."""
    if not fields:
        return {}
    cells = [f"{cell_of(plan, field.name)} AS c{place}" for place, field in enumerate(fields)]
    names = [f"c{place}" for place in range(len(fields))]
    sets = ", ".join(f"({name})" for name in names)
    rows = connection.execute(
        f"SELECT grouping_id({', '.join(names)}), coalesce({', '.join(names)}) FROM "
        f"(SELECT {', '.join(cells)} FROM extract_fast AS e) GROUP BY GROUPING SETS ({sets})"
    ).fetchall()
    every = 2 ** len(fields) - 1
    by_set = {every - 2 ** (len(fields) - 1 - place): field for place, field in enumerate(fields)}
    found: dict[Field, list[str]] = {field: [] for field in fields}
    for number, value in rows:
        if value is not None:
            found[by_set[number]].append(value)
    return {field: sorted(values) for field, values in found.items()}


def _judge_field(
    connection: duckdb.DuckDBPyConnection, plan: Plan, field: Field, values: Iterable[str]
) -> tuple[dict[str, Meaning | None], list[Fault]]:
    judged = {value: judge_value(field, value, plan.wording) for value in values}
    wrong = {value: one.said for value, one in judged.items() if one.said}
    refused = {value for value, (level, *_) in wrong.items() if level == ERROR}
    meanings = {value: one.meaning for value, one in judged.items() if value not in refused}
    if not wrong:
        return meanings, []
    listed = ", ".join(text(value) for value in list(wrong)[: MOST_FAULTS + 1])
    found = locate(connection, plan, field.name, f"{cell_of(plan, field.name)} IN ({listed})")
    faults = [fault for one in found for fault in _faults(plan, field.name, [one], wrong[one[0]])]
    return meanings, faults


def _answers(
    connection: duckdb.DuckDBPyConnection, plan: Plan, asked: list[Question]
) -> list[Fault]:
    """The faults of all rows for which a question is true; all are counted in one reading."""
    if not asked:
        return []
    counts = ", ".join(f"count_if({question.where})" for question in asked)
    row = connection.execute(f"SELECT {counts} FROM extract_fast AS e").fetchone()
    faults = []
    for question, times in zip(asked, row, strict=True):
        if times:
            found = locate(connection, plan, question.name, question.where, question.shown)
            for one in found[:MOST_FAULTS]:
                faults += _faults(plan, question.name, [one], question.say(one[0], one[1]))
            if len(found) > MOST_FAULTS:
                faults += _faults(plan, question.name, found, question.say("", found[0][1]))[-1:]
    return faults


def _of_dates(plan: Plan, name: str) -> list[Question]:
    how = plan.dates[name]
    cell, when = f"({cell_of(plan, name)})", when_of(plan, name)
    shapes = ", ".join(text(shape) for shape in how.unknown[:MOST_FAULTS]) or "NULL"
    unread = (
        f"{when} IS NULL OR {shape_sql(cell)} IN ({shapes})" if how.unknown else f"{when} IS NULL"
    )
    asked = [
        Question(
            name,
            f"{cell} IS NOT NULL AND ({unread})",
            lambda value, file: (ERROR, *fault_of(value, how.two_orders)),
        )
    ]
    return asked + (_of_times(plan, name, when) if name == plan.kind.dated else [])


def _of_times(plan: Plan, name: str, when: str) -> list[Question]:
    first, last = text(plan.kind.first_day), text(last_moment(plan).isoformat())
    months = dict(zip(plan.extract.files, plan.extract.months, strict=True))
    listed = ", ".join(text(month) if month else "NULL" for month in months.values())
    asked = [
        _plain(name, f"{when} < TIMESTAMP {first}", ERROR, "long ago", "Correct the date"),
        _plain(name, f"{when} >= TIMESTAMP {last}", ERROR, "in the future", "Correct the date"),
    ]
    if any(months.values()):
        outside = f"strftime({when}, '%Y-%m') <> ([{listed}])[e.file + 1]"

        def say(value: str, file: str) -> tuple[str, str, str]:
            problem = f"not of {months[file]}, after which the file is named"
            return WARNING, problem, "Look whether the file is complete"

        asked.append(Question(name, outside, say))
    return asked


def _of_births(plan: Plan) -> list[Question]:
    if not plan.fields(BIRTH) or plan.kind.dated not in plan.columns:
        return []
    name = plan.fields(BIRTH)[0].name
    birth, when, age = when_of(plan, name), when_of(plan, plan.kind.dated), age_of(plan)
    young = f"below the age of criminal responsibility, which is {YOUNGEST}"
    wrong = "Correct one of the dates, or leave the date of birth empty"
    born = f"{birth} <= {when} AND {age}"
    return [
        _plain(name, f"{birth} > {when}", ERROR, "born after the record", wrong),
        _plain(name, f"{born} = 0", ERROR, "born less than a year before the record", wrong),
        _plain(name, f"{age} > {OLDEST}", ERROR, f"more than {OLDEST} years old", wrong),
        _plain(
            name,
            f"{born} BETWEEN 1 AND {YOUNGEST - 1}",
            WARNING,
            young,
            "Ask for the record to be checked",
        ),
    ]


def _of_references(plan: Plan) -> list[Question]:
    """What is wrong with references one by one, and records without a reference or a date."""
    asked = []
    for field in plan.fields(REFERENCE):
        spoilt = f"regexp_matches({cell_of(plan, field.name)}, {text(SCIENTIFIC)})"
        remedy = "Format the column as text and export it again: digits are lost"
        asked.append(_plain(field.name, spoilt, ERROR, "a number made by a spreadsheet", remedy))
    for field in plan.fields(WHEN, REFERENCE):
        if field.needed:
            empty = f"e.{quoted(plan.columns[field.name])} IS NULL"
            asked.append(_plain(field.name, empty, ERROR, "empty", "Give it for each record"))
    return asked


def _plain(name: str, where: str, level: str, problem: str, remedy: str) -> Question:
    return Question(name, where, lambda value, file: (level, problem, remedy))


def _repeated(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[Fault]:
    """References that stand in more than one row, where each row is a record of its own."""
    faults = []
    for field in plan.fields(REFERENCE):
        if field.needed:
            cell = cell_of(plan, field.name)
            known = f"SELECT {cell} FROM extract_fast AS e GROUP BY 1 HAVING count(*) > 1"
            twice = locate(connection, plan, field.name, f"{cell} IN ({known})")
            said = (ERROR, "the reference stands in more than one row", "Keep one row for each")
            faults += _faults(plan, field.name, twice, said)
    return faults


def tally(faults: Iterable[Fault]) -> Counter[str]:
    """How many faults there are of each level."""
    return Counter(fault.level for fault in faults)
