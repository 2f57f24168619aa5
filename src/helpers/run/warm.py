"""Hides what a process does before others are forked from it, so that none has to do it again.

Importing this module makes the page of a report that nobody reads, with a table and a chart: after
it the regular expressions are compiled, the templates read and the fonts found.
"""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.page import Column, findings, ranked_bars, say, table, together
from helpers.page.numbers import Number
from helpers.page.record import Record
from helpers.run.report import publish, scrub

NAME = "warm"
SOURCE = SimpleNamespace(
    path="none.csv", citation="Nobody", licence="none", title_language="", second_hand=""
)


def _shown() -> dict[str, object]:
    rows = pd.DataFrame({"name": ["A", "B"], "count": [2, 1], "source": "none.csv:2"})
    columns = {"name": "Name", "count": Column("Count", "people")}
    behind = table(rows, "Nobody counted", columns, NAME, sources=[SOURCE])
    chart = ranked_bars(
        rows,
        label="name",
        value="count",
        unit="people",
        caption="Nobody drawn",
        finding="A is above B",
        behind=behind,
        sources=[SOURCE],
    )
    number = Number(f"{NAME}.number", "Nobody", 1, "person")
    said = findings(say("Nobody is {number}.", number=number))
    return together(said, chart)._repr_mimebundle_()


def _warm_up() -> None:
    cells = [
        new_markdown_cell("# Who?\n\nNobody, *twice*."),
        new_code_cell("1", outputs=[new_output("display_data", _shown())], execution_count=1),
    ]
    kernel = {"name": "python3", "display_name": "Python 3"}
    metadata = {"kernelspec": kernel, "papermill": {"parameters": {}}}
    record = Record((NAME, ""), (NAME, ""), "", 0)
    publish(scrub(new_notebook(cells=cells, metadata=metadata)), NAME, made_from=record)


_warm_up()
