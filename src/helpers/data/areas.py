"""The police force areas of England and Wales: names, codes, other spellings and boundaries."""

from __future__ import annotations

import json
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from helpers.data.errors import DataError, fault_in
from helpers.data.sources import raw_path

BOUNDARIES = "natural-earth-10m-admin-1/police_force_areas.geojson"
BRITISH_NATIONAL_GRID = 27700
AREAS = 43
NAMES = {"pfa_code": "police_force_code", "pfa_name": "police_force"}
BRITISH_TRANSPORT_POLICE = "British Transport Police"
OTHER_SPELLINGS = {
    "Avon & Somerset": "Avon and Somerset",
    "Devon and Cornwall": "Devon & Cornwall",
    "City of London": "London, City of",
    "Metropolitan": "Metropolitan Police",
}


def load_boundaries() -> gpd.GeoDataFrame:
    """One row per police force area: ``police_force_code``, ``police_force``, ``geometry``.

    Coordinates are metres of the British National Grid (EPSG:27700). The outlines are generalised
    for a national map; they do not serve to place points in areas.

    Raises
    ------
    DataError
        The file is missing, changed or not GeoJSON; there are not 43 areas; or an area lacks its
        code or name, or is repeated, empty or not valid.
    """
    path = raw_path(BOUNDARIES)
    _check_features(path.read_bytes())
    areas = gpd.read_file(path).rename(columns=NAMES)
    shapes = areas.geometry
    faulty = areas["police_force"].duplicated() | shapes.isna() | shapes.is_empty | ~shapes.is_valid
    for name in areas.loc[faulty, "police_force"]:
        raise _broken("repeated or broken outline", column="pfa_name", value=name)
    projected = areas.to_crs(BRITISH_NATIONAL_GRID)
    return projected.sort_values("police_force_code", ignore_index=True)


def tidy_force(
    rows: pd.DataFrame, others: Sequence[str] = (), column: str = "police_force"
) -> pd.Series:
    """Force names as the ONS spells them.

    Parameters
    ----------
    rows
        Raw rows with their ``source``.
    others
        Names that are allowed beside those of the 43 police force areas.

    Raises
    ------
    DataError
        A name that is neither allowed nor another spelling of an allowed one.
    """
    spelled = rows[column].replace(OTHER_SPELLINGS)
    unknown = ~spelled.isin([*load_boundaries()["police_force"], *others])
    for source, name in zip(rows.loc[unknown, "source"], rows.loc[unknown, column], strict=True):
        remedy = "Correct the name, or add the spelling to helpers.data.areas"
        raise fault_in(source, column, name, "unknown police force", remedy)
    return spelled


def _check_features(content: bytes) -> None:
    try:
        features = json.loads(content)["features"]
        properties = [feature["properties"] for feature in features]
        shapes = [feature["geometry"]["coordinates"] for feature in features]
    except (ValueError, KeyError, TypeError):
        raise _broken("not readable as GeoJSON") from None
    for name in NAMES:
        if not all(isinstance(each, dict) and each.get(name) for each in properties):
            raise _broken("an outline lacks it", column=name)
    if len(shapes) != AREAS:
        raise _broken(f"{len(shapes)} outlines and not {AREAS}")


def _broken(problem: str, **place: str) -> DataError:
    remedy = "Restore the file from the repository"
    return DataError(problem, remedy, file=f"data/raw/{BOUNDARIES}", **place)
