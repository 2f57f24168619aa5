import pandas as pd
import pytest

from helpers.statistics.definitions import shares_of_definitions

RESIDENTS = pd.Series({"Asian": 3, "Irish": 1, "Other White": 2, "British": 94})


def test_every_combination_of_the_doubtful_groups_is_tried_once():
    # By hand: of 100 residents 3, then 3 + 1, 3 + 2 and 3 + 1 + 2.
    rows = shares_of_definitions(RESIDENTS, ["Asian"], ["Irish", "Other White"])
    assert rows["added"].tolist() == ["none", "Irish", "Other White", "Irish, Other White"]
    assert rows["population"].tolist() == [3, 4, 5, 6]
    assert rows["share_percent"].tolist() == [3, 4, 5, 6]


def test_a_group_in_both_lists_or_not_in_the_population_is_refused():
    with pytest.raises(ValueError, match="named twice: Asian, Asian"):
        shares_of_definitions(RESIDENTS, ["Asian"], ["Asian"])
    with pytest.raises(KeyError, match="Arab"):
        shares_of_definitions(RESIDENTS, ["Arab"], [])
