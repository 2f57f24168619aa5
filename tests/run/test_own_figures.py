"""Plans with own figures: for which forces and periods, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.data import DataError
from helpers.run.forces import ALL, plan_again, plan_forces, read_analyses
from helpers.run.parameters import ParameterError

PROJECT = Path(__file__).parents[2]
NOTICES = """police_force,period_start,period_end,count
Kent,2021-01-01,2021-01-31,4
Kent,2021-02-01,2021-03-31,9
"London, City of",2021-02-01,2021-03-31,0
"""
YEARS = """police_force,year_ending,count
Kent,2021-09-30,5
Kent,2023-09-30,6
Kent,2024-09-30,7
"""
PER_RESIDENT, GROWTH = "notices-per-resident", "hate-crime-growth"


@pytest.fixture(scope="module")
def analyses():
    return read_analyses(PROJECT)


@pytest.fixture
def planned(analyses, tmp_path, monkeypatch):
    """A function that plans with a file in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(NOTICES)
    (tmp_path / "years.csv").write_text(YEARS)

    def plans(names, forces, file="mine.csv", **given):
        return plan_forces(analyses, names, forces, {"figures": file, **given})

    return plans


def test_all_forces_are_those_of_the_file_and_names_say_whose_figures_they_are(planned):
    plans = planned([PER_RESIDENT], [ALL])
    assert [one.name for one in plans] == [
        "notices_per_resident_kent_own_figures",
        "notices_per_resident_london_city_of_own_figures",
    ]
    assert {one.parameters["figures"] for one in plans} == {"own-figures.csv"}
    assert {one.figures for one in plans} == {NOTICES.encode()}


def test_the_newest_period_of_the_force_is_taken_or_the_one_that_is_asked(planned):
    newest = planned([PER_RESIDENT], ["Kent"])[0].parameters
    assert (newest["period_start"], newest["period_end"]) == ("2021-02-01", "2021-03-31")
    other = planned([PER_RESIDENT], ["Kent"], period_end="2021-01-31")[0].parameters
    assert (other["period_start"], other["period_end"]) == ("2021-01-01", "2021-01-31")
    same = planned([PER_RESIDENT], ["Kent"], period_start="2021-01-01")[0].parameters
    assert same == other


def test_the_residents_are_those_counted_last_before_the_end_or_the_ones_asked(planned):
    chosen = planned([PER_RESIDENT], ["Kent"])[0].parameters
    assert (chosen["population_year"], chosen["census"]) == (2020, 2021)
    other = planned([PER_RESIDENT], ["Kent"], population_year="2019", census="2011")[0].parameters
    assert (other["population_year"], other["census"]) == (2019, 2011)


def test_an_end_before_any_count_of_residents_is_refused_unless_a_count_is_named(planned, tmp_path):
    early = "police_force,period_start,period_end,count\nKent,{0}-01-01,{0}-12-31,4\n"
    (tmp_path / "1990.csv").write_text(early.format(1990))
    message = "Kent: no residents were counted before {}, where its figures end. Name a later"
    with pytest.raises(ParameterError, match=message.format("1990-12-31")) as refused:
        planned([PER_RESIDENT], ["Kent"], "1990.csv", population_year="2017")
    assert str(refused.value).endswith("count as the parameter census: 2011, 2021.")
    named = {"population_year": "2017", "census": "2011"}
    chosen = planned([PER_RESIDENT], ["Kent"], "1990.csv", **named)[0].parameters
    assert (chosen["population_year"], chosen["census"]) == (2017, 2011)
    (tmp_path / "2015.csv").write_text(early.format(2015))
    with pytest.raises(ParameterError, match=r"parameter population_year: 2017, 2019, 2020\.$"):
        planned([PER_RESIDENT], ["Kent"], "2015.csv")


@pytest.mark.parametrize(("last", "census"), [(2011, 2011), (2020, 2011), (2021, 2021)])
def test_officers_in_post_in_march_of_a_census_are_matched_to_it(planned, tmp_path, last, census):
    """Both censuses were taken in March, before its last day: on 27 and on 21 March."""
    lines = ["police_force,date,headcount,full_time_equivalent"]
    lines += [f"Kent,{year}-03-31,3500,3400.5" for year in (2008, last)]
    (tmp_path / "officers.csv").write_text("\n".join(lines))
    assert planned(["officers"], ["Kent"], "officers.csv")[0].parameters["census"] == census


def test_two_years_of_a_force_are_compared(planned):
    whole = planned([GROWTH], ["Kent"], "years.csv")[0].parameters
    assert (whole["period_start"], whole["period_end"]) == ("2020-10-01", "2024-09-30")
    part = planned([GROWTH], ["Kent"], "years.csv", period_start="2022-10-01")[0].parameters
    assert (part["period_start"], part["period_end"]) == ("2022-10-01", "2024-09-30")
    with pytest.raises(ParameterError, match="period_end=2021-09-30: not allowed"):
        planned([GROWTH], ["Kent"], "years.csv", period_end="2021-09-30", period_start="2022-10-01")


@pytest.mark.parametrize(
    ("names", "forces", "given", "message"),
    [
        ([PER_RESIDENT], ["Essex"], {}, "Essex: mine.csv has no row of it. It has: Kent"),
        ([PER_RESIDENT], ["Kent"], {"period_end": "2021-06-30"}, "period_end=2021-06-30: not all"),
        ([PER_RESIDENT], ["Kent"], {"period_start": "2021-01-02"}, "period_start=2021-01-02: not"),
        ([PER_RESIDENT], ["Kent", "Kent"], {}, "is planned twice"),
        ([PER_RESIDENT], [ALL], {"police_force": "Kent"}, "police_force=Kent: forces are named by"),
        ([], ["Kent"], {}, "figures=mine.csv: for one analysis. Name one of: "),
        ([PER_RESIDENT, GROWTH], ["Kent"], {}, "figures=mine.csv: for one analysis"),
        (["arrests"], ["Kent"], {}, "unknown analysis 'arrests'"),
    ],
)
def test_what_the_file_does_not_have_is_refused(planned, names, forces, given, message):
    with pytest.raises(ParameterError, match=message):
        planned(names, forces, **given)


def test_a_force_with_one_year_is_refused(planned, tmp_path):
    (tmp_path / "one.csv").write_text("\n".join(YEARS.splitlines()[:2]))
    with pytest.raises(ParameterError, match="one.csv: Kent has one year. Give two years or more"):
        planned([GROWTH], ["Kent"], "one.csv")


def test_a_file_for_another_table_or_that_is_not_there_is_refused(planned):
    with pytest.raises(DataError, match="mine.csv, column 'year_ending': the column is missing"):
        planned([GROWTH], ["Kent"])
    with pytest.raises(DataError, match="nothing.csv: No such file"):
        planned([PER_RESIDENT], ["Kent"], "nothing.csv")


def test_a_report_is_planned_again_from_what_was_recorded(analyses, planned):
    before = planned([PER_RESIDENT], ["Kent"], period_end="2021-01-31")[0]
    one = analyses[PER_RESIDENT]
    assert plan_again(one, before.name, before.parameters, before.figures) == before
    with pytest.raises(ParameterError, match="own-figures.csv is missing or empty"):
        plan_again(one, before.name, before.parameters)
