"""Worked cases from handbooks and other software: see the origin column of oracles.csv."""

import csv
from pathlib import Path

import pytest

from helpers.statistics import published, rates, sensitivity

CASES = list(csv.DictReader(Path(__file__).with_name("oracles.csv").open(encoding="utf-8")))


def exact_poisson_rate(count, population, per, confidence):
    limits = rates.exact_poisson_interval(count, confidence)
    return {name: per * limit / population for name, limit in limits._asdict().items()}


def ratio_of_rounded(first, second, step):
    both = (published.read_rounded(str(printed), str(step)) for printed in (first, second))
    return published.ratio_of(*both)._asdict()


def totals_allowed(count, printed, step):
    return published.totals_allowed(count, read_percent(printed, step))._asdict()


def counts_allowed(total, printed, step):
    return published.counts_allowed(read_percent(printed, step), total)._asdict()


def read_percent(printed, step):
    return published.read_rounded(str(printed), str(step), per=100)


def unknown_bounds(**arguments):
    return sensitivity.unknown_bounds(**arguments).set_index("scenario")["rate_ratio"].to_dict()


METHODS = {
    "counts_allowed": counts_allowed,
    "exact_poisson_interval": lambda **a: rates.exact_poisson_interval(**a)._asdict(),
    "exact_poisson_rate": exact_poisson_rate,
    "exact_rate_ratio_interval": lambda **a: rates.exact_rate_ratio_interval(**a)._asdict(),
    "mid_p_rate_ratio_interval": lambda **a: rates.mid_p_rate_ratio_interval(**a)._asdict(),
    "newcombe_interval": lambda **a: rates.newcombe_interval(**a)._asdict(),
    "rate_ratio": lambda **a: {"ratio": rates.rate_ratio(**a)},
    "ratio_of_rounded": ratio_of_rounded,
    "totals_allowed": totals_allowed,
    "unknown_bounds": unknown_bounds,
    "wilson_interval": lambda **a: rates.wilson_interval(**a)._asdict(),
}


def number(text):
    return float(text) if "." in text else int(text)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['case']} {case['function']} {case['quantity']}" for case in CASES]
)
def test_a_published_worked_case_comes_out(case):
    pairs = (pair.split("=") for pair in case["arguments"].split())
    found = METHODS[case["function"]](**{name: number(text) for name, text in pairs})
    tolerance = float(case["tolerance"])
    assert float(found[case["quantity"]]) == pytest.approx(
        float(case["expected"]), rel=tolerance, abs=tolerance
    )
