"""The committed pages against the list of what a page must be; and each check on damaged pages."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pandas as pd
import pytest
import yaml
from shapes import points
from structure import Page, read
from structure_files import FILE_CHECKS
from structure_pictures import PICTURE_CHECKS
from structure_tables import TABLE_CHECKS
from structure_text import TEXT_CHECKS, faults_of_pages_together

from helpers.page import Column, Number, findings, ranked_bars, say, table, together
from helpers.page.site import file_name, page
from helpers.run.downloads import listed, tables_of, write_downloads

REPORTS = Path(__file__).parents[1] / "reports"
PAGES = [read(path) for path in sorted(REPORTS.glob("*.html"))]
CHECKS = TEXT_CHECKS | PICTURE_CHECKS | TABLE_CHECKS | FILE_CHECKS
CODE = 'census = 2011  # one of: 2011, 2021\nlabel = "Census" if census else None'
SOURCES = [
    SimpleNamespace(
        path="made-up/a.csv", citation="Made up, 2020", licence="None", second_hand="", quality=""
    )
]
GROUPS = pd.DataFrame(
    {
        "ethnicity": ["Asian", "Black", "White", "Other", "Not stated"],
        "count": [1234.0, 16.0, 20202.0, 0.0, float("nan")],
        "ratio": [0.004, 8.36, 1.0, 0.0, float("nan")],
    }
)


def told() -> dict[str, str]:
    """What the notebook of a sound report shows, by its sections."""
    columns = {
        "ethnicity": "Ethnic group",
        "count": Column("Notices", "notices", absent="[z]"),
        "ratio": Column("Rate ratio", "ratio", events=("count",)),
    }
    behind = table(GROUPS, "Notices by group", columns, "trial", sources=SOURCES)
    chart = ranked_bars(
        GROUPS,
        label="ethnicity",
        value="count",
        unit="notices",
        axis="Notices",
        caption="Notices, drawn",
        finding="White recipients had most",
        behind=behind,
        sources=SOURCES,
    )
    most = Number("trial.most", "Most", 20202, "notices")
    said = [say(f"{word} group had {{most}} notices.", most=most) for word in ("One", "No", "A")]
    return {
        "Key findings": findings(*said),
        "Finding: many notices": together(behind, chart),
        "What is counted": say("Notices."),
    }


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Page:
    """A report without a fault, with its downloads beside it."""
    folder = tmp_path_factory.mktemp("sound")
    shown = told()
    sections = dict.fromkeys(
        [
            "Key findings",
            "Things you need to know",
            "What is counted",
            "Finding: many notices",
            "Does it depend on our choices?",
            "What this cannot tell you",
            "How it is measured",
            "Published figures, checked",
            "Where the figures come from",
            "Edition history",
            "Reproduce this page",
        ],
        "<p>Words.</p>",
    ) | {heading: part.html for heading, part in shown.items()}
    cell = f'<pre class="code">{CODE.replace(chr(34), "&quot;")}</pre>'
    body = "<h1>Who was fined?</h1>" + "".join(
        f"<h2>{heading}</h2>\n{html}\n{cell}\n" for heading, html in sections.items()
    )
    sheets = tables_of([one._asdict() for part in shown.values() for one in part.tables])
    numbers = [one.record() for part in shown.values() for one in part.numbers]
    files = write_downloads("trial", "Who was fined?", numbers, sheets)
    for file, content in files.items():
        path = folder / "trial" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in ("index.html", "accessibility.html"):
        (folder / name).write_text("")
    html = page(body, "trial", listed("trial", files, sheets))
    return Page(folder / "trial.html", html)


each_check = pytest.mark.parametrize("sentence", CHECKS)


@each_check
@pytest.mark.parametrize("page", PAGES, ids=[page.path.stem for page in PAGES])
def test_on_each_committed_page(sentence, page):
    assert CHECKS[sentence](page) == []


def test_titles_and_descriptions_tell_the_committed_pages_apart():
    rows = yaml.safe_load((REPORTS.parent / "reports.yml").read_text("utf-8"))["reports"]
    spoken = {one["name"]: one.get("languages", ["en-GB"]) for one in rows}
    spoken |= {"index": ["en-GB"], "accessibility": {*sum(spoken.values(), [])}}
    expected = {file_name(name, language) for name, all in spoken.items() for language in all}
    assert {page.path.name for page in PAGES} == expected
    assert faults_of_pages_together(PAGES) == []
    assert len(faults_of_pages_together([PAGES[0], PAGES[0]])) == 2


@each_check
def test_a_sound_page_has_no_fault(sentence, sound):
    assert CHECKS[sentence](sound) == []


def redrawn(edit: Callable[[str], str]) -> Callable[[str], str]:
    """The page with another first drawing."""

    def change(html: str) -> str:
        address = re.search(r'(?:src|srcset)="(data:image/svg\+xml[^"]*)"', html)[1]
        head, _, data = address.partition(",")
        plain = base64.b64decode(data).decode() if head.endswith("base64") else unquote(data)
        edited = edit(plain)
        assert edited != plain
        coded = base64.b64encode(edited.encode()).decode()
        return html.replace(address, f"data:image/svg+xml;base64,{coded}", 1)

    return change


def swapped(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=1, flags=re.DOTALL)


def added(new: str) -> Callable[[str], str]:
    """More at the end of the main part's first section."""
    return swapped(r"(?=<h2 id=\"things)", new)


