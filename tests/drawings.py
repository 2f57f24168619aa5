"""The two drawings of a chart, read back from the page: what is drawn where, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ADDRESS = r"\b{}=\"data:image/svg\+xml,([^\"]+)\""


class Mark(NamedTuple):
    """A path, text or use of a drawing, with the styles of its groups and its own."""

    kind: str
    look: dict[str, str]
    attributes: dict[str, str]
    text: str


def wide(html: str) -> ElementTree.Element:
    """The drawing for paper and common screens."""
    return _drawing(html, "src")


def narrow(html: str) -> ElementTree.Element:
    """The drawing for small screens."""
    return _drawing(html, "srcset")


def marks(drawing: ElementTree.Element) -> list[Mark]:
    """Everything that is drawn, in its order."""
    sheet = drawing.find(f".//{SVG}style").text or ""
    looks = {
        name: dict(rule.split(":", 1) for rule in rules.split(";"))
        for name, rules in re.findall(r"\.(\w+)\{([^}]*)\}", sheet)
    }
    return list(_marks(drawing, looks, {}))


def texts(drawing: ElementTree.Element) -> list[str]:
    """Every text, line by line."""
    return [mark.text for mark in marks(drawing) if mark.kind == "text"]


def drawn(drawing: ElementTree.Element, colour: str, part: str = "fill") -> list[str]:
    """The paths filled, or stroked, with a colour."""
    paths = (mark for mark in marks(drawing) if mark.kind == "path")
    return [mark.attributes["d"] for mark in paths if mark.look.get(part) == colour]


def across(path: str) -> tuple[float, float]:
    """Left and right of a path of relative lines."""
    here, places = 0.0, []
    for command, numbers in re.findall(r"([MhlvZz])([^A-Za-z]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        steps = values if command == "h" else values[::2] if command in "Ml" else []
        for step in steps:
            here = step if command == "M" else round(here + step, 1)
            places.append(here)
    return min(places), max(places)


def size(drawing: ElementTree.Element) -> tuple[float, float]:
    """Width and height in 72nds of an inch."""
    _, _, width, height = map(float, drawing.get("viewBox").split())
    return width, height


def _drawing(html: str, attribute: str) -> ElementTree.Element:
    return ElementTree.fromstring(unquote(re.search(ADDRESS.format(attribute), html)[1]))


def _marks(
    parent: ElementTree.Element, looks: dict[str, dict[str, str]], outer: dict[str, str]
) -> Iterator[Mark]:
    for child in parent:
        look = outer | looks.get(child.get("class", ""), {})
        kind = child.tag.removeprefix(SVG)
        if kind in {"path", "text", "use"}:
            yield Mark(kind, look, child.attrib, child.text or "")
        yield from _marks(child, looks, look)
