"""Extracts of records: every file that is wrong is refused in words, every other one is read."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from pathlib import Path

import duckdb
import pytest
from bad_files import BAD, GOOD, HEAD, ROWS, Bad
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import ods, xlsx

from helpers.data.areas import BRITISH_TRANSPORT_POLICE, load_boundaries
from helpers.data.records.faults import ERROR, Fault, summed
from helpers.data.records.opening import connect, open_extract
from helpers.data.records.places import FORMATS, known_forces

SPACES = [chr(n) for n in range(0x10000) if unicodedata.category(chr(n)) == "Zs"]
BLANKS = "".join(SPACES) + "\t\r\n\ufeff"
MAY_BE = ("a row without any value", "a formula", "there is no row under the header")
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
OWN = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
DIRT = st.sampled_from(
    [",", ";", "\t", '"', '""', "\n", "\r\n", "\r", "\0", "=1", "Total", " ", "é", "\ufeff", "x"]
)
STARTS = [b"", b"PK\x03\x04", b"PAR1", GOOD, xlsx({"s": ROWS}), ods({"s": ROWS})]


def written(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content() if callable(content) else content)
    return folder / next(iter(files)) if len(files) == 1 else folder


def opened(place, scratch=None):
    """What there is to say of an extract, and its rows from both views."""
    with connect(scratch) as connection:
        extract = open_extract(place, connection)
        rows = connection.execute("FROM extract ORDER BY file, line").fetchall()
        fast = connection.execute("FROM extract_fast").fetchall()
    assert sorted(map(str, fast)) == sorted(str((row[0], *row[2:])) for row in rows)
    assert sum(extract.rows) == len(rows)
    return extract, rows


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_told_in_words_and_nothing_else_is(name, tmp_path):
    bad: Bad = BAD[name]
    extract, _ = opened(written(tmp_path, bad.files))
    told = [(one.level, one.row, one.column, one.value, one.problem) for one in extract.faults]
    assert sorted(told, key=str) == sorted(bad.faults, key=str)
    assert all(one.remedy and os.fspath(tmp_path) not in str(one) for one in extract.faults)


def test_there_are_at_least_sixty_bad_files():
    assert len(BAD) >= 60


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_in_each_encoding_with_each_separator(separator, encoding, ending, tmp_path):
    lines = ["Ref,Who’s,£", "1, Zoë ,", ',"a""b",–']
    content = "".join(line.replace(",", separator) + ending for line in lines)
    extract, rows = opened(written(tmp_path, {"x.csv": content.encode(encoding)}))
    assert (extract.columns, extract.faults) == (("Ref", "Who’s", "£"), ())
    assert rows == [(0, 2, "1", "Zoë", None), (0, 3, None, 'a"b', "–")]


@pytest.mark.parametrize("scratch", [False, True])
@pytest.mark.parametrize(("name", "build"), [("x.xlsx", xlsx), ("x.ods", ods)])
def test_a_workbook_is_read_as_text_with_the_rows_of_its_sheet(name, build, scratch, tmp_path):
    rows = [*ROWS, [7, 1.5, " Ö "], [None, None, None], ["a5", "10-17", None]]
    folder = tmp_path / "scratch"
    folder.mkdir()
    place = written(tmp_path, {name: build({"s": rows, "empty": []})})
    extract, read = opened(place, folder if scratch else None)
    assert [fault.problem for fault in extract.faults] == ["a row without any value"]
    assert read[2:] == [(0, 4, "7", "1.5", "Ö"), (0, 6, "a5", "10-17", None)]
    assert bool(list(folder.iterdir())) is scratch


def test_a_date_in_a_sheet_is_read_as_iso_8601(tmp_path):
    # 43009 is 1 October 2017 in the system of dates that begins in 1900.
    rows = [["Ref", "Issued"], ["a", (43009,)], ["b", (43009.5,)]]
    _, read = opened(written(tmp_path, {"x.xlsx": xlsx({"s": rows})}))
    assert [row[3] for row in read] == ["2017-10-01", "2017-10-01T12:00:00"]


def test_parquet_is_read_as_text(tmp_path):
    path = tmp_path / "x.parquet"
    row = "1 AS n, 2.0::DOUBLE AS d, ' a ' AS t, DATE '2020-03-01' AS day, NULL::INTEGER AS none"
    duckdb.sql(f"COPY (SELECT {row}) TO '{path}'")
    extract, rows = opened(path)
    assert (extract.columns, extract.faults) == (("n", "d", "t", "day", "none"), ())
    assert rows == [(0, 2, "1", "2", "a", "2020-03-01", None)]


def test_cells_with_several_values_are_refused(tmp_path):
    duckdb.sql(f"COPY (SELECT 1 AS a, [1, 2] AS b) TO '{tmp_path / 'x.parquet'}'")
    extract, _ = opened(tmp_path / "x.parquet")
    assert [(one.column, one.problem) for one in extract.faults] == [
        ("b", "cells hold several values")
    ]


def test_a_folder_of_monthly_files_gives_force_and_month_and_keeps_lines_apart(tmp_path):
    names = ("2020-02/2020-02-devon-and-cornwall", "2020-01/2020-01-city-of-london", "2020-02/x")
    files = {f"{name}-stop-and-search.csv": GOOD + name.encode() + b",,\n" for name in names}
    files["2020-02/x.xlsx"] = xlsx({"s": [*ROWS, ["x", "y", "z"]]})
    extract, rows = opened(written(tmp_path, files))
    assert extract.files[0] == "2020-01/2020-01-city-of-london-stop-and-search.csv"
    assert extract.forces == ("London, City of", "Devon & Cornwall", None, None)
    assert extract.months == ("2020-01", "2020-02", None, None)
    assert extract.rows == (3, 3, 3, 3)
    assert [row[:2] for row in rows] == [(n, line) for n in range(4) for line in (2, 3, 4)]
    assert [row[2] for row in rows if row[1] == 4] == [names[1], names[0], names[2], "x"]


def test_a_glob_opens_the_files_that_it_matches(tmp_path):
    written(tmp_path, {"a1.csv": GOOD, "a2.csv": GOOD[:-1] + b"!\n", "b.csv": b""})
    extract, _ = opened(tmp_path / "a*.csv")
    assert (extract.files, extract.faults) == (("a1.csv", "a2.csv"), ())


def test_columns_in_another_order_come_together(tmp_path):
    files = {"a.csv": GOOD, "b.csv": b"SEX,Ref, age  range\nMale,b1,over 34\n"}
    extract, rows = opened(written(tmp_path, files))
    assert extract.faults == ()
    assert rows[-1] == (1, 2, "b1", "over 34", "Male")


@pytest.mark.parametrize("scratch", [False, True])
def test_lines_are_counted_as_a_text_editor_does(scratch, tmp_path):
    content = 'sep=;\n"Ref";"Free\ntext"\n\na;"one\ntwo"\nb;x\n'
    extract, rows = opened(
        written(tmp_path, {"x.csv": content.encode()}), tmp_path if scratch else None
    )
    assert extract.columns == ("Ref", "Free text")
    assert rows == [(0, 5, "a", "one\ntwo"), (0, 7, "b", "x")]
    assert [fault.row for fault in extract.faults] == [4]


def test_raw_text_reaches_the_check_as_it_is(tmp_path):
    cells = ["Oct-17", "01/02/2020", "0007", "NA", "#REF!", "NULL", "1e5"]
    content = f"a,b,c,d,e,f,g\n{','.join(cells)}\n"
    _, rows = opened(written(tmp_path, {"x.csv": content.encode()}))
    assert list(rows[0][2:]) == cells


@pytest.mark.parametrize("blank", BLANKS)
def test_outer_blanks_of_each_kind_are_taken_off(blank, tmp_path):
    content = f'Ref,Sex\n"{blank}a{blank}b{blank}","{blank}"\n'
    _, rows = opened(written(tmp_path, {"x.csv": content.encode()}))
    assert rows == [(0, 2, f"a{blank}b", None)]


def test_separators_behind_the_last_column_are_no_fault(tmp_path):
    content = b"Ref,Sex,,\na,Male,,\nb,Female,,\n"
    extract, rows = opened(written(tmp_path, {"x.csv": content}))
    assert (extract.columns, extract.faults) == (("Ref", "Sex"), ())
    assert [row[2] for row in rows] == ["a", "b"]


def test_a_link_out_of_the_folder_is_refused_and_one_that_is_named_is_not(tmp_path):
    written(tmp_path, {"out/a.csv": GOOD, "in/b.csv": GOOD + b"c,,\n"})
    link = tmp_path / "in" / "c.csv"
    link.symlink_to(tmp_path / "out" / "a.csv")
    extract, _ = opened(tmp_path / "in")
    assert [(one.file, one.problem) for one in extract.faults] == [
        ("c.csv", "a link out of the folder")
    ]
    assert opened(link)[0].faults == ()


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "b.csv")
    extract, _ = opened(tmp_path)
    assert [one.file for one in extract.faults] == ["a.csv", "b.csv"]
    assert extract.faults[0].problem == "not a file"


@pytest.mark.parametrize("place", ["none.csv", "none*.csv", "", "a\0b.csv", "x" * 5000])
def test_a_place_that_is_not_there_is_one_fault(place, tmp_path):
    extract, _ = opened(f"{tmp_path}/{place}")
    assert [fault.level for fault in extract.faults] == [ERROR]


def test_names_that_mean_something_to_the_database_are_names(tmp_path):
    files = {"a'b.csv": GOOD, "[1].csv": GOOD + b"1,,\n", "*.csv": GOOD + b"2,,\n"}
    files |= {"year=2020/x.csv": GOOD + b"3,,\n", "1.csv": GOOD + b"4,,\n"}
    extract, _ = opened(written(tmp_path, files))
    assert (extract.faults, sum(extract.rows)) == ((), 14)


def test_a_name_that_is_no_text_is_read_and_printed(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.csv"
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(GOOD)
    extract, rows = opened(tmp_path)
    assert (extract.files, extract.faults, len(rows)) == (("\ufffd.csv",), (), 2)


def test_nothing_but_the_files_and_the_scratch_folder_can_be_reached(tmp_path):
    written(tmp_path, {"a.csv": GOOD, "b.csv": GOOD, "scratch/x": b""})
    with connect(tmp_path / "scratch") as connection:
        open_extract(tmp_path / "a.csv", connection)
        connection.execute(f"COPY extract TO '{tmp_path}/scratch/c.parquet'")
        for statement in (
            f"COPY extract TO '{tmp_path}/c.parquet'",
            f"FROM read_csv('{tmp_path}/b.csv')",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.PermissionException):
                connection.execute(statement)


def test_without_a_scratch_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"x.csv": GOOD + "a,é,c\n".encode("cp1252")})
    opened(tmp_path / "x.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_the_forces_are_the_police_force_areas_and_two_more():
    areas = {*load_boundaries()["police_force"]}
    others = {BRITISH_TRANSPORT_POLICE, "Police Service of Northern Ireland"}
    assert {*known_forces().values()} == areas | others


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
def test_the_samples_are_read_without_a_fault():
    rows = {place.name: opened(place)[0] for place in SAMPLES.glob("*.csv")}
    assert [extract.faults for extract in rows.values()] == [(), ()]
    assert sorted(sum(extract.rows) for extract in rows.values()) == [29, 2000]


def test_the_same_fault_of_many_rows_is_told_once_with_the_first_row():
    faults = [Fault(ERROR, "a", row, "c", "v", "p", "r") for row in (9, 4, 6)]
    assert summed(faults) == (faults[1]._replace(times=3),)


@OWN
@given(st.sampled_from(sorted(FORMATS)), st.sampled_from(STARTS), st.binary(max_size=200))
def test_whatever_the_bytes_are_there_are_rows_or_faults(tmp_path, suffix, start, rest):
    extract, rows = opened(written(tmp_path, {f"x{suffix}": start + rest}))
    assert rows or extract.faults


@OWN
@given(st.data())
def test_a_workbook_with_changed_bytes_gives_rows_or_faults(tmp_path, data):
    name, content = data.draw(st.sampled_from([("x.xlsx", STARTS[4]), ("x.ods", STARTS[5])]))
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    extract, rows = opened(written(tmp_path, {name: bytes(changed)}))
    assert rows or extract.faults


@OWN
@given(st.lists(DIRT, max_size=40))
def test_whatever_the_dirt_is_there_are_rows_or_faults(tmp_path, dirt):
    extract, rows = opened(written(tmp_path, {"x.csv": (HEAD + "".join(dirt)).encode()}))
    assert rows or extract.faults


@OWN
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_what_the_standard_writes_is_what_is_read(tmp_path, cells, separator):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([("Ref", "Age range", "Sex"), *cells])
    extract, rows = opened(written(tmp_path, {"x.csv": text.getvalue().encode()}))
    wanted = [tuple(cell.strip(BLANKS) for cell in row) for row in cells]
    assert [tuple(cell or "" for cell in row[2:]) for row in rows] == list(filter(any, wanted))
    assert all(fault.problem in MAY_BE for fault in extract.faults)
