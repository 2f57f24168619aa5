"""The release gate: what it finds in which format, what it lets pass, what it refuses to open."""

from __future__ import annotations

import getpass
import hashlib
import io
import json
import socket
import zipfile
from pathlib import Path

import leaks
import pytest

from helpers.audit.exceptions import read_settings
from helpers.audit.gate import Finding, gate, granted, status
from helpers.audit.pieces import DEEPEST
from helpers.audit.rules import RULES
from helpers.data.errors import DataError
from helpers.run.exceptions import NOTHING_SAID, Days, Exempt, Settings, Threshold
from helpers.run.parameters import ParameterError

PROJECT = Path(__file__).parents[2]
USER, HOST = "jdoe42", "kent-laptop-7"

# Telephone numbers: Ofcom, numbers for drama use. Postcode: Royal Mail, postcode of Buckingham
# Palace. Key: the example of the AWS documentation.
PLANTED = {
    "e-mail address": "ask jane.doe@kent.example.org",
    "postcode": "of SW1A 1AA",
    "national insurance number": "with AB 12 34 56 C",
    "telephone number": "call 01632 960123",
    "date of birth": "on 14 May 1987",
    "absolute path": "in /srv/kent/notices.csv",
    "secret": "by AKIAIOSFODNN7EXAMPLE",
    "unfinished": "a dodgy figure",
    "not an edition": "Not yet an edition. Changed.",
    "user or machine name": f"made by {USER}",
}
OTHER_FORMS = [
    ("e-mail address", "o'neil+fines@police.uk"),
    ("e-mail address", "jane.doe [at] kent.example.org"),
    ("postcode", "M1 1AE"),
    ("postcode", "EC1A1BB"),
    ("postcode", "B33 8TH."),
    ("postcode", "sw1a 1aa"),
    ("postcode", "London/SW1A 1AA"),
    ("postcode", "SW1A-1AA"),
    ("national insurance number", "ab123456c"),
    ("national insurance number", "AB.12.34.56.C"),
    ("telephone number", "+44 1632 960123"),
    ("telephone number", "+44 (0)20 7946 0123"),
    ("telephone number", "(0161) 496 0123"),
    ("telephone number", "07700900123"),
    ("telephone number", "07700 900 123"),
    ("telephone number", "+33 1 99 00 12 34"),
    ("telephone number", "01632.960.123"),
    ("telephone number", "01632/960123"),
    ("telephone number", "01632–960123"),
    ("telephone number", "07 700 900 123"),
    ("telephone number", "Tel:01632 960123"),
    ("telephone number", "447700900123"),
    ("date of birth", "1987-05-14"),
    ("date of birth", "14/05/1987"),
    ("date of birth", "14.5.87"),
    ("date of birth", "14 / 05 / 1987"),
    ("date of birth", "14-May-1987"),
    ("date of birth", "14eg Mai 1987, 14 Mai 1987"),
    ("date of birth", "May 14th, 1987"),
    ("date of birth", "date_of_birth"),
    ("date of birth", "D.O.B."),
    ("absolute path", r"C:\Users\jdoe\notices.csv"),
    ("absolute path", r"\\kent-server\shared$\notices.csv"),
    ("absolute path", "~/notices/kent.csv"),
    ("absolute path", "file:///tmp/notices.csv"),
    ("secret", "-----BEGIN RSA PRIVATE KEY-----"),
    ("secret", "-----BEGIN OPENSSH PRIVATE KEY-----"),
    ("secret", f"ghp_{'a1B2' * 9}"),
    ("secret", f"github_pat_{'a1B2' * 20}"),
    ("secret", f"glpat-{'a1B2' * 5}"),
    ("secret", f"xoxb-{'1234567890-' * 2}abcdef"),
    ("secret", f"AIza{'a1B2_' * 7}"),
    ("secret", f"eyJ{'a1B2' * 4}.eyJ{'a1B2' * 4}.{'a1B2' * 6}"),
    ("secret", "https://jdoe:correcthorse@kent.example.org/"),
    ("secret", "Authorization: Bearer abcdefghijklmnop"),
    ("secret", "https://kent.example.org/?token=abcdef1234567890"),
    ("secret", "password = correcthorse"),
    ("secret", 'api_key: "correcthorse"'),
    ("not an edition", "Nid yw’n argraffiad eto."),
    ("unfinished", "TODO"),
    ("unfinished", "todo: ask"),
    ("unfinished", "TO DO"),
    ("unfinished", "TBC"),
    ("unfinished", "XXX"),
    ("unfinished", "final_draft_2"),
    ("unfinished", "first drafts"),
    ("unfinished", "FIXME"),
    ("unfinished", "DRAFT"),
    ("unfinished", "Cyfieithiad drafft"),
    ("user or machine name", HOST.upper()),
    ("user or machine name", "db01.kent.internal"),
    ("user or machine name", "printer.local"),
    ("user or machine name", "10.1.2.3"),
    ("user or machine name", "172.16.0.9"),
    ("user or machine name", "192.168.1.20"),
]
NEAR_MISSES = [
    hashlib.sha256(b"kent").hexdigest(),
    hashlib.sha1(b"kent").hexdigest(),
    "AKIA and ghp_ are the beginnings of keys",
    "the secretary's password",
    "12.5 34.6 07.1 20.3 12.3 45.6",
    "05 10 15 20 25",
    "020 of 1,234 and 5,678",
    "0.01632960123",
    "1632960123",
    "978-0-11-850000-0",
    "-1.2",
    "report-SW1A-1AA-2",
    "SW1A1AA_2",
    "E06000001",
    "report-SW1A1AA",
    "#AB12AB",
    "AA1 2 of 3",
    "QQ 12 34 56 A",
    "GB123456A",
    "27 March 2021",
    "1 January 2013",
    "2011-12 to 2012-13",
    "10.1.2012.3",
    "his birthday",
    "and/or/neither",
    "per 1,000/10,000/100,000",
    "https://www.gov.uk/home/office/statistics.csv",
    "data/raw/apcc-2020/claims.csv",
    "draughts, drafting, Todor",
    "axe-core@4.12.1",
    "rule @media print",
    "e1 4th of 5",
    "at 10:0123456789",
    "version 10.1.2 of 127",
    "8.8.8.8",
    "10.300.1.2",
    "a local matter. internal rules",
    "drafted and drafting",
    "rates of 1/2/3 and 5 - 6 in 2008",
    "look at [at] once",
]


