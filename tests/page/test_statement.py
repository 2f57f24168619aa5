"""The accessibility statement: what the law asks for, what it may claim, what is still missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from helpers.page.site import Tongues
from helpers.page.statement import LABELS, Check, Checked, Office, compliance, statement, unfilled

PICTURE = "data:image/png;base64,iVBORw0KGgo="
FILLED = Office(
    name="Police and Crime Commissioner for Kent",
    site="https://www.kent-pcc.example/disparity/",
    language="en-GB",
    logo_file=PICTURE,
    logo_alt="Kent Police and Crime Commissioner",
    contact_email="office@kent-pcc.example",
    contact_phone="01632 960000",
    contact_address="1 Sample Street, Maidstone",
    contact_hours="5 working days",
    enforcement_body="Equality and Human Rights Commission (EHRC)",
    enforcement_link="https://www.equalityhumanrights.com/",
    enforcement_adviser="Equality Advisory and Support Service (EASS)",
    enforcement_adviser_link="https://www.equalityadvisoryservice.com/",
    checks_date="2026-01-31",
    checks_by="Sample Testers Ltd",
    checks_tested="every page with a screen reader",
    checks_findings=("The map fails 1.4.11 for people with low vision.",),
    checks_status="partially compliant",
    statement_prepared="2026-02-01",
    statement_reviewed="2026-02-02",
)
CLEAN = Check(
    "axe-core 4.12.1",
    ("wcag2a", "wcag22aa", "best-practice"),
    (1280, 320),
    ("light", "dark"),
    (Checked("index.html"), Checked("kent.html", (), ("color-contrast",))),
    "2026-02-03",
)
BROKEN = (("image-alt", 1), ("region", 2))
FAULTY = CLEAN._replace(pages=(Checked("index.html"), Checked("kent.html", BROKEN)))
MARK = "to be filled in by the office"
TEXTS = [
    field
    for field, value in FILLED._asdict().items()
    if isinstance(value, str)
    and field not in {"language", "logo_file", "checks_status"}
    and not value.startswith(("https:", "2026-"))
]
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% include 'style.css' %}",
    "</strong></main><iframe src=https://evil.example>",
]


class Reader(HTMLParser):
    """Every start tag with its attributes, and the text that is not style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html.partition("</style>")[0].partition("<style>")[0])
        self.feed(html.partition("</style>")[2])

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def text(html: str) -> str:
    return " ".join(Reader(html).text.split())


def test_the_statement_has_the_headings_that_are_required_and_no_level_is_skipped():
    # Government Digital Service: statement checks 11 to 38 of the accessibility monitoring
    # platform (github.com/alphagov/accessibility-monitoring-platform, audits migration 0022) and
    # its "Sample accessibility statement" (GOV.UK, 19 December 2023)
    required = [
        "Feedback and contact information",
        "Reporting accessibility problems with this website",
        "Enforcement procedure",
        "Technical information about this website’s accessibility",
        "Compliance status",
        "Non-accessible content",
        "Non-compliance with the accessibility regulations",
        "Preparation of this accessibility statement",
    ]
    headings = re.findall(r"<h([1-6])[^>]*>(.*?)</h", statement(Office(), Check()))
    assert [words for _, words in headings if words in required] == required
    levels = [int(level) for level, _ in headings]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_sentences_that_must_not_be_changed_stand_word_for_word():
    # "Sample accessibility statement" (GOV.UK, 19 December 2023), the parts marked there as
    # legally required; statement checks 5, 13, 28, 30, 39 and 41 of the monitoring platform
    required = [
        "This accessibility statement applies to ",
        "Police and Crime Commissioner for Kent is committed to making its website accessible, in "
        "accordance with the Public Sector Bodies (Websites and Mobile Applications) (No. 2) "
        "Accessibility Regulations 2018.",
        "This website is partially compliant with the Web Content Accessibility Guidelines version "
        "2.2 AA standard, due to the non-compliances listed below.",
        "The content listed below is non-accessible for the following reasons.",
        "The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public "
        "Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 "
        "(the ‘accessibility regulations’). If you’re not happy with how we respond to your "
        "complaint, contact the Equality Advisory and Support Service (EASS).",
        "This statement was prepared on 1 February 2026. It was last reviewed on 2 February 2026.",
    ]
    shown = text(statement(FILLED, CLEAN))
    assert [sentence for sentence in required if sentence not in shown] == []


def test_the_statement_links_to_the_adviser_the_enforcement_body_and_the_contact():
    tags = Reader(statement(FILLED, CLEAN)).tags
    links = {attributes["href"] for tag, attributes in tags if tag == "a"}
    assert links >= {
        "https://www.equalityadvisoryservice.com/",
        "https://www.equalityhumanrights.com/",
        "mailto:office@kent-pcc.example",
        "https://www.kent-pcc.example/disparity/",
        "index.html",
        "accessibility.html",
    }


