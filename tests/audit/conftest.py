"""A small project with its reports, built once, and copies of it that a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from small_project import PROJECT, contents, make_project, publish

from helpers.audit import verify as verifying
from helpers.data.project import processed_folder
from helpers.run.manifest import read_manifest
from helpers.run.report import Report, ReportError


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its reports, which no test may change."""
    project = make_project(tmp_path_factory.mktemp("built") / "project")
    publish(project, project / "reports")
    return project


@pytest.fixture
def audited(built: Path, tmp_path: Path) -> Path:
    """A copy of the project with its reports."""
    return Path(shutil.copytree(built, tmp_path / "project"))


@pytest.fixture
def same_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the tables of the project as built from its raw figures, which takes long."""
    tables = PROJECT / "data" / "processed"
    monkeypatch.setattr(
        verifying, "build_tables", lambda: shutil.copytree(tables, processed_folder())
    )


@pytest.fixture
def same_run(built: Path, same_tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take what a notebook made when the project was built as what it makes now, in no time."""
    recorded = read_manifest(built / "reports")["reports"]

    def made(notebook: NotebookNode, _: object, executed: Path, *options: object) -> Report:
        if "1 / 0" in notebook.cells[-1].source:
            raise ReportError("cell 3 failed: ZeroDivisionError: division by zero")
        name, reports = executed.stem, built / "reports"
        read = [path for path in recorded[name]["inputs"] if path.startswith("data/processed")]
        page = (reports / f"{name}.html").read_text("utf-8")
        return Report(page, contents(reports / name), read=frozenset(read))

    monkeypatch.setattr("helpers.run.report.make_report", made)


@pytest.fixture
def verify(audited: Path) -> Callable[..., list[verifying.Report]]:
    """Verify a folder of the project, ``reports`` if none is named; ``ran`` has what ran."""

    def run(folder: str = "reports", **options: object) -> list[verifying.Report]:
        return verifying.verify(audited, audited / folder, run.ran.append, **options)

    run.ran = []
    return run
