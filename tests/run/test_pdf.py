"""The page as a tagged PDF: what a screen reader finds in it, and what it is never made with.

The dictionaries are those of ISO 32000-1:2008 (14.7 to 14.9); what must be in them is said by
ISO 14289-1 (PDF/UA-1) and, for header cells, by the Matterhorn Protocol 1.1, condition 15-003.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import tomllib
import urllib.request
import zlib
from pathlib import Path

import pytest

from helpers import cli
from helpers.commands.progress import Lines
from helpers.page.site import STYLES, TEMPLATES
from helpers.run import report
from helpers.run.batch import build
from helpers.run.parameters import ParameterError
from helpers.run.pdf import AUTHOR, check_library, write_pdf
from helpers.run.planning import plan

PROJECT = Path(__file__).parents[2]
COMMITTED = PROJECT / "reports" / "3_south_wales_recruitment_trend.html"
STYLE = "".join((TEMPLATES / name).read_text("utf-8") for name in STYLES)
try:
    check_library()
    MISSING = ""
except ParameterError as error:
    MISSING = str(error)
needs_weasyprint = pytest.mark.skipif(
    bool(MISSING) and os.environ.get("DISPARITY_BROWSER") != "required", reason=MISSING
)


def picture(inside=""):
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


BAR = '<rect width="5" height="5"/>'
LOADING, READING = (
    f'<image href="{address}"/>' for address in ("https://example.org/y.png", "file:///etc/hosts")
)
ALT = "Bars: “A” (Asian) is highest \\ 7."
TABLE = """<div class="table"><table><caption>Notices</caption>
<thead><tr><th scope="col">Group</th><th scope="col">Count</th><th scope="col">Rate</th></tr>
</thead>
<tbody><tr><th scope="row">Asian</th><td class="figure">7</td><td class="figure">1.5</td></tr>
<tr><th scope="row">White</th><td class="figure">9</td><td class="figure">0.5</td></tr></tbody>
</table></div>"""
CODE = '<details class="code"><summary>Code</summary><pre><code>rate = 1</code></pre></details>'
FRAME = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Who – was fined?</title><style>{style}</style></head><body>
<header><p><a href="index.html">Home</a></p></header>
<nav><ol><li><a href="#one">One</a></li></ol></nav><main>{main}</main></body></html>"""
MAIN = f"""<h1>Who was fined?</h1><ul class="findings"><li><p>One finding.</p></li></ul>
<h2 id="one">One</h2><p>See <a href="#two">two</a>, <a href="kent/numbers.csv">numbers</a> and
<a href="https://example.org/a?b=c">a source</a>.</p><figure><figcaption>Bars</figcaption>
<picture><source media="(max-width: 30rem)" srcset="{picture()}">
<img alt="{ALT}" src="{picture(BAR)}" width="70" height="70"></picture>
<details><summary>Behind</summary>{TABLE}</details></figure>{CODE}<h2 id="two">Two</h2>
<h3 id="three">Three</h3>"""


def html(main=MAIN, style=STYLE):
    return FRAME.format(style=style, main=main)


class Parts(dict):
    """The objects of a PDF by number, as text; streams inflated behind their dictionaries."""

    def __init__(self, pdf: bytes) -> None:
        stream = re.compile(
            rb"(\d+) 0 obj\n(<<(?:(?!endobj).)*?>>)\nstream\n(.*?)\nendstream", re.S
        )
        for number, head, body in stream.findall(pdf):
            body = zlib.decompress(body) if b"/FlateDecode" in head else body
            if b"/ObjStm" in head:
                self._unpack(body, int(re.search(rb"/First (\d+)", head)[1]))
            else:
                self[int(number)] = (head + b"\n" + body).decode("latin-1")

    def _unpack(self, body: bytes, first: int) -> None:
        numbers = [int(word) for word in body[:first].split()]
        ends = [*numbers[3::2], len(body)]
        for number, start, end in zip(numbers[::2], numbers[1::2], ends, strict=True):
            self[number] = body[first + start : first + end].decode("latin-1").strip()

    def holding(self, *words: str) -> list[str]:
        return [text for text in self.values() if all(word in text for word in words)]

    def elements(self, kind: str) -> list[str]:
        return self.holding(f"<</Type /StructElem/S /{kind}/")

    def kids(self, element: str) -> list[str]:
        listed = re.search(r"/K \[(.*?)\]", element)[1]
        return [self[int(number)] for number in re.findall(r"(\d+) 0 R", listed)]


