"""docs/methods.md, held true: its names, percentages and citations are those of the code."""

from __future__ import annotations

import csv
import importlib
import inspect
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
import yaml
from scipy.stats import poisson

from helpers.statistics import rates, sensitivity

PROJECT = Path(__file__).parents[1]
DOCUMENT = (PROJECT / "docs" / "methods.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", DOCUMENT, re.MULTILINE))
LISTED_IN = yaml.safe_load((PROJECT / "reports.yml").read_text("utf-8"))
NAMES = [report["name"] for report in LISTED_IN["reports"]]
ANALYSES = [Path(analysis["notebook"]).stem for analysis in LISTED_IN["analyses"]]
each_report = pytest.mark.parametrize("name", NAMES)
each_notebook = pytest.mark.parametrize("name", [*NAMES, *ANALYSES])
COLUMNS = [
    "What is measured",
    "Method",
    "Why this one",
    "What it assumes",
    "What zero gives",
    "Citation",
]
PERCENT = re.compile(r"(\d+\.\d)%")
INITIALS = r"(?:[A-Z]\.[ -]?)+"


def tables(text: str) -> list[list[list[str]]]:
    """Return the tables of a text: rows of cells, the heads first, without the line under them."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    lines = [block.splitlines() for block in blocks]
    rows = [[[cell.strip() for cell in line.split("|")[1:-1]] for line in one] for one in lines]
    return [[table[0], *table[2:]] for table in rows]


def methods_of(section: str) -> list[dict[str, str]]:
    """Return the rows of a section's tables of methods."""
    found = [table for table in tables(SECTIONS[section]) if table[0] == COLUMNS]
    return [dict(zip(COLUMNS, row, strict=True)) for table in found for row in table[1:]]


