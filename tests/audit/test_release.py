"""An edition is released whole or not at all: what is refused, what fails, and what is written."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest
import yaml
from small_project import CODE, PROJECT, contents, edit, publish, write_notebook

from helpers import cli
from helpers.audit import accessibility, release
from helpers.audit.accessibility import Run, chromium
from helpers.audit.commits import is_author, person
from helpers.audit.next_edition import check_edition, check_second_person, with_section
from helpers.audit.since import NOTHING
from helpers.data.project import processed_folder
from helpers.page.editions import Edition
from helpers.run import report
from helpers.run.manifest import checksum, read_manifest
from helpers.run.parameters import ParameterError
from helpers.run.planning import plan
from helpers.run.replacing import STAGE
from helpers.run.report import FILES_READ
from helpers.run.standing import read_editions

REQUIRED = bool(os.environ.get("CI")) or os.environ.get("DISPARITY_BROWSER") == "required"
AUTHOR = "Ann Author <ann@office.example>"
DAY = "2026-11-24"
WISHED = Edition("0.2", DAY, "A census was added.", "", "Siân Checker")
LISTED = """# The reports of the test.
reports:
  - name: {}
    notebook: notebooks/{}.ipynb   # one cell
    parameters: {{area: Wiltshire, census: 2011}}
    editions:
      # newest first
      - edition: "0.1"
        date: '2026-11-23'
        note: First edition.
"""
GATE = """[[exception]]
rule = "unfinished"
file = "*.html"
text = ".draft {"
reason = "The style of a note."

[[days]]
days = ["1980-01-01"]
reason = "Stands in spreadsheets in place of a clock."
"""
CHANGELOG = """# Numbers that changed

## Next edition

Something else.

## 0.1.0

First edition.
"""


def git(folder: Path, *words: str) -> str:
    named = ["-c", "user.name=Ann Author", "-c", "user.email=ann@office.example"]
    done = subprocess.run(
        ["git", "-C", str(folder), *named, *words], check=True, capture_output=True, text=True
    )
    return done.stdout


def commit(folder: Path, message: str = "Reports", author: str = AUTHOR) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "--allow-empty", "-m", message, "--author", author)


def reports_yml(first: str, second: str) -> str:
    texts = [LISTED.format(name, name).partition("reports:\n") for name in (first, second)]
    return "".join(texts[0]) + texts[1][2]


@pytest.fixture(scope="session")
def ran() -> dict[str, tuple[nbformat.NotebookNode, str]]:
    """Notebooks that ran, with the list of the files that they read."""
    return {}


@pytest.fixture
def run_once(ran: dict, same_tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the same notebook with the same parameters once, and take the tables as they are."""
    real = report.papermill.execute_notebook

    def execute(notebook: nbformat.NotebookNode, executed: Path, **options: object) -> object:
        key, noted = f"{nbformat.writes(notebook)}{options['parameters']}", executed.parent
        if key not in ran:
            made = real(notebook, executed, **options)
            ran[key] = made, (noted / FILES_READ).read_text("utf-8")
        made, read = ran[key]
        (noted / FILES_READ).write_text(read, "utf-8")
        return copy.deepcopy(made)

    monkeypatch.setattr(report.papermill, "execute_notebook", execute)
    monkeypatch.setattr(release, "build_tables", lambda: None)


