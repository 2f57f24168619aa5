"""Hides where a notebook keeps words: cells, outputs of each kind, names and metadata."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from helpers.audit.pieces import SUFFIXES, Inner, Piece, Unreadable, decoded, parts

BINARY = {"application/pdf", "image/jpeg", "image/png"}
BY_KIND = SUFFIXES | {"application/pdf": "pdf"}


def ipynb_parts(content: bytes) -> Iterator[Piece | Inner]:
    """The lines of each cell, each output as the file that it is, and every other text.

    Raises
    ------
    Unreadable
        Not a notebook in the format of nbformat 4, https://nbformat.readthedocs.io.
    """
    notebook = json.loads(decoded(content))
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Unreadable("not a notebook: it has no list of cells")
    for number, cell in enumerate(notebook.pop("cells"), start=1):
        for position, output in enumerate(cell.pop("outputs", []), start=1):
            yield from _output(output, f"cell {number}, output {position}")
        yield from _texts(cell, f"cell {number}")
    yield from _texts(notebook, "notebook")


def _output(output: dict, place: str) -> Iterator[Piece | Inner]:
    for kind, value in output.pop("data", {}).items():
        text = "".join(value) if _is_lines(value) else value
        if kind in BY_KIND and isinstance(text, str):
            file = base64.b64decode(text) if kind in BINARY else text.encode()
            yield Inner(place, f"data.{BY_KIND[kind]}", file)
        else:
            yield from _texts(text, f"{place}, {kind}")
    yield from _texts(output, place)


def _texts(value: object, place: str) -> Iterator[Piece | Inner]:
    """Every text of a JSON value, and every key of its objects."""
    if _is_lines(value):
        value = "".join(value)
    if isinstance(value, str):
        for line in value.splitlines():
            yield from parts(place, line)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, place)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from parts(f"{place}, a key", key)
            yield from _texts(one, f"{place}, {key}")


def _is_lines(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(line, str) for line in value)
        and all(line.endswith("\n") for line in value[:-1])
    )
