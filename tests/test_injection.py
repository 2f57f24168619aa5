"""Text that tries to be HTML: wherever it comes from, it reaches the page as text or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace

import matplotlib.pyplot as plt
import nbformat.v4 as notebooks
import pandas as pd
import pytest
import yaml
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from helpers.page import (
    code,
    numbers,
    pictures,
    sentences,
    site,
    symbols,
    tables,
    templates,
    words,
)
from helpers.page.numbers import NUMBERS_MIME, Shown
from helpers.run import body, report
from helpers.run.downloads import NUMBERS, file_names
from helpers.run.parameters import ParameterError
from helpers.run.planning import plan

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "picture": '"><img src=x onerror=alert(1)>',
    "drawing": "<svg/onload=alert(1)>",
    "frame": "</title></style></code></pre></table><iframe src=//example.org>",
    "link": "<a href=javascript:alert(1)>more</a>",
    "form": "<form action=//example.org><button>more</button></form>",
    "style": "<style>main{display:none}</style>",
    "refresh": "<meta http-equiv=refresh content=0;url=//example.org>",
    "attribute": '" onfocus="alert(1)" tabindex="1',
    "base": "<base href=//example.org><!--",
}
HARMLESS = "harmless"
SOURCE = SimpleNamespace(path="a/b.csv", citation="", licence="", quality="green", sha256="0")


def published(*cells: object) -> str:
    title = notebooks.new_markdown_cell("# Who was fined?")
    return report.publish(notebooks.new_notebook(cells=[title, *cells]), "trial").page


def code_cell(source: str, *outputs: object):
    return notebooks.new_code_cell(source, execution_count=1, outputs=list(outputs))


def showing(data: dict, kind: str = "execute_result") -> str:
    count = {"execution_count": 1} if kind == "execute_result" else {}
    return published(code_cell("show()", notebooks.new_output(kind, data, **count)))


def shown(thing: Shown) -> str:
    return showing(thing._repr_mimebundle_())


def markdown(source: str) -> str:
    return published(notebooks.new_markdown_cell(source))


def a_table(label="Asian", column="Group", caption="Notices", note="", citation="") -> str:
    source = SimpleNamespace(**{**vars(SOURCE), "citation": citation or "APCC"})
    rows = pd.DataFrame({"group": [label]})
    return shown(tables.table(rows, caption, {"group": column}, "x", sources=[source], note=note))


def a_chart(caption: str = "Notices", finding: str = "More to one group") -> str:
    figure = plt.figure(figsize=(1, 1))
    behind = Shown("<p>7</p>", "")
    told = {"caption": caption, "finding": finding, "behind": behind, "sources": ()}
    chart = pictures.publish(lambda _: figure, "Chart of notices", "Highest: White, 7.", [], told)
    plt.close(figure)
    return shown(chart)


def downloads(**changed: str) -> str:
    file = {"href": "trial/a.csv", "label": "Notices", "format": "CSV", "size": 12_000}
    return site.page("<h1>Who?</h1>", "trial", [site.Download(**{**file, **changed})])


def in_the_index(text: str) -> str:
    return site.index([site.Entry("trial", text, text, text, text)])


PLACES: dict[str, Callable[[str], str]] = {
    "parameter": lambda text: shown(tables.reproduction({"police_force": text}, [SOURCE])),
    "injected parameter": lambda text: published(code_cell(f"police_force = {text!r}")),
    "column name": lambda text: a_table(column=text),
    "label": lambda text: a_table(label=text),
    "caption of a table": lambda text: a_table(caption=text),
    "footnote": lambda text: a_table(note=text),
    "citation": lambda text: a_table(citation=text),
    "caption of a chart": lambda text: a_chart(caption=text),
    "finding of a chart": lambda text: a_chart(finding=text),
    "key finding": lambda text: shown(sentences.findings(sentences.say("{who}", who=text))),
    "heading of a finding": lambda text: shown(sentences.finding("Most: {who}", who=text)),
    "heading of a section": lambda text: markdown(f"## On {text}"),
    "title": lambda text: report_titled(text),
    "Markdown": lambda text: markdown(f"Most of {text} was."),
    "HTML in Markdown": lambda text: markdown(text),
    "mermaid in Markdown": lambda text: markdown(f"```mermaid\ngraph TD; A[{text}]\n```"),
    "name of a report": lambda text: site.page("<h1>Who?</h1>", text),
    "label of a download": lambda text: downloads(label=text),
    "format of a download": lambda text: downloads(format=text),
    "index": in_the_index,
}
each_place = pytest.mark.parametrize("place", PLACES)
each_payload = pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)


def report_titled(text: str) -> str:
    cells = [notebooks.new_markdown_cell(f"# Who was {text}?")]
    return report.publish(notebooks.new_notebook(cells=cells), "trial").page


class Structure(HTMLParser):
    """The tags of a page with the names of their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.text = ""
        self.values: list[str] = []
        self.feed(html)
        self.close()
        self.text = "\n".join([self.text, *self.values])

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *sorted(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data):
        self.text += data


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The files beside a page by name alone; to write them takes long, and no page shows them."""

    def named(name, title, numbers, sheets):
        return {NUMBERS: b""} | dict.fromkeys(file_names(sheets), b"")

    monkeypatch.setattr(report, "write_downloads", named)


@each_place
@each_payload
def test_a_payload_reaches_the_page_as_text(place, payload):
    as_long = re.sub(r"[^\w\s]", "x", payload)
    attacked, calm = (Structure(PLACES[place](text)) for text in (payload, as_long))
    assert attacked.tags == calm.tags
    assert payload in attacked.text or repr(payload)[1:-1] in attacked.text


@pytest.fixture
def unguarded(monkeypatch):
    """The page as it would be if nothing were escaped, cleaned or refused."""
    for module in (code, numbers, pictures, sentences, symbols, tables, words):
        monkeypatch.setattr(module, "escape", lambda text, quote=True: text)
    monkeypatch.setattr(code, "highlighted", code.highlighted.__wrapped__)
    known = templates._environment
    monkeypatch.setattr(
        templates, "_environment", lambda language: known(language).overlay(autoescape=False)
    )
    monkeypatch.setattr(site, "clean", lambda html: html)
    monkeypatch.setattr(report, "_check_outputs", lambda notebook: None)
    monkeypatch.setattr(report, "check_page", lambda body: None)
    monkeypatch.setattr(body, "_markdown", markdown2html_mistune)


def bites(place: str, payload: str) -> bool:
    return Structure(PLACES[place](payload)).tags != Structure(PLACES[place](HARMLESS)).tags


@each_place
def test_without_the_guards_some_payload_bites_in_each_place(place, unguarded):
    assert any(bites(place, payload) for payload in PAYLOADS.values())


@each_payload
def test_without_the_guards_each_payload_bites_in_some_place(payload, unguarded):
    assert any(bites(place, payload) for place in PLACES)


REFUSED = {
    "HTML": ("text/html", "{}"),
    "Styler": ("text/html", None),
    "JavaScript": ("application/javascript", "alert(1) // {}"),
    "mermaid": ("text/vnd.mermaid", "graph TD; A[{}]"),
    "Markdown": ("text/markdown", "{}"),
    "SVG": ("image/svg+xml", "<svg><text>{}</text></svg>"),
    "widget": ("application/vnd.jupyter.widget-view+json", "{}"),
}


@pytest.mark.parametrize("kind", ["execute_result", "display_data"])
@pytest.mark.parametrize("output", REFUSED)
def test_what_is_not_made_by_the_page_room_is_refused_with_its_cell(output, kind):
    mime, template = REFUSED[output]
    payload = PAYLOADS["script"]
    data = template.format(payload) if template else styled(payload)
    assert payload in data
    with pytest.raises(report.ReportError, match="cell 1 shows what is not made by helpers.page"):
        showing({mime: data}, kind)


def styled(text: str) -> str:
    return pd.DataFrame({text: [1]}).style.set_caption(text).to_html()


@pytest.mark.parametrize("output", ["HTML", "Styler"])
def test_without_the_guards_what_is_refused_would_bite(output, unguarded):
    mime, template = REFUSED[output]
    data = template.format(PAYLOADS["script"]) if template else styled(PAYLOADS["script"])
    assert ("script",) in Structure(showing({mime: data})).tags


@each_payload
def test_html_that_claims_to_come_from_the_page_room_is_cleaned(payload, monkeypatch):
    monkeypatch.setattr(report, "check_page", lambda body: None)
    page, calm = (
        Structure(showing({"text/html": payload, NUMBERS_MIME: []})),
        Structure(published()),
    )
    words = {word for tag in page.tags for word in tag} - {
        word for tag in calm.tags for word in tag
    }
    assert words <= {"alt", "b", "code", "details", "img", "p", "pre", "span", "summary"}


@pytest.mark.parametrize("address", [*PAYLOADS.values(), "javascript:alert(1)", "../../a.csv"])
def test_a_file_name_that_is_no_file_beside_the_page_is_not_linked(address):
    page, calm = Structure(downloads(href=address)).tags, Structure(downloads()).tags
    assert {tag for tag in page if tag not in calm} <= {("a",), ("details",), ("summary",)}
    assert ("a",) in page


@each_payload
def test_a_payload_as_the_name_of_a_report_is_refused_before_anything_runs(project, payload):
    listed = {"name": payload, "notebook": "notebooks/first.ipynb", "parameters": {}}
    (project / "reports.yml").write_text(yaml.safe_dump({"reports": [listed]}))
    with pytest.raises(ParameterError, match=re.escape(f"the name {payload!r} is not made of")):
        plan(project)


@each_payload
def test_a_payload_as_a_parameter_that_is_not_allowed_is_refused_by_name(project, payload):
    with pytest.raises(ParameterError, match=re.escape(f"police_force={payload}: not allowed")):
        plan(project, ["first"], {"police_force": payload})


def test_a_link_of_markdown_leads_to_no_script():
    page = markdown("[more](javascript:alert(1)) [site](https://example.org)")
    assert "javascript" not in page and '<a href="https://example.org">site</a>' in page


def test_without_the_guards_a_link_of_markdown_would_lead_to_a_script(unguarded):
    assert 'href="javascript:alert(1)"' in markdown("[more](javascript:alert(1))")


@pytest.mark.parametrize("kind", ["text/html", "text/markdown", ""])
def test_a_raw_cell_does_not_reach_the_page(kind):
    raw = notebooks.new_raw_cell("<p>harmless</p>", metadata={"raw_mimetype": kind})
    assert HARMLESS not in published(raw)
