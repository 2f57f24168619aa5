"""Hides what each value that a column has stands for, or what is wrong with it."""

from __future__ import annotations

import re
from typing import NamedTuple

from helpers.data.records.codes import (
    OTHER_FIELD,
    Meaning,
    find_force,
    is_missing,
    nearest,
    plain,
    read,
)
from helpers.data.records.faults import ERROR, WARNING
from helpers.data.records.kinds import AGE, CODED, FORCE, NAMED, NUMBER, STOP_SEARCH, Field
from helpers.data.records.mapping import Wording

EDGES = (10, 18, 25, 35, 45, 55, 65)
BANDS_OF = {STOP_SEARCH: 4}
YOUNGEST, OLDEST = 10, 110
LONGEST, LARGEST_GROUP = 100, 10_000
NUMBER_FORM = re.compile(r"-?\d{1,9}(\.0+)?")
BAND = re.compile(r"(?P<low>\d{1,3}) (to )?(?P<high>\d{1,3})")
UNDER = re.compile(r"(under|less than|below) (?P<age>\d{1,3})")
OVER = re.compile(r"over (?P<age>\d{1,3})")
AND_OVER = re.compile(r"(?P<age>\d{1,3}) ?(\+|and over|or over|and above|plus)")
MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATED = re.compile(
    rf"{MONTH} (\d\d)?\d\d|\d\d? {MONTH}( (\d\d)?\d\d)?|\d{{4}} \d\d \d\d( 00 00 00)?"
    r"|\d\d \d\d \d{4}"
)
TEN_TO_SEVENTEEN = re.compile(
    r"oct[a-z]* (20)?17|17 oct[a-z]*( \d+)?|2017 10 01.*|\d{4} 10 17.*|01 10 2017"
)
POSTCODE = re.compile(r"(?P<outward>[a-z]{1,2}\d[a-z\d]?)( ?\d[a-z]{2})?")
PERSONAL = (
    (re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE), "a postcode"),
    (re.compile(r"\S@\S"), "an address"),
    (re.compile(r"\b\d{1,4}[/.-]\d\d?[/.-]\d{2,4}\b"), "a date"),
    (re.compile(r"\d[\d ]{6,}"), "a telephone number or a reference"),
)
MAP_IT = "Correct it, or say in a mapping file what it stands for"


class Judged(NamedTuple):
    """What a value stands for, if anything; and level, problem and remedy if something is wrong."""

    meaning: Meaning | None
    said: tuple[str, str, str] | None = None


def judge_value(field: Field, value: str, wording: Wording) -> Judged:
    """What a value of a field stands for; a mapping file is asked first."""
    told = wording.values.get(field.name, {}).get(value)
    if told is not None:
        known = read(field.words, told) if field.type == CODED else None
        return Judged(known or Meaning(told))
    if is_missing(value):
        remedy = "Leave the cell empty, or say in a mapping file what it stands for"
        return Judged(None, (WARNING, "read as missing", remedy))
    judges = {CODED: _coded, NAMED: _named, FORCE: _force, AGE: _age, NUMBER: _number}
    return judges.get(field.type, _residence)(field, value, wording)


def band_of(age: int, kind: str) -> str:
    """The age group of an age in years: those of data.police.uk for its records, else finer ones.

    >>> band_of(40, "stop-search"), band_of(40, "fpn"), band_of(65, "fpn")
    ('over 34', '35-44', '65 and over')
    """
    for top, label in bands(kind):
        if age < top:
            return label
    return last_band(kind)


def bands(kind: str) -> list[tuple[int, str]]:
    """The age below which each group ends, and its label; without the last group."""
    edges = EDGES[: BANDS_OF.get(kind)]
    first = [(edges[0], f"under {edges[0]}")]
    return first + [(top, f"{low}-{top - 1}") for low, top in zip(edges, edges[1:], strict=False)]


def last_band(kind: str) -> str:
    """The label of the oldest group."""
    top = EDGES[: BANDS_OF.get(kind)][-1]
    return f"over {top - 1}" if kind in BANDS_OF else f"{top} and over"


def said_of_age(age: int) -> tuple[str, str, str] | None:
    """What is wrong with an age in years."""
    if age <= 0 or age > OLDEST:
        problem = "not an age that a person stopped or fined can have"
        return ERROR, problem, "Leave it empty where the age is not known"
    if age < YOUNGEST:
        problem = "below the age of criminal responsibility, which is 10"
        return WARNING, problem, "Ask for the record to be checked"
    return None


