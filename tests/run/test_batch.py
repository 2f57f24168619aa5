"""What a batch writes: reports with the files beside them, and the index."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
import yaml

from helpers.run import listing
from helpers.run.batch import build
from helpers.run.listing import write_index
from helpers.run.parameters import ParameterError
from helpers.run.planning import Plan, plan
from helpers.run.report import Report, ReportError

PERIOD = {"period_start": "2020-03-27", "period_end": "2020-05-11"}


@pytest.mark.parametrize(
    ("parameters", "period", "scope"),
    [
        ({"police_force": "Wiltshire", **PERIOD}, "days not given", "Wiltshire, days not given"),
        ({"police_force": "Wiltshire", **PERIOD}, "", "Wiltshire"),
        ({"area": "All areas"}, "", "All areas"),
    ],
)
def test_a_report_stands_in_the_index_with_its_force_or_area_and_its_period_if_it_has_one(
    tmp_path, parameters, period, scope
):
    (tmp_path / "kent.html").write_text("<h1>Who was fined?</h1>", "utf-8")
    plan = Plan("kent", nbformat.v4.new_notebook(), {}, parameters, period=period)
    write_index([plan], tmp_path)
    assert f'<p class="scope">{scope}</p>' in (tmp_path / "index.html").read_text("utf-8")


def test_a_page_that_was_built_with_other_parameters_has_no_period_in_the_index(
    monkeypatch, tmp_path
):
    (tmp_path / "kent.html").write_text("<h1>Who was fined?</h1>", "utf-8")
    plan = Plan("kent", nbformat.v4.new_notebook(), {}, {"area": "Kent"}, period="May 2020")
    monkeypatch.setattr(listing, "recorded_parameters", lambda out: {"kent": {"area": "Essex"}})
    write_index([plan], tmp_path)
    assert '<p class="scope">Essex</p>' in (tmp_path / "index.html").read_text("utf-8")


def with_field(project, **fields):
    path = project / "reports.yml"
    listed = yaml.safe_load(path.read_text("utf-8"))
    listed["reports"][0] |= fields
    path.write_text(yaml.safe_dump(listed), "utf-8")


@pytest.mark.parametrize("period", ["", " ", 2020, None, ["2020"], "2020\n2021"])
def test_a_period_that_is_not_one_line_of_words_is_refused(project, period):
    with_field(project, period=period)
    with pytest.raises(ParameterError, match="first: period is .*Write one line of words"):
        plan(project)


def test_the_period_of_a_report_is_that_of_reports_yml(project):
    with_field(project, period=" April and May 2020 ")
    assert [ready.period for ready in plan(project)] == ["April and May 2020", ""]


def test_every_committed_report_says_which_time_it_covers():
    assert [ready.name for ready in plan(Path(__file__).parents[2]) if not ready.period] == []


def built(monkeypatch, out, report):
    """The outcome of a report whose notebook gives what is given here, or raises it."""

    def made(*_):
        if isinstance(report, Exception):
            raise report
        return report

    monkeypatch.setattr("helpers.run.report.make_report", made)
    plan = Plan("kent", nbformat.v4.new_notebook(), {}, {})
    return next(build([plan], out, out.parent / "failed", lambda name: None))


def files(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


FIRST = Report("<h1>A</h1>", {"numbers.csv": b"id", "tables/a.csv": b"A", "tables/b.csv": b"B"})
SECOND = Report("<h1>B</h1>", {"numbers.csv": b"id2", "tables/b.csv": b"B2"})
AS_FIRST = {
    "kent.html": b"<h1>A</h1>",
    "kent/numbers.csv": b"id",
    "kent/tables/a.csv": b"A",
    "kent/tables/b.csv": b"B",
}


def test_a_build_replaces_the_files_beside_a_page_and_removes_tables_that_are_no_more(
    monkeypatch, tmp_path
):
    out = tmp_path / "reports"
    assert built(monkeypatch, out, FIRST).problem == ""
    assert files(out) == AS_FIRST
    (out / "kent" / "tables" / "readme.txt").write_bytes(b"kept")
    assert built(monkeypatch, out, SECOND).problem == ""
    assert files(out) == {
        "kent.html": b"<h1>B</h1>",
        "kent/numbers.csv": b"id2",
        "kent/tables/b.csv": b"B2",
        "kent/tables/readme.txt": b"kept",
    }


def test_a_build_that_fails_leaves_every_file_of_the_earlier_one(monkeypatch, tmp_path):
    out = tmp_path / "reports"
    built(monkeypatch, out, FIRST)
    failed = built(monkeypatch, out, ReportError("downloads: table 'A': too long"))
    assert failed.problem == "downloads: table 'A': too long"
    assert files(out) == AS_FIRST


def test_a_file_that_cannot_be_written_leaves_every_file_of_the_earlier_build(
    monkeypatch, tmp_path
):
    out = tmp_path / "reports"
    built(monkeypatch, out, FIRST)
    blocked = Report("<h1>C</h1>", {"numbers.csv": b"id3", "numbers.csv/c.csv": b"C"})
    assert "Error" in built(monkeypatch, out, blocked).problem
    assert files(out) == AS_FIRST


WITH_WELSH = SECOND._replace(others=(("cy", "<h1>C</h1>"),))


def test_a_page_in_another_language_is_written_beside_and_removed_when_it_is_no_more(
    monkeypatch, tmp_path
):
    out = tmp_path / "reports"
    assert built(monkeypatch, out, WITH_WELSH).problem == ""
    assert files(out)["kent.cy.html"] == b"<h1>C</h1>"
    built(monkeypatch, out, SECOND)
    assert "kent.cy.html" not in files(out) and files(out)["kent.html"] == b"<h1>B</h1>"


def test_the_index_links_pages_in_other_languages_that_are_there(tmp_path):
    (tmp_path / "kent.html").write_text("<h1>Who was fined?</h1>", "utf-8")
    languages = ("en-GB", "cy")
    plan = Plan("kent", nbformat.v4.new_notebook(), {}, {"area": "Kent"}, languages=languages)
    write_index([plan], tmp_path)
    assert "kent.cy.html" not in (tmp_path / "index.html").read_text("utf-8")
    (tmp_path / "kent.cy.html").write_text("", "utf-8")
    write_index([plan], tmp_path)
    assert '<a href="kent.cy.html" hreflang="cy">' in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("languages", "problem"),
    [
        (["en-GB", "fr"], r"first: unknown language 'fr'\. Known: en-GB, cy\. Take it out"),
        (["cy"], r"first: languages are \['cy'\]\. Write a list that begins with en-GB"),
        (["en-GB", "cy", "cy"], "each language once"),
        (["en-GB", ["cy"]], r"first: unknown language \['cy'\]"),
        ("cy", "languages are 'cy'"),
        (None, "languages are None"),
    ],
)
def test_languages_that_are_not_known_or_without_english_are_refused(project, languages, problem):
    path = project / "reports.yml"
    listed = yaml.safe_load(path.read_text("utf-8"))
    listed["reports"][0]["languages"] = languages
    path.write_text(yaml.safe_dump(listed), "utf-8")
    with pytest.raises(ParameterError, match=problem):
        plan(project)


def test_a_report_is_in_english_unless_it_lists_languages(project):
    path = project / "reports.yml"
    listed = yaml.safe_load(path.read_text("utf-8"))
    listed["reports"][1]["languages"] = ["en-GB", "cy"]
    path.write_text(yaml.safe_dump(listed), "utf-8")
    assert [ready.languages for ready in plan(project)] == [("en-GB",), ("en-GB", "cy")]
