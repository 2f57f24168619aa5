"""The plan of the house, held: who imports whom, how long things may be, what is not there."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "src" / "helpers"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "data": {
        "defusedcsv",
        "duckdb",
        "pandas",
        "pandera",
        "geopandas",
        "python_calamine",
        "helpers.data",
    },
    "statistics": {"numpy", "scipy", "pandas", "helpers.statistics"},
    "page": {
        "babel",
        "matplotlib",
        "seaborn",
        "numpy",
        "pandas",
        "geopandas",
        "jinja2",
        "nh3",
        "pygments",
        "helpers.page",
        "helpers.data.ethnicity",
        "helpers.data.areas",
    },
    "run": {
        "IPython",
        "papermill",
        "nbclient",
        "nbconvert",
        "nbformat",
        "traitlets",
        "yaml",
        "defusedcsv",
        "distributed",
        "gptables",
        "jsonschema",
        "psutil",
        "pandas",
        "pydyf",
        "weasyprint",
        "helpers.data.errors",
        "helpers.data.own",
        "helpers.data.project",
        "helpers.data.publication",
        "helpers.data.register",
        "helpers.data.sources",
        "helpers.run",
        "helpers.page",
    },
    "audit": {
        "axe_playwright_python",
        "defusedxml",
        "PIL",
        "pandas",
        "playwright",
        "pypdf",
        "rocrate",
        "yaml",
        "helpers.audit",
        "helpers.data",
        "helpers.page",
        "helpers.run",
        "helpers.statistics.disclosure",
    },
    "commands": {
        "typer",
        "rich",
        "helpers.audit",
        "helpers.commands",
        "helpers.data",
        "helpers.run",
        "helpers.statistics.joint_distribution",
    },
    "cli.py": {"typer", "helpers.commands", "helpers.data", "helpers.run"},
}
LAZY = "lazy_loader"
STANDARD_LIBRARY = set(__import__("sys").stdlib_module_names)


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    named = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            named.add(node.module)
    known = {*STANDARD_LIBRARY, LAZY}
    return {name for name in named if name.partition(".")[0] not in known}


def forbidden(path: Path, room: str) -> set[str]:
    allowed = MAY_IMPORT[room]
    return {
        name
        for name in imports(path)
        if not any(name == may or name.startswith(f"{may}.") for may in allowed)
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_each_room_imports_only_what_it_may(path):
    room = path.relative_to(PACKAGE).parts[0]
    if room != "__init__.py":
        assert forbidden(path, room) == set()


@pytest.mark.parametrize("room", ["data", "page"])
def test_what_a_room_offers_has_no_name_of_its_modules(room):
    offered = {*importlib.import_module(f"helpers.{room}").__all__}
    assert offered and not offered & {path.stem for path in (PACKAGE / room).glob("*.py")}


def test_the_import_rule_sees_a_forbidden_import(tmp_path):
    module = tmp_path / "rates.py"
    module.write_text("def rate():\n    from helpers.data import load\n    return load\n")
    assert forbidden(module, "statistics") == {"helpers.data"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_modules_stay_under_300_lines_and_functions_under_41(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 300
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and body_lines(node) > 40
    ]
    assert long == []


def body_lines(function: ast.FunctionDef) -> int:
    first = (
        function.body[1] if ast.get_docstring(function) and function.body[1:] else function.body[0]
    )
    return function.end_lineno - first.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_module_and_public_function_has_a_docstring(path):
    tree = ast.parse(path.read_text("utf-8"))
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert ast.get_docstring(tree)
    assert bare == []


def test_nothing_is_called_utils_common_or_misc():
    assert not {"utils", "common", "misc", "helpers"} & {path.stem for path in MODULES}


def test_the_tree_in_the_readme_is_true():
    block = (PROJECT / "README.md").read_text("utf-8").split("```text\n")[1].split("```")[0]
    named = [line.split()[0] for line in block.splitlines() if line and not line.startswith(" ")]
    assert len(named) > 8
    assert [name for name in named if not (PROJECT / name).exists()] == []
