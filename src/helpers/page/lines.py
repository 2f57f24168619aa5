"""Values over time: points, lines, bands, events and levels, each named beside what it names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import NamedTuple, Unpack

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.page.drawing import (
    DARK_GREY,
    LETTERING,
    LIGHT_GREY,
    LINE,
    MARKERS,
    MID_GREY,
    PALETTE,
    ROW,
    canvas,
    chosen,
    heading,
    heading_height,
    series_names,
    spread,
    styled,
    tick_text,
    unique,
    value_text,
    widest,
    wrapped,
)
from helpers.page.numbers import Shown
from helpers.page.pictures import Told, extremes, in_words, publish
from helpers.page.time_axis import in_full, positions, ticks

NAME_WIDTH = 1.5
PLOT_HEIGHT = 3.4
BOTTOM = 0.5
BARE_POINTS = 40


class Note(NamedTuple):
    """Words at the right of the plot, for the value at which a line ends."""

    text: str
    at: float
    value: float
    colour: str


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
    **told: Unpack[Told],
) -> Shown:
    """Points by ISO date or year, joined within their series, each series named at its end.

    ``join`` names the series whose points a line joins (all where not given); missing values break
    it. ``highlight`` names up to four series; the others become grey context, which the table
    behind need not hold. ``limits`` are the columns of a band, or of error bars where not joined;
    ``levels`` values with names, drawn dashed; ``events`` rows of ``date`` and ``label``, numbered
    and listed under the picture. ``zero=False`` is for index numbers only.
    """
    points = _points(rows, x, y, series, limits)
    every = rows[series].astype(str) if series else points["series"]
    named = series_names(pd.Series(chosen(highlight, every) or every))
    joined = set(points["series"]) if join is None else set(chosen(join, points["series"]))
    notes = _notes(points, named if series else [], levels)
    happened = _events(events, points.attrs["dated"])
    axes = _frame(points, notes, happened, axis or unit, zero, unit)
    _draw_context(axes, points[~points["series"].isin(named)])
    _draw_series(axes, points, named, joined)
    _draw_levels(axes, levels)
    _write_notes(axes, notes)
    kind, summary = _words(points, named, joined, axis or unit, (unit, decimals))
    return publish(axes.figure, kind, summary, _plotted(points, named), told, _listed(happened))


def _points(
    rows: pd.DataFrame, x: str, y: str, series: str, limits: tuple[str, str] | None
) -> pd.DataFrame:
    unique(rows, [series, x] if series else [x])
    points = pd.DataFrame({"when": [in_full(moment) for moment in rows[x]]})
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


def _notes(
    points: pd.DataFrame, named: Sequence[str], levels: Sequence[tuple[float, str]]
) -> list[Note]:
    known = points.dropna(subset=["value"])
    last = known.drop_duplicates("series", keep="last").set_index("series")
    ends = [
        Note(wrapped(name, NAME_WIDTH), last["at"][name], last["value"][name], colour)
        for name, colour in zip(named, LETTERING, strict=False)
        if name in last.index
    ]
    edge = points["at"].max()
    return ends + [Note(wrapped(text, NAME_WIDTH), edge, v, DARK_GREY) for v, text in levels]


def _frame(
    points: pd.DataFrame,
    notes: list[Note],
    happened: pd.DataFrame,
    measured: str,
    zero: bool,
    unit: str,
) -> Axes:
    drawn = points[["value", "lower", "upper"]].stack()
    low = min(drawn.min(), *(note.value for note in notes), *([0.0] if zero else []), np.inf)
    high = max(drawn.max(), *(note.value for note in notes), low + 1e-9)
    marks = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    texts = [tick_text(mark, unit) for mark in marks]
    top = heading_height(measured) + (LINE if len(happened) else 0.05)
    right = widest(note.text for note in notes) + 0.35 if notes else 0.25
    axes = canvas(PLOT_HEIGHT + top + BOTTOM, widest(texts) + 0.08, right, top, BOTTOM)
    heading(axes.figure, measured)
    axes.set_ylim(marks[0], marks[-1])
    axes.set_yticks(marks, texts)
    axes.grid(axis="y")
    first = min([points["at"].min(), *happened["at"]])
    last = max([points["at"].max(), *happened["at"]])
    pad = 0.02 * (last - first or 1)
    if marks[0] == 0:
        axes.axhline(0, color=MID_GREY, linewidth=1, clip_on=False)
    axes.set_xticks(*zip(*ticks(first, last, points.attrs["dated"]), strict=True))
    axes.set_xlim(first - pad, last + pad)
    axes.tick_params("x", size=4, width=1, color=MID_GREY)
    _draw_events(axes, happened)
    return axes


def _draw_events(axes: Axes, happened: pd.DataFrame) -> None:
    across = axes.get_window_extent().width
    first, last = axes.get_xlim()
    wanted = [(at - first) / (last - first) * across for at in happened["at"]]
    numbers = zip(happened["at"], spread(wanted, [14] * len(wanted)), strict=True)
    for number, (at, place) in enumerate(numbers, start=1):
        axes.axvline(at, color=LIGHT_GREY, linewidth=1, zorder=1)
        axes.annotate(
            str(number),
            (place / across, 1),
            (0, 3),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="center",
        )


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


def _write_notes(axes: Axes, notes: list[Note]) -> None:
    box, (low, high) = axes.get_window_extent(), axes.get_ylim()
    wanted = [(note.value - low) / (high - low) * box.height for note in notes]
    sizes = [(note.text.count("\n") + 1.35) * ROW for note in notes]
    for note, place in zip(notes, spread(wanted, sizes), strict=True):
        axes.annotate(
            note.text,
            (1, place / box.height),
            (12, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=note.colour,
            linespacing=ROW / 11 / 1.2,
        )
        _lead(axes, note, (12 / box.width + 1, place / box.height))


def _lead(axes: Axes, note: Note, end: tuple[float, float]) -> None:
    start = axes.transAxes.inverted().transform(axes.transData.transform((note.at, note.value)))
    axes.plot(
        [start[0], end[0] - 2 / axes.get_window_extent().width],
        [start[1], end[1]],
        color=LIGHT_GREY,
        linewidth=0.8,
        zorder=1.5,
        transform=axes.transAxes,
        clip_on=False,
    )


def _words(
    points: pd.DataFrame,
    named: Sequence[str],
    joined: Collection[str],
    measured: str,
    shown: tuple[str, int | None],
) -> tuple[str, str]:
    known = points[points["series"].isin(named)]
    names = [
        ", ".join(filter(None, row)) for row in zip(known["series"], known["when"], strict=True)
    ]
    texts = [value_text(value, *shown) for value in known["value"]]
    others = points["series"].nunique() - len(named)
    beside = f" beside {others} other{'s' if others > 1 else ''}" if others else ""
    kind = "Line" if joined & set(named) else "Dot"
    period = f"{points['when'].iloc[0]} to {points['when'].iloc[-1]}"
    return (
        f"{kind} chart of {in_words(measured)}{beside}, {period}",
        extremes(names, known["value"], texts),
    )


def _plotted(points: pd.DataFrame, named: Sequence[str]) -> list[float]:
    known = points[points["series"].isin(named)]
    return known[["value", "lower", "upper"]].stack().tolist()


def _listed(happened: pd.DataFrame) -> str:
    items = [
        f"<li>{escape(in_full(date), quote=False)}: {escape(label, quote=False)}</li>"
        for date, label in zip(happened["date"], happened["label"], strict=True)
    ]
    return f'\n<ol class="events">{"".join(items)}</ol>' if items else ""
