"""Files that take the places of earlier ones: together, and whole wherever the build is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.run import replacing
from helpers.run.replacing import replace_together, staging, write_whole

KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
from helpers.run import replacing
out, moment = Path(sys.argv[1]), sys.argv[2]
def handed_over(words, input, start_new_session, **options):
    mover = subprocess.Popen(words, stdin=-1, text=True, start_new_session=start_new_session)
    mover.stdin.write(input if moment == "after" else input[:-1])
    mover.stdin.flush()
    os.kill(os.getpid(), signal.SIGKILL)
replacing.subprocess.run = handed_over
with replacing.staging(out) as stage:
    if moment == "staged":
        (stage / "0.part").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    replacing.replace_together(stage, out, {"kent.html": b"new", "kent/a.csv": b"new"}, ["b.csv"])
"""
EARLIER = {"kent.html": b"old", "kent/a.csv": b"old", "b.csv": b"old"}


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name, content in EARLIER.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_files_are_replaced_and_what_is_gone_is_removed_and_nothing_is_left_beside(out):
    before = os.umask(0o077)
    with staging(out) as stage:
        replace_together(stage, out, {"kent.html": b"new", "kent/t/c.csv": b"C"}, ["b.csv", "x"])
    os.umask(before)
    assert contents(out) == {"kent.html": b"new", "kent/a.csv": b"old", "kent/t/c.csv": b"C"}
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
    assert (out / "kent.html").stat().st_mode & 0o777 == 0o644


def test_a_file_that_is_written_alone_leaves_what_is_staged_beside_it(out):
    with staging(out) as stage:
        write_whole(out / "batch.json", b"{}")
        replace_together(stage, out, {"kent.html": b"new"})
    assert contents(out) == {**EARLIER, "kent.html": b"new", "batch.json": b"{}"}


def test_a_file_that_cannot_be_staged_leaves_every_earlier_one(out):
    files = {"kent.html": b"new", "b.csv/c.csv": b"C"}
    with pytest.raises(OSError), staging(out) as stage:
        replace_together(stage, out, files)
    assert contents(out) == EARLIER


def test_a_move_that_fails_is_an_error_in_one_line(out):
    (out / "kent.html").unlink()
    (out / "kent.html").mkdir()
    with pytest.raises(OSError, match="IsADirectoryError") as failed, staging(out) as stage:
        replace_together(stage, out, {"kent.html": b"new"})
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    ("moment", "replaced"), [("staged", False), ("before", False), ("after", True)]
)
def test_a_build_that_is_killed_has_replaced_all_or_nothing(out, moment, replaced):
    done = subprocess.run([sys.executable, "-c", KILLED, str(out), moment], capture_output=True)
    assert done.returncode == -signal.SIGKILL
    left = [path for path in out.iterdir() if path.name.startswith(replacing.STAGE)]
    assert len(left) == 1
    with staging(out):
        assert not left[0].exists()
    expected = {"kent.html": b"new", "kent/a.csv": b"new"} if replaced else EARLIER
    assert contents(out) == expected


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "index.html"
    write_whole(path, b"old")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError):
        write_whole(path, b"new")
    assert contents(tmp_path) == {"index.html": b"old"}
