"""Police recorded hate crime in Essex, by force and nationally, with the survey and the events."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from helpers.data.areas import BRITISH_TRANSPORT_POLICE, tidy_force
from helpers.data.checks import count_column, date_column, one_of, step_column, text_column
from helpers.data.left_out import Table, exclude, published
from helpers.data.printed import check_printed
from helpers.data.sources import read_sources
from helpers.data.tables.hate_crime_publications import read_publications

STRANDS = ("all", "disability", "race", "religion", "sexual orientation", "transgender")
UNITS = ("offences", "motivating factors")
HOME_OFFICE_RETURNS = "Home Office returns"
FORCE_AND_COMMISSIONER = "Force and commissioner"
SERIES = {"force and commissioner": FORCE_AND_COMMISSIONER, "not stated": "Not stated"}
SURVEY_UNIT = "incidents a year"
LONGEST_LABEL = 40
AREAS_OF_EVENTS = (BRITISH_TRANSPORT_POLICE, "England and Wales", "United Kingdom")
RULES = ("exact", "nearest")

PERIOD = {"period_start": date_column(), "period_end": date_column()}
NOTES = {"place": text_column(), "note": text_column(nullable=True)}
COUNT_BY_STRAND = (
    PERIOD
    | {
        "strand": text_column(one_of(STRANDS)),
        "count": count_column(),
        "unit": text_column(one_of(UNITS)),
        "vintage": text_column(),
    }
    | NOTES
)
BY_FORCE = pa.DataFrameSchema(
    {"police_force": text_column()} | COUNT_BY_STRAND,
    unique=["police_force", "period_start", "strand"],
)
NATIONAL = pa.DataFrameSchema(
    {"coverage": text_column()} | COUNT_BY_STRAND,
    unique=["coverage", "period_start", "strand", "vintage"],
)
OWN_COUNTS = pa.DataFrameSchema(
    {"police_force": text_column()}
    | PERIOD
    | {
        "count": count_column(),
        "unit": text_column(),
        "basis": text_column(one_of(tuple(SERIES))),
    }
    | NOTES,
    unique=["police_force", "period_start", "period_end"],
)
CHANGES = pa.DataFrameSchema(
    {"police_force": text_column(), "strand": text_column(), "measure": text_column()}
    | PERIOD
    | {
        "period": text_column(),
        "base": text_column(),
        "value_printed": text_column(),
        "unit": text_column(),
        "rounding_rule": text_column(one_of(RULES)),
        "rounding_step": step_column(nullable=True),
    }
    | NOTES,
    unique=["police_force", "strand", "measure", "period_start", "period_end"],
)
SURVEY = pa.DataFrameSchema(
    PERIOD
    | {"surveys": text_column(), "value_printed": text_column(), "unit": text_column()}
    | NOTES,
    unique=["period_start", "period_end"],
)
SHORT = pa.Check.str_length(
    max_value=LONGEST_LABEL, error=f"longer than {LONGEST_LABEL} characters: shorten the label"
)
EVENTS = pa.DataFrameSchema(
    {
        "date_from": date_column(whole_days=False),
        "date_to": date_column(whole_days=False, nullable=True),
        "area": text_column(),
        "label": text_column(SHORT),
        "event": text_column(),
        "kind": text_column(one_of(("recording change", "event"))),
    }
    | NOTES,
    unique=["date_from", "area", "label"],
)


def read_by_force() -> pd.DataFrame:
    """What newspapers print by force and financial year out of the Home Office's releases."""
    return read_publications("hate_crime_by_force.csv", BY_FORCE)


def tidy_by_force(counts: pd.DataFrame) -> Table:
    """One row per force, year to March, strand and publication; most forces lack most years.

    ``unit`` tells the totals of 2011/12, which count motivating factors, from counts of offences.
    """
    forces = tidy_force(counts, [BRITISH_TRANSPORT_POLICE])
    key = ["police_force", "period_start", "strand", "vintage", "source"]
    return published(_by_strand(counts.assign(police_force=forces), "police_force", key))


def read_national() -> pd.DataFrame:
    """What the Home Office and those who quote it print for England and Wales."""
    return read_publications("hate_crime_national.csv", NATIONAL)


def tidy_national(counts: pd.DataFrame) -> Table:
    """One row per coverage, year to March, strand and release.

    ``coverage`` names the force that is left out: only rows of one coverage can be compared.
    """
    key = ["coverage", "period_start", "strand", "vintage", "source"]
    return published(_by_strand(counts, "coverage", key))


def read_own_counts() -> pd.DataFrame:
    """What the force, its commissioner and their partners print of their own counts."""
    return read_publications("force_own_counts.csv", OWN_COUNTS)