@pytest.fixture(autouse=True)
def named_machine(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: USER)
    monkeypatch.setattr(socket, "gethostname", lambda: f"{HOST}.kent.example")


@pytest.fixture
def look(tmp_path):
    """Publish files beside a page that links each of them, and look through the folder."""

    def look_through(
        files: dict[str, bytes], settings: Settings = NOTHING_SAID, uses: dict | None = None
    ) -> list[Finding]:
        folder = tmp_path / "reports"
        links = "".join(f'<a href="{name}">file</a>' for name in files if name != "kent.html")
        for name, content in {"kent.html": leaks.page_with(links), **files}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return gate(folder, settings, ["kent"], uses)

    return look_through


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings if not finding.reason}


def file_of(form: str, text: str) -> dict[str, bytes]:
    suffix, make = leaks.FORMATS[form]
    return {"kent.html" if suffix == "html" else f"kent/notices.{suffix}": make(text)}


@pytest.mark.parametrize("rule", PLANTED)
@pytest.mark.parametrize("form", leaks.FORMATS)
def test_a_planted_text_is_found_in_every_format_and_not_repeated(look, form, rule):
    file = file_of(form, PLANTED[rule])
    found = [finding for finding in look(file) if finding.rule == rule]
    assert {finding.file for finding in found} == set(file)
    secret = PLANTED[rule].partition(" ")[2]
    assert rule in ("unfinished", "not an edition") or not any(
        secret in str(finding) for finding in found
    )


@pytest.mark.parametrize("form", leaks.FORMATS)
def test_a_harmless_text_is_found_in_no_format(look, form):
    own = {"XLSX hidden sheet": {"hidden"}, "XLSX comment": {"comment"}}
    own |= {"PDF attachment": {"hidden"}, "PNG private chunk": {"hidden"}}
    assert rules(look(file_of(form, "926 notices"))) == own.get(form, set())


