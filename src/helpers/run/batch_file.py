"""Hides how a batch file becomes reports: analyses, forces and parameters, checked as a whole."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from helpers.run.batch_form import SHORT, Run, Said, read_batch, refused
from helpers.run.forces import ALL, FIGURES, FORCE, Analysis, plan_forces
from helpers.run.parameters import Parameter, ParameterError, Value, did_you_mean
from helpers.run.planning import Plan

MOST = 20_000


class Planned(NamedTuple):
    """A report, its run and its analysis, and the file of its own figures as it is written."""

    place: str
    analysis: str
    ready: Plan
    figures: str = ""


def plan_batch(analyses: Mapping[str, Analysis], path: Path) -> list[Plan]:
    """The reports that a batch file asks for, in its order, all of them checked.

    Raises
    ------
    ParameterError
        The file is not as it should be; it names what is not known or has no figures; it plans a
        report twice, or none; or what it excludes is not planned. The message names the place.
    """
    batch = read_batch(path)
    try:
        for run in (*batch.runs, *batch.include):
            _check_names(run, analyses)
        _check_number((*batch.runs, *batch.include), analyses)
        planned = [one for run in batch.runs for one in _expanded(run, analyses, path.parent)]
        for out in batch.exclude:
            _check_excluded(out, analyses, planned)
            kept = [one for one in planned if not _fits(one, out)]
            if len(kept) == len(planned):
                raise refused(out.place, "matches no report of the runs", "Take it out")
            planned = kept
        planned += [one for run in batch.include for one in _expanded(run, analyses, path.parent)]
        _check_once(planned)
    except ParameterError as error:
        raise ParameterError(f"{path}: {error}") from error
    return [one.ready for one in planned]


def _check_names(run: Run, analyses: Mapping[str, Analysis]) -> None:
    """Refuse what is not known; what own figures have is asked where they are read."""
    for name in run.analyses:
        if name.text not in analyses and name.text != ALL:
            raise _unknown("analysis", name, analyses)
    if FORCE in run.parameters:
        raise refused(f"{run.place}.parameters", f"{FORCE} is one of them", "Name forces as such")
    if FIGURES in run.parameters:
        if len(run.analyses) != 1 or run.analyses[0].text == ALL:
            raise refused(run.place, "own figures are for one analysis", "Name it")
        return
    known = dict.fromkeys(force for one in analyses.values() for force in one.forces)
    for force in run.forces:
        if force.text not in known and force.text != ALL:
            raise _unknown("force", force, known)
        for name in (one.text for one in run.analyses if one.text != ALL):
            if force.text not in (ALL, *analyses[name].forces):
                problem = f"{name} has no figures for {force.text}"
                raise refused(force.place, problem, "`disparity list --forces` shows who has")
    for name, (key, values) in itertools.product(_names(run, analyses), run.parameters.items()):
        for value in values:
            _typed(analyses[name].known, key, value)


def _check_excluded(out: Run, analyses: Mapping[str, Analysis], planned: Sequence[Planned]) -> None:
    """Refuse names that nothing has; values are those of the reports, be they from own figures."""
    for name in out.analyses:
        if name.text not in analyses:
            raise _unknown("analysis", name, analyses)
    known = dict.fromkeys(force for one in analyses.values() for force in one.forces)
    known |= dict.fromkeys(one.ready.parameters[FORCE] for one in planned)
    for force in out.forces:
        if force.text not in known:
            raise _unknown("force", force, known)
    keys = {key: "" for name in _names(out, analyses) for key in analyses[name].known}
    for key, [value] in out.parameters.items():
        if key == FORCE:
            raise refused(value.place, f"{FORCE} is one of them", "Name forces as such")
        if key not in keys:
            raise _unknown("parameter", Said(key, value.place), keys)


def _typed(known: Mapping[str, Parameter], key: str, value: Said) -> Value:
    if key not in known:
        raise _unknown("parameter", Said(key, value.place), known)
    try:
        return known[key].check(value.text)
    except ParameterError as error:
        raise ParameterError(f"{value.place}: {error}") from error


def _check_number(runs: Sequence[Run], analyses: Mapping[str, Analysis]) -> None:
    number = 0
    for run in runs:
        variants = math.prod(len(values) for values in run.parameters.values())
        for name in _names(run, analyses):
            number += variants * max(len(_forces(run, analyses[name])), 1)
        if number > MOST:
            raise refused(run.place, f"more than {MOST:,} reports by here", "Split the batch")


def _expanded(run: Run, analyses: Mapping[str, Analysis], folder: Path) -> Iterator[Planned]:
    for name in _names(run, analyses):
        forces = _forces(run, analyses[name])
        for values in itertools.product(*run.parameters.values()):
            said = dict(zip(run.parameters, values, strict=True))
            given = _given(said, analyses[name], folder)
            try:
                plans = plan_forces(analyses, [name], forces, given)
            except ParameterError as error:
                raise ParameterError(f"{run.place}: {error}") from error
            figures = said[FIGURES].text if FIGURES in said else ""
            yield from (Planned(run.place, name, ready, figures) for ready in plans)


def _given(said: Mapping[str, Said], one: Analysis, folder: Path) -> dict[str, Value]:
    if FIGURES not in said:
        return {key: _typed(one.known, key, value) for key, value in said.items()}
    file = said[FIGURES]
    if not file.text.isprintable():
        raise refused(file.place, f"{SHORT.repr(file.text)} is no name of a file", "Name a file")
    path = (folder / file.text).resolve()
    if not path.is_relative_to(folder.resolve()):
        problem = f"{SHORT.repr(file.text)} is not in the folder of the batch file"
        raise refused(file.place, problem, "Put it there")
    return {key: value.text for key, value in said.items()} | {FIGURES: str(folder / file.text)}


def _names(run: Run, analyses: Mapping[str, Analysis]) -> list[str]:
    named = [name.text for name in run.analyses if name.text != ALL]
    return named or [name for name, one in analyses.items() if not one.of_records]


def _forces(run: Run, one: Analysis) -> list[str]:
    """The forces of a run; of those named for all analyses, the ones for which this has figures."""
    named = [force.text for force in run.forces]
    if FIGURES in run.parameters:
        return named
    return [*one.forces] if ALL in named else [force for force in named if force in one.forces]


def _fits(planned: Planned, out: Run) -> bool:
    if out.analyses and out.analyses[0].text != planned.analysis:
        return False
    if out.forces and out.forces[0].text != planned.ready.parameters[FORCE]:
        return False
    return all(_has(planned, key, value.text) for key, [value] in out.parameters.items())


def _has(planned: Planned, key: str, text: str) -> bool:
    """Whether a report has a value, as its own parameters read it; a file by its written name."""
    if key == FIGURES:
        return text == planned.figures
    known, chosen = planned.ready.known, planned.ready.parameters
    try:
        return key in known and known[key].check(text) == chosen[key]
    except ParameterError:
        return False


def _check_once(planned: Sequence[Planned]) -> None:
    """Refuse a report that is planned twice, be it under two names, and a batch without any."""
    if not planned:
        raise refused("runs", "no report is left to build", "Exclude less, or name more")
    places: dict[object, str] = {}
    for place, analysis, ready, _ in planned:
        values = tuple(sorted(ready.parameters.items()))
        for same in (ready.name, (analysis, values, ready.figures)):
            if same in places:
                problem = f"{ready.name} is planned in {places[same]} already"
                raise refused(place, problem, "Exclude it, or take it out of one")
            places[same] = place


def _unknown(kind: str, said: Said, known: Mapping[str, object]) -> ParameterError:
    remedy = did_you_mean(said.text, known).removesuffix(".")
    return refused(said.place, f"unknown {kind} {SHORT.repr(said.text)}", remedy)
