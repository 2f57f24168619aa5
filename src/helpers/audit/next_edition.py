"""Hides what a new edition has to say of itself before it is made, and how the changelog has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from helpers.audit.commits import Person, is_author, person
from helpers.page.editions import Edition
from helpers.run.parameters import ParameterError
from helpers.run.standing import is_day, next_editions

CHANGELOG = "CHANGELOG.md"
NEXT = "## Next edition"
MARKUP = re.compile(r"[*`<>\[\]\\|~#]|(?<!\w)_|_(?!\w)|&#?\w+;|://|…|\.{2}")
SENTENCE = re.compile(r"[“‘(]?(?P<first>[^\W_]).* .*[^\W_]\W*\.")
NOT_WRITTEN = (
    r"\b(?:fixme|foo|lorem ipsum|placeholder|tba|tbc|tbd|todo)\b"
    r"|\bto be (?:added|confirmed|done|named)"
)
NO_NOTE = re.compile(
    rf"{NOT_WRITTEN}|^what changed\b|\b(?:insert|your) (?:changes?|note|text)\b|^no note\b",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"(?:an? |the |your )?(?:second |other |another )?"
    r"(?:analyst|checker|colleague|(?:first |full |last )?name|person|reviewer|signatory|team)"
    r"|first last|name surname|qa|test(?: person)?"
    r"|a\.? ?n\.? ?other|(?:jane|john) doe|i|me|my ?self|self|n/?a|nobody|no ?one|none|same"
    r"|some(?:body| ?one)|tester|unknown|us|we|you|(.)\1+",
    re.IGNORECASE,
)


def check_edition(name: str, wished: Edition, editions: Sequence[Edition], today: str) -> Edition:
    """A new edition of a report, its texts tidied, if it may follow the editions there are.

    Raises
    ------
    ParameterError
        Its number is neither the next minor nor the next major one; what it corrects is not an
        edition; its day is none, before that of the newest, or to come; its note is not a sentence
        in plain words in one line. The message names the option and the remedy.
    """
    newest = editions[0]
    allowed, listed = next_editions(newest.edition), [one.edition for one in editions]
    if wished.edition not in allowed:
        problem = f"{name} is at edition {newest.edition}"
        raise _refusal("--edition", wished.edition, problem, f"Allowed: {' or '.join(allowed)}")
    if wished.corrects and wished.corrects not in listed:
        problem = f"not an edition of {name}"
        raise _refusal("--corrects", wished.corrects, problem, f"Known: {', '.join(listed)}")
    if not is_day(wished.date):
        raise _refusal("--date", wished.date, "not a date", "Write it as 2026-01-31")
    if wished.date < newest.date:
        problem = f"before edition {newest.edition}, which is of {newest.date}"
        raise _refusal("--date", wished.date, problem, "Give a later day")
    if wished.date > today:
        raise _refusal("--date", wished.date, "still to come", "Give a day up to today")
    note = _plain("--note", wished.note)
    if NO_NOTE.search(note):
        raise _refusal("--note", note, "a placeholder", "Say what changed")
    sentence = SENTENCE.fullmatch(note)
    if not sentence or sentence["first"].islower():
        remedy = "Say what changed, with a capital at the start and a full stop at the end"
        raise _refusal("--note", note, "not a sentence", remedy)
    return wished._replace(note=note)


def check_second_person(text: str, project: Path, commit: str) -> str:
    """The name of who signed an edition off, without the e-mail address; not of who made it.

    Raises
    ------
    ParameterError
        No name, a placeholder, or an author of the commit.
    """
    one = person(_plain("--checked-by", text))
    if one is None or not one.name:
        remedy = 'Write "First Last", or "First Last <name@office.example>"'
        raise _refusal("--checked-by", text, "not a name", remedy)
    if not _is_name(one):
        raise _refusal("--checked-by", text, "a placeholder", "Name the person who checked it")
    if is_author(one, project, commit):
        problem = "an author of the last commit"
        raise _refusal("--checked-by", text, problem, "Ask a second person to check the report")
    return one.name.rstrip(" .")


def with_section(changelog: str, name: str, edition: Edition, changes: str) -> str:
    """The changelog with a section on an edition above those of earlier ones.

    What stands under "Next edition" stays where it is.
    """
    corrects = (
        f"It corrects a mistake that stood since edition {edition.corrects}."
        if edition.corrects
        else "It corrects no mistake."
    )
    heading = f"## {name}, edition {edition.edition} ({edition.date})"
    said = f"{edition.note} {corrects} Checked by {edition.checked_by}."
    headings = [at.start() for at in re.finditer(r"^## ", changelog, re.MULTILINE)]
    earlier = [at for at in headings if not changelog.startswith(f"{NEXT}\n", at)]
    place = earlier[0] if earlier else len(changelog)
    before = changelog[:place].rstrip("\n")
    section = f"{heading}\n\n{said}\n\n{changes}"
    return "\n\n".join(filter(None, (before, section, changelog[place:].strip("\n")))) + "\n"


def _plain(option: str, text: str) -> str:
    """A text without what is not seen, what would break a line and what Markdown would read."""
    hidden = [one for one in text if unicodedata.category(one)[0] == "C" or one in "\u2028\u2029"]
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if hidden or not plain:
        problem = "empty" if not hidden else f"has the character U+{ord(hidden[0]):04X}"
        raise _refusal(option, text, problem, "Write it in one line of plain words")
    marked = MARKUP.search(person(plain).name if person(plain) else plain)
    if marked:
        problem = f"has {marked[0]!r}"
        raise _refusal(option, plain, problem, "Write plain words, without markup or addresses")
    return plain


def _is_name(one: Person) -> bool:
    letters = sum(character.isalpha() for character in one.name)
    unnamed = NOBODY.fullmatch(one.name.strip(" .-"))
    return letters > 1 and not unnamed and not re.search(NOT_WRITTEN, one.name, re.IGNORECASE)


def _refusal(option: str, value: str, problem: str, remedy: str) -> ParameterError:
    return ParameterError(f"{option} {value!r}: {problem}. {remedy}.")
