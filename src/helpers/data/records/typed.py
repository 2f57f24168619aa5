"""Hides the SQL that turns the cells of an extract into typed columns without personal data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import duckdb

from helpers.data.records.codes import Meaning, find_force, written
from helpers.data.records.dates import Dates, read_sql
from helpers.data.records.kinds import (
    AGE,
    BIRTH,
    CODED,
    FORCE,
    KINDS,
    REFERENCE,
    RESIDENCE,
    SELF,
    STOP_SEARCH,
    TIME,
    Kind,
)
from helpers.data.records.mapping import Wording
from helpers.data.records.meanings import bands, last_band
from helpers.data.records.opening import Extract
from helpers.data.records.scans import quoted

ZONE = "+00:00"
EACH_KNOWN, AS_PUBLISHED, WHAT_IS_KNOWN = "each known", "as published", "what is known"
TABLES = (REFERENCE, RESIDENCE)
UNREAD = "error('a value is not known')"


class Plan(NamedTuple):
    """What is to be read of an extract: the column of each field, and what its values mean."""

    extract: Extract
    wording: Wording
    columns: Mapping[str, str]
    today: date
    dates: Mapping[str, Dates] = {}
    meanings: Mapping[str, Mapping[str, Meaning | None]] = {}

    @property
    def kind(self) -> Kind:
        """What a record of this kind has."""
        return KINDS[self.wording.kind]

    def fields(self, *types: str) -> list:
        """The fields of some types that the extract has."""
        return [
            field
            for field in self.kind.fields
            if field.type in types and field.name in self.columns
        ]


def text(value: str) -> str:
    """A text in SQL."""
    parts = ["'" + part.replace("'", "''") + "'" for part in value.split("\0")]
    return f"({' || chr(0) || '.join(parts)})" if parts[1:] else parts[0]


def cell_of(plan: Plan, name: str) -> str:
    """SQL of the cell of a field, the extract being ``e``; a time in its own column is added."""
    cell = f"e.{quoted(plan.columns[name])}"
    clock = plan.fields(TIME)
    if name == plan.kind.dated and clock:
        time = f"e.{quoted(plan.columns[clock[0].name])}"
        return f"CASE WHEN {time} IS NULL THEN {cell} ELSE {cell} || ' ' || {time} END"
    return cell


def when_of(plan: Plan, name: str) -> str:
    """SQL of the time or the day that a cell names, or NULL."""
    return read_sql(f"({cell_of(plan, name)})", plan.dates.get(name, Dates()).formats)


def age_of(plan: Plan) -> str:
    """SQL of the age in full years at the time of the record."""
    birth = next(field.name for field in plan.kind.fields if field.type == BIRTH)
    return f"date_sub('year', {when_of(plan, birth)}, {when_of(plan, plan.kind.dated)})"


def last_moment(plan: Plan) -> date:
    """The day before which every record is: the day after tomorrow, for clocks that are ahead."""
    return plan.today + timedelta(days=2)


def keep_meanings(
    connection: duckdb.DuckDBPyConnection, name: str, meanings: Mapping[str, Meaning | None]
) -> None:
    """Store what the values of a field mean that has too many of them for SQL."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE means_{name} (raw VARCHAR, label VARCHAR)")
    rows = [(raw, meaning and meaning.label) for raw, meaning in meanings.items()]
    for start in range(0, len(rows), 1000):
        part = rows[start : start + 1000]
        places = ", ".join(["(?, ?)"] * len(part))
        cells = [cell for row in part for cell in row]
        connection.execute(f"INSERT INTO means_{name} VALUES {places}", cells)


def as_written(plan: Plan) -> Plan:
    """The plan with the meanings of all values as sources print them, before any is read."""
    found = {}
    for field in plan.fields(CODED, AGE):
        told = plan.wording.values.get(field.name, {})
        known = written(field.words or field.name)
        found[field.name] = {raw: of for raw, of in known.items() if raw not in told}
    return plan._replace(meanings=found)


