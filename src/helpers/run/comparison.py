"""Hides which reports of a folder belong to an analysis, and how a page compares their forces."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import jsonschema
import yaml

from helpers.data.sources import read_sources
from helpers.page.comparison import Asked, Figure, Group, Made, Row, comparison
from helpers.page.faults import check_page
from helpers.page.numbers import NUMBERS, slug
from helpers.page.sheets import FOLDER
from helpers.page.site import other_page
from helpers.run.downloads import listed, tables_of, write_downloads
from helpers.run.forces import FIGURES, FORCE, Analysis
from helpers.run.manifest import MANIFEST, checksum, read_manifest
from helpers.run.outcomes import FAILED, RECORD
from helpers.run.parameters import ParameterError
from helpers.run.planning import LIST

WORDS = {"type": "string", "pattern": r"\S"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "about", "caveats", "columns"],
    "properties": {
        "title": WORDS,
        "about": WORDS,
        "caveats": {"type": "array", "minItems": 1, "items": WORDS},
        "columns": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["number", "label"],
                "properties": {
                    "number": WORDS,
                    "label": WORDS,
                    "events": {"type": "array", "items": WORDS},
                },
            },
        },
    },
}


class Recorded(NamedTuple):
    """A report of a folder: its name, and what the manifest of the folder records of it."""

    name: str
    entry: Mapping

    @property
    def force(self) -> str:
        """The police force that it is about."""
        return self.entry["parameters"][FORCE]


def names(analyses: Iterable[str]) -> list[str]:
    """How the comparisons of analyses are called: each has a page and a folder of that name."""
    return [slug(name) for name in analyses]


def read_asked(project: Path) -> dict[str, Asked]:
    """What ``reports.yml`` says of the comparison of each analysis that is compared.

    Raises
    ------
    ParameterError
        It cannot be read, or is not as ``docs/batches.md`` says.
    """
    path = project / LIST
    try:
        records = yaml.safe_load(path.read_text("utf-8")).get("analyses") or []
        found = {str(one["name"]): one["compare"] for one in records if "compare" in one}
        for name, one in found.items():  # noqa: B007 (the message names it)
            jsonschema.validate(one, SCHEMA)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(f"{path}: not a list of analyses: {reason}. Restore it.") from error
    except jsonschema.ValidationError as error:
        place = f"{path}: {name}: compare{error.json_path.removeprefix('$')}"
        reason = " ".join(error.message.split())[:200]
        raise ParameterError(f"{place}: {reason}. Write it as docs/batches.md says.") from error
    return {
        name: Asked(
            one["title"],
            one["about"],
            one["caveats"],
            [Figure(**figure) for figure in one["columns"]],
        )
        for name, one in found.items()
    }


def recorded(out: Path, analyses: Mapping[str, Analysis]) -> dict[str, list[Recorded]]:
    """The reports of each analysis that a folder has, as its manifest lists them, by force.

    Raises
    ------
    ParameterError
        The manifest cannot be read.
    """
    entries = read_manifest(out)["reports"] if (out / MANIFEST).is_file() else {}
    found: dict[str, list[Recorded]] = {name: [] for name in analyses}
    for name, entry in entries.items():
        for analysis, one in analyses.items():
            about = slug(entry["parameters"].get(FORCE, ""))
            known = one.origin.notebook in entry["inputs"]
            named = f"{name}_".startswith(f"{slug(analysis)}_{about}_")
            if known and named and (out / f"{name}.html").is_file():
                found[analysis].append(Recorded(name, entry))
    by_force = {name: sorted(reports, key=_place) for name, reports in found.items()}
    return {name: reports for name, reports in by_force.items() if reports}


def comparison_files(
    out: Path, analysis: Analysis, asked: Asked, reports: Sequence[Recorded]
) -> dict[str, bytes]:
    """The page that compares the reports of an analysis, and its downloads, by their path.

    Reports from own figures are named there and not compared. There is no page if all are.

    Raises
    ------
    ParameterError
        A column has not the same unit in all reports, or names a parameter that they do not have.
    """
    name = slug(analysis.name)
    published = [one for one in reports if not _is_own(one)]
    if not published:
        return {}
    first: dict[tuple, Recorded] = {}
    for one in published:
        first.setdefault((one.force, *_shared(one)), one)
    kept = [*first.values()]
    rows = {one.name: _row(out, name, one) for one in kept}
    made = Made(
        {one.name: one.entry["made"].get(f"{one.name}/{NUMBERS}", "") for one in kept},
        _failed(out, name),
        [one.name for one in kept if not rows[one.name].numbers],
        [one.name for one in published if one not in kept],
        _versions(kept),
        [one.name for one in reports if _is_own(one)],
    )
    groups = _groups(analysis, kept, rows)
    try:
        shown = comparison(name, asked, groups, made, read_sources(analysis.origin.project))
    except ValueError as error:
        raise ParameterError(f"{LIST}: {analysis.name}: compare: {error}. Mend it.") from error
    check_page(shown.html)
    sheets = tables_of([table._asdict() for table in shown.tables])
    numbers = {number.id: number.record() for number in shown.numbers}
    files = write_downloads(name, asked.title, [*numbers.values()], sheets)
    offered = listed(name, files, sheets)
    html = other_page(shown.html, asked.about, name, downloads=offered)
    beside = {f"{name}/{file}": content for file, content in files.items()}
    return {f"{name}.html": html.encode("utf-8")} | beside


def earlier_files(out: Path, name: str) -> list[str]:
    """The files that a comparison of this name may have left in a folder."""
    beside = [out / name / f"{name}.{kind}" for kind in ("ods", "xlsx")]
    paths = [out / f"{name}.html", out / name / NUMBERS, *beside]
    paths += sorted((out / name / FOLDER).glob("*.csv"))
    return [path.relative_to(out).as_posix() for path in paths if path.is_file()]


def _place(one: Recorded) -> tuple:
    return one.force, len(one.name), one.name


def _is_own(one: Recorded) -> bool:
    return bool(one.entry["parameters"].get(FIGURES))


def _shared(one: Recorded) -> tuple:
    """The parameters of a report other than its force: what those compared must have alike."""
    return tuple((key, value) for key, value in one.entry["parameters"].items() if key != FORCE)


def _groups(
    analysis: Analysis, reports: Sequence[Recorded], rows: Mapping[str, Row]
) -> list[Group]:
    """The reports by their parameters; the largest group first, so that the usual one leads."""
    alike: dict[tuple, list[Recorded]] = {}
    for one in reports:
        alike.setdefault(_shared(one), []).append(one)
    ordered = sorted(alike.items(), key=lambda item: (-len(item[1]), str(item[0])))
    return [
        Group(dict(shared), [rows[one.name] for one in group], _without(analysis, group))
        for shared, group in ordered
    ]


def _without(analysis: Analysis, group: Sequence[Recorded]) -> list[str]:
    there = {one.force for one in group}
    return [force for force in analysis.forces if force not in there]


def _row(out: Path, analysis: str, one: Recorded) -> Row:
    """A report with its numbers, if they are those that the manifest records."""
    file = f"{one.name}/{NUMBERS}"
    content = (out / file).read_bytes() if (out / file).is_file() else b""
    if checksum(content) != one.entry["made"].get(file):
        return Row(one.force, one.name, {})
    start = f"{analysis}.{slug(one.force)}."
    records = csv.DictReader(io.StringIO(content.decode("utf-8")))
    return Row(one.force, one.name, {row["id"].removeprefix(start): row for row in records})


def _failed(out: Path, analysis: str) -> list[str]:
    """The reports of an analysis that failed in the last batch, if the folder says so."""
    try:
        reports = json.loads((out / RECORD).read_text("utf-8"))["reports"].items()
        failed = [name for name, one in reports if one["status"] == FAILED]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise ParameterError(f"{out / RECORD}: not the record of a batch. Remove it.") from error
    return sorted(name for name in failed if name.startswith(f"{analysis}_"))


def _versions(reports: Sequence[Recorded]) -> list[str]:
    """What was not the same for all these reports: the code, the libraries, or a file they read."""
    sums: dict[str, set[str]] = {}
    for one in reports:
        kinds = {"the code": one.entry["package"], "the libraries": one.entry["lock"]}
        for path, digest in (kinds | one.entry["inputs"]).items():
            sums.setdefault(path, set()).add(digest)
    return sorted(path for path, digests in sums.items() if len(digests) > 1)
