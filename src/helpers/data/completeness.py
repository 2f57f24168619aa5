"""Hides how a file is compared with the rows that its publication is known to have."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers.data.errors import DataError

NAMED = 3


def require_all(
    rows: pd.DataFrame, key: list[str], expected: Iterable[tuple], file: str | None = None
) -> None:
    """Refuse a table that lacks a row of its publication, or has one that is not of it.

    Parameters
    ----------
    rows
        The rows of one file, with their ``source``.
    expected
        The values of the key in every row that the publication has.
    file
        The raw file, needed where no row may be left; otherwise that of the first row.

    Raises
    ------
    DataError
        The file, and the first three keys that are absent or too many.
    """
    wanted = set(expected)
    held = list(rows[key].itertuples(index=False, name=None))
    absent, surplus = wanted.difference(held), set(held).difference(wanted)
    file = f"data/raw/{file or rows['source'].iloc[0].rpartition(':')[0]}"
    if absent:
        raise DataError(f"absent: {_some(absent)}", "Restore the rows", file=file)
    if surplus or len(held) > len(wanted):
        repeated = {each for each in held if held.count(each) > 1}
        problem = f"not rows of this publication: {_some(surplus or repeated)}"
        raise DataError(problem, "Take them out", file=file)


def _some(keys: set[tuple]) -> str:
    named = [" / ".join(map(str, key)) for key in sorted(keys)]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return "; ".join(named[:NAMED]) + more
