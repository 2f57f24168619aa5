"""docs/auditing.md, held true: its commands print what it says, and its evidence is there."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from helpers.cli import app

PROJECT = Path(__file__).parents[1]
DOCUMENT = PROJECT / "docs" / "auditing.md"
TEXT = DOCUMENT.read_text("utf-8")
BLOCKS = re.findall(
    r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", TEXT, re.DOTALL | re.MULTILINE
)
STEPS = re.findall(r"^### (\d)\. ", TEXT, re.MULTILINE)
CRITERIA = {
    "Levels of RAP, Baseline": 5,
    "Levels of RAP, Silver": 9,
    "Levels of RAP, Gold": 4,
    "Seven musts of a minimum RAP": 7,
}
SCORES = ("met", "partly", "not met")
TARGETS = set(re.search(r"^\.PHONY: (.*)$", (PROJECT / "Makefile").read_text(), re.M)[1].split())
COMMANDS = {command.name or command.callback.__name__ for command in app.registered_commands}


def rows(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading, without its head."""
    section = re.split(r"^#{2,3} ", TEXT.split(f"# {heading}\n")[1], flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]


def is_there(evidence: str) -> bool:
    """Whether a file, a test in a file, or a command that somebody names as evidence exists."""
    program, _, rest = evidence.partition(" ")
    if program in ("make", "disparity"):
        return rest.split()[0] in (TARGETS if program == "make" else COMMANDS)
    if evidence == "git log":
        return True
    path, _, test = evidence.partition("::")
    file = PROJECT / path
    return file.exists() and (not test or f"\ndef {test}(" in file.read_text("utf-8"))


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0].partition("\n")[0][:40])
def test_each_command_prints_what_stands_under_it(block):
    command, printed = block
    python = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        ["sh", "-eu", "-c", command],
        cwd=PROJECT,
        env={**os.environ, "PATH": python, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert (run.stdout, run.stderr, run.returncode) == (printed, "", 0)


def test_there_are_five_steps_and_each_of_them_runs():
    assert STEPS == ["1", "2", "3", "4", "5"]
    for step in re.split(r"^### \d\. ", TEXT.split("\n## Everything")[0], flags=re.MULTILINE)[1:]:
        assert "```sh\n" in step


def test_the_figures_that_are_typed_into_commands_are_those_of_the_rows():
    (_, number), (_, raw) = BLOCKS[1:3]
    (_, row), (count, *residents) = (list(csv.reader(text.splitlines())) for text in (number, raw))
    (rate, _), (limits, _) = BLOCKS[-2:]
    added_up = " + ".join(cells[4] for cells in residents)
    assert f"{count[6]} / ({added_up})" in rate
    assert [figure for figure in (row[5], row[6], added_up) if figure not in limits] == []


@pytest.mark.parametrize("heading", CRITERIA)
def test_every_criterion_of_a_list_is_scored(heading):
    scored = rows(heading)
    assert len(scored) == CRITERIA[heading]
    assert {score for _, score, _ in scored} <= set(SCORES)


def test_the_scores_are_counted_rightly():
    counted = {}
    for heading in CRITERIA:
        found = Counter(score for _, score, _ in rows(heading))
        counted[heading] = [str(found[score]) for score in SCORES]
    assert {heading: cells for heading, *cells in rows("The way of working, scored")} == counted


@pytest.mark.parametrize("heading", CRITERIA)
def test_what_is_named_as_evidence_is_there_and_what_is_met_has_some(heading):
    for criterion, score, text in rows(heading):
        evidence = re.findall(r"`([^`]+)`", text)
        assert [one for one in evidence if not is_there(one)] == []
        assert evidence or score != "met", criterion


@pytest.mark.parametrize(
    "evidence", ["tests/test_house.py::test_all_is_well", "docs/x.md", "make it"]
)
def test_evidence_that_is_not_there_is_seen(evidence):
    assert not is_there(evidence)


def test_every_command_of_the_second_part_exists():
    named = [re.findall(r"`([^`]+)`", row[0])[0] for row in rows("Everything, by one command")]
    assert len(named) > 4
    assert [one for one in named if not one.startswith("frictionless ") and not is_there(one)] == []


def test_every_link_within_the_project_leads_somewhere():
    links = re.findall(r"\]\((?!http)([^)#]*)(?:#([^)]*))?\)", TEXT)
    assert links
    for path, place in links:
        target = (DOCUMENT.parent / path).resolve() if path else DOCUMENT
        headings = (
            re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if place else []
        )
        anchors = {
            re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings
        }
        assert target.exists()
        assert not place or place in anchors
