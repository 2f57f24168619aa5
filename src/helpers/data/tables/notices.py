"""Hides which publications print notices by force, by ethnic group and for the nations."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.data.areas import load_boundaries, tidy_force
from helpers.data.completeness import require_all
from helpers.data.ethnicity import MINORITY, in_order, tidy_ethnicity
from helpers.data.left_out import Table, exclude, published
from helpers.data.tables.notice_publications import (
    exclude_repeats,
    read_counts,
    read_statements,
    tidy_categories,
)

NATIONS = ("England", "Wales", "England and Wales")
NATIONAL_FORCES = (
    "British Transport Police (England)",
    "British Transport Police (Wales)",
    "MoD Police",
)
IN_WALES = (
    "British Transport Police (Wales)", "Dyfed-Powys", "Gwent", "North Wales", "South Wales",
)  # fmt: skip
FULL_LIST = ("shropshire-star-2020-05-15",)
TOTALS_OF_THE_FULL_LIST = ("England", "Wales")
PARTIAL_LISTS = (
    "yahoo-news-2020-04",
    "scarborough-news-2020-04-15",
    "newbury-today-2020-04-15",
    "maidenhead-advertiser-2020-05-05",
    "weston-mercury-2020-05",
    "daily-mail-2020-05-29",
    "secklow-2020-06",
    "carmarthen-journal-2020-06-17",
    "york-press-2020-06-11",
    "western-telegraph-2020-06-27",
    "york-press-2020-10",
    "huffpost-2021-01",
    "itv-central-2021-01-29",
    "cambridge-independent-2021",
    "bristol-world-2022-01",
)
BY_ETHNICITY = (
    "wiltshire-opcc-2020-07-27",
    "swindon-advertiser-2020-08",
    "grantham-matters-2020-07",
    "lancashire-telegraph-2020-07",
    "clacton-gazette-2020-07-31",
    "watford-observer-2020-07",
    "basingstoke-gazette-2020-07",
    "peterborough-today-2020-07",
    "ipswich-star-2020-07",
    "shropshire-star-2020-08-02",
    "argus-2020-07",
    "manchester-evening-news-2020-07-28",
    "dorset-eye-2020-07",
)
WITH_RATES = (
    "npcc-2020-07-27",
    "magistrates-association-2020-08-04",
    "eastern-eye-2020-07",
    "new-statesman-2020-07",
    "londra-gazete-2020-07-27",
    "wiltshire-opcc-2020-07-27",
    "swindon-advertiser-2020-08",
    "lancashire-telegraph-2020-07",
    "clacton-gazette-2020-07-31",
    "watford-observer-2020-07",
    "basingstoke-gazette-2020-07",
    "peterborough-today-2020-07",
    "ipswich-star-2020-07",
    "shropshire-star-2020-08-02",
    "hastings-observer-2020-07",
    "argus-2020-07",
    "manchester-evening-news-2020-07-28",
    "dorset-eye-2020-07",
)
NATIONAL_COUNTS = (
    "yahoo-news-2020-04",
    "itv-news-2020-04-30",
    "shropshire-star-2020-05-15",
    "daily-mail-2020-05-29",
    "npcc-2020-07-27",
    "carmarthen-journal-2020-06-17",
    "western-telegraph-2020-06-27",
    "york-press-2020-10",
    "metro-2020-10-28",
    "huffpost-2021-01",
    "itv-central-2021-01-29",
    "npcc-2021-02",
    "npcc-2021-03",
    "npcc-2021-04",
    "npcc-2021-05",
    "npcc-2021-06",
    "york-press-2021-06-09",
    "bristol-world-2022-01",
)
NATIONAL_SHARES = (
    "scarborough-news-2020-04-15",
    "get-reading-2020-04-30",
    "the-nation-2020-05-21",
    "magistrates-association-2020-08-04",
    "western-telegraph-2020-06-27",
    "metro-2020-10-28",
    "bm-global-news-2021-01-15",
    "cambridge-independent-2021",
    "jchr-2021",
)
FORCE_KEY = ["period_end", "police_force"]
ETHNICITY_KEY = ["police_force", "basis", "ethnicity"]
RATE_KEY = ["police_force", "measure", "counted", "base", "ethnicity"]
SERIES_KEY = ["series", "nation", "period_end", "dimension", "category"]


def tidy_by_force(counts: pd.DataFrame) -> Table:
    """Totals by force.

    ``kind`` is ``territorial`` for a police force area and ``national`` for British Transport
    Police and the Ministry of Defence Police, which have no residents to divide by.
    """
    nations = counts["police_force"].isin(NATIONS)
    table = exclude(published(counts), nations, "a printed total over forces")
    forces = table.rows["police_force"]
    rows = table.rows.assign(
        police_force=_names(table.rows),
        kind=forces.isin(NATIONAL_FORCES).map({True: "national", False: "territorial"}),
        nation=forces.isin(IN_WALES).map({True: "Wales", False: "England"}),
    )
    single = exclude_repeats(Table(rows, table.exclusions), FORCE_KEY, "count")
    columns = ["police_force", "kind", "nation", "period_start", "period_end", "count", "source"]
    return Table(single.rows.sort_values(FORCE_KEY, ignore_index=True)[columns], single.exclusions)


def tidy_by_force_and_ethnicity(counts: pd.DataFrame) -> Table:
    """Counts of the forces for which both White and minority counts are printed.

    ``basis`` is whom the force counted: all recipients, residents or visitors. The groups overlap:
    ``All`` and the minorities together stand beside single groups, where those are printed.
    """
    grouped = counts["dimension"].isin(("ethnicity", "total"))
    table = exclude(published(counts), ~grouped, "not a count by ethnicity")
    rows = table.rows.drop(columns="basis").rename(columns={"recipients": "basis"})
    rows = rows.assign(police_force=_names(rows), ethnicity=tidy_ethnicity(rows, "category"))
    usable = exclude(
        Table(rows, table.exclusions),
        ~rows["police_force"].isin(_with_white_and_minority(rows)),
        "White and minority counts are not both printed for the force",
    )
    single = exclude_repeats(usable, ETHNICITY_KEY, "count")
    ordered = _sorted(single.rows, ETHNICITY_KEY)
    return Table(ordered[[*ETHNICITY_KEY, "count", "note", "source"]], single.exclusions)


def tidy_rates(statements: pd.DataFrame) -> Table:
    """Printed rates and rate ratios; ``problem`` says what is known to be wrong with a figure."""
    rate = statements["measure"].isin(("rate", "rate ratio"))
    table = exclude(published(statements), ~rate, "not a rate or a ratio of rates")
    rows = table.rows.assign(
        police_force=_names(table.rows),
        ethnicity=tidy_ethnicity(table.rows, "category"),
    )
    single = exclude_repeats(Table(rows, table.exclusions), RATE_KEY, "value_printed")
    columns = [
        *RATE_KEY, "period_start", "period_end", "value_printed", "unit",
        "rounding_rule", "rounding_step", "problem", "note", "source",
    ]  # fmt: skip
    return Table(_sorted(single.rows, RATE_KEY)[columns], single.exclusions)


def tidy_national(counts: pd.DataFrame, statements: pd.DataFrame) -> Table:
    """Totals and shares for the nations by date, each in a named series.

    Shares of all notices and shares of the notices with ethnicity stated are two series.
    """
    totals = counts.assign(
        series="notices, " + counts["basis"],
        value_printed=counts["count"].astype(str),
        unit="notices",
        rounding_rule="exact",
    )
    shares = statements.assign(series=statements["measure"] + ": " + statements["base"])
    both = published(pd.concat([totals, shares], ignore_index=True))
    national = exclude(both, ~both.rows["police_force"].isin(NATIONS), "a single force")
    rate = national.rows["measure"].isin(("rate", "rate ratio"))
    kept = exclude(national, rate, "a rate or ratio: it stands in notices_published_rates")
    rows = kept.rows.rename(columns={"police_force": "nation"})
    rows["category"] = tidy_categories(rows)
    single = exclude_repeats(Table(rows, kept.exclusions), SERIES_KEY, "value_printed")
    columns = [
        *SERIES_KEY, "period_start", "value_printed", "unit", "rounding_rule", "rounding_step",
        "note", "source",
    ]  # fmt: skip
    return Table(single.rows.sort_values(SERIES_KEY, ignore_index=True)[columns], single.exclusions)


def read_full_list() -> pd.DataFrame:
    """The list of every force and the two totals under it, none of them absent."""
    counts = read_counts(FULL_LIST)
    areas = load_boundaries()["police_force"]
    expected = [(name,) for name in (*areas, *NATIONAL_FORCES, *TOTALS_OF_THE_FULL_LIST)]
    require_all(counts.assign(police_force=_names(counts)), ["police_force"], expected)
    return counts


def _names(rows: pd.DataFrame) -> pd.Series:
    return tidy_force(rows, [*NATIONAL_FORCES, *NATIONS])


def _with_white_and_minority(rows: pd.DataFrame) -> list[str]:
    groups = rows.groupby("police_force")["ethnicity"].agg(set)
    return [force for force, printed in groups.items() if {"White", MINORITY} <= printed]


def _sorted(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    ranked = rows.assign(rank=in_order(rows["ethnicity"]))
    return ranked.sort_values(["rank" if k == "ethnicity" else k for k in key], ignore_index=True)


TABLES: dict[str, Callable[[], Table]] = {
    "notices_by_force": lambda: tidy_by_force(read_full_list()),
    "notices_by_force_and_ethnicity": lambda: tidy_by_force_and_ethnicity(
        read_counts(BY_ETHNICITY)
    ),
    "notices_by_force_partial": lambda: tidy_by_force(read_counts(PARTIAL_LISTS)),
    "notices_national": lambda: tidy_national(
        read_counts(NATIONAL_COUNTS), read_statements(NATIONAL_SHARES)
    ),
    "notices_published_rates": lambda: tidy_rates(read_statements(WITH_RATES)),
}