@pytest.mark.parametrize(("rule", "text"), OTHER_FORMS, ids=[text for _, text in OTHER_FORMS])
def test_other_ways_to_write_it_are_found(look, rule, text):
    assert rule in rules(look({"kent/notices.csv": leaks.table(text)}))


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_only_looks_like_it_passes(look, text):
    page = leaks.page(text) + b'<a href="kent/notices.csv">file</a>'
    assert look({"kent/notices.csv": leaks.table(text), "kent.html": page}) == []


def test_invisible_characters_and_hard_spaces_hide_nothing(look):
    found = look(
        {"kent/notices.csv": leaks.table("SW1A\u00a01A\u00adA and jane\u200b@kent.example")}
    )
    assert rules(found) == {"postcode", "e-mail address"}


@pytest.mark.parametrize("name", ["01632 960123.csv", "SW1A 1AA/n.csv", "final_draft.csv"])
def test_the_name_of_a_file_is_looked_at_in_the_folder_and_in_a_zip(look, name):
    direct = look({f"kent/{name}": leaks.table("926")})
    zipped = look({"kent/n.zip": leaks.zipped({name: leaks.table("926")})})
    of_zip = [one for one in zipped if one.file == "kent/n.zip"]
    assert rules(direct) == rules(of_zip) != set()
    assert {one.place for one in of_zip} == {"name of member 1"}


def test_a_name_that_stands_twice_in_a_json_hides_nothing(look, tmp_path):
    content = b'{"a": "SW1A 1AA", "a": [{"a": "926"}], "jane@kent.example": 1}'
    found = look({"kent/n.json": content})
    assert [(one.place, one.rule) for one in found] == [
        ("value 1", "postcode"),
        ("value 3", "e-mail address"),
    ]


def test_words_on_two_lines_of_a_page_are_read_together(look):
    assert rules(look({"kent.html": leaks.page_with("<p>SW1A<br>1AA</p>")})) == {"postcode"}


def test_what_a_doctype_says_is_looked_at(look):
    said = b'<!DOCTYPE %s PUBLIC "jane.doe@kent.example.org" "x">'
    drawing = said % b"svg" + leaks.SVG.format("").encode()
    page = said % b"html" + b'<html><a href="kent/n.svg">x</a></html>'
    assert {one.file for one in look({"kent.html": page, "kent/n.svg": drawing})} == {
        "kent.html",
        "kent/n.svg",
    }


def test_a_class_may_be_called_draft_and_a_heading_may_not(look):
    assert look({"kent.html": leaks.page_with('<p class="draft">Final</p>')}) == []
    found = look({"kent.html": leaks.page_with('<h1 title="draft">Final</h1>')})
    assert [(one.place, one.rule) for one in found] == [("line 3, h1 title", "unfinished")]


def test_two_secrets_in_one_place_are_masked_in_each_others_excerpt(look):
    found = look({"kent/notices.csv": leaks.table("jane@kent.example john@kent.example")})
    assert [finding.excerpt for finding in found] == [f"j{'*' * 16} j{'*' * 16}"]


def test_names_that_every_machine_has_are_not_looked_for(look, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "root")
    monkeypatch.setattr(socket, "gethostname", lambda: "vm")
    assert look({"kent/notices.csv": leaks.table("the square root of a vm")}) == []


def table_row(attributes: str, cell: str = "") -> str:
    return f"<table:table-row {attributes}><table:table-cell {cell}/></table:table-row>"


def with_note(book, sheet) -> None:
    sheet.write_comment("A1", "why so few?")


