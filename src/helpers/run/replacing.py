"""Hides how the files of a report replace the earlier ones together, even if a kill comes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from helpers.run.parameters import ParameterError

STAGE = ".staged-"
MOVES = """
import json, os, sys
moves = json.loads(sys.stdin.read())
for source, target in moves:
    if source:
        os.replace(source, target)
    elif os.path.exists(target):
        os.remove(target)
"""


@contextmanager
def sole_build(out: Path, wait: bool = False) -> Iterator[None]:
    """Hold a folder, which is made if it is not there, so that no other build writes to it.

    The system lets go of it when this process ends, however it ends. Windows has no such lock, and
    there nothing is held.

    Parameters
    ----------
    wait
        Wait for the end of another build, and do not refuse.

    Raises
    ------
    ParameterError
        Another build holds it.
    """
    out.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:
        yield
        return
    held = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ParameterError(f"{out}: another build writes to it. Wait for its end.") from None
        yield
    finally:
        os.close(held)


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder inside ``out`` for what is not finished; what a killed build left there goes first.

    The folder is on the same disk as its neighbours, so that a file can be moved in one step.
    """
    for left in out.glob(f"{STAGE}*"):
        shutil.rmtree(left, ignore_errors=True)
    with _beside(out) as stage:
        yield stage


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads it finds the earlier one or this one, never a part."""
    with _beside(path.parent) as stage:
        staged = stage / path.name
        staged.write_bytes(content)
        staged.chmod(0o644)
        staged.replace(path)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.resolve(), prefix=STAGE) as folder:
        yield Path(folder)


def replace_together(
    stage: Path, out: Path, files: Mapping[str, bytes], gone: Iterable[str] = ()
) -> None:
    """Put files into ``out``, and take away those that are gone, in one go.

    Every file is written to ``stage`` before the first is moved. The moves are made by a process
    of its own that begins when it has the whole list: a build that is killed before has changed
    nothing, and one that is killed later does not stop it.

    Parameters
    ----------
    files, gone
        Paths relative to ``out``, with ``/``.

    Raises
    ------
    OSError
        A file cannot be written or moved.
    """
    stage.mkdir(parents=True, exist_ok=True)
    moves: list[tuple[str, str]] = []
    for place, (name, content) in enumerate(files.items()):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        staged = stage / f"{place}.part"
        staged.write_bytes(content)
        staged.chmod(0o644)
        moves.append((str(staged.resolve()), str((out / name).resolve())))
    moves += [("", str((out / name).resolve())) for name in gone]
    moved = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MOVES],
        input=json.dumps(moves),
        stderr=subprocess.PIPE,
        text=True,
        encoding="ascii",
        start_new_session=True,
    )
    if moved.returncode:
        raise OSError(moved.stderr.strip().rpartition("\n")[2])
