"""What the office says of itself: refused where it is wrong, reported where it is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from helpers.page.editions import Change, Edition, Standing
from helpers.page.statement import LABELS, Check, Checked, Office
from helpers.run.office import (
    KNOWN,
    permanent_address,
    read_check,
    read_office,
    write_statement,
)
from helpers.run.parameters import ParameterError

PROJECT = Path(__file__).parents[2]
PICTURE = b"\x89PNG\r\n\x1a\n"
FILLED = """name = "Police and Crime Commissioner for Kent"
site = "https://www.kent-pcc.example/disparity/"
language = "en-GB"
[logo]
file = "logo.png"
alt = "Kent Police and Crime Commissioner"
[contact]
email = "office@kent-pcc.example"
phone = "01632 960000"
address = "1 Sample Street, Maidstone"
hours = "5 working days"
[enforcement]
body = "Equality and Human Rights Commission (EHRC)"
link = "https://www.equalityhumanrights.com/"
adviser = "Equality Advisory and Support Service (EASS)"
adviser_link = "https://www.equalityadvisoryservice.com/"
[checks]
date = "2026-01-31"
by = "Sample Testers Ltd"
tested = "every page with a screen reader"
findings = []
status = "fully compliant"
[statement]
prepared = "2026-02-01"
reviewed = "2026-02-02"
"""
FOUND = {
    "tool": "axe-core 4.12.1",
    "tags": ["wcag2a"],
    "rules": ["image-alt"],
    "widths": [1280, 320],
    "colour_schemes": ["light", "dark"],
    "details": ["closed", "open"],
    "pages": {
        "kent.html": {
            "sha256": "0" * 64,
            "violations": {"image-alt": 2},
            "undecided": ["color-contrast"],
        }
    },
    "date": "2026-02-03",
}
FOUND_PAGE = FOUND["pages"]["kent.html"]
CLEAN = Check("axe-core 4.12.1", pages=(Checked("kent.html"),), day="2026-02-03")


@pytest.fixture
def write(tmp_path):
    """Put a logo and an ``office.toml`` into a folder, which is given back."""
    (tmp_path / "logo.png").write_bytes(PICTURE)

    def office(text: str) -> Path:
        (tmp_path / "office.toml").write_text(text, "utf-8")
        return tmp_path

    return office


def test_the_committed_file_has_every_field_and_until_it_has_a_name_says_nothing_of_an_office():
    text = (PROJECT / "office.toml").read_text("utf-8")
    names = re.findall(r"^(\w+) = ", text, re.MULTILINE)
    assert names[:3] == ["name", "site", "permanent"]
    assert [name for name in names if name != "permanent"] == [
        name.rpartition(".")[2] for name in KNOWN
    ]
    office = read_office(PROJECT)
    said = {field for field, value in office._asdict().items() if value}
    enforcement = {field for field in Office._fields if field.startswith("enforcement_")}
    assert office.name or said == {"language"} | enforcement


def test_every_field_has_words_for_its_mark():
    assert list(LABELS) == list(Office._fields)
    assert len(set(LABELS.values())) == len(LABELS)


def test_a_file_that_is_filled_in_gives_every_field_as_it_is_written(write):
    office = read_office(write(FILLED))
    assert office.name == "Police and Crime Commissioner for Kent"
    assert office.contact_email == "office@kent-pcc.example"
    assert office.checks_findings == ()
    assert office.logo_file == "data:image/png;base64,iVBORw0KGgo="
    assert [field for field, value in office._asdict().items() if not value] == ["checks_findings"]


FORM = "https://www.kent-pcc.example:8443/disparity/{report}/v{edition}/"
EDITION = Standing([Edition("1.1", "2026-11-23", "Maps."), Edition("1.0", "2026-11-22", "First.")])


def test_the_permanent_address_is_that_of_the_newest_edition_and_a_variant_has_none(write):
    project = write(f'permanent = "{FORM}"')
    address = "https://www.kent-pcc.example:8443/disparity/kent_2020/v1.1/"
    assert permanent_address(project, "kent_2020", EDITION) == address
    variant = EDITION._replace(changes=[Change("census", 2021, 2011)])
    assert permanent_address(project, "kent_2020", variant) == ""
    assert permanent_address(project, "kent_2020", Standing()) == ""


def test_without_a_permanent_address_there_is_none_and_nobody_is_told_so(write, tmp_path):
    assert permanent_address(tmp_path, "kent", EDITION) == ""
    project = write('permanent = " "\nname = "Kent"')
    assert permanent_address(project, "kent", EDITION) == ""
    lines = write_statement(tmp_path, read_office(project), Check())
    assert lines and not [line for line in lines if "permanent" in line]


@pytest.mark.parametrize(
    "form",
    [
        "http://kent.example/{report}/{edition}/",
        "https:/kent.example/{report}/{edition}/",
        "https://kent.example/{report}/",
        "https://kent.example/{edition}/",
        "https://kent.example/{report}/{report}/{edition}/",
        "https://kent.example/{report}/{edition}/{year}/",
        "https://kent.example/{report}/{edition}/{}",
        "https://kent.example/{{report}}/{edition}/",
        "https://kent.example/{report/{edition}/",
        "https://{report}.kent.example/{edition}/",
        "https://jane:secret@kent.example/{report}/{edition}/",
        "https://jane@kent.example/{report}/{edition}/",
        "https://kent.example/{report}/?edition={edition}",
        "https://kent.example/{report}/#{edition}",
        'https://kent.example/{report}/{edition}/\\"><script>',
        "https://kent.example/{report}/{edition}/ x",
        "https://kent.example/{report}/{edition}/\\u00e9",
        "javascript:go('{report}{edition}')",
    ],
)
def test_what_cannot_be_a_permanent_address_is_refused_before_anything_is_built(write, form):
    project = write(f'permanent = "{form}"')
    for read in (read_office, lambda folder: permanent_address(folder, "kent", EDITION)):
        with pytest.raises(ParameterError) as refused:
            read(project)
        said = str(refused.value)
        assert said.startswith("office.toml: permanent = ") and "\n" not in said
        assert "not the address of one edition of one report. Write it as https://" in said


def test_what_is_absent_or_blank_is_empty(write, tmp_path):
    assert read_office(tmp_path) == Office()
    assert read_office(write("")) == Office()
    assert read_office(write('name = " "\n[contact]\n[checks]\nfindings = [" "]')) == Office()


def test_findings_are_kept_in_their_order(write):
    office = read_office(write('[checks]\nfindings = ["Table: 1.3.1.", " Map: 1.4.11. "]'))
    assert office.checks_findings == ("Table: 1.3.1.", "Map: 1.4.11.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('nmae = "Kent"', "nmae = 'Kent': unknown field. Did you mean 'name'? Known: name, site"),
        ('[contact]\nemial = "a@b"', "contact.emial = 'a@b': unknown field. Did you mean 'contact"),
        ('[colour]\nred = "1"', "colour.red = '1': unknown field."),
        ('contact = "a@b"', "contact = 'a@b': unknown field."),
        ('contact_email = "a@b"', "contact_email = 'a@b': unknown field."),
        ("name = 5", "name = 5: not a text. Write it in quotation marks."),
        ('[contact]\nphone = ["1"]', "contact.phone = ['1']: not a text."),
        ("[logo.file]\nx = 1", "logo.file = {'x': 1}: not a text."),
        ("[checks]\ndate = 2026-01-31", "checks.date = datetime.date(2026, 1, 31): not a text."),
        ('[checks]\nfindings = "none"', "checks.findings = 'none': not a list of texts. Write it"),
        ("[checks]\nfindings = [1]", "checks.findings = [1]: not a list of texts."),
        ('[checks]\nstatus = "compliant"', "checks.status = 'compliant': not allowed. Allowed: fu"),
        ('language = "cy"', "language = 'cy': not allowed. Allowed: en-GB."),
        (
            'site = "kent-pcc.example"',
            "site = 'kent-pcc.example': not the address of a site. Start",
        ),
        (
            'site = "http://kent.example"',
            "site = 'http://kent.example': not the address of a site.",
        ),
        (
            '[enforcement]\nlink = "javascript:go()"',
            "enforcement.link = 'javascript:go()': not the",
        ),
        ('[enforcement]\nadviser_link = "https:// x"', "adviser_link = 'https:// x': not the addr"),
        ('[contact]\nemail = "kent"', "contact.email = 'kent': not an e-mail address. Write it as"),
        ('[contact]\nemail = "a b@c"', "contact.email = 'a b@c': not an e-mail address."),
        (
            '[checks]\ndate = "31/01/2026"',
            "checks.date = '31/01/2026': not a date. Write it as 2026",
        ),
        ('[statement]\nprepared = "2026-02-30"', "prepared = '2026-02-30': not a date."),
        ('[statement]\nreviewed = "20260131"', "reviewed = '20260131': not a date."),
        (
            '[logo]\nfile = "logo.gif"',
            "logo.file = 'logo.gif': not a picture of a known kind. Allow",
        ),
        ('[logo]\nfile = "lost.png"', "logo.file = 'lost.png': cannot be read. Put the file into"),
        ('[logo]\nalt = "image"', "logo.alt = 'image': a placeholder. Write what the logo says"),
        ('[logo]\nfile = "../logo.png"', "logo.file = '../logo.png': not in the project. Put"),
        ('[logo]\nfile = "/etc/logo.png"', "logo.file = '/etc/logo.png': not in the project."),
        ('[logo]\nfile = "text.svg"', "logo.file = 'text.svg': not the picture that its name"),
        (
            '[logo]\nfile = "large.png"',
            "logo.file = 'large.png': 100,001 bytes are more than 100,0",
        ),
        (
            '[checks]\nstatus = "fully compliant"\nfindings = ["Map: 1.4.11."]',
            "checks.status = 'fully compliant': there are checks.findings. Change one of them.",
        ),
        ("name = ", "not TOML: Invalid value (at end of document)"),
    ],
)
def test_what_cannot_be_right_is_refused_with_file_field_value_and_remedy(write, text, message):
    folder = write(text)
    (folder / "large.png").write_bytes(bytes(100_001))
    (folder / "text.svg").write_text("a text", "utf-8")
    with pytest.raises(ParameterError) as refusal:
        read_office(folder)
    said = str(refusal.value)
    assert message in said
    assert "office.toml: " in said and "\n" not in said and said.endswith(".")


def test_a_file_in_another_encoding_is_refused(write):
    folder = write("")
    (folder / "office.toml").write_bytes('name = "Heddlu Gwent – ŵ"'.encode("utf-16"))
    with pytest.raises(ParameterError, match="not TOML"):
        read_office(folder)


def test_a_logo_of_the_largest_size_is_taken(write):
    folder = write('[logo]\nfile = "large.PNG"')
    (folder / "large.PNG").write_bytes(PICTURE + bytes(100_000 - len(PICTURE)))
    assert read_office(folder).logo_file.startswith("data:image/png;base64,iVBORw0KGgoAAAA")


def test_the_empty_fields_are_reported_in_one_line_by_their_names_in_the_file(tmp_path):
    [line] = write_statement(tmp_path, Office(), Check())
    expected = [name for name in KNOWN if name != "checks.findings"]
    assert re.findall(r"(\w+(?:\.\w+)?) \(", line) == expected
    assert line.startswith("office.toml: empty, and marked in accessibility.html: name (")
    assert ", contact.email (contact e-mail), " in line
    assert "\n" not in line
    html = (tmp_path / "accessibility.html").read_text("utf-8")
    assert html.count("[to be filled in by the office: contact e-mail]") == 1


def test_a_file_that_is_filled_in_leaves_nothing_to_report_and_no_mark(write):
    folder = write(FILLED)
    assert write_statement(folder, read_office(folder), CLEAN) == []
    html = (folder / "accessibility.html").read_text("utf-8")
    assert "to be filled in" not in html
    assert "This website is fully compliant with" in html


def test_a_claim_that_the_page_does_not_repeat_is_reported(write):
    folder = write(FILLED)
    lines = write_statement(folder, read_office(folder), Check())
    assert len(lines) == 1
    assert "checks.status is 'fully compliant', but accessibility.html says 'partially" in lines[0]


def test_pages_that_are_not_as_the_check_saw_them_are_named_and_take_full_compliance_away(write):
    folder = write(FILLED)
    for name in ("same", "other", "new"):
        (folder / f"{name}.html").write_text(name, "utf-8")
    # the checksum of "same", by sha256sum
    same = "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5"
    pages = (
        Checked("accessibility.html"),
        Checked("gone.html", sha256=same),
        Checked("other.html", sha256=same),
        Checked("same.html", sha256=same),
    )
    lines = write_statement(folder, read_office(folder), CLEAN._replace(pages=pages))
    assert "but accessibility.html says 'partially compliant'" in lines[0]
    assert "has not seen gone.html, new.html, other.html as now written" in lines[1]
    html = (folder / "accessibility.html").read_text("utf-8")
    assert "Since then 3 pages have changed or were added and have not been checked." in html


def test_the_statement_names_pages_by_title_and_counts_those_in_another_language(write):
    folder = write(FILLED)
    for name in ("kent.html", "kent.cy.html"):
        (folder / name).write_text("<h1>Who was fined?</h1>", "utf-8")
    write_statement(folder, read_office(folder), CLEAN, ("en-GB", "cy"))
    once = (folder / "accessibility.html").read_text("utf-8")
    assert '<a href="kent.html">Who was fined?</a>' in once
    assert "This statement and 1 other page are also in Welsh" in once
    write_statement(folder, read_office(folder), CLEAN, ("en-GB", "cy"))
    assert (folder / "accessibility.html").read_text("utf-8") == once


def test_the_statement_is_written_with_the_same_bytes_each_time(write):
    folder = write(FILLED)
    written = []
    for _ in range(2):
        write_statement(folder, read_office(folder), CLEAN)
        written.append((folder / "accessibility.html").read_bytes())
    assert written[0] == written[1] and b"\r" not in written[0]


def test_the_result_of_the_automatic_check_is_read_from_beside_the_pages(tmp_path):
    assert read_check(tmp_path) == Check()
    (tmp_path / "accessibility.json").write_text(json.dumps(FOUND))
    page = Checked("kent.html", (("image-alt", 2),), ("color-contrast",), "0" * 64)
    assert read_check(tmp_path) == Check(
        "axe-core 4.12.1", ("wcag2a",), (1280, 320), ("light", "dark"), (page,), "2026-02-03"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        json.dumps({**FOUND, "pages": []}),
        json.dumps({**FOUND, "pages": {"kent.html": {"violations": {}}}}),
        json.dumps({**FOUND, "pages": {"kent.html": {**FOUND_PAGE, "violations": []}}}),
        json.dumps({**FOUND, "pages": {"kent.html": {**FOUND_PAGE, "violations": {"a": "many"}}}}),
        json.dumps({**FOUND, "date": "soon"}),
        json.dumps({key: value for key, value in FOUND.items() if key != "tool"}),
    ],
)
def test_what_is_not_the_result_of_a_check_is_refused(tmp_path, text):
    (tmp_path / "accessibility.json").write_text(text)
    with pytest.raises(ParameterError, match=r"accessibility\.json: not the result.*or remove"):
        read_check(tmp_path)


def test_the_statement_is_written_in_each_language_and_removed_from_one_that_is_no_more(tmp_path):
    write_statement(tmp_path, Office(), CLEAN, ["en-GB", "cy"])
    welsh = tmp_path / "accessibility.cy.html"
    assert "Datganiad hygyrchedd" in welsh.read_text("utf-8")
    assert 'href="accessibility.cy.html"' in (tmp_path / "accessibility.html").read_text("utf-8")
    write_statement(tmp_path, Office(), CLEAN)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["accessibility.html"]
