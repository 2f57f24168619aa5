"""The file in which tables of own records are handed to a page, and what is refused in it."""

from __future__ import annotations

import pytest

from helpers.data import load, sources_of, tables_of
from helpers.data.errors import DataError
from helpers.data.own import as_published, own_bytes, read_own
from helpers.data.sources import DEMONSTRATIONS, quality_of

SEARCHES = "records_of_searches"
HEADER = (
    "kind,release,synthetic,police_force,period_start,period_end,table,"
    "ethnicity_self_defined,month,value,symbol"
)
ALL = "stop-search,spring,,Kent,2021-04-01,2022-03-31,by_month,All,2021-04,120,"
WHITE = "stop-search,spring,,Kent,2021-04-01,2022-03-31,by_month,White,2021-04,10,"
HIDDEN = "stop-search,spring,,Kent,2021-04-01,2022-03-31,by_month,Asian,2021-04,,[c]"
LINES = (ALL, WHITE, HIDDEN)
SEX_TOO = HEADER.replace(",value", ",sex,year_ending,value")
BY_SEX = ALL.replace("by_month,All,2021-04,", "by_sex,All,,Male,2022-03-31,")
WITH_SEX = (*(line.replace("-04,", "-04,,,") for line in LINES), BY_SEX)


def content(*lines, header=HEADER):
    return "\n".join([header, *(lines or LINES), ""]).encode()


def read(*lines, header=HEADER):
    return read_own(SEARCHES, content(*lines, header=header), "tables.csv")


def test_each_count_has_the_fewest_and_the_most_that_it_can_stand_for():
    [table] = tables_of(read(), "Kent").values()
    assert table["value"].tolist()[:2] == [120, 10]
    # Rounded to the nearest 5, a count of 118 to 122 is shown as 120; under 10 none is shown.
    assert table["lower"].tolist()[:2] == [118, 10] and table["upper"].tolist()[:2] == [122, 12]
    assert table.loc[2, ["value", "lower", "upper"]].isna().all() and table["symbol"][2] == "[c]"
    assert table["source"].tolist() == [f"own-figures.csv:{line}" for line in (2, 3, 4)]


def test_a_table_has_the_labels_of_its_own_dimensions_and_no_others():
    tables = tables_of(read(*WITH_SEX, header=SEX_TOO), "Kent")
    assert [*tables] == ["by_month", "by_sex"]
    assert "month" in tables["by_month"] and "sex" not in tables["by_month"]
    assert "sex" in tables["by_sex"] and "month" not in tables["by_sex"]


def test_a_table_whose_every_count_is_hidden_still_has_counts():
    hidden = WITH_SEX[-1].replace(",120,", ",,[c]")
    tables = tables_of(read(*WITH_SEX[:-1], hidden, header=SEX_TOO), "Kent")
    assert tables["by_sex"][["value", "lower", "upper"]].isna().all(axis=None)


