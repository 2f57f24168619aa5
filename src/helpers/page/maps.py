"""Maps of the police force areas, shaded by class, with a legend that counts the areas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Unpack

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from helpers.page.drawing import (
    DARK_GREY,
    DARK_PINK,
    LIGHT_GREY,
    LINE,
    MID_GREY,
    POINTS,
    ROW,
    canvas,
    chosen,
    heading,
    heading_height,
    styled,
    unique,
    value_text,
    widest,
    wrapped,
)
from helpers.page.numbers import DECIMALS, Shown, missing
from helpers.page.pictures import Told, extremes, measured_by, publish

BLUES = ("#CBDFF1", "#9CC4E8", "#5E9FD6", "#2168A8", "#12436D")
NO_FIGURE = "No figure"
MAP_HEIGHT = 5.9
MAP_LEFT = 0.9
ASPECT = 0.79
INSET_WIDTH = 1.75
INSET_SHARE = 0.35
LEGEND_ROW = 0.27
SIDE = 1.05
INSET_AREA = (494_000, 150_000, 568_000, 208_000)
OUTLINE = {"facecolor": "none", "edgecolor": DARK_PINK, "linewidth": 2}
Entry = tuple[dict[str, str | float], str]
Pointed = Mapping[str, tuple[object, str]]


@styled
def choropleth(
    areas: gpd.GeoDataFrame,
    values: pd.DataFrame,
    *,
    value: str,
    unit: str,
    key: str = "police_force",
    classes: int | Sequence[float] = 5,
    highlight: str = "",
    off_map: Collection[str] = (),
    missing_label: str = NO_FIGURE,
    axis: str = "",
    decimals: int | None = None,
    **told: Unpack[Told],
) -> Shown:
    """Areas in shades of blue, the darker the higher; areas without a value are hatched.

    ``areas`` are as :func:`helpers.data.load_boundaries` gives them. ``classes`` are the values at
    which the second and later classes begin, ascending and at most four; or a number of classes
    with about equally many areas, whose limits are rounded to two significant figures. The area
    to ``highlight`` is outlined and named, with its value or the words for a missing one. A name
    that is neither on the map nor in ``off_map`` raises ``ValueError``.
    """
    unique(values, [key])
    shown = _joined(areas, values, key, value, off_map)
    places = DECIMALS.get(unit, 0) if decimals is None else decimals
    starts = _starts(shown["value"], classes, places)
    shown = _shaded(shown, starts)
    texts = [value_text(v, unit, decimals) for v in shown["value"]]
    pointed = {
        name: (shape, missing_label if missing(found) else text)
        for name, shape, found, text in zip(
            shown[key], shown.geometry, shown["value"], texts, strict=True
        )
        if name in chosen(highlight or None, shown[key])
    }
    legend = _legend(shown, _class_texts(starts, unit, decimals), missing_label)
    kind = f"Map of {measured_by(axis or unit, key)}"
    summary = extremes(shown[key], shown["value"], texts)
    return publish(
        lambda width: _draw(width, shown, axis or unit, legend, pointed),
        kind,
        summary,
        shown["value"],
        told,
    )


def _draw(
    width: float, shown: gpd.GeoDataFrame, measured: str, legend: Sequence[Entry], pointed: Pointed
) -> Figure:
    beside = width - MAP_HEIGHT * ASPECT >= 2 * SIDE
    rows = list(legend)
    if not beside:
        rows += [(OUTLINE, f"{name}: {text}") for name, (_, text) in pointed.items()]
    top = heading_height(width, measured)
    above = top if beside else top + len(rows) * LEGEND_ROW + 0.1
    left, right = (MAP_LEFT, 0.35) if beside else (0.05, 0.05)
    tall = MAP_HEIGHT if beside else (width - left - right) / ASPECT
    axes = canvas(width, tall + above, left, right, above, 0.05)
    heading(axes.figure, measured)
    _draw_areas(axes, shown)
    below_inset = _draw_inset(axes, shown, beside)
    below_legend = _draw_legend(axes.figure, rows, tall + above - top)
    for name, (shape, text) in pointed.items():
        _outline(axes, shape)
        if beside:
            _point_out(axes, shape, f"{name}\n{text}", below_legend, below_inset)
    return axes.figure


def _joined(
    areas: gpd.GeoDataFrame, values: pd.DataFrame, key: str, value: str, off_map: Collection[str]
) -> gpd.GeoDataFrame:
    for name in values[key]:
        if name not in set(areas[key]) | set(off_map):
            raise ValueError(f"{name!r} has a value and no area; name it in off_map or correct it")
    by_area = values.set_index(key)[value].astype(float)
    shown = areas[[key, "geometry"]].copy()
    shown["value"] = shown[key].map(by_area)
    return shown


def _starts(values: pd.Series, classes: int | Sequence[float], places: int) -> list[float]:
    if isinstance(classes, int):
        inner = np.linspace(0, 1, classes + 1)[1:-1]
        starts = sorted({round(float(f"{start:.2g}"), places) for start in values.quantile(inner)})
        starts = [start for start in starts if start > values.min()]
    else:
        starts = list(classes)
    if starts != sorted(set(starts)) or len(starts) >= len(BLUES):
        raise ValueError(f"classes {classes!r}: give up to {len(BLUES) - 1} ascending values")
    return starts


def _class_texts(starts: list[float], unit: str, decimals: int | None) -> list[str]:
    texts = [value_text(start, unit, decimals) for start in starts]
    if not texts:
        return ["All areas with a figure"]
    between = [f"{a} to under {b}" for a, b in zip(texts, texts[1:], strict=False)]
    return [f"Under {texts[0]}", *between, f"{texts[-1]} and over"]


def _shades(count: int) -> list[str]:
    return [BLUES[round(place)] for place in np.linspace(0, len(BLUES) - 1, max(count, 2))][:count]


def _shaded(shown: gpd.GeoDataFrame, starts: list[float]) -> gpd.GeoDataFrame:
    places = np.searchsorted(starts, shown["value"], side="right")
    shades = _shades(len(starts) + 1)
    known = zip(shown["value"], places, strict=True)
    shade = ["" if missing(value) else shades[place] for value, place in known]
    return shown.assign(**{"class": places, "shade": shade})


def _draw_areas(axes: Axes, shown: gpd.GeoDataFrame) -> None:
    west, south, east, north = shown.total_bounds
    _bare(axes)
    axes.set(xlim=(west, east), ylim=(south, north), anchor="SW")
    axes.apply_aspect()
    _shade(axes, shown)


def _bare(axes: Axes) -> None:
    axes.set(xticks=[], yticks=[], aspect="equal")


def _shade(axes: Axes, shown: gpd.GeoDataFrame) -> None:
    for shape, shade in zip(shown.geometry, shown["shade"], strict=True):
        axes.add_artist(PathPatch(_path(shape), **_look(shade), linewidth=0.6, clip_on=False))


def _look(shade: str) -> dict[str, str]:
    if not shade:
        return {"facecolor": "white", "edgecolor": LIGHT_GREY, "hatch": "////"}
    return {"facecolor": shade, "edgecolor": "white"}


def _path(shape: object) -> Path:
    polygons = getattr(shape, "geoms", [shape])
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(*(Path(np.asarray(r.coords)[:, :2], closed=True) for r in rings))


def _draw_inset(whole: Axes, shown: gpd.GeoDataFrame, right: bool) -> float:
    """Draw London enlarged in a corner at the top, and give the height of its lower edge."""
    west, south, east, north = INSET_AREA
    inside = shown.clip(INSET_AREA).sort_index().explode()
    inside = inside[inside.geom_type == "Polygon"]
    width, height = whole.figure.get_size_inches()
    if inside.empty:
        return height
    across = min(INSET_WIDTH, INSET_SHARE * width)
    down = across * (north - south) / (east - west)
    top = whole.get_position().y1 * height - (0 if right else LINE)
    left = width - across if right else 0.01
    axes = whole.figure.add_axes(
        (left / width, (top - down) / height, across / width, down / height)
    )
    _bare(axes)
    axes.set(xlim=(west, east), ylim=(south, north))
    _shade(axes, inside)
    axes.set_title("London, enlarged", loc="left", fontsize=11, pad=4, color=DARK_GREY)
    frame = {"facecolor": "none", "edgecolor": MID_GREY, "linewidth": 0.8, "clip_on": False}
    for drawn_on in (whole, axes):
        drawn_on.add_patch(Rectangle((west, south), east - west, north - south, **frame))
    return top - down


def _legend(shown: gpd.GeoDataFrame, texts: list[str], missing_label: str) -> list[Entry]:
    known = shown["value"].notna()
    counts = shown["class"][known].value_counts()
    classes = zip(map(_look, _shades(len(texts))), texts, strict=True)
    rows = [(look, text, counts.get(order, 0)) for order, (look, text) in enumerate(classes)]
    if not known.all():
        rows.append((_look(""), missing_label, (~known).sum()))
    return [(look, f"{text} ({n} {'area' if n == 1 else 'areas'})") for look, text, n in rows]


def _draw_legend(figure: Figure, rows: Sequence[Entry], top: float) -> float:
    """Draw the rows of the legend, and give the height of the lower edge of the last."""
    inches = figure.dpi_scale_trans
    for order, (look, words) in enumerate(rows, start=1):
        below = top - order * LEGEND_ROW
        figure.add_artist(Rectangle((0.02, below), 0.3, 0.19, transform=inches, **look))
        figure.text(0.42, below + 0.095, words, transform=inches, va="center_baseline")
    return top - len(rows) * LEGEND_ROW


def _outline(axes: Axes, shape: object) -> None:
    for colour, width in (("white", 4.5), (DARK_PINK, 2)):
        outline = PathPatch(_path(shape), facecolor="none", edgecolor=colour, linewidth=width)
        axes.add_patch(outline).set_clip_on(False)


def _point_out(
    axes: Axes, shape: object, text: str, below_legend: float, below_inset: float
) -> None:
    """Name an area at the edge of the picture, under what stands there, and lead a line to it."""
    figure = axes.figure
    width = figure.get_figwidth()
    point = shape.representative_point()
    west, east = axes.get_xlim()
    to_left = point.x - west < east - point.x
    to_inches = axes.transData - figure.dpi_scale_trans
    lines = [line for part in text.split("\n") for line in wrapped(part, SIDE).split("\n")]
    highest = (below_legend if to_left else below_inset) - len(lines) / 2 * ROW / POINTS
    up = min(to_inches.transform((point.x, point.y))[1], highest)
    start = (0, "left") if to_left else (width, "right")
    for order, line in enumerate(lines):
        height = up + ((len(lines) - 1) / 2 - order) * ROW / POINTS
        figure.text(
            start[0],
            height,
            line,
            transform=figure.dpi_scale_trans,
            ha=start[1],
            va="center_baseline",
            color=DARK_PINK,
            weight="bold",
        )
    beside = widest(lines, lines) + 0.06
    side = beside if to_left else width - beside
    end, level = to_inches.inverted().transform((side, up))
    axes.plot(
        [point.x, end],
        [point.y, level if up == highest else point.y],
        color=DARK_PINK,
        linewidth=1,
        marker="o",
        markevery=[0],
        markersize=4,
        clip_on=False,
    )
