"""Hides the model accessibility statement: what it must say, and when it may claim what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from helpers.page.site import ENGLISH_ALONE, IN_ENGLISH, Tongues, other_page
from helpers.page.tables import frame
from helpers.page.templates import filled
from helpers.page.time_axis import in_full
from helpers.page.words import ENGLISH, LANGUAGES, locale, own, translations

NAME = "accessibility"
FULLY, PARTIALLY, NOT = STATUSES = (
    own("fully compliant"),
    own("partially compliant"),
    own("not compliant"),
)
DESCRIPTION = own(
    "How accessible these pages are, how that was tested, and whom to tell of a problem."
)
BODIES = (
    own("Equality and Human Rights Commission (EHRC)"),
    own("Equality Advisory and Support Service (EASS)"),
)
SCHEMES = (own("light"), own("dark"))
BEST_PRACTICE = own("best practice")
WELSH_AND = re.compile(r" a\(c\) (\w)")
VOWELS = tuple("aeiouwyâêîôûŵŷ")
MUTATED = {"c": "ch", "p": "ph", "t": "th"}
VALUES = {*STATUSES, *BODIES, *SCHEMES, BEST_PRACTICE}
RULES = {
    "wcag2a": "WCAG 2.0 A",
    "wcag2aa": "WCAG 2.0 AA",
    "wcag21a": "WCAG 2.1 A",
    "wcag21aa": "WCAG 2.1 AA",
    "wcag22aa": "WCAG 2.2 AA",
    "best-practice": BEST_PRACTICE,
}
LABELS = {
    "name": own("name of the office"),
    "site": own("address of its site"),
    "language": own("language of the pages"),
    "logo_file": own("logo"),
    "logo_alt": own("text alternative of the logo"),
    "contact_email": own("contact e-mail"),
    "contact_phone": own("contact phone"),
    "contact_address": own("contact address"),
    "contact_hours": own("time within which it answers"),
    "enforcement_body": own("enforcement body"),
    "enforcement_link": own("site of the enforcement body"),
    "enforcement_adviser": own("body that advises on complaints"),
    "enforcement_adviser_link": own("site of the body that advises on complaints"),
    "checks_date": own("date of the checks by hand"),
    "checks_by": own("who made the checks by hand"),
    "checks_tested": own("what was tested by hand"),
    "checks_findings": own("findings of the checks by hand"),
    "checks_status": own("result of the checks by hand"),
    "statement_prepared": own("date of this statement"),
    "statement_reviewed": own("date of its last review"),
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


class Checked(NamedTuple):
    """What an automatic check found on a page.

    ``faults`` has, for each rule that the page breaks, in how many places; ``undecided`` the rules
    on which the program could not decide; ``sha256`` is the checksum of the page as it was checked,
    and empty for a page that quotes the check. ``title`` is the page's, if it is known.
    """

    name: str
    faults: tuple[tuple[str, int], ...] = ()
    undecided: tuple[str, ...] = ()
    sha256: str = ""
    title: str = ""

    @property
    def places(self) -> int:
        """In how many places the page breaks a rule."""
        return sum(count for _, count in self.faults)


class Check(NamedTuple):
    """An automatic check: program with version, kinds of rule, widths in pixels, schemes, pages.

    Without ``tool`` no check has been recorded. ``day`` is its date (ISO); ``changed`` names the
    pages that are no longer as they were checked, or were not checked at all.
    """

    tool: str = ""
    tags: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    schemes: tuple[str, ...] = ()
    pages: tuple[Checked, ...] = ()
    day: str = ""
    changed: tuple[str, ...] = ()

    @property
    def places(self) -> int:
        """In how many places the pages break a rule."""
        return sum(page.places for page in self.pages)


def compliance(office: Office, check: Check) -> str:
    """The status that the statement may claim, one of ``STATUSES``.

    It is the one that the office's checks by hand found, once they are recorded in full; until
    then, and where full compliance stands against an automatic check that is missing, found
    faults or saw other pages, it is partial.

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
    doubtful = not check.tool or check.places > 0 or check.changed
    return PARTIALLY if doubtful and office.checks_status == FULLY else office.checks_status


