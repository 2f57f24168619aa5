"""Hides how an analysis becomes a report for each of several forces, planned as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml

from helpers.page.numbers import slug
from helpers.run.manifest import Origin, locked
from helpers.run.parameters import (
    Parameter,
    ParameterError,
    check_parameters,
    did_you_mean,
    read_parameters,
)
from helpers.run.planning import LIST, Plan, read_notebook

ALL = "all"
FORCE = "police_force"
FIELDS = {"name", "notebook"}


class Analysis(NamedTuple):
    """A notebook that runs for any force that has figures, and its parameters."""

    name: str
    notebook: nbformat.NotebookNode
    known: Mapping[str, Parameter]
    origin: Origin

    @property
    def forces(self) -> tuple[str, ...]:
        """The forces that have figures."""
        return self.known[FORCE].allowed


def read_analyses(project: Path) -> dict[str, Analysis]:
    """The analyses that ``reports.yml`` lists, by name.

    Raises
    ------
    ParameterError
        The list or a notebook is not as it should be, or a notebook has no ``police_force``.
    """
    locked(project)
    path = project / LIST
    try:
        records = yaml.safe_load(path.read_text("utf-8")).get("analyses") or []
        wrong = [record for record in records if {*record} != FIELDS]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(
            f"{path}: not a list of reports and analyses: {reason}. Restore it."
        ) from error
    if wrong:
        fields = ", ".join(sorted(FIELDS))
        raise ParameterError(f"{path}: {wrong[0]!r}: an analysis has the fields {fields}.")
    return {str(record["name"]): _analysis(project, record) for record in records}


def plan_forces(
    analyses: Mapping[str, Analysis],
    names: Sequence[str],
    forces: Sequence[str],
    given: Mapping[str, object] | None = None,
) -> list[Plan]:
    """A report for each of the analyses and forces, in the order of the list and of the forces.

    Parameters
    ----------
    names
        Analyses, each of which has to have figures for each force; without any, those that have.
    forces
        Names of forces as the tables have them, or ``all`` for those of each analysis.
    given
        Other parameters; each must be known to every analysis that runs.

    Raises
    ------
    ParameterError
        An unknown analysis or force, a force without figures, a parameter that is refused, or two
        reports of one name.
    """
    for name in names:
        if name not in analyses:
            raise ParameterError(f"unknown analysis {name!r}. {did_you_mean(name, analyses)}")
    known = dict.fromkeys(force for one in analyses.values() for force in one.forces)
    for force in forces:
        if force != ALL and force not in known:
            raise ParameterError(f"--force {force}: unknown. {did_you_mean(force, known)}")
    chosen = [analyses[name] for name in names or analyses]
    plans = [
        _plan(one, force, given or {})
        for one in chosen
        for force in _forces_of(one, forces, named=bool(names))
    ]
    doubled = [ready.name for ready in plans if [one.name for one in plans].count(ready.name) > 1]
    if doubled:
        raise ParameterError(f"{doubled[0]} is planned twice. Name each force once.")
    return plans


def _analysis(project: Path, record: Mapping) -> Analysis:
    name = str(record["name"])
    origin = Origin(project, str(record["notebook"]))
    notebook = read_notebook(origin, name)
    known = read_parameters(notebook, name)
    if FORCE not in known or not known[FORCE].allowed:
        raise ParameterError(f"{name}: {origin.notebook} has no parameter {FORCE}. Add it.")
    return Analysis(name, notebook, known, origin)


def _forces_of(one: Analysis, forces: Sequence[str], named: bool) -> list[str]:
    asked = one.forces if ALL in forces else forces
    for force in asked:
        if named and force not in one.forces:
            raise ParameterError(
                f"--force {force}: {one.name} has no figures for it. It has: "
                f"{', '.join(one.forces)}."
            )
    return [force for force in asked if force in one.forces]


def _plan(one: Analysis, force: str, given: Mapping[str, object]) -> Plan:
    name = "_".join([slug(one.name), slug(force), *(slug(f"{k} {v}") for k, v in given.items())])
    chosen = check_parameters(one.known, {**given, FORCE: force}, one.name)
    return Plan(name, one.notebook, one.known, chosen, origin=one.origin)
