"""Where dates lie on an axis, and which of them are written there."""

from __future__ import annotations

import math

import pandas as pd

FULL_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = tuple(month[:3] for month in FULL_MONTHS)
MOST = 8
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


def in_full(moment: object) -> str:
    """A year, or an ISO date in words, no more precise than it is given.

    >>> in_full(2019.0), in_full("2019"), in_full("2020-05"), in_full("2020-05-11")
    ('2019', '2019', 'May 2020', '11 May 2020')
    """
    if isinstance(moment, (int, float)):
        return f"{moment:g}"
    date = pd.Timestamp(moment)
    words = [str(date.day), FULL_MONTHS[date.month - 1], str(date.year)]
    given = str(moment).count("-") + 1 if isinstance(moment, str) else len(words)
    return " ".join(words[-given:])


def ticks(first: float, last: float, dated: bool) -> list[Tick]:
    """At most about eight places between two positions, with the text of each.

    >>> ticks(2011, 2016, dated=False)[:2]
    [(2011, '2011'), (2012, '2012')]
    """
    if not dated:
        return [(year, str(year)) for year in _thinned(math.ceil(first), math.floor(last))]
    start, end = (pd.Timestamp("1970-01-01") + pd.Timedelta(days=day) for day in (first, last))
    if last - first > YEARS_FROM:
        years = _thinned(start.year, end.year + 1)
        marks = [(pd.Timestamp(year, 1, 1), str(year)) for year in years]
    elif last - first > MONTHS_FROM:
        marks = _month_marks(start, end)
    else:
        marks = _day_marks(start, end)
    at = [(float((mark - pd.Timestamp("1970-01-01")).days), text) for mark, text in marks]
    return [(place, text) for place, text in at if first <= place <= last]


def _thinned(first: int, last: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= MOST)
    return [number for number in range(first, last + 1) if step == 1 or number % step == 0]


def _month_marks(start: pd.Timestamp, end: pd.Timestamp) -> list[tuple[pd.Timestamp, str]]:
    months = _thinned(start.year * 12 + start.month - 1, end.year * 12 + end.month - 1)
    firsts = [pd.Timestamp(month // 12, month % 12 + 1, 1) for month in months]
    days = [day for day in firsts if start <= day <= end]
    return [
        (day, MONTHS[day.month - 1] + (f"\n{day.year}" if _new_year(day, days) else ""))
        for day in days
    ]


def _new_year(day: pd.Timestamp, days: list[pd.Timestamp]) -> bool:
    return day == min(other for other in days if other.year == day.year)


def _day_marks(start: pd.Timestamp, end: pd.Timestamp) -> list[tuple[pd.Timestamp, str]]:
    step = next(step for step in (1, 2, 7, 14) if (end - start).days / step <= MOST)
    days = list(pd.date_range(start, end, freq=f"{step}D"))
    return [
        (day, f"{day.day} {MONTHS[day.month - 1]}" + (f"\n{day.year}" if day == start else ""))
        for day in days
    ]
