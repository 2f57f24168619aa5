"""Hides how ``gate.toml`` says what may go out in spite of a rule, and which counts are small."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from helpers.audit.pieces import tidy
from helpers.audit.rules import EXCEPTION, NOT_READABLE, RULES, Match
from helpers.data.errors import DataError

FILE = "gate.toml"
NAMES = {rule.name for rule in RULES} - {EXCEPTION.name, NOT_READABLE.name}


class Exempt(NamedTuple):
    """What may go out in spite of a rule: a text of some files, and why."""

    rule: str
    file: str
    text: str
    reason: str

    def covers(self, file: str, match: Match) -> bool:
        """True if the text stands around the place at which the rule is broken."""
        if self.rule != match.rule.name or not fnmatchcase(file, self.file):
            return False
        spans = (at.span() for at in re.finditer(re.escape(tidy(self.text)), match.piece.text))
        return any(start <= match.start and match.end <= end for start, end in spans)


class Days(NamedTuple):
    """Days of something else than a birth, and of what."""

    days: frozenset[str]
    reason: str


class Threshold(NamedTuple):
    """Sources, a pattern of paths in ``data/raw``: counts of 1 to ``under`` - 1 are secret."""

    sources: str
    under: int
    reason: str


class Settings(NamedTuple):
    """What ``gate.toml`` says."""

    exceptions: tuple[Exempt, ...] = ()
    days: tuple[Days, ...] = ()
    thresholds: tuple[Threshold, ...] = ()


NOTHING_SAID = Settings()


def read_settings(folder: Path) -> Settings:
    """The ``gate.toml`` of a project; one that is not there says nothing.

    Raises
    ------
    DataError
        Not TOML, an unknown table, field or rule, a field that is missing, empty or of another
        type, no reason, or a day or a threshold that is none.
    """
    path = folder / FILE
    if not path.is_file():
        return Settings()
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"not readable as TOML: {error}", "Mend it", file=FILE) from error
    for name in tables:
        if name not in ("exception", "days", "threshold"):
            raise _fault(name, "unknown", "Use exception, days or threshold")
    return Settings(
        _each(tables, "exception", {"rule": _rule, "file": _text, "text": _text}, Exempt),
        _each(tables, "days", {"days": _days}, Days),
        _each(tables, "threshold", {"sources": _text, "under": _under}, Threshold),
    )


def _each(
    tables: Mapping, name: str, fields: Mapping[str, Callable], make: Callable
) -> tuple[NamedTuple, ...]:
    records = tables.get(name, [])
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise _fault(name, "not a list of tables", f"Begin each with [[{name}]]")
    checks = {**fields, "reason": _text}
    made = []
    for number, record in enumerate(records, start=1):
        place = f"{name} {number}"
        for field in sorted(checks.keys() ^ record.keys()):
            problem = "unknown" if field in record else "missing"
            raise _fault(f"{place}, {field}", problem, f"Give {', '.join(checks)}, and no more")
        made.append(
            make(**{key: check(record[key], f"{place}, {key}") for key, check in checks.items()})
        )
    return tuple(made)


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _fault(place, "not a text, or an empty one", "Write it in quotation marks", value)
    return value


def _rule(value: object, place: str) -> str:
    if value not in NAMES:
        raise _fault(place, "not a rule that can be excepted", f"Use {', '.join(NAMES)}", value)
    return str(value)


def _days(value: object, place: str) -> frozenset[str]:
    listed = value if isinstance(value, list) and value else [value]
    for day in listed:
        try:
            date.fromisoformat(day)
        except (TypeError, ValueError):
            raise _fault(place, "not a day", 'Write ["2011-03-27"]', day) from None
    return frozenset(listed)


def _under(value: object, place: str) -> int:
    if type(value) is not int or value < 2:
        raise _fault(place, "not a threshold", "Write a whole number from 2 on", value)
    return value


def _fault(place: str, problem: str, remedy: str, value: object = None) -> DataError:
    return DataError(problem, remedy, file=FILE, column=place, value=value)
