"""Hides ``office.toml``: what the publishing office says of itself, read and checked."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from helpers.page.editions import Standing
from helpers.page.faults import PLACEHOLDER
from helpers.page.site import Tongues, file_name, read_entry
from helpers.page.statement import (
    FULLY,
    LABELS,
    NAME,
    STATUSES,
    Check,
    Checked,
    Office,
    compliance,
    statement,
    unfilled,
)
from helpers.page.words import ENGLISH, LANGUAGES
from helpers.run.parameters import ParameterError, did_you_mean
from helpers.run.replacing import write_whole
from helpers.run.standing import is_day

FILE = "office.toml"
RESULT = "accessibility.json"
PAGE = file_name(NAME)
LARGEST_LOGO = 100_000
BEGINNING = 1000
MEDIA = {".png": ("png", b"\x89PNG\r\n\x1a\n"), ".svg": ("svg+xml", b"<svg")}
KNOWN = {field.replace("_", ".", 1): field for field in Office._fields}
PERMANENT = "permanent"
PLACES = ["{edition}", "{report}"]


class _Rule(NamedTuple):
    holds: Callable[[str], object]
    problem: str
    remedy: str


_ADDRESS = _Rule(
    re.compile(r"https://[^\s/]\S*").fullmatch,
    "not the address of a site",
    "Start it with https://",
)
_DAY = _Rule(is_day, "not a date", "Write it as 2026-01-31")
RULES = {
    "site": _ADDRESS,
    PERMANENT: _Rule(
        lambda text: (
            re.fullmatch(r"https://[A-Za-z\d.-]+(?::\d+)?/[\w.~/{}-]+", text, re.ASCII)
            and sorted(re.findall(r"\{[^{}]*\}|[{}]", text)) == PLACES
        ),
        "not the address of one edition of one report",
        "Write it as https://www.office.example/{report}/{edition}/, each place once and no other, "
        "in letters, digits, dots, dashes and slashes",
    ),
    "language": _Rule(
        ENGLISH.__eq__,
        "not allowed",
        f"Allowed: {ENGLISH}. A page in Welsh too is asked for under languages in reports.yml",
    ),
    "logo.file": _Rule(
        lambda name: Path(name).suffix.lower() in MEDIA,
        "not a picture of a known kind",
        f"Allowed: {', '.join(MEDIA)}",
    ),
    "logo.alt": _Rule(
        lambda text: not PLACEHOLDER.search(text),
        "a placeholder",
        "Write what the logo says to those who do not see it",
    ),
    "contact.email": _Rule(
        re.compile(r"[^\s@]+@[^\s@]+").fullmatch,
        "not an e-mail address",
        "Write it as name@office.example",
    ),
    "enforcement.link": _ADDRESS,
    "enforcement.adviser_link": _ADDRESS,
    "checks.date": _DAY,
    "checks.status": _Rule(STATUSES.__contains__, "not allowed", f"Allowed: {', '.join(STATUSES)}"),
    "statement.prepared": _DAY,
    "statement.reviewed": _DAY,
}


def read_office(project: Path) -> Office:
    """What ``office.toml`` says; a field that is absent or blank is empty.

    Without the file every field is empty.

    Raises
    ------
    ParameterError
        A file that is not TOML, an unknown field, a wrong type, a value that cannot be what the
        field asks for, a logo that is missing or too large, or findings beside full compliance.
    """
    given = {field: _checked(field, value) for field, value in _flat(_parsed(project / FILE))}
    given.pop(PERMANENT, "")
    logo = given.get("logo.file")
    if logo:
        given["logo.file"] = _picture(project, logo)
    if given.get("checks.findings") and given.get("checks.status") == FULLY:
        raise _refusal("checks.status", FULLY, "there are checks.findings", "Change one of them")
    return Office(**{KNOWN[field]: value for field, value in given.items()})


def permanent_address(project: Path, name: str, standing: Standing) -> str:
    """The address at which an edition of a report stays, if ``office.toml`` says how it is made.

    A variant has none.

    Raises
    ------
    ParameterError
        What ``office.toml`` says cannot be such an address.
    """
    form = _checked(PERMANENT, dict(_flat(_parsed(project / FILE))).get(PERMANENT, ""))
    if standing.changes or not standing.editions:
        return ""
    return form.replace("{report}", name).replace("{edition}", standing.editions[0].edition)


def read_check(out: Path) -> Check:
    """What ``accessibility.json`` beside the pages says, or an empty check if there is none.

    Raises
    ------
    ParameterError
        The file is not the result of a check.
    """
    path = out / RESULT
    try:
        found = json.loads(path.read_text("utf-8"))
        pages = tuple(
            Checked(name, _counts(page["violations"]), tuple(page["undecided"]), page["sha256"])
            for name, page in found["pages"].items()
        )
        lists = (tuple(found[key]) for key in ("tags", "widths", "colour_schemes"))
        return Check(found["tool"], *lists, pages, date.fromisoformat(found["date"]).isoformat())
    except FileNotFoundError:
        return Check()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise ParameterError(
            f"{path}: not the result of an accessibility check: {reason}. Make the check again, "
            "or remove the file."
        ) from error


def write_statement(
    out: Path, office: Office, check: Check, languages: Sequence[str] = (ENGLISH,)
) -> list[str]:
    """Write ``accessibility.html`` and say what is left for the office to do, in a few lines.

    The statement is written in each of the languages, and what there is in another is removed. It
    says how many of the pages in the folder are not as the check saw them.
    """
    check = check._replace(
        changed=_changed(out, check),
        pages=tuple(page._replace(title=_title(out / page.name)) for page in check.pages),
    )
    others = {
        language: sum(not one.name.startswith(f"{NAME}.") for one in out.glob(f"*.{language}.html"))
        for language in languages
    }
    for language in LANGUAGES:
        path = out / file_name(NAME, language)
        if language in languages:
            text = statement(office, check, Tongues(language, languages), others)
            write_whole(path, text.encode("utf-8"))
        else:
            path.unlink(missing_ok=True)
    dotted = {field: name for name, field in KNOWN.items()}
    empty = [f"{dotted[field]} ({LABELS[field]})" for field in unfilled(office)]
    lines = [f"{FILE}: empty, and marked in {PAGE}: {', '.join(empty)}"] if empty else []
    claimed = compliance(office, check)
    if office.checks_status not in ("", claimed):
        lines.append(
            f"{FILE}: checks.status is {office.checks_status!r}, but {PAGE} says {claimed!r}: "
            "the checks by hand are not recorded in full, or the automatic check is missing, "
            "found faults or saw other pages"
        )
    if check.changed:
        lines.append(
            f"{RESULT}: the check of {check.day} has not seen {', '.join(check.changed)} as now "
            f"written; {PAGE} says so. Check again: `disparity accessibility`"
        )
    return lines


def _title(page: Path) -> str:
    return read_entry(page.read_text("utf-8"), "", "").title if page.is_file() else ""


def _changed(out: Path, check: Check) -> tuple[str, ...]:
    """The pages that are not as the check saw them: of other bytes, gone, or new."""
    seen = {page.name: page.sha256 for page in check.pages if page.sha256}
    here = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.glob("*.html")
        if not path.name.startswith(f"{NAME}.")
    }
    either = sorted(here.keys() | seen.keys()) if check.tool else []
    return tuple(name for name in either if here.get(name) != seen.get(name))


def _counts(violations: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((rule, int(count)) for rule, count in violations.items())


def _parsed(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(f"{path}: not TOML: {reason}. Restore it.") from error


def _flat(parsed: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in parsed.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", given) for inner, given in value.items())
        else:
            yield key, value


def _checked(field: str, value: object) -> str | tuple[str, ...]:
    if field not in KNOWN and field != PERMANENT:
        raise _refusal(field, value, "unknown field", did_you_mean(field, KNOWN).rstrip("."))
    if field == "checks.findings":
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _refusal(field, value, "not a list of texts", 'Write it as ["…", "…"]')
        return tuple(one.strip() for one in value if one.strip())
    if not isinstance(value, str):
        raise _refusal(field, value, "not a text", "Write it in quotation marks")
    text = value.strip()
    rule = RULES.get(field)
    if text and rule and not rule.holds(text):
        raise _refusal(field, value, rule.problem, rule.remedy)
    return text


def _picture(project: Path, name: str) -> str:
    if not (project / name).resolve().is_relative_to(project.resolve()):
        raise _refusal("logo.file", name, "not in the project", f"Put the file into {project}")
    try:
        content = (project / name).read_bytes()
    except OSError as error:
        remedy = f"Put the file into {project}, or leave the field empty"
        raise _refusal("logo.file", name, "cannot be read", remedy) from error
    if len(content) > LARGEST_LOGO:
        size = f"{len(content):,} bytes are more than {LARGEST_LOGO:,}"
        raise _refusal("logo.file", name, size, "Make it smaller")
    media, mark = MEDIA[Path(name).suffix.lower()]
    if mark not in content[:BEGINNING]:
        raise _refusal("logo.file", name, "not the picture that its name says", "Save it anew")
    return f"data:image/{media};base64,{base64.b64encode(content).decode('ascii')}"


def _refusal(field: str, value: object, problem: str, remedy: str) -> ParameterError:
    return ParameterError(f"{FILE}: {field} = {value!r}: {problem}. {remedy}.")
