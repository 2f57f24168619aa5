"""The verdicts on printed figures; the figures are those of the documents named beside them."""

import math

import pandas as pd
import pytest

from helpers.statistics.ledger import check_claims, judged, read_claims, verdict_of

# Printed in the report of the Association of Police and Crime Commissioners, November 2020.
PRINTED = [
    ("essex.2017", "2081", "reports", "exact", "", "", ""),
    ("essex.2020", "3209", "reports", "exact", "", "", ""),
    ("essex.rise", "54", "percent", "nearest", "1", "", ""),
    ("merseyside.victims", "656", "people", "exact", "", "", ""),
    ("merseyside.referrals", "759", "referrals", "exact", "", "", ""),
    ("merseyside.rise", "140", "percent", "nearest", "1", "", ""),
    ("south_wales.appointed", "38", "people", "exact", "", "", ""),
    ("south_wales.share", "4.3", "percent", "nearest", "0.1", "", ""),
    ("wiltshire.all", "245", "notices", "exact", "", "", ""),
    ("wiltshire.white", "202", "notices", "exact", "", "", ""),
    ("wiltshire.black", "16", "notices", "exact", "", "", ""),
    ("wiltshire.asian", "7", "notices", "exact", "", "", ""),
    ("wiltshire.mixed", "5", "notices", "exact", "", "", ""),
    ("wiltshire.not_stated", "15", "notices", "exact", "", "", ""),
    ("west_midlands.target", "1000", "people", "exact", "", "", ""),
    ("west_midlands.vacancies", "2800", "people", "nearest", "100", "", ""),
    ("west_midlands.third", "a third", "part of one", "more than", "", "", ""),
    ("cleveland.children", "2000", "people", "almost", "100", "", ""),
    ("cleveland.young_people", "1943", "people", "exact", "", "", ""),
    ("cleveland.four_years", "2500", "people", "more than", "", "", ""),
    ("north_yorkshire.visitors", "nine in ten", "part of one", "nearest", "0.1", "", ""),
    ("north_yorkshire.minority_visitors", "20", "percent", "nearest", "1", "", ""),
    ("devon.before", "1800", "reports", "exact", "", "", ""),
    ("devon.after", "1856", "reports", "exact", "", "", ""),
    ("devon.rise", "a small rise", "percent", "in words", "", "0", ""),
    ("nowhere", "a rich area", "people", "in words", "", "", ""),
]  # fmt: skip
COLUMNS = ["claim_id", "value_printed", "unit", "rounding_rule", "rounding_step"]
CLAIMS = pd.DataFrame(PRINTED, columns=[*COLUMNS, "read_from", "read_to"]).assign(
    source=lambda claims: ["claims.csv:" + str(row + 2) for row in claims.index]
)

NO_OFFICIAL = pd.DataFrame(columns=["id", "lower", "upper", "unit", "source"])


def checked(claim, check, *related, official=None):
    checks = pd.DataFrame({"claim_id": [claim], "check": check, "related": ";".join(related)})
    return check_claims(CLAIMS, checks, official)


def limits(found):
    return found[["lower", "upper"]].iloc[0].tolist()


def bases_by_trial(last, change):
    """Every whole number of 1 or more from which a rise to `last` prints as `change` per cent."""
    return [
        base for base in range(1, last + 1) if math.floor(100 * (last / base - 1) + 0.5) == change
    ]


def test_a_change_is_reproduced_from_its_two_counts():
    found = checked("essex.rise", "change", "essex.2017", "essex.2020")
    # R, poisson.test(c(3209, 2081)): ratio 1.542047093
    assert limits(found) == pytest.approx([54.2047093, 54.2047093], rel=1e-8)
    assert found["verdict"].tolist() == ["reproduced"]
    assert found["source"].item() == "claims.csv:4;claims.csv:2;claims.csv:3"


def test_a_change_that_its_counts_do_not_give_is_inconsistent():
    found = checked("merseyside.rise", "change", "essex.2017", "essex.2020")
    assert found["verdict"].item() == "inconsistent"


@pytest.mark.parametrize("last", ["merseyside.victims", "merseyside.referrals"])
def test_the_base_of_a_change_is_every_whole_number_that_prints_so(last):
    found = checked("merseyside.rise", "base", last)
    count = int(CLAIMS.set_index("claim_id").at[last, "value_printed"])
    possible = bases_by_trial(count, 140)
    assert limits(found) == [min(possible), max(possible)]
    assert found["verdict"].item() == "not determined"


