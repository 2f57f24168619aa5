"""What a published folder holds, read; and what is refused by file, row, value and remedy."""

from __future__ import annotations

import pytest

from helpers.audit.folder import read_cells, read_numbers, source_row, stated
from helpers.page.numbers import COLUMNS
from helpers.run.parameters import ParameterError

HEADER = ",".join(COLUMNS)
ROW = "kent.count,Notices,926,notices,926,,,,,kent-2020/counts.csv:2,,,"
TEXT = f"{HEADER}\n{ROW}\n"


def test_rows_of_numbers_are_known_by_their_id(tmp_path):
    (tmp_path / "numbers.csv").write_text(TEXT, "utf-8")
    rows = read_numbers(tmp_path / "numbers.csv")
    assert list(rows) == ["kent.count"]
    assert rows["kent.count"]["sources"] == "kent-2020/counts.csv:2"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "row 1, value '': an empty file"),
        (TEXT[:-20], "row 2, value 'kent.count,Notices,926,notices,926,,,,,kent-"),
        (TEXT[:-20] + "\n", "row 2, value ['kent.count']: another number of columns"),
        (TEXT.replace("displayed", "shown", 1), "row 1, value 'id,label,value,unit,shown"),
        (TEXT.replace(f"{HEADER}\n", ""), "other columns"),
        (f"{TEXT}{ROW}\n", "row 3, value 'kent.count': an id that stands twice"),
        (TEXT.replace(",926,n", ",92G,n"), "row 2, value '92G': no figure as value"),
        (TEXT.replace("Notices", '"Notices'), "row 2, value '': unexpected end of data"),
        (TEXT.replace("Notices", "Noti\udcffces"), "row 2, value '': no UTF-8"),
    ],
)
def test_numbers_that_cannot_be_read_are_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "numbers.csv"
    path.write_text(content, "utf-8", "surrogateescape")
    with pytest.raises(ParameterError) as refused:
        read_numbers(path)
    told = str(refused.value)
    assert told.startswith(f"{path}, ") and message in told
    assert told.endswith(". Restore it, or build the report again.")


def test_numbers_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(ParameterError, match="No such file or directory. Restore it, or build"):
        read_numbers(tmp_path / "numbers.csv")


def test_a_cell_is_known_by_file_row_and_column_and_rows_of_one_name_by_their_order(tmp_path):
    (tmp_path / "a.csv").write_text("Force,Notices\nKent,1\nEssex,2\nKent,3\n", "utf-8")
    assert read_cells(tmp_path, ["a.csv"]) == {
        "a.csv, header, Force": "Force",
        "a.csv, header, Notices": "Notices",
        "a.csv, row Kent, Force": "Kent",
        "a.csv, row Kent, Notices": "1",
        "a.csv, row Essex, Force": "Essex",
        "a.csv, row Essex, Notices": "2",
        "a.csv, row Kent [2], Force": "Kent",
        "a.csv, row Kent [2], Notices": "3",
    }


def test_a_figure_that_a_page_states_twice_is_two_figures():
    once = '<data data-number="kent.rate" value="1.5">1.50 (1.2 to 1.9)</data>'
    again = '<data data-number="kent.rate" value="1.5">1.50</data>'
    assert stated(f"<p>{once}</p><p>{again}</p>") == {
        "kent.rate": "1.50 (1.2 to 1.9)",
        "kent.rate [2]": "1.50",
    }


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("kent-2020/counts.csv:2", "Kent,926"),
        ("kent-2020/counts.csv:1", "Force,Notices"),
        ("kent-2020/counts.csv:9", "no such row"),
        ("kent-2020/counts.csv:0", "no such row"),
        ("elsewhere.csv:2", "no such row"),
        ("../secret.csv:1", "no such row"),
        ("kent-2020/counts.csv", ""),
    ],
)
def test_a_source_row_is_the_line_as_a_text_editor_counts_it(tmp_path, source, text):
    raw = tmp_path / "raw"
    (raw / "kent-2020").mkdir(parents=True)
    (raw / "kent-2020/counts.csv").write_text("Force,Notices\nKent,926\n", "utf-8")
    (tmp_path / "secret.csv").write_text("secret\n", "utf-8")
    assert source_row(raw, source) == text
