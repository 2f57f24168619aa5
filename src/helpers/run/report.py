"""One report: a notebook run by papermill in a clean kernel, its page, and its numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError

from helpers.data.project import NOTED_IN
from helpers.data.sources import OWN_FIGURES, quality_of
from helpers.page.editions import Standing, with_numbers
from helpers.page.faults import check_page
from helpers.page.numbers import NUMBERS_MIME, TABLES_MIME
from helpers.page.record import Record
from helpers.page.site import Tongues, page, read_entry
from helpers.page.words import ENGLISH
from helpers.run.body import body_of
from helpers.run.downloads import NUMBERS, listed, tables_of, write_downloads
from helpers.run.made import Report, ReportError
from helpers.run.manifest import Origin, checksum, files_read, page_record
from helpers.run.pdf import write_pdf
from helpers.run.processes import ENVIRONMENT

KERNEL = "python3"
WITH_PUBLISHED, WITH_OWN = "published-figures", "own-figures"
FIGURES = "figures"
FILES_READ = "files-read.txt"
SAME_WHEREVER_STATED = ("value", "unit", "lower", "upper", "confidence")


def make_report(
    notebook: nbformat.NotebookNode,
    parameters: Mapping[str, object],
    executed: Path,
    standing: Standing | None = None,
    pdf: bool = False,
    languages: Sequence[str] = (ENGLISH,),
    origin: Origin | None = None,
    engine: str | None = None,
    kept: bool = False,
) -> Report:
    """Run a notebook with parameters that were checked, and make its page and numbers.

    Cells tagged ``own-figures`` are run only with own figures, and those tagged
    ``published-figures`` only without.

    Parameters
    ----------
    executed
        Where papermill writes the notebook while it runs; the caller keeps or removes it, and the
        list of files that the notebook read, beside it. Own figures stand beside it.
    standing
        Which edition the page is, or which variant; where it is none the page says neither.
    pdf
        Whether the page is also made as a PDF; its list of downloads names it, the PDF's does not.
    languages
        English, then further ones in which a page with its own words is made.
    origin
        Where the notebook stands; without it the page does not say what it was made from.
    engine
        That of papermill; without it, an ordinary kernel.
    kept
        Whether the report also has the notebook as executed.

    Raises
    ------
    ReportError
        A cell failed, the kernel died, a cell shows what is not made by the page room, or one id
        stands for two numbers. What a cell writes to stderr (warnings) is not shown and is no
        failure.
    """
    try:
        with _kernel_environment(executed.parent / FILES_READ):
            run = papermill.execute_notebook(
                cells_for(notebook, bool(parameters.get(FIGURES))),
                executed,
                parameters=dict(parameters),
                engine_name=engine,
                kernel_name=KERNEL,
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                cwd=executed.parent,
                extra_arguments=["--log-level=CRITICAL"],
            )
    except PapermillExecutionError as error:
        message = f"cell {error.exec_count} failed: {error.ename}: {error.evalue}"
        raise ReportError(" ".join(message.split())) from error
    except (DeadKernelError, RuntimeError, TimeoutError) as error:
        raise ReportError(f"the kernel died: {error}") from error
    scrubbed = scrub(run)
    read = files_read(executed.parent / FILES_READ)
    made_from = page_record(origin, read) if origin else None
    supplied = executed.with_name(OWN_FIGURES) if parameters.get(FIGURES) else None
    own = supplied.read_bytes() if supplied else b""
    report = publish(scrubbed, executed.stem, standing, pdf, languages, made_from, own)
    text = f"{nbformat.writes(scrubbed)}\n" if kept else ""
    return report._replace(notebook=text, read=frozenset(read))


def cells_for(notebook: nbformat.NotebookNode, own: bool) -> nbformat.NotebookNode:
    """The notebook without the cells that are not for such figures."""
    kept = nbformat.from_dict(notebook)
    other = WITH_PUBLISHED if own else WITH_OWN
    kept.cells = [cell for cell in kept.cells if other not in cell.metadata.get("tags", [])]
    return kept


def scrub(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The executed notebook without times, paths, environment, random ids and warnings.

    papermill marks cells as completed even when the kernel was killed, so that nothing it writes
    about the run is kept, apart from the parameters. What was written to stderr names files of
    the machine and of the kernel.
    """
    kept = nbformat.from_dict(notebook)
    kept.metadata = {
        "kernelspec": notebook.metadata.get("kernelspec", {}),
        "papermill": {"parameters": notebook.metadata.papermill.parameters},
    }
    for cell in kept.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _is_warning(output)]
    return kept