def test_each_possible_end_of_a_change_gives_a_row_of_its_own():
    found = checked("merseyside.rise", "base", "merseyside.victims", "merseyside.referrals")
    assert found["related"].tolist() == ["merseyside.victims", "merseyside.referrals"]
    assert found["unit"].tolist() == ["people", "referrals"]


def test_a_share_and_its_count_give_the_totals():
    # Exhaustive enumeration with halves rounded up: 874 to 894
    assert limits(checked("south_wales.share", "total", "south_wales.appointed")) == [874, 894]


def test_a_share_that_may_be_0_sets_no_upper_limit_to_its_total():
    # APCC, Leicestershire: fewer than one per cent are Black.
    few = CLAIMS.head(1).assign(
        claim_id="black", value_printed="1", unit="percent", rounding_rule="fewer than"
    )
    checks = pd.DataFrame({"claim_id": ["black"], "check": "total", "related": "wiltshire.asian"})
    found = check_claims(pd.concat([CLAIMS, few]), checks)
    assert limits(found) == [700, math.inf]
    assert found["verdict"].item() == "not determined"


def test_a_share_that_no_whole_number_gives_is_inconsistent():
    found = checked("south_wales.share", "counts", "wiltshire.asian")
    assert found["verdict"].item() == "inconsistent"
    assert found[["lower", "upper"]].isna().all(axis=None)


def test_a_total_is_reproduced_from_its_parts():
    parts = [f"wiltshire.{group}" for group in ("white", "black", "asian", "mixed", "not_stated")]
    found = checked("wiltshire.all", "sum", *parts)
    assert limits(found) == [245, 245]
    assert found["verdict"].item() == "reproduced"
    assert checked("wiltshire.all", "sum", *parts[1:])["verdict"].item() == "inconsistent"


def test_a_share_of_a_rounded_whole_is_a_range_in_percent_and_only_consistent():
    found = checked(
        "west_midlands.third", "share", "west_midlands.target", "west_midlands.vacancies"
    )
    assert limits(found) == pytest.approx([100 * 1000 / 2850, 100 * 1000 / 2750])
    assert found["unit"].item() == "percent"
    assert found["verdict"].item() == "consistent"


def test_a_figure_with_a_limit_on_one_side_only_is_never_reproduced():
    found = checked("west_midlands.third", "share", "west_midlands.target", "essex.2017")
    assert limits(found) == pytest.approx([100 * 1000 / 2081] * 2)
    assert found["verdict"].item() == "consistent"
    fewer = checked("west_midlands.third", "share", "merseyside.victims", "essex.2020")
    assert fewer["verdict"].item() == "inconsistent"


def test_a_share_of_a_share_is_a_product_of_ranges():
    found = checked("south_wales.share", "product", "north_yorkshire.visitors",
                    "north_yorkshire.minority_visitors")  # fmt: skip
    assert limits(found) == pytest.approx([85 * 0.195, 95 * 0.205])


def test_the_same_quantity_printed_twice_is_consistent_and_reproduces_nothing():
    found = checked("cleveland.children", "same", "cleveland.young_people")
    assert limits(found) == [1943, 1943]
    assert found["verdict"].item() == "consistent"
    assert checked("cleveland.young_people", "same", "cleveland.four_years")["verdict"].item() == (
        "inconsistent"
    )


def test_a_part_is_at_most_its_whole_and_a_whole_at_least_its_part():
    assert limits(checked("cleveland.young_people", "within", "wiltshire.all")) == [0, 245]
    assert checked("cleveland.young_people", "within", "wiltshire.all")["verdict"].item() == (
        "inconsistent"
    )
    found = checked("cleveland.four_years", "holds", "cleveland.young_people")
    assert limits(found) == [1943, math.inf]
    assert found["verdict"].item() == "consistent"


def test_a_difference_is_the_last_less_the_first():
    assert limits(checked("essex.2017", "difference", "essex.2017", "essex.2020")) == [1128, 1128]


def test_a_figure_in_words_is_read_from_its_recorded_limits_and_never_reproduced():
    found = checked("devon.rise", "change", "devon.before", "devon.after")
    assert limits(found) == pytest.approx([3.111111, 3.111111], rel=1e-6)
    assert found["verdict"].item() == "consistent"
    fallen = checked("devon.rise", "change", "devon.after", "devon.before")
    assert fallen["verdict"].item() == "inconsistent"


