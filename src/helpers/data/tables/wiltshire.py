"""Hides which publications print Wiltshire's notices, and on which count each of them rests."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.data.ethnicity import in_order, tidy_ethnicity
from helpers.data.left_out import Table, exclude, published
from helpers.data.tables.claims import read_claims_of
from helpers.data.tables.notice_publications import (
    exclude_other_forces,
    exclude_repeats,
    read_counts,
    read_statements,
    tidy_categories,
)

POLICE_FORCE = "Wiltshire"
CASE = "2_wiltshire_fpn_breakdown"
BASES = {"NPCC analysis": "NPCC"}
COUNTED_IN = (
    "wiltshire-opcc-2020-07-27",
    "swindon-advertiser-2020-08",
    "newbury-today-2020-04-15",
    "shropshire-star-2020-05-15",
    "cambridge-independent-2021",
    "swindon-advertiser-2021-02",
    "gazette-and-herald-2021-06",
    "swindon-advertiser-2020-05",
    "itv-news-2020-06-12",
    "wiltshire-opcc-2020-06",
    "wiltshire-opcc-2020-08",
    "my-salisbury-2020-11-10",
    "wiltshire-opcc-2020-11-court",
    "wiltshire-opcc-2020-11-week",
    "swindon-link-2021-02-23",
    "wiltshire-opcc-2021-03",
    "greatest-hits-radio-2021-03-23",
)
STATED_IN = (
    "wiltshire-opcc-2020-07-27",
    "swindon-advertiser-2020-08",
    "swindon-advertiser-2020-05",
)
FIRST_DAY = "2020-03-27"
PERIOD_KEY = ["basis", "counted", "span", "date_from", "date_to"]
KEY = ["basis", "period_start", "period_end", "measure", "counted", "dimension", "category"]
FIGURE = ["value_printed", "unit", "rounding_rule", "rounding_step", "note", "source"]


def tidy_ethnic_groups(claims: pd.DataFrame) -> Table:
    """The groups of the APCC report. No Other is printed: the group is absent, not zero."""
    grouped = claims["counted"] == "notices by self-defined ethnicity"
    table = exclude(published(claims), ~grouped, "not a count of notices by ethnic group")
    rows = table.rows.assign(
        ethnicity=tidy_ethnicity(table.rows, "category"),
        count=table.rows["value_printed"].astype("int64"),
    )
    ordered = rows.sort_values("ethnicity", key=in_order, ignore_index=True)
    return Table(ordered[["ethnicity", "count", "source"]], table.exclusions)


def tidy_over_time(figures: pd.DataFrame) -> Table:
    """Every printed total, by basis and by what is counted, with the days from and to.

    ``span`` says whether a figure is cumulative or of the period alone. A date is a month alone
    (``2020-11``) where the day is not printed, and missing where no date is; the APCC prints none.
    """
    own = exclude_other_forces(published(figures), POLICE_FORCE)
    counts = exclude(own, own.rows["dimension"] != "total", "not a total")
    from_the_first_day = counts.rows["period_start"].eq(FIRST_DAY)
    cumulative = from_the_first_day | counts.rows["basis"].eq("APCC")
    rows = counts.rows.assign(
        basis=counts.rows["basis"].replace(BASES),
        span=cumulative.map({True: "cumulative", False: "in the period"}),
    ).rename(columns={"period_start": "date_from", "period_end": "date_to"})
    single = exclude_repeats(Table(rows, counts.exclusions), PERIOD_KEY, "value_printed")
    ordered = single.rows.sort_values(PERIOD_KEY, ignore_index=True)
    return Table(ordered[[*PERIOD_KEY, *FIGURE]], single.exclusions)


def tidy_published(figures: pd.DataFrame) -> Table:
    """Every figure printed on Wiltshire's notices: counts as exact, rates and ratios as rounded."""
    own = exclude_other_forces(published(figures), POLICE_FORCE)
    rows = own.rows.assign(basis=own.rows["basis"].replace(BASES))
    rows["category"] = tidy_categories(rows)
    single = exclude_repeats(Table(rows, own.exclusions), KEY, "value_printed")
    ordered = single.rows.sort_values(KEY, ignore_index=True)
    return Table(ordered[[*KEY, "recipients", "base", *FIGURE]], single.exclusions)


def read_figures() -> pd.DataFrame:
    """Counts, statements and the APCC's claims on Wiltshire in one shape, as printed."""
    counts = read_counts(COUNTED_IN).assign(measure="count", rounding_rule="exact")
    counts = counts.assign(unit=counts["counted"], value_printed=counts["count"].astype(str))
    ours = read_claims_of(CASE).assign(
        police_force=POLICE_FORCE, basis="APCC", measure="count", recipients="all recipients"
    )
    dimension = {
        "notices by self-defined ethnicity": "ethnicity",
        "notices for not wearing a face covering": "regulation",
        "notices for not isolating after travel": "regulation",
    }
    ours["dimension"] = ours["counted"].map(dimension).fillna("total")
    return pd.concat([counts, read_statements(STATED_IN), ours], ignore_index=True)


TABLES: dict[str, Callable[[], Table]] = {
    "wiltshire_notices_by_ethnicity": lambda: tidy_ethnic_groups(read_claims_of(CASE)),
    "wiltshire_notices_over_time": lambda: tidy_over_time(read_figures()),
    "wiltshire_notices_published": lambda: tidy_published(read_figures()),
}
