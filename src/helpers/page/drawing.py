"""How every picture looks: its style, and the space that words take, measured beforehand."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Sequence
from functools import cache

import matplotlib.style
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from helpers.page.numbers import display

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
LETTERING = ("#12436D", "#1E7A72", "#801650", "#B34711")
MARKERS = ("o", "s", "D", "^")
HATCHES = ("", "////", "||||", "xxxx")
DARK_BLUE, _, DARK_PINK, _ = PALETTE
MUTED_BLUE = "#6F8FAF"
DARK_GREY = "#3D3D3D"
MID_GREY = "#6F6F6F"
LIGHT_GREY = "#BFBFBF"
FAINT_GREY = "#E3E3E3"
WIDE = 7.2
NARROW = 3.75
LINE = 0.2
SWATCH = 0.15
ROW = 12.5
POINTS = 72
MEASURED_FONT = "DejaVu Sans"
STYLE = {
    "figure.dpi": POINTS,
    "figure.facecolor": "white",
    "font.family": MEASURED_FONT,
    "font.size": 11,
    "text.color": DARK_GREY,
    "text.parse_math": False,
    "axes.facecolor": "none",
    "axes.labelcolor": DARK_GREY,
    "axes.edgecolor": MID_GREY,
    "axes.axisbelow": True,
    "axes.xmargin": 0,
    "axes.ymargin": 0,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.spines.bottom": False,
    "grid.color": FAINT_GREY,
    "xtick.color": DARK_GREY,
    "ytick.color": DARK_GREY,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.minor.size": 0,
    "hatch.linewidth": 0.8,
    "lines.solid_capstyle": "butt",
    "path.simplify": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "race disparity in focus",
}
styled = matplotlib.style.context(STYLE, after_reset=True)


@cache
def text_width(text: str, bold: bool = False) -> float:
    """Inches that the widest line of a text takes; a little more than the reader's font needs."""
    font = FontProperties(
        family=MEASURED_FONT, size=STYLE["font.size"], weight="bold" if bold else "normal"
    )
    lines = text.split("\n")
    measured = (text_to_path.get_text_width_height_descent(t, font, False)[0] for t in lines)
    return max(measured) / POINTS


def widest(texts: Iterable[str], bold: Collection[str] = ()) -> float:
    """Inches that the widest of the texts takes; 0 where there is none."""
    return max((text_width(text, text in bold) for text in texts), default=0)


def wrapped(text: object, inches: float, bold: bool = False) -> str:
    """The text in lines that fit the width, broken between words only."""
    words = str(text)
    letters = max(8, int(len(words) * inches / max(text_width(words, bold), 0.01)))
    while True:
        lines = textwrap.fill(words, letters, break_long_words=False, break_on_hyphens=False)
        if letters <= 8 or text_width(lines, bold) <= inches:
            return lines
        letters -= 1


def canvas(
    width: float, height: float, left: float, right: float, top: float, bottom: float
) -> Axes:
    """Axes with the given margins on a figure of the given size, all in inches."""
    figure = Figure(figsize=(width, height))
    return figure.add_axes(
        (
            left / width,
            bottom / height,
            1 - (left + right) / width,
            1 - (top + bottom) / height,
        )
    )


def heading_height(width: float, axis: str, series: Sequence[str] = ()) -> float:
    """Inches that :func:`heading` takes on a figure of this width."""
    rows = wrapped(axis, width, bold=True).count("\n") + 1
    keys = _key_places(width, series)
    return (rows + (keys[-1][0] + 1 if keys else 0)) * LINE + 0.12


def heading(figure: Figure, axis: str, series: Sequence[str] = (), bars: bool = False) -> None:
    """What the value axis measures, at the top left, and under it the key of up to four series.

    The key shows markers, or for bars their hatches.
    """
    width, height = figure.get_size_inches()
    title = wrapped(axis[:1].upper() + axis[1:], width, bold=True)
    figure.text(0, 1 - 0.03 / height, title, va="top", weight="bold")
    below = (title.count("\n") + 1) * LINE
    for position, (row, inches) in enumerate(_key_places(width, series)):
        middle = 1 - (below + row * LINE + 0.12) / height
        sign = _swatch if bars else _marker
        figure.add_artist(sign(figure, position, inches, middle * height))
        figure.text((inches + 0.2) / width, middle, series[position], va="center_baseline")


