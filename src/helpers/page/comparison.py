"""Hides how the reports of an analysis, one a force, become one page that compares the forces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import lazy_loader
from jinja2 import Environment, FileSystemLoader

from helpers.page import columns as laid_out
from helpers.page import sheets
from helpers.page.columns import Column
from helpers.page.compared_pictures import pictures
from helpers.page.numbers import NOT_AVAILABLE, Number, Shown, marked, missing, together
from helpers.page.site import Entry
from helpers.page.symbols import beside
from helpers.page.tables import Citable, frame, source_line
from helpers.page.templates import TEMPLATES
from helpers.page.time_axis import in_full

pd = lazy_loader.load("pandas")
PLACE = re.compile(r"\{(\w+)\}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HEADING = "The forces compared"
CHECKSUM_HEADERS = ("Report", "SHA-256 checksum of its numbers.csv")


class Figure(NamedTuple):
    """A column: which number of each report, its label, and the counts that it rests on.

    Numbers are told by what follows the force in their id. A parameter in braces is its value.
    """

    number: str
    label: str
    events: Sequence[str] = ()


class Asked(NamedTuple):
    """What a comparison says: its heading, what it compares, what has to be known, its columns.

    The first caveat is the main one: it stands under every table, and in the spreadsheets too.
    """

    title: str
    about: str
    caveats: Sequence[str]
    columns: Sequence[Figure]


class Row(NamedTuple):
    """A report: its force, its name, and the rows of its ``numbers.csv`` by the end of their id.

    Where they cannot be relied on there are none, and all its figures are missing.
    """

    force: str
    report: str
    numbers: Mapping[str, Mapping[str, str]]


class Group(NamedTuple):
    """Reports that were made with the same parameters, and the forces that have no such report."""

    parameters: Mapping[str, object]
    rows: Sequence[Row]
    without: Sequence[str] = ()


class Made(NamedTuple):
    """What stands behind a comparison, and what is amiss with it.

    ``reports`` has the checksum of the ``numbers.csv`` of each report. ``failed`` in the last
    batch, ``altered`` since they were recorded, ``doubled`` by another one and made from ``own``
    figures are reports; ``versions`` are what was not the same for all.
    """

    reports: Mapping[str, str]
    failed: Sequence[str] = ()
    altered: Sequence[str] = ()
    doubled: Sequence[str] = ()
    versions: Sequence[str] = ()
    own: Sequence[str] = ()


class Compared(NamedTuple):
    """An analysis as the index lists it: its reports, and the page that compares them, if any."""

    name: str
    title: str
    about: str
    address: str
    entries: Sequence[Entry]


class Part(NamedTuple):
    """What a page shows of a group."""

    heading: str
    settings: str
    without: Sequence[str]
    table: Shown
    pictures: Shown


def comparison(
    name: str, asked: Asked, groups: Sequence[Group], made: Made, sources: Mapping[str, Citable]
) -> Shown:
    """The body of a page that compares forces, with its numbers and tables.

    Each set of parameters has a table of its own and, from two figures on, a map and a chart of
    the first column. A figure is as its report prints it; its id is the name of the report, a dot,
    and the id that it has there. ``[x]`` stands for one that a report does not have. Of the
    ``sources``, by path, those are cited that the figures name.

    Raises
    ------
    ValueError
        A figure has another unit in one report than in another, or names no parameter.
    """
    differing = [
        key
        for key in dict.fromkeys(key for one in groups for key in one.parameters)
        if len({str(one.parameters.get(key, "")) for one in groups}) > 1
    ]
    parts = []
    for place, one in enumerate(groups):
        apart = _in_words({key: one.parameters.get(key, "") for key in differing})
        heading = f"{HEADING}: {apart}" if apart else HEADING
        shown = _part(f"{name}.{place}" if place else name, heading, asked, one, sources)
        parts.append(shown)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    html = environment.get_template("comparison.html.j2").render(
        asked=asked, parts=parts, made=made, checksums=_checksums(made), several=len(groups) > 1
    )
    shown = together(*(one.table for one in parts))
    return Shown(html, asked.title, shown.numbers, shown.tables)


def _part(
    name: str, heading: str, asked: Asked, group: Group, sources: Mapping[str, Citable]
) -> Part:
    figures = [_filled(one, group.parameters) for one in asked.columns]
    numbers = [[_number(row, figure) for figure in figures] for row in group.rows]
    columns = {"force": "Police force"} | {
        figure.number: _column(figure, [row[place] for row in numbers])
        for place, figure in enumerate(figures)
    }
    symbols = [
        [_symbols(row, number, figure) for number, figure in zip(shown, figures, strict=True)]
        for row, shown in zip(group.rows, numbers, strict=True)
    ]
    cited = _cited([number for row in numbers for number in row], sources)
    table = _table(name, heading, asked.caveats[0], columns, group.rows, numbers, symbols, cited)
    first = [row[0] for row in numbers]
    by_force = dict(zip((row.force for row in group.rows), first, strict=True))
    drawn = pictures(columns[figures[0].number], by_force, _cited(first, sources))
    settings = _in_words({key: value for key, value in group.parameters.items() if value != ""})
    return Part(heading, settings, group.without, table, drawn)


def _table(
    name: str,
    heading: str,
    note: str,
    columns: Mapping[str, str | Column],
    rows: Sequence[Row],
    numbers: Sequence[Sequence[Number]],
    symbols: Sequence[Sequence[str]],
    sources: Sequence[Citable],
) -> Shown:
    """A line for each report, with a link to its page; its sheet has no links."""
    body = [
        [_link(row), *(_cell(*one) for one in zip(shown, signs, strict=True))]
        for row, shown, signs in zip(rows, numbers, symbols, strict=True)
    ]
    headers = [laid_out.label(shown) for shown in columns.values()]
    flat = [number for shown in numbers for number in shown]
    signs = [sign for each in symbols for sign in each]
    forces = pd.DataFrame({"force": [row.force for row in rows]})
    html = frame(heading, headers, body, range(1, len(headers)), note)
    sheet = sheets.sheet(
        name,
        heading,
        laid_out.parts(forces, columns, flat, signs),
        note,
        [(source.citation, source.licence) for source in sources],
    )
    known = tuple(number for number in flat if not missing(number.value))
    return Shown(html + source_line(sources), heading, known, (sheet,))


def _cited(numbers: Sequence[Number], sources: Mapping[str, Citable]) -> list[Citable]:
    used = {line.partition(":")[0] for number in numbers for line in number.sources}
    return [source for path, source in sources.items() if path in used]


def _filled(figure: Figure, parameters: Mapping[str, object]) -> Figure:
    """A column with the values of parameters in the places that it has for them."""

    def value(at: re.Match) -> str:
        if at[1] not in parameters:
            raise ValueError(f"column {figure.number}: {at[0]} is no parameter of the reports")
        return str(parameters[at[1]])

    def said(at: re.Match) -> str:
        return _value(value(at))

    number, *events = (PLACE.sub(value, one) for one in (figure.number, *figure.events))
    return Figure(number, PLACE.sub(said, figure.label), events)


def _number(row: Row, figure: Figure) -> Number:
    """A number of a report with as many decimals as there; without a value if it has none."""
    record = row.numbers.get(figure.number)
    if not record or not record["value"]:
        return Number(f"{row.report}.{figure.number}", figure.label, None, "")
    value, lower, upper, confidence = (
        float(record[key]) if record[key] else None
        for key in ("value", "lower", "upper", "confidence")
    )
    return Number(
        f"{row.report}.{record['id']}",
        record["label"],
        value,
        record["unit"],
        lower,
        upper,
        confidence,
        record["method"],
        tuple(record["sources"].split()),
        decimals=len(record["displayed"].partition(".")[2]),
    )


def _column(figure: Figure, numbers: Sequence[Number]) -> Column:
    known = [number for number in numbers if not missing(number.value)]
    units = {number.unit for number in known}
    if len(units) > 1:
        raise ValueError(f"column {figure.number}: in {' and in '.join(sorted(units))}")
    limits = [one for one in known if one.limits]
    confidence = limits[0].confidence if limits else None
    decimals = max((number.decimals for number in known), default=None)
    lower, upper = ("lower", "upper") if limits else ("", "")
    return Column(figure.label, "".join(units), decimals, lower, upper, confidence)


def _symbols(row: Row, number: Number, figure: Figure) -> str:
    """What stands in the place of a figure or after it."""
    if missing(number.value):
        return NOT_AVAILABLE
    records = [row.numbers.get(event, {}).get("value") for event in figure.events]
    return beside(number, [float(count) if count else None for count in records])


def _cell(number: Number, symbols: str) -> str:
    return symbols if missing(number.value) else f"{marked(number, 'range')} {symbols}".rstrip()


def _link(row: Row) -> str:
    return f'<a href="{row.report}.html">{escape(row.force, quote=False)}</a>'


def _in_words(parameters: Mapping[str, object]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_value(one)}" for key, one in parameters.items())


def _value(value: object) -> str:
    return in_full(value) if DAY.fullmatch(str(value)) else str(value)


def _checksums(made: Made) -> str:
    body = [
        [f'<a href="{name}.html">{name}</a>', f'<span class="long">{digest}</span>']
        for name, digest in made.reports.items()
    ]
    return frame("Reports compared, and the numbers of each", CHECKSUM_HEADERS, body, ())
