"""Hides which populations lie behind counts and the rounded rates printed beside them."""

import pandas as pd

from helpers.statistics.published import implied_denominator, read_printed


def implied_populations(rates: pd.DataFrame, per: int) -> pd.DataFrame:
    """Return the frame with the smallest and largest population behind each printed rate.

    Parameters
    ----------
    rates
        One row per rate: `count`, and `value_printed`, `rounding_rule` and `rounding_step` as
        `helpers.statistics.published.read_printed` takes them. Further columns stay.
    per
        Residents for whom the rates are printed.

    Returns
    -------
    pandas.DataFrame
        With `rate_printed` as a number, and `implied_lowest` and `implied_highest` in residents.

    Raises
    ------
    ValueError
        If a printed rate cannot be read, or no population gives it.

    Examples
    --------
    >>> rate = {"count": [24], "value_printed": ["4.7"], "rounding_rule": ["nearest"]}
    >>> implied = implied_populations(pd.DataFrame(rate | {"rounding_step": ["0.1"]}), 10_000)
    >>> implied[["implied_lowest", "implied_highest"]].values.tolist()
    [[50527, 51612]]
    """
    printed = rates[["count", "value_printed", "rounding_rule", "rounding_step"]]
    implied = []
    for count, value, rule, step in printed.itertuples(index=False):
        found = implied_denominator(int(count), read_printed(value, rule, step), per)
        if found is None:
            raise ValueError(f"no population gives {count} events and a rate of {value}")
        implied.append(found)
    return rates.assign(
        rate_printed=printed["value_printed"].astype(float),
        implied_lowest=[one.lower for one in implied],
        implied_highest=[one.upper for one in implied],
    )
