"""Hides how a worker of a cluster does a job: in a fresh process and a folder that goes with it."""

from __future__ import annotations

import os
import pickle
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from helpers.data.project import working_in
from helpers.run.manifest import package, together
from helpers.run.processes import Died, side_by_side, warm_up

ASKED_EVERY = 0.2
MISSING = "missing"
_of_this_thread = threading.local()


class _Host(NamedTuple):
    process: subprocess.Popen
    line: Connection


def versions(libraries: list[str]) -> dict[str, str]:
    """The versions of Python, of this package (its checksum) and of libraries, as they are here."""
    known = {"python": platform.python_version(), "package": together(package())}
    return {name: _version(name) for name in libraries} | known


def differences(needed: Mapping[str, str], further: Mapping[str, str]) -> str:
    """In which versions this machine differs from another one, in words; empty if in none.

    Parameters
    ----------
    needed, further
        The versions there; libraries in ``further`` may be missing here.
    """
    here = versions([*needed, *further])
    told = needed | {name: told for name, told in further.items() if here[name] != MISSING}
    return ", ".join(
        f"{name} {here[name][:12]} and not {there[:12]}"
        for name, there in told.items()
        if here[name] != there
    )


def run_job(
    needed: Mapping[str, str],
    further: Mapping[str, str],
    seconds: float | None,
    content: bytes,
    files: bytes,
) -> tuple[str, str, bytes]:
    """Do a job on a worker of Dask, which calls this.

    It is done in a process forked for it, which ends with it, and when the job is cancelled, its
    client is gone or the worker ends.

    Parameters
    ----------
    needed, further
        As for :func:`differences`.
    content
        A pickled pair: the work, and the plan that it is given with ``stage`` and ``forked``.
    files
        The files of the project, packed.

    Returns
    -------
    tuple
        The worker's address; its differences; the pickled result, with the notebook as far as it
        ran if the work failed.
    """
    from distributed import get_worker

    worker = get_worker()
    host = _host(worker.local_directory)
    done = None
    try:
        host.line.send((needed, further, seconds, content, files))
        while not host.line.poll(ASKED_EVERY):
            task = worker.state.tasks.get(worker.get_current_task())
            if task is None or task.state == "cancelled":
                raise CancelledError
        done = host.line.recv()
    except (EOFError, OSError):
        return worker.address, "", pickle.dumps((Died("the process that began it ended"), b""))
    finally:
        if done is None:
            _end(host)
    return worker.address, *done


def main() -> None:
    """Do the jobs that a worker sends, one after another, until it hangs up."""
    line, place = Connection(int(sys.argv[1])), Path(sys.argv[2])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    jobs: SimpleQueue = SimpleQueue()
    threading.Thread(target=_listen, args=(line, jobs), daemon=True).start()
    with suppress(KeyboardInterrupt):
        while True:
            line.send(_done(place, *jobs.get()))


def _host(place: str) -> _Host:
    host = getattr(_of_this_thread, "host", None)
    if host is None or host.process.poll() is not None:
        ours, theirs = Pipe()
        words = [sys.executable, "-m", "helpers.run.job", str(theirs.fileno()), place]
        with theirs:
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True
            )
        _of_this_thread.host = host = _Host(process, ours)
    return host


def _end(host: _Host) -> None:
    host.line.close()
    try:
        host.process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        host.process.kill()
        host.process.wait()
    _of_this_thread.host = None


def _listen(line: Connection, jobs: SimpleQueue) -> None:
    with suppress(EOFError, OSError):
        while True:
            jobs.put(line.recv())
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def _done(
    place: Path,
    needed: Mapping[str, str],
    further: Mapping[str, str],
    seconds: float | None,
    content: bytes,
    files: bytes,
) -> tuple[str, bytes]:
    if differing := differences(needed, further):
        return differing, b""
    with tempfile.TemporaryDirectory(dir=place, prefix="job-") as name:
        project, stage = Path(name, "project"), Path(name, "stage")
        stage.mkdir()
        for path, kept in pickle.loads(zlib.decompress(files)).items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes(kept)
        task = content, project, stage, warm_up()
        [(_, result)] = side_by_side([task], _work, 1, lambda _: None, seconds=seconds)
        left = stage.glob("*/*.ipynb") if getattr(result, "problem", "died") else ()
        return "", pickle.dumps((result, b"".join(path.read_bytes() for path in left)))


def _work(task: tuple[bytes, Path, Path, bool]) -> object:
    content, project, stage, forked = task
    work, ready = pickle.loads(content)
    if ready.origin:
        ready = ready._replace(origin=ready.origin._replace(project=project))
    with working_in(project):
        return work(ready, stage=stage, forked=forked)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return MISSING


if __name__ == "__main__":
    os.umask(0o077)
    main()
