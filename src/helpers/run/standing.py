"""Hides how ``reports.yml`` holds the editions of a report, and how old its figures are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from helpers.data.publication import span
from helpers.data.register import Source
from helpers.page.editions import Change, Edition, Standing
from helpers.run.parameters import ParameterError

NEEDED = {"edition", "date", "note"}
OPTIONAL = {"corrects"}
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
        rise; ``corrects`` is not an earlier edition. Names the report, the edition and the remedy.
    """
    if not listed or not isinstance(listed, list):
        raise _fault(name, "none is listed", f"Begin with {EXAMPLE}")
    editions = [_edition(name, record) for record in listed]
    for newer, older in pairwise(editions):
        if _order(newer.edition) <= _order(older.edition) or newer.date < older.date:
            problem = f"{newer.edition} ({newer.date}) stands before {older.edition} ({older.date})"
            raise _fault(name, problem, "List the newest first")
    for place, one in enumerate(editions):
        earlier = [other.edition for other in editions[place + 1 :]]
        if one.corrects and one.corrects not in earlier:
            problem = f"{one.edition} corrects {one.corrects!r}"
            raise _fault(name, problem, f"Name one of: {', '.join(earlier) or 'none is earlier'}")
    return editions


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
    return ParameterError(f"reports.yml: {name}, editions: {problem}. {remedy}.")
