"""Hides the solving for limits of the odds between two counts, given their sum."""

import numpy as np
from scipy import special

STEPS_ALLOWED = 100
# NOTE: each step's error is about a tenth of the step squared, so the last one leaves 1e-13.
LOG_ODDS_TOLERANCE = 1e-6


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
    odds[both] = np.exp(_mid_p_lower_log_odds(count[both], other[both], tail))
    return odds


def _mid_p_lower_log_odds(x: np.ndarray, y: np.ndarray, tail: float) -> np.ndarray:
    """Solve mid-P tail = `tail` by Newton steps on the probit scale, from Wilson's limit."""
    z = special.ndtri(tail)
    root = np.sqrt(z * z + 4 * x * y / (x + y))
    log_odds = special.logit(2 * x * x / (x + y) / (2 * x + z * z - z * root))
    open_ = np.arange(x.size)
    for _ in range(STEPS_ALLOWED):
        probability, slope = _mid_p_tail(x[open_], y[open_], log_odds[open_])
        probit = special.ndtri(probability)
        step = (probit - z) * np.exp(-probit * probit / 2) / np.sqrt(2 * np.pi) / slope
        log_odds[open_] -= step
        open_ = open_[~(np.abs(step) < LOG_ODDS_TOLERANCE)]
        if not open_.size:
            return log_odds
    raise ArithmeticError(f"no mid-P limit found for counts {x[open_][0]:g} and {y[open_][0]:g}")


def _mid_p_tail(
    x: np.ndarray, y: np.ndarray, log_odds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the probability above x plus half of x itself, and its slope on the log odds."""
    share, rest = special.expit(log_odds), special.expit(-log_odds)
    low = share < rest
    smaller = np.where(low, share, rest)
    from_x = special.betainc(np.where(low, x, y + 1), np.where(low, y + 1, x), smaller)
    above_x = special.betainc(np.where(low, x + 1, y), np.where(low, y, x + 1), smaller)
    from_x, above_x = np.where(low, from_x, 1 - from_x), np.where(low, above_x, 1 - above_x)
    return (from_x + above_x) / 2, (from_x - above_x) / 2 * (x * rest + y * share)
