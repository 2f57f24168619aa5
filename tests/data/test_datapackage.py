"""The data package: what the code makes, what frictionless finds in it, and what it refuses."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pytest
from frictionless import Package, Report

from helpers.data import DataError, build_tables
from helpers.data import checks as checking
from helpers.data import columns as said
from helpers.data.fields import table_schema
from helpers.data.package import describe, raw_schema
from helpers.data.tables import TABLES

DATA = Path(__file__).parents[2] / "data"
COMMITTED = DATA / "datapackage.json"
RESOURCES = {one["name"]: one for one in json.loads(COMMITTED.read_bytes())["resources"]}
SCHEMAS = {name: one["schema"] for name, one in RESOURCES.items() if "schema" in one}
COUNTS = "raw/shropshire-star-2020-05-15/counts.csv"
TIDY = "processed/notices_by_force.csv"
FULL_TIME = "processed/officers_by_force.csv"
SHARES = "raw/bbc-2015-10-22/shares_by_force.csv"


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError(f"asked the network for {arguments}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def tables() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (DATA / "processed").glob("*.csv")}


@pytest.fixture
def validate(tmp_path, no_network) -> Callable[..., Report]:
    """Let frictionless read a copy of some files of the package, one of them changed."""

    def run(path: str, edit: Callable[[str], str], *others: str) -> Report:
        descriptor = json.loads(COMMITTED.read_bytes())
        kept = [one for one in descriptor["resources"] if one["path"] in (path, *others)]
        for one in kept:
            place = tmp_path / one["path"]
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(DATA / one["path"], place)
        text = (tmp_path / path).read_text("utf-8")
        assert edit(text) != text
        (tmp_path / path).write_text(edit(text), "utf-8", newline="\n")
        (tmp_path / COMMITTED.name).write_text(json.dumps(descriptor | {"resources": kept}))
        return Package(str(tmp_path / COMMITTED.name)).validate()

    return run


def kinds(report: Report) -> set[str]:
    return {kind for (kind,) in report.flatten(["type"])}


def test_the_committed_package_is_what_the_build_makes(project, monkeypatch):
    (project / "data" / COMMITTED.name).unlink()
    (project / "data" / ".staged-left").write_text("{")
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))
    build_tables()
    assert (project / "data" / COMMITTED.name).read_bytes() == COMMITTED.read_bytes()
    assert sorted(path.name for path in (project / "data").iterdir()) == [
        "datapackage.json",
        "processed",
        "raw",
        "sources.toml",
    ]


def test_frictionless_finds_no_error_in_any_file(no_network):
    report = Package(str(COMMITTED)).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(RESOURCES)


def test_every_file_of_the_data_is_described_once():
    paths = [one["path"] for one in json.loads(COMMITTED.read_bytes())["resources"]]
    files = [path for room in ("raw", "processed") for path in (DATA / room).rglob("*.*")]
    assert sorted(paths) == sorted(path.relative_to(DATA).as_posix() for path in files)
    assert len(RESOURCES) == len(paths)
    assert [name for name in RESOURCES if not re.fullmatch(r"[-a-z0-9._]+", name)] == []


@pytest.mark.parametrize(
    ("path", "before", "after", "found"),
    [
        (COUNTS, "copy read", "copy Read", "hash-count"),
        (COUNTS, ",300,", ",3OO,", "type-error"),
        (COUNTS, ",300,", ",-300,", "constraint-error"),
        (COUNTS, "all recipients", "some recipients", "constraint-error"),
        (TIDY, ",300,", ",,", "constraint-error"),
        (TIDY, "2020-05-11", "2020-05-32", "type-error"),
        (TIDY, "counts.csv:2\n", "counts.csv\n", "constraint-error"),
        (FULL_TIME, "3429.53", "3429,53", "extra-cell"),
        (SHARES, ",2.9,", ",102.9,", "constraint-error"),
        (SHARES, ",2.9,", ",2.9%,", "constraint-error"),
    ],
)
def test_frictionless_finds_a_planted_fault(validate, path, before, after, found):
    report = validate(path, lambda text: text.replace(before, after, 1))
    assert found in kinds(report)


def test_frictionless_finds_a_repeated_key(validate):
    report = validate(TIDY, lambda text: text + text.splitlines(keepends=True)[-1])
    assert "primary-key" in kinds(report)


def test_frictionless_finds_an_extra_column(validate):
    report = validate(TIDY, lambda text: re.sub(r"$", ",1", text.strip(), flags=re.M) + "\n")
    assert "extra-label" in kinds(report)


def test_frictionless_finds_a_claim_that_is_checked_and_not_printed(validate):
    report = validate(
        "processed/claim_checks.csv",
        lambda text: text.replace("north_yorkshire.highest", "north_yorkshire.lowest", 1),
        "processed/published_claims.csv",
    )
    assert "foreign-key" in kinds(report)


def test_each_table_has_a_key_that_no_two_rows_share():
    shared, empty = [], []
    for name, schema in SCHEMAS.items():
        rows = pd.read_csv(DATA / RESOURCES[name]["path"], dtype=str, keep_default_na=False)
        (key,) = schema.get("uniqueKeys", [schema.get("primaryKey")])
        shared += [name] if rows.duplicated(key).any() else []
        needed = {
            one["name"] for one in schema["fields"] if "required" in one.get("constraints", ())
        }
        empty += [name] if set(key) <= needed and "uniqueKeys" in schema else []
    assert (shared, empty) == ([], [])


def test_raw_tables_are_described_with_the_schemas_that_read_them(monkeypatch):
    read = {}

    def note(rows, schema, file):
        read[file.removeprefix("data/raw/")] = schema
        return check(rows, schema, file)

    check = checking.check
    monkeypatch.setattr(checking, "check", note)
    for build in TABLES.values():
        build()
    assert sorted(read) == sorted(
        one["path"].removeprefix("raw/")
        for name, one in RESOURCES.items()
        if "quality" in one and name in SCHEMAS
    )
    for path, schema in read.items():
        words = said.table_words("raw", path.partition("/")[2])
        assert table_schema(schema, schema.columns, words, path) == table_schema(
            raw_schema(path), schema.columns, words, path
        )


def test_columns_toml_says_nothing_of_what_is_not_there():
    words = said.words()
    fields = {field["name"] for schema in SCHEMAS.values() for field in schema["fields"]}
    raw = {one["path"].rpartition("/")[2] for one in RESOURCES.values() if "quality" in one}
    licences = json.loads(COMMITTED.read_bytes())["licenses"]
    assert set(words["columns"]) == fields
    assert set(words["raw"]) == raw
    assert set(words["processed"]) == set(TABLES)
    assert set(words["licences"]) == {licence["title"] for licence in licences}


def test_a_column_that_nobody_described_stops_the_build(tables):
    name = "hate_crime_survey.csv"
    tables[name] = re.sub(r"$", ",1", tables[name].strip(), flags=re.M).replace(
        ",1\n", ",mood\n", 1
    )
    with pytest.raises(DataError, match=r"hate_crime_survey\.csv, column 'mood': it has no descr"):
        describe(tables)


@pytest.mark.parametrize("field", ["description", "unit"])
def test_a_column_without_description_or_unit_stops_the_build(tables, monkeypatch, field):
    words = json.loads(json.dumps(said.words()))
    words["columns"]["surveys"][field] = ""
    monkeypatch.setattr(said, "words", lambda: words)
    with pytest.raises(DataError, match=f"column 'surveys': it has no {field}. Say it in columns"):
        describe(tables)


@pytest.mark.parametrize(
    ("room", "table", "word"),
    [
        ("raw", "counts.csv", {"mood": {"unit": "none"}}),
        ("processed", "hate_crime_survey", {"mood": {}}),
    ],
)
def test_words_on_a_column_that_is_not_there_stop_the_build(tables, monkeypatch, room, table, word):
    words = json.loads(json.dumps(said.words()))
    words[room][table]["columns"] = word
    monkeypatch.setattr(said, "words", lambda: words)
    with pytest.raises(DataError, match=rf"{table}.*'mood': columns.toml names a column"):
        describe(tables)


def test_a_repeated_key_in_a_processed_table_stops_the_build(tables):
    name = "population_midyear.csv"
    tables[name] += tables[name].splitlines(keepends=True)[-1]
    with pytest.raises(DataError, match=r"data/processed/population_midyear\.csv.*duplicated key"):
        describe(tables)


def test_a_letter_in_a_count_of_a_processed_table_stops_the_build(tables):
    name = "wiltshire_notices_by_ethnicity.csv"
    tables[name] = tables[name].replace("Black,16,", "Black,l6,")
    with pytest.raises(DataError, match=r"row 3, column 'count', value 'l6': not a whole number"):
        describe(tables)


def test_a_file_that_nothing_describes_stops_the_build(tables):
    tables["moods.csv"] = tables["hate_crime_survey.csv"]
    with pytest.raises(DataError, match="value 'moods': processed has no such table"):
        describe(tables)
    with pytest.raises(DataError, match=r"data/raw/x/moods\.csv: no schema is known for the file"):
        raw_schema("x/moods.csv")


def test_an_unknown_licence_stops_the_build_and_leaves_the_data_as_it_was(project, monkeypatch):
    register = project / "data" / "sources.toml"
    register.write_text(register.read_text("utf-8").replace('"public domain"', '"free"'), "utf-8")
    before = {path: path.read_bytes() for path in (project / "data").rglob("*.*")}
    (project / "data/processed/hate_crime_survey.csv").write_text("old")
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))
    with pytest.raises(
        DataError, match=r"value 'free': the licence of natural-earth.*is not known"
    ):
        build_tables()
    after = {path: path.read_bytes() for path in (project / "data").rglob("*.*")}
    assert after == before | {project / "data/processed/hate_crime_survey.csv": b"old"}


@pytest.mark.parametrize(
    "check", [pa.Check.str_contains("x"), pa.Check.str_matches("x"), pa.Check.gt(0)]
)
def test_a_check_that_the_standard_has_no_words_for_stops_the_build(check):
    odd = pa.DataFrameSchema({"source": pa.Column(None, check)})
    with pytest.raises(DataError, match=rf"column 'source': the check '{check.name}' has no words"):
        table_schema(odd, ["source"], {}, "x.csv")
