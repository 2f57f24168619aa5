"""Rates, shares, their comparisons, and what chance alone leaves open: one name for each method."""

from helpers.statistics.rates.by_group import (
    rates_by_group,
    require_single_groups,
    shares_by_group,
)
from helpers.statistics.rates.counts import (
    Interval,
    byar_interval,
    exact_or_byar_interval,
    exact_poisson_interval,
    mid_p_interval,
)
from helpers.statistics.rates.differences import (
    mee_interval,
    miettinen_nurminen_interval,
    newcombe_interval,
)
from helpers.statistics.rates.estimates import RatioEstimate
from helpers.statistics.rates.funnels import (
    Overdispersion,
    additive_funnel_limits,
    overdispersion,
    poisson_funnel_limits,
    poisson_funnel_limits_at_count,
    share_funnel_limits,
)
from helpers.statistics.rates.ratios import (
    annual_change,
    exact_rate_ratio_interval,
    exact_ratio_to_expected_interval,
    mid_p_rate_ratio_interval,
    rate_ratio,
    score_rate_ratio_interval,
    wald_rate_ratio_interval,
)
from helpers.statistics.rates.risk_ratios import katz_interval, koopman_interval, risk_ratio
from helpers.statistics.rates.shares import (
    clopper_pearson_interval,
    mid_p_share_interval,
    wilson_interval,
)
from helpers.statistics.rates.standardised import (
    directly_standardised_rate,
    dobson_interval,
    expected_count,
    fay_feuer_interval,
    indirectly_standardised_ratio,
)
from helpers.statistics.rates.strata import (
    mantel_haenszel_odds_ratio,
    mantel_haenszel_rate_ratio,
    mantel_haenszel_risk_ratio,
)
from helpers.statistics.rates.trends import (
    ChiSquaredTest,
    Growth,
    Line,
    cochran_armitage_test,
    heterogeneity_test,
    least_squares_line,
    odds_ratio_per_year,
    quasi_poisson_growth,
)

__all__ = [
    "ChiSquaredTest",
    "Growth",
    "Interval",
    "Line",
    "Overdispersion",
    "RatioEstimate",
    "additive_funnel_limits",
    "annual_change",
    "byar_interval",
    "clopper_pearson_interval",
    "cochran_armitage_test",
    "directly_standardised_rate",
    "dobson_interval",
    "exact_or_byar_interval",
    "exact_poisson_interval",
    "exact_rate_ratio_interval",
    "exact_ratio_to_expected_interval",
    "expected_count",
    "fay_feuer_interval",
    "heterogeneity_test",
    "indirectly_standardised_ratio",
    "katz_interval",
    "koopman_interval",
    "least_squares_line",
    "mantel_haenszel_odds_ratio",
    "mantel_haenszel_rate_ratio",
    "mantel_haenszel_risk_ratio",
    "mee_interval",
    "mid_p_interval",
    "mid_p_rate_ratio_interval",
    "mid_p_share_interval",
    "miettinen_nurminen_interval",
    "newcombe_interval",
    "odds_ratio_per_year",
    "overdispersion",
    "poisson_funnel_limits",
    "poisson_funnel_limits_at_count",
    "quasi_poisson_growth",
    "rate_ratio",
    "rates_by_group",
    "require_single_groups",
    "risk_ratio",
    "score_rate_ratio_interval",
    "share_funnel_limits",
    "shares_by_group",
    "wald_rate_ratio_interval",
    "wilson_interval",
]
