"""Every fault of an extract is told at once, with its row, column, value and remedy."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.data.errors import DataError
from helpers.data.records import checking
from helpers.data.records.checking import check, has_errors, refusal
from helpers.data.records.kinds import KINDS

TODAY = datetime.date(2022, 6, 30)
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
BRITISH = "White: English/Welsh/Scottish/Northern Irish/British"
NOTICE = {
    "Notice reference": "N1",
    "Person reference": "P1",
    "Date issued": "2020-04-10 14:30",
    "District": "Craven",
    "Regulation": "Gathering",
    "Self-defined ethnicity": "W1",
    "Officer-defined ethnicity": "IC1",
    "Age": "34",
    "Date of birth": "",
    "Sex": "M",
    "Resident": "Yes",
    "In a group": "Yes",
    "Group size": "3",
    "Status": "Issued",
}
# The fifteen columns and one row as the documentation of data.police.uk shows them:
# https://data.police.uk/docs/method/stops-force/
SEARCH = {
    "Type": "Person search",
    "Date": "2020-01-06T22:00:00+00:00",
    "Part of a policing operation": "False",
    "Policing operation": "",
    "Latitude": "52.692",
    "Longitude": "-1.234",
    "Gender": "Male",
    "Age range": "over 34",
    "Self-defined ethnicity": "White - English/Welsh/Scottish/Northern Irish/British",
    "Officer-defined ethnicity": "White",
    "Legislation": "Misuse of Drugs Act 1971 (section 23)",
    "Object of search": "Controlled drugs",
    "Outcome": "Community resolution",
    "Outcome linked to object of search": "True",
    "Removal of more than just outer clothing": "False",
}


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    return path


def notices(tmp_path: Path, *changes: dict[str, str], first: dict[str, str] | None = None) -> Path:
    """An extract with one row for each change, each with a reference of its own."""
    rows = [
        NOTICE | (first or {}) | {"Notice reference": f"N{n}"} | change
        for n, change in enumerate(changes, 1)
    ]
    return write(tmp_path / "notices.csv", rows)


def searches(tmp_path: Path, *changes: dict[str, str], month: str = "2020-01") -> Path:
    path = tmp_path / f"{month}-kent-stop-and-search.csv"
    return write(path, [SEARCH | change for change in changes])


def told(checked, level: str = "error") -> list[tuple]:
    return [
        (fault.row, fault.column, fault.value, fault.problem)
        for fault in checked.faults
        if fault.level == level and fault.row
    ]


def typed(folder: Path) -> list[dict]:
    rows = duckdb.sql(f"SELECT * FROM read_parquet('{folder / 'checked.parquet'}')")
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def in_order(folder: Path) -> list[str]:
    return sorted(map(str, typed(folder)))


def test_a_notice_is_kept_in_typed_columns(tmp_path):
    checked = check(notices(tmp_path, {}), "fpn", keep=tmp_path / "kept", today=TODAY)
    assert told(checked) == [] and (checked.rows, checked.rows_kept) == (1, 1)
    assert typed(tmp_path / "kept") == [
        {
            "notice": 1,
            "person": 1,
            "issued": datetime.datetime(2020, 4, 10, 14, 30),
            "district": "Craven",
            "regulation": "Gathering",
            "ethnicity_self_defined": "White",
            "ethnicity_self_defined_detailed": BRITISH,
            "ethnicity_officer_defined": "White",
            "age_group": "25-34",
            "sex": "Male",
            "resident": "Resident",
            "in_group": True,
            "group_size": 3,
            "status": "Issued",
        }
    ]


def test_a_search_as_published_is_kept_in_typed_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "judge_all", None)
    check(searches(tmp_path, SEARCH), "stop-search", keep=tmp_path / "kept", today=TODAY)
    assert typed(tmp_path / "kept") == [
        {
            "police_force": "Kent",
            "occurred": datetime.datetime(2020, 1, 6, 22),
            "kind_of_search": "Person search",
            "ethnicity_self_defined": "White",
            "ethnicity_self_defined_detailed": BRITISH,
            "ethnicity_officer_defined": "White",
            "age_group": "over 34",
            "sex": "Male",
            "legislation": "Misuse of Drugs Act 1971 (section 23)",
            "object_of_search": "Controlled drugs",
            "outcome": "Community resolution",
            "outcome_linked": True,
            "more_than_outer_clothing": False,
        }
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_has_the_types_of_its_kind(kind, tmp_path):
    extract = notices(tmp_path, {}) if kind == "fpn" else searches(tmp_path, SEARCH)
    check(extract, kind, keep=tmp_path / "kept", today=TODAY)
    rows = duckdb.sql(f"SELECT * FROM read_parquet('{tmp_path / 'kept/checked.parquet'}')")
    assert dict(zip(rows.columns, map(str, rows.types), strict=True)) == KINDS[kind].kept


def test_cell_by_cell_gives_what_reading_as_published_gives(tmp_path, monkeypatch):
    labels = [
        {"Self-defined ethnicity": "Asian/Asian British - Chinese", "Outcome": "Arrest"},
        {"Age range": "10-17", "Outcome linked to object of search": ""},
        {"Officer-defined ethnicity": "", "Gender": "Other"},
    ]
    extract = searches(tmp_path, *labels)
    quick = check(extract, "stop-search", keep=tmp_path / "quick", today=TODAY)
    monkeypatch.setattr(checking, "needs_judging", lambda plan: True)
    slow = check(extract, "stop-search", keep=tmp_path / "slow", today=TODAY)
    assert quick == slow
    assert in_order(tmp_path / "quick") == in_order(tmp_path / "slow")


def test_all_faults_are_told_at_once_with_row_column_and_value(tmp_path):
    extract = notices(
        tmp_path,
        {},
        {"Age": "0"},
        {"Age": "130"},
        {"Age": "-4"},
        {"Age": "Oct-17"},
        {"Self-defined ethnicity": "X7"},
        {"Notice reference": "N1"},
        {"Date issued": "2020-02-30"},
        {"Sex": "?"},
        {"Group size": "0"},
        {"Date issued": "43922"},
        {"Status": "Lost"},
        {"Notice reference": ""},
        {"Date issued": "2023-01-01"},
        {"Date issued": "1899-12-30"},
    )
    checked = check(extract, "fpn", keep=tmp_path / "kept", today=TODAY)
    assert sorted(told(checked)) == sorted(
        [
            (3, "Age", "0", "not an age that a person stopped or fined can have"),
            (4, "Age", "130", "not an age that a person stopped or fined can have"),
            (5, "Age", "-4", "not an age that a person stopped or fined can have"),
            (6, "Age", "Oct-17", "a spreadsheet has made a date of 10-17"),
            (7, "Self-defined ethnicity", "X7", "unknown value"),
            (2, "Notice reference", "N1", "the reference stands in more than one row"),
            (9, "Date issued", "2020-02-30", "there is no such day or time"),
            (10, "Sex", "?", "unknown value"),
            (11, "Group size", "0", "not a size that a group can have"),
            (
                12,
                "Date issued",
                "43922",
                "a number in the place of a date, as a spreadsheet stores it",
            ),
            (13, "Status", "Lost", "unknown value"),
            (14, "Notice reference", "", "empty"),
            (15, "Date issued", "2023-01-01", "in the future"),
            (16, "Date issued", "1899-12-30", "long ago"),
        ]
    )
    assert not (tmp_path / "kept" / "checked.parquet").exists()
    assert all(fault.remedy for fault in checked.faults)


def test_the_same_fault_in_many_rows_is_told_once_with_the_first_row(tmp_path):
    checked = check(notices(tmp_path, {}, *[{"Age": "0"}] * 3), "fpn", today=TODAY)
    assert [(fault.row, fault.times) for fault in checked.faults if fault.value == "0"] == [(3, 3)]


def test_an_unknown_code_comes_with_the_nearest_known_one(tmp_path):
    checked = check(notices(tmp_path, {"Self-defined ethnicity": "White - Irsh"}), "fpn")
    remedies = [fault.remedy for fault in checked.faults if fault.value == "White - Irsh"]
    assert remedies[0].startswith("Did you mean 'White - Irish'?")


@pytest.mark.parametrize(
    ("column", "value", "other"),
    [
        ("Self-defined ethnicity", "IC3", "ethnicity_officer_defined"),
        ("Officer-defined ethnicity", "B1", "ethnicity_self_defined"),
    ],
)
def test_a_code_of_the_other_way_of_recording_ethnicity_is_refused(column, value, other, tmp_path):
    checked = check(notices(tmp_path, {column: value}), "fpn", today=TODAY)
    [(row, found, cell, problem)] = told(checked)
    assert (row, found, cell) == (2, column, value) and f"a value of {other}" in problem


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("10/04/2020", datetime.datetime(2020, 4, 10)),
        ("30/04/2020 09:05", datetime.datetime(2020, 4, 30, 9, 5)),
        ("30.4.2020", datetime.datetime(2020, 4, 30)),
        ("30-Apr-2020", datetime.datetime(2020, 4, 30)),
        ("30 April 2020 23:59", datetime.datetime(2020, 4, 30, 23, 59)),
        ("2020-04-30T23:59:59Z", datetime.datetime(2020, 4, 30, 23, 59, 59)),
        ("2020-04-30T23:30+01:00", datetime.datetime(2020, 4, 30, 23, 30)),
        ("2020-04-30T23:30:00+01:00", datetime.datetime(2020, 4, 30, 23, 30)),
        ("2020-04-30", datetime.datetime(2020, 4, 30)),
    ],
)
def test_a_date_is_read_as_the_clock_showed_it(written, day, tmp_path):
    extract = notices(tmp_path, {"Date issued": written})
    checked = check(extract, "fpn", keep=tmp_path / "kept", today=TODAY)
    assert told(checked) == []
    assert typed(tmp_path / "kept")[0]["issued"] == day


@pytest.mark.parametrize(
    "written",
    ["yesterday", "01/04/20", "12:30", "2020-04-30T23:30:00 about", "31/04/2020", "202004"],
)
def test_what_is_no_date_is_refused(written, tmp_path):
    checked = check(notices(tmp_path, {}, {"Date issued": written}), "fpn", today=TODAY)
    assert [fault[:3] for fault in told(checked)] == [(3, "Date issued", written)]


def test_dates_in_two_orders_are_refused_where_they_show(tmp_path):
    days = [{"Date issued": day} for day in ("25/04/2020", "04/25/2020", "04/05/2020")]
    checked = check(notices(tmp_path, *days), "fpn", today=TODAY)
    [(row, _, value, problem)] = told(checked)
    assert (row, value) == (3, "04/25/2020") and "in two orders" in problem


def test_the_month_first_is_refused_until_the_mapping_file_says_so(tmp_path):
    days = [{"Date issued": day} for day in ("04/25/2020", "04/05/2020")]
    extract = notices(tmp_path, *days)
    assert "the month stands before the day" in {f.problem for f in check(extract, "fpn").faults}
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('date_order = "month first"\n')
    checked = check(extract, "fpn", mapping, tmp_path / "kept", TODAY)
    assert not has_errors(checked)
    read = {row["issued"] for row in typed(tmp_path / "kept")}
    assert read == {datetime.datetime(2020, 4, 25), datetime.datetime(2020, 4, 5)}


def test_dates_that_could_be_of_either_order_are_a_warning(tmp_path):
    checked = check(notices(tmp_path, {"Date issued": "04/05/2020"}), "fpn", today=TODAY)
    problems = {fault.problem for fault in checked.faults}
    assert "nothing says whether day or month is first: read with the day first" in problems


def test_times_without_and_with_a_zone_are_a_warning(tmp_path):
    with_zone = {"Date issued": "2020-04-10T10:00:00+00:00"}
    for changes, words in (([{}], "without a time zone"), ([{}, with_zone], "some have none")):
        checked = check(notices(tmp_path, *changes), "fpn", today=TODAY)
        assert any(words in fault.problem for fault in checked.faults) and not has_errors(checked)


@pytest.mark.parametrize(
    ("born", "problem"),
    [
        ("2020-05-01", "born after the record"),
        ("2020-01-01", "born less than a year before the record"),
        ("1900-01-01", "more than 110 years old"),
        ("30/02/1990", "there is no such day or time"),
    ],
)
def test_a_date_of_birth_that_cannot_be_is_refused(born, problem, tmp_path):
    extract = notices(tmp_path, {"Date of birth": "1990-01-31"}, {"Date of birth": born})
    checked = check(extract, "fpn", today=TODAY)
    assert told(checked) == [(3, "Date of birth", born, problem)]


@pytest.mark.parametrize(("born", "group"), [("1995-04-10", "25-34"), ("1995-04-11", "18-24")])
def test_an_age_is_in_full_years_on_the_day(born, group, tmp_path):
    extract = notices(tmp_path, {"Age": "", "Date of birth": born})
    check(extract, "fpn", keep=tmp_path / "kept", today=TODAY)
    assert typed(tmp_path / "kept")[0]["age_group"] == group


def test_residence_by_postcode_and_by_force_needs_to_know_what_is_at_home(tmp_path):
    home = ["YO12 4AB", "yo1", "North Yorkshire", "Yes"]
    elsewhere = ["LS1 1AA", "YO2 4AB", "Kent Police", "No"]
    rows = [{"Resident": place, "District": "home"} for place in home]
    rows += [{"Resident": place, "District": "elsewhere"} for place in elsewhere]
    extract = notices(tmp_path, *rows)
    problems = {problem for *_, problem in told(check(extract, "fpn", today=TODAY))}
    assert problems == {"an area, and nothing says which is at home"}
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('home_force = "North Yorkshire"\nhome_postcodes = ["YO1", "YO12"]\n')
    check(extract, "fpn", mapping, tmp_path / "kept", TODAY)
    found = {(row["district"], row["resident"]) for row in typed(tmp_path / "kept")}
    assert found == {("home", "Resident"), ("elsewhere", "Not resident")}


def test_a_mapping_file_says_what_a_code_stands_for(tmp_path):
    extract = notices(tmp_path, {"Self-defined ethnicity": "N3", "Sex": "2"})
    mapping = tmp_path / "mapping.toml"
    values = '[values.ethnicity_self_defined]\nN3 = "Not stated"\n[values.sex]\n2 = "Female"\n'
    mapping.write_text(values)
    assert not has_errors(check(extract, "fpn", mapping, tmp_path / "kept", TODAY))
    [row] = typed(tmp_path / "kept")
    assert (row["ethnicity_self_defined"], row["sex"]) == ("Not stated", "Female")


def test_na_is_missing_and_said(tmp_path):
    checked = check(notices(tmp_path, {"Sex": "NA"}), "fpn", keep=tmp_path / "kept", today=TODAY)
    assert (2, "Sex", "NA", "read as missing") in told(checked, "warning")
    assert typed(tmp_path / "kept")[0]["sex"] is None


@pytest.mark.parametrize(
    "name", ["Craven, see YO1 7AA", "jo@example.org", "Craven 01/02/1980", "x" * 101]
)
def test_a_name_of_a_district_with_personal_data_or_free_text_is_refused(name, tmp_path):
    checked = check(notices(tmp_path, {"District": name}), "fpn", today=TODAY)
    assert [fault[:3] for fault in told(checked)] == [(2, "District", name)]


def test_a_column_with_a_text_in_each_row_is_no_column_of_districts(tmp_path):
    extract = notices(tmp_path, *({"District": f"place number {n}"} for n in range(700)))
    problems = [f.problem for f in check(extract, "fpn", today=TODAY).faults if f.level == "error"]
    assert len(problems) == 1 and problems[0].endswith("not a column of district")


def test_quality_is_told_as_warnings(tmp_path):
    extract = notices(
        tmp_path,
        *[{"Self-defined ethnicity": "NS"}] * 5,
        *[{"Self-defined ethnicity": ""}] * 2,
        *[{"Person reference": "P2", "Group size": "1"}] * 5,
    )
    checked = check(extract, "fpn", today=TODAY)
    problems = {fault.problem for fault in checked.faults}
    assert not has_errors(checked)
    assert checked.completeness["ethnicity_self_defined"] == pytest.approx(10 / 12)
    assert checked.unknown == (("Craven", "2020-04", 12, 7),)
    assert (checked.persons, checked.repeated) == (2, 2)
    assert "Craven: not stated or unknown in 7 of 12 rows" in problems
    assert "nothing that can be read in 2 of 12 rows" in problems
    assert "2 of 2 persons have more than one notice" in problems
    assert "5 rows whose group flag and group size disagree" in problems


def test_days_without_a_time_are_a_warning_for_all_months_together(tmp_path):
    days = [f"2020-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 11)]
    checked = check(notices(tmp_path, *({"Date issued": day} for day in days)), "fpn", today=TODAY)
    told_of = [fault.problem for fault in checked.faults if "past the hour" in fault.problem]
    assert told_of == ["Craven, 2 months: each of 20 times is 0 minutes past the hour"]


def test_a_search_outside_the_month_of_its_file_is_a_warning(tmp_path):
    extract = searches(tmp_path, SEARCH, {"Date": "2020-02-01T00:00:00+00:00"})
    checked = check(extract, "stop-search", today=TODAY)
    problem = "not of 2020-01, after which the file is named"
    assert (3, "Date", "2020-02-01T00:00:00+00:00", problem) in told(checked, "warning")
    assert not has_errors(checked)


def test_searches_of_no_known_force_are_refused_until_the_mapping_file_names_it(tmp_path):
    extract = write(tmp_path / "searches.csv", [SEARCH])
    problems = [f.problem for f in check(extract, "stop-search").faults if f.level == "error"]
    assert problems == ["nothing says which police force this is"]
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('police_force = "Kent"\n')
    check(extract, "stop-search", mapping, tmp_path / "kept", TODAY)
    assert typed(tmp_path / "kept")[0]["police_force"] == "Kent"


def test_a_missing_column_does_not_hide_the_other_faults(tmp_path):
    rows = [{k: v for k, v in NOTICE.items() if k != "Notice reference"} | {"Age": "0"}]
    checked = check(write(tmp_path / "notices.csv", rows), "fpn", today=TODAY)
    problems = [fault.problem for fault in checked.faults if fault.level == "error"]
    assert "there is no column for notice" in problems
    assert "not an age that a person stopped or fined can have" in problems


WORDS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(["W1", "IC3", "2020-04-10", "31/12/2020", "12/31/2020", "Oct-17", "NA", "1"]),
    st.integers(-200, 200).map(str),
    st.datetimes().map(str),
)


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_the_cells_are_faults_are_told_and_nothing_breaks(kind, tmp_path, data):
    model = NOTICE if kind == "fpn" else SEARCH | {"Force": "Kent"}
    cells = st.lists(WORDS, min_size=len(model), max_size=len(model))
    rows = [dict(zip(model, row, strict=True)) for row in data.draw(st.lists(cells, min_size=1))]
    path = tmp_path / "dirt.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, model, lineterminator="\n")
        table.writeheader()
        table.writerows([model, *rows])
    try:
        checked = check(path, kind, keep=tmp_path / "kept", today=TODAY)
    except DataError as error:
        pytest.fail(str(error))
    assert has_errors(checked) or checked.rows_kept == checked.rows
    assert all(fault.problem and fault.remedy for fault in checked.faults)


def test_the_refusal_for_other_commands_has_no_value_in_it(tmp_path):
    checked = check(notices(tmp_path, {"Sex": "SECRETVALUE"}), "fpn", today=TODAY)
    assert "1 errors" in str(refusal(checked, "notices.csv"))
    assert "SECRETVALUE" not in str(refusal(checked, "notices.csv"))


def test_no_message_of_an_error_has_a_value_in_it(tmp_path, monkeypatch):
    def fail(*_):
        raise ValueError("SECRETVALUE is not a number")

    monkeypatch.setattr(checking, "measure", fail)
    with pytest.raises(DataError, match="could not be read: ValueError") as refused:
        check(notices(tmp_path, {}), "fpn", today=TODAY)
    assert "SECRETVALUE" not in str(refused.value) and refused.value.__suppress_context__


def test_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(DataError, match="The kinds are stop-search, fpn"):
        check(notices(tmp_path, {}), "arrests")


def test_kept_records_can_be_checked_again(tmp_path):
    extract = notices(tmp_path, {}, {"Age": "9"})
    first = check(extract, "fpn", keep=tmp_path / "kept", today=TODAY)
    again = check(tmp_path / "kept", "fpn")
    without_values = tuple(fault._replace(value="") for fault in first.faults)
    assert again == first._replace(faults=without_values) and without_values != first.faults
    told = json.loads((tmp_path / "kept" / "checked.json").read_text("utf-8"))
    assert told["warnings"] == len(first.faults)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_damaged_sample_gives_its_whole_list_of_faults():
    name = "stop_search_north_yorkshire_2017-12_excel_damaged.csv"
    checked = check(SAMPLES / name, "stop-search")
    errors = [(f.row, f.value, f.times) for f in checked.faults if f.level == "error"]
    assert errors == [(None, "", 1), (10, "Oct-17", 5)]
    problems = {fault.problem for fault in checked.faults}
    assert "no place, 2017-12: each of 29 times is 12 minutes past the hour" in problems


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_real_searches_of_london_are_read(tmp_path):
    extract = SAMPLES / "stop_search_london_2000_rows.csv"
    checked = check(extract, "stop-search", keep=tmp_path / "kept")
    assert not has_errors(checked) and checked.rows_kept == 2000
    counts = duckdb.sql(
        "SELECT ethnicity_self_defined, count(*) FROM "
        f"read_parquet('{tmp_path / 'kept/checked.parquet'}') GROUP BY 1"
    )
    # counted with csv.DictReader and collections.Counter from the file
    assert dict(counts.fetchall()) == {
        "White": 633,
        "Black": 425,
        "Asian": 185,
        "Mixed": 68,
        "Other": 69,
        "Not stated": 597,
        None: 23,
    }
