"""Hides which published counts each synthetic case is drawn from, and what else it assumes."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.data.build import load
from helpers.data.errors import DataError
from helpers.data.ethnicity import ALL
from helpers.data.records.kinds import NOTICES, STOP_SEARCH

SAID = Path(__file__).with_suffix(".toml")
NORTH_YORKSHIRE, WILTSHIRE, SEARCHES = "north-yorkshire", "wiltshire", "stop-search"
REMAINDER = "no category printed"
FORCE, FOI, APCC = "force release", "freedom of information", "APCC"
LABELS = {"Asian": ("Asian", "Oriental"), "Black": ("Black or mixed race",)}
IN_WORDS = {"nine in ten": 90}
OLDEST = 90


class Plan(NamedTuple):
    """What is drawn, for :func:`helpers.statistics.joint_distribution.draw`, and how it is written.

    ``shape`` and ``margins`` are the arguments of ``draw``, in the order of ``axes``, which are the
    columns and their categories. Values of ``evenly`` are used equally often, in random order.
    ``published`` and ``assumed`` say, one sentence each, which distributions were printed, and
    which are made up here.
    """

    case: str
    kind: str
    axes: dict[str, tuple[object, ...]]
    margins: dict[tuple[int, ...], list]
    evenly: dict[str, tuple[object, ...]]
    published: tuple[str, ...]
    assumed: tuple[str, ...]
    several_notices: int = 0

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of categories of each axis."""
        return tuple(len(categories) for categories in self.axes.values())


class Band(NamedTuple):
    """Ages in years, or days, from the first to the last; one is drawn evenly."""

    first: int | date
    last: int | date


def plan_of(case: str) -> Plan:
    """What is drawn for a case: the published counts are read from the project's own tables.

    Raises
    ------
    DataError
        The case is not one of ``CASES``.
    """
    if case not in CASES:
        known = ", ".join(CASES)
        raise DataError("there is no such case", f"The cases are {known}", value=case)
    return CASES[case]()


def _planned(case: str, kind: str, axes: dict, margins: dict, days: tuple = (), **facts) -> Plan:
    said = _said()[case]
    sentences = (
        tuple(one.format(**facts) for one in said[part]) for part in ("published", "assumed")
    )
    evenly = {"Date": days} if kind == STOP_SEARCH else {"Date issued": days}
    evenly = {column: tuple(values) for column, values in evenly.items() if values}
    evenly |= {column: tuple(values) for column, values in said["evenly"].items()}
    return Plan(case, kind, axes, margins, evenly, *sentences, facts.get("several", 0))


@cache
def _said() -> dict:
    return tomllib.loads(SAID.read_text("utf-8"))


def _north_yorkshire() -> Plan:
    counts, shares = load("north_yorkshire_notices"), load("north_yorkshire_shares")
    of_force = counts[(counts["basis"] == FORCE) & (counts["counted"] == "notices")]
    end = of_force.loc[of_force["dimension"] == "age", "period_end"].max()
    districts = {*of_force.loc[of_force["dimension"] == "district", "category"]}
    of_force, of_foi = of_force[of_force["period_end"] == end], counts[counts["basis"] == FOI]
    start = of_force["period_start"].max()
    total = _count(of_force, "total", ALL)
    visitors = _share(shares, FORCE, "notices to visitors", end, total)
    ages = of_force[of_force["dimension"] == "age"].sort_values("category")
    areas = of_force[of_force["dimension"] == "area of residence"].sort_values("category")
    elsewhere = [*areas["count"].tolist(), visitors - int(areas["count"].sum())]
    by_group = _groups_in_north_yorkshire(of_foi, shares, end, total, total - visitors)
    in_york = [_count(of_force, "district and residence", "City of York")]
    in_york.append(_count(of_force, "district", "City of York") - in_york[0])
    others = sorted(districts - {"City of York"})
    by_district = [
        [york, *_even(everywhere - york, len(others))]
        for york, everywhere in zip(in_york, (total - visitors, visitors), strict=True)
    ]
    axes = {
        "Self-defined ethnicity": tuple(by_group),
        "Residence": ("Resident", "Visitor"),
        "Area of residence": ("North Yorkshire", *areas["category"], REMAINDER),
        "Age": tuple(_band(category) for category in ages["category"]),
        "District": ("City of York", *others),
    }
    by_area = [[total - visitors, *[0] * len(elsewhere)], [0, *elsewhere]]
    margins = {(0, 1): [*by_group.values()], (1, 2): by_area, (3,): ages["count"].tolist()}
    facts = {
        "total": total,
        "start": start,
        "end": end,
        "areas": " and ".join(areas["category"]),
        "visitors": visitors,
        "foi_total": _count(of_foi, "total", ALL),
        "foi_start": of_foi["period_start"].iloc[0],
    }
    days = (Band(date.fromisoformat(start), date.fromisoformat(end)),)
    margins |= {(1, 4): by_district}
    return _planned(NORTH_YORKSHIRE, NOTICES, axes, margins, days, **facts)