@pytest.fixture(scope="session")
def committed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its reports, committed, which no test may change; the gate passes them."""
    project = Path(shutil.copytree(built, tmp_path_factory.mktemp("committed") / "project"))
    (project / "reports.yml").write_text(reports_yml("first", "second"), "utf-8")
    (project / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    (project / "gate.toml").write_text(GATE, "utf-8")
    shutil.copy(PROJECT / ".gitignore", project)
    publish(project, project / "reports")
    git(project, "init", "-q")
    commit(project)
    return project


@pytest.fixture
def repository(committed: Path, tmp_path: Path) -> Path:
    """A copy of the committed project."""
    return Path(shutil.copytree(committed, tmp_path / "project"))


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> dict[str, list]:
    """Let axe answer that there is no fault, or what stands under ``violations``."""
    answer = {"testEngine": {"name": "axe-core", "version": "4"}, "violations": []}
    answer |= {kind: [] for kind in ("passes", "incomplete", "inapplicable")}

    def check(_: object, paths: list[Path]) -> dict[str, list[Run]]:
        return {path.name: [Run(1280, "light", "open", answer)] for path in paths}

    monkeypatch.setattr(accessibility, "opened", nullcontext)
    monkeypatch.setattr(accessibility, "check", check)
    return answer


@pytest.fixture
def freeze(repository: Path, run_once: None, no_browser: dict) -> Callable[..., release.Release]:
    """Release ``first``; ``did`` has what was done."""

    def run(wished: Edition = WISHED, name: str = "first") -> release.Release:
        return release.release(repository, name, wished, "2026-11-30", run.did.append)

    run.did = []
    return run


def state(project: Path) -> dict[str, str]:
    """The checksum of every file of the project, and of those of git that a commit changes."""
    found = contents(project)
    kept = {path: text for path, text in found.items() if not path.startswith(".git/")}
    kept |= {path: found[path] for path in found if path.startswith(".git/refs/")}
    return {path: checksum(text) for path, text in kept.items()}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    either = before.keys() | after.keys()
    return {path for path in either if before.get(path) != after.get(path)}


def page(project: Path, name: str = "first") -> str:
    return (project / "reports" / f"{name}.html").read_text("utf-8")


def test_a_release_writes_its_files_and_no_other_and_says_what_comes_next(repository, freeze):
    before, listed = state(repository), (repository / "reports.yml").read_text("utf-8")
    made = freeze()
    assert (made.status, freeze.did) == (
        0,
        ["first", "the accessibility check", "the release gate", "first", "second"],
    )
    assert changed(before, state(repository)) == {
        "CHANGELOG.md",
        "reports.yml",
        "reports/accessibility.html",
        "reports/accessibility.json",
        "reports/first.html",
        "reports/index.html",
        "reports/manifest.json",
    }
    numbers = checksum((repository / "reports/first/numbers.csv").read_bytes())
    added = f"""      - edition: "0.2"
        date: "{DAY}"
        note: "A census was added."
        checked_by: "Siân Checker"
        numbers: "{numbers}"
