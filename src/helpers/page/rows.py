"""Where the names of rows stand: beside what is drawn, or above it where there is no room."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from helpers.page.drawing import POINTS, ROW, wrapped

SPACE = 0.07


class Above(NamedTuple):
    """Rows whose names stand above them, in inches from the top.

    ``names`` are in lines; ``heads`` and ``bodies`` are the middles of the names and of what is
    drawn, ``tall`` the height of each name and ``height`` that of all rows.
    """

    names: list[str]
    heads: np.ndarray
    bodies: np.ndarray
    tall: np.ndarray
    height: float


def above(names: Sequence[str], inches: Sequence[float], body: float) -> Above:
    """Rows one under the other: a name in lines that fit its width, and so much room under it."""
    lines = [wrapped(name, width) for name, width in zip(names, inches, strict=True)]
    tall = np.array([line.count("\n") + 1 for line in lines]) * ROW / POINTS + 0.03
    bottoms = np.cumsum(tall + body + SPACE)
    tops = bottoms - tall - body - SPACE
    return Above(lines, tops + tall / 2, tops + tall + body / 2, tall, bottoms[-1])


def rows_apart(names: Sequence[str]) -> float:
    """Inches between the middles of rows at which the lines of their names keep apart."""
    lines = [name.count("\n") + 1 for name in names]
    most = max(a + b for a, b in pairwise([*lines, lines[-1]]))
    return most / 2 * ROW / POINTS + 0.07 if most > 2 else 0


def label_rows(
    axes: Axes,
    names: Mapping[float, str],
    inches: float,
    strong: Collection[str] = (),
    ha: str = "right",
) -> None:
    """The name of each row, aligned at so many inches to the left of the axes.

    Lines are written one by one: the reader's font must not shift them against each other.
    """
    for place, name in names.items():
        lines = name.split("\n")
        for order, line in enumerate(lines):
            axes.annotate(
                line,
                (0, place),
                (-inches * POINTS, ((len(lines) - 1) / 2 - order) * ROW),
                xycoords=axes.get_yaxis_transform(),
                textcoords="offset points",
                ha=ha,
                va="center_baseline",
                weight="bold" if name in strong else "normal",
            )
