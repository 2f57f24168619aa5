"""The committed pages in a browser: for every reader, at every width, on paper, without requests.

A machine without Chromium skips these tests, unless ``CI`` is set or ``DISPARITY_BROWSER`` is
``required``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page

from helpers.audit.accessibility import as_text, check, summary, told

REPORTS = Path(__file__).parents[1] / "reports"
RESULT = REPORTS / "accessibility.json"
PATHS = sorted(REPORTS.glob("*.html"))
WHITE = "rgb(255, 255, 255)"
SHEET = {"width": 672, "height": 985}  # A4 less its margins, in CSS pixels
NARROW = {"width": 320, "height": 900}

OPEN_ALL = "document.querySelectorAll('details').forEach(folded => { folded.open = true; })"
# WCAG 2.2, success criterion 1.4.12: no loss of content with these
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
REACHING_OUT = """() => [...document.body.querySelectorAll("*")]
    .filter(element => !element.matches(".skip, .skip *, pre *, .table *"))
    .filter(element => element.getClientRects().length)
    .filter(element => {
        const box = element.getBoundingClientRect();
        const within = element.matches(".table, img") || getComputedStyle(element).overflowX
            !== "visible" || element.scrollWidth <= Math.ceil(box.width) || !element.clientWidth;
        return box.left < 0 || box.right > innerWidth + 0.5 || !within;
    })
    .map(element => element.outerHTML.slice(0, 120))"""
UNSEEN = """selector => [...document.querySelectorAll(selector)]
    .filter(element => !element.checkVisibility({contentVisibilityAuto: true}))
    .map(element => element.outerHTML.slice(0, 120))"""
STYLES = """([selector, name, pseudo]) => [...document.querySelectorAll(selector)]
    .map(element => getComputedStyle(element, pseudo)[name])"""
FOCUSED = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
        region: [...document.querySelectorAll(".table")].indexOf(element),
        ring: style.outlineStyle === "solid" ? parseFloat(style.outlineWidth) : 0,
        seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        what: element.outerHTML.slice(0, 120),
    };
}"""
LETTERS = """() => [...document.querySelectorAll("figure img")].map(image => {
    const style = getComputedStyle(image);
    const inside = parseFloat(style.width) - 2 * parseFloat(style.paddingLeft);
    const drawn = decodeURIComponent(image.currentSrc).match(/viewBox='0 0 ([0-9.]+) /)[1];
    return [Number(drawn), 11 * inside / drawn];
})"""
CROWDED = """() => {
    const drawing = document.querySelector("svg");
    const whole = drawing.getBoundingClientRect();
    const texts = [...drawing.querySelectorAll("text")].map(text => {
        const box = text.getBoundingClientRect();
        return {
            words: text.textContent, left: box.left, right: box.right,
            top: box.top + 0.15 * box.height, bottom: box.bottom - 0.15 * box.height,
        };
    });
    const cut = texts.filter(({left, right, top, bottom}) => left < whole.left - 1
        || right > whole.right + 1 || top < whole.top - 1 || bottom > whole.bottom + 1);
    const over = texts.filter((one, order) => texts.some((other, place) => place > order
        && one.left < other.right - 1 && other.left < one.right - 1
        && one.top < other.bottom - 1 && other.top < one.bottom - 1));
    return [...cut, ...over].map(text => text.words);
}"""
FOCUS_WIDE = """() => {
    const regions = [...document.querySelectorAll(".table")];
    const wide = regions.find(region => region.scrollWidth > region.clientWidth);
    if (!wide) return false;
    wide.focus();
    window.moved = new Promise(moved => {
        wide.addEventListener("scroll", () => moved(true));
        setTimeout(() => moved(false), 3000);
    });
    return true;
}"""


# each block of words, in the order of the source, that starts higher up than the one before
OUT_OF_ORDER = """() => {
    const blocks = [...document.querySelectorAll(
        "h1, h2, h3, p, li, caption, figcaption, figure img, summary, tr, footer")]
        .filter(block => !block.closest(".skip") && block.getClientRects().length);
    const tops = blocks.map(block => block.getBoundingClientRect().top);
    return blocks.filter((block, place) => place && tops[place] < tops[place - 1] - 0.5)
        .map(block => block.outerHTML.slice(0, 120));
}"""
VISIBLE_WORDS = "() => document.body.innerText.split(/\\s+/).join(' ')"
WITHOUT_STYLE = "() => document.querySelectorAll('style').forEach(style => style.remove())"


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def path(request) -> Path:
    return request.param


@pytest.fixture(scope="module")
def tab(browser, path) -> Iterator[Page]:
    context = browser.new_context(viewport=NARROW)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab, path) -> Page:
    """The page as it opens on a narrow screen: light, details closed."""
    tab.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    tab.goto(path.as_uri())
    return tab


@pytest.fixture(scope="module")
def runs(browser):
    """What axe finds in the pages; asked once for all tests."""
    return check(browser, PATHS)


def test_the_accessibility_result_is_what_the_check_gives_now(runs):
    text = RESULT.read_text("utf-8")
    day = json.loads(text)["date"]
    assert date.fromisoformat(day).isoformat() == day
    assert text == as_text(summary(runs, day, REPORTS))


def test_axe_finds_no_fault_and_leaves_none_undecided(runs, path):
    assert list(told({path.name: runs[path.name]})) == []
    assert all(run.rules("passes") for run in runs[path.name])


