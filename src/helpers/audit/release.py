"""Hides how an edition is frozen: made and checked in a copy, then put in place as a whole."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from helpers.audit import folder as read
from helpers.audit import gate as gates
from helpers.audit import results
from helpers.audit.accessibility import check_folder
from helpers.audit.commits import last_commit, unpack, with_checksum
from helpers.audit.exceptions import read_settings
from helpers.audit.next_edition import CHANGELOG, check_edition, check_second_person, with_section
from helpers.audit.rules import NOT_RELEASED
from helpers.audit.since import list_changes
from helpers.audit.verify import verify
from helpers.data import build_tables
from helpers.data.project import working_in
from helpers.data.sources import read_sources
from helpers.page.editions import Edition
from helpers.run.batch import Workers, build
from helpers.run.downloads import NUMBERS
from helpers.run.listing import write_index
from helpers.run.manifest import checksum, package
from helpers.run.parameters import ParameterError
from helpers.run.planning import plan
from helpers.run.replacing import replace_together, staging
from helpers.run.standing import LIST, with_edition

REPORTS, PACKAGE, DATA = "reports", "src/helpers", "data"
DONE, FAILED, COULD_NOT_RUN = 0, 1, 2


class Release(NamedTuple):
    """What became of a release: the exit status, and lines on what failed or what to do next."""

    status: int
    lines: Sequence[str]


def release(
    project: Path,
    name: str,
    wished: Edition,
    today: str,
    announce: Callable[[str], None],
    workers: Workers | None = None,
) -> Release:
    """Freeze an edition of a report, unless anything speaks against it.

    All is made and checked in a copy of the last commit: the report with its new edition, the
    index, the accessibility check and the statement, the release gate, and every report of the
    folder made again and compared. Only then ``reports.yml``, ``CHANGELOG.md`` and the files of
    ``reports/`` take the places of the earlier ones, together.

    Parameters
    ----------
    wished
        The edition, without its ``numbers``; ``checked_by`` as it was given.
    today
        The day of the accessibility check (ISO), after which no edition can be.
    workers
        See :func:`helpers.run.batch.build`.

    Raises
    ------
    ParameterError
        The edition or who checked it is refused, the working tree is not as the last commit, git
        or the browser is missing: nothing ran, or nothing was changed.
    """
    commit = last_commit(project)
    editions = plan(project, [name])[0].standing.editions
    edition = check_edition(name, wished, editions, today)
    edition = edition._replace(checked_by=check_second_person(wished.checked_by, project, commit))
    earlier = _earlier_numbers(project, name, editions[0])
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "project"
        unpack(project, commit, copy)
        _check_published(project, copy)
        _check_package(copy)
        with working_in(copy):
            failure = _freeze(copy, name, edition, announce)
            failure = failure or _checked(copy, today, announce, workers)
        if failure:
            return failure
        numbers = read.read_numbers(copy / REPORTS / name / NUMBERS)
        changelog = (copy / CHANGELOG).read_bytes().decode("utf-8")
        section = with_section(changelog, name, edition, list_changes(earlier, numbers))
        (copy / CHANGELOG).write_bytes(section.encode("utf-8"))
        if last_commit(project) != commit:
            raise ParameterError(f"{project}: there is a new commit. Release again.")
        _put_in_place(copy, project)
    return Release(DONE, _next_steps(name, edition))


def _earlier_numbers(project: Path, name: str, newest: Edition) -> Mapping[str, Mapping]:
    """The numbers of the newest edition: as it was released, else as the last commit has them."""
    path = f"{REPORTS}/{name}/{NUMBERS}"
    if not newest.numbers:
        return read.read_numbers(project / path) if (project / path).is_file() else {}
    content = with_checksum(project, path, newest.numbers)
    if content is None:
        raise ParameterError(
            f"{path}: no commit holds the numbers of edition {newest.edition}, by whose checksum "
            f"{LIST} knows them. Fetch the whole history (`git fetch --unshallow`)."
        )
    return read.parse_numbers(content, path)


def _check_package(copy: Path) -> None:
    """Refuse to run another package than the one that the commit holds."""
    committed = read.sums(copy / PACKAGE, read.paths(copy / PACKAGE))
    if committed and committed != package():
        raise ParameterError(
            f"{PACKAGE}: not the package that runs. Run the `disparity` of this project."
        )


def _check_published(project: Path, copy: Path) -> None:
    """Refuse files that git does not name, in places that the release is about to replace."""
    here, committed = _published(project), _published(copy)
    for path in sorted(here.keys() | committed.keys() | {CHANGELOG}):
        if path not in here or here[path] != committed.get(path):
            raise ParameterError(
                f"{path}: not as in the last commit. Commit it, restore it or take it away."
            )


def _published(project: Path) -> dict[str, bytes]:
    """What a release may change, by path."""
    paths = [f"{REPORTS}/{path}" for path in read.paths(project / REPORTS)]
    there = [path for path in (LIST, CHANGELOG, *paths) if (project / path).is_file()]
    return {path: (project / path).read_bytes() for path in there}


def _freeze(
    copy: Path, name: str, edition: Edition, announce: Callable[[str], None]
) -> Release | None:
    """Make the report as the edition with the numbers that come out.

    They are mostly those that are published already; where they are not, it is made once more.
    """
    if stale := _stale_tables(copy):
        line = f"{DATA}/{stale}: not what data/raw gives. Run `disparity data` and commit it."
        return Release(FAILED, [line])
    out, text = copy / REPORTS, (copy / LIST).read_bytes().decode("utf-8")
    numbers = out / name / NUMBERS
    frozen = checksum(numbers.read_bytes() if numbers.is_file() else b"")
    for _ in range(2):
        edited = with_edition(text, name, edition._replace(numbers=frozen))
        (copy / LIST).write_bytes(edited.encode("utf-8"))
        [outcome] = build(plan(copy, [name]), out, copy / "failed", announce)
        if outcome.problem:
            return Release(COULD_NOT_RUN, [f"{name}: could not run: {outcome.problem}"])
        if frozen == checksum(numbers.read_bytes()):
            write_index(plan(copy), out)
            return None
        frozen = checksum(numbers.read_bytes())
    line = f"{name}: its numbers are not the same twice. Build it twice and compare them."
    return Release(FAILED, [line])


def _stale_tables(copy: Path) -> str:
    """The first file of ``data`` that the raw figures do not give; all are built."""
    folder = copy / DATA
    before = read.sums(folder, read.paths(folder))
    build_tables()
    after = read.sums(folder, read.paths(folder))
    paths = sorted(before.keys() | after.keys())
    return next((path for path in paths if before.get(path) != after.get(path)), "")


def _checked(
    copy: Path, today: str, announce: Callable[[str], None], workers: Workers | None
) -> Release | None:
    """What speaks against the copy: the accessibility check, else the gate, else the re-run."""
    out = copy / REPORTS
    announce("the accessibility check")
    if faults := check_folder(copy, out, today):
        return Release(FAILED, [*faults, f"accessibility check: {len(faults)} findings"])
    announce("the release gate")
    names = [one.name for one in plan(copy)]
    uses = {path: source.used_by for path, source in read_sources(copy).items()}
    found = gates.gate(out, read_settings(copy), names, uses)
    findings = [one for one in found if not one.reason and one.rule != NOT_RELEASED.name]
    if findings:
        lines = [*map(str, findings), f"release gate: {len(findings)} findings"]
        return Release(gates.status(findings), lines)
    reports = verify(copy, out, announce, workers=workers)
    status = results.status(reports)
    return Release(status, results.told(reports, copy / "data/raw")) if status else None


def _put_in_place(copy: Path, project: Path) -> None:
    made, earlier = _published(copy), _published(project)
    files = {path: content for path, content in made.items() if content != earlier.get(path)}
    with staging(project / REPORTS) as stage:
        replace_together(stage, project, files, sorted(earlier.keys() - made.keys()))


def _next_steps(name: str, edition: Edition) -> list[str]:
    number = edition.edition
    return [
        f"{name}, edition {number}: {LIST}, {CHANGELOG} and {REPORTS}/ are written. Next:",
        f"git add --all {LIST} {CHANGELOG} {REPORTS} && "
        f'git commit -m "Release {name}, edition {number}" && git tag {name}-{number}',
    ]
