"""Hides the file in which tables of own records, small counts hidden, are handed to a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from helpers.data.areas import OTHER_SPELLINGS, load_boundaries
from helpers.data.errors import DataError
from helpers.data.ethnicity import ALL, FIVE_GROUPS, NOT_STATED, UNKNOWN
from helpers.data.lines import FIRST_ROW, parse_lines
from helpers.data.sources import DEMONSTRATIONS, OWN_FIGURES, SYNTHETIC

KINDS = {"records_of_notices": "fpn", "records_of_searches": "stop-search"}
FILE = "tables.csv"
FORCE, PERIOD = "police_force", ("period_start", "period_end")
FIRST = ("kind", "release", SYNTHETIC, FORCE, *PERIOD, "table")
LAST = ("value", "symbol")
STATUS = "status"
HIDDEN, THRESHOLD, BASE = "[c]", 10, 5
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SELF, OFFICER = "ethnicity_self_defined", "ethnicity_officer_defined"
MONTH, YEAR = r"\d{4}-\d{2}", r"\d{4}-03-31"
NO_DAY = "not a day, as 2021-04-01"
AGAIN = "Give the file that `disparity records tables` wrote"


def released_file(
    tables: Mapping[str, pd.DataFrame], kind: str, name: str, scope: Mapping[str, str]
) -> bytes:
    """The tables of a release as one file, which `disparity build -p figures=` takes.

    Parameters
    ----------
    tables
        Labels, ``value`` (missing where hidden) and ``symbol``.
    scope
        ``police_force``, ``period_start`` and ``period_end``, and ``synthetic``, which is empty
        for real records.
    """
    told = {"kind": kind, "release": name, **scope}
    rows = [table.assign(**told, table=of) for of, table in tables.items()]
    return _text(pd.concat(rows, ignore_index=True))


def released_bytes(folder: Path) -> bytes:
    """The file of a release in a folder, or those of all releases in its folders, as one file.

    Raises
    ------
    DataError
        There is none, or one cannot be read.
    """
    files = [folder / FILE] if (folder / FILE).is_file() else sorted(folder.glob(f"*/{FILE}"))
    if not files:
        problem = "no release of `disparity records tables` is in the folder"
        raise DataError(problem, "Name its folder, or its file", file=folder)
    if len(files) == 1:
        return files[0].read_bytes()
    return _text(pd.concat([parse_lines(file.read_bytes(), str(file)) for file in files]))


def read_released(table: str, content: bytes, file: str = OWN_FIGURES) -> pd.DataFrame:
    """Every table of one or several releases, a row a cell; :func:`tables_of` takes them apart.

    ``value`` is a count rounded to 5, missing where it is hidden; ``lower`` and ``upper`` are the
    fewest and the most that a count shown can stand for, missing where it is hidden too. A label
    is missing in tables that are not by its dimension. ``source`` is ``own-figures.csv:<line>``.

    Raises
    ------
    DataError
        With file, row, column, value and remedy: it is not such a file, or not of the table's
        kind of records; a force or a cell is there twice; real and made-up records stand together;
        or a value can be no count that was protected (under 10, no multiple of 5, without symbol).
    """
    rows = parse_lines(content.removeprefix(BYTE_ORDER_MARK), file)
    _check_columns(rows, file)
    rows[FORCE] = rows[FORCE].replace(OTHER_SPELLINGS)
    rows[[SYNTHETIC, "symbol"]] = rows[[SYNTHETIC, "symbol"]].fillna("")
    forces = set(load_boundaries()[FORCE])
    _refuse(rows["kind"] != KINDS[table], rows["kind"], "records of another kind", AGAIN, file)
    _refuse(~rows[FORCE].isin(forces), rows[FORCE], "unknown police force", AGAIN, file)
    other = rows[SYNTHETIC] != rows[SYNTHETIC].iloc[0]
    _refuse(
        other | ~rows[SYNTHETIC].isin(["", SYNTHETIC]),
        rows[SYNTHETIC],
        "made-up and real records, or neither",
        "Give one of the two",
        file,
    )
    first = rows.groupby(FORCE)["release"].transform("first")
    problem = "another release of the same force"
    _refuse(rows["release"] != first, rows["release"], problem, "Give one for each force", file)
    _check_labels(rows, KINDS[table], file)
    _check_times(rows, file)
    cells = rows.drop(columns=[*LAST])
    _refuse(cells.duplicated(), rows["table"], "the cell is there twice", AGAIN, file)
    rows = _with_counts(rows, file)
    path = file if file in DEMONSTRATIONS.values() else OWN_FIGURES
    rows["source"] = [f"{path}:{line}" for line in rows.index + FIRST_ROW]
    rows.attrs["name"] = table
    return rows


def rewritten(rows: pd.DataFrame) -> bytes:
    """The file of a release with what :func:`read_released` checked, and nothing else."""
    return _text(rows.drop(columns=["lower", "upper", "source"]))


def tables_of(rows: pd.DataFrame, police_force: str = "") -> dict[str, pd.DataFrame]:
    """Each table with its own labels, ``value``, ``symbol``, ``lower``, ``upper`` and ``source``.

    Parameters
    ----------
    rows
        Of :func:`read_released`.
    police_force
        The force whose tables are wanted; without it those of all, in ``police_force``.
    """
    of_force = rows[rows[FORCE] == police_force] if police_force else rows
    told = [name for name in FIRST if police_force or name != FORCE]
    return {
        str(name): table.drop(columns=told)
        .dropna(axis="columns", how="all")
        .pipe(_with_all)
        .reset_index(drop=True)
        for name, table in of_force.groupby("table", sort=False)
    }


def demonstration(table: str) -> pd.DataFrame:
    """As :func:`read_released`, of made-up records that stand in for an office's own."""
    name = DEMONSTRATIONS[table]
    content = (Path(__file__).with_name("records") / name).read_bytes()
    return read_released(table, content, name)