def backticked(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def bold(section: str) -> set[str]:
    return {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", section, re.DOTALL)}


def function(name: str) -> object:
    """Return the function that the document calls so."""
    room, _, last = name.rpartition(".")
    return getattr(importlib.import_module(f"helpers.statistics.{room or 'rates'}"), last)


def sections_of(report: str) -> list[str]:
    return [head for head, text in SECTIONS.items() if f"notebooks/{report}.ipynb)" in text]


def cited(reference: str) -> str:
    """Return how the text cites a reference: surnames and year."""
    authors, year = re.match(r"(.+?) \((\d{4})\)", reference).groups()
    surnames = re.findall(rf"([^,]+?), {INITIALS}(?:, | and |$)", authors) or [authors]
    first = f"{surnames[0]} et al." if len(surnames) > 2 else " and ".join(surnames)
    return f"{first} ({year})"


def references_of(code: object) -> str:
    """Return the references of a docstring as one line; none gives an empty one."""
    text = inspect.getdoc(code) or ""
    found = re.search(r"References\n-+\n(.*?)(?:\n\n\w+\n---|\Z)", text, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def code_of(report: str) -> str:
    cells = nbformat.read(PROJECT / "notebooks" / f"{report}.ipynb", 4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def recorded_methods(report: str) -> set[str]:
    with (PROJECT / "reports" / report / "numbers.csv").open(encoding="utf-8") as file:
        return {row["method"] for row in csv.DictReader(file)} - {""}


LISTED = re.findall(r"^- (.+(?:\n  .+)*)", SECTIONS["References"], re.MULTILINE)
REFERENCES = [" ".join(entry.split()) for entry in LISTED]
UNUSED = "Methods that no page uses yet"
SHARED = bold(SECTIONS["Names that every page shares"]) | bold(SECTIONS[sections_of(NAMES[-1])[0]])
FUNCTIONS = [name for name in rates.__all__ if inspect.isfunction(getattr(rates, name))]


@each_notebook
def test_every_notebook_has_one_section_with_a_table_of_methods(name):
    (section,) = sections_of(name)
    assert len(methods_of(section)) >= (5 if name in NAMES else 2)


def test_every_name_in_backticks_is_a_public_function_a_room_or_a_file():
    for name in set(backticked(DOCUMENT)):
        if "/" in name:
            assert (PROJECT / name).exists(), name
        elif name.startswith("helpers."):
            importlib.import_module(name)
        else:
            assert inspect.isfunction(function(name)), name
            assert not name.rpartition(".")[2].startswith("_"), name


def test_every_link_leads_somewhere():
    anchors = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in SECTIONS}
    for target in re.findall(r"\]\((.+?)\)", DOCUMENT):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        else:
            assert (PROJECT / "docs" / target).exists(), target


def test_every_public_function_of_rates_is_named():
    assert [name for name in FUNCTIONS if f"`{name}`" not in DOCUMENT] == []


@each_notebook
def test_rates_that_a_notebook_imports_are_named_in_its_section(name):
    lines = re.findall(r"from helpers\.statistics\.rates import (.+)", code_of(name))
    imported = {word for line in lines for word in line.split(", ") if word in FUNCTIONS}
    text = SECTIONS[sections_of(name)[0]] + SECTIONS["Names that every page shares"]
    assert imported - set(backticked(text)) == set()


def test_no_notebook_calls_a_method_that_is_said_to_be_unused():
    code = "\n".join(map(code_of, [*NAMES, *ANALYSES]))
    offered = [name for row in methods_of(UNUSED) for name in backticked(row["Method"])]
    assert len(offered) > 20
    assert [name for name in offered if re.search(rf"\b{name.rpartition('.')[2]}\b", code)] == []


@each_report
def test_a_section_names_the_methods_of_its_numbers_and_no_others(name):
    own, recorded = bold(SECTIONS[sections_of(name)[0]]), recorded_methods(name)
    assert recorded - own - SHARED == set()
    assert own - recorded == set()


def test_every_shared_name_is_the_method_of_some_number():
    assert SHARED - set().union(*map(recorded_methods, NAMES)) == set()


def test_every_table_has_as_many_cells_in_each_row_and_lines_elsewhere_are_short():
    for table in tables(DOCUMENT):
        assert {len(row) for row in table} == {len(table[0])}, table[0]
    assert [line for line in DOCUMENT.splitlines() if len(line) > 110 and line[0] != "|"] == []


def test_each_method_has_a_function_a_reason_an_assumption_a_zero_rule_and_one_citation():
    known = set(map(cited, REFERENCES))
    rows = [row for section in SECTIONS for row in methods_of(section)]
    assert len(rows) > 60
    for row in rows:
        assert all(row.values()), row
        assert backticked(row["Method"]), row
        assert row["Citation"] in known, row


def test_a_method_that_no_page_uses_is_cited_as_in_its_docstring():
    for row in methods_of(UNUSED):
        texts = [references_of(function(name)) for name in backticked(row["Method"])]
        wanted = [one for one in REFERENCES if cited(one) == row["Citation"]]
        assert any(one in text for one in wanted for text in texts), row


def test_every_reference_of_a_docstring_is_in_the_list_in_the_same_words():
    for name in {name for name in backticked(DOCUMENT) if "/" not in name and name[0] != "h"}:
        text = references_of(function(name))
        years = re.findall(r"\(\d{4}\)\.", text)
        assert sum(one in text for one in REFERENCES) == len(years), name


def test_every_reference_is_cited_and_no_two_are_cited_alike():
    text = " ".join(DOCUMENT.partition("## References")[0].split())
    names = list(map(cited, REFERENCES))
    assert len(set(names)) == len(names)
    assert [name for name in names if name not in text] == []


def test_every_measured_percentage_is_that_of_the_docstring():
    measured = {name: getattr(rates, name) for name in FUNCTIONS} | {
        f"sensitivity.{name}": code
        for name, code in inspect.getmembers(sensitivity, inspect.isfunction)
        if code.__module__ == sensitivity.__name__
    }
    stated = {name: PERCENT.findall(inspect.getdoc(code) or "") for name, code in measured.items()}
    rows = [row for table in tables(SECTIONS["Measured coverage"]) for row in table[1:]]
    printed = {backticked(row[0])[0]: PERCENT.findall(" ".join(row[1:])) for row in rows}
    assert len(printed) == len(rows)
    assert printed == {name: percents for name, percents in stated.items() if percents}


def test_the_coverage_of_few_events_against_many_is_what_the_text_says():
    stated = re.search(
        r"(\d+) events expected in the group and ([\d,]+) in the reference group, (\S+%) of the"
        r" time at 95% \(exact limits: (\S+%)\)",
        " ".join(SECTIONS["Small counts"].split()),
    ).groups()
    few, many = (int(mean.replace(",", "")) for mean in stated[:2])
    count, reference = np.meshgrid(np.arange(8 * few), np.arange(2 * many))
    both = poisson.pmf(count, few) * poisson.pmf(reference, many)
    for percent, interval in zip(
        stated[2:], [rates.mid_p_rate_ratio_interval, rates.exact_rate_ratio_interval], strict=True
    ):
        lower, upper = interval(count, few, reference, many, 0.95)
        assert f"{100 * both[(lower <= 1) & (upper >= 1)].sum():.1f}%" == percent


def test_ours_give_what_was_published_where_a_library_does_not():
    (faults,) = tables(SECTIONS["Faults of libraries"])
    for case, published, library, _, ours, _ in faults[1:]:
        numbers = [int(number) for number in re.findall(r"\d+", case)]
        printed, other = (re.findall(r"\d+\.\d+", cell) for cell in (published, library))
        code = function(*backticked(ours))
        if code is rates.cochran_armitage_test:
            found = code(numbers[::2], numbers[1::2], range(len(numbers) // 2))[:1]
        else:
            found = code(*numbers, 0.95)
        digits = [len(number.partition(".")[2]) for number in printed]
        assert [f"{one:.{places}f}" for one, places in zip(found, digits, strict=True)] == printed
        assert printed != other
