"""The commands show all faults and a summary, and set the exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from helpers.commands import records
from helpers.data.errors import DataError

HEADER = "Notice reference,Date issued,Self-defined ethnicity,Age\n"

app = typer.Typer()
app.command("check")(records.check)
app.command("map")(records.start_map)


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def extract(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "notices.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_records_without_an_error_give_status_0_and_a_summary(tmp_path):
    kept = tmp_path / "kept"
    shown = run("check", extract(tmp_path, "N1,2020-04-10,W1,34"), "--kind", "fpn", "--keep", kept)
    assert shown.exit_code == 0
    assert "files: 1, rows: 1, errors: 0" in shown.output
    assert f"kept: {kept}" in shown.output and (kept / "checked.json").exists()
    assert "  age_group: 100.0%" in shown.output


def test_errors_give_status_2_and_a_table_with_value_and_remedy(tmp_path):
    kept = tmp_path / "kept"
    given = extract(tmp_path, "N1,2020-04-10,W1,130", "N2,2020-04-10,W77,34")
    shown = run("check", given, "--kind", "fpn", "--keep", kept)
    assert shown.exit_code == 2
    for word in ("130", "W77", "unknown value", "Correct it, or say"):
        assert word in shown.output
    assert "nothing was kept" in shown.output and not (kept / "checked.json").exists()


def test_values_are_shortened_and_cannot_steer_the_terminal(tmp_path):
    given = extract(tmp_path, "N1,2020-04-10,[red]\x1b]0;x\x07" + "y" * 80 + ",34")
    shown = run("check", given, "--kind", "fpn")
    assert "\x1b" not in shown.output and "\x07" not in shown.output
    assert "[red]\\x1b]0;x" in shown.output.replace("\n", "") and "y" * 60 not in shown.output


def test_all_faults_are_written_where_asked(tmp_path):
    faults = tmp_path / "faults.csv"
    rows = [f"N{number},2020-04-10,W1,{number}" for number in range(111, 400)]
    shown = run("check", extract(tmp_path, *rows), "--kind", "fpn", "--faults", faults)
    assert shown.exit_code == 2 and "more: --faults FILE.csv has all of them" in shown.output
    errors = [line for line in faults.read_text("utf-8").splitlines() if line[:5] == "error"]
    assert len(errors) == 289


def test_nothing_is_written_where_nothing_is_asked(tmp_path):
    given = extract(tmp_path, "N1,2020-04-10,W1,130")
    run("check", given, "--kind", "fpn")
    assert [*tmp_path.iterdir()] == [given]


def test_an_extract_that_is_not_there_is_a_fault_and_no_traceback(tmp_path):
    shown = run("check", tmp_path / "none.csv", "--kind", "fpn")
    assert shown.exit_code == 2 and "none.csv" in shown.output
    assert not shown.exception or isinstance(shown.exception, SystemExit)


def test_an_unknown_kind_is_refused(tmp_path):
    shown = run("check", extract(tmp_path), "--kind", "arrests")
    assert isinstance(shown.exception, DataError)


def test_a_mapping_file_is_started_with_headers_and_no_value(tmp_path):
    out = tmp_path / "mapping.toml"
    given = extract(tmp_path, "CANARY,2020-04-10,W1,34")
    shown = run("map", given, "--kind", "fpn", "--out", out)
    assert shown.exit_code == 0 and 'age_group = "Age"' in out.read_text("utf-8")
    assert "CANARY" not in out.read_text("utf-8") + shown.output
    again = run("map", given, "--kind", "fpn", "--out", out)
    assert "File exists. Name a new file" in str(again.exception)


def test_a_started_mapping_file_is_printed_and_serves(tmp_path):
    given = extract(tmp_path, "N1,2020-04-10,W1,34")
    (tmp_path / "mapping.toml").write_text(run("map", given, "--kind", "fpn").output, "utf-8")
    shown = run("check", given, "--kind", "fpn", "--mapping", tmp_path / "mapping.toml")
    assert shown.exit_code == 0


@pytest.mark.parametrize("content", ["", "\n", "%PDF-1.7"])
def test_a_mapping_file_for_what_is_no_extract_is_refused(content, tmp_path):
    (tmp_path / "notices.csv").write_text(content)
    shown = run("map", tmp_path / "notices.csv", "--kind", "fpn")
    assert isinstance(shown.exception, DataError)
