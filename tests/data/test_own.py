"""Own figures of an office: what is asked of a file, and how each fault in it is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.data import DataError, load, sources_of
from helpers.data.own import ASKED, MOST_BYTES, load_own, read_own

PROJECT = Path(__file__).parents[2]
NOTICES = "police_force,period_start,period_end,count\n"
GROUPS = "police_force,period_start,period_end,basis,ethnicity,count\n"
YEARS = "police_force,year_ending,count\n"
OFFICERS = "police_force,date,headcount,full_time_equivalent\n"
GOOD = "Kent,2021-01-01,2021-01-31,4\n"
MINORITY = "Ethnic minorities (excluding white minorities)"


def of_kent(*rows: str) -> str:
    return GROUPS + "".join(f"Kent,2021-01-01,2021-01-31,{row}\n" for row in rows)


SIDES = ("all recipients,All,10", "all recipients,White,6", "all recipients,BAME,3")
EXAMPLES = dict(
    re.findall(
        r"in the place of `(\w+)`\n\n```csv\n(.+?)```",
        (PROJECT / "docs/own-figures.md").read_text("utf-8"),
        re.DOTALL,
    )
)


def test_the_page_on_own_figures_has_an_example_for_each_table():
    assert EXAMPLES.keys() == ASKED.keys()


@pytest.mark.parametrize("table", sorted(ASKED))
def test_an_example_has_the_columns_and_types_of_the_published_table(table):
    own, published = read_own(table, EXAMPLES[table].encode()), load(table)
    periods = {"period_start", "period_end"} - {*published}
    assert {*own} - periods == {*published}
    assert {name: own[name].dtype for name in published} == dict(published.dtypes)


def test_each_row_knows_its_line_and_rows_are_in_the_order_of_the_key():
    rows = read_own("notices_by_force", f"{NOTICES}Kent,2021-01-01,2021-01-31,0\n"
                    "City of London,2021-01-01,2021-01-31,7\n".encode())  # fmt: skip
    assert [*rows["police_force"]] == ["Kent", "London, City of"]
    assert [*rows["source"]] == ["own-figures.csv:2", "own-figures.csv:3"]
    assert [*rows["count"]] == [0, 7]


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_accepted():
    content = b"\xef\xbb\xbf" + (NOTICES + GOOD).replace("\n", "\r\n").encode()
    assert len(read_own("notices_by_force", content)) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "there is no header"),
        (NOTICES, "there is no row under the header"),
        (b"\xff\xfe\x00", "not text in UTF-8. Save it as CSV in UTF-8"),
        (b"x" * (MOST_BYTES + 1), "larger than 5,000,000 bytes"),
        (NOTICES.replace(",count", "") + "Kent,2021-01-01,2021-01-31\n", "column 'count': the col"),
        ("name," + NOTICES + "me," + GOOD, "column 'name': unknown column. Take it out"),
        (NOTICES + GOOD + "Kemt" + GOOD[4:], "row 3, column 'police_force', value 'Kemt'"),
        (NOTICES + GOOD + GOOD, "duplicated key. Keep one row for each police_force, period_end"),
        (NOTICES + GOOD.replace(",4", ",-4"), "row 2, column 'count', value '-4'"),
        (NOTICES + GOOD.replace(",4", ",4.5"), "value '4.5': not a whole number"),
        (NOTICES + GOOD.replace(",4", ',"4,000"'), "value '4,000': not a whole number"),
        (NOTICES + GOOD.replace(",4", ","), "row 2, column 'count': the cell is empty"),
        (NOTICES + GOOD.replace(",4", ",=2+2"), "value '=2+2': not a whole number"),
        (NOTICES + GOOD.replace("Kent", "@Kent"), "value '@Kent': unknown police force"),
        (NOTICES + GOOD.replace("01-31", "02-31"), "value '2021-02-31': there is no such date"),
        (NOTICES + GOOD.replace("2021-01-31", "31/01/2021"), "not of the form YYYY-MM-DD"),
        (NOTICES + GOOD.replace("2021-01-01", "2021-02-01"), "ends before it starts"),
        (NOTICES + GOOD + "Essex,2021-01-02,2021-01-31,4\n", "row 3, column 'period_start'"),
        (NOTICES + GOOD + "\n", "row 3: the line is blank"),
    ],
)
def test_a_fault_is_named_with_its_place_in_one_line(content, message):
    content = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(DataError, match=re.escape(message)) as refused:
        read_own("notices_by_force", content)
    said = str(refused.value)
    assert said.startswith("own-figures.csv") and said.endswith(".") and "\n" not in said


@pytest.mark.parametrize(
    ("table", "content", "message"),
    [
        ("groups", of_kent(*SIDES, "all recipients,Celtic,1"), "value 'Celtic'"),
        ("groups", of_kent(*SIDES, "everybody,White,1"), "row 5, column 'basis'"),
        ("groups", of_kent(*SIDES[:2]), f"Kent to 2021-01-31 has no row {MINORITY!r}"),
        ("groups", of_kent(*SIDES, "all recipients,Unknown,2"), "more than their whole"),
        ("groups", of_kent(*SIDES, "all recipients,Asian,4"), "more than their whole"),
        ("groups", of_kent(*SIDES, "visitors,White,7"), "more than their whole"),
        ("groups", of_kent(SIDES[0], "all recipients,White,0", SIDES[2]), "there is no ratio"),
        ("groups", of_kent(*SIDES, f"all recipients,{MINORITY},3"), "duplicated key"),
        ("years", f"{YEARS}Kent,2021-03-31,7\n", "another day of the year"),
        ("years", f"{YEARS}Kent,2021-09-30,7\nEssex,2022-09-30,7\n", "no row for 2021-09-30"),
        ("officers", f"{OFFICERS}Kent,2021-03-31,7,6.125\n", "at most two decimals"),
        ("officers", f"{OFFICERS}Kent,2021-03-31,7.5,6.1\n", "value '7.5': not a whole number"),
        ("officers", f"{OFFICERS}British Transport Police,2021-03-31,7,6\n", "unknown police fo"),
    ],
)
def test_a_fault_in_what_a_table_means_is_named(table, content, message):
    names = {
        "groups": "notices_by_force_and_ethnicity",
        "years": "aggravated_offences_by_force_year",
        "officers": "officers_by_force",
    }
    with pytest.raises(DataError, match=re.escape(message)):
        read_own(names[table], content.encode())


def test_british_transport_police_can_give_its_offences():
    content = f"{YEARS}British Transport Police,2021-09-30,7\n"
    assert len(read_own("aggravated_offences_by_force_year", content.encode())) == 1


def test_a_table_that_takes_no_own_figures_and_a_file_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(DataError, match="'notices_national': the table takes no own figures"):
        read_own("notices_national", b"")
    with pytest.raises(DataError, match=r"nothing\.csv: No such file"):
        load_own("notices_by_force", str(tmp_path / "nothing.csv"))


def test_the_source_of_own_figures_says_that_no_publication_was_checked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own-figures.csv").write_text(NOTICES + GOOD)
    source = sources_of(load("notices_by_force", "own-figures.csv"))[0]
    assert source.citation.endswith(
        "“Own figures, supplied with this run”, not published elsewhere"
    )
    assert source.known_problems == ("An office’s own figures. No publication was checked.",)
    # GNU sha256sum of the same bytes.
    assert source.sha256.startswith("7320348aa75a5652ef9bbd681447b90e70058e21")


def test_own_figures_under_another_name_have_no_source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(NOTICES + GOOD)
    with pytest.raises(DataError, match="Name your file own-figures.csv"):
        sources_of(load("notices_by_force", "mine.csv"))
