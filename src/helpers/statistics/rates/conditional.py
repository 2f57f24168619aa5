"""Hides the limits of the odds between two counts, given their sum."""

from functools import partial

import numpy as np
from scipy import special

from helpers.statistics.rates.newton import tail_limit


def exact_lower_odds(count: np.ndarray, other: np.ndarray, tail: float) -> np.ndarray:
    """Return the Clopper-Pearson lower limit of the odds behind `count` against `other`.

    Where `count` is 0 the limit is 0. Swapping the counts gives one over the upper limit.
    """
    return _lower_odds(count, other, tail, counted=1)


def mid_p_lower_odds(count: np.ndarray, other: np.ndarray, tail: float) -> np.ndarray:
    """Return the mid-P lower limit of the odds behind `count` against `other`.

    Where `count` is 0 the limit is 0. Swapping the counts gives one over the upper limit.
    """
    return _lower_odds(count, other, tail, counted=0.5)


def score_lower_odds(count: np.ndarray, other: np.ndarray, tail: float) -> np.ndarray:
    """Return the score lower limit of the odds behind `count` against `other`.

    Where `count` is 0 the limit is 0; where both are 0, nan. Swapping the counts gives one over
    the upper limit.
    """
    spread = special.ndtri(tail) ** 2 * (count + other)
    root = np.sqrt(spread * (spread + 4 * count * other))
    with np.errstate(invalid="ignore"):
        return 2 * count * count / (2 * count * other + spread + root)


def _lower_odds(count: np.ndarray, other: np.ndarray, tail: float, counted: float) -> np.ndarray:
    """Return the odds at which more than `count`, and `counted` of it itself, have the tail."""
    odds = np.zeros(count.shape)
    alone = (count > 0) & (other == 0)
    log_share = np.log(tail / counted) / count[alone]
    odds[alone] = -np.exp(log_share) / np.expm1(log_share)
    both = (count > 0) & (other > 0)
    x, y = count[both], other[both]
    # NOTE: scipy 1.17.1's betaincinv(1000, 1e9, 0.025) is twice what it should be.
    odds[both] = tail_limit(partial(_tail, counted), tail, score_lower_odds(x, y, tail), x, y)
    return odds


def _tail(
    counted: float, odds: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the probability above x plus `counted` of x itself, and its slope on the log odds."""
    share, rest = odds / (1 + odds), 1 / (1 + odds)
    low = share < rest
    smaller = np.where(low, share, rest)
    from_x = special.betainc(np.where(low, x, y + 1), np.where(low, y + 1, x), smaller)
    above_x = special.betainc(np.where(low, x + 1, y), np.where(low, y, x + 1), smaller)
    itself = np.abs(from_x - above_x)
    probability = np.where(low, above_x, 1 - above_x) + counted * itself
    return probability, itself * (counted * x * rest + (1 - counted) * y * share)
