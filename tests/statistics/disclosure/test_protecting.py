"""Protected tables tell of no small count fewer values than the threshold, by counting tables."""

import json
import subprocess
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import ALL, counted, exact, printed

from helpers.statistics.disclosure import (
    DisclosureError,
    Release,
    Rules,
    attack,
    ledger_of,
    protect,
    releases_of,
)

PUBLISHED = Rules("published", base=1)
MOST = 14


def possible(release, small):
    """Every 2 x 2 table of up to 14 a cell that a reader holds possible."""
    numbers = np.array(list(product(range(MOST + 1), repeat=4))).reshape(-1, 2, 2)
    fits = np.ones(len(numbers), dtype=bool)
    frame = release.tables["t"]
    for row, is_small in zip(frame.itertuples(), small, strict=True):
        count = cell_of(numbers, row)
        fits &= (row.lower <= count) & (count <= (4 if is_small else row.upper))
    return numbers[fits]


def cell_of(numbers, row):
    rows, columns = (
        slice(None) if label == ALL else [int(label[-1])] for label in (row.sex, row.age)
    )
    return numbers[:, rows][:, :, columns].sum(axis=(1, 2))


@pytest.mark.parametrize("base", [1, 5])
@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_each_small_count_has_as_many_possible_values_as_the_threshold(base, counts):
    table = counted(np.reshape(counts, (2, 2)), ["sex", "age"])
    found = protect({"t": table}, Rules("published", base=base))
    small = table["count"] < 5
    for knows in (small, small & False):
        numbers = possible(found.release, knows)
        for row, is_small in zip(found.release.tables["t"].itertuples(), small, strict=True):
            values = cell_of(numbers, row)
            if is_small:
                assert values.max() - values.min() >= 4, row


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=12, max_size=12),
    st.lists(st.integers(0, 30), min_size=8, max_size=8),
    st.sampled_from([1, 5]),
)
def test_no_attack_finds_anything_in_protected_tables_that_share_a_margin(first, second, base):
    first, second = np.reshape(first, (4, 3)), np.reshape(second, (4, 2))
    second[:, 0] += np.maximum(0, (first.sum(axis=1) - second.sum(axis=1)))
    first[:, 0] += np.maximum(0, (second.sum(axis=1) - first.sum(axis=1)))
    tables = {"a": counted(first, ["group", "age"]), "b": counted(second, ["group", "sex"])}
    found = protect(tables, Rules("published", base=base))
    assert attack(found.release, 5) == []
    for name, table in tables.items():
        shown = found.tables[name]
        assert (shown["value"].isna() | (table["count"] >= 5)).all()
        near = (shown["value"] - table["count"]).abs().max()
        assert pd.isna(near) or near <= base // 2


def test_a_small_cell_takes_another_with_it_in_its_row_and_in_its_column():
    # By hand: 3 is hidden; 6 stands in its row and 7 in its column, the least of either; 11, where
    # these two cross, closes the square.
    found = protect({"t": counted([[3, 6, 20], [7, 11, 30], [40, 50, 60]], ["a", "b"])}, PUBLISHED)
    assert printed(found.tables["t"]) == [
        "[c]", "[c]", "20", "29",
        "[c]", "[c]", "30", "48",
        "40", "50", "60", "150",
        "50", "67", "110", "227",
    ]  # fmt: skip
    assert found.why["reason"].tolist() == ["below 5", *["would give another cell away"] * 3]


def test_a_group_of_which_all_have_one_thing_in_common_is_not_shown_as_such():
    # By hand: were the 12 or its total shown, the two zeros would be known.
    found = protect({"t": counted([[12, 0], [20, 30], [25, 35]], ["group", "outcome"])}, PUBLISHED)
    shown = found.tables["t"]
    group = shown[shown["group"] == "group 0"]
    assert printed(group)[:2] == ["[c]", "[c]"]
    assert attack(found.release, 5) == []


def test_totals_are_rounded_by_themselves():
    # By hand: 7 and 7 are shown as 5 and 5, their sum 14 as 15.
    found = protect({"t": counted([7, 7], ["sex"])}, Rules("published"))
    assert printed(found.tables["t"]) == ["5", "5", "15"]


def test_a_cell_made_by_two_people_is_hidden_and_cannot_be_worked_out():
    table = counted([40, 50, 60], ["district"]).assign(largest=[37, 20, 10, 37])
    found = protect({"t": table}, PUBLISHED)
    assert printed(found.tables["t"]) == ["[c]", "[c]", "60", "150"]
    assert found.why["reason"].tolist() == [
        "two people make up more than 9/10 of it", "would give another cell away",
    ]  # fmt: skip
    allowed = table.assign(largest=[36, 20, 10, 37])
    assert printed(protect({"t": allowed}, PUBLISHED).tables["t"]) == ["40", "50", "60", "150"]
    assert Rules("published").dominant_share == Fraction(9, 10)


