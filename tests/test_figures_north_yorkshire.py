"""The figures of the North Yorkshire report against what others print."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from scipy.stats import binomtest

REPORT = Path(__file__).parents[1] / "reports" / "1_north_yorkshire_fpn_profile"


@pytest.fixture(scope="module")
def numbers() -> dict[str, dict[str, str]]:
    with (REPORT / "numbers.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def text() -> str:
    return REPORT.with_suffix(".html").read_text("utf-8")


def value(numbers: dict, id: str) -> float:
    return float(numbers[f"north_yorkshire.{id}"]["value"])


def limits(numbers: dict, id: str) -> tuple[float, float]:
    row = numbers[f"north_yorkshire.{id}"]
    return float(row["lower"]), float(row["upper"])


def verdict(numbers: dict, id: str) -> str:
    return numbers[f"north_yorkshire.printed.{id}"]["agreement"]


def test_the_three_bases_stand_side_by_side_and_are_not_mixed(numbers):
    # NPCC, quoted by Richmondshire Today, May 2020; Yorkshire Post, July 2020; YorkMix, 15 May.
    assert value(numbers, "bases.count.npcc") == 843
    assert value(numbers, "bases.count.freedom_of_information") == 924
    assert value(numbers, "bases.count.force_release") == 926


def test_the_ages_are_as_printed_and_sum_to_926(numbers):
    # YorkMix, 15 May 2020.
    printed = {
        "18_to_25": 380,
        "26_to_35": 300,
        "36_to_45": 137,
        "46_to_55": 63,
        "56_to_65": 33,
        "66_and_over": 13,
    }
    shown = {age: value(numbers, f"age.count.{age}") for age in printed}
    assert shown == printed
    assert sum(shown.values()) == 926
    # By hand: (380 + 300) / 926.
    assert value(numbers, "share.aged_18_to_35") == pytest.approx(73.434, abs=1e-3)


def test_residence_is_as_printed(numbers):
    # YorkMix, 15 May 2020: 58 per cent, 273 from West Yorkshire, 30 from County Durham.
    assert value(numbers, "share.visitors") == 58
    assert value(numbers, "residence.lower.visitors_from_west_yorkshire") == 273
    assert value(numbers, "residence.upper.visitors_from_county_durham") == 30


def test_the_districts_of_the_first_fortnight_are_as_printed_and_sum_to_153(numbers):
    # York Press, 15 April 2020.
    printed = {
        "city_of_york": 32,
        "craven": 20,
        "hambleton": 25,
        "harrogate": 6,
        "richmondshire": 6,
        "ryedale": 5,
        "scarborough": 44,
        "selby": 15,
    }
    shown = {name: value(numbers, f"district_first_fortnight.count.{name}") for name in printed}
    assert shown == printed
    assert sum(shown.values()) == value(numbers, "notices.first_fortnight") == 153
    # YorkMix, 15 May 2020: 179 in York, 147 of them to residents of York.
    assert value(numbers, "notices.york") == 179
    assert value(numbers, "notices.york.residents") == 147


def test_the_labels_of_the_answer_are_as_printed(numbers):
    # Yorkshire Post, July 2020: 120, 16 and 11; all but two, one and two were visitors.
    for label, notices, residents in (
        ("asian", 120, 2),
        ("oriental", 16, 1),
        ("black_or_mixed_race", 11, 2),
    ):
        assert value(numbers, f"ethnicity_foi.count.{label}") == notices
        assert value(numbers, f"ethnicity_foi.residents.{label}") == residents
    assert value(numbers, "notices.labels_printed.residents") == 5


def test_22_per_cent_of_924_is_199_to_207_notices(numbers):
    # By hand: 21.5% of 924 is 198.66, 22.5% is 207.9.
    assert limits(numbers, "notices.minority") == (199, 207)


def test_120_notices_are_13_0_per_cent_of_both_totals_and_12_6_of_bases_near_952(numbers):
    # By hand: 120 / 924 and 120 / 926; 120 / 0.1265 is 948.6, 120 / 0.1255 is 956.2.
    assert value(numbers, "share.asian.foi") == pytest.approx(12.987, abs=1e-3)
    assert value(numbers, "share.asian.force") == pytest.approx(12.959, abs=1e-3)
    assert value(numbers, "base.asian.smallest") == 949
    assert value(numbers, "base.asian.largest") == 956
    assert verdict(numbers, "12_6_to_asian_recipients") == "inconsistent"
    # By hand: 188 / 952 is 19.748%; no other base from 949 to 956 gives 19.75%.
    assert value(numbers, "base.common.1") == 952
    assert "north_yorkshire.base.common.2" not in numbers


def test_22_per_cent_times_nine_in_ten_holds_the_20_per_cent_of_the_apcc(numbers):
    # By hand: 21.5 x 0.85 and 22.5 x 0.95; 19.5 / 0.95 and 20.5 / 0.85.
    assert limits(numbers, "share.minority_visitors.from_product") == pytest.approx(
        (18.275, 21.375)
    )
    assert limits(numbers, "share.minority.from_apcc") == pytest.approx((20.526, 24.118), abs=1e-3)
    assert verdict(numbers, "20_to_minority_visitors") == "consistent"
    assert verdict(numbers, "nine_in_ten_to_minority_visitors") == "consistent"
    assert verdict(numbers, "20_to_minority_recipients") == "inconsistent"
    assert verdict(numbers, "19_75_to_minority_recipients") == "inconsistent"


# As printed by the APCC, November 2020. By hand: 21.5 x 0.85 and 22.5 x 0.95; 19.5 / 22.5 and
# 20.5 / 21.5; 120 and 16 of 924.
@pytest.mark.parametrize(
    ("claim", "printed", "verdict", "limits"),
    [
        ("highest_number", "“one of the highest number”", "consistent", None),
        ("minority_visitors_share", "20%", "consistent", (18.275, 21.375)),
        ("visitors_among_minority", "nine in ten", "consistent", (86.667, 95.349)),
        ("asian_males_18_to_34_share", "one in ten", "consistent", (0, 14.719)),
        ("minority_visitors_in_groups", "80%", "no data", None),
        (
            "residents_proportionate",
            "“proportionate to the local demographic”",
            "consistent",
            (0.740, 2.482),
        ),
    ],
)
def test_each_statement_of_the_apcc_is_checked_under_its_own_name(
    numbers, claim, printed, verdict, limits
):
    row = numbers[f"north_yorkshire.{claim}"]
    assert (row["published_value"], row["agreement"]) == (printed, verdict)
    assert row["published_source"].startswith("Association of Police and Crime Commissioners")
    if limits:
        found = float(row["lower"]), float(row["upper"])
        assert found == pytest.approx(limits, abs=1e-3)
    else:
        assert row["lower"] == row["upper"] == ""


def test_no_statement_of_the_apcc_stands_among_those_of_others(numbers):
    elsewhere = [row for id, row in numbers.items() if ".printed." in id]
    assert len([row for row in elsewhere if row["agreement"]]) == 15
    assert [row["id"] for row in elsewhere if "apcc-2020" in row["sources"]] == []
    # The York Press and the Yorkshire Post print these as well, July 2020.
    repeated = numbers["north_yorkshire.printed.nine_in_ten_to_minority_visitors"]
    assert repeated["sources"].split() == [
        "york-press-2020-07/statements.csv:3",
        "yorkshire-post-2020-07/statements.csv:4",
    ]
    assert verdict(numbers, "one_in_ten_to_asian_males_aged_18_to_34") == "consistent"


def test_ratios_on_few_notices_have_clopper_pearson_limits_at_the_ends_of_their_range(numbers):
    # ONS, QS201EW: 14,096 Asian, 11,074 Black or Mixed and 769,206 White residents. Notices to
    # other residents by hand: 392 - 10 at most, 384 - 31 at least.
    for label, count, residents in (
        ("labels_asian_and_oriental", 3, 14_096),
        ("label_black_or_mixed_race", 2, 11_074),
    ):
        row = f"{label}_residents_only.census_2011"
        least, most = (
            binomtest(count, count + others).proportion_ci(0.95, method="exact")
            for others in (382, 353)
        )
        scale = 769_206 / residents
        expected = (scale * least.low / (1 - least.low), scale * most.high / (1 - most.high))
        exact = tuple(
            value(numbers, f"few_notices.exact_{end}.{row}") for end in ("lower", "upper")
        )
        mid_p = tuple(
            value(numbers, f"few_notices.outer_{end}.{row}") for end in ("lower", "upper")
        )
        assert exact == pytest.approx(expected)
        assert exact[0] < mid_p[0] < mid_p[1] < exact[1]


def test_the_population_shares_are_those_of_the_censuses(numbers):
    # An earlier count from ONS tables QS201EW and TS021: 3.42% and 4.28% outside the White
    # groups; 6.62% in 2011 for everyone but White British.
    assert value(numbers, "population_share.minority.census_2011") == pytest.approx(3.42, abs=5e-3)
    assert value(numbers, "population_share.minority.census_2021") == pytest.approx(4.28, abs=5e-3)
    assert verdict(numbers, "population_high") == "inconsistent"
    assert verdict(numbers, "population_low") == "reproduced"
    others = "definition.share_percent.gypsy_or_irish_traveller_irish_other_white.census_2011"
    assert value(numbers, others) == pytest.approx(6.62, abs=5e-3)


def test_asian_men_are_set_over_their_3045_residents(numbers):
    # ONS, DC2101EW: 3,045. By hand: 5% of 924 is 46.2, and 120 notices to Asian recipients, or
    # 136 with the 16 under the label "Oriental"; 2 and 3 of these to residents.
    men = "asian_men_18_to_34"
    assert value(numbers, f"population.{men}") == 3_045
    assert limits(numbers, f"notices.{men}.all_recipients") == (47, 120)
    assert limits(numbers, f"notices.{men}.all_recipients.with_oriental") == (47, 136)
    assert limits(numbers, f"rate.{men}.all_recipients") == pytest.approx(
        (15.435, 39.409), abs=1e-3
    )
    assert value(numbers, f"rate.{men}.all_recipients.with_oriental_at_most") == pytest.approx(
        44.663, abs=1e-3
    )
    assert value(numbers, f"rate.{men}.residents_at_most") == pytest.approx(0.657, abs=1e-3)
    assert value(numbers, f"rate.{men}.residents.with_oriental_at_most") == pytest.approx(
        0.985, abs=1e-3
    )


def test_nine_in_ten_fails_for_asian_men_on_one_label_alone(numbers, text):
    # By hand: 45 of 47 and 44 of 47, against at most 95 in a hundred.
    needed = "share.asian_men_18_to_34.visitors_at_least"
    assert value(numbers, f"{needed}.label_asian") == pytest.approx(95.745, abs=1e-3)
    assert value(numbers, f"{needed}.with_oriental") == pytest.approx(93.617, abs=1e-3)
    assert "On the label Asian alone nine in ten is too low" in text
    assert "with the label “Oriental” added it can hold" in text


def test_a_plain_fifth_misses_the_limit_of_nine_in_ten_by_a_hair(numbers):
    # By hand: 19.5 / 20.5 and 19.5 / 19.755, against 95.
    assert value(numbers, "share.visitors_needed.fifth") == pytest.approx(95.122, abs=1e-3)
    assert value(numbers, "share.visitors_needed.newspaper") == pytest.approx(98.709, abs=1e-3)
    assert value(numbers, "nine_in_ten.most") == 95


def test_the_denominator_decides_the_ratio(numbers):
    # By hand, with 27,221 and 769,206 residents (ONS, QS201EW): 199 over 924 - 199, and 207 over
    # 924 - 207; residents 10 (5% of 199, rounded up) over 392 - 10, and 31 (15% of 207) over
    # 384 - 31, where 58% visitors leave 384 to 392 of 924.
    assert limits(numbers, "rate_ratio.minority.all_recipients.census_2011") == pytest.approx(
        (7.756, 8.158), abs=1e-3
    )
    assert limits(numbers, "rate_ratio.minority.residents.census_2011") == pytest.approx(
        (0.740, 2.482), abs=1e-3
    )
    assert limits(numbers, "residents_proportionate") == pytest.approx((0.740, 2.482), abs=1e-3)
    # By hand, per 1,000: 199 and 207 over 27.221, and 717 and 725 over 769.206.
    assert limits(numbers, "rate.minority.all_recipients.census_2011") == pytest.approx(
        (7.311, 7.604), abs=1e-3
    )
    assert limits(numbers, "rate.other.all_recipients.census_2011") == pytest.approx(
        (0.932, 0.943), abs=1e-3
    )


def test_residents_rates_are_equal_if_93_3_to_93_7_per_cent_were_visitors(numbers):
    # By hand: 3.4179% of 392 residents' notices is 13.398 of 199, and of 384 13.125 of 207.
    assert limits(numbers, "visitor_share_for_parity.census_2011") == pytest.approx(
        (93.267, 93.660), abs=1e-3
    )


def test_every_source_of_a_number_is_among_the_publications_of_the_page(numbers, text):
    lines = {line for row in numbers.values() for line in row["sources"].split()}
    missing = {path for path in (line.partition(":")[0] for line in lines) if path not in text}
    assert missing == set()
    # Natural Earth drew the outlines of the map, and no number rests on them.
    assert "natural-earth-10m-admin-1" in text


def test_a_population_share_cites_its_own_census(numbers):
    # QS201EW is the table of Census 2011, TS021 that of Census 2021.
    for census, table in ((2011, "qs201ew"), (2021, "ts021")):
        for name in ("minority", "nearest_below", "nearest_above"):
            row = numbers[f"north_yorkshire.population_share.{name}.census_{census}"]
            assert all(table in source for source in row["sources"].split())


def test_the_metropolitan_police_and_thames_valley_gave_more_notices(numbers, text):
    # NPCC, quoted by Press Association in the Shropshire Star, 15 May 2020: 906, 866, 843.
    assert value(numbers, "force.count.metropolitan_police.mid_2019") == 906
    assert value(numbers, "force.count.thames_valley.mid_2019") == 866
    assert value(numbers, "highest_number") == 3
    assert "after the Metropolitan Police and Thames Valley" in text


def test_the_rate_rests_on_843_notices_and_the_residents_of_mid_2019(numbers):
    # NPCC: 843; ONS, mid-2019: 828,672. By hand: 843 / 82.8672.
    assert value(numbers, "rate.npcc") == pytest.approx(10.173, abs=1e-3)
    assert value(numbers, "by_population.rate_rank.mid_year_estimate_2019") == 2
