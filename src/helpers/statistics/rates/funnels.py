"""Hides how far areas of each size may lie from a target before they stand out."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from helpers.statistics.arguments import (
    finite,
    fraction_between,
    plain,
    positive,
    require,
    same_length,
    tail_of,
    whole_count,
)
from helpers.statistics.rates.counts import Interval, exact_poisson_interval


class Overdispersion(NamedTuple):
    """Scatter of areas around a target: as a factor, as a variance between areas, and by area."""

    phi: float
    tau_squared: float
    z_scores: np.ndarray


def poisson_funnel_limits(expected: ArrayLike, confidence: float, target: float = 1.0) -> Interval:
    """Return the ratios of observed to expected between which areas of a size should lie.

    The lines of a funnel plot over the number of events expected. By custom two pairs are
    drawn, at a confidence of 0.95 and of 0.998. They are the exact limits of a count equal to the
    expected number, over that number: a smooth stand-in for the steps of the Poisson
    distribution, which puts some more areas below the lower line than above the upper one. At
    0.95 and 15, 20 or 30 events expected, 95.1%, 94.8% and 95.0% of areas on target lie between
    the lines; at 2 events 86.4%. To judge a single area use `poisson_funnel_limits_at_count`.

    Areas are taken to differ by chance alone. They seldom do: see `overdispersion`.

    Parameters
    ----------
    expected
        Events in each area, if it were on target; need not be whole.
    target
        What the ratio is on the middle line, such as 1 or 100.

    Raises
    ------
    ValueError
        If an expected number or the target is not above 0, or confidence lies outside (0, 1).

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics
    in Medicine, 24(8), 1185-1202.

    Examples
    --------
    >>> lower, upper = poisson_funnel_limits(20, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.6108, 1.5444)
    """
    mean, middle, tail = (
        positive("expected", expected),
        positive("target", target),
        tail_of(confidence),
    )
    lower = special.gammaincinv(mean, tail) / mean
    upper = special.gammainccinv(mean + 1, tail) / mean
    return Interval(plain(middle * lower), plain(middle * upper))


def poisson_funnel_limits_at_count(
    count: ArrayLike, confidence: float, target: float = 1.0
) -> Interval:
    """Return the ratios from which an area with this many events would stand out.

    An area lies above the target by more than chance if its ratio of observed to expected is
    above `upper`, and below it if the ratio is below `lower`: exactly where the exact Poisson
    limits of its count leave out the expected number. This is the form of the English public
    health indicators. The two limits belong to different numbers of events expected, the upper
    and the lower limit of `exact_poisson_interval`; a plot over the expected number needs both.

    No events give a lower limit of 0 and no upper one (nan). Everything else is as for
    `poisson_funnel_limits`.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, the target is not above 0, or confidence
        lies outside (0, 1).

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics
    in Medicine, 24(8), 1185-1202.

    Examples
    --------
    >>> lower, upper = poisson_funnel_limits_at_count(10, confidence=0.998, target=100)
    >>> round(lower, 2), round(upper, 2)
    (41.44, 337.78)
    """
    events, middle = whole_count("count", count), positive("target", target)
    least, most = exact_poisson_interval(events, confidence)
    with np.errstate(invalid="ignore"):
        return Interval(plain(middle * events / most), plain(middle * events / least))


def share_funnel_limits(baseline: ArrayLike, total: ArrayLike, confidence: float) -> Interval:
    """Return the shares between which areas of a size should lie if all had the baseline share.

    The baseline plus and minus normal deviates times its standard error, kept within 0 and 1: an
    area is outside exactly where the score test finds its share different from the baseline, or
    its Wilson limits leave out the baseline. Rough where fewer than five events, or non-events,
    are expected. The baseline is taken as known, and people as independent. Areas are taken to
    differ by chance alone, which they seldom do. A total of 0 gives nan.

    Parameters
    ----------
    baseline
        The share of all areas together, or another target, as a part of one.
    total
        People in each area.

    Raises
    ------
    ValueError
        If the baseline lies outside 0 to 1, a total is missing, negative or not whole, or
        confidence lies outside (0, 1).

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics
    in Medicine, 24(8), 1185-1202.

    Examples
    --------
    >>> lower, upper = share_funnel_limits(0.2, 100, confidence=0.95)
    >>> round(lower, 4), round(upper, 4)
    (0.1216, 0.2784)
    """
    share, people = fraction_between("baseline", baseline), whole_count("total", total)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(people > 0, np.sqrt(share * (1 - share) / people), np.nan)
    reach = -special.ndtri(tail_of(confidence)) * error
    return Interval(
        plain(np.clip(share - reach, 0, 1)),
        plain(np.clip(share + reach, 0, 1)),
    )


def overdispersion(
    count: ArrayLike,
    expected: ArrayLike,
    trim: float = 0.1,
    extremes: Literal["winsorised", "truncated"] = "winsorised",
) -> Overdispersion:
    """Return how far areas scatter around their expected numbers beyond chance.

    Each area's z-score is the logarithm of observed over expected, times the square root of the
    expected number. `phi` is the mean of their squares, after the extremes were tamed: about 1
    where only chance is at work. `tau_squared` is the variance between areas, on the logarithm,
    that makes up for the rest, 0 if nothing is left; with it, `additive_funnel_limits` are drawn.

    Wide scatter means that the expected numbers leave something out. It is no licence for it:
    limits that allow for scatter ask which areas stand out from a varied lot, not whether the
    lot is as it should be. With few areas both numbers are poor; they also take in the roughness
    of logarithms where few events are expected.

    An area without events has a z-score of minus infinity. Where the taming does not take it in,
    phi and tau squared are nan.

    Parameters
    ----------
    count, expected
        Events observed, and expected if all were on target: one entry an area.
    trim
        The part of areas taken as extreme at each end, at least 0 and below 0.5.
    extremes
        "winsorised" sets z-scores beyond the quantiles `trim` and 1 - `trim` (interpolated
        between areas) to these quantiles, as Spiegelhalter does; "truncated" leaves areas out
        whose rank over the number of areas plus one is below `trim`, or 1 - `trim` and above, as
        the Summary Hospital-level Mortality Indicator of NHS England does.

    Returns
    -------
    Overdispersion
        `z_scores` has one entry an area, as tamed, nan where it was left out.

    Raises
    ------
    ValueError
        If a count is missing, negative or not whole, an expected number is not above 0, `trim` or
        `extremes` is not one of those named, or there are fewer than two areas or not as many
        entries in each.

    References
    ----------
    Spiegelhalter, D., Sherlaw-Johnson, C., Bardsley, M., Blunt, I., Wood, C. and Grigg, O. (2012).
    Statistical methods for healthcare regulation: rating, screening and surveillance. Journal of
    the Royal Statistical Society A, 175(1), 1-47.

    Examples
    --------
    >>> found = overdispersion([100, 150, 180, 80], [108, 112, 165, 95], extremes="truncated")
    >>> round(found.phi, 3), round(found.tau_squared, 4)
    (3.563, 0.0318)
    """
    events, mean = same_length(2, count=count, expected=expected)
    events, mean = whole_count("count", events), positive("expected", mean)
    require(0 <= trim < 0.5, "trim", trim, "at least 0 and below 0.5")
    with np.errstate(divide="ignore"):
        z_scores = np.sqrt(mean) * np.log(events / mean)
    tamed = _tamed(z_scores, trim, extremes)
    kept = ~np.isnan(tamed)
    areas, weight = kept.sum(), mean[kept]
    require(areas >= 2, "trim", trim, "so small that two areas are left")
    phi = (tamed[kept] ** 2).mean() if np.isfinite(tamed[kept]).all() else np.nan
    spare = areas * phi - (areas - 1)
    between = spare / (weight.sum() - (weight**2).sum() / weight.sum())
    return Overdispersion(float(phi), float(np.maximum(between, 0)), tamed)


def additive_funnel_limits(
    expected: ArrayLike, tau_squared: float, confidence: float, target: float = 1.0
) -> Interval:
    """Return funnel limits for areas that differ by chance and by a variance of their own.

    Normal on the logarithm, with a variance of one over the expected number plus `tau_squared`
    (see `overdispersion`). So the lines do not close as areas grow: however large, an area may
    differ by the scatter that all show. Rough where few events are expected, and too narrow
    where tau squared was estimated from few areas, as it is taken as known.

    Parameters
    ----------
    expected
        Events in each area, if it were on target; need not be whole.
    tau_squared
        Variance between areas of the logarithm of the ratio; 0 leaves chance alone.
    target
        What the ratio is on the middle line, such as 1 or 100.

    Raises
    ------
    ValueError
        If an expected number or the target is not above 0, tau squared is below 0 or missing, or
        confidence lies outside (0, 1).

    References
    ----------
    Spiegelhalter, D., Sherlaw-Johnson, C., Bardsley, M., Blunt, I., Wood, C. and Grigg, O. (2012).
    Statistical methods for healthcare regulation: rating, screening and surveillance. Journal of
    the Royal Statistical Society A, 175(1), 1-47.

    Examples
    --------
    >>> lower, upper = additive_funnel_limits(100, tau_squared=0.02, confidence=0.95)
    >>> round(lower, 3), round(upper, 3)
    (0.712, 1.404)
    """
    mean, middle = positive("expected", expected), positive("target", target)
    between = finite("tau_squared", tau_squared)
    require(between >= 0, "tau_squared", between, "0 or more")
    factor = np.exp(-special.ndtri(tail_of(confidence)) * np.sqrt(1 / mean + between))
    return Interval(plain(middle / factor), plain(middle * factor))


def _tamed(z_scores: np.ndarray, trim: float, extremes: str) -> np.ndarray:
    if extremes == "winsorised":
        with np.errstate(invalid="ignore"):
            bounds = np.quantile(z_scores, [trim, 1 - trim])
        # NOTE: numpy finds nan between minus infinity and a number, where the bound is infinite.
        return np.clip(z_scores, *np.nan_to_num(bounds, nan=-np.inf, neginf=-np.inf))
    if extremes == "truncated":
        place = stats.rankdata(z_scores) / (z_scores.size + 1)
        return np.where((place >= trim) & (place < 1 - trim), z_scores, np.nan)
    raise ValueError(f"extremes must be winsorised or truncated, not {extremes}")