def _groups_in_north_yorkshire(
    of_foi: pd.DataFrame, shares: pd.DataFrame, end: str, total: int, residents: int
) -> dict[str, list[int]]:
    """Notices to residents and to visitors of each group."""
    minority = _share(shares, FOI, "notices to minority recipients", end, total)
    minority_visitors = _share(shares, FOI, "notices to minority visitors", end, minority)
    by_group = {}
    for group, printed in LABELS.items():
        everyone = sum(_count(of_foi, "ethnicity", label) for label in printed)
        at_home = sum(_count(of_foi, "ethnicity and residence", label) for label in printed)
        by_group[group] = [at_home, everyone - at_home]
    named_residents = sum(of_residents for of_residents, _ in by_group.values())
    named_visitors = sum(of_visitors for _, of_visitors in by_group.values())
    minority_residents = minority - minority_visitors
    by_group["Other"] = [minority_residents - named_residents, minority_visitors - named_visitors]
    of_visitors = total - residents - minority_visitors
    return by_group | {"White": [residents - minority_residents, of_visitors]}


def _wiltshire() -> Plan:
    by_group, printed = load("wiltshire_notices_by_ethnicity"), load("wiltshire_notices_published")
    total = int(by_group["count"].sum())
    of_apcc = printed[printed["basis"] == APCC]
    regulations = of_apcc[of_apcc["dimension"] == "regulation"]
    of_regulation = regulations["value_printed"].astype(int).tolist()
    several = of_apcc["counted"] == "people with more than one notice"
    over_time = load("wiltshire_notices_over_time")
    by_day = over_time[(over_time["basis"] == "force") & (over_time["counted"] == "notices")]
    whole_days = by_day["date_to"].str.len() == len("2020-01-01")
    exact = (by_day["span"] == "cumulative") & (by_day["rounding_step"] == "")
    by_day = by_day[whole_days & exact].sort_values("date_to")
    by_day = by_day.assign(count=by_day["value_printed"].astype(int))
    by_day = by_day[by_day["count"] < total]
    until = [date.fromisoformat(day) for day in by_day["date_to"]]
    last = (until[-1].replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    starts = [date.fromisoformat(by_day["date_from"].iloc[0])]
    starts += [day + timedelta(days=1) for day in until]
    sums = [0, *by_day["count"].tolist(), total]
    in_periods = [after - before for before, after in zip(sums, sums[1:], strict=False)]
    axes = {
        "Self-defined ethnicity": tuple(by_group["ethnicity"]),
        "Regulation": (*regulations["category"], REMAINDER),
        "Date issued": tuple(map(Band, starts, [*until, last])),
    }
    margins = {(0,): by_group["count"].tolist(), (2,): in_periods}
    margins |= {(1,): [*of_regulation, total - sum(of_regulation)]}
    facts = {
        "total": total,
        "regulations": " and ".join(regulations["category"]),
        "several": int(of_apcc.loc[several, "value_printed"].item()),
        "until": " and ".join(by_day["date_to"]),
        "left_over": in_periods[-1],
        "last": last.isoformat(),
    }
    return _planned(WILTSHIRE, NOTICES, axes, margins, **facts)


def _stop_search() -> Plan:
    """Searches with every category as frequent as the next: nothing of them is published."""
    said = _said()[SEARCHES]
    axes = {column: tuple(categories) for column, categories in said["axes"].items()}
    even = (_even(said["searches"], len(categories)) for categories in axes.values())
    margins = {(axis,): counts for axis, counts in enumerate(even)}
    first, last = said["first"], said["last"]
    return _planned(
        SEARCHES, STOP_SEARCH, axes, margins, (Band(first, last),), first=first, last=last
    )


def _even(total: int, parts: int) -> list[int]:
    """A total in parts that differ by one at most, the larger first."""
    return [total // parts + (part < total % parts) for part in range(parts)]


def _count(rows: pd.DataFrame, dimension: str, category: str) -> int:
    found = (rows["dimension"] == dimension) & (rows["category"] == category)
    return int(rows.loc[found, "count"].item())


def _share(shares: pd.DataFrame, basis: str, counted: str, end: str, base: int) -> int:
    """The whole number nearest to a printed share of a base."""
    found = (shares["basis"] == basis) & (shares["counted"] == counted)
    found &= (shares["rounding_rule"] == "nearest") & (shares["period_end"] == end)
    printed = shares.loc[found, "value_printed"].item()
    percent = IN_WORDS[printed] if printed in IN_WORDS else int(printed)
    return (2 * percent * base + 100) // 200


def _band(category: str) -> Band:
    first, _, last = category.replace(" and over", f"-{OLDEST}").partition("-")
    return Band(int(first), int(last))


CASES = {NORTH_YORKSHIRE: _north_yorkshire, WILTSHIRE: _wiltshire, SEARCHES: _stop_search}