def test_the_page_is_framed_as_every_other_page():
    html = statement(Office(), Check())
    assert "<title>Accessibility statement – Race disparity in focus, rebuilt</title>" in html
    assert html.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert re.search(r'<meta name="description" content="[^"]{20,}">', html)
    for part in ('<a class="skip" href="#content">', "<header>", '<main id="content">', "<footer>"):
        assert html.count(part) == 1
    assert '<a href="#compliance-status">Compliance status</a>' in html
    assert "numbers.csv" not in html


@pytest.mark.parametrize("field", Office._fields)
def test_a_field_that_is_not_filled_in_is_marked_in_the_text_and_named(field):
    office = FILLED._replace(**{field: type(getattr(FILLED, field))()})
    if field == "checks_status":
        office = office._replace(checks_findings=())
    html = statement(office, CLEAN)
    assert f'<strong class="unfilled">[{MARK}: {LABELS[field]}]</strong>' in html
    assert set(re.findall(rf"\[{MARK}: ([^\]]+)\]", html)) == {LABELS[field]}
    assert unfilled(office) == [field]


def test_every_field_is_marked_where_none_is_filled_in():
    html = statement(Office(), CLEAN)
    fields = [field for field in Office._fields if field != "checks_findings"]
    assert unfilled(Office()) == fields
    assert [field for field in fields if f"[{MARK}: {LABELS[field]}]" not in html] == []


def test_a_statement_that_is_filled_in_has_no_mark_and_says_everything():
    html = statement(FILLED, CLEAN)
    assert unfilled(FILLED) == []
    assert MARK not in html and 'class="unfilled"' not in html
    shown = text(html)
    assert [field for field in TEXTS if getattr(FILLED, field) not in html] == []
    assert FILLED.checks_findings[0] in shown
    assert "on 31 January 2026 against the WCAG 2.2 AA standard" in shown
    assert f'src="{PICTURE}" alt="Kent Police and Crime Commissioner"' in html


def test_a_logo_without_words_for_it_is_not_shown():
    assert PICTURE not in statement(FILLED._replace(logo_alt=""), CLEAN)
    assert "<img" not in statement(FILLED._replace(logo_file=""), CLEAN)


@pytest.mark.parametrize(
    ("changes", "check", "status"),
    [
        ({"checks_status": "fully compliant", "checks_findings": ()}, CLEAN, "fully compliant"),
        (
            {"checks_status": "fully compliant", "checks_findings": ()},
            FAULTY,
            "partially compliant",
        ),
        (
            {"checks_status": "fully compliant", "checks_findings": ()},
            Check(),
            "partially compliant",
        ),
        ({"checks_status": "fully compliant", "checks_date": ""}, CLEAN, "partially compliant"),
        ({"checks_status": "fully compliant", "checks_by": ""}, CLEAN, "partially compliant"),
        ({"checks_status": "fully compliant", "checks_tested": ""}, CLEAN, "partially compliant"),
        ({"checks_status": ""}, CLEAN, "partially compliant"),
        ({}, CLEAN, "partially compliant"),
        ({"checks_status": "not compliant"}, CLEAN, "not compliant"),
    ],
)
def test_full_compliance_is_claimed_only_after_checks_by_hand_and_a_clean_automatic_check(
    changes, check, status
):
    office = FILLED._replace(**changes)
    assert compliance(office, check) == status
    shown = text(statement(office, check))
    assert shown.count(f"This website is {status} with") == 1
    assert ("Non-accessible content" in shown) is (status != "fully compliant")


def test_without_checks_by_hand_the_statement_says_so_among_what_is_not_accessible():
    shown = text(statement(Office(), CLEAN))
    reasons = shown.partition("following reasons.")[2].partition("Preparation of")[0]
    assert "Checks by hand have not been recorded" in reasons
    assert "automatic check" not in reasons
    assert "tested by hand on" not in shown
    assert "Checks by hand have not been recorded" not in text(statement(FILLED, CLEAN))


def test_the_automatic_check_is_quoted_with_its_program_its_rules_its_pages_and_its_faults():
    html = statement(FILLED, FAULTY)
    shown = text(html)
    assert (
        "tested automatically on 3 February 2026 with axe-core 4.12.1, which opened 2 pages in a "
        "browser, 1,280 and 320 pixels wide, in light and dark colours, and applied its rules for "
        "WCAG 2.0 A, WCAG 2.2 AA and best practice. It found 3 faults."
    ) in shown
    assert "kent.html breaks the rule “image-alt” of the automatic check in 1 place." in shown
    assert "kent.html breaks the rule “region” of the automatic check in 2 places." in shown
    assert "index.html breaks" not in shown
    row = '<tr><th scope="row">kent.html</th><td class="figure">3</td><td>none</td></tr>'
    assert row in html and html.count('<th scope="col"') == 3


