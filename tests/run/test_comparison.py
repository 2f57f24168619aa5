"""Folders with reports of an analysis for several forces: compared from what the folder holds."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import nbformat
import nbformat.v4 as notebooks
import pytest
import yaml

from helpers.audit.accessibility import check, told
from helpers.audit.listing import unlisted
from helpers.audit.reading import read
from helpers.page.faults import check_page
from helpers.run.batch import Workers, build
from helpers.run.comparison import names, read_asked
from helpers.run.forces import plan_forces, read_analyses
from helpers.run.listing import write_lists
from helpers.run.parameters import ParameterError

PROJECT = Path(__file__).parents[2]
PARAMETERS = """police_force = "Kent"  # police force; one of: the forces of officers_by_force
census = 2011  # census of the residents; one of: 2011, 2021"""
CODE = """from helpers.data import load, sources_of
from helpers.page import Column, findings, say, table, together
from helpers.page.numbers import slug
officers = load("officers_by_force").query("police_force == @police_force")
officers = officers[officers["date"] == "2022-03-31"]
rows = officers.rename(columns={"headcount": "count"}).assign(day="last")
rows = rows.assign(rate=rows["count"] / census)
columns = {"day": "Day", "count": Column("Officers", "officers")}
columns |= {"rate": Column("Rate", "ratio", 3)}
together(findings(say("{area} had officers.", area=police_force)),
    table(rows, "Officers", columns, f"size.{slug(police_force)}", sources=sources_of(officers)))"""
COMPARE = {
    "title": "Officers in post",
    "about": "This page compares numbers of officers.",
    "caveats": ["A number of officers says nothing of need."],
    "columns": [
        {"number": "count.last", "label": "Officers"},
        {"number": "rate.last", "label": "R"},
    ],
}
PLANNED = [(["Kent", "Essex", "London, City of"], {}), (["Kent"], {"census": "2021"})]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project with an analysis, and a folder with four reports of it."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "data", folder / "data")
    for file in ("requirements.lock", "pyproject.toml"):
        shutil.copy(PROJECT / file, folder)
    cells = [
        notebooks.new_markdown_cell("# {police_force}: how many officers?", id="a"),
        notebooks.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="b"),
        notebooks.new_code_cell(CODE, id="c"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3"}
    (folder / "notebooks").mkdir()
    notebook = notebooks.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "notebooks" / "size.ipynb")
    compared(folder, COMPARE)
    patch = pytest.MonkeyPatch()
    patch.setenv("DISPARITY_PROJECT", str(folder))
    analyses = read_analyses(folder)
    plans = [one for forces, given in PLANNED for one in plan_forces(analyses, [], forces, given)]
    out = folder / "batches"
    outcomes = list(build(plans, out, folder / "failed", lambda *_: None, workers=Workers(2)))
    patch.undo()
    assert [outcome.problem for outcome in outcomes] == [""] * 4
    return folder, out


def compared(project: Path, compare: object) -> None:
    one = {"name": "size", "notebook": "notebooks/size.ipynb"}
    listed = {"reports": [], "analyses": [one | ({"compare": compare} if compare else {})]}
    (project / "reports.yml").write_text(yaml.safe_dump(listed), "utf-8")


@pytest.fixture
def place(built, tmp_path, monkeypatch):
    """The project, and a copy of the folder that a test may damage."""
    project, out = built
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))
    compared(project, COMPARE)
    return project, Path(shutil.copytree(out, tmp_path / "batches"))


def listed(project: Path, out: Path) -> str:
    write_lists([], out, read_analyses(project))
    return (out / "size.html").read_text("utf-8")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("</style>")[-1]).split())


def rows(path: Path) -> dict[str, dict[str, str]]:
    text = path.read_text("utf-8")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_every_number_of_a_comparison_is_that_of_a_report_to_the_letter(place):
    project, out = place
    listed(project, out)
    found = rows(out / "size" / "numbers.csv")
    assert len(found) == 4 * 2
    for id, row in found.items():
        name, _, there = id.partition(".")
        assert rows(out / name / "numbers.csv")[there] == row | {"id": there}
    # Home Office, "Police workforce open data tables", headcount of Kent on 31 March 2022
    assert found["size_kent.size.kent.count.last"]["displayed"] == "4,026"


