"""The editions of a report as ``reports.yml`` lists them, and what a page is because of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from helpers.data import read_sources
from helpers.page.editions import Change, Edition
from helpers.run.parameters import ParameterError
from helpers.run.planning import plan
from helpers.run.standing import read_editions, with_edition

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
        (
            [SECOND, {**FIRST, "checked_by": "A B", "numbers": "0" * 64}],
            "0.2 follows the released 0.1 and is not released. Take it out",
        ),
        ([{**FIRST, "checked_by": ""}], "checked_by is '', not a text"),
        ([{**FIRST, "checked_by": "A\nB"}], "0.1 was checked by 'A.nB'. Write one name"),
        ([{**FIRST, "checked_by": "A B"}], "0.1 was checked by 'A B', but nothing says which"),
        ([{**FIRST, "numbers": "0" * 63}], "0.1 has the numbers '0+'. Write the SHA-256"),
        ([{**FIRST, "numbers": "A" * 64}], "0.1 has the numbers 'A+'."),
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


LISTED = """# top
reports:
  - name: kent   # first
    editions:
      # newest first
      - {edition: "0.2", date: "2026-11-23",
         note: "A map added."}
      - edition: "0.1"
        date: '2026-11-23'   # a day
        note: First edition.

  - name: essex
    editions: [{edition: "0.1", date: "2026-11-23", note: "First edition."}]
# end"""
ADDED = Edition("1.0", "2027-01-04", '“Maps”: \\ & "charts".', "0.2", "Siân O’Brien", "0" * 64)
ENTRY = (
    """      - edition: "1.0"
        date: "2027-01-04"
        note: "“Maps”: \\\\ & \\"charts\\"."
        corrects: "0.2"
        checked_by: "Siân O’Brien"
"""
    f"""        numbers: "{"0" * 64}"
"""
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_edition_is_written_before_the_others_and_every_other_byte_stays(newline):
    before = LISTED.replace("\n", newline)
    entry = ENTRY.replace("\n", newline)
    mark = f"# newest first{newline}"
    assert with_edition(before, "kent", ADDED) == before.replace(mark, f"{mark}{entry}")
    listed = yaml.safe_load(with_edition(before, "kent", ADDED))["reports"][0]["editions"]
    assert read_editions("kent", listed)[0] == ADDED


def test_a_list_behind_its_key_and_what_is_empty_are_written_so_too():
    text = "reports:\n- editions:\n  - edition: '0.1'\n  name: kent\n"
    added = with_edition(text, "kent", Edition("0.2", "2026-11-24", "More."))
    assert added == text.replace(
        "  - edition: '0.1'",
        '  - edition: "0.2"\n    date: "2026-11-24"\n    note: "More."\n  - edition: \'0.1\'',
    )


SHARED = """reports:
- {name: essex, editions: &shared [{edition: "0.1"}]}
- name: kent
  editions: *shared
- name: wales
  editions: &own
  - edition: "0.1"
- name: gwent
  editions: *own
- &merged
  name: dyfed
  editions:
  - edition: "0.1"
- <<: *merged
  name: powys
"""


@pytest.mark.parametrize("name", ["essex", "kent", "wales", "gwent", "dyfed", "powys"])
def test_editions_that_cannot_be_added_to_without_changing_the_rest_are_refused(name):
    with pytest.raises(ParameterError) as refused:
        with_edition(SHARED, name, ADDED)
    assert str(refused.value) == (
        f"reports.yml: {name}, editions: another one cannot be written without changing the rest. "
        "List its editions one under another, each behind a dash of its own."
    )
