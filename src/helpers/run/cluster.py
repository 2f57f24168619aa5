"""Hides how reports are made by the workers of a Dask cluster, which share no disk with us."""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import catch_warnings

from helpers.data.project import project
from helpers.data.register import REGISTER
from helpers.run.job import MISSING, differences, run_job, versions
from helpers.run.manifest import LOCK, LOCKED, PROCESSED, RAW, SETTINGS, locked
from helpers.run.parameters import ParameterError
from helpers.run.planning import Plan
from helpers.run.processes import Died

if TYPE_CHECKING:
    from distributed import Client, Future

OPTION = "--scheduler"
ANSWERS_IN = 10.0
PATIENCE = 60.0
START = "Start one: `dask worker {} --nthreads 1`"
FORM = "Write tcp://HOST:PORT, or tls://HOST:PORT and set up TLS as Dask describes it"
SAME = "Install there what is here, from the same requirements.lock."


def check_cluster(address: str) -> None:
    """Refuse a cluster that cannot be reached, has no worker, or has other versions than are here.

    Raises
    ------
    ParameterError
        The message names the address, what is wrong and the remedy.
    """
    with _connected(address):
        pass


def on_cluster(
    plans: Sequence[Plan],
    work: Callable[..., object],
    stage: Path,
    address: str,
    announce: Callable[[Plan], None],
    go_on: Callable[[Sequence[object]], bool] = lambda results: True,
    seconds: float | None = None,
) -> Iterator[tuple[Plan, object]]:
    """Do the work of each plan on a cluster and yield its result, the first done first.

    The contract is that of :func:`helpers.run.processes.side_by_side`. A job whose worker is lost
    is begun again on another by Dask, which gives up when it lost several with the same job.
    Closing the generator cancels all jobs and ends their processes.

    Parameters
    ----------
    work
        A function of a plan, ``stage`` and ``forked`` that can be pickled by its name.
    stage
        Folder where the notebook of a job that failed is put, ``<name>/<name>.ipynb``.
    address
        That of the scheduler; ``tls://`` takes the certificates of Dask's own configuration.

    Yields
    ------
    tuple
        The plan, and what ``work`` returned, or :class:`helpers.run.processes.Died`.

    Raises
    ------
    ParameterError
        As for :func:`check_cluster`; a worker that joined later has other versions; no worker, or
        no scheduler, is left.
    """
    waiting, sent, done = list(plans), {}, []
    with _connected(address) as (client, agreed):
        files = client.submit(bytes, _packed(plans), pure=False)
        try:
            while waiting or sent:
                if not go_on([result for _, result in done]):
                    waiting.clear()
                places = max(1, 2 * _threads(client, address))
                while waiting and len(sent) < places:
                    ready = waiting.pop(0)
                    announce(ready)
                    content = pickle.dumps((work, ready))
                    future = client.submit(run_job, *agreed, seconds, content, files, pure=False)
                    sent[future] = ready
                yield from done
                done = [
                    (ready := sent.pop(future), _result(future, ready, stage))
                    for future in (_finished(client, sent, address) if sent else ())
                ]
            yield from done
        finally:
            with suppress(Exception):  # without a scheduler there is nothing to cancel
                client.cancel([*sent, files])


@contextmanager
def _connected(address: str) -> Iterator[tuple[Client, tuple[dict[str, str], dict[str, str]]]]:
    try:
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError as error:
        raise ParameterError(
            f"{OPTION}: the Python package {error.name} is not installed. "
            "Run `pip install '.[cluster]'` in this folder."
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        asyncio.run(_knock(address))
    except OSError as error:
        raise _refused(address, f"no scheduler answers: {error}", "Start it") from error
    except (TypeError, ValueError) as error:
        raise _refused(address, str(error), FORM) from error
    with catch_warnings(action="ignore", category=VersionMismatchWarning):
        client = Client(address, timeout=ANSWERS_IN)
    with client:
        yield client, _agreed(client, address)


async def _knock(address: str) -> None:
    """See that a scheduler is there; a client that finds none does not end quietly."""
    from distributed import Security
    from distributed.comm import connect

    settings = Security().get_connection_args("client")
    comm = await connect(address, timeout=ANSWERS_IN, **settings)
    await comm.close()


def _agreed(client: Client, address: str) -> tuple[dict[str, str], dict[str, str]]:
    """The versions that the cluster has as we have them: those that it needs, and further ones."""
    if not _threads(client, address):
        raise _refused(address, "the cluster has no worker", START.format(address))
    names = [*locked(project())["libraries"], "distributed"]
    text = (project() / LOCK).read_text("utf-8")
    further = versions([name for name, _ in LOCKED.findall(text)])
    needed = versions(names)
    further = {name: one for name, one in further.items() if one != MISSING and name not in needed}
    found = {"the scheduler": client.run_on_scheduler(differences, needed, further)}
    found |= client.run(differences, needed, further, on_error="return")
    for place, differing in found.items():
        if differing:
            raise _differs(place, differing)
    return needed, further


def _finished(client: Client, sent: Iterable[Future], address: str) -> set[Future]:
    from distributed import wait

    while True:
        try:
            return wait(list(sent), timeout=PATIENCE, return_when="FIRST_COMPLETED").done
        except CancelledError as error:
            raise _lost(address) from error
        except TimeoutError:
            _await_worker(client, address)


def _await_worker(client: Client, address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _threads(client, address):
        if time.monotonic() > deadline:
            raise _refused(address, "no worker is left", START.format(address))
        time.sleep(1)


def _threads(client: Client, address: str) -> int:
    """How many jobs the cluster does at a time."""
    try:
        return sum(client.nthreads().values())
    except (CancelledError, OSError) as error:
        raise _lost(address) from error


def _result(future: Future, ready: Plan, stage: Path) -> object:
    from distributed import KilledWorker

    error = future.exception()
    if isinstance(error, KilledWorker):
        return Died(f"{error.allowed_failures + 1} workers were lost with it, one after another")
    if isinstance(error, ImportError | AttributeError):
        raise _differs("a worker", f"another package or none: {error}")
    if error:
        return Died(f"{type(error).__name__}: {error}")
    place, differing, content = future.result()
    if differing:
        raise _differs(place, differing)
    result, left = pickle.loads(content)
    if left:
        notebook = stage / ready.name / f"{ready.name}.ipynb"
        notebook.parent.mkdir(parents=True, exist_ok=True)
        notebook.write_bytes(left)
    return result


def _packed(plans: Sequence[Plan]) -> bytes:
    """The files of the project that a notebook may read or that its page names, as one."""
    folder = project()
    names = {REGISTER, LOCK, SETTINGS, *(ready.origin.notebook for ready in plans if ready.origin)}
    for place in (RAW, PROCESSED):
        found = (path for path in (folder / place).rglob("[!.]*") if path.is_file())
        names |= {path.relative_to(folder).as_posix() for path in found}
    return zlib.compress(pickle.dumps({name: (folder / name).read_bytes() for name in names}))


def _lost(address: str) -> ParameterError:
    return _refused(address, "the scheduler no longer answers", "Start it, and build what is left")


def _differs(place: str, differing: object) -> ParameterError:
    return ParameterError(f"{OPTION}: {place} has {differing}. {SAME}")


def _refused(address: str, reason: str, remedy: str) -> ParameterError:
    return ParameterError(f"{OPTION} {address}: {' '.join(reason.split())}. {remedy}.")