def number_references(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Store a number for each reference; their order says nothing of the references."""
    for field in plan.fields(REFERENCE):
        cell = cell_of(plan, field.name)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE means_{field.name} AS SELECT raw, "
            "(row_number() OVER (ORDER BY sha256(raw), raw))::INTEGER AS label "
            f"FROM (SELECT DISTINCT {cell} AS raw FROM extract_fast AS e WHERE {cell} IS NOT NULL)"
        )


def make_typed(connection: duckdb.DuckDBPyConnection, plan: Plan, how: str = EACH_KNOWN) -> None:
    """Make the view ``typed``, which has the columns of ``Kind.kept``.

    Parameters
    ----------
    how
        ``EACH_KNOWN``: a value without a meaning stops whoever reads the view, in words without the
        value. ``AS_PUBLISHED``: so does a time that is not written as data.police.uk writes it, or
        not of the month of its file. ``WHAT_IS_KNOWN``: such values are missing.
    """
    joins = []
    for field in plan.fields(*TABLES):
        table = f"means_{field.name}"
        joins.append(f"LEFT JOIN {table} ON {table}.raw = ({cell_of(plan, field.name)})")
    columns = ", ".join(
        f"({_column(plan, name, how)})::{kind} AS {name}" for name, kind in plan.kind.kept.items()
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW typed AS SELECT {columns} FROM extract_fast AS e "
        + " ".join(joins)
    )


def _column(plan: Plan, name: str, how: str) -> str:
    if name == plan.kind.dated:
        return _dated(plan, how)
    if name == f"{SELF}_detailed":
        return _known(plan, SELF, how, "in_detail") if SELF in plan.columns else "NULL"
    known = _known(plan, name, how) if name in plan.columns else "NULL"
    if name == "age_group" and plan.fields(BIRTH):
        return f"coalesce({known}, {_band(plan)})"
    if name == "police_force":
        forces = _of_file(force and text(force) for force in plan.extract.forces)
        own = find_force(plan.wording.police_force)
        return f"coalesce({known}, {forces}, {text(own) if own else 'NULL'})"
    return known


def _known(plan: Plan, name: str, how: str, part: str = "label") -> str:
    """SQL of what a cell means. A cast to the known values finds its place among the meanings."""
    cell = cell_of(plan, name)
    if plan.fields(*TABLES) and name in [field.name for field in plan.fields(*TABLES)]:
        known = f"means_{name}.label"
        stop = f"CASE WHEN ({cell}) IS NULL OR means_{name}.raw IS NOT NULL THEN {known}"
        return known if how == WHAT_IS_KNOWN else f"{stop} ELSE {UNREAD} END"
    meanings = plan.meanings.get(name, {})
    if not meanings:
        return "NULL"
    values = ", ".join(map(text, meanings))
    found = [getattr(meaning, part, None) for meaning in meanings.values()]
    labels = ", ".join(text(label) if label else "NULL" for label in found)
    cast = "try_cast" if how == WHAT_IS_KNOWN else "cast"
    return f"([{labels}]::VARCHAR[])[enum_code({cast}({cell} AS ENUM({values})))::INTEGER + 1]"


def _dated(plan: Plan, how: str) -> str:
    when = when_of(plan, plan.kind.dated)
    if how == WHAT_IS_KNOWN:
        return when
    if how == EACH_KNOWN:
        return f"coalesce({when}, {UNREAD})"
    cell = cell_of(plan, plan.kind.dated)
    first, last = text(plan.kind.first_day), text(last_moment(plan).isoformat())
    so = f"ends_with({cell}, '{ZONE}') AND length({cell}) = 25"
    if any(plan.extract.months):
        months = _of_file(month and f"TIMESTAMP '{month}-01'" for month in plan.extract.months)
        month = f"date_trunc('month', {when})"
        so += f" AND {month} IS NOT DISTINCT FROM coalesce({months}, {month})"
    between = f"{when} >= TIMESTAMP {first} AND {when} < TIMESTAMP {last}"
    return f"CASE WHEN {so} AND {between} THEN {when} ELSE {UNREAD} END"


def _of_file(of_each: Iterable[str | None]) -> str:
    """SQL of what is known of the file of a row."""
    return f"([{', '.join(one or 'NULL' for one in of_each)}])[e.file + 1]"


def _band(plan: Plan) -> str:
    age, kind = age_of(plan), plan.wording.kind
    cases = " ".join(f"WHEN {age} < {top} THEN {text(label)}" for top, label in bands(kind))
    return f"CASE WHEN {age} IS NULL THEN NULL {cases} ELSE {text(last_band(kind))} END"


def needs_judging(plan: Plan) -> bool:
    """Whether the cells cannot be taken as data.police.uk writes them without a look at each."""
    return plan.wording.kind != STOP_SEARCH or bool(plan.fields(REFERENCE, FORCE, BIRTH, TIME))
