"""Hides how the tables are listed with what each has: units, years, areas, sources, quality."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers.data.build import load
from helpers.data.columns import PROCESSED, column_words, table_words
from helpers.data.sources import sources_of
from helpers.data.tables import TABLES

TIMES = (
    "year",
    "census",
    "year_ending",
    "date",
    "date_from",
    "date_to",
    "period_start",
    "period_end",
    "quarter_start",
    "quarter_end",
)
AREAS = ("police_force", "area", "nation", "coverage")
NO_UNIT = ("", "none", "calendar year")
FEW = 3


def catalogue() -> pd.DataFrame:
    """Every table that :func:`helpers.data.load` gives, one a row, by name.

    Columns
    -------
    name, title
        What to ask for, and what it has.
    rows
        How many.
    units
        Of its figures; where rows have units of their own, these.
    years
        The first and the last calendar year that any of its dates names.
    areas
        Those it has, or how many.
    sources
        Who published its figures.
    quality
        Green, amber or red, as the register of sources has them; several where sources differ.

    Raises
    ------
    DataError
        A table is not built yet, or not described.

    Examples
    --------
    >>> tables = catalogue().set_index("name")
    >>> tables.loc["population_midyear", ["units", "years", "areas"]].tolist()
    ['residents', '2017 to 2023', '43 police forces']
    """
    return pd.DataFrame([_entry(name) for name in sorted(TABLES)])


def _entry(name: str) -> dict[str, object]:
    rows = load(name)
    sources = sources_of(rows)
    return {
        "name": name,
        "title": table_words(PROCESSED, name)["title"],
        "rows": len(rows),
        "units": _units(name, rows),
        "years": _years(rows),
        "areas": _areas(rows),
        "sources": _listed(source.producer for source in sources),
        "quality": _listed(source.quality for source in sources),
    }


def _units(name: str, rows: pd.DataFrame) -> str:
    if "unit" in rows:
        return _listed(rows["unit"])
    said = table_words(PROCESSED, name)
    units = (column_words(column, said, name).get("unit", "") for column in rows)
    return _listed(unit for unit in units if unit not in NO_UNIT)


def _years(rows: pd.DataFrame) -> str:
    years = {str(cell)[:4] for name in TIMES if name in rows for cell in rows[name].dropna()}
    years.discard("")
    return " to ".join(dict.fromkeys([min(years), max(years)])) if years else ""


def _areas(rows: pd.DataFrame) -> str:
    for name in AREAS:
        if name in rows:
            found = sorted(set(rows[name]))
            kind = "police forces" if name == "police_force" else "areas"
            return ", ".join(found) if len(found) <= FEW else f"{len(found)} {kind}"
    return ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted({*words}))