@pytest.mark.parametrize("lifted", [False, True], ids=["policy in force", "policy lifted"])
def test_a_page_asks_for_nothing_but_itself(browser, path, lifted):
    context = browser.new_context(bypass_csp=lifted, offline=True)
    page, asked, complaints = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    page.evaluate(OPEN_ALL)
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert complaints == []
    context.close()


def test_a_page_is_the_same_without_javascript(browser, path):
    seen = []
    for scripts in (True, False):
        context = browser.new_context(bypass_csp=True, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(path.as_uri())
        height = page.evaluate("document.documentElement.scrollHeight")
        seen.append((page.content(), page.inner_text("body"), height))
        context.close()
    assert seen[0] == seen[1]


@pytest.mark.parametrize("style", ["* {}", TEXT_SPACING], ids=["as it is", "text spaced out"])
def test_at_320_pixels_nothing_but_a_table_in_its_region_is_wider_than_the_page(page, style):
    page.evaluate(OPEN_ALL)
    page.add_style_tag(content=style)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.evaluate(REACHING_OUT) == []
    assert set(page.evaluate(STYLES, [".table", "overflowX", None])) <= {"auto"}


def test_everything_is_reached_by_keyboard_and_shows_its_focus(page):
    page.emulate_media(forced_colors="active")
    page.evaluate(OPEN_ALL)
    regions = page.locator(".table").count()
    reached = []
    for _ in range(page.locator("a[href], summary, .table").count()):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert [stop["region"] for stop in reached if stop["region"] >= 0] == list(range(regions))
    assert [stop["what"] for stop in reached if stop["ring"] < 2 or not stop["seen"]] == []


def test_the_skip_link_comes_first_and_leads_past_the_navigation(page):
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    assert 'class="skip"' in first["what"] and first["seen"]
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('header, nav')") is None


def test_a_table_wider_than_its_region_scrolls_by_the_arrow_key(page):
    page.evaluate(OPEN_ALL)
    if page.evaluate(FOCUS_WIDE):
        page.keyboard.press("ArrowRight")
        assert page.evaluate("() => window.moved"), "the region did not move"


def test_in_print_the_navigation_is_gone_and_what_is_folded_is_shown(page):
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("nav:visible, .skip:visible").count() == 0
    assert page.evaluate(UNSEEN, "main :is(table, img, p, li, summary):not(.code *)") == []
    assert page.evaluate(STYLES, ["html", "colorScheme", None]) == ["light"]
    assert page.evaluate(STYLES, ["body", "backgroundColor", None]) == [WHITE]


def test_what_is_folded_is_hidden_on_the_screen(page):
    folded = page.locator("details > :not(summary)").count()
    assert len(page.evaluate(UNSEEN, "details > :not(summary)")) == folded


def test_in_print_no_page_ends_inside_a_chart_or_a_row(page):
    page.emulate_media(media="print")
    assert set(page.evaluate(STYLES, ["figure img, tr", "breakInside", None])) <= {"avoid"}
    assert set(page.evaluate(STYLES, ["h1, h2, h3, figcaption", "breakAfter", None])) == {"avoid"}
    assert set(page.evaluate(STYLES, ["thead", "display", None])) <= {"table-header-group"}


def test_in_print_the_address_stands_after_a_link_to_another_site_only(page):
    page.emulate_media(media="print")
    outer = "main a[href^='http']"
    addresses = page.locator(outer).evaluate_all("all => all.map(a => a.getAttribute('href'))")
    after = page.evaluate(STYLES, [outer, "content", "::after"])
    assert [f"({address})" in text for address, text in zip(addresses, after, strict=True)] == [
        True
    ] * len(addresses)
    inner = page.evaluate(STYLES, ["main a:not([href^='http'])", "content", "::after"])
    assert set(inner) <= {"none"}


def test_a_page_prints_to_a_pdf_and_fits_the_sheet(page):
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET["width"]
    page.set_viewport_size(NARROW)
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF-")
    assert re.search(rb"/Type\s*/Page\b", printed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 576, 577, 800, 1280])
def test_the_letters_of_a_chart_have_11_pixels_and_more_at_every_width(page, path, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())
    letters = page.evaluate(LETTERS)
    page.set_viewport_size(NARROW)
    assert {drawn for drawn, _ in letters} <= {270 if width <= 576 else 518.4}
    assert [pixels for _, pixels in letters if not 11 <= pixels <= 18] == []


def test_no_words_of_a_chart_are_cut_off_or_over_one_another(browser, path):
    page = browser.new_page()
    crowded = []
    for drawing in re.findall(r'="data:image/svg\+xml,([^"]+)"', path.read_text("utf-8")):
        page.set_content(unquote(drawing))
        crowded += page.evaluate(CROWDED)
    page.close()
    assert crowded == []


def test_with_forced_colours_a_chart_keeps_its_white_ground(page):
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert set(page.evaluate(STYLES, ["figure img", "backgroundColor", None])) <= {WHITE}


def test_without_its_style_a_page_reads_in_the_same_order_and_says_the_same(page):
    page.evaluate(OPEN_ALL)
    styled = page.evaluate(VISIBLE_WORDS)
    assert page.evaluate(OUT_OF_ORDER) == []
    page.evaluate(WITHOUT_STYLE)
    assert page.evaluate("document.styleSheets.length") == 0
    assert page.evaluate(OUT_OF_ORDER) == []
    assert page.evaluate(VISIBLE_WORDS) == styled


def test_a_page_that_its_style_puts_into_another_order_is_noticed(page):
    page.add_style_tag(content="main { display: flex; flex-direction: column-reverse; }")
    assert page.evaluate(OUT_OF_ORDER) != []
