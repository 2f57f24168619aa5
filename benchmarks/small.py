"""What takes under a second: starting, and making a page of a notebook that has run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

TIMES, PROCESSES = 11, 5
PAGES = 6
NAME = "4_essex_hate_crime_growth"
WHOLE, ALONE = "downloads", "page"
FIELDS = ("what", "milliseconds", "limit")


def times() -> dict[str, list[dict]]:
    """Medians in milliseconds, each with its target; none where there is no target."""
    python = _started(sys.executable, "-c", "pass")
    package = _started(sys.executable, "-c", "import helpers")
    disparity = str(Path(sys.executable).with_name("disparity"))
    with tempfile.TemporaryDirectory() as folder:
        notebook = _executed(Path(folder))
        first, later = zip(*_pages(notebook, ALONE), strict=True)
        first_whole, later_whole = zip(*_pages(notebook, WHOLE), strict=True)
    found = [
        ("`import helpers`, more than Python alone", package - python, 50),
        ("`disparity --help`", _started(disparity, "--help"), 200),
        ("executed notebook to page, first of a process", median(first), 150),
        ("executed notebook to page, later ones", median(later), 150),
        ("the same with its downloads, first", median(first_whole), None),
        ("the same with its downloads, later ones", median(later_whole), None),
    ]
    return {"small": [dict(zip(FIELDS, one, strict=True)) for one in found]}


def _started(*command: str) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def _executed(folder: Path) -> Path:
    import nbformat
    import papermill

    from helpers.data.project import project
    from helpers.run.planning import plan
    from helpers.run.report import cells_for, scrub

    [ready] = plan(project(), [NAME])
    cells, parameters = cells_for(ready.notebook, False), dict(ready.parameters)
    run = papermill.execute_notebook(cells, folder / "run.ipynb", parameters, progress_bar=False)
    nbformat.write(scrub(run), folder / "scrubbed.ipynb")
    return folder / "scrubbed.ipynb"


def _pages(notebook: Path, kind: str) -> Iterator[tuple[float, float]]:
    """The first page of a process, and the median of the later ones, in each of several."""
    for _ in range(PROCESSES):
        words: Sequence[str] = [sys.executable, __file__, str(notebook), kind]
        run = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
        first, *later = map(float, run.stdout.split())
        yield first, median(later)


def _print_pages(path: str, kind: str) -> None:
    """Print the milliseconds of several pages of the same notebook, in this process."""
    from helpers.run.processes import ENVIRONMENT

    os.environ |= ENVIRONMENT
    import nbformat

    from helpers.run import report

    notebook = nbformat.read(path, as_version=4)
    if kind == ALONE:
        report.write_downloads = lambda *_: {report.NUMBERS: b""}
    for _ in range(PAGES):
        start = time.perf_counter()
        report.publish(notebook, NAME)
        print(1000 * (time.perf_counter() - start))


if __name__ == "__main__":
    _print_pages(*sys.argv[1:])
