"""Hides how a folder that is about to be published is looked through, file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from helpers.audit.exceptions import covers
from helpers.audit.listing import local_links, unlisted
from helpers.audit.patterns import day_of
from helpers.audit.pieces import UNREADABLE, Piece, name_parts
from helpers.audit.reading import read
from helpers.audit.rules import BIRTH, EXCEPTION, MACHINE, NOT_READABLE, Match, broken
from helpers.audit.small_counts import small_counts
from helpers.data.errors import DataError
from helpers.run.exceptions import FILE, NOTHING_SAID, Days, Exempt, Settings, Threshold

PASSES, FINDINGS, NOT_READ = 0, 1, 2
AROUND = 30


class Finding(NamedTuple):
    """What a rule found: where, in which words, and what is to be done.

    In the excerpt asterisks stand for what must not be repeated. ``reason`` is that of the entry
    of ``gate.toml`` under which it may go out, and is empty if it may not.
    """

    file: str
    place: str
    rule: str
    excerpt: str
    remedy: str
    reason: str = ""

    def __str__(self) -> str:
        excerpt = f": {self.excerpt}" if self.excerpt else ""
        return f"{self.file}, {self.place}: {self.rule}{excerpt}. {self.remedy}."


def gate(
    folder: Path,
    settings: Settings = NOTHING_SAID,
    reports: Sequence[str] = (),
    uses: Mapping[str, Sequence[str]] | None = None,
    beside: Mapping[str, bytes] | None = None,
    of_forces: Sequence[str] = (),
) -> list[Finding]:
    """What must not go out of a folder, by file; what may in spite of a rule carries its reason.

    In a folder with the pages of all reports, an entry of ``gate.toml`` that matches nothing is a
    finding too.

    Parameters
    ----------
    reports
        Names of the reports of which pages may stand in the folder.
    uses
        The reports that each raw file of the register is used by.
    beside
        Files that go out with the folder and that no page lists, by name: neither their links nor
        their counts are looked at.
    of_forces
        Names of further reports of which pages may stand there: those of analyses.

    Raises
    ------
    DataError
        There is no such folder, or it is empty.
    """
    contents, refused = _contents(folder)
    documents = {
        file: [*name_parts("name of the file", file), *read(file, content)]
        for file, content in contents.items()
    }
    documents |= refused
    uses = uses or {}
    more = {file: list(read(file, content)) for file, content in (beside or {}).items()}
    found: dict[str, list[Match]] = {file: [] for file in sorted(documents | more)}
    for file, matches in unlisted(documents, [*reports, *of_forces]).items():
        found[file] += matches
    for file, matches in broken(documents | more).items():
        found[file] += matches
    for file, pieces in documents.items():
        found[file] += local_links(file, pieces, documents.keys())
    for file, match in small_counts(documents, contents, settings.thresholds, uses):
        found[file].append(match)
    judged = _Judge(settings)
    findings = [one for file, matches in found.items() for one in judged.findings(file, matches)]
    if all(f"{report}.html" in documents for report in reports):
        findings += judged.unused()
    return list(dict.fromkeys([*findings, *_idle(settings.thresholds, uses)]))


def status(findings: Sequence[Finding]) -> int:
    """0 if all may go out, 2 if something could not be read, else 1."""
    standing = [finding for finding in findings if not finding.reason]
    if any(finding.rule == NOT_READABLE.name for finding in standing):
        return NOT_READ
    return FINDINGS if standing else PASSES


def granted(findings: Sequence[Finding]) -> list[dict[str, str | int]]:
    """What goes out in spite of a rule: the rule, the reason and the number of places, sorted."""
    counts = Counter((one.rule, one.reason) for one in findings if one.reason)
    return [
        {"rule": rule, "reason": reason, "places": places}
        for (rule, reason), places in sorted(counts.items())
    ]


def _contents(folder: Path) -> tuple[dict[str, bytes], dict[str, list[Piece]]]:
    """The bytes of each file, and what stands in for those that cannot be opened."""
    if not folder.is_dir():
        raise DataError("no such folder", "Name the folder that is to be published", file=folder)
    contents: dict[str, bytes] = {}
    refused: dict[str, list[Piece]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        try:
            if path.is_symlink():
                raise OSError("it is a link to another file")
            if not path.is_dir():
                contents[name] = path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            refused[name] = [Piece("whole file", reason, UNREADABLE)]
    if not contents and not refused:
        raise DataError("the folder is empty", "Build the reports first", file=folder)
    return contents, refused


class _Judge:
    """Holds findings against ``gate.toml`` and remembers which of its entries were needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.used: set[Exempt | tuple[Days, str]] = set()

    def findings(self, file: str, matches: Sequence[Match]) -> Iterator[Finding]:
        hidden: dict[Piece, list[tuple[int, int]]] = {}
        for match in matches:
            if match.rule.masked:
                hidden.setdefault(match.piece, []).append((match.start, match.end))
        for match in matches:
            excerpt = _excerpt(match, hidden.get(match.piece, ()))
            rule, reason = match.rule, self._reason(file, match)
            yield Finding(file, match.piece.place, rule.name, excerpt, rule.remedy, reason)

    def unused(self) -> Iterator[Finding]:
        for number, one in enumerate(self.settings.exceptions, start=1):
            if one not in self.used and one.rule != MACHINE.name:
                yield _left(f"exception {number}", f"{one.rule}, {one.file}, {one.text}")
        for number, one in enumerate(self.settings.days, start=1):
            for day in sorted(one.days):
                if (one, day) not in self.used:
                    yield _left(f"days {number}", day)

    def _reason(self, file: str, match: Match) -> str:
        reasons = [one for one in self.settings.exceptions if covers(one, file, match)]
        self.used.update(reasons)
        words = match.piece.text[match.start : match.end]
        day = day_of(words) if match.rule == BIRTH else ""
        listed = [one for one in self.settings.days if day in one.days]
        self.used.update((one, day) for one in listed)
        return "; ".join(one.reason for one in [*reasons, *listed])


def _excerpt(match: Match, hidden: Sequence[tuple[int, int]]) -> str:
    characters = list(match.piece.text)
    for start, end in hidden:
        characters[start + 1 : end] = "*" * (end - start - 1)
    start, end = max(0, match.start - AROUND), min(match.end, match.start + 3 * AROUND) + AROUND
    before, after = "…" if start else "", "…" if end < len(characters) else ""
    return f"{before}{''.join(characters[start:end])}{after}"


def _left(place: str, excerpt: str) -> Finding:
    return Finding(FILE, place, EXCEPTION.name, excerpt, EXCEPTION.remedy)


def _idle(thresholds: Sequence[Threshold], uses: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for number, one in enumerate(thresholds, start=1):
        if not any(fnmatchcase(path, one.sources) for path in uses):
            yield _left(f"threshold {number}", one.sources)
