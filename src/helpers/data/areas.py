"""The police force areas of England and Wales: names, codes, other spellings and boundaries."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from helpers.data.errors import DataError
from helpers.data.sources import raw_path

BOUNDARIES = "natural-earth-10m-admin-1/police_force_areas.geojson"
BRITISH_NATIONAL_GRID = 27700
OTHER_SPELLINGS = {
    "Avon & Somerset": "Avon and Somerset",
    "Devon and Cornwall": "Devon & Cornwall",
    "City of London": "London, City of",
}


def load_boundaries() -> gpd.GeoDataFrame:
    """One row per police force area: ``police_force_code``, ``police_force``, ``geometry``.

    Coordinates are metres of the British National Grid (EPSG:27700). The outlines are generalised
    for a national map; they do not serve to place points in areas.

    Raises
    ------
    DataError
        The file is missing or changed, or an area is repeated, empty or not valid.
    """
    path = raw_path(BOUNDARIES)
    areas = gpd.read_file(path).rename(
        columns={"pfa_code": "police_force_code", "pfa_name": "police_force"}
    )
    faulty = areas[areas["police_force"].duplicated() | areas.is_empty | ~areas.is_valid]
    for name in faulty["police_force"]:
        raise DataError("repeated or broken outline", "Restore the file", file=path, value=name)
    projected = areas.to_crs(BRITISH_NATIONAL_GRID)
    return projected.sort_values("police_force_code", ignore_index=True)


def tidy_force(names: pd.Series, known: pd.Series) -> pd.Series:
    """Force names as the ONS spells them.

    Parameters
    ----------
    known
        The names that are allowed, usually those of :func:`load_boundaries`.

    Raises
    ------
    DataError
        A name that is neither known nor another spelling of a known one.
    """
    spelled = names.replace(OTHER_SPELLINGS)
    unknown = ~spelled.isin(known)
    for position, name in names[unknown].items():
        raise DataError(
            "unknown police force",
            "Add the spelling to helpers.data.areas",
            row=position,
            column=str(names.name),
            value=name,
        )
    return spelled