NAME = "table:name='x' table:cell-range-address='A1' table:expression='1'"
STRUCTURES = {
    "HTML hidden attribute": ("hidden", "html", leaks.page_with("<p hidden>926</p>")),
    "HTML hidden by style": ("hidden", "html", leaks.page_with('<p style="display: none">9</p>')),
    "HTML hidden field": ("hidden", "html", leaks.page_with('<input type="hidden" value="9">')),
    "HTML template": ("hidden", "html", leaks.page_with("<template><p>9</p></template>")),
    "HTML style comment": ("comment", "html", leaks.page_with("<style>/* why? */ p {}</style>")),
    "HTML style link": (
        "local link",
        "html",
        leaks.page_with('<style>@import "http://localhost/own.css"; p {}</style>'),
    ),
    "CSS comment": ("comment", "css", b"p { /* why? */ margin: 0 }"),
    "SVG hidden": ("hidden", "svg", leaks.SVG.format('<text display="none">9</text>').encode()),
    "SVG hidden by style": (
        "hidden",
        "svg",
        leaks.SVG.format('<text style="visibility:hidden">9</text>').encode(),
    ),
    "SVG style comment": (
        "comment",
        "svg",
        leaks.SVG.format("<style>/* why? */ p {}</style>").encode(),
    ),
    "XLSX format that shows nothing": (
        "hidden",
        "xlsx",
        leaks.xlsx(lambda b, s: s.write_number("A1", 9, b.add_format({"num_format": ";;;"}))),
    ),
    "PNG chunk of a program": ("hidden", "png", leaks.png_with_private_chunk("9")),
    "PNG position": ("hidden", "png", leaks.picture("PNG", exif=leaks.position().tobytes())),
    "JPEG position": ("hidden", "jpg", leaks.picture("JPEG", exif=leaks.position())),
    "JPEG author": ("hidden", "jpg", leaks.picture("JPEG", exif=leaks.exif("9", 315))),
    "PDF behind the end": ("hidden", "pdf", leaks.pdf(shown="Kent") + b"more"),
    "HTML comment": ("comment", "html", leaks.page_with("<!-- why so few? -->")),
    "HTML instruction": ("comment", "html", leaks.page_with("<?php why ?>")),
    "HTML script": ("script", "html", leaks.page_with("<script>go()</script>")),
    "HTML handler": ("script", "html", leaks.page_with('<p onclick="go()">Go</p>')),
    "SVG comment": ("comment", "svg", leaks.SVG.format("<!-- why so few? -->").encode()),
    "SVG comment before": ("comment", "svg", b"<!-- why? -->" + leaks.SVG.format("").encode()),
    "SVG script": ("script", "svg", leaks.SVG.format("<script>go()</script>").encode()),
    "CSV =": ("formula", "csv", leaks.table("=SUM(A1:A2)")),
    "CSV +": ("formula", "csv", leaks.table("+A1")),
    "CSV @": ("formula", "csv", leaks.table("@SUM(A1)")),
    "XLSX formula": ("formula", "xlsx", leaks.xlsx(lambda b, s: s.write_formula("A1", "=1+1"))),
    "XLSX name": ("formula", "xlsx", leaks.xlsx(lambda b, s: b.define_name("x", "=SUM(1)"))),
    "XLSX note": ("comment", "xlsx", leaks.xlsx(with_note)),
    "XLSX row": (
        "hidden",
        "xlsx",
        leaks.xlsx(lambda b, s: s.set_row(2, None, None, {"hidden": 1})),
    ),
    "XLSX column": (
        "hidden",
        "xlsx",
        leaks.xlsx(lambda b, s: s.set_column(2, 2, None, None, {"hidden": 1})),
    ),
    "XLSX link": (
        "local link",
        "xlsx",
        leaks.xlsx(lambda b, s: s.write_url("A1", "external:C:\\kent\\own.xlsx")),
    ),
    "ODS formula": ("formula", "ods", leaks.ods(table_row("", 'table:formula="of:=1+1"'))),
    "ODS note": (
        "comment",
        "ods",
        leaks.ods("<office:annotation><text:p>why so few?</text:p></office:annotation>"),
    ),
    "ODS row": ("hidden", "ods", leaks.ods(table_row('table:visibility="collapse"'))),
    "ODS sheet": (
        "hidden",
        "ods",
        leaks.ods("", '<style:style><style:table-properties table:display="false"/></style:style>'),
    ),
    "PNG end": ("hidden", "png", leaks.png("Kent") + b"more"),
    "PDF note": (
        "comment",
        "pdf",
        leaks.pdf(
            "P/Annots [7 0 R]",
            "<< /Title (Kent) >>",
            "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (why so few?) >>",
        ),
    ),
    "PDF script": (
        "script",
        "pdf",
        leaks.pdf(
            "C/OpenAction 7 0 R",
            "<< /Title (Kent) >>",
            "<< /S /JavaScript /JS 8 0 R >>",
            "(go\\(\\))",
        ),
    ),
    "PDF link": (
        "local link",
        "pdf",
        leaks.pdf("C/OpenAction 7 0 R", "<< /Title (K) >>", "<< /S /URI /URI (file:own.csv) >>"),
    ),
    "PDF earlier version": ("hidden", "pdf", leaks.pdf(shown="Kent") + b"\n%%EOF\n"),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_comment_formula_script_or_hidden_part_is_found(look, name):
    rule, suffix, content = STRUCTURES[name]
    file = "kent.html" if suffix == "html" else f"kent/notices.{suffix}"
    assert rule in rules(look({file: content}))


def test_the_name_that_a_filter_hides_passes(look):
    content = leaks.xlsx(lambda book, sheet: sheet.autofilter("A1:B2"))
    assert look({"kent/notices.xlsx": content}) == []


def test_a_text_that_no_cell_shows_any_more_is_found_in_an_xlsx(look):
    whole = io.BytesIO(leaks.xlsx_with_cell("926 notices"))
    with zipfile.ZipFile(whole) as book:
        files = {name: book.read(name) for name in book.namelist()}
    left = b"<si><t>jane.doe@kent.example.org</t></si></sst>"
    files["xl/sharedStrings.xml"] = files["xl/sharedStrings.xml"].replace(b"</sst>", left)
    found = look({"kent/notices.xlsx": leaks.zipped(files)})
    assert [one.place for one in found] == ["xl/sharedStrings.xml, text 2, in no cell"]


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ({"kent/n.csv": leaks.table("SW1A 1AA")}, "row 2, column “Note”"),
        ({"kent/n.xlsx": leaks.xlsx_with_cell("SW1A 1AA")}, "sheet “Notices”, cell B4"),
        (
            {"kent/n.ods": leaks.ods(leaks.ods_row("Asian") + leaks.ods_row("SW1A 1AA"))},
            "content.xml, sheet “Notices”, row 2",
        ),
        ({"kent.html": leaks.page_with("<p>\nAt SW1A 1AA</p>")}, "line 3"),
    ],
    ids=["CSV", "XLSX", "ODS", "page"],
)
def test_a_finding_says_where_in_the_file_it_is(look, file, place):
    assert [(one.file, one.place, one.rule) for one in look(file)] == [
        (next(iter(file)), place, "postcode")
    ]


