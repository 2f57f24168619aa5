"""Hides how releases are written down in the ledger of releases."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.statistics.disclosure.cells import LIMITS, Release, Share, dimensions_of

RELEASE = {"name", "scope", "tables", "shares"}
TABLE = {"name", "dimensions", "complete", "cells"}
SHARE = {"part", "whole", "printed"}


def ledger_of(releases: Sequence[Release]) -> dict[str, Any]:
    """Return the ledger of releases, in their order, of lists, texts and whole numbers alone.

    A cell is its labels, the fewest and the most that it can be by what was shown; None where
    nothing limits it. Which hidden cells are small is not in it: the ledger is public.

    Raises
    ------
    ValueError
        If two releases have one name.
    """
    names = [release.name for release in releases]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"release {name} is in the ledger twice")
    return {"releases": [_record(release) for release in releases]}


def releases_of(ledger: Mapping[str, Any]) -> list[Release]:
    """Return the releases of a ledger.

    Raises
    ------
    ValueError
        If the ledger has not the form that `ledger_of` gives it, naming what is wrong.
    """
    _require_keys("ledger", ledger, {"releases"})
    return [_release(record) for record in ledger["releases"]]


def _record(release: Release) -> dict[str, Any]:
    return {
        "name": release.name,
        "scope": dict(sorted(release.scope.items())),
        "tables": [
            {
                "name": name,
                "dimensions": dimensions_of(frame),
                "complete": sorted(release.complete.get(name, ())),
                "cells": [
                    [*map(str, labels), int(lower), None if upper == math.inf else int(upper)]
                    for *labels, lower, upper in frame[[*dimensions_of(frame), *LIMITS]].itertuples(
                        index=False
                    )
                ],
            }
            for name, frame in release.tables.items()
        ],
        "shares": [
            {
                "part": dict(sorted(share.part.items())),
                "whole": dict(sorted(share.whole.items())),
                "printed": share.printed,
            }
            for share in release.shares
        ],
    }


def _release(record: Mapping[str, Any]) -> Release:
    _require_keys("release", record, RELEASE)
    tables, complete = {}, {}
    for table in record["tables"]:
        name = f"{record['name']}: {table.get('name') if isinstance(table, Mapping) else table}"
        _require_keys(name, table, TABLE)
        columns = [*table["dimensions"], *LIMITS]
        for cell in table["cells"]:
            if not isinstance(cell, Sequence) or len(cell) != len(columns):
                raise ValueError(f"{name} must have cells of {', '.join(columns)}, not {cell}")
        frame = pd.DataFrame(table["cells"], columns=columns)
        upper = [math.inf if one is None else one for one in (cell[-1] for cell in table["cells"])]
        tables[table["name"]] = frame.assign(upper=pd.Series(upper, dtype=object))
        complete[table["name"]] = tuple(table["complete"])
    for share in record["shares"]:
        _require_keys(f"{record['name']}: share", share, SHARE)
    shares = tuple(Share(**share) for share in record["shares"])
    return Release(record["name"], tables, dict(record["scope"]), complete, shares)


def _require_keys(name: str, found: Any, wanted: set[str]) -> None:
    if not isinstance(found, Mapping) or {*found} != wanted:
        raise ValueError(f"{name} must have {', '.join(sorted(wanted))}, not {found}")
