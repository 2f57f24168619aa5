"""Which published counts bear on a printed claim, and the arithmetic between the two."""

import pandas as pd

from helpers.statistics.official.figure import Tables
from helpers.statistics.official.notices import north_yorkshire, wiltshire
from helpers.statistics.official.residents import recorded_hate_crime, residents
from helpers.statistics.official.workforce import officers

NEEDED = (
    "hate_crime_national",
    "north_yorkshire_notices",
    "north_yorkshire_shares",
    "notices_by_force",
    "officer_share_by_force_2015",
    "officers_by_force",
    "population_by_force_and_ethnicity",
    "south_wales_officers",
    "wiltshire_notices_over_time",
    "wiltshire_notices_published",
)


def official_figures(tables: Tables) -> pd.DataFrame:
    """Return the figures of other publications that printed claims are tested against.

    Parameters
    ----------
    tables
        The processed tables in `NEEDED`, by name.

    Returns
    -------
    pandas.DataFrame
        `id`, `label`, `lower`, `upper` (equal for a single value), `unit` ("percent", "ratio",
        "rank", or what is counted) and `source`, the rows behind the figure. Minorities are all
        residents outside the White groups.

    Raises
    ------
    KeyError
        If a table is missing.
    ValueError
        If a row that a figure needs is not there or stands twice.
    """
    areas = (north_yorkshire, wiltshire, officers, residents, recorded_hate_crime)
    figures = [figure for area in areas for figure in area(tables)]
    return pd.DataFrame(figures)
