"""A dot and its interval a row, or the bounds alone where there is no estimate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.page.drawing import (
    DARK_GREY,
    LINE,
    MARKERS,
    PALETTE,
    POINTS,
    canvas,
    fitting,
    heading,
    heading_height,
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
from helpers.page.pictures import Told, extremes, measured_by, publish
from helpers.page.rows import above, label_rows, rows_apart

GAP = 0.16
LOG_STEPS = (1, 2, 5)
MOST_TICKS = (6, 4, 3, 2)
LABELS = 0.32
LEAST_PLOT = 2.2
EDGE = 0.26
BOTTOM = 0.3
LEAST_BAR = 1.5
STEP = 0.2


class Scale(NamedTuple):
    """What the value axis measures, how, and the line that it is compared with."""

    measured: str
    unit: str
    log: bool
    reference: float | None
    reference_label: str


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
    scale = Scale(axis or unit, unit, log, reference, reference_label)
    chart = "Dot and interval" if dots["value"].notna().any() else "Range"
    words = f"{chart} chart of {measured_by(axis or unit, label)}", _summary(dots)
    return publish(lambda width: _draw(width, dots, kinds, scale), *words, _plotted(dots), told)


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
    dots["row"] = dots["label"].map(labels)
    dots["place"] = dots["row"] + (dots["kind"] - (len(kinds) - 1) / 2) * pitch
    single = len(kinds) == 1
    dots["text"] = [_range_text(dot) if single else "" for dot in dots.itertuples()]
    return dots


def _range_text(dot: tuple) -> str:
    if missing(dot.lower) and missing(dot.upper):
        return dot.value_text
    limits = f"{dot.lower_text} to {dot.upper_text}"
    return limits if missing(dot.value) else f"{dot.value_text} ({limits})"


def _draw(width: float, dots: pd.DataFrame, kinds: Sequence[str], scale: Scale) -> Figure:
    labels = list(dict.fromkeys(dots["label"]))
    room = width - widest(wrapped(label, LABELS * width) for label in labels)
    layout = _beside if room - widest(dots["text"]) - 3 * GAP >= LEAST_PLOT else _beneath
    axes, dots = layout(width, dots, labels, kinds, scale)
    _scale(axes, dots, scale)
    for dot in dots.itertuples():
        _draw_dot(axes, dot, scale.log)
    return axes.figure


def _beside(
    width: float, dots: pd.DataFrame, labels: list[str], kinds: Sequence[str], scale: Scale
) -> tuple[Axes, pd.DataFrame]:
    """Names at the left of the plot, figures at its right."""
    names = [wrapped(label, LABELS * width) for label in labels]
    margins = widest(names) + GAP, widest(dots["text"]) + 2 * GAP
    pitch = max(0.32, rows_apart(names), STEP * (len(kinds) + 0.8) if kinds else 0)
    axes = _frame(width, pitch * len(labels), margins, kinds, scale)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    label_rows(axes, dict(enumerate(names)), GAP)
    _write_figures(axes, dots, GAP, "left")
    return axes, dots


def _beneath(
    width: float, dots: pd.DataFrame, labels: list[str], kinds: Sequence[str], scale: Scale
) -> tuple[Axes, pd.DataFrame]:
    """Names and figures on lines of their own above each row of the plot."""
    beside = dots.groupby("row")["text"].agg(widest)
    most = max(1, len(kinds))
    rows = above(labels, width - beside - GAP, STEP * most)
    axes = _frame(width, rows.height, (EDGE, EDGE), kinds, scale)
    axes.set_ylim(rows.height, 0)
    across = axes.get_yaxis_transform()
    axes.barh(rows.heads, 1, rows.tall, color="white", transform=across, zorder=1.6)
    label_rows(axes, dict(zip(rows.heads, rows.names, strict=True)), EDGE, ha="left")
    _write_figures(axes, dots.assign(place=rows.heads[dots["row"]]), EDGE, "right")
    offsets = (dots["place"] - dots["row"]) * (most + 0.5) * STEP
    return axes, dots.assign(place=rows.bodies[dots["row"]] + offsets)


def _frame(
    width: float,
    height: float,
    margins: tuple[float, float],
    kinds: Sequence[str],
    scale: Scale,
) -> Axes:
    top = heading_height(width, scale.measured, kinds) + (LINE if scale.reference_label else 0)
    axes = canvas(width, top + height + BOTTOM, *margins, top, BOTTOM)
    heading(axes.figure, scale.measured, kinds)
    axes.set_yticks([])
    axes.grid(axis="x")
    return axes


def _write_figures(axes: Axes, dots: pd.DataFrame, inches: float, ha: str) -> None:
    for dot in dots[dots["text"] != ""].itertuples():
        _write(axes, (1, dot.place), dot.text, inches, ha)


def _write(axes: Axes, at: tuple[float, float], text: str, inches: float, ha: str) -> None:
    axes.annotate(
        text,
        at,
        (inches * POINTS, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        ha=ha,
        va="center_baseline",
    )


def _scale(axes: Axes, dots: pd.DataFrame, scale: Scale) -> None:
    drawn = [
        *dots[["value", "lower", "upper"]].stack(),
        *([] if scale.reference is None else [scale.reference]),
    ]
    finite = [v for v in drawn if np.isfinite(v) and (v > 0 or not scale.log)] or [1.0]
    if scale.log:
        ticks = fitting(_log_ticks(min(finite), max(finite)), axes, scale.unit)
        axes.set_xscale("log")
        axes.set_xlim(min(*finite, ticks[0]) / 1.15, max(*finite, ticks[-1]) * 1.15)
    else:
        edges = min(0, *finite), max(0, *finite)
        steps = (MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(*edges) for most in MOST_TICKS)
        ticks = fitting(steps, axes, scale.unit)
        axes.set_xlim(ticks[0], ticks[-1])
    axes.set_xticks(ticks, [tick_text(tick, scale.unit) for tick in ticks])
    axes.set_xticks([], minor=True)
    if scale.reference is not None:
        _draw_reference(axes, scale.reference, scale.reference_label)


def _log_ticks(low: float, high: float) -> tuple[list[float], list[float]]:
    powers = range(int(np.floor(np.log10(low))) - 1, int(np.ceil(np.log10(high))) + 1)
    ticks = [float(f"{step}e{power}") for power in powers for step in LOG_STEPS]
    first = max(i for i, tick in enumerate(ticks) if tick <= low)
    last = min(i for i, tick in enumerate(ticks) if tick >= high)
    inside = ticks[first : last + 1]
    decades = [tick for tick in inside if f"{tick:e}".startswith("1.0")]
    return inside, decades or inside


def _draw_reference(axes: Axes, reference: float, text: str) -> None:
    axes.axvline(reference, color=DARK_GREY, linewidth=1.2, zorder=1.5)
    figure = axes.figure
    at = figure.transFigure.inverted().transform(axes.transData.transform((reference, 0)))[0]
    half = text_width(text) / 2 / figure.get_figwidth()
    top = axes.get_position().y1 + 0.04 / figure.get_figheight()
    figure.text(min(max(at, half), 1 - half), top, text, ha="center", va="bottom")


def _draw_dot(axes: Axes, dot: tuple, log: bool) -> None:
    colour, edges = PALETTE[dot.kind], axes.get_xlim()
    bounds_only = missing(dot.value)
    if missing(dot.lower) and missing(dot.upper) and bounds_only:
        if not dot.text:
            _write(axes, (0, dot.place), NOT_AVAILABLE, GAP, "left")
        return
    ends = [dot.lower, dot.upper]
    for side, outward in ((0, "<"), (1, ">")):
        if np.isinf(ends[side]) or (log and ends[side] == 0):
            ends[side] = edges[side]
            axes.plot(edges[side], dot.place, outward, color=colour, markersize=7, clip_on=False)
    width = 7 if bounds_only else 2
    ends = _visible(axes, ends) if bounds_only else ends
    axes.plot(ends, [dot.place] * 2, color=colour, linewidth=width, clip_on=False)
    if not bounds_only and not (log and dot.value == 0):
        shape = MARKERS[dot.kind]
        axes.plot(dot.value, dot.place, shape, color=colour, markersize=8, clip_on=False)


def _visible(axes: Axes, ends: list[float]) -> list[float]:
    """The ends of a bar, as far apart as must be for it to be seen."""
    (left, y), (right, _) = axes.transData.transform([(end, 0) for end in ends])
    more = max(0, LEAST_BAR - (right - left)) / 2
    drawn = axes.transData.inverted().transform([(left - more, y), (right + more, y)])
    return drawn[:, 0].tolist()


def _summary(dots: pd.DataFrame) -> str:
    """The extremes of the dots and, where there is no dot, of the ends of its bar."""
    bare = dots["value"].isna() & dots[["lower", "upper"]].notna().any(axis=1)
    if not bare.any():
        return _of_one_value(dots) or extremes(dots["name"], dots["value"], dots["value_text"])
    ends = dots[["value", "lower", "upper"]].replace([np.inf, -np.inf], np.nan)
    high = ends["value"].fillna(ends["upper"]).fillna(ends["lower"])
    low = ends["value"].fillna(ends["lower"]).fillna(ends["upper"])
    unlimited = (bare & np.isinf(dots["upper"])).sum()
    note = f"; without an upper limit: {unlimited}" if unlimited else ""
    return (
        f"Highest: {_told_at(dots[high == high.max()], 'end', 'upper')}; "
        f"lowest: {_told_at(dots[low == low.min()], 'start', 'lower')}{note}."
    )


def _told_at(met: pd.DataFrame, verb: str, limit: str) -> str:
    first = next(met.itertuples())
    if len(met) > 1:
        text = getattr(first, f"{limit}_text") if missing(first.value) else first.value_text
        return f"{len(met)} {verb} at {text}"
    return f"{first.name}, {_range_text(first) if missing(first.value) else first.value_text}"


def _of_one_value(dots: pd.DataFrame) -> str:
    """Dots that all lie at one value, told with the widest of their limits."""
    if len(dots) < 2 or dots["value"].nunique() > 1 or dots["lower"].isna().any():
        return ""
    least, most = dots["lower"].idxmin(), dots["upper"].idxmax()
    limits = f"{dots['lower_text'][least]} to {dots['upper_text'][most]}"
    return f"All {len(dots)} are {dots['value_text'][0]}, with limits of {limits} at the widest."


def _plotted(dots: pd.DataFrame) -> list[float]:
    return dots[["value", "lower", "upper"]].stack().tolist()
