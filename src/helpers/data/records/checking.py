"""Hides how an extract of records is checked, cell by cell, and what is kept of it."""

from __future__ import annotations

import datetime
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb

from helpers.data.errors import DataError
from helpers.data.records.database import connect
from helpers.data.records.faults import ERROR, Fault
from helpers.data.records.kept import (
    PARQUET,
    is_kept,
    keep_records,
    read_kept,
    read_warnings,
    staged,
)
from helpers.data.records.kinds import KINDS, SYNTHETIC
from helpers.data.records.locating import judge_all
from helpers.data.records.mapping import Wording, find_columns, read_mapping, start_mapping
from helpers.data.records.opening import Extract, open_extract
from helpers.data.records.quality import Quality, measure
from helpers.data.records.typed import (
    AS_PUBLISHED,
    EACH_KNOWN,
    WHAT_IS_KNOWN,
    Plan,
    as_written,
    make_typed,
    needs_judging,
    number_references,
    text,
)

NOTHING = Quality(0, {}, ())
PARQUET_OPTIONS = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


class Checked(NamedTuple):
    """What was found in records, of which those without an error are kept.

    ``completeness`` is the share of rows with a value, by column; ``checksums`` are SHA-256 by the
    name of the file; ``unknown`` is as in :class:`helpers.data.records.quality.Quality`. They are
    ``synthetic`` if a column or the name of a file says so.
    """

    faults: tuple[Fault, ...]
    rows: int
    rows_kept: int
    completeness: dict[str, float]
    files: tuple[str, ...]
    checksums: dict[str, str]
    unknown: tuple[tuple[str, str, int, int], ...] = ()
    persons: int | None = None
    repeated: int | None = None
    synthetic: bool = False


def check(
    place: Path | str,
    kind: str,
    mapping: Path | str | None = None,
    keep: Path | str | None = None,
    today: datetime.date | None = None,
) -> Checked:
    """Look at every cell of an extract, and keep what is needed of it if nothing is wrong.

    Parameters
    ----------
    place
        A file, a folder, a glob, or a folder of records that were kept.
    kind
        One of ``KINDS``.
    keep
        Folder for typed records without personal data; nothing is written without it, and nothing
        if there is an error.
    today
        The last day of which there can be records; by default the day of the clock.

    Raises
    ------
    DataError
        The kind is unknown, the mapping file or the folder cannot be used, or memory is too small.
        No message has a value of a record.
    """
    if kind not in KINDS:
        raise DataError("unknown kind of records", f"The kinds are {', '.join(KINDS)}", value=kind)
    if is_kept(place) and keep:
        remedy = "Leave --keep out, or name the extract"
        raise DataError("was checked and kept before", remedy, file=Path(place).name)
    if is_kept(place):
        return _kept(read_kept(place, kind), read_warnings(place))
    wording = read_mapping(mapping, kind) if mapping else Wording(kind)
    if keep and Path(keep).resolve().is_relative_to(Path(place).resolve()):
        remedy = "Name a folder elsewhere, or it is read with the extract the next time"
        raise DataError("is inside the extract", remedy, file=Path(keep).name)
    with staged(keep) as stage:
        connection = connect(stage)
        try:
            extract = open_extract(place, connection)
            checked = _look(connection, extract, wording, stage, today)
        except DataError:
            raise
        except Exception as error:  # noqa: BLE001
            # The words of other errors can hold a value of a record, so that none are passed on.
            remedy = "Give fewer files at a time, or free some memory"
            problem = f"could not be read: {type(error).__name__}"
            raise DataError(problem, remedy, file=Path(place).name) from None
        finally:
            connection.close()
        if stage and keep and not has_errors(checked):
            keep_records(stage, keep, _told(checked, wording), checked.faults)
    return checked


def start(place: Path | str, kind: str) -> str:
    """The text of a mapping file for an extract, with its headers and without a value.

    Raises
    ------
    DataError
        The kind is unknown, or the extract cannot be opened.
    """
    if kind not in KINDS:
        raise DataError("unknown kind of records", f"The kinds are {', '.join(KINDS)}", value=kind)
    with closing(connect(None)) as connection:
        extract = open_extract(place, connection)
    if not extract.columns:
        problem = next((fault.problem for fault in extract.faults), "there are no columns")
        remedy = "See what is wrong with `disparity records check`"
        raise DataError(problem, remedy, file=Path(place).name)
    return start_mapping(extract, kind)


def has_errors(checked: Checked) -> bool:
    """Whether anything was found that stops the run."""
    return any(fault.level == ERROR for fault in checked.faults)


