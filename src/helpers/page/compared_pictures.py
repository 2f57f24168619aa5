"""Hides how a number of several police forces is drawn: as a map, and from highest to lowest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import lazy_loader

from helpers.page import columns as laid_out
from helpers.page.columns import Column
from helpers.page.numbers import Number, Shown, marked, missing, together
from helpers.page.tables import Citable, frame

pd = lazy_loader.load("pandas")
FORCE = "police_force"
FEWEST_DRAWN, AREAS_A_CLASS = 2, 4


def pictures(column: Column, by_force: Mapping[str, Number], sources: Sequence[Citable]) -> Shown:
    """A map and a chart of a number of each force; nothing if fewer than two forces have it."""
    known = {force: one for force, one in by_force.items() if not missing(one.value)}
    if len(known) < FEWEST_DRAWN:
        return Shown("", "")
    values = pd.DataFrame(
        [(force, one.value, one.lower, one.upper) for force, one in known.items()],
        columns=[FORCE, "value", "lower", "upper"],
    ).sort_values(["value", FORCE], ascending=[False, True], ignore_index=True)
    told = {"behind": _behind(column, known), "sources": sources}
    told |= {"unit": column.unit, "axis": column.label, "decimals": column.decimals}
    return together(_map(column, values, told), _chart(column, values, told))


def _map(column: Column, values: pd.DataFrame, told: Mapping[str, object]) -> Shown:
    from helpers.data.areas import load_boundaries
    from helpers.page.maps import choropleth

    areas = load_boundaries()
    off_map = sorted({*values[FORCE]} - {*areas[FORCE]})
    drawn = len(values) - len(off_map)
    return choropleth(
        areas,
        values,
        value="value",
        classes=max(2, min(5, drawn // AREAS_A_CLASS)),
        off_map=off_map,
        missing_label="No figure here",
        caption=f"{column.label}: map",
        finding=f"{drawn} of {len(areas)} areas have a figure here",
        **told,
    )


def _chart(column: Column, values: pd.DataFrame, told: Mapping[str, object]) -> Shown:
    """Dots with their limits, or bars where there are none, from the highest to the lowest."""
    from helpers.page.bars import ranked_bars
    from helpers.page.intervals import interval_chart

    told = {"caption": f"{column.label}: highest to lowest", **told}
    told |= {"finding": f"{len(values)} forces have a figure here", "label": FORCE}
    if column.lower:
        return interval_chart(values, value="value", lower="lower", upper="upper", **told)
    return ranked_bars(values, value="value", **told)


def _behind(column: Column, known: Mapping[str, Number]) -> Shown:
    body = [
        [escape(force, quote=False), marked(number, "range")] for force, number in known.items()
    ]
    label = laid_out.label(column)
    html = frame(f"{column.label}, by police force", ["Police force", label], body, [1])
    return Shown(html, label, tuple(known.values()))
