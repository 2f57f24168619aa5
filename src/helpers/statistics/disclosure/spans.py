"""Hides how the label of a period becomes its first and last day."""

import re
from datetime import date, timedelta

PERIOD = "period"
YEAR_ENDING = "year_ending"
PERIOD_COLUMNS = (PERIOD, "month", "quarter", "year", YEAR_ENDING)
FORMS = (
    "2021-03, 2021-Q1, 2021 Q1, 2021, 2020/21 (April to March), 2021-03-31 or 2020-03-27/2021-03-31"
)


def read_span(label: str) -> tuple[int, int]:
    """Return the first day and the day after the last day of a period, as ordinals.

    Raises
    ------
    ValueError
        If the label has none of the known forms, or ends before it begins.

    Examples
    --------
    >>> first, after = read_span("2020/21")
    >>> date.fromordinal(first).isoformat(), date.fromordinal(after).isoformat()
    ('2020-04-01', '2021-04-01')
    """
    try:
        span = _span(label.strip())
    except ValueError:
        span = None
    if span is None or span[0] >= span[1]:
        raise ValueError(f"period must be written as one of {FORMS}, not {label!r}")
    return span[0].toordinal(), span[1].toordinal()


def year_to(label: str) -> str:
    """Return the period of the year that ends on a day.

    Examples
    --------
    >>> year_to("2021-03-31"), year_to("2020-02-29")
    ('2020-04-01/2021-03-31', '2019-03-01/2020-02-29')
    """
    after = date.fromordinal(read_span(label)[1])
    return f"{after.replace(year=after.year - 1).isoformat()}/{label}"


def _span(label: str) -> tuple[date, date] | None:
    first, slash, last = label.partition("/")
    if slash and re.fullmatch(r"\d{4}", first) and re.fullmatch(r"\d{2}", last):
        year = int(first)
        follows = (year + 1) % 100 == int(last)
        return (date(year, 4, 1), date(year + 1, 4, 1)) if follows else None
    if slash:
        return date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    if found := re.fullmatch(r"(\d{4})[- ]Q([1-4])", label):
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
    if found := re.fullmatch(r"(\d{4})-(\d{2})", label):
        return _months(int(found[1]), int(found[2]), 1)
    if re.fullmatch(r"\d{4}", label):
        return _months(int(label), 1, 12)
    day = date.fromisoformat(label)
    return day, day + timedelta(days=1)


def _months(year: int, month: int, length: int) -> tuple[date, date]:
    after = year * 12 + month - 1 + length
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1)
