"""Hides how a page becomes a PDF that screen readers can read, and what has to be installed."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from logging.handlers import QueueHandler
from queue import SimpleQueue
from typing import TYPE_CHECKING
from warnings import catch_warnings

from helpers.run.parameters import ParameterError

if TYPE_CHECKING:
    from pydyf import PDF, Dictionary
    from weasyprint import Document

AUTHOR = "The contributors to Race disparity in focus, rebuilt"
STANDARD = "pdf/ua-1"
BESIDE_THE_PAGE = re.compile(r'(<a\b[^>]*\bhref=")(?!#|https:|mailto:)')
LONG_WORD = re.compile(r"(\S{60})\S+")
POINTS_PER_PIXEL = 0.75


def check_library() -> None:
    """Refuse what cannot be done here: WeasyPrint needs a package and system libraries.

    Raises
    ------
    ParameterError
        Either is missing; the message names it and the remedy.
    """
    try:
        with redirect_stdout(io.StringIO()), catch_warnings(action="ignore"):
            from weasyprint.text.ffi import harfbuzz_subset
        if harfbuzz_subset is None:  # WeasyPrint would do without, and write the time into fonts
            raise OSError("cannot load library 'libharfbuzz-subset-0'")
    except ImportError as error:
        raise ParameterError(
            f"--pdf: the Python package {error.name or 'weasyprint'} is not installed. "
            "Run `pip install '.[pdf]'` in this folder."
        ) from error
    except OSError as error:
        raise ParameterError(
            f"--pdf: WeasyPrint {str(error).partition(':')[0]}. Install Pango and HarfBuzz "
            "(Debian: `apt-get install libpangoft2-1.0-0 libharfbuzz-subset0`)."
        ) from error


def write_pdf(page: str) -> bytes:
    """A page as tagged PDF, which stands in the folder of its files: the same on every run.

    The bytes depend on the page, on the versions of WeasyPrint and Pango, and on the fonts of the
    machine, which are embedded. Links to files beside the page lead one folder up. The work is
    done by WeasyPrint, https://weasyprint.org; the standard is ISO 14289-1:2014 (PDF/UA-1).

    Raises
    ------
    ValueError
        The page would have to fetch something, or something on it cannot be drawn or has no
        alt text.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
    with _no_errors():
        try:
            document = HTML(string=BESIDE_THE_PAGE.sub(r"\1../", page), url_fetcher=fetcher).render(
                pdf_variant=STANDARD
            )
        except FatalURLFetchingError as error:
            raise ValueError(f"PDF: {_short(str(error))}") from error
        document.metadata.authors = [AUTHOR]
        return document.write_pdf(pdf_variant=STANDARD, pdf_identifier=True, finisher=_finish)


@contextmanager
def _no_errors() -> Iterator[None]:
    """What WeasyPrint logs as an error and leaves out of the PDF is an error."""
    logger, met = logging.getLogger("weasyprint"), SimpleQueue()
    handler = QueueHandler(met)
    handler.setLevel(logging.ERROR)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    told = [_short(met.get().getMessage()) for _ in range(met.qsize())]
    if told:
        raise ValueError(f"PDF: {'; '.join(told)}")


def _short(reason: str) -> str:
    return LONG_WORD.sub(r"\1…", reason)


def _finish(_document: Document, pdf: PDF) -> None:
    """Add what the standard asks for and WeasyPrint 70 leaves out."""
    root = _found(pdf, pdf.catalog["StructTreeRoot"])
    _scope_headers(pdf, root)
    _wrap_list_items(pdf)
    _place_figures(pdf)
    _take_out_page_numbers(pdf, root)


def _scope_headers(pdf: PDF, root: Dictionary) -> None:
    """Say of each header cell what it heads, and list the cells by their identifiers."""
    from pydyf import Array, Dictionary

    headers = [element for element in _elements(pdf) if element["S"] == "/TH"]
    for header in headers:
        part = _found(pdf, _found(pdf, header["P"])["P"])
        header["A"]["Scope"] = "/Column" if part["S"] == "/THead" else "/Row"
    headers.sort(key=lambda header: header["ID"].data)
    names = [entry for header in headers for entry in (header["ID"], header.reference)]
    root["IDTree"] = Dictionary({"Names": Array(names)})


def _wrap_list_items(pdf: PDF) -> None:
    """Let an item of a list hold its label and its body only: its paragraphs are its body."""
    for element in _elements(pdf):
        if element["S"] == "/P" and _found(pdf, element["P"])["S"] == "/LI":
            element["S"] = "/LBody"


def _place_figures(pdf: PDF) -> None:
    """Give the place of a figure in points from the foot of its sheet, not pixels from its head."""
    for figure in _elements(pdf):
        if figure["S"] == "/Figure":
            left, top, right, bottom = (side * POINTS_PER_PIXEL for side in figure["A"]["BBox"])
            height = _found(pdf, figure["Pg"])["MediaBox"][3]
            figure["A"]["BBox"][:] = left, height - bottom, right, height - top


def _take_out_page_numbers(pdf: PDF, root: Dictionary) -> None:
    """Mark what no reading order leads to, which are the page numbers, as no part of the text."""
    from pydyf import Dictionary

    document = _found(pdf, root["K"][0])
    read = set(document["K"])
    owned = _found(pdf, root["ParentTree"])["Nums"][1::2]
    for page, owners in zip(pdf.page_references, owned, strict=False):
        drawn = _found(pdf, _found(pdf, page)["Contents"]).stream
        for mark, owner in enumerate(owners):
            while (above := _found(pdf, owner)["P"]) != document.reference:
                owner = above
            if owner not in read:
                place = drawn.index({"MCID": mark})
                drawn[place - 1 : place + 1] = ["/Artifact", Dictionary({"Type": "/Pagination"})]
                owners[mark] = "null"


def _elements(pdf: PDF) -> list[Dictionary]:
    return [
        one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/StructElem"
    ]


def _found(pdf: PDF, reference: bytes) -> Dictionary:
    return pdf.objects[int(reference.split()[0])]