def _with_all(table: pd.DataFrame) -> pd.DataFrame:
    """A table with its columns of counts, though all may be hidden."""
    counts = {name: pd.array([pd.NA] * len(table), "Int64") for name in ("value", "lower", "upper")}
    return table.assign(**{name: of for name, of in counts.items() if name not in table})


def _text(rows: pd.DataFrame) -> bytes:
    labels = sorted(set(rows) - {*FIRST, *LAST})
    ordered = rows[[*FIRST, *labels, *LAST]]
    return ordered.to_csv(index=False, lineterminator="\n").encode()


def _check_columns(rows: pd.DataFrame, file: str) -> None:
    for name in (*FIRST, *LAST):
        if name not in rows:
            raise DataError("the column is missing", AGAIN, file=file, row=1, column=name)
    for name in ("kind", "release", FORCE, *PERIOD, "table"):
        _refuse(rows[name].isna(), rows[name], "the cell is empty", AGAIN, file)


def _check_labels(rows: pd.DataFrame, kind: str, file: str) -> None:
    """Refuse a table, a column or a group that no release has: it could hold anything."""
    labels = _labels(kind)
    known = set().union(*labels.values())
    _refuse(~rows["table"].isin(labels), rows["table"], "unknown table", AGAIN, file)
    for name in rows.columns.difference([*FIRST, *LAST]):
        if name not in known:
            raise DataError("unknown column", "Take it out", file=file, row=1, column=name)
        of_table = rows["table"].map(lambda table, name=name: name in labels.get(table, ()))
        needed = of_table & (name != STATUS)
        _refuse(needed & rows[name].isna(), rows[name], "the cell is empty", AGAIN, file)
        problem = "a label of another table"
        _refuse(~of_table & rows[name].notna(), rows[name], problem, AGAIN, file)
    for table, wanted in labels.items():
        for name in sorted(wanted - {*rows, STATUS}) if (rows["table"] == table).any() else ():
            raise DataError("the column is missing", AGAIN, file=file, row=1, column=name)
    for name in {SELF, OFFICER}.intersection(rows):
        unknown = rows[name].notna() & ~rows[name].isin(_groups())
        _refuse(unknown, rows[name], "unknown ethnicity", AGAIN, file)


def _check_times(rows: pd.DataFrame, file: str) -> None:
    for name in PERIOD:
        days = pd.to_datetime(rows[name], format="%Y-%m-%d", errors="coerce")
        _refuse(days.isna() | (rows[name].str.len() != 10), rows[name], NO_DAY, AGAIN, file)
    start, end = (rows[name] for name in PERIOD)
    _refuse(start > end, start, "the period ends before it begins", AGAIN, file)
    whole = (start + end).groupby(rows[FORCE]).transform("first")
    _refuse(start + end != whole, start, "another period of the same force", AGAIN, file)
    if "month" in rows:
        month = rows["month"]
        inside = (month >= start.str[:7]) & (month <= end.str[:7]) & month.str.fullmatch(MONTH)
        wrong = month.notna() & (month != ALL) & ~inside.fillna(False)
        _refuse(wrong, month, "not a month of the period, as 2021-04", AGAIN, file)
    if "year_ending" in rows:
        year = rows["year_ending"]
        wrong = year.notna() & (year != ALL) & ~year.str.fullmatch(YEAR, na=False)
        _refuse(wrong, year, "not a year that ends on 31 March, as 2022-03-31", AGAIN, file)


@cache
def _labels(kind: str) -> dict[str, set[str]]:
    """The columns of labels that each table of a kind has in a release."""
    # NOTE: not above: it needs a database, which no other table does.
    from helpers.data.records.tabulating import DETAILED, STANDING, TABLES

    told = {DETAILED: SELF}
    return {
        table: {told.get(name, name) for name in (*asked.by, *asked.dimensions)} - {FORCE}
        | ({STATUS} if asked.counted == STANDING else set())
        for table, asked in TABLES[kind].items()
    }


@cache
def _groups() -> set[str]:
    from helpers.data.records.codes import detailed_labels

    detailed = (label for labels in detailed_labels().values() for label in labels)
    return {ALL, *FIVE_GROUPS, NOT_STATED, UNKNOWN, *detailed}


def _with_counts(rows: pd.DataFrame, file: str) -> pd.DataFrame:
    shown, hidden = rows["value"].notna(), rows["symbol"] == HIDDEN
    _refuse(shown == hidden, rows["symbol"], f"neither a count nor {HIDDEN}", AGAIN, file)
    _refuse(~hidden & (rows["symbol"] != ""), rows["symbol"], "unknown symbol", AGAIN, file)
    digits = rows["value"].str.fullmatch(r"\d{1,12}", na=False)
    _refuse(shown & ~digits, rows["value"], "not a whole number", AGAIN, file)
    value = pd.to_numeric(rows["value"].where(shown)).astype("Int64")
    protected = ((value >= THRESHOLD) & (value % BASE == 0)).fillna(True).astype(bool)
    problem = f"not a count that was protected: {THRESHOLD} or more, rounded to {BASE}"
    _refuse(~protected, rows["value"], problem, AGAIN, file)
    lower = (value - BASE // 2).clip(lower=THRESHOLD)
    return rows.assign(value=value, lower=lower, upper=value + BASE // 2)


def _refuse(faulty: pd.Series, cells: pd.Series, problem: str, remedy: str, file: str) -> None:
    for row, cell in cells[faulty].items():
        value = None if pd.isna(cell) else cell
        place = {"row": row + FIRST_ROW, "column": cells.name, "value": value}
        raise DataError(problem, remedy, file=file, **place)
