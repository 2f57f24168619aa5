"""Dates of publication, as precise as the register knows them."""

from __future__ import annotations

import pytest

from helpers.data import read_sources
from helpers.data.errors import DataError
from helpers.data.publication import publication, span
from helpers.data.register import parse_register


@pytest.mark.parametrize(
    ("written", "dates", "inferred"),
    [
        ("2020-07-31", ("2020-07-31",), False),
        ("2020-07", ("2020-07",), False),
        ("2020-07 (the page is stamped 2024)", ("2020-07",), False),
        ("2012 (inferred)", ("2012",), True),
        ("2020-07 or 2020-08 (day not shown in the copy read)", ("2020-07", "2020-08"), False),
        ("2022-06/07 (inferred)", ("2022-06", "2022-07"), True),
        ("2020-21 (inferred)", ("2020", "2021"), True),
    ],
)
def test_a_date_stays_as_precise_as_it_is_written(written, dates, inferred):
    assert publication(written) == (dates, inferred)


@pytest.mark.parametrize(
    "written",
    [
        "undated",
        "not stated in the copy read",
        "census of 21 March 2021 (publication date not stated in the copy read)",
    ],
)
def test_no_date_is_made_where_none_is_known(written):
    assert publication(written) is None
    assert span([written]) == (None, None, 1, 1)


@pytest.mark.parametrize(
    "written", ["", "May 2020", "2020-7", "2020-13", "2020-05-32", "2021-02-29", "20"]
)
def test_what_is_not_a_date_is_refused(written):
    with pytest.raises(ValueError, match="not a date of publication"):
        publication(written)


def test_the_first_and_the_last_are_found_by_the_days_that_a_date_allows():
    dates = span(["2016-09", "2016", "2015-12-31", "2017-01 or 2017-02", "2017-02-28"])
    assert dates.first.dates == ("2015-12-31",)
    assert dates.last.dates == ("2017-01", "2017-02")
    assert span(["2016-09", "2016"]).first.dates == ("2016",)
    assert span(["2016-12-31", "2016"]).last.dates == ("2016",)
    assert span(["2016-01", "2016"]).first.dates == ("2016",)
    assert span(["2017-01-15", "2017-01 or 2017-02"]).first.dates == ("2017-01", "2017-02")


def test_records_made_for_this_project_are_not_among_the_sources_without_a_date():
    dates = span(["2016", "not published elsewhere", "undated"])
    assert (dates.sources, dates.undated) == (2, 1)
    assert span([]) == (None, None, 0, 0)


def test_the_register_refuses_a_date_that_cannot_be_read(project):
    register = (project / "data/sources.toml").read_text("utf-8")
    assert 'published = "2020-05-15"' in register
    changed = register.replace('published = "2020-05-15"', 'published = "15 May 2020"', 1)
    with pytest.raises(DataError, match="'published', value '15 May 2020': not a date of publ"):
        parse_register(changed.encode())


def test_every_source_of_the_project_has_a_date_or_says_that_there_is_none():
    dates = span(source.published for source in read_sources().values())
    assert dates.first.dates == ("1992-05-14",)  # Hansard, written answer of 14 May 1992
    assert dates.last.dates == ("2025-10-18",)  # Express and Star, 18 October 2025
    assert 0 < dates.undated < 20 < dates.sources