ALT = r'alt="[^"]*"'
LONGER = "and so on " * 30
DAMAGES = {
    "a page says its language, its title and what it is about": [
        ("is neither", swapped('lang="en-GB"', 'lang="fr"')),
        ("title", swapped("<title>Who", "<title>What")),
        ("description", swapped('(name="description" content=)"[^"]*"', r'\1"Report"')),
    ],
    "a page has one first heading and skips no level": [
        ("2 headings", added("<h1>Again</h1>")),
        ("h2 is followed by h4", added('<h4 id="deep">Deep</h4>')),
        ("h3 is empty", added('<h3 id="none"> </h3>')),
    ],
    "a heading has at most 16 words": [
        ("h2 has 17 words", added(f'<h2 id="long">{"more " * 17}</h2>')),
        ("h3 has 17 words", added(f'<h3 id="long">{"more " * 17}</h3>')),
    ],
    "a page has one banner, one named navigation, one main part, one footer": [
        ("landmarks", swapped("<footer>.*?</footer>", "")),
        ("landmarks", added('<nav aria-labelledby="contents"></nav>')),
        ("nav has no name", swapped(' aria-labelledby="contents"', "")),
        ("outside main", swapped("</main>", '</main><h2 id="late">Late</h2>')),
    ],
    "the skip link comes first and leads to the main part": [
        ("no skip link", swapped('<a class="skip".*?</a>', "")),
        ("no skip link", swapped('class="skip" href="#content"', 'class="skip" href="#contents"')),
        ("no skip link", swapped("<body>", "<body><p>First</p>")),
    ],
    "the contents are the sections in their order": [
        ("differ", added('<h2 id="extra">Extra</h2>')),
        ("differ", swapped('<li><a href="#downloads">.*?</li>', "")),
    ],
    "anchors are unique, hold no figure, and every link on the page meets one": [
        ("stands twice", added('<h3 id="downloads">Downloads</h3>')),
        ("no anchor", swapped('<h2 id="downloads">', "<h2>")),
        ("no place", added('<a href="#nowhere">Here</a>')),
        ("holds the figure", added('<h3 id="rose-54-4"><data value="54.4">54.4</data></h3>')),
    ],
    "every link has words and leads to something": [
        ("has no words", added('<a href="index.html"> </a>')),
        ("not there", added('<a href="trial/gone.csv">Gone</a>')),
        ("not there", added('<a href="http://example.org/">Plain</a>')),
    ],
    "the policy allows inline style and data images and nothing else": [
        ("the policy is", swapped("default-src 'none'", "default-src 'self'")),
        ("the policy is", swapped("<meta http-equiv[^>]*>", "")),
    ],
    "nothing on a page runs, loads or is styled by itself": [
        ("<script> may not", added("<script>go()</script>")),
        ("<iframe> may not", added('<iframe title="a"></iframe>')),
        ("<object> may not", added("<object></object>")),
        ("<link> may not", swapped("<title>", '<link rel="stylesheet" href="a.css"><title>')),
        ("attribute onclick", swapped("<main", '<main onclick="go()"')),
        ("attribute style", swapped("<main", '<main style="color: red"')),
        ("loads", added('<img alt="" src="https://example.org/a.png">')),
        ("loads", swapped("<img ", '<img srcset="a.png 2x" ')),
        ("the style has", swapped("<style>", "<style>@import 'a.css';")),
        ("the style has", swapped("<style>", "<style>p { background: url(a.png); }")),
    ],
    "a page stays under 500 kB with under 20 kB of style": [
        ("the page has", added(f"<p>{'long ' * 100_000}</p>")),
        ("the style has", swapped("<style>", "<style>" + "p { margin: 0; }" * 1500)),
    ],
    "an alt text names kind, highest and lowest in 20 to 250 characters": [
        ("of 0 characters", swapped(ALT, 'alt=""')),
        ("characters", swapped(ALT, f'alt="Bar chart of {LONGER}. Highest: a, 1."')),
        ("repeats a title", swapped(ALT, 'alt="Notices, drawn"')),
        ("kind of picture", swapped('alt="Bar chart of', 'alt="Some colours for')),
        ("highest and lowest", swapped("Highest: [^\"]*", "")),
        ("two pictures", lambda html: html.replace("</figure>", "</figure>" + _figure(html), 1)),
    ],
    "a figure is caption, picture, source and the table behind it": [
        ("outside a figure", added('<img alt="Bar chart" src="data:image/png;base64,AA==">')),
        ("'picture', 'table']", swapped(r'<p class="source">[^<]*</p>(?=\s*<details>)', "")),
        ("'picture', 'source']", swapped("<details><summary>Table behind.*?</details>", "")),
        ("has ['picture'", swapped("<figcaption>.*?</figcaption>", "")),
        ("empty caption", swapped("<figcaption>.*?</figcaption>", "<figcaption></figcaption>")),
    ],
    "a drawing is level text in a system font and holds nothing that varies": [
        ("has the fonts", redrawn(swapped("Arial", "Comic Sans MS"))),
        ("single text", redrawn(swapped("(<style[^>]*>)", r"\1.c1{font-family:serif}"))),
        ("is turned", redrawn(swapped("<text ", '<text transform="rotate(90)" '))),
        ("has <metadata>", redrawn(swapped("</svg>", "<metadata>2026</metadata></svg>"))),
        ("has <image>", redrawn(swapped("</svg>", '<image href="a.png"/></svg>'))),
        ("has the id", redrawn(swapped("</svg>", '<g id="m5f2c"/></svg>'))),
        ("too pale", redrawn(swapped("<text ", '<text style="fill:#cccccc" '))),
        ("has no text", redrawn(lambda svg: re.sub("<text.*?</text>", "", svg))),
    ],
    "bars start at zero and are as long as their figures": [
        ("does not start at zero", redrawn(lambda svg: _longest_bar(svg, start=12))),
        ("long, where", redrawn(lambda svg: _longest_bar(svg, end=-60))),
        ("no figure stands", redrawn(swapped(">20,202</text>", ">much</text>"))),
        ("0 lines at zero", redrawn(lambda svg: svg.replace("#6f6f6f", "#ffffff"))),
    ],
    "a figure that is drawn or told is in the table behind": [
        ("20203", redrawn(swapped(">20,202</text>", ">20,203</text>"))),
        ("20203", swapped("Highest: White, 20,202", "Highest: White, 20,203")),
    ],
    "a table has a caption, scoped headers and no empty cell": [
        ("no caption", swapped("<caption>.*?</caption>", "")),
        ("no caption", swapped("<caption>.*?</caption>", "<caption> </caption>")),
        ("named region", swapped('role="region"', "")),
        ("named region", swapped('role="region" tabindex="0"|tabindex="0"', "")),
        ("has scope None", swapped(' scope="col"', "")),
        ("has scope 'col'", swapped('scope="row"', 'scope="col"')),
        ("no header", swapped('<th scope="row">(.*?)</th>', r"<td>\1</td>")),
        ("an empty th", swapped('(<th scope="col">).*?(?=</th>)', r"\1")),
        ("an empty td", swapped('(<td class="figure">).*?(?=</td>)', r"\1")),
        ("different lengths", swapped('<td class="figure">.*?</td>', "")),
        ("without a header", swapped('<th scope="col">(.*?)</th>', r"<td>\1</td>")),
    ],
    "figures stand flush right with separators between thousands": [
        ("in part", swapped('<td class="figure">', "<td>")),
        ("not flush right", lambda html: re.sub('(<t[dh][^>]*) class="figure"', r"\1", html)),
        ("no separator", swapped(">1,234<", ">1234<")),
        ("does not set", swapped(r"\.figure \{ text-align: right", ".figure { text-align: left")),
    ],
    "ethnic groups stand by alphabet, Other and Unknown last": [
        ("not ['Asian', 'Black'", lambda html: _exchanged(html, "Asian", "Black")),
        ("'Other', 'Not stated']", lambda html: _exchanged(html, "White", "Other")),
        ("'Other', 'Not stated']", lambda html: _exchanged(html, "Other", "Not stated")),
    ],
    "each symbol that is shown has a footnote and no other has": [
        ("shows [u] and does not", swapped(r"; \[u\] low reliability[^<]*", "")),
        ("shows [z] and does not", swapped('<p class="note">.*?</p>', "")),
        ("explains [c]", swapped('<p class="note">', '<p class="note">[c] confidential; ')),
        ("[q] is not a symbol", swapped(r"\[low\]", "[q]")),
    ],
    "the sections stand in reading order": [
        ("no section 'downloads'", swapped('<h2 id="downloads">', '<h2 id="files">')),
        ("comes after", lambda html: _exchanged(html, "downloads", "edition-history")),
        ("three to six", swapped('<ul class="findings">', "<ul>")),
        ("no sentence", swapped(r"notices\.</li>", "notices</li>")),
    ],
    "code is folded at the end of its section and can be copied": [
        ("not folded", added("<pre>census = 2011</pre>")),
        ("is followed by", added("<p>Late words.</p>")),
        ("cannot be run", swapped("census = 2011", "census = = 2011")),
        ("without a summary", swapped("<summary>Code of this section</summary>", "")),
    ],
    "every colour of text has contrast in light and in dark": [
        ("in light", swapped(r"--quiet: #\w+", "--quiet: #8a94a8")),
        ("in dark", swapped(r"(dark\) \{\s*:root \{ --comment: )#\w+", r"\1#505a6a")),
        ("--keyword on --tint", swapped(r"--keyword: #\w+", "--keyword: #d070a0")),
    ],
    "every file is offered with its format and size": [
        ("is not offered", swapped(r'<li><a href="trial/numbers\.csv">.*?</li>', "")),
        ("offered twice", swapped(r'(<li><a href="trial/numbers\.csv">.*?</li>)', r"\1\1")),
        ("does not say", swapped(r"\(CSV, \d+ kB\)", "(CSV, 999 kB)")),
        ("does not say", swapped(r"\(CSV, ", "(")),
    ],
}  # fmt: skip


