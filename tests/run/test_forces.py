"""Analyses for any force: what is planned, under which names, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from helpers.data import load
from helpers.run.forces import ALL, plan_forces, read_analyses
from helpers.run.parameters import ParameterError

PROJECT = Path(__file__).parents[2]
FINED = 'police_force = "Kent"  # police force area; one of: the forces of fined\n'
RESIDENT = 'police_force = "Kent"  # police force area; one of: the forces of residents\n'
CENSUS = "census = 2011  # census of the residents; one of: 2011, 2021"


@pytest.fixture
def analyses(project, write_notebook, monkeypatch):
    """Two analyses of a project: one for three forces, and one for two of these."""
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))
    for table, forces in {
        "fined": ["Kent", '"London, City of"', "Port of Dover"],
        "residents": ["Kent", '"London, City of"'],
    }.items():
        lines = "\n".join(["police_force", *forces])
        (project / f"data/processed/{table}.csv").write_text(f"{lines}\n")
    for name, line in {"fines": FINED, "rates": RESIDENT}.items():
        write_notebook(name, "1")
        with_parameters(project / f"notebooks/{name}.ipynb", line + CENSUS)
    listed(project, ["fines", "rates"])
    return read_analyses(project)


def with_parameters(path, lines):
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = lines
    nbformat.write(notebook, path)


def listed(project, names, **fields):
    path = project / "reports.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    content["analyses"] = [
        {"name": f"{name}-by-force", "notebook": f"notebooks/{name}.ipynb", **fields}
        for name in names
    ]
    path.write_text(yaml.safe_dump(content), "utf-8")


def test_a_report_is_planned_for_each_analysis_and_force(analyses):
    plans = plan_forces(analyses, [], [ALL])
    assert [ready.name for ready in plans] == [
        "fines_by_force_kent",
        "fines_by_force_london_city_of",
        "fines_by_force_port_of_dover",
        "rates_by_force_kent",
        "rates_by_force_london_city_of",
    ]
    assert [ready.parameters["police_force"] for ready in plans[3:]] == ["Kent", "London, City of"]
    assert {ready.parameters["census"] for ready in plans} == {2011}


def test_without_a_named_analysis_those_that_have_the_force_run(analyses):
    plans = plan_forces(analyses, [], ["Port of Dover"])
    assert [ready.name for ready in plans] == ["fines_by_force_port_of_dover"]


def test_parameters_stand_in_the_name_so_that_variants_lie_side_by_side(analyses):
    [ready] = plan_forces(analyses, ["rates-by-force"], ["Kent"], {"census": "2021"})
    assert ready.name == "rates_by_force_kent_census_2021" and ready.parameters["census"] == 2021


@pytest.mark.parametrize(
    ("names", "forces", "given", "problem"),
    [
        (["fine"], [ALL], {}, "unknown analysis 'fine'. Did you mean 'fines-by-force'"),
        ([], ["Kemt"], {}, "--force Kemt: unknown. Did you mean 'Kent'"),
        (["rates-by-force"], ["Port of Dover"], {}, "rates-by-force has no figures for it"),
        ([], ["Kent", "Kent"], {}, "fines_by_force_kent is planned twice"),
        ([], ["Kent"], {"cencus": "2021"}, "unknown parameter 'cencus'"),
        ([], ["Kent"], {"census": "2001"}, "census=2001: not allowed"),
        ([], ["../Kent"], {}, "--force ../Kent: unknown"),
        ([], ["Essex"], {"police_force": "Kent"}, "police_force=Kent: .* by --force. Leave it out"),
        ([], ["Kent"], {"police_force": "Kent"}, "police_force=Kent: .* by --force. Leave it out"),
        ([], ["Kent"], {"figures": ""}, "figures=: no file is named. Name a file, or leave it out"),
    ],
)
def test_what_cannot_run_is_refused_before_anything_does(analyses, names, forces, given, problem):
    with pytest.raises(ParameterError, match=problem):
        plan_forces(analyses, names, forces, given)


def test_a_name_in_the_list_cannot_leave_the_folder(project, analyses):
    content = yaml.safe_load((project / "reports.yml").read_text("utf-8"))
    content["analyses"][0]["name"] = "../../fines"
    (project / "reports.yml").write_text(yaml.safe_dump(content), "utf-8")
    [ready, *_] = plan_forces(read_analyses(project), [], ["Kent"])
    assert ready.name == "fines_kent"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [({"period": "2020"}, "an analysis has the fields name, notebook")],
)
def test_an_analysis_with_other_fields_is_refused(project, analyses, fields, problem):
    listed(project, ["fines"], **fields)
    with pytest.raises(ParameterError, match=problem):
        read_analyses(project)


def test_a_notebook_without_a_force_or_that_is_not_there_is_refused(project, analyses):
    with_parameters(project / "notebooks/fines.ipynb", CENSUS)
    with pytest.raises(ParameterError, match="fines-by-force: .* has no parameter police_force"):
        read_analyses(project)
    (project / "notebooks/fines.ipynb").unlink()
    with pytest.raises(ParameterError, match="is not a notebook"):
        read_analyses(project)


def test_a_project_without_analyses_has_none(project, monkeypatch):
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))
    assert read_analyses(project) == {}


def test_the_committed_analyses_have_the_forces_of_their_tables():
    """Aggravated offences: 43 territorial forces and the British Transport Police."""
    forces = read_analyses(PROJECT)["hate-crime-growth"].forces
    assert len(forces) == 44 and "British Transport Police" in forces
    assert {*forces} == {*load("aggravated_offences_by_force_year")["police_force"]}
