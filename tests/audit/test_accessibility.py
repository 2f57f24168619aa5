"""The accessibility check: what it finds, where it says so, and what it does where it cannot run.

A machine without Chromium skips what needs it, unless ``CI`` is set or ``DISPARITY_BROWSER`` is
``required``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_project import contents

from helpers import cli
from helpers.audit import accessibility
from helpers.audit.accessibility import Run, check_folder, chromium, summary, told
from helpers.run.manifest import checksum
from helpers.run.office import read_check
from helpers.run.parameters import ParameterError

REQUIRED = bool(os.environ.get("CI")) or os.environ.get("DISPARITY_BROWSER") == "required"
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Kent</title></head>
<body><main><h1>Kent</h1><p>926 notices.</p>{}</main></body></html>"""
# Deque University, axe-core 4 rules: image-alt (critical); color-contrast is incomplete where a
# gradient lies under the words
WITHOUT_ALT = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">' * 2
ON_A_GRADIENT = '<p style="background: linear-gradient(#fff, #777); color: #666">Words.</p>'


@pytest.fixture
def folder(audited: Path) -> Path:
    """A folder with one page, in a project; Chromium is there."""
    if not chromium():
        lack = "no chromium on this machine (Debian: apt-get install chromium)"
        pytest.fail(lack) if REQUIRED else pytest.skip(lack)
    return with_page(audited / "reports-of-kent")


def with_page(folder: Path, markup: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "kent.html").write_text(PAGE.format(markup), "utf-8")
    return folder


def run(width: int, **rules: list[tuple[str, int]]) -> Run:
    answer = {"testEngine": {"name": "axe-core", "version": "4"}}
    for kind in ("passes", "violations", "incomplete", "inapplicable"):
        answer[kind] = [
            {"id": rule, "help": f"Mend {rule}", "nodes": [{"html": "<p\n>"}] * places}
            for rule, places in rules.get(kind, [])
        ]
    return Run(width, "light", "open", answer)


def test_the_result_and_the_statement_that_quotes_it_come_into_the_folder(audited, folder):
    (folder / "notes.csv").write_text("kept")
    assert check_folder(audited, folder, "2026-11-23") == []
    assert sorted(contents(folder)) == [
        "accessibility.html",
        "accessibility.json",
        "kent.html",
        "notes.csv",
    ]
    check = read_check(folder)
    assert check.day == "2026-11-23" and check.tool.startswith("axe-core 4.")
    assert {page.name: page.sha256 for page in check.pages} == {
        "accessibility.html": "",
        "kent.html": checksum((folder / "kent.html").read_bytes()),
    }
    statement = (folder / "accessibility.html").read_text("utf-8")
    assert "last tested automatically on 23 November 2026" in statement
    assert "It found no faults." in statement and ">Kent</a>" in statement
    first = contents(folder)
    assert check_folder(audited, folder, "2026-11-23") == []
    assert contents(folder) == first


def test_faults_and_what_is_undecided_are_named_written_down_and_status_1(
    audited, folder, monkeypatch, capsys
):
    with_page(folder, WITHOUT_ALT + ON_A_GRADIENT)
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    monkeypatch.setattr(sys, "argv", ["disparity", "accessibility", str(folder)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 1
    output = capsys.readouterr().out
    assert "kent.html: image-alt (1280 px, light, details closed): Images must have" in output
    assert "kent.html: color-contrast (undecided, 1280 px, light, details open)" in output
    page = json.loads((folder / "accessibility.json").read_text("utf-8"))["pages"]["kent.html"]
    assert (page["violations"], page["undecided"]) == ({"image-alt": 2}, ["color-contrast"])
    statement = (folder / "accessibility.html").read_text("utf-8")
    assert "kent.html breaks the rule “image-alt” of the automatic check in 2 places." in statement


def test_a_check_that_breaks_off_leaves_the_folder_as_it_was(audited, folder, monkeypatch):
    before, asked = contents(folder), []

    def broken(browser: object, paths: list[Path]) -> dict:
        asked.extend(path.name for path in paths)
        if "accessibility.html" in asked:
            raise RuntimeError("Target crashed")
        return {"kent.html": [run(1280, passes=[("image-alt", 1)])]}

    monkeypatch.setattr(accessibility, "check", broken)
    with pytest.raises(RuntimeError, match="Target crashed"):
        check_folder(audited, folder, "2026-11-23")
    assert asked == ["kent.html", "accessibility.html"]
    assert contents(folder) == before


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Take away a library, or the browser."""

    def take(what: str) -> None:
        if what == "chromium":
            monkeypatch.setattr(accessibility, "CALLED", "no-such-browser")
            monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "/nowhere")
            return
        for module in {what, *sys.modules}:
            if module.partition(".")[0] == what:
                monkeypatch.setitem(sys.modules, module, None)

    return take


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("playwright", "the Python package playwright is not installed. Run `pip install '.[acc"),
        ("axe_playwright_python", "package axe_playwright_python is not installed. Run `pip"),
        ("chromium", "no no-such-browser that starts. Install it (Debian: `apt-get install"),
    ],
)
def test_without_a_library_or_a_browser_the_remedy_is_one_line_and_status_2(
    audited, lacking, monkeypatch, capsys, what, message
):
    before = contents(audited)
    lacking(what)
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    monkeypatch.setattr(sys, "argv", ["disparity", "accessibility"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    errors = capsys.readouterr().err
    assert message in errors and len(errors.splitlines()) == 1
    assert contents(audited) == before


def test_a_folder_without_pages_is_refused(audited):
    (audited / "empty").mkdir()
    (audited / "empty/accessibility.html").write_text("alone")
    with pytest.raises(ParameterError, match="empty: no pages of reports. Build them there first"):
        check_folder(audited, audited / "empty", "2026-11-23")


def test_of_each_rule_the_worst_run_is_counted_and_each_run_is_told(tmp_path):
    page = tmp_path / "kent.html"
    page.write_text("926")
    runs = {
        "kent.html": [
            run(1280, violations=[("region", 1)], passes=[("image-alt", 1)]),
            run(320, violations=[("region", 3)], incomplete=[("color-contrast", 1)]),
        ]
    }
    found = summary(runs, "2026-11-23", tmp_path)
    assert found["rules"] == ["color-contrast", "image-alt", "region"]
    assert found["pages"]["kent.html"] == {
        "sha256": checksum(b"926"),
        "violations": {"region": 3},
        "undecided": ["color-contrast"],
    }
    assert list(told(runs)) == [
        "kent.html: region (1280 px, light, details open): Mend region: <p >",
        "kent.html: region (320 px, light, details open): Mend region: <p >",
        "kent.html: color-contrast (undecided, 320 px, light, details open): "
        "Mend color-contrast: <p >",
    ]
