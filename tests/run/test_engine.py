"""Cells run inside a process of their own: what ends a notebook, and what it writes past Python."""

from __future__ import annotations

import os
import re
import tempfile
from functools import partial
from pathlib import Path

import nbformat
import nbformat.v4 as notebooks
import pytest

from helpers.run.engine import IN_PROCESS, register
from helpers.run.processes import FORKS, Died, side_by_side
from helpers.run.report import make_report

pytestmark = pytest.mark.skipif(not FORKS, reason="the engine is for forked processes")
NOT_A_PAGE = "ReportError: cell 3 shows what is not made by helpers.page: show a table, a chart or"
ENDS = {
    "exit()": "cell 3 failed: SystemExit: a cell may not end its notebook; take the call out",
    "quit()": "cell 3 failed: SystemExit: a cell may not end its notebook; take the call out",
    "import sys; sys.exit()": "cell 3 failed: SystemExit: a cell may not end its notebook; take",
    "import sys; sys.exit('done')": "cell 3 failed: SystemExit: done",
    "raise SystemExit(2)": "cell 3 failed: SystemExit: 2",
    "raise KeyboardInterrupt": "cell 3 failed: KeyboardInterrupt",
    "1 +": "cell 3 failed: SyntaxError: invalid syntax",
}
WRITES = {
    "import os; n = os.write(1, b'straight')": "straight",
    "import subprocess; done = subprocess.run(['echo', 'child'])": "child",
    "import os; code = os.system('echo shell')": "shell",
    "print('plainly')": "plainly",
}


def made(code: str, folder: Path | None = None, engine: str | None = IN_PROCESS) -> str:
    """What goes wrong with a notebook of two cells, of which the code is the first."""
    register()
    parameters = notebooks.new_code_cell("year = 2020", metadata={"tags": ["parameters"]})
    cells = [parameters, notebooks.new_code_cell(code), notebooks.new_code_cell("left = 1")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = notebooks.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    with tempfile.TemporaryDirectory() as scratch:
        place = (folder or Path(scratch)) / "trial.ipynb"
        try:
            make_report(notebook, {"year": 2020}, place, engine=engine)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return ""


def problem(code: str, **options: object) -> str:
    [(_, found)] = side_by_side([code], partial(made, **options), 1, lambda task: None)
    assert not isinstance(found, Died), found
    return found


@pytest.mark.parametrize("code", ENDS)
def test_a_cell_that_would_end_its_notebook_is_named_in_one_line_and_none_runs_after_it(
    code, tmp_path
):
    found = problem(code, folder=tmp_path)
    assert found.startswith(f"ReportError: {ENDS[code]}") and "\n" not in found
    kept = code_cells(tmp_path / "trial.ipynb")
    assert kept[-1].execution_count is None


def code_cells(path: Path) -> list:
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def test_an_ordinary_kernel_says_the_same_of_an_error():
    code = "import sys; sys.exit('done')"
    assert made(code, engine=None) == problem(code)


@pytest.mark.parametrize("code", WRITES)
def test_what_a_cell_writes_past_python_is_output_that_no_page_may_have(code, tmp_path):
    assert problem(code, folder=tmp_path).startswith(NOT_A_PAGE)
    [output] = code_cells(tmp_path / "trial.ipynb")[2].outputs
    assert (output.name, output.text) == (
        "stdout",
        f"{WRITES[code]}\n".replace("straight\n", "straight"),
    )


def test_an_ordinary_kernel_takes_what_is_written_past_python_for_output_too(monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel looks for it, and then does not
    code = "import os; n = os.write(1, b'straight')"
    # The kernel hands it on from a thread of its own, at times when a later cell runs.
    refusals = [
        re.sub(r"cell \d+", "a cell", said) for said in (made(code, engine=None), problem(code))
    ]
    assert refusals[0] == refusals[1] and "a cell shows" in refusals[0]


def logged(code: str, log: Path) -> str:
    """As :func:`made`, where a file stands for the terminal."""
    terminal = os.open(log, os.O_CREAT | os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(terminal, descriptor)
    return made(code)


def test_nothing_that_a_cell_writes_reaches_the_terminal(tmp_path):
    code = "import os\nfor place in (1, 2): os.write(place, b'straight')\nn = os.system('echo sh')"
    [(_, found)] = side_by_side([code], partial(logged, log=tmp_path / "log"), 1, lambda task: None)
    assert "cell 3 shows" in found and (tmp_path / "log").read_bytes() == b""
