"""What the data room refuses, and that each refusal names file, row, column, value and remedy."""

from __future__ import annotations

import hashlib
import re

import pandas as pd
import pytest

from helpers.data import DataError, build_tables, load, load_boundaries, read_sources
from helpers.data.areas import BOUNDARIES
from helpers.data.left_out import exclude, published
from helpers.data.tables import TABLES

CENSUS = "nomis-qs201ew-2011/ethnic_groups.csv"
CLAIMS = "apcc-2020/claims.csv"
CHECKS = "ledger/checks.csv"
LEFT_OUT = "ledger/left_out.csv"
RULES = "ledger/rules.csv"
OTHER_CLAIMS = "nottinghamshire-opcc-undated/claims.csv"
ESTIMATES = "ons-midyear-2020/population.csv"
OFFICERS = "home-office-police-workforce-2022/officers_by_force.csv"
QUARTERS = (
    "home-office-police-recorded-crime-open-data-2023/aggravated_offences_by_force_quarter.csv"
)
RATES = "hastings-observer-2020-07/statements.csv"
SHARES = "scarborough-news-2020-04-15/statements.csv"
NOTICES = "shropshire-star-2020-05-15/counts.csv"
SURVEY = "commons-library-2019/survey_estimates.csv"
NATIONAL = "home-office-hate-crime-2020/hate_crime_national.csv"
SHARES_OF_2015 = "bbc-2015-10-22/shares_by_force.csv"
AGES = "nomis-dc2101ew-2011/north_yorkshire.csv"
CENSUS_2021 = "ons-ts021-2021/ethnic_groups.csv"
BUILT_FROM = {
    AGES: "north_yorkshire_population_by_age_sex_ethnicity",
    CENSUS: "population_by_force_and_ethnicity",
    CENSUS_2021: "population_by_force_and_ethnicity",
    CHECKS: "claim_checks",
    CLAIMS: "published_claims",
    OTHER_CLAIMS: "published_claims",
    LEFT_OUT: "numbers_left_out",
    RULES: "numbers_left_out",
    ESTIMATES: "population_midyear",
    NATIONAL: "hate_crime_national",
    NOTICES: "notices_by_force",
    OFFICERS: "officers_by_force",
    QUARTERS: "aggravated_offences_by_force_quarter",
    RATES: "notices_published_rates",
    SHARES: "notices_national",
    SHARES_OF_2015: "officer_share_by_force_2015",
    SURVEY: "hate_crime_survey",
}
JARGON = ("coerce", "str_matches", "dtype", "isin(", "nan", "<Check")


@pytest.fixture(autouse=True)
def elsewhere(project, monkeypatch):
    monkeypatch.setenv("DISPARITY_PROJECT", str(project))


def message_of(action) -> str:
    with pytest.raises(DataError) as refusal:
        action()
    message = str(refusal.value)
    assert len(message.splitlines()) == 1
    assert not [word for word in JARGON if word in message]
    assert "?." not in message and ".." not in message
    return message


def without(pattern):
    """An edit that takes out every line in which the pattern is found."""

    def edit(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(line for line in lines if not re.search(pattern, line))

    return edit


def instead(old: str, new: str):
    """An edit that replaces a piece of text once."""
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("file", "edit", "place"),
    [
        (CENSUS, lambda text: text.splitlines()[0] + "\n", ": there is no row under the header"),
        (CENSUS, lambda text: "", ": there is no header"),
        (CENSUS, instead("\n", "\n\n"), ", row 2: the line is blank"),
        (
            CENSUS,
            instead("table QS201EW", '"table\nQS201EW"'),
            ", row 2, value 'table\\nQS201EW': ",
        ),
        (CENSUS, instead("table QS201EW", "table QS201EW,"), ", row 2: the line has 7 cells and"),
        (CENSUS, instead(",table QS201EW", ""), ", row 2: the line has 5 cells and the header 6"),
        (CENSUS, instead("place", "census"), ", row 1, column 'census': the column is there twice"),
        (CENSUS, lambda text: re.sub("(?m)$(?=\n)", ",x", text), ", column 'x': unknown column"),
        (CENSUS, instead("table QS201EW", '"table'), ": not readable as CSV"),
        (CENSUS, instead(",221895,", ",,"), ", row 2, column 'population': the cell is empty"),
        (
            CENSUS,
            instead("221895", "many"),
            ", row 2, column 'population', value 'many': not ",
        ),
        (
            CENSUS,
            instead("221895", "2e5"),
            ", row 2, column 'population', value '2e5': not ",
        ),
        (CENSUS, instead("2011,E2", "2021,E2"), ", row 2, column 'census', value '2021': not 2011"),
        (OFFICERS, instead("3429.53", "3429.531"), ", row 2, column 'full_time_equivalent', value"),
    ],
)
def test_a_file_of_another_shape_is_refused(change_raw, file, edit, place):
    change_raw(file, edit)
    assert message_of(TABLES[BUILT_FROM[file]]).startswith(f"data/raw/{file}{place}")


