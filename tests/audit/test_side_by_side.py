"""Reports made side by side: the same bytes as one after the other, and nothing is left running."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest
from small_project import contents, write_notebook
from waiting import alive, until

from helpers.run.batch import Workers, build
from helpers.run.parameters import ParameterError
from helpers.run.planning import plan

DIES = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
SLEEPS = """import os, time
from pathlib import Path
Path("begun").write_text(str(os.getpid()))
time.sleep(600)"""
BUILDS = """
import sys
from pathlib import Path
from helpers.run.batch import Workers, build
from helpers.run.planning import plan
if __name__ == "__main__":
    project = Path(sys.argv[1])
    list(build(plan(project), project / "out", project / "failed", print, workers=Workers(2)))
"""

posix = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")


def made(project, out, jobs):
    announced = []
    workers = jobs and Workers(jobs)
    outcomes = list(
        build(plan(project), out, project / "failed", announced.append, workers=workers)
    )
    return announced, {outcome.name: outcome.problem for outcome in outcomes}


def test_no_worker_one_and_two_make_the_same_bytes(audited, monkeypatch):
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    names = ["first", "second"]
    for jobs in (None, 1, 2):
        announced, problems = made(audited, audited / f"out{jobs}", jobs)
        assert announced == names and problems == dict.fromkeys(names, "")
    alone = contents(audited / "outNone")
    assert contents(audited / "out1") == alone and contents(audited / "out2") == alone
    assert alone.items() <= contents(audited / "reports").items()


def test_of_two_at_a_time_the_notebook_with_most_to_run_begins_first(audited, monkeypatch):
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    write_notebook(audited / "notebooks/second.ipynb", "longer = 0\n" * 1000)
    assert made(audited, audited / "out2", 2)[0] == ["second", "first"]
    assert made(audited, audited / "out1", 1)[0] == ["first", "second"]


@posix
def test_a_report_whose_process_dies_fails_and_the_others_are_made(audited, monkeypatch):
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    write_notebook(audited / "notebooks/first.ipynb", DIES)
    before = contents(audited / "reports")
    _, problems = made(audited, audited / "reports", 2)
    assert problems["first"].startswith("its process died: killed (SIGKILL")
    assert problems["second"] == ""
    assert contents(audited / "reports") == before
    assert sorted(path.name for path in (audited / "failed").iterdir()) == [
        "first.ipynb",
        "first.log",
    ]


ONCE = """import os, signal
from pathlib import Path
tried = Path(os.environ["TRIED"])
if not tried.exists():
    tried.touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""
AGAIN = """from helpers.page import Number, findings, say
year = Number("trial.census", "Census", 2011, "year")
findings(say("The census was that of {year}.", year=year))"""


@posix
def test_a_report_whose_process_died_once_is_made_at_the_second_try(audited, monkeypatch, tmp_path):
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    monkeypatch.setenv("TRIED", str(tmp_path / "tried"))
    write_notebook(audited / "notebooks/first.ipynb", ONCE + AGAIN)
    announced, workers = [], Workers(2, retries=1)
    plans = plan(audited, ["first"])
    [outcome] = build(plans, audited / "out", audited / "failed", announced.append, workers=workers)
    assert outcome.problem == "" and announced == ["first", "first"]
    assert outcome.memory > 50e6


@posix
@pytest.mark.parametrize(
    ("code", "seconds", "problem"),
    [
        ("1 / 0", None, "cell 3 failed: ZeroDivisionError: division by zero"),
        (SLEEPS, 3.0, "its process died: no result within 3 s"),
    ],
)
def test_an_error_in_a_cell_and_a_report_that_takes_too_long_are_not_tried_again(
    audited, monkeypatch, code, seconds, problem
):
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    write_notebook(audited / "notebooks/first.ipynb", code)
    announced, workers = [], Workers(2, seconds, retries=2)
    plans = plan(audited, ["first"])
    [outcome] = build(plans, audited / "out", audited / "failed", announced.append, workers=workers)
    assert outcome.problem == problem and announced == ["first"]


@posix
def test_two_builds_do_not_write_to_one_folder(audited, monkeypatch):
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    plans, options = plan(audited), (audited / "out", audited / "failed", lambda name: None)
    first = build(plans, *options)
    next(first)
    with pytest.raises(ParameterError, match="out: another build writes to it"):
        next(build(plans, *options))
    first.close()
    assert [outcome.problem for outcome in build(plans[:1], *options)] == [""]


@posix
def test_a_build_that_is_killed_leaves_no_process_running(audited, tmp_path):
    for name in ("first", "second"):
        write_notebook(audited / f"notebooks/{name}.ipynb", SLEEPS)
    script = tmp_path / "builds.py"
    script.write_text(BUILDS)
    environment = os.environ | {"DISPARITY_PROJECT": str(audited)}
    with subprocess.Popen([sys.executable, str(script), str(audited)], env=environment) as running:
        started = until(lambda: begun(audited / "out"))
        below = psutil.Process(running.pid).children(recursive=True)
        assert {*started} < {one.pid for one in below}
        running.kill()
    until(lambda: not any(alive(one) for one in below))
    assert [one for one in below if alive(one)] == []


def begun(out):
    """The processes in which both notebooks run, once they do."""
    pids = [int(path.read_text() or 0) for path in out.glob(".staged-*/*/begun")]
    return pids if len(pids) == 2 and all(pids) else []
