"""Nothing that names a person is kept, nobody else can read it, and no half of it stays."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import stat
from pathlib import Path

import duckdb
import pytest

from helpers.data.errors import DataError
from helpers.data.project import ENVIRONMENT_VARIABLE
from helpers.data.records import checking, kept
from helpers.data.records.checking import check
from helpers.data.records.faults import Fault
from helpers.data.records.kept import faults_csv, printable, read_kept, write_faults

TODAY = datetime.date(2022, 6, 30)
CANARIES = {
    "Notice reference": "CANARY-NOTICE-4711",
    "Person reference": "CANARYPERSON0815",
    "Name": "Canaria Canarsdottir",
    "Residence": "ZZ99 3CZ",
    "Date of birth": "1987-06-05",
    "Comment": "CANARY was in the park",
}
REST = {
    "Date issued": "2020-04-10",
    "District": "Craven",
    "Self-defined ethnicity": "W1",
    "Sex": "F",
}
HOME = 'home_postcodes = ["ZZ99"]\n'


def extract(tmp_path: Path, **changes: str) -> Path:
    """An extract of one notice in a folder of its own, and a mapping file beside it."""
    row = CANARIES | REST | changes
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, row, lineterminator="\n")
    table.writeheader()
    table.writerow(row)
    (tmp_path / "given").mkdir(exist_ok=True, parents=True)
    path = tmp_path / "given" / "notices.csv"
    path.write_text(text.getvalue(), "utf-8")
    (tmp_path / "given" / "mapping.toml").write_text(HOME)
    return path


def checked(tmp_path: Path, **changes: str):
    given = extract(tmp_path, **changes)
    return check(given, "fpn", tmp_path / "given/mapping.toml", tmp_path / "kept", TODAY)


def contents(folder: Path) -> bytes:
    """Every byte below a folder, and every value of its Parquet files, which are compressed."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = b"".join(path.read_bytes() + path.name.encode() for path in files)
    for path in files:
        if path.suffix == ".parquet":
            for about in ("read_parquet", "parquet_metadata", "parquet_kv_metadata"):
                rows = duckdb.sql(f"SELECT * FROM {about}('{path}')").fetchall()
                found += repr(rows).encode()
    return found


def canaries_in(found: bytes) -> list[str]:
    values = [*CANARIES.values(), "ZZ99", "1987"]
    return [value for value in values if value.encode() in found]


def test_the_search_for_canaries_sees_them(tmp_path):
    duckdb.sql("SELECT 'ZZ99 3CZ' AS place").write_parquet(str(tmp_path / "a.parquet"))
    assert canaries_in(contents(tmp_path)) == ["ZZ99 3CZ", "ZZ99"]
    assert len(canaries_in(contents(extract(tmp_path / "b").parent))) == 8


def test_no_canary_is_kept(tmp_path, capfd):
    found = checked(tmp_path)
    assert found.rows_kept == 1
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {
        "checked.json",
        "checked.parquet",
        "faults.csv",
    }
    assert canaries_in(contents(tmp_path / "kept")) == []
    assert canaries_in("".join(capfd.readouterr()).encode()) == []


@pytest.mark.parametrize("change", [{"Sex": "CANARY-X"}, {"Date issued": "1987-06-05 CANARY"}])
def test_no_canary_is_kept_after_an_error(change, tmp_path, capfd):
    assert checked(tmp_path, **change).rows_kept == 0
    assert [*(tmp_path / "kept").iterdir()] == []
    assert "CANARY" not in "".join(capfd.readouterr())


