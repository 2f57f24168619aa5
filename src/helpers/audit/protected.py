"""Hides how counts of checked records become tables that may be shown beside all earlier ones."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from helpers.data.errors import DataError
from helpers.data.records.kept import read_kept
from helpers.data.records.synthetic import is_synthetic
from helpers.data.records.tabulating import TABLES, tabulate
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

LEDGER, SYNTHETIC = "releases.json", "synthetic"
FEWER = "Ask for fewer tables"
UNIT, MONTH = "counted", "month"


def publish_tables(
    kept: Path, kind: str, wanted: Sequence[str], name: str, police_force: str, out: Path
) -> list[str]:
    """Write tables of checked records in which no small count can be worked out, and the ledger.

    Each table is ``<out>/<name>/<table>.csv``: its labels, ``value`` (rounded to 5; empty where it
    is hidden) and ``symbol``. ``releases.json`` in ``out`` has what all releases told, and grows by
    this one. Of synthetic records the name of the release, of its folder and of each file begins
    with ``synthetic``, and each row has it.

    Parameters
    ----------
    wanted
        Names of tables, as :data:`helpers.data.records.tabulating.TABLES` has them for the kind.
    name
        Of this release; no earlier one in the ledger has it.
    police_force
        Whose records these are. The ledger says so, and from which month to which they are.

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
        A table is unknown, the ledger cannot be read or has the name already, or tables and earlier
        releases give a count away however much is hidden.
    """
    synthetic = is_synthetic([one["name"] for one in read_kept(kept, kind)["files"]])
    name = f"{SYNTHETIC}-{slug(name)}" if synthetic else slug(name)
    for table in wanted:
        if table not in TABLES[kind]:
            raise ParameterError(f"unknown table {table!r}. {did_you_mean(table, TABLES[kind])}")
    counted = tabulate(kept, kind)
    scope = {"police_force": police_force, "period": _period(counted)}
    tables = {
        one: counted[one].assign(**{UNIT: TABLES[kind][one].counted})
        for one in wanted or TABLES[kind]
    }
    with sole_build(out), staging(out) as stage:
        earlier = _read_ledger(out / LEDGER, name)
        shown, release = _protected(tables, earlier, name, scope)
        files = {f"{name}/{one}.csv": _csv(table, synthetic) for one, table in shown.items()}
        ledger = json.dumps(ledger_of([*earlier, release]), indent=1, ensure_ascii=False)
        replace_together(stage, out, {**files, LEDGER: f"{ledger}\n".encode()})
    return [*files, LEDGER]


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
    try:
        protected = protect(tables, Rules("records"), earlier, name=name, scope=scope)
    except DisclosureError as error:
        raise ParameterError(f"release {name!r}: {error}. Leave a table out.") from None
    except (ValueError, ArithmeticError) as error:
        raise DataError(f"cannot be protected: {error}", FEWER) from None
    if not protected.exact:
        raise DataError("tables that are linked too closely to be searched whole", FEWER)
    return protected.tables, protected.release


def _csv(table: pd.DataFrame, synthetic: bool) -> bytes:
    shown = table.drop(columns=UNIT).astype({"value": "Int64"})
    text = io.StringIO()
    (shown.assign(**{SYNTHETIC: SYNTHETIC}) if synthetic else shown).to_csv(
        text, index=False, lineterminator="\n"
    )
    return text.getvalue().encode()
