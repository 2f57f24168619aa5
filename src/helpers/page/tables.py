"""Tables that a screen reader can follow and whose every figure is a recorded number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib.metadata import version
from typing import Protocol

import lazy_loader

from helpers.page import columns as laid_out
from helpers.page import sheets
from helpers.page.columns import Column
from helpers.page.numbers import (
    NOT_AVAILABLE,
    Number,
    Shown,
    marked,
    missing,
    slug,
    together,
)
from helpers.page.symbols import beside, footnotes, instead
from helpers.page.words import own

pd = lazy_loader.load("pandas")
PACKAGE = "race-disparity-in-focus"
SYNTHETIC = "synthetic"
QUALITIES = ("green", "amber", "red", "own figures", "own records", SYNTHETIC)
IN_ONE_LINE = 3
LONG_WORD = re.compile(r"(\S{30,})")
SOURCE = own("Source:")
SOURCES = own("Source: %(count)s publications, %(quoted)s of them second hand")
DRAWN_ON = own("Every publication that this page draws on (%(kinds)s)")
RAW_FILES = own("Raw files with their checksums (%(count)s)")


class Citable(Protocol):
    """What a table needs of a source: see :class:`helpers.data.register.Source`.

    One whose title is not English has a ``title_language`` and a ``title_in_citation`` too.
    """

    path: str
    citation: str
    second_hand: str
    licence: str
    quality: str
    known_problems: tuple[str, ...]
    sha256: str


def table(
    rows: pd.DataFrame,
    caption: str,
    columns: Mapping[str, str | Column],
    name: str,
    *,
    suffix: str = "",
    sources: Iterable[Citable] = (),
    note: str = "",
) -> Shown:
    """A table with a caption, scoped headers, units in its headers and a source line.

    The columns given as text are words, the first of them the row's header; those given as
    :class:`Column` are figures, and each figure is recorded as a number with the id
    ``<name>.<column>.<row header>[.<suffix>]``. A symbol stands for a missing figure, and after one
    that is low or of low reliability; each symbol that is shown has a footnote. A ``source`` column
    in ``rows`` is recorded with each number of its row. The same rows without markup, limits and
    the symbols after figures in columns of their own, are carried along as a sheet.

    Raises
    ------
    ValueError
        Two rows have the same header, which would give two numbers the same id; or a missing figure
        has an unknown symbol.
    """
    cited = list(sources)
    caption = captioned(caption, cited)
    keys = _row_keys(rows, columns, name)
    records = rows[[*columns, *(c for c in rows if c not in columns)]].to_dict("records")
    cells = [
        (record, column, shown, ".".join(filter(None, (name, column, key, suffix))))
        for key, record in zip(keys, records, strict=True)
        for column, shown in columns.items()
        if isinstance(shown, Column)
    ]
    numbers = [_number(*cell, cited) for cell in cells]
    symbols = [
        instead(record, column, shown.absent)
        or beside(number, [record[events] for events in shown.events])
        for (record, column, shown, _), number in zip(cells, numbers, strict=True)
    ]
    waiting = zip(numbers, symbols, strict=True)
    body = [
        [_cell(record, column, shown, waiting) for column, shown in columns.items()]
        for record in records
    ]
    headers = [laid_out.label(shown) for shown in columns.values()]
    figures = [place for place, shown in enumerate(columns.values()) if isinstance(shown, Column)]
    plain = rows[list(columns)].to_string(index=False)
    return Shown(
        _with_titles_marked(frame(caption, headers, body, figures, note), cited)
        + source_line(cited),
        plain,
        tuple(n for n in numbers if not missing(n.value)),
        (
            sheets.sheet(
                ".".join(filter(None, (name, suffix))),
                caption,
                laid_out.parts(rows, columns, numbers, symbols),
                note,
                [(source.citation, source.licence) for source in cited],
            ),
        ),
    )


def sources_table(sources: Iterable[Citable]) -> Shown:
    """What the figures were taken from, how good each publication is and what is wrong with it.

    One row per publication, folded behind a summary that counts them by quality.
    """
    sources = list(sources)
    files = pd.DataFrame(
        {
            "citation": source.citation,
            "licence": source.licence,
            "quality": source.quality,
            "problems": " ".join(source.known_problems) or "None known.",
        }
        for source in sources
    )
    publications = files.drop_duplicates(ignore_index=True)
    columns = {
        "citation": "Publication",
        "quality": "Quality",
        "problems": "Known problems",
        "licence": "Licence",
    }
    counts = publications["quality"].value_counts()
    kinds = ", ".join(f"{counts[kind]} {kind}" for kind in QUALITIES if kind in counts)
    shown = table(
        publications, "Publications, and what is known to be wrong with each", columns, ""
    )
    shown = replace(shown, html=_with_titles_marked(shown.html, sources))
    return folded(DRAWN_ON % {"kinds": kinds}, shown)


def captioned(caption: str, sources: Iterable[Citable]) -> str:
    """A caption, which says so first if anything in it was made up."""
    made_up = any(getattr(source, "quality", "") == SYNTHETIC for source in sources)
    return f"Synthetic: {caption}" if made_up else caption


def folded(summary: str, shown: Shown) -> Shown:
    """Something long that opens when its summary is chosen."""
    html = f"<details>\n<summary>{escape(summary, quote=False)}</summary>\n{shown.html}\n</details>"
    return Shown(html, f"{summary}\n{shown.plain}", shown.numbers, shown.tables)


def reproduction(parameters: Mapping[str, object], sources: Iterable[Citable]) -> Shown:
    """What the page was made from: parameters, version of the package, files with checksums."""
    settings = {key: str(value) for key, value in parameters.items()}
    settings |= {f"version of {PACKAGE}": version(PACKAGE)}
    chosen = pd.DataFrame({"setting": settings.keys(), "value": settings.values()})
    files = pd.DataFrame({"file": source.path, "sha256": source.sha256} for source in sources)
    settings_shown = {"setting": "Setting", "value": "Value"}
    supplied = any("/" not in file for file in files["file"])
    place = f"File in data/raw{', or supplied with this run' if supplied else ''}"
    files_shown = {"file": place, "sha256": "SHA-256 checksum"}
    checksums = table(files, "Raw files that this page was made from", files_shown, "")
    return together(
        table(chosen, "Parameters and version", settings_shown, ""),
        folded(RAW_FILES % {"count": len(files)}, checksums),
    )


def _row_keys(rows: pd.DataFrame, columns: Mapping[str, str | Column], name: str) -> list[str]:
    headers = [column for column, shown in columns.items() if isinstance(shown, str)]
    for count in range(1, len(headers) + 1):
        texts = rows[headers[:count]].astype(str).agg(" ".join, axis=1)
        keys = texts.map(slug).tolist()
        if len(set(keys)) == len(keys):
            return keys
    raise ValueError(f"table {name}: two rows have the same header")


def _number(record: Mapping, column: str, shown: Column, id: str, cited: list[Citable]) -> Number:
    header = next(iter(record.values()))
    lines = str(record.get("source") or "").split(";")
    paths = [source.path for source in cited]
    known = {line.partition(":")[0] for line in lines}
    return Number(
        id,
        f"{sheets.spelt_out(shown.label)}: {header}",
        record[column],
        shown.unit,
        record.get(shown.lower),
        record.get(shown.upper),
        shown.confidence,
        shown.method,
        tuple(filter(None, lines)) + tuple(path for path in paths if path not in known),
        decimals=shown.decimals,
    )


def _cell(
    record: Mapping, column: str, shown: str | Column, waiting: Iterator[tuple[Number, str]]
) -> str:
    if isinstance(shown, str):
        text = str(record[column])
        return "".join(map(_breakable, LONG_WORD.split(text))) if text else NOT_AVAILABLE
    number, symbols = next(waiting)
    return symbols if missing(number.value) else f"{marked(number, 'range')} {symbols}".rstrip()


def _breakable(words: str) -> str:
    """Words as HTML; one that is long may break anywhere."""
    said = escape(words, quote=False)
    return f'<span class="long">{said}</span>' if LONG_WORD.fullmatch(words) else said


def frame(
    caption: str,
    headers: Sequence[str],
    body: Sequence[Sequence[str]],
    figures: Collection[int],
    note: str = "",
) -> str:
    """The HTML of a table: caption, scoped headers, scrolling region, footnotes.

    Parameters
    ----------
    body
        Rows of cells that are HTML already; the first cell of a row is its header.
    figures
        Positions of the columns that hold figures, which are set flush right.
    """
    styles = [' class="figure"' if place in figures else "" for place in range(len(headers))]
    head = "".join(
        f'<th scope="col"{style}>{escape(header, quote=False)}</th>'
        for header, style in zip(headers, styles, strict=True)
    )
    inner = "\n".join(_line(cells, styles) for cells in body)
    return (
        f'<div class="table" role="region" aria-label="{escape(caption)}" tabindex="0">\n'
        f"<table>\n<caption>{escape(caption, quote=False)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{inner}\n</tbody>\n</table>\n</div>"
        + footnotes(inner, note)
    )


def _line(cells: Sequence[str], styles: Sequence[str]) -> str:
    rest = zip(cells[1:], styles[1:], strict=True)
    shown = "".join(f"<td{style}>{cell}</td>" for cell, style in rest)
    return f'<tr><th scope="row">{cells[0]}</th>{shown}</tr>'


def source_line(sources: Iterable[Citable]) -> str:
    """The citations of the sources as HTML, or nothing: one line, or from four on a folded list."""
    by_citation = {source.citation: source for source in sources}
    citations = [escape(citation, quote=False) for citation in by_citation]
    if not citations:
        return ""
    if len(citations) <= IN_ONE_LINE:
        line = f'\n<p class="source">{SOURCE} {"; ".join(citations)}.</p>'
        return _with_titles_marked(line, by_citation.values())
    quoted = sum(bool(source.second_hand) for source in by_citation.values())
    summary = SOURCES % {"count": len(citations), "quoted": quoted or "none"}
    items = "\n".join(f"<li>{citation}.</li>" for citation in citations)
    return (
        f'\n<details class="source">\n<summary>{summary}</summary>\n'
        f"<ul>\n{_with_titles_marked(items, by_citation.values())}\n</ul>\n</details>"
    )


def _with_titles_marked(html: str, sources: Iterable[Citable]) -> str:
    """The HTML with the language on each title of the sources that is not English."""
    for source in sources:
        if language := getattr(source, "title_language", ""):
            title = escape(source.title_in_citation, quote=False)
            html = html.replace(f"“{title}”", f'“<span lang="{language}">{title}</span>”')
    return html