def spread(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Places near the wanted ones at which labels of these sizes do not overlap."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    gaps = [(sizes[a] + sizes[b]) / 2 for a, b in zip(order, order[1:], strict=False)]
    upward = [wanted[i] for i in order]
    downward = upward.copy()
    for i, gap in enumerate(gaps):
        upward[i + 1] = max(upward[i + 1], upward[i] + gap)
    for i, gap in reversed(list(enumerate(gaps))):
        downward[i] = min(downward[i], downward[i + 1] - gap)
    places = dict(zip(order, zip(upward, downward, strict=True), strict=True))
    return [sum(places[i]) / 2 for i in range(len(wanted))]


def value_text(value: float | None, unit: str, decimals: int | None = None) -> str:
    """A value as it is printed in a picture, with the sign of a percentage."""
    text = display(value, unit, decimals)
    return f"{text}%" if unit == "percent" and text[-1].isdigit() else text


def tick_text(value: float, unit: str = "") -> str:
    """A tick as a plain number, thousands separated."""
    text = f"{value:,.10g}".replace("-", "−")
    return f"{text}%" if unit == "percent" else text


def fitting(candidates: Iterable[Sequence[float]], axes: Axes, unit: str) -> Sequence[float]:
    """The first of the rows of ticks whose texts fit side by side under the axes, or the last."""
    across = axes.get_window_extent().width / POINTS
    for ticks in candidates:
        if len(ticks) * (widest(tick_text(tick, unit) for tick in ticks) + 0.15) <= across:
            break
    return ticks


def chosen(names: str | Collection[str] | None, known: Iterable[str]) -> list[str]:
    """One name or several as a list.

    Raises
    ------
    ValueError
        A name is not among the known ones.
    """
    listed = [names] if isinstance(names, str) else list(names or ())
    for name in listed:
        if name not in set(known):
            raise ValueError(f"{name!r} is not among the names of this chart")
    return listed


def unique(rows: pd.DataFrame, keys: list[str]) -> None:
    """Raise ``ValueError`` where two rows would be drawn in the same place."""
    repeated = rows[rows.duplicated(keys)]
    for values in repeated[keys].itertuples(index=False):
        raise ValueError(f"two rows for {', '.join(map(str, values))}")


def series_names(values: pd.Series) -> list[str]:
    """The series in the order in which they first appear.

    Raises
    ------
    ValueError
        There are more than four, which colours and shapes cannot tell apart.
    """
    names = list(dict.fromkeys(values))
    if len(names) > len(PALETTE):
        raise ValueError(f"{len(names)} series; a chart tells at most {len(PALETTE)} apart")
    return names


def _marker(figure: Figure, position: int, left: float, middle: float) -> Artist:
    shape = {"marker": MARKERS[position], "color": PALETTE[position], "markersize": 7}
    return Line2D([left + 0.07], [middle], **shape, ls="none", transform=figure.dpi_scale_trans)


def _swatch(figure: Figure, position: int, left: float, middle: float) -> Artist:
    look = {"facecolor": PALETTE[position], "hatch": HATCHES[position], "hatchcolor": "white"}
    corner = left, middle - SWATCH / 2
    return Rectangle(
        corner,
        SWATCH,
        SWATCH,
        **look,
        edgecolor=look["facecolor"],
        transform=figure.dpi_scale_trans,
    )


def _key_places(limit: float, series: Sequence[str]) -> list[tuple[int, float]]:
    places, row, inches = [], 0, 0.0
    for name in series:
        width = text_width(name) + 0.45
        if inches and inches + width > limit:
            row, inches = row + 1, 0.0
        places.append((row, inches))
        inches += width
    return places
