"""How a source is cited."""

from __future__ import annotations

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
