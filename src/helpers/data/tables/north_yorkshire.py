"""Hides which publications print North Yorkshire's notices, and keeps their bases apart."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.data.left_out import Table, exclude, published
from helpers.data.tables.claims import read_claims_of
from helpers.data.tables.notice_publications import (
    exclude_other_forces,
    exclude_repeats,
    read_counts,
    read_statements,
)

POLICE_FORCE = "North Yorkshire"
CASE = "1_north_yorkshire_fpn_profile"
COUNTED_IN = (
    "richmondshire-today-2020-05",
    "yorkshire-post-2020-07",
    "yorkmix-2020-05-15",
    "york-press-2020-04-15",
    "yorkshire-post-2020-04",
    "bbc-news-2020-04-27",
    "scarborough-news-2020-04-15",
    "shropshire-star-2020-05-15",
    "daily-mail-2020-05-29",
    "york-press-2020-06-11",
    "carmarthen-journal-2020-06-17",
    "york-press-2020-10",
    "huffpost-2021-01",
    "york-press-2021-06-09",
)
STATED_IN = (
    "york-press-2020-07",
    "stray-ferret-2020-07",
    "policing-the-corona-state-2020-07-30",
    "yorkshire-post-2020-07",
    "yorkmix-2020-05-15",
    "craven-herald-2020-05",
    "york-press-2020-06-11",
)
KEY = ["basis", "period_start", "period_end", "counted", "recipients", "dimension", "category"]
COUNT_COLUMNS = [*KEY, "count", "note", "source"]
SHARE_KEY = ["basis", "measure", "counted", "base"]
SHARE_COLUMNS = [
    *SHARE_KEY, "period_start", "period_end", "value_printed", "unit",
    "rounding_rule", "rounding_step", "problem", "note", "source",
]  # fmt: skip


def tidy_counts(counts: pd.DataFrame) -> Table:
    """Counts by basis: never to be added over bases, nor over recipients.

    Categories stay as printed, since the freedom-of-information answer does not use the groups in
    which people describe themselves.
    """
    own = exclude_other_forces(published(counts), POLICE_FORCE)
    single = exclude_repeats(own, KEY, "count")
    rows = single.rows.assign(category=single.rows["category"].replace("all", "All"))
    return Table(rows.sort_values(KEY, ignore_index=True)[COUNT_COLUMNS], single.exclusions)


def tidy_shares(statements: pd.DataFrame, claims: pd.DataFrame) -> Table:
    """Printed shares, those of the APCC among them; publications that disagree stand side by side.

    A share in words has the unit ``part of one``.

    Parameters
    ----------
    claims
        The APCC's statements of this case.
    """
    theirs = claims.assign(basis="APCC", measure="share of notices", police_force=POLICE_FORCE)
    ours = exclude(
        published(pd.concat([statements, theirs], ignore_index=True)),
        pd.concat(
            [statements["police_force"] != POLICE_FORCE, ~_is_share(claims)], ignore_index=True
        ),
        "not a share of North Yorkshire's notices or residents",
    )
    rows = ours.rows.sort_values([*SHARE_KEY, "source"], ignore_index=True)
    return Table(rows[SHARE_COLUMNS], ours.exclusions)


def _is_share(claims: pd.DataFrame) -> pd.Series:
    return claims["unit"].isin(("part of one", "percent"))


TABLES: dict[str, Callable[[], Table]] = {
    "north_yorkshire_notices": lambda: tidy_counts(read_counts(COUNTED_IN)),
    "north_yorkshire_shares": lambda: tidy_shares(read_statements(STATED_IN), read_claims_of(CASE)),
}
