"""Residents of the police force areas: two censuses and the estimates between them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pandas as pd
import pandera.pandas as pa

from helpers.data.areas import load_boundaries, tidy_force
from helpers.data.checks import count_column, ethnicity_column, one_of, read_raw, text_column
from helpers.data.completeness import require_all
from helpers.data.ethnicity import DETAILED_GROUPS, FIVE_GROUPS, in_order, tidy_ethnicity
from helpers.data.left_out import Table, published

CENSUSES = {"nomis-qs201ew-2011": 2011, "ons-ts021-2021": 2021}
ESTIMATES = {
    "ons-midyear-2017": 2017,
    "ons-midyear-2019": 2019,
    "ons-midyear-2020": 2020,
    "ons-midyear-2023": 2023,
}
SEXES = ("Females", "Males")
FIRST_YEARS_OF_AGE = (0, 5, 8, 10, 15, 16, 18, *range(20, 90, 5))
AGE_BAND = r"(?P<age_from>\d+)(?: to (?P<age_to>\d+)|(?P<open_end> and over))?"

FORCE = {
    "police_force_code": text_column(
        pa.Check.str_matches(
            r"^[EW]\d{8}$", error="not a code of the ONS: write E or W and eight digits"
        )
    ),
    "police_force": text_column(),
}
COUNTED = {"population": count_column(), "place": text_column()}


def census_schema(census: int) -> pa.DataFrameSchema:
    """What a file of one census holds."""
    label = pa.Check.isin(
        list(DETAILED_GROUPS[census]),
        error="unknown ethnicity label: add it to helpers.data.ethnicity",
    )
    return pa.DataFrameSchema(
        {"census": _year(census), **FORCE, "ethnicity": text_column(label), **COUNTED},
        unique=["census", "police_force_code", "ethnicity"],
    )


def age_schema() -> pa.DataFrameSchema:
    """What the file of residents by age holds."""
    band = pa.Check.str_matches(
        f"^{AGE_BAND}$", error="not an age band: write it as 18 to 19, 15 or 85 and over"
    )
    return pa.DataFrameSchema(
        {
            "census": _year(2011),
            **FORCE,
            "sex": text_column(one_of(SEXES)),
            "age": text_column(band),
            "ethnicity": ethnicity_column(),
            **COUNTED,
        },
        unique=["police_force_code", "sex", "age", "ethnicity"],
    )


def estimate_schema(year: int) -> pa.DataFrameSchema:
    """What a file of estimates for the middle of one year holds."""
    return pa.DataFrameSchema(
        {"year": _year(year), **FORCE, **COUNTED}, unique=["year", "police_force_code"]
    )


def read_census(folder: str) -> pd.DataFrame:
    """Residents by force and detailed ethnic group, as one census prints the groups."""
    return read_raw(f"{folder}/ethnic_groups.csv", census_schema(CENSUSES[folder]))


def tidy_detailed_groups(census_rows: pd.DataFrame) -> Table:
    """Residents by detailed group, each beside the one of five groups that it belongs to."""
    rows, ledger = published(census_rows)
    tidy = rows.rename(columns={"ethnicity": "ethnicity_detailed"}).assign(
        ethnicity=_five_groups(rows), police_force=tidy_force(rows)
    )
    for census, part in tidy.groupby("census"):
        expected = product(_forces(), DETAILED_GROUPS[census])
        require_all(part, ["police_force", "ethnicity_detailed"], expected)
    keys = ["census", "police_force_code", "police_force", "ethnicity_detailed", "ethnicity"]
    ordered = tidy.sort_values(["census", "police_force_code", "ethnicity_detailed"])
    return Table(ordered[[*keys, "population", "source"]], ledger)


def tidy_five_groups(census_rows: pd.DataFrame) -> Table:
    """Residents by five groups; Chinese is part of Asian in both censuses."""
    detailed, ledger = tidy_detailed_groups(census_rows)
    keys = ["census", "police_force_code", "police_force", "ethnicity"]
    summed = detailed.groupby(keys, as_index=False).agg(
        population=("population", "sum"), source=("source", ";".join)
    )
    return Table(_by_group(summed, ["census", "police_force_code"]), ledger)


def read_north_yorkshire_ages() -> pd.DataFrame:
    """Residents of North Yorkshire by sex, age band and five groups, Census 2011."""
    return read_raw("nomis-dc2101ew-2011/north_yorkshire.csv", age_schema())


def tidy_north_yorkshire_ages(age_rows: pd.DataFrame) -> Table:
    """Age bands with their first and last year of age; the open end has no last year."""
    rows, ledger = published(age_rows)
    ends = rows["age"].str.extract(f"^{AGE_BAND}$")
    last = ends["age_to"].fillna(ends["age_from"]).mask(ends["open_end"].notna())
    tidy = rows.assign(
        police_force=tidy_force(rows),
        ethnicity=tidy_ethnicity(rows),
        age_from=ends["age_from"].astype("int64"),
        age_to=pd.to_numeric(last).astype("Int64"),
    )
    expected = product(SEXES, FIRST_YEARS_OF_AGE, FIVE_GROUPS)
    require_all(tidy, ["sex", "age_from", "ethnicity"], expected)
    columns = ["census", "police_force", "sex", "age", "age_from", "age_to", "ethnicity"]
    ordered = _by_group(tidy, ["sex", "age_from"])
    return Table(ordered[[*columns, "population", "source"]], ledger)


def read_estimate(folder: str) -> pd.DataFrame:
    """Residents by force in the middle of one year."""
    return read_raw(f"{folder}/population.csv", estimate_schema(ESTIMATES[folder]))


def tidy_estimates(estimate_rows: pd.DataFrame) -> Table:
    """Residents by force and year; the years are single editions and not one revised series."""
    rows, ledger = published(estimate_rows)
    tidy = rows.assign(police_force=tidy_force(rows)).sort_values(["year", "police_force_code"])
    for _, part in tidy.groupby("year"):
        require_all(part, ["police_force"], [(force,) for force in _forces()])
    columns = ["year", "police_force_code", "police_force", "population", "source"]
    return Table(tidy[columns], ledger)


def _year(year: int) -> pa.Column:
    file_of = pa.Check.eq(year, error=f"not {year}: correct the year, or register another file")
    return pa.Column("int64", file_of, coerce=True)


def _five_groups(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["census"], rows["ethnicity"], strict=True)
    return [DETAILED_GROUPS[census][label] for census, label in pairs]


def _forces() -> pd.Series:
    return load_boundaries()["police_force"]


def _by_group(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return rows.sort_values("ethnicity", key=in_order).sort_values(keys, kind="stable")


def _censuses() -> pd.DataFrame:
    return pd.concat([read_census(folder) for folder in CENSUSES], ignore_index=True)


def _estimates() -> pd.DataFrame:
    return pd.concat([read_estimate(folder) for folder in ESTIMATES], ignore_index=True)


TABLES: dict[str, Callable[[], Table]] = {
    "north_yorkshire_population_by_age_sex_ethnicity": lambda: tidy_north_yorkshire_ages(
        read_north_yorkshire_ages()
    ),
    "population_by_force_and_detailed_ethnicity": lambda: tidy_detailed_groups(_censuses()),
    "population_by_force_and_ethnicity": lambda: tidy_five_groups(_censuses()),
    "population_midyear": lambda: tidy_estimates(_estimates()),
}
