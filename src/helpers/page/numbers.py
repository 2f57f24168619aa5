"""A number that a page states: its identity, its exact value, and the text that a reader sees."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, field
from html import escape
from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from helpers.page.sheets import Sheet

pd = lazy_loader.load("pandas")
NUMBERS = "numbers.csv"
NUMBERS_MIME = "application/vnd.disparity.numbers+json"
TABLES_MIME = "application/vnd.disparity.tables+json"
COLUMNS = (
    "id",
    "label",
    "value",
    "unit",
    "displayed",
    "lower",
    "upper",
    "confidence",
    "method",
    "sources",
    "published_value",
    "published_source",
    "agreement",
)
DECIMALS = {
    "percent": 1,
    "percentage points": 1,
    "ratio": 2,
    "per 1,000 residents": 2,
    "per 10,000 residents": 1,
    "years": 1,
}
NOT_AVAILABLE = "[x]"
NOT_APPLICABLE = "[z]"


@dataclass(frozen=True)
class Number:
    """A stated number.

    Parameters
    ----------
    id
        Stable, readable and unique on its page: lower-case words joined by dots and underscores.
    value
        The number before rounding; ``None`` or NaN where there is no estimate.
    unit
        What the number counts (``notices``), or one of the keys of ``DECIMALS``.
    lower, upper, confidence
        Limits in the same unit, and the confidence that they have; ``confidence`` stays ``None``
        for bounds that come from rounding or from unknowns and not from a sample.
    published_value, published_source, agreement
        The figure as printed by somebody else, where, and whether ours agrees with it.
    """

    id: str
    label: str
    value: float | None
    unit: str
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    method: str = ""
    sources: tuple[str, ...] = ()
    published_value: str = ""
    published_source: str = ""
    agreement: str = ""
    decimals: int | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", self.id):
            raise ValueError(f"number id {self.id!r} is not words joined by dots and underscores")

    @property
    def displayed(self) -> str:
        """The text that a reader sees: rounded half up, thousands separated, no unit."""
        return display(self.value, self.unit, self.decimals)

    @property
    def limits(self) -> str:
        """``"1.2 to 3.4"`` or ``"1.2 or more"``, and an empty string without limits."""
        if missing(self.lower) and missing(self.upper):
            return ""
        if not missing(self.lower) and self.upper == math.inf:
            return f"{display(self.lower, self.unit, self.decimals)} or more"
        texts = [display(limit, self.unit, self.decimals) for limit in (self.lower, self.upper)]
        return " to ".join(texts)

    def __format__(self, spec: str) -> str:
        """``{n}`` the number, ``{n:limits}`` its limits, ``{n:range}`` both, ``{n:interval}`` both
        and what the limits are worth."""
        if spec not in ("", "limits", "range", "interval"):
            raise ValueError(f"number {self.id}: unknown format {spec!r}")
        if spec == "limits":
            return self.limits
        if spec == "" or not self.limits:
            return self.displayed
        named = spec == "interval" and self.confidence
        kind = f"{round(100 * self.confidence, 1):g}% interval " if named else ""
        return f"{self.displayed} ({kind}{self.limits})"

    def record(self) -> dict[str, str]:
        """The row of ``numbers.csv``: text, with ten significant digits for every value."""
        values = asdict(self) | {"displayed": self.displayed, "sources": " ".join(self.sources)}
        return {column: _text(values[column]) for column in COLUMNS}


@dataclass(frozen=True)
class Shown:
    """What a cell shows: HTML for the page, plain text for a terminal, its numbers and tables."""

    html: str
    plain: str
    numbers: tuple[Number, ...] = field(default=())
    tables: tuple[Sheet, ...] = field(default=())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        records = [number.record() for number in self.numbers]
        return {
            "text/html": self.html,
            "text/plain": self.plain,
            NUMBERS_MIME: records,
            TABLES_MIME: [table._asdict() for table in self.tables],
        }


def together(*parts: Shown) -> Shown:
    """Several things shown by one cell, in the order given."""
    return Shown(
        "\n".join(part.html for part in parts),
        "\n\n".join(part.plain for part in parts),
        tuple(number for part in parts for number in part.numbers),
        tuple(table for part in parts for table in part.tables),
    )


def display(value: float | None, unit: str, decimals: int | None = None) -> str:
    """A value as text: rounded half up to the decimals of its unit, thousands separated.

    Missing values give ``[x]``, an unbounded one ``no limit``; a year has no separator. The minus
    sign is U+2212.

    >>> display(1234.5, "notices"), display(0.545, "ratio"), display(-2.25, "percent")
    ('1,235', '0.55', '−2.3')
    """
    if missing(value):
        return NOT_AVAILABLE
    if math.isinf(value):
        return "no limit"
    if unit == "year":
        return f"{value:.0f}"
    places = DECIMALS.get(unit, 0) if decimals is None else decimals
    scaled = math.floor(float(f"{abs(value) * 10**places:.9f}") + 0.5)
    sign = "−" if value < 0 and scaled else ""
    return f"{sign}{scaled / 10**places:,.{places}f}"


def missing(value: float | None) -> bool:
    """True for ``None``, NaN and pandas' missing value."""
    return bool(pd.isna(value))


def slug(text: object) -> str:
    """A label as a part of an id: lower case, words joined by underscores.

    >>> slug("Devon & Cornwall")
    'devon_and_cornwall'
    """
    words = re.sub(r"[^a-z0-9]+", "_", str(text).lower().replace("&", "and"))
    return words.strip("_") or "blank"


def marked(number: Number, spec: str = "") -> str:
    """The number as HTML that carries its id and its value."""
    text = escape(format(number, spec), quote=False)
    return f'<data data-number="{number.id}" value="{_text(number.value)}">{text}</data>'


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if missing(value) else f"{float(value):.10g}"
