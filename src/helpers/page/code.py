"""Hides how the code behind a page is coloured and folded away."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from itertools import groupby

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Literal, Operator

from helpers.page.words import own

CELL = re.compile(r'<pre class="code">(.*?)</pre>\n?', re.DOTALL)
SUMMARY = own("Code of this section")
SECTION = re.compile(r"(?=<h2\b)")
TAGS = (
    (Comment, "i"),
    (Keyword, "b"),
    (Operator.Word, "b"),
    (Literal.String, "span"),
)


def with_folded_code(body: str) -> str:
    """The body of a page with the code cells of each section folded at the section's end.

    A code cell is ``<pre class="code">`` with escaped text. A section starts at a heading of the
    second level; the code before the first of them goes with the first section. A body without
    such cells comes back as it was.
    """
    start, *sections = SECTION.split(body)
    sections = sections or [""]
    sections[0] = "".join(cell[0] for cell in CELL.finditer(start)) + sections[0]
    return CELL.sub("", start) + "".join(map(_folded, sections))


@cache
def highlighted(source: str) -> str:
    """Python code as HTML: comments in ``i``, keywords in ``b``, strings in ``span``.

    Tags without classes, since a page holds some thousand of them.

    >>> highlighted('rate = not "a"  # <')
    'rate = <b>not</b> <span>"a"</span>  <i># &lt;</i>'
    """
    tokens = PythonLexer(stripnl=True, ensurenl=False).get_tokens(source)
    pieces = []
    for name, run in groupby(tokens, key=lambda token: _tag(token[0])):
        text = escape("".join(text for _, text in run), quote=False)
        pieces.append(f"<{name}>{text}</{name}>" if name else text)
    return "".join(pieces)


@cache
def _tag(kind: tuple[str, ...]) -> str:
    return next((name for family, name in TAGS if kind in family), "")


def _folded(section: str) -> str:
    cells = CELL.findall(section)
    if not cells:
        return section
    code = "\n\n".join(highlighted(unescape(cell)) for cell in cells)
    return (
        f'{CELL.sub("", section)}<details class="code">\n<summary>{SUMMARY}</summary>\n'
        f"<pre><code>{code}</code></pre>\n</details>\n"
    )
