"""Change between two periods, ranked, and against all forces together."""

import pandas as pd
import pytest

from helpers.statistics.growth import growth, index_numbers, standing, with_total

# Made-up counts: only the arithmetic is tested. C lacks the first year.
COUNTS = pd.DataFrame(
    {
        "police_force": ["A", "A", "B", "B", "C"],
        "year": [2018, 2020, 2018, 2020, 2020],
        "count": [100, 150, 300, 330, 999],
        "source": ["a:2", "a:3", "a:4", "b:5", "b:6"],
    }
)


def test_the_limits_of_a_change_are_those_of_the_ratio():
    # 3,209 and 2,081: R's poisson.test gives exact limits of 1.4588 and 1.6303; mid-P is inside.
    rows = COUNTS[:2].assign(count=[2_081, 3_209])
    change = growth(rows, "year", 2018, 2020, 0.95).iloc[0]
    assert change["change_percent"] == pytest.approx(54.2047, abs=1e-4)
    assert 45.8826505 < change["lower"] < 45.95
    assert 62.95 < change["upper"] < 63.0283504


def test_a_force_that_lacks_one_year_leaves_both():
    changes = growth(COUNTS, "year", 2018, 2020, 0.95)
    assert changes["police_force"].tolist() == ["A", "B"]
    assert with_total(COUNTS, "year", "All")["count"].tolist()[-2:] == [400, 480]


def test_changes_are_ranked_from_the_largest_and_name_their_rows():
    changes = growth(COUNTS, "year", 2018, 2020, 0.95)
    assert changes["rank"].tolist() == [1, 2]
    assert changes["change_percent"].tolist() == pytest.approx([50, 10])
    assert changes["source"].tolist() == ["a:2;a:3", "a:4;b:5"]


def test_a_standing_is_the_change_of_the_sum_and_the_rank_among_forces():
    assert standing(COUNTS, "B", "year", 2018, 2020) == pytest.approx((10, 20, 2, 2))


def test_a_force_left_out_is_in_neither_the_sum_nor_the_ranking():
    assert standing(COUNTS, "B", "year", 2018, 2020, without=["A"]) == pytest.approx((10, 10, 1, 1))


def test_a_total_can_leave_out_a_force():
    assert with_total(COUNTS, "year", "B", without=["A"])["count"].tolist()[-2:] == [300, 330]


def test_a_force_without_both_periods_has_no_standing():
    with pytest.raises(ValueError, match="C has no count for both periods"):
        standing(COUNTS, "C", "year", 2018, 2020)


def test_a_first_count_of_zero_gives_a_missing_change_without_limits_and_not_a_large_one():
    rows = COUNTS[:4].assign(count=[0, 150, 300, 330])
    assert (
        growth(rows, "year", 2018, 2020, 0.95)
        .set_index("police_force")
        .loc["A", ["change_percent", "lower", "upper"]]
        .isna()
        .all()
    )


def test_a_change_from_zero_is_missing_and_ranks_last():
    rows = COUNTS[:4].assign(count=[0, 150, 300, 330])
    change, all_change, rank, forces = standing(rows, "A", "year", 2018, 2020)
    assert change != change
    assert (all_change, rank, forces) == (pytest.approx(60), 2, 2)


def test_the_change_of_a_sum_of_zero_is_missing_and_not_without_limit():
    rows = COUNTS[:4].assign(count=[0, 150, 0, 330])
    assert pd.isna(standing(rows, "A", "year", 2018, 2020).all_change_percent)


def test_many_rows_of_a_total_are_named_by_their_file():
    many = pd.DataFrame(
        {
            "police_force": [f"force {n}" for n in range(9)],
            "year": 2018,
            "count": 1,
            "source": [f"a:{n}" for n in range(9)],
        }
    )
    assert with_total(many, "year", "All")["source"].iloc[-1] == "a"


def test_a_total_keeps_columns_that_are_the_same_in_a_period():
    rows = COUNTS[:4].assign(year_ending=COUNTS["year"].astype(str) + "-09-30")
    assert with_total(rows, "year", "All")["year_ending"].tolist()[-2:] == [
        "2018-09-30",
        "2020-09-30",
    ]


def test_an_unknown_force_or_period_and_a_force_listed_twice_are_refused():
    with pytest.raises(ValueError, match="D is not among the forces"):
        with_total(COUNTS, "year", "All", without=["D"])
    with pytest.raises(ValueError, match="year 2019 is not among the counts"):
        growth(COUNTS, "year", 2018, 2019, 0.95)
    with pytest.raises(ValueError, match="A is listed twice for 2018"):
        growth(pd.concat([COUNTS, COUNTS[:1]]), "year", 2018, 2020, 0.95)


def test_an_index_is_100_in_its_base_and_leaves_out_areas_without_one():
    index = index_numbers(COUNTS, "year", base=2018)
    assert index["police_force"].unique().tolist() == ["A", "B"]
    assert index["index"].tolist() == pytest.approx([100, 150, 100, 110])
