"""Hides how a date of publication is written in the register, and which of several came first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

NOT_PUBLISHED = "not published elsewhere"
NOT_KNOWN = re.compile(
    rf"undated|{NOT_PUBLISHED}|not stated in the copy read"
    r"|census of .+ \(publication date not stated in the copy read\)"
)
YEARS = re.compile(r"(?P<year>\d{4})-(?P<next>1[3-9]|[2-9]\d)")
MONTHS = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)/(?P<next>\d\d)")
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
REMARK = re.compile(r" \([^()]*\)$")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


class Publication(NamedTuple):
    """When something was published: ISO dates as precise as they are known.

    Several dates mean that it was one of them; ``inferred`` that the publication does not say so.
    """

    dates: tuple[str, ...]
    inferred: bool = False


class Span(NamedTuple):
    """When the first and the last of some sources were published, if any says when.

    ``undated`` of the ``sources`` do not say it.
    """

    first: Publication | None
    last: Publication | None
    sources: int
    undated: int


def publication(published: str) -> Publication | None:
    """The date in a ``published`` field of the register; none if the field says why there is none.

    Raises
    ------
    ValueError
        Neither a date nor one of the ways to say that there is none.

    Examples
    --------
    >>> publication("2020-07 or 2020-08 (day not shown in the copy read)").dates
    ('2020-07', '2020-08')
    >>> publication("2017-18 (inferred)")
    Publication(dates=('2017', '2018'), inferred=True)
    >>> publication("undated") is None
    True
    """
    if NOT_KNOWN.fullmatch(published):
        return None
    dates = tuple(date for part in REMARK.sub("", published).split(" or ") for date in _dates(part))
    if not all(map(_is_date, dates)):
        raise ValueError(f"not a date of publication: {published!r}")
    return Publication(dates, published.endswith("(inferred)"))


def in_words(published: str) -> str:
    """A ``published`` field of the register with its dates in full; what it remarks stays.

    Raises
    ------
    ValueError
        See :func:`publication`.

    Examples
    --------
    >>> in_words("2020-05-15"), in_words("2020-07 (day not shown in the copy read)")
    ('15 May 2020', 'July 2020 (day not shown in the copy read)')
    >>> in_words("2021-01 or 2021-02 (inferred)"), in_words("undated")
    ('January 2021 or February 2021 (inferred)', 'undated')
    """
    known = publication(published)
    if known is None:
        return published
    remark = REMARK.search(published)
    return " or ".join(map(_in_words, known.dates)) + (remark[0] if remark else "")


def span(published: Iterable[str]) -> Span:
    """The first and the last date among ``published`` fields of the register.

    Where a date that is not precise leaves open which it was, it is that date: the year 2016 comes
    before September 2016 when the first is asked, and after it when the last is asked. What was
    not published elsewhere is not counted.

    Raises
    ------
    ValueError
        See :func:`publication`.

    Examples
    --------
    >>> dates = span(["2016", "2016-09", "undated", "not published elsewhere"])
    >>> dates.first.dates, dates.last.dates, dates.sources, dates.undated
    (('2016',), ('2016',), 3, 1)
    """
    dates = [publication(one) for one in published if one != NOT_PUBLISHED]
    known = sorted({date for date in dates if date})
    return Span(
        min(known, key=lambda one: (_earliest(one), _reversed(_latest(one))), default=None),
        max(known, key=lambda one: (_latest(one), _reversed(_earliest(one))), default=None),
        len(dates),
        dates.count(None),
    )


def _is_date(text: str) -> bool:
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _in_words(date: str) -> str:
    year, month, day, *_ = map(int, (*date.split("-"), 0, 0))
    words = (str(day or ""), MONTH_NAMES[month - 1] if month else "", str(year))
    return " ".join(filter(None, words))


def _dates(part: str) -> tuple[str, ...]:
    years = YEARS.fullmatch(part)
    if years and (following := str(int(years["year"]) + 1)).endswith(years["next"]):
        return years["year"], following
    if months := MONTHS.fullmatch(part):
        return f"{months['year']}-{months['month']}", f"{months['year']}-{months['next']}"
    return (part,)


def _earliest(one: Publication) -> tuple[int, ...]:
    return min(_parts(date, (1, 1)) for date in one.dates)


def _latest(one: Publication) -> tuple[int, ...]:
    return max(_parts(date, (12, 31)) for date in one.dates)


def _parts(date: str, rest: tuple[int, int]) -> tuple[int, ...]:
    """Year, month and day, with those of ``rest`` where the date does not give them."""
    given = tuple(map(int, date.split("-")))
    return given + rest[len(given) - 1 :]


def _reversed(date: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-part for part in date)
