"""A bundle: made only of what was just proved, the same bytes, and verified by itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from crates import faults, prepared
from nbformat import NotebookNode
from small_project import CODE, PROJECT, contents, edit, make_project, publish, write_notebook

from helpers.audit import bundle as bundling
from helpers.audit import verify as verifying
from helpers.audit.bundle import Bundle, bundle
from helpers.audit.results import status
from helpers.audit.unpacking import METADATA, read_bundle, unpacked
from helpers.cli import main
from helpers.data.project import ENVIRONMENT_VARIABLE, processed_folder
from helpers.page.faults import check_page
from helpers.run.manifest import MANIFEST, checksum
from helpers.run.parameters import ParameterError
from helpers.run.report import Report, ReportError

GATE = """
[[exception]]
rule = "unfinished"
file = "*.html"
text = ".draft {"
reason = "The style of a note."

[[days]]
days = ["1980-01-01"]
reason = "In place of a clock."
"""
TEXTS = ("CHANGELOG.md", "CITATION.cff", "LICENSE", "Makefile", "README.md")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
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
AWS_EXAMPLE = "AKIAIOSFODNN7EXAMPLE"  # The example key of the AWS documentation.


def nobody(name: str) -> None:
    """Announce nothing."""


def same_tables() -> None:
    """The tables of the project, in no time."""
    shutil.copytree(PROJECT / "data/processed", processed_folder())


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with texts, a logo and its reports, which no test may change."""
    project = make_project(tmp_path_factory.mktemp("bundled") / "project")
    for text in TEXTS:
        shutil.copy(PROJECT / text, project)
    shutil.copytree(PROJECT / "docs", project / "docs")
    (project / "docs/notes.docx").write_bytes(b"not a document of the bundle")
    (project / "gate.toml").write_text(GATE)
    (project / "logo.svg").write_bytes(LOGO)
    edit(project / "office.toml", 'file = ""', 'file = "logo.svg"')
    edit(project / "office.toml", 'alt = ""', 'alt = "Kent"')
    publish(project, project / "reports")
    return project


@pytest.fixture(scope="session")
def whole(published: Path) -> Path:
    """The bundle of that project."""
    out = published.parent / "whole.zip"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifying, "build_tables", same_tables)
        made = bundle(published, out, nobody)
    assert made.findings == () and made.reports == ()
    assert made == Bundle((), (), checksum(out.read_bytes()), out.stat().st_size, len(names(out)))
    return out


@pytest.fixture
def project(published: Path, tmp_path: Path) -> Path:
    """A copy of the project that a test may change."""
    return Path(shutil.copytree(published, tmp_path / "project"))


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> Callable[..., tuple[int, str, str]]:
    """Run the command in the folder of the test: status, what it says, what it says of errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(PROJECT))

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["disparity", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def same_run(whole: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Take what was made for the bundle as what is made now; what is put in here is executed."""
    files = read_bundle(whole)[0]
    recorded = json.loads(files[f"reports/{MANIFEST}"])["reports"]
    executed = {name: files[f"executed/{name}.ipynb"].decode() for name in recorded}

    def made(notebook: NotebookNode, _: object, place: Path, *options: object) -> Report:
        name = place.stem
        if "1 / 0" in notebook.cells[-1].source:
            raise ReportError("cell 3 failed: ZeroDivisionError: division by zero")
        read = [path for path in recorded[name]["inputs"] if path.startswith("data/processed")]
        beside = f"reports/{name}/"
        downloads = {
            path.removeprefix(beside): files[path] for path in files if path.startswith(beside)
        }
        page = files[f"reports/{name}.html"].decode()
        return Report(page, downloads, (), executed[name], frozenset(read))

    monkeypatch.setattr(verifying, "build_tables", same_tables)
    monkeypatch.setattr("helpers.run.report.make_report", made)
    return executed


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as container:
        return container.namelist()


