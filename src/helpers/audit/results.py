"""Hides how the result of a re-run is told: in lines, as ``verify.json`` and as ``verify.html``."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.metadata import requires, version
from pathlib import Path
from urllib.parse import quote

from helpers.audit.compare import CELL, EQUAL, ROUNDED, VERDICTS, Comparison, Difference
from helpers.audit.folder import source_row
from helpers.audit.verify import INPUT, Report
from helpers.page.site import other_page
from helpers.page.tables import PACKAGE, frame
from helpers.run.parameters import ParameterError
from helpers.run.replacing import write_whole

ALL_EQUAL, DIFFERENCES, COULD_NOT_RUN = 0, 1, 2
JSON, PAGE = "verify.json", "verify.html"
TITLE = "Do the published figures still come out?"
SHOWN_IN_LINES, SHOWN_ON_PAGE, SOURCES_IN_LINES = 10, 200, 3
HEADERS = ("Report", "What", "In all", *(verdict.capitalize() for verdict in VERDICTS))
DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
SAID = {
    ALL_EQUAL: "Everything that was compared is as published.",
    DIFFERENCES: "Not everything is as published.",
    COULD_NOT_RUN: "Not every report could be made again.",
}
REMEDY = "Run `{command}`: it keeps the notebook as far as it ran"


def status(reports: Iterable[Report], only_numbers: bool = False) -> int:
    """0 if all is equal, 1 if something differs, 2 if a report could not run.

    Where only numbers are compared, one that is equal within rounding is no difference.
    """
    reports = list(reports)
    if any(report.problem for report in reports):
        return COULD_NOT_RUN
    allowed = {EQUAL, ROUNDED} if only_numbers else {EQUAL}
    verdicts = {one.verdict for report in reports for one in report.differences}
    return DIFFERENCES if verdicts - allowed else ALL_EQUAL


def check_place(out: Path, published: Path) -> None:
    """Refuse to write results into the folder that is compared.

    Raises
    ------
    ParameterError
        ``out`` is that folder or stands in it.
    """
    if out.resolve().is_relative_to(published.resolve()):
        raise ParameterError(
            f"--out {out}: stands in {published}, which is compared. Name another."
        )


def write_results(
    reports: Sequence[Report],
    raw: Path,
    published: Path,
    out: Path,
    only_numbers: bool = False,
    bundle: Mapping[str, str] | None = None,
) -> int:
    """Write ``verify.json`` and ``verify.html`` into a folder; give the exit status.

    Parameters
    ----------
    raw
        The folder of raw figures, whose rows stand beside what differs.
    published
        The folder that was compared, to which the page links, unless it is of a bundle.
    bundle
        The name and the checksum of that bundle.
    """
    beside = None if bundle else quote(f"{Path(os.path.relpath(published, out)).as_posix()}/")
    write_whole(out / JSON, as_json(reports, raw, only_numbers, bundle))
    write_whole(out / PAGE, as_page(reports, raw, only_numbers, beside, bundle))
    return status(reports, only_numbers)


def told(reports: Sequence[Report], raw: Path) -> list[str]:
    """What a terminal shows: a table, the problems, the first differences of each report."""
    rows = [HEADERS, *table(reports)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    for report in reports:
        if report.problem:
            lines.append(f"{report.name}: could not run: {_problem(report)}.")
        lines += [_line(report, one, raw) for one in report.differences[:SHOWN_IN_LINES]]
        left = len(report.differences) - SHOWN_IN_LINES
        if left > 0:
            lines.append(f"{report.name}: {left} more differences are in {JSON} and {PAGE}")
    return [*lines, SAID[status(reports)]]


def table(reports: Sequence[Report]) -> list[list[str]]:
    """The rows of the table under ``HEADERS``: one for each report and kind of thing compared."""
    return [
        [report.name, _plural(one), str(one.total), *(str(one.counts[key]) for key in VERDICTS)]
        for report in reports
        for one in report.comparisons
    ]


def as_json(
    reports: Sequence[Report],
    raw: Path,
    only: bool = False,
    bundle: Mapping[str, str] | None = None,
) -> bytes:
    """The result for programs, with the versions that ran; no clock time, no path, no machine."""
    result = {
        "format": 1,
        "only_numbers": only,
        "reports": {report.name: _record(report, raw) for report in reports},
        "running": {
            "libraries": {library: version(library) for library in libraries()},
            "python": platform.python_version(),
            "system": platform.system(),
        },
        "status": status(reports, only),
    }
    if bundle:
        result["bundle"] = dict(bundle)
    return f"{json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def as_page(
    reports: Sequence[Report],
    raw: Path,
    only: bool = False,
    beside: str | None = "",
    bundle: Mapping[str, str] | None = None,
) -> bytes:
    """The result for readers: what was compared in each report, and what differs.

    ``beside`` stands before the addresses of the index and the statement of the published folder;
    a bundle has none, and is named.
    """
    said = SAID[status(reports, only)]
    left_out = " The bytes of pages and spreadsheets were not compared." if only else ""
    body = [
        f"<h1>{TITLE}</h1>",
        f"<p><strong>{said}</strong>{left_out} Every report was made again from the raw figures, "
        "with the parameters that its manifest records.</p>",
        *([f"<p>{escape(named(bundle))}</p>"] if bundle else []),
        *(_section(report, raw) for report in reports),
    ]
    return other_page("\n".join(body), said, "verify", beside=beside).encode()


def named(bundle: Mapping[str, str]) -> str:
    """Which bundle was verified, in a sentence."""
    return f"The bundle is {bundle['file']}, with the SHA-256 checksum {bundle['sha256']}."


def libraries() -> list[str]:
    """The libraries that the package requires, without those of its extras, by their names."""
    lines = [line for line in requires(PACKAGE) or [] if "extra ==" not in line]
    return sorted(re.match(r"[\w.-]+", line)[0] for line in lines)


def _section(report: Report, raw: Path) -> str:
    heading = f"<h2>{escape(report.name)}</h2>"
    if report.problem:
        return f"{heading}\n<p>It could not run: {escape(_problem(report))}.</p>"
    counts = [row[1:] for row in table([report])]
    caption = f"Things compared in {report.name}, by verdict"
    compared = frame(caption, HEADERS[1:], _escaped(counts), range(1, 7))
    shown = report.differences[:SHOWN_ON_PAGE]
    if not shown:
        return f"{heading}\n{compared}"
    told = f"{len(report.differences)} differences"
    if len(shown) < len(report.differences):
        told += f", of which these are the first {len(shown)}; all are in {JSON}"
    items = "\n".join(_item(report, one, raw) for one in shown)
    return f"{heading}\n{compared}\n<p>{told}.</p>\n<dl>\n{items}\n</dl>"


def _item(report: Report, one: Difference, raw: Path) -> str:
    said = [f"{one.kind}, {one.verdict}: {_values(one)}"]
    said += [f"Source: {_told(source)}" for source in _sources(one, report, raw)]
    said += filter(None, [_possible(one, report)])
    items = "\n".join(f"<dd>{escape(text, quote=False)}</dd>" for text in said)
    return f"<dt><strong>{escape(one.id, quote=False)}</strong></dt>\n{items}"


def _line(report: Report, one: Difference, raw: Path) -> str:
    sources = _sources(one, report, raw)
    told = "; ".join(_told(source) for source in sources[:SOURCES_IN_LINES])
    more = f"; and {len(sources) - SOURCES_IN_LINES} more" if sources[SOURCES_IN_LINES:] else ""
    rows = f"; sources: {told}{more}" if told else _possible(one, report, "; ")
    return f"{report.name}: {one.kind} {one.id}: {one.verdict}: {_values(one)}{rows}"


def _values(one: Difference) -> str:
    """Both values in words; of a checksum the first twelve digits."""
    values = f"published {one.published or 'nothing'}, rebuilt {one.rebuilt or 'nothing'}"
    return DIGEST.sub(r"\1…", values)


def _told(source: Mapping) -> str:
    changed = " (the file has changed)" if source["changed"] else ""
    row = f": {source['row']}" if source["row"] else ""
    return f"{source['place']}{changed}{row}"


def _sources(one: Difference, report: Report, raw: Path) -> list[dict]:
    """The rows behind a number as they are today, those of files that changed first."""
    changed = {other.id for other in report.differences if other.kind == INPUT}
    found = [
        {
            "changed": f"data/raw/{source.rpartition(':')[0] or source}" in changed,
            "place": source,
            "row": source_row(raw, source),
        }
        for source in one.sources
    ]
    return sorted(found, key=lambda source: not source["changed"])


def _possible(one: Difference, report: Report, before: str = "") -> str:
    """What is known of a cell for which no row is recorded."""
    if one.kind != CELL or one.sources or not report.raw:
        return ""
    if changed := _changed_raw(report):
        return f"{before}no row is recorded; it could come from {', '.join(changed)}, changed since"
    files = f"{len(report.raw)} raw files of the report"
    return (
        f"{before}no row is recorded; it could come from any of the {files}, none of them changed"
    )


def _changed_raw(report: Report) -> list[str]:
    return [one.id for one in report.differences if one.kind == INPUT and one.id in report.raw]


def _record(report: Report, raw: Path) -> dict:
    return {
        "counts": {one.kind: {"in all": one.total, **_counts(one)} for one in report.comparisons},
        "differences": [
            one._asdict() | {"sources": _sources(one, report, raw)} for one in report.differences
        ],
        "problem": report.problem,
        "raw_files": list(report.raw),
        "raw_files_changed": _changed_raw(report),
    }


def _counts(one: Comparison) -> dict[str, int]:
    return {verdict: one.counts[verdict] for verdict in VERDICTS}


def _plural(one: Comparison) -> str:
    return {"figure on the page": "figures on the page", "package": "files of the package"}.get(
        one.kind, f"{one.kind}s"
    )


def _problem(report: Report) -> str:
    return f"{report.problem}. {REMEDY.format(command=report.command)}"


def _escaped(rows: Iterable[Iterable[str]]) -> list[list[str]]:
    return [[escape(cell, quote=False) for cell in row] for row in rows]
