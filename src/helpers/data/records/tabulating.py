"""Hides which tables are counted from checked records, and how each of them is counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from helpers.data.ethnicity import ALL, FIVE_GROUPS, NOT_STATED, ORDER, UNKNOWN
from helpers.data.records.codes import detailed_labels, labels
from helpers.data.records.database import connect
from helpers.data.records.kept import ONLY_OWNER, PARQUET, checksum
from helpers.data.records.kinds import KINDS, NOTICES, STOP_SEARCH
from helpers.data.records.scans import text

CELLS, OF = "cells.parquet", "sha256_of_checked"
COUNT, LARGEST, HOLDER = "count", "largest", "holder"
GROUPS = (*FIVE_GROUPS, NOT_STATED, UNKNOWN)
SELF, OFFICER = "ethnicity_self_defined", "ethnicity_officer_defined"
DETAILED = f"{SELF}_detailed"
NO_FURTHER_ACTION, ARREST, OTHER_ACTION = "No further action", "Arrest", "Other further action"
LINKED, NOT_LINKED = "Linked", "Not linked"
SEARCHES, STANDING, EVERY, PEOPLE = "searches", "standing", "notices_all", "people"


class Asked(NamedTuple):
    """One table: what it counts, by which dimensions, and the areas and times it stands in.

    A cell is counted, with 0 where there is none, for each combination of ``by`` that occurs and
    each label of ``dimensions``.
    """

    counted: str
    dimensions: tuple[str, ...]
    by: tuple[str, ...] = ()


YEARLY = ("police_force", "year_ending")
OF_SEARCHES = {
    "by_month": Asked(SEARCHES, (SELF,), ("police_force", "month")),
    "by_detailed_ethnicity": Asked(SEARCHES, (DETAILED,), YEARLY),
    "self_and_officer_defined": Asked(SEARCHES, (SELF, OFFICER), YEARLY),
    "by_age": Asked(SEARCHES, (SELF, "age_group"), YEARLY),
    "by_sex": Asked(SEARCHES, (SELF, "sex"), YEARLY),
    "age_and_sex": Asked(SEARCHES, ("age_group", "sex"), YEARLY),
    "by_legislation": Asked(SEARCHES, (SELF, "legislation"), YEARLY),
    "by_object": Asked(SEARCHES, (SELF, "object_of_search"), YEARLY),
    "by_outcome": Asked(SEARCHES, (SELF, "outcome"), YEARLY),
    "by_result": Asked(SEARCHES, (SELF, "result"), YEARLY),
    "by_result_officer_defined": Asked(SEARCHES, (OFFICER, "result"), YEARLY),
    "by_link": Asked(SEARCHES, (SELF, "link"), YEARLY),
}
PROFILE = (SELF, "resident", "age_group", "sex", "in_group")
PAIRS = tuple((one, two) for at, one in enumerate(PROFILE) for two in PROFILE[at + 1 :])
BESIDE = ("district", "month", "regulation")
NAMES = {SELF: "ethnicity", "resident": "residence", "age_group": "age", "in_group": "group"}


def _named(counted: str, dimensions: Sequence[str]) -> str:
    return f"{counted}_by_" + "_and_".join(NAMES.get(one, one) for one in dimensions)


OF_NOTICES = {
    _named(said, dimensions): Asked(counted, dimensions)
    for said, counted in (("notices", STANDING), ("people", PEOPLE))
    for dimensions in (*PAIRS, *((SELF, one) for one in BESIDE))
} | {
    "notices_by_detailed_ethnicity": Asked(STANDING, (DETAILED,)),
    "notices_by_district_and_residence": Asked(STANDING, ("district", "resident")),
    "notices_by_officer_defined_ethnicity_and_residence": Asked(STANDING, (OFFICER, "resident")),
    "self_and_officer_defined": Asked(STANDING, (SELF, OFFICER)),
    "notices_by_ethnicity_and_status": Asked(EVERY, (SELF, "status")),
    "people_by_ethnicity_and_notices": Asked(PEOPLE, (SELF, "notices")),
    "people_by_groups_recorded": Asked(PEOPLE, ("groups_recorded",)),
}
TABLES = {STOP_SEARCH: OF_SEARCHES, NOTICES: OF_NOTICES}

# NOTE: the Home Office divides by all searches. Of 577,054 searches of the year ending March 2020,
# 437,139 ended in no further action (76%); of 526,024 under section 1 of the Police and Criminal
# Evidence Act in the year ending March 2022, 66,772 led to an arrest (13%). Home Office, Police
# powers and procedures, England and Wales, year ending 31 March 2020 (second edition), key results;
# and Stop and search and arrests, year ending 31 March 2022, section 1.1. An article that was found
# or seized is no result by itself: the words of the outcome decide.
RESULT = f"""CASE WHEN outcome IS NULL THEN '{UNKNOWN}'
    WHEN outcome ILIKE '%no further action%' THEN '{NO_FURTHER_ACTION}'
    WHEN outcome IN ('Arrest', 'Suspect arrested') THEN '{ARREST}'
    ELSE '{OTHER_ACTION}' END"""
OUTCOME = f"CASE WHEN outcome IS NULL THEN '{UNKNOWN}' ELSE ({RESULT}) || ': ' || outcome END"
LINK = f"""CASE outcome_linked WHEN true THEN '{LINKED}' WHEN false THEN '{NOT_LINKED}'
    ELSE '{UNKNOWN}' END"""
IN_GROUP = f"CASE in_group WHEN true THEN 'In a group' WHEN false THEN 'Alone' ELSE '{UNKNOWN}' END"
# The Home Office counts searches in years that end on 31 March.
RAW = {
    "month": "date_trunc('month', {dated})",
    "year_ending": "year({dated}) + CAST(month({dated}) > 3 AS INTEGER)",
    HOLDER: "coalesce(person, -1 - notice)",
}
READ_FROM = {"result": "outcome", "link": "outcome_linked"}
MADE = {
    "month": "strftime(month, '%Y-%m')",
    "year_ending": "CAST(year_ending AS VARCHAR) || '-03-31'",
    "result": RESULT,
    "outcome": OUTCOME,
    "link": LINK,
    "in_group": IN_GROUP,
    "notices": "CASE WHEN notices > 2 THEN '3 or more' ELSE CAST(notices AS VARCHAR) END",
    "groups_recorded": "CASE WHEN groups_recorded > 1 THEN 'Several groups' ELSE 'One group' END",
}
ALWAYS = {
    SELF: GROUPS,
    OFFICER: (*FIVE_GROUPS, UNKNOWN),
    "result": (ARREST, NO_FURTHER_ACTION, OTHER_ACTION, UNKNOWN),
    "link": (LINKED, NOT_LINKED, UNKNOWN),
}
# A notice without a status stands. A person is described by the first of the notices that stand.
STORED = {PEOPLE: "TABLE"}
# Of these it is known whose they are; a notice without a person is taken for one of another person.
BY_HOLDER = {STANDING, EVERY}
VIEWS = {
    STOP_SEARCH: {SEARCHES: "SELECT * FROM records"},
    NOTICES: {
        EVERY: "SELECT * FROM records",
        STANDING: "SELECT * FROM records WHERE status IS DISTINCT FROM 'Rescinded'",
        PEOPLE: f"""SELECT *, count(*) OVER one AS notices,
            count(DISTINCT {SELF}) OVER one AS groups_recorded
            FROM {STANDING} WHERE person IS NOT NULL WINDOW one AS (PARTITION BY person)
            QUALIFY row_number() OVER (PARTITION BY person ORDER BY issued, notice) = 1""",
    },
}


def tabulate(kept: Path, kind: str) -> dict[str, pd.DataFrame]:
    """Every table of the notebooks, from the checked copy of an extract; no row is of one record.

    Each has its dimensions as text, ``"All"`` for a sum over one, and ``count``; a combination that
    did not occur is a row with 0. Missing values are ``"Unknown"``. An outcome is told with its
    result, ``"Arrest: Suspect arrested"``. Searches are counted by force and month or year ending
    on 31 March: one for which there is no record has no row, and is not 0. Tables that begin
    with ``notices`` and ``self_and_officer_defined`` leave out rescinded notices, but for the one
    by status; tables that begin with ``people`` count each known person once, with what was
    recorded at their first notice. A table of notices has ``largest`` too: how many of them the two
    people have who have most in the cell.

    Parameters
    ----------
    kept
        Folder with ``checked.parquet``, and ``cells.parquet`` where :func:`keep_cells` made it.
    kind
        ``"fpn"`` or ``"stop-search"``.
    """
    tables = TABLES[kind]
    with connect(None) as connection:
        _counted(connection, kept, kind)
        for name in dict.fromkeys(name for asked in tables.values() for name in _names(asked)):
            _rank_labels(connection, name, tables.values())
        return {
            name: _table(connection, asked, _columns(asked.counted, tables.values()))
            for name, asked in tables.items()
        }


def keep_cells(kept: Path, kind: str) -> None:
    """Keep beside the checked copy the counts that all tables add up, so that it is read once.

    It is for searches, of which there may be millions; of notices nothing is kept. The file has the
    checksum of the copy, and is not used for another one.
    """
    if kind != STOP_SEARCH:
        return
    with connect(None) as connection:
        _count(connection, kept / PARQUET, kind)
        of_copy = f"KV_METADATA {{{OF}: '{checksum(kept / PARQUET)}'}}"
        beside = kept / f".{CELLS}"
        query = f"COPY cells_{SEARCHES} TO {text(str(beside))} (FORMAT parquet, {of_copy})"
        connection.execute(query)
        beside.chmod(ONLY_OWNER)
        beside.replace(kept / CELLS)


def _counted(connection: duckdb.DuckDBPyConnection, kept: Path, kind: str) -> None:
    """Make the cells of each thing that is counted: from those kept, if they are of this copy."""
    if (kept / CELLS).exists():
        query = "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?"
        of_copy = connection.execute(query, [str(kept / CELLS), OF]).fetchall()
        if of_copy == [(checksum(kept / PARQUET),)]:
            connection.read_parquet(str(kept / CELLS)).create(f"cells_{SEARCHES}")
            return
    _count(connection, kept / PARQUET, kind)


def _count(connection: duckdb.DuckDBPyConnection, checked: Path, kind: str) -> None:
    """Count in one reading all combinations that any table asks for."""
    connection.read_parquet(str(checked)).create_view("records")
    for counted, query in VIEWS[kind].items():
        connection.execute(f"CREATE TEMP {STORED.get(counted, 'VIEW')} {counted} AS {query}")
        columns = _columns(counted, TABLES[kind].values())
        raw = {name: RAW.get(name, name).format(dated=KINDS[kind].dated) for name in columns}
        listed = ", ".join(f"{made} AS {name}" for name, made in raw.items())
        sets = {
            f"({', '.join(_read_from(asked))})": None
            for asked in TABLES[kind].values()
            if asked.counted == counted
        }
        connection.execute(
            f"""CREATE TEMP TABLE cells_{counted} AS
            SELECT {", ".join(columns)}, GROUPING({", ".join(columns)}) AS grouped, count(*) AS n
            FROM (SELECT {listed} FROM {counted}) GROUP BY GROUPING SETS ({", ".join(sets)})"""
        )


def _names(asked: Asked) -> tuple[str, ...]:
    return (*asked.by, *asked.dimensions)


def _read_from(asked: Asked) -> tuple[str, ...]:
    columns = tuple(READ_FROM.get(name, name) for name in _names(asked))
    return (*columns, HOLDER) if asked.counted in BY_HOLDER else columns


def _columns(counted: str, tables: Collection[Asked]) -> list[str]:
    asked = (one for one in tables if one.counted == counted)
    return sorted({name for one in asked for name in _read_from(one)})


def _bits(columns: list[str], summed_over: set[str]) -> int:
    """The number by which GROUPING tells the columns that a row is summed over."""
    return sum(1 << at for at, name in enumerate(reversed(columns)) if name in summed_over)


def _made(name: str) -> str:
    return MADE.get(name, f"coalesce({name}, '{UNKNOWN}')")


def _rank_labels(
    connection: duckdb.DuckDBPyConnection, name: str, tables: Collection[Asked]
) -> None:
    """Note the labels of a dimension, those that occur and those it always has, in order."""
    found = {ALL, *_always(name)}
    for counted in {asked.counted for asked in tables if name in _names(asked)}:
        columns = _columns(counted, tables)
        summed_over = _bits(columns, set(columns) - {READ_FROM.get(name, name)})
        query = f"""SELECT DISTINCT {_made(name)} FROM cells_{counted}
            WHERE grouped | {summed_over} = {summed_over}"""
        found |= {label for (label,) in connection.execute(query).fetchall()}
    if name == "outcome":
        known = f"SELECT {OUTCOME} FROM (SELECT unnest(?) AS outcome)"
        found |= {one for (one,) in connection.execute(known, [[*labels(name), None]]).fetchall()}
    connection.execute(f"CREATE TEMP TABLE labels_{name} (place INTEGER, label VARCHAR)")
    ordered = [[place, label] for place, label in enumerate(sorted(found, key=_rank))]
    connection.executemany(f"INSERT INTO labels_{name} VALUES (?, ?)", ordered)


def _always(name: str) -> Iterable[str]:
    """The labels that a dimension has whether or not they occur."""
    if name == DETAILED:
        return chain(*detailed_labels().values(), (NOT_STATED, UNKNOWN))
    return ALWAYS.get(name, ())


def _rank(label: str) -> tuple[int, int, float, str]:
    """The place of a label: the sum, then groups as the house orders them, ages by number."""
    last = {ALL: 0, NOT_STATED: 2, UNKNOWN: 3}.get(label, 1)
    group = ORDER.index(label) if label in ORDER else len(ORDER)
    age = re.match(r"(under |over )?(\d+)", label)
    before_or_after = {"under ": -0.5, "over ": 0.5, None: 0}[age[1]] if age else 0
    return last, group, int(age[2]) + before_or_after if age else 0, label


def _table(connection: duckdb.DuckDBPyConnection, asked: Asked, columns: list[str]) -> pd.DataFrame:
    names = _names(asked)
    listed = ", ".join(names)
    made = ", ".join(f"{_made(name)} AS {name}" for name in names)
    sums = ", ".join(f"coalesce({name}, '{ALL}') AS {name}" for name in names)
    grouped = _bits(columns, set(columns) - {*_read_from(asked)})
    where = f"SELECT DISTINCT {', '.join(asked.by)} FROM summed" if asked.by else "SELECT 1"
    every = "".join(
        f" CROSS JOIN (SELECT label AS {name} FROM labels_{name})" for name in asked.dimensions
    )
    places = "".join(f" JOIN labels_{name} ON labels_{name}.label = {name}" for name in names)
    held, of_two, also = ("", "", "")
    if asked.counted in BY_HOLDER:
        held, of_two = f", {HOLDER}", f", list_sum(max(n, 2)) AS {LARGEST}"
        also = f", CAST(coalesce({LARGEST}, 0) AS BIGINT) AS {LARGEST}"
    return connection.execute(
        f"""WITH labelled AS (
            SELECT {made}{held}, n FROM cells_{asked.counted} WHERE grouped = {grouped}),
        cubed AS (SELECT {listed}, sum(n) AS n FROM labelled GROUP BY CUBE ({listed}){held}),
        summed AS (SELECT {sums}, sum(n) AS n{of_two} FROM cubed GROUP BY {listed})
        SELECT {listed}, CAST(coalesce(n, 0) AS BIGINT) AS {COUNT}{also}
        FROM ({where}){every} LEFT JOIN summed USING ({listed}){places}
        ORDER BY {", ".join(f"labels_{name}.place" for name in names)}"""
    ).df()
