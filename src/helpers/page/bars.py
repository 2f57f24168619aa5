"""Horizontal bars from zero with their values at the ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.page.drawing import (
    DARK_BLUE,
    DARK_GREY,
    HATCHES,
    MID_GREY,
    MUTED_BLUE,
    PALETTE,
    POINTS,
    canvas,
    chosen,
    heading,
    heading_height,
    series_names,
    styled,
    unique,
    value_text,
    widest,
    wrapped,
)
from helpers.page.numbers import Shown
from helpers.page.pictures import Told, extremes, measured_by, publish
from helpers.page.rows import above, label_rows, rows_apart

LABELS = 0.36
GAP = 0.08
EDGE = 0.02
THICKNESS = 0.72
STEP = 0.22
THIN = 0.17
FEW = 16
FEW_PITCH = 0.32
MANY_PITCH = 0.23
LEAST_BARS = 2.0
Drawn = tuple[Axes, pd.Series, float]


@styled
def ranked_bars(
    rows: pd.DataFrame,
    *,
    label: str,
    value: str,
    unit: str,
    highlight: str | Collection[str] | None = None,
    lower: str = "",
    upper: str = "",
    axis: str = "",
    decimals: int | None = None,
    **told: Unpack[Told],
) -> Shown:
    """One bar a row, from the top in the order of ``rows``: sort them before.

    Parameters
    ----------
    highlight
        The label or labels drawn in dark blue; the others are then muted.
    lower, upper
        Columns with limits, drawn as a line through the end of the bar.
    axis
        What the bars measure, written above them; the unit where not given.
    """
    strong = chosen(highlight, rows[label])
    bars = _bars(rows, [label], value, (lower, upper), unit, decimals)
    plain = MUTED_BLUE if strong or lower else DARK_BLUE
    bars["colour"] = [DARK_BLUE if name in strong else plain for name in rows[label]]
    kind = f"Bar chart of {measured_by(axis or unit, label)}"
    summary = extremes(bars["name"], bars["value"], bars["text"])
    return publish(
        lambda width: _draw(width, bars, axis or unit, strong=strong),
        kind,
        summary,
        _plotted(bars),
        told,
    )


@styled
def grouped_bars(
    rows: pd.DataFrame,
    *,
    label: str,
    series: str,
    value: str,
    unit: str,
    axis: str = "",
    decimals: int | None = None,
    **told: Unpack[Told],
) -> Shown:
    """A group of bars a label, one bar a series, both in the order in which they first appear.

    ``rows`` are long: one row per label and series, of two to four series. The colours
    and hatches are explained above the bars in the order of the bars.
    """
    kinds = series_names(rows[series])
    bars = _bars(rows, [label, series], value, ("", ""), unit, decimals)
    places = rows[series].map({name: place for place, name in enumerate(kinds)}).to_numpy()
    bars["offset"] = places - (len(kinds) - 1) / 2
    bars["colour"] = [PALETTE[place] for place in places]
    bars["hatch"] = [HATCHES[place] for place in places]
    bars["name"] = [f"{a}, {b}" for a, b in zip(rows[label], rows[series], strict=True)]
    kind = f"Bar chart of {measured_by(axis or unit, label, series)}"
    summary = extremes(bars["name"], bars["value"], bars["text"])
    return publish(
        lambda width: _draw(width, bars, axis or unit, series=kinds),
        kind,
        summary,
        _plotted(bars),
        told,
    )


def _bars(
    rows: pd.DataFrame,
    keys: list[str],
    value: str,
    limits: tuple[str, str],
    unit: str,
    decimals: int | None,
) -> pd.DataFrame:
    unique(rows, keys)
    names = rows[keys[0]].astype(str)
    bars = pd.DataFrame({"name": names, "label": names}).reset_index(drop=True)
    bars["row"], bars["offset"] = pd.factorize(bars["label"])[0], 0.0
    bars["hatch"] = ""
    bars["value"] = rows[value].to_numpy(dtype=float)
    for name, column in zip(("lower", "upper"), limits, strict=True):
        bars[name] = rows[column].to_numpy(dtype=float) if column else np.nan
    bars["text"] = [value_text(v, unit, decimals) for v in rows[value]]
    below = bars["value"] < 0
    lowest = bars[["value", "lower"]].min(axis=1)
    bars["end"] = lowest.where(below, bars[["value", "upper"]].max(axis=1)).fillna(0)
    return bars


def _draw(
    width: float,
    bars: pd.DataFrame,
    measured: str,
    series: Sequence[str] = (),
    strong: Sequence[str] = (),
) -> Figure:
    below = bars["value"] < 0
    negative = widest(bars["text"][below]) + GAP if below.any() else 0
    margins = negative, widest(bars["text"][~below], set(bars["text"]) if strong else ()) + 2 * GAP
    names = {name: wrapped(name, LABELS * width) for name in bars["label"]}
    left = widest(names.values(), [names[name] for name in strong]) + GAP
    if width - left - sum(margins) >= LEAST_BARS:
        axes, places, thick = _beside(width, bars, (left, *margins), measured, series, strong)
    else:
        axes, places, thick = _beneath(width, bars, margins, measured, series, strong)
    bars = bars.assign(place=places)
    low, high = min(0, bars["end"].min()), max(0, bars["end"].max())
    axes.set_xlim(low, high if high > low else 1)
    axes.set(xticks=[], yticks=[])
    ends = bars["value"].fillna(0)
    look = {
        "hatch": list(bars["hatch"]),
        "hatchcolor": "white",
        "linewidth": 0.8 * bool(series) * (ends != 0),
    }
    look |= {"color": list(bars["colour"]), "edgecolor": list(bars["colour"])}
    axes.barh(places, ends, thick, **look)
    heading(axes.figure, measured, series, bars=True)
    _write_ends(axes, bars, strong)
    _draw_limits(axes, bars)
    return axes.figure


def _beside(
    width: float,
    bars: pd.DataFrame,
    margins: tuple[float, float, float],
    measured: str,
    series: Sequence[str],
    strong: Sequence[str],
) -> Drawn:
    """Names at the left of the bars."""
    names = [wrapped(name, LABELS * width) for name in dict.fromkeys(bars["label"])]
    step = 1 / (len(series) + 0.5) if series else 1
    least = STEP / step if series else FEW_PITCH if len(names) <= FEW else MANY_PITCH
    height = max(least, rows_apart(names)) * len(names)
    left, negative, right = margins
    top = heading_height(width, measured, series)
    axes = canvas(width, top + height + GAP, left + negative, right, top, GAP)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.axvline(0, color=MID_GREY, linewidth=1, clip_on=False)
    bold = [wrapped(name, LABELS * width) for name in strong]
    label_rows(axes, dict(enumerate(names)), GAP + negative, bold)
    return axes, bars["row"] + bars["offset"] * step, step * (0.9 if series else THICKNESS)


def _beneath(
    width: float,
    bars: pd.DataFrame,
    margins: tuple[float, float],
    measured: str,
    series: Sequence[str],
    strong: Sequence[str],
) -> Drawn:
    """Names on lines of their own above the bars."""
    labels = list(dict.fromkeys(bars["label"]))
    step = STEP if series else THIN
    room = step * max(1, len(series))
    rows = above(labels, [width] * len(labels), room)
    top = heading_height(width, measured, series)
    negative, right = margins
    axes = canvas(width, top + rows.height + GAP, max(negative, EDGE), right, top, GAP)
    axes.set_ylim(rows.height, 0)
    ends = rows.bodies - room / 2, rows.bodies + room / 2
    axes.vlines(np.zeros(len(labels)), *ends, color=MID_GREY, linewidth=1, clip_on=False)
    bold = [wrapped(name, width) for name in strong]
    names = dict(zip(rows.heads, rows.names, strict=True))
    label_rows(axes, names, max(negative, EDGE), bold, ha="left")
    return axes, rows.bodies[bars["row"]] + bars["offset"] * step, 0.9 * step


def _write_ends(axes: Axes, bars: pd.DataFrame, strong: Sequence[str]) -> None:
    for bar in bars.itertuples():
        side = -1 if bar.value < 0 else 1
        axes.annotate(
            bar.text,
            (bar.end, bar.place),
            (side * GAP * POINTS / 1.5, 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center_baseline",
            weight="bold" if bar.name in strong else "normal",
        )


def _draw_limits(axes: Axes, bars: pd.DataFrame) -> None:
    known = bars.dropna(subset=["lower", "upper"])
    for colour, width in (("white", 4), (DARK_GREY, 1.6)):
        axes.hlines(
            known["place"],
            known["lower"],
            known["upper"],
            colors=colour,
            linewidths=width,
            clip_on=False,
        )


def _plotted(bars: pd.DataFrame) -> list[float]:
    return bars[["value", "lower", "upper"]].stack().tolist()
