"""Tables counted from checked records, against pandas and against records counted by hand."""

from __future__ import annotations

import random

import duckdb
import pandas as pd
import pytest

from helpers.data.records import tabulating
from helpers.data.records.kinds import KINDS
from helpers.data.records.tabulating import TABLES, keep_cells, tabulate

SELF, OFFICER = "ethnicity_self_defined", "ethnicity_officer_defined"
SEARCH = {
    "police_force": "Kent",
    "occurred": "2022-04-01 10:00:00",
    "kind_of_search": "Person search",
    SELF: "White",
    f"{SELF}_detailed": "White: Irish",
    OFFICER: "White",
    "age_group": "18-24",
    "sex": "Male",
    "legislation": "Misuse of Drugs Act 1971 (section 23)",
    "object_of_search": "Controlled drugs",
    "outcome": "A no further action disposal",
    "outcome_linked": None,
    "more_than_outer_clothing": False,
}
NOTICE = {
    "notice": 1,
    "person": 1,
    "issued": "2020-04-02 10:00:00",
    "district": "Craven",
    "regulation": "restriction of movement and gatherings",
    SELF: "White",
    f"{SELF}_detailed": "White: Irish",
    OFFICER: None,
    "age_group": "18-24",
    "sex": "Male",
    "resident": "Resident",
    "in_group": True,
    "group_size": 2,
    "status": "Issued",
}


def checked(folder, kind, rows):
    table = pd.DataFrame(rows, columns=[*(NOTICE if kind == "fpn" else SEARCH)])
    types = KINDS[kind].kept
    columns = ", ".join(f"CAST({name} AS {types[name]}) AS {name}" for name in table)
    with duckdb.connect() as connection:
        connection.register("rows", table)
        query = f"COPY (SELECT {columns} FROM rows) TO '{folder / 'checked.parquet'}'"
        connection.execute(query)
    return folder


def searches(folder, *changes):
    return checked(folder, "stop-search", [SEARCH | one for one in changes])


def notices(folder, *changes):
    rows = [NOTICE | {"notice": number} | one for number, one in enumerate(changes)]
    return checked(folder, "fpn", rows)


def cell(table, of_what="count", **of):
    """The count of one cell; what is not named is summed over."""
    named = dict.fromkeys(table.columns.drop(["count", "largest"], errors="ignore"), "All") | of
    [count] = table.loc[(table[[*named]] == pd.Series(named)).all(axis="columns"), of_what]
    return count


def any_searches(number=400):
    draw = random.Random(1)
    some = {
        "police_force": ["Kent", "Essex"],
        SELF: ["Asian", "Black", "White", "Not stated", None],
        OFFICER: ["Black", "White", None],
        "age_group": ["10-17", "18-24", "over 34", None],
        "sex": ["Female", "Male", None],
        "outcome": ["Arrest", "A no further action disposal", "Community resolution", None],
    }
    days = [f"{year}-{month:02}-15" for year in (2021, 2022) for month in range(1, 13)]
    return [
        {name: draw.choice(values) for name, values in some.items()} | {"occurred": day}
        for day in draw.choices(days, k=number)
    ]


TOLD = {
    "Arrest": "Arrest: Arrest",
    "A no further action disposal": "No further action: A no further action disposal",
    "Community resolution": "Other further action: Community resolution",
}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("self_and_officer_defined", (SELF, OFFICER)),
        ("by_age", (SELF, "age_group")),
        ("age_and_sex", ("age_group", "sex")),
        ("by_outcome", (SELF, "outcome")),
    ],
)
def test_each_cell_and_margin_is_what_pandas_counts(tmp_path, name, columns):
    rows = any_searches()
    table = tabulate(searches(tmp_path, *rows), "stop-search")[name]
    frame = pd.DataFrame(rows).fillna("Unknown").replace({"outcome": TOLD})
    days = pd.to_datetime(frame["occurred"])
    frame["ends"] = days.dt.to_period("Y-MAR").dt.year.astype(str) + "-03-31"
    one, two = columns
    for force in ("All", "Essex", "Kent"):
        for end in ("All", "2021-03-31", "2022-03-31", "2023-03-31"):
            kept = frame[
                frame["police_force"].isin([force] if force != "All" else ["Essex", "Kent"])
            ]
            kept = kept[(kept["ends"] == end) | (end == "All")]
            expected = pd.crosstab(kept[one], kept[two], margins=True).stack()
            found = table[(table["police_force"] == force) & (table["year_ending"] == end)]
            found = found.set_index([*columns])["count"]
            assert found.reindex(expected.index).tolist() == expected.tolist()
            assert found.drop(expected.index).eq(0).all()


