"""Hides the comparison of two shares as a ratio and the limits of that ratio."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, tail_of
from helpers.statistics.rates.counts import Interval
from helpers.statistics.rates.estimates import log_estimate
from helpers.statistics.rates.newton import newton
from helpers.statistics.rates.shares import part_and_whole


def risk_ratio(
    count: ArrayLike,
    total: ArrayLike,
    reference_count: ArrayLike,
    reference_total: ArrayLike,
) -> float | np.ndarray:
    """Return the share in a group divided by the share in the reference group.

    For people, each counted once, out of all people in the group; events of which one person can
    have two make a rate: see `rate_ratio`. A count of 0 in the group gives 0; a count of 0 in the
    reference group and a total of 0 in either give nan.

    Raises
    ------
    ValueError
        If a count or total is missing, negative or not whole, or a total is below its count.

    Examples
    --------
    >>> risk_ratio(36, 40, 16, 80)
    4.5
    """
    x, n, y, m = _compared(count, total, reference_count, reference_total)
    with np.errstate(divide="ignore", invalid="ignore"):
        return plain(np.where(y > 0, x * m / (y * n), np.nan))


def koopman_interval(
    count: ArrayLike,
    total: ArrayLike,
    reference_count: ArrayLike,
    reference_total: ArrayLike,
    confidence: float,
) -> Interval:
    """Return score limits of the risk ratio, without the correction n / (n - 1).

    The ratios that Pearson's chi-squared does not reject. Coverage is near `confidence` on
    average and may fall below it: at 0.95 and totals of 100 with equal shares and 2, 5, 10 or 20
    events expected in either group, the limits that there are cover the true ratio 96.0%, 95.6%,
    94.8% and 94.9% of the time.

    A count of 0 in the group gives a lower limit of 0 and a finite upper limit; one of 0 in the
    reference group a finite lower limit and an upper limit of infinity; 0 in both, or a total of
    0 in either, nan twice.

    Raises
    ------
    ValueError
        If a count or total is missing, negative or not whole, a total is below its count, or
        confidence lies outside (0, 1).

    References
    ----------
    Koopman, P. A. R. (1984). Confidence intervals for the ratio of two binomial proportions.
    Biometrics, 40(2), 513-517.

    Examples
    --------
    >>> lower, upper = koopman_interval(36, 40, 16, 80, confidence=0.95)
    >>> round(lower, 2), round(upper, 2)
    (2.94, 7.15)
    """
    x, n, y, m = _compared(count, total, reference_count, reference_total)
    chi_squared = special.ndtri(tail_of(confidence)) ** 2
    known = (x + y > 0) & (n > 0) & (m > 0)
    with np.errstate(divide="ignore"):
        upper = 1 / _score_lower(y, m, x, n, chi_squared)
    lower = _score_lower(x, n, y, m, chi_squared)
    return Interval(plain(np.where(known, lower, np.nan)), plain(np.where(known, upper, np.nan)))


def katz_interval(
    count: ArrayLike,
    total: ArrayLike,
    reference_count: ArrayLike,
    reference_total: ArrayLike,
    confidence: float,
) -> Interval:
    """Return limits of the risk ratio that take its logarithm as normal.

    For comparison with older work. A count or total of 0 in either group gives nan twice, and so
    do two full counts. At high confidence the upper limit can fall as a small count rises. In the
    four cases of `koopman_interval`, the limits that there are cover the true ratio 99.9%, 98.2%,
    95.9% and 95.6% of the time. Exceptions are as there.

    References
    ----------
    Katz, D., Baptista, J., Azen, S. P. and Pike, M. C. (1978). Obtaining confidence intervals for
    the risk ratio in cohort studies. Biometrics, 34(3), 469-474.

    Examples
    --------
    >>> lower, upper = katz_interval(189, 11_034, 104, 11_037, confidence=0.95)
    >>> round(lower, 2), round(upper, 2)
    (1.43, 2.31)
    """
    x, n, y, m = _compared(count, total, reference_count, reference_total)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (n - x) / (n * x) + (m - y) / (m * y)
    ratio = risk_ratio(count, total, reference_count, reference_total)
    _, lower, upper = log_estimate(ratio, variance, -special.ndtri(tail_of(confidence)))
    return Interval(lower, upper)


def _compared(
    count: ArrayLike, total: ArrayLike, reference_count: ArrayLike, reference_total: ArrayLike
) -> list[np.ndarray]:
    return np.broadcast_arrays(
        *part_and_whole("count", count, "total", total),
        *part_and_whole("reference_count", reference_count, "reference_total", reference_total),
    )


def _score_lower(
    x: np.ndarray, n: np.ndarray, y: np.ndarray, m: np.ndarray, chi_squared: float
) -> np.ndarray:
    """Return the lower limit of the ratio of x / n to y / m: 0 where x is 0.

    At a ratio with Lagrange multiplier w the likeliest shares are (x - w) / (n - w) and
    (y + w) / (m + w). Chi-squared is a sum of two terms that rise with w and are convex, so that
    Newton's method cannot fail from where the first of them alone reaches `chi_squared`.
    """
    ratio, some = np.zeros(x.shape), (x > 0) & (m > 0)
    x, n, y, m = x[some], n[some], y[some], m[some]
    rest, other_rest = (n - x) / n, (m - y) / m
    own = np.sqrt(chi_squared * (chi_squared + 4 * rest * x))
    other = np.sqrt(chi_squared * (chi_squared + 4 * other_rest * y))
    with np.errstate(divide="ignore"):
        w = 2 * chi_squared * x / (chi_squared + own)
        w = np.minimum(w, (chi_squared + other) / (2 * other_rest))
    open_ = rest > 0

    def log_step(w, x, y, rest, other_rest):
        u, v = w / (x - w), w / (y + w)
        above = w * (rest * u + other_rest * v) - chi_squared
        return above / (w * (rest * u * (2 + u) + other_rest * v * (2 - v)))

    w[open_] = newton(log_step, w[open_], x[open_], y[open_], rest[open_], other_rest[open_])
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(open_, rest / (x - w), chi_squared / w**2 - other_rest / (y + w))
    ratio[some] = (m + w) / (y + w) / (1 + n * first)
    return ratio
