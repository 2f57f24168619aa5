"""How long records take from their files to their tables, beside plain DuckDB and pandas.

    python benchmarks/records.py write FOLDER --rows 10000000
    python benchmarks/records.py measure FOLDER

The records are made up: monthly files as data.police.uk names them, the same for the same rows and
seed. Every way runs in a process of its own, one after another, in turn; all numbers of a table are
of one run. A plain way counts the cells of six columns and checks nothing.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

FORCES = """avon-and-somerset bedfordshire cambridgeshire cheshire city-of-london cleveland cumbria
derbyshire devon-and-cornwall dorset durham dyfed-powys essex gloucestershire gwent hampshire
hertfordshire humberside kent lancashire leicestershire lincolnshire merseyside metropolitan
norfolk north-wales north-yorkshire northamptonshire northumbria nottinghamshire south-wales
south-yorkshire staffordshire suffolk surrey sussex thames-valley warwickshire west-mercia
west-midlands west-yorkshire wiltshire"""
FORCES = tuple(FORCES.split())
YEARS = tuple(range(2015, 2025))
SIX = ("Self-defined ethnicity", "Officer-defined ethnicity", "Gender", "Age range")
SIX = (*SIX, "Object of search", "Outcome")
# How often each value is drawn, in parts of a hundred; what is left over is empty. Made up.
VALUES = {
    "Type": {"Person search": 75, "Person and Vehicle search": 22, "Vehicle search": 3},
    "Part of a policing operation": {"False": 60},
    "Gender": {"Male": 88, "Female": 10},
    "Age range": {"18-24": 36, "25-34": 24, "over 34": 20, "10-17": 15},
    "Self-defined ethnicity": {
        "White - English/Welsh/Scottish/Northern Irish/British": 45,
        "Other ethnic group - Not stated": 15,
        "White - Any other White background": 8,
        "Black/African/Caribbean/Black British - African": 7,
        "Black/African/Caribbean/Black British - Caribbean": 5,
        "Asian/Asian British - Pakistani": 5,
        "Asian/Asian British - Any other Asian background": 4,
        "Mixed/Multiple ethnic groups - White and Black Caribbean": 3,
        "Other ethnic group - Any other ethnic group": 3,
        "White - Irish": 1,
    },
    "Officer-defined ethnicity": {"White": 58, "Black": 20, "Asian": 13, "Other": 4},
    "Legislation": {
        "Misuse of Drugs Act 1971 (section 23)": 62,
        "Police and Criminal Evidence Act 1984 (section 1)": 35,
        "Criminal Justice and Public Order Act 1994 (section 60)": 2,
    },
    "Object of search": {
        "Controlled drugs": 62,
        "Offensive weapons": 14,
        "Stolen goods": 12,
        "Article for use in theft": 8,
        "Anything to threaten or harm anyone": 2,
    },
    "Outcome": {
        "A no further action disposal": 70,
        "Arrest": 13,
        "Community resolution": 8,
        "Summons / charged by post": 4,
        "Penalty Notice for Disorder": 2,
    },
    "Outcome linked to object of search": {"False": 50, "True": 15},
    "Removal of more than just outer clothing": {"False": 70, "True": 2},
}


def write(folder: Path, rows: int, seed: int) -> None:
    """Write one file for each month and force, in a folder for each month."""
    months = [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]
    files = [(month, force) for month in months for force in FORCES]
    with duckdb.connect() as connection:
        for place, (month, force) in enumerate(files):
            first, last = (rows * at // len(files) for at in (place, place + 1))
            path = folder / month / f"{month}-{force}-stop-and-search.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            query = _made(first, last, month, seed)
            connection.execute(f"COPY ({query}) TO '{path}' (HEADER)")


def _made(first: int, last: int, month: str, seed: int) -> str:
    draws = ", ".join(
        f"hash(number, {seed}, {place}) % 100 AS draw_{place}" for place, _ in enumerate(VALUES)
    )
    drawn = {column: _drawn(column, f"draw_{place}") for place, column in enumerate(VALUES)}
    minute = f"CAST(hash(number, {seed}, 'minute') % {28 * 24 * 60} AS BIGINT)"
    when = f"TIMESTAMP '{month}-01' + to_minutes({minute})"
    columns = {
        "Type": drawn.pop("Type"),
        "Date": f"strftime({when}, '%Y-%m-%dT%H:%M:%S+00:00')",
        "Part of a policing operation": drawn.pop("Part of a policing operation"),
        "Policing operation": "NULL",
        "Latitude": f"round(50 + (hash(number, {seed}, 'latitude') % 5000000) / 1e6, 6)",
        "Longitude": f"round(-3 + (hash(number, {seed}, 'longitude') % 4000000) / 1e6, 6)",
    } | drawn
    listed = ", ".join(f'{value} AS "{column}"' for column, value in columns.items())
    rows = f"SELECT number, {draws} FROM range({first}, {last}) AS rows(number)"
    return f"SELECT {listed} FROM ({rows})"


def _drawn(column: str, draw: str) -> str:
    below, cases = 0, []
    for value, parts in VALUES[column].items():
        below += parts
        cases.append(f"WHEN {draw} < {below} THEN '{value}'")
    return f"CASE {' '.join(cases)} END"


def first_time(folder: Path, kept: Path) -> None:
    """Ours from the files: read, checked, kept and counted."""
    from helpers.data.records.checking import check, has_errors
    from helpers.data.records.tabulating import keep_cells, tabulate

    checked = check(folder, "stop-search", keep=kept)
    if has_errors(checked):
        raise SystemExit(f"the records were refused: {checked.faults[:3]}")
    keep_cells(kept, "stop-search")
    tabulate(kept, "stop-search")


def again(folder: Path, kept: Path) -> None:
    """Ours from what was kept."""
    from helpers.data.records.tabulating import tabulate

    tabulate(kept, "stop-search")


def recounted(folder: Path, kept: Path) -> None:
    """Ours from the kept records alone, without the kept counts."""
    from helpers.data.records import tabulating

    tabulating.CELLS = "no-such.parquet"
    tabulating.tabulate(kept, "stop-search")


def plain_duckdb(folder: Path, kept: Path) -> None:
    """DuckDB alone, from the files."""
    six = ", ".join(f'"{column}"' for column in SIX)
    files = f"read_csv('{folder}/*/*.csv', all_varchar = true, header = true)"
    duckdb.sql(f"SELECT {six}, count(*) FROM {files} GROUP BY ALL").fetchall()


def plain_duckdb_parquet(folder: Path, kept: Path) -> None:
    """DuckDB alone, from what was kept."""
    six = "ethnicity_self_defined, ethnicity_officer_defined, sex, age_group, object_of_search"
    rows = f"read_parquet('{kept}/checked.parquet')"
    duckdb.sql(f"SELECT {six}, outcome, count(*) FROM {rows} GROUP BY ALL").fetchall()


def plain_pandas(folder: Path, kept: Path) -> None:
    """pandas alone, from the files."""
    import pandas as pd

    files = sorted(folder.glob("*/*.csv"))
    rows = pd.concat([pd.read_csv(file, usecols=[*SIX], dtype="str") for file in files])
    rows.groupby([*SIX], dropna=False).size()


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "first time": first_time,
    "from what was kept": again,
    "from the kept records": recounted,
    "plain DuckDB, CSV": plain_duckdb,
    "plain DuckDB, Parquet": plain_duckdb_parquet,
    "plain pandas, CSV": plain_pandas,
}
COMPARED_WITH = "plain DuckDB, CSV"


def measure(folder: Path, repeats: int) -> None:
    """Print the median seconds and the most memory of each way."""
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as scratch:
        for turn in range(repeats):
            for way in WAYS:
                kept = Path(scratch) / f"kept-{turn}"
                called = [sys.executable, __file__, "run", str(folder), "--way", way]
                answer = subprocess.run(
                    [*called, "--kept", str(kept)], capture_output=True, text=True, check=False
                )
                if answer.returncode:
                    raise SystemExit(f"{way}: {answer.stderr}")
                seconds, megabytes = map(float, answer.stdout.split())
                found[way].append((seconds, megabytes))
    print(table(found))


def table(found: dict[str, list[tuple[float, float]]]) -> str:
    """The ways as a Markdown table."""
    medians = {
        way: statistics.median(seconds for seconds, _ in runs) for way, runs in found.items()
    }
    lines = ["| way | seconds | beside plain DuckDB, CSV | most memory |", "|---|---|---|---|"]
    for way, runs in found.items():
        ratio = medians[way] / medians[COMPARED_WITH]
        most = max(megabytes for _, megabytes in runs)
        lines.append(f"| {way} | {medians[way]:.2f} | {ratio:.2f} times | {most:.0f} MB |")
    return "\n".join(lines)


def run(folder: Path, kept: Path, way: str) -> None:
    """Run one way here, and print its seconds and the most memory of the process in megabytes."""
    start = time.perf_counter()
    WAYS[way](folder, kept)
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Read the command."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("what", choices=["write", "measure", "run"])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--rows", type=int, default=10_000_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--repeats", type=int, default=3)
    asked.add_argument("--way", choices=[*WAYS])
    asked.add_argument("--kept", type=Path)
    said = asked.parse_args()
    if said.what == "write":
        write(said.folder, said.rows, said.seed)
    elif said.what == "measure":
        measure(said.folder, said.repeats)
    else:
        run(said.folder, said.kept, said.way)


if __name__ == "__main__":
    main()
