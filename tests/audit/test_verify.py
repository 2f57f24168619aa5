"""A published folder made again: what differs is named, and what cannot be compared is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from small_project import CODE, PROJECT, contents, edit, publish, write_notebook

from helpers.audit.results import status, told
from helpers.data.errors import DataError
from helpers.run import manifest
from helpers.run.manifest import MANIFEST, checksum
from helpers.run.parameters import ParameterError

CLAIMS = "apcc-2020/claims.csv"
NOBODY = 65534
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
WITH_SAME_TABLES = """
import shutil, sys
from helpers.audit import verify
from helpers.data.project import processed_folder
tables = sys.argv.pop(1)
verify.build_tables = lambda: shutil.copytree(tables, processed_folder())
from helpers.cli import main
main()
"""


def differences(reports, name: str) -> dict[tuple[str, str], object]:
    found = next(report for report in reports if report.name == name)
    return {(one.kind, one.id): one for one in found.differences}


def command(
    project: Path, folder: Path, *words: str, account: int | None = None
) -> subprocess.CompletedProcess:
    """Run the command in a folder, on the tables as they are, somewhere else and as somebody else.

    With an ``account`` the process is that user's, as only root can start it.
    """
    tables = str(PROJECT / "data/processed")
    home = folder.parent / "home of jdoe42"
    for place in (folder, home):
        place.mkdir()
        os.chown(place, *[-1 if account is None else account] * 2)
    somebody = {"HOME": str(home), "USER": "jdoe42", "LOGNAME": "jdoe42"}
    return subprocess.run(
        [sys.executable, "-c", WITH_SAME_TABLES, tables, "--project", str(project), *words],
        cwd=folder,
        env=os.environ | ELSEWHERE | somebody,
        umask=0o077,
        capture_output=True,
        text=True,
        **as_account(account),
    )


def as_account(account: int | None) -> dict:
    return {} if account is None else {"user": account, "group": account, "extra_groups": []}


def test_what_nobody_touched_is_equal_in_another_folder_zone_locale_and_hash_seed_for_another_user(
    audited, tmp_path
):
    before = contents(audited / "reports")
    done = command(audited, tmp_path / "elsewhere", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("Everything that was compared is as published.\n")
    result = json.loads((tmp_path / "elsewhere/verify.json").read_text("utf-8"))
    counts = result["reports"]["first"]["counts"]
    assert {kind: count["in all"] for kind, count in counts.items()}["number"] == 11
    assert all(count["equal"] == count["in all"] > 0 for count in counts.values())
    assert result["reports"]["the folder"]["counts"]["file"]["equal"] == 2
    assert contents(audited / "reports") == before
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {
        "verify.html",
        "verify.json",
    }


def may_run_here(account: int) -> bool:
    """Whether root may start this Python, with this package, as another account."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    asked = [sys.executable, "-c", "import helpers.cli"]
    try:
        return subprocess.run(asked, cwd="/", **as_account(account)).returncode == 0
    except PermissionError:
        return False


def test_another_account_of_the_machine_gets_the_same_bytes(audited):
    if not may_run_here(NOBODY):
        pytest.skip("needs root, and a Python that other accounts may run")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        project = Path(shutil.copytree(audited, f"{folder}/project"))
        done = command(project, Path(folder) / "elsewhere", "verify", account=NOBODY)
        assert done.returncode == 0, done.stdout + done.stderr


def test_one_line_of_the_package_that_changed_is_named_even_if_every_number_is_equal(
    audited, verify, same_run, tmp_path, monkeypatch
):
    package = Path(shutil.copytree(PROJECT / "src/helpers", tmp_path / "helpers"))
    edit(package / "page/numbers.py", "def display(", "LINE = 1\n\n\ndef display(")
    monkeypatch.setattr(manifest, "resources", lambda room: tmp_path / room.replace(".", "/"))
    monkeypatch.setattr("helpers.run.growing.package", manifest.package.__wrapped__)
    monkeypatch.setattr(manifest, "package", manifest.package.__wrapped__)
    reports = verify(only_numbers=True)
    for name in ("first", "second"):
        assert list(differences(reports, name)) == [("package", "src/helpers/page/numbers.py")]
    assert status(reports, only_numbers=True) == 1