def _figure(html: str) -> str:
    return re.search("<figure.*?</figure>", html, re.DOTALL)[0]


def _exchanged(html: str, one: str, other: str) -> str:
    for old, new in ((one, "\0"), (other, one), ("\0", other)):
        html = re.sub(rf'(?<=[>"]){old}(?=[<"])', new, html)
    return html


def _longest_bar(svg: str, start: float = 0, end: float = 0) -> str:
    """The drawing with a longest bar that starts later or ends earlier."""
    closed = re.findall(r"""d=["'](M[^"']*z)["']""", svg)
    boxes = {
        path: [f(side) for side in zip(*points(path), strict=True) for f in (min, max)]
        for path in closed
    }
    bars = {path: box for path, box in boxes.items() if box[0] > 0}
    longest = max(bars, key=lambda path: bars[path][1] - bars[path][0])
    left, right, top, bottom = bars[longest]
    left, right = left + start, right + end
    return svg.replace(longest, f"M{left} {top}L{right} {top}L{right} {bottom}L{left} {bottom}z")


@pytest.mark.parametrize(
    ("sentence", "fault", "damage"),
    [(sentence, *one) for sentence, several in DAMAGES.items() for one in several],
    ids=[
        f"{sentence}: {place}"
        for sentence, several in DAMAGES.items()
        for place, _ in enumerate(several, start=1)
    ],
)
def test_a_damaged_page_is_reported(sentence, fault, damage, sound):
    damaged = damage(sound.html)
    assert damaged != sound.html
    faults = CHECKS[sentence](sound._replace(html=damaged))
    assert [one for one in faults if fault in one], faults


