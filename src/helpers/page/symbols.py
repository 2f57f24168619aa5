"""Hides which symbols stand for a figure or beside it, when they do, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from helpers.page.numbers import NOT_APPLICABLE, NOT_AVAILABLE, Number, missing
from helpers.page.words import own

CONFIDENTIAL = "[c]"
LOW = "[low]"
UNRELIABLE = "[u]"
FEW_EVENTS = 20
STANDING = r"(?:>|</data> |\])%s(?=[<\[])"
IN_PLACE_OF_A_FIGURE = (CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE)
SYMBOLS = {
    CONFIDENTIAL: own("confidential"),
    NOT_AVAILABLE: own("not available"),
    NOT_APPLICABLE: own("not applicable"),
    LOW: own("low: not zero, but zero when rounded"),
    UNRELIABLE: own("low reliability: based on fewer than %(events)s events")
    % {"events": FEW_EVENTS},
}


def instead(record: Mapping, column: str, absent: str) -> str:
    """The symbol in the place of a missing figure, and nothing for a figure that is there.

    ``absent`` is a symbol, or the column of the record that holds it.

    >>> instead({"rate": None, "why": "[c]"}, "rate", "why"), instead({"rate": 1}, "rate", "[z]")
    ('[c]', '')

    Raises
    ------
    ValueError
        It is neither, or the column holds another word.
    """
    symbol = record.get(absent, absent)
    needed = missing(record[column])
    if symbol not in IN_PLACE_OF_A_FIGURE and (needed or absent not in record):
        known = ", ".join(IN_PLACE_OF_A_FIGURE)
        raise ValueError(f"column {column!r}: the symbol {symbol!r} is not one of {known}")
    return symbol if needed else ""


def beside(number: Number, events: Iterable[float | None] = ()) -> str:
    """The symbols that follow a figure: none, one, or several side by side.

    ``[low]`` follows a figure that is not zero and is shown as zero; its limits are not looked at.
    ``[u]`` follows one that rests on fewer than 20 ``events``, the counts behind a rate or a
    ratio; a count that is missing marks nothing.

    Symbols, their meanings and their brackets are those of Government Analysis Function, "Using
    symbols and shorthand", 11 January 2022, policy-store/symbols-in-tables-definitions-and-help.
    The 20 is the rule of the Office for National Statistics: "Rates that are based on fewer than
    20 deaths are displayed in tables but are denoted by (u)", FOI/2021/3301, after section 15 of
    its User guide to mortality statistics.

    >>> beside(Number("essex.rate", "Rate", 0.004, "ratio"), [19, 200])
    '[low][u]'
    """
    if missing(number.value):
        return ""
    low = number.value != 0 and set(number.displayed) <= {"0", "."}
    few = any(not missing(count) and count < FEW_EVENTS for count in events)
    return LOW * low + UNRELIABLE * few


def footnotes(shown: str, note: str = "") -> str:
    """The note, then the meaning of each symbol that is really shown, as HTML.

    A symbol is shown where it is all that a cell says, or follows a figure: not within words.
    """
    standing = {symbol for symbol in SYMBOLS if re.search(STANDING % re.escape(symbol), shown)}
    used = [f"{symbol} {meaning}" for symbol, meaning in SYMBOLS.items() if symbol in standing]
    sentences = ([note] if note else []) + ([f"{'; '.join(used)}."] if used else [])
    return f'\n<p class="note">{escape(" ".join(sentences), quote=False)}</p>' if sentences else ""