@pytest.mark.parametrize(
    "link",
    [
        "file:///srv/kent.csv",
        "C:\\kent\\own.csv",
        "\\\\kent-server\\own.csv",
        "/own.csv",
        "//kent-server/own.csv",
        "missing.csv",
        "../own.csv",
        "http://localhost:8888/tree",
        "http://192.168.1.20/own.csv",
        "https://intranet/own.csv",
        "smb://kent-server/own.csv",
    ],
)
def test_a_link_to_what_readers_do_not_have_is_found(look, link):
    found = look({"kent.html": leaks.page_with(f'<a href="{link}">file</a>')})
    assert "local link" in rules(found)


def test_links_to_public_addresses_places_and_files_that_are_there_pass(look):
    links = (
        "#top",
        "",
        "kent.html#top",
        "kent/n.csv?row=2",
        "https://www.ons.gov.uk/",
        "./kent.html",
    )
    page = leaks.page_with("".join(f'<a href="{link}">file</a>' for link in links))
    assert look({"kent.html": page, "kent/n.csv": leaks.table("926")}) == []


def test_a_file_that_no_listed_page_offers_is_found(look, tmp_path):
    links = '<a href="kent/n.csv">file</a><a href="essex.html">other</a>'
    look({"kent/n.csv": leaks.table("926"), "kent.html": leaks.page_with(links)})
    (tmp_path / "reports/kent/old.csv").write_bytes(leaks.table("843"))
    (tmp_path / "reports/essex.html").write_bytes(leaks.page_with('<a href="kent/old.csv">x</a>'))
    found = gate(tmp_path / "reports", reports=["kent"])
    assert [(one.file, one.rule) for one in found] == [
        ("essex.html", "unlisted file"),
        ("kent/old.csv", "unlisted file"),
    ]


def test_a_page_in_a_second_language_and_the_statement_are_listed(look):
    page = leaks.page("926 notices")
    others = ("kent.cy.html", "index.html", "accessibility.html", "accessibility.cy.html")
    assert look(dict.fromkeys(others, page) | {"accessibility.json": b"{}"}) == []