def test_a_file_that_is_not_text_is_refused(project, change_raw):
    (project / "data" / "raw" / CENSUS).write_bytes(b"\x89PNG\xff\x00")
    register = project / "data" / "sources.toml"
    digest = hashlib.sha256(b"\x89PNG\xff\x00").hexdigest()
    old = read_sources()[CENSUS].sha256
    register.write_text(register.read_text("utf-8").replace(old, digest), "utf-8")
    assert message_of(TABLES[BUILT_FROM[CENSUS]]).startswith(
        f"data/raw/{CENSUS}: not text in UTF-8"
    )


@pytest.mark.parametrize(
    ("file", "lost", "named"),
    [
        (CENSUS, ",Cumbria,", "Cumbria / Asian/Asian British: Bangladeshi"),
        (CENSUS, ": Chinese", "Avon and Somerset / Asian/Asian British: Chinese"),
        (CENSUS_2021, "Cumbria,White: Roma", "Cumbria / White: Roma"),
        (ESTIMATES, ",Cumbria,", "Cumbria"),
        (OFFICERS, "Cumbria,2012-03-31", "Cumbria / 2012-03-31"),
        (QUARTERS, "Essex,2020-07-01", "Essex / 2020-07-01"),
        (QUARTERS, ",2020-07-01", "Avon and Somerset / 2020-07-01"),
        (NOTICES, "^Essex,", "Essex"),
        (NOTICES, "^Wales,", "Wales"),
        (SHARES_OF_2015, "^Essex,", "Essex"),
        (AGES, "Males,15,Asian", "Males / 15 / Asian"),
    ],
)
def test_a_lost_row_is_named_with_its_file(change_raw, file, lost, named):
    change_raw(file, without(lost))
    assert message_of(TABLES[BUILT_FROM[file]]).startswith(f"data/raw/{file}: absent: {named}")


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "problem"),
    [
        (CLAIMS, "White,202,", "White,-202,", "value_printed", "notices is zero or more"),
        (CLAIMS, "White,202,", "White,20.5,", "value_printed", "not a whole number"),
        (CLAIMS, "BAME,4.3,", "BAME,117.0,", "value_printed", "a share is 0 to 100 per cent"),
        (CLAIMS, "BAME,4.3,", "BAME,4.35,", "value_printed", "not a multiple of its step 0.1"),
        (CLAIMS, "nearest,0.1", "nearest,0.0", "rounding_step", "not a number above zero"),
        (CLAIMS, "nearest,0.1", "nearest,", "rounding_step", "a rounded figure has a step"),
        (CLAIMS, "2020-04-02", "2020-04-31", "period_start", "there is no such date"),
        (CLAIMS, "nine in ten", "9 of 10", "value_printed", "not words"),
        (CLAIMS, ",ratio,", ",odds,", "unit", "unknown"),
        (CLAIMS, "245,notices,exact", "245,notices,guessed", "rounding_rule", "unknown"),
        (CLAIMS, "245,notices,exact,", "245,notices,exact,1", "rounding_step", "has no step"),
        (CLAIMS, "5000,people,almost,100", "5000,people,almost,", "rounding_step", "has a step"),
        (CLAIMS, "about,0.05", "about,", "rounding_step", "has a step"),
        (CLAIMS, "30 to 100", "30-100", "value_printed", "not two numbers with the word to"),
        (CLAIMS, "30 to 100", "100 to 30", "value_printed", "ends below its start"),
        (CLAIMS, "30 to 100", "30 to 99.5", "value_printed", "not a whole number"),
        (CLAIMS, ",a third,", ",a lot,", "value_printed", "not words"),
        (CLAIMS, "majority is read as more than half,50,100", "read,most,100", "read_from", "not"),
        (CLAIMS, "majority is read as more than half,50,100", "read,50,5", "read_to", "below read"),
        (CLAIMS, "in full,,,2020-04,", "in full,1,,2020-04,", "read_from", "only words are read"),
        (CLAIMS, ",Cleveland,", ",Clevland,", "area", "unknown"),
        (CLAIMS, "4_essex", "5_essex", "case", "unknown"),
        (CLAIMS, "merseyside.charities", "merseyside.referrals", "claim_id", "duplicated key"),
        (OTHER_CLAIMS, "bme_research.accepted", "surrey.groups", "claim_id", "another document"),
        (CHECKS, ",sum,", ",add,", "check", "unknown"),
        (CHECKS, "surrey.groups,operand", "surrey.bands,operand", "claim_id", "no document has"),
        (CHECKS, ";essex.reports_2020,", ";essex.reports_2021,", "related", "neither a claim nor"),
        (CHECKS, "official.cleveland", "cleveland", "related", "neither a claim nor an official"),
        (CHECKS, "essex.reports_2017;essex.", "essex.", "related", "has 2 related figures"),
        (CHECKS, "none,,", "none,surrey.groups,", "related", "has 0 related figures"),
        (CHECKS, "same,surrey.families,", "same,,", "related", "has 1 or more related figures"),
        (CHECKS, "same,surrey.families,", "same,surrey.families_heading,", "related", "itself"),
        (LEFT_OUT, ",address,", ",telephone,", "rule", "not in data/raw/ledger/rules.csv"),
        (LEFT_OUT, "apcc-2020,", "apcc-2021,", "publication", "unknown"),
        (RATES, "18.5", "-18.5", "value_printed", "is zero or more"),
        (SHARES, "male,82", "male,182", "value_printed", "a share is 0 to 100 per cent"),
        (SURVEY, "307000", "lots", "value_printed", "not a number"),
        (SURVEY, "2007-04-01", "2009-02-31", "period_start", "there is no such date"),
        (SURVEY, "2009-03-31", "2012-13-01", "period_end", "there is no such date"),
        (SURVEY, "2009-03-31", "2006-03-31", "period_end", "ends before it starts"),
        (SURVEY, "2009-03-31", "31/03/2009", "period_end", "not of the form YYYY-MM-DD"),
        (QUARTERS, "2012-04-01", "2012-05-01", "quarter_start", "not the first day of a quarter"),
        (ESTIMATES, "Cumbria", "Cumbira", "police_force", "unknown police force"),
        (NOTICES, "Bedfordshire", "Bedfordshir", "police_force", "unknown police force"),
        (NATIONAL, ",all,", ",All,", "strand", "unknown"),
    ],
)
def test_an_impossible_cell_is_named_with_its_row(change_raw, file, old, new, column, problem):
    lines = []

    def edit(text: str) -> str:
        after = text.replace(old, new, 1)
        pairs = zip(text.splitlines(), after.splitlines(), strict=True)
        lines.extend(row for row, (was, now) in enumerate(pairs, 1) if was != now)
        return after

    change_raw(file, edit)
    message = message_of(TABLES[BUILT_FROM[file]])
    assert message.startswith(f"data/raw/{file}, row {lines[0]}, column '{column}'")
    assert problem in message


