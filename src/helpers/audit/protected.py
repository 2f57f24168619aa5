"""Hides how counts of checked records become tables that may be shown beside all earlier ones."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from helpers.data.errors import DataError
from helpers.data.records.codes import detailed_labels, find_force, force_names
from helpers.data.records.kept import read_kept
from helpers.data.records.kinds import SYNTHETIC
from helpers.data.records.tabulating import (
    DETAILED,
    PEOPLE,
    SELF,
    STANDING,
    TABLES,
    Asked,
    tabulate,
)
from helpers.data.released import FILE, released_file
from helpers.page.numbers import slug
from helpers.run.parameters import ParameterError, did_you_mean
from helpers.run.replacing import replace_together, sole_build, staging
from helpers.statistics.disclosure import (
    ALL,
    DisclosureError,
    Release,
    Rules,
    ledger_of,
    protect,
    releases_of,
)

LEDGER = "releases.json"
FEWER = "Ask for fewer tables"
UNIT, MONTH, FORCE, STATUS = "unit", "month", "police_force", "status"
TIMES = {MONTH, "year_ending"}
NOT_RESCINDED = "Not rescinded"
GROUPINGS = {STATUS: {NOT_RESCINDED: ("Issued", "Paid", "Unknown")}}
OUTCOME, RESULT = "outcome", "result"


def publish_tables(
    kept: Path, kind: str, wanted: Sequence[str], name: str, police_force: str, out: Path
) -> list[str]:
    """Write tables of checked records in which small counts are hidden, and the ledger.

    They are held against one another and against all that the ledger has; `docs/disclosure.md` says
    which ways to a hidden count are covered.

    Each table is ``<out>/<name>/<table>.csv``: the force, its labels, ``value`` (rounded to 5;
    empty where it is hidden) and ``symbol``. ``<out>/<name>/tables.csv`` has all of them, for the
    page. ``releases.json`` in ``out`` has what all releases
    told, and grows by this one. Of synthetic records the name of the release, of its folder and of
    each file begins with ``synthetic``, and each row has it.

    Parameters
    ----------
    wanted
        Names of tables, as :func:`offered` has them for the kind; all of these if there is none.
    name
        Of this release; no earlier one in the ledger has it.
    police_force
        Whose records are counted, of those of several forces if there are. The ledger says so, and
        from which month to which they are.

    Returns
    -------
    list
        The files written, relative to ``out``.

    Raises
    ------
    DataError
        The folder does not hold checked records of the kind, or the tables are too many or too
        closely linked to find out what together they would tell.
    ParameterError
        A table or the force is unknown, no record is of the force, the ledger cannot be read
        or has the name already, or tables and earlier releases give a count away however much is
        hidden.
    """
    synthetic = read_kept(kept, kind)[SYNTHETIC]
    name = f"{SYNTHETIC}-{slug(name)}" if synthetic else slug(name)
    if name.startswith(SYNTHETIC) and not synthetic:
        raise ParameterError(f"--name {name}: the records are not made up. Take another name.")
    tables = offered(kind)
    for table in wanted:
        if table not in tables:
            raise ParameterError(f"unknown table {table!r}. {did_you_mean(table, tables)}")
    force = _force(police_force)
    counted = _of_force(force, tabulate(kept, kind))
    scope = {FORCE: force, "period": _period(counted)}
    asked = {one: _described(counted[one], tables[one]) for one in wanted or tables}
    with sole_build(out), staging(out) as stage:
        earlier = _read_ledger(out / LEDGER, name)
        shown, release = _protected(asked, earlier, name, scope)
        shown = {one: _as_asked(table, tables[one]) for one, table in shown.items()}
        files = {f"{name}/{one}.csv": _csv(table, force, synthetic) for one, table in shown.items()}
        files[f"{name}/{FILE}"] = _whole(shown, kind, name, scope, synthetic)
        ledger = json.dumps(ledger_of([*earlier, release]), indent=1, ensure_ascii=False)
        replace_together(stage, out, {**files, LEDGER: f"{ledger}\n".encode()})
    return [*files, LEDGER]


def offered(kind: str) -> dict[str, Asked]:
    """The tables of a kind of record by name."""
    return TABLES[kind]


def _force(name: str) -> str:
    """The ONS name of the force: another spelling would hide a release from the next ones."""
    force = find_force(name)
    if force is None:
        known = dict.fromkeys(sorted(force_names().values()))
        raise ParameterError(f"--force {name}: unknown. {did_you_mean(name, known)}")
    return force


def _of_force(force: str, counted: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of one force; sums over several forces are not shown beside those of each."""
    found = {one for table in counted.values() for one in table.get(FORCE, ())} - {ALL}
    if found and force not in found:
        others = ", ".join(sorted(found))
        raise ParameterError(f"--force {force}: the records are of {others}. Name one of these.")
    return {
        name: _by_time(table[table[FORCE] == force].drop(columns=FORCE))
        if FORCE in table
        else table
        for name, table in counted.items()
    }


