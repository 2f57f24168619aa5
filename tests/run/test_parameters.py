"""Parameters: read from the tagged cell, refused before anything runs."""

from __future__ import annotations

import nbformat.v4 as notebooks
import pytest

from helpers.run.parameters import ParameterError, check_parameters, read_parameters

CELL = """police_force = "Wiltshire"  # police force area; one of: Wiltshire, London, City of
census = 2011  # census of the residents; one of: 2011, 2021
confidence = 0.95  # confidence of the intervals; from 0.8 to 0.999"""


def notebook(source: str = CELL):
    cell = notebooks.new_code_cell(source, metadata={"tags": ["parameters"]})
    return notebooks.new_notebook(cells=[cell])


@pytest.fixture
def parameters():
    return read_parameters(notebook(CELL.replace(", London, City of", ", Kent")), "wiltshire")


def test_a_line_gives_type_default_meaning_and_allowed_values(parameters):
    assert list(parameters) == ["police_force", "census", "confidence"]
    assert parameters["census"].allowed == (2011, 2021)
    assert parameters["census"].meaning == "census of the residents"
    assert parameters["confidence"].choices == "0.8 to 0.999"


def test_text_from_a_command_line_takes_the_type_of_the_default(parameters):
    given = {"census": "2021", "confidence": "0.9"}
    chosen = check_parameters(parameters, given, "wiltshire")
    assert chosen == {"police_force": "Wiltshire", "census": 2021, "confidence": 0.9}
    assert type(chosen["census"]) is int


def test_an_unknown_parameter_is_refused_with_the_nearest_name(parameters):
    with pytest.raises(ParameterError, match="unknown parameter 'forse'.*'police_force'"):
        check_parameters(parameters, {"forse": "Kent"}, "wiltshire")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"census": "1991"}, "census=1991: not allowed. Allowed: 2011, 2021"),
        ({"census": "soon"}, "census=soon: not of the type int. Allowed: 2011, 2021"),
        ({"census": 2011.0}, "census=2011.0: not of the type int"),
        ({"census": True}, "census=True: not of the type int"),
        ({"police_force": "Surrey"}, "police_force=Surrey: not allowed. Allowed: Wiltshire, Kent"),
        ({"confidence": "95"}, "confidence=95: not allowed. Allowed: 0.8 to 0.999"),
        ({"confidence": "nan"}, "confidence=nan: not allowed"),
    ],
)
def test_a_wrong_value_is_refused_with_the_allowed_ones(parameters, given, message):
    with pytest.raises(ParameterError) as refusal:
        check_parameters(parameters, given, "wiltshire")
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    "line",
    ["census = 2011", "census = 2011  # census", "census: int = 2011  # census; one of: 2011"],
)
def test_a_parameter_without_allowed_values_is_refused(line):
    with pytest.raises(ParameterError, match="not of the form"):
        read_parameters(notebook(line), "wiltshire")


def test_a_default_that_is_not_allowed_is_refused():
    with pytest.raises(ParameterError, match="census=2001: not allowed"):
        read_parameters(notebook("census = 2001  # census; one of: 2011, 2021"), "wiltshire")


def test_a_notebook_without_a_tagged_cell_is_refused():
    with pytest.raises(ParameterError, match="0 cells are tagged"):
        read_parameters(notebooks.new_notebook(), "wiltshire")


def test_the_forces_of_two_tables_are_those_that_stand_in_both(tmp_path, monkeypatch):
    processed = tmp_path / "data/processed"
    processed.mkdir(parents=True)
    (processed / "fined.csv").write_text('police_force,count\nKent,1\n"London, City of",2\nBTP,3\n')
    (processed / "residents.csv").write_text('police_force\nKent\n"London, City of"\nEssex\n')
    monkeypatch.setenv("DISPARITY_PROJECT", str(tmp_path))
    line = 'police_force = "Kent"  # police force area; one of: the forces of fined and residents'
    known = read_parameters(notebook(line), "trial")
    assert known["police_force"].allowed == ("Kent", "London, City of")
    assert check_parameters(known, {"police_force": "London, City of"}, "trial")
    with pytest.raises(ParameterError, match="police_force=BTP: not allowed. Allowed: Kent; Lon"):
        check_parameters(known, {"police_force": "BTP"}, "trial")


@pytest.mark.parametrize("table", ["nowhere", "unlike"])
def test_a_table_without_forces_is_named(tmp_path, monkeypatch, table):
    (tmp_path / "data/processed").mkdir(parents=True)
    (tmp_path / "data/processed/unlike.csv").write_text("year\n2020\n")
    monkeypatch.setenv("DISPARITY_PROJECT", str(tmp_path))
    line = f'police_force = "Kent"  # police force area; one of: the forces of {table}'
    with pytest.raises(
        ParameterError, match=f"trial: the forces of {table}: .*Run `disparity data`"
    ):
        read_parameters(notebook(line), "trial")


def test_a_parameter_can_be_a_file_in_the_place_of_a_table():
    line = 'figures = ""  # own figures in the place of the published; a file for notices_by_force'
    known = read_parameters(notebook(line), "trial")
    figures = known["figures"]
    assert (figures.default, figures.table) == ("", "notices_by_force")
    assert (
        figures.choices
        == "a CSV file with own figures in the place of notices_by_force, or nothing"
    )
    assert check_parameters(known, {"figures": "own-figures.csv"}, "trial")
    with pytest.raises(ParameterError, match="figures=/home/me.csv: not allowed"):
        check_parameters(known, {"figures": "/home/me.csv"}, "trial")
