"""The two sides that the forces' figures have: White, and ethnic minorities together."""

from __future__ import annotations

import pandas as pd

from helpers.data.ethnicity import MINORITY

SIDES = ("White", MINORITY)
WHOLE = "all recipients"


def residents_of_both_sides(residents: pd.DataFrame) -> pd.DataFrame:
    """Residents of each force area who are White, and all others together, by census.

    ``residents`` is the table ``population_by_force_and_ethnicity``.
    """
    sides = residents["ethnicity"].where(residents["ethnicity"] == "White", MINORITY)
    keys = ["census", "police_force", "ethnicity"]
    summed = residents.assign(ethnicity=sides).groupby(keys, as_index=False)["population"].sum()
    return summed.sort_values(keys, ignore_index=True)


def with_residents(notices: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Notices of the two sides beside the residents of both sides, by census.

    ``notices`` has ``ethnicity``, ``source`` and, where it is of several forces, ``police_force``;
    ``residents`` is as for :func:`residents_of_both_sides`. ``source`` then names the rows of the
    notices and the raw files of the residents. Raises ``ValueError`` where notices have no
    residents.
    """
    files = residents.assign(source=residents["source"].str.replace(r":\d+", "", regex=True))
    named = files.groupby("census")["source"].agg(lambda cells: _once(";".join(cells)))
    sides = residents_of_both_sides(residents)
    keys = [key for key in ("police_force", "ethnicity") if key in notices]
    joined = notices.merge(sides, on=keys, how="left")
    if joined["population"].isna().any():
        raise ValueError(f"notices without residents: {joined[joined['population'].isna()][keys]}")
    joined = joined.astype({"census": int, "population": int})
    return joined.assign(source=joined["source"] + ";" + joined["census"].map(named))


def notices_of_both_sides(notices: pd.DataFrame) -> pd.DataFrame:
    """Notices to all recipients, White and ethnic minorities, by force.

    ``notices`` is the table ``notices_by_force_and_ethnicity``. Where a force's groups are printed
    for residents and for visitors apart, and only there, the two are added up; ``added_up`` says
    so, and ``source`` then names both rows.
    """
    sides = notices[notices["ethnicity"].isin(SIDES)]
    whole = sides["basis"] == WHOLE
    apart = ~sides["police_force"].isin(sides.loc[whole, "police_force"])
    keys = ["police_force", "ethnicity"]
    summed = (
        sides[whole | apart]
        .assign(added_up=apart)
        .groupby(keys, as_index=False)
        .agg({"count": "sum", "added_up": "any", "source": ";".join})
    )
    return summed.sort_values(keys, ignore_index=True)


def beside_each_other(rates: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One row per keys: the minority columns, and those of White with the ending ``_white``.

    ``source`` names the rows of both. Raises ``ValueError`` where a side is missing.
    """
    minority, white = (rates[rates["ethnicity"] == side] for side in (MINORITY, "White"))
    joined = minority.merge(white, on=keys, suffixes=("", "_white"), validate="one_to_one")
    if not len(joined) == len(minority) == len(white):
        raise ValueError(f"{len(minority)} minority rows and {len(white)} White ones do not pair")
    return joined.assign(source=joined["source"] + ";" + joined["source_white"])


def _once(paths: str) -> str:
    return ";".join(dict.fromkeys(paths.split(";")))
