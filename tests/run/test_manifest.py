"""What is recorded of each report: whole, the same on every run, and nothing of the machine."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
from nbformat import NotebookNode

from helpers.page.editions import Change, Edition, Standing
from helpers.run import manifest
from helpers.run.growing import Manifest, refresh
from helpers.run.manifest import (
    MANIFEST,
    Origin,
    checksum,
    entry,
    locked,
    package,
    page_record,
    read_manifest,
    schema,
    together,
)
from helpers.run.parameters import ParameterError
from helpers.run.planning import Plan, plan

PROJECT = Path(__file__).parents[2]
TABLE = "data/processed/wiltshire_notices_by_ethnicity.csv"
STANDING = Standing([Edition("0.2", "2026-11-23", "Second."), Edition("0.1", "2026-11-22", "A.")])


@pytest.fixture
def one(project):
    """An entry of the report ``first``."""
    files = {"first.html": b"page", "first/numbers.csv": b"id"}
    return entry(planned(project), [TABLE], files, {})


def planned(project, name="first", address="", standing=STANDING, census=2011):
    origin = Origin(project, "notebooks/first.ipynb", address)
    return Plan(name, NotebookNode(), {}, {"census": census}, standing, origin=origin)


def with_entry(out, name, added, project):
    return Manifest(out, project).with_entry(name, added)


def test_an_entry_has_the_checksum_of_everything_that_the_report_was_made_from(project, one):
    inputs = one["inputs"]
    assert {path for path in inputs if not path.startswith("data/raw/")} == {
        "data/sources.toml",
        TABLE,
        "notebooks/first.ipynb",
        "requirements.lock",
    }
    assert {path for path in inputs if path.startswith("data/raw/")} == {
        "data/raw/apcc-2020/claims.csv"
    }
    assert all(inputs[path] == checksum((project / path).read_bytes()) for path in inputs)
    assert one["edition"] == "0.2" and one["published_with"] == {} and one["address"] == ""
    assert one["made"] == {"first.html": checksum(b"page"), "first/numbers.csv": checksum(b"id")}


def test_raw_files_that_the_register_says_a_report_uses_are_recorded_though_no_table_names_them(
    project,
):
    name = "1_north_yorkshire_fpn_profile"
    one = entry(planned(project, name), [], {}, {})
    assert "data/raw/natural-earth-10m-admin-1/police_force_areas.geojson" in one["inputs"]


def test_a_variant_records_the_value_that_reports_yml_has(project):
    stands = STANDING._replace(changes=[Change("census", 2021, 2011)])
    one = entry(planned(project, standing=stands, census=2021), [], {}, {})
    assert (one["parameters"], one["published_with"]) == ({"census": 2021}, {"census": 2011})


ADDRESS = "https://www.kent-pcc.example/first/0.2/"


@pytest.mark.parametrize(
    ("newest", "address"),
    [
        (STANDING.editions[0], ADDRESS),
        (STANDING.editions[0]._replace(numbers=checksum(b"id")), ADDRESS),
        (STANDING.editions[0]._replace(numbers="0" * 64), ""),
    ],
)
def test_only_an_edition_with_its_own_numbers_has_an_address(project, newest, address):
    ready = planned(project, address=ADDRESS, standing=Standing([newest]))
    files = {"first.html": b"page", "first/numbers.csv": b"id"}
    assert entry(ready, [], files, {})["address"] == address


def test_a_page_is_told_what_its_entry_records(project, one):
    origin = Origin(project, "notebooks/first.ipynb", ADDRESS)
    told = page_record(origin, {TABLE, "data/raw/apcc-2020/claims.csv"})
    assert told.notebook == (origin.notebook, one["inputs"][origin.notebook])
    assert told.lock == ("requirements.lock", one["lock"])
    assert (told.python, told.tables, told.address) == (">=3.11,<3.14", 1, ADDRESS)


EXCEPTIONS = """
[[threshold]]
sources = "own/*.csv"
under = 10
reason = "Agreement."
[[exception]]
rule = "postcode"
file = "b.html"
text = "SW1A 1AA"
reason = "A palace."
[[days]]
days = ["2012-03-31", "2011-03-27"]
reason = "Census."
[[exception]]
rule = "postcode"
file = "a.html"
text = "SW1A 1AA"
reason = "A palace."
"""


def test_the_manifest_lists_what_the_gate_lets_out_and_why_in_an_order_of_its_own(project, one):
    empty = {"days": [], "exceptions": [], "thresholds": []}
    assert json.loads(with_entry(project / "out", "first", one, project))["gate"] == empty
    (project / "gate.toml").write_text(EXCEPTIONS, "utf-8")
    listed = json.loads(with_entry(project / "out", "first", one, project))["gate"]
    assert [record["file"] for record in listed["exceptions"]] == ["a.html", "b.html"]
    assert listed["exceptions"][0] == {
        "file": "a.html",
        "reason": "A palace.",
        "rule": "postcode",
        "text": "SW1A 1AA",
    }
    assert listed["days"] == [
        {"day": "2011-03-27", "reason": "Census."},
        {"day": "2012-03-31", "reason": "Census."},
    ]
    threshold = {"reason": "Agreement.", "sources": "own/*.csv", "under": 10}
    assert listed["thresholds"] == [threshold]


def test_a_list_of_exceptions_that_cannot_be_read_stops_a_build_before_anything_runs(project):
    (project / "gate.toml").write_text(EXCEPTIONS.replace('reason = "Census."', ""), "utf-8")
    with pytest.raises(ParameterError, match="gate.toml, days 1, reason: missing. Give days, reas"):
        plan(project)


def test_an_entry_takes_the_place_of_the_earlier_one_and_leaves_the_others(project, one, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    for name in ("first", "second"):
        (out / f"{name}.html").write_text("")
        (out / MANIFEST).write_bytes(with_entry(out, name, one, project))
    changed = one | {"edition": "0.3"}
    (out / MANIFEST).write_bytes(with_entry(out, "first", changed, project))
    found = read_manifest(out)
    assert {name: report["edition"] for name, report in found["reports"].items()} == {
        "first": "0.3",
        "second": "0.2",
    }
    (out / "second.html").unlink()
    (out / MANIFEST).write_bytes(with_entry(out, "first", changed, project))
    assert list(read_manifest(out)["reports"]) == ["first"]


def test_reports_that_are_built_one_by_one_in_another_order_give_the_same_bytes(
    project, one, tmp_path
):
    made = []
    for order in (("first", "second"), ("second", "first")):
        out = tmp_path / order[0]
        out.mkdir()
        for name in order:
            (out / f"{name}.html").write_text("")
            (out / MANIFEST).write_bytes(with_entry(out, name, one, project))
        made.append((out / MANIFEST).read_bytes())
    assert made[0] == made[1]


def test_a_manifest_that_grows_with_a_build_is_that_of_builds_one_by_one(project, one, tmp_path):
    growing = Manifest(tmp_path, project)
    for name in ("second", "first", "third"):
        grown = growing.with_entry(name, one | {"edition": name})
        assert grown == with_entry(tmp_path, name, one | {"edition": name}, project)
        (tmp_path / f"{name}.html").write_text("")
        (tmp_path / MANIFEST).write_bytes(grown)
    found = read_manifest(tmp_path)
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    assert f"{text}\n".encode() == grown and list(found["reports"]) == ["first", "second", "third"]


@pytest.mark.parametrize("broken", ["package", "lock", "parameters"])
def test_a_manifest_with_an_entry_that_is_none_is_never_replaced(project, one, tmp_path, broken):
    (tmp_path / "second.html").write_text("")
    made = json.loads(with_entry(tmp_path, "second", one, project))
    made["reports"]["second"][broken] = None
    (tmp_path / MANIFEST).write_text(json.dumps(made))
    with pytest.raises(ParameterError, match="not a manifest, so nothing tells .* Restore it, or"):
        Manifest(tmp_path, project)


def test_the_list_of_exceptions_alone_is_renewed(project, one, tmp_path):
    (tmp_path / "first.html").write_text("")
    (tmp_path / MANIFEST).write_bytes(with_entry(tmp_path, "first", one, project))
    (project / "gate.toml").write_text(EXCEPTIONS, "utf-8")
    refresh(tmp_path, project)
    found = read_manifest(tmp_path)
    assert len(found["gate"]["days"]) == 2 and list(found["reports"]) == ["first"]
    refresh(tmp_path / "none", project)
    assert not (tmp_path / "none").exists()


def test_packages_and_locks_that_no_entry_names_are_left_out(project, one, tmp_path, monkeypatch):
    for name in ("first", "second"):
        (tmp_path / f"{name}.html").write_text("")
    (tmp_path / MANIFEST).write_bytes(with_entry(tmp_path, "first", one, project))
    sums = {"cli.py": "0" * 64}
    monkeypatch.setattr("helpers.run.growing.package", lambda: sums)
    later = one | {"package": together(sums)}
    (tmp_path / MANIFEST).write_bytes(with_entry(tmp_path, "second", later, project))
    assert len(read_manifest(tmp_path)["packages"]) == 2
    (tmp_path / MANIFEST).write_bytes(with_entry(tmp_path, "first", later, project))
    assert read_manifest(tmp_path)["packages"] == {together(sums): sums}


def test_a_manifest_is_the_same_bytes_twice_and_names_no_time_machine_or_folder(
    project, one, tmp_path
):
    text = with_entry(tmp_path, "first", one, project)
    assert text == with_entry(tmp_path, "first", one, project)
    assert text.endswith(b"}\n") and str(project).encode() not in text
    assert not re.search(rb"/(?:home|tmp|root|Users)/|\d\d:\d\d", text)


def test_a_file_that_is_no_manifest_is_never_replaced(project, tmp_path):
    (tmp_path / MANIFEST).write_text("{")
    with pytest.raises(ParameterError, match="manifest.json: not a manifest, so nothing tells"):
        Manifest(tmp_path, project)


def test_checksums_are_those_from_before_the_notebook_ran(project, tmp_path):
    ready = plan(project, ["first"])[0]
    growing = Manifest(tmp_path, project, [ready])
    paths = ("notebooks/first.ipynb", "requirements.lock", "data/sources.toml", TABLE)
    before = {path: checksum((project / path).read_bytes()) for path in paths}
    for path in paths:
        with (project / path).open("a") as file:
            file.write("\n")
    inputs = entry(ready, [TABLE], {}, growing.sums)["inputs"]
    assert {path: inputs[path] for path in paths} == before


def test_a_notebook_that_changed_after_it_was_planned_is_refused(project, tmp_path, write_notebook):
    ready = plan(project, ["first"])[0]
    write_notebook("first", "1 / 0")
    with pytest.raises(ParameterError, match="first.ipynb changed after it was planned. Build ag"):
        Manifest(tmp_path, project, [ready])


def test_the_checksum_of_the_package_can_be_made_by_hand():
    by_hand = (
        "find * -type f ! -name '.*' ! -path '*__pycache__*' | LC_ALL=C sort "
        "| xargs -d '\\n' sha256sum | sha256sum"
    )
    folder = Path(manifest.__file__).parents[1]
    made = subprocess.run(by_hand, shell=True, cwd=folder, capture_output=True, text=True)
    assert made.stdout.split()[0] == together(package())


def test_files_that_python_or_a_desktop_leaves_in_the_package_are_not_of_it(tmp_path, monkeypatch):
    for name in ("cli.py", "__pycache__/cli.pyc", ".DS_Store", "page/style.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(manifest, "resources", lambda room: tmp_path)
    assert package.__wrapped__() == {
        "cli.py": checksum(b"cli.py"),
        "page/style.css": checksum(b"page/style.css"),
    }


def test_every_library_of_the_project_is_recorded_as_it_is_locked():
    found = locked(PROJECT)
    assert found["python"] == ">=3.11,<3.14"
    assert re.fullmatch(r"2\.4\.\d+", found["libraries"]["numpy"])
    assert re.fullmatch(r"0\.\d+\.\d+", found["libraries"]["pandera"])


def test_a_library_that_is_locked_twice_has_both_versions_and_one_that_is_not_is_refused(tmp_path):
    settings = '[project]\nrequires-python = ">=3.11"\ndependencies = ["Con_tour>=1", "b"]\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    lock = "con-tour==1.3 ; python_version < '3.12' \\\n  --hash=x\ncon-tour==1.4 ; x\nb==2\n"
    (tmp_path / "requirements.lock").write_text(lock)
    assert locked(tmp_path)["libraries"] == {"con-tour": "1.3 or 1.4", "b": "2"}
    (tmp_path / "requirements.lock").write_text("b==2\n")
    with pytest.raises(ParameterError, match="con-tour is not locked. Run `make lock`."):
        locked(tmp_path)
    (tmp_path / "requirements.lock").unlink()
    with pytest.raises(ParameterError, match="requirements.lock: No such file or directory"):
        locked(tmp_path)


def test_the_schema_is_one_and_says_what_each_field_of_a_report_is():
    jsonschema.Draft202012Validator.check_schema(schema())
    fields = schema()["$defs"]["report"]
    assert sorted(fields["properties"]) == sorted(fields["required"])
    assert all("description" in field for field in fields["properties"].values())


def test_every_field_of_the_manifest_stands_in_its_documentation():
    text = (PROJECT / "docs/manifest.md").read_text("utf-8")
    fields = {*schema()["properties"], *schema()["$defs"]["report"]["properties"]}
    assert [field for field in sorted(fields) if f"`{field}`" not in text] == []