def string(text: str, key: str) -> str:
    """The string behind a key: (literal), or <UTF-16 as hexadecimal digits>."""
    found = re.search(rf"/{key} (?:<([0-9a-f]+)>|\(((?:\\.|[^\\)])*)\))", text)
    if found[1]:
        return bytes.fromhex(found[1]).decode("utf-16")
    return re.sub(r"\\(.)", r"\1", found[2])


@pytest.fixture(scope="module")
def small():
    return write_pdf(html())


@pytest.fixture(scope="module")
def parts(small):
    return Parts(small)


@needs_weasyprint
def test_the_file_says_that_it_is_tagged_in_which_language_and_what_it_is_called(parts):
    (catalog,) = parts.holding("/Type /Catalog")
    assert "/MarkInfo <</Marked true>>" in catalog
    assert "/ViewerPreferences <</DisplayDocTitle true>>" in catalog
    assert "/StructTreeRoot" in catalog
    assert string(catalog, "Lang") == "en-GB"
    (information,) = parts.holding("/Producer")
    assert string(information, "Title") == "Who – was fined?"
    (described,) = parts.holding("/Type /Metadata")
    assert re.search(r"http://www.aiim.org/pdfua/ns/id/.*:part(=\"|>)1\b", described, re.S)


@needs_weasyprint
def test_the_author_is_the_one_to_cite_and_no_time_folder_or_machine_is_named(parts):
    assert f"name: {AUTHOR}\n" in (PROJECT / "CITATION.cff").read_text("utf-8")
    (information,) = parts.holding("<</Producer")
    assert string(information, "Author") == AUTHOR
    keys = set(re.findall(r"/(\w+) [(<]", information))
    assert keys == {"Author", "Producer", "Title"}
    (described,) = parts.holding("/Type /Metadata")
    assert "Date>" not in described
    assert not parts.holding(str(Path.home())) and not parts.holding("file:")


@needs_weasyprint
def test_headings_are_tagged_and_are_the_bookmarks(parts):
    tags = {kind: len(parts.elements(kind)) for kind in ("H1", "H2", "H3")}
    assert tags == {"H1": 1, "H2": 2, "H3": 1}
    titles = [string(text, "Title") for text in parts.holding("/Title", "/Parent", "/Dest")]
    assert sorted(titles) == ["One", "Three", "Two", "Who was fined?"]


@needs_weasyprint
def test_each_cell_names_its_two_headers_and_each_header_says_what_it_heads(parts):
    (table,) = parts.elements("Table")
    _, head, body = parts.kids(table)
    (first,) = (parts.kids(row) for row in parts.kids(head))
    assert all("/Scope /Column" in header for header in first)
    columns = [string(header, "ID") for header in first]
    for row in parts.kids(body):
        header, *cells = parts.kids(row)
        assert "/S /TH/" in header and "/Scope /Row" in header
        for cell, column in zip(cells, columns[1:], strict=True):
            named = re.search(r"/Headers \[(.*?)\]", cell)[1]
            assert re.findall(r"\((.*?)\)", named) == [string(header, "ID"), column]


@needs_weasyprint
def test_the_headers_stand_in_the_tree_of_identifiers_in_order(parts):
    (root,) = parts.holding("/Type /StructTreeRoot")
    tree = re.search(r"/IDTree <</Names \[(.*?)\]>>", root)[1]
    entries = re.findall(r"\(([\d-]+)\) (\d+) 0 R", tree)
    assert [name for name, _ in entries] == sorted(name for name, _ in entries)
    assert {name: parts[int(number)] for name, number in entries} == {
        string(header, "ID"): header for header in parts.elements("TH")
    }


def in_tables(parts):
    return [kid for table in parts.elements("Table") for kid in parts.kids(table)]


@needs_weasyprint
def test_a_picture_is_the_wide_one_with_its_alt_text_on_the_sheet_of_its_caption(parts):
    (figure,) = parts.elements("Figure")
    assert string(figure, "Alt") == ALT
    (caption,) = [text for text in parts.elements("Caption") if text not in in_tables(parts)]
    assert re.search(r"/Pg \d+", caption)[0] == re.search(r"/Pg \d+", figure)[0]
    narrow = html(MAIN.replace(picture(BAR), picture()))
    assert Parts(write_pdf(narrow)) != parts
    assert Parts(write_pdf(html(re.sub(r"<source[^>]*>", "", MAIN)))) == parts


@needs_weasyprint
def test_the_place_of_a_figure_is_in_points_from_the_foot_of_the_sheet():
    """CSS Values 4, 6.2: a pixel is 3/4 of a point, a point 1/72 of an inch; A4 is 297 mm high."""
    style = "header, nav { display: none } @page { size: A4; margin: 18mm 16mm } body { margin: 0 }"
    style += " img { display: block; width: 96px; height: 48px }"
    (figure,) = Parts(write_pdf(html(f'<img alt="{ALT}" src="{picture(BAR)}">', style))).elements(
        "Figure"
    )
    left, top = 16 * 72 / 25.4, (297 - 18) * 72 / 25.4
    place = [float(side) for side in re.search(r"/BBox \[(.*?)\]", figure)[1].split()]
    assert place == pytest.approx([left, top - 36, left + 72, top], abs=1e-3)


