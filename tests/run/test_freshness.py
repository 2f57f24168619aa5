"""What a step or a report depends on: contents, and neither dates nor what is not read."""

from __future__ import annotations

import json

from helpers.data.project import working_in
from helpers.run.freshness import files_of_lists, keep, unless_same
from helpers.run.outcomes import failed_before


def test_a_step_is_done_again_when_a_file_that_it_reads_or_makes_has_other_contents(tmp_path):
    read, made = tmp_path / "read.csv", tmp_path / "made.csv"
    read.write_text("1")
    done = []

    def step():
        unless_same("step", lambda: [read, made], lambda: done.append(made.write_text("one")))
        return len(done)

    with working_in(tmp_path):
        assert [step(), step()] == [1, 1]
        read.write_text("2")
        assert [step(), step()] == [2, 2]
        made.unlink()
        assert [step(), step()] == [3, 3]
        (tmp_path / "build" / "step.json").write_text("{")
        assert [step(), step()] == [4, 4]
        keep("other", [read])
        assert json.loads((tmp_path / "build" / "other.json").read_text())["read.csv"]


def test_the_lists_of_a_folder_depend_on_every_page_and_on_what_compares_forces(project):
    out = project / "forces"
    entry = {"package": "a", "lock": "b", "edition": "", "parameters": {}}
    manifest = {"reports": {"kent": entry}, "packages": {}, "locks": {}}
    for path in ("kent/numbers.csv", "growth/tables/forces.csv", ".staged-1/kent/a.csv"):
        (out / path).parent.mkdir(parents=True)
        (out / path).write_text("")
    (out / "kent.html").write_text("")
    (out / "manifest.json").write_text(json.dumps(manifest))
    with working_in(project):
        found = {path.relative_to(project).as_posix() for path in files_of_lists(out)}
    assert {path for path in found if path.startswith("forces/")} == {
        "forces/accessibility.json",
        "forces/growth/tables/forces.csv",
        "forces/kent.html",
        "forces/manifest.json",
    }
    assert {"reports.yml", "office.toml", "gate.toml", "data/sources.toml"} <= found


def test_a_build_knows_whether_one_failed_in_the_build_before(tmp_path):
    record = tmp_path / "batch.json"
    assert not failed_before(record)
    for status, failed in (("written", False), ("failed", True)):
        record.write_text(json.dumps({"reports": {"kent": {"status": status}}}))
        assert failed_before(record) is failed
    record.write_text("[")
    assert not failed_before(record)