def test_without_a_force_the_tables_of_all_forces_stand_together():
    both = tables_of(read(*LINES, ALL.replace("Kent", "Essex")))
    assert sorted(set(both["by_month"]["police_force"])) == ["Essex", "Kent"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ((ALL.replace("stop-search", "fpn"),), "row 2, column 'kind', value 'fpn'"),
        ((ALL.replace("Kent", "Kemt"),), "value 'Kemt': unknown police force"),
        ((ALL, WHITE.replace("spring,,", "spring,synthetic,")), "row 3, column 'synthetic'"),
        ((ALL.replace("spring,,", "spring,real,"),), "made-up and real records, or neither"),
        ((ALL, WHITE.replace("spring", "summer")), "another release of the same force"),
        ((ALL, ALL), "row 3, column 'table', value 'by_month': the cell is there twice"),
        ((ALL, WHITE.replace(",10,", ",9,")), "row 3, column 'value', value '9': not a count"),
        ((ALL.replace(",120,", ",121,"),), "value '121': not a count that was protected"),
        ((ALL.replace(",120,", ",-120,"),), "value '-120': not a whole number"),
        ((ALL.replace(",120,", ",12.5,"),), "value '12.5': not a whole number"),
        ((ALL.replace(",120,", ",,"),), "neither a count nor [c]"),
        ((HIDDEN.replace(",,[c]", ",5,[c]"),), "neither a count nor [c]"),
        ((ALL.replace(",120,", ",120,[low]"),), "unknown symbol"),
        ((ALL.replace("by_month", ""),), "column 'table': the cell is empty"),
        ((ALL.replace("by_month", "by_person"),), "unknown table"),
        ((ALL.replace("by_month,All", "by_month,"),), "column 'ethnicity_self_defined': the cell"),
        ((ALL, WHITE.replace("White", "Whit")), "value 'Whit': unknown ethnicity"),
        ((ALL.replace("2021-04,", "April,"),), "value 'April': not a month of the period"),
        ((ALL.replace("2021-04,", "2020-04,"),), "value '2020-04': not a month of the period"),
        ((ALL.replace("2021-04-01", "2021-4-1"),), "column 'period_start', value '2021-4-1'"),
        ((ALL.replace("2021-04-01", "2023-04-01"),), "the period ends before it begins"),
        ((ALL, WHITE.replace("2022-03-31", "2022-03-30")), "another period of the same force"),
    ],
)
def test_what_can_be_no_protected_table_is_refused_with_its_place(lines, problem):
    with pytest.raises(DataError) as refused:
        read(*lines)
    assert str(refused.value).startswith("tables.csv, row") and problem in str(refused.value)
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("column", ["raw_count", "surname"])
def test_a_column_that_no_release_has_is_refused(column):
    lines = [f"{line},7" for line in LINES]
    with pytest.raises(DataError, match=f"row 1, column '{column}': unknown column. Take it out"):
        read(*lines, header=f"{HEADER},{column}")


def test_what_is_published_is_what_was_checked():
    quoted = content().replace(b"Kent", b'"Kent"').replace(b"\n", b"\r\n")
    assert as_published(SEARCHES, b"\xef\xbb\xbf" + quoted) == content()


@pytest.mark.parametrize("mark", ["", "synthetic"])
def test_made_up_records_are_known_however_the_file_was_saved(mark):
    text = content(*(line.replace("spring,,", f"synthetic,{mark},") for line in LINES)).decode()
    rows = [line.split(",") for line in text.splitlines()]
    swapped = [[row[2], row[1], row[0], *row[3:]] for row in rows]
    for end in ("\n", "\r\n", "\r"):
        for of in (rows, swapped):
            saved = end.join(",".join(f'"{cell}"' for cell in row) for row in of)
            assert quality_of(saved.encode()) == (mark or "own records")
    assert quality_of(b"police_force,count\nKent,3\n") == "own figures"


def test_records_in_the_place_of_tables_are_refused():
    extract = b"Date,Self-defined ethnicity\n2021-04-01,White\n"
    with pytest.raises(DataError, match="column 'kind': the column is missing. Give the file"):
        read_own(SEARCHES, extract, "extract.csv")


def test_the_releases_of_a_folder_are_read_together(tmp_path):
    for force in ("Essex", "Kent"):
        (tmp_path / force).mkdir()
        lines = [line.replace("Kent", force) for line in LINES]
        (tmp_path / force / "tables.csv").write_bytes(content(*lines))
    assert own_bytes(str(tmp_path / "Kent")) == content()
    both = read_own(SEARCHES, own_bytes(str(tmp_path)), "tables.csv")
    assert sorted(set(both["police_force"])) == ["Essex", "Kent"] and len(both) == 2 * len(LINES)


def test_a_folder_without_a_release_is_refused(tmp_path):
    with pytest.raises(DataError, match="no release of `disparity records tables` is in"):
        own_bytes(str(tmp_path))


@pytest.mark.parametrize("table", DEMONSTRATIONS)
def test_without_own_records_there_are_made_up_tables_that_say_so(table):
    rows = load(table)
    [source] = sources_of(rows)
    assert rows["synthetic"].eq("synthetic").all() and source.quality == "synthetic"
    assert source.path == DEMONSTRATIONS[table] and "made up" in source.citation.lower()
