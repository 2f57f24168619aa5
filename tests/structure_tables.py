"""Checks of a page's tables, their figures, groups and symbols: each lists the faults."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag
from structure import Check, Page, words

SYMBOLS = ("[c]", "[x]", "[z]", "[low]", "[u]")
LAST = {"Other": 1, "Not stated": 2, "Unknown": 2}
GROUPS = {"Asian", "Black", "Mixed", "White", *LAST}


def faults_of_tables(page: Page) -> list[str]:
    faults = []
    for table in page.dom("table"):
        caption = words(table.caption) if table.caption else ""
        named = f"table {caption[:60]!r}"
        region = table.find_parent("div", role="region")
        if not caption:
            faults.append("a table has no caption")
        if region is None or region.get("tabindex") != "0" or not region.get("aria-label"):
            faults.append(f"{named} is not in a named region that the keyboard reaches")
        rows = [row.find_all(["th", "td"], recursive=False) for row in table("tr")]
        if len({len(row) for row in rows}) != 1:
            faults.append(f"{named} has rows of different lengths")
        if [cell.name for cell in rows[0]] != ["th"] * len(rows[0]):
            faults.append(f"{named} has a column without a header")
        faults += [
            f"{named}: the header {words(cell)!r} has scope {cell.get('scope')!r}"
            for place, row in enumerate(rows)
            for cell in row
            if cell.name == "th" and cell.get("scope") != ("row" if place else "col")
        ]
        faults += [f"{named}: a row has no header" for row in rows[1:] if row[0].name != "th"]
        faults += [
            f"{named}: an empty {cell.name}" for row in rows for cell in row if not words(cell)
        ]
    return faults


def columns(table: Tag) -> Iterator[tuple[Tag, list[Tag]]]:
    """The header and the cells of each column."""
    rows = [row.find_all(["th", "td"], recursive=False) for row in table("tr")]
    for cells in zip(*rows, strict=False):
        yield cells[0], list(cells[1:])


def faults_of_figure_columns(page: Page) -> list[str]:
    """Figures flush right, header too, with separators between thousands, and their unit said."""
    right = re.search(r"\.figure\s*{[^}]*text-align:\s*right", page.style)
    faults = [] if right else ["the style does not set figures flush right"]
    for table in page.dom("table"):
        named = f"table {words(table.caption)[:60]!r}" if table.caption else "a table"
        for header, cells in columns(table):
            marked = [cell for cell in [header, *cells] if "figure" in cell.get("class", [])]
            only = all(_is_figure(cell) for cell in cells) and any(cell("data") for cell in cells)
            if marked and len(marked) != len(cells) + 1:
                faults.append(f"{named}: {words(header)!r} is flush right in part")
            if only and not marked and cells[0].name == "td":
                faults.append(f"{named}: the figures under {words(header)!r} are not flush right")
        faults += [
            f"{named}: {words(figure)} has no separator"
            for figure in table("data")
            if re.search(r"(?<![\d.,])\d{4,}", words(figure)) and not _is_year(figure)
        ]
    return faults


def _is_figure(cell: Tag) -> bool:
    rest = "".join(part.get_text() for part in cell.contents if getattr(part, "name", "") != "data")
    return bool(re.fullmatch(r"\s*(?:\[\w+\])*\s*", rest))


def _is_year(figure: Tag) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", words(figure)))


def faults_of_group_order(page: Page) -> list[str]:
    """Ethnic groups by alphabet, then Other, then Not stated and Unknown."""
    faults = []
    for table in page.dom("table"):
        for header, cells in columns(table):
            groups = list(dict.fromkeys(words(cell) for cell in cells if words(cell) in GROUPS))
            wanted = sorted(groups, key=lambda group: (LAST.get(group, 0), group))
            if groups != wanted:
                caption = words(table.caption) if table.caption else ""
                faults.append(f"table {caption[:60]!r}, {words(header)!r}: {groups}, not {wanted}")
    return faults


def faults_of_footnotes(page: Page) -> list[str]:
    """Each symbol that a table shows is explained right under it, and no other is."""
    faults = []
    for table in page.dom("table"):
        region = table.find_parent("div", role="region") or table
        after = region.find_next_sibling()
        note = words(after) if after is not None and "note" in after.get("class", []) else ""
        shown = {s for s in SYMBOLS if any(s in words(cell) for cell in table(["td", "th"]))}
        told = {s for s in SYMBOLS if re.search(rf"{re.escape(s)}:? \w", note)}
        named = f"table {words(table.caption)[:60]!r}" if table.caption else "a table"
        faults += [f"{named} shows {s} and does not explain it" for s in sorted(shown - told)]
        faults += [f"{named} explains {s} and does not show it" for s in sorted(told - shown)]
        bare = re.findall(
            r"\[\w+\]", " ".join(words(cell) for cell in table("td", class_="figure"))
        )
        faults += [f"{named}: {s} is not a symbol" for s in sorted(set(bare) - set(SYMBOLS))]
    return faults


TABLE_CHECKS: dict[str, Check] = {
    "a table has a caption, scoped headers and no empty cell": faults_of_tables,
    "figures stand flush right with separators between thousands": faults_of_figure_columns,
    "ethnic groups stand by alphabet, Other and Unknown last": faults_of_group_order,
    "each symbol that is shown has a footnote and no other has": faults_of_footnotes,
}
