"""Hides what a process does before others are forked from it, so that none has to do it again.

Importing this module makes the page of a report that nobody reads, with a table, two charts and a
map: after it the regular expressions are compiled, the templates read, the fonts found and the grid
of the map is known.
"""

from __future__ import annotations

import json
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.page import (
    Column,
    choropleth,
    findings,
    ranked_bars,
    say,
    table,
    time_chart,
    together,
)
from helpers.page.numbers import Number
from helpers.run.report import publish, scrub

NAME = "warm"
GRID = "EPSG:27700"
SOURCE = SimpleNamespace(
    path="none.csv", citation="Nobody", licence="none", title_language="", second_hand=""
)


def _areas() -> gpd.GeoDataFrame:
    """Two triangles, read and projected as the areas of the forces are."""
    features = []
    for name, west in (("A", -1.0), ("B", -2.0)):
        corners = [[west, 52.0], [west + 0.5, 52.0], [west, 53.0], [west, 52.0]]
        shape = {"type": "Polygon", "coordinates": [corners]}
        features.append({"type": "Feature", "properties": {"name": name}, "geometry": shape})
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return gpd.read_file(text.encode()).to_crs(GRID)


def _shown() -> dict[str, object]:
    rows = pd.DataFrame({"name": ["A", "B"], "count": [2, 1], "source": "none.csv:2"})
    rows["date"] = ["2020-01-01", "2020-04-01"]
    columns = {"name": "Name", "count": Column("Count", "people")}
    behind = table(rows, "Nobody counted", columns, NAME, sources=[SOURCE])
    told = {"caption": "Nobody drawn", "finding": "A is above B", "sources": [SOURCE]}
    told |= {"behind": behind, "unit": "people"}
    shown = [
        ranked_bars(rows, label="name", value="count", **told),
        time_chart(rows, x="date", y="count", **told),
        choropleth(_areas(), rows, key="name", value="count", classes=[2], **told),
    ]
    number = Number(f"{NAME}.number", "Nobody", 1, "person")
    said = findings(say("Nobody is {number}.", number=number))
    return together(said, *shown)._repr_mimebundle_()


def _warm_up() -> None:
    cells = [
        new_markdown_cell("# Who?\n\nNobody, *twice*."),
        new_code_cell("1", outputs=[new_output("display_data", _shown())], execution_count=1),
    ]
    kernel = {"name": "python3", "display_name": "Python 3"}
    metadata = {"kernelspec": kernel, "papermill": {"parameters": {}}}
    publish(scrub(new_notebook(cells=cells, metadata=metadata)), NAME)


_warm_up()
