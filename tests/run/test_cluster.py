"""Reports made by a cluster: a scheduler and workers on loopback, lost, refused and compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from dask.config import set as dask_settings
from distributed import Client

from helpers.data.project import working_in
from helpers.run import batch, cluster
from helpers.run.cluster import check_cluster, on_cluster
from helpers.run.forces import plan_forces, read_analyses
from helpers.run.parameters import ParameterError
from helpers.run.planning import plan
from helpers.run.processes import FORKS, Died, side_by_side, warm_up

pytestmark = pytest.mark.skipif(not FORKS, reason="workers are for Linux")

PROJECT = Path(__file__).parents[2]
LONG = 180.0
BEGIN = (
    "import os, pathlib, time; begun = pathlib.Path({place!r}, str(os.getpid())); begun.touch()\n"
)
SHOWS = """from helpers.data import load
from helpers.page import Number, findings, say
notices = load("wiltshire_notices_by_ethnicity")["count"].sum()
findings(say("There were {count}.", count=Number("trial.notices", "Notices", notices, "notices")))
"""
WAIT = "while not begun.with_name('go').exists(): time.sleep(0.05)\n"
WITHOUT_PACKAGE = "raise ModuleNotFoundError(\"No module named 'helpers'\")"


class Scheduler(NamedTuple):
    address: str
    process: subprocess.Popen


def until(there):
    """Wait for something and give it."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        if found := there():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def begun(place):
    return [path for path in place.iterdir() if path.name.isdigit()]


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


def job_folders(folder):
    return [*folder.glob("dask-scratch-space/*/job-*")]


def dask(kind, *words, folder, path=""):
    module = f"distributed.cli.dask_{kind}"
    words = [*words, "--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    environment = os.environ | ({"PYTHONPATH": str(path)} if path else {})
    with (folder / f"{kind}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


@contextmanager
def worker(address, folder, *words, path=""):
    words = [*words, "--nthreads", "1", "--local-directory", str(folder)]
    with dask("worker", address, *words, folder=folder, path=path) as process:
        try:
            yield process
        finally:
            process.terminate()


def workers(address):
    with Client(address, timeout=LONG) as client:
        return len(client.nthreads())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cluster")


@contextmanager
def scheduler(folder):
    told = folder / "scheduler.json"
    with dask("scheduler", "--port", "0", "--scheduler-file", str(told), folder=folder) as process:
        until(lambda: told.exists() and told.read_text())
        try:
            yield Scheduler(json.loads(told.read_text())["address"], process)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address(folder):
    """A scheduler with one worker that has a nanny, as `dask worker` starts it."""
    with scheduler(folder) as one, worker(one.address, folder):
        until(lambda: workers(one.address) == 1)
        yield one.address


@pytest.fixture
def further(address, folder):
    """Start one more worker and wait for it; when the test ends it is gone."""
    with ExitStack() as started:

        def start(path=""):
            process = started.enter_context(worker(address, folder, "--no-nanny", path=path))
            until(lambda: workers(address) == 2)
            return process

        yield start
    until(lambda: workers(address) == 1)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "begun").mkdir()
    return tmp_path / "begun"


@pytest.fixture
def stage(tmp_path):
    (tmp_path / "stage").mkdir()
    return tmp_path / "stage"


def results(plans, address, stage, announce=lambda ready: None, seconds=LONG):
    work = partial(batch._make, stage=stage, pdf=False)
    return on_cluster(plans, work, stage, address, announce, seconds=seconds)


def here(plans, stage):
    work = partial(batch._make, stage=stage, pdf=False, forked=warm_up())
    return side_by_side(plans, work, 1, lambda ready: None)


def reports(pairs):
    return {ready.name: made.report for ready, made in pairs}


def test_a_worker_is_lost_and_the_bytes_are_those_of_a_build_here(
    project, write_notebook, address, further, place, stage
):
    second = further()
    for name in ("first", "second"):
        write_notebook(name, BEGIN.format(place=str(place)) + WAIT + SHOWS)
    with working_in(project), ThreadPoolExecutor() as beside:
        plans = plan(project)
        there = beside.submit(lambda: reports(results(plans, address, stage)))
        first_begun = until(lambda: len(begun(place)) == 2 and begun(place))
        second.kill()
        until(lambda: len([path for path in first_begun if alive(int(path.name))]) == 1)
        (place / "go").touch()
        there = there.result()
        assert len(begun(place)) == 3
        assert there == reports(here(plans, stage))
    assert all(report.read for report in there.values())


def test_the_command_builds_on_a_cluster_what_it_builds_here(disparity, project, address):
    assert disparity("build", "--out", str(project / "here"), "--fresh")[0] == 0
    words = ("--out", str(project / "there"), "--scheduler", address)
    status, output, _ = disparity("build", *words)
    assert (status, output.splitlines()[-1]) == (0, "2 reports: 2 written"), output
    made = {path.relative_to(project / "here") for path in (project / "here").rglob("*.*")}
    assert len(made) == 7
    for path in made:
        assert (project / "there" / path).read_bytes() == (project / "here" / path).read_bytes()
    assert disparity("build", *words)[1] == "2 reports: 2 unchanged\n"


def test_a_report_of_a_force_is_the_same_from_a_worker(address, stage):
    analyses = read_analyses(PROJECT)
    plans = plan_forces(analyses, ["officers"], ["Kent"])
    there = reports(results(plans, address, stage))
    assert there == reports(here(plans, stage))
    assert [len(report.page) > 50_000 for report in there.values()] == [True]


def test_an_error_in_a_cell_is_told_once_and_the_notebook_comes_back(
    project, write_notebook, address, place, stage
):
    write_notebook("first", BEGIN.format(place=str(place)) + "1 / 0")
    announced = []
    with working_in(project):
        plans = plan(project, ["first"])
        [(_, made)] = results(plans, address, stage, lambda ready: announced.append(ready.name))
    assert "ZeroDivisionError: division by zero" in made.problem
    assert (announced, len(begun(place))) == (["first"], 1)
    assert "division by zero" in (stage / "first" / "first.ipynb").read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "seconds", "reason", "late"),
    [
        ("import time; time.sleep(600)", 4.0, "no result within 4 s", True),
        ("import os; os.kill(os.getpid(), 9)", LONG, "killed (SIGKILL", False),
    ],
)
def test_a_job_that_takes_too_long_or_is_killed_says_so(
    project, write_notebook, address, stage, code, seconds, reason, late
):
    write_notebook("first", code)
    with working_in(project):
        [(_, died)] = results(plan(project, ["first"]), address, stage, seconds=seconds)
    assert isinstance(died, Died) and died.reason.startswith(reason) and died.late is late


