"""A picture on the page: its caption, computed alt text, sources, and the table behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import TypedDict

from matplotlib.figure import Figure

from helpers.page.cleaning import SMALL_SCREEN
from helpers.page.drawing import NARROW, WIDE
from helpers.page.faults import ALT_LENGTHS
from helpers.page.numbers import Shown, missing
from helpers.page.svg import address, svg
from helpers.page.tables import Citable, captioned, source_line
from helpers.page.words import own

BEHIND = own("Table behind this chart")
SHOWN = 90
TALL = 20
WATERMARK = {
    "ha": "center",
    "va": "center",
    "color": "#6b7280",
    "alpha": 0.3,
    "zorder": -1,
}


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


def measured_by(measured: str, *labels: str) -> str:
    """What a chart compares, as the alt text says it after the kind of chart.

    >>> measured_by("Share", "age_band"), measured_by("Rate, with limits", "force", "census")
    ('share by age band', 'rate, with limits, by force and census')
    """
    comma = "," if re.search("[,;] ", measured) else ""
    return f"{in_words(measured)}{comma} by {' and '.join(map(in_words, labels))}"


def extremes(
    names: Iterable[str], values: Iterable[float], texts: Iterable[str], among: str = ""
) -> str:
    """The highest and the lowest with their names, as a sentence of an alt text.

    >>> extremes(["Asian", "Black", "Mixed", "White"], [7, 9, 7, 8], ["7", "9", "7", "8"])
    'Highest: Black, 9; lowest: Asian and Mixed, 7.'
    """
    known = [item for item in zip(values, names, texts, strict=True) if not missing(item[0])]
    if not known:
        return "No figure is available."
    high, low = max(v for v, *_ in known), min(v for v, *_ in known)
    if high == low and len(known) > 1:
        return f"All {len(known)} are {known[0][2]}."
    if high == low:
        return f"{_tied(known, high)}."
    return f"Highest{among}: {_tied(known, high)}; lowest: {_tied(known, low)}."


def publish(
    draw: Callable[[float], Figure],
    kind: str,
    summary: str,
    plotted: Iterable[float | None],
    told: Told,
    extra: str = "",
) -> Shown:
    """The picture with its caption, alt text, sources and table, as one figure of the page.

    ``draw`` gives the figure of a width in inches: it is drawn once for paper and common screens
    and once for small ones. The alt text is ``<kind>: <finding>. <summary>``; ``plotted`` are the
    values drawn, and ``extra`` is HTML that follows the picture.

    Raises
    ------
    ValueError
        There is no finding, it repeats the caption, the alt text is shorter than 20 or longer than
        250 characters, or a plotted value is not in the table behind.
    """
    sources = list(told["sources"])
    caption = captioned(told["caption"], sources)
    marked = caption != told["caption"]
    if marked:
        told = {**told, "finding": f"synthetic figures; {told['finding']}"}
    alt = _alt_text(kind, summary, told)
    _hold(plotted, told)
    drawn = [_watermarked(draw(width), marked) for width in (WIDE, NARROW)]
    html = (
        '<figure class="chart">\n'
        f"<figcaption>{escape(caption, quote=False)}</figcaption>\n"
        f"{_picture(alt, *drawn)}{extra}{source_line(sources)}\n"
        f"<details><summary>{BEHIND}</summary>\n"
        f"{told['behind'].html}\n</details>\n</figure>"
    )
    return Shown(html, alt, told["behind"].numbers, told["behind"].tables)


def _watermarked(figure: Figure, made_up: bool) -> Figure:
    """A picture of made-up figures with the word across it, behind what it shows."""
    if made_up:
        size = min(40, TALL * figure.get_figheight())
        figure.text(0.5, 0.5, "SYNTHETIC", fontsize=size, **WATERMARK)
    return figure


def _picture(alt: str, wide: Figure, narrow: Figure) -> str:
    return (
        f'<picture><source media="{SMALL_SCREEN}" srcset="{address(svg(narrow))}" '
        f'{_size(narrow)}><img alt="{escape(alt)}" src="{address(svg(wide))}" '
        f"{_size(wide)}></picture>"
    )


def _size(figure: Figure) -> str:
    width, height = (round(side * SHOWN) for side in figure.get_size_inches())
    return f'width="{width}" height="{height}"'


def _tied(known: list[tuple[float, str, str]], value: float) -> str:
    first, *more = [name for v, name, _ in known if v == value]
    text = next(text for v, _, text in known if v == value)
    others = "".join(f" and {name}" for name in more)
    return f"{first}{others if len(more) < 2 else f' and {len(more)} others'}, {text}"


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
