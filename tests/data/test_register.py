"""How a source is cited."""

from __future__ import annotations

import re
from dataclasses import replace

from helpers.data import read_sources

ANY = next(iter(read_sources().values()))


def test_quotation_marks_within_a_title_become_single_ones():
    source = replace(ANY, title='"Clear bias" in “police fines”')
    assert "“‘Clear bias’ in ‘police fines’”" in source.citation


def test_a_citation_says_who_quotes_a_figure_only_where_somebody_does():
    first_hand = replace(ANY, second_hand="")
    assert "second hand" not in first_hand.citation
    assert replace(ANY, second_hand="BBC News").citation.endswith(
        "; second hand, as quoted by BBC News"
    )


def test_the_dates_of_a_citation_stand_in_full_with_what_is_remarked_on_them():
    shown = {
        "2020-05-15": "15 May 2020",
        "2020-07 (day not shown in the copy read)": "July 2020 (day not shown in the copy read)",
        "2018-09/10 (inferred)": "September 2018 or October 2018 (inferred)",
        "2017-18 (inferred)": "2017 or 2018 (inferred)",
        "2022": "2022",
        "undated": "undated",
    }
    for published, words in shown.items():
        source = replace(ANY, published=published, second_hand="")
        assert source.citation.endswith(f", {words}")


def test_no_citation_of_the_register_has_an_iso_date_or_says_its_date_twice():
    for source in read_sources().values():
        said = source.citation.replace(source.title_in_citation, "")
        assert not re.search(r"\d{4}-\d\d", said.replace(source.second_hand or "-", "")), said
        assert said.count("inferred") <= 1, said
