"""Values over time: points, lines, bands, events and levels, each named beside what it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.page.drawing import (
    DARK_GREY,
    LIGHT_GREY,
    LINE,
    MARKERS,
    MID_GREY,
    PALETTE,
    POINTS,
    canvas,
    chosen,
    heading,
    heading_height,
    series_names,
    styled,
    tick_text,
    unique,
    value_text,
    widest,
)
from helpers.page.line_words import (
    ABOVE_TICKS,
    Note,
    end_notes,
    number_events,
    write_levels,
    write_notes,
)
from helpers.page.numbers import Shown
from helpers.page.pictures import Told, extremes, in_words, publish
from helpers.page.time_axis import in_full, positions, span, ticks

LEAST_PLOT = 3.0
PLOT_HEIGHT = 3.4
TICK_WIDTH = 0.6
BOTTOM = 0.5
NOTE_GAP = 0.35
BARE_POINTS = 40


class Scale(NamedTuple):
    """What the value axis measures, and what is drawn behind the points."""

    measured: str
    unit: str
    zero: bool
    levels: Sequence[tuple[float, str]]
    happened: pd.DataFrame


@styled
def time_chart(
    rows: pd.DataFrame,
    *,
    x: str,
    y: str,
    unit: str,
    series: str = "",
    join: Collection[str] | None = None,
    highlight: str | Sequence[str] = (),
    limits: tuple[str, str] | None = None,
    levels: Sequence[tuple[float, str]] = (),
    events: pd.DataFrame | None = None,
    zero: bool = True,
    axis: str = "",
    decimals: int | None = None,
    months: int = 0,
    **told: Unpack[Told],
) -> Shown:
    """Points by ISO date or year, joined within their series, each series named at its end.

    ``join`` names the series whose points a line joins (all where not given); missing values break
    it. ``highlight`` names up to four series; the others become grey context, which the table
    behind need not hold. ``limits`` are the columns of a band, or of error bars where not joined;
    ``levels`` values with names, drawn dashed; ``events`` rows of ``date`` and ``label``, numbered
    and listed under the picture. ``zero=False`` is for index numbers only.
    Where a point stands for several ``months``, its date is the first day of these.
    """
    points = _points(rows, x, y, series, limits, months)
    every = rows[series].astype(str) if series else points["series"]
    named = series_names(pd.Series(chosen(highlight, every) or every))
    joined = set(points["series"]) if join is None else set(chosen(join, points["series"]))
    scale = Scale(axis or unit, unit, zero, levels, _events(events, points.attrs["dated"]))
    kind, summary = _words(points, named, joined, axis or unit, (unit, decimals))
    return publish(
        lambda width: _draw(width, points, named, joined, scale),
        kind,
        summary,
        _plotted(points, named),
        told,
        _listed(scale.happened),
    )


def _draw(
    width: float,
    points: pd.DataFrame,
    named: Sequence[str],
    joined: Collection[str],
    scale: Scale,
) -> Figure:
    notes = end_notes(points, named if points["series"].any() else [], scale.levels)
    room = width - widest(note.text for note in notes) - NOTE_GAP - TICK_WIDTH
    beside = room >= LEAST_PLOT
    keys = [] if beside else [name for name in named if name]
    axes = _frame(width, points, scale, notes if beside else [], keys)
    _draw_context(axes, points[~points["series"].isin(named)])
    _draw_series(axes, points, named, joined)
    _draw_levels(axes, scale.levels)
    if beside:
        write_notes(axes, notes)
    else:
        write_levels(axes, points, scale.levels)
    return axes.figure


def _points(
    rows: pd.DataFrame,
    x: str,
    y: str,
    series: str,
    limits: tuple[str, str] | None,
    months: int,
) -> pd.DataFrame:
    unique(rows, [series, x] if series else [x])
    spans = [span(moment, months) for moment in rows[x]]
    points = pd.DataFrame(spans, columns=["first", "last", "when"])
    points["at"] = positions(rows[x]).to_numpy()
    points["series"] = rows[series].astype(str).to_numpy() if series else ""
    points["value"] = rows[y].to_numpy(dtype=float)
    for name, column in zip(("lower", "upper"), limits or ("", ""), strict=True):
        points[name] = rows[column].to_numpy(dtype=float) if column else np.nan
    points.attrs["dated"] = not pd.api.types.is_numeric_dtype(rows[x])
    return points.sort_values("at", kind="stable", ignore_index=True)


def _events(events: pd.DataFrame | None, dated: bool) -> pd.DataFrame:
    if events is None:
        return pd.DataFrame({"at": [], "label": [], "date": []})
    if pd.api.types.is_numeric_dtype(events["date"]) == dated:
        raise ValueError("give the events as dates where x is a date, as years where it is a year")
    happened = events.assign(at=positions(events["date"]))
    return happened.sort_values("at", kind="stable", ignore_index=True)


def _frame(
    width: float, points: pd.DataFrame, scale: Scale, notes: list[Note], keys: Sequence[str]
) -> Axes:
    marks = _marks(points, scale)
    texts = [tick_text(mark, scale.unit) for mark in marks]
    top = heading_height(width, scale.measured, keys) + _above(scale)
    right = widest(note.text for note in notes) + NOTE_GAP if notes else 0.25
    height = min(PLOT_HEIGHT, 0.75 * width) + top + BOTTOM
    axes = canvas(width, height, widest(texts) + 0.08, right, top, BOTTOM)
    heading(axes.figure, scale.measured, keys)
    axes.set_ylim(marks[0], marks[-1])
    axes.set_yticks(marks, texts)
    axes.grid(axis="y")
    if marks[0] == 0:
        axes.axhline(0, color=MID_GREY, linewidth=1, clip_on=False)
    first = min([points["at"].min(), *scale.happened["at"]])
    last = max([points["at"].max(), *scale.happened["at"]])
    pad = 0.02 * (last - first or 1)
    axes.set_xlim(first - pad, last + pad)
    across = axes.get_window_extent().width / POINTS
    rows = (ticks(first, last, points.attrs["dated"], most) for most in range(8, 1, -1))
    fitting = (row for row in rows if len(row) * (widest(t for _, t in row) + 0.15) <= across)
    axes.set_xticks(*zip(*next(fitting), strict=True))
    axes.tick_params("x", size=4, width=1, color=MID_GREY)
    number_events(axes, scale.happened)
    return axes


def _above(scale: Scale) -> float:
    return LINE + ABOVE_TICKS if len(scale.happened) else 0.05


def _marks(points: pd.DataFrame, scale: Scale) -> np.ndarray:
    drawn = points[["value", "lower", "upper"]].stack()
    levels = [value for value, _ in scale.levels]
    low = min(drawn.min(), *levels, *([0.0] if scale.zero else []), np.inf)
    high = max(drawn.max(), *levels, low + 1e-9)
    return MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)


def _draw_context(axes: Axes, points: pd.DataFrame) -> None:
    for _, line in points.groupby("series", sort=False):
        axes.plot(line["at"], line["value"], color=LIGHT_GREY, linewidth=0.8, zorder=1.6)


def _draw_series(
    axes: Axes, points: pd.DataFrame, named: Sequence[str], joined: Collection[str]
) -> None:
    looks = list(zip(named, PALETTE, MARKERS, strict=False))
    for name, colour, marker in reversed(looks):
        line = points[points["series"] == name]
        limited = line.dropna(subset=["lower", "upper"])
        if name in joined:
            axes.plot(line["at"], line["value"], color=colour, linewidth=2.2)
            axes.fill_between(
                line["at"], line["lower"], line["upper"], color=colour, alpha=0.15, linewidth=0
            )
        else:
            axes.vlines(limited["at"], limited["lower"], limited["upper"], color=colour)
        if name not in joined or len(line) <= BARE_POINTS:
            axes.plot(line["at"], line["value"], marker, color=colour, markersize=5, clip_on=False)


def _draw_levels(axes: Axes, levels: Sequence[tuple[float, str]]) -> None:
    for value, _ in levels:
        axes.axhline(value, color=DARK_GREY, linewidth=1.2, linestyle=(0, (5, 3)))


def _words(
    points: pd.DataFrame,
    named: Sequence[str],
    joined: Collection[str],
    measured: str,
    shown: tuple[str, int | None],
) -> tuple[str, str]:
    known = _met(points[points["series"].isin(named)], named, "lines" if joined else "series")
    names = [_told_point(*row) for row in zip(known["series"], known["when"], strict=True)]
    texts = [value_text(value, *shown) for value in known["value"]]
    others = points["series"].nunique() - len(named)
    beside = f" beside {others} other{'s' if others > 1 else ''}" if others else ""
    among = " of those named" if others else ""
    kind = "Line" if joined & set(named) else "Dot"
    period = f"{points['first'].iloc[0]} to {points['last'].iloc[-1]}"
    return (
        f"{kind} chart of {in_words(measured)}{beside}, {period}",
        extremes(names, known["value"], texts, among),
    )


def _met(known: pd.DataFrame, named: Sequence[str], things: str) -> pd.DataFrame:
    """The points, with one for all series where all of them have the same value."""
    values = known.groupby("at")["value"].agg(["nunique", "count"])
    alike = values.index[(values["nunique"] == 1) & (values["count"] == len(named))]
    if len(named) < 2:
        return known
    every = "both" if len(named) == 2 else f"all {len(named)}"
    together = known["series"].mask(known["at"].isin(alike), f"{every} {things}")
    return known.assign(series=together).drop_duplicates(["series", "at"])


def _told_point(series: str, when: str) -> str:
    """A point's name, with a name that holds a comma in quotation marks."""
    named = f"“{series}”" if "," in series else series
    between = ", " if when[:1].isdigit() and " " in when else " in "
    return f"{named}{between}{when}" if series else when


def _plotted(points: pd.DataFrame, named: Sequence[str]) -> list[float]:
    known = points[points["series"].isin(named)]
    return known[["value", "lower", "upper"]].stack().tolist()


def _listed(happened: pd.DataFrame) -> str:
    items = [
        f"<li>{escape(in_full(date), quote=False)}: {escape(label, quote=False)}</li>"
        for date, label in zip(happened["date"], happened["label"], strict=True)
    ]
    return f'\n<ol class="events">{"".join(items)}</ol>' if items else ""
