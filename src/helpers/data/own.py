"""Hides how an office's own table is asked for, and how it is checked before it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.data.areas import BRITISH_TRANSPORT_POLICE, OTHER_SPELLINGS, load_boundaries
from helpers.data.checks import check
from helpers.data.columns import PROCESSED, table_words, tidy_schema
from helpers.data.errors import DataError
from helpers.data.ethnicity import ALL, FIVE_GROUPS, LABELS, MINORITY, NOT_STATED, ORDER, UNKNOWN
from helpers.data.lines import FIRST_ROW, parse_lines
from helpers.data.pairs import SIDES, WHOLE
from helpers.data.released import KINDS, read_released, released_bytes, rewritten
from helpers.data.sources import OWN_FIGURES

MOST_BYTES = 5_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FORCE, GROUP, BASIS = "police_force", "ethnicity", "basis"
PERIOD = ("period_start", "period_end")
BASES = (WHOLE, "residents", "visitors")
SINGLE = [group for group in FIVE_GROUPS if group not in SIDES]
WHOLE_NUMBER = "Write a whole number, zero or more, in digits alone"


class Asked(NamedTuple):
    """The columns of a file that stands in the place of a table, and what the table adds to them.

    ``key`` are the columns that tell the rows apart, ``others`` the forces that are allowed beside
    those with an area, ``day`` how each date ends where the table has one day of the year.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    added: Mapping[str, object] = {}
    others: tuple[str, ...] = ()
    day: str = ""


ASKED = {
    "aggravated_offences_by_force_year": Asked(
        (FORCE, "year_ending", "count"),
        (FORCE, "year_ending"),
        {"quarters": 4},
        (BRITISH_TRANSPORT_POLICE,),
        "-09-30",
    ),
    "notices_by_force": Asked(
        (FORCE, *PERIOD, "count"), (FORCE, "period_end"), {"kind": "territorial"}
    ),
    "notices_by_force_and_ethnicity": Asked(
        (FORCE, *PERIOD, BASIS, GROUP, "count"), (FORCE, "period_end", BASIS, GROUP), {"note": ""}
    ),
    "officers_by_force": Asked(
        (FORCE, "date", "headcount", "full_time_equivalent"), (FORCE, "date"), day="-03-31"
    ),
}
REMEDIES = {
    "duplicated key": "Keep one row for each {key}",
    "the column is missing": "The columns are {columns}",
    "unknown column": "Take it out; the columns are {columns}",
    "there is no header": "Begin with a line that names the columns {columns}",
    "there is no row under the header": "Give at least one row",
    "not text in UTF-8": "Save it as CSV in UTF-8",
    "the cell holds a line break": "Write it on one line",
    "the line is blank": "Take it out",
}
REMEDIES_OF = {
    BASIS: f"Write one of {', '.join(BASES)}",
    "count": WHOLE_NUMBER,
    GROUP: f"Write one of {', '.join(ORDER)}",
    FORCE: "Write the name as `disparity list --forces` does",
    "full_time_equivalent": "Write a number, zero or more, with at most two decimals",
    "headcount": WHOLE_NUMBER,
}
A_DAY = "Write a day that there is as YYYY-MM-DD"


def load_own(table: str, path: str) -> pd.DataFrame:
    """An office's own figures in the place of a processed table, with its columns and types.

    Each row's ``source`` is ``own-figures.csv:<line>``. Columns that follow from the others are
    added, and the period stays, also where the table has none.

    Parameters
    ----------
    table
        One of ``ASKED``.
    path
        Of a CSV file, from the working directory, or of the folder of a release of own records.

    Raises
    ------
    DataError
        The file cannot be read, or see :func:`read_own`.
    """
    return read_own(table, own_bytes(path), Path(path).name)


def own_bytes(path: str) -> bytes:
    """The content of a file, or the first bytes of one that is too large; or of a release's file.

    Raises
    ------
    DataError
        It cannot be read.
    """
    if Path(path).is_dir():
        return released_bytes(Path(path))
    try:
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(reason, "Name a CSV file that can be read", file=path) from error


def as_published(table: str, content: bytes, file: str = OWN_FIGURES) -> bytes:
    """The file of own figures as it may stand beside a page.

    It is as it was given, or, of tables of own records, written again with what was checked in it
    and nothing else.

    Raises
    ------
    DataError
        As for :func:`read_own`.
    """
    return rewritten(read_own(table, content, file)) if table in KINDS else content


def read_own(table: str, content: bytes, file: str = OWN_FIGURES) -> pd.DataFrame:
    """As :func:`load_own`, of the content of a file; ``file`` is its name in a message.

    Raises
    ------
    DataError
        The table takes no own figures, or a fault of the file with row, column, value and remedy.
    """
    if table not in (*ASKED, *KINDS):
        known = ", ".join([*ASKED, *KINDS])
        raise DataError("the table takes no own figures", f"Those that do: {known}", value=table)
    if len(content) > MOST_BYTES:
        problem = f"larger than {MOST_BYTES:,} bytes"
        raise DataError(problem, "Give totals and no single cases", file=file)
    if table in KINDS:
        return read_released(table, content, file)
    asked = ASKED[table]
    rows = _read(table, asked, content.removeprefix(BYTE_ORDER_MARK), file)
    _check_meaning(rows, asked, file)
    lines = [f"{OWN_FIGURES}:{line}" for line in range(FIRST_ROW, len(rows) + FIRST_ROW)]
    rows = rows.assign(**asked.added, source=lines)
    if table == "notices_by_force":
        rows = rows.assign(nation=rows[FORCE].map(_nations()))
    rows = rows.sort_values([*asked.key], key=_rank, ignore_index=True)
    rows = rows.astype(dict.fromkeys(rows.select_dtypes("int64").columns, "Int64"))
    rows.attrs["name"] = table
    return rows


