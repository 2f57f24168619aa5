"""Hides how the cells of a notebook run inside this process, which nothing else has used."""

from __future__ import annotations

from collections.abc import Mapping

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

IN_PROCESS = "in-process"


class InProcessEngine(Engine):
    """A papermill engine without a kernel: for a process that was forked for one notebook."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **_: object
    ) -> None:
        """Run each code cell in turn; after one that fails, none."""
        shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
        for position, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type == "code" and cell.source.strip():
                nb_man.cell_start(cell, position)
                failed = not _run(shell, cell)
                nb_man.cell_complete(cell, position)
                if failed:
                    return


def register() -> None:
    """Let papermill know the engine by the name ``IN_PROCESS``."""
    papermill_engines.register(IN_PROCESS, InProcessEngine)


def _run(shell: InteractiveShell, cell: NotebookNode) -> bool:
    with capture_output() as captured:
        outputs = captured._outputs
        shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=outputs)
        result = shell.run_cell(cell.source, store_history=True)
    cell.execution_count = result.execution_count
    streams = {"stdout": captured.stdout, "stderr": captured.stderr}
    cell.outputs = [
        *(new_output("stream", name=name, text=text) for name, text in streams.items() if text),
        *(_shown(one, result.execution_count) for one in outputs),
        *_error(result),
    ]
    return result.success


def _shown(output: Mapping, count: int) -> NotebookNode:
    """What ``display`` was given, which carries ``transient``, or the value of a last line."""
    kind, counted = "display_data", {}
    if "transient" not in output:
        kind, counted = "execute_result", {"execution_count": count}
    return new_output(kind, output["data"], metadata=output["metadata"], **counted)


def _error(result: ExecutionResult) -> list[NotebookNode]:
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return []
    return [new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[])]
