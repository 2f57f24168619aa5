"""White and ethnic minority figures, side by side."""

import pytest

from helpers.data import load
from helpers.data.ethnicity import MINORITY
from helpers.data.pairs import (
    beside_each_other,
    notices_of_both_sides,
    residents_of_both_sides,
    with_residents,
)

NOTICES = load("notices_by_force_and_ethnicity")


def test_both_sides_of_census_2011_add_up_to_the_published_residents():
    residents = residents_of_both_sides(load("population_by_force_and_ethnicity"))
    # ONS, Census 2011, QS201EW: usual residents of England and Wales.
    assert residents.loc[residents["census"] == 2011, "population"].sum() == 56_075_912


def test_sussex_adds_up_residents_and_visitors_and_no_other_force_does():
    notices = notices_of_both_sides(NOTICES).set_index(["police_force", "ethnicity"])
    # The Argus, July 2020: 59 residents and 128 others from ethnic minorities; 320 and 329 White.
    assert notices["count"]["Sussex"].to_dict() == {MINORITY: 59 + 128, "White": 320 + 329}
    assert set(notices[notices["added_up"]].index.get_level_values(0)) == {"Sussex"}
    # Grantham Matters, July 2020: 19 from ethnic minorities, of whom 12 from elsewhere.
    assert notices["count"]["Lincolnshire"][MINORITY] == 19


def test_a_force_with_one_side_only_is_refused():
    notices = notices_of_both_sides(NOTICES)
    with pytest.raises(ValueError, match="do not pair"):
        beside_each_other(notices.drop(index=0), ["police_force"])


def test_notices_stand_beside_the_residents_of_each_census_and_name_both_sources():
    residents = load("population_by_force_and_ethnicity")
    notices = notices_of_both_sides(NOTICES)
    both = with_residents(notices[notices["police_force"] == "Wiltshire"], residents)
    white = both[both["ethnicity"] == "White"].set_index("census")
    # ONS, usual residents of Wiltshire and Swindon: QS201EW and TS021.
    assert white["population"].to_dict() == {2011: 642_869, 2021: 671_555}
    assert white["source"][2011].split(";") == [
        "wiltshire-opcc-2020-07-27/counts.csv:3",
        "nomis-qs201ew-2011/ethnic_groups.csv",
    ]


def test_notices_of_a_force_without_residents_are_refused():
    notices = notices_of_both_sides(NOTICES).assign(police_force="Nowhere")
    with pytest.raises(ValueError, match="without residents"):
        with_residents(notices, load("population_by_force_and_ethnicity"))
