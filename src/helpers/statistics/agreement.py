"""Hides the rule by which a printed figure counts as reproduced."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from helpers.statistics.intervals import overlap_of
from helpers.statistics.rates import Interval
from helpers.statistics.reading import read_printed


def agreement(recomputed: float | Fraction | Interval | None, printed: Interval | None) -> str:
    """Return the verdict on a printed figure.

    Parameters
    ----------
    recomputed
        What other figures give, in the unit of `printed`: a single value, the range of values
        that they allow, or None where they say nothing of it.
    printed
        The values that the printed figure may stand for, from `read_printed`; None where it is in
        words that have no range.

    Returns
    -------
    str
        "reproduced": the single value prints so. "consistent": the range and the printed figure
        have values in common. "inconsistent": neither. "not determined": nothing to compare.

    Raises
    ------
    ValueError
        If the single value is nan or infinite.

    Examples
    --------
    >>> from helpers.statistics.reading import read_rounded
    >>> agreement(100 * (3_209 / 2_081 - 1), read_rounded("54", step="1"))
    'reproduced'
    """
    if recomputed is None or printed is None:
        return "not determined"
    if isinstance(recomputed, Interval):
        return "consistent" if overlap_of(recomputed, printed) else "inconsistent"
    if not float("-inf") < recomputed < float("inf"):
        raise ValueError(f"recomputed must be a number, not {recomputed}")
    return (
        "reproduced" if printed.lower <= Fraction(recomputed) <= printed.upper else "inconsistent"
    )


def compared(
    claims: pd.DataFrame, found: Mapping[str, float | Fraction | Interval | None]
) -> pd.DataFrame:
    """Return the claims with `recomputed`, `lower`, `upper` and the `verdict` on each.

    Parameters
    ----------
    claims
        One row per printed figure: `claim_id`, `value_printed`, `rounding_rule` and
        `rounding_step` as `helpers.statistics.reading.read_printed` takes them. Claims whose
        rule is "in words" are not read. Further columns stay as they are.
    found
        By `claim_id`, what other figures give in the printed unit: a single value, the range
        that they allow, or None where they say nothing. Each claim must be named.

    Raises
    ------
    ValueError
        If a claim is not named in `found` or stands twice, `found` names another one, or a
        printed figure cannot be read.

    Examples
    --------
    >>> printed = {"claim_id": ["change"], "value_printed": ["54"]}
    >>> claims = pd.DataFrame(printed | {"rounding_rule": ["nearest"], "rounding_step": ["1"]})
    >>> compared(claims, {"change": Interval(54.2, 77.0)})["verdict"].item()
    'consistent'
    """
    _require_same_claims(claims["claim_id"], found)
    values = [found[claim] for claim in claims["claim_id"]]
    ranges = [value if isinstance(value, Interval) else Interval(None, None) for value in values]
    points = [None if isinstance(value, Interval) else value for value in values]
    printed = claims[["value_printed", "rounding_rule", "rounding_step"]]
    read = [
        None if rule == "in words" else read_printed(str(value), rule, step)
        for value, rule, step in printed.to_numpy()
    ]
    return claims.assign(
        recomputed=_floats(points),
        lower=_floats(one.lower for one in ranges),
        upper=_floats(one.upper for one in ranges),
        verdict=[agreement(value, one) for value, one in zip(values, read, strict=True)],
    )


def _require_same_claims(claims: pd.Series, found: Mapping[str, object]) -> None:
    for claim in claims[claims.duplicated()]:
        raise ValueError(f"claim stands twice: {claim}")
    for claim in sorted(set(claims) ^ set(found)):
        raise ValueError(f"claim is not in both claims and found: {claim}")


def _floats(values: object) -> list[float]:
    return [float("nan") if value is None else float(value) for value in values]