def _coded(field: Field, value: str, wording: Wording) -> Judged:
    meaning = read(field.words, value)
    if meaning:
        return Judged(meaning)
    other = OTHER_FIELD.get(field.words)
    if other and read(other, value):
        problem = f"a value of {other} in the column of {field.name}"
        return Judged(None, (ERROR, problem, "Say in a mapping file which column is which"))
    near = nearest(field.words, value)
    asked = f"Did you mean {near!r}? " if near else ""
    return Judged(None, (ERROR, "unknown value", asked + MAP_IT))


def _named(field: Field, value: str, wording: Wording) -> Judged:
    if len(value) > LONGEST:
        remedy = f"Give names with at most {LONGEST} characters and no free text"
        return Judged(None, (ERROR, "longer than a name", remedy))
    if not value.isprintable():
        return Judged(None, (ERROR, "a control character", "Take it out"))
    for pattern, what in PERSONAL:
        if pattern.search(value):
            remedy = "Is it the right column? Otherwise say in a mapping file what it stands for"
            return Judged(None, (ERROR, f"looks like {what}", remedy))
    return Judged(Meaning(" ".join(value.split())))


def _force(field: Field, value: str, wording: Wording) -> Judged:
    name = find_force(value)
    if name:
        return Judged(Meaning(name))
    remedy = "Write the name as `disparity list --forces` does"
    return Judged(None, (ERROR, "unknown police force", remedy))


def _age(field: Field, value: str, wording: Wording) -> Judged:
    if NUMBER_FORM.fullmatch(value):
        age = int(float(value))
        said = said_of_age(age)
        wrong = said is not None and said[0] == ERROR
        return Judged(None if wrong else Meaning(band_of(age, wording.kind)), said)
    band = _band(plain(value.replace("<", "under ").replace(">", "over ")))
    if band:
        return Judged(Meaning(band))
    if DATED.fullmatch(plain(value)):
        range_of = "10-17" if TEN_TO_SEVENTEEN.fullmatch(plain(value)) else "an age range"
        remedy = "Take it from the source again, or say in a mapping file what it stands for"
        return Judged(None, (ERROR, f"a spreadsheet has made a date of {range_of}", remedy))
    return Judged(None, (ERROR, "neither an age nor a range such as 18-24", MAP_IT))


def _band(word: str) -> str | None:
    found = BAND.fullmatch(word)
    if found and int(found["low"]) < int(found["high"]) <= OLDEST:
        return f"{int(found['low'])}-{int(found['high'])}"
    for pattern, form in ((UNDER, "under {}"), (OVER, "over {}"), (AND_OVER, "{} and over")):
        found = pattern.fullmatch(word)
        if found and 0 < int(found["age"]) <= OLDEST:
            return form.format(int(found["age"]))
    return None


def _number(field: Field, value: str, wording: Wording) -> Judged:
    if not NUMBER_FORM.fullmatch(value):
        return Judged(None, (ERROR, "not a whole number", "Write it in digits alone"))
    number = int(float(value))
    if not 1 <= number <= LARGEST_GROUP:
        remedy = f"Write a number from 1 to {LARGEST_GROUP}, or leave it empty"
        return Judged(None, (ERROR, "not a size that a group can have", remedy))
    return Judged(Meaning(str(number)))


def _residence(field: Field, value: str, wording: Wording) -> Judged:
    known = read(field.words, value)
    if known:
        return Judged(known)
    force, postcode = find_force(value), POSTCODE.fullmatch(plain(value))
    if force and wording.home_force:
        return _at_home(force == find_force(wording.home_force))
    if postcode and wording.home_postcodes:
        return _at_home(postcode["outward"] in wording.home_postcodes)
    if force or postcode:
        name = "home_force" if force else "home_postcodes"
        remedy = f"Say in a mapping file which count as resident: {name}"
        return Judged(None, (ERROR, "an area, and nothing says which is at home", remedy))
    return Judged(None, (ERROR, "unknown value", MAP_IT))


def _at_home(is_so: bool) -> Judged:
    return Judged(Meaning("Resident" if is_so else "Not resident"))
