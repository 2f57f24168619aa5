"""Hides how far counts scatter more than chance alone allows, and intervals that admit it."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, positive, tail_of, whole_count
from helpers.statistics.rates import Interval, rate_ratio


def dispersion(counts: ArrayLike) -> float:
    """Return Pearson's estimate of variance over mean in a table of counts.

    About 1 where the counts scatter as a Poisson process does, above 1 where they scatter more.
    The model is that of independent rows and columns: each count is expected to be its row's
    total times its column's share of the whole. Rows of years and columns of quarters allow for
    a trend from year to year and for one season that is the same every year; whatever else moves
    the counts, such as an event, is in the estimate.

    Raises
    ------
    ValueError
        If there are fewer than two rows or columns, a count is missing, negative or not whole,
        or a row or column is empty.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models. 2nd edition. London:
    Chapman and Hall. Chapter 9.

    Examples
    --------
    >>> dispersion([[20, 30], [30, 20]])
    4.0
    """
    table = np.atleast_2d(whole_count("counts", counts))
    if min(table.shape) < 2:
        raise ValueError(f"counts must have two or more rows and columns, not {table.shape}")
    rows = positive("a row's total", table.sum(axis=1, keepdims=True))
    columns = positive("a column's total", table.sum(axis=0, keepdims=True))
    expected = rows * columns / table.sum()
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    return float(((table - expected) ** 2 / expected).sum() / freedom)


def dispersed_rate_ratio_interval(
    count: ArrayLike,
    population: ArrayLike,
    reference_count: ArrayLike,
    reference_population: ArrayLike,
    dispersion: ArrayLike,
    confidence: float,
) -> Interval:
    """Return limits of a rate ratio whose counts have a variance of `dispersion` times the mean.

    Normal on the logarithm, for counts of some size: a count of 0 gives nan. The dispersion is
    taken as known, so the limits are still too narrow where it was estimated from few counts.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, a population or the dispersion is not above
        0, or confidence lies outside (0, 1).

    References
    ----------
    Wedderburn, R. W. M. (1974). Quasi-likelihood functions, generalized linear models, and the
    Gauss-Newton method. Biometrika, 61(3), 439-447.

    Examples
    --------
    >>> limits = dispersed_rate_ratio_interval(41, 28_010, 15, 19_017, 1, confidence=0.95)
    >>> [round(limit, 2) for limit in limits]
    [1.03, 3.35]
    """
    ratio = rate_ratio(count, population, reference_count, reference_population)
    x, y = whole_count("count", count), whole_count("reference_count", reference_count)
    z = -special.ndtri(tail_of(confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = z * np.sqrt(positive("dispersion", dispersion) * (1 / x + 1 / y))
        # NOTE: a ratio of 0 has an infinite reach, and 0 times infinity is nan.
        factor = np.where(np.isfinite(reach), np.exp(reach), np.nan)
    return Interval(plain(np.asarray(ratio / factor)), plain(np.asarray(ratio * factor)))
