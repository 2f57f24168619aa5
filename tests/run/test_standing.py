"""The editions of a report as ``reports.yml`` lists them, and what a page is because of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from helpers.data import read_sources
from helpers.page.editions import Change, Edition
from helpers.run.batch import plan
from helpers.run.parameters import ParameterError
from helpers.run.standing import read_editions

PROJECT = Path(__file__).parents[2]
FIRST = {"edition": "0.1", "date": "2026-11-23", "note": "First edition."}
SECOND = {"edition": "0.2", "date": "2026-11-23", "note": "A map added."}
TENTH = {"edition": "0.10", "date": "2027-01-04", "note": "A rate mended.", "corrects": "0.2"}


def test_editions_are_read_newest_first_and_numbers_are_not_decimals():
    editions = read_editions("kent", [TENTH, SECOND, FIRST])
    assert editions[0] == Edition("0.10", "2027-01-04", "A rate mended.", "0.2")
    assert [one.edition for one in editions] == ["0.10", "0.2", "0.1"]


@pytest.mark.parametrize(
    ("listed", "problem"),
    [
        (None, "none is listed. Begin with"),
        ([], "none is listed. Begin with"),
        ("0.1", "none is listed. Begin with"),
        (["0.1"], "'0.1'. Write an edition as"),
        ([{**FIRST, "author": "A"}], "the field author is unknown"),
        ([{"edition": "0.1", "date": "2026-11-23"}], "the field note is missing"),
        ([{**FIRST, "edition": 0.1}], "edition is 0.1, not a text. Put it in quotation marks"),
        ([{**FIRST, "note": " "}], "note is ' ', not a text"),
        ([{**FIRST, "edition": "1"}], "edition '1'. Number it like 0.2"),
        ([{**FIRST, "date": "2026-02-30"}], "0.1 has the date '2026-02-30'. Write it like"),
        ([{**FIRST, "date": "20261123"}], "0.1 has the date '20261123'. Write it like"),
        ([{**FIRST, "note": "First\nedition."}], "Write one sentence"),
        ([{**FIRST, "note": "First edition"}], "Write one sentence"),
        ([FIRST, SECOND], r"0.1 \(2026-11-23\) stands before 0.2 .*List the newest first"),
        ([SECOND, SECOND, FIRST], "0.2 .* stands before 0.2"),
        ([{**SECOND, "date": "2026-11-22"}, FIRST], "List the newest first"),
        ([{**SECOND, "corrects": "0.2"}, FIRST], "0.2 corrects '0.2'. Name one of: 0.1"),
        ([{**FIRST, "corrects": "0.0"}], "0.1 corrects '0.0'. Name one of: none is earlier"),
    ],
)
def test_editions_that_are_not_as_they_should_be_are_refused_naming_report_and_remedy(
    listed, problem
):
    with pytest.raises(ParameterError, match=f"^reports.yml: kent, editions: .*{problem}"):
        read_editions("kent", listed)


def test_a_report_without_editions_is_refused_before_anything_runs(project):
    path = project / "reports.yml"
    records = yaml.safe_load(path.read_text())["reports"]
    del records[1]["editions"]
    path.write_text(yaml.safe_dump({"reports": records}))
    with pytest.raises(ParameterError, match="second, editions: none is listed"):
        plan(project)


def test_a_report_built_as_published_is_an_edition_and_one_with_another_value_a_variant(project):
    as_published = plan(project, ["first"], {"census": "2011"})[0].standing
    assert as_published.changes == [] and as_published.editions[0].edition == "0.1"
    changed = plan(project, ["first"], {"census": "2021"})[0].standing
    assert changed.changes == [Change("census", 2021, 2011)]


def test_the_figures_of_a_report_are_those_of_the_sources_that_it_uses():
    for ready in plan(PROJECT):
        used = [one for one in read_sources().values() if ready.name in one.used_by]
        made_here = [one for one in used if one.published == "not published elsewhere"]
        figures = ready.standing.figures
        assert figures.sources == len(used) - len(made_here) > 20
        for end in (figures.first, figures.last):
            assert any(one.published.startswith(end.dates[0]) for one in used)
