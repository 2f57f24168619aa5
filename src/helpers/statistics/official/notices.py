"""Hides what other publications say of the notices in North Yorkshire and Wiltshire."""

from math import ceil, floor

import pandas as pd

from helpers.statistics.official.figure import (
    Figure,
    Tables,
    figure,
    is_minority,
    only,
    reading,
    residents_of,
)
from helpers.statistics.published import counts_allowed
from helpers.statistics.rates import Interval
from helpers.statistics.reading import read_printed

ANSWER = "freedom of information"


def north_yorkshire(tables: Tables) -> list[Figure]:
    """Return the rank by notices, and what the answer to a request leaves of ethnicity."""
    notices, shares = tables["north_yorkshire_notices"], tables["north_yorkshire_shares"]
    answer = notices[(notices["basis"] == ANSWER) & (notices["recipients"] == "all recipients")]
    total = only(answer[answer["dimension"] == "total"], "the total of the answer")
    asian = answer[answer["category"].isin(["Asian", "Oriental"])]
    minority = only(_of_answer(shares, "notices to minority recipients"), "the minority share")
    forces = tables["notices_by_force"].query("kind == 'territorial'")
    ranks = forces["count"].rank(ascending=False, method="min")
    rank = ranks[forces["police_force"] == "North Yorkshire"].item()
    of_all = 100 * asian["count"].sum() / total["count"]
    name = "north_yorkshire"
    return [
        figure(
            f"{name}.rank",
            "rank among the forces by notices to 11 May 2020, NPCC",
            rank,
            "rank",
            forces,
        ),
        figure(
            f"{name}.minority_share",
            "the police’s share of notices to minority recipients",
            read_printed(*reading(minority)),
            "percent",
            minority,
        ),
        figure(
            f"{name}.asian_share",
            "notices under the labels Asian and Oriental, of any age and sex",
            of_all,
            "percent",
            asian,
            total,
        ),
        _resident_ratio(tables, int(total["count"]), minority),
    ]


def _resident_ratio(tables: Tables, total: int, minority: pd.Series) -> Figure:
    """Return the range of residents' rate ratio that the printed shares of one total leave."""
    shares = tables["north_yorkshire_shares"]
    visitors_of_minority = only(_of_answer(shares, "notices to minority visitors"), "nine in ten")
    is_visitors = (shares["counted"] == "notices to visitors") & (
        shares["rounding_rule"] == "nearest"
    )
    visitors = only(shares[is_visitors], "the visitors' share")
    to_minority = counts_allowed(read_printed(*reading(minority), per=100), total)
    away = read_printed(*reading(visitors_of_minority))
    residents = Interval(
        ceil((1 - away.upper) * to_minority.lower), floor((1 - away.lower) * to_minority.upper)
    )
    to_visitors = counts_allowed(read_printed(*reading(visitors), per=100), total)
    all_residents = Interval(total - to_visitors.upper, total - to_visitors.lower)
    groups = residents_of(tables, "North Yorkshire", 2011)
    scale = groups.loc[~is_minority(groups), "population"].sum()
    scale = scale / groups.loc[is_minority(groups), "population"].sum()
    ratio = Interval(
        scale * residents.lower / (all_residents.upper - residents.lower),
        scale * residents.upper / (all_residents.lower - residents.upper),
    )
    label = "rate ratio of residents, ethnic minorities to all others, Census 2011"
    rows = (minority, visitors_of_minority, visitors, groups)
    return figure("north_yorkshire.resident_rate_ratio", label, ratio, "ratio", *rows)


def wiltshire(tables: Tables) -> list[Figure]:
    """Return counts of the NPCC and of the force that limit those of the APCC."""
    printed = tables["wiltshire_notices_published"].query("measure == 'count'")
    printed = printed.assign(count=printed["value_printed"].astype(int))
    npcc = printed[printed["basis"] == "NPCC"]
    apcc = printed[(printed["basis"] == "APCC") & (printed["dimension"] == "total")]
    may = npcc[(npcc["period_end"] == "2020-05-25") & (npcc["dimension"] == "ethnicity")]
    is_white = may["category"] == "White"
    white = only(may[is_white], "the NPCC's White notices of May")
    minority = only(may[~is_white], "the NPCC's minority notices of May")
    total = only(apcc[apcc["counted"] == "notices"], "the APCC's total of notices")
    between = Interval(white["count"], total["count"] - minority["count"])
    label = "NPCC’s White notices to May 2020, up to all notices less its minority notices"
    return [
        _by_regulation(npcc, "face_covering", "face coverings", "face coverings"),
        _by_regulation(npcc, "travel", "international travel isolation", "isolation after travel"),
        figure("wiltshire.white", label, between, "notices", white, minority, total),
        *_people_of_wiltshire(tables["wiltshire_notices_over_time"]),
    ]


def _by_regulation(npcc: pd.DataFrame, name: str, category: str, words: str) -> Figure:
    row = only(npcc[npcc["category"] == category], f"the NPCC's notices on {words}")
    label = f"notices on {words} to 14 February 2021, NPCC"
    return figure(f"wiltshire.{name}", label, row["count"], "notices", row)


def _people_of_wiltshire(over_time: pd.DataFrame) -> list[Figure]:
    """Return how many people can have had several notices, and how many can have had any."""
    whole = over_time[over_time["span"] == "cumulative"]
    whole = whole.assign(count=whole["value_printed"].astype(int))
    late = whole[whole["basis"] == "APCC"].set_index("counted", drop=False)
    june = whole[(whole["basis"] == "force") & (whole["date_to"] == "2020-06-11")]
    june = june.set_index("counted", drop=False)
    several = june.loc["people with more than one notice", "count"]
    later = late.loc["notices", "count"] - june.loc["notices", "count"]
    known = late.loc["people with more than one notice", "count"]
    most = late.loc["notices", "count"] - known
    return [
        figure(
            "wiltshire.people_with_more_than_one",
            "the force’s number of June 2020, up to one more for each later notice",
            Interval(several, several + later),
            "people",
            june,
            late,
        ),
        figure(
            "wiltshire.people",
            "people with a notice, if those with more than one are among them",
            Interval(known, most),
            "people",
            late,
        ),
    ]


def _of_answer(shares: pd.DataFrame, counted: str) -> pd.DataFrame:
    return shares[(shares["basis"] == ANSWER) & (shares["counted"] == counted)]
