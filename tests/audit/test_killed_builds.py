"""A build killed at any moment: each report is the earlier one or the new one, and whole."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_project import contents, write_notebook

from helpers.run.replacing import STAGE

MOMENTS = 20
SETTLED = 30.0
BUILDS = """
import os, sys
from pathlib import Path
from helpers.run.batch import build
from helpers.run.manifest import package
from helpers.run.planning import plan
project = Path(sys.argv[1])
package()
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        plans = plan(project, ["first"], {"census": int(line)})
        for outcome in build(plans, project / "reports", project / "failed", lambda name: None):
            print(outcome.problem, file=sys.stderr)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

LIGHT = """from IPython.display import display
columns = "id label value unit displayed lower upper confidence method sources published_value"
number = dict.fromkeys((columns + " published_source agreement").split(), "")
number |= {"id": "trial.census", "value": str(census), "unit": "year", "displayed": str(census)}
shown = f'<data data-number="trial.census" value="{census}">{census}</data>'
table = dict(name="trial", caption="Census", headers=["Census"], formats=["0"], rows=[[census]])
kind = "application/vnd.disparity.%s+json"
display({"text/html": f'<ul class="findings"><li>{shown}</li></ul>', "text/plain": "",
         kind % "numbers": [number], kind % "tables": [table]}, raw=True)"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a killed child needs os.fork")


def published(project: Path) -> dict[str, bytes]:
    """Every file of the reports, apart from what is not finished."""
    found = contents(project / "reports")
    return {path: content for path, content in found.items() if not path.startswith(STAGE)}


@pytest.fixture
def build(audited: Path) -> Iterator[Callable[[int, float | None], int]]:
    """Build a report with a census in a process of its own, and kill it after some seconds.

    Its notebook imports nothing of the package, which would take most of the time.
    """
    write_notebook(audited / "notebooks/first.ipynb", LIGHT)
    words = [sys.executable, "-c", BUILDS, str(audited)]
    environment = os.environ | {"DISPARITY_PROJECT": str(audited)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, env=environment, text=True, **pipes) as server:
        assert server.stdout.readline() == "ready\n"

        def run(census: int, seconds: float | None = None) -> int:
            server.stdin.write(f"{census}\n")
            server.stdin.flush()
            child = int(server.stdout.readline())
            if seconds is not None:
                time.sleep(seconds)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            return int(server.stdout.readline())

        yield run
        server.stdin.close()


def settled(project: Path, states: list[dict[str, bytes]]) -> dict[str, bytes]:
    """What is published once the moves that had begun are made."""
    end = time.monotonic() + SETTLED
    while (found := published(project)) not in states and time.monotonic() < end:
        time.sleep(0.01)
    return found


def test_a_build_killed_at_twenty_moments_leaves_a_whole_report_and_the_next_build_finishes(
    audited, build
):
    reports = audited / "reports"
    states, seconds = {}, 0.0
    for census in (2021, 2011):
        begun = time.monotonic()
        assert build(census) == 0
        seconds = time.monotonic() - begun
        states[census] = published(audited)
    assert states[2011] != states[2021] and len(states[2011]) == len(states[2021])
    moments, left, killed = random.Random(2020), 0, 0
    for place in range(MOMENTS):
        census = 2021 if published(audited) == states[2011] else 2011
        after = (place + moments.random()) / MOMENTS * seconds
        killed += build(census, after) == -signal.SIGKILL
        assert settled(audited, [*states.values()]) in states.values(), f"killed after {after} s"
        left += any(path.name.startswith(STAGE) for path in reports.iterdir())
    assert killed > 0 and left > 0
    assert build(2021) == 0
    assert contents(reports) == states[2021]
