"""Limits of a million rate ratios, counts, shares and differences, in turn, by each method.

Run: .venv/bin/python benchmarks/rate_ratios.py
The ratio is to the exact limits of as many rate ratios, measured in the same round.
"""

from __future__ import annotations

import time

import numpy as np

from helpers.statistics import rates

ROUNDS = 3
SIZE = 1_000_000
# The exact limits of rate ratios come first: the others are measured against them.
METHODS = {
    rates.exact_rate_ratio_interval: "compared",
    rates.mid_p_rate_ratio_interval: "compared",
    rates.score_rate_ratio_interval: "compared",
    rates.wald_rate_ratio_interval: "compared",
    rates.koopman_interval: "compared",
    rates.mee_interval: "compared",
    rates.miettinen_nurminen_interval: "compared",
    rates.newcombe_interval: "compared",
    rates.exact_poisson_interval: "counts",
    rates.mid_p_interval: "counts",
    rates.byar_interval: "counts",
    rates.clopper_pearson_interval: "shares",
    rates.mid_p_share_interval: "shares",
    rates.wilson_interval: "shares",
}


def seconds(interval, given) -> float:
    start = time.perf_counter()
    interval(*given, confidence=0.95)
    return time.perf_counter() - start


def main() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(20, (2, SIZE))
    totals = random.integers(1_000, 1_000_000, (2, SIZE))
    compared = (counts[0], totals[0], counts[1], totals[1])
    given = {"compared": compared, "shares": compared[:2], "counts": compared[:1]}
    for _ in range(ROUNDS):
        taken = {interval: seconds(interval, given[kind]) for interval, kind in METHODS.items()}
        exact = next(iter(taken.values()))
        for interval, time_taken in taken.items():
            print(f"{interval.__name__}: {time_taken:.1f} s, ratio {time_taken / exact:.2f}")


if __name__ == "__main__":
    main()
