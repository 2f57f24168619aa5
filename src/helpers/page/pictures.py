"""A picture on the page: its caption, computed alt text, sources, and the table behind it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape
from typing import TypedDict

from matplotlib.figure import Figure

from helpers.page.numbers import Shown, missing
from helpers.page.svg import svg
from helpers.page.tables import Citable, source_line

ALT_LENGTHS = (20, 250)
SHOWN_WIDTH = 700


class Told(TypedDict):
    """What every chart and map must come with.

    ``finding`` is a short clause, given by code, that states what the picture shows; ``behind``
    is the table of the plotted figures; ``sources`` are cited under the picture.
    """

    caption: str
    finding: str
    behind: Shown
    sources: Iterable[Citable]


def in_words(text: str) -> str:
    """A column's name or an axis title inside a sentence.

    >>> in_words("police_force"), in_words("Notices per 10,000 residents"), in_words("ONS area")
    ('police force', 'notices per 10,000 residents', 'ONS area')
    """
    words = text.replace("_", " ")
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def extremes(names: Iterable[str], values: Iterable[float], texts: Iterable[str]) -> str:
    """The highest and the lowest with their names, as sentences of an alt text."""
    known = [item for item in zip(values, names, texts, strict=True) if not missing(item[0])]
    if not known:
        return "No figure is available."
    high, low = max(v for v, *_ in known), min(v for v, *_ in known)
    if high == low:
        return f"{_tied(known, high)}."
    return f"Highest: {_tied(known, high)}; lowest: {_tied(known, low)}."


def publish(
    figure: Figure,
    kind: str,
    summary: str,
    plotted: Iterable[float | None],
    told: Told,
    extra: str = "",
    places: int = 2,
) -> Shown:
    """The picture with its caption, alt text, sources and table, as one figure of the page.

    The alt text is ``<kind>: <finding>. <summary>``; ``plotted`` are the values drawn,
    and ``extra`` is HTML that follows the picture. Coordinates are written with ``places``
    decimals of a 72nd of an inch.

    Raises
    ------
    ValueError
        There is no finding, it repeats the caption, the alt text is shorter than 20 or longer than
        250 characters, or a plotted value is not in the table behind.
    """
    alt = _alt_text(kind, summary, told)
    _hold(plotted, told)
    picture = base64.b64encode(svg(figure, places).encode()).decode()
    height = round(SHOWN_WIDTH * figure.get_figheight() / figure.get_figwidth())
    html = (
        '<figure class="chart">\n'
        f"<figcaption>{escape(told['caption'], quote=False)}</figcaption>\n"
        f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{picture}" '
        f'width="{SHOWN_WIDTH}" height="{height}">{extra}{source_line(told["sources"])}\n'
        "<details><summary>Table behind this chart</summary>\n"
        f"{told['behind'].html}\n</details>\n</figure>"
    )
    return Shown(html, alt, told["behind"].numbers, told["behind"].tables)


def _tied(known: list[tuple[float, str, str]], value: float) -> str:
    names = [name for v, name, _ in known if v == value]
    text = next(text for v, _, text in known if v == value)
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more}, {text}"


def _alt_text(kind: str, summary: str, told: Told) -> str:
    finding = told["finding"].strip().rstrip(".")
    if not finding or finding.casefold() == told["caption"].strip().rstrip(".").casefold():
        raise ValueError(f"chart {told['caption']!r}: give a finding that is not the caption")
    alt = f"{kind}: {finding}. {summary}"
    shortest, longest = ALT_LENGTHS
    if not shortest <= len(alt) <= longest:
        raise ValueError(
            f"chart {told['caption']!r}: the alt text has {len(alt)} characters, "
            f"not {shortest} to {longest}; shorten the finding: {alt}"
        )
    return alt


def _hold(plotted: Iterable[float | None], told: Told) -> None:
    stated = {
        f"{value:.9g}"
        for number in told["behind"].numbers
        for value in (number.value, number.lower, number.upper)
        if not missing(value)
    }
    for value in plotted:
        if not missing(value) and f"{value:.9g}" not in stated:
            raise ValueError(
                f"chart {told['caption']!r}: {value:.9g} is drawn and is not in its table"
            )
