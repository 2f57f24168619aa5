"""Hides how complete checked records are, and where ethnicity is not known."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import duckdb

from helpers.data.records.faults import WARNING, Fault
from helpers.data.records.kinds import OFFICER, SELF
from helpers.data.records.typed import Plan

UNKNOWN = "('Not stated', 'Unknown')"
MUCH_UNKNOWN = 0.2
LEAST_ROWS = 10


class Quality(NamedTuple):
    """What is told of checked records as a whole.

    ``completeness`` is the share of rows with a value, by column. ``unknown`` has place, month
    (``YYYY-MM``), rows, and rows whose self-defined ethnicity is missing, not stated or unknown.
    ``persons`` and ``repeated`` are people and those with more than one notice, none without a
    reference of persons.
    """

    rows: int
    completeness: dict[str, float]
    unknown: tuple[tuple[str, str, int, int], ...]
    persons: int | None = None
    repeated: int | None = None


def measure(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[Quality, list[Fault]]:
    """The quality of the rows of ``typed``, out of one reading of it, and warnings.

    Raises
    ------
    duckdb.Error
        A value of the extract has no meaning.
    """
    kept = list(plan.kind.kept)
    place, dated = plan.kind.place, plan.kind.dated
    counts = ", ".join(f"count({name})" for name in kept)
    groups = connection.execute(
        f"SELECT {place}, strftime(date_trunc('month', {dated}), '%Y-%m'), count(*), "
        f"count_if({SELF} IS NULL OR {SELF} IN {UNKNOWN}), "
        f"min(minute({dated})), max(minute({dated})), {counts} "
        "FROM typed GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2"
    ).fetchall()
    rows = sum(group[2] for group in groups)
    present = {
        name: sum(group[6 + number] for group in groups) / rows if rows else 0.0
        for number, name in enumerate(kept)
    }
    unknown = tuple((group[0] or "", group[1] or "", group[2], group[3]) for group in groups)
    quality = Quality(rows, present, unknown, *_people(connection, plan))
    faults = _incomplete(plan, quality) + _much_unknown(quality) + _minutes(plan, groups)
    return quality, faults + _repeated(quality) + _contradictions(connection, plan)


def _people(connection: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[int | None, int | None]:
    if "person" not in plan.columns:
        return None, None
    return connection.execute(
        "SELECT count(*), count_if(rows > 1) FROM "
        "(SELECT count(*) AS rows FROM typed WHERE person IS NOT NULL GROUP BY person)"
    ).fetchone()


def _incomplete(plan: Plan, quality: Quality) -> list[Fault]:
    faults = []
    for name, share in quality.completeness.items():
        missing = round(quality.rows * (1 - share))
        if missing and name != f"{SELF}_detailed":
            problem = f"nothing that can be read in {missing} of {quality.rows} rows"
            remedy = "The page says so" if name in plan.columns else "The extract has no column"
            column = plan.columns.get(name, name)
            faults.append(Fault(WARNING, "", None, column, "", problem, remedy, missing))
    return faults


def _much_unknown(quality: Quality) -> list[Fault]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, _, rows, unknown in quality.unknown:
        totals[place][0] += rows
        totals[place][1] += unknown
    return [
        Fault(
            WARNING,
            "",
            None,
            SELF,
            "",
            f"{place or 'no place'}: not stated or unknown in {unknown} of {rows} rows",
            "Read the shares by month beside the results",
            unknown,
        )
        for place, (rows, unknown) in totals.items()
        if rows >= LEAST_ROWS and unknown / rows > MUCH_UNKNOWN
    ]


def _minutes(plan: Plan, groups: list[tuple]) -> list[Fault]:
    """Places and months in which all times have the same minutes, those on the hour together."""
    # NOTE: some forces give days alone, so that all times are midnight (data.police.uk says so).
    found: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for place, month, rows, _, first, last, *_ in groups:
        if month and first == last and rows >= LEAST_ROWS:
            found[place or "no place", month if first else "", first].append(rows)
    faults, column = [], plan.columns.get(plan.kind.dated, "")
    for (place, month, minute), rows in found.items():
        when = month or f"{len(rows)} months"
        problem = f"{place}, {when}: each of {sum(rows)} times is {minute} minutes past the hour"
        cause = ": the minutes are the month" if month and minute == int(month[5:]) else ""
        remedy = f"Do not count by time of day{cause}"
        faults.append(Fault(WARNING, "", None, column, "", problem, remedy, sum(rows)))
    return faults


def _repeated(quality: Quality) -> list[Fault]:
    if not quality.repeated:
        return []
    problem = f"{quality.repeated} of {quality.persons} persons have more than one notice"
    return [Fault(WARNING, "", None, "person", "", problem, "Notices and persons are told apart")]


def _contradictions(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[Fault]:
    """Rows that say two things of the same person or group."""
    asked = {}
    if "person" in plan.columns:
        for name in (SELF, OFFICER, "sex"):
            if name in plan.columns:
                asked[f"persons with more than one {name}"] = (
                    f"SELECT count(*) FROM (SELECT 1 FROM typed WHERE person IS NOT NULL "
                    f"GROUP BY person HAVING count(DISTINCT {name}) > 1)"
                )
    if {"in_group", "group_size"} <= set(plan.columns):
        differs = "(in_group AND group_size = 1) OR (NOT in_group AND group_size > 1)"
        asked["rows whose group flag and group size disagree"] = (
            f"SELECT count(*) FROM typed WHERE {differs}"
        )
    faults = []
    for problem, query in asked.items():
        times = connection.execute(query).fetchone()[0]
        if times:
            said = f"{times} {problem}"
            faults.append(
                Fault(WARNING, "", None, "", "", said, "Ask for them to be checked", times)
            )
    return faults
