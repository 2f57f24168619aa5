"""Synthetic extracts, against the counts that were published and printed."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from helpers.data import DataError
from helpers.data.records.checking import check, has_errors
from helpers.data.records.synthetic import extract
from helpers.data.records.synthetic_cases import CASES, plan_of
from helpers.data.records.tabulating import tabulate
from helpers.statistics.joint_distribution import draw

SEED = 3


def files_of(case, seed=SEED):
    plan = plan_of(case)
    return extract(plan, draw(plan.shape, plan.margins, seed), seed)


@pytest.fixture(scope="module")
def made():
    return {case: files_of(case) for case in CASES}


def records(files):
    [content] = [content for name, content in files.items() if name.endswith(".csv")]
    return pd.read_csv(io.BytesIO(content))


def test_north_yorkshire_has_the_printed_notices_ages_districts_and_places(made):
    table = records(made["north-yorkshire"])
    # YorkMix, 15 May 2020, quoting North Yorkshire Police.
    assert len(table) == 926
    bands = pd.cut(table["Age"], [17, 25, 35, 45, 55, 65, 120]).value_counts(sort=False)
    assert bands.tolist() == [380, 300, 137, 63, 33, 13]
    areas = table["Area of residence"].value_counts()
    assert (areas["West Yorkshire"], areas["County Durham"]) == (273, 30)
    in_york = table[table["District"] == "City of York"]
    assert (len(in_york), (in_york["Residence"] == "Resident").sum()) == (179, 147)
    assert round(100 * (table["Residence"] == "Visitor").mean()) == 58
    assert table["Date issued"].min() >= "2020-04-02"
    assert table["Date issued"].max() < "2020-05-12"


def test_north_yorkshire_has_the_printed_notices_by_label_and_residence(made):
    # The Yorkshire Post, July 2020: Asian 120, 2 of them to residents, "Oriental" 16 and 1, Black
    # or mixed race 11 and 2; 22% to ethnic minorities, nine in ten of those to visitors.
    table = records(made["north-yorkshire"])
    by_group = pd.crosstab(table["Self-defined ethnicity"], table["Residence"])
    assert by_group.loc["Asian"].tolist() == [3, 133]
    assert by_group.loc["Black"].tolist() == [2, 9]
    minority = by_group.drop("White").sum()
    assert round(100 * minority.sum() / 926) == 22
    assert round(10 * minority["Visitor"] / minority.sum()) == 9


def test_wiltshire_has_the_printed_groups_regulations_dates_and_people(made):
    table = records(made["wiltshire"])
    # Association of Police and Crime Commissioners, November 2020.
    groups = {"White": 202, "Black": 16, "Not stated": 15, "Asian": 7, "Mixed": 5}
    assert table["Self-defined ethnicity"].value_counts().to_dict() == groups
    regulations = table["Regulation"].value_counts()
    assert (regulations["face covering"], regulations["travel isolation"]) == (1, 2)
    of_people = table.groupby("Person reference")
    assert (of_people.size() > 1).sum() == 12
    # Wiltshire Police: 222 notices to 11 June and 234 to 8 November 2020.
    assert (table["Date issued"] < "2020-06-12").sum() == 222
    assert (table["Date issued"] < "2020-11-09").sum() == 234
    same = of_people[["Self-defined ethnicity", "Age", "Sex"]].nunique()
    assert (same == 1).all(axis=None)


def test_every_record_file_and_reference_of_notices_says_that_it_is_synthetic(made):
    for case, files in made.items():
        table = records(files)
        assert all(name.startswith(f"synthetic-{case}-seed-{SEED}.") for name in files)
        assert (table["synthetic"] == "synthetic").all()
        for column in table.columns.intersection(["Notice reference", "Person reference"]):
            assert table[column].str.startswith("SYNTHETIC-").all()


def test_every_sheet_tells_what_was_published_and_what_is_assumed(made):
    for case, files in made.items():
        [sheet] = [text.decode() for name, text in files.items() if name.endswith(".txt")]
        published, assumed = sheet.partition("Assumed")[::2]
        plan = plan_of(case)
        assert all(f"- {one}" in published for one in plan.published)
        assert plan.assumed and all(f"- {one}" in assumed for one in plan.assumed)
        assert "{" not in sheet
    assert "Published: the records add up to these.\n- Nothing." in sheet


def test_made_up_searches_show_no_disparity_that_anyone_could_take_for_a_figure(made):
    table = records(made["stop-search"])
    cells = pd.crosstab(table["Self-defined ethnicity"], table["Outcome"])
    assert cells.eq(600).all(axis=None)
    for column in ("Force", "Gender", "Age range", "Officer-defined ethnicity"):
        assert table[column].value_counts().nunique() == 1


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(made):
    assert files_of("wiltshire") == made["wiltshire"]
    other = files_of("wiltshire", SEED + 1)
    assert [*other.values()][0] != [*made["wiltshire"].values()][0]


@pytest.mark.parametrize("case", CASES)
def test_an_extract_passes_its_check_and_its_tables_add_up_to_its_margins(made, case, tmp_path):
    plan = plan_of(case)
    [name] = [name for name in made[case] if name.endswith(".csv")]
    (tmp_path / name).write_bytes(made[case][name])
    checked = check(tmp_path / name, plan.kind, keep=tmp_path / "kept")
    assert not has_errors(checked)
    assert checked.rows_kept == sum(plan.margins[0,]) if (0,) in plan.margins else 926
    assert checked.repeated in (None, plan.several_notices)
    for name, table in tabulate(tmp_path / "kept", plan.kind).items():
        labels = table.drop(columns=["count", "largest"], errors="ignore")
        total = table.loc[labels.eq("All").all(axis="columns"), "count"].item()
        people = checked.rows_kept - plan.several_notices
        assert total == (people if name.startswith("people") else checked.rows_kept)


def test_an_unknown_case_is_refused_with_those_that_there_are():
    with pytest.raises(DataError, match="kent.*north-yorkshire, wiltshire, stop-search"):
        plan_of("kent")
