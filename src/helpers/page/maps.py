"""Maps of the police force areas, shaded by class, with a legend that counts the areas."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    MID_GREY,
    POINTS,
    ROW,
    WIDTH,
    Told,
    canvas,
    chosen,
    extremes,
    heading,
    heading_height,
    in_words,
    publish,
    styled,
    unique,
    value_text,
    widest,
    wrapped,
)
from helpers.page.numbers import Shown, missing

BLUES = ("#DCE9F5", "#A6CBEA", "#5E9FD6", "#2168A8", "#12436D")
NO_FIGURE = "No figure"
MAP_HEIGHT = 5.9
MAP_LEFT = 0.9
INSET_SIZE = (1.75, 1.75 * 58 / 74)
LEGEND_ROW = 0.27
SIDE = 1.05
INSET_AREA = (494_000, 150_000, 568_000, 208_000)
PLACES = 1


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

    Parameters
    ----------
    areas
        As :func:`helpers.data.load_boundaries` gives them, in metres of the National Grid.
    classes
        The values at which the classes from the second on begin, ascending, at most four; or the
        number of classes, up to five, of about equally many areas, whose limits are rounded to two
        significant figures.
    highlight
        The area that is outlined and named.
    off_map
        Names in ``values`` that are known to have no area, and are not drawn.

    Raises
    ------
    ValueError
        A name occurs twice, or is neither on the map nor in ``off_map``.
    """
    unique(values, [key])
    shown = _joined(areas, values, key, value, off_map)
    starts = _starts(shown["value"], classes)
    shown["class"] = np.searchsorted(starts, shown["value"], side="right")
    texts = [value_text(v, unit, decimals) for v in shown["value"]]
    figure = _frame(axis or unit)
    _draw_areas(figure, shown)
    _draw_inset(figure, shown)
    _draw_legend(figure, shown, _class_texts(starts, unit, decimals), missing_label)
    for name in chosen(highlight or None, shown[key]):
        position = shown[key].tolist().index(name)
        _point_out(figure, shown.geometry.iloc[position], f"{name}\n{texts[position]}")
    kind = f"Map of {in_words(axis or unit)} by {in_words(key)}"
    summary = extremes(shown[key], shown["value"], texts)
    return publish(figure, kind, summary, shown["value"], told, places=PLACES)


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


def _starts(values: pd.Series, classes: int | Sequence[float]) -> list[float]:
    if isinstance(classes, int):
        inner = np.linspace(0, 1, classes + 1)[1:-1]
        starts = sorted({float(f"{start:.2g}") for start in values.dropna().quantile(inner)})
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
    return [BLUES[round(place)] for place in np.linspace(0, len(BLUES) - 1, max(count, 2))]


def _frame(measured: str) -> Figure:
    top = heading_height(measured)
    axes = canvas(MAP_HEIGHT + top, MAP_LEFT, 0.35, top, 0.05)
    heading(axes.figure, measured)
    _bare(axes)
    return axes.figure


def _bare(axes: Axes) -> None:
    axes.set(xticks=[], yticks=[], aspect="equal")


def _draw_areas(figure: Figure, shown: gpd.GeoDataFrame) -> None:
    axes = figure.axes[0]
    west, south, east, north = shown.total_bounds
    axes.set(xlim=(west, east), ylim=(south, north), anchor="SW")
    _shade(axes, shown)


def _shade(axes: Axes, shown: gpd.GeoDataFrame) -> None:
    shades = _shades(shown["class"][shown["value"].notna()].max() + 1)
    for shape, value, place in zip(shown.geometry, shown["value"], shown["class"], strict=True):
        look = _look(None if missing(value) else shades[place])
        axes.add_patch(PathPatch(_path(shape), **look, linewidth=0.6, clip_on=False))


def _look(shade: str | None) -> dict[str, str]:
    if shade is None:
        return {"facecolor": "white", "edgecolor": LIGHT_GREY, "hatch": "////"}
    return {"facecolor": shade, "edgecolor": "white"}


def _path(shape: object) -> Path:
    polygons = getattr(shape, "geoms", [shape])
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(*(Path(np.asarray(r.coords)[:, :2], closed=True) for r in rings))


def _draw_inset(figure: Figure, shown: gpd.GeoDataFrame) -> None:
    west, south, east, north = INSET_AREA
    width, height = INSET_SIZE
    around = gpd.GeoSeries.from_wkt([f"POLYGON(({_corners(*INSET_AREA)}))"], crs=shown.crs)
    inside = shown.clip(around.iloc[0]).sort_index()
    if inside.empty:
        return
    top = figure.axes[0].get_position().y1 * figure.get_figheight()
    axes = figure.add_axes(
        (
            1 - width / WIDTH,
            (top - height) / figure.get_figheight(),
            width / WIDTH,
            height / figure.get_figheight(),
        )
    )
    _bare(axes)
    axes.set(xlim=(west, east), ylim=(south, north))
    _shade(axes, inside)
    axes.set_title("London, enlarged", loc="left", fontsize=11, pad=4, color=DARK_GREY)
    frame = {"facecolor": "none", "edgecolor": MID_GREY, "linewidth": 0.8, "clip_on": False}
    for drawn_on in figure.axes:
        drawn_on.add_patch(Rectangle((west, south), east - west, north - south, **frame))


def _corners(west: float, south: float, east: float, north: float) -> str:
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return ", ".join(f"{x} {y}" for x, y in corners)


def _draw_legend(
    figure: Figure, shown: gpd.GeoDataFrame, texts: list[str], missing_label: str
) -> None:
    known = shown["value"].notna()
    counts = shown["class"][known].value_counts()
    shades = _shades(len(texts))
    entries = [(_look(s), t, counts.get(i, 0)) for i, (s, t) in enumerate(zip(shades, texts))]
    if not known.all():
        entries.append((_look(None), missing_label, (~known).sum()))
    top = figure.axes[0].get_position().y1 * figure.get_figheight()
    inches = figure.dpi_scale_trans
    for order, (look, text, count) in enumerate(entries):
        below = top - (order + 1) * LEGEND_ROW
        figure.add_artist(Rectangle((0.01, below), 0.3, 0.19, transform=inches, **look))
        areas = "area" if count == 1 else "areas"
        words = f"{text} ({count} {areas})"
        figure.text(0.4, below + 0.095, words, transform=inches, va="center_baseline")


def _point_out(figure: Figure, shape: object, text: str) -> None:
    axes = figure.axes[0]
    outline = PathPatch(_path(shape), facecolor="none", edgecolor=DARK_PINK, linewidth=2)
    axes.add_patch(outline).set_clip_on(False)
    point = shape.representative_point()
    west, east = axes.get_xlim()
    to_left = point.x - west < east - point.x
    up = _inches_up(axes, point.y)
    lines = [line for part in text.split("\n") for line in wrapped(part, SIDE).split("\n")]
    start = (0, "left") if to_left else (WIDTH, "right")
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
    end = widest(lines, lines) + 0.06
    axes.plot(
        [point.x, _across(axes, end if to_left else WIDTH - end)],
        [point.y, point.y],
        color=DARK_PINK,
        linewidth=1,
        marker="o",
        markevery=[0],
        markersize=4,
        clip_on=False,
    )
