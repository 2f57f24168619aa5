"""Worked cases from handbooks and other software: see the origin column of oracles.csv."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from helpers.statistics import published, rates, sensitivity

CASES = list(csv.DictReader(Path(__file__).with_name("oracles.csv").open(encoding="utf-8")))


def rate_by_the_public_health_rule(count, population, per, confidence):
    group = pd.DataFrame({"ethnicity": ["Any"], "count": [count], "population": [population]})
    lower, upper = rates.exact_or_byar_interval(count, confidence)
    return {
        "rate": rates.rates_by_group(group, "Any", confidence, per)[f"rate_per_{per}"].item(),
        "lower": per * lower / population,
        "upper": per * upper / population,
    }


def share_funnel_limits_in_percent(**arguments):
    limits = rates.share_funnel_limits(**arguments)
    return {name: 100 * limit for name, limit in limits._asdict().items()}


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


def of_rates(name):
    def method(**arguments):
        result = getattr(rates, name)(**arguments)
        return {name.split("_")[-1]: result} if isinstance(result, float) else result._asdict()

    return method


ADAPTED = {
    "counts_allowed": counts_allowed,
    "rate_by_the_public_health_rule": rate_by_the_public_health_rule,
    "ratio_of_rounded": ratio_of_rounded,
    "share_funnel_limits_in_percent": share_funnel_limits_in_percent,
    "totals_allowed": totals_allowed,
    "unknown_bounds": unknown_bounds,
}


def read(text):
    """Return a whole number, a number, a list of numbers between commas, or the word itself."""
    if "," in text:
        return [read(part) for part in text.split(",")]
    if text.isalpha():
        return text
    return float(text) if "." in text else int(text)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case['case']} {case['function']} {case['quantity']}" for case in CASES]
)
def test_a_published_worked_case_comes_out(case):
    pairs = (pair.split("=") for pair in case["arguments"].split())
    method = ADAPTED.get(case["function"]) or of_rates(case["function"])
    found = method(**{name: read(text) for name, text in pairs})
    tolerance = float(case["tolerance"])
    assert float(found[case["quantity"]]) == pytest.approx(
        float(case["expected"]), rel=tolerance, abs=tolerance
    )


def test_the_table_holds_every_case_from_first_to_fiftieth_with_its_origin():
    assert sorted({case["case"] for case in CASES}) == [f"C{n:02}" for n in range(1, 51)]
    assert all(case["origin"] for case in CASES)
