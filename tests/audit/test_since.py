"""Numbers that changed since a revision: found, listed, and refused where git cannot say."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from helpers.audit.since import NOTHING, changed_since, write_changes
from helpers.page.numbers import COLUMNS
from helpers.run.parameters import ParameterError

HEADER = ",".join(COLUMNS)
NOTICES = "kent.count,Notices: Kent,926,notices,926,,,,,kent-2020/counts.csv:2,,,"
RATE = "kent.rate,Rate: Kent,1.5,ratio,1.50,1.2,1.9,0.95,byar,,,,"


def write(folder: Path, name: str, *rows: str) -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "numbers.csv").write_text("\n".join([HEADER, *rows, ""]), "utf-8")


def git(folder: Path, *words: str) -> None:
    named = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *named, *words], check=True, capture_output=True)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A committed folder of reports in a repository."""
    folder = tmp_path / "project" / "reports"
    write(folder, "kent", NOTICES, RATE)
    write(folder, "essex", NOTICES.replace("kent", "essex"))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "First edition")
    git(folder, "tag", "v1")
    return folder


def test_where_nothing_changed_the_list_says_so_for_each_page(reports):
    assert changed_since("v1", reports) == (
        f"Since v1:\n\n### essex\n\n{NOTHING}\n\n### kent\n\n{NOTHING}\n"
    )


def test_what_changed_is_listed_by_id_with_both_values_and_what_is_new_and_gone(reports):
    changed = RATE.replace("1.5,ratio,1.50,1.2", "1.6,ratio,1.60,")
    added = NOTICES.replace("kent.count", "kent.people").replace("Notices", "People")
    write(reports, "kent", changed, added)
    text = changed_since("v1", reports)
    assert "- `kent.rate` (Rate: Kent): value 1.5 → 1.6; lower 1.2 → none." in text
    assert "- Gone: `kent.count` (Notices: Kent): 926 notices." in text
    assert "- New: `kent.people` (People: Kent): 926 notices." in text


def test_a_change_of_words_alone_is_no_changed_number(reports):
    write(reports, "kent", NOTICES.replace("Notices", "Fines"), RATE.replace("byar", "Byar"))
    assert changed_since("v1", reports).count(NOTHING) == 2


def test_a_new_page_and_one_that_is_gone_are_named_with_their_numbers(reports):
    write(reports, "wales", NOTICES)
    (reports / "essex/numbers.csv").unlink()
    text = changed_since("v1", reports)
    assert "### wales\n\nNew page, with 1 numbers." in text
    assert "### essex\n\nThe page is gone, with 1 numbers." in text


def test_the_list_is_written_for_the_changelog_and_the_folder_is_left_alone(reports, tmp_path):
    text = write_changes("v1", reports, tmp_path)
    assert (tmp_path / "numbers-changed.md").read_text("utf-8") == text
    assert sorted(path.name for path in reports.iterdir() if path.name != ".git") == [
        "essex",
        "kent",
    ]


@pytest.mark.parametrize("revision", ["v2", "--output=x", "", "v1 v1"])
def test_a_revision_that_git_does_not_know_is_refused_in_one_line(reports, revision):
    with pytest.raises(ParameterError) as refused:
        changed_since(revision, reports)
    told = str(refused.value)
    assert told.startswith("--since ") and "Name a revision of the repository" in told
    assert "\n" not in told and not (reports / "x").exists()


def test_a_folder_outside_a_repository_or_none_at_all_is_refused(tmp_path, monkeypatch):
    write(tmp_path / "reports", "kent", NOTICES)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(ParameterError, match="not a git repository"):
        changed_since("v1", tmp_path / "reports")
    with pytest.raises(ParameterError, match="nowhere: no such folder. Name a folder"):
        changed_since("v1", tmp_path / "nowhere")


def test_without_git_the_remedy_is_to_install_it(reports, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ParameterError, match="git is not installed. Install it."):
        changed_since("v1", reports)


def test_numbers_of_a_revision_that_cannot_be_read_are_named_with_it(reports):
    write(reports, "kent", NOTICES)
    git(reports, "commit", "-q", "-a", "-m", "Second")
    (reports / "kent/numbers.csv").write_text("id,value\n")
    git(reports, "commit", "-q", "-a", "-m", "Broken")
    write(reports, "kent", NOTICES)
    with pytest.raises(ParameterError, match=r"[0-9a-f]{12}:kent/numbers.csv, row 1, value 'id,v"):
        changed_since("HEAD", reports)