def test_what_an_earlier_report_showed_is_not_given_away_by_a_new_one():
    # The demonstration: 14 of the 18 "Not stated" were shown as residents.
    earlier = Release(
        "first",
        {"t": exact([["Not stated", "Resident", 14], [ALL, ALL, 245]], ["ethnicity", "residence"])},
    )
    table = pd.DataFrame(
        [["Asian", 27], ["White", 200], ["Not stated", 18], [ALL, 245]],
        columns=["ethnicity", "count"],
    )
    assert printed(protect({"t": table}, PUBLISHED).tables["t"]) == ["27", "200", "18", "245"]
    found = protect({"t": table}, PUBLISHED, [earlier])
    assert printed(found.tables["t"]) == ["[c]", "200", "[c]", "245"]
    assert attack(found.release, 5, [earlier]) == []


def test_tables_that_earlier_releases_give_away_whatever_is_hidden_are_refused():
    # By hand: 2 to 30 was published before; a count that is hidden as small is at most 4.
    earlier = Release("old", {"t": exact([["Men", 40], ["Women", (2, 30)]], ["sex"])})
    table = pd.DataFrame([["Women", 3]], columns=["sex", "count"])
    with pytest.raises(DisclosureError, match="old: t and t together give away .*: 2 to 4, what"):
        protect({"t": table}, PUBLISHED, [earlier])


def test_tables_that_do_not_agree_are_refused():
    one, other = counted([20, 30], ["sex"]), counted([20, 31], ["age"])
    with pytest.raises(ValueError, match="cannot all be true: one, other"):
        protect({"one": one, "other": other}, PUBLISHED)
    with pytest.raises(ValueError, match="table one lacks the column count"):
        protect({"one": one.drop(columns="count")}, PUBLISHED)


def test_the_ledger_brings_back_what_was_released():
    found = protect(
        {"t": counted([[3, 6], [7, 30]], ["sex", "age"])},
        Rules("published"),
        name="first",
        scope={"period": "2020/21"},
    )
    ledger = json.loads(json.dumps(ledger_of([found.release])))
    (back,) = releases_of(ledger)
    assert ledger_of([back]) == ledger
    pd.testing.assert_frame_equal(
        back.tables["t"].astype(object), found.release.tables["t"].astype(object), check_dtype=False
    )
    assert back.scope == {"period": "2020/21"} and back.complete == {"t": ("age", "sex")}
    assert "below" not in json.dumps(ledger)
    with pytest.raises(ValueError, match="release first is in the ledger twice"):
        ledger_of([back, back])
    with pytest.raises(ValueError, match="release must have name, scope, shares, tables"):
        releases_of({"releases": [{"name": "first"}]})


def test_tables_that_are_linked_too_closely_to_search_are_refused_by_name(monkeypatch):
    pairs = [("a", "b"), ("b", "c"), ("a", "c")]
    tables = {" by ".join(pair): counted(np.full((2, 2), 20), list(pair)) for pair in pairs}
    assert not (protect(tables, PUBLISHED).tables["a by c"]["symbol"] != "").any()
    monkeypatch.setattr("helpers.statistics.disclosure.joining.LARGEST_JOINT_TABLE", 7)
    message = "a joint table of 8 cells would have to be searched; it would not without a by c"
    with pytest.raises(ValueError, match=message):
        protect(tables, PUBLISHED)
    del tables["a by c"]
    assert not (protect(tables, PUBLISHED).tables["a by b"]["symbol"] != "").any()


def test_years_that_end_on_a_day_are_periods():
    # By hand: of 33 in the year, 30 were in all months but March, so that 33 is not shown.
    earlier = Release("old", {"t": exact([["2020-04-01/2021-02-28", 30]], ["period"])})
    table = pd.DataFrame([["2021-03-31", 33]], columns=["year_ending", "count"])
    assert printed(protect({"t": table}, PUBLISHED).tables["t"]) == ["33"]
    assert printed(protect({"t": table}, PUBLISHED, [earlier]).tables["t"]) == ["[c]"]


HASHED = """
import numpy as np
from made import counted
from helpers.statistics.disclosure import Rules, protect
counts = np.random.default_rng(7).poisson(7, (5, 4))
other = np.array([[one // 2, one - one // 2] for one in counts.sum(axis=1)])
tables = {"a": counted(counts, ["group", "age"]), "b": counted(other, ["group", "sex"])}
found = protect(tables, Rules("published", base=1))
print(*(table.to_csv() for table in found.tables.values()), found.why.to_csv())
"""


def test_the_same_cells_are_hidden_whatever_the_hash_seed():
    said = {
        subprocess.run(
            [sys.executable, "-c", HASHED],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1 and b"[c]" in said.pop()
