"""Populations behind printed rates."""

import pandas as pd
import pytest

from helpers.statistics.implied import implied_populations

# Wiltshire to 25 May 2020 as the commissioner's office prints it, 27 July 2020: 150 and 24
# notices, 2.3 and 4.7 per 10,000.
RATES = pd.DataFrame(
    {
        "count": [150, 24],
        "value_printed": ["2.3", "4.7"],
        "rounding_rule": "nearest",
        "rounding_step": "0.1",
    }
)


def test_the_limits_print_so_and_their_neighbours_do_not():
    for row in implied_populations(RATES, 10_000).itertuples():
        for population in (row.implied_lowest, row.implied_highest):
            assert abs(10_000 * RATES["count"][row.Index] / population - row.rate_printed) <= 0.05
        outside = (row.implied_lowest - 1, row.implied_highest + 1)
        rates = [10_000 * RATES["count"][row.Index] / population for population in outside]
        assert all(abs(rate - row.rate_printed) > 0.05 for rate in rates)


def test_a_rate_without_events_is_refused():
    with pytest.raises(ValueError, match="0 events"):
        implied_populations(RATES.assign(count=0), 10_000)