def refusal(checked: Checked, name: str) -> DataError:
    """The refusal of records with errors, in words without a value of them."""
    errors = sum(fault.level == ERROR for fault in checked.faults)
    remedy = "Run `disparity records check` on them, which shows each with its row"
    return DataError(f"{errors} errors in the records", remedy, file=name)


def _look(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    wording: Wording,
    stage: Path | None,
    today: datetime.date | None,
) -> Checked:
    columns, faults = find_columns(extract, wording) if extract.columns else ({}, [])
    faults = [*extract.faults, *faults]
    plan = Plan(extract, wording, columns, today or datetime.date.today())
    quality = NOTHING
    if extract.columns and not any(fault.level == ERROR for fault in faults):
        quality, said = _as_published(connection, plan, stage) or (None, [])
        if quality is None:
            quality, said = _judged(connection, plan, stage)
        faults += said
    elif extract.columns:
        quality, said = _judged(connection, plan, None)
        faults += said
    wrong = any(fault.level == ERROR for fault in faults)
    rows = quality.rows or _rows(connection, extract)
    checksums = dict(zip(extract.files, extract.checksums, strict=False))
    kept = 0 if wrong else rows
    return Checked(
        tuple(faults),
        rows,
        kept,
        quality.completeness,
        extract.files,
        checksums,
        *quality[2:],
        synthetic=_is_synthetic(extract),
    )


def _is_synthetic(extract: Extract) -> bool:
    named = any(Path(file).name.startswith(f"{SYNTHETIC}-") for file in extract.files)
    return named or SYNTHETIC in map(str.lower, extract.columns)


def _as_published(
    connection: duckdb.DuckDBPyConnection, plan: Plan, stage: Path | None
) -> tuple[Quality, list[Fault]] | None:
    """The quality of records in which each cell is as data.police.uk writes it, read once."""
    if needs_judging(plan):
        return None
    try:
        make_typed(connection, as_written(plan), AS_PUBLISHED)
        _copy(connection, plan, stage)
        return measure(connection, plan)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None


def _judged(
    connection: duckdb.DuckDBPyConnection, plan: Plan, stage: Path | None
) -> tuple[Quality, list[Fault]]:
    plan, faults = judge_all(connection, plan)
    if plan.kind.dated not in plan.columns:
        return NOTHING, faults
    wrong = any(fault.level == ERROR for fault in faults)
    number_references(connection, plan)
    make_typed(connection, plan, WHAT_IS_KNOWN if wrong else EACH_KNOWN)
    _copy(connection, plan, None if wrong else stage)
    quality, said = measure(connection, plan)
    return quality, faults + said


def _copy(connection: duckdb.DuckDBPyConnection, plan: Plan, stage: Path | None) -> None:
    """Write ``typed`` to the stage, and read it from there from now on.

    Notices are in the order of their numbers, which is not that of the extract.
    """
    if stage is None:
        return
    file = text(str(stage / PARQUET))
    order = " ORDER BY notice" if "notice" in plan.columns else ""
    connection.execute(f"COPY (SELECT * FROM typed{order}) TO {file} ({PARQUET_OPTIONS})")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW typed AS SELECT * FROM read_parquet({file})")


def _rows(connection: duckdb.DuckDBPyConnection, extract: Extract) -> int:
    if not extract.columns:
        return 0
    return connection.execute("SELECT count(*) FROM extract_fast").fetchone()[0]


def _told(checked: Checked, wording: Wording) -> dict[str, object]:
    return {
        "kind": wording.kind,
        "mapping": wording.checksum or None,
        "files": [{"name": name, "sha256": checked.checksums.get(name)} for name in checked.files],
        "rows": checked.rows,
        "synthetic": checked.synthetic,
        "rows_kept": checked.rows_kept,
        "completeness": checked.completeness,
        "unknown_ethnicity": checked.unknown,
        "persons": checked.persons,
        "persons_with_more_than_one": checked.repeated,
        "warnings": len(checked.faults),
    }


def _kept(told: dict, warnings: tuple[Fault, ...]) -> Checked:
    files = {one["name"]: one["sha256"] for one in told["files"]}
    unknown = tuple(tuple(each) for each in told["unknown_ethnicity"])
    return Checked(
        warnings,
        told["rows"],
        told["rows_kept"],
        told["completeness"],
        tuple(files),
        files,
        unknown,
        told["persons"],
        told["persons_with_more_than_one"],
        told["synthetic"],
    )
