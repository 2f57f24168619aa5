"""Hides how the words, attributes, links and comments of HTML and XML are taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.ElementTree import XMLParser

from helpers.audit.pieces import (
    CELL,
    COMMENT,
    FORMULA,
    HIDDEN,
    LINK,
    NAME,
    SCRIPT,
    TEXT,
    Inner,
    Piece,
    decoded,
    parts,
    tidy,
)

LINKS = {"action", "background", "cite", "formaction", "href", "poster", "src", "srcset"}
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "br",
    "cite",
    "code",
    "data",
    "del",
    "em",
    "i",
    "ins",
    "kbd",
}
INLINE |= {"mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
JOINED = {"a", "desc", "h", "is", "p", "si", "text", "title"}
CONCEALED = {
    ("display", "false"),
    ("display", "none"),
    ("formatCode", ";;;"),
    ("hidden", "1"),
    ("hidden", "true"),
    ("state", "hidden"),
    ("state", "veryHidden"),
    ("visibility", "collapse"),
    ("visibility", "filter"),
    ("visibility", "hidden"),
}
UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CSS_COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
CSS_LINK = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
CSS_CHARACTER = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
STYLE = "style"
Naming = Callable[[Element], str]


def nothing(element: Element) -> str:
    """The place or kind of an element that has none of its own."""
    return ""


class Xml(NamedTuple):
    """The root of an XML document, and the comments and instructions that stand in no element."""

    root: Element
    comments: list[str]
    instructions: list[str]


def html_parts(content: bytes) -> Iterator[Piece | Inner]:
    """Text by block, attributes and comments of a page, each with its line."""
    page = _Page()
    page.feed(decoded(content))
    page.close()
    page.flush()
    yield from page.found


def xml_parts(content: bytes) -> Iterator[Piece | Inner]:
    """Text, attributes and comments of an XML document, each with the number of its element."""
    document = parse_xml(content)
    yield from asides(document)
    yield from walk(document.root)


def css_parts(place: str, text: str) -> Iterator[Piece | Inner]:
    """The comments, links and rules of a style sheet; escaped characters as they are shown."""
    for comment in CSS_COMMENT.findall(text):
        yield Piece(place, tidy(comment), COMMENT)
    rules = CSS_COMMENT.sub(" ", text)
    for link in CSS_LINK.finditer(rules):
        yield from parts(place, link[1] or link[2], LINK)
    yield from parts(place, CSS_CHARACTER.sub(lambda code: chr(int(code[1], 16)), rules))


def parse_xml(content: bytes) -> Xml:
    """An XML document; one that declares entities is refused.

    Attacks through entities and how to refuse them: defusedxml,
    https://github.com/tiran/defusedxml.

    Raises
    ------
    ValueError
        Entities are declared, or something outside is referred to.
    xml.etree.ElementTree.ParseError
        Not well-formed.
    """
    builder = _Builder()
    parser = XMLParser(target=builder)
    parser.feed(content)
    return Xml(parser.close(), builder.comments, builder.instructions)


def asides(document: Xml, place: str = "") -> Iterator[Piece | Inner]:
    """The comments and instructions of an XML document."""
    before = f"{place}, " if place else ""
    for number, comment in enumerate(document.comments, start=1):
        yield Piece(f"{before}comment {number}", " ".join(comment.split()), COMMENT)
    for instruction in document.instructions:
        yield from parts(f"{before}instruction", instruction)


def walk(
    root: Element, place: str = "", naming: Naming = nothing, kinds: Naming = nothing
) -> Iterator[Piece | Inner]:
    """The text and attributes under an element, in order.

    Parameters
    ----------
    naming, kinds
        Place and kind of an element and of what it holds; empty where it has none of its own.
    """
    met: Counter[str] = Counter()
    left = [(root, "", TEXT, False)]
    while left:
        element, inherited, kind, taken = left.pop()
        name = local(element.tag)
        met[name] += 1
        own = naming(element) or inherited
        here = ", ".join(filter(None, (place, own or f"{name} {met[name]}")))
        kind = kinds(element) or (SCRIPT if name == "script" else kind)
        yield from _attributes(element, here)
        joined = name in JOINED
        if not taken:
            yield from _words(element, here, kind, joined)
        left += [(child, own, kind, taken or joined) for child in reversed(element)]


def local(name: str) -> str:
    """A name without its namespace.

    >>> local("{http://www.w3.org/2000/svg}text")
    'text'
    """
    return name.rpartition("}")[2]


def _attributes(element: Element, place: str) -> Iterator[Piece | Inner]:
    internal = element.get("name", "").startswith("_xlnm.")
    for name, value in element.items():
        name = local(name)
        # NOTE: spreadsheet programs hide the box of a note, which is found as a note.
        unseen = name == STYLE and local(element.tag) != "shape" and UNSEEN.search(value)
        if ((name, value) in CONCEALED or unseen) and not internal:
            yield Piece(place, f"{local(element.tag)} {name}={value}", HIDDEN)
        kind = LINK if name in LINKS else FORMULA if name == "formula" else TEXT
        kind = SCRIPT if name.startswith("on") and "(" in value else kind
        yield from parts(f"{place}, {name}", value, kind)


def _words(element: Element, place: str, kind: str, joined: bool) -> Iterator[Piece | Inner]:
    if joined:
        texts = ["".join(element.itertext())]
    else:
        texts = [element.text or "", *(child.tail or "" for child in element)]
    for text in texts:
        if text.strip() and local(element.tag) == STYLE:
            yield from css_parts(place, text)
        elif text.strip():
            yield from parts(place, text, kind)


class _Builder(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self.comments: list[str] = []
        self.instructions: list[str] = []

    def comment(self, text: str) -> None:
        self.comments.append(text)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        self.instructions.append(" ".join(filter(None, (name, public, system))))

    def pi(self, target: str, text: str | None = None) -> None:
        self.instructions.append(f"{target} {text or ''}")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Piece | Inner] = []
        self.words: list[str] = []
        self.line, self.kind = 1, TEXT

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag not in INLINE:
            self.flush()
            self.kind = {"td": CELL, "script": SCRIPT, "style": STYLE}.get(tag, TEXT)
        if tag == "br":
            self.handle_data(" ")
        if tag == "template" or _is_unseen(dict(attributes)):
            self.found.append(Piece(f"line {line}, {tag}", f"{tag} that is not shown", HIDDEN))
        for name, value in attributes:
            if name == "srcdoc":
                self.found.append(Inner(f"line {line}, {tag}", "srcdoc.html", value.encode()))
            link = name.rpartition(":")[2] in LINKS
            kind = LINK if link else SCRIPT if name.startswith("on") else TEXT
            kind = NAME if name in ("class", "id") else kind
            self.found += parts(f"line {line}, {tag} {name}", value or "", kind)

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self.words:
            self.line = self.getpos()[0]
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(Piece(f"line {self.getpos()[0]}", " ".join(data.split()), COMMENT))

    def handle_decl(self, declaration: str) -> None:
        self.found += parts(f"line {self.getpos()[0]}", declaration)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def flush(self) -> None:
        place, text = f"line {self.line}", "".join(self.words)
        self.found += (
            css_parts(place, text) if self.kind == STYLE else parts(place, text, self.kind)
        )
        self.words, self.kind = [], TEXT


def _is_unseen(attributes: Mapping[str, str | None]) -> bool:
    by_style = UNSEEN.search(attributes.get("style") or "")
    return bool("hidden" in attributes or attributes.get("type") == "hidden" or by_style)