def test_one_digit_of_a_raw_file_gives_the_number_both_values_the_row_and_the_file(audited, verify):
    register, raw = audited / "data/sources.toml", audited / "data/raw" / CLAIMS
    before = checksum(raw.read_bytes())
    edit(raw, ",Asian,7,", ",Asian,8,")
    edit(register, before, checksum(raw.read_bytes()))
    reports = verify()
    found = differences(reports, "first")
    number = found["number", "trial.count.asian"]
    assert number.published == "value 7; displayed 7"
    assert number.rebuilt == "value 8; displayed 8"
    assert number.sources[0] == f"{CLAIMS}:12"
    assert ("input", f"data/raw/{CLAIMS}") in found and ("input", "data/sources.toml") in found
    figure = found["figure on the page", "first.html, trial.count.asian"]
    cell = found["table cell", "first/tables/trial.csv, row Asian, Notices"]
    assert (cell.published, cell.rebuilt) == ("7", "8")
    assert figure.sources == cell.sources == number.sources
    assert ("file", "first.html") in found
    line = next(line for line in told(reports, audited / "data/raw") if "number trial" in line)
    assert f"{CLAIMS}:12 (the file has changed): wiltshire.asian" in line
    assert status(reports) == status(reports, only_numbers=True) == 1


def test_a_raw_file_that_the_register_does_not_know_so_is_named_and_nothing_runs(audited, verify):
    edit(audited / "data/raw" / CLAIMS, "wiltshire", "Wiltshire")
    with pytest.raises(DataError, match=f"{CLAIMS}, value .*: the checksum differs"):
        verify()


def test_whatever_was_changed_in_a_published_folder_is_named(audited, verify, same_run):
    reports = audited / "reports"
    edit(reports / "first/numbers.csv", ",7,notices,7,", ",7.1,notices,7,")
    edit(reports / "first/numbers.csv", ",202,notices,202,", ",203,notices,203,")
    edit(reports / "first/numbers.csv", "trial.count.mixed", "trial.count.mixt")
    edit(reports / "first.html", ">2011</data>", ">2012</data>")
    edit(reports / "first/tables/trial.csv", "Black,16", "Black,17")
    (reports / "first/first.ods").unlink()
    (reports / "second/notes.txt").write_text("of nobody")
    (reports / "old.html").write_text("of nobody")
    (reports / ".hidden").write_text("not published")
    found = verify()
    first, second = differences(found, "first"), differences(found, "second")
    assert first["number", "trial.count.asian"].verdict == "within rounding"
    assert first["number", "trial.count.white"].verdict == "different"
    assert first["number", "trial.count.mixt"].verdict == "missing"
    assert first["number", "trial.count.mixed"].verdict == "new"
    page = first["figure on the page", "first.html, trial.census"]
    assert (page.published, page.rebuilt) == ("2012", "2011")
    cell = first["table cell", "first/tables/trial.csv, row Black, Notices"]
    assert (cell.published, cell.rebuilt) == ("17", "16")
    files = {id for kind, id in first if kind == "file"}
    changed = {"first.html", "first/first.ods", "first/numbers.csv", "first/tables/trial.csv"}
    assert files == changed
    assert "no file" in first["file", "first/first.ods"].published
    assert [(one.id, one.verdict) for one in second.values()] == [("second/notes.txt", "missing")]
    assert list(differences(found, "the folder")) == [("file", "old.html")]
    assert status(found) == 1


def test_a_figure_has_the_sources_of_its_number_and_a_cell_of_words_those_it_could_come_from(
    audited, verify, same_run
):
    edit(audited / "reports/first.html", ">16</data>", ">17</data>")
    edit(audited / "reports/first/tables/trial.csv", "Black,16", "Blak,16")
    found = verify()
    first = differences(found, "first")
    figure = first["figure on the page", "first.html, trial.count.black"]
    assert figure.sources[0] == f"{CLAIMS}:11"
    renamed = first["table cell", "first/tables/trial.csv, row Black, Ethnicity"]
    assert renamed.verdict == "new" and renamed.sources == ()
    line = next(line for line in told(found, audited / "data/raw") if "Black, Ethnicity" in line)
    raw = len(found[0].raw)
    assert raw and line.endswith(
        f"no row is recorded; it could come from any of the {raw} raw files of the report, "
        "none of them changed"
    )


EXCEPTION = """[[exception]]
rule = "postcode"
file = "*.html"
text = "SW1A 1AA"
reason = "A palace."
[[days]]
days = ["2011-03-27"]
reason = "Census."
"""


