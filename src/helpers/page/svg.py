"""The same SVG bytes on every run: rounded coordinates, short ids, no metadata, text as text."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

from matplotlib.figure import Figure

WRITTEN_FONTS = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"


def svg(figure: Figure, places: int = 2) -> str:
    """The figure as SVG that depends on what is drawn and on nothing else."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(written.getvalue())
    root.remove(root.find(f"{{{SVG}}}metadata"))
    del root.attrib["width"], root.attrib["height"]
    root.set("font-family", WRITTEN_FONTS)
    for element in root.iter():
        _tidy_element(element, places)
    _rename_ids(root)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", LINK[1:].partition("}")[0])
    return ElementTree.tostring(root, encoding="unicode")


def _tidy_element(element: ElementTree.Element, places: int) -> None:
    element.tail = None
    if not (element.text or "").strip():
        element.text = None
    for name, value in element.attrib.items():
        short = re.sub(r"-?\d+\.\d+", lambda found: _short(found[0], places), value)
        short = re.sub(r"\s+", " ", short).strip()
        short = re.sub(r" ?([A-Za-z]) ?", r"\1", short) if name == "d" else short
        element.set(name, re.sub(r"font-family: [^;]*;\s*", "", short))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]


def _short(number: str, places: int) -> str:
    text = f"{float(number):.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


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
        element.set(name, link.sub(lambda found: names[found[0]], value))
    for element in root.iter():
        old = element.attrib.pop("id", "")
        if old in names:
            element.set("id", names[old])