def _by_time(table: pd.DataFrame) -> pd.DataFrame:
    """A table without the sum over times if there is one time, whose counts that would repeat."""
    for column in TIMES.intersection(table):
        if table[column].nunique() == 2:
            table = table[table[column] != ALL]
    return table


def _described(table: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """A table with the columns that tell what it counts; parts stand in the column of the whole."""
    table = table.rename(columns={DETAILED: SELF, OUTCOME: RESULT})
    if asked.counted == STANDING:
        table = table.assign(**{STATUS: NOT_RESCINDED})
    return table.assign(**{UNIT: PEOPLE if asked.counted == PEOPLE else "records"})


def _as_asked(shown: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    return shown.rename(columns={RESULT: OUTCOME}) if OUTCOME in asked.dimensions else shown


def _period(counted: Mapping[str, pd.DataFrame]) -> str:
    """From the first day of the first month with a record to the last day of the last one."""
    months = {month for table in counted.values() for month in table.get(MONTH, ()) if month != ALL}
    if not months:
        raise DataError("records without a date", "Check the column of dates")
    first, last = pd.Period(min(months)), pd.Period(max(months))
    return f"{first.start_time.date()}/{last.end_time.date()}"


def _read_ledger(path: Path, name: str) -> list[Release]:
    if not path.exists():
        return []
    try:
        earlier = releases_of(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        raise ParameterError(f"{path}: not a ledger of releases: {error}. Restore it.") from error
    if name in [release.name for release in earlier]:
        raise ParameterError(f"{path}: there is a release {name!r} already. Take another name.")
    return earlier


def _protected(
    tables: Mapping[str, pd.DataFrame],
    earlier: Sequence[Release],
    name: str,
    scope: Mapping[str, str],
) -> tuple[Mapping[str, pd.DataFrame], Release]:
    labelled = [*tables.values(), *(table for one in earlier for table in one.tables.values())]
    groupings = {**GROUPINGS, SELF: detailed_labels(), RESULT: _outcomes(labelled)}
    try:
        protected = protect(
            tables, Rules("records"), earlier, name=name, scope=scope, groupings=groupings
        )
    except DisclosureError as error:
        raise ParameterError(f"release {name!r}: {error}. Leave a table out.") from None
    except (ValueError, ArithmeticError) as error:
        raise DataError(f"cannot be protected: {error}", FEWER) from None
    return protected.tables, protected.release


def _outcomes(tables: Sequence[pd.DataFrame]) -> dict[str, tuple[str, ...]]:
    """The outcomes of each result: the label of an outcome begins with it."""
    found: dict[str, tuple[str, ...]] = {}
    for label in sorted({label for table in tables for label in table.get(RESULT, ())}):
        result, named, _ = label.partition(": ")
        if named:
            found[result] = (*found.get(result, ()), label)
    return found


def _whole(
    shown: Mapping[str, pd.DataFrame],
    kind: str,
    name: str,
    scope: Mapping[str, str],
    synthetic: bool,
) -> bytes:
    start, end = scope["period"].split("/")
    told = {FORCE: scope[FORCE], "period_start": start, "period_end": end}
    told[SYNTHETIC] = SYNTHETIC if synthetic else ""
    tables = {one: table.drop(columns=UNIT) for one, table in shown.items()}
    return released_file(tables, kind, name, told)


def _csv(table: pd.DataFrame, force: str, synthetic: bool) -> bytes:
    shown = table.drop(columns=UNIT).astype({"value": "Int64"})
    shown.insert(0, FORCE, force)
    text = io.StringIO()
    (shown.assign(**{SYNTHETIC: SYNTHETIC}) if synthetic else shown).to_csv(
        text, index=False, lineterminator="\n"
    )
    return text.getvalue().encode()
