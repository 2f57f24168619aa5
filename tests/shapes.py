"""What an SVG shows and where: texts, lines and areas, in the units of the picture."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
NOT_SHOWN = {f"{SVG}{tag}" for tag in ("clipPath", "defs", "metadata", "style")}
NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?"
FIGURE = re.compile(r"([−-]?\d[\d,]*(?:\.\d+)?)%?|\[x\]")
NEAR = 0.25  # coordinates are rounded to a tenth


class Shape(NamedTuple):
    """An element that is seen: where it lies and how it looks."""

    tag: str
    look: dict[str, str]
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    turned: bool = False
    closed: bool = False

    @property
    def area(self) -> bool:
        """True for a shape with a colour inside that is not white."""
        fill = self.look.get("fill", "black")
        return self.tag == "path" and self.closed and fill not in ("none", "#ffffff", "white")


def picture(address: str) -> ElementTree.Element:
    """The root of the SVG that a data address holds."""
    head, _, data = address.partition(",")
    if not head.startswith("data:image/svg+xml"):
        raise ValueError(f"{head[:40]!r} is not the address of an SVG")
    return ElementTree.fromstring(
        base64.b64decode(data) if head.endswith("base64") else unquote(data)
    )


def shapes(root: ElementTree.Element) -> list[Shape]:
    """Everything that is seen, in the order in which it is drawn."""
    sheet = "".join(style.text or "" for style in root.iter(f"{SVG}style"))
    rules = {name: _declared(body) for name, body in re.findall(r"\.(\w+)\s*{(.*?)}", sheet)}
    return list(_seen(root, rules, {}, False))


def value(text: str) -> float | None:
    """A figure as a picture writes it; ``[x]`` is none."""
    figure = FIGURE.fullmatch(text)[1]
    return float(figure.replace(",", "").replace("−", "-")) if figure else None


def points(path: str) -> list[tuple[float, float]]:
    """The corners of a path; curves count by their ends."""
    found: list[tuple[float, float]] = []
    here = start = (0.0, 0.0)
    for command, written in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(number) for number in re.findall(NUMBER, written)]
        step = {"h": 1, "v": 1, "q": 4, "c": 6}.get(command.lower(), 2)
        for place in range(0, len(numbers), step):
            from_x, from_y = here if command.islower() else (0.0, 0.0)
            *_, across, down = [0.0, *numbers[place : place + step]]
            if command in "hH":
                here = (from_x + down, here[1])
            elif command in "vV":
                here = (here[0], from_y + down)
            else:
                here = (from_x + across, from_y + down)
            start = here if command in "mM" and not place else start
            found.append(here)
        if command in "zZ":
            here = start
    return found


def _seen(
    element: ElementTree.Element, rules: dict, look: dict[str, str], turned: bool
) -> Iterator[Shape]:
    if element.tag in NOT_SHOWN:
        return
    for name in element.get("class", "").split():
        look = look | rules.get(name, {})
    look = look | _declared(element.get("style", ""))
    look = look | {key: element.get(key) for key in ("fill", "stroke") if element.get(key)}
    transform = element.get("transform", "")
    turned = turned or bool(re.search(r"rotate\((?!-?0\b)|matrix|skew", transform))
    tag = element.tag.removeprefix(SVG)
    if tag == "path":
        corners = points(element.get("d", "")) or [(0.0, 0.0)]
        across, down = zip(*corners, strict=True)
        box = (min(across), min(down), max(across), max(down))
        yield Shape(tag, look, *box, turned=turned, closed=element.get("d", "")[-1:] in "zZ")
    elif tag not in ("g", "svg"):
        moved = re.search(rf"translate\(({NUMBER})[ ,]+({NUMBER})\)", transform)
        across, down = (float(part) for part in moved.groups()) if moved else (0.0, 0.0)
        across, down = across + float(element.get("x", 0)), down + float(element.get("y", 0))
        words = "".join(element.itertext())
        yield Shape(tag, look, across, down, across, down, words, turned)
    for child in element:
        yield from _seen(child, rules, look, turned)


def _declared(style: str) -> dict[str, str]:
    pairs = (rule.partition(":") for rule in style.split(";") if ":" in rule)
    return {name.strip(): value.strip().lower() for name, _, value in pairs}