def test_an_exception_that_changed_since_the_manifest_listed_it_is_named(audited, verify, same_run):
    (audited / "gate.toml").write_text(EXCEPTION, "utf-8")
    publish(audited, audited / "reports")
    assert differences(verify(), "the folder") == {}
    edit(audited / "gate.toml", "A palace.", "Another palace.")
    edit(audited / "gate.toml", "2011-03-27", "2011-03-28")
    found = differences(verify(), "the folder")
    assert {id: (one.verdict, one.published, one.rebuilt) for (_, id), one in found.items()} == {
        "gate.toml: *.html, postcode, SW1A 1AA": ("different", "A palace.", "Another palace."),
        "gate.toml: 2011-03-27": ("missing", "Census.", ""),
        "gate.toml: 2011-03-28": ("new", "", "Census."),
    }
    assert {kind for kind, _ in found} == {"exception"}
    assert status(verify(only_numbers=True), only_numbers=True) == 1


def test_a_permanent_address_that_changed_is_named_and_nothing_else_but_the_page(
    audited, verify, same_tables
):
    office = audited / "office.toml"
    edit(office, 'permanent = ""', 'permanent = "https://kent.example/{report}/{edition}/"')
    publish(audited, audited / "out", ("first",))
    page = (audited / "out/first.html").read_text("utf-8")
    assert 'href="https://kent.example/first/0.1/"' in page
    edit(office, "kent.example", "essex.example")
    found = differences(verify("out"), "first")
    assert found["parameter", "office.toml: permanent address"].rebuilt == (
        "https://essex.example/first/0.1/"
    )
    assert found.keys() == {
        ("parameter", "office.toml: permanent address"),
        ("file", "first.html"),
    }


def test_what_is_only_equal_within_rounding_fails_where_bytes_are_compared(
    audited, verify, same_run
):
    numbers = audited / "reports/first/numbers.csv"
    before = checksum(numbers.read_bytes())
    edit(numbers, ",7,notices,7,", ",7.1,notices,7,")
    edit(audited / "reports" / MANIFEST, before, checksum(numbers.read_bytes()))
    in_full, only_numbers = verify(), verify(only_numbers=True)
    assert status(in_full) == 1
    assert status(only_numbers, only_numbers=True) == 0
    assert {one.kind for report in only_numbers for one in report.comparisons} == {
        "number",
        "table cell",
        "figure on the page",
        "parameter",
        "input",
        "package",
        "exception",
        "file",
        "processed file",
    }


def test_files_that_are_missing_new_or_not_as_recorded_are_named_on_any_platform(
    audited, verify, same_run
):
    reports = audited / "reports"
    edit(reports / "first.html", "The census was", "The Census was")
    (reports / "first/notes.txt").write_text("x")
    (reports / "second/second.xlsx").unlink()
    found = verify(only_numbers=True)
    assert differences(found, "first").keys() >= {
        ("file", "first.html"),
        ("file", "first/notes.txt"),
    }
    assert list(differences(found, "second")) == [("file", "second/second.xlsx")]
    assert status(found, only_numbers=True) == 1


def test_a_locked_version_in_the_manifest_that_is_not_that_of_the_lock_is_named(
    audited, verify, same_run
):
    edit(audited / "reports" / MANIFEST, '"pandas": "', '"pandas": "9')
    found = differences(verify(), "first")
    assert list(found) == [("package", "requirements.lock: pandas")]


def test_a_processed_file_that_no_report_reads_and_the_raw_figures_do_not_give_is_named(
    audited, verify, same_run
):
    path = audited / "data/processed/population_midyear.exclusions.csv"
    path.write_text(path.read_text("utf-8") + "x\n", "utf-8")
    found = differences(verify(), "the folder")
    assert list(found) == [("processed file", "population_midyear.exclusions.csv")]


def test_what_the_manifest_says_of_a_file_is_compared_too(audited, verify, same_run):
    path = audited / "reports" / MANIFEST
    recorded = json.loads(path.read_text("utf-8"))
    recorded["reports"]["first"]["made"]["first.html"] = "0" * 64
    recorded["reports"]["first"]["inputs"][f"data/raw/{CLAIMS}"] = "1" * 64
    path.write_text(json.dumps(recorded), "utf-8")
    found = differences(verify(), "first")
    assert set(found) == {("file", "first.html"), ("input", f"data/raw/{CLAIMS}")}
    assert f"recorded {'0' * 64}" in found["file", "first.html"].published


