"""Building the tidy tables from the raw figures, and reading them back."""

from __future__ import annotations

import difflib
import tempfile
from pathlib import Path

import pandas as pd

from helpers.data.errors import DataError
from helpers.data.left_out import Table
from helpers.data.own import load_own
from helpers.data.package import PACKAGE, describe
from helpers.data.project import note_read, processed_folder
from helpers.data.released import demonstration
from helpers.data.sources import DEMONSTRATIONS, check_files, sources_of
from helpers.data.tables import TABLES

AS_PRINTED = dict.fromkeys(
    (
        "value_printed",
        "rounding_step",
        "read_from",
        "read_to",
        "officers_share_printed",
        "population_share_printed",
        "share_printed",
    ),
    str,
)
ALIKE = 0.5
STAGED = ".staged-"


def build_tables() -> list[str]:
    """Build every table of ``data/processed`` from ``data/raw`` and return their names.

    All tables are built and described before the first is written, and each is written beside its
    place and moved there, so that a fault leaves the folder as it was. ``data/datapackage.json``,
    which describes them and the raw files, comes last. Files that no table accounts for are
    removed, and so is what a build that was killed left. The bytes depend on the raw files and
    this code alone.

    Raises
    ------
    DataError
        Any fault in the register or in a raw file.
    """
    check_files()
    tables = {name: build() for name, build in sorted(TABLES.items())}
    folder = processed_folder()
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}{end}": text for name, table in tables.items() for end, text in _texts(table)}
    described = describe(texts)
    for name, text in texts.items():
        _write(folder / name, text)
    _write(folder.parent / PACKAGE, described)
    for path in [*folder.glob("*.csv"), *folder.parent.rglob(f"{STAGED}*")]:
        if path.name not in texts:
            path.unlink()
    return list(tables)


def load(name: str, figures: str = "") -> pd.DataFrame:
    """A tidy table by name, or an office's own figures in its place.

    Whole numbers that may be missing are ``Int64``; text that is missing is an empty string;
    dates are ISO text. ``attrs`` has the table's ``name``, its ``source`` (every publication, as
    it is cited) and the ``licence`` of each.

    Parameters
    ----------
    figures
        Path of a file with own figures; empty for the published table. See
        :func:`helpers.data.own.load_own`. Without it ``records_of_notices`` and
        ``records_of_searches`` are tables of made-up records, which say so.

    Raises
    ------
    DataError
        No such table (the message gives the name that is most alike, or all), or not built; or
        the own figures are refused.
    """
    if figures:
        return load_own(name, figures)
    if name in DEMONSTRATIONS:
        return demonstration(name)
    rows = _read(name, ".csv")
    cited = sources_of(rows)
    rows.attrs["name"] = name
    rows.attrs["source"] = "; ".join(dict.fromkeys(source.citation for source in cited))
    rows.attrs["licence"] = "; ".join(dict.fromkeys(source.licence for source in cited))
    return rows


def exclusions(name: str) -> pd.DataFrame:
    """The ledger of the rows left out of a table: step, reason, rows removed and left, share."""
    return _read(name, ".exclusions.csv")


def _texts(table: Table) -> list[tuple[str, str]]:
    pairs = ((".csv", table.rows), (".exclusions.csv", table.exclusions))
    return [
        (end, rows.to_csv(index=False, lineterminator="\n", float_format="%.2f"))
        for end, rows in pairs
    ]


def _write(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=STAGED, delete=False
    ) as beside:
        beside.write(text)
    Path(beside.name).chmod(0o644)
    Path(beside.name).replace(path)


def _read(name: str, end: str) -> pd.DataFrame:
    if name not in TABLES:
        near = difflib.get_close_matches(name, TABLES, n=1, cutoff=ALIKE)
        remedy = f"Perhaps {near[0]!r}" if near else f"Known are {', '.join(sorted(TABLES))}"
        raise DataError("no such table", remedy, value=name)
    path = processed_folder() / f"{name}{end}"
    if not path.is_file():
        raise DataError("not built yet", "Run `disparity data`", file=path)
    note_read(path)
    rows = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype=AS_PRINTED)
    text = rows.select_dtypes("str").columns
    rows[text] = rows[text].fillna("")
    figures = rows.select_dtypes("number")
    whole = [column for column in figures if (figures[column].dropna() % 1 == 0).all()]
    return rows.astype(dict.fromkeys(whole, "Int64"))