SPECIAL = zipfile.ZipInfo("n.csv")
SPECIAL.external_attr = 0o120777 << 16


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as container:
        for name, file in members:
            container.writestr(name, file)
    return content.getvalue()


def nested(depth: int) -> bytes:
    inner = leaks.table("926")
    for level in range(depth):
        inner = leaks.zipped({f"inner.{'zip' if level else 'csv'}": inner})
    return inner


ENTITIES = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
REFUSED = {
    "zip bomb": ("zip", zip_of(("n.csv", b"0,0\n" * 500_000))),
    "climbing member": ("zip", zip_of(("../n.csv", b"1"))),
    "climbing member of Windows": ("zip", zip_of(("a\\..\\..\\n.csv", b"1"))),
    "rooted member": ("zip", zip_of(("/n.csv", b"1"))),
    "member on a drive": ("zip", zip_of(("C:n.csv", b"1"))),
    "linked member": ("zip", zip_of((SPECIAL, b"/etc/passwd"))),
    "member twice": (
        "zip",
        leaks.zipped({"n.csv": b"1", "m.csv": b"1"}).replace(b"m.csv", b"n.csv"),
    ),
    "zips too deep": ("zip", nested(DEEPEST + 1)),
    "too many members": ("zip", zip_of(*((f"{n}.csv", b"1") for n in range(5_001)))),
    "something before the zip": ("zip", b"#!/bin/sh\n" + leaks.zipped({"n.csv": b"1"})),
    "climbing member of an XLSX": ("xlsx", zip_of(("../n.xml", b"<a/>"))),
    "macro in an XLSX": ("xlsx", leaks.zipped({"xl/workbook.xml": "<a/>", "xl/vba.bin": b"1"})),
    "entities": ("svg", ENTITIES),
    "broken XML": ("svg", b"<svg>"),
    "broken PNG": ("png", leaks.png("Kent")[:-30]),
    "PNG that is a JPEG's neighbour": ("png", b"GIF89a"),
    "text that is not UTF-8": ("csv", "Group,é\n".encode("latin-1")),
    "broken JSON": ("json", b'{"note": 926'),
    "JSON that is too deep": ("json", b"[" * 100_000),
    "text with zeros": ("csv", b"Group,\0\n"),
    "CSV without an end": ("csv", b'Group,"Note\n'),
    "not an XLSX": ("xlsx", leaks.zipped({"n.xml": "<a/>"})),
    "not an ODS": ("ods", leaks.zipped({"n.xml": "<a/>"})),
    "not a zip": ("zip", b"PK"),
    "not a PDF": ("pdf", b"%PDF-1.7\nKent"),
    "unknown format": ("docx", leaks.zipped({"word/document.xml": "<a/>"})),
    "no format": ("DS_Store", b"\0"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_looked_through_is_not_passed(look, name):
    suffix, content = REFUSED[name]
    findings = look({f"kent/notices.{suffix}": content})
    assert rules(findings) == {"not readable"}
    assert status(findings) == 2


def test_zips_as_deep_as_is_allowed_are_looked_through(look):
    assert look({"kent/notices.zip": nested(DEEPEST)}) == []


def test_a_link_in_the_folder_is_not_followed(look, tmp_path):
    look({"kent/n.csv": leaks.table("926")})
    (tmp_path / "own.csv").write_bytes(leaks.table("926"))
    (tmp_path / "reports/kent/own.csv").symlink_to(tmp_path / "own.csv")
    findings = gate(tmp_path / "reports", reports=["kent"])
    assert {(one.file, one.rule) for one in findings} == {
        ("kent/own.csv", "not readable"),
        ("kent/own.csv", "unlisted file"),
    }


def test_no_folder_and_an_empty_one_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("none", "empty"):
        with pytest.raises(DataError, match=name):
            gate(tmp_path / name)


TITLE = "Draft guidance on notices"
CITED = Exempt("unfinished", "kent/*.csv", TITLE, "The title of a publication.")


def test_an_exception_covers_its_text_in_its_files_only(look):
    excepted = Settings(exceptions=(CITED,))
    found = look({"kent/n.csv": leaks.table(f"see “{TITLE}”, 2020")}, excepted)
    assert [(one.rule, one.reason) for one in found] == [("unfinished", CITED.reason)]
    assert status(found) == 0
    assert granted(found) == [{"rule": "unfinished", "reason": CITED.reason, "places": 1}]
    page = leaks.page(TITLE) + b'<a href="kent/n.csv">file</a>'
    found = look({"kent.html": page, "kent/n.csv": leaks.table(f"a draft; {TITLE}")}, excepted)
    assert [(one.file, bool(one.reason)) for one in found] == [
        ("kent.html", False),
        ("kent/n.csv", False),
        ("kent/n.csv", True),
    ]


def test_an_exception_covers_its_text_in_the_manifest_that_lists_it_and_its_reason_does_not(
    look, tmp_path
):
    excepted = Settings(exceptions=(CITED,))
    listed = {"exceptions": [CITED._asdict()]}
    look({"kent/n.csv": leaks.table(TITLE)})
    manifest = tmp_path / "reports/manifest.json"
    manifest.write_text(json.dumps(listed), "utf-8")
    assert rules(gate(manifest.parent, excepted, ["kent"])) == set()
    manifest.write_text(json.dumps(listed | {"reason": "It is a draft."}), "utf-8")
    assert rules(gate(manifest.parent, excepted, ["kent"])) == {"unfinished"}


def test_an_exception_of_another_rule_covers_nothing(look):
    other = Settings(exceptions=(CITED._replace(rule="postcode"),))
    assert rules(look({"kent/n.csv": leaks.table(TITLE)}, other)) == {"unfinished", "exception"}


def test_an_exception_that_matches_nothing_any_more_is_a_finding(look):
    settings = Settings((CITED,), (Days(frozenset({"2011-03-27"}), "Census."),))
    found = look({"kent/n.csv": leaks.table("926")}, settings)
    assert [(one.file, one.place, one.rule) for one in found] == [
        ("gate.toml", "exception 1", "exception"),
        ("gate.toml", "days 1", "exception"),
    ]
    assert status(found) == 1


def test_an_exception_may_be_idle_in_a_folder_of_some_reports_only(look, tmp_path):
    look({"kent/n.csv": leaks.table("926")})
    assert gate(tmp_path / "reports", Settings((CITED,)), ["kent", "essex"]) == []


def test_a_listed_day_may_be_written_in_every_way_and_no_other_day(look):
    settings = Settings(days=(Days(frozenset({"2011-03-27"}), "Census."),))
    written = "27 March 2011; 2011-03-27; 27/03/2011; March 27th, 2011; 27 Mawrth 2011"
    found = look({"kent/n.csv": leaks.table(written)}, settings)
    assert {one.reason for one in found} == {"Census."}
    assert rules(look({"kent/n.csv": leaks.table("28 March 2011, 27/03/2011")}, settings)) == {
        "date of birth"
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[exception]]\nrule = "postcode"\nfile = "*"\ntext = "x"', "reason"),
        ('[[exception]]\nrule = "postcode"\nfile = "*"\ntext = "x"\nreason = " "', "reason"),
        ('[[exception]]\nrule = "post code"\nfile = "*"\ntext = "x"\nreason = "y"', "post code"),
        ('[[exception]]\nrule = "not readable"\nfile = "*"\ntext = "x"\nreason = "y"', "not read"),
        ('[[exception]]\nrule = "postcode"\nfile = "*"\ntext = ""\nreason = "y"', "text"),
        ('[[days]]\ndays = ["27 March 2011"]\nreason = "Census."', "27 March 2011"),
        ("[[days]]\ndays = []\nreason = 'Census.'", "days"),
        ('[[threshold]]\nsources = "own/*"\nunder = 0\nreason = "y"', "under"),
        ('[[threshold]]\nsources = "own/*"\nunder = 9.5\nreason = "y"', "under"),
        ('[[exceptions]]\nrule = "postcode"', "exceptions"),
        ('exception = "all"', "exception"),
        ("[[exception", "TOML"),
    ],
)
def test_settings_without_a_reason_or_with_an_unknown_word_are_refused(tmp_path, text, said):
    (tmp_path / "gate.toml").write_text(text)
    with pytest.raises(ParameterError, match=f"gate.toml.*{said}"):
        read_settings(tmp_path)


