"""Hides how the checks of printed figures become plain rows, one row a check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

from helpers.page import sheets
from helpers.page.numbers import NOT_APPLICABLE, Number


class Tested(NamedTuple):
    """A check of a printed figure: the words shown, the range read, the result and verdicts.

    ``said`` is HTML, of which the sheet keeps the text.
    """

    counted: str
    place: str
    printed: str
    read_as: Number
    said: str
    result: Number
    verdict: str
    verdict_of_figure: str


def claim_sheet(caption: str, tested: Sequence[Tested]) -> sheets.Sheet:
    """One row per check, with what was read and what follows as two limits each."""

    def column(header: str, texts: list[str]) -> sheets.Part:
        return sheets.words(header, texts, NOT_APPLICABLE)

    places = [one.place for one in tested]
    read_as = [one.read_as for one in tested]
    follows = [_as_range(one.result) for one in tested]
    return sheets.sheet(
        "",
        caption,
        [
            column("What was printed", [one.counted for one in tested]),
            *([column("Place in its document", places)] if any(places) else []),
            column("As printed", [one.printed for one in tested]),
            *sheets.limits(("Read as, at least", "Read as, at most"), read_as, NOT_APPLICABLE),
            column("What follows, and from what", [_text(one.said) for one in tested]),
            *sheets.limits(("Follows, at least", "Follows, at most"), follows, NOT_APPLICABLE),
            column("Unit of what follows", [one.result.unit for one in tested]),
            column("Verdict of the check", [one.verdict for one in tested]),
            column("Verdict", [one.verdict_of_figure for one in tested]),
        ],
    )


def _as_range(number: Number) -> Number:
    """A number with a single value as one whose limits are that value."""
    if number.limits:
        return number
    return Number(
        number.id, "", None, number.unit, number.value, number.value, decimals=number.decimals
    )


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))
