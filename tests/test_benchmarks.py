"""The benchmark's pieces that decide what its table says; nothing here is timed."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def script(name):
    found = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def runs(way, *seconds, kind="four"):
    fixed = {"kind": kind, "way": way, "reports": 4, "memory": 300e6}
    return [{**fixed, "seconds": one} for one in seconds]


@pytest.mark.parametrize(
    ("seconds", "said"), [(46, "at least 4.5: met"), (44, "at least 4.5: MISSED")]
)
def test_a_missed_target_is_printed_as_missed(seconds, said):
    found = runs("loop", 1, seconds, 1000) + runs("ours", 9, 10, 11)
    [line] = [row for row in script("builds").table({"runs": found}).splitlines() if "loop" in row]
    assert said in line


def test_the_floor_is_judged_by_how_many_times_its_time_ours_takes():
    table = script("builds").table({"runs": runs("floor", 10) + runs("ours", 13)})
    assert "1.30 times its time | at most 1.25: MISSED" in table


def test_a_notebook_as_a_function_shows_the_last_line_of_each_cell_for_its_parameters():
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["words"]},
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": ["force = 'Kent'"]},
        {"cell_type": "code", "metadata": {}, "source": ["length = len(force)\n", "length"]},
        {"cell_type": "code", "metadata": {}, "source": ["length += 1"]},
        {"cell_type": "code", "metadata": {}, "source": ["[length + n for n in (0, 1)]"]},
    ]
    shown = {}
    script("plain").as_function(json.dumps({"cells": cells}))(shown.__setitem__, force="Essex")
    assert shown == {2: 5, 4: [6, 7]}
