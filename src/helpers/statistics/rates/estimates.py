"""Hides how a ratio and the standard error of its logarithm become limits."""

from typing import NamedTuple

import numpy as np

from helpers.statistics.arguments import plain


class RatioEstimate(NamedTuple):
    """A ratio and its limits, both included."""

    ratio: float | np.ndarray
    lower: float | np.ndarray
    upper: float | np.ndarray


def log_estimate(ratio: np.ndarray, variance: np.ndarray, quantile: float) -> RatioEstimate:
    """Return the ratio with limits `quantile` standard errors away on the logarithm.

    `variance` is that of the ratio's logarithm. Where it is 0 or not finite, or the ratio is 0,
    the limits are missing.
    """
    ratio, variance = np.asarray(ratio, dtype=float), np.asarray(variance, dtype=float)
    known = np.isfinite(variance) & (variance > 0) & (ratio > 0)
    factor = np.exp(quantile * np.sqrt(np.where(known, variance, np.nan)))
    return RatioEstimate(plain(ratio), plain(ratio / factor), plain(ratio * factor))