def test_a_year_ends_on_31_march(tmp_path):
    days = [{"occurred": "2022-03-31 23:59:00"}, {"occurred": "2022-04-01 00:00:00"}]
    tables = tabulate(searches(tmp_path, *days), "stop-search")
    for end in ("2022-03-31", "2023-03-31"):
        assert cell(tables["by_sex"], year_ending=end) == 1
    assert cell(tables["by_month"], month="2022-03") == 1


def test_a_group_without_a_search_is_a_row_of_0_and_a_month_without_a_record_is_no_row(tmp_path):
    kept = searches(tmp_path, {}, {"police_force": "Essex", "occurred": "2022-06-01"})
    by_month = tabulate(kept, "stop-search")["by_month"]
    assert cell(by_month, police_force="Kent", month="2022-04", **{SELF: "Black"}) == 0
    of_kent = by_month[by_month["police_force"] == "Kent"]
    assert of_kent["month"].unique().tolist() == ["All", "2022-04"]


def test_the_words_of_an_outcome_decide_its_result_and_no_outcome_is_unknown(tmp_path):
    words = {
        "A no further action disposal": "No further action",
        "Nothing found - no further action": "No further action",
        "Suspected psychoactive substances seized - No further action": "No further action",
        "Arrest": "Arrest",
        "Suspect arrested": "Arrest",
        "Khat or Cannabis warning": "Other further action",
        "Article found - Detailed outcome unavailable": "Other further action",
        None: "Unknown",
    }
    rows = [{"outcome": outcome, "sex": result} for outcome, result in words.items()]
    by_result = tabulate(searches(tmp_path, *rows), "stop-search")["by_result"]
    for result in words.values():
        assert cell(by_result, result=result) == [*words.values()].count(result)


def test_whether_an_outcome_is_linked_may_be_unknown(tmp_path):
    rows = [{"outcome_linked": linked} for linked in (True, False, None, None)]
    by_link = tabulate(searches(tmp_path, *rows), "stop-search")["by_link"]
    found = [cell(by_link, link=link) for link in ("Linked", "Not linked", "Unknown")]
    assert found == [1, 1, 2]


def test_ages_and_groups_stand_in_their_order(tmp_path):
    ages = ["over 34", "18-24", "under 10", None, "10-17", "25-34"]
    by_age = tabulate(searches(tmp_path, *({"age_group": age} for age in ages)), "stop-search")
    by_age = by_age["by_age"]
    in_order = ["All", "under 10", "10-17", "18-24", "25-34", "over 34", "Unknown"]
    assert by_age["age_group"].unique().tolist() == in_order
    groups = ["All", "Asian", "Black", "Mixed", "White", "Other", "Not stated", "Unknown"]
    assert by_age[SELF].unique().tolist() == groups


def test_kept_cells_give_the_same_tables_without_counting_the_records(tmp_path, monkeypatch):
    kept = searches(tmp_path, *any_searches())
    expected = tabulate(kept, "stop-search")
    keep_cells(kept, "stop-search")
    monkeypatch.setattr(tabulating, "_count", None)
    for name, table in tabulate(kept, "stop-search").items():
        pd.testing.assert_frame_equal(table, expected[name])
    assert (kept / "cells.parquet").stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in kept.iterdir()) == ["cells.parquet", "checked.parquet"]


def test_kept_cells_of_other_records_are_not_used(tmp_path):
    keep_cells(searches(tmp_path, {"sex": "Male"}), "stop-search")
    by_sex = tabulate(searches(tmp_path, {"sex": "Female"}), "stop-search")["by_sex"]
    assert (cell(by_sex, sex="Female"), cell(by_sex)) == (1, 1)


def test_of_notices_no_cells_are_kept(tmp_path):
    keep_cells(notices(tmp_path, {}), "fpn")
    assert [file.name for file in tmp_path.iterdir()] == ["checked.parquet"]


