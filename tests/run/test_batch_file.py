"""Batch files: what is planned of them, in which order, and what is refused at which place."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import nbformat
import pytest
import yaml

from helpers.data.project import project as checkout
from helpers.run.batch_file import MOST, plan_batch
from helpers.run.batch_form import LARGEST, MOST_VALUES
from helpers.run.forces import read_analyses
from helpers.run.parameters import ParameterError

DOCS = Path(__file__).parents[2] / "docs" / "batches.md"
FORCE = 'police_force = "Kent"  # police force; one of: the forces of {}\n'
CENSUS = "census = 2011  # census of the residents; one of: 2011, 2021\n"
START = 'period_start = "2017-10-01"  # first day; one of: 2017-10-01, 2018-10-01\n'
CONFIDENCE = "confidence = 0.95  # confidence; from 0.8 to 0.999\n"
HOSTILE = ["../../etc/passwd", "C:\\windows\\win.ini", "a/b", "..", "Kent\x1b[31m", "<script>"]


@pytest.fixture(scope="module")
def analyses():
    """The analyses of the project."""
    return read_analyses(checkout())


@pytest.fixture
def small(project, write_notebook, monkeypatch):
    """Two analyses: one for three forces, one for two of these, whose names are hostile."""
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))
    for table, forces in {"fined": ["Kent", *HOSTILE], "paid": ["Kent"]}.items():
        rows = "".join(f'"{force}"\n' for force in forces)
        (project / f"data/processed/{table}.csv").write_text(f"police_force\n{rows}")
    listed = []
    for name, table in {"fines": "fined", "pay": "paid"}.items():
        path = project / "notebooks" / f"{name}.ipynb"
        write_notebook(name, "1")
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[1].source = (FORCE.format(table) + CENSUS + START + CONFIDENCE).strip()
        nbformat.write(notebook, path)
        listed.append({"name": name, "notebook": f"notebooks/{name}.ipynb"})
    path = project / "reports.yml"
    content = yaml.safe_load(path.read_text("utf-8")) | {"analyses": listed}
    path.write_text(yaml.safe_dump(content), "utf-8")
    return read_analyses(project)


@pytest.fixture
def planned(small, tmp_path):
    """Plan a batch file with this text, for the two analyses."""

    def of(text: str, known=small) -> list:
        path = tmp_path / "batch.yml"
        path.write_text(text, "utf-8")
        return plan_batch(known, path)

    return of


def names(plans) -> list[str]:
    return [ready.name for ready in plans]


def test_a_run_is_each_analysis_for_each_force_with_each_combination_of_values(planned):
    text = "runs: [{analyses: [pay, fines], forces: [Kent], parameters: {census: [2011, 2021], "
    plans = planned(text + "period_start: 2018-10-01}}]")
    assert names(plans) == [
        "pay_kent_census_2011_period_start_2018_10_01",
        "pay_kent_census_2021_period_start_2018_10_01",
        "fines_kent_census_2011_period_start_2018_10_01",
        "fines_kent_census_2021_period_start_2018_10_01",
    ]
    assert [ready.parameters["census"] for ready in plans] == [2011, 2021] * 2
    assert {ready.parameters["period_start"] for ready in plans} == {"2018-10-01"}


def test_all_is_each_analysis_and_each_force_that_it_has_figures_for(planned):
    assert names(planned("runs: [{analyses: all, forces: all}]"))[-1] == "pay_kent"
    assert len(planned("runs: [{analyses: all, forces: all}]")) == 2 + len(HOSTILE)
    assert names(planned("runs: [{analyses: all, forces: '..'}]")) == ["fines_blank"]


def test_what_is_excluded_is_left_out_and_what_is_included_is_added_then(planned):
    text = """
runs: [{analyses: all, forces: Kent, parameters: {census: [2011, 2021]}}]
exclude:
  - {analysis: fines, parameters: {census: 2021}}
  - {analysis: pay, force: Kent}
