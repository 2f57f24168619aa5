"""Ways to make the same reports: which command each is, and how long and how large it was."""

from __future__ import annotations

import json
import os
import pickle
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

import nbformat
import psutil

from helpers.data.project import ENVIRONMENT_VARIABLE, project
from helpers.run.batch_file import plan_batch
from helpers.run.forces import plan_forces, read_analyses
from helpers.run.planning import Plan, plan
from helpers.run.report import cells_for

HERE, BIN = Path(__file__).parent, Path(sys.executable).parent
CASES = (
    "1_north_yorkshire_fpn_profile",
    "2_wiltshire_fpn_breakdown",
    "3_south_wales_recruitment_trend",
    "4_essex_hate_crime_growth",
)
ANALYSIS, WITHOUT_AREA = "hate-crime-growth", "British Transport Police"
VARIANTS = {"census": [2011, 2021], "confidence": [0.9, 0.95]}
NEEDED = (
    "data",
    "notebooks",
    "gate.toml",
    "office.toml",
    "pyproject.toml",
    "reports.yml",
    "requirements.lock",
)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
LISTED = "listed.json"
OURS = "ours"
SAMPLED_EACH = 0.5
SMALLEST_PAGE = 50_000


class Reports(NamedTuple):
    """Reports to make, and what `disparity build` is told to make them."""

    kind: str
    plans: Sequence[Plan]
    asked: Sequence[str]


class Taken(NamedTuple):
    """What a command took; ``memory`` is that of its largest process, in bytes."""

    seconds: float
    memory: int


def copy_project(work: Path) -> None:
    """A copy of what a build reads, which the commands take for the project from now on."""
    copied = work / "project"
    for name in NEEDED:
        source = project() / name
        (shutil.copytree if source.is_dir() else _copy)(source, copied / name)
    os.environ |= {**ONE_THREAD, ENVIRONMENT_VARIABLE: str(copied)}


def chosen(kind: str, count: int, work: Path) -> Reports:
    """The reports of a kind: one, four, forces, or variants (the forces four times each)."""
    if kind in ("one", "four"):
        names = CASES if kind == "four" else CASES[-1:]
        return Reports(kind, plan(project(), names), names)
    analyses = read_analyses(project())
    having = [one for one in analyses[ANALYSIS].forces if one != WITHOUT_AREA][:count]
    if kind == "forces":
        asked = [ANALYSIS, *(word for one in having for word in ("--force", one))]
        return Reports(kind, plan_forces(analyses, [ANALYSIS], having), asked)
    run = {"analyses": [ANALYSIS], "forces": having, "parameters": VARIANTS}
    batch = work / "variants.yml"
    batch.write_text(json.dumps({"runs": [run]}), "utf-8")
    return Reports(kind, plan_batch(analyses, batch), ["--batch", str(batch)])


def prepare(way: str, reports: Reports, work: Path) -> Path:
    """An empty folder for a way, with the list of reports; that of ours, for what follows it."""
    out = work / f"{reports.kind}-{way}"
    if way == "unchanged":
        return work / f"{reports.kind}-{OURS}"
    shutil.rmtree(out, ignore_errors=True)
    (out / "notebooks").mkdir(parents=True)
    if way == "first":
        shutil.rmtree(project() / "build", ignore_errors=True)
    listed = {one.name: _listed(one, out / "notebooks") for one in reports.plans}
    content = {"papermill": str(BIN / "papermill"), "jupyter": str(BIN / "jupyter")}
    (out / LISTED).write_text(json.dumps(content | {"reports": listed}, indent=1), "utf-8")
    (out / LISTED).with_suffix(".pickle").write_bytes(pickle.dumps(reports.plans))
    return out


def command(way: str, reports: Reports, out: Path, snakemake: str) -> list[str]:
    """What to run, with ``out`` as the working folder."""
    ours = [str(BIN / "disparity"), "build", *reports.asked, "--out", str(out), "--jobs", "2"]
    plain = [sys.executable, str(HERE / "plain.py")]
    listed = str(out / LISTED)
    rules = ["--snakefile", str(HERE / "Snakefile"), "--configfile", listed, "--cores", "2"]
    commands: Mapping[str, Callable[[], list[str]]] = {
        "loop": lambda: ["sh", "-ec", _loop(json.loads(Path(listed).read_text("utf-8")))],
        "api2": lambda: [*plain, "papermill", listed],
        "snakemake": lambda: [snakemake, *rules],
        "floor": lambda: [*plain, "functions", listed],
        OURS: lambda: [*ours, "--fresh"],
        "first": lambda: [*ours, "--fresh"],
        "unchanged": lambda: ours,
    }
    return commands[way]()


def measured(words: Sequence[str], out: Path) -> Taken:
    """Run a command to its end.

    Raises
    ------
    SystemExit
        It failed: with the end of what it said.
    """
    start = time.perf_counter()
    said = out / "said.txt"
    with said.open("wb") as log:
        process = psutil.Popen(words, cwd=out, stdout=log, stderr=subprocess.STDOUT)
        ended, sizes = Event(), [0]
        watch = Thread(target=_watch, args=(process, ended, sizes))
        watch.start()
        status = subprocess.Popen.wait(process)
        seconds = time.perf_counter() - start
        ended.set()
        watch.join()
    if status:
        raise SystemExit(f"{shlex.join(words)[:200]}: status {status}\n{said.read_text()[-2000:]}")
    return Taken(seconds, max(sizes))


def check_pages(reports: Reports, out: Path) -> None:
    """Refuse a way that did not make every page."""
    for one in reports.plans:
        page = out / f"{one.name}.html"
        if not page.is_file() or page.stat().st_size < SMALLEST_PAGE:
            raise SystemExit(f"{page}: not made")


def _listed(ready: Plan, folder: Path) -> dict:
    """A notebook as it is run without own figures, and its parameters in two forms."""
    path = folder / f"{ready.name}.ipynb"
    nbformat.write(cells_for(ready.notebook, False), path)
    given = [word for key, value in ready.parameters.items() for word in ("-p", key, str(value))]
    return {"notebook": str(path), "parameters": dict(ready.parameters), "given": given}


def _loop(listed: Mapping) -> str:
    lines = []
    for name, one in listed["reports"].items():
        run = [listed["papermill"], one["notebook"], f"{name}.ipynb", *one["given"]]
        lines.append(shlex.join([*run, "--no-progress-bar"]))
        lines.append(shlex.join([listed["jupyter"], "nbconvert", "--to", "html", f"{name}.ipynb"]))
    return "\n".join(lines)


def _watch(process: psutil.Process, ended: Event, sizes: list[int]) -> None:
    while not ended.wait(SAMPLED_EACH):
        try:
            running = [process, *process.children(recursive=True)]
        except psutil.Error:
            return
        for one in running:
            try:
                sizes.append(one.memory_info().rss)
            except psutil.Error:
                continue


def _copy(source: Path, copied: Path) -> None:
    if source.is_file():
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copied)