def _read(table: str, asked: Asked, content: bytes, file: str) -> pd.DataFrame:
    said = table_words(PROCESSED, table).get("columns", {})
    words = {name: of for name, of in said.items() if name in asked.columns}
    schema = tidy_schema(table, asked.columns, {"key": asked.key, "columns": words})
    try:
        cells = parse_lines(content, file)
        spelled = {FORCE: OTHER_SPELLINGS, GROUP: LABELS}
        cells = cells.replace({name: of for name, of in spelled.items() if name in cells})
        return check(cells, schema, file)[[*asked.columns]]
    except DataError as error:
        raise DataError(error.problem, _remedy(error, asked), **error.place) from None


def _remedy(error: DataError, asked: Asked) -> str:
    """What the office can do; the faults of published files have other remedies."""
    column = error.place["column"]
    said = REMEDIES.get(error.problem)
    if said is None and column in asked.columns:
        said = REMEDIES_OF.get(column, A_DAY)
    given = {"columns": ", ".join(asked.columns), "key": ", ".join(asked.key)}
    return (said or "Correct the line").format(**given)


def _check_meaning(rows: pd.DataFrame, asked: Asked, file: str) -> None:
    known = [*_nations(), *asked.others]
    _refuse(~rows[FORCE].isin(known), rows[FORCE], "unknown police force", REMEDIES_OF[FORCE], file)
    if asked.day:
        days = rows[asked.key[1]]
        remedy = f"The table has one day of each year, YYYY{asked.day}"
        _refuse(~days.str.endswith(asked.day), days, "another day of the year", remedy, file)
        _check_each_year(rows, days, file)
    if BASIS in rows:
        _refuse(~rows[BASIS].isin(BASES), rows[BASIS], "unknown", REMEDIES_OF[BASIS], file)
        _check_parts(rows, file)
    if PERIOD[0] in rows:
        start = rows.groupby("period_end")["period_start"].transform("first")
        problem = "another row with the same last day has another first day"
        remedy = "Give counts of one period the same first and last day"
        _refuse(rows["period_start"] != start, rows["period_start"], problem, remedy, file)


def _check_each_year(rows: pd.DataFrame, days: pd.Series, file: str) -> None:
    """Refuse a force without a year that another has: sums and ranks would compare other forces."""
    for force, of_force in days.groupby(rows[FORCE]):
        for day in sorted({*days} - {*of_force}):
            row = int(of_force.index[0]) + FIRST_ROW
            problem = f"{force} has no row for {day}, which another force has"
            remedy = "Give each force the same years"
            raise DataError(problem, remedy, file=file, row=row, column=FORCE)


def _refuse(faulty: pd.Series, cells: pd.Series, problem: str, remedy: str, file: str) -> None:
    for row, cell in cells[faulty].items():
        place = {"row": row + FIRST_ROW, "column": cells.name, "value": cell}
        raise DataError(problem, remedy, file=file, **place)


def _check_parts(rows: pd.DataFrame, file: str) -> None:
    """Refuse a force without total and both sides, or with parts that are more than a whole.

    Without a notice to White recipients no ratio can be formed, which is all that is asked.
    """
    for (force, day), of_force in rows.groupby([FORCE, "period_end"], sort=False):
        place = {"file": file, "row": int(of_force.index[0]) + FIRST_ROW}
        counts = of_force.pivot(index=BASIS, columns=GROUP, values="count").astype("float64")
        counts = counts.reindex(index=[*BASES], columns=[*ORDER])
        for group in (ALL, *SIDES):
            if pd.isna(counts.loc[WHOLE, group]):
                problem = f"{force} to {day} has no row {group!r} of {WHOLE!r}"
                raise DataError(problem, "Add it; a zero is a row too", **place, column=GROUP)
        if counts.loc[WHOLE, "White"] == 0:
            problem = f"{force} to {day} has no notice to White recipients, so there is no ratio"
            remedy = "Take the force out, or give a longer period"
            raise DataError(problem, remedy, **place, column="count")
        wholes = {ALL: [*SIDES, NOT_STATED, UNKNOWN], MINORITY: SINGLE}
        more = [
            counts[parts].sum(axis="columns") > counts[whole] for whole, parts in wholes.items()
        ]
        more.append(counts.loc[[*BASES[1:]]].sum() > counts.loc[WHOLE])
        if any(one.any() for one in more):
            problem = f"the parts of {force} to {day} are more than their whole"
            remedy = f"Correct the counts, or {ALL!r}, {MINORITY!r} or {WHOLE!r}"
            raise DataError(problem, remedy, **place, column="count")


def _nations() -> dict[str, str]:
    areas = load_boundaries()
    welsh = areas["police_force_code"].str.startswith("W")
    return dict(zip(areas[FORCE], welsh.map({True: "Wales", False: "England"}), strict=True))


def _rank(cells: pd.Series) -> pd.Series:
    return cells.map(ORDER.index) if cells.name == GROUP else cells
