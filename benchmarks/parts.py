"""Where the processor time of one report goes, in a process that has imported everything.

Run: .venv/bin/python benchmarks/parts.py [NAME]; the smallest of several runs of each part is told.
"""

from __future__ import annotations

import functools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

NAME = "4_essex_hate_crime_growth"
RUNS = 5
PARTS = {
    "helpers.data.build._read": "reading tables",
    "helpers.data.areas.load_boundaries": "reading tables",
    "helpers.page.pictures.publish": "drawing pictures",
    "helpers.run.engine._run": "the rest of the cells",
    "helpers.run.report.check_page": "checking the page",
    "helpers.run.report.page": "the page: frame, contents, coloured code",
    "helpers.run.report.write_downloads": "downloads",
    "helpers.run.report.publish": "the page: nbconvert",
    "helpers.run.report.papermill.execute_notebook": "papermill, without the cells",
    "helpers.run.batch._make": "the rest",
}


def main() -> None:
    from helpers.run.processes import ENVIRONMENT

    os.environ |= ENVIRONMENT
    from helpers.data.project import project
    from helpers.run import batch
    from helpers.run.planning import plan

    parts: Counter[str] = Counter()
    _time_all(parts)
    [ready] = plan(project(), sys.argv[1:] or [NAME])
    runs = []
    for _ in range(RUNS + 1):
        parts.clear()
        with tempfile.TemporaryDirectory() as folder:
            made = batch._make(ready, Path(folder), False, forked=True)
        if made.problem:
            raise SystemExit(made.problem)
        runs.append(dict(parts))
    first, *later = runs
    least = {part: min(run.get(part, 0.0) for run in later) for part in first}
    _print(first, least)


def _time_all(parts: Counter[str]) -> None:
    """Put a clock around each part; what a part calls that has its own is not counted twice."""
    inner: list[float] = []

    def timed(function: Callable, part: str) -> Callable:
        @functools.wraps(function)
        def call(*given: object, **named: object) -> object:
            start = time.process_time()
            inner.append(0.0)
            try:
                return function(*given, **named)
            finally:
                taken = time.process_time() - start
                parts[part] += taken - inner.pop()
                if inner:
                    inner[-1] += taken

        return call

    for path, part in PARTS.items():
        _replace(path, lambda function, part=part: timed(function, part))


def _replace(path: str, change: Callable[[Callable], Callable]) -> None:
    """Change a function wherever a module of the package has it."""
    import pkgutil

    place, _, name = path.rpartition(".")
    function = getattr(pkgutil.resolve_name(place), name)
    changed = change(function)
    for key, module in list(sys.modules.items()):
        if key.startswith(("helpers", "papermill")):
            for named, value in list(vars(module).items()):
                if value is function:
                    setattr(module, named, changed)


def _print(first: dict[str, float], least: dict[str, float]) -> None:
    whole = sum(least.values())
    print("| Part | s | Share | First time, s |\n|---|---|---|---|")
    for part in sorted(least, key=lambda one: -least[one]):
        share = f"{100 * least[part] / whole:.0f}%"
        print(f"| {part} | {least[part]:.2f} | {share} | {first[part]:.2f} |")
    print(f"| all | {whole:.2f} | 100% | {sum(first.values()):.2f} |")


if __name__ == "__main__":
    main()
