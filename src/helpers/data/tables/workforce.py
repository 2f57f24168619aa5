"""Police officers: how many there are, and how many come from ethnic minorities."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pandas as pd
import pandera.pandas as pa

from helpers.data.areas import BRITISH_TRANSPORT_POLICE, load_boundaries, tidy_force
from helpers.data.checks import (
    count_column,
    date_column,
    ethnicity_column,
    number_column,
    one_of,
    read_raw,
    share_column,
    step_column,
    text_column,
)
from helpers.data.completeness import require_all
from helpers.data.ethnicity import LABELS, MINORITY, NOT_STATED, tidy_ethnicity
from helpers.data.left_out import Table, exclude, published
from helpers.data.printed import check_printed

CASE_FORCE = "South Wales"
DAYS_OF_OFFICERS = tuple(f"{year}-03-31" for year in range(2007, 2023))
DAYS_OF_GROUPS = tuple(f"{year}-03-31" for year in range(2003, 2007))
GROUPS = (
    "White",
    "Asian or Asian British",
    "Black or Black British",
    "Chinese or Other Ethnic Group (pre 2021 category)",
    "Mixed",
    "Not stated",
)
CUT_OFF_IN_2015 = ("Cheshire", "Dyfed-Powys", "North Wales")
BASES = ("headcount", "full-time equivalent", "stated ethnicity only", "not stated")
STATEMENTS = {
    "hansard-1992-05-14": "Hansard 1992",
    "hansard-1993-06-16": "Hansard 1993",
    "bbc-2009-10": "BBC News 2009",
    "aberdare-online-2015-12-21": "Commissioner 2015",
    "excellence-in-diversity-awards-2016": "Diversity awards 2016",
    "wales-on-sunday-2016-10-02": "Wales on Sunday 2016",
    "bbc-2018-01": "BBC News 2018",
    "wales-on-sunday-2018-07-22": "Wales on Sunday 2018",
    "bbc-2020-08": "BBC News 2020",
    "penarth-times-2021": "Penarth Times 2021",
    "university-of-south-wales-2022": "University of South Wales 2022",
}
HOME_OFFICE_LABEL = "Home Office open data"
DIVERSITY_PROFILE_LABEL = "BBC News 2015"
RECRUITMENT = (
    "aberdare-online-2015-12-21",
    "bbc-2020-08",
    "home-affairs-committee-2021-07-30",
    "penarth-times-2021",
    "south-wales-pcc-2023-05-11",
    "swpf-2021-02-01",
    "swpf-2022",
    "university-of-south-wales-2022",
    "wales-on-sunday-2016-10-02",
)

ALL_MINORITIES = pa.Check.isin(
    [label for label, group in LABELS.items() if group == MINORITY],
    error="not a label for all ethnic minorities together: give groups in a table of their own",
)
WORDS = {"place": text_column(), "note": text_column(nullable=True)}

OFFICERS_SCHEMA = pa.DataFrameSchema(
    {
        "police_force": text_column(),
        "date": date_column(),
        "headcount": count_column(),
        "full_time_equivalent": number_column(),
        "place": text_column(),
    },
    unique=["police_force", "date"],
)
SHARES_SCHEMA = pa.DataFrameSchema(
    {
        "police_force": text_column(unique=True),
        "date": date_column(),
        "ethnicity": ethnicity_column(),
        "officers_share_printed": share_column(),
        "population_share_printed": share_column(),
        "rounding_step": step_column(),
        **WORDS,
    }
)
GROUPS_SCHEMA = pa.DataFrameSchema(
    {
        "police_force": text_column(),
        "date": date_column(),
        "ethnicity": ethnicity_column(),
        "count": count_column(),
        **WORDS,
    },
    unique=["police_force", "date", "ethnicity"],
)
STATEMENT_SCHEMA = pa.DataFrameSchema(
    {
        "police_force": text_column(),
        "date": date_column(whole_days=False),
        "date_precision": text_column(one_of(("day", "month", "year"))),
        "ethnicity": text_column(ALL_MINORITIES),
        "part": text_column(nullable=True),
        "count": count_column(nullable=True),
        "total": count_column(nullable=True),
        "share_printed": share_column(nullable=True),
        "rounding_step": step_column(nullable=True),
        "basis": text_column(one_of(BASES)),
        "conflict": text_column(nullable=True),
        **WORDS,
    },
    unique=["police_force", "date", "part"],
)
RECRUITMENT_SCHEMA = pa.DataFrameSchema(
    {
        "area": text_column(),
        "measure": text_column(),
        "ethnicity": ethnicity_column(),
        "period": text_column(),
        "period_start": date_column(nullable=True),
        "period_end": date_column(nullable=True),
        "value_printed": text_column(),
        "unit": text_column(one_of(("per cent", "persons", "full-time equivalent"))),
        "rounding_rule": text_column(one_of(("exact", "more than", "nearest"))),
        "rounding_step": step_column(nullable=True),
        "base": text_column(),
        **WORDS,
    },
    unique=["area", "measure", "ethnicity", "period"],
)


def read_officers() -> pd.DataFrame:
    """Officers in post by force on 31 March, headcount and full-time equivalent."""
    return read_raw("home-office-police-workforce-2022/officers_by_force.csv", OFFICERS_SCHEMA)


def tidy_officers(officers: pd.DataFrame) -> Table:
    """Officers of the 43 forces under their ONS names."""
    rows, ledger = published(officers)
    tidy = rows.assign(police_force=tidy_force(rows)).sort_values(["police_force", "date"])
    expected = product(load_boundaries()["police_force"], DAYS_OF_OFFICERS)
    require_all(tidy, ["police_force", "date"], expected)
    columns = ["police_force", "date", "headcount", "full_time_equivalent", "source"]
    return Table(tidy[columns], ledger)


def read_shares() -> pd.DataFrame:
    """Printed shares of officers and residents from ethnic minorities, 31 March 2015."""
    return read_raw("bbc-2015-10-22/shares_by_force.csv", SHARES_SCHEMA)


def tidy_shares(shares: pd.DataFrame) -> Table:
    """Per cent as printed for the 40 forces that the copy shows; three forces are cut off."""
    transport = shares["police_force"] == BRITISH_TRANSPORT_POLICE
    rows, ledger = exclude(
        published(shares),
        transport,
        f"{BRITISH_TRANSPORT_POLICE}: no force area and no residents",
    )
    tidy = rows.assign(police_force=tidy_force(rows), ethnicity=tidy_ethnicity(rows))
    shown = set(load_boundaries()["police_force"]).difference(CUT_OFF_IN_2015)
    require_all(tidy, ["police_force"], [(force,) for force in shown])
    columns = ["police_force", "date", "ethnicity", "officers_share_printed"]
    columns += ["population_share_printed", "rounding_step", "note", "source"]
    return Table(tidy.sort_values("police_force")[columns], ledger)


def read_officers_by_ethnicity() -> pd.DataFrame:
    """Officers of South Wales by ethnic group, headcount, 31 March 2003 to 2006."""
    officers = read_raw(
        "home-office-police-workforce-2021/south_wales_officers_by_ethnicity.csv", GROUPS_SCHEMA
    )
    require_all(officers, ["date", "ethnicity"], product(DAYS_OF_GROUPS, GROUPS))
    return officers


def read_officer_statements(folder: str) -> pd.DataFrame:
    """Officers from ethnic minorities as one publication states them."""
    return read_raw(f"{folder}/officers.csv", STATEMENT_SCHEMA)


def tidy_south_wales_officers(statements: pd.DataFrame) -> Table:
    """One row per publication and date; parts (men and women, ranks, groups) are added up.

    ``date`` is as precise as ``date_precision`` says. A count, a total or a share that the
    publication does not print is missing.
    """
    left_out = statements["police_force"] != CASE_FORCE
    rows, ledger = exclude(published(statements), left_out, f"another force than {CASE_FORCE}")
    keys = ["police_force", "date", "date_precision", "label", "basis"]
    stated = rows.assign(ethnicity=MINORITY).groupby([*keys, "ethnicity"], as_index=False)
    tidy = stated.agg(
        **{name: (name, _sum_of_stated) for name in ("count", "total", "not_stated")},
        **{name: (name, "first") for name in ("share_printed", "rounding_step")},
        **{name: (name, "first") for name in ("conflict", "note")},
        source=("source", ";".join),
    )
    return Table(tidy.sort_values(["date", "label"]), ledger)


def read_recruitment(folder: str) -> pd.DataFrame:
    """Applications, joiners and shares of the population as one publication prints them."""
    return check_printed(read_raw(f"{folder}/recruitment.csv", RECRUITMENT_SCHEMA))


def tidy_recruitment(statements: pd.DataFrame) -> Table:
    """Statements as printed; ``more than`` marks a lower limit, ``exact`` a count of persons."""
    rows, ledger = published(statements)
    tidy = rows.assign(ethnicity=tidy_ethnicity(rows)).drop(columns="place")
    ordered = tidy.sort_values(["measure", "period_end", "source"])
    return Table(ordered, ledger)


def _statements() -> pd.DataFrame:
    stated = [
        read_officer_statements(folder).assign(label=label) for folder, label in STATEMENTS.items()
    ]
    profile = _as_statements(read_shares())
    counted = _groups_as_statements(read_officers_by_ethnicity())
    return pd.concat([*stated, profile, counted], ignore_index=True)


def _as_statements(shares: pd.DataFrame) -> pd.DataFrame:
    return shares.rename(columns={"officers_share_printed": "share_printed"}).assign(
        label=DIVERSITY_PROFILE_LABEL, date_precision="day", basis="not stated"
    )


def _groups_as_statements(groups: pd.DataFrame) -> pd.DataFrame:
    ethnicity = tidy_ethnicity(groups)
    counts = groups["count"].astype("Int64")
    minority = ~ethnicity.isin(["White", NOT_STATED])
    return groups.rename(columns={"note": "conflict"}).assign(
        label=HOME_OFFICE_LABEL,
        date_precision="day",
        basis="headcount",
        count=counts.where(minority),
        total=counts,
        not_stated=counts.where(ethnicity == NOT_STATED),
    )


def _sum_of_stated(counts: pd.Series) -> object:
    return counts.sum(min_count=1)


def _recruitment() -> pd.DataFrame:
    return pd.concat([read_recruitment(folder) for folder in RECRUITMENT], ignore_index=True)


TABLES: dict[str, Callable[[], Table]] = {
    "officer_share_by_force_2015": lambda: tidy_shares(read_shares()),
    "officers_by_force": lambda: tidy_officers(read_officers()),
    "south_wales_officers": lambda: tidy_south_wales_officers(_statements()),
    "south_wales_recruitment": lambda: tidy_recruitment(_recruitment()),
}
