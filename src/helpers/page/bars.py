"""Horizontal bars from zero with their values at the ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.page.drawing import (
    DARK_BLUE,
    DARK_GREY,
    MID_GREY,
    MUTED_BLUE,
    PALETTE,
    POINTS,
    canvas,
    chosen,
    heading,
    heading_height,
    label_rows,
    series_names,
    styled,
    unique,
    value_text,
    widest,
    wrapped,
)
from helpers.page.numbers import Shown
from helpers.page.pictures import Told, extremes, in_words, publish

LABEL_WIDTH = 2.6
GAP = 0.08
THICKNESS = 0.72
FEW = 16
TWO_LINES = 0.4


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
    bars["place"] = np.arange(len(bars), dtype=float)
    plain = MUTED_BLUE if strong or lower else DARK_BLUE
    bars["colour"] = [DARK_BLUE if name in strong else plain for name in rows[label]]
    pitch = 0.32 if len(bars) <= FEW else 0.23
    names = dict(zip(bars["place"], bars["name"], strict=True))
    axes = _draw(bars, names, pitch, axis or unit, strong=strong)
    kind = f"Bar chart of {in_words(axis or unit)} by {in_words(label)}"
    summary = extremes(bars["name"], bars["value"], bars["text"])
    return publish(axes.figure, kind, summary, _plotted(bars), told)


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

    ``rows`` are long: one row per label and series, of two to four series. The colours are
    explained above the bars in the order of the bars.
    """
    kinds = series_names(rows[series])
    bars = _bars(rows, [label, series], value, ("", ""), unit, decimals)
    groups = list(dict.fromkeys(rows[label]))
    pitch = 1 / (len(kinds) + 0.5)
    offsets = rows[series].map({name: place for place, name in enumerate(kinds)})
    groups_at = rows[label].map({name: place for place, name in enumerate(groups)})
    bars["place"] = (groups_at + (offsets - (len(kinds) - 1) / 2) * pitch).to_numpy()
    bars["colour"] = [PALETTE[place] for place in offsets]
    bars["name"] = [f"{a}, {b}" for a, b in zip(rows[label], rows[series], strict=True)]
    names = {place: str(name) for place, name in enumerate(groups)}
    axes = _draw(bars, names, 0.22 / pitch, axis or unit, series=kinds, thickness=0.9 * pitch)
    kind = f"Bar chart of {in_words(axis or unit)} by {in_words(label)} and {in_words(series)}"
    summary = extremes(bars["name"], bars["value"], bars["text"])
    return publish(axes.figure, kind, summary, _plotted(bars), told)


def _bars(
    rows: pd.DataFrame,
    keys: list[str],
    value: str,
    limits: tuple[str, str],
    unit: str,
    decimals: int | None,
) -> pd.DataFrame:
    unique(rows, keys)
    bars = pd.DataFrame({"name": rows[keys[0]].astype(str).to_numpy()})
    bars["value"] = rows[value].to_numpy(dtype=float)
    for name, column in zip(("lower", "upper"), limits, strict=True):
        bars[name] = rows[column].to_numpy(dtype=float) if column else np.nan
    bars["text"] = [value_text(v, unit, decimals) for v in rows[value]]
    below = bars["value"] < 0
    lowest = bars[["value", "lower"]].min(axis=1)
    bars["end"] = lowest.where(below, bars[["value", "upper"]].max(axis=1)).fillna(0)
    return bars


def _draw(
    bars: pd.DataFrame,
    names: Mapping[float, str],
    pitch: float,
    measured: str,
    series: Sequence[str] = (),
    strong: Sequence[str] = (),
    thickness: float = THICKNESS,
) -> Axes:
    lines = {place: wrapped(name, LABEL_WIDTH) for place, name in names.items()}
    bold = [wrapped(name, LABEL_WIDTH) for name in strong]
    if any("\n" in line for line in lines.values()):
        pitch = max(pitch, TWO_LINES)
    below = bars["value"] < 0
    negative = widest(bars["text"][below]) + GAP if below.any() else 0
    top = heading_height(measured, series)
    axes = canvas(
        height=top + len(names) * pitch + GAP,
        left=widest(lines.values(), bold) + GAP + negative,
        right=widest(bars["text"][~below], set(bars["text"]) if strong else ()) + 2 * GAP,
        top=top,
        bottom=GAP,
    )
    heading(axes.figure, measured, series, markers="ssss")
    low, high = min(0, bars["end"].min()), max(0, bars["end"].max())
    axes.set_xlim(low, high if high > low else 1)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set(xticks=[], yticks=[])
    axes.barh(bars["place"], bars["value"].fillna(0), thickness, color=list(bars["colour"]))
    axes.axvline(0, color=MID_GREY, linewidth=1, clip_on=False)
    label_rows(axes, lines, GAP + negative, bold)
    _write_ends(axes, bars, strong)
    _draw_limits(axes, bars)
    return axes


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