def test_a_project_without_settings_excepts_nothing(tmp_path):
    assert read_settings(tmp_path) == NOTHING_SAID


HEADER = "id,label,value,unit,displayed,lower,upper,confidence,method,sources\n"
OWN = Threshold("own/*.csv", 10, "Agreement with the force.")
USES = {"own/stops.csv": ["kent"], "apcc-2020/claims.csv": ["kent"]}


def numbers(value: str, unit: str = "notices", source: str = "own/stops.csv:2", **limits: str):
    row = f"kent.count,Count,{value},{unit},{value},{limits.get('lower', '')},"
    return {"kent/numbers.csv": f"{HEADER}{row}{limits.get('upper', '')},,,{source}\n".encode()}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (numbers("9"), True),
        (numbers("1"), True),
        (numbers("10"), False),
        (numbers("0"), False),
        (numbers("9", "percent"), False),
        (numbers("2.5", "per 1,000 residents"), False),
        (numbers("9", source="apcc-2020/claims.csv:2"), False),
        (numbers("9", source="apcc-2020/claims.csv:2 own/stops.csv:7"), True),
        (numbers("", lower="3", upper="3"), True),
        (numbers("", lower="3", upper="4"), False),
    ],
)
def test_a_count_under_the_threshold_of_its_source_is_found(look, files, found):
    findings = look(files, Settings(thresholds=(OWN,)), USES)
    assert rules(findings) == ({"small count"} if found else set())
    assert look(files, NOTHING_SAID, USES) == []