@pytest.mark.parametrize(
    ("file", "edit", "place"),
    [
        (
            CHECKS,
            without("^surrey.groups,"),
            "claims.csv, row 70, column 'claim_id', value 'surrey",
        ),
        (RULES, without("^address,"), "left_out.csv, row 103, column 'rule', value 'address'"),
        (
            RULES,
            lambda text: text + "luck,Why.\n",
            "rules.csv, row 16, column 'rule', value 'luck'",
        ),
    ],
)
def test_a_claim_without_a_check_and_a_rule_without_use_are_named(change_raw, file, edit, place):
    change_raw(file, edit)
    message = message_of(TABLES[BUILT_FROM[file]])
    assert message.startswith("data/raw/") and place in message


def test_a_negative_change_is_allowed(change_raw):
    change_raw(CLAIMS, instead("all,54,percent", "all,-154,percent"))
    assert "-154" in set(TABLES["published_claims"]().rows["value_printed"])


@pytest.mark.parametrize(
    ("pattern", "new", "place"),
    [
        (r'path = "', "path = ", "row 2: not readable as TOML"),
        (r'path = "[^"]+"', "path = 5", "row 1, column 'path', value 5: not a text"),
        (r'second_hand = "[^"]*"', "second_hand = 7", "column 'second_hand', value 7: not a text"),
        (
            r"used_by = \[[^]]*\]",
            'used_by = "text"',
            "'used_by', value 'text': not a list",
        ),
        (r"used_by = \[[^]]*\]", 'used_by = ["5_kent"]', "'used_by', value '5_kent': unknown"),
        (r'quality = "\w+"', 'quality = "blue"', "column 'quality', value 'blue': unknown"),
        (r'sha256 = "\w+"', 'sha256 = "12"', "column 'sha256', value '12': not a checksum"),
        (r'producer = "[^"]+"', 'producer = ""', "column 'producer': the field is empty"),
        (r"quality", 'title_language = "xx"\nquality', "'title_language', value 'xx': unknown"),
        (r"quality", 'title_language = ""\nquality', "'title_language': the field is empty"),
        (r"quality", "languages = 'cy'\nquality", "column 'languages': unknown field"),
        (r'producer = "[^"]+"\n', "", "column 'producer': the field is missing"),
        (r"\[\[file\]\]", "[[files]]", "not a list of records"),
    ],
)
def test_a_broken_register_is_refused(project, pattern, new, place):
    register = project / "data" / "sources.toml"
    text = register.read_text("utf-8")
    start = text.index("[[file]]")
    register.write_text(re.sub(pattern, new, text[start:], count=1), "utf-8")
    message = message_of(read_sources)
    assert message.startswith("data/sources.toml") and place in message


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (lambda text: text[: len(text) // 2], "not readable as GeoJSON"),
        (lambda text: text.replace("pfa_name", "name"), "'pfa_name': an outline lacks it"),
        (lambda text: text.replace('"coordinates"', '"points"', 1), "not readable as GeoJSON"),
        (lambda text: text.replace("Kent", "Essex"), "repeated or broken outline"),
    ],
)
def test_broken_outlines_are_refused(change_raw, edit, problem):
    change_raw(BOUNDARIES, edit)
    message = message_of(load_boundaries)
    assert message.startswith(f"data/raw/{BOUNDARIES}") and problem in message


