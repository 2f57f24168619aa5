"""The table that sets each printed figure beside what our sources give."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import pandas as pd

from helpers.page import sheets
from helpers.page.numbers import NOT_APPLICABLE, NOT_AVAILABLE, Number, Shown, marked, missing
from helpers.page.tables import frame

VERDICTS = ("reproduced", "consistent", "inconsistent", "not determined", "no data")
HEADERS = ("What was printed", "As printed", "Recomputed", "Verdict", "Why")


def published_check(rows: pd.DataFrame, caption: str) -> Shown:
    """Every published statement of a case: as printed, as recomputed, the verdict, and why.

    Each row is recorded as the number ``claim_id`` with the printed figure and the verdict.

    Parameters
    ----------
    rows
        Columns ``claim_id`` (the id of the number), ``counted`` (what was printed, in words),
        ``value_printed`` (with its unit), ``published_source``, ``recomputed`` (missing where
        there is no single value), ``lower`` and ``upper`` (the range that our sources allow, or
        missing), ``unit``, ``method``, ``verdict`` (one of ``VERDICTS``), ``reason`` and
        ``source``. Optional: ``decimals``.

    Raises
    ------
    ValueError
        A verdict that is not one of ``VERDICTS``, or a claim that stands twice.
    """
    if unknown := set(rows["verdict"]) - set(VERDICTS):
        raise ValueError(f"unknown verdict {sorted(unknown)}: use one of {', '.join(VERDICTS)}")
    if repeated := rows["claim_id"][rows["claim_id"].duplicated()].tolist():
        raise ValueError(f"published_check: {repeated} stand twice")
    records = rows.to_dict("records")
    numbers = [_number(record) for record in records]
    body = [_cells(record, number) for record, number in zip(records, numbers, strict=True)]
    plain = rows[["counted", "value_printed", "verdict"]].to_string(index=False)
    html = frame(caption, HEADERS, body, figures=(HEADERS.index("Recomputed"),))
    return Shown(html, plain, tuple(numbers), (_sheet(rows, caption, numbers),))


def _sheet(rows: pd.DataFrame, caption: str, numbers: list[Number]) -> sheets.Sheet:
    ends = ("Recomputed, at least", "Recomputed, at most")
    return sheets.sheet(
        "",
        caption,
        [
            sheets.words(HEADERS[0], rows["counted"]),
            sheets.words(HEADERS[1], rows["value_printed"]),
            sheets.figures(HEADERS[2], numbers),
            *sheets.limits(ends, numbers),
            sheets.words("Unit", rows["unit"]),
            sheets.words(HEADERS[3], rows["verdict"]),
            sheets.words(HEADERS[4], rows["reason"], NOT_APPLICABLE),
        ],
    )


def _number(record: Mapping) -> Number:
    places = record.get("decimals")
    return Number(
        record["claim_id"],
        record["counted"],
        None if missing(record["recomputed"]) else record["recomputed"],
        record["unit"],
        record["lower"],
        record["upper"],
        method=record["method"],
        sources=tuple(filter(None, record["source"].split(";"))),
        published_value=record["value_printed"],
        published_source=record["published_source"],
        agreement=record["verdict"],
        decimals=None if missing(places) else int(places),
    )


def _cells(record: Mapping, number: Number) -> list[str]:
    only_limits = missing(number.value) and number.limits
    recomputed = marked(number, "limits" if only_limits else "range")
    nothing = missing(number.value) and not number.limits
    texts = [record["counted"], record["value_printed"], record["verdict"], record["reason"]]
    counted, printed, verdict, reason = (escape(text, quote=False) for text in texts)
    return [
        counted,
        printed,
        NOT_AVAILABLE if nothing else recomputed,
        f"<strong>{verdict}</strong>",
        reason,
    ]
