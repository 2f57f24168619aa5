"""The one method by which a row is left out, with a record of why and how much is left."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

COLUMNS = ("step", "reason", "rows_removed", "rows_left", "share_of_published_percent")


class Table(NamedTuple):
    """A table with the ledger of the rows that were left out of it."""

    rows: pd.DataFrame
    exclusions: pd.DataFrame


def published(rows: pd.DataFrame) -> Table:
    """A table from which nothing has been left out yet."""
    first = {
        "step": 0,
        "reason": "rows as published",
        "rows_removed": 0,
        "rows_left": len(rows),
        "share_of_published_percent": 100.0,
    }
    return Table(rows, pd.DataFrame([first], columns=COLUMNS))


def exclude(table: Table, left_out: pd.Series, reason: str) -> Table:
    """The table without the rows where ``left_out`` is true, and with one more ledger entry.

    An entry is written also when no row is left out, so that the ledger shows every rule applied.
    The share of a table that was published without rows is missing.
    """
    rows = table.rows[~left_out]
    first = table.exclusions["rows_left"].iloc[0]
    share = 100 * len(rows) / first if first else float("nan")
    entry = {
        "step": len(table.exclusions),
        "reason": reason,
        "rows_removed": int(left_out.sum()),
        "rows_left": len(rows),
        "share_of_published_percent": round(share, 2),
    }
    return Table(rows, pd.concat([table.exclusions, pd.DataFrame([entry])], ignore_index=True))