@needs_weasyprint
def test_an_item_of_a_list_holds_its_label_and_its_body_only(parts):
    for item in parts.elements("LI"):
        assert [re.search(r"/S /(\w+)", kid)[1] for kid in parts.kids(item)] == ["Lbl", "LBody"]


@needs_weasyprint
def test_page_numbers_are_drawn_and_not_read(parts):
    (root,) = parts.holding("/Type /StructTreeRoot")
    owners = parts[int(re.search(r"/ParentTree (\d+) 0 R", root)[1])]
    pages = parts.holding("/Type /Page/")
    for page, numbers in zip(pages, re.findall(r"\[(.*?)\]", owners), strict=False):
        drawn = parts[int(re.search(r"/Contents (\d+) 0 R", page)[1])]
        assert drawn.count("/Artifact\n<</Type /Pagination>>\nBDC") == 1
        marks = {int(mark) for mark in re.findall(r"/MCID (\d+)", drawn)}
        owned = re.findall(r"\d+ 0 R|null", numbers)
        assert [mark for mark, owner in enumerate(owned) if owner == "null"] == [
            mark for mark in range(len(owned)) if mark not in marks
        ]


@needs_weasyprint
def test_links_lead_to_places_in_the_file_to_files_beside_it_and_to_sources(parts):
    links = parts.holding("/Subtype /Link")
    addresses = {string(link, "URI") for link in links if "/URI (" in link}
    assert addresses == {"../index.html", "../kent/numbers.csv", "https://example.org/a?b=c"}
    (inside,) = [link for link in links if "/URI (" not in link]
    assert string(inside, "Dest") == "two"
    assert all("/Contents" in link and "/StructParent" in link for link in links)


@needs_weasyprint
def test_folded_tables_are_printed_and_folded_code_and_navigation_are_not(small, parts):
    assert len(parts.elements("Table")) == 1
    assert write_pdf(html(MAIN.replace(CODE, ""))) == small
    without = re.sub("<nav>.*</nav>", "", html(), flags=re.DOTALL)
    assert write_pdf(without) == small


@needs_weasyprint
def test_every_font_is_embedded(parts):
    fonts = parts.holding("/Type /FontDescriptor")
    assert fonts and all("/FontFile" in font for font in fonts)


@needs_weasyprint
@pytest.mark.parametrize(
    ("main", "named"),
    [
        ('<img alt="x" src="https://example.org/x.png">', "https://example.org/x.png"),
        ('<img alt="x" src="HTTP://example.org/x.png">', "HTTP://example.org/x.png"),
        ('<img alt="x" src="file:///etc/hostname">', "file:///etc/hostname"),
        ('<p style="background: url(ftp://example.org/x.png)">x</p>', "ftp://example.org/x.png"),
        ('<link rel="stylesheet" href="https://example.org/x.css">', "https://example.org/x.css"),
        ('<style>@import "https://example.org/x.css";</style>', "https://example.org/x.css"),
        (f'<img alt="x" src="{picture(LOADING)}">', "Failed to render SVG image data:image/svg"),
        (f'<img alt="x" src="{picture(READING)}">', "Failed to render SVG image data:image/svg"),
        ('<img alt="x" src="beside.png">', "beside.png"),
        ('<img alt="x" src="data:image/png;base64,AAAA">', "data:image/png;base64,AAAA"),
        (f'<img alt="" src="{picture(BAR)}">', "has no required alt description"),
    ],
)
def test_what_would_be_fetched_or_cannot_be_drawn_or_read_out_is_refused(monkeypatch, main, named):
    asked, open_it = [], urllib.request.OpenerDirector.open

    def opened(self, request, *others, **named):
        asked.append(request.full_url)
        return open_it(self, request, *others, **named)

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", opened)
    with pytest.raises(ValueError, match=f"^PDF: .*{re.escape(named)}"):
        write_pdf(html(main))
    assert all(address.startswith("data:") for address in asked)


@pytest.fixture(scope="module")
def committed():
    return write_pdf(COMMITTED.read_text("utf-8"))