def command(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """Run the command in a folder of no project, on the tables as they are, in another zone."""
    return subprocess.run(
        [sys.executable, "-c", WITH_SAME_TABLES, str(PROJECT / "data/processed"), *words],
        cwd=folder,
        env=os.environ | ELSEWHERE,
        capture_output=True,
        text=True,
    )


def test_a_bundle_holds_what_the_reports_were_made_from_and_were_made_into(published, whole):
    files = read_bundle(whole)[0]
    reports = contents(published / "reports")
    assert {path: files[f"reports/{path}"] for path in reports} == reports
    for part in ("data", "notebooks"):
        kept = contents(published / part)
        assert {path: files[f"{part}/{path}"] for path in kept} == kept
    package = PROJECT / "src/helpers"
    assert files["src/helpers/run/report.py"] == (package / "run/report.py").read_bytes()
    single = {"gate.toml", "logo.svg", "office.toml", "pyproject.toml", "reports.yml", *TEXTS}
    assert {path for path in files if "/" not in path} == {METADATA, "requirements.lock", *single}
    assert {path for path in files if path.startswith("docs/")} == {
        f"docs/{path.name}" for path in (PROJECT / "docs").iterdir()
    }
    assert {path for path in files if path.startswith("executed/")} == {
        "executed/first.ipynb",
        "executed/second.ipynb",
    }


def test_a_notebook_as_executed_has_its_outputs_and_nothing_of_the_machine(whole):
    text = read_bundle(whole)[0]["executed/first.ipynb"].decode()
    notebook = json.loads(text)
    assert notebook["metadata"].keys() == {"kernelspec", "papermill"}
    assert notebook["metadata"]["papermill"] == {
        "parameters": {"area": "Wiltshire", "census": 2011}
    }
    assert [cell["id"] for cell in notebook["cells"]] == [
        "cell-0",
        "cell-1",
        "injected-parameters",
        "cell-2",
    ]
    assert "The census was that of" in text
    assert all(cell["metadata"].keys() <= {"tags"} for cell in notebook["cells"])


def test_the_zip_file_has_sorted_members_of_one_time_and_one_mode(whole):
    with zipfile.ZipFile(whole) as container:
        members = container.infolist()
    assert [one.filename for one in members] == sorted(one.filename for one in members)
    assert {one.date_time for one in members} == {(1980, 1, 1, 0, 0, 0)}
    assert {(one.external_attr >> 16, one.create_system) for one in members} == {(0o100644, 3)}


def test_the_crate_of_a_bundle_is_a_process_run_crate(whole, tmp_path):
    with zipfile.ZipFile(whole) as container:
        container.extractall(tmp_path / "crate")
    assert faults(tmp_path / "crate", prepared(tmp_path))["REQUIRED"] == set()


def test_a_bundle_is_the_same_bytes_in_another_folder_zone_locale_and_hash_seed(whole, project):
    out = project.parent / "again.zip"
    done = command(project.parent, "--project", str(project), "bundle", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(f"SHA-256 {checksum(whole.read_bytes())}\n")
    assert out.read_bytes() == whole.read_bytes()
    assert [path.name for path in out.parent.iterdir()].count("again.zip") == 1
    assert not list(out.parent.glob(".staged-*"))


def test_a_bundle_is_verified_from_an_empty_folder_without_a_project(whole, tmp_path):
    shutil.copy(whole, tmp_path / "whole.zip")
    done = command(tmp_path, "verify", "whole.zip")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("Everything that was compared is as published.\n")
    result = json.loads((tmp_path / "verify.json").read_text("utf-8"))
    digest = checksum(whole.read_bytes())
    assert result["bundle"] == {"file": "whole.zip", "sha256": digest}
    assert result["reports"]["first"]["counts"]["number"]["equal"] == 11
    page = (tmp_path / "verify.html").read_text("utf-8")
    assert f"The bundle is whole.zip, with the SHA-256 checksum {digest}." in page
    assert "index.html" not in page and "accessibility.html" not in page
    check_page(page)
    assert {path.name for path in tmp_path.iterdir()} == {"whole.zip", "verify.html", "verify.json"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["verify", "whole.zip", "--since", "HEAD"], "--since: a bundle has all that is compared"),
        (["--project", ".", "verify", "whole.zip"], "--project: a bundle has all that is compared"),
        (["verify", "not-there.zip"], "not-there.zip: no such file. Name a bundle."),
        (["verify", "cut.zip"], "cut.zip: File is not a zip file. Ask for the bundle again, and"),
    ],
)
def test_what_cannot_be_verified_as_a_bundle_is_refused_in_one_line(
    whole, tmp_path, run, words, message
):
    shutil.copy(whole, tmp_path / "whole.zip")
    (tmp_path / "cut.zip").write_bytes(whole.read_bytes()[:-30])
    ended, _, said = run(*words)
    assert ended == 2
    assert message in said and said.count("\n") == 1
    assert not (tmp_path / "verify.json").exists()