def test_no_canary_is_kept_after_a_failure_while_writing(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device: CANARYPERSON0815")

    monkeypatch.setattr(checking, "measure", fail)
    with pytest.raises(DataError) as refused:
        checked(tmp_path)
    assert canaries_in(str(refused.value).encode()) == []
    assert [*(tmp_path / "kept").iterdir()] == []


def test_warnings_are_kept_without_the_values(tmp_path):
    checked(tmp_path, **{"Date of birth": "2012-06-05"})
    kept_faults = (tmp_path / "kept" / "faults.csv").read_text("utf-8")
    assert "below the age of criminal responsibility" in kept_faults
    assert "2012" not in kept_faults


def test_a_check_that_keeps_nothing_writes_nothing(tmp_path, monkeypatch):
    given = extract(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    check(given, "fpn", tmp_path / "given/mapping.toml", today=TODAY)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_only_the_owner_can_read_what_is_kept(tmp_path):
    earlier = os.umask(0)
    try:
        checked(tmp_path)
    finally:
        os.umask(earlier)
    kept_files = [tmp_path / "kept", *(tmp_path / "kept").iterdir()]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in kept_files}
    assert modes.pop("kept") == 0o700
    assert {*modes.values()} == {0o600}


def test_references_become_numbers_without_their_order(tmp_path):
    names = [f"P{number:03}" for number in range(50)]
    rows = "".join(f"N{name},{name},2020-04-10,W1\n" for name in names)
    given = tmp_path / "notices.csv"
    given.write_text(f"Notice reference,Person reference,Date issued,SDE\n{rows}{rows[:0]}")
    check(given, "fpn", keep=tmp_path / "kept", today=TODAY)
    file = tmp_path / "kept" / "checked.parquet"
    persons = [row[0] for row in duckdb.sql(f"SELECT person FROM '{file}'").fetchall()]
    assert sorted(persons) == [*range(1, 51)]
    assert persons != sorted(persons)


def test_an_earlier_copy_stays_when_the_next_one_has_an_error(tmp_path):
    checked(tmp_path)
    before = contents(tmp_path / "kept")
    checked(tmp_path, Sex="?")
    assert contents(tmp_path / "kept") == before


def test_the_same_records_give_the_same_bytes(tmp_path):
    checked(tmp_path)
    first = {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()}
    checked(tmp_path)
    assert {path.name: path.read_bytes() for path in (tmp_path / "kept").iterdir()} == first


def test_what_is_kept_names_the_files_by_their_checksums(tmp_path):
    checked(tmp_path)
    told = json.loads((tmp_path / "kept" / "checked.json").read_text("utf-8"))
    assert told["kind"] == "fpn" and told["rows"] == told["rows_kept"] == 1
    assert [one["name"] for one in told["files"]] == ["notices.csv"]
    assert told["files"][0]["sha256"] == kept.checksum(tmp_path / "given" / "notices.csv")
    assert told["mapping"] == kept.checksum(tmp_path / "given" / "mapping.toml")


def test_a_changed_copy_is_refused(tmp_path):
    checked(tmp_path)
    with (tmp_path / "kept" / "checked.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(DataError, match=r"kept/checked\.parquet: not what was checked"):
        check(tmp_path / "kept", "fpn")


def test_a_copy_of_another_kind_is_refused(tmp_path):
    checked(tmp_path)
    with pytest.raises(DataError, match="records of the kind fpn. Name --kind fpn"):
        read_kept(tmp_path / "kept", "stop-search")


def test_contents_that_are_damaged_are_refused(tmp_path):
    checked(tmp_path)
    (tmp_path / "kept" / "checked.json").write_text("[]")
    with pytest.raises(DataError, match=r"kept/checked\.json: not readable"):
        check(tmp_path / "kept", "fpn")


def test_nothing_is_kept_inside_the_project(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    with pytest.raises(DataError, match="kept: is inside the project"):
        checked(tmp_path)
    assert not (tmp_path / "kept").exists()


def test_nothing_is_kept_inside_the_extract(tmp_path):
    given = extract(tmp_path).parent
    with pytest.raises(DataError, match="kept: is inside the extract"):
        check(given, "fpn", keep=given / "kept", today=TODAY)
    assert not (given / "kept").exists()


def test_what_a_killed_run_left_goes_with_the_next(tmp_path):
    left = tmp_path / "kept" / f"{kept.STAGE}killed"
    left.mkdir(parents=True)
    (left / "checked.parquet").write_text("CANARY")
    checked(tmp_path)
    assert not left.exists()


def test_a_place_that_is_a_file_cannot_be_the_folder(tmp_path):
    (tmp_path / "kept").write_text("")
    with pytest.raises(DataError, match="kept: File exists"):
        checked(tmp_path)


def test_the_csv_of_faults_has_no_formula_and_no_control_character():
    fault = Fault("error", "a.csv", 2, "=HYPERLINK(1)", "=1+1|\x1b[31m\n", "@problem", "-remedy")
    rows = [*csv.reader(io.StringIO(faults_csv([fault]).decode("utf-8")))]
    assert rows[0] == list(Fault._fields)
    assert not any(cell[:1] in "=@-+|%" for cell in rows[1] if cell)
    assert "\x1b" not in rows[1][4] and "\n" not in rows[1][4]


def test_the_csv_of_faults_is_for_its_owner_alone(tmp_path):
    write_faults(tmp_path / "faults.csv", [])
    assert stat.S_IMODE((tmp_path / "faults.csv").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["faults.csv"]


def test_a_csv_of_faults_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(DataError, match="No such file or directory"):
        write_faults(tmp_path / "none" / "faults.csv", [])


def test_characters_that_do_not_print_are_shown_as_escapes():
    assert printable("a\u202eb\x1b") == "a\\u202eb\\x1b"


def test_kept_records_are_not_kept_again_and_nothing_says_so(tmp_path):
    checked(tmp_path)
    with pytest.raises(DataError, match="kept: was checked and kept before. Leave --keep out"):
        check(tmp_path / "kept", "fpn", keep=tmp_path / "again")
    assert not (tmp_path / "again").exists()