"""
    text = (repository / "reports.yml").read_text("utf-8")
    assert text == listed.replace("# newest first\n", f"# newest first\n{added}", 1)
    entry = read_manifest(repository / "reports")["reports"]["first"]
    assert (entry["edition"], entry["checked_by"]) == ("0.2", "Siân Checker")
    html = page(repository)
    assert '<p class="edition">Edition 0.2, 24 November 2026.' in html
    assert (
        "<strong>Edition 0.2, 24 November 2026.</strong> A census was added. It corrects no "
        "mistake. Checked by Siân Checker.</li>"
    ) in html
    assert "Edition 0.2, 24 November 2026." in page(repository, "index")
    assert "automatically on 30 November 2026" in page(repository, "accessibility")
    assert (repository / "CHANGELOG.md").read_text("utf-8") == CHANGELOG.replace(
        "## 0.1.0",
        f"## first, edition 0.2 ({DAY})\n\nA census was added. It corrects no mistake. Checked by "
        f"Siân Checker.\n\n{NOTHING}\n\n## 0.1.0",
    )
    assert "git tag first-0.2" in made.lines[-1] and "reports.yml" in made.lines[0]
    assert not list((repository / "reports").glob(f"{STAGE}*"))


def test_numbers_that_changed_since_a_release_are_no_edition_until_they_are_released_and_listed(
    repository, freeze, monkeypatch
):
    freeze()
    commit(repository, "Release")
    write_notebook(repository / "notebooks/first.ipynb", CODE.replace("census, ", "census + 1, "))
    monkeypatch.setenv("DISPARITY_PROJECT", str(repository))
    publish(repository, repository / "reports", ("first",))
    assert (
        "<strong>Not yet an edition.</strong> Numbers on this page, or what is said of them, have "
        "changed since edition 0.2, 24 November 2026."
    ) in page(repository)
    assert "Not yet an edition." in page(repository, "index")
    recorded = read_manifest(repository / "reports")["reports"]["first"]
    assert (recorded["edition"], recorded["checked_by"]) == ("", "")
    found = release.gates.gate(repository / "reports", reports=["first", "second"])
    assert {one.file for one in found if one.rule == "not an edition"} == {
        "first.html",
        "index.html",
    }
    commit(repository, "Add one")
    made = freeze(Edition("0.3", DAY, "A year was wrong.", "0.1", "Siân Checker"))
    assert made.status == 0, made.lines
    assert "Not yet an edition" not in page(repository) + page(repository, "index")
    assert "It corrects a mistake that stood since edition 0.1. Checked by" in page(repository)
    assert (
        f"## first, edition 0.3 ({DAY})\n\nA year was wrong. It corrects a mistake that stood since"
        " edition 0.1. Checked by Siân Checker.\n\n"
        "- `trial.census` (Census): value 2011 → 2012.\n\n## first, edition 0.2"
    ) in (repository / "CHANGELOG.md").read_text("utf-8")
    assert plan(repository, ["first"])[0].standing.editions[0].corrects == "0.1"


def test_numbers_that_were_not_published_yet_are_frozen_as_they_come_out(repository, freeze):
    code = CODE.replace("census, ", "census + 1, ")
    write_notebook(repository / "notebooks/first.ipynb", code)
    commit(repository, "Add one")
    made = freeze()
    assert made.status == 0, made.lines
    assert freeze.did[:2] == ["first", "first"]
    frozen = plan(repository, ["first"])[0].standing.editions[0].numbers
    assert frozen == checksum((repository / "reports/first/numbers.csv").read_bytes())
    assert "Not yet an edition" not in page(repository)
    assert "value 2011 → 2012." in (repository / "CHANGELOG.md").read_text("utf-8")


def test_numbers_that_differ_from_run_to_run_are_not_released(repository, freeze, monkeypatch):
    before, real = state(repository), release.build

    def build(plans: list, out: Path, *options: object) -> list:
        outcomes = list(real(plans, out, *options))
        numbers = out / "first/numbers.csv"
        freeze.runs = f"{getattr(freeze, 'runs', '')}\n"
        numbers.write_text(numbers.read_text("utf-8") + freeze.runs, "utf-8")
        return outcomes

    monkeypatch.setattr(release, "build", build)
    made = freeze()
    assert (made.status, made.lines) == (
        1,
        ["first: its numbers are not the same twice. Build it twice and compare them."],
    )
    assert state(repository) == before


def test_without_the_commit_of_the_edition_before_nothing_is_released(repository, freeze):
    edit(
        repository / "reports.yml",
        "note: First edition.\n",
        f'note: First edition.\n        numbers: "{"0" * 64}"\n',
    )
    commit(repository)
    with pytest.raises(ParameterError, match="no commit holds the numbers of edition 0.1, by who"):
        freeze()
    assert freeze.did == []


def test_a_second_report_that_waits_for_its_release_does_not_hold_up_the_first(
    repository, freeze, monkeypatch
):
    for name in ("first", "second"):
        assert freeze(name=name).status == 0
        commit(repository, f"Release {name}")
    code = CODE.replace("census, ", "census + 1, ")
    for name in ("first", "second"):
        write_notebook(repository / f"notebooks/{name}.ipynb", code)
    monkeypatch.setenv("DISPARITY_PROJECT", str(repository))
    publish(repository, repository / "reports")
    commit(repository, "Add one")
    for name in ("first", "second"):
        made = freeze(WISHED._replace(edition="0.3"), name)
        assert made.status == 0, made.lines
        commit(repository, f"Release {name}")
    assert "Not yet an edition" not in page(repository, "index")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"edition": "0.1"}, "--edition '0.1': first is at edition 0.1. Allowed: 0.2 or 1.0."),
        ({"edition": "0.3"}, "Allowed: 0.2 or 1.0."),
        ({"edition": "1.1"}, "Allowed: 0.2 or 1.0."),
        ({"edition": "2.0"}, "Allowed: 0.2 or 1.0."),
        ({"edition": "0.02"}, "Allowed: 0.2 or 1.0."),
        ({"edition": ""}, "Allowed: 0.2 or 1.0."),
        ({"corrects": "0.2"}, "--corrects '0.2': not an edition of first. Known: 0.1."),
        ({"corrects": "soon"}, "--corrects 'soon': not an edition of first."),
        ({"date": "24/11/2026"}, "--date '24/11/2026': not a date. Write it as 2026-01-31."),
        ({"date": "2026-11-22"}, "--date '2026-11-22': before edition 0.1, which is of 2026-11-23"),
        ({"date": "2099-01-01"}, "--date '2099-01-01': still to come. Give a day up to today."),
        ({"note": " "}, "--note ' ': empty. Write it in one line of plain words."),
        ({"note": "A map\nwas added."}, "has the character U+000A. Write it in one line"),
        ({"note": "A map\u202e was added."}, "has the character U+202E."),
        ({"note": "A map was added"}, "not a sentence. Say what changed, with a capital"),
        ({"note": "a map was added."}, "not a sentence."),
        ({"note": "Changed."}, "not a sentence."),
        ({"note": "- ."}, "not a sentence."),
        ({"note": "Note to be added."}, "a placeholder. Say what changed."),
        ({"note": "Insert text here."}, "a placeholder."),
        ({"note": "TODO for now."}, "a placeholder."),
        ({"note": "What changed, in a sentence."}, "a placeholder."),
        ({"note": "A map was added. TBA."}, "a placeholder."),
        ({"note": "A <b>map</b> was added."}, "has '<'. Write plain words, without markup"),
        ({"note": "A [map](x) was added."}, "has '['."),
        ({"note": "A *map* was added."}, "has '*'."),
        ({"note": "A map &amp; a chart."}, "has '&amp;'."),
        ({"note": "# A map was added."}, "has '#'."),
        ({"note": "A map ..."}, "has '..'."),
        ({"checked_by": ""}, "--checked-by '': empty."),
        ({"checked_by": "siân@office.example"}, 'not a name. Write "First Last", or'),
        ({"checked_by": "<siân@office.example>"}, "not a name."),
        ({"checked_by": "Siân <siân>"}, "'<'"),
        ({"checked_by": "Second person"}, "--checked-by 'Second person': a placeholder. Name the"),
        ({"checked_by": "n/a"}, "a placeholder."),
        ({"checked_by": "A. N. Other"}, "a placeholder."),
        ({"checked_by": "To be named"}, "a placeholder."),
        ({"checked_by": "xx"}, "a placeholder."),
        ({"checked_by": "7"}, "a placeholder."),
        ({"checked_by": "First Last"}, "a placeholder."),
        ({"checked_by": "The analyst"}, "a placeholder."),
        ({"checked_by": "Author, Ann"}, "an author of the last commit."),
        ({"checked_by": "Dr A. Author"}, "an author of the last commit."),
        ({"checked_by": "Ann B. Author"}, "an author of the last commit."),
        ({"checked_by": "Ann"}, "an author of the last commit."),
        ({"checked_by": "Siân\tChecker"}, "has the character U+0009."),
        ({"checked_by": "Ann Author"}, "an author of the last commit. Ask a second person to"),
    ],
)
def test_an_edition_that_may_not_be_is_refused_in_one_line_before_anything_runs(
    committed, values, message
):
    before, did, wished = state(committed), [], WISHED._replace(**values)
    with pytest.raises(ParameterError) as refused:
        release.release(committed, "first", wished, DAY, did.append)
    assert message in str(refused.value) and "\n" not in str(refused.value)
    assert (did, state(committed)) == ([], before)


def test_a_note_may_quote_name_an_id_and_have_several_sentences():
    editions = [Edition("0.9", DAY, "First edition.")]
    note = (
        "“Not determined” became “consistent” for wiltshire.printed_rank. Maps & charts: 5 (new)."
    )
    for number in ("0.10", "1.0"):
        checked = check_edition(
            "kent", WISHED._replace(edition=number, note=f" {note} "), editions, DAY
        )
        assert checked.note == note


def test_an_unknown_report_is_refused_with_the_one_that_is_meant(freeze):
    with pytest.raises(ParameterError, match="unknown report 'frist'. Did you mean 'first'"):
        freeze(name="frist")


@pytest.fixture(scope="module")
def authored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose last commit two people made, one of whom had another name before."""
    folder = tmp_path_factory.mktemp("authored")
    git(folder, "init", "-q")
    (folder / ".mailmap").write_text(
        "Ann Author <ann@office.example> <ann@home.example>\n"
        "Ann Author <ann@office.example> <alias@home.example>\n"
    )
    commit(folder, "First", "An Earlier Author <earlier@office.example>")
    commit(folder, "Second", "A. Former Name <ann@home.example>")
    commit(folder, "Third\n\nco-authored-by: Cowan Author <cowan@office.example>\n\nNumbers: none")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "Ann Author",
        "  ann   AUTHOR ",
        "AnnAuthor",
        "Ánn Author",
        unicodedata.normalize("NFD", "Ánn Author"),
        "Ａｎｎ Author",
        "Ann-Author",
        "Ann Author <somebody@else.example>",
        "Somebody Else <ANN@Office.example>",
        "A. Former Name",
        "Somebody Else <ann@home.example>",
        "Old Alias <alias@home.example>",
        "Cowan Author",
        "cowan author <x@y.example>",
        "Sam Else <cowan@office.example>",
        "Ann Author and Siân Checker",
        "Siân Checker, Ann Author",
    ],
)
def test_an_author_of_the_last_commit_is_known_however_they_are_written(authored, name):
    with pytest.raises(ParameterError, match="an author of the last commit"):
        check_second_person(name, authored, "HEAD")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Siân Checker", "Siân Checker"),
        (" Siân  Checker <sian@office.example>", "Siân Checker"),
        ("Li", "Li"),
        ("Annette Author", "Annette Author"),
        ("Martin O’Brien Jr.", "Martin O’Brien Jr"),
        ("An Earlier Author", "An Earlier Author"),
    ],
)
def test_somebody_else_is_taken_by_name_and_no_address_is_kept(authored, written, name):
    assert check_second_person(written, authored, "HEAD") == name
    assert not is_author(person(written), authored, "HEAD")