def tidy_essex(by_force: pd.DataFrame, own_counts: pd.DataFrame) -> Table:
    """The two series of recorded hate crime in Essex, all strands; they must not be spliced.

    Parameters
    ----------
    by_force
        The rows of :func:`tidy_by_force`.
    own_counts
        The rows of :func:`read_own_counts`.
    """
    returns = by_force.assign(series=HOME_OFFICE_RETURNS)
    own = own_counts.assign(strand="All", series=own_counts["basis"].map(SERIES))
    table = published(pd.concat([returns, own], ignore_index=True))
    for column, kept, reason in (
        ("police_force", "Essex", "another police force: see hate_crime_by_force"),
        ("strand", "All", "a single strand: see hate_crime_by_force"),
    ):
        table = exclude(table, table.rows[column] != kept, reason)
    unclear = table.rows["series"] == SERIES["not stated"]
    table = exclude(table, unclear, "the publication does not say what it counts")
    rows = table.rows.assign(
        label=table.rows["source"].map(_short_name), note=table.rows["note"].fillna("")
    )
    key = ["series", "period_start", "period_end"]
    columns = [*key, "count", "unit", "label", "note", "source"]
    return Table(rows.sort_values(key, ignore_index=True)[columns], table.exclusions)


def read_changes() -> pd.DataFrame:
    """Changes that publications print for Essex."""
    return check_printed(read_publications("hate_crime_changes.csv", CHANGES))


def tidy_changes(changes: pd.DataFrame) -> Table:
    """Printed changes, none derived, with the rule and the step by which each was rounded.

    A change in a count is exact and has no step.
    """
    key = ["strand", "measure", "period_start", "period_end", "source"]
    rows = changes.assign(
        strand=_sentence_case(changes["strand"]),
        rounding_step=changes["rounding_step"].fillna(""),
        note=changes["note"].fillna(""),
    )
    columns = [*CHANGES.columns, "source"]
    columns.remove("place")
    return published(rows.sort_values(key, ignore_index=True)[columns])


def read_survey() -> pd.DataFrame:
    """Estimates of the Crime Survey for England and Wales."""
    return check_printed(read_publications("survey_estimates.csv", SURVEY))


def tidy_survey(estimates: pd.DataFrame) -> Table:
    """Estimated incidents a year, the average of the pooled surveys, whether or not reported."""
    levels = exclude(
        published(estimates),
        estimates["unit"] != SURVEY_UNIT,
        "printed as a change, and no level was found",
    )
    rows = levels.rows.assign(estimate=levels.rows["value_printed"].astype(int))
    columns = ["period_start", "period_end", "estimate", "unit", "surveys", "source"]
    rows = rows.sort_values("period_start", ignore_index=True)[columns]
    return Table(rows, levels.exclusions)


def read_events() -> pd.DataFrame:
    """Events, and changes in how hate crime is recorded."""
    return read_publications("recording_events.csv", EVENTS)


def tidy_events(events: pd.DataFrame) -> Table:
    """One row per event, from its first to its last day.

    ``precision`` is that of the date as published: day, month or year. An event printed with one
    date lasts as long as that date: a day, a month or a year.
    """
    last = events["date_to"].fillna(events["date_from"])
    rows = events.assign(
        area=tidy_force(events, AREAS_OF_EVENTS, "area"),
        date_from=[str(pd.Period(date).start_time.date()) for date in events["date_from"]],
        date_to=[str(pd.Period(date).end_time.date()) for date in last],
        precision=[("year", "month", "day")[date.count("-")] for date in events["date_from"]],
    )
    key = ["date_from", "label"]
    columns = ["date_from", "date_to", "precision", "area", "label", "event", "kind", "source"]
    return published(rows.sort_values(key, ignore_index=True)[columns])


def _by_strand(counts: pd.DataFrame, area: str, key: list[str]) -> pd.DataFrame:
    rows = counts.assign(strand=_sentence_case(counts["strand"]), note=counts["note"].fillna(""))
    columns = [area, "period_start", "period_end", "strand", "vintage", "count", "unit"]
    return rows.sort_values(key, ignore_index=True)[[*columns, "note", "source"]]


def _sentence_case(labels: pd.Series) -> pd.Series:
    return labels.str[:1].str.upper() + labels.str[1:]


def _short_name(row: str) -> str:
    source = read_sources()[row.rpartition(":")[0]]
    return source.second_hand or source.producer


TABLES: dict[str, Callable[[], Table]] = {
    "essex_hate_crime": lambda: tidy_essex(tidy_by_force(read_by_force()).rows, read_own_counts()),
    "essex_hate_crime_changes": lambda: tidy_changes(read_changes()),
    "hate_crime_by_force": lambda: tidy_by_force(read_by_force()),
    "hate_crime_national": lambda: tidy_national(read_national()),
    "hate_crime_recording_events": lambda: tidy_events(read_events()),
    "hate_crime_survey": lambda: tidy_survey(read_survey()),
}
