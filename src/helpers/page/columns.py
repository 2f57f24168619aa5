"""Hides how a column of figures is named, and how columns become those of a plain sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.page import sheets
from helpers.page.numbers import NOT_AVAILABLE, Number, missing

if TYPE_CHECKING:
    import pandas as pd


class Column(NamedTuple):
    """How a column of figures is shown.

    ``lower`` and ``upper`` name the columns with its limits, ``confidence`` what they are worth.
    ``absent`` is the symbol for a missing figure (``[c]``, ``[x]`` or ``[z]``), or the name of a
    column that holds it. ``events`` names the columns with the counts that a rate or a ratio rests
    on: it is followed by ``[u]`` where one of them is low. ``limits`` says what the limits are
    where they are neither an interval of the figure nor a plain range.
    """

    label: str
    unit: str
    decimals: int | None = None
    lower: str = ""
    upper: str = ""
    confidence: float | None = None
    method: str = ""
    absent: str = NOT_AVAILABLE
    events: tuple[str, ...] = ()
    limits: str = ""


def label(shown: str | Column) -> str:
    """The header of a column on the page."""
    if isinstance(shown, str):
        return shown
    if not shown.lower:
        return _named(shown)
    kind = f"{_percent(shown.confidence)} interval" if shown.confidence else "range"
    return f"{_named(shown)} ({shown.limits or kind})"


def parts(
    rows: pd.DataFrame,
    columns: Mapping[str, str | Column],
    numbers: Sequence[Number],
    symbols: Sequence[str],
) -> list[sheets.Part]:
    """The columns of the sheet; a figure with limits takes three of them.

    ``symbols`` holds, for each number, what stands in its place or beside it. Those beside a figure
    get a column of their own at the right, which says whose they are, so that figures stay figures.
    """
    keys = [column for column, shown in columns.items() if isinstance(shown, Column)]
    made: list[sheets.Part] = []
    followed: dict[int, list[str]] = {}
    for column, shown in columns.items():
        if isinstance(shown, str):
            made.append(sheets.words(shown, rows[column]))
            continue
        own, signs = (every[keys.index(column) :: len(keys)] for every in (numbers, symbols))
        header = sheets.with_unit(_named(shown), shown.unit)
        followed[len(made)] = [
            "" if missing(number.value) else sign for number, sign in zip(own, signs, strict=True)
        ]
        made.append(sheets.figures(header, own, signs))
        if shown.lower:
            kind = f"{_percent(shown.confidence)} " if shown.confidence else ""
            ends = [f"{header}, {kind}{end} limit" for end in ("lower", "upper")]
            if shown.limits:
                ends = [f"{header}, {end} end of the {shown.limits}" for end in ("lower", "upper")]
            made += sheets.limits(ends, list(map(sheets.shown_limits, own)), signs)
    return made + sheets.symbols_beside(made, followed)


def _named(shown: Column) -> str:
    bare = shown.unit == "percent" and "%" not in shown.label and "per cent" not in shown.label
    return f"{shown.label}, %" if bare else shown.label


def _percent(confidence: float) -> str:
    return f"{round(100 * confidence, 1):g}%"
