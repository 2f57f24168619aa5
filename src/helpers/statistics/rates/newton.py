"""Hides Newton's method for many positive numbers at once."""

from collections.abc import Callable

import numpy as np
from scipy import special

STEPS_ALLOWED = 100
# NOTE: a step's error is its square times 0.2 (mid-P) to 400 (Koopman): the last leaves 4e-12.
LOG_TOLERANCE = 1e-7


def newton(
    log_step: Callable[..., np.ndarray], start: np.ndarray, *given: np.ndarray
) -> np.ndarray:
    """Return the root of each equation, reached from `start` by steps on the log.

    `log_step` takes the roots so far of the equations still open, and of each array in `given`
    the elements that belong to them. It returns what Newton's method takes off the logs.
    """
    root, open_ = start.copy(), np.arange(start.size)
    for _ in range(STEPS_ALLOWED):
        step = log_step(root[open_], *(array[open_] for array in given))
        root[open_] *= np.exp(-step)
        open_ = open_[~(np.abs(step) < LOG_TOLERANCE)]
        if not open_.size:
            return root
    raise ArithmeticError(f"no limit found in {STEPS_ALLOWED} steps from {start[open_][0]:g}")


def tail_limit(
    probability: Callable[..., tuple[np.ndarray, np.ndarray]],
    tail: float,
    start: np.ndarray,
    *given: np.ndarray,
) -> np.ndarray:
    """Return the numbers at which `probability` is `tail`, by steps on the probit scale.

    `probability` takes what `log_step` of `newton` does, and returns the probabilities and their
    slopes on the log.
    """
    z = special.ndtri(tail)

    def log_step(number: np.ndarray, *given: np.ndarray) -> np.ndarray:
        reached, slope = probability(number, *given)
        probit = special.ndtri(reached)
        return (probit - z) * np.exp(-probit * probit / 2) / np.sqrt(2 * np.pi) / slope

    return newton(log_step, start, *given)
