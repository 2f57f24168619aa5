"""A dot and its interval a row, or the bounds alone where there is no estimate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.page.drawing import (
    DARK_GREY,
    LINE,
    MARKERS,
    PALETTE,
    WIDTH,
    canvas,
    heading,
    heading_height,
    label_rows,
    series_names,
    styled,
    text_width,
    tick_text,
    unique,
    value_text,
    widest,
    wrapped,
)
from helpers.page.numbers import NOT_AVAILABLE, Shown, missing
from helpers.page.pictures import Told, extremes, in_words, publish

LABEL_WIDTH = 2.3
GAP = 0.16
LOG_STEPS = (1, 2, 5)
MOST_TICKS = 8


@styled
def interval_chart(
    rows: pd.DataFrame,
    *,
    label: str,
    value: str,
    lower: str,
    upper: str,
    unit: str,
    series: str = "",
    reference: float | None = None,
    reference_label: str = "",
    log: bool = False,
    axis: str = "",
    decimals: int | None = None,
    **told: Unpack[Told],
) -> Shown:
    """A dot with a line from its lower to its upper limit a row, in the order of ``rows``.

    Where the value is missing and the limits are not, a thick bar shows the bounds. A limit
    without end, and one at 0 on a logarithmic axis, ends in an arrow at the edge. With up to four
    ``series`` the dots of one label stand under each other; without, the figures are written at
    the right. ``reference`` draws a vertical line, labelled above.
    """
    keys = [label, series] if series else [label]
    unique(rows, keys)
    kinds = series_names(rows[series]) if series else []
    dots = _dots(rows, keys, (value, lower, upper), unit, decimals)
    labels = list(dict.fromkeys(rows[label].astype(str)))
    axes = _frame(dots, labels, kinds, axis or unit, bool(reference_label))
    _scale(axes, dots, reference, log, unit)
    if reference is not None:
        _draw_reference(axes, reference, reference_label)
    for dot in dots.itertuples():
        _draw_dot(axes, dot, log)
    kind = f"Dot and interval chart of {in_words(axis or unit)} by {in_words(label)}"
    return publish(axes.figure, kind, _summary(dots), _plotted(dots), told)


def _dots(
    rows: pd.DataFrame,
    keys: list[str],
    columns: tuple[str, str, str],
    unit: str,
    decimals: int | None,
) -> pd.DataFrame:
    dots = pd.DataFrame({"label": rows[keys[0]].astype(str).to_numpy()})
    names = [rows[key].astype(str) for key in keys]
    dots["name"] = [", ".join(parts) for parts in zip(*names, strict=True)]
    for name, column in zip(("value", "lower", "upper"), columns, strict=True):
        dots[name] = rows[column].to_numpy(dtype=float)
        dots[f"{name}_text"] = [value_text(v, unit, decimals) for v in rows[column]]
    labels = {name: place for place, name in enumerate(dict.fromkeys(dots["label"]))}
    kinds = list(dict.fromkeys(rows[keys[1]])) if len(keys) > 1 else [None]
    dots["kind"] = [kinds.index(k) for k in rows[keys[1]]] if len(keys) > 1 else 0
    pitch = 1 / (len(kinds) + 0.5)
    dots["place"] = dots["label"].map(labels) + (dots["kind"] - (len(kinds) - 1) / 2) * pitch
    single = len(kinds) == 1
    dots["text"] = [_range_text(dot) if single else "" for dot in dots.itertuples()]
    return dots


def _range_text(dot: tuple) -> str:
    if missing(dot.lower) and missing(dot.upper):
        return dot.value_text
    limits = f"{dot.lower_text} to {dot.upper_text}"
    return limits if missing(dot.value) else f"{dot.value_text} ({limits})"


def _frame(
    dots: pd.DataFrame, labels: list[str], kinds: Sequence[str], measured: str, referred: bool
) -> Axes:
    names = {float(place): wrapped(name, LABEL_WIDTH) for place, name in enumerate(labels)}
    two_lines = any("\n" in name for name in names.values())
    pitch = max(0.42 if two_lines else 0.32, 0.2 * (len(kinds) + 0.8) if kinds else 0)
    top = heading_height(measured, kinds) + (LINE if referred else 0)
    axes = canvas(
        height=top + pitch * len(labels) + 0.3,
        left=widest(names.values()) + GAP,
        right=widest(dots["text"]) + 2 * GAP,
        top=top,
        bottom=0.3,
    )
    heading(axes.figure, measured, kinds)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks([])
    axes.grid(axis="x")
    label_rows(axes, names, GAP)
    for dot in dots[dots["text"] != ""].itertuples():
        _write_beside(axes, 1, dot.place, dot.text)
    return axes


def _write_beside(axes: Axes, edge: int, place: float, text: str) -> None:
    axes.annotate(
        text,
        (edge, place),
        (8, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        va="center_baseline",
    )


def _scale(axes: Axes, dots: pd.DataFrame, reference: float | None, log: bool, unit: str) -> None:
    drawn = [
        *dots[["value", "lower", "upper"]].stack(),
        *([] if reference is None else [reference]),
    ]
    finite = [v for v in drawn if np.isfinite(v) and (v > 0 or not log)] or [1.0]
    if log:
        ticks = _log_ticks(min(finite), max(finite))
        axes.set_xscale("log")
        axes.set_xlim(min(*finite, ticks[0]) / 1.15, max(*finite, ticks[-1]) * 1.15)
    else:
        ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(min(0, *finite), max(0, *finite))
        axes.set_xlim(ticks[0], ticks[-1])
    axes.set_xticks(ticks, [tick_text(tick, unit) for tick in ticks])
    axes.set_xticks([], minor=True)


def _log_ticks(low: float, high: float) -> list[float]:
    powers = range(int(np.floor(np.log10(low))) - 1, int(np.ceil(np.log10(high))) + 1)
    ticks = [float(f"{step}e{power}") for power in powers for step in LOG_STEPS]
    first = max(i for i, tick in enumerate(ticks) if tick <= low)
    last = min(i for i, tick in enumerate(ticks) if tick >= high)
    inside = ticks[first : last + 1]
    decades = [tick for tick in inside if f"{tick:e}".startswith("1.0")]
    return inside if len(inside) <= MOST_TICKS else decades


def _draw_reference(axes: Axes, reference: float, text: str) -> None:
    axes.axvline(reference, color=DARK_GREY, linewidth=1.2, zorder=1.5)
    figure = axes.figure
    at = figure.transFigure.inverted().transform(axes.transData.transform((reference, 0)))[0]
    half = text_width(text) / 2 / WIDTH
    top = axes.get_position().y1 + 0.04 / figure.get_figheight()
    figure.text(min(max(at, half), 1 - half), top, text, ha="center", va="bottom")


def _draw_dot(axes: Axes, dot: tuple, log: bool) -> None:
    colour, edges = PALETTE[dot.kind], axes.get_xlim()
    bounds_only = missing(dot.value)
    if missing(dot.lower) and missing(dot.upper) and bounds_only:
        if not dot.text:
            _write_beside(axes, 0, dot.place, NOT_AVAILABLE)
        return
    ends = [dot.lower, dot.upper]
    for side, outward in ((0, "<"), (1, ">")):
        if np.isinf(ends[side]) or (log and ends[side] == 0):
            ends[side] = edges[side]
            axes.plot(edges[side], dot.place, outward, color=colour, markersize=7, clip_on=False)
    width = 7 if bounds_only else 2
    axes.plot(ends, [dot.place] * 2, color=colour, linewidth=width, clip_on=False)
    if not bounds_only and not (log and dot.value == 0):
        shape = MARKERS[dot.kind]
        axes.plot(dot.value, dot.place, shape, color=colour, markersize=8, clip_on=False)


def _summary(dots: pd.DataFrame) -> str:
    if dots["value"].notna().any():
        return extremes(dots["name"], dots["value"], dots["value_text"])
    ranges = [f"{dot.lower_text} to {dot.upper_text}" for dot in dots.itertuples()]
    lowest, highest = dots["lower"].idxmin(), dots["upper"].idxmax()
    return (
        f"Highest bounds: {dots['name'][highest]}, {ranges[highest]}; "
        f"lowest: {dots['name'][lowest]}, {ranges[lowest]}."
    )


def _plotted(dots: pd.DataFrame) -> list[float]:
    return dots[["value", "lower", "upper"]].stack().tolist()
