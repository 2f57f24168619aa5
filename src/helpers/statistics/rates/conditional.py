"""Hides the limits of the odds between two counts, given their sum."""

import numpy as np
from scipy import special

from helpers.statistics.rates.newton import tail_limit


def exact_lower_odds(count: np.ndarray, other: np.ndarray, tail: float) -> np.ndarray:
    """Return the Clopper-Pearson lower limit of the odds behind `count` against `other`.

    Where `count` is 0 the limit is 0. Swapping the counts gives one over the upper limit.
    """
    odds = np.zeros(count.shape)
    some = count > 0
    x, y = count[some], other[some] + 1
    odds[some] = special.betaincinv(x, y, tail) / special.betainccinv(y, x, tail)
    return odds


def mid_p_lower_odds(count: np.ndarray, other: np.ndarray, tail: float) -> np.ndarray:
    """Return the mid-P lower limit of the odds behind `count` against `other`.

    Where `count` is 0 the limit is 0. Swapping the counts gives one over the upper limit.
    """
    odds = np.zeros(count.shape)
    alone = (count > 0) & (other == 0)
    log_share = np.log(2 * tail) / count[alone]
    odds[alone] = -np.exp(log_share) / np.expm1(log_share)
    both = (count > 0) & (other > 0)
    x, y = count[both], other[both]
    odds[both] = tail_limit(_mid_p_tail, tail, score_lower_odds(x, y, tail), x, y)
    return odds


def score_lower_odds(count: np.ndarray, other: np.ndarray, tail: float) -> np.ndarray:
    """Return the score lower limit of the odds behind `count` against `other`.

    Where `count` is 0 the limit is 0; where both are 0, nan. Swapping the counts gives one over
    the upper limit.
    """
    spread = special.ndtri(tail) ** 2 * (count + other)
    root = np.sqrt(spread * (spread + 4 * count * other))
    with np.errstate(invalid="ignore"):
        return 2 * count * count / (2 * count * other + spread + root)


def _mid_p_tail(odds: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the probability above x plus half of x itself, and its slope on the log odds."""
    share, rest = odds / (1 + odds), 1 / (1 + odds)
    low = share < rest
    smaller = np.where(low, share, rest)
    from_x = special.betainc(np.where(low, x, y + 1), np.where(low, y + 1, x), smaller)
    above_x = special.betainc(np.where(low, x + 1, y), np.where(low, y, x + 1), smaller)
    from_x, above_x = np.where(low, from_x, 1 - from_x), np.where(low, above_x, 1 - above_x)
    return (from_x + above_x) / 2, (from_x - above_x) / 2 * (x * rest + y * share)
