"""Hides from which rows of raw files a figure on a page, or a cell of a table, is known to come."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from helpers.audit.compare import Comparison, Difference

Rows = Mapping[str, Mapping[str, str]]
FIGURES = ("value", "lower", "upper")
NTH = re.compile(r" \[\d+\]$")
PLACE = re.compile(r"[^,]+\.csv, row (.+)", re.DOTALL)


def of_figures(found: Comparison, published: Rows, rebuilt: Rows) -> Comparison:
    """Figures on a page with the sources of the number that each states, by its id."""

    def sources(one: Difference) -> list[str]:
        id = NTH.sub("", one.id.rpartition(", ")[2])
        return _sources(published.get(id)) + _sources(rebuilt.get(id))

    return _with(found, sources)


def of_cells(found: Comparison, published: Rows, rebuilt: Rows) -> Comparison:
    """Cells with the sources of the number that stands in each.

    A cell holds a number if that has the name of its row and of its column, and its very value;
    where several do and their sources differ, or none does, nothing is said.
    """

    def sources(one: Difference) -> list[str]:
        before, after = (one.published, published), (one.rebuilt, rebuilt)
        return [source for cell, rows in (before, after) for source in _held(one.id, cell, rows)]

    return _with(found, sources)


def _with(found: Comparison, sources: Callable[[Difference], list[str]]) -> Comparison:
    traced = [one._replace(sources=tuple(dict.fromkeys(sources(one)))) for one in found.differences]
    return found._replace(differences=traced)


def _held(id: str, cell: str, rows: Rows) -> list[str]:
    place = PLACE.fullmatch(id)
    if not place or not cell:
        return []
    fitting = [
        _sources(row)
        for row in rows.values()
        if cell in (row[figure] for figure in FIGURES) and _names(row["label"], place[1])
    ]
    return fitting[0] if fitting and all(one == fitting[0] for one in fitting) else []


def _names(label: str, place: str) -> bool:
    """Whether a label, ``column: row``, is of the cell at ``row, column``.

    After the row there may be its ordinal; after the column its unit, or which of its limits.

    >>> _names("Rate: Kent", "Kent [2], Rate (per 1,000 residents), 95% lower limit")
    True
    """
    parts = label.split(": ")
    for cut in range(1, len(parts)):
        column, row = ": ".join(parts[:cut]), ": ".join(parts[cut:])
        if re.match(rf"{re.escape(row)}(?: \[\d+\])?, {re.escape(column)}(?![^\s,(])", place):
            return True
    return False


def _sources(row: Mapping[str, str] | None) -> list[str]:
    return row["sources"].split() if row else []
