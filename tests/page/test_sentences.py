"""Prose whose numbers come from code."""

from __future__ import annotations

import pytest

from helpers.page.numbers import Number
from helpers.page.sentences import (
    finding,
    findings,
    listed,
    ordinal,
    paragraph,
    say,
    section,
    section_links,
)

COUNT = Number("wiltshire.notices.all", "Notices", 245, "notices")


def test_a_number_in_a_sentence_carries_its_id_and_its_value():
    sentence = say("Wiltshire recorded {count} notices.", count=COUNT)
    assert sentence.plain == "Wiltshire recorded 245 notices."
    assert '<data data-number="wiltshire.notices.all" value="245">245</data>' in sentence.html
    assert sentence.numbers == (COUNT,)


def test_a_typed_result_is_refused_but_a_year_a_date_and_an_age_are_not():
    say("From 2 April to 11 May 2020, men aged 18 to 34.")
    say("In 2016/17.")
    with pytest.raises(ValueError, match="'2' is typed"):
        say("There were 245 notices.")
    with pytest.raises(ValueError, match="typed"):
        say("A 54 per cent increase.")


def test_a_value_that_the_sentence_does_not_use_is_refused():
    with pytest.raises(ValueError, match="given"):
        say("There were notices.", count=COUNT)


def test_words_and_text_are_escaped():
    sentence = say("The force of {name} & others.", name="<script>alert(1)</script>")
    assert sentence.html == "The force of &lt;script&gt;alert(1)&lt;/script&gt; &amp; others."


def test_findings_paragraphs_and_claims_keep_every_number():
    sentence = say("There were {count}.", count=COUNT)
    assert findings(sentence, sentence).html.count("<li>") == 2
    assert paragraph(sentence).numbers == findings(sentence).numbers == (COUNT,)
    claim = finding("{count} notices were issued", count=COUNT)
    assert claim.html.startswith('<h2 id="finding-notices-were-issued">Finding: <data')


def test_the_anchor_of_a_finding_has_no_words_that_the_numbers_left_behind():
    claim = finding("In {count} of {count} forces with figures, it is {count}", count=COUNT)
    assert 'id="finding-forces-with-figures"' in claim.html


def test_lists_and_ranks_read_as_prose():
    assert listed(["Asian"]) == "Asian"
    assert listed(["Asian", "Black", "Mixed"]) == "Asian, Black and Mixed"
    assert [ordinal(rank) for rank in (1, 9, 10, 11, 22, 43, 111)] == [
        "first", "ninth", "10th", "11th", "22nd", "43rd", "111th",
    ]  # fmt: skip


def test_the_links_to_sections_lead_to_their_anchors_and_sections_keep_their_numbers():
    part = paragraph(say("There were {count}.", count=COUNT))
    shown = section("Devon & Cornwall", part)
    assert shown.html.startswith('<h3 id="devon-and-cornwall">Devon &amp; Cornwall</h3>')
    assert shown.numbers == (COUNT,)
    links = section_links(["Devon & Cornwall", "Kent"])
    assert '<a href="#devon-and-cornwall">Devon &amp; Cornwall</a>, <a href="#kent">' in links.html
