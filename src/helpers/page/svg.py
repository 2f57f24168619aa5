"""The same short SVG on every run: rounded relative paths, shared styles, no metadata."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import quote
from xml.etree import ElementTree

from matplotlib.figure import Figure

FOR_ALL = {
    "font-family": "Arial, Helvetica, DejaVu Sans, sans-serif",
    "stroke-linejoin": "round",
}
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
UNSEEN = "fill: none"
KEPT = "!$'()*+,;=:@/?"
FEW = 3


def svg(figure: Figure) -> str:
    """The figure as SVG that depends on what is drawn and on nothing else."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(written.getvalue())
    root.remove(root.find(f"{SVG}metadata"))
    root.attrib = {"viewBox": root.get("viewBox")} | FOR_ALL
    for element in root.iter():
        _shorten(element)
    _rename_ids(root)
    _unwrap(root)
    _share_styles(root)
    ElementTree.register_namespace("", SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def address(picture: str) -> str:
    """An SVG as a data address that may stand between double quotes, in ``src`` and ``srcset``.

    >>> address('<svg fill="red"><text>20% "more"</text></svg>')
    "data:image/svg+xml,%3Csvg%20fill='red'%3E%3Ctext%3E20%25%20%22more%22%3C/text%3E%3C/svg%3E"
    """
    exchanged = {ord('"'): "'", ord("'"): '"'}
    requoted = re.sub("<[^>]+>", lambda tag: tag[0].translate(exchanged), picture)
    return f"data:image/svg+xml,{quote(requoted, safe=KEPT)}"


def relative(path: str) -> str:
    """A path with its points rounded to a decimal, each counted from the one before.

    >>> relative("M 10 20 L 10 30.04 L 12.5 31.5 L 17.5 28 L 10 20 z")
    'M10,20v10l2.5,1.5,5-3.5z'
    """
    steps, here, start = [], (0, 0), (0, 0)
    for command, written in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        values = [round(float(number) * 10) for number in written.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        if command == "M":
            here = start = points[0]
            steps.append(("M", values))
        elif command == "z":
            if here == start and steps[-1][0] in "lhv":
                _drop_last(steps)
            steps.append(("z", []))
            here = start
        elif command != "L" or points[0] != here:
            letter, moved = _moved(command.lower(), points, here)
            if steps[-1][0] == letter:
                steps[-1][1].extend(moved)
            else:
                steps.append((letter, moved))
            here = points[-1]
    return "".join(letter + _joined(values) for letter, values in steps)


def _moved(
    letter: str, points: list[tuple[int, int]], here: tuple[int, int]
) -> tuple[str, list[int]]:
    moves = [(x - here[0], y - here[1]) for x, y in points]
    (across, down), *_ = moves
    if letter == "l" and not across:
        return "v", [down]
    if letter == "l" and not down:
        return "h", [across]
    return letter, [value for move in moves for value in move]


def _drop_last(steps: list[tuple[str, list[int]]]) -> None:
    letter, values = steps[-1]
    del values[-2 if letter == "l" else -1 :]
    if not values:
        steps.pop()


def _joined(tenths: Iterable[int]) -> str:
    numbers = [_short(f"{value / 10}") for value in tenths]
    return re.sub(r",-", "-", ",".join(numbers))


def _short(number: str) -> str:
    text = f"{float(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else re.sub(r"^(-?)0\.", r"\1.", text)


def _shorten(element: ElementTree.Element) -> None:
    element.tail = None
    if not (element.text or "").strip():
        element.text = None
    if "clip-path" in element.attrib:
        style = element.get("style", "")
        element.set("style", f"{style}; clip-path: {element.attrib.pop('clip-path')}".lstrip("; "))
    for name, value in element.attrib.items():
        if name == "d":
            element.set(name, relative(value))
        elif name == "style":
            element.set(name, re.sub(r"font-family: [^;]*;\s*", "", value))
        elif name != "id":
            element.set(name, re.sub(r"-?\d+\.\d+", lambda found: _short(found[0]), value))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]


def _rename_ids(root: ElementTree.Element) -> None:
    link = re.compile(r"(?<=url\(#)[^)]+(?=\))|(?<=^#).+")
    pointing = [
        (element, name, value)
        for element in root.iter()
        for name, value in element.attrib.items()
        if link.search(value) and (name == LINK or "url(#" in value)
    ]
    used = dict.fromkeys(link.search(value)[0] for *_, value in pointing)
    names = {old: f"i{order}" for order, old in enumerate(used, start=1)}
    for element, name, value in pointing:
        del element.attrib[name]
        element.set(name.removeprefix(LINK[:-4]), link.sub(lambda found: names[found[0]], value))
    for element in root.iter():
        old = element.attrib.pop("id", "")
        if old in names:
            element.set("id", names[old])


def _unwrap(parent: ElementTree.Element) -> None:
    children = []
    for child in parent:
        _unwrap(child)
        if child.tag == f"{SVG}g" and not child.attrib:
            children.extend(child)
        elif child.get("style") != UNSEEN:
            children.append(child)
    parent[:] = children


def _share_styles(root: ElementTree.Element) -> None:
    styles = dict.fromkeys(e.get("style") for e in root.iter() if e.get("style"))
    names = {style: f"c{order}" for order, style in enumerate(styles, start=1)}
    for element in root.iter():
        if style := element.attrib.pop("style", ""):
            element.set("class", names[style])
    rules = "".join(f".{name}{{{style}}}" for style, name in names.items())
    root.find(f".//{SVG}style").text = re.sub(r"([:;]) ", r"\1", rules)
    for parent in list(root.iter()):
        if parent.tag in {root.tag, f"{SVG}g"}:
            parent[:] = _gathered(parent)


def _gathered(parent: ElementTree.Element) -> Iterable[ElementTree.Element]:
    """The children, with runs of the same class put into one group that bears it."""
    for name, run in groupby(parent, lambda child: child.get("class")):
        alike = list(run)
        if name is None or len(alike) < FEW:
            yield from alike
            continue
        group = ElementTree.Element(f"{SVG}g", {"class": name})
        for child in alike:
            del child.attrib["class"]
        group.extend(alike)
        yield group
