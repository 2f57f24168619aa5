"""Hides how the many spellings of one code or label are known to mean the same."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from helpers.data.areas import OTHER_SPELLINGS
from helpers.data.ethnicity import NOT_STATED, UNKNOWN
from helpers.data.records.places import known_forces

CODES = "codes.toml"
ASIDE, NO_DETAIL = (NOT_STATED, UNKNOWN), "no detail"
MISSING = frozenset({"na", "n a", "nan", "null", "none"})
CODE_AFTER = re.compile(r"^(?P<label>.+) (?P<code>[a-z]{1,2}\d|ns)$")
CODE_BEFORE = re.compile(r"^(?P<code>[a-z]{1,2}\d|ns) (?P<label>.+)$")
SELF, OFFICER = "ethnicity_self_defined", "ethnicity_officer_defined"
OTHER_FIELD = {SELF: OFFICER, OFFICER: SELF}
ZERO_FOR_O, BLANK_IN_CODE = re.compile(r"\b0(?=[129]\b)"), re.compile(r"^ic (?=\d\b)")


class Meaning(NamedTuple):
    """What a value stands for: the label that is kept, and the detailed one where there is one."""

    label: str
    detail: str | None = None

    @property
    def in_detail(self) -> str:
        """The detailed label, or that of the group with a word that there was none.

        >>> Meaning("Asian").in_detail, Meaning("Not stated").in_detail
        ('Asian: no detail', 'Not stated')
        """
        return self.detail or (self.label if self.label in ASIDE else f"{self.label}: {NO_DETAIL}")


@lru_cache
def vocabulary(name: str) -> dict[str, Meaning]:
    """The spellings of a field, each in the form that :func:`plain` gives, and what they mean.

    Parameters
    ----------
    name
        A table of ``codes.toml``.
    """
    found: dict[str, Meaning] = {}
    for one in _entries(name):
        meaning = Meaning(one["group"], one.get("label"))
        code = [one["code"]] if "code" in one else []
        for spelling in [*code, *_labels(one), *one["spellings"]]:
            found.setdefault(plain(spelling), meaning)
    return found


@lru_cache
def written(name: str) -> dict[str, Meaning]:
    """The spellings of a field letter for letter as sources print them, and what they mean."""
    found: dict[str, Meaning] = {}
    for one in _entries(name):
        meaning = Meaning(one["group"], one.get("label"))
        labels = [*_labels(one), *one["spellings"]]
        codes = [one["code"]] if "code" in one else []
        both = [f"{label} ({code})" for label in labels for code in codes]
        for spelling in [*codes, *labels, *both]:
            found.setdefault(spelling, meaning)
    return {spelling: read(name, spelling) or meaning for spelling, meaning in found.items()}


def read(name: str, value: str) -> Meaning | None:
    """What a value of a field stands for; none where it is not known.

    A code may stand before or after a label with the same meaning. A zero serves for the letter O,
    as the publisher writes it: "Chinese or other ethnic group - Chinese (01)".

    >>> read("ethnicity_self_defined", "White - White Irish (W2)").label
    'White'
    >>> read("ethnicity_self_defined", "IC1") is None
    True
    """
    known, word = vocabulary(name), plain(value)
    if word in known:
        return known[word]
    spelled = ZERO_FOR_O.sub("o", word) if name == SELF else BLANK_IN_CODE.sub("ic", word)
    if spelled in known:
        return known[spelled]
    found = CODE_AFTER.match(spelled) or CODE_BEFORE.match(spelled)
    if not found:
        return None
    code, label = known.get(found["code"]), known.get(found["label"])
    return code if code and label and _agree(code, label) else None


def is_missing(value: str) -> bool:
    """Whether a value is a word with which programs write that there is none, such as NA."""
    return plain(value) in MISSING


def nearest(name: str, value: str) -> str | None:
    """The known spelling that is nearest to a value, if one is near."""
    known = {spelling.casefold(): spelling for spelling in written(name)}
    near = difflib.get_close_matches(value.casefold()[:200], known, n=1, cutoff=0.6)
    return known[near[0]] if near else None


def labels(name: str) -> list[str]:
    """The labels that are kept of a field, in order."""
    return list(dict.fromkeys(one["group"] for one in _entries(name)))


def detailed_labels() -> dict[str, tuple[str, ...]]:
    """The detailed labels of self-defined ethnicity that each group is made up of, in order."""
    found: dict[str, dict[str, None]] = {}
    for meaning in [*vocabulary(SELF).values(), *map(Meaning, labels(SELF))]:
        if meaning.label not in ASIDE:
            found.setdefault(meaning.label, {})[meaning.in_detail] = None
    return {group: tuple(sorted(details)) for group, details in found.items()}


def plain(text: str) -> str:
    """Text without case, accents, punctuation and doubled blanks, to compare spellings by.

    >>> plain("Mixed/Multiple  ethnic groups - White & Asian")
    'mixed multiple ethnic groups white and asian'
    """
    spread = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    kept = "".join(mark for mark in spread if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^a-z0-9+]+", " ", kept).split())


@lru_cache
def force_names() -> dict[str, str]:
    """The ONS names of police forces by each way in which they are written."""
    told = known_forces()
    named = {plain(name): name for name in told.values()}
    other = {plain(other): name for other, name in OTHER_SPELLINGS.items()}
    return named | other | {plain(identifier): name for identifier, name in told.items()}


def find_force(name: str) -> str | None:
    """The ONS name of a police force; ``Kent Police`` and ``kent`` are Kent."""
    word = plain(name)
    bare = re.sub(r" (police|constabulary|police service)$", "", word)
    return force_names().get(word) or force_names().get(bare)


def _agree(code: Meaning, label: Meaning) -> bool:
    return code == label or (label.detail is None and code.label == label.label)


def _labels(entry: dict) -> list[str]:
    return [entry["label"]] if "label" in entry else [entry["group"]] if "code" not in entry else []


@lru_cache
def _entries(name: str) -> tuple[dict, ...]:
    told = tomllib.loads(files("helpers.data.records").joinpath(CODES).read_text("utf-8"))
    return tuple(told[name]["codes"])
