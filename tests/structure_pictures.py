"""Checks of a page's charts and maps, down to what is drawn in them: each lists the faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import Tag
from shapes import FIGURE, NEAR, SVG, Shape, picture, shapes, value
from structure import TEXT_CONTRAST, Check, Page, contrast, words

TITLES = ["title", "caption", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"]
KINDS = re.compile(r"(?:(?:Bar|Line|Dot|Range|Dot and interval) chart|Map) of \w")
ENDS = re.compile(
    r"Highest\b.+; lowest\b.+|No figure is available\.$|\. [^.:]+, \d[^:]*\.$|\. All \d+ are [−\d]"
)
END_FIGURES = re.compile(
    r"(?:Highest|lowest)[^:]*: .*?, ([^,;]*\d[\d.,]*%?(?: to [\d.,]+%?)?)(?=[;.])"
)
INTERVAL = re.compile(r"\d \(.*\d\)$|^[\d.,]+ to [\d.,]+$")
FONTS = {"Arial", "Helvetica", "DejaVu Sans", "sans-serif"}
GREY_LINE = "#6f6f6f"


def faults_of_alt_texts(page: Page) -> list[str]:
    titles = {_bare(words(tag)) for tag in page.dom(TITLES)}
    faults = []
    for image in page.dom("img"):
        alt = image.get("alt", "")
        if not image.find_parent("figure"):
            continue
        if not 20 <= len(alt) <= 250:
            faults.append(f"an alt text of {len(alt)} characters: {alt[:60]!r}")
        if _bare(alt) in titles:
            faults.append(f"an alt text repeats a title: {alt!r}")
        if not KINDS.match(alt):
            faults.append(f"an alt text does not name the kind of picture: {alt[:60]!r}")
        if not ENDS.search(alt):
            faults.append(f"an alt text does not name highest and lowest: {alt!r}")
    alts = [image.get("alt") for image in page.dom("img")]
    return faults + [f"two pictures say {alt!r}" for alt in set(alts) if alts.count(alt) > 1]


def faults_of_figures(page: Page) -> list[str]:
    """Caption, picture, what belongs to it, sources, table: in this order."""
    faults = [
        f"a picture outside a figure: {image.get('alt')!r}"
        for image in page.dom.select("main img")
        if not image.find_parent("figure") and "logo" not in image.get("class", [])
    ]
    for figure in page.dom("figure"):
        caption = words(figure.figcaption) if figure.figcaption else ""
        parts = [_part_of_figure(child) for child in figure.find_all(recursive=False)]
        if [part for part in parts if part] != ["caption", "picture", "source", "table"]:
            faults.append(f"figure {caption!r} has {parts}")
        if not caption:
            faults.append("a figure has an empty caption")
    return faults


def _part_of_figure(child: Tag) -> str:
    kinds = {"figcaption": "caption", "img": "picture", "picture": "picture"}
    if "source" in child.get("class", []) and words(child):
        return "source"
    if child.name == "details" and child.table:
        return "table"
    return kinds.get(child.name, "" if child.name in ("ol", "p") else child.name)


def drawings(page: Page) -> Iterator[tuple[Tag, str, list[Shape]]]:
    """Each drawing of each figure, small screens' ones too, with its figure and its alt text."""
    for figure in page.dom("figure"):
        for image in figure.select("img, source"):
            address = image.get("srcset") or image.get("src", "")
            yield figure, figure.img.get("alt", ""), shapes(picture(address))


def faults_of_drawings(page: Page) -> list[str]:
    """Text as text, in a system font, level, and nothing that another run would change."""
    faults = []
    for image in page.dom.select("figure img, figure source"):
        root = picture(image.get("srcset") or image.get("src", ""))
        named = f"{(page.dom.title or root).get_text()[:20]!r}" if page.dom.title else ""
        fonts = {name.strip(" '\"") for name in root.get("font-family", "").split(",")}
        if not fonts <= FONTS or "sans-serif" not in fonts:
            faults.append(f"a drawing has the fonts {sorted(fonts)} {named}")
        for one in root.iter():
            tag = one.tag.removeprefix(SVG)
            if tag in ("metadata", "script", "image", "foreignObject", "a", "title"):
                faults.append(f"a drawing has <{tag}>")
            if not re.fullmatch(r"|i\d+", one.get("id", "")):
                faults.append(f"a drawing has the id {one.get('id')!r}")
            if "font-family" in one.get("style", "") or (
                tag == "style" and "font-family" in one.text
            ):
                faults.append("a drawing chooses a font for a single text")
        texts = [one for one in shapes(root) if one.tag == "text"]
        faults += ["a drawing has no text"] if not texts else []
        faults += [f"the text {one.text!r} is turned" for one in texts if one.turned]
        faults += [
            f"the text {one.text!r} is too pale"
            for one in texts
            if contrast(one.look.get("fill", "#000000"), "#ffffff") < TEXT_CONTRAST
        ]
    return faults