def test_a_processed_table_that_is_not_what_the_raw_figures_give_is_named(
    audited, verify, same_run
):
    name = "data/processed/wiltshire_notices_by_ethnicity.csv"
    edit(audited / name, "Asian,7", "Asian,9")
    assert list(differences(verify(), "first")) == [("input", name)]


def test_a_parameter_and_an_edition_that_changed_in_reports_yml_are_named(
    audited, verify, same_run
):
    edit(audited / "reports.yml", "census: 2011", "census: 2021")
    edit(audited / "reports.yml", "edition: '0.1'", "edition: '0.2'")
    found = differences(verify(), "first")
    census = found["parameter", "reports.yml: census"]
    assert (census.published, census.rebuilt) == ("2011", "2021")
    assert found["parameter", "reports.yml: edition"].rebuilt == "0.2"
    assert {kind for kind, _ in found} == {"parameter"}


def test_a_variant_is_made_again_with_the_parameters_that_it_was_built_with(
    audited, verify, same_tables
):
    publish(audited, audited / "explore", ("first",), census=2021)
    assert "2021" in (audited / "explore/first/numbers.csv").read_text("utf-8")
    found = verify("explore")
    assert [report.differences for report in found] == [[], []]
    assert [report.name for report in found] == ["first", "the folder"]


def test_a_report_that_cannot_run_is_named_and_the_others_are_compared(audited, verify, same_run):
    write_notebook(audited / "notebooks/first.ipynb", f"{CODE}\n1 / 0")
    reports = verify()
    assert [bool(report.problem) for report in reports] == [True, False, False]
    assert status(reports) == 2
    lines = [line for line in told(reports, audited / "data/raw") if "could not run" in line]
    assert len(lines) == 1
    assert lines[0].startswith("first: could not run: cell 3 failed: ZeroDivisionError: division")
    assert "Run `disparity build first`" in lines[0]
    assert differences(reports, "second") == {}


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda out: shutil.rmtree(out), "reports: no such folder. Name a folder with reports."),
        (lambda out: (out / MANIFEST).unlink(), "the manifest is missing. Restore it, or build"),
        (lambda out: (out / MANIFEST).write_text("{"), "not a manifest: Expecting property"),
        (lambda out: (out / MANIFEST).write_text("[]"), "not a manifest: $: [] is not of type"),
        (lambda out: edit(out / MANIFEST, '"format": 1', '"format": 2'), "$.format: 1 was"),
        (
            lambda out: edit(out / MANIFEST, '"first/first.ods"', '"../../first.ods"'),
            "'../../first.ods' does not match",
        ),
        (
            lambda out: edit(out / MANIFEST, '"cli.py"', '"cly.py"'),
            "have another checksum. Restore it",
        ),
        (
            lambda out: edit(out / MANIFEST, '"second": {', '"third": {'),
            "unknown report 'third'. List it in reports.yml, which has first, second.",
        ),
        (
            lambda out: edit(out.parent / "reports.yml", "name: second", "name: third"),
            "unknown report 'second'. List it in reports.yml, which has first, third.",
        ),
        (lambda out: (out / "first/numbers.csv").unlink(), "numbers.csv: No such file"),
        (
            lambda out: edit(out / "first/numbers.csv", "id,label", "id,lable"),
            "numbers.csv, row 1, value 'id,lable,",
        ),
        (
            lambda out: edit(out / MANIFEST, '"census": 2011', '"census": 1991'),
            "census=1991: not allowed. Allowed: 2011, 2021",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_runs(
    audited, verify, same_run, break_it, message
):
    break_it(audited / "reports")
    with pytest.raises(ParameterError) as refused:
        verify()
    assert message in str(refused.value) and "\n" not in str(refused.value)
    assert verify.ran == []


def test_a_page_that_the_manifest_does_not_record_is_refused(audited, verify):
    path = audited / "reports" / MANIFEST
    recorded = json.loads(path.read_text("utf-8"))
    del recorded["reports"]["second"]
    path.write_text(json.dumps(recorded), "utf-8")
    with pytest.raises(ParameterError, match="the report 'second' is not recorded. Build it again"):
        verify()
