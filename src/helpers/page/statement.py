"""Hides the model accessibility statement: what it must say, and when it may claim what."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, Template

from helpers.page.sentences import listed
from helpers.page.site import TEMPLATES, other_page
from helpers.page.tables import frame
from helpers.page.time_axis import in_full

FULLY, PARTIALLY, NOT = STATUSES = ("fully compliant", "partially compliant", "not compliant")
DESCRIPTION = "How accessible these pages are, how that was tested, and whom to tell of a problem."
LANGUAGES = {"en-GB": "English"}
RULES = {
    "wcag2a": "WCAG 2.0 A",
    "wcag2aa": "WCAG 2.0 AA",
    "wcag21a": "WCAG 2.1 A",
    "wcag21aa": "WCAG 2.1 AA",
    "wcag22aa": "WCAG 2.2 AA",
    "best-practice": "best practice",
}
LABELS = {
    "name": "name of the office",
    "site": "address of its site",
    "language": "language of the pages",
    "logo_file": "logo",
    "logo_alt": "text alternative of the logo",
    "contact_email": "contact e-mail",
    "contact_phone": "contact phone",
    "contact_address": "contact address",
    "contact_hours": "time within which it answers",
    "enforcement_body": "enforcement body",
    "enforcement_link": "site of the enforcement body",
    "enforcement_adviser": "body that advises on complaints",
    "enforcement_adviser_link": "site of the body that advises on complaints",
    "checks_date": "date of the checks by hand",
    "checks_by": "who made the checks by hand",
    "checks_tested": "what was tested by hand",
    "checks_findings": "findings of the checks by hand",
    "checks_status": "result of the checks by hand",
    "statement_prepared": "date of this statement",
    "statement_reviewed": "date of its last review",
    "statement_checked": "date of the automatic check",
}


class Office(NamedTuple):
    """What an office says of itself; what is empty has not been filled in.

    ``logo_file`` is the picture as a data address, dates are ISO, ``checks_status`` is one of
    ``STATUSES``.
    """

    name: str = ""
    site: str = ""
    language: str = ""
    logo_file: str = ""
    logo_alt: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_address: str = ""
    contact_hours: str = ""
    enforcement_body: str = ""
    enforcement_link: str = ""
    enforcement_adviser: str = ""
    enforcement_adviser_link: str = ""
    checks_date: str = ""
    checks_by: str = ""
    checks_tested: str = ""
    checks_findings: tuple[str, ...] = ()
    checks_status: str = ""
    statement_prepared: str = ""
    statement_reviewed: str = ""
    statement_checked: str = ""


class Checked(NamedTuple):
    """What an automatic check found on a page.

    ``faults`` has, for each rule that the page breaks, in how many places; ``undecided`` the rules
    on which the program could not decide.
    """

    name: str
    faults: tuple[tuple[str, int], ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """In how many places the page breaks a rule."""
        return sum(count for _, count in self.faults)


class Check(NamedTuple):
    """An automatic check: program with version, kinds of rule, widths in pixels, schemes, pages.

    Without ``tool`` no check has been recorded.
    """

    tool: str = ""
    tags: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    schemes: tuple[str, ...] = ()
    pages: tuple[Checked, ...] = ()

    @property
    def places(self) -> int:
        """In how many places the pages break a rule."""
        return sum(page.places for page in self.pages)


def compliance(office: Office, check: Check) -> str:
    """The status that the statement may claim, one of ``STATUSES``.

    It is the one that the office's checks by hand found, once they are recorded in full; until
    then, and where full compliance stands against an automatic check that is missing or found
    faults, it is partial.

    >>> by_hand = Office(
    ...     checks_date="2026-01-31",
    ...     checks_by="the office",
    ...     checks_tested="every page with a screen reader",
    ...     checks_status="fully compliant",
    ... )
    >>> clean = Check("axe-core 4", pages=(Checked("index.html"),))
    >>> faulty = Check("axe-core 4", pages=(Checked("index.html", (("region", 1),)),))
    >>> [compliance(by_hand, check) for check in (clean, faulty, Check())]
    ['fully compliant', 'partially compliant', 'partially compliant']
    >>> compliance(Office(checks_status="fully compliant"), clean)
    'partially compliant'
    """
    if not _checked_by_hand(office):
        return PARTIALLY
    doubtful = not check.tool or check.places > 0
    return PARTIALLY if doubtful and office.checks_status == FULLY else office.checks_status


def unfilled(office: Office, check: Check) -> list[str]:
    """The fields that the office has still to fill in, in the order of ``Office``.

    Findings are missing only from checks that found less than full compliance, and the date of
    the automatic check only where one has been recorded.
    """
    needless = set()
    if office.checks_status in ("", FULLY):
        needless.add("checks_findings")
    if not check.tool:
        needless.add("statement_checked")
    return [
        field for field, value in office._asdict().items() if not value and field not in needless
    ]


def statement(office: Office, check: Check) -> str:
    """The page with the accessibility statement; what the office has not filled in is marked.

    Its parts are those of the model statement that regulation 8 of the Public Sector Bodies
    (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 (S.I. 2018/952)
    asks for, and the sentences that the Government Digital Service requires word for word stand
    as in its "Sample accessibility statement" (GOV.UK, updated 19 December 2023).
    """
    body = _template().render(
        office=office._asdict(),
        check=check,
        by_hand=_checked_by_hand(office),
        status=compliance(office, check),
        table=_results(check),
        unfilled=unfilled(office, check),
        labels=LABELS,
        languages=LANGUAGES,
        rules=listed([RULES.get(tag, tag) for tag in check.tags]),
        listed=listed,
        in_full=in_full,
        FULLY=FULLY,
        PARTIALLY=PARTIALLY,
    )
    return other_page(body, DESCRIPTION)


def _results(check: Check) -> str:
    rows = [
        [escape(page.name), str(page.places), escape(", ".join(page.undecided) or "none")]
        for page in check.pages
    ]
    headers = ["Page", "Faults", "Rules that the program left undecided"]
    return frame("What the automatic check found", headers, rows, {1})


def _checked_by_hand(office: Office) -> bool:
    recorded = (office.checks_date, office.checks_by, office.checks_tested, office.checks_status)
    return all(recorded)


def _template() -> Template:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True)
    return environment.get_template("statement.html.j2")