def test_a_clean_check_says_no_faults_and_which_rules_were_left_undecided():
    html = statement(FILLED, CLEAN)
    assert "It found no faults." in text(html)
    assert '<td class="figure">0</td><td>color-contrast</td></tr>' in html
    one = CLEAN._replace(pages=(Checked("kent.html", (("region", 1),)),))
    assert "opened 1 page in" in text(statement(FILLED, one))
    assert "It found 1 fault." in text(statement(FILLED, one))


def test_without_an_automatic_check_the_statement_says_that_none_has_been_recorded():
    html = statement(FILLED, Check())
    assert text(html).count("No automatic check of these pages has been recorded.") == 2
    assert "axe" not in html and "<table" not in html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("field", TEXTS)
def test_what_an_office_writes_reaches_the_page_as_harmless_text(field, payload):
    plain = Reader(statement(FILLED, CLEAN)).tags
    reader = Reader(statement(FILLED._replace(**{field: payload}), CLEAN))
    assert [tag for tag, _ in reader.tags] == [tag for tag, _ in plain]
    pairs = zip(reader.tags, plain, strict=True)
    assert all(set(found) <= set(before) for (_, found), (_, before) in pairs)
    shown = reader.text + "".join(str(found.get("alt")) for _, found in reader.tags)
    assert payload in shown


@pytest.mark.parametrize("field", ["site", "enforcement_link", "enforcement_adviser_link"])
def test_an_address_that_would_run_code_is_not_a_link(field):
    tags = Reader(statement(FILLED._replace(**{field: "javascript:alert(1)"}), CLEAN)).tags
    assert [found for _, found in tags if "javascript" in str(found.get("href"))] == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_finding_and_the_name_of_a_page_reach_the_page_as_harmless_text(payload):
    pages = (Checked(payload, ((payload, 1),), (payload,)),)
    check = Check(payload, (payload,), (), (), pages, "2026-02-03")
    html = statement(FILLED._replace(checks_findings=(payload,)), check)
    tags = [tag for tag, _ in Reader(html).tags]
    assert not {"script", "iframe"} & set(tags) and tags.count("img") == 1
    assert Reader(html).text.count(payload) == 7


