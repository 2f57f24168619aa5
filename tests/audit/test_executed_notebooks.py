"""An executed notebook before the gate: wherever it keeps a word, the word is found."""

from __future__ import annotations

import base64
import json

import leaks
import pytest

from helpers.audit.reading import read
from helpers.audit.rules import broken

PATH, PLACE = "in /srv/kent/notices.csv", "absolute path"


def notebook(**fields: object) -> dict:
    cell = {"cell_type": "code", "id": "cell-1", "metadata": {}, "outputs": [], "source": []}
    return {"cells": [cell | fields], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def shown(kind: str, value: object) -> dict:
    return notebook(outputs=[{"output_type": "display_data", "data": {kind: value}}])


def found(value: object) -> set[tuple[str, str]]:
    """Place and rule of what is found in a notebook."""
    pieces = list(read("kent.ipynb", json.dumps(value).encode()))
    matches = broken({"kent.ipynb": pieces})["kent.ipynb"]
    return {(match.piece.place, match.rule.name) for match in matches}


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (notebook(source=["x = 1\n", f"# {PATH}"]), "cell 1, source"),
        (notebook(source=f"x = 1\n{PATH}"), "cell 1, source"),
        (notebook(metadata={"papermill": {"output_path": PATH}}), "cell 1, metadata, papermill"),
        (notebook(metadata={PATH: 1}), "cell 1, metadata, a key"),
        (notebook() | {"metadata": {"kernel": PATH}}, "notebook, metadata, kernel"),
        (shown("text/plain", [f"one\n{PATH}"]), "cell 1, output 1"),
        (shown("text/html", ["<p>one</p>\n", f"<p>{PATH}</p>"]), "cell 1, output 1, line 2"),
        (shown("text/html", f"<!-- {PATH} -->"), "cell 1, output 1"),
        (shown("image/svg+xml", leaks.svg(PATH).decode()), "cell 1, output 1"),
        (shown("image/png", base64.b64encode(leaks.png(PATH)).decode()), "cell 1, output 1"),
        (shown("application/json", {"a": [{"b": PATH}]}), "cell 1, output 1, application/json, a"),
        (shown("application/vnd.kent+json", [[1, PATH]]), "cell 1, output 1, application/vnd.kent"),
        (notebook(outputs=[{"output_type": "stream", "text": [PATH]}]), "cell 1, output 1, text"),
        (notebook(outputs=[{"traceback": ["a", PATH]}]), "cell 1, output 1, traceback"),
        (notebook(attachments={"a.txt": {"text/plain": PATH}}), "cell 1, attachments, a.txt"),
    ],
)
def test_a_path_is_found_wherever_it_stands(value, place):
    assert any(where.startswith(place) and rule == PLACE for where, rule in found(value)), found(
        value
    )


def test_a_notebook_without_fault_has_none():
    assert found(notebook(source=["area = 'Kent'"])) == set()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"cells": 1}', b"\xff", b'{"cells": [1]}']
)
def test_what_is_no_notebook_is_not_let_through(content):
    pieces = list(read("kent.ipynb", content))
    assert [piece.kind for piece in pieces] == ["unreadable"]
