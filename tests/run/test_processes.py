"""Processes side by side: results, ends, and that none sees anything of another."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.run.processes import ENVIRONMENT, FORKS, Died, cores, side_by_side

TOUCHED = {
    "module": (
        "import sys, types; sys.modules['scratch'] = types.ModuleType('scratch')",
        "import sys; found = 'scratch' in sys.modules",
    ),
    "attribute of a module": (
        "import helpers.page; helpers.page.scratch = 1",
        "import helpers.page; found = hasattr(helpers.page, 'scratch')",
    ),
    "matplotlib settings": (
        "import matplotlib; matplotlib.rcParams['font.size'] = 99",
        "import matplotlib; found = matplotlib.rcParams['font.size'] == 99",
    ),
    "open figures": (
        "import matplotlib.pyplot as plt; plt.figure()",
        "import matplotlib.pyplot as plt; found = plt.get_fignums() != []",
    ),
    "pandas options": (
        "import pandas; pandas.set_option('display.max_rows', 7)",
        "import pandas; found = pandas.get_option('display.max_rows') == 7",
    ),
    "environment": (
        "import os; os.environ['SCRATCH'] = '1'",
        "import os; found = 'SCRATCH' in os.environ",
    ),
    "working directory": (
        "import os; os.chdir('/')",
        "import os; found = os.getcwd() == '/'",
    ),
    "open files": (
        "import os; os.dup2(os.open(os.devnull, os.O_RDONLY), 99)",
        "import os; found = os.path.exists('/dev/fd/99')",
    ),
    "signal handlers": (
        "import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        "import signal; found = signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN",
    ),
    "random state": (
        "import random; random.seed(2020); random.random()",
        "import random; now = random.random(); random.seed(2020); random.random();"
        "found = now == random.random()",
    ),
}


WARM = """
from helpers.run.processes import side_by_side, warm_up
if __name__ == "__main__":
    print(warm_up(), *[found for _, found in side_by_side([(1, 1)], sum, 1, lambda task: None)])
"""


def double(number):
    return 2 * number


def sleep(seconds):
    time.sleep(seconds)
    return seconds


def end(how):
    if how == "exit":
        os._exit(3)
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "fork" and os.fork():
        os._exit(4)
    if how == "fork":
        time.sleep(600)
    raise ValueError(how)


def environment(name):
    return os.environ.get(name)


def drawn(_):
    import numpy

    return random.random(), numpy.random.random()


def do(code):
    names = {}
    exec(code, names)
    return names.get("found")


def stay(folder):
    Path(folder, str(os.getpid())).touch()
    time.sleep(600)


def results(tasks, work, jobs=2, **options):
    return list(side_by_side(tasks, work, jobs, lambda task: None, **options))


def test_each_task_has_its_result_and_is_announced_once():
    announced = []
    found = side_by_side([1, 2, 3], double, 2, announced.append)
    assert sorted(found) == [(1, 2), (2, 4), (3, 6)] and announced == [1, 2, 3]


def test_the_first_done_comes_first_and_the_next_has_begun_in_its_place():
    announced = []
    found = side_by_side([1.5, 0.0, 0.1, 0.2], sleep, 2, announced.append)
    assert next(found)[0] == 0.0 and announced == [1.5, 0.0, 0.1]
    assert [task for task, _ in found] == [0.1, 0.2, 1.5]


def test_none_begins_after_a_result_that_says_no():
    announced = []
    found = side_by_side(
        [0.5, 0.0, 0.1], sleep, 2, announced.append, lambda results: 0.0 not in results
    )
    assert list(found) == [(0.0, 0.0), (0.5, 0.5)] and announced == [0.5, 0.0]


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("exit", "exit status 3"),
        ("kill", "killed (SIGKILL"),
        ("raise", "ValueError: raise"),
        ("fork", "exit status 4"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="signals are of POSIX")
def test_a_process_that_ends_without_a_result_says_why(how, reason):
    [(task, died)] = results([how], end)
    assert task == how and isinstance(died, Died) and died.reason.startswith(reason)


def test_a_task_that_takes_too_long_is_ended():
    found = dict(results([600.0, 0.0], sleep, seconds=2.0))
    assert found == {600.0: Died("no result within 2 s", late=True), 0.0: 0.0}


@pytest.mark.skipif(os.name == "nt", reason="kill(pid, 0) asks on POSIX only")
def test_closing_ends_what_runs(tmp_path):
    from multiprocessing import active_children

    found = side_by_side([tmp_path, 0.0], stay_or_sleep, 2, lambda task: None)
    next(found)
    while not (begun := list(tmp_path.iterdir())):
        time.sleep(0.05)
    found.close()
    assert active_children() == []
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun[0].name), 0)


def stay_or_sleep(task):
    return stay(task) if isinstance(task, Path) else sleep(task)


def test_a_process_has_the_environment_of_now(monkeypatch):
    monkeypatch.setenv("SCRATCH", "one")
    assert results(["SCRATCH"], environment) == [("SCRATCH", "one")]
    monkeypatch.delenv("SCRATCH")
    assert results(["SCRATCH"], environment) == [("SCRATCH", None)]
    assert dict(results([*ENVIRONMENT], environment)) == ENVIRONMENT


def test_two_processes_draw_other_random_numbers():
    (_, (one, its)), (_, (other, theirs)) = results(["a", "b"], drawn)
    assert one != other and its != theirs


@pytest.mark.parametrize("kind", TOUCHED)
@pytest.mark.skipif(os.name == "nt", reason="signals and paths are of POSIX")
def test_no_process_sees_what_another_did(kind):
    touch, look = TOUCHED[kind]
    assert results([f"{touch}\n{look}"], do)[0][1] is True
    assert dict(results([touch, look], do, jobs=1))[look] is False


@pytest.mark.skipif(not FORKS, reason="forked on Linux only")
def test_the_heavy_libraries_are_there_before_a_task_begins():
    assert results(["import sys; found = 'geopandas' in sys.modules"], do)[0][1] is True


@pytest.mark.skipif(not FORKS, reason="forked on Linux only")
def test_where_no_socket_can_stand_processes_are_started_and_not_forked(tmp_path):
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    script = tmp_path / "warm.py"
    script.write_text(WARM)
    words = [sys.executable, str(script)]
    done = subprocess.run(words, env=os.environ | {"TMPDIR": str(folder)}, capture_output=True)
    assert (done.stdout.decode().split(), done.returncode) == (["False", "2"], 0)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="Linux says which cores are ours")
def test_cores_are_those_that_this_process_may_use(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 3, 5})
    assert cores() == 3
