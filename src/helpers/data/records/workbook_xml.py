"""Hides what the XML of a sheet says of its size and its formulas, read without holding it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

CHUNK = 1 << 20
MOST_CELLS = 5_000_000
MOST_WRONG = 1_000
FORMULA, NO_VALUE = "formula", "no value"
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
XmlError = expat.ExpatError


class Sheet(NamedTuple):
    """How many cells a reader has to make room for, and what is wrong with some of them.

    ``wrong`` has row, letters of the column, text and what it is: ``FORMULA`` or ``NO_VALUE``.
    """

    cells: int
    wrong: tuple[tuple[int, str, str, str], ...]


def read_sheet(file: BinaryIO) -> Sheet:
    """Of a part of an XLSX, or of the content of an ODS, where all sheets count.

    Raises
    ------
    ValueError
        It has a document type, which no workbook has.
    expat.ExpatError
        It is not XML.
    """
    parser = expat.ParserCreate()
    seen = {"row": 0, "column": 0, "width": 0, "height": 0, "cells": 0, "times": 1}
    wrong: list[tuple[int, str, str, str]] = []
    starts = {**_of_xlsx(seen, wrong), **_of_ods(seen, wrong)}

    def start(name: str, attributes: dict[str, str]) -> None:
        if handler := starts.get(name.rpartition(":")[2]):
            handler({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    while chunk := file.read(CHUNK):
        parser.Parse(chunk)
        if seen["cells"] > MOST_CELLS:
            return Sheet(seen["cells"], ())
        del wrong[MOST_WRONG:]
    parser.Parse(b"", True)
    return Sheet(seen["cells"], tuple(wrong[:MOST_WRONG]))


def _of_xlsx(
    seen: dict[str, int], wrong: list[tuple[int, str, str, str]]
) -> dict[str, Callable[[dict[str, str]], None]]:
    """What the beginning of each element of a worksheet changes in both."""

    def xlsx_row(of: dict[str, str]) -> None:
        given = of.get("r", "")
        seen["row"] = int(given) if given.isdecimal() else seen["row"] + 1
        seen["column"] = 0

    def xlsx_cell(of: dict[str, str]) -> None:
        named = PLACE.fullmatch(of.get("r", ""))
        seen["column"] = _number(named[1]) if named else seen["column"] + 1
        seen["row"] = int(named[2]) if named else seen["row"]
        if of.get("t") == "e":
            wrong.append((seen["row"], _letters(seen["column"]), "", NO_VALUE))

    def xlsx_value(of: dict[str, str]) -> None:
        _grow(seen, seen["column"], seen["row"])

    def xlsx_formula(of: dict[str, str]) -> None:
        xlsx_value(of)
        wrong.append((seen["row"], _letters(seen["column"]), "", FORMULA))

    return {
        "row": xlsx_row,
        "c": xlsx_cell,
        "f": xlsx_formula,
        "v": xlsx_value,
        "is": xlsx_value,
    }


def _of_ods(
    seen: dict[str, int], wrong: list[tuple[int, str, str, str]]
) -> dict[str, Callable[[dict[str, str]], None]]:
    """As :func:`_of_xlsx`, of the content of an ODS."""

    def ods_table(of: dict[str, str]) -> None:
        seen.update(row=0, column=0, width=0, height=0, times=0)

    def ods_row(of: dict[str, str]) -> None:
        seen["row"] += seen["times"]
        seen["times"] = int(of.get("number-rows-repeated", "1"))
        seen["column"] = 0

    def ods_value(of: dict[str, str]) -> None:
        _grow(seen, seen["column"], seen["row"] + seen["times"])

    def ods_cell(of: dict[str, str]) -> None:
        seen["column"] += int(of.get("number-columns-repeated", "1"))
        if "value-type" in of or "formula" in of:
            ods_value(of)
        if "formula" in of:
            letters = _letters(seen["column"])
            wrong.append((seen["row"] + 1, letters, of["formula"], FORMULA))

    return {
        "table": ods_table,
        "table-row": ods_row,
        "table-cell": ods_cell,
        "covered-table-cell": ods_cell,
        "p": ods_value,
    }


def _grow(seen: dict[str, int], width: int, height: int) -> None:
    seen["width"] = max(seen["width"], width)
    seen["height"] = max(seen["height"], height)
    seen["cells"] = max(seen["cells"], seen["width"] * seen["height"])


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _refuse(*_: object) -> None:
    raise ValueError("a document type")
