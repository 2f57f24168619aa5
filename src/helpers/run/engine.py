"""Hides how the cells of a notebook run inside this process, which nothing else has used."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryFile

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode, from_dict
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

IN_PROCESS = "in-process"
STREAMS = {"stdout": 1, "stderr": 2}
NO_EXIT = "a cell may not end its notebook; take the call out"


class InProcessEngine(Engine):
    """A papermill engine without a kernel: for a process that was forked for one notebook."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **_: object
    ) -> None:
        """Run each code cell in turn; after one that fails, none."""
        shell = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
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


class _Shell(InteractiveShell):
    """A shell in which ``exit()`` and ``quit()`` are errors of their cell."""

    def ask_exit(self) -> None:
        raise SystemExit(NO_EXIT)


def _run(shell: InteractiveShell, cell: NotebookNode) -> bool:
    with _past_python() as written, capture_output() as captured:
        outputs = captured._outputs
        shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=outputs)
        result = shell.run_cell(cell.source, store_history=True)
    cell.execution_count = result.execution_count
    streams = {name: getattr(captured, name) + written[name] for name in STREAMS}
    cell.outputs = [
        *(_output("stream", name=name, text=text) for name, text in streams.items() if text),
        *(_shown(one, result.execution_count) for one in outputs),
        *_error(result),
    ]
    return result.success


@contextmanager
def _past_python() -> Iterator[dict[str, str]]:
    """What is written to the descriptors themselves, as child processes do, by the name of each."""
    written = dict.fromkeys(STREAMS, "")
    kept = {name: os.dup(descriptor) for name, descriptor in STREAMS.items()}
    with TemporaryFile() as stdout, TemporaryFile() as stderr:
        files = {"stdout": stdout, "stderr": stderr}
        try:
            for name, file in files.items():
                os.dup2(file.fileno(), STREAMS[name])
            yield written
        finally:
            for name, file in files.items():
                os.dup2(kept[name], STREAMS[name])
                os.close(kept[name])
                file.seek(0)
                written[name] = file.read().decode("utf-8", "replace")


def _output(kind: str, **fields: object) -> NotebookNode:
    return from_dict({"output_type": kind, **fields})


def _shown(output: Mapping, count: int) -> NotebookNode:
    """What ``display`` was given, which carries ``transient``, or the value of a last line."""
    kind, counted = "display_data", {}
    if "transient" not in output:
        kind, counted = "execute_result", {"execution_count": count}
    return _output(kind, data=output["data"], metadata=output["metadata"], **counted)


def _error(result: ExecutionResult) -> list[NotebookNode]:
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return []
    said = str(error) or (NO_EXIT if isinstance(error, SystemExit) else "")
    return [_output("error", ename=type(error).__name__, evalue=said, traceback=[])]
