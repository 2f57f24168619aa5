"""The result of a re-run, told: for a terminal, for programs, and as a page for an auditor."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from helpers.audit.compare import Comparison, Difference
from helpers.audit.results import (
    COULD_NOT_RUN,
    as_json,
    as_page,
    libraries,
    status,
    told,
    write_results,
)
from helpers.audit.verify import Report
from helpers.page.faults import check_page

SOURCES = ("kent-2020/residents.csv", "kent-2020/counts.csv:2", "a.csv:1", "b.csv:1", "c.csv:1")
NUMBER = Difference("number", "kent.<rate>", "different", "value 1", "value 2", SOURCES)
ROUNDED = Difference("number", "kent.count", "within rounding", "value 1", "value 1.1")
INPUT = Difference("input", "data/raw/kent-2020/counts.csv", "different", "a" * 64, "b" * 64)
RATES = Comparison("number", Counter({"equal": 8, "different": 1}), [NUMBER])
INPUTS = Comparison("input", Counter({"equal": 3, "different": 1}), [INPUT])
ESSEX = Report("essex", problem="cell 2 failed: <Zero>", command="disparity build essex")
FAULTY = [Report("kent", [RATES, INPUTS]), ESSEX]
EQUAL = [Report("kent", [Comparison("number", Counter({"equal": 9}), [])])]
NEARLY = [Report("kent", [Comparison("number", Counter({"within rounding": 1}), [ROUNDED])])]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw/kent-2020").mkdir(parents=True)
    (tmp_path / "raw/kent-2020/counts.csv").write_text("Force,Notices\nKent,927\n", "utf-8")
    return tmp_path / "raw"


def test_the_status_is_that_of_the_worst_report():
    assert status(EQUAL) == 0
    assert status(FAULTY[:1]) == 1
    assert status(FAULTY) == COULD_NOT_RUN == 2
    assert status([*FAULTY[::-1], *EQUAL]) == 2
    assert (status(NEARLY), status(NEARLY, only_numbers=True)) == (1, 0)


def test_a_terminal_shows_a_table_then_each_difference_with_values_and_source_rows(raw):
    lines = told(FAULTY, raw)
    headers = "Report What In all Equal Within rounding Different Missing New"
    assert " ".join(lines[0].split()) == headers
    assert lines[1].split() == ["kent", "numbers", "9", "8", "0", "1", "0", "0"]
    assert lines[2].split() == ["kent", "inputs", "4", "3", "0", "1", "0", "0"]
    assert lines[3] == (
        f"kent: input data/raw/kent-2020/counts.csv: different: published {'a' * 12}…, "
        f"rebuilt {'b' * 12}…"
    )
    assert lines[4] == (
        "kent: number kent.<rate>: different: published value 1, rebuilt value 2; sources: "
        "kent-2020/counts.csv:2 (the file has changed): Kent,927; kent-2020/residents.csv; "
        "a.csv:1: no such row; and 2 more"
    )
    assert lines[5] == (
        "essex: could not run: cell 2 failed: <Zero>. Run `disparity build essex`: it keeps the "
        "notebook as far as it ran."
    )
    assert lines[-1] == "Not every report could be made again."


CELL = Difference("table cell", "kent/tables/a.csv, row Kent, Note", "different", "a", "b")
CELLS = Comparison("table cell", Counter({"different": 1}), [CELL])


def test_a_cell_without_a_row_names_the_raw_files_that_changed_else_how_many_there_are(raw):
    files = ("data/raw/kent-2020/counts.csv", "data/raw/kent-2020/residents.csv")
    changed = [Report("kent", [CELLS, INPUTS], raw=files)]
    said = "no row is recorded; it could come from data/raw/kent-2020/counts.csv, changed since"
    assert [line.endswith(f"rebuilt b; {said}") for line in told(changed, raw)].count(True) == 1
    assert f"<dd>{said}</dd>" in as_page(changed, raw).decode()
    record = json.loads(as_json(changed, raw))["reports"]["kent"]
    assert (record["raw_files"], record["raw_files_changed"]) == (list(files), [files[0]])
    line = told([Report("kent", [CELLS], raw=files)], raw)[-2]
    assert line.endswith("any of the 2 raw files of the report, none of them changed")


def test_a_terminal_shows_ten_differences_of_a_report_and_counts_the_others(raw):
    many = Comparison("number", Counter({"different": 12}), [NUMBER] * 12)
    lines = told([Report("kent", [many])], raw)
    assert sum("different:" in line for line in lines) == 10
    assert "kent: 2 more differences are in verify.json and verify.html" in lines


def test_the_result_for_programs_has_everything_and_the_versions_that_ran(raw):
    result = json.loads(as_json(FAULTY, raw))
    assert result["status"] == 2 and result["only_numbers"] is False
    kent = result["reports"]["kent"]
    assert kent["counts"]["number"] == {
        "in all": 9,
        "equal": 8,
        "within rounding": 0,
        "different": 1,
        "missing": 0,
        "new": 0,
    }
    cause, first = kent["differences"]
    assert (cause["kind"], cause["published"]) == ("input", "a" * 64)
    assert (first["id"], first["published"], first["rebuilt"]) == (
        "kent.<rate>",
        "value 1",
        "value 2",
    )
    assert first["sources"][0] == {
        "changed": True,
        "place": "kent-2020/counts.csv:2",
        "row": "Kent,927",
    }
    assert len(first["sources"]) == len(SOURCES)
    assert result["reports"]["essex"]["problem"] == "cell 2 failed: <Zero>"
    assert re.fullmatch(r"3\.\d+\.\d+", result["running"]["python"])
    assert result["running"]["libraries"].keys() == set(libraries())
    assert {"numpy", "pandas", "papermill"} <= set(libraries()) and "pytest" not in libraries()


def test_the_result_for_readers_is_a_page_of_the_house_without_script_or_request(raw):
    page = as_page(FAULTY, raw, beside="../reports/").decode()
    check_page(page)
    assert page.count("<h1") == 1 and "<script" not in page and 'src="' not in page
    assert 'href="../reports/index.html"' in page
    assert 'href="../reports/accessibility.html"' in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))
    assert "Not every report could be made again." in page
    assert "kent.&lt;rate&gt;" in page and "cell 2 failed: &lt;Zero&gt;" in page
    assert "kent-2020/counts.csv:2 (the file has changed): Kent,927" in page
    regions = re.findall(r'role="region"[^>]*aria-label="([^"]+)"|aria-label="([^"]+)"', page)
    assert len(regions) == len(set(regions)) == 1


def test_a_page_without_differences_says_so_in_its_first_paragraph(raw):
    page = as_page(EQUAL, raw, only=True).decode()
    first = re.search(r"<p><strong>(.*?)</p>", page, re.DOTALL)[1]
    assert first.startswith("Everything that was compared is as published.</strong> The bytes")
    assert "differences" not in page and "<dl>" not in page


def test_a_page_has_the_first_two_hundred_differences_and_says_where_the_others_are(raw):
    many = Comparison("number", Counter({"different": 201}), [NUMBER] * 201)
    page = as_page([Report("kent", [many])], raw).decode()
    assert page.count("<dt>") == 200
    assert "201 differences, of which these are the first 200; all are in verify.json." in page


def test_results_are_written_whole_and_link_to_the_folder_that_was_compared(raw, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    assert write_results(FAULTY, raw, tmp_path / "my reports", out) == 2
    assert {path.name for path in out.iterdir()} == {"verify.json", "verify.html"}
    assert 'href="../my%20reports/index.html"' in (out / "verify.html").read_text("utf-8")
