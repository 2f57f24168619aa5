"""What a reader of all tables can work out is what counting every table says."""

import math
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import ALL, exact

from helpers.statistics.disclosure import (
    DisclosureError,
    Release,
    Share,
    attack,
    ranges_told,
    require_safe,
)

NAMES = ("ethnicity", "age", "residence")
CELLS = list(product("01", repeat=3))
MOST = 6


def tables_of(total, cells=8):
    if cells == 1:
        return [[total]]
    return [
        [first, *rest] for first in range(total + 1) for rest in tables_of(total - first, cells - 1)
    ]


EVERY_TABLE = np.array([table for total in range(MOST + 1) for table in tables_of(total)])
FAMILIES = [family for size in (1, 2, 3) for family in combinations(range(3), size)]


def sums(tables, labels):
    """The count of a cell, {"age": "1"}, in each of many tables."""
    inside = [
        all(cell[NAMES.index(name)] == label for name, label in labels.items()) for cell in CELLS
    ]
    return tables[:, inside].sum(axis=1)


@st.composite
def releases(draw):
    """A table of up to six people, and what some of its margins say of it."""
    people = draw(st.lists(st.integers(0, 7), max_size=4))
    truth = np.array([[people.count(cell) for cell in range(8)]])
    limits = [({}, 0, draw(st.integers(len(people), MOST)))]
    families = draw(st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=4, unique=True))
    published = {}
    for family in families:
        rows = []
        for chosen in product(*[["0", "1", ALL]] * len(family)):
            names = [NAMES[at] for at in family]
            labels = {n: one for n, one in zip(names, chosen, strict=True) if one != ALL}
            count = int(sums(truth, labels)[0])
            rules = ["shown", "hidden", "small", "rounded", *["left out"] * (ALL in chosen)]
            rule = draw(st.sampled_from(rules))
            told = {
                "shown": (count, count),
                "hidden": (0, math.inf),
                "small": (0, max(count, 2)),
                "rounded": (max(0, count - 1), count + 1),
            }
            if rule in told:
                rows.append([*chosen, told[rule]])
                limits.append((labels, *told[rule]))
        published[" by ".join(names)] = exact(rows, names)
    published["total"] = exact([[ALL, limits[0][1:]]], ["age"])
    complete = {name: table.columns[:-2].tolist() for name, table in published.items()}
    complete["total"] = []
    return published, complete, limits


@settings(max_examples=80, deadline=None)
@given(releases())
def test_every_range_is_that_of_all_tables_that_fit(release):
    published, complete, limits = release
    fits = np.ones(len(EVERY_TABLE), dtype=bool)
    for labels, lower, upper in limits:
        count = sums(EVERY_TABLE, labels)
        fits &= (lower <= count) & (count <= upper)
    found = ranges_told([Release("", published, complete=complete)])
    for row in found.itertuples():
        labels = dict(one.split(": ") for one in row.cell.split(", ") if one != ALL)
        if any(label not in "01" for label in labels.values()):
            continue  # of the total alone, which names no age
        count = sums(EVERY_TABLE[fits], labels)
        assert (row.lower, row.upper) == (count.min(), count.max()), row.cell


def test_a_category_in_two_reports_gives_away_the_four_who_are_in_one_of_them():
    # The demonstration of the house: 245 notices, of which 14 "Not stated, resident" are shown,
    # and "Not stated" 18 in another report. By hand: 18 less 14 is 4.
    first = Release(
        "first report",
        {
            "residents": exact(
                [["Not stated", "Resident", 14], [ALL, ALL, 245]], ["ethnicity", "residence"]
            )
        },
    )
    second = Release(
        "second report", {"notices": exact([["Not stated", 18], [ALL, 245]], ["ethnicity"])}
    )
    (found,) = attack(second, 5, [first])
    assert (found.lower, found.upper) == (4, 4)
    assert found.tables == ("first report: residents", "second report: notices")
    assert found.cell == "ethnicity: Not stated, residence: any other residence"
    with pytest.raises(DisclosureError, match=r"residents and second report: notices together"):
        require_safe(second, 5, [first])
    assert attack(second, 5) == attack(first, 5) == []


def test_four_hidden_cells_at_the_corners_of_a_square_move_together():
    # By hand: the row leaves 30 for two cells, and the column of the other leaves it 25 at most,
    # so that the cell is 5 to 30.
    counts = {
        "I": (20, 50, 10, 80), "II": (None, 19, None, 49), "III": (None, 32, None, 61),
        ALL: (45, 101, 44, 190),
    }  # fmt: skip
    rows = [
        [activity, region, count]
        for activity, of_region in counts.items()
        for region, count in zip(["A", "B", "C", ALL], of_region, strict=True)
    ]
    found = ranges_told([Release("", {"table": exact(rows, ["activity", "region"])})])
    found = found.set_index("cell").loc["activity: II, region: C"]
    assert tuple(found) == (5, 30)


