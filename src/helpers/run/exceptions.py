"""Hides how ``gate.toml`` says what may go out in spite of a rule, and which counts are small."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from helpers.run.parameters import ParameterError

FILE = "gate.toml"


class Exempt(NamedTuple):
    """What may go out in spite of a rule: a text of some files, and why."""

    rule: str
    file: str
    text: str
    reason: str


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


def read_exceptions(folder: Path) -> Settings:
    """The ``gate.toml`` of a project; one that is not there says nothing.

    Which rules there are is known to the gate, not here.

    Raises
    ------
    ParameterError
        Not TOML, an unknown table or field, a field that is missing, empty or of another type, no
        reason, or a day or a threshold that is none.
    """
    try:
        tables = tomllib.loads((folder / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return NOTHING_SAID
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(f"{FILE}: not readable as TOML: {reason}. Mend it.") from error
    for name in tables:
        if name not in ("exception", "days", "threshold"):
            raise _fault(name, "unknown", "Use exception, days or threshold")
    return Settings(
        _each(tables, "exception", {"rule": _text, "file": _text, "text": _text}, Exempt),
        _each(tables, "days", {"days": _days}, Days),
        _each(tables, "threshold", {"sources": _text, "under": _under}, Threshold),
    )


def as_recorded(settings: Settings) -> dict[str, list[dict]]:
    """What ``gate.toml`` says, in an order that does not depend on how it is written."""
    days = [{"day": day, "reason": one.reason} for one in settings.days for day in one.days]
    listed = {
        "days": days,
        "exceptions": [one._asdict() for one in settings.exceptions],
        "thresholds": [one._asdict() for one in settings.thresholds],
    }
    return {kind: sorted(found, key=lambda one: [*one.values()]) for kind, found in listed.items()}


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


def _fault(place: str, problem: str, remedy: str, value: object = None) -> ParameterError:
    shown = "" if value is None else f", value {value!r}"
    return ParameterError(f"{FILE}, {place}{shown}: {problem}. {remedy}.")