def publish(
    notebook: nbformat.NotebookNode,
    name: str,
    standing: Standing | None = None,
    pdf: bool = False,
    languages: Sequence[str] = (ENGLISH,),
    made_from: Record | None = None,
    own: bytes = b"",
) -> Report:
    """The pages and the numbers of an executed notebook, and the own figures that it rests on.

    A parameter's name in braces in a Markdown cell (``{police_force}``) becomes its value.

    Raises
    ------
    ReportError
        As for :func:`make_report`, or a Markdown cell names a parameter that was not given.
    """
    _check_outputs(notebook)
    body = body_of(notebook)
    try:
        check_page(body)
    except ValueError as error:
        raise ReportError(str(error)) from error
    title = read_entry(body, name, "").title
    try:
        sheets = tables_of(_carried(notebook, TABLES_MIME))
        files = write_downloads(name, title, _numbers(notebook), sheets)
    except ValueError as error:
        raise ReportError(f"downloads: {error}") from error
    files |= {OWN_FIGURES: own} if own else {}
    standing = with_numbers(standing or Standing(), checksum(files[NUMBERS]))
    standing = standing._replace(own_figures=quality_of(own) if own else "")

    def made(language: str = ENGLISH) -> str:
        tongues = Tongues(language, languages)
        offered = listed(name, files, sheets)
        return page(body, name, offered, standing, tongues, made_from)

    if pdf:
        try:
            files[f"{name}.pdf"] = write_pdf(made())
        except ValueError as error:
            raise ReportError(str(error)) from error
    try:
        others = tuple((other, made(other)) for other in languages if other != ENGLISH)
    except ValueError as error:
        raise ReportError(f"words of the page: {error}") from error
    return Report(made(), files, others)


def _check_outputs(notebook: nbformat.NotebookNode) -> None:
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for position, cell in enumerate(code, start=1):
        if cell.execution_count is None:
            raise ReportError(f"cell {position} was never run")
        for output in cell.outputs:
            if not _is_warning(output) and NUMBERS_MIME not in output.get("data", {}):
                problem = f"cell {position} shows what is not made by helpers.page"
                raise ReportError(f"{problem}: show a table, a chart or a sentence")


def _is_warning(output: nbformat.NotebookNode) -> bool:
    return output.output_type == "stream" and output.name == "stderr"


def _numbers(notebook: nbformat.NotebookNode) -> list[dict[str, str]]:
    numbers: dict[str, dict[str, str]] = {}
    for record in _carried(notebook, NUMBERS_MIME):
        first = numbers.setdefault(record["id"], record)
        for field in SAME_WHEREVER_STATED:
            if first[field] != record[field]:
                raise ReportError(
                    f"number {record['id']} has two readings of {field}: "
                    f"{first[field]!r} and {record[field]!r}"
                )
    return list(numbers.values())


def _carried(notebook: nbformat.NotebookNode, kind: str) -> list[Mapping]:
    """What the outputs of a notebook carry under a MIME type, in their order."""
    return [
        record
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for record in output.get("data", {}).get(kind, [])
    ]


@contextmanager
def _kernel_environment(files_read: Path) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update({**ENVIRONMENT, NOTED_IN: str(files_read)})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
