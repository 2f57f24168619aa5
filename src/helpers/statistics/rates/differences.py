"""Hides the limits of the difference between two shares."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, tail_of
from helpers.statistics.rates.counts import Interval
from helpers.statistics.rates.newton import newton
from helpers.statistics.rates.shares import part_and_whole, share_of, wilson_interval


def newcombe_interval(
    count_1: ArrayLike,
    total_1: ArrayLike,
    count_2: ArrayLike,
    total_2: ArrayLike,
    confidence: float,
) -> Interval:
    """Return limits of the first share minus the second, as parts of one.

    Joins the two Wilson intervals. Coverage is near `confidence` on average and may fall below it:
    at 0.95 and totals of 100 with equal shares and 2, 5, 10 or 20 events expected in either group,
    it is 98.4%, 96.4%, 95.5% and 95.2%. A total of 0 gives nan. Exceptions are as for
    `wilson_interval`.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Statistics in Medicine, 17(8), 873-890. Method 10.

    Examples
    --------
    >>> lower, upper = newcombe_interval(56, 70, 48, 80, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.0524, 0.3339)
    """
    part_1, whole_1, part_2, whole_2 = _compared(count_1, total_1, count_2, total_2)
    share_1, share_2 = share_of(part_1, whole_1), share_of(part_2, whole_2)
    first = wilson_interval(part_1, whole_1, confidence)
    second = wilson_interval(part_2, whole_2, confidence)
    difference = share_1 - share_2
    lower = difference - np.hypot(share_1 - first.lower, second.upper - share_2)
    upper = difference + np.hypot(first.upper - share_1, share_2 - second.lower)
    return Interval(plain(lower), plain(upper))


def mee_interval(
    count_1: ArrayLike,
    total_1: ArrayLike,
    count_2: ArrayLike,
    total_2: ArrayLike,
    confidence: float,
) -> Interval:
    """Return score limits of the first share minus the second, as parts of one.

    The differences that the score test does not reject, without the correction n / (n - 1) of
    `miettinen_nurminen_interval`. Coverage is near `confidence` on average and may fall below it:
    in the four cases of `newcombe_interval` it is 96.0%, 95.6%, 94.8% and 94.9%. A total of 0
    gives nan. Exceptions are as for `wilson_interval`.

    References
    ----------
    Mee, R. W. (1984). Confidence bounds for the difference between two probabilities. Biometrics,
    40(4), 1175-1176.

    Examples
    --------
    >>> lower, upper = mee_interval(56, 70, 48, 80, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.0533, 0.3377)
    """
    compared = _compared(count_1, total_1, count_2, total_2)
    return _score_interval(*compared, special.ndtri(tail_of(confidence)) ** 2)


def miettinen_nurminen_interval(
    count_1: ArrayLike,
    total_1: ArrayLike,
    count_2: ArrayLike,
    total_2: ArrayLike,
    confidence: float,
) -> Interval:
    """Return score limits of the first share minus the second, as parts of one.

    The score test's variance is corrected by n / (n - 1), n being both totals together, so that
    the limits are slightly wider than those of `mee_interval`. Coverage is near `confidence` on
    average and may fall below it: in the four cases of `newcombe_interval` it is 96.0%, 95.6%,
    94.8% and 95.2%. A total of 0 gives nan. Exceptions are as for `wilson_interval`.

    References
    ----------
    Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in
    Medicine, 4(2), 213-226.

    Examples
    --------
    >>> lower, upper = miettinen_nurminen_interval(56, 70, 48, 80, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.0528, 0.3382)
    """
    compared = _compared(count_1, total_1, count_2, total_2)
    both = compared[1] + compared[3]
    with np.errstate(divide="ignore", invalid="ignore"):
        chi_squared = special.ndtri(tail_of(confidence)) ** 2 * both / (both - 1)
    return _score_interval(*compared, chi_squared)


def _compared(
    count_1: ArrayLike, total_1: ArrayLike, count_2: ArrayLike, total_2: ArrayLike
) -> list[np.ndarray]:
    return np.broadcast_arrays(
        *part_and_whole("count_1", count_1, "total_1", total_1),
        *part_and_whole("count_2", count_2, "total_2", total_2),
    )


def _score_interval(
    x: np.ndarray, n: np.ndarray, y: np.ndarray, m: np.ndarray, chi_squared: float | np.ndarray
) -> Interval:
    lower, upper = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    some = (n > 0) & (m > 0)
    x, n, y, m = x[some], n[some], y[some], m[some]
    chi_squared = np.broadcast_to(chi_squared, some.shape)[some]
    lower[some] = _score_lower(x, n, m - y, m, chi_squared)
    upper[some] = -_score_lower(y, m, n - x, n, chi_squared)
    return Interval(plain(lower), plain(upper))


def _score_lower(
    x: np.ndarray, n: np.ndarray, y: np.ndarray, m: np.ndarray, chi_squared: np.ndarray
) -> np.ndarray:
    """Return the lower limit of the sum of shares x / n and y / m, less 1.

    Chi-squared is a sum of two terms, one from each share, that rise with the Lagrange multiplier
    w of the sum and are convex, so that Newton's method cannot fail from where the first of them
    alone reaches `chi_squared`. Where both counts are 0 neither does, and the limit is -1.
    """
    w = np.minimum(_multiplier(x, n, chi_squared), _multiplier(y, m, chi_squared))

    def log_step(w, x, n, y, m, chi_squared):
        first, first_slope = _chi_squared(w, x, n)
        second, second_slope = _chi_squared(w, y, m)
        return (first + second - chi_squared) / (first_slope + second_slope)

    open_ = np.isfinite(w)
    w[open_] = newton(log_step, *(array[open_] for array in (w, x, n, y, m, chi_squared)))
    return _likeliest(w, x, n) + _likeliest(w, y, m) - 1


def _multiplier(x: np.ndarray, n: np.ndarray, chi_squared: np.ndarray) -> np.ndarray:
    """Return the multiplier at which one share alone gives `chi_squared`; infinity if x is 0."""
    root = np.sqrt(chi_squared * (chi_squared + 4 * x * (n - x) / n))
    with np.errstate(divide="ignore"):
        return 2 * chi_squared * (chi_squared + n) / (root - chi_squared * (1 - 2 * x / n))


def _chi_squared(w: np.ndarray, x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what one share adds to chi-squared at multiplier w, and its slope on log w.

    The share's rest has two forms, of which each keeps its digits on one side of w = n.
    """
    root = _root(w, x, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = np.where(w < n, 2 * (n - x) / (root + n - w), (root + w - n) / (2 * w))
    spread = w * w * _likeliest(w, x, n) * rest
    return spread / n, spread / n + spread / np.maximum(root, np.finfo(float).tiny)


def _likeliest(w: np.ndarray, x: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the likeliest share behind x / n at multiplier w."""
    return 2 * x / (w + n + _root(w, x, n))


def _root(w: np.ndarray, x: np.ndarray, n: np.ndarray) -> np.ndarray:
    return np.hypot(w + n - 2 * x, 2 * np.sqrt(x * (n - x)))
