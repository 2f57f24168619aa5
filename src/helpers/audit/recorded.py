"""Hides from which plan each report of a folder is made again, by what its manifest records."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.data.project import working_in
from helpers.data.sources import OWN_FIGURES
from helpers.page.numbers import slug
from helpers.run.comparison import names
from helpers.run.forces import (
    ALL,
    FIGURES,
    FORCE,
    Analysis,
    plan_again,
    plan_forces,
    read_analyses,
)
from helpers.run.listing import write_lists
from helpers.run.manifest import MANIFEST
from helpers.run.outcomes import RECORD
from helpers.run.parameters import ParameterError
from helpers.run.planning import Plan, plan
from helpers.run.standing import LIST

Recorded = Mapping[str, Mapping[str, object]]


def notebooks(project: Path, recorded: Recorded) -> list[str]:
    """The notebooks that the plans of these reports are read from, by their path in the project.

    ``recorded`` are, here and below, the parameters that each report was built with, by its name.

    Raises
    ------
    ParameterError
        A notebook stands outside the project.
    """
    reports, analyses = _known(project, recorded)
    named = [one.origin.notebook for one in (*reports, *analyses.values())]
    for name in named:
        if not (project / name).resolve().is_relative_to(project.resolve()):
            raise ParameterError(f"{LIST}: {name} is not in the project. Name one that is.")
    return named


def plans_of(project: Path, folder: Path, recorded: Recorded) -> dict[str, Plan]:
    """The plan of each report that a folder records, under the name and with the values recorded.

    A report of an analysis is one whose name begins with that of the analysis and of its force. The
    own figures of an office are those that stand beside its page.

    Raises
    ------
    ParameterError
        The project has not one of the reports, or does not allow one of its parameters.
    """
    reports, analyses = _known(project, recorded)
    of_project = [one.name for one in reports]
    return {
        name: plan(project, [name], parameters)[0]
        if name in of_project
        else _of_force(folder, name, parameters, of_project, analyses)
        for name, parameters in recorded.items()
    }


def listed(project: Path, folder: Path, recorded: Recorded) -> list[Plan]:
    """What the index of a folder may list, in its order: reports, or those of every force.

    Raises
    ------
    ParameterError
        See :func:`plans_of`.
    """
    reports, analyses = _known(project, recorded)
    of_project = {one.name for one in reports}
    found = list(reports) if of_project & {*recorded} or not recorded else []
    of_forces = {name: values for name, values in recorded.items() if name not in of_project}
    if of_forces:
        with working_in(project):
            found += plan_forces(analyses, [], [ALL])
        found += plans_of(project, folder, of_forces).values()
    return list({one.name: one for one in found}.values())


def page_names(project: Path, folder: Path, recorded: Recorded) -> list[str]:
    """The names of all pages of reports that may stand in a folder, and of those that compare them.

    Raises
    ------
    ParameterError
        See :func:`plans_of`.
    """
    found = [one.name for one in listed(project, folder, recorded)]
    return [*found, *names(_known(project, recorded)[1])]


def write_again(project: Path, published: Path, out: Path, recorded: Recorded) -> list[str]:
    """Write the lists of a folder that was made again, and give the languages of its pages.

    What the last batch said of itself, which no second run can say, is taken as it is.
    """
    analyses = _known(project, recorded)[1]
    if (published / RECORD).is_file():
        shutil.copyfile(published / RECORD, out / RECORD)
    plans = listed(project, published, recorded)
    with working_in(project):
        write_lists(plans, out, analyses)
    return list(dict.fromkeys(spoken for one in plans for spoken in one.languages))


def command(project: Path, name: str, parameters: Mapping[str, object]) -> str:
    """The command that builds a report again, in words that a shell takes.

    Other parameters than the force are left out: whoever gives the command knows them.
    """
    reports, analyses = _known(project, {name: parameters})
    if name in [one.name for one in reports]:
        return f"disparity build {name}"
    one = _analysis(name, parameters, analyses)
    return f"disparity build {one.name} --force {shlex.quote(str(parameters[FORCE]))}"


def _known(project: Path, recorded: Recorded) -> tuple[list[Plan], dict[str, Analysis]]:
    """The reports of the project, and its analyses if there is a name that none of these has."""
    reports = plan(project)
    if {*recorded} <= {one.name for one in reports}:
        return reports, {}
    with working_in(project):
        return reports, read_analyses(project)


def _of_force(
    folder: Path,
    name: str,
    parameters: Mapping[str, object],
    reports: Sequence[str],
    analyses: Mapping[str, Analysis],
) -> Plan:
    one = _analysis(name, parameters, analyses)
    if one is None:
        more = f" and the analyses {', '.join(analyses)}" if analyses else ""
        raise ParameterError(
            f"{folder / MANIFEST}: unknown report {name!r}. "
            f"List it in {LIST}, which has {', '.join(reports)}{more}."
        )
    own = _own_figures(folder / name / OWN_FIGURES) if parameters.get(FIGURES) else b""
    try:
        return plan_again(one, name, parameters, own)
    except ParameterError as error:
        raise ParameterError(f"{folder / MANIFEST}: {name}: {error}") from error


def _analysis(
    name: str, parameters: Mapping[str, object], analyses: Mapping[str, Analysis]
) -> Analysis | None:
    force = slug(parameters.get(FORCE))
    fitting = [
        one
        for one in analyses.values()
        if FORCE in parameters and f"{name}_".startswith(f"{slug(one.name)}_{force}_")
    ]
    return max(fitting, key=lambda one: len(one.name), default=None)


def _own_figures(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ParameterError(f"{path}: {error.strerror}. Restore it.") from error
