"""From an executed notebook to its page and numbers."""

from __future__ import annotations

import csv
import io
import re

import nbformat.v4 as notebooks
import pandas as pd
import pytest

from helpers.page.numbers import NUMBERS_MIME, Number, Shown
from helpers.page.tables import Column, table
from helpers.run.report import ReportError, cells_for, publish, scrub

COUNT = Number("wiltshire.notices.all", "Notices", 245, "notices")


def executed(*outputs, source="show()", count=1, title="# Who was fined?"):
    title = notebooks.new_markdown_cell(title)
    hidden = notebooks.new_markdown_cell("## Set-up", metadata={"tags": ["notebook-only"]})
    code = notebooks.new_code_cell(source, execution_count=count, outputs=list(outputs))
    return notebooks.new_notebook(cells=[title, hidden, code])


def shown(thing: Shown):
    data = thing._repr_mimebundle_()
    return notebooks.new_output("execute_result", data, execution_count=1)


def test_a_page_has_a_title_its_html_and_its_code_folded():
    report = publish(executed(shown(Shown("<p>245 notices</p>", "", (COUNT,)))), "wiltshire")
    assert "<title>Who was fined? – " in report.page
    assert "<p>245 notices</p>" in report.page
    assert "show()" not in re.sub(r"<details.*?</details>", "", report.page, flags=re.DOTALL)
    assert "Set-up" not in report.page


def test_a_page_asks_for_nothing_from_anywhere():
    page = publish(executed(), "wiltshire").page
    assert "default-src 'none'" in page
    assert "<script" not in page and "src=" not in page and "http" not in page.split("</head>")[1]


def test_numbers_are_collected_from_the_outputs_that_show_them():
    report = publish(executed(shown(Shown("<p>245</p>", "", (COUNT,)))), "wiltshire")
    rows = list(csv.DictReader(io.StringIO(report.downloads["numbers.csv"].decode("utf-8"))))
    assert [(row["id"], row["value"]) for row in rows] == [("wiltshire.notices.all", "245")]


def test_tables_are_collected_once_from_the_outputs_that_carry_them_and_offered_on_the_page():
    rows = pd.DataFrame({"group": ["White"], "count": [202]})
    columns = {"group": "Ethnic group", "count": Column("Notices", "notices")}
    again = shown(table(rows, "Notices", columns, "wiltshire"))
    report = publish(executed(again, again), "wiltshire")
    assert report.downloads["tables/wiltshire.csv"] == b"Ethnic group,Notices\nWhite,202\n"
    offered = re.findall(r'href="(wiltshire/[^"]+)"', report.page)
    assert sorted(offered) == sorted(f"wiltshire/{name}" for name in report.downloads)
    assert set(report.downloads) == {
        "numbers.csv",
        "wiltshire.xlsx",
        "wiltshire.ods",
        "tables/wiltshire.csv",
    }


def test_a_table_that_no_spreadsheet_can_hold_is_refused_by_its_caption():
    rows = pd.DataFrame({"group": ["a" * 40_000]})
    long = shown(table(rows, "Long", {"group": "Group"}, ""))
    with pytest.raises(ReportError, match="downloads: table 'Long': a cell has 40000 characters"):
        publish(executed(long), "wiltshire")


def test_one_id_for_two_values_is_refused():
    other = Number("wiltshire.notices.all", "Notices", 246, "notices")
    with pytest.raises(
        ReportError, match="wiltshire.notices.all has two readings of value: '245' and '246'"
    ):
        publish(executed(shown(Shown("", "", (COUNT, other)))), "wiltshire")


def test_one_id_with_two_intervals_is_refused():
    wide = Number("wiltshire.notices.all", "Notices", 245, "notices", 200, 300, 0.95)
    with pytest.raises(ReportError, match="two readings of lower"):
        publish(executed(shown(Shown("", "", (COUNT, wide)))), "wiltshire")


def test_a_warning_is_neither_shown_nor_a_failure():
    warning = notebooks.new_output("stream", name="stderr", text="DeprecationWarning")
    assert "Deprecation" not in publish(executed(warning), "wiltshire").page