def test_a_tree_that_is_not_as_the_last_commit_is_refused_by_the_name_of_a_file(repository, freeze):
    spoil = {
        "notebooks/first.ipynb": lambda path: path.write_text(path.read_text() + "\n"),
        "notes.txt": lambda path: path.write_text("of nobody"),
        "reports/second.html": lambda path: path.unlink(),
        "data/sources.toml": lambda path: git(repository, "rm", "-q", "--cached", str(path)),
        "reports/first/first.pdf": lambda path: path.write_text("which git ignores"),
    }
    for file, change in spoil.items():
        change(repository / file)
        before = state(repository)
        with pytest.raises(ParameterError) as refused:
            freeze()
        assert str(refused.value).startswith(f"{file}: not as in the last commit. Commit it, ")
        assert (freeze.did, state(repository)) == ([], before)
        git(repository, "reset", "-q", "--hard")
        git(repository, "clean", "-q", "-f", "-d", "-x")
    git(repository, "update-index", "--assume-unchanged", "CHANGELOG.md")
    (repository / "CHANGELOG.md").write_text("hidden")
    with pytest.raises(ParameterError, match="CHANGELOG.md: not as in the last commit"):
        freeze()


def test_without_git_a_repository_or_a_commit_the_remedy_is_one_line(
    repository, freeze, monkeypatch
):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.parent))
    shutil.rmtree(repository / ".git")
    with pytest.raises(
        ParameterError, match="not a git repository.* Name a revision of the repository"
    ):
        freeze()
    git(repository, "init", "-q")
    with pytest.raises(ParameterError, match="there is no commit yet. Commit what is there."):
        freeze()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ParameterError, match="git is not installed. Install it."):
        freeze()
    assert freeze.did == []