@needs_weasyprint
def test_a_committed_page_has_an_alt_text_for_each_figure_and_headers_for_each_cell(committed):
    page, found = COMMITTED.read_text("utf-8"), Parts(committed)
    figures, cells = found.elements("Figure"), found.elements("TD")
    assert len(figures) == page.count("<figure") > 3
    assert all(len(string(figure, "Alt")) >= 20 for figure in figures)
    assert len(cells) == page.count("<td") > 500
    assert all(len(re.findall(r"\([\d-]+\)", cell)) == 2 for cell in cells)
    assert all("/Scope /" in header for header in found.elements("TH"))


@needs_weasyprint
def test_the_bytes_are_the_same_at_another_time_and_place(committed, tmp_path):
    """Another time zone, hash seed, folder, language of the machine and day, in another process."""
    program = (
        "import sys, time; time.time = lambda: 1e9; from helpers.run.pdf import write_pdf; "
        "sys.stdout.buffer.write(write_pdf(sys.stdin.buffer.read().decode()))"
    )
    other = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4711", "LC_ALL": "C"}
    made = subprocess.run(
        [sys.executable, "-c", program],
        input=COMMITTED.read_bytes(),
        cwd=tmp_path,
        env={**os.environ, **other, "SOURCE_DATE_EPOCH": "1"},
        capture_output=True,
        check=True,
    )
    assert made.stdout == committed


class Without:
    """An importer on a machine that lacks what the error names."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def find_spec(self, name, *_):
        if name == "weasyprint":
            print("a long message of WeasyPrint's own")
            raise self.error


LACKING = [
    (
        ModuleNotFoundError("No module named 'weasyprint'", name="weasyprint"),
        "refused: --pdf: the Python package weasyprint is not installed. "
        "Run `pip install '.[pdf]'` in this folder.\n",
    ),
    (
        OSError("cannot load library 'libpango-1.0-0': libpango-1.0-0: cannot open"),
        "refused: --pdf: WeasyPrint cannot load library 'libpango-1.0-0'. Install Pango and "
        "HarfBuzz (Debian: `apt-get install libpangoft2-1.0-0 libharfbuzz-subset0`).\n",
    ),
]


@pytest.mark.parametrize(("error", "message"), LACKING, ids=["package", "library"])
def test_a_machine_without_weasyprint_or_pango_is_told_what_to_install_and_nothing_is_touched(
    project, monkeypatch, capsys, error, message
):
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Without(error), *sys.meta_path])
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))
    monkeypatch.setattr(sys, "argv", ["disparity", "build", "--pdf", "--out", str(project / "out")])
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == cli.REFUSED == 2
    assert capsys.readouterr() == ("", message)
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == before


def files(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def built(project, monkeypatch, pdf, of=None):
    """Build the first report; the PDF has the bytes given, or is what raises the error given."""

    def made(page):
        if isinstance(of, Exception):
            raise of
        return of

    monkeypatch.setattr(report, "write_pdf", made)
    plans = plan(project, ["first"])
    return next(build(plans, project / "out", project / "failed", lambda name: None, pdf))


def test_a_page_lists_its_pdf_where_there_is_one_and_a_build_without_takes_both_away(
    project, monkeypatch, capsys
):
    out, execute, ran = project / "out", report.papermill.execute_notebook, []

    def execute_once(*named, **others):
        ran[:] = ran or [execute(*named, **others)]
        return ran[0]

    monkeypatch.setattr(report.papermill, "execute_notebook", execute_once)
    assert built(project, monkeypatch, pdf=False).removed == []
    plain = files(out)
    assert built(project, monkeypatch, pdf=True, of=b"7" * 1_150_001).problem == ""
    page = (out / "first.html").read_text("utf-8")
    assert '<a href="first/first.pdf">This page to print or to send (tagged PDF, 1.2 MB)' in page
    assert files(out).keys() - plain.keys() == {"first/first.pdf"}
    failed = built(project, monkeypatch, pdf=True, of=ValueError("PDF: no picture"))
    assert failed.problem == "PDF: no picture"
    assert (out / "first.html").read_text("utf-8") == page
    assert files(out).keys() - plain.keys() == {"first/first.pdf"}
    outcome = built(project, monkeypatch, pdf=False)
    assert outcome.removed == [out / "first" / "first.pdf"]
    assert files(out) == plain
    Lines(1).end(outcome)
    assert "first.pdf was of the earlier page: removed. --pdf" in capsys.readouterr().out


@needs_weasyprint
def test_a_machine_that_cannot_cut_fonts_without_writing_the_time_is_refused(monkeypatch):
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    with pytest.raises(ParameterError, match="cannot load library 'libharfbuzz-subset-0'"):
        check_library()


@needs_weasyprint
def test_the_library_is_found_where_it_is_installed():
    assert check_library() is None
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    assert extras["optional-dependencies"]["pdf"] == ["weasyprint>=70,<71"]
