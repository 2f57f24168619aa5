"""Hides what other publications say of officers in post."""

from helpers.statistics.intervals import difference_of
from helpers.statistics.official.figure import Figure, Tables, figure, only
from helpers.statistics.published import counts_allowed
from helpers.statistics.reading import read_printed


def officers(tables: Tables) -> list[Figure]:
    """Return officers in post, and minority officers as far as shares are printed."""
    in_post, shares = tables["officers_by_force"], tables["officer_share_by_force_2015"]
    cleveland, leicestershire = (
        only(
            in_post[(in_post["police_force"] == force) & (in_post["date"] == "2020-03-31")],
            force,
        )
        for force in ("Cleveland", "Leicestershire")
    )
    share = only(shares[shares["police_force"] == "West Midlands"], "West Midlands")
    before = read_printed(
        str(share["officers_share_printed"]), "nearest", str(share["rounding_step"])
    )
    label = "officers on 31 March 2020, Home Office"
    return [
        figure("cleveland.officers_2020", label, cleveland["headcount"], "people", cleveland),
        figure(
            "leicestershire.officers_2020", label, leicestershire["headcount"], "people",
            leicestershire,
        ),
        figure(
            "west_midlands.officers_share_2015", "minority officers on 31 March 2015", before,
            "percent", share,
        ),
        _officers_gained(tables),
    ]  # fmt: skip


def _officers_gained(tables: Tables) -> Figure:
    """Return the minority officers that South Wales gained between two printed shares."""
    printed, officers = tables["south_wales_officers"], tables["officers_by_force"]
    days, allowed, rows = ("2015-03-31", "2020-03-31"), [], []
    for day in days:
        stated = printed[(printed["date"] == day) & (printed["share_printed"].astype(str) != "")]
        share = only(stated.dropna(subset="share_printed"), f"the share of {day}")
        own = officers[(officers["police_force"] == "South Wales") & (officers["date"] == day)]
        post = only(own, f"the officers of {day}")
        read = read_printed(
            str(share["share_printed"]), "nearest", str(share["rounding_step"]), 100
        )
        allowed.append(counts_allowed(read, int(post["headcount"])))
        rows += [share, post]
    gained = difference_of(allowed[1], allowed[0])
    label = "minority officers gained from 31 March 2015 to 31 March 2020, from printed shares"
    return figure("south_wales.officers_gained", label, gained, "people", *rows)
