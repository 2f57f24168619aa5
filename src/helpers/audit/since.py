"""Hides how the numbers of an earlier revision are fetched, and which of them changed since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from helpers.audit.commits import ask, git
from helpers.audit.compare import MISSING, NEW, compare_numbers
from helpers.audit.folder import parse_numbers, read_numbers
from helpers.run.downloads import NUMBERS
from helpers.run.parameters import ParameterError
from helpers.run.replacing import write_whole

CHANGES = "numbers-changed.md"
NOTHING = "No value and no limit changed."
SHOWN = ("value", "lower", "upper", "confidence", "unit", "agreement")


def changed_since(revision: str, published: Path) -> str:
    """The numbers that changed since a revision, as Markdown for the changelog.

    Each report of the folder has its ``numbers.csv`` held against that of the revision: what has
    another value, limit, confidence, unit or agreement, what is new, what is gone.

    Raises
    ------
    ParameterError
        git is not there, does not know the revision or the folder, or a file cannot be read.
    """
    if not published.is_dir():
        raise ParameterError(f"{published}: no such folder. Name a folder with reports.")
    try:
        commit = git(published, "rev-parse", "--verify", f"{revision}^{{commit}}")
    except ParameterError as error:
        raise ParameterError(f"--since {revision}: {error}") from error
    listed = git(published, "ls-tree", "-r", "--name-only", commit.strip(), "--", ".")
    then = {line.partition("/")[0] for line in listed.splitlines() if _is_numbers(line)}
    now = {path.parent.name for path in published.glob(f"*/{NUMBERS}")}
    parts = [f"Since {revision}:"]
    for name in sorted(then | now):
        earlier = _earlier(published, commit.strip(), name) if name in then else {}
        today = read_numbers(published / name / NUMBERS) if name in now else {}
        parts += [f"### {name}", list_changes(earlier, today)]
    return "\n\n".join(parts) + "\n"


def list_changes(earlier: Mapping[str, Mapping], today: Mapping[str, Mapping]) -> str:
    """What changed between the numbers of a report, by id, as a list in Markdown."""
    if not earlier:
        return f"New page, with {len(today)} numbers."
    if not today:
        return f"The page is gone, with {len(earlier)} numbers."
    found = compare_numbers(earlier, today).differences
    lines = [_line(one.verdict, earlier.get(one.id), today.get(one.id)) for one in found]
    return "\n".join(filter(None, lines)) or NOTHING


def write_changes(revision: str, published: Path, out: Path) -> str:
    """Write the numbers that changed to ``numbers-changed.md`` in a folder, and give the text.

    Raises
    ------
    ParameterError
        See :func:`changed_since`.
    """
    text = changed_since(revision, published)
    write_whole(out / CHANGES, text.encode())
    return text


def _is_numbers(path: str) -> bool:
    return path.count("/") == 1 and path.endswith(f"/{NUMBERS}")


def _earlier(published: Path, commit: str, name: str) -> dict[str, dict[str, str]]:
    place = f"{commit}:./{name}/{NUMBERS}"
    return parse_numbers(ask(published, "show", place), f"{commit[:12]}:{name}/{NUMBERS}")


def _line(verdict: str, before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> str:
    """What happened to a number; nothing if only its label, method or sources changed."""
    row = after or before
    named = f"`{row['id']}` ({row['label']})"
    if verdict in (NEW, MISSING):
        return (
            f"- {'New' if verdict == NEW else 'Gone'}: {named}: {row['displayed']} {row['unit']}."
        )
    pairs = [
        f"{key} {before[key] or 'none'} → {after[key] or 'none'}"
        for key in SHOWN
        if before[key] != after[key]
    ]
    return f"- {named}: {'; '.join(pairs)}." if pairs else ""
