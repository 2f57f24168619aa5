"""Rates, shares, their comparisons, and what chance alone leaves open: one name for each method."""

from helpers.statistics.rates.by_group import (
    rates_by_group,
    require_single_groups,
    shares_by_group,
)
from helpers.statistics.rates.counts import Interval, exact_poisson_interval
from helpers.statistics.rates.differences import newcombe_interval
from helpers.statistics.rates.ratios import (
    annual_change,
    exact_rate_ratio_interval,
    mid_p_rate_ratio_interval,
    rate_ratio,
)
from helpers.statistics.rates.shares import wilson_interval

__all__ = [
    "Interval",
    "annual_change",
    "exact_poisson_interval",
    "exact_rate_ratio_interval",
    "mid_p_rate_ratio_interval",
    "newcombe_interval",
    "rate_ratio",
    "rates_by_group",
    "require_single_groups",
    "shares_by_group",
    "wilson_interval",
]
