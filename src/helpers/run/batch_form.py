"""Hides the form of a batch file: what it may hold, how much of it, and at which place it errs."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from helpers.run.forces import ALL
from helpers.run.parameters import ParameterError, did_you_mean

LARGEST = 250_000
MOST_VALUES = LARGEST // 2
LISTS = ("runs", "include", "exclude")
MANY = ("analyses", "forces", "parameters")
ONE = ("analysis", "force", "parameters")
FORM = "Write it as docs/batches.md says"
SHORT = reprlib.Repr()
SHORT.maxlevel, SHORT.maxstring = 2, 60


class Said(NamedTuple):
    """A name or a value as the file has it: text, and where it stands."""

    text: str
    place: str


class Run(NamedTuple):
    """Analyses times forces times parameters; in what is excluded, nothing stands for anything."""

    place: str
    analyses: tuple[Said, ...] = ()
    forces: tuple[Said, ...] = ()
    parameters: Mapping[str, tuple[Said, ...]] = {}


class Batch(NamedTuple):
    """What a batch file asks for: the runs, less what is excluded, and then what is included."""

    runs: tuple[Run, ...]
    include: tuple[Run, ...]
    exclude: tuple[Run, ...]


class _Loader(yaml.BaseLoader):
    """YAML in which every value is text, as on a command line: ``no`` is a word, a day is too."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        met: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            name = str(key.value)
            if name in met:
                raise ParameterError(
                    f"lines {met[name]} and {line}: {SHORT.repr(name)} stands twice. Keep one."
                )
            met[name] = line
        return super().construct_mapping(node, deep)


def read_batch(path: Path) -> Batch:
    """What a batch file asks for; its form is checked, its names are not.

    Raises
    ------
    ParameterError
        It is too large, not YAML in UTF-8, or of another form: the message names the place.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ParameterError(f"more than {LARGEST:,} bytes. Split it.")
        return _parsed(yaml.load(content.decode("utf-8-sig"), _Loader))  # noqa: S506
    except ParameterError as error:
        raise ParameterError(f"{path}: {error}") from error
    except OSError as error:
        raise ParameterError(f"{path}: {error.strerror}. Name a file.") from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ParameterError(f"{path}: cannot be read as YAML: {reason}. {FORM}.") from error


def _parsed(content: object) -> Batch:
    _check_fields(content, "the file", LISTS)
    listed = {kind: _items(content.get(kind, []), kind) for kind in LISTS}
    if not listed["runs"] and not listed["include"]:
        raise refused("runs", "there is none", FORM)
    _check_size([record for items in listed.values() for record, _ in items])
    return Batch(
        tuple(_run(one, MANY, MANY[:2]) for one in listed["runs"]),
        tuple(_run(one, ONE, ONE[:2]) for one in listed["include"]),
        tuple(_run(one, ONE, ()) for one in listed["exclude"]),
    )


def _check_size(records: Sequence[object]) -> None:
    """Refuse what anchors make longer than a file can be; nothing is copied to count it."""
    number = 0
    for length in _lengths(records):
        number += length
        if number > MOST_VALUES:
            problem = f"more than {MOST_VALUES:,} values, each as often as an anchor repeats it"
            raise refused("the file", problem, "Split it")


def _lengths(records: Sequence[object]) -> Iterator[int]:
    for record in records:
        for value in record.values() if isinstance(record, dict) else ():
            for one in value.values() if isinstance(value, dict) else (value,):
                yield max(len(one), 1) if isinstance(one, list) else 1


def _run(item: tuple[object, str], fields: Sequence[str], needed: Sequence[str]) -> Run:
    record, place = item
    _check_fields(record, place, fields)
    if lacking := [field for field in needed if field not in record]:
        raise refused(place, f"the field {lacking[0]} is missing", "Add it")
    if not record:
        raise refused(place, "says nothing", f"Give it {' or '.join(fields)}")
    several = fields is MANY
    names = [
        _said(record[field], f"{place}.{field}", several) if field in record else ()
        for field in fields[:2]
    ]
    given = record.get(fields[2], {})
    _check_fields(given, f"{place}.{fields[2]}")
    values = {key: _said(one, f"{place}.{fields[2]}.{key}", several) for key, one in given.items()}
    return Run(place, *names, values)


def _said(value: object, place: str, several: bool) -> tuple[Said, ...]:
    """One text, or a list of texts where there may be several, each once."""
    items = _items(value, place) if several and isinstance(value, list) else [(value, place)]
    if not items:
        raise refused(place, "is an empty list", "Name at least one")
    for text, where in items:
        if not isinstance(text, str):
            raise refused(where, f"{SHORT.repr(text)} is not one name or value", FORM)
        if not text.strip():
            raise refused(where, "is empty", "Write a name or a value")
        if text == ALL and (len(items) > 1 or not several):
            raise refused(where, f"{ALL!r} can only stand alone, in runs", "Name what is meant")
    if len({text for text, _ in items}) < len(items):
        raise refused(place, "something stands twice", "Name each once")
    return tuple(Said(text, where) for text, where in items)


def _items(value: object, place: str) -> list[tuple[object, str]]:
    if not isinstance(value, list):
        raise refused(place, f"{SHORT.repr(value)} is not a list", "Begin each line with a hyphen")
    return [(one, f"{place}[{number}]") for number, one in enumerate(value)]


def _check_fields(value: object, place: str, known: Sequence[str] = ()) -> None:
    if not isinstance(value, dict):
        raise refused(place, f"{SHORT.repr(value)} is not names with values", FORM)
    for field in value:
        if known and field not in known:
            remedy = did_you_mean(str(field), dict.fromkeys(known)).removesuffix(".")
            raise refused(place, f"unknown field {SHORT.repr(field)}", remedy)


def refused(place: str, problem: str, remedy: str) -> ParameterError:
    """The error that says what is wrong at a place of the file, in one line."""
    return ParameterError(f"{place}: {problem}. {remedy}.")
