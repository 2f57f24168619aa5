"""Hides how ``reports.yml`` holds the editions of a report, and how old its figures are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import yaml

from helpers.data.publication import span
from helpers.data.register import Source
from helpers.page.editions import Change, Edition, Standing
from helpers.run.parameters import ParameterError

NEEDED = {"edition", "date", "note"}
OPTIONAL = {"corrects", "checked_by", "numbers"}
LIST = "reports.yml"
EXAMPLE = '{edition: "0.1", date: "2026-11-23", note: "First edition."}'


def standing(
    name: str,
    editions: object,
    sources: Mapping[str, Source],
    chosen: Mapping[str, object],
    published: Mapping[str, object],
) -> Standing:
    """What the page of a report is: an edition, or a variant of it.

    Parameters
    ----------
    editions
        As ``reports.yml`` has them.
    sources
        The register; those that the report uses date its figures.
    chosen, published
        The parameters with which the page is built, and those of ``reports.yml``.

    Raises
    ------
    ParameterError
        See :func:`read_editions`.
    """
    figures = span(one.published for one in sources.values() if name in one.used_by)
    changes = [
        Change(key, value, published[key])
        for key, value in chosen.items()
        if value != published[key]
    ]
    return Standing(read_editions(name, editions), figures, changes)


def read_editions(name: str, listed: object) -> list[Edition]:
    """The editions of a report, newest first, as ``reports.yml`` lists them.

    Raises
    ------
    ParameterError
        There is none; a field is unknown, missing or not a text; a number is not of the form
        ``x.y``; a day is not one; a note is not one sentence; the numbers do not fall or the days
        rise; one that was not released follows one that was; ``corrects`` is not an earlier
        edition; who checked it is not one line, or stands without ``numbers``, or these are no
        checksum. Names report, edition and remedy.
    """
    if not listed or not isinstance(listed, list):
        raise _fault(name, "none is listed", f"Begin with {EXAMPLE}")
    editions = [_edition(name, record) for record in listed]
    for newer, older in pairwise(editions):
        if _order(newer.edition) <= _order(older.edition) or newer.date < older.date:
            problem = f"{newer.edition} ({newer.date}) stands before {older.edition} ({older.date})"
            raise _fault(name, problem, "List the newest first")
        if older.numbers and not newer.numbers:
            problem = f"{newer.edition} follows the released {older.edition} and is not released"
            raise _fault(name, problem, "Take it out, and make it with `disparity release`")
    for place, one in enumerate(editions):
        earlier = [other.edition for other in editions[place + 1 :]]
        if one.corrects and one.corrects not in earlier:
            problem = f"{one.edition} corrects {one.corrects!r}"
            raise _fault(name, problem, f"Name one of: {', '.join(earlier) or 'none is earlier'}")
    return editions


def next_editions(newest: str) -> tuple[str, str]:
    """What may follow an edition: the next minor one, and the first of the next major one.

    >>> next_editions("0.9"), next_editions("1.0")
    (('0.10', '1.0'), ('1.1', '2.0'))
    """
    major, minor = _order(newest)
    return f"{major}.{minor + 1}", f"{major + 1}.0"


def with_edition(text: str, name: str, added: Edition) -> str:
    """The text of ``reports.yml`` with an edition before those of a report, else as it was.

    Comments, and how the rest is written, stay. Fields that are empty are left out.

    Raises
    ------
    ParameterError
        The editions do not stand in a list of their own, one under another, so that the text
        cannot be edited without changing something else.
    """
    record = {key: value for key, value in added._asdict().items() if value}
    place = _first_edition(yaml.compose(text, yaml.SafeLoader), name)
    if place is None:
        raise _not_edited(name)
    newline = "\r\n" if "\r\n" in text else "\n"
    indent, start = " " * place.column, place.index - place.column
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in record.items()]
    entry = "".join(f"{indent}{'  ' if n else '- '}{line}{newline}" for n, line in enumerate(lines))
    edited = f"{text[:start]}{entry}{text[start:]}"
    try:
        found = yaml.safe_load(edited)
    except yaml.YAMLError as error:
        raise _not_edited(name) from error
    expected = yaml.safe_load(text)
    listed = next(one for one in expected["reports"] if one["name"] == name)
    listed["editions"] = [record, *listed["editions"]]
    if found != expected:
        raise _not_edited(name)
    return edited


def _first_edition(root: yaml.Node, name: str) -> yaml.Mark | None:
    """Where the editions of a report begin, if it has some of its own."""
    for record in _fields(root)["reports"].value:
        fields = _fields(record)
        if fields["name"].value == name and "editions" in fields:
            return fields["editions"].start_mark
    return None


def _fields(mapping: yaml.MappingNode) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in mapping.value}


def _not_edited(name: str) -> ParameterError:
    remedy = "List its editions one under another, each behind a dash of its own"
    return _fault(name, "another one cannot be written without changing the rest", remedy)


def _edition(name: str, record: object) -> Edition:
    if not isinstance(record, dict):
        raise _fault(name, f"{record!r}", f"Write an edition as {EXAMPLE}")
    for field in sorted((NEEDED - record.keys()) | (record.keys() - NEEDED - OPTIONAL), key=str):
        problem = f"the field {field} is {'missing' if field in NEEDED else 'unknown'}"
        raise _fault(name, f"{problem} in {record!r}", f"Write an edition as {EXAMPLE}")
    for field, value in record.items():
        if not isinstance(value, str) or not value.strip():
            problem = f"{field} is {value!r}, not a text"
            raise _fault(name, problem, "Put it in quotation marks")
    one = Edition(**record)
    if not re.fullmatch(r"\d+\.\d+", one.edition):
        raise _fault(name, f"edition {one.edition!r}", "Number it like 0.2")
    if not is_day(one.date):
        raise _fault(name, f"{one.edition} has the date {one.date!r}", "Write it like 2026-11-23")
    if not re.fullmatch(r"\S.*\.", one.note):
        raise _fault(name, f"{one.edition} has the note {one.note!r}", "Write one sentence")
    if "\n" in one.checked_by:
        problem = f"{one.edition} was checked by {one.checked_by!r}"
        raise _fault(name, problem, "Write one name in one line")
    if not re.fullmatch(r"([0-9a-f]{64})?", one.numbers):
        problem = f"{one.edition} has the numbers {one.numbers!r}"
        raise _fault(name, problem, "Write the SHA-256 of its numbers.csv, as the release did")
    if one.checked_by and not one.numbers:
        problem = f"{one.edition} was checked by {one.checked_by!r}, but nothing says which numbers"
        raise _fault(name, problem, "Let `disparity release` write both")
    return one


def is_day(text: str) -> bool:
    """True for an ISO date that the calendar has: ``2026-01-31``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _order(edition: str) -> tuple[int, ...]:
    return tuple(map(int, edition.split(".")))


def _fault(name: str, problem: str, remedy: str) -> ParameterError:
    return ParameterError(f"{LIST}: {name}, editions: {problem}. {remedy}.")
