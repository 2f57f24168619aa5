"""Hides how recruits and leavers move the share of officers from ethnic minorities."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.statistics.arguments import fraction_between, plain, positive, require


def share_after(
    share: ArrayLike,
    recruit_share: ArrayLike,
    leaving_rate: ArrayLike,
    years: ArrayLike,
    minority_leaving_rate: ArrayLike | None = None,
) -> float | np.ndarray:
    """Return the share of officers from ethnic minorities after some years.

    Shares and rates are parts of one. The model: the number of officers stays the same; each
    year the same part of those in post leaves (`leaving_rate`; officers from ethnic minorities
    leave at `minority_leaving_rate` where it is given); each leaver is replaced within the year;
    a constant `recruit_share` of the recruits is from ethnic minorities. Years between whole
    ones are interpolated geometrically.

    With one leaving rate the share tends to `recruit_share` and never crosses it. A force that
    grows by g a year behaves like one of constant size with a leaving rate of
    (leaving_rate + g) / (1 + g).

    Raises
    ------
    ValueError
        If a share lies outside 0 to 1, a leaving rate is not above 0 and below 1, or years are
        negative.

    Examples
    --------
    >>> round(share_after(0.02, recruit_share=0.043, leaving_rate=0.06, years=10), 4)
    0.0306
    """
    span = np.asarray(years, dtype=float)
    require(span >= 0, "years", span, "0 or more")
    limit, kept = _limit_and_kept(recruit_share, leaving_rate, minority_leaving_rate)
    return plain(limit + (fraction_between("share", share) - limit) * kept**span)


def years_to_share(
    share: ArrayLike,
    target: ArrayLike,
    recruit_share: ArrayLike,
    leaving_rate: ArrayLike,
    minority_leaving_rate: ArrayLike | None = None,
) -> float | np.ndarray:
    """Return the years until the share of officers is at or above a target.

    The model, units and exceptions are those of `share_after`. A share that is there already
    gives 0. A target that the share tends to without crossing it, or never comes near, gives
    infinity: never.

    Examples
    --------
    >>> years_to_share(0.02, target=0.0664, recruit_share=0.043, leaving_rate=0.06)
    inf
    """
    now, goal = fraction_between("share", share), fraction_between("target", target)
    limit, kept = _limit_and_kept(recruit_share, leaving_rate, minority_leaving_rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        years = np.log1p((goal - now) / (now - limit)) / np.log(kept)
    return plain(np.where(now >= goal, 0.0, np.where(limit <= goal, np.inf, years)))


def recruit_share_needed(
    share: ArrayLike, target: ArrayLike, leaving_rate: ArrayLike, years: ArrayLike
) -> float | np.ndarray:
    """Return the smallest share of recruits that brings officers to a target within some years.

    The model and units are those of `share_after`, with one leaving rate. Where even recruits
    from ethnic minorities alone would be too few, nan: not possible. Where the share of officers
    is at or above the target after those years whoever is recruited, 0.

    Raises
    ------
    ValueError
        If a share lies outside 0 to 1, the leaving rate is not above 0 and below 1, or years are
        not above 0.

    Examples
    --------
    >>> round(recruit_share_needed(0.026, target=0.0664, leaving_rate=0.06, years=10), 4)
    0.1136
    """
    now, goal = fraction_between("share", share), fraction_between("target", target)
    kept = (1 - _rate("leaving_rate", leaving_rate)) ** positive("years", years)
    needed = np.maximum((goal - now * kept) / (1 - kept), 0.0)
    return plain(np.where(needed <= 1, needed, np.nan))


def _rate(name: str, value: ArrayLike) -> np.ndarray:
    rate = np.asarray(value, dtype=float)
    require((rate > 0) & (rate < 1), name, rate, "above 0 and below 1")
    return rate


def _limit_and_kept(
    recruit_share: ArrayLike, leaving_rate: ArrayLike, minority_leaving_rate: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the share that is tended to, and the part of the distance to it left after a year."""
    recruits = fraction_between("recruit_share", recruit_share)
    leaving = _rate("leaving_rate", leaving_rate)
    if minority_leaving_rate is None:
        return recruits, 1 - leaving
    minority = _rate("minority_leaving_rate", minority_leaving_rate)
    replaced = minority * (1 - recruits) + leaving * recruits
    return leaving * recruits / replaced, 1 - replaced
