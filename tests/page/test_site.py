"""The frame around a report, and the index."""

from __future__ import annotations

from helpers.page.site import index, page, read_entry

BODY = """<h1>Who was fined?</h1>
<h2>Key findings</h2>
<ul class="findings">
<li>In Wiltshire <data data-number="a.b" value="245">245</data> notices &amp; more.</li>
</ul>
<h2 id="finding-many">Finding: <data data-number="a.b" value="245">245</data> notices</h2>
<h3>A detail</h3>"""


def test_a_page_takes_title_and_description_from_its_body():
    html = page(BODY, "wiltshire")
    assert "<title>Who was fined? – Race disparity in focus, rebuilt</title>" in html
    assert '<meta name="description" content="In Wiltshire 245 notices &amp; more.">' in html
    assert '<html lang="en-GB">' in html and 'href="wiltshire/numbers.csv"' in html


def test_every_heading_has_an_anchor_and_the_contents_link_to_the_second_level():
    html = page(BODY, "wiltshire")
    assert '<h2 id="key-findings">' in html and '<h3 id="a-detail">' in html
    assert '<li><a href="#key-findings">Key findings</a></li>' in html
    assert '<li><a href="#finding-many">245 notices</a></li>' in html
    assert 'href="#a-detail"' not in html


def test_the_index_lists_title_area_period_and_first_finding_escaped():
    entry = read_entry(page(BODY, "w"), "w", "Wiltshire <b>", "2020-03-27", "2020-05-11")
    html = index([entry])
    assert '<a href="w.html">Who was fined?</a>' in html
    assert "Wiltshire &lt;b&gt;, 27 March 2020 to 11 May 2020" in html
    assert "In Wiltshire 245 notices &amp; more." in html


def test_a_report_without_a_period_stands_in_the_index_by_its_area_alone():
    entry = read_entry(page(BODY, "w"), "w", "All areas")
    assert '<p class="scope">All areas</p>' in index([entry])


def test_years_stand_in_the_index_as_years():
    entry = read_entry(page(BODY, "w"), "w", "South Wales", 2015, 2019)
    assert entry.period == "2015 to 2019"