def test_closing_leaves_no_job_no_process_and_no_folder(
    project, write_notebook, address, folder, place, stage
):
    write_notebook("second", BEGIN.format(place=str(place)) + WAIT)
    with working_in(project):
        found = results(plan(project), address, stage)
        assert next(found)[1].problem == ""
        [one] = until(lambda: begun(place))
        assert job_folders(folder)
        found.close()
    until(lambda: not alive(int(one.name)) and not job_folders(folder))
    with Client(address) as client:
        until(lambda: client.run_on_scheduler(lambda dask_scheduler: not dask_scheduler.tasks))


def test_a_worker_with_another_package_is_refused_and_both_are_printed(address, further, tmp_path):
    shutil.copytree(PROJECT / "src" / "helpers", tmp_path / "helpers")
    (tmp_path / "helpers" / "page" / "added.txt").touch()
    further(path=tmp_path)
    with pytest.raises(ParameterError) as refused:
        check_cluster(address)
    other, ours = str(refused.value).partition(" has package ")[2].split()[::3][:2]
    assert len(other) == 12 and other != ours


def test_a_worker_without_the_package_is_refused(address, further, tmp_path):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").write_text(WITHOUT_PACKAGE)
    further(path=tmp_path)
    with pytest.raises(ParameterError, match="tcp://.* has .*No module named 'helpers'.* Install"):
        check_cluster(address)


def test_a_worker_that_joins_later_with_another_version_is_refused(
    project, write_notebook, monkeypatch, address, stage
):
    agreed = {"python": "2.7.18"}, {"pandas": "0.1"}
    monkeypatch.setattr(cluster, "_agreed", lambda client, address: agreed)
    with working_in(project), pytest.raises(ParameterError) as refused:
        list(results(plan(project), address, stage))
    said = f"has python {sys.version.split()[0]} and not 2.7.18, pandas "
    assert said in str(refused.value) and "and not 0.1. Install" in str(refused.value)


def test_a_cluster_without_a_worker_and_an_address_without_a_scheduler_are_refused(
    monkeypatch, tmp_path
):
    said = "no worker. Start one: `dask worker tcp://127"
    with scheduler(tmp_path) as empty, pytest.raises(ParameterError, match=said):
        check_cluster(empty.address)
    monkeypatch.setattr(cluster, "ANSWERS_IN", 0.5)
    with pytest.raises(ParameterError, match="^--scheduler tcp://127.0.0.1:1: no scheduler"):
        check_cluster("tcp://127.0.0.1:1")
    with pytest.raises(ParameterError, match="missing port number.* Write tcp://HOST:PORT"):
        check_cluster("tcp://127.0.0.1")


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("worker", "no worker is left. Start one"),
        ("scheduler", "the scheduler no longer answers. Start it"),
    ],
)
def test_a_build_whose_last_worker_or_scheduler_is_lost_ends(
    project, write_notebook, monkeypatch, tmp_path, stage, lost, said
):
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    write_notebook("first", "import time; time.sleep(600)")
    announced = []
    soon = dask_settings({"distributed.comm.timeouts.connect": "2s"})
    with scheduler(tmp_path) as one, worker(one.address, tmp_path, "--no-nanny") as its:
        until(lambda: workers(one.address) == 1)
        with soon, working_in(project), ThreadPoolExecutor() as beside:
            plans = plan(project, ["first"])
            built = beside.submit(
                lambda: list(results(plans, one.address, stage, announced.append))
            )
            until(lambda: announced or built.done())
            {"worker": its, "scheduler": one.process}[lost].kill()
            with pytest.raises(ParameterError, match=said):
                built.result(LONG)
        its.kill()  # without a scheduler it would take long to end by itself
