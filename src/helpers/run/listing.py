"""Hides what a folder of reports says of them all: its index, and pages that compare forces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.page.comparison import Compared
from helpers.page.numbers import slug
from helpers.page.site import Entry, file_name, index, read_entry
from helpers.page.words import ENGLISH
from helpers.run.comparison import (
    Recorded,
    comparison_files,
    earlier_files,
    read_asked,
    recorded,
)
from helpers.run.forces import FORCE, Analysis
from helpers.run.manifest import recorded_parameters
from helpers.run.parameters import ParameterError
from helpers.run.planning import LIST, TAKEN, Plan
from helpers.run.processes import Died, side_by_side
from helpers.run.replacing import replace_together, staging, write_whole

INDEX = "index.html"
Wanted = tuple[Sequence[Plan], Path, Mapping[str, Analysis]]
Files = tuple[dict[str, bytes], list[str]]


def write_lists(
    listed: Sequence[Plan], out: Path, analyses: Mapping[str, Analysis], forked: bool = False
) -> None:
    """List the reports of a folder in ``index.html`` and compare the forces of each analysis.

    Reports for a force are those that the manifest of the folder records, whichever command made
    them, be they ``listed`` or not. A comparison of an analysis that has no report there any more
    is removed.

    Parameters
    ----------
    forked
        Make them in a process of their own, forked from one that has imported what draws pictures.

    Raises
    ------
    ParameterError
        Something that the folder or ``reports.yml`` says of them cannot be read, or the name of a
        comparison is that of another page.
    """
    make = _in_own_process if forked else _lists
    files, gone = make((listed, out, analyses))
    with staging(out) as stage:
        replace_together(stage, out, files, gone)


def _in_own_process(wanted: Wanted) -> Files:
    [(_, found)] = side_by_side([wanted], _lists_or_refusal, 1, lambda _: None)
    if isinstance(found, Died):
        raise ParameterError(f"{wanted[1] / INDEX}: not made: {found.reason}. Build again.")
    if isinstance(found, ParameterError):
        raise found
    return found


def _lists_or_refusal(wanted: Wanted) -> Files | ParameterError:
    try:
        return _lists(wanted)
    except ParameterError as error:
        return error


def _lists(wanted: Wanted) -> Files:
    """The lists of a folder and the files beside them, by their path, and those that must go."""
    listed, out, analyses = wanted
    found = recorded(out, analyses)
    of_forces = {one.name for reports in found.values() for one in reports}
    others = [one for one in listed if one.name not in of_forces]
    _check_names(analyses, [one.name for one in others])
    compare = read_asked(next(iter(analyses.values())).origin.project) if analyses else {}
    files: dict[str, bytes] = {}
    compared = []
    for name, reports in found.items():
        if name in compare:
            files |= comparison_files(out, analyses[name], compare[name], reports)
        title, about = compare[name][:2] if name in compare else (name, "")
        address = f"{slug(name)}.html" if f"{slug(name)}.html" in files else ""
        entries = [_entry_of(out, one, analyses[name]) for one in reports]
        compared.append(Compared(slug(name), title, about, address, entries))
    files[INDEX] = index(_entries(others, out), compared).encode("utf-8")
    earlier = [file for name in analyses for file in earlier_files(out, slug(name))]
    return files, [file for file in earlier if file not in files]


def write_index(listed: Sequence[Plan], out: Path) -> None:
    """List in ``index.html`` every listed report that has a page in the folder.

    The area is that which the page was built with, as the manifest of the folder records it. A page
    that was built with other parameters than those listed stands there without a period.
    """
    write_whole(out / INDEX, index(_entries(listed, out)).encode("utf-8"))


def _entries(listed: Sequence[Plan], out: Path) -> list[Entry]:
    entries = []
    built_with = recorded_parameters(out)
    for ready in listed:
        path = out / f"{ready.name}.html"
        if path.is_file():
            chosen = built_with.get(ready.name, ready.parameters)
            area = chosen["police_force"] if "police_force" in chosen else chosen["area"]
            period = ready.period if chosen == ready.parameters else ""
            text = path.read_text("utf-8")
            others = [
                other
                for other in ready.languages
                if other != ENGLISH and (out / file_name(ready.name, other)).is_file()
            ]
            entry = read_entry(text, ready.name, str(area), period)
            entries.append(entry._replace(languages=others))
    return entries


def _entry_of(out: Path, one: Recorded, analysis: Analysis) -> Entry:
    """A report for a force; the parameters that are not the usual ones stand for its period."""
    usual = {key: parameter.default for key, parameter in analysis.known.items()}
    changed = [
        f"{key.replace('_', ' ')} {value}"
        for key, value in one.entry["parameters"].items()
        if key != FORCE and value != usual.get(key)
    ]
    top = (out / f"{one.name}.html").read_text("utf-8").partition("<h2")[0]
    return read_entry(top, one.name, one.force, ", ".join(changed))


def _check_names(analyses: Mapping[str, Analysis], taken: Sequence[str]) -> None:
    """Refuse analyses whose comparison would have the name of another page or its beginning."""
    slugs = [slug(name) for name in analyses]
    for name in slugs:
        begun = [one for one in slugs if one.startswith(f"{name}_")]
        if name in {*taken, *TAKEN} or slugs.count(name) > 1 or begun:
            raise ParameterError(f"{LIST}: the name of the analysis {name!r} is taken. Change it.")
