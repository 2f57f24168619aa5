"""Checks of the files beside a page: each lists the faults."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from structure import Check, Page, words

# after the Race Disparity Unit's pages: what matters first, how to check it last
ORDER = [
    ["Key findings"],
    ["Things you need to know"],
    [
        "What is counted",
        "Finding: …",
        "Does it depend on our choices?",
        "What this cannot tell you",
    ],
    ["How it is measured"],
    ["Published figures, checked"],
    ["Where the figures come from"],
    ["Downloads"],
    ["Edition history"],
    ["Reproduce this page"],
]
FORMATS = {".csv": "CSV", ".xlsx": "XLSX", ".ods": "ODS", ".pdf": "PDF"}


def faults_of_downloads(page: Page) -> list[str]:
    """Every file beside the page is offered once, with its format and its size."""
    if not page.is_report:
        return []
    heading = page.dom.find("h2", id="downloads")
    section = heading.find_all_next("a") if heading else []
    prefix = f"{page.files.name}/"
    offered = [link for link in section if link["href"].startswith(prefix)]
    offered = [link for link in offered if not link.find_parent("footer")]
    addresses = [link["href"].removeprefix(prefix) for link in offered]
    kept = {
        path.relative_to(page.files).as_posix(): path.stat().st_size
        for path in page.files.rglob("*")
        if path.is_file()
    }
    faults = [f"{one} is not offered" for one in sorted(set(kept) - set(addresses))]
    faults += [f"{one} is offered twice" for one in set(addresses) if addresses.count(one) > 1]
    for link, address in zip(offered, addresses, strict=True):
        form = FORMATS.get(Path(address).suffix, "an unknown format")
        size = f"{-(-kept.get(address, 0) // 1000)} kB"
        if not re.search(rf"\(.*\b{form}\b.*, {size}\)$", words(link)):
            faults.append(f"the link {words(link)!r} does not say {form}, {size}")
    return faults


def faults_of_csvs(page: Page) -> list[str]:
    """UTF-8, one header row, the same width, no formula, no gap in a table."""
    return [
        f"{path.name}: {fault}"
        for path in (sorted(page.files.rglob("*.csv")) if page.is_report else [])
        for fault in _faults_of_csv(path.read_bytes(), gaps=path.name == "numbers.csv")
    ]


def _faults_of_csv(content: bytes, gaps: bool) -> Iterator[str]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield "not UTF-8"
        return
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    if text.startswith("\ufeff") or "\r" in text or not text.endswith("\n"):
        yield "a mark at its start, a carriage return, or no end of line"
    if not all(header) or len(set(header)) != len(header) or not rows:
        yield f"the header {header} has a gap or a name twice, or there are no rows"
    for row in rows:
        if len(row) != len(header):
            yield f"a row of {len(row)} cells under {len(header)} headers"
    for cell in (cell for row in [header, *rows] for cell in row):
        if re.match(r"[=+@\t\r]|-(?!\d+(?:\.\d+)?(?:e[+-]?\d+)?$)", cell):
            yield f"{cell[:40]!r} may be taken for a formula"
        if not cell.strip() and not gaps:
            yield "an empty cell"


FILE_CHECKS: dict[str, Check] = {
    "every file is offered with its format and size": faults_of_downloads,
    "a CSV has one header row, even rows and no formula": faults_of_csvs,
}
