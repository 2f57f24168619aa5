"""Hides how an analysis becomes a report for each of several forces, planned as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml

from helpers.data.sources import DEMONSTRATIONS, OWN_FIGURES, SYNTHETIC, quality_of
from helpers.page.numbers import slug
from helpers.run.manifest import Origin, locked
from helpers.run.own_figures import (
    FIGURES,
    FORCE,
    as_published,
    forces_in,
    read_figures,
    table_of,
    with_figures,
)
from helpers.run.parameters import (
    Parameter,
    ParameterError,
    check_parameters,
    did_you_mean,
    in_a_line,
    read_parameters,
)
from helpers.run.planning import LIST, Plan, read_notebook

ALL = "all"
FIELDS = {"name", "notebook"}
OPTIONAL = {"compare"}


class Analysis(NamedTuple):
    """A notebook that runs for any force that has figures, and its parameters."""

    name: str
    notebook: nbformat.NotebookNode
    known: Mapping[str, Parameter]
    origin: Origin

    @property
    def forces(self) -> tuple[str, ...]:
        """The forces that have published figures; none where only own records give any."""
        return () if self.of_records else self.known[FORCE].allowed

    @property
    def of_records(self) -> bool:
        """Whether its figures are tables of an office's own records."""
        return FIGURES in self.known and self.known[FIGURES].table in DEMONSTRATIONS


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
        wrong = [record for record in records if {*record} - OPTIONAL != FIELDS]
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
    figures: bytes = b"",
) -> list[Plan]:
    """A report for each of the analyses and forces, in the order of the list and of the forces.

    Parameters
    ----------
    names
        Analyses, each of which has to have figures for each force; without any, those that have.
    forces
        Names of forces as the tables have them, or ``all`` for those of each analysis.
    given
        Other parameters; each must be known to every analysis that runs. ``figures`` is the path of
        a file with own figures, which is read here; the forces are then those that it has.
        ``police_force`` is none of them.
    figures
        The own figures themselves, in the place of a path.

    Raises
    ------
    ParameterError
        An unknown analysis or force, a force without figures, a parameter that is refused, two
        reports of one name, or own figures without the analysis that they are for.
    helpers.data.errors.DataError
        The own figures are refused.
    """
    given = given or {}
    _check_given(given)
    if figures or FIGURES in given:
        return _with_own(analyses, names, forces, given, figures)
    _check_names(analyses, names)
    known = dict.fromkeys(force for one in analyses.values() for force in one.forces)
    for force in forces:
        if force != ALL and force not in known:
            raise ParameterError(f"--force {force}: unknown. {did_you_mean(force, known)}")
    chosen = [analyses[name] for name in names or analyses]
    plans = [
        _plan(one, force, given)
        for one in chosen
        for force in _forces_of(one, forces, named=bool(names))
    ]
    return _each_once(plans)


def _with_own(
    analyses: Mapping[str, Analysis],
    names: Sequence[str],
    forces: Sequence[str],
    given: Mapping[str, object],
    figures: bytes,
) -> list[Plan]:
    """As :func:`plan_forces`, of figures that replace a published table whole."""
    _check_names(analyses, names)
    file = str(given.get(FIGURES) or OWN_FIGURES)
    if len({*names}) != 1:
        known = ", ".join(name for name, one in analyses.items() if FIGURES in one.known)
        raise ParameterError(f"{FIGURES}={file}: for one analysis. Name one of: {known}.")
    one = analyses[names[0]]
    table = table_of(one.name, one.known)
    content = as_published(table, figures or read_figures(file), file)
    found = forces_in(table, content, file)
    asked = {key: value for key, value in given.items() if key != FIGURES}
    own = f"{SYNTHETIC} {FIGURES}" if quality_of(content) == SYNTHETIC else FIGURES
    plans = []
    for force in found if ALL in forces else forces:
        name = _name(one, force, {**asked, "own": own})
        plans.append(plan_again(one, name, {**asked, FORCE: force}, content, file))
    return _each_once(plans)


def _check_given(given: Mapping[str, object]) -> None:
    if FORCE in given:
        raise ParameterError(f"{FORCE}={given[FORCE]}: forces are named by --force. Leave it out.")
    if not given.get(FIGURES, OWN_FIGURES):
        raise ParameterError(f"{FIGURES}=: no file is named. Name a file, or leave it out.")


def _check_names(analyses: Mapping[str, Analysis], names: Sequence[str]) -> None:
    for name in names:
        if name not in analyses:
            raise ParameterError(f"unknown analysis {name!r}. {did_you_mean(name, analyses)}")


def _each_once(plans: list[Plan]) -> list[Plan]:
    [(name, times)] = Counter(ready.name for ready in plans).most_common(1) or [("", 0)]
    if times > 1:
        raise ParameterError(f"{name} is planned twice. Name each force once.")
    return plans


def plan_again(
    one: Analysis,
    name: str,
    parameters: Mapping[str, object],
    figures: bytes = b"",
    file: str = OWN_FIGURES,
) -> Plan:
    """A report of an analysis with a force and a name, and with the own figures if it has any.

    Raises
    ------
    ParameterError
        A parameter is refused, or own figures are asked for and are not there.
    helpers.data.errors.DataError
        The own figures are refused; a message knows them as ``file``.
    """
    if parameters.get(FIGURES) and not figures:
        raise ParameterError(f"{name}: {OWN_FIGURES} is missing or empty. Restore it.")
    known = with_figures(one.known, figures, parameters, file) if figures else one.known
    chosen = check_parameters(known, parameters, one.name)
    return Plan(name, one.notebook, known, chosen, origin=one.origin, figures=figures)


def _analysis(project: Path, record: Mapping) -> Analysis:
    name = str(record["name"])
    origin = Origin(project, str(record["notebook"]))
    notebook = read_notebook(origin, name)
    known = read_parameters(notebook, name)
    if FORCE not in known or not known[FORCE].allowed:
        raise ParameterError(f"{name}: {origin.notebook} has no parameter {FORCE}. Add it.")
    return Analysis(name, notebook, known, origin)


def _forces_of(one: Analysis, forces: Sequence[str], named: bool) -> list[str]:
    if named and one.of_records:
        raise ParameterError(
            f"{one.name}: nothing is published for it. Give the folder that `disparity records "
            f"tables` wrote a release to: -p {FIGURES}=DIR."
        )
    asked = one.forces if ALL in forces else forces
    for force in asked:
        if named and force not in one.forces:
            raise ParameterError(
                f"--force {force}: {one.name} has no figures for it. It has: "
                f"{in_a_line(one.forces)}."
            )
    return [force for force in asked if force in one.forces]


def _plan(one: Analysis, force: str, given: Mapping[str, object]) -> Plan:
    return plan_again(one, _name(one, force, given), {**given, FORCE: force})


def _name(one: Analysis, force: str, given: Mapping[str, object]) -> str:
    return "_".join([slug(one.name), slug(force), *(slug(f"{k} {v}") for k, v in given.items())])