def test_what_fails_in_the_copy_leaves_every_byte_and_is_named(
    repository, freeze, no_browser, monkeypatch
):
    before = state(repository)
    node = {"html": "<img>"}
    no_browser["violations"] = [{"id": "image-alt", "help": "Images", "nodes": [node]}]
    made = freeze()
    assert made.status == 1
    assert made.lines[0] == (
        "accessibility.html: image-alt (1280 px, light, details open): Images: <img>"
    )
    assert made.lines[-1] == "accessibility check: 4 findings"
    no_browser["violations"] = []
    assert state(repository) == before
    made = freeze(WISHED._replace(note="Ask jo@office.example about it."))
    assert made.status == 1 and ": e-mail address: " in made.lines[0]
    assert made.lines[-1].startswith("release gate: ")
    assert state(repository) == before


def test_a_number_that_does_not_come_out_stops_the_release_also_in_another_report(
    repository, freeze
):
    edit(repository / "reports/second/numbers.csv", ",7,notices,7,", ",8,notices,8,")
    commit(repository, "Mistype")
    before = state(repository)
    made = freeze()
    assert made.status == 1
    assert any(
        "second: number trial.count.asian: different: published value 8" in line
        for line in made.lines
    )
    assert state(repository) == before


def test_another_report_that_was_not_built_since_its_notebook_changed_stops_the_release(
    repository, freeze
):
    write_notebook(repository / "notebooks/second.ipynb", CODE.replace("census, ", "census + 1, "))
    commit(repository, "Add one")
    before = state(repository)
    made = freeze()
    assert made.status == 1
    assert any("second: number trial.census: different" in line for line in made.lines)
    assert state(repository) == before


