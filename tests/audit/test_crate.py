"""The crate of a bundle: what it says of files and runs, and what a validator says of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from crates import faults, prepared

from helpers.audit.crate import describe
from helpers.audit.unpacking import METADATA
from helpers.data.register import Source
from helpers.run.manifest import checksum

NOTEBOOK = "notebooks/kent.ipynb"
RAW = "kent-2020/counts.csv"
MEMBERS = {
    "LICENSE": b"MIT",
    "CITATION.cff": b"title: Kent, rebuilt\nauthors:\n  - name: The contributors\n",
    "data/raw/kent-2020/counts.csv": b"Force,Notices\nKent,926\n",
    "data/processed/notices.csv": b"force,count\nKent,926\n",
    "executed/kent.ipynb": b"{}",
    NOTEBOOK: b'{"cells": []}',
    "office.toml": b'name = "Commissioner for Kent"\nsite = "https://kent.example/"\n',
    "pyproject.toml": b'[project]\nname = "kent"\nversion = "0.3"\nlicense = "MIT"\n'
    b'description = "Notices in Kent"\n',
    "reports/kent.html": b"<h1>Who had notices?</h1>",
    "reports/kent/numbers.csv": b"id\n",
    "requirements.lock": b"pandas==3.1\n",
}
ENTRY = {
    "edition": "1.2",
    "inputs": {
        NOTEBOOK: "",
        "data/raw/kent-2020/counts.csv": "",
        "data/processed/notices.csv": "",
        "requirements.lock": "",
    },
    "made": {"kent.html": "", "kent/numbers.csv": ""},
    "parameters": {"census": 2011, "police_force": "Kent"},
}
OGL = "Open Government Licence v3.0"
SOURCE = Source(
    RAW, "Kent Police", "Notices", "", "2020-11", "", OGL, "0" * 64, "", (), "green", ("kent",)
)

# Process Run Crate 0.5 and RO-Crate 1.1 would have these too. Who ran it, and when, is recorded
# nowhere; the notebook has no address of its own, and its identifier is its path, which the
# profile allows ("MAY be a relative URI to a data entity in the crate").
NOT_KNOWN = {
    "The Action SHOULD have an agent that is a Person or Organization",
    "The Action SHOULD have an endTime in ISO 8601 format",
    "The Application SHOULD have a url",
    "The SoftwareApplication id SHOULD be an absolute URI",
    "The organization SHOULD have a URL.",
}


def described(members=MEMBERS, entry=ENTRY, source=SOURCE) -> dict:
    made = describe(
        members, {"reports": {"kent": entry}}, {"kent": NOTEBOOK}, {RAW: source}, "2026-11-23"
    )
    return json.loads(made)


def entities(crate: dict) -> dict[str, dict]:
    return {one["@id"]: one for one in crate["@graph"]}


def references(value: object) -> set[str]:
    return {one["@id"] for one in (value if isinstance(value, list) else [value])}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of the validator."""
    return prepared(tmp_path_factory.mktemp("validator"))


def unpacked(folder: Path, crate: dict) -> Path:
    for path, content in MEMBERS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / METADATA).write_text(json.dumps(crate))
    return folder


def test_the_crate_is_a_process_run_crate_and_lacks_only_what_nobody_recorded(cache, tmp_path):
    said = faults(unpacked(tmp_path, described()), cache)
    assert said == {"REQUIRED": set(), "RECOMMENDED": NOT_KNOWN}


def without_instrument(graph: dict[str, dict]) -> str:
    del graph["#run-kent"]["instrument"]
    return "The Action MUST have an instrument property that references the executed tool"


def with_a_page_as_instrument(graph: dict[str, dict]) -> str:
    graph["#run-kent"]["instrument"] = {"@id": "reports/kent.html"}
    return "The Action MUST have an instrument property that references the executed tool"


def without_profile(graph: dict[str, dict]) -> str:
    del graph["./"]["conformsTo"]
    return "The Root Data Entity MUST reference a CreativeWork entity with an @id URI that is"


def without_date(graph: dict[str, dict]) -> str:
    del graph["./"]["datePublished"]
    return "The Root Data Entity MUST have a `datePublished` property"


