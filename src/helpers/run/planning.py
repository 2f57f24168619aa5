"""What ``reports.yml`` lists, planned whole before anything runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml

from helpers.data.register import Source
from helpers.data.sources import read_sources
from helpers.page.editions import Standing
from helpers.page.words import ENGLISH, LANGUAGES
from helpers.run.exceptions import read_exceptions
from helpers.run.manifest import Origin, locked
from helpers.run.office import permanent_address
from helpers.run.parameters import (
    Parameter,
    ParameterError,
    Value,
    check_parameters,
    did_you_mean,
    read_parameters,
)
from helpers.run.standing import LIST, standing

FIELDS = {"name", "notebook", "parameters", "editions"}
OPTIONAL = {"languages", "period"}
TAKEN = {"accessibility", "index"}


class Plan(NamedTuple):
    """A report that is ready to run: notebook, parameters and editions were read and checked.

    Without an ``origin`` the manifest does not record it. ``period`` is the time that the report
    covers, in words. ``figures`` is the table of own figures that the notebook reads in the place
    of a published one, if it does.
    """

    name: str
    notebook: nbformat.NotebookNode
    known: Mapping[str, Parameter]
    parameters: Mapping[str, Value]
    standing: Standing = Standing()
    languages: Sequence[str] = (ENGLISH,)
    origin: Origin | None = None
    period: str = ""
    figures: bytes = b""


def plan(
    project: Path, names: Sequence[str] = (), given: Mapping[str, object] | None = None
) -> list[Plan]:
    """The reports of ``reports.yml`` in its order, all of them or those named.

    Parameters
    ----------
    given
        Values that replace those of ``reports.yml``; each must be known to every report named.

    Raises
    ------
    ParameterError
        An unknown report, a parameter that is unknown, of a wrong type or not allowed, editions
        that are not as they should be, no lock that fits the project, a permanent address that
        cannot be one, or a ``gate.toml`` that cannot be read.
    """
    locked(project)
    read_exceptions(project)
    sources = read_sources(project)
    listed = _listed(project / LIST)
    for name in names:
        if name not in listed:
            raise ParameterError(f"unknown report {name!r}. {did_you_mean(name, listed)}")
    return [
        _plan(project, record, given or {}, sources)
        for name, record in listed.items()
        if not names or name in names
    ]


def read_notebook(origin: Origin, name: str) -> nbformat.NotebookNode:
    """The notebook of a report or an analysis.

    Raises
    ------
    ParameterError
        It is not there, or is not a notebook.
    """
    path = origin.project / origin.notebook
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = str(error).partition("\n")[0]
        raise ParameterError(f"{name}: {path} is not a notebook: {reason}. Restore it.") from error


def _listed(path: Path) -> dict[str, dict]:
    try:
        records = yaml.safe_load(path.read_text("utf-8"))["reports"]
        names = [_checked(record, path)["name"] for record in records]
        if not names:
            raise KeyError("no report is listed")
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ParameterError(f"{path}: not a list of reports: {reason}. Restore it.") from error
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"{path}: the report {name!r} is listed twice. Keep one.")
    return dict(zip(names, records, strict=True))


def _checked(record: Mapping, path: Path) -> Mapping:
    if {*record, "editions"} - OPTIONAL != FIELDS or not isinstance(record["parameters"], dict):
        raise ParameterError(f"{path}: a report has the fields {', '.join(sorted(FIELDS))}.")
    if record["name"] in TAKEN:
        raise ParameterError(f"{path}: the name {record['name']!r} is taken. Choose another.")
    if not re.fullmatch(r"\w+", str(record["name"]), re.ASCII):
        raise ParameterError(
            f"{path}: the name {record['name']!r} is not made of letters, digits and underscores."
        )
    period = record.get("period", "-")
    if not isinstance(period, str) or not period.strip() or "\n" in period.strip():
        raise ParameterError(
            f"{path}: {record['name']}: period is {period!r}. Write one line of words in quotation "
            "marks, or leave the field out."
        )
    spoken = record.get("languages", [ENGLISH])
    once = isinstance(spoken, list) and len({*map(str, spoken)}) == len(spoken)
    if not once or spoken[:1] != [ENGLISH]:
        raise ParameterError(
            f"{path}: {record['name']}: languages are {spoken!r}. Write a list that begins with "
            f"{ENGLISH}, in which the analysis is, each language once."
        )
    if unknown := [language for language in spoken if language not in LANGUAGES]:
        raise ParameterError(
            f"{path}: {record['name']}: unknown language {unknown[0]!r}. "
            f"Known: {', '.join(LANGUAGES)}. Take it out, or translate the page's own words."
        )
    return record


def _plan(
    project: Path, record: Mapping, given: Mapping[str, object], sources: Mapping[str, Source]
) -> Plan:
    name, origin = str(record["name"]), Origin(project, str(record["notebook"]))
    notebook = read_notebook(origin, name)
    known = read_parameters(notebook, name)
    chosen = check_parameters(known, {**record["parameters"], **given}, name)
    published = check_parameters(known, record["parameters"], name)
    stands = standing(name, record.get("editions"), sources, chosen, published)
    languages = tuple(record.get("languages", [ENGLISH]))
    origin = origin._replace(address=permanent_address(project, name, stands))
    period = str(record.get("period", "")).strip()
    return Plan(name, notebook, known, chosen, stands, languages, origin, period)
