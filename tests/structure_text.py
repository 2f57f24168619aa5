"""Checks of a page's frame, headings, links, sections and code: each lists the faults."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import pairwise

from structure import TEXT_CONTRAST, Check, Page, contrast, words

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
LANDMARKS = ["header", "nav", "main", "footer"]
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)
MAY_STAND = {*HEADINGS, *LANDMARKS, "html", "head", "meta", "title", "style", "body"}
MAY_STAND |= {"a", "p", "div", "span", "ul", "ol", "li", "dl", "dt", "dd", "br", "hr"}
MAY_STAND |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"}
MAY_STAND |= {"figure", "figcaption", "picture", "source", "img", "pre", "code", "data"}
MAY_STAND |= {"blockquote", "b", "i", "em", "strong", "del", "mark"}
PAGE_BYTES, STYLE_BYTES = 500_000, 20_000
WORDS_OF_A_HEADING = 16
FINDING = re.compile("^(?:Finding|Canfyddiad): ")
# after the Race Disparity Unit's pages: what matters first, how to check it last
ORDER = [
    ["key-findings"],
    ["things-you-need-to-know"],
    ["what-is-counted", "finding", "does-it-depend-on-our-choices", "what-this-cannot-tell-you"],
    ["how-it-is-measured"],
    ["published-figures-checked"],
    ["where-the-figures-come-from"],
    ["downloads"],
    ["edition-history"],
    ["reproduce-this-page"],
]


def faults_of_head(page: Page) -> list[str]:
    dom, faults = page.dom, []
    if dom.html is None or dom.html.get("lang") not in ("en-GB", "cy"):
        faults.append("the language is neither en-GB nor cy")
    titles = [words(title) for title in dom.find_all("title")]
    heading = words(dom.h1) if dom.h1 else ""
    if len(titles) != 1 or not re.match(rf"{re.escape(heading)} – \w", titles[0]):
        faults.append(f"the title {titles} is not one and does not start with the first heading")
    told = [meta.get("content", "") for meta in dom.select('meta[name="description"]')]
    if len(told) != 1 or len(told[0]) < 20 or told[0] == heading:
        faults.append(f"the description {told} is not one sentence of its own")
    return faults


def faults_of_headings(page: Page) -> list[str]:
    levels = [int(tag.name[1]) for tag in page.dom.find_all(HEADINGS)]
    faults = [f"{levels.count(1)} headings of the first level"] if levels.count(1) != 1 else []
    faults += ["the first heading is not of the first level"] if levels[:1] != [1] else []
    faults += [f"h{one} is followed by h{two}" for one, two in pairwise(levels) if two > one + 1]
    return faults + [
        f"{tag.name} is empty" for tag in page.dom.find_all(HEADINGS) if not words(tag)
    ]


def faults_of_long_headings(page: Page) -> list[str]:
    """A heading of more words than can be read at a glance; its figures belong into the text."""
    said = [(tag.name, words(tag)) for tag in page.dom.find_all(["h2", "h3"])]
    return [
        f"{name} has {len(text.split())} words: {text}"
        for name, text in said
        if len(text.split()) > WORDS_OF_A_HEADING
    ]


def faults_of_landmarks(page: Page) -> list[str]:
    found = [tag.name for tag in page.dom.find_all(LANDMARKS)]
    needed = [name for name in LANDMARKS if name != "nav" or page.dom.h2 or "nav" in found]
    faults = [f"landmarks {found}, not {needed}"] if found != needed else []
    faults += [
        f"{tag.name} stands in {tag.find_parent(LANDMARKS).name}"
        for tag in page.dom.find_all(LANDMARKS)
        if tag.find_parent(LANDMARKS)
    ]
    ids = {tag["id"] for tag in page.dom.select("[id]")}
    faults += [
        "nav has no name" for nav in page.dom("nav") if nav.get("aria-labelledby") not in ids
    ]
    return faults + [
        "a heading outside main" for tag in page.dom(HEADINGS) if not tag.find_parent("main")
    ]


def faults_of_skip_link(page: Page) -> list[str]:
    first = page.dom.find("a")
    leads = first is not None and first.get("href") == f"#{page.dom.main.get('id')}"
    starts = first is not None and first == page.dom.body.find(True)
    return (
        [] if leads and starts and words(first) else ["no skip link comes first and leads to main"]
    )


def faults_of_contents(page: Page) -> list[str]:
    if not page.dom.nav:
        return []
    listed = [(link.get("href"), words(link)) for link in page.dom.nav("a")]
    sections = [(f"#{tag.get('id')}", FINDING.sub("", words(tag))) for tag in page.dom("h2")]
    return [] if listed == sections else [f"the contents differ: {set(listed) ^ set(sections)}"]


def faults_of_anchors(page: Page) -> list[str]:
    ids = [tag["id"] for tag in page.dom.select("[id]")]
    faults = [
        f"the id {one!r} stands twice" for one in sorted({x for x in ids if ids.count(x) > 1})
    ]
    under = [tag for tag in page.dom(HEADINGS) if tag.name != "h1"] if page.is_report else []
    faults += [f"no anchor on {words(tag)!r}" for tag in under if not tag.get("id")]
    faults += [
        f"the anchor {tag.get('id')!r} holds the figure {words(figure)}"
        for tag in under
        for figure in tag("data")
        if re.search(rf"\b{re.sub(r'[^0-9]+', '-', words(figure))}\b", tag.get("id", ""))
    ]
    links = {link["href"][1:] for link in page.dom.select('a[href^="#"]')}
    return faults + [f"no place is called {one!r}" for one in sorted(links - set(ids))]


def faults_of_links(page: Page) -> list[str]:
    faults = []
    for link in page.dom("a"):
        address = link.get("href", "")
        kept = page.path.parent / address.partition("#")[0]
        if not words(link):
            faults.append(f"the link to {address!r} has no words")
        if not re.match("https://|mailto:|#.", address) and not (address and kept.is_file()):
            faults.append(f"the link {words(link)!r} leads to {address!r}, which is not there")
    return faults


def faults_of_policy(page: Page) -> list[str]:
    held = [meta.get("content") for meta in page.dom.select("meta[http-equiv]")]
    return [] if held == [POLICY] else [f"the policy is {held}"]


def faults_of_what_may_stand(page: Page) -> list[str]:
    """Nothing that runs, loads or styles by itself."""
    faults = []
    for tag in page.dom.find_all(True):
        named = f"<{tag.name}>"
        other_language = tag.name == "link" and tag.get("rel") == ["alternate"]
        if tag.name not in MAY_STAND and not other_language:
            faults.append(f"{named} may not stand on a page")
        for name in tag.attrs:
            if name.startswith("on") or name == "style":
                faults.append(f"{named} has the attribute {name}")
            if name in ("src", "srcset", "poster", "background") and not re.match(
                "data:image/(?:svg[+]xml|png)[;,]", str(tag[name])
            ):
                faults.append(f"{named} loads {tag[name][:60]!r}")
    reaching = re.findall(r"@import|url\([^)]*\)|expression\(", page.style)
    return faults + [f"the style has {found}" for found in reaching]


def faults_of_size(page: Page) -> list[str]:
    sizes = {"page": (page.html, PAGE_BYTES), "style": (page.style, STYLE_BYTES)}
    return [
        f"the {name} has {len(text.encode()):,} bytes"
        for name, (text, limit) in sizes.items()
        if len(text.encode()) >= limit
    ]


def faults_of_order(page: Page) -> list[str]:
    """The sections of a report, in the order in which it is read, whatever its language."""
    if not page.is_report:
        return []
    anchors = [re.sub("^finding-.*", "finding", tag.get("id", "")) for tag in page.dom("h2")]
    places = {anchor: place for place, several in enumerate(ORDER) for anchor in several}
    faults = [f"no section {anchor!r}" for anchor in places if anchor not in anchors]
    faults += [
        f"{after!r} comes after {before!r}"
        for before, after in pairwise(anchors)
        if places.get(after, 2) < places.get(before, 2)
    ]
    stated = page.dom.select("ul.findings > li")
    if not 3 <= len(stated) <= 6 or stated[0].find_previous("h2") != page.dom.h2:
        faults.append("no three to six key findings under the first heading")
    return faults + [
        f"a finding that is no sentence: {words(one)[-40:]!r}"
        for one in stated
        if words(one)[-1] not in ".?"
    ]


def faults_of_code(page: Page) -> list[str]:
    """Code is folded, once a section, at its end, and can be copied whole."""
    faults = [
        f"code that is not folded: {words(code)[:60]!r}"
        for code in page.dom("pre")
        if not code.find_parent("details", class_="code")
    ]
    for fold in page.dom("details"):
        if fold.find(True) != fold.summary or fold.summary is None or not words(fold.summary):
            faults.append("a fold without a summary")
    for fold in page.dom("details", class_="code"):
        after = fold.find_next_sibling()
        if after is not None and after.name != "h2":
            faults.append(f"code is followed by {words(after)[:60]!r} in its section")
        try:
            ast.parse("\n".join(code.get_text() for code in fold("pre")))
        except SyntaxError as error:
            faults.append(f"code that cannot be run: {error.text!r}")
    if page.is_report and not page.dom("details", class_="code"):
        faults.append("no code is shown")
    return faults


def faults_of_contrast(page: Page) -> list[str]:
    """Text in every colour that the style gives it, on paper and on tint, light and dark."""
    bare, dark = _without_media(page.style), _in_dark(page.style)
    used = sorted(set(re.findall(r"(?<![-\w])color:\s*var\((--\w+)\)", page.style)))
    light = _variables(bare)
    faults = [] if {"--ink", "--quiet", "--accent"} <= set(used) else ["the style uses no colours"]
    for scheme, colours in (("light", light), ("dark", light | _variables(dark))):
        for name in used:
            for ground in ("--paper", "--tint"):
                found = contrast(colours[name], colours[ground])
                if found < TEXT_CONTRAST:
                    faults.append(f"{name} on {ground} has {found:.2f} to 1 in {scheme}")
    return faults


def _without_media(style: str) -> str:
    return re.sub(r"@media[^{]*{(?:[^{}]*{[^{}]*})*[^{}]*}", "", style)


def _in_dark(style: str) -> str:
    blocks = re.findall(r"@media ([^{]*){((?:[^{}]*{[^{}]*})*)[^{}]*}", style)
    return "".join(body for condition, body in blocks if "prefers-color-scheme: dark" in condition)


def _variables(style: str) -> dict[str, str]:
    roots = "".join(re.findall(r":root\s*{([^}]*)}", style))
    return dict(re.findall(r"(--\w+):\s*(#[0-9a-fA-F]{6})", roots))


def faults_of_pages_together(pages: Sequence[Page]) -> list[str]:
    """Titles, and descriptions within a language, that tell the pages apart."""
    said = [words(page.dom.title) for page in pages if page.dom.title]
    said += [
        f"{page.dom.html.get('lang')}: {meta['content']}"
        for page in pages
        for meta in page.dom.select('meta[name="description"]')
    ]
    return [f"two pages say {one!r}" for one in dict.fromkeys(said) if said.count(one) > 1]


TEXT_CHECKS: dict[str, Check] = {
    "a page says its language, its title and what it is about": faults_of_head,
    "a page has one first heading and skips no level": faults_of_headings,
    "a heading has at most 16 words": faults_of_long_headings,
    "a page has one banner, one named navigation, one main part, one footer": faults_of_landmarks,
    "the skip link comes first and leads to the main part": faults_of_skip_link,
    "the contents are the sections in their order": faults_of_contents,
    "anchors are unique, hold no figure, and every link on the page meets one": faults_of_anchors,
    "every link has words and leads to something": faults_of_links,
    "the policy allows inline style and data images and nothing else": faults_of_policy,
    "nothing on a page runs, loads or is styled by itself": faults_of_what_may_stand,
    "a page stays under 500 kB with under 20 kB of style": faults_of_size,
    "the sections stand in reading order": faults_of_order,
    "code is folded at the end of its section and can be copied": faults_of_code,
    "every colour of text has contrast in light and in dark": faults_of_contrast,
}