def test_an_official_value_reproduces_and_an_official_range_is_consistent():
    official = pd.DataFrame({
        "id": ["official.point", "official.range", "official.other"], "unit": "percent",
        "lower": [19.7, 19.0, 30.0], "upper": [19.7, 25.0, 31.0], "source": "census.csv:2",
    })  # fmt: skip
    found = checked("north_yorkshire.minority_visitors", "official", *official["id"],
                    official=official)  # fmt: skip
    assert found["verdict"].tolist() == ["reproduced", "consistent", "inconsistent"]
    assert found["lower"].tolist() == pytest.approx([19.7, 19.0, 30.0])


def test_an_operand_passes_and_fails_with_the_figure_that_it_is_tested_in():
    checks = pd.DataFrame({
        "claim_id": ["essex.2017", "essex.rise", "wiltshire.white", "wiltshire.all"],
        "check": ["operand", "change", "operand", "sum"],
        "related": ["essex.rise", "essex.2017;essex.2020", "wiltshire.all", "wiltshire.white"],
    })  # fmt: skip
    verdicts = check_claims(CLAIMS, checks).set_index("claim_id")["verdict"]
    assert verdicts.to_dict() == {
        "essex.2017": "consistent",
        "essex.rise": "reproduced",
        "wiltshire.white": "inconsistent",
        "wiltshire.all": "inconsistent",
    }


def test_an_operand_of_a_figure_in_words_is_not_determined_however_that_passes():
    checks = pd.DataFrame({
        "claim_id": ["devon.before", "devon.rise"], "check": ["operand", "change"],
        "related": ["devon.rise", "devon.before;devon.after"],
    })  # fmt: skip
    assert check_claims(CLAIMS, checks)["verdict"].tolist() == ["not determined", "consistent"]


def test_an_operand_of_a_figure_that_is_not_tested_stops():
    with pytest.raises(ValueError, match="claim essex.2017 is tested in one that is not: essex"):
        checked("essex.2017", "operand", "essex.rise")


def test_nothing_to_test_with_is_no_data():
    found = checked("nowhere", "none")
    assert found["verdict"].item() == "no data"
    assert limits(found) == [None, None]


@pytest.mark.parametrize(
    ("check", "related", "message"),
    [
        ("guess", "essex.2017", "check must be a known one, not guess, of essex.rise"),
        ("same", "essex.2016", "names a figure that is not there: essex.2016"),
        ("same", "nowhere", "check same of essex.rise names a figure in words that is not read"),
    ],
)
def test_a_check_that_cannot_be_done_stops_by_name(check, related, message):
    with pytest.raises(ValueError, match=message):
        checked("essex.rise", check, related)


def test_read_claims_gives_what_each_figure_may_stand_for_with_shares_in_percent():
    read = read_claims(CLAIMS).set_index("claim_id")[["read_lower", "read_upper"]]
    assert read.loc["essex.rise"].tolist() == [53.5, 54.5]
    assert read.loc["north_yorkshire.visitors"].tolist() == [85, 95]
    assert read.loc["cleveland.children"].tolist() == [1900, 2000]
    assert read.loc["devon.rise"].tolist() == [0, math.inf]
    assert read.loc["nowhere"].isna().all()


@pytest.mark.parametrize(
    ("verdicts", "overall"),
    [
        (["consistent", "inconsistent", "reproduced"], "inconsistent"),
        (["consistent", "reproduced"], "reproduced"),
        (["no data", "not determined"], "not determined"),
        (["no data"], "no data"),
    ],
)
def test_one_check_that_fails_outweighs_all_that_pass(verdicts, overall):
    assert verdict_of(verdicts) == overall


def test_judged_gives_each_claim_its_verdict_and_each_check_its_reason():
    checks = pd.DataFrame({
        "claim_id": ["essex.rise", "merseyside.rise"], "check": ["change", "base"],
        "related": ["essex.2017;essex.2020", "merseyside.victims;merseyside.referrals"],
        "reason": ["Both counts are printed.", "Either may be meant."],
    })  # fmt: skip
    claims, checked = judged(CLAIMS, checks, NO_OFFICIAL)
    verdicts = claims.set_index("claim_id")["verdict"]
    assert verdicts[["essex.rise", "merseyside.rise"]].tolist() == ["reproduced", "not determined"]
    assert checked["reason"].tolist() == [
        "Both counts are printed.", "Either may be meant.", "Either may be meant.",
    ]  # fmt: skip
    assert claims["read_upper"].notna().sum() == len(claims) - 1
