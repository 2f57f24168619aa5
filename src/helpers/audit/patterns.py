"""Hides how the texts that must not be published are known by their form."""

from __future__ import annotations

import re
from datetime import date

EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%'-]+(?:@| ?[\[(]at[\])] ?)(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-])"
)

# NOTE: the 124 postcode areas and the letters of the inward code: Royal Mail, PAF Programmers'
# Guide; the form of the outward code: BS 7666 and GOV.UK, "Bulk data transfer: additional
# validation valid from March 2015", appendix C.
AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY "
    "E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE "
    "LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL "
    "SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
OUTWARD = rf"(?:{'|'.join(AREAS.split())})(?:\d{{1,2}}|\d[A-HJKMNPR-Y])"
INWARD = r"\d[ABD-HJLNP-UW-Z]{2}(?![\w-])"
ORDINAL = r"(?-i:\d(?:nd|rd|st|th))"
POSTCODE = re.compile(
    rf"(?<![\w#&-])(?=[A-Za-z]{{1,3}} ?\d)(?:"
    rf"(?<![/.])(?:GIR ?0AA|{OUTWARD}-?{INWARD})|(?i:{OUTWARD} (?!{ORDINAL}){INWARD}))"
)

# NOTE: HMRC, National Insurance Manual NIM39110: which letters and prefixes are given to people.
NATIONAL_INSURANCE = re.compile(
    r"(?<![\w#-])(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]"
    r"[ .-]?\d\d[ .-]?\d\d[ .-]?\d\d[ .-]?[A-D](?![\w-])",
    re.IGNORECASE,
)

# NOTE: Ofcom, National Telephone Numbering Plan: ten or nine digits behind the 0; they are written
# in groups of three or more. ITU-T E.164: at most fifteen digits behind the + of other countries.
APART = "[ ./\N{EN DASH}-]"
TELEPHONE = re.compile(
    rf"(?<![\w.,/%+#-])(?<!\d:)(?:"
    rf"(?:(?:\+|00)44{APART}?(?:\(0\))?{APART}?|\(?0)(?=[1235789])"
    rf"(?=(?:[()]*{APART}?[()]*\d){{9,10}}(?!{APART}?\d))"
    rf"(?:\d{{2,4}}\)?{APART}?|\d{APART}\d{{3}}{APART})\d{{3,4}}{APART}?\d{{3,4}}"
    rf"|0[1235789]\d{{8,9}}|447\d{{9}}"
    rf"|\+(?!44)[1-9]\d{{0,2}}[ -]\d{{1,4}}(?:[ -]\d{{2,4}}){{2,4}}|\+(?!44)[1-9]\d{{9,13}}"
    r")(?![\w%]|[.,]\d)"
)

# NOTE: a full date of these years is taken for a birth: nobody born later was ten, the age of
# criminal responsibility in England and Wales, in the period of the case studies.
MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    "|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin"
    "|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
)
DAY, MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:19\d\d|200\d|201[0-2])"
BIRTH = re.compile(
    rf"(?<![\w./-])(?:{YEAR}(?P<mark>[-/.]){MONTH}(?P=mark){DAY}(?!\d|[-/.]\d)"
    rf"|{DAY}(?P<sign> ?[-/.] ?){MONTH}(?P=sign)(?:{YEAR}|[3-9]\d)(?!\d|[-/.]\d)"
    rf"|{DAY}(?:st|nd|rd|th)?(?: of)?[ /-](?:{MONTHS})(?:[/-]|,? ){YEAR}(?![\w-])"
    rf"|(?:{MONTHS}) {DAY}(?:st|nd|rd|th)?,? {YEAR}(?![\w-]))"
    r"|\b(?:date[ _-]?of[ _-]?birth|birth[ _-]?date|d\.?o\.?b\b|dyddiad[ _-]?geni)",
    re.IGNORECASE,
)

PATH = re.compile(
    r"(?<![\w.:/<~)-])/(?!/)(?:[\w.@+-]+/)+[\w.@+-]+"
    r"|(?<![\w.:/])~/[\w.@+-]+"
    r"|(?<![A-Za-z])[A-Za-z]:[\\/](?!/)[\w.@+$ -]+"
    r"|(?<![\\\w])\\\\[\w.-]+\\[\w.$-]+"
    r"|\bfile:/{1,3}[^\s\"'<>]+",
)