def test_a_notebook_that_fails_is_named_with_status_2_and_nothing_is_written(repository, freeze):
    write_notebook(repository / "notebooks/first.ipynb", f"{CODE}\n1 / 0")
    commit(repository, "Divide")
    before = state(repository)
    made = freeze()
    assert made.status == 2
    assert made.lines[0].startswith("first: could not run: cell 3 failed: ZeroDivisionError")
    assert state(repository) == before


def test_tables_that_the_raw_figures_do_not_give_stop_the_release(repository, freeze, monkeypatch):
    table = "data/processed/wiltshire_notices_by_ethnicity.csv"
    tables = PROJECT / "data/processed"
    monkeypatch.setattr(
        release,
        "build_tables",
        lambda: shutil.copytree(tables, processed_folder(), dirs_exist_ok=True),
    )
    edit(repository / table, "Asian,7", "Asian,9")
    commit(repository, "Edit")
    before = state(repository)
    made = freeze()
    assert (made.status, made.lines) == (
        1,
        [f"{table}: not what data/raw gives. Run `disparity data` and commit it."],
    )
    assert state(repository) == before


def test_a_commit_or_an_edit_while_it_runs_stops_the_release(repository, freeze, monkeypatch):
    real = release.verify

    def meddling(change: Callable[[], object]) -> None:
        def verify(*given: object, **options: object) -> list:
            change()
            return real(*given, **options)

        monkeypatch.setattr(release, "verify", verify)

    meddling(lambda: (repository / "notes.txt").write_text("meanwhile"))
    with pytest.raises(ParameterError, match="notes.txt: not as in the last commit"):
        freeze()
    (repository / "notes.txt").unlink()
    meddling(lambda: commit(repository, "Meanwhile"))
    with pytest.raises(ParameterError, match="there is a new commit. Release again."):
        freeze()
    assert (repository / "CHANGELOG.md").read_text("utf-8") == CHANGELOG


def test_another_package_than_that_of_the_commit_is_refused(repository, freeze):
    (repository / "src/helpers").mkdir(parents=True)
    (repository / "src/helpers/cli.py").write_text("other")
    commit(repository, "Code")
    with pytest.raises(ParameterError, match="src/helpers: not the package that runs. Run the"):
        freeze()


def test_the_changelog_without_a_next_edition_or_without_any_has_the_section_first():
    edition = Edition("1.0", DAY, "Maps were added.", "", "Siân Checker")
    section = f"## kent, edition 1.0 ({DAY})\n\nMaps were added. It corrects no mistake. Checked by"
    for changelog in (
        "# Log\n",
        "# Log\n\n## 0.1.0\n\nFirst.\n",
        "# Log\n\n## Next edition\n\nA.\n",
    ):
        text = with_section(changelog, "kent", edition, NOTHING)
        assert text.count("\n## kent") == 1 and section in text and NOTHING in text
        assert text.startswith("# Log\n\n") and text.endswith("\n") and "\n\n\n" not in text
        assert [line for line in changelog.splitlines() if line not in text.splitlines()] == []
        if "0.1.0" in text:
            assert text.index("## kent") < text.index("## 0.1.0")
        if "Next" in text:
            assert text.index("A.") < text.index("## kent")


def test_the_command_releases_with_the_browser_and_git_sees_what_it_wrote(
    repository, run_once, monkeypatch, capsys
):
    if not chromium():
        lack = "no chromium on this machine (Debian: apt-get install chromium)"
        pytest.fail(lack) if REQUIRED else pytest.skip(lack)
    monkeypatch.setenv("DISPARITY_PROJECT", str(repository))
    words = ["release", "first", "--edition", "1.0", "--note", "A census was added."]
    words += ["--corrects", "0.1", "--checked-by", "Siân Checker <sian@office.example>"]
    monkeypatch.setattr(sys, "argv", ["disparity", *words])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    output = capsys.readouterr()
    assert stop.value.code in (0, None), output
    assert "first, edition 1.0: reports.yml, CHANGELOG.md and reports/ are written." in output.out
    check = json.loads((repository / "reports/accessibility.json").read_text("utf-8"))
    assert check["pages"]["first.html"]["sha256"] == checksum(page(repository).encode())
    listed = yaml.safe_load((repository / "reports.yml").read_text("utf-8"))["reports"]
    newest = read_editions("first", listed[0]["editions"])[0]
    assert (newest.edition, newest.corrects, newest.checked_by) == ("1.0", "0.1", "Siân Checker")
    assert " M reports/first.html" in git(repository, "status", "--porcelain")
    assert listed[1] == yaml.safe_load(reports_yml("first", "second"))["reports"][1]