def test_every_check_is_seen_to_fail():
    assert CHECKS.keys() - DAMAGES.keys() == {"a CSV has one header row, even rows and no formula"}


@pytest.mark.parametrize(
    ("fault", "content"),
    [
        ("not UTF-8", "a,b\n\xe9,1\n".encode("latin-1")),
        ("a mark at its start", b"\xef\xbb\xbfa,b\n1,2\n"),
        ("carriage return", b"a,b\r\n1,2\r\n"),
        ("a gap or a name twice", b"a,a\n1,2\n"),
        ("a gap or a name twice", b"a,\n1,2\n"),
        ("no rows", b"a,b\n"),
        ("3 cells under 2", b"a,b\n1,2,3\n"),
        ("formula", b"a,b\n=1+1,2\n"),
        ("formula", b"a,b\n+1,2\n"),
        ("formula", b"a,b\n@SUM(A1),2\n"),
        ("formula", b"a,b\n\t1,2\n"),
        ("formula", b"a,b\n-2+3,2\n"),
        ("empty cell", b"a,b\n-1,\n"),
    ],
)
def test_a_damaged_csv_is_reported(fault, content, sound, tmp_path):
    shutil.copytree(sound.path.parent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "trial" / "tables" / "late.csv").write_bytes(content)
    check = CHECKS["a CSV has one header row, even rows and no formula"]
    faults = check(sound._replace(path=tmp_path / "trial.html"))
    assert [one for one in faults if one.startswith("late.csv") and fault in one], faults


def test_a_file_that_no_page_offers_and_one_of_another_size_are_reported(sound, tmp_path):
    shutil.copytree(sound.path.parent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "trial" / "more.csv").write_text("a,b\n1,2\n")
    (tmp_path / "trial" / "numbers.csv").write_text("a,b\n" + "1,2\n" * 9_000)
    check = CHECKS["every file is offered with its format and size"]
    faults = check(sound._replace(path=tmp_path / "trial.html"))
    assert len(faults) == 2 and "more.csv" in faults[0] and "36 kB" not in faults[0]