# NOTE: forms as their issuers print them. GitHub, "Behind GitHub's new authentication token
# formats" (2021) and "About authentication to GitHub"; AWS, "IAM identifiers", unique prefixes;
# GitLab, "Token overview", prefixes; Slack, "Tokens"; Google Cloud, "API keys"; Stripe, "API keys";
# PyPI, "API tokens"; npm, "About access tokens"; Azure, "Storage connection strings"; RFC 7468 and
# RFC 4880 (armoured private keys); RFC 7519 (JSON web token); RFC 3986, 3.2.1 (user:password@).
SECRET = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d"
    r"|(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])"
    r"|gh[oprsu]_[A-Za-z0-9_]{36,}|github_pat_[A-Za-z0-9_]{40,}|gl(?:pat|dt|rt|cbt|ptt)-[\w-]{20,}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,}|AIza[\w-]{35}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"
    r"|pypi-AgE[\w-]{50,}|npm_[A-Za-z0-9]{36}|sk-(?:ant-|proj-)?[\w-]{32,}|hf_[A-Za-z0-9]{30,}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})"
    r"|AccountKey=[A-Za-z0-9+/=]{40,}|hooks\.slack\.com/services/[\w/]{20,}"
    r"|\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/:@]+@[\w.-]+|\bBearer [\w.~+/-]{16,}"
    r"|[?&](?:access_?token|api_?key|auth|sig|token)=[\w%.~+/-]{8,}"
    r"|(?<![A-Za-z])(?:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?token"
    r"|auth[_-]?token|client[_-]?secret|aws_secret_access_key)[\"']?(?: ?[=:] ?| := )"
    r"[\"']?[^\s\"'<>,;]{4,}",
    re.IGNORECASE,
)
UNFINISHED = re.compile(
    r"\b(?:TO DO|TBC|TBD|XXX)\b|(?i:\btodo\b|\bfixme\b|(?<![a-z])draff?ts?(?![a-z])|\bdodgy\b)"
)

# NOTE: names and addresses that lead nowhere from outside. RFC 6761, RFC 6762 and RFC 8375, and
# .internal, reserved by ICANN on 29 July 2024; RFC 1918 (private addresses) and RFC 1122 (own).
OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
INSIDE = re.compile(
    r"(?<![\w@.-])(?:[a-z\d-]+\.)+(?:corp|home\.arpa|internal|intranet|lan|local|localdomain)"
    r"(?![\w-]|\.\w)"
    rf"|(?<![\w.-])(?:(?:10|127)\.{OCTET}|192\.168|172\.(?:1[6-9]|2\d|3[01]))"
    rf"\.{OCTET}\.{OCTET}(?![\w-]|\.\d)",
    re.IGNORECASE,
)
NOT_RELEASED = re.compile(
    r"\bNo(?:t yet an|t the published) edition\b|\bNid yw’n argraffiad eto\b"
    r"|\bNid dyma’r argraffiad a gyhoeddwyd\b"
)
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WELSH = ("ion", "chw", "maw", "ebr", "mai", "meh", "gor", "aws", "med", "hyd", "tac", "rha")
FIRST_LETTERS = {word: number for words in (ENGLISH, WELSH) for number, word in enumerate(words, 1)}


def day_of(text: str) -> str:
    """A date as it is written, in English, Welsh or figures, as ISO; empty if it is not a day.

    A year of two figures is of the last century.

    >>> day_of("27 March 2011"), day_of("27/3/71"), day_of("Mawrth 27th, 2011"), day_of("DOB")
    ('2011-03-27', '1971-03-27', '2011-03-27', '')
    """
    figures = [int(figure) for figure in re.findall(r"\d+", text)]
    months = [FIRST_LETTERS.get(word[:3]) for word in re.findall(r"[a-z]{3,}", text.lower())]
    if len(figures) == 2 and any(months):
        day, year = figures
        figures = [day, *filter(None, months), year]
    if len(figures) != 3:
        return ""
    day, month, year = reversed(figures) if figures[0] > 31 else figures
    try:
        return date(year if year > 99 else 1900 + year, month, day).isoformat()
    except ValueError:
        return ""
