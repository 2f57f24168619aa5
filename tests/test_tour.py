"""The notebook for newcomers: it runs from anywhere, and shows a table, a chart and a map."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

TOUR = Path(__file__).parents[1] / "notebooks" / "0_start_here.ipynb"


@pytest.fixture(scope="module")
def cells(tmp_path_factory) -> list:
    """The code cells of the tour, run in a folder that has nothing to do with the project."""
    notebook = nbformat.read(TOUR, 4)
    folder = tmp_path_factory.mktemp("elsewhere")
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, timeout=120).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cells: list) -> str:
    return "".join(
        str(output.get("data", {}).get("text/html", ""))
        for cell in cells
        for output in cell.outputs
    )


def test_it_is_committed_without_outputs_and_its_cells_are_short():
    cells = [cell for cell in nbformat.read(TOUR, 4).cells if cell.cell_type == "code"]
    assert len(cells) <= 10 and all(len(cell.source.splitlines()) <= 12 for cell in cells)
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


def test_every_cell_shows_something_and_nothing_goes_wrong(cells):
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert kinds == {"execute_result"} and all(cell.outputs for cell in cells)


def test_it_shows_a_table_a_chart_and_a_map(cells):
    html = shown(cells)
    assert "Covid notices by force, 27 March to 11 May 2020</caption>" in html
    assert 'alt="Bar chart of notices per 10,000 residents' in html
    assert 'alt="Map of notices per 10,000 residents by police force: Kent is outlined.' in html


def test_the_rate_is_the_one_of_the_published_page(cells):
    # reports/1_north_yorkshire_fpn_profile has 843 notices among 828,672 residents of mid-2019,
    # and the NPCC's list of 15 May 2020 prints the 843.
    text = next(o["data"]["text/plain"] for c in cells for o in c.outputs if "828672" in str(o))
    [row] = [line.split() for line in text.splitlines() if "North Yorkshire" in line]
    assert row[3:5] == ["843", "828672"] and row[5].startswith("10.17")
