"""Hides which rules of the gate may be excepted, and which places an exception covers."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

from helpers.audit.pieces import tidy
from helpers.audit.rules import EXCEPTION, NOT_READABLE, RULES, Match
from helpers.run.exceptions import FILE, Exempt, Settings, read_exceptions
from helpers.run.manifest import MANIFEST
from helpers.run.parameters import ParameterError

NAMES = [rule.name for rule in RULES if rule not in (EXCEPTION, NOT_READABLE)]


def read_settings(folder: Path) -> Settings:
    """The ``gate.toml`` of a project; one that is not there says nothing.

    Raises
    ------
    ParameterError
        See :func:`helpers.run.exceptions.read_exceptions`; or a rule is unknown, or is one that
        cannot be excepted.
    """
    settings = read_exceptions(folder)
    for number, one in enumerate(settings.exceptions, start=1):
        if one.rule not in NAMES:
            raise ParameterError(
                f"{FILE}, exception {number}, rule, value {one.rule!r}: not a rule that can be "
                f"excepted. Use {', '.join(NAMES)}."
            )
    return settings


def covers(one: Exempt, file: str, match: Match) -> bool:
    """True if the text of an exception stands around the place at which its rule is broken.

    In its files; and in the manifest, which lists it.
    """
    if one.rule != match.rule.name or not (file == MANIFEST or fnmatchcase(file, one.file)):
        return False
    spans = (at.span() for at in re.finditer(re.escape(tidy(one.text)), match.piece.text))
    return any(start <= match.start and match.end <= end for start, end in spans)