def changed(whole: Path, out: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The bundle with changed files, and a crate that records them as they are."""
    files = read_bundle(whole)[0]
    change(files)
    crate = json.loads(files[METADATA])
    for entity in crate["@graph"]:
        if entity["@id"] in files and "sha256" in entity:
            entity["sha256"] = checksum(files[entity["@id"]])
    files[METADATA] = json.dumps(crate).encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in files.items():
            container.writestr(name, content)
    return out


def verified(path: Path, **options: object) -> list[verifying.Report]:
    with unpacked(path) as opened:
        return verifying.verify(opened.project, opened.published, nobody, **options)


def test_a_number_that_was_changed_in_a_bundle_is_named(whole, tmp_path, same_run):
    def change(files: dict[str, bytes]) -> None:
        name = "reports/first/numbers.csv"
        files[name] = files[name].replace(b",202,notices,202,", b",203,notices,203,")

    reports = verified(changed(whole, tmp_path / "a.zip", change), only_numbers=True)
    found = {(report.name, one.kind, one.id) for report in reports for one in report.differences}
    assert found == {
        ("first", "number", "trial.count.white"),
        ("first", "file", "first/numbers.csv"),
    }
    assert status(reports, only_numbers=True) == 1


def test_a_register_or_a_list_of_reports_that_names_a_file_outside_is_refused(whole, tmp_path):
    def outside(files: dict[str, bytes]) -> None:
        files["data/sources.toml"] = files["data/sources.toml"].replace(
            b'path = "apcc-2020/claims.csv"', b'path = "../../kent.csv"'
        )

    def notebook(files: dict[str, bytes]) -> None:
        listed = files["reports.yml"].decode()
        aside = listed.replace("notebooks/first.ipynb", "notebooks/../../first.ipynb")
        files["reports.yml"] = aside.encode()

    path = changed(whole, tmp_path / "a.zip", outside)
    with pytest.raises(ParameterError, match=r"a\.zip/data/raw/\.\./\.\./kent\.csv: not in the"):
        verified(path)
    with pytest.raises(ParameterError, match=r"first\.ipynb"):
        verified(changed(whole, tmp_path / "b.zip", notebook))


def test_a_message_about_a_bundle_names_the_bundle_and_not_where_it_was_unpacked(whole, tmp_path):
    def change(files: dict[str, bytes]) -> None:
        files["reports/manifest.json"] = b"{"

    path = changed(whole, tmp_path / "a.zip", change)
    with pytest.raises(ParameterError, match=f"^{path}/reports/manifest.json: not a manifest"):
        verified(path)


def test_a_published_number_that_does_not_come_out_stops_the_bundle_and_is_named(project, same_run):
    edit(project / "reports/first/numbers.csv", ",202,notices,202,", ",203,notices,203,")
    made = bundle(project, project.parent / "a.zip", nobody)
    assert [one.id for one in made.reports[0].differences][0] == "trial.count.white"
    assert made.sha256 == "" and not (project.parent / "a.zip").exists()


def test_an_earlier_bundle_stays_when_a_new_one_is_stopped(project, same_run):
    out = project.parent / "a.zip"
    out.write_bytes(b"the earlier one")
    edit(project / "reports/first/numbers.csv", ",202,notices,202,", ",203,notices,203,")
    bundle(project, out, nobody)
    assert out.read_bytes() == b"the earlier one"


def test_a_finding_of_the_gate_stops_the_bundle_before_anything_runs(project, same_run):
    (project / "reports/notes.txt").write_text("of nobody")
    announced = []
    made = bundle(project, project.parent / "a.zip", announced.append)
    assert [(one.file, one.rule) for one in made.findings] == [("notes.txt", "unlisted file")]
    assert announced == [] and not (project.parent / "a.zip").exists()


@pytest.mark.parametrize(
    ("planted", "rule"),
    [("/home/somebody/notices.csv", "absolute path"), (AWS_EXAMPLE, "secret")],
)
def test_a_path_or_a_secret_that_only_an_executed_notebook_shows_stops_the_bundle(
    project, same_run, planted, rule
):
    notebook = json.loads(same_run["first"])
    said = {"output_type": "stream", "name": "stdout", "text": [f"read {planted}\n"]}
    notebook["cells"][-1]["outputs"].append(said)
    same_run["first"] = json.dumps(notebook)
    made = bundle(project, project.parent / "a.zip", nobody)
    assert [(one.file, one.rule) for one in made.findings] == [("executed/first.ipynb", rule)]
    assert planted not in str(made.findings[0])
    assert not (project.parent / "a.zip").exists()


def test_a_path_in_what_the_crate_says_stops_the_bundle(project, same_run):
    edit(project / "CITATION.cff", "Race disparity in focus", "Copy of /home/somebody/kent")
    made = bundle(project, project.parent / "a.zip", nobody)
    found = {(one.file, one.rule) for one in made.findings}
    assert found == {(METADATA, "absolute path"), ("CITATION.cff", "absolute path")}


@pytest.mark.parametrize(
    ("file", "planted", "rule"),
    [
        ("README.md", "see /home/somebody/notices.csv", "absolute path"),
        ("office.toml", f"# {AWS_EXAMPLE}", "secret"),
        ("docs/bundle.md", AWS_EXAMPLE, "secret"),
        ("LICENSE", "\xff", "not readable"),
        ("reports.yml", f"# {AWS_EXAMPLE}", "secret"),
    ],
)
def test_a_path_or_a_secret_in_a_text_beside_the_reports_stops_the_bundle(
    project, same_run, file, planted, rule
):
    earlier = (project / file).read_bytes() if (project / file).is_file() else b""
    (project / file).write_bytes(earlier + planted.encode("latin-1") + b"\n")
    made = bundle(project, project.parent / "a.zip", nobody)
    assert {(one.file, one.rule) for one in made.findings} == {(file, rule)}
    assert planted not in str(made.findings[0])


def test_a_secret_in_the_metadata_of_a_committed_notebook_stops_the_bundle(project, same_run):
    path = project / "notebooks/first.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][0]["metadata"]["note"] = AWS_EXAMPLE
    before = checksum(path.read_bytes())
    path.write_text(json.dumps(notebook), "utf-8")
    edit(project / "reports" / MANIFEST, before, checksum(path.read_bytes()))
    made = bundle(project, project.parent / "a.zip", nobody)
    assert {(one.file, one.rule) for one in made.findings} == {("notebooks/first.ipynb", "secret")}


def test_a_committed_notebook_with_outputs_stops_the_bundle(project, same_run):
    path = project / "notebooks/first.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    said = {"output_type": "stream", "name": "stdout", "text": ["7"]}
    notebook["cells"][-1]["outputs"] = [said]
    before = checksum(path.read_bytes())
    path.write_text(json.dumps(notebook), "utf-8")
    edit(project / "reports" / MANIFEST, before, checksum(path.read_bytes()))
    with pytest.raises(ParameterError, match="notebooks/first.ipynb: has outputs. Clear them"):
        bundle(project, project.parent / "a.zip", nobody)


def test_a_file_among_the_code_that_is_none_stops_the_bundle():
    with pytest.raises(ParameterError, match="src/helpers/notes.txt: not a file of the package"):
        bundling._check_kinds({"src/helpers/notes.txt": b"password"})


def test_raw_files_with_counts_that_are_held_back_are_never_bundled(project, same_run):
    text = '[[threshold]]\nsources = "apcc-2020/*"\nunder = 5\nreason = "An agreement."\n'
    (project / "gate.toml").write_text(text + GATE)
    with pytest.raises(
        ParameterError, match="threshold 1: a bundle holds raw files whole"
    ) as raised:
        bundle(project, project.parent / "a.zip", nobody)
    assert "apcc-2020/claims.csv" in str(raised.value)


def test_a_file_that_changes_while_the_bundle_is_made_is_not_bundled(
    project, same_run, monkeypatch
):
    def then(*words: object, **options: object) -> list[verifying.Report]:
        reports = verifying.verify(*words, **options)
        edit(options["kept"] / "data/raw/apcc-2020/claims.csv", ",Asian,7,", ",Asian,8,")
        return reports

    monkeypatch.setattr(bundling, "verify", then)
    with pytest.raises(ParameterError, match="claims.csv: changed while the bundle was made"):
        bundle(project, project.parent / "a.zip", nobody)


def test_a_document_that_is_a_link_out_of_the_project_is_not_followed(project, same_run):
    (project.parent / "secret.md").write_text("of somebody else")
    (project / "docs/notes.md").symlink_to(project.parent / "secret.md")
    with pytest.raises(ParameterError, match=r"docs/notes\.md: leads out of the project"):
        bundle(project, project.parent / "a.zip", nobody)


def test_a_file_that_not_every_system_can_unpack_is_not_bundled(project, same_run):
    (project / "docs/two words.md").write_text("# Kent")
    with pytest.raises(ParameterError, match="the name 'docs/two words.md' has other characters"):
        bundle(project, project.parent / "a.zip", nobody)


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("kent.tar", "kent.tar: not the name of a zip file. Write --out FILE.zip."),
        ("folder.zip", "folder.zip: is a folder. Name a file in it."),
        ("none/kent.zip", "none. Make it first."),
        ("project/reports/kent.zip", "kent.zip: stands in reports/, which is bundled. Move it."),
        ("project/docs/kent.zip", "stands in docs/"),
        ("link/kent.zip", "stands in reports/"),
    ],
)
def test_a_place_where_no_bundle_can_stand_is_refused_before_anything_runs(
    project, same_run, out, message
):
    (project.parent / "folder.zip").mkdir()
    (project.parent / "link").symlink_to(project / "reports")
    announced = []
    with pytest.raises(ParameterError) as refused:
        bundle(project, project.parent / out, announced.append)
    assert str(refused.value).startswith(f"--out {project.parent / out}: ")
    assert message in str(refused.value) and "\n" not in str(refused.value)
    assert announced == []


def test_the_command_names_findings_and_says_that_nothing_was_written(project, run):
    (project / "reports/notes.txt").write_text("of nobody")
    out = project.parent / "a.zip"
    ended, said, _ = run("--project", str(project), "bundle", "--out", str(out))
    assert ended == 1 and not out.exists()
    assert said.startswith("notes.txt, whole file: unlisted file: notes.txt. ")
    assert said.endswith("no bundle was written\n")


def test_a_report_that_cannot_run_stops_the_bundle(project, same_run):
    write_notebook(project / "notebooks/first.ipynb", f"{CODE}\n1 / 0")
    made = bundle(project, project.parent / "a.zip", nobody)
    assert "ZeroDivisionError" in made.reports[0].problem and status(made.reports) == 2
    assert not (project.parent / "a.zip").exists()
