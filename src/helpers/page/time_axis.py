"""Where dates lie on an axis, and which of them are written there."""

from __future__ import annotations

import math
from collections.abc import Sequence

import lazy_loader
from babel.dates import format_date

from helpers.page.words import ENGLISH, locale

pd = lazy_loader.load("pandas")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
IN_FULL = ("y", "MMMM y", "d MMMM y")
STEPS = (1, 2, 5, 10, 20, 50, 100)
YEARS_FROM = 3 * 365
MONTHS_FROM = 75
Tick = tuple[float, str]


def positions(moments: pd.Series) -> pd.Series:
    """Years as they are, ISO dates as days since 1970.

    Raises
    ------
    ValueError
        A text is not an ISO date.
    """
    if pd.api.types.is_numeric_dtype(moments):
        return moments.astype(float)
    dates = pd.to_datetime(moments, format="ISO8601")
    return (dates - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)


def in_full(moment: object, language: str = ENGLISH) -> str:
    """A year, or an ISO date in words, no more precise than it is given.

    >>> in_full(2019.0), in_full("2019"), in_full("2020-05"), in_full("2020-05-11")
    ('2019', '2019', 'May 2020', '11 May 2020')
    >>> in_full("2020-05-11", "cy")
    '11 Mai 2020'
    """
    if isinstance(moment, (int, float)):
        return f"{moment:g}"
    given = moment.count("-") if isinstance(moment, str) else -1
    return format_date(pd.Timestamp(moment), IN_FULL[given], locale=locale(language))


def span(first: object, months: int = 0) -> tuple[str, str, str]:
    """The beginning and the end of a moment or of some months in words, and the whole of it.

    >>> span("2022-07-01", 3)
    ('July 2022', 'September 2022', 'July to September 2022')
    >>> span("2022-12-01", 3)[2], span("2022-07-01")[2]
    ('December 2022 to February 2023', '1 July 2022')
    """
    if not months:
        return (in_full(first),) * 3
    begins = pd.Timestamp(first)
    ends = begins + pd.DateOffset(months=months - 1)
    start, end = (in_full(f"{month:%Y-%m}") for month in (begins, ends))
    return start, end, f"{start.removesuffix(end[-5:])} to {end}"


def ticks(first: float, last: float, dated: bool, most: int = 8) -> list[Tick]:
    """At most about so many places between two positions, with the text of each.

    >>> ticks(2011, 2016, dated=False)[:2]
    [(2011, '2011'), (2012, '2012')]
    """
    if not dated:
        return [(year, str(year)) for year in _thinned(math.ceil(first), math.floor(last), most)]
    start, end = (pd.Timestamp("1970-01-01") + pd.Timedelta(days=day) for day in (first, last))
    if last - first > YEARS_FROM:
        years = _thinned(start.year, end.year + 1, most)
        marks = [(pd.Timestamp(year, 1, 1), str(year)) for year in years]
    elif last - first > MONTHS_FROM:
        marks = _month_marks(start, end, most)
    else:
        marks = _day_marks(start, end, most)
    at = [(float((mark - pd.Timestamp("1970-01-01")).days), text) for mark, text in marks]
    return [(place, text) for place, text in at if first <= place <= last]


def _thinned(first: int, last: int, most: int, steps: Sequence[int] = STEPS) -> list[int]:
    step = next(step for step in steps if (last - first) / step <= most)
    return [number for number in range(first, last + 1) if step == 1 or number % step == 0]


def _month_marks(
    start: pd.Timestamp, end: pd.Timestamp, most: int
) -> list[tuple[pd.Timestamp, str]]:
    edges = [day.year * 12 + day.month - 1 for day in (start, end)]
    months = _thinned(*edges, most, steps=(1, 2, 3, 6, 12))
    firsts = [pd.Timestamp(month // 12, month % 12 + 1, 1) for month in months]
    days = [day for day in firsts if start <= day <= end]
    return [
        (day, MONTHS[day.month - 1] + (f"\n{day.year}" if _new_year(day, days) else ""))
        for day in days
    ]


def _new_year(day: pd.Timestamp, days: list[pd.Timestamp]) -> bool:
    return day == min(other for other in days if other.year == day.year)


def _day_marks(start: pd.Timestamp, end: pd.Timestamp, most: int) -> list[tuple[pd.Timestamp, str]]:
    step = next(step for step in (1, 2, 7, 14, 28) if (end - start).days / step <= most)
    days = list(pd.date_range(start, end, freq=f"{step}D"))
    return [
        (day, f"{day.day} {MONTHS[day.month - 1]}" + (f"\n{day.year}" if day == start else ""))
        for day in days
    ]
