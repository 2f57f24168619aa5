"""A mapping file is started from the headers, and refused where it says what is not known."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.data.errors import DataError
from helpers.data.records.kinds import KINDS
from helpers.data.records.mapping import Wording, find_columns, read_mapping, start_mapping
from helpers.data.records.opening import Extract


def extract(*columns: str) -> Extract:
    return Extract(("extract.csv",), columns, (), (None,), (None,))


def errors(faults) -> list[str]:
    return [fault.problem for fault in faults if fault.level == "error"]


def test_headers_are_known_without_regard_to_case_and_marks():
    columns = ("NOTICE_REFERENCE", "date issued", "self defined ethnicity", "D.O.B")
    found, _ = find_columns(extract(*columns), Wording("fpn"))
    assert found == {
        "notice": "NOTICE_REFERENCE",
        "issued": "date issued",
        "ethnicity_self_defined": "self defined ethnicity",
    }


def test_two_columns_for_one_field_are_refused():
    columns = ("Notice reference", "Date issued", "SDE", "Age", "Age range")
    _, faults = find_columns(extract(*columns), Wording("fpn"))
    assert errors(faults) == ["'Age' and this are both the column of age_group"]


def test_a_missing_column_comes_with_the_nearest_header():
    columns = ("Notice referense", "Date issued", "SDE")
    _, faults = find_columns(extract(*columns), Wording("fpn"))
    [fault] = [fault for fault in faults if fault.level == "error"]
    assert fault.problem == "there is no column for notice"
    assert fault.remedy.startswith("Is it 'Notice referense'?")


def test_the_mapping_file_goes_before_the_headers():
    columns = ("Ref", "Notice reference", "Date issued", "SDE", "Age")
    wording = Wording("fpn", {"notice": "Ref", "age_group": ""})
    found, faults = find_columns(extract(*columns), wording)
    assert found["notice"] == "Ref" and "age_group" not in found and errors(faults) == []


def test_a_column_that_is_not_there_is_refused_with_the_nearest():
    wording = Wording("fpn", {"notice": "Refs"})
    _, faults = find_columns(extract("Ref", "Date issued", "SDE"), wording)
    assert "there is no such column for notice" in errors(faults)
    assert "Did you mean 'Ref'?" in faults[0].remedy


def test_columns_that_are_not_read_are_a_warning_and_coordinates_are_no_surprise():
    columns = ("Date", "Self-defined ethnicity", "Force", "Latitude", "Longitude", "Officer")
    _, faults = find_columns(extract(*columns), Wording("stop-search"))
    assert [(fault.level, fault.column) for fault in faults] == [("warning", "Officer")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_started_mapping_file_is_read_and_changes_nothing(kind, tmp_path):
    columns = tuple(field.headers[0] for field in KINDS[kind].fields)
    text = start_mapping(extract(*columns), kind)
    (tmp_path / "mapping.toml").write_text(text, "utf-8")
    wording = read_mapping(tmp_path / "mapping.toml", kind)
    given_columns = dict(zip((field.name for field in KINDS[kind].fields), columns, strict=True))
    assert wording.columns == given_columns
    assert find_columns(extract(*columns), wording)[0] == given_columns


@given(st.lists(st.text(min_size=1), unique=True))
def test_any_header_gives_a_mapping_file_that_can_be_read(columns):
    told = tomllib.loads(start_mapping(extract(*columns), "fpn"))
    assert told["kind"] == "fpn" and {*told["columns"].values()} <= {"", *columns}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = 3", "column 'columns': not a table. Write [columns]"),
        ("[columns]\nnotise = 'a'", "column 'columns.notise': unknown entry"),
        ("[columns]\nnotice = 3", "an entry is not text"),
        ("colums = 3", "column 'colums': unknown entry"),
        ("kind = 'stop-search'", "is not for fpn. Name --kind stop-search"),
        ("date_order = 'dmy'", "column 'date_order': unknown"),
        ("home_postcodes = 'YO1'", "an entry is not text"),
        ("home_force = 'Gotham'", "column 'home_force': unknown police force"),
        ("[values.sex]\n1 = 'Mail'", "column 'values.sex': unknown label. Write one of Female"),
        ("[values]\nsex = 'Male'", "column 'values.sex': not a table"),
        ("not toml", "not a mapping file in TOML. Start one with `disparity records map`"),
    ],
)
def test_what_a_mapping_file_cannot_say_is_refused_in_one_line(text, words, tmp_path):
    (tmp_path / "mapping.toml").write_text(text, "utf-8")
    with pytest.raises(DataError) as refused:
        read_mapping(tmp_path / "mapping.toml", "fpn")
    assert words in str(refused.value) and "\n" not in str(refused.value)


def test_a_mapping_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"none\.toml: No such file"):
        read_mapping(tmp_path / "none.toml", "fpn")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "mapping.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="not a mapping file in TOML"):
        read_mapping(tmp_path / "mapping.toml", "fpn")
