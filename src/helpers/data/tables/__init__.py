"""One module per subject: reading each source and tidying it into tables."""

from __future__ import annotations

from collections.abc import Callable

from helpers.data.left_out import Table
from helpers.data.tables import (
    aggravated_offences,
    claims,
    hate_crime,
    ledger,
    north_yorkshire,
    notices,
    population,
    wiltshire,
    workforce,
)

TABLES: dict[str, Callable[[], Table]] = (
    aggravated_offences.TABLES
    | claims.TABLES
    | hate_crime.TABLES
    | ledger.TABLES
    | north_yorkshire.TABLES
    | notices.TABLES
    | population.TABLES
    | wiltshire.TABLES
    | workforce.TABLES
)