include: [{analysis: pay, force: Kent, parameters: {confidence: 0.9}}]
"""
    assert names(planned(text)) == ["fines_kent_census_2011", "pay_kent_confidence_0_9"]
    of_force = "runs: [{analyses: fines, forces: [Kent, '..']}]\nexclude: [{force: '..'}]"
    assert names(planned(of_force)) == ["fines_kent"]


def test_values_are_text_as_on_a_command_line_whatever_yaml_would_make_of_them(planned):
    unquoted = planned("runs: [{analyses: pay, forces: Kent, parameters: {census: 2021}}]")
    quoted = planned("runs: [{analyses: pay, forces: Kent, parameters: {census: '2021'}}]")
    assert unquoted == quoted
    for text in ("no", "1_000", "2017-10-01", "~", "0x10", "1:30"):
        with pytest.raises(ParameterError, match=rf"forces: unknown force '{text}'"):
            planned(f"runs: [{{analyses: pay, forces: {text}}}]")


def test_an_anchor_stands_for_what_it_names(planned):
    text = "runs: [{analyses: fines, forces: &one [Kent]}, {analyses: pay, forces: *one}]"
    assert names(planned(text)) == ["fines_kent", "pay_kent"]


def test_no_name_of_a_report_can_leave_the_folder_whatever_a_force_is_called(planned):
    found = names(planned("runs: [{analyses: fines, forces: all}]"))
    assert len(found) == 1 + len(HOSTILE)
    assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name) for name in found), found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("runs: [", "cannot be read as YAML: while parsing a flow"),
        ("a: b: c", "cannot be read as YAML: mapping values are not allowed here"),
        ("", "the file: None is not names with values"),
        ("- runs", r"the file: \['runs'\] is not names with values"),
        ("run: []", "the file: unknown field 'run'. Did you mean 'runs'"),
        ("runs: []", "runs: there is none"),
        ("runs: all", "runs: 'all' is not a list. Begin each line with a hyphen"),
        ("runs: [all]", r"runs\[0\]: 'all' is not names with values"),
        ("runs: [{forces: all}]", r"runs\[0\]: the field analyses is missing"),
        ("runs: [{analyses: all}]", r"runs\[0\]: the field forces is missing"),
        ("runs: [{analyses: all, forces: all, pdf: yes}]", r"runs\[0\]: unknown field 'pdf'"),
        ("runs: [{analyses: all, forces: all}]\nruns: []", "lines 1 and 2: 'runs' stands twice"),
        ("runs:\n- forces: all\n  forces: Kent", "lines 2 and 3: 'forces' stands twice"),
        ("runs: [{analyses: all, forces: []}]", r"runs\[0\].forces: is an empty list"),
        ("runs: [{analyses: all, forces: }]", r"runs\[0\].forces: is empty"),
        ("runs: [{analyses: all, forces: [[Kent]]}]", r"forces\[0\]: \['Kent'\] is not one name"),
        ("runs: [{analyses: all, forces: {a: b}}]", r"forces: {'a': 'b'} is not one name"),
        ("runs: [{analyses: all, forces: [all, Kent]}]", r"forces\[0\]: 'all' can only"),
        ("runs: [{analyses: pay, forces: [Kent, Kent]}]", "forces: something stands twice"),
        ("runs: [{analyses: pays, forces: all}]", "analyses: unknown analysis 'pays'. Did you m"),
        ("runs: [{analyses: pay, forces: kent}]", "forces: unknown force 'kent'. Did you mean 'K"),
        ("runs: [{analyses: [pay, fines], forces: ..}]", "forces: pay has no figures for ... `dis"),
        (
            "runs: [{analyses: pay, forces: Kent, parameters: {censu: 2011}}]",
            r"runs\[0\].parameters.censu: unknown parameter 'censu'. Did you mean 'census'",
        ),
        (
            "runs: [{analyses: pay, forces: Kent, parameters: {census: [2011, 1801]}}]",
            r"runs\[0\].parameters.census\[1\]: census=1801: not allowed. Allowed: 2011, 2021",
        ),
        (
            "runs: [{analyses: pay, forces: Kent, parameters: {confidence: nan}}]",
            r"runs\[0\].parameters.confidence: confidence=nan: not allowed",
        ),
        (
            "runs: [{analyses: pay, forces: Kent, parameters: {police_force: Kent}}]",
            r"runs\[0\].parameters: police_force is one of them",
        ),
        ("runs: [{analyses: pay, forces: Kent, parameters: []}]", r"parameters: \[\] is not names"),
        ("include: [{analysis: pay}]", r"include\[0\]: the field force is missing"),
        ("include: [{analysis: all, force: Kent}]", r"include\[0\].analysis: 'all' can only"),
        ("include: [{analysis: [pay], force: Kent}]", r"analysis: \['pay'\] is not one name"),
        (
            "runs: [{analyses: pay, forces: all}]\nexclude: [{force: '..'}]",
            r"exclude\[0\]: matches no report of the runs",
        ),
        ("runs: [{analyses: pay, forces: all}]\nexclude: [{}]", r"exclude\[0\]: says nothing"),
        (
            "runs: [{analyses: pay, forces: all}]\nexclude: [{analysis: pay}]",
            "runs: no report is left to build",
        ),
        (
            "runs: [{analyses: pay, forces: all}, {analyses: all, forces: Kent}]",
            r"runs\[1\]: pay_kent is planned in runs\[0\] already. Exclude it, or",
        ),
        (
            "runs: [{analyses: pay, forces: all}]\n"
            "include: [{analysis: pay, force: Kent, parameters: {census: 2011}}]",
            r"include\[0\]: pay_kent_census_2011 is planned in runs\[0\] already",
        ),
        ("runs: [{<<: {analyses: pay}, forces: Kent}]", r"runs\[0\]: unknown field '<<'"),
        ("runs: &a [*a]", r"cannot be read as YAML|runs\[0\]: .* is not names with values"),
        ("runs: !!python/object/apply:os.system [exit 1]", r"runs\[0\]: 'exit 1' is not names"),
        ("runs: []\n---\nruns: []", "cannot be read as YAML: expected a single document"),
        ("runs: \x07", "cannot be read as YAML: unacceptable character"),
        ("[" * 5000, "cannot be read as YAML: maximum recursion"),
    ],
)
def test_a_batch_file_is_refused_in_one_line_with_file_place_value_and_remedy(
    planned, text, problem
):
    with pytest.raises(ParameterError, match=problem) as refused:
        planned(text)
    said = str(refused.value)
    assert "batch.yml: " in said and "\n" not in said and len(said) < 700
    assert said.endswith(".")


def test_bytes_that_are_no_text_and_a_file_that_is_not_there_are_refused(small, tmp_path):
    path = tmp_path / "batch.yml"
    with pytest.raises(ParameterError, match=r"batch\.yml: No such file.*\. Name a file\.$"):
        plan_batch(small, path)
    path.write_bytes(b"runs: \xff")
    with pytest.raises(ParameterError, match=r"batch\.yml: cannot be read as YAML: .*decode byte"):
        plan_batch(small, path)


def test_a_file_or_a_batch_without_end_is_refused_before_it_is_planned(planned, monkeypatch):
    with pytest.raises(ParameterError, match=f"batch.yml: more than {LARGEST:,} bytes. Split it"):
        planned("runs: []" + " " * LARGEST)
    values = ", ".join(f"0.8{value:05}" for value in range(MOST + 1))
    text = f"runs: [{{analyses: pay, forces: Kent, parameters: {{confidence: [{values}]}}}}]"
    with pytest.raises(ParameterError, match=rf"runs\[0\]: more than {MOST:,} reports by here"):
        planned(text)


def test_aliases_that_grow_without_end_are_refused_and_not_written_out(planned):
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    lines = "\n".join(layers)
    with pytest.raises(ParameterError, match="unknown field 'a0'"):
        planned(lines)
    nested = f"runs:\n- analyses: pay\n  forces: [{'[' * 40}x{']' * 40}]"
    with pytest.raises(ParameterError, match=r"forces\[0\]: \[\[\[\.\.\.\]\]\] is not one name"):
        planned(nested)
    grown = "runs: [{analyses: &a [x, x], forces: &b [*a, *a], parameters: {c: &c [*b, *b]}}]"
    with pytest.raises(ParameterError, match=r"runs\[0\]\..* is not one name or value|twice"):
        planned(grown)


@pytest.mark.parametrize("kind", ["values", "keys"])
def test_what_an_anchor_repeats_is_counted_before_it_is_copied(planned, kind):
    """160 kB that would be two hundred million values."""
    values = ", ".join(f"0.8{value:04}" for value in range(9_999))
    given = (
        f"{{confidence: [{values}]}}" if kind == "values" else f"{{{values}}}".replace(",", ": x,")
    )
    first = f"&r {{analyses: pay, forces: Kent, parameters: {given}}}"
    text = f"runs: [{first}{', *r' * 20_000}]"
    assert len(text) < LARGEST
    tracemalloc.start()
    with pytest.raises(ParameterError, match=rf"the file: more than {MOST_VALUES:,} values, each"):
        planned(text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200_000_000


def own(tmp_path, **files: str) -> None:
    for name, end in files.items():
        rows = "".join(f"{force},2021-02-01,{end},9\n" for force in ("Kent", "Essex"))
        text = f"police_force,period_start,period_end,count\n{rows}"
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")


OWN_RUNS = """
runs:
  - {analyses: notices-per-resident, forces: [Kent, Essex], parameters: {figures: mine.csv}}
  - {analyses: notices-per-resident, forces: [Kent]}
