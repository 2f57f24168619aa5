"""Hides how a page says which edition of a report it is, and how old its figures are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from helpers.page.templates import filled
from helpers.page.time_axis import in_full
from helpers.page.words import ENGLISH


class Edition(NamedTuple):
    """An edition of a report: its number, its day (ISO) and what changed, in one sentence.

    ``corrects`` is the edition since which a mistake stood that this one corrects, if there was
    one; ``checked_by`` the second person who signed it off, if anybody did; ``numbers`` the
    checksum of ``numbers.csv`` as it was released, if it was released.
    """

    edition: str
    date: str
    note: str
    corrects: str = ""
    checked_by: str = ""
    numbers: str = ""


class Change(NamedTuple):
    """A parameter that has another value than in the published edition."""

    parameter: str
    here: object
    published: object


class Published(Protocol):
    """A date of publication: it was one of these ISO dates, as precise as they are known."""

    dates: Sequence[str]
    inferred: bool


class Figures(Protocol):
    """When the first and the last of the sources were published, and how many do not say it."""

    first: Published | None
    last: Published | None
    sources: int
    undated: int


class Standing(NamedTuple):
    """What a page is: an edition, the newest first, or a variant if any parameter was changed.

    It is not ``released`` if its numbers are not those with which the newest edition was released.
    A page with ``own_figures`` rests on counts that an office supplied, and says so, in the words
    for the quality of their source: own figures, own records, or synthetic.
    """

    editions: Sequence[Edition] = ()
    figures: Figures | None = None
    changes: Sequence[Change] = ()
    released: bool = True
    own_figures: str = ""


def with_numbers(standing: Standing, numbers: str) -> Standing:
    """What a page with these numbers is, given the checksum of its ``numbers.csv``.

    >>> frozen = Standing([Edition("1.0", "2026-11-23", "Maps added.", numbers="0" * 64)])
    >>> with_numbers(frozen, "0" * 64).released, with_numbers(frozen, "1" * 64).released
    (True, False)
    """
    frozen = standing.editions[0].numbers if standing.editions else ""
    return standing._replace(released=bool(standing.changes) or frozen in ("", numbers))


def edition_line(standing: Standing, language: str = ENGLISH) -> str:
    """The edition with its date and the dates of its figures, in one line; or what was changed.

    >>> print(edition_line(Standing([Edition("0.2", "2026-11-23", "Maps added.")])))
    <p class="edition">Edition 0.2, 23 November 2026.</p>
    """
    return _fill("edition.html.j2", standing, language)


def edition_history(standing: Standing, language: str = ENGLISH) -> str:
    """The section on the editions; nothing for a variant, which is no edition."""
    return "" if standing.changes else _fill("editions.html.j2", standing, language)


def _fill(template: str, standing: Standing, language: str) -> str:
    values = {"in_full": lambda day: in_full(day, language), **standing._asdict()}
    return filled(template, language, **values).strip()
