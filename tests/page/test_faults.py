"""What a page must say of its pictures, tables and headings: each fault is named with its place."""

from __future__ import annotations

import nbformat.v4 as notebooks
import pytest

from helpers.page.faults import check_page
from helpers.page.numbers import Shown
from helpers.run.batch import build
from helpers.run.planning import plan
from helpers.run.report import ReportError, publish

ALT = "Bar chart: more notices to one group. Highest: White, 202; lowest: Asian, 7."
SOURCE = "data:image/svg+xml;base64,AAAA"


def body(alt=ALT, caption="Notices by group", source=SOURCE, table_caption="Notices"):
    return (
        "<h1>Who was fined?</h1><!--the Markdown after cell 3--><h2>Most were &amp; why</h2>"
        f'<!--cell 4--><figure><figcaption>{caption}</figcaption><img alt="{alt}" src="{source}">'
        f"</figure><table><caption>{table_caption}</caption><tr><td>1</td></tr></table>"
    )


def test_a_page_that_says_what_it_must_passes():
    check_page(body())


@pytest.mark.parametrize(
    ("alt", "fault"),
    [
        ("", "the alt text '' is empty"),
        ("  \n ", "the alt text '' is empty"),
        ("chart", "'chart' is a placeholder"),
        ("Figure 1.", "'Figure 1.' is a placeholder"),
        ("No description has been provided for this image", "is a placeholder"),
        ("Alternative text of the chart of notices", "is a placeholder"),
        ("TODO: say what this chart shows", "is a placeholder"),
        ("notices_by_group_in_wiltshire.png", "is a placeholder"),
        ("Notices by group in Wiltshire.", "repeats a title or a caption"),
        ("Most were &amp; why the most were", "repeats a title or a caption"),
        ("Who was fined in this area?", "repeats a title or a caption"),
        ("More to one group", "has 17 characters"),
        ("x" * 19, "has 19 characters"),
        ("x" * 251, "has 251 characters"),
    ],
)
def test_an_alt_text_that_tells_nothing_is_refused_with_its_place(alt, fault):
    html = body(alt, caption="Notices by group in Wiltshire")
    html += "<h2>Most were &amp; why the most were</h2><h2>Who was fined in this area?</h2>"
    with pytest.raises(ValueError) as refusal:
        check_page(html)
    assert str(refusal.value).startswith("cell 4: ") and fault in str(refusal.value)
    assert "say in 20 to 250 characters what the picture shows" in str(refusal.value)


@pytest.mark.parametrize("length", [20, 250])
def test_an_alt_text_of_20_to_250_characters_passes(length):
    check_page(body("x" * length))


@pytest.mark.parametrize("alt", ["Map: highest in Kent, 7 notices.", "Chart of what was noticed."])
def test_a_word_that_a_placeholder_may_hold_does_not_make_one(alt):
    check_page(body(alt))


def test_a_picture_without_an_alt_attribute_is_refused():
    html = body().replace(f'alt="{ALT}" ', "")
    with pytest.raises(ValueError, match="cell 4: the alt text '' is empty"):
        check_page(html)


def test_a_picture_that_is_not_part_of_the_page_is_refused():
    for source in ("a.png", "data:image/gif;base64,AAAA", "data:image/svg+xml;utf8,<svg/>"):
        with pytest.raises(ValueError, match="cell 4: the picture '.*' is not one that a page"):
            check_page(body(source=source))


@pytest.mark.parametrize("wrong", ["", 'srcset=""', 'srcset="a.png"', 'src="a.png"'])
def test_a_picture_for_small_screens_that_is_not_part_of_the_page_is_refused(wrong):
    right = f'srcset="{SOURCE}"'
    check_page(body().replace("<img", f"<source {right}><img"))
    with pytest.raises(ValueError, match="cell 4: the picture '.*' is not one that a page"):
        check_page(body().replace("<img", f"<source {wrong}><img"))


@pytest.mark.parametrize("caption", ["", "  "])
def test_a_table_with_an_empty_caption_is_refused_with_its_place(caption):
    with pytest.raises(ValueError, match="cell 4: a table has no caption"):
        check_page(body(table_caption=caption))


def test_a_table_without_a_caption_after_one_that_has_it_is_refused():
    html = body() + "<!--cell 7--><table><tr><td>1</td></tr></table>"
    with pytest.raises(ValueError, match="cell 7: a table has no caption"):
        check_page(html)


def test_a_skipped_level_and_a_second_title_are_refused():
    with pytest.raises(
        ValueError, match="a heading of level 4 follows one of level 2; use level 3"
    ):
        check_page(body() + "<h4>A detail</h4>")
    with pytest.raises(ValueError, match="a second heading of the first level; use ##"):
        check_page(body() + "<h1>Another</h1>")
    with pytest.raises(ValueError, match="the Markdown before cell 1: a heading of level 2"):
        check_page("<h2>No title</h2>")


def published(markdown: str = "", html: str = ""):
    output = notebooks.new_output("display_data", Shown(html, "")._repr_mimebundle_())
    cells = [
        notebooks.new_markdown_cell("# Who was fined?"),
        notebooks.new_code_cell("show()", execution_count=3, outputs=[output]),
        notebooks.new_markdown_cell(markdown),
    ]
    return publish(notebooks.new_notebook(cells=cells), "wiltshire")


@pytest.mark.parametrize(
    ("markdown", "html", "fault"),
    [
        ("", "<table><tr><td>1</td></tr></table>", "cell 3: a table has no caption"),
        ("", f'<img alt="chart" src="{SOURCE}">', "cell 3: the alt text 'chart' is a placeholder"),
        ("", f'<img src="{SOURCE}">', "cell 3: the alt text '' is empty"),
        ("| a |\n|---|\n| 1 |", "", "the Markdown after cell 3: a table has no caption"),
        (f"![]({SOURCE})", "", "the Markdown after cell 3: the alt text '' is empty"),
        (f"![{ALT}](a.png)", "", "the Markdown after cell 3: the picture 'a.png' is not one"),
        ("#### A detail", "", "the Markdown after cell 3: a heading of level 4 follows"),
    ],
)
def test_a_fault_stops_the_page_and_names_the_cell(markdown, html, fault):
    with pytest.raises(ReportError, match=f"^{fault}"):
        published(markdown, html)


def test_a_fault_fails_the_build_of_its_report_and_names_report_and_cell(
    project, tmp_path, write_notebook
):
    shows = f"from helpers.page import Shown\nShown('<img alt=\"chart\" src=\"{SOURCE}\">', '')"
    write_notebook("first", shows)
    outcome, *_ = build(plan(project, ["first"]), tmp_path / "out", tmp_path / "failed", print)
    assert (outcome.name, outcome.path) == ("first", tmp_path / "failed" / "first.ipynb")
    assert outcome.problem.startswith("cell 3: the alt text 'chart' is a placeholder; say in 20 to")
    assert not (tmp_path / "out" / "first.html").exists()
