"""The index that a batch writes."""

from __future__ import annotations

import nbformat
import pytest

from helpers.run.batch import Plan, write_index

PERIOD = {"period_start": "2020-03-27", "period_end": "2020-05-11"}


@pytest.mark.parametrize(
    ("parameters", "scope"),
    [
        ({"police_force": "Wiltshire", **PERIOD}, "Wiltshire, 27 March 2020 to 11 May 2020"),
        ({"area": "All areas"}, "All areas"),
    ],
)
def test_a_report_stands_in_the_index_with_its_force_and_period_or_with_its_area(
    tmp_path, parameters, scope
):
    (tmp_path / "kent.html").write_text("<h1>Who was fined?</h1>", "utf-8")
    plan = Plan("kent", nbformat.v4.new_notebook(), {}, parameters)
    write_index([plan], [], tmp_path)
    assert f'<p class="scope">{scope}</p>' in (tmp_path / "index.html").read_text("utf-8")