def test_a_lost_outline_is_refused(change_raw):
    change_raw(BOUNDARIES, without('"Cumbria"'))
    assert "42 outlines and not 43" in message_of(load_boundaries)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("notice_by_force", "Perhaps 'notices_by_force'."), ("xyzzy", "Known are aggravated_")],
)
def test_a_table_that_does_not_exist_is_refused_with_a_name_that_helps(name, remedy):
    assert remedy in message_of(lambda: load(name))


def test_a_fine_rounding_step_is_kept_as_published(change_raw):
    fine = "BAME,4.312,percent,nearest,0.001"
    change_raw(CLAIMS, instead("BAME,4.3,percent,nearest,0.1", fine))
    build_tables()
    steps = load("published_claims").set_index("claim_id")["rounding_step"]
    assert steps["south_wales.appointed_share"] == "0.001"


def test_a_share_of_no_rows_is_missing_and_not_a_fault():
    nothing = pd.DataFrame({"count": []})
    ledger = exclude(published(nothing), nothing["count"] > 0, "a reason").exclusions
    assert ledger["share_of_published_percent"].isna().tolist() == [False, True]


def test_a_claim_of_another_case_does_not_change_the_ledger_of_wiltshire(project, change_raw):
    ledgers = ("wiltshire_notices_by_ethnicity", "north_yorkshire_shares")
    paths = [project / "data" / "processed" / f"{name}.exclusions.csv" for name in ledgers]
    before = [path.read_text("utf-8") for path in paths]

    def add(text: str) -> str:
        line = next(line for line in text.splitlines() if line.startswith("essex.increase"))
        return text + line.replace("essex.increase", "essex.another") + "\n"

    change_raw(CLAIMS, add)
    change_raw(CHECKS, lambda text: text + "essex.another,none,,Added.\n")
    build_tables()
    assert [path.read_text("utf-8") for path in paths] == before
