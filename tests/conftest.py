"""A project that a test may damage, in a folder of its own; and a browser."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import nbformat.v4 as notebooks
import pytest
import yaml

from helpers import cli
from helpers.data.project import working_in
from helpers.run.freshness import files_of_data, keep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parents[1]
PARAMETERS = """police_force = "Wiltshire"  # police force area; one of: Wiltshire, Kent
period_start = "2020-03-27"  # first day; one of: 2020-03-27
period_end = "2020-11-30"  # last day; one of: 2020-11-30
census = 2011  # census of the residents; one of: 2011, 2021"""
CHOSEN = {
    "police_force": "Wiltshire",
    "period_start": "2020-03-27",
    "period_end": "2020-11-30",
    "census": 2011,
}
EDITIONS = [{"edition": "0.1", "date": "2026-11-23", "note": "First edition."}]
BROWSER_REQUIRED = bool(os.environ.get("CI")) or os.environ.get("DISPARITY_BROWSER") == "required"
SHOWS = """from helpers.page import Number, findings, say
residents = Number("trial.census", "Census", census, "year")
findings(say("The census was that of {year}.", year=residents))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, or the reason why there is none."""
    from helpers.audit.accessibility import chromium, opened

    if not chromium():
        lack = "no chromium on this machine (Debian: apt-get install chromium)"
        pytest.fail(lack) if BROWSER_REQUIRED else pytest.skip(lack)
    with opened() as running:
        yield running


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the data, built, with two tiny reports, ``first`` and ``second``."""
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    for file in ("requirements.lock", "pyproject.toml"):
        shutil.copy(PROJECT / file, tmp_path)
    (tmp_path / "notebooks").mkdir()
    records = []
    for name in ("first", "second"):
        _write_notebook(tmp_path, name, SHOWS)
        path = f"notebooks/{name}.ipynb"
        record = {"name": name, "notebook": path, "parameters": CHOSEN, "editions": EDITIONS}
        records.append(record)
    (tmp_path / "reports.yml").write_text(yaml.safe_dump({"reports": records}))
    with working_in(tmp_path):
        keep("tables", files_of_data())
    return tmp_path


@pytest.fixture
def disparity(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run the command on the test's project: exit status, output, messages."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("DISPARITY_PROJECT", str(project))
        monkeypatch.setattr(sys, "argv", ["disparity", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return stop.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def write_notebook(project: Path) -> Callable[[str, str], None]:
    """Put other code into the notebook of a report."""
    return functools.partial(_write_notebook, project)


def _write_notebook(project: Path, name: str, code: str) -> None:
    cells = [
        notebooks.new_markdown_cell("# Which census?"),
        notebooks.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        notebooks.new_code_cell(code),
    ]
    for position, cell in enumerate(cells):
        cell.id = f"cell-{position}"
    notebook = notebooks.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    nbformat.write(notebook, project / "notebooks" / f"{name}.ipynb")


@pytest.fixture
def analysis(project: Path) -> None:
    """One of the notebooks as an analysis for any force, of which there are Wiltshire and Kent."""
    path = project / "reports.yml"
    listed = yaml.safe_load(path.read_text("utf-8"))
    listed["analyses"] = [{"name": "census-year", "notebook": "notebooks/first.ipynb"}]
    path.write_text(yaml.safe_dump(listed), "utf-8")


@pytest.fixture
def change_raw(project: Path) -> Callable[[str, Callable[[str], str]], None]:
    """Change a raw file and record its new checksum, as somebody would who edits it by hand."""

    def change(name: str, edit: Callable[[str], str]) -> None:
        path = project / "data" / "raw" / name
        before = path.read_text("utf-8")
        after = edit(before)
        assert after != before
        path.write_text(after, "utf-8", newline="\n")
        register = project / "data" / "sources.toml"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        record = rf'(path = "{re.escape(name)}".*?sha256 = ")[0-9a-f]+'
        text = re.sub(record, rf"\g<1>{digest}", register.read_text("utf-8"), flags=re.DOTALL)
        register.write_text(text, "utf-8", newline="\n")

    return change
