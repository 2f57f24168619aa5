"""The commands that audit: the gate, the re-run, bundles, the accessibility check, releases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpers.commands.options import (
    FAILED,
    Folder,
    Jobs,
    Out,
    announce,
    made_folder,
    relative,
    tell,
)


def gate(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder to be published; reports if none is named.")
    ] = None,
) -> None:
    """Look for what must not be published: personal data, secrets, leftovers, local links.

    Prints one line per finding. Status 0: none, or gate.toml gives a reason for each; 1: findings;
    2: something could not be read.
    """
    from helpers.audit.exceptions import read_settings
    from helpers.audit.gate import gate as look_through
    from helpers.audit.gate import granted, status
    from helpers.audit.recorded import page_names
    from helpers.data.project import project
    from helpers.data.sources import read_sources
    from helpers.run.manifest import recorded_parameters
    from helpers.run.planning import plan

    place = folder or project() / "reports"
    settings, reports = read_settings(project()), [ready.name for ready in plan(project())]
    uses = {path: source.used_by for path, source in read_sources().items()}
    others = page_names(project(), place, recorded_parameters(place))
    findings = look_through(place, settings, reports, uses, of_forces=others)
    standing = [finding for finding in findings if not finding.reason]
    for finding in standing:
        tell(str(finding))
    for one in granted(findings):
        line = f"gate.toml: {one['rule']}, {one['places']} places: {one['reason']}"
        tell(line)
    tell(f"{len(standing)} findings")
    raise typer.Exit(status(findings))


def verify(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder, or a bundle; reports/ if none.", metavar="[DIR|FILE.zip]"),
    ] = None,
    only: Annotated[
        str, typer.Option("--only", help="Leave out what differs by platform.", metavar="numbers")
    ] = "",
    since: Annotated[
        str, typer.Option("--since", help="List the numbers that changed instead.", metavar="REV")
    ] = "",
    out: Out = None,
    jobs: Jobs = None,
) -> None:
    """Make the reports of a folder again and compare every number, cell and byte.

    Writes verify.json and verify.html, or with --since numbers-changed.md, into the folder of
    --out, which is the current one without it. A bundle is verified with what is in it; that runs
    its notebooks, so that it has to come from somebody you trust. Exit status: 0 all equal,
    1 differences, 2 could not run.
    """
    from helpers.audit.results import check_place, named, told, write_results
    from helpers.audit.since import write_changes
    from helpers.audit.unpacking import is_bundle, opened
    from helpers.audit.verify import verify as make_again
    from helpers.data.project import project
    from helpers.run.batch import Workers
    from helpers.run.parameters import ParameterError
    from helpers.run.processes import cores

    if only not in ("", "numbers"):
        raise ParameterError(f"--only {only}: unknown. Write --only numbers.")
    published, place = folder or project() / "reports", out or Path.cwd()
    if is_bundle(published) and (since or context.find_root().params["folder"]):
        option = "--since" if since else "--project"
        raise ParameterError(f"{option}: a bundle has all that is compared in it. Leave it out.")
    check_place(place, published)
    made_folder(place)
    if since:
        tell(write_changes(since, published, place))
        return
    with opened(published, project()) as (root, folder, of):
        if of:
            tell(named(of))
        reports = make_again(root, folder, announce, bool(only), Workers(jobs or cores()))
        raw = root / "data/raw"
        tell(*told(reports, raw))
        raise typer.Exit(write_results(reports, raw, folder, place, bool(only), of))


def bundle(
    out: Annotated[Path, typer.Option("--out", help="File to write.", metavar="FILE.zip")],
    jobs: Jobs = None,
) -> None:
    """Write reports, notebooks as executed, data, code and lock into one zip file.

    Every report is made again first: the file is written only if all of them come out as
    published and the gate finds nothing. Exit status: 0 written, 1 findings or differences,
    2 could not run.
    """
    from helpers.audit.bundle import bundle as make_bundle
    from helpers.audit.gate import status
    from helpers.audit.results import status as of_reports
    from helpers.audit.results import told
    from helpers.data.project import project
    from helpers.run.batch import Workers
    from helpers.run.processes import cores

    made = make_bundle(project(), out, announce, Workers(jobs or cores()))
    lines = [str(finding) for finding in made.findings]
    lines += told(made.reports, project() / "data/raw") if made.reports else []
    tell(*lines)
    if lines:
        tell("no bundle was written")
        raise typer.Exit(max(status(made.findings), of_reports(made.reports)))
    tell(f"{out}: {made.files} files, {made.size} bytes, SHA-256 {made.sha256}")


def accessibility(folder: Folder = None) -> None:
    """Check every page of a folder with axe in Chromium; needs the extra `accessibility`.

    Writes accessibility.json and the statement that quotes it. Status 0: no fault, and nothing left
    to a person; 1: there is; 2: could not run.
    """
    from datetime import date

    from helpers.audit.accessibility import check_folder
    from helpers.data.project import project

    place = folder or project() / "reports"
    lines = check_folder(project(), place, date.today().isoformat())
    tell(*lines)
    tell(f"{len(lines)} findings; {relative(place)}/accessibility.html says so")
    raise typer.Exit(FAILED if lines else 0)


def release(
    name: Annotated[str, typer.Argument(help="The report.")],
    edition: Annotated[str, typer.Option(help="Its number: the next minor or major one.")],
    note: Annotated[str, typer.Option(help="What changed, in a sentence or two.")],
    checked_by: Annotated[str, typer.Option(help="The second person, who signed it off.")],
    corrects: Annotated[str, typer.Option(help="Edition since which a mistake stood.")] = "",
    date: Annotated[str, typer.Option(help="Its day, 2026-01-31; today without it.")] = "",
    jobs: Jobs = None,
) -> None:
    """Freeze an edition of a report, unless anything speaks against it.

    Everything is made and checked in a copy of the last commit: the accessibility check, the
    release gate, and every report made again and compared. Status 0: written; 1: something failed;
    2: refused or could not run. Then nothing has changed.
    """
    from datetime import date as calendar

    from helpers.audit.release import Edition
    from helpers.audit.release import release as freeze
    from helpers.data.project import project
    from helpers.run.batch import Workers
    from helpers.run.processes import cores

    today = calendar.today().isoformat()
    wished = Edition(edition, date or today, note, corrects, checked_by)
    made = freeze(project(), name, wished, today, announce, Workers(jobs or cores()))
    tell(*made.lines)
    if made.status:
        tell("nothing was released")
        raise typer.Exit(made.status)
