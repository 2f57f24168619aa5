"""How the many publications on hate crime are stored: a folder each, a file for each subject."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from helpers.data.checks import read_raw
from helpers.data.errors import DataError
from helpers.data.sources import read_sources


def read_publications(file: str, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """The rows of every registered raw file of this name, in the order of their paths.

    Raises
    ------
    DataError
        No file of this name is registered, or one of them has a fault.
    """
    paths = [path for path in read_sources() if path.endswith(f"/{file}")]
    if not paths:
        raise DataError("not registered", "Add a record to data/sources.toml", file=file)
    return pd.concat([read_raw(path, schema) for path in paths], ignore_index=True)
