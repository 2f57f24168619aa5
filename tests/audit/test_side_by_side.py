"""Reports made side by side: the same bytes as one after the other, and nothing is left running."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psutil
import pytest
from small_project import contents, write_notebook

from helpers.run.batch import build
from helpers.run.planning import plan

DIES = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
SLEEPS = """import os, time
from pathlib import Path
Path("begun").write_text(str(os.getpid()))
time.sleep(600)"""
BUILDS = """
import sys
from pathlib import Path
from helpers.run.batch import build
from helpers.run.planning import plan
if __name__ == "__main__":
    project = Path(sys.argv[1])
    list(build(plan(project), project / "out", project / "failed", print, jobs=2))
"""
SETTLED = 30.0

posix = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")


def made(project, out, jobs):
    announced = []
    outcomes = list(build(plan(project), out, project / "failed", announced.append, jobs=jobs))
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


@posix
def test_a_report_whose_process_dies_fails_and_the_others_are_made(audited, monkeypatch):
    monkeypatch.setenv("DISPARITY_PROJECT", str(audited))
    write_notebook(audited / "notebooks/first.ipynb", DIES)
    before = contents(audited / "reports")
    _, problems = made(audited, audited / "reports", 2)
    assert problems["first"].startswith("its process died: killed (SIGKILL")
    assert problems["second"] == ""
    assert contents(audited / "reports") == before
    assert [path.stem for path in (audited / "failed").iterdir()] == ["first"]


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


def alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def until(found):
    end = time.monotonic() + SETTLED
    while not (what := found()) and time.monotonic() < end:
        time.sleep(0.1)
    return what
