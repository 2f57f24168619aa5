"""The files beside a page: the same cells in each format, harmless, and the same bytes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pandas as pd
import pytest
from spreadsheets import csv_rows, numeric, ods_tables, parts, xlsx_sheets, xlsx_tables

from helpers.page.numbers import Number
from helpers.page.tables import Column, table
from helpers.run.downloads import file_names, listed, tables_of, write_downloads

HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "\t=HYPERLINK(1)",
    "[here](https://evil.example/)",
    "[a](b) [c](d)",
    "https://evil.example/",
    "$$note$$",
    "–",
    "<b>&'\"</b>",
    "_x0041_",
    "two\nlines \x00 and a bell \x07",
    "1234",
]
ROWS = pd.DataFrame(
    {
        "group": HOSTILE,
        "count": range(len(HOSTILE)),
        "ratio": [-1.23456789012345, float("nan"), 1e-7] + [2.5] * (len(HOSTILE) - 3),
        "lower": [-2.0, float("nan"), 0.0] + [float("nan")] * (len(HOSTILE) - 3),
        "upper": [0.5, float("nan"), float("inf")] + [float("nan")] * (len(HOSTILE) - 3),
    }
)
COLUMNS = {
    "group": "=Group",
    "count": Column("At most", "notices"),
    "ratio": Column("At most", "ratio", 2, "lower", "upper", 0.95, "mid-P"),
}
TITLE = "=Who was fined?"
CENSUS = "wiltshire.census"


def hostile(caption="=A | B", rows=ROWS, columns=COLUMNS, **others):
    return table(rows, caption, columns, CENSUS, **others)


def sheets(*shown):
    return tables_of([one._asdict() for part in shown for one in part.tables])


def written(*shown, numbers=()):
    return write_downloads("wiltshire", TITLE, numbers, sheets(*shown))


@pytest.fixture(scope="module")
def files():
    plain = pd.DataFrame({"group": ["Asian", "White"], "year": [2011, 2021]})
    columns = {"group": "Ethnic group", "year": Column("Census", "year", absent="[z]")}
    return written(hostile(note="[x](y)"), table(plain, "Census years", columns, ""))


def test_each_table_is_a_csv_and_all_are_in_both_spreadsheets(files):
    assert list(files) == [
        "numbers.csv",
        "wiltshire.xlsx",
        "wiltshire.ods",
        "tables/wiltshire_census.csv",
        "tables/census_years.csv",
    ]
    names = ["Cover", "Contents", "Notes", "Table 1", "Table 2"]
    assert list(xlsx_sheets(files["wiltshire.xlsx"])) == names
    assert list(xlsx_tables(files["wiltshire.xlsx"])) == names[1:]
    assert list(ods_tables(files["wiltshire.ods"])) == names[1:]


@pytest.mark.parametrize(
    ("tab", "file"), [("Table 1", "wiltshire_census"), ("Table 2", "census_years")]
)
def test_every_cell_is_the_same_in_csv_xlsx_and_ods(files, tab, file):
    expected = csv_rows(files[f"tables/{file}.csv"])
    assert numeric(xlsx_tables(files["wiltshire.xlsx"])[tab]) == numeric(expected)
    assert numeric(ods_tables(files["wiltshire.ods"])[tab]) == numeric(expected)


def test_a_csv_is_utf_8_with_one_header_row_unique_headers_and_no_formula(files):
    content = files["tables/wiltshire_census.csv"]
    lines = content.decode("utf-8").split("\n")
    assert b"\r" not in content and content.endswith(b"\n") and not content.startswith(b"\xef")
    assert lines[0] == (
        "'=Group,At most (notices),At most (ratio),"
        '"At most (ratio), 95% lower limit","At most (ratio), 95% upper limit",Symbols'
    )
    assert lines[1] == "'=1+1,0,-1.23456789,-2,0.5,none"
    assert lines[2] == "'@SUM(A1),1,[x],[x],[x],none"
    assert lines[3] == r"'+cmd\|' /C calc'!A0,2,1e-07,0,no limit,[low] At most (ratio)"
    assert lines[4] == "'-2+3,3,2.5,[z],[z],none"
    assert lines[5].startswith("'=HYPERLINK(1),")
    assert len(lines) == 1 + len(HOSTILE) + 1


def test_text_from_data_is_text_in_the_spreadsheets(files):
    xlsx, ods = parts(files["wiltshire.xlsx"]), parts(files["wiltshire.ods"])
    assert [name for name, text in xlsx.items() if b"<f>" in text] == []
    assert [name for name in xlsx if name.endswith(".rels") and b"evil" in xlsx[name]] == []
    assert b"table:formula" not in ods["content.xml"]
    targets = re.findall(rb'xlink:href="([^"]+)"', ods["content.xml"])
    assert targets and all(target.startswith(b"#") for target in targets)
    shown = [row[0] for row in xlsx_tables(files["wiltshire.xlsx"])["Table 1"]]
    assert {"[here](https://evil.example/)", "$$note$$", "–", "_x0041_", "1234"} <= set(shown)
    assert "two lines � and a bell �" in shown


def test_a_figure_is_a_number_that_is_displayed_as_on_the_page(files):
    content = parts(files["wiltshire.ods"])["content.xml"].decode()
    assert 'office:value="-1.23456789"><text:p>−1.23</text:p>' in content
    assert 'office:value="2011"><text:p>2011</text:p>' in content
    styles = parts(files["wiltshire.xlsx"])["xl/styles.xml"].decode()
    assert 'formatCode="#,##0.00"' in styles or 'numFmtId="4"' in styles


def test_the_spreadsheets_say_title_and_language_and_list_symbols_with_sources(files):
    ods = parts(files["wiltshire.ods"])
    assert b"<dc:title>=Who was fined?</dc:title>" in ods["meta.xml"]
    assert b"<dc:language>en-GB</dc:language>" in ods["meta.xml"]
    assert b'fo:language="en" fo:country="GB"' in ods["styles.xml"]
    assert next(iter(ods)) == "mimetype"
    assert (
        b"<dc:title>=Who was fined?</dc:title>"
        in parts(files["wiltshire.xlsx"])["docProps/core.xml"]
    )
    notes = ods_tables(files["wiltshire.ods"])["Notes"]
    assert notes == xlsx_tables(files["wiltshire.xlsx"])["Notes"]
    assert [row[1] for row in notes if row[0] == "Symbol"] == ["[x]", "[z]", "[low]"]
    assert ["Symbol", "[x]", "not available"] in notes
    assert ["Note", "Table 1", "[x](y)"] in notes


@pytest.mark.parametrize("name", ["../../evil", "C:\\evil", "/etc/passwd", "..", "tables/\0"])
def test_a_name_or_caption_cannot_leave_the_folder(name):
    shown = [sheet._replace(name=given) for sheet in sheets(hostile(name)) for given in (name, "")]
    names = file_names(shown)
    assert len(set(names)) == 2
    for file in names:
        assert PurePosixPath(file).parent == PurePosixPath("tables")
        assert re.fullmatch(r"tables/[a-z0-9_]+\.csv", file)


def test_names_that_are_the_same_are_told_apart_and_long_ones_end_with_a_word():
    one = sheets(hostile())[0]
    same = [one, one._replace(name="wiltshire.census_2"), one, one._replace(name="word " * 40)]
    assert file_names(same) == [
        "tables/wiltshire_census.csv",
        "tables/wiltshire_census_2.csv",
        "tables/wiltshire_census_3.csv",
        f"tables/{'_'.join(['word'] * 12)}.csv",
    ]


def test_a_table_that_is_shown_twice_is_written_once():
    assert len(sheets(hostile(), hostile())) == 1
    assert len(sheets(hostile(), hostile("another caption"))) == 2


def test_a_cell_that_no_spreadsheet_can_hold_is_refused():
    rows = pd.DataFrame({"group": ["a" * 32_768]})
    with pytest.raises(ValueError, match="table 'Long': a cell has 32768 characters, more than"):
        sheets(table(rows, "Long", {"group": "Group"}, "x"))
    rows = pd.DataFrame({"group": ["a" * 32_767]})
    assert sheets(table(rows, "Long", {"group": "Group"}, "x"))


def test_a_caption_with_the_mark_of_a_note_is_refused_by_name():
    with pytest.raises(ValueError, match=r"table 'A \$\$b\$\$': '\$\$' in .* Write it"):
        written(hostile("A $$b$$"))


def test_numbers_with_an_exponent_stay_numbers_and_labels_are_no_formulas():
    record = Number("a.b", "=1+1", -1.5e-7, "ratio").record()
    rows = written(numbers=[record])["numbers.csv"].decode().splitlines()
    assert rows[1].startswith("a.b,'=1+1,-1.5e-07,ratio,0.00,")


def test_a_report_without_tables_has_numbers_alone():
    assert list(written()) == ["numbers.csv"]


def test_the_page_offers_every_file_with_its_format_and_its_size(files):
    shown = sheets(hostile())
    own = {name: content for name, content in files.items() if name != "tables/census_years.csv"}
    offered = {one.href: one for one in listed("wiltshire", own, shown)}
    assert list(offered) == [f"wiltshire/{name}" for name in own]
    ods = offered["wiltshire/wiltshire.ods"]
    assert (ods.format, ods.size) == ("OpenDocument spreadsheet (ODS)", len(files["wiltshire.ods"]))
    assert offered["wiltshire/tables/wiltshire_census.csv"].label == "=A | B"


SCRIPT = """
import hashlib
from test_downloads import hostile, written
for name, content in written(hostile()).items():
    print(name, hashlib.sha256(content).hexdigest())
"""


def test_another_zone_hash_seed_and_day_give_the_same_bytes():
    here = Path(__file__).parent
    paths = {"PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}
    printed = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **paths, **elsewhere},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for elsewhere in (
            {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
        )
    }
    assert len(printed) == 1 and "wiltshire.ods" in printed.pop()
    made = written(hostile())
    for kind in ("xlsx", "ods"):
        content = made[f"wiltshire.{kind}"]
        assert b"1980-01-01T00:00:00" in b"".join(parts(content).values())
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            assert {one.date_time for one in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}