def faults_of_bars(page: Page) -> list[str]:
    """Bars that start at zero and are as long as the figure at their end says."""
    return [
        f"{alt[:50]!r}: {fault}"
        for _, alt, seen in drawings(page)
        if alt.startswith("Bar chart")
        for fault in _faults_of_bars(seen)
    ]


def _faults_of_bars(seen: Sequence[Shape]) -> Iterator[str]:
    lines = [s for s in seen if s.left == s.right and s.look.get("stroke") == GREY_LINE]
    zeros = [line.left for line in lines]
    key_ends = min((line.top for line in lines), default=0)
    bars = [one for one in seen if one.area and one.bottom > key_ends]
    if len(set(zeros)) != 1 or not bars:
        yield f"{len(bars)} bars and {len(set(zeros))} lines at zero"
        return
    zero, told = zeros[0], []
    for bar in bars:
        if min(abs(bar.left - zero), abs(bar.right - zero)) > NEAR:
            yield f"a bar from {bar.left} to {bar.right} does not start at zero, {zero}"
        text = _at_end(bar, seen, zero)
        if text is None:
            yield f"no figure stands at the end of the bar at {bar.top}"
        else:
            told.append((bar.right - bar.left, abs(value(text) or 0), text))
    longest, most, _ = max(told, default=(0, 0, ""))
    for length, size, text in told:
        step = 10.0 ** -len(text.strip("%").partition(".")[2]) if most else 0
        if abs(length * most - longest * size) > (NEAR * 2 + longest * step / (most or 1)) * most:
            yield f"the bar of {text} is {length:.1f} long, where {most:g} is {longest:.1f}"


def _at_end(bar: Shape, seen: Sequence[Shape], zero: float) -> str | None:
    leftward = bar.left < zero - NEAR
    height = bar.bottom - bar.top
    beside = [
        one
        for one in seen
        if one.tag == "text"
        and FIGURE.fullmatch(one.text)
        and bar.top - NEAR <= one.top <= bar.bottom + max(height / 2, 4)
        and (one.left < bar.left if leftward else one.left > bar.right - NEAR)
    ]
    middle = (bar.top + bar.bottom) / 2 + 3.4
    nearest = min(beside, key=lambda one: abs(one.top - middle), default=None)
    return nearest.text if nearest else None


def faults_of_drawn_figures(page: Page) -> list[str]:
    """The figures in bars and intervals, and those of an alt text's ends, are in the table."""
    faults = []
    for figure, alt, seen in drawings(page):
        behind = figure.select("details:not(.source) table")
        known = [number for table in behind for number in _numbers(table.get_text(" "))]
        texts = [one.text for one in seen if one.tag == "text"]
        written = [text for text in texts if _tells(text, alt)]
        for text in [*written, *END_FIGURES.findall(alt)]:
            faults += [
                f"{alt[:60]!r}: {told} of {text!r} is not in its table"
                for told, places in _numbers(text)
                if not any(abs(told - one) <= 0.5 * 10.0**-places + 1e-9 for one, _ in known)
            ]
    return list(dict.fromkeys(faults))


def _tells(text: str, alt: str) -> bool:
    if alt.startswith("Bar"):
        return bool(FIGURE.fullmatch(text))
    return alt.startswith(("Dot and interval", "Range")) and bool(INTERVAL.search(text))


def _numbers(text: str) -> list[tuple[float, int]]:
    """Each number with its decimals."""
    found = re.findall(r"[−-]?\d[\d,]*(?:\.\d+)?", text)
    plain = [number.replace(",", "").replace("−", "-") for number in found]
    return [(float(number), len(number.partition(".")[2])) for number in plain]


def _bare(text: str) -> str:
    return text.strip().rstrip(".").casefold()


PICTURE_CHECKS: dict[str, Check] = {
    "an alt text names kind, highest and lowest in 20 to 250 characters": faults_of_alt_texts,
    "a figure is caption, picture, source and the table behind it": faults_of_figures,
    "a drawing is level text in a system font and holds nothing that varies": faults_of_drawings,
    "bars start at zero and are as long as their figures": faults_of_bars,
    "a figure that is drawn or told is in the table behind": faults_of_drawn_figures,
}
