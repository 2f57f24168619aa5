"""Joint tables of some dimensions tell whatever one joint table of all dimensions tells."""

import math
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import ALL, exact

from helpers.statistics.disclosure import Release, ranges_told
from helpers.statistics.disclosure.joining import Joint, _divided, _split

LABELS = {
    "age": ("18", "19", "20"),
    "ethnicity": ("0", "1"),
    "residence": ("0", "1"),
    "sex": ("0", "1"),
    "status": ("stands", "rescinded"),
}
WIDER = {"18 or 19": ("18", "19")}
GROUPINGS = {"age": WIDER}
NAMES = tuple(LABELS)


def one_joint_table(cells, parts):
    divided = _divided(cells, parts)
    classes = [
        _split({part for cell in cells for one, part in cell if one == name}, divided.reach[name])
        for name in divided.reach
    ]
    return [Joint(tuple(divided.reach), tuple(classes), frozenset())]


@st.composite
def tables(draw):
    """Pairs of dimensions of up to five notices, some of those that stand, some by wider ages."""
    every = list(product(*LABELS.values()))
    drawn = draw(st.lists(st.sampled_from(every), max_size=5))
    notices = [dict(zip(NAMES, one, strict=True)) for one in drawn]
    pairs = st.sampled_from(list(combinations(NAMES[:-1], 2)))
    found = {}
    for pair in draw(st.lists(pairs, min_size=2, max_size=5, unique=True)):
        status = draw(st.sampled_from(["stands", "stands", "either", None]))
        ages = draw(st.sampled_from([("18", "19", "20"), ("18 or 19", "20")]))
        labels = {name: (*(ages if name == "age" else LABELS[name]), ALL) for name in pair}
        if status:
            labels["status"] = ("stands",) if status == "stands" else (*LABELS["status"], ALL)
        rows = []
        for chosen in product(*labels.values()):
            cell = dict(zip(labels, chosen, strict=True))
            count = sum(
                all(one == ALL or notice[n] in WIDER.get(one, (one,)) for n, one in cell.items())
                for notice in notices
            )
            limits = [(count, count), (0, math.inf), (0, max(count, 2))]
            limits.append((max(count - 1, 0), count + 1))
            rows.append([*chosen, draw(st.sampled_from(limits))])
        found[" by ".join(labels)] = exact(rows, list(labels))
    found["total"] = exact([[ALL, (len(notices), len(notices))]], ["sex"])
    complete = {
        name: [one for one in table.columns[:-2] if ALL in {*table[one]}]
        for name, table in found.items()
    }
    return Release("", found, complete=complete | {"total": []})


def told(release):
    found = ranges_told([release], GROUPINGS)
    return {row.cell: (row.lower, row.upper) for row in found.itertuples()}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_every_range_is_that_of_one_joint_table_of_all_dimensions(release):
    found = told(release)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.statistics.disclosure.system.joint_tables", one_joint_table)
        expected = told(release)
    common = {*found} & {*expected}
    assert common and {one: found[one] for one in common} == {one: expected[one] for one in common}
