"""Hides how nbconvert makes the body of a page out of an executed notebook."""

from __future__ import annotations

import re
from functools import cache

import nbformat
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

from helpers.page.templates import TEMPLATES
from helpers.run.made import ReportError

HTML = "text/html"
NOTEBOOK_ONLY = "notebook-only"
PLACE = re.compile(r"\{(\w+)\}")
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def body_of(notebook: nbformat.NotebookNode) -> str:
    """What the cells say and show, and their code, in the order of the notebook.

    A parameter's name in braces in a Markdown cell (``{police_force}``) becomes its value. HTML
    that stands in a Markdown cell becomes text.

    Raises
    ------
    ReportError
        A Markdown cell names a parameter that was not given.
    """
    exporter = _exporter()
    exporter.register_filter("markdown2html", _markdown)
    # NOTE: HTMLExporter's own would parse the page again for alt texts, which check_page demands.
    body, _ = TemplateExporter.from_notebook_node(exporter, _filled(notebook))
    return body


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        config=Config({"TagRemovePreprocessor": {"remove_cell_tags": [NOTEBOOK_ONLY]}}),
        template_name="report",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        optimistic_validation=True,
    )


def _filled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with parameters in the places that its Markdown cells have for them.

    Of its outputs it has what a page shows, not the numbers and tables that come with that.
    """
    given = notebook.metadata.get("papermill", {}).get("parameters", {})

    def value(place: re.Match) -> str:
        if place[1] not in given:
            known = ", ".join(given) or "none"
            raise ReportError(f"a Markdown cell names {place[0]}: no parameter. Known: {known}.")
        return PUNCTUATION.sub(r"\\\1", str(given[place[1]]))

    cells = [
        {**cell, "outputs": _on_page(cell)} if "outputs" in cell else cell
        for cell in notebook.cells
    ]
    filled = nbformat.from_dict({**notebook, "cells": cells})
    for cell in filled.cells:
        if cell.cell_type == "markdown":
            cell.source = PLACE.sub(value, cell.source)
    return filled


def _on_page(cell: nbformat.NotebookNode) -> list[dict]:
    shown = [output for output in cell.outputs if "data" in output]
    return [{**output, "data": {HTML: output.data[HTML]}} for output in shown]


class _Renderer(IPythonRenderer):
    """Markdown as HTML; HTML and mermaid that stand in it become text."""

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre><code>{self.escape_html(code)}</code></pre>\n"


def _markdown(source: str) -> str:
    return MarkdownWithMath(_Renderer(escape=True, exclude_anchor_links=True)).render(source)