def test_reports_with_another_census_are_in_a_table_of_their_own(place):
    html = listed(*place)
    tables = re.findall(r"<caption>(The forces.*?)</caption>.*?</table>", html, re.DOTALL)
    assert tables == ["The forces compared: census 2011", "The forces compared: census 2021"]
    first = html[html.index("<caption>The") : html.index("</table>")]
    assert re.findall(r'href="(\w+).html', first) == [
        "size_essex",
        "size_kent",
        "size_london_city_of",
    ]


def test_the_same_folder_gives_the_same_bytes_and_the_gate_finds_every_file_listed(place):
    project, out = place
    listed(project, out)
    made = {path: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    listed(project, out)
    assert {path: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()} == made
    files = {path.relative_to(out).as_posix(): content for path, content in made.items()}
    documents = {file: list(read(file, content)) for file, content in files.items()}
    reports = [path.stem for path in out.glob("size_*.html")]
    assert unlisted(documents, [*reports, *names(["size"])]) == {}
    assert {"size.html", "size/size.ods", "size/numbers.csv"} <= {*files}
    check_page((out / "size.html").read_text("utf-8").partition("<main")[2])


def test_axe_and_a_small_screen_find_no_fault_with_a_comparison_and_its_index(place, browser):
    project, out = place
    listed(project, out)
    assert list(told(check(browser, [out / "size.html", out / "index.html"]))) == []
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto((out / "size.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_the_index_names_the_comparison_first_and_then_each_report_with_what_is_unusual(place):
    project, out = place
    listed(project, out)
    html = (out / "index.html").read_text("utf-8")
    links = re.findall(r'href="(\w+)\.html"', html)
    assert links[0] == "size" and links[1:5] == [
        "size_essex",
        "size_kent",
        "size_kent_census_2021",
        "size_london_city_of",
    ]
    assert "Kent: how many officers? (census 2021)" in words(html)
    assert "Police forces compared, and a report for each" in words(html)
    assert "case studies" not in html


def test_a_report_that_changed_since_it_was_made_gives_no_figure(place):
    project, out = place
    path = out / "size_kent" / "numbers.csv"
    path.write_text(path.read_text("utf-8").replace("4026", "31415"), "utf-8", newline="\n")
    html = listed(project, out)
    assert "size_kent: its numbers are not those that were recorded" in words(html)
    [line] = [one for one in html.split("<tr>") if "size_kent.html" in one and "[x]" in one]
    assert line.count("[x]") == 2 and "<data" not in line and "31415" not in words(html)


def test_a_report_that_failed_is_named_and_so_are_forces_without_one(place):
    project, out = place
    records = {"size_surrey": {"status": "failed"}, "size_kent": {"status": "written"}}
    (out / "batch.json").write_text(json.dumps({"reports": records}), "utf-8")
    said = words(listed(project, out))
    assert "size_surrey: failed in the last batch" in said and "size_kent: failed" not in said
    assert "Forces without a report of this kind here (40)" in said
    (out / "batch.json").write_text("[]", "utf-8")
    with pytest.raises(ParameterError, match=r"batch\.json: not the record of a batch. Remove it"):
        listed(project, out)


def test_reports_made_by_other_code_are_not_compared_silently(place):
    project, out = place
    assert "not all made from the same files" not in listed(project, out)
    path = out / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["reports"]["size_kent"]["inputs"]["notebooks/size.ipynb"] = "0" * 64
    path.write_text(json.dumps(manifest), "utf-8")
    assert "Not the same: notebooks/size.ipynb." in words(listed(project, out))


def test_one_force_with_the_same_parameters_under_two_names_stands_once(place):
    project, out = place
    path = out / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["reports"]["size_kent_census_2021"]["parameters"]["census"] = 2011
    path.write_text(json.dumps(manifest), "utf-8")
    said = words(listed(project, out))
    assert "size_kent_census_2021 : made with the same parameters as another report" in said
    assert "compared: census" not in said


def with_own(out: Path, *names: str) -> None:
    path = out / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for name in names:
        manifest["reports"][name]["parameters"]["figures"] = "own-figures.csv"
    path.write_text(json.dumps(manifest), "utf-8")


def test_reports_from_own_figures_are_named_and_neither_ranked_nor_mapped(place):
    project, out = place
    with_own(out, "size_kent", "size_essex")
    html = listed(project, out)
    said = words(html)
    for name in ("size_kent", "size_essex"):
        assert f"{name} : made from an office’s own figures, so it is not set beside" in said
        assert html.count(f'href="{name}.html"') == 1
    assert {id.partition(".")[0] for id in rows(out / "size" / "numbers.csv")} == {
        "size_london_city_of",
        "size_kent_census_2021",
    }
    assert "<figure" not in html and "compared: figures" not in said


def test_a_folder_of_own_figures_alone_has_no_comparison_and_its_index_lists_the_reports(place):
    project, out = place
    listed(project, out)
    with_own(out, "size_kent", "size_essex", "size_london_city_of", "size_kent_census_2021")
    write_lists([], out, read_analyses(project))
    assert not (out / "size.html").exists() and not list((out / "size").rglob("*.*"))
    index = (out / "index.html").read_text("utf-8")
    assert "size_kent.html" in index and '"size.html"' not in index
    assert "A report for each police force" in words(index) and "compare" not in words(index)


def test_a_comparison_goes_when_its_reports_or_its_description_have_gone(place):
    project, out = place
    listed(project, out)
    compared(project, None)
    write_lists([], out, read_analyses(project))
    assert not (out / "size.html").exists() and not list((out / "size").rglob("*.*"))
    index = (out / "index.html").read_text("utf-8")
    assert "size_kent.html" in index and '"size.html"' not in index


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"title": ""}, r"size: compare\.title: '' does not match"),
        ({"caveats": []}, r"size: compare\.caveats: \[\] should be non-empty"),
        ({"columns": [{"number": "count.last"}]}, r"columns\[0\]: 'label' is a required property"),
        ({"column": []}, r"size: compare: Additional properties are not allowed \('column'"),
    ],
)
def test_a_comparison_that_is_not_described_as_it_should_be_is_refused(place, changed, problem):
    project, _ = place
    compared(project, COMPARE | changed)
    with pytest.raises(ParameterError, match=problem) as refused:
        read_asked(project)
    assert "\n" not in str(refused.value) and "docs/batches.md" in str(refused.value)


def test_a_column_that_names_no_parameter_is_refused_and_the_folder_stays(place):
    project, out = place
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    compared(project, COMPARE | {"columns": [{"number": "count.{day}", "label": "Officers"}]})
    with pytest.raises(
        ParameterError, match=r"size: compare: column count\.{day}: {day} is no par"
    ):
        listed(project, out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("names", [["index"], ["size", "size-kent"], ["size", "Size"]])
def test_no_comparison_takes_the_name_of_another_page(place, names):
    project, out = place
    one = read_analyses(project)["size"]
    with pytest.raises(ParameterError, match="the name of the analysis '(index|size)' is taken"):
        write_lists([], out, {name: one._replace(name=name) for name in names})


def test_every_analysis_of_the_project_is_compared_with_its_caveats():
    asked = read_asked(PROJECT)
    analyses = read_analyses(PROJECT).items()
    assert {*asked} == {name for name, one in analyses if not one.of_records}
    said = {name: " ".join(one.caveats) for name, one in asked.items()}
    assert "a rank measures neither harm nor effort" in said["hate-crime-growth"]
    assert "not a rate of breaches" in said["notices-per-resident"]
    for name in ("notices-by-ethnicity", "officers"):
        assert re.search("disparity .*evidence of discrimination", said[name])
