"""Hides how a batch file becomes reports: analyses, forces and parameters, checked as a whole."""

from __future__ import annotations

import itertools
import math
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from helpers.run.forces import ALL, FIGURES, FORCE, Analysis, plan_forces
from helpers.run.parameters import Parameter, ParameterError, Value, did_you_mean
from helpers.run.planning import Plan

LARGEST = 250_000
MOST = 20_000
LISTS = ("runs", "include", "exclude")
MANY = ("analyses", "forces", "parameters")
ONE = ("analysis", "force", "parameters")
FORM = "Write it as docs/batches.md says"
SHORT = reprlib.Repr()
SHORT.maxlevel, SHORT.maxstring = 2, 60


class Said(NamedTuple):
    """A name or a value as the file has it: text, and where it stands."""

    text: str
    place: str


class Run(NamedTuple):
    """Analyses times forces times parameters; in what is excluded, nothing stands for anything."""

    place: str
    analyses: tuple[Said, ...] = ()
    forces: tuple[Said, ...] = ()
    parameters: Mapping[str, tuple[Said, ...]] = {}


class Batch(NamedTuple):
    """What a batch file asks for: the runs, less what is excluded, and then what is included."""

    runs: tuple[Run, ...]
    include: tuple[Run, ...]
    exclude: tuple[Run, ...]


class Planned(NamedTuple):
    """A report, and the run and the analysis that it comes from."""

    place: str
    analysis: str
    ready: Plan