def test_a_person_with_three_notices_is_one_person_described_by_the_first(tmp_path):
    kept = notices(
        tmp_path,
        {"issued": "2020-05-03", SELF: "Black", "sex": None},
        {"issued": "2020-04-03"},
        {"issued": "2020-05-01", SELF: "Black"},
        {"person": 2},
        {"person": None},
    )
    tables = tabulate(kept, "fpn")
    assert cell(tables["notices_by_ethnicity_and_sex"]) == 5
    people = tables["people_by_ethnicity_and_sex"]
    assert cell(people) == 2
    assert cell(people, sex="Male", **{SELF: "White"}) == 2
    repeated = tables["people_by_ethnicity_and_notices"]
    assert cell(repeated, notices="3 or more", **{SELF: "White"}) == 1
    assert cell(repeated, notices="1") == 1
    assert cell(tables["people_by_groups_recorded"], groups_recorded="Several groups") == 1


def test_largest_is_what_the_two_people_with_most_notices_of_a_cell_have(tmp_path):
    holders = [1, 1, 1, 2, 2, 3, None, None]
    kept = notices(tmp_path, *({"person": one, "sex": "Male"} for one in holders), {"sex": None})
    by_sex = tabulate(kept, "fpn")["notices_by_ethnicity_and_sex"]
    assert cell(by_sex, sex="Male") == 8
    assert cell(by_sex, "largest", sex="Male") == 3 + 2
    assert cell(by_sex, "largest") == 4 + 2
    assert cell(by_sex, "largest", sex="Male", **{SELF: "Black"}) == 0


def test_notices_without_a_person_are_taken_for_those_of_different_people(tmp_path):
    by_sex = tabulate(notices(tmp_path, *[{"person": None}] * 5), "fpn")
    assert cell(by_sex["notices_by_ethnicity_and_sex"], "largest") == 2


def test_a_rescinded_notice_is_counted_by_status_alone(tmp_path):
    kept = notices(
        tmp_path, {"status": "Rescinded"}, {"status": None}, {"status": "Paid", "person": 2}
    )
    tables = tabulate(kept, "fpn")
    by_status = tables["notices_by_ethnicity_and_status"]
    assert [cell(by_status, status=one) for one in ("Paid", "Rescinded", "Unknown")] == [1, 1, 1]
    assert cell(tables["notices_by_ethnicity_and_sex"]) == 2
    assert cell(tables["people_by_ethnicity_and_notices"], notices="1") == 2


def test_self_defined_and_officer_defined_ethnicity_stand_beside_each_other(tmp_path):
    both = [("Asian", "Asian"), ("Asian", "White"), (None, "Black"), ("White", None)]
    kept = notices(tmp_path, *({SELF: one, OFFICER: two} for one, two in both))
    table = tabulate(kept, "fpn")["self_and_officer_defined"]
    for one, two in both:
        assert cell(table, **{SELF: one or "Unknown", OFFICER: two or "Unknown"}) == 1
    assert cell(table, **{SELF: "Asian"}) == 2


def test_no_table_of_notices_has_more_than_two_dimensions(tmp_path):
    tables = tabulate(notices(tmp_path, {}), "fpn")
    tables = {
        name: table.drop(columns="largest", errors="ignore") for name, table in tables.items()
    }
    assert max(len(table.columns) - 1 for table in tables.values()) == 2
    profile = {SELF, "resident", "age_group", "sex", "in_group"}
    pairs = {frozenset(table.columns.drop("count")) for table in tables.values()}
    assert {pair for pair in pairs if pair <= profile and len(pair) == 2} == {
        frozenset((one, two)) for one in profile for two in profile if one != two
    }


@pytest.mark.parametrize("kind", TABLES)
def test_of_no_record_every_count_is_0(tmp_path, kind):
    for table in tabulate(checked(tmp_path, kind, []), kind).values():
        assert table["count"].sum() == 0


def test_a_quotation_mark_in_a_label_is_no_fault(tmp_path):
    kept = notices(tmp_path, {"district": "King's Lynn; DROP TABLE records --"})
    table = tabulate(kept, "fpn")["notices_by_ethnicity_and_district"]
    assert cell(table, district="King's Lynn; DROP TABLE records --") == 1