def with_an_unknown_term(graph: dict[str, dict]) -> str:
    graph["#run-kent"]["madeBy"] = "nobody"
    return 'The 1 occurrence of the JSON-LD key "madeBy" is not allowed in the compacted format'


@pytest.mark.parametrize(
    "plant",
    [
        without_instrument,
        with_a_page_as_instrument,
        without_profile,
        without_date,
        with_an_unknown_term,
    ],
)
def test_the_validator_finds_what_is_planted(cache, tmp_path, plant):
    crate = described()
    expected = plant(entities(crate))
    said = faults(unpacked(tmp_path, crate), cache)["REQUIRED"]
    assert any(expected in message for message in said), said


def test_every_file_is_listed_with_its_checksum_size_and_format():
    graph = entities(described())
    for path, content in MEMBERS.items():
        assert graph[path]["sha256"] == checksum(content)
        assert graph[path]["contentSize"] == str(len(content))
    assert references(graph["./"]["hasPart"]) == MEMBERS.keys()
    assert graph["reports/kent/numbers.csv"]["encodingFormat"] == "text/csv"
    assert graph["reports/kent.html"]["name"] == "Who had notices?"


def test_a_raw_file_has_the_title_the_publisher_and_the_licence_of_its_source():
    graph = entities(described())
    raw = graph[f"data/raw/{RAW}"]
    assert (raw["name"], raw["description"]) == ("Notices", "By Kent Police")
    assert graph[raw["license"]["@id"]]["name"] == OGL
    licences = {graph[place]["name"] for place in references(graph["./"]["license"])}
    assert licences == {"MIT", OGL}


def test_licences_that_are_worded_almost_alike_stay_apart():
    known = entities(described(source=replace(SOURCE, licence="M.I.T.")))
    names = {one["name"] for place, one in known.items() if place.startswith("#licence-")}
    assert names == {"MIT", "M.I.T."}


def test_a_run_says_which_notebook_made_what_from_what_with_which_parameters():
    graph = entities(described())
    run = graph["#run-kent"]
    assert run["@type"] == "CreateAction"
    assert run["instrument"] == {"@id": NOTEBOOK}
    assert graph[NOTEBOOK]["@type"] == ["File", "SoftwareSourceCode"]
    assert graph[NOTEBOOK]["version"] == "1.2"
    parameters = {"#kent.census", "#kent.police_force"}
    assert references(run["object"]) == ENTRY["inputs"].keys() - {NOTEBOOK} | parameters
    assert references(run["result"]) == {
        "executed/kent.ipynb",
        "reports/kent.html",
        "reports/kent/numbers.csv",
    }
    census = graph["#kent.census"]
    assert (census["@type"], census["name"], census["value"]) == ("PropertyValue", "census", 2011)
    tool = graph[graph[NOTEBOOK]["softwareRequirements"]["@id"]]
    assert (tool["name"], tool["softwareVersion"]) == ("kent", "0.3")


def test_the_whole_has_title_date_authors_and_publisher_as_the_files_give_them():
    graph = entities(described())
    root = graph["./"]
    assert (root["name"], root["description"]) == ("Kent, rebuilt", "Notices in Kent")
    assert root["datePublished"] == "2026-11-23"
    assert graph[root["author"]["@id"]]["name"] == "The contributors"
    publisher = graph[root["publisher"]["@id"]]
    assert (publisher["name"], publisher["url"]) == (
        "Commissioner for Kent",
        "https://kent.example/",
    )


def test_what_no_file_gives_is_left_out():
    files = {path: content for path, content in MEMBERS.items() if path != "CITATION.cff"}
    files["office.toml"] = b'name = ""\n'
    root = entities(described(files))["./"]
    assert root["name"] == "kent" and not {"author", "publisher"} & root.keys()


def test_a_page_that_is_no_edition_is_called_none():
    graph = entities(described(entry=ENTRY | {"edition": ""}))
    assert graph["#run-kent"]["name"] == "Run of “Who had notices?”, no edition"
    assert "version" not in graph[NOTEBOOK]


def test_no_time_of_a_run_and_no_random_name_stands_in_the_crate():
    first, second = (json.dumps(described()) for _ in range(2))
    assert first == second
    assert not any(f'"{word}"' in first for word in ("startTime", "endTime", "agent"))
