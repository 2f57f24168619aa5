"""Words in a plot of lines: their names at their ends, the names of levels, numbers of events."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from operator import itemgetter
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from helpers.page.drawing import (
    DARK_GREY,
    LETTERING,
    LIGHT_GREY,
    POINTS,
    ROW,
    spread,
    text_width,
    wrapped,
)

NAME_WIDTH = 1.5
LEVEL_SHARES = (0.8, 0.35)
ABOVE_TICKS = 0.11


class Note(NamedTuple):
    """Words at the right of the plot, for the value at which a line ends."""

    text: str
    at: float
    value: float
    colour: str


def end_notes(
    points: pd.DataFrame, named: Sequence[str], levels: Sequence[tuple[float, str]]
) -> list[Note]:
    """The name of each series at its last point, and of each level at the edge."""
    known = points.dropna(subset=["value"])
    last = known.drop_duplicates("series", keep="last").set_index("series")
    ends = [
        Note(wrapped(name, NAME_WIDTH), last["at"][name], last["value"][name], colour)
        for name, colour in zip(named, LETTERING, strict=False)
        if name in last.index
    ]
    edge = points["at"].max()
    return ends + [Note(wrapped(text, NAME_WIDTH), edge, v, DARK_GREY) for v, text in levels]


def write_notes(axes: Axes, notes: list[Note]) -> None:
    """The notes at the right of the axes, kept apart and led to what they name."""
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


def write_levels(axes: Axes, points: pd.DataFrame, levels: Sequence[tuple[float, str]]) -> None:
    """The name of each level on its line, where the fewest points are."""
    box = axes.get_window_extent()
    at = axes.transData.transform(points[["at", "value"]].to_numpy()) - (box.x0, box.y0)
    for value, text in levels:
        line = axes.transData.transform((0, value))[1] - box.y0
        places = []
        for share, ha in product(LEVEL_SHARES, ("left", "right")):
            lines = wrapped(text, share * box.width / POINTS)
            start = 0 if ha == "left" else box.width - text_width(lines) * POINTS
            inside = (at[:, 0] >= start) & (at[:, 0] <= start + text_width(lines) * POINTS)
            inside &= (at[:, 1] >= line) & (at[:, 1] <= line + (lines.count("\n") + 1.5) * ROW)
            places.append((inside.sum(), lines, ha))
        _, lines, ha = min(places, key=itemgetter(0))
        axes.annotate(
            lines,
            (0 if ha == "left" else 1, value),
            (0, 3),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            ha=ha,
        )


def number_events(axes: Axes, happened: pd.DataFrame) -> None:
    """A line at each event and its number above it, and above the text of the highest tick."""
    across = axes.get_window_extent().width
    first, last = axes.get_xlim()
    wanted = [(at - first) / (last - first) * across for at in happened["at"]]
    sizes = [text_width(str(n)) * POINTS + 4 for n in range(1, len(wanted) + 1)]
    numbers = zip(happened["at"], spread(wanted, sizes), strict=True)
    for number, (at, place) in enumerate(numbers, start=1):
        axes.axvline(at, color=LIGHT_GREY, linewidth=1, zorder=1)
        axes.annotate(
            str(number),
            (place / across, 1),
            (0, ABOVE_TICKS * POINTS),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="center",
        )