exclude:
"""


@pytest.mark.parametrize(
    ("excluded", "left"),
    [
        ("{parameters: {figures: mine.csv}}", ["kent"]),
        ("{force: Essex, parameters: {figures: mine.csv}}", ["kent_own_figures", "kent"]),
        ("{parameters: {period_end: 2021-03-31}}", ["kent"]),
        ("{parameters: {period_end: 2020-05-11}}", ["kent_own_figures", "essex_own_figures"]),
    ],
)
def test_what_is_excluded_may_be_a_file_or_a_period_that_own_figures_alone_have(
    analyses, tmp_path, excluded, left
):
    own(tmp_path, mine="2021-03-31")
    (tmp_path / "batch.yml").write_text(f"{OWN_RUNS}  - {excluded}\n", "utf-8")
    found = names(plan_batch(analyses, tmp_path / "batch.yml"))
    assert found == [f"notices_per_resident_{name}" for name in left]


@pytest.mark.parametrize(
    ("excluded", "problem"),
    [
        ("{parameters: {figures: other.csv}}", "matches no report of the runs"),
        ("{parameters: {period_end: 1999-01-01}}", "matches no report of the runs"),
        ("{parameters: {period: x}}", r"parameters\.period: unknown parameter 'period'. Did you"),
        ("{parameters: {police_force: Kent}}", "police_force is one of them. Name forces as such"),
        ("{force: Kemt}", "force: unknown force 'Kemt'. Did you mean 'Kent'"),
        ("{analysis: officer}", "analysis: unknown analysis 'officer'. Did you mean 'officers'"),
    ],
)
def test_what_is_excluded_and_is_not_there_is_refused(analyses, tmp_path, excluded, problem):
    own(tmp_path, mine="2021-03-31")
    (tmp_path / "batch.yml").write_text(f"{OWN_RUNS}  - {excluded}\n", "utf-8")
    with pytest.raises(ParameterError, match=rf"batch\.yml: exclude\[0\].*{problem}"):
        plan_batch(analyses, tmp_path / "batch.yml")


@pytest.mark.parametrize("name", ["a\0b", "a\nb", "\x1b[31m"])
def test_own_figures_whose_name_cannot_be_printed_are_refused_in_one_line(analyses, tmp_path, name):
    run = {"analyses": "officers", "forces": "Kent", "parameters": {"figures": name}}
    (tmp_path / "batch.yml").write_text(yaml.safe_dump({"runs": [run]}), "utf-8")
    with pytest.raises(ParameterError, match=r"is no name of a file\. Name a file\.$") as refused:
        plan_batch(analyses, tmp_path / "batch.yml")
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("path", ["../kent.csv", "/etc/passwd", "a/../../kent.csv"])
def test_own_figures_lie_in_the_folder_of_the_batch_file(analyses, tmp_path, path):
    file = tmp_path / "batches" / "batch.yml"
    file.parent.mkdir()
    run = {"analyses": "officers", "forces": "Kent", "parameters": {"figures": path}}
    file.write_text(yaml.safe_dump({"runs": [run]}), "utf-8")
    with pytest.raises(ParameterError, match=r"parameters\.figures: .* is not in the folder of"):
        plan_batch(analyses, file)


def test_own_figures_are_read_and_published_under_one_name(analyses, tmp_path):
    lines = ["police_force,date,headcount,full_time_equivalent"]
    lines += ["Kent,2020-03-31,3500,3400.5", "Kent,2021-03-31,3600,3500.5"]
    (tmp_path / "secret-name.csv").write_text("\n".join(lines) + "\n", "utf-8")
    text = "runs: [{analyses: officers, forces: all, parameters: {figures: secret-name.csv}}]"
    (tmp_path / "batch.yml").write_text(text, "utf-8")
    [ready] = plan_batch(analyses, tmp_path / "batch.yml")
    assert ready.figures == (tmp_path / "secret-name.csv").read_bytes()
    assert "secret" not in ready.name and "secret" not in str(ready.parameters)
    several = text.replace("officers", "all")
    (tmp_path / "batch.yml").write_text(several, "utf-8")
    with pytest.raises(ParameterError, match=r"runs\[0\]: own figures are for one analysis"):
        plan_batch(analyses, tmp_path / "batch.yml")


def test_the_batches_of_the_documentation_are_planned(analyses, tmp_path):
    blocks = re.findall(r"```yaml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    counts = []
    for block in blocks:
        path = tmp_path / "batch.yml"
        path.write_text(block, "utf-8")
        counts.append(len(plan_batch(analyses, path)))
    assert counts == [3, 141]
