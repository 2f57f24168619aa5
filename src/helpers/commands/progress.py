"""Hides how a build tells how far it is: bars on a terminal, lines in a log, JSON, or nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from helpers.commands.options import relative, tell

if TYPE_CHECKING:
    from helpers.run.made import Outcome


class Told(Protocol):
    """Who is told of a build."""

    def note(self, *lines: object) -> None:
        """Something that is not about one report."""

    def begin(self, name: str, why: str) -> None:
        """A report is begun, for these reasons."""

    def end(self, outcome: Outcome) -> None:
        """A report is finished, or failed."""


class Lines:
    """A line for whatever happens."""

    def __init__(self, count: int) -> None:
        self._count, self._done = count, 0

    def note(self, *lines: object) -> None:
        """Print the lines."""
        tell(*lines)

    def begin(self, name: str, why: str) -> None:
        """Say what begins to run, and why."""
        tell(f"running {name} ({why}) …")

    def end(self, outcome: Outcome) -> None:
        """Say what became of it, and how many there are yet."""
        self._done += 1
        place = f"{self._done:>{len(str(self._count))}} of {self._count}"
        tell(f"{place}  {in_words(outcome)}", *removed(outcome))


class Failures:
    """Nothing but what failed, on the channel for errors."""

    def note(self, *lines: object) -> None:
        """Keep silent."""

    def begin(self, name: str, why: str) -> None:
        """Keep silent."""

    def end(self, outcome: Outcome) -> None:
        """Say what failed."""
        if outcome.problem:
            tell(in_words(outcome), to_errors=True)


class Bars(Lines):
    """A bar with the time that remains, what runs under it, and a line for each failure."""

    def __init__(self, count: int) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        super().__init__(count)
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"))
        self.bar = Progress(*columns, TimeRemainingColumn(), TextColumn("{task.description}"))
        self._task, self._running = self.bar.add_task("", total=count), []

    def note(self, *lines: object) -> None:
        """Print the lines above the bar."""
        for line in lines:
            self.bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def begin(self, name: str, why: str) -> None:
        """Show that it runs."""
        self._running.append(name)
        self._show(0)

    def end(self, outcome: Outcome) -> None:
        """Move on; a failure stays to be read."""
        if outcome.name in self._running:
            self._running.remove(outcome.name)
        if outcome.problem:
            self.note(in_words(outcome))
        self.note(*removed(outcome))
        self._show(1)

    def _show(self, more: int) -> None:
        self.bar.update(self._task, advance=more, description=", ".join(self._running))


@contextmanager
def telling(count: int, quiet: bool) -> Iterator[Told]:
    """Whom to tell of a build of so many reports."""
    if quiet:
        yield Failures()
    elif sys.stdout.isatty():
        bars = Bars(count)
        with bars.bar:
            yield bars
    else:
        yield Lines(count)


def in_words(outcome: Outcome) -> str:
    """What became of a report, in one line."""
    state = f"FAILED: {outcome.problem}; see" if outcome.problem else "written to"
    return f"{outcome.name} {outcome.seconds:.1f} s  {state} {relative(outcome.path)}"


def removed(outcome: Outcome) -> list[str]:
    """A line for each PDF that the build has made obsolete."""
    return [
        f"{relative(earlier)} was of the earlier page: removed. --pdf makes it again."
        for earlier in outcome.removed
    ]
