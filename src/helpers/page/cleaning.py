"""Hides which HTML may stand on a page: everything else is taken out."""

from __future__ import annotations

import re

import nh3

SMALL_SCREEN = "screen and (max-width: 36em)"
TABLE = {"caption", "table", "tbody", "td", "th", "thead", "tr"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = {"blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "hr", "img"}
BLOCKS |= {"li", "ol", "p", "picture", "pre", "source", "summary", "ul"}
WORDS = {"a", "br", "code", "data", "del", "em", "mark", "span", "strong"}
ATTRIBUTES = {
    "*": {"class", "lang"},
    "a": {"href", "hreflang"},
    "data": {"data-number", "value"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "source": {"height", "srcset", "width"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
} | {heading: {"id"} for heading in HEADINGS}
CHOICES = {
    "div": {"role": {"region"}, "tabindex": {"0"}},
    "source": {"media": {SMALL_SCREEN}},
    "th": {"scope": {"col", "colgroup", "row", "rowgroup"}},
}
PICTURE = re.compile(
    r"data:image/(?:jpeg|png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}"
    r"|data:image/svg\+xml,%3Csvg%20(?:[\w!$'()*+,;=:@/?.~-]|%[0-9A-F]{2})+%3E",
    re.ASCII,
)
ADDRESSES = {
    "href": re.compile(r"https://[^\s/].*|mailto:[^\s]+|#[\w-]+|\w[\w./-]*(?:#[\w-]+)?"),
    "src": PICTURE,
    "srcset": PICTURE,
}


def clean(html: str) -> str:
    """HTML reduced to the tags and attributes that the page room and Markdown make.

    Scripts and styles go with their content; other tags that are not on the list go and leave
    their text. A link leads to an https or mailto address, to a place on the page or to a file
    beside it; a picture is one that stands in the page: as base64, or an SVG percent-encoded. Ids
    stay on headings only, and nothing else does.

    A chart is an ``img`` whose source is its SVG, with a ``source`` for small screens beside it. A
    browser runs no script and loads nothing for a picture of that kind, so the SVG itself needs no
    list, and its bytes stay as they are. SVG in the text of the page is not on the list.

    The work is done by ammonia, an allow-list cleaner on the HTML standard's own parser, through
    its Python package: nh3, https://nh3.readthedocs.io.

    >>> clean('<p onclick="go()">Rates <b>by group</b> <a href="javascript:go()">more</a></p>')
    '<p>Rates by group <a>more</a></p>'
    """
    return nh3.clean(
        html,
        tags=TABLE | HEADINGS | BLOCKS | WORDS,
        attributes=ATTRIBUTES,
        attribute_filter=_held,
        generic_attribute_prefixes={"aria-"},
        tag_attribute_values=CHOICES,
        url_schemes={"https", "mailto", "data"},
        link_rel=None,
    )


def _held(tag: str, attribute: str, value: str) -> str | None:
    if tag in HEADINGS and attribute != "id":
        return None
    address = ADDRESSES.get(attribute)
    return value if address is None or address.fullmatch(value) else None
