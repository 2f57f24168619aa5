"""Hides how single results, measures of parts and short tables become one table."""

from collections.abc import Callable, Mapping

import pandas as pd

from helpers.statistics.rates import Interval


def named_rows(results: Mapping[str, Mapping[str, object]]) -> pd.DataFrame:
    """Return named results as the rows of a table: `name`, then what each result holds.

    An `Interval` under the key `limits` becomes the columns `lower` and `upper`. What a result
    does not hold is missing.

    Examples
    --------
    >>> named_rows({"A": {"value": 1.5, "limits": Interval(1.0, 2.0)}}).values.tolist()
    [['A', 1.5, 1.0, 2.0]]
    """
    return pd.DataFrame({"name": name} | _spread(result) for name, result in results.items())


def side_by_side(series: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return tables under each other with a first column `series` that names each.

    No row of one is joined to a row of another; columns that one does not have are missing there.

    Examples
    --------
    >>> one, two = pd.DataFrame({"count": [3]}), pd.DataFrame({"count": [4]})
    >>> side_by_side({"A": one, "B": two}).values.tolist()
    [['A', 3], ['B', 4]]
    """
    named = []
    for name, rows in series.items():
        others = rows.drop(columns="series", errors="ignore")
        others.insert(0, "series", name)
        named.append(others)
    return pd.concat(named, ignore_index=True)


def stacked(*tables: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all tables, one after the other, in the columns that all have.

    Examples
    --------
    >>> stacked(pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"a": [3]}))["a"].tolist()
    [1, 3]
    """
    return pd.concat(tables, ignore_index=True, join="inner")


def for_each(
    frame: pd.DataFrame,
    keys: list[str],
    measure: Callable[..., pd.DataFrame],
    *arguments: object,
) -> pd.DataFrame:
    """Return what `measure(part, *arguments)` returns for each part, one under the other.

    Parameters
    ----------
    frame
        Rows of all parts. The parts come in the order in which their keys first appear.
    keys
        The columns whose values make the parts; they stand first in every row of the result.

    Raises
    ------
    ValueError
        If there are no rows, or a key is missing in a row.

    Examples
    --------
    >>> counts = pd.DataFrame({"year": [2011, 2021, 2011], "count": [1, 2, 4]})
    >>> for_each(counts, ["year"], pd.DataFrame.head, 1).values.tolist()
    [[2011, 1], [2021, 2]]
    """
    if frame.empty or frame[keys].isna().any(axis=None):
        raise ValueError(f"a part has no rows or no {' or '.join(keys)}")
    parts = [
        measure(part.reset_index(drop=True), *arguments).assign(
            **dict(zip(keys, names, strict=True))
        )
        for names, part in frame.groupby(keys, sort=False)
    ]
    joined = pd.concat(parts, ignore_index=True)
    return joined[[*keys, *joined.columns.drop(keys)]]


def _spread(result: Mapping[str, object]) -> dict[str, object]:
    fields = {key: value for key, value in result.items() if key != "limits"}
    limits = result.get("limits")
    if isinstance(limits, Interval):
        fields |= {"lower": float(limits.lower), "upper": float(limits.upper)}
    return fields
