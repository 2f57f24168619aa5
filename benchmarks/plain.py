"""Makes the reports of a list without `disparity`, in two processes, for builds.py to time.

Run by builds.py: python plain.py papermill|functions FILE
"""

from __future__ import annotations

import ast
import gc
import json
import multiprocessing
import os
import pickle
import sys
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

PROCESSES = 2
HEAVY = ("geopandas", "matplotlib.pyplot", "scipy.optimize", "scipy.stats", "seaborn")
COLLECTED_AFTER = (50_000, 20, 20)


def with_papermill(listed: Path) -> None:
    """papermill's Python interface, and one exporter a process; ordinary kernels."""
    import nbconvert
    import papermill  # noqa: F401

    reports = json.loads(listed.read_text("utf-8"))["reports"]
    given = [(name, one["notebook"], one["parameters"]) for name, one in reports.items()]
    exporter = nbconvert.HTMLExporter()
    _side_by_side(partial(_executed_and_converted, exporter, listed.parent), given)


def with_functions(listed: Path) -> None:
    """Each notebook's cells as one function, in processes that have imported everything."""
    from helpers.run.processes import ENVIRONMENT

    os.environ |= ENVIRONMENT
    for name in HEAVY:
        __import__(name)
    import helpers.run.report  # noqa: F401

    plans = pickle.loads(listed.with_suffix(".pickle").read_bytes())
    notebooks = {name: one["notebook"] for name, one in _listed(listed).items()}
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    work = partial(_called_and_published, listed.parent)
    _side_by_side(work, [(one, notebooks[one.name]) for one in plans])


def as_function(source: str) -> Callable:
    """The code cells of a notebook, without its parameters, as a function of them.

    Its first argument is called with the place of a cell and the value of its last line.
    """
    body: list[ast.stmt] = []
    names = ["_show"]
    for place, cell in enumerate(json.loads(source)["cells"]):
        if cell["cell_type"] != "code":
            continue
        lines = ast.parse("".join(cell["source"])).body
        if "parameters" in cell["metadata"].get("tags", []):
            names += [line.targets[0].id for line in lines if isinstance(line, ast.Assign)]
            continue
        if lines and isinstance(lines[-1], ast.Expr):
            shown = ast.Call(
                ast.Name("_show", ast.Load()), [ast.Constant(place), lines[-1].value], []
            )
            lines[-1] = ast.Expr(shown)
        body += lines
    arguments = ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])
    function = ast.FunctionDef("made", arguments, body, [])
    module = ast.fix_missing_locations(ast.Module([function], []))
    made: dict[str, Callable] = {}
    exec(compile(module, "notebook", "exec"), made)
    return made["made"]


def _side_by_side(work: Callable, items: list) -> None:
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        for _ in pool.imap_unordered(work, items):
            pass


def _listed(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))["reports"]


def _executed_and_converted(exporter: object, out: Path, report: tuple[str, str, Mapping]) -> None:
    import papermill

    name, notebook, parameters = report
    executed = out / f"{name}.ipynb"
    papermill.execute_notebook(notebook, executed, parameters, progress_bar=False)
    page, _ = exporter.from_filename(str(executed))
    executed.with_suffix(".html").write_text(page, "utf-8")


def _called_and_published(out: Path, planned: tuple) -> None:
    from helpers.data.project import NOTED_IN
    from helpers.run.manifest import files_read, page_record
    from helpers.run.report import publish, scrub

    ready, notebook = planned
    noted = out / f"{ready.name}.files-read.txt"
    os.environ[NOTED_IN] = str(noted)
    executed = scrub(_called(notebook, ready.parameters))
    made_from = page_record(ready.origin, files_read(noted))
    made = publish(executed, ready.name, ready.standing, False, ready.languages, made_from)
    (out / f"{ready.name}.html").write_text(made.page, "utf-8")
    for language, page in made.others:
        (out / f"{ready.name}.{language}.html").write_text(page, "utf-8")
    for file, content in made.downloads.items():
        path = out / ready.name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _called(path: str, parameters: Mapping) -> object:
    from nbformat.v4 import new_output
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    shown: dict[int, object] = {}
    _function(path)(shown.__setitem__, **parameters)
    notebook = parameterize_notebook(load_notebook_node(path), dict(parameters))
    cells = [one for one in notebook.cells if "injected-parameters" not in one.metadata.tags]
    run = [one for one in notebook.cells if one.cell_type == "code" and one.source.strip()]
    for number, cell in enumerate(run, start=1):
        cell.execution_count = number
    for place, value in shown.items():
        if value is not None:
            count, data = cells[place].execution_count, value._repr_mimebundle_()
            cells[place].outputs = [new_output("execute_result", data, execution_count=count)]
    return notebook


@cache
def _function(path: str) -> Callable:
    return as_function(Path(path).read_text("utf-8"))


if __name__ == "__main__":
    {"papermill": with_papermill, "functions": with_functions}[sys.argv[1]](Path(sys.argv[2]))
