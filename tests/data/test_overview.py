"""What the list of tables says of each, and what a table carries with it."""

from __future__ import annotations

from helpers.data import catalogue, load
from helpers.data.tables import TABLES


def test_every_table_is_listed_with_a_title_a_source_and_its_quality():
    listed = catalogue()
    assert listed["name"].tolist() == sorted(TABLES)
    assert (listed[["title", "sources", "quality"]] != "").all(axis=None)
    assert set(", ".join(listed["quality"]).split(", ")) == {"green", "amber", "red"}


def test_a_table_is_listed_with_the_units_years_and_areas_that_its_rows_have():
    listed = catalogue().set_index("name")
    officers = listed.loc["officers_by_force"]
    # Home Office, Police workforce, England and Wales, 31 March 2022: 43 forces, from 2007.
    assert officers[["years", "areas"]].tolist() == ["2007 to 2022", "43 police forces"]
    assert officers["units"] == "full-time equivalent officers, officers"
    assert officers["rows"] == 43 * 16
    assert listed.loc["wiltshire_notices_by_ethnicity", ["years", "areas"]].tolist() == ["", ""]
    essex = listed.loc["essex_hate_crime_changes"]
    assert (essex["areas"], essex["units"]) == ("Essex", "offences, percent, reports")


def test_a_table_carries_its_sources_and_their_licences():
    carried = load("population_midyear").attrs
    assert carried["name"] == "population_midyear"
    assert "Office for National Statistics" in carried["source"]
    assert carried["licence"] == "Open Government Licence v3.0"