def test_the_same_values_give_the_same_bytes_under_any_hash_seed():
    code = (
        "from helpers.page.statement import Check, Office, statement; import hashlib;"
        "print(hashlib.sha256(statement(Office(), Check()).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


BOTH = ("en-GB", "cy")


def in_welsh(office, check=CLEAN):
    return statement(office, check, Tongues("cy", BOTH))


def test_the_statement_in_welsh_has_the_sentences_of_the_model_statement_in_welsh():
    # As in the Welsh statement of HM Courts and Tribunals Service (github.com/hmcts, "Datganiad
    # hygyrchedd") for the names of the regulations, of the bodies and of the parts
    shown = text(in_welsh(FILLED))
    for words in (
        "Datganiad hygyrchedd",
        "Adborth a gwybodaeth gyswllt",
        "Y Comisiwn Cydraddoldeb a Hawliau Dynol (EHRC) sy’n gyfrifol am orfodi",
        "Gwasanaeth Cynghori a Chymorth Cydraddoldeb (EASS)",
        "(Gwefannau a Chymwysiadau Symudol) (Rhif 2) 2018",
        "Statws cydymffurfio",
        "Mae’r wefan hon yn cydymffurfio’n rhannol â safon AA",
        "Cynnwys nad yw’n hygyrch",
        "Paratowyd y datganiad hwn ar 1 Chwefror 2026.",
        "Profwyd y wefan hon â llaw ddiwethaf ar 31 Ionawr 2026",
        "Iaith y tudalennau: Saesneg.",
    ):
        assert words in shown, words


@pytest.mark.parametrize("field", TEXTS)
def test_what_the_office_wrote_is_marked_as_english_in_welsh_or_is_in_welsh(field):
    written = "Written by <the office>"
    html = in_welsh(FILLED._replace(**{field: written}))
    escaped = "Written by &lt;the office&gt;"
    if field == "logo_alt":
        assert re.search(f'<img [^>]*alt="{re.escape(escaped)}"[^>]* lang="en-GB"', html)
    else:
        assert f'<span lang="en-GB">{escaped}</span>' in html
        assert html.count("Written by") == html.count(f'<span lang="en-GB">{escaped}')


def test_a_statement_that_is_not_filled_in_is_marked_in_welsh_and_nothing_else_is_english():
    html = in_welsh(Office(), Check())
    assert html.count('class="unfilled"') == statement(Office(), Check()).count('class="unfilled"')
    assert "[i’w lenwi gan y swyddfa: enw’r swyddfa]" in html
    inside = html.partition("<main")[2].partition("</main>")[0]
    assert 'lang="' not in inside


@pytest.mark.parametrize("check", [CLEAN, FAULTY, Check()], ids=["clean", "faulty", "none"])
@pytest.mark.parametrize("status", ["fully compliant", "partially compliant", "not compliant"])
def test_the_statement_claims_the_same_in_both_languages(check, status):
    claims = {
        "fully compliant": "yn cydymffurfio’n llawn â safon",
        "partially compliant": "yn cydymffurfio’n rhannol â safon",
        "not compliant": "Nid yw’r wefan hon yn cydymffurfio â safon",
    }
    office = FILLED._replace(checks_status=status)
    shown = text(in_welsh(office, check))
    claimed = compliance(office, check)
    assert [claim for claim, words in claims.items() if words in shown] == [claimed]
    assert ("Mae kent.html yn torri rheol" in shown) is (
        check.places > 0 and claimed != "fully compliant"
    )


@pytest.mark.parametrize(
    ("pages", "english", "welsh"),
    [
        (1, "and 1 other page are also in Welsh", "ac 1 dudalen arall ar gael hefyd"),
        (2, "and 2 other pages are also in Welsh", "a 2 dudalen arall ar gael hefyd"),
    ],
)
def test_the_languages_of_the_pages_are_those_in_which_there_are_pages(pages, english, welsh):
    shown = text(statement(FILLED, CLEAN, Tongues("en-GB", BOTH), {"cy": pages}))
    assert f"Language of the pages: English. This statement {english} (a draft" in shown
    assert "The analysis, its tables and charts, and the files to download are in English." in shown
    assert welsh in text(statement(FILLED, CLEAN, Tongues("cy", BOTH), {"cy": pages}))
    assert "Welsh" not in text(statement(FILLED, CLEAN))


@pytest.mark.parametrize("check", [CLEAN, Check()], ids=["clean", "none"])
def test_what_is_known_of_the_pdfs_stands_among_what_is_not_accessible(check):
    shown = text(statement(FILLED, check))
    reasons = shown.partition("following reasons.")[2].partition("Preparation of")[0]
    assert "PDF/UA-1 but have not been validated" in reasons
    assert "a table that goes over two sheets becomes two tables" in reasons


def test_the_statement_says_which_files_the_automatic_check_did_not_see():
    files = "The spreadsheets, CSV files and PDF files beside the pages were not part of the"
    assert files in text(statement(FILLED, CLEAN))
    assert files not in text(statement(FILLED, Check()))


def test_the_statement_promises_a_change_of_colours_for_text_and_tables_alone():
    shown = text(statement(FILLED, CLEAN))
    assert "change colours, contrast and fonts of text and tables in the settings" in shown
    assert "charts and maps are pictures with fixed colours on white" in shown


def test_pages_are_listed_by_title_with_the_language_that_is_not_that_of_the_list():
    pages = (
        Checked("accessibility.cy.html"),
        Checked("kent.cy.html", title="Who was fined & why?"),
        Checked("kent.html", title="Who was fined & why?"),
    )
    check = CLEAN._replace(pages=pages)
    named = re.findall('<th scope="row">(.*?)</th>', statement(FILLED, check))
    assert named == [
        '<a href="accessibility.cy.html">Accessibility statement (<span lang="cy">Cymraeg</span>)'
        "</a>",
        '<a href="kent.cy.html">Who was fined &amp; why? (<span lang="cy">Cymraeg</span>)</a>',
        '<a href="kent.html">Who was fined &amp; why?</a>',
    ]
    assert '<a href="kent.html"><span lang="en-GB">Who was fined &amp; why?</span></a>' in in_welsh(
        FILLED, check
    )


@pytest.mark.parametrize(
    ("schemes", "listed"),
    [(("light", "dark"), "golau a thywyll"), (("dark", "light"), "tywyll a golau")],
)
def test_a_welsh_list_has_the_form_of_and_and_of_the_word_behind_it(schemes, listed):
    shown = text(in_welsh(FILLED, CLEAN._replace(schemes=schemes)))
    assert f"lliwiau {listed}" in shown
    assert "WCAG 2.0 A, WCAG 2.2 AA ac arfer gorau" in shown
    assert "1,280 a 320" in shown


def test_the_statements_lead_to_each_other():
    english, welsh = (statement(FILLED, CLEAN, Tongues(one, BOTH)) for one in BOTH)
    assert '<a href="accessibility.cy.html" hreflang="cy" lang="cy">Cymraeg</a>' in english
    assert '<a href="accessibility.html" hreflang="en-GB" lang="en-GB">English</a>' in welsh
    assert '<html lang="cy">' in welsh and '<main id="content">' in welsh
    assert "hreflang" not in statement(FILLED, CLEAN)