def unfilled(office: Office) -> list[str]:
    """The fields that the office has still to fill in, in the order of ``Office``.

    Findings are missing only from checks that found less than full compliance.
    """
    needless = {"checks_findings"} if office.checks_status in ("", FULLY) else set()
    return [
        field for field, value in office._asdict().items() if not value and field not in needless
    ]


def statement(
    office: Office,
    check: Check,
    tongues: Tongues = ENGLISH_ALONE,
    translated: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """The page with the accessibility statement; what the office has not filled in is marked.

    ``translated`` has, for each language but English, how many other pages there are in it.

    Its parts are those of the model statement that regulation 8 of the Public Sector Bodies
    (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 (S.I. 2018/952)
    asks for, and the sentences that the Government Digital Service requires word for word stand
    as in its "Sample accessibility statement" (GOV.UK, updated 19 December 2023). What the office
    wrote is taken to be English.
    """
    language = tongues.language
    gettext = translations(language).gettext
    body = filled(
        "statement.html.j2",
        language,
        office=office._asdict(),
        check=check,
        by_hand=_checked_by_hand(office),
        status=compliance(office, check),
        table=_results(check, language),
        unfilled=unfilled(office),
        labels=LABELS,
        own=VALUES,
        english=language == ENGLISH,
        named=lambda other: locale(other).get_language_name(locale(language)),
        further=[
            (other, translated.get(other, 0)) for other in tongues.languages if other != ENGLISH
        ],
        in_english=IN_ENGLISH,
        rules=[RULES.get(tag, tag) for tag in check.tags],
        widths=[f"{width:,}" for width in check.widths],
        listed=lambda words: _listed(words, gettext),
        in_full=lambda day: in_full(day, language),
        FULLY=FULLY,
        PARTIALLY=PARTIALLY,
    )
    return other_page(body, gettext(DESCRIPTION), NAME, tongues)


def _results(check: Check, language: str) -> str:
    gettext = translations(language).gettext
    rows = [
        [
            _titled(page, language),
            str(page.places),
            escape(", ".join(page.undecided) or gettext("none")),
        ]
        for page in check.pages
    ]
    headers = [gettext("Page"), gettext("Faults"), gettext("Rules that the program left undecided")]
    return frame(gettext("What the automatic check found"), headers, rows, {1})


def _listed(words: Sequence[str], gettext: Callable[[str], str]) -> str:
    """Words as a list in prose, those that are the page's own in its language."""
    *most, last = [gettext(one) if one in VALUES else one for one in words] or [""]
    both = {"words": ", ".join(most), "last": last}
    return WELSH_AND.sub(_welsh_and, gettext("%(words)s and %(last)s") % both) if most else last


def _welsh_and(found: re.Match) -> str:
    return f" ac {found[1]}" if found[1] in VOWELS else f" a {MUTATED.get(found[1], found[1])}"


def _titled(page: Checked, language: str) -> str:
    """The page as a link by its title, and in which language its own words are if not English."""
    if page.name.startswith(f"{NAME}."):
        title = translations(language).gettext("Accessibility statement")
    elif not page.title:
        return escape(page.name)
    else:
        title = escape(page.title, quote=False)
        title = title if language == ENGLISH else f'<span lang="{ENGLISH}">{title}</span>'
    other = page.name.removesuffix(".html").partition(".")[2]
    if other in LANGUAGES:
        title += f' (<span lang="{other}">{locale(other).language_name}</span>)'
    return f'<a href="{escape(page.name)}">{title}</a>'


def _checked_by_hand(office: Office) -> bool:
    recorded = (office.checks_date, office.checks_by, office.checks_tested, office.checks_status)
    return all(recorded)