@pytest.mark.parametrize(
    "file",
    [
        {"kent/tables/stops.csv": b"Group,Notices\nAsian,7\n"},
        {"kent/kent.xlsx": leaks.xlsx(lambda book, sheet: sheet.write_number("B4", 7))},
        {"kent/kent.ods": leaks.ods_with_cell("7")},
        {"kent.html": leaks.page_with("<table><tr><td><data>7</data></td></tr></table>")},
    ],
    ids=["CSV", "XLSX", "ODS", "page"],
)
def test_a_small_cell_is_found_unless_a_published_number_says_the_same(look, file):
    settings = Settings(thresholds=(OWN,))
    large = numbers("926")
    if "kent.html" in file:
        file["kent.html"] += b'<a href="kent/numbers.csv">numbers</a>'
    assert rules(look(large | file, settings, USES)) == {"small count"}
    published = numbers("7", source="apcc-2020/claims.csv:2")
    assert look(published | file, settings, USES) == []


def test_a_report_uses_what_the_register_says_though_no_number_names_it(look):
    files = numbers("926", source="apcc-2020/claims.csv:2")
    files["kent/tables/stops.csv"] = b"Group,Notices\nAsian,7\n"
    assert rules(look(files, Settings(thresholds=(OWN,)), USES)) == {"small count"}


def test_a_report_without_such_a_source_may_show_small_counts(look):
    files = numbers("926", source="apcc-2020/claims.csv:2")
    files["kent/tables/stops.csv"] = b"Group,Notices\nAsian,7\n"
    assert look(files, Settings(thresholds=(OWN,)), {"own/stops.csv": ["essex"]}) == []


def test_a_threshold_that_names_no_source_is_a_finding(look):
    settings = Settings(thresholds=(OWN._replace(sources="owm/*"),))
    assert rules(look(numbers("926"), settings, USES)) == {"exception"}


def test_every_rule_has_a_name_a_sentence_and_a_remedy():
    assert len({rule.name for rule in RULES}) == len(RULES) == 19
    assert all(rule.sentence.endswith(".") and rule.remedy for rule in RULES)


def test_the_committed_reports_pass_with_the_settings_as_committed(monkeypatch):
    from helpers.data.sources import read_sources
    from helpers.run.planning import plan

    monkeypatch.undo()
    uses = {path: source.used_by for path, source in read_sources(PROJECT).items()}
    reports = [ready.name for ready in plan(PROJECT)]
    findings = gate(PROJECT / "reports", read_settings(PROJECT), reports, uses)
    assert [str(finding) for finding in findings if not finding.reason] == []
    assert {one["rule"] for one in granted(findings)} <= {"date of birth", "unfinished"}
