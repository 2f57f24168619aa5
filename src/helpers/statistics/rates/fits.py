"""Hides the fitting of straight lines to logarithms of rates and to log odds."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import optimize, special

PRECISION = {"xtol": 1e-14, "rtol": 1e-14, "maxiter": 1_000}


class Slope(NamedTuple):
    """Change a unit of x, its variance, and the counts that the line expects."""

    value: float
    variance: float
    expected: np.ndarray


def log_slope(count: np.ndarray, population: np.ndarray, x: np.ndarray) -> Slope:
    """Return the slope of the log rate on x where counts are Poisson.

    Without events, or with all of them at the first or the last x, the slope is nan.
    """
    with_event = x[count > 0]
    if not with_event.size or with_event.max() == x.min() or with_event.min() == x.max():
        return Slope(np.nan, np.nan, np.full(count.shape, np.nan))

    def level(rise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        mean = count.sum() * special.softmax(np.log(population) + rise)
        return mean, mean

    return _balanced(count, x, level)


def logistic_slope(count: np.ndarray, total: np.ndarray, x: np.ndarray) -> Slope:
    """Return the slope of the log odds on x where counts are binomial.

    Where no x with an event lies below one with a non-event, or none above, the slope is nan.
    """
    with_event, without = x[count > 0], x[count < total]
    if not (with_event.size and without.size) or not (
        with_event.min() < without.max() and without.min() < with_event.max()
    ):
        return Slope(np.nan, np.nan, np.full(count.shape, np.nan))
    middle = np.log(count.sum() / (total - count).sum())

    def level(rise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        def too_many(start: float) -> float:
            return total @ special.expit(start + rise) - count.sum()

        ends = middle - rise.max() - 1, middle - rise.min() + 1
        line = optimize.brentq(too_many, *ends, **PRECISION) + rise
        mean = total * special.expit(line)
        return mean, mean * special.expit(-line)

    return _balanced(count, x, level)


def _balanced(
    count: np.ndarray,
    x: np.ndarray,
    level: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
) -> Slope:
    """Find the slope at which events lie as far along x as the line expects them to.

    `level` takes the rise of the line at each x, and returns the means and variances of the
    counts at the height where the means add up to the events. The steeper, the further along.
    """
    width = np.ptp(x)
    place = (x - x.mean()) / width

    def too_far(slope: float) -> float:
        return (level(slope * place)[0] - count) @ place

    low, high = -1.0, 1.0
    while too_far(low) > 0:
        low *= 2
    while too_far(high) < 0:
        high *= 2
    slope = optimize.brentq(too_far, low, high, **PRECISION)
    mean, variance = level(slope * place)
    spread = variance @ (place - variance @ place / variance.sum()) ** 2
    return Slope(slope / width, 1 / spread / width**2, mean)
