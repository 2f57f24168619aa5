"""The figures of other publications that claims are tested against, from what these print."""

import pytest

from helpers.data import load
from helpers.statistics.official import NEEDED, official_figures
from helpers.statistics.official.figure import MOST_ROWS_NAMED, figure, only

TABLES = {name: load(name) for name in NEEDED}
FIGURES = official_figures(TABLES).set_index("id")


def limits(name):
    return [float(limit) for limit in FIGURES.loc[f"official.{name}", ["lower", "upper"]]]


# Arithmetic on figures as their publishers print them; the publication stands behind each.
EXPECTED = {
    "north_yorkshire.rank": (
        3,
        3,
    ),  # NPCC, May 2020: after the Metropolitan Police and Thames Valley
    "north_yorkshire.minority_share": (21.5, 22.5),  # Yorkshire Post, July 2020: 22%
    "north_yorkshire.asian_share": 2 * (100 * (120 + 16) / 924,),  # Yorkshire Post, July 2020
    # 22% of 924, nine in ten visitors, 58% visitors; Nomis QS201EW: 27,221 and 769,206 residents
    "north_yorkshire.resident_rate_ratio": (
        (10 / 27_221) / (382 / 769_206),
        (31 / 27_221) / (353 / 769_206),
    ),
    "wiltshire.face_covering": (5, 5),  # Swindon Advertiser, February 2021
    "wiltshire.travel": (2, 2),  # Swindon Advertiser, February 2021
    "wiltshire.white": (150, 245 - 24),  # commissioner's office, July 2020, and the APCC
    "wiltshire.people_with_more_than_one": (11, 11 + 245 - 222),  # force, June 2020, and the APCC
    "wiltshire.people": (12, 245 - 12),  # APCC
    # BBC, 2015 and 2020: 2.0% and 2.6% of 2,909 and 3,052 officers (Home Office)
    "south_wales.officers_gained": (78 - 59, 80 - 57),
    "cleveland.officers_2020": (1_341, 1_341),  # Home Office, police workforce
    "leicestershire.officers_2020": (2_041, 2_041),  # Home Office, police workforce
    "west_midlands.officers_share_2015": (8.65, 8.75),  # BBC, October 2015: 8.7%
    # Nomis QS201EW (2011) and TS021 (2021)
    "nottinghamshire.minority_share_2011": 2 * (100 * 121_981 / 1_091_482,),
    "england_and_wales.police_forces": (43, 43),
    # Home Office releases: 42,255 to 44,471 and 62,518 to 80,393
    "england_and_wales.recorded_hate_crime_changes": (
        100 * (44_471 / 42_255 - 1),
        100 * (80_393 / 62_518 - 1),
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_figure_is_what_its_publications_give(name):
    assert limits(name) == pytest.approx(list(EXPECTED[name]), rel=1e-12)


def test_every_figure_that_a_check_names_is_made_and_none_for_nothing():
    related = ";".join(load("claim_checks")["related"].fillna("")).split(";")
    named = {one for one in related if one.startswith("official.")}
    assert named == set(FIGURES.index)


def test_every_figure_names_rows_or_files_of_the_raw_data():
    assert (FIGURES["source"] != "").all()
    assert FIGURES.loc["official.wiltshire.travel", "source"] == (
        "swindon-advertiser-2021-02/counts.csv:4"
    )


def test_many_rows_are_named_by_their_files():
    rows = TABLES["notices_by_force"]
    assert len(rows) > MOST_ROWS_NAMED
    assert ":" not in figure("a", "b", 1, "c", rows)["source"]


def test_a_row_that_is_missing_or_stands_twice_is_refused():
    with pytest.raises(ValueError, match="the total must stand in one row, not in 0"):
        only(TABLES["officers_by_force"].head(0), "the total")
    with pytest.raises(ValueError, match="the total must stand in one row, not in 2"):
        only(TABLES["officers_by_force"].head(2), "the total")


def test_a_table_that_is_not_given_is_named():
    with pytest.raises(KeyError, match="officers_by_force"):
        official_figures({name: TABLES[name] for name in NEEDED if name != "officers_by_force"})