@pytest.mark.parametrize(
    "output",
    [
        notebooks.new_output("stream", name="stdout", text="245"),
        notebooks.new_output("execute_result", {"text/plain": "245"}, execution_count=1),
        notebooks.new_output("display_data", {"text/vnd.mermaid": "graph"}),
        notebooks.new_output("display_data", {"text/html": "<script>alert(1)</script>"}),
        notebooks.new_output("error", ename="SystemExit", evalue="0", traceback=[]),
    ],
)
def test_what_the_page_room_did_not_make_is_refused(output):
    with pytest.raises(ReportError, match="cell 1 shows what is not made by helpers.page"):
        publish(executed(output), "wiltshire")


def test_a_cell_that_never_ran_is_refused():
    with pytest.raises(ReportError, match="cell 1 was never run"):
        publish(executed(count=None), "wiltshire")


def test_scrubbing_drops_times_paths_and_random_ids_and_keeps_the_parameters():
    notebook = executed(source="census = 2021")
    cell = notebook.cells[-1]
    cell.metadata = {"tags": ["injected-parameters"], "papermill": {"duration": 1.2}}
    notebook.metadata.papermill = {"parameters": {"census": 2021}, "output_path": "/home/a"}
    clean = scrub(notebook)
    assert clean.metadata["papermill"] == {"parameters": {"census": 2021}}
    assert clean.cells[-1].id == "injected-parameters"
    assert clean.cells[-1].metadata == {"tags": ["injected-parameters"]}
    assert NUMBERS_MIME not in str(clean)


def test_scrubbing_drops_what_was_written_to_stderr_and_keeps_what_is_shown():
    warning = notebooks.new_output("stream", name="stderr", text="/tmp/ipykernel_7/1.py: warning")
    notebook = executed(warning, shown(Shown("<p>245 notices</p>", "", (COUNT,))))
    notebook.metadata.papermill = {"parameters": {}}
    kept = scrub(notebook).cells[-1].outputs
    assert [output.output_type for output in kept] == ["execute_result"]
    assert len(notebook.cells[-1].outputs) == 2


def about(force: str, title: str):
    notebook = executed(title=title)
    notebook.metadata.papermill = {"parameters": {"police_force": force}}
    return notebook


@pytest.mark.parametrize(
    ("force", "written"),
    [
        ("Kent", "Kent"),
        ("Devon & Cornwall", "Devon &amp; Cornwall"),
        ("London, City of", "London, City of"),
        ("a_b_c *d* [e](f) <g> `h` {census}", "a_b_c *d* [e](f) &lt;g&gt; `h` {census}"),
    ],
)
def test_a_markdown_cell_names_a_parameter_in_braces_and_the_page_its_value(force, written):
    notebook = about(force, "# Who was fined in {police_force}?")
    report = publish(notebook, "fines")
    title = f"Who was fined in {written}?"
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", report.page) == [title]
    assert f"<title>{title} – " in report.page
    assert notebook.cells[0].source == "# Who was fined in {police_force}?"


def test_a_name_in_braces_that_is_no_parameter_is_refused():
    named = re.escape("a Markdown cell names {area}: no parameter. Known: police_force.")
    with pytest.raises(ReportError, match=named):
        publish(about("Kent", "# Who was fined in {area}?"), "fines")


def test_cells_for_other_figures_are_left_out_and_the_notebook_stays_as_it_was():
    cells = [
        notebooks.new_markdown_cell(kind, metadata={"tags": [kind] if kind != "both" else []})
        for kind in ("both", "own-figures", "published-figures")
    ]
    whole = notebooks.new_notebook(cells=cells)
    kept = [[cell.source for cell in cells_for(whole, own).cells] for own in (False, True)]
    assert kept == [["both", "published-figures"], ["both", "own-figures"]]
    assert len(whole.cells) == 3


def test_own_figures_are_offered_by_the_page_and_said_at_its_top():
    report = publish(executed(), "kent", own=b"police_force,count\nKent,1\n")
    assert report.downloads["own-figures.csv"] == b"police_force,count\nKent,1\n"
    assert "Own figures, not published ones." in report.page
    assert 'href="kent/own-figures.csv"' in report.page
    assert "Own figures" not in publish(executed(), "kent").page
