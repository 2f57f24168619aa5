"""The code behind a page: at the end of its section, whole, and readable."""

from __future__ import annotations

import re
from html import unescape

import pytest

from helpers.page.code import highlighted, with_folded_code
from helpers.page.site import TEMPLATES, page

BODY = """<h1>Who was fined?</h1>
<pre class="code">census = 2011</pre>
<h2>Key findings</h2>
<pre class="code">rates = 1 &lt; 2</pre>
<p>Most were.</p>
<pre class="code">findings(rates)</pre>
<h2>Sources</h2>
<p>The police.</p>
"""
SOURCE = '''# how many, and of whom
counts = {"<b>": 1} if not None else f"{2:.1f} & \\'more\\'"
for name in counts:\n    """Long
    text."""
'''


def test_code_stands_at_the_end_of_its_section_and_a_section_without_code_is_as_it_was():
    html = with_folded_code(BODY)
    order = ["Who was fined", "Key findings", "Most were.", "<details", "Sources", "The police."]
    assert [html.index(part) for part in order] == sorted(html.index(part) for part in order)
    assert html.count("<details") == 1
    assert html.endswith("<h2>Sources</h2>\n<p>The police.</p>\n")


def test_code_before_the_first_section_goes_with_it_in_the_order_of_the_cells():
    code = re.search("<code>(.*)</code>", with_folded_code(BODY), re.DOTALL)[1]
    assert plain(code) == "census = 2011\n\nrates = 1 < 2\n\nfindings(rates)"


def test_code_of_a_body_without_sections_stands_at_its_end():
    html = with_folded_code('<pre class="code">1 / 2</pre>\n<p>a</p>')
    assert html.startswith("<p>a</p><details") and "1 / 2" in html


def test_a_body_without_code_comes_back_as_it_was():
    assert with_folded_code("<h1>A</h1>\n<h2>B</h2>\n") == "<h1>A</h1>\n<h2>B</h2>\n"


def test_what_is_copied_from_the_page_is_the_source():
    assert plain(highlighted(SOURCE)) == SOURCE.strip("\n")


def test_comments_keywords_and_strings_are_told_apart_by_more_than_colour():
    html = highlighted(SOURCE)
    assert "<i># how many, and of whom</i>" in html
    assert "<b>if</b> <b>not</b>" in html and "<b>for</b> name <b>in</b> counts" in html
    assert '<span>"&lt;b&gt;"</span>' in html
    assert set(re.findall(r"<(\w+)", html)) == {"i", "b", "span"}


def test_a_string_stays_whole_where_it_looks_like_a_format():
    assert highlighted('"{share}% of all"') == '<span>"{share}% of all"</span>'
    assert highlighted('f"to {year}"') == '<span>f"to {</span>year<span>}"</span>'


def test_code_cannot_close_its_frame():
    attack = "x = '</code></pre></details><script>alert(1)</script>'"
    assert "<script" not in highlighted(attack)
    assert plain(highlighted(attack)) == attack


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_colour_of_the_code_has_a_contrast_of_at_least_4_5_to_1(dark):
    style = "\n".join((TEMPLATES / name).read_text("utf-8") for name in ("style.css", "code.css"))
    colours = variables(style, dark)
    for name in ("--ink", "--comment", "--keyword", "--string", "--accent"):
        assert contrast(colours[name], colours["--tint"]) >= 4.5, name


def test_the_contrast_is_that_of_wcag():
    # WCAG 2.2, technique G18 and https://webaim.org/resources/contrastchecker: #777777 on white
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_styles_stay_under_20_kb():
    styles = re.search("<style>(.*?)</style>", page("<h1>A</h1>", "a"), re.DOTALL)[1]
    assert "--keyword" in styles and "--ink" in styles
    assert len(styles.encode()) < 20_000


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def variables(style: str, dark: bool) -> dict[str, str]:
    inside = re.findall(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", style, re.DOTALL)
    outside = re.sub(r"@media .*?\n\}", "", style, flags=re.DOTALL)
    read = re.compile(r"(--[\w-]+): (#[0-9a-f]{6});")
    return dict(read.findall(outside) + (read.findall("\n".join(inside)) if dark else []))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from relative luminance."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
