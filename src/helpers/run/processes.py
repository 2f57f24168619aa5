"""Hides how tasks run side by side, each in a fresh process, forked where that is safe."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing import connection, forkserver, get_context, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, TypeVar

import psutil

FORKS = sys.platform == "linux"
MEMORY_OF_JOB = 400_000_000
COLLECTED_AFTER = (50_000, 20, 20)
CONTAINER = Path(os.sep, "sys", "fs", "cgroup")
PRELOADED = [
    "IPython.core.completer",
    "IPython.core.magics",
    "geopandas",
    "pyogrio",
    "matplotlib.pyplot",
    "scipy.optimize",
    "scipy.stats",
    "seaborn",
    "typer",
    "helpers.commands.auditing",
    "helpers.commands.build",
    "helpers.commands.building",
    "helpers.commands.records",
    "helpers.data",
    "helpers.page",
    "helpers.statistics.by_group",
    "helpers.statistics.growth",
    "helpers.statistics.official",
    "helpers.statistics.rates",
    "helpers.statistics.recruitment",
    "helpers.statistics.statement_tables",
    "helpers.run.batch",
    "helpers.run.engine",
    "helpers.run.warm",
]
ENVIRONMENT = {
    "EAGER_IMPORT": "1",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}

Task = TypeVar("Task")


class Died(NamedTuple):
    """Why a process gave no result, and whether it was because its time was over."""

    reason: str
    late: bool = False


class _Running(NamedTuple):
    task: Any
    process: BaseProcess
    deadline: float


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def free_memory() -> int:
    """How much memory further processes can take, in bytes: of the machine and of its container."""
    free = psutil.virtual_memory().available
    limit, used = (_bytes_in(CONTAINER / name) for name in ("memory.max", "memory.current"))
    return free if limit is None or used is None else min(free, max(limit - used, 0))


def jobs_that_fit(jobs: int) -> int:
    """As many jobs as there is memory for, one at least.

    >>> jobs_that_fit(1)
    1
    """
    return max(1, min(jobs, free_memory() // MEMORY_OF_JOB))


def most_memory() -> int:
    """The most memory that this process has held, in bytes; zero where it is not known."""
    try:
        import resource
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def warm_up() -> bool:
    """Begin to import the heavy libraries in the process that the others are forked from.

    Returns at once: whether processes are forked. Not so on Windows and macOS, and where the
    temporary folder has so long a path that no socket can stand in it.
    """
    if not FORKS:
        return False
    before = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        forkserver.set_forkserver_preload(PRELOADED)
        forkserver.ensure_running()
    except OSError:
        return False
    finally:
        _restore(before)
    return True


def side_by_side(
    tasks: Sequence[Task],
    work: Callable[[Task], object],
    jobs: int,
    announce: Callable[[Task], None],
    go_on: Callable[[Sequence[object]], bool] = lambda results: True,
    seconds: float | None = None,
) -> Iterator[tuple[Task, object]]:
    """Do the work of each task in a process of its own and yield its result, the first done first.

    A process starts with the environment of this one and ``ENVIRONMENT``, nothing seen of the tasks
    before it. It ends when this one does, even if this one is killed; closing the generator ends
    all.

    Parameters
    ----------
    work
        A function that can be pickled, as its task and its result can.
    jobs
        How many processes at a time, one or more.
    go_on
        Asked with the results that have just come, before others begin in their places and before
        they are yielded; from the first no on, none begins.
    seconds
        How long each may take.

    Yields
    ------
    tuple
        The task, and what ``work`` returned, or :class:`Died`.
    """
    waiting, running, done = list(tasks), {}, []
    context = get_context("forkserver" if warm_up() else "spawn")
    try:
        while waiting or running:
            if not go_on([result for _, result in done]):
                waiting.clear()
            while waiting and len(running) < jobs:
                task = waiting.pop(0)
                announce(task)
                receiver, process = _start(context, work, task)
                deadline = time.monotonic() + seconds if seconds else float("inf")
                running[receiver] = _Running(task, process, deadline)
            yield from done
            done = [*_finished(running, seconds)] if running else []
        yield from done
    finally:
        for one in running.values():
            _end(one.process)


def _start(
    context: BaseContext, work: Callable, task: object
) -> tuple[connection.Connection, BaseProcess]:
    receiver, sender = context.Pipe(duplex=False)
    environment = {**os.environ, **ENVIRONMENT}
    process = context.Process(target=_run, args=(sender, work, task, environment))
    process.start()
    sender.close()
    return receiver, process


def _finished(
    running: dict[connection.Connection, _Running], seconds: float | None
) -> Iterator[tuple[Any, object]]:
    first = min(one.deadline for one in running.values())
    left = None if first == float("inf") else max(0.0, first - time.monotonic())
    ends = {one.process.sentinel: receiver for receiver, one in running.items()}
    ready = [ends.get(one, one) for one in connection.wait([*running, *ends], left)]
    late = [one for one in running if running[one].deadline <= time.monotonic()]
    for receiver in dict.fromkeys([*ready, *late]):
        task, process, _ = running.pop(receiver)
        if receiver in ready:
            result = _received(receiver, process)
        else:
            result = Died(f"no result within {seconds:g} s", late=True)
        _end(process)
        yield task, result


def _received(receiver: connection.Connection, process: BaseProcess) -> object:
    """What a process sent; where it ended without, its own children may still hold the pipe."""
    with contextlib.suppress(EOFError, OSError):
        if receiver.poll():
            return receiver.recv()
    process.join()
    return Died(_reason(process.exitcode))


def _reason(status: int) -> str:
    """Why a process ended.

    >>> _reason(-9), _reason(3)
    ('killed (SIGKILL: by somebody, or for want of memory)', 'exit status 3')
    """
    if status == -9:
        return "killed (SIGKILL: by somebody, or for want of memory)"
    if status < 0:
        return f"killed ({signal.Signals(-status).name})"
    return f"exit status {status}"


def _end(process: BaseProcess) -> None:
    """End a process and those that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _run(
    sender: connection.Connection,
    work: Callable[[object], object],
    task: object,
    environment: Mapping[str, str],
) -> None:
    if hasattr(os, "setsid"):
        os.setsid()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    Thread(target=_end_with_parent, daemon=True).start()
    _restore({**dict.fromkeys(os.environ), **environment})
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    try:
        sender.send(work(task))
    except Exception as error:  # what cannot be sent, or was never caught, ends the task alone
        sender.send(Died(f"{type(error).__name__}: {error}"))
    sender.close()


def _end_with_parent() -> None:
    connection.wait([parent_process().sentinel])
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _bytes_in(path: Path) -> int | None:
    """The number in a file; none where there is no file, or it holds a word (``max``)."""
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _restore(environment: Mapping[str, str | None]) -> None:
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
