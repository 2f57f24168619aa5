"""Hides how made-up records are written that agree with a case's published counts, and no more."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import pandas as pd

from helpers.data.records.kinds import NOTICES, SYNTHETIC
from helpers.data.records.synthetic_cases import Band, Plan


def extract(plan: Plan, counts: Sequence, seed: int) -> dict[str, bytes]:
    """The files of a synthetic extract by name: the records, and what is assumed in them.

    The same bytes for the same counts and seed. Every record has ``synthetic`` in the column of
    that name, and so has each file name.

    Parameters
    ----------
    counts
        How many records each combination of categories has, nested as ``plan.shape`` says: what
        :func:`helpers.statistics.joint_distribution.draw` returns for the plan and the seed.
    """
    draw = random.Random(seed)
    rows = _rows(plan, counts)
    rows = [row for _, row in sorted((draw.random(), row) for row in rows)]
    columns = [[row[at] for row in rows] for at in range(len(plan.axes))]
    table = pd.DataFrame(dict(zip(plan.axes, columns, strict=True)), dtype="object")
    for name, values in plan.evenly.items():
        repeated = [values[at % len(values)] for at in range(len(table))]
        table[name] = _shuffled(repeated, draw)
    table = table.map(lambda value: _within(value, draw) if isinstance(value, Band) else value)
    if plan.kind == NOTICES:
        table = _with_references(table, plan.several_notices, draw)
    table[SYNTHETIC] = SYNTHETIC
    name = f"{SYNTHETIC}-{plan.case}-seed-{seed}"
    records = table.to_csv(index=False, lineterminator="\n").encode()
    return {f"{name}.csv": records, f"{name}.txt": _said(plan, seed).encode()}


def _rows(plan: Plan, counts: Sequence) -> list[tuple]:
    rows = []
    for places in product(*(range(size) for size in plan.shape)):
        count = counts
        for place in places:
            count = count[place]
        of = zip(plan.axes.values(), places, strict=True)
        rows += [tuple(categories[place] for categories, place in of)] * int(count)
    return rows


def _shuffled(values: list, draw: random.Random) -> list:
    keys = [draw.random() for _ in values]
    return [values[at] for at in sorted(range(len(values)), key=keys.__getitem__)]


def _within(band: Band, draw: random.Random) -> object:
    if isinstance(band.first, date):
        days = (band.last - band.first).days + 1
        minutes = int(draw.random() * days * 24 * 60)
        moment = band.first + timedelta(days=minutes // 1440)
        return f"{moment.isoformat()} {minutes % 1440 // 60:02}:{minutes % 60:02}"
    return band.first + int(draw.random() * (band.last - band.first + 1))


def _with_references(table: pd.DataFrame, several: int, draw: random.Random) -> pd.DataFrame:
    """Number notices by their date, and give as many people as asked the two of one group."""
    table = table.sort_values("Date issued", kind="stable", ignore_index=True)
    notices = [f"SYNTHETIC-N{number:05}" for number in range(1, len(table) + 1)]
    person = list(range(len(table)))
    pairs = []
    for _, of_group in table.groupby("Self-defined ethnicity", sort=True):
        places = _shuffled(of_group.index.tolist(), draw)
        pairs += zip(places[::2], places[1::2], strict=False)
    for one, two in _shuffled(pairs, draw)[:several]:
        person[max(one, two)] = min(one, two)
    same = ["Age", "Sex"]
    same = [name for name in same if name in table]
    table[same] = table[same].take(person).to_numpy()
    people = {one: f"SYNTHETIC-P{number:05}" for number, one in enumerate(dict.fromkeys(person), 1)}
    table.insert(0, "Notice reference", notices)
    table.insert(1, "Person reference", [people[one] for one in person])
    return table


def _said(plan: Plan, seed: int) -> str:
    """The sheet that goes with an extract."""
    lines = [
        f"Synthetic records, case {plan.case}, seed {seed}. They describe nobody.",
        "",
        "Published: the records add up to these.",
        *(f"- {one}" for one in plan.published or ["Nothing."]),
        "",
        "Assumed: nobody published this. Where no association is named, none is put in (maximum",
        "entropy), so none can be found in these records.",
        *(f"- {one}" for one in plan.assumed),
    ]
    return "\n".join([*lines, ""])
