"""The anatomy of a notebook, and that the committed ones carry no outputs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest
import yaml

from helpers.data import load
from helpers.data.areas import OTHER_SPELLINGS
from helpers.page.sentences import TYPED_ON_PURPOSE
from helpers.run.parameters import check_parameters, read_parameters
from helpers.run.report import WITH_OWN, WITH_PUBLISHED, cells_for

PROJECT = Path(__file__).parents[1]
LISTED = yaml.safe_load((PROJECT / "reports.yml").read_text("utf-8"))
REPORTS = LISTED["reports"]
NOT_PUBLISHED = {"0_start_here"}
READ = {
    path.stem: nbformat.read(path, 4)
    for path in (PROJECT / "notebooks").glob("*.ipynb")
    if path.stem not in NOT_PUBLISHED
}
NOTEBOOKS = {name: cells_for(notebook, own=False) for name, notebook in READ.items()}
NOTEBOOKS |= {
    f"{name} with own figures": cells_for(notebook, own=True)
    for name, notebook in READ.items()
    if notebook.cells != NOTEBOOKS[name].cells
}
SECTIONS = [
    "Parameters",
    "Set-up",
    "Key findings",
    "Things you need to know",
    "Where the figures come from",
    "What is counted",
    "How it is measured",
    "Does it depend on our choices?",
    "What this cannot tell you",
    "Published figures, checked",
    "Reproduce this page",
]
ROOMS = {"helpers.data", "helpers.page", "helpers.statistics"}
MUST_TAKE = {
    "police_force",
    "period_start",
    "period_end",
    "census",
    "reference_group",
    "confidence",
}
LEDGER = "5_published_figures_check"
MUST_TAKE_OF_LEDGER = {"area"}
DATES = re.compile(r"\b\d{1,2} to (?=\d{1,2} [A-Z])")
ANALYSES = {Path(analysis["notebook"]).stem for analysis in LISTED["analyses"]}
FOR_ANY_FORCE = sorted(name for name in NOTEBOOKS if name.split(" with ")[0] in ANALYSES)
each_notebook = pytest.mark.parametrize("name", sorted(NOTEBOOKS))
each_for_any_force = pytest.mark.parametrize("name", FOR_ANY_FORCE)


def code_cells(name: str) -> list:
    return [cell for cell in NOTEBOOKS[name].cells if cell.cell_type == "code"]


def shows_something(cell) -> bool:
    return cell.cell_type == "code" and isinstance(ast.parse(cell.source).body[-1], ast.Expr)


def test_every_report_has_its_notebook_and_every_notebook_of_a_case_its_report():
    cases = NOTEBOOKS.keys() - set(FOR_ANY_FORCE)
    assert {Path(report["notebook"]).stem for report in REPORTS} == cases
    assert [report["name"] for report in REPORTS] == sorted(cases)


@each_notebook
def test_notebooks_are_committed_without_outputs_and_with_unique_ids(name):
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(name))
    ids = [cell.id for cell in NOTEBOOKS[name].cells]
    assert len(set(ids)) == len(ids)


@each_notebook
def test_the_title_is_a_question_and_the_sections_stand_in_order(name):
    cells = NOTEBOOKS[name].cells
    assert re.match(r"# .+\?(\n|$)", cells[0].source)
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS


@each_notebook
def test_findings_stand_between_the_method_and_the_choices(name):
    marks = [
        "finding"
        if cell.cell_type == "code" and re.search(r"\bfinding\(", cell.source)
        else cell.source
        for cell in NOTEBOOKS[name].cells
    ]
    found = [place for place, mark in enumerate(marks) if mark == "finding"]
    before = next(place for place, mark in enumerate(marks) if "## How it is measured" in mark)
    after = next(place for place, mark in enumerate(marks) if "## Does it depend" in mark)
    assert len(found) >= 3
    assert before < min(found) and max(found) < after


@each_notebook
def test_code_cells_are_short_define_nothing_and_show_one_thing(name):
    for cell in code_cells(name):
        tree = ast.parse(cell.source)
        defined = [
            node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        expressions = [node for node in tree.body if isinstance(node, ast.Expr)]
        assert len(cell.source.splitlines()) <= 12, cell.source
        assert defined == [], cell.source
        assert len(expressions) <= 1, cell.source


@each_notebook
def test_a_markdown_cell_comes_before_each_cell_that_shows_something(name):
    explained = False
    for cell in NOTEBOOKS[name].cells:
        if cell.cell_type == "markdown":
            explained = True
        elif shows_something(cell):
            assert explained or re.search(r"\bfinding\(", cell.source), cell.source
            explained = False


@each_notebook
def test_imports_stand_in_the_set_up_and_come_from_the_rooms(name):
    parameters, set_up, *rest = code_cells(name)
    tree = ast.parse(set_up.source)
    assert all(isinstance(node, ast.ImportFrom | ast.Import) for node in tree.body)
    modules = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert {".".join(module.split(".")[:2]) for module in modules} <= ROOMS
    assert not [
        cell for cell in rest if re.search(r"^\s*(import|from) ", cell.source, re.MULTILINE)
    ]


@each_notebook
def test_code_names_no_path_no_file_and_no_vague_variable(name):
    for cell in code_cells(name):
        names = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        assert not names & {
            "df",
            "tmp",
            "temp",
            "data2",
            "res",
            "x",
            "y",
            "n",
            "pct",
            "Path",
            "open",
        }
        assert not re.search(r"\.csv|\.json|/raw|/processed|read_csv", cell.source), cell.source


@each_notebook
def test_no_result_is_typed_into_code(name):
    for cell in code_cells(name)[1:]:
        constants = [
            node.value
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Constant)
        ]
        typed = {value for value in constants if isinstance(value, int | float) and value >= 100}
        assert typed <= {100, 1000, 10_000}, cell.source


@each_notebook
def test_no_result_is_typed_into_markdown(name):
    meant = re.compile(r"“[^”]*”|`[^`]*`|aged 16 and over|set to 100|Covid-19")
    for cell in NOTEBOOKS[name].cells:
        if cell.cell_type == "markdown":
            words = TYPED_ON_PURPOSE.sub("", DATES.sub("", meant.sub("", cell.source)))
            assert re.findall(r"\d[\d.,]*\d", words) == [], cell.source


@each_notebook
def test_each_notebook_takes_the_common_parameters(name):
    needed = MUST_TAKE_OF_LEDGER if name == LEDGER else MUST_TAKE
    assert read_parameters(NOTEBOOKS[name], name).keys() >= needed


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report["name"])
def test_reports_yml_gives_every_parameter_of_its_notebook(report):
    known = read_parameters(NOTEBOOKS[Path(report["notebook"]).stem], report["name"])
    assert report["parameters"].keys() == known.keys()
    check_parameters(known, report["parameters"], report["name"])


@each_for_any_force
def test_a_notebook_for_any_force_names_none_but_its_default(name):
    forces = {*load("aggravated_offences_by_force_year")["police_force"], *OTHER_SPELLINGS}
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(forces)))})\b")
    for cell in NOTEBOOKS[name].cells:
        named = words.findall(cell.source)
        is_default = "parameters" in cell.metadata.get("tags", [])
        assert len(named) == is_default, (named, cell.source)


@each_for_any_force
def test_the_title_of_a_notebook_for_any_force_names_the_force_of_the_page(name):
    title = NOTEBOOKS[name].cells[0].source.partition("\n")[0]
    assert "{police_force}" in title


@each_for_any_force
def test_a_cell_for_own_figures_shows_nothing_where_every_cell_runs(name):
    for cell in code_cells(name):
        if WITH_OWN in cell.metadata.get("tags", []) and shows_something(cell):
            assert cell.source.endswith(" if figures else None")


@each_for_any_force
def test_tags_of_cells_are_known(name):
    known = {"parameters", "notebook-only", WITH_OWN, WITH_PUBLISHED}
    assert {
        tag for cell in READ[name.split()[0]].cells for tag in cell.metadata.get("tags", [])
    } <= known