class _Loader(yaml.BaseLoader):
    """YAML in which every value is text, as on a command line: ``no`` is a word, a day is too."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        met: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            name = str(key.value)
            if name in met:
                raise ParameterError(
                    f"lines {met[name]} and {line}: {SHORT.repr(name)} stands twice. Keep one."
                )
            met[name] = line
        return super().construct_mapping(node, deep)


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
        for run in (*batch.runs, *batch.include, *batch.exclude):
            _check_names(run, analyses)
        _check_number((*batch.runs, *batch.include), analyses)
        planned = [one for run in batch.runs for one in _expanded(run, analyses, path.parent)]
        for out in batch.exclude:
            kept = [one for one in planned if not _fits(one, out, analyses)]
            if len(kept) == len(planned):
                raise _refused(out.place, "matches no report of the runs", "Take it out")
            planned = kept
        planned += [one for run in batch.include for one in _expanded(run, analyses, path.parent)]
        _check_once(planned)
    except ParameterError as error:
        raise ParameterError(f"{path}: {error}") from error
    return [one.ready for one in planned]


def read_batch(path: Path) -> Batch:
    """What a batch file asks for; its form is checked, its names are not.

    Raises
    ------
    ParameterError
        It is too large, not YAML in UTF-8, or of another form: the message names the place.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ParameterError(f"more than {LARGEST:,} bytes. Split it.")
        return _parsed(yaml.load(content.decode("utf-8-sig"), _Loader))  # noqa: S506
    except ParameterError as error:
        raise ParameterError(f"{path}: {error}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ParameterError(f"{path}: cannot be read as YAML: {reason}. {FORM}.") from error


def _parsed(content: object) -> Batch:
    _check_fields(content, "the file", LISTS)
    listed = {kind: _items(content.get(kind, []), kind) for kind in LISTS}
    if not listed["runs"] and not listed["include"]:
        raise _refused("runs", "there is none", FORM)
    return Batch(
        tuple(_run(one, MANY, MANY[:2]) for one in listed["runs"]),
        tuple(_run(one, ONE, ONE[:2]) for one in listed["include"]),
        tuple(_run(one, ONE, ()) for one in listed["exclude"]),
    )


def _run(item: tuple[object, str], fields: Sequence[str], needed: Sequence[str]) -> Run:
    record, place = item
    _check_fields(record, place, fields)
    if lacking := [field for field in needed if field not in record]:
        raise _refused(place, f"the field {lacking[0]} is missing", "Add it")
    if not record:
        raise _refused(place, "says nothing", f"Give it {' or '.join(fields)}")
    several = fields is MANY
    names = [
        _said(record[field], f"{place}.{field}", several) if field in record else ()
        for field in fields[:2]
    ]
    given = record.get(fields[2], {})
    _check_fields(given, f"{place}.{fields[2]}")
    values = {key: _said(one, f"{place}.{fields[2]}.{key}", several) for key, one in given.items()}
    return Run(place, *names, values)


def _said(value: object, place: str, several: bool) -> tuple[Said, ...]:
    """One text, or a list of texts where there may be several, each once."""
    items = _items(value, place) if several and isinstance(value, list) else [(value, place)]
    if not items:
        raise _refused(place, "is an empty list", "Name at least one")
    for text, where in items:
        if not isinstance(text, str):
            raise _refused(where, f"{SHORT.repr(text)} is not one name or value", FORM)
        if not text.strip():
            raise _refused(where, "is empty", "Write a name or a value")
        if text == ALL and (len(items) > 1 or not several):
            raise _refused(where, f"{ALL!r} can only stand alone, in runs", "Name what is meant")
    if len({text for text, _ in items}) < len(items):
        raise _refused(place, "something stands twice", "Name each once")
    return tuple(Said(text, where) for text, where in items)


def _items(value: object, place: str) -> list[tuple[object, str]]:
    if not isinstance(value, list):
        raise _refused(place, f"{SHORT.repr(value)} is not a list", "Begin each line with a hyphen")
    return [(one, f"{place}[{number}]") for number, one in enumerate(value)]


def _check_fields(value: object, place: str, known: Sequence[str] = ()) -> None:
    if not isinstance(value, dict):
        raise _refused(place, f"{SHORT.repr(value)} is not names with values", FORM)
    for field in value:
        if known and field not in known:
            remedy = did_you_mean(str(field), dict.fromkeys(known)).removesuffix(".")
            raise _refused(place, f"unknown field {SHORT.repr(field)}", remedy)


def _check_names(run: Run, analyses: Mapping[str, Analysis]) -> None:
    """Refuse what is not known; what own figures have is asked where they are read."""
    for name in run.analyses:
        if name.text not in analyses and name.text != ALL:
            raise _unknown("analysis", name, analyses)
    if FORCE in run.parameters:
        raise _refused(f"{run.place}.parameters", f"{FORCE} is one of them", "Name forces as such")
    if FIGURES in run.parameters:
        if len(run.analyses) != 1 or run.analyses[0].text == ALL:
            raise _refused(run.place, "own figures are for one analysis", "Name it")
        return
    known = dict.fromkeys(force for one in analyses.values() for force in one.forces)
    for force in run.forces:
        if force.text not in known and force.text != ALL:
            raise _unknown("force", force, known)
        for name in (one.text for one in run.analyses if one.text != ALL):
            if force.text not in (ALL, *analyses[name].forces):
                problem = f"{name} has no figures for {force.text}"
                raise _refused(force.place, problem, "`disparity list --forces` shows who has")
    for name, (key, values) in itertools.product(_names(run, analyses), run.parameters.items()):
        for value in values:
            _typed(analyses[name].known, key, value)


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
            raise _refused(run.place, f"more than {MOST:,} reports by here", "Split the batch")


def _expanded(run: Run, analyses: Mapping[str, Analysis], folder: Path) -> Iterator[Planned]:
    for name in _names(run, analyses):
        forces = _forces(run, analyses[name])
        for values in itertools.product(*run.parameters.values()):
            given = _given(dict(zip(run.parameters, values, strict=True)), analyses[name], folder)
            try:
                plans = plan_forces(analyses, [name], forces, given)
            except ParameterError as error:
                raise ParameterError(f"{run.place}: {error}") from error
            yield from (Planned(run.place, name, ready) for ready in plans)


def _given(said: Mapping[str, Said], one: Analysis, folder: Path) -> dict[str, Value]:
    if FIGURES not in said:
        return {key: _typed(one.known, key, value) for key, value in said.items()}
    file = said[FIGURES]
    path = (folder / file.text).resolve()
    if not path.is_relative_to(folder.resolve()):
        problem = f"{SHORT.repr(file.text)} is not in the folder of the batch file"
        raise _refused(file.place, problem, "Put it there")
    return {key: value.text for key, value in said.items()} | {FIGURES: str(folder / file.text)}


def _names(run: Run, analyses: Mapping[str, Analysis]) -> list[str]:
    named = [name.text for name in run.analyses if name.text != ALL]
    return named or [*analyses]


def _forces(run: Run, one: Analysis) -> list[str]:
    """The forces of a run; of those named for all analyses, the ones for which this has figures."""
    named = [force.text for force in run.forces]
    if FIGURES in run.parameters:
        return named
    return [*one.forces] if ALL in named else [force for force in named if force in one.forces]


def _fits(planned: Planned, out: Run, analyses: Mapping[str, Analysis]) -> bool:
    if out.analyses and out.analyses[0].text != planned.analysis:
        return False
    chosen, known = planned.ready.parameters, analyses[planned.analysis].known
    if out.forces and out.forces[0].text != chosen[FORCE]:
        return False
    return all(
        key in known and known[key].check(value.text) == chosen[key]
        for key, [value] in out.parameters.items()
    )


def _check_once(planned: Sequence[Planned]) -> None:
    """Refuse a report that is planned twice, be it under two names, and a batch without any."""
    if not planned:
        raise _refused("runs", "no report is left to build", "Exclude less, or name more")
    places: dict[object, str] = {}
    for place, analysis, ready in planned:
        values = tuple(sorted(ready.parameters.items()))
        for same in (ready.name, (analysis, values, ready.figures)):
            if same in places:
                problem = f"{ready.name} is planned in {places[same]} already"
                raise _refused(place, problem, "Exclude it, or take it out of one")
            places[same] = place


def _unknown(kind: str, said: Said, known: Mapping[str, object]) -> ParameterError:
    remedy = did_you_mean(said.text, known).removesuffix(".")
    return _refused(said.place, f"unknown {kind} {SHORT.repr(said.text)}", remedy)


def _refused(place: str, problem: str, remedy: str) -> ParameterError:
    return ParameterError(f"{place}: {problem}. {remedy}.")