def test_a_group_that_another_release_splits_gives_its_small_part_away():
    # By hand: Asian and Black together 23, Asian alone 20.
    combined = Release("a", {"t": exact([["Asian or Black", 23]], ["ethnicity"])})
    split = Release("b", {"t": exact([["Asian", 20], ["Black", None]], ["ethnicity"])})
    groupings = {"ethnicity": {"Asian or Black": ["Asian", "Black"]}}
    assert attack(split, 5, [combined]) == []
    (found,) = attack(split, 5, [combined], groupings)
    assert found[:4] == ("ethnicity: Black", 3, 3, ("a: t", "b: t"))


@pytest.mark.parametrize(
    ("first", "second", "cell"),
    [
        (
            [["2021-Q1", 30]],
            [["2021-01", 12], ["2021-02", 15]],
            "period: 2021-03-01/2021-03-31",
        ),
        (
            [["2020-03-27/2021-05-17", 245]],
            [["2020-03-27/2021-05-31", 248]],
            "period: 2021-05-18/2021-05-31",
        ),
        ([["2020/21", 90]], [["2020", 60], ["2020-Q1", 10], ["2021 Q1", 39]], None),
    ],
)
def test_periods_that_overlap_give_away_what_lies_between(first, second, cell):
    # By hand: 30 - 12 - 15, 248 - 245, and 60 - 10 + 39 = 89 for a financial year of 90.
    earlier = Release("a", {"t": exact(first, ["period"])})
    now = Release("b", {"t": exact(second, ["month"])})
    if cell is None:
        with pytest.raises(ValueError, match="cannot all be true"):
            attack(now, 5, [earlier])
    else:
        assert [(one.cell, one.lower, one.upper) for one in attack(now, 5, [earlier])] == [
            (cell, 3, 3)
        ]


def test_a_scope_is_the_label_of_a_table_that_has_none():
    # By hand: 248 to the end of May less 245 to 17 May.
    first = Release("a", {"t": exact([[ALL, 245]], ["sex"])}, {"period": "2020-03-27/2021-05-17"})
    second = Release("b", {"t": exact([[ALL, 248]], ["sex"])}, {"period": "2020-03-27/2021-05-31"})
    assert [one[1:3] for one in attack(second, 5, [first])] == [(3, 3)]
    other = second._replace(scope=second.scope | {"unit": "people"})
    assert attack(other, 5, [first._replace(scope=first.scope | {"unit": "notices"})]) == []


def test_a_share_with_a_known_base_gives_its_count():
    # By hand: of 245, 1.6% is 4 alone: 3 is 1.2%, 5 is 2.0%.
    notices = exact([["Black", None], [ALL, 245]], ["ethnicity"])
    share = Share({"ethnicity": "Black"}, {}, "1.6")
    (found,) = attack(Release("", {"t": notices}, shares=[share]), 5)
    assert found[:4] == ("ethnicity: Black", 4, 4, ("share of 1.6%", "t"))
    assert attack(Release("", {"t": notices}, shares=[share._replace(printed="2")]), 5)[0][1:3] == (
        4,
        6,
    )
    wide = Release("", {"t": exact([["Black", None], [ALL, 924]], ["ethnicity"])}, shares=[share])
    assert attack(wide, 5) == []


def test_a_cell_that_an_earlier_release_gave_away_by_itself_does_not_stop_another_one():
    earlier = Release("old", {"t": exact([["Asian", 2], [ALL, 924]], ["ethnicity"])})
    now = Release("new", {"t": exact([["Men", 700], [ALL, 924]], ["sex"])})
    (found,) = attack(now, 5, [earlier])
    assert found.earlier and found.tables == ("old: t",)
    require_safe(now, 5, [earlier])
    with pytest.raises(DisclosureError, match="new: t gives away ethnicity: Asian: 2"):
        require_safe(Release("new", earlier.tables), 5)


def test_a_ring_of_three_tables_tells_what_no_two_of_them_tell():
    # By hand: nobody gives two of three answers alike, so nobody can answer all three: yes or no.
    # Any two of the tables can be true, not all three.
    differ = [["0", "0", 0], ["0", "1", 6], ["1", "0", 6], ["1", "1", 0]]
    tables = {
        f"{one} by {other}": exact(differ, [one, other]) for one, other in combinations("abc", 2)
    }
    complete = {name: name.split(" by ") for name in tables}
    for kept in combinations(tables, 2):
        two = {name: tables[name] for name in kept}
        ranges_told([Release("", two, complete={name: complete[name] for name in kept})])
    with pytest.raises(ValueError, match="cannot all be true"):
        ranges_told([Release("", tables, complete=complete)])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"sex": ["Men"], "lower": [3]}), "lacks the column upper"),
        (exact([["Men", 3], ["Men", 4]], ["sex"]), "a cell twice: Men"),
        (exact([["Men", (4, 3)]], ["sex"]), "limits of a count cannot be 4 to 3"),
        (exact([["2021", "2021-03", 3]], ["year", "month"]), "two columns of periods"),
        (exact([["March", 3]], ["month"]), "period must be written as one of .* not 'March'"),
        (exact([["Men", 3], [ALL, 2]], ["sex"]), "cannot all be true"),
    ],
)
def test_tables_that_cannot_be_are_refused_with_what_is_wrong(table, message):
    with pytest.raises(ValueError, match=message):
        attack(Release("", {"t": table}), 5)
