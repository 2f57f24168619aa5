"""Hides how a page says which version it is, what it was made from and how to hold it to that."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from helpers.page.editions import Standing
from helpers.page.templates import filled
from helpers.page.time_axis import in_full
from helpers.page.words import ENGLISH

VERIFY = "make verify"
VERIFY_FOLDER = "disparity verify FOLDER"


class Record(NamedTuple):
    """What a report was made from, as far as its page says so.

    ``notebook`` and ``lock`` are a path in the project with its checksum, ``python`` the versions
    that the project asks for, ``tables`` how many processed tables were read. ``address`` is the
    permanent one of this edition, and empty if there is none.
    """

    notebook: tuple[str, str]
    lock: tuple[str, str]
    python: str
    tables: int
    address: str = ""


def record_of(name: str, standing: Standing, record: Record, language: str = ENGLISH) -> str:
    """The version, its sources and how to check both, as HTML that says in which language it is.

    A page that is no edition says so, and has no address.
    """
    return filled(
        "record.html.j2",
        language,
        **record._asdict(),
        edition=standing.editions[0] if standing.editions else None,
        variant=bool(standing.changes),
        released=standing.released,
        command=_again(name, standing),
        in_full=lambda day: in_full(day, language),
        english=ENGLISH,
    )


def _again(name: str, standing: Standing) -> str:
    """The command that makes the page again.

    >>> from helpers.page.editions import Change
    >>> _again("kent", Standing(changes=[Change("area", "West Kent", "Kent")]))
    "disparity build kent -p 'area=West Kent'"
    """
    if not standing.changes:
        return VERIFY if standing.editions else VERIFY_FOLDER
    settings = (f"{one.parameter}={one.here}" for one in standing.changes)
    return " ".join(["disparity build", name, *(f"-p {shlex.quote(one)}" for one in settings)])
