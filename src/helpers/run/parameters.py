"""The parameters of a notebook: read from its tagged cell, checked before anything runs."""

from __future__ import annotations

import ast
import csv
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nbformat

from helpers.data.project import processed_folder
from helpers.data.sources import OWN_FIGURES

Value = str | int | float
FORCES = "the forces of "
AND = " and "


class ParameterError(ValueError):
    """A parameter, a value or a report name that is refused before anything runs."""


@dataclass(frozen=True)
class Parameter:
    """One line of the parameters cell.

    ``allowed`` lists the values that are allowed; where it is empty, ``lowest`` and ``highest``
    bound them. One with a ``table`` takes own figures in its place: it is empty without them, and
    the name under which they stand beside the page with them.
    """

    name: str
    default: Value
    meaning: str
    allowed: tuple[Value, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    table: str = ""

    @property
    def choices(self) -> str:
        """The allowed values in words."""
        if self.table:
            return f"a CSV file with own figures in the place of {self.table}, or nothing"
        if self.allowed:
            return in_a_line(self.allowed)
        return f"{self.lowest} to {self.highest}"

    def check(self, value: object) -> Value:
        """The value with the type of the default; text from a command line is converted.

        Raises
        ------
        ParameterError
            The value is of another type or is not allowed.
        """
        kind = type(self.default)
        try:
            typed = kind(value) if isinstance(value, str) else value
        except ValueError:
            typed = None
        if kind is int and isinstance(value, str) and str(typed) != value:
            typed = None
        if kind is float and type(typed) is int:
            typed = float(typed)
        if type(typed) is not kind:
            raise ParameterError(
                f"{self.name}={value}: not of the type {kind.__name__}. {self._remedy}"
            )
        within = self.lowest is None or self.lowest <= typed <= self.highest
        if (self.allowed and typed not in self.allowed) or not within:
            raise ParameterError(f"{self.name}={value}: not allowed. {self._remedy}")
        return typed

    @property
    def _remedy(self) -> str:
        return f"Allowed: {self.choices}."


def read_parameters(notebook: nbformat.NotebookNode, name: str) -> dict[str, Parameter]:
    """The parameters of a notebook in the order of its tagged cell.

    Each line is ``name = literal  # meaning; one of: a, b`` or ``…; from 0.8 to 0.999``. ``one of:
    the forces of a_table and another`` allows each police force that is in all of these processed
    tables. ``…; a file for a_table`` takes own figures in the place of a processed table.

    Raises
    ------
    ParameterError
        There is not exactly one cell tagged ``parameters``, or a line is not of that form, or its
        default is not among the values that it allows, or one of its tables cannot be read.
    """
    cells = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    if len(cells) != 1:
        raise ParameterError(f"{name}: {len(cells)} cells are tagged 'parameters'. Tag one.")
    parameters = [_parse(line, name) for line in cells[0].source.splitlines() if line.strip()]
    for parameter in parameters:
        parameter.check(parameter.default)
    return {parameter.name: parameter for parameter in parameters}


def check_parameters(
    parameters: Mapping[str, Parameter], given: Mapping[str, object], name: str
) -> dict[str, Value]:
    """Every parameter with the value given, or its default.

    Raises
    ------
    ParameterError
        An unknown name (with the nearest known one), a wrong type, or a value not allowed.
    """
    for key in given:
        if key not in parameters:
            raise ParameterError(
                f"{name}: unknown parameter {key!r}. {did_you_mean(key, parameters)}"
            )
    return {
        key: parameter.check(given.get(key, parameter.default))
        for key, parameter in parameters.items()
    }


def did_you_mean(word: str, known: Mapping[str, object]) -> str:
    """The nearest known word, if one is near, then all of them."""
    nearest = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    asked = f"Did you mean {nearest[0]!r}? " if nearest else ""
    return f"{asked}Known: {in_a_line(known) or 'none'}."


def in_a_line(names: Iterable[object]) -> str:
    """Names with commas between them, or semicolons where a name has a comma itself.

    >>> in_a_line(["Kent", "London, City of"])
    'Kent; London, City of'
    """
    texts = [str(name) for name in names]
    return ("; " if any("," in text for text in texts) else ", ").join(texts)


def _parse(line: str, name: str) -> Parameter:
    found = re.fullmatch(
        r"(?P<name>\w+) = (?P<default>.+?)  # (?P<meaning>[^;]+); "
        r"(?:one of: (?P<allowed>.+)|from (?P<lowest>\S+) to (?P<highest>\S+)"
        r"|a file for (?P<table>\w+))",
        line,
    )
    if not found:
        raise ParameterError(
            f"{name}: parameter line {line!r} is not of the form "
            "'name = literal  # meaning; one of: a, b', '…; from 1 to 2' or '…; a file for table'."
        )
    default = ast.literal_eval(found["default"])
    allowed = _allowed(found["allowed"] or "", name)
    kind = type(default)
    bounds = [kind(found[end]) if found[end] else None for end in ("lowest", "highest")]
    table = found["table"] or ""
    values = ("", OWN_FIGURES) if table else tuple(kind(value) for value in allowed)
    return Parameter(found["name"], default, found["meaning"], values, *bounds, table)


def _allowed(listed: str, name: str) -> list[str]:
    if not listed.startswith(FORCES):
        return listed.split(", ") if listed else []
    tables = listed.removeprefix(FORCES).split(AND)
    return sorted(set.intersection(*(_forces(table, name) for table in tables)))


def _forces(table: str, name: str) -> set[str]:
    path = processed_folder() / f"{table}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["police_force"] for row in csv.DictReader(file)}
    except (OSError, KeyError) as error:
        raise ParameterError(
            f"{name}: {FORCES}{table}: {path} is no table of forces ({error!r}). "
            "Run `disparity data`, or name a table of data/processed that is by police_force."
        ) from error
