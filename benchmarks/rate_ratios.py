"""Mid-P limits of a million rate ratios against exact limits of the same, in turn.

Run: .venv/bin/python benchmarks/rate_ratios.py
"""

from __future__ import annotations

import time

import numpy as np

from helpers.statistics.rates import exact_rate_ratio_interval, mid_p_rate_ratio_interval

ROUNDS = 3
SIZE = 1_000_000


def seconds(interval, compared) -> float:
    start = time.perf_counter()
    interval(*compared, confidence=0.95)
    return time.perf_counter() - start


def main() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(20, (2, SIZE))
    populations = random.integers(1_000, 1_000_000, (2, SIZE))
    compared = (counts[0], populations[0], counts[1], populations[1])
    for _ in range(ROUNDS):
        mid_p = seconds(mid_p_rate_ratio_interval, compared)
        exact = seconds(exact_rate_ratio_interval, compared)
        print(f"mid-P {mid_p:.1f} s, exact {exact:.1f} s, ratio {mid_p / exact:.2f}")


if __name__ == "__main__":
    main()
