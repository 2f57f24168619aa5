"""What the making of a report gives: its page and files, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class ReportError(RuntimeError):
    """A notebook that did not run to its end, or whose outputs cannot be published."""


class Report(NamedTuple):
    """A finished report: its page, and the files beside it by their path in its folder.

    ``others`` are its pages with own words in further languages, each with its language;
    ``notebook`` is the notebook as executed, scrubbed, as the text of its file, if it was to be
    kept; ``read`` are the files of the project that it read.
    """

    page: str
    downloads: dict[str, bytes]
    others: tuple[tuple[str, str], ...] = ()
    notebook: str = ""
    read: frozenset[str] = frozenset()


class Outcome(NamedTuple):
    """What became of a report; ``problem`` is empty if it was written to ``path``.

    Where there is a problem, ``path`` is the notebook as far as it ran. ``removed`` are PDFs that
    an earlier build had made of the page that this one replaced.
    """

    name: str
    seconds: float
    path: Path
    problem: str
    removed: Sequence[Path] = ()
    memory: int = 0


class Made(NamedTuple):
    """A report that was made and not yet written, or what went wrong.

    ``memory`` is the most that its process held, in bytes; zero where that is not known. ``log``
    says in full what went wrong.
    """

    report: Report | None
    seconds: float
    problem: str = ""
    memory: int = 0
    log: str = ""
