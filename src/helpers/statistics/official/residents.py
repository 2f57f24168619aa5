"""Hides what the censuses say of residents, and the Home Office of recorded hate crime."""

from helpers.statistics.official.figure import (
    Figure,
    Tables,
    figure,
    minority_percent,
    range_of,
    residents_of,
)

SPLIT_COVERAGE = "England and Wales excluding Greater Manchester"


def residents(tables: Tables) -> list[Figure]:
    """Return the shares of minority residents that claims name, and ranks by them."""
    population = tables["population_by_force_and_ethnicity"]
    shares = population.groupby(["census", "police_force"]).apply(minority_percent)
    ranks = shares.groupby("census").rank(ascending=False).astype(int)
    figures = [
        figure(
            f"{force.lower().replace(' ', '_')}.rank_by_minority_share",
            "rank among the force areas by minority residents, Census 2011 and 2021",
            range_of(ranks.xs(force, level="police_force")),
            "rank",
            population,
        )
        for force in ("Bedfordshire", "Leicestershire", "West Midlands")
    ]
    return [
        *figures,
        figure(
            "nottinghamshire.minority_share_2011", "minority residents, Census 2011",
            shares[2011, "Nottinghamshire"], "percent",
            residents_of(tables, "Nottinghamshire", 2011),
        ),
        figure(
            "leicestershire.minority_share", "minority residents, Census 2011 to Census 2021",
            range_of(shares.xs("Leicestershire", level="police_force")), "percent",
            population[population["police_force"] == "Leicestershire"],
        ),
        figure(
            "england_and_wales.police_forces", "police force areas",
            population["police_force"].nunique(), "forces", population,
        ),
    ]  # fmt: skip


def recorded_hate_crime(tables: Tables) -> list[Figure]:
    """Return the lowest and highest yearly change, each within one coverage and definition."""
    national = tables["hate_crime_national"].query("strand == 'All' and unit == 'offences'")
    national = national[national["period_end"] <= "2020-03-31"]
    latest = national.sort_values(["coverage", "period_start", "vintage"])
    latest = latest.drop_duplicates(["coverage", "period_start"], keep="last")
    latest = latest[latest["coverage"].isin(["England and Wales", SPLIT_COVERAGE])]
    changes = 100 * latest.groupby("coverage")["count"].pct_change()
    label = "lowest and highest yearly change in recorded hate crime, 2012/13 to 2019/20"
    limits = range_of(changes.dropna())
    return [
        figure("england_and_wales.recorded_hate_crime_changes", label, limits, "percent", latest)
    ]
