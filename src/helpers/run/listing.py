"""Hides what a folder of reports says of them all: its index, and what became of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from helpers.page.site import file_name, index, read_entry
from helpers.page.words import ENGLISH
from helpers.run.batch import Outcome
from helpers.run.manifest import recorded_parameters
from helpers.run.planning import Plan
from helpers.run.replacing import write_whole

RECORD = "batch.json"


def write_index(listed: Sequence[Plan], out: Path) -> None:
    """List in ``index.html`` every listed report that has a page in the folder.

    The area is that which the page was built with, as the manifest of the folder records it. A page
    that was built with other parameters than those listed stands there without a period.
    """
    entries = []
    built_with = recorded_parameters(out)
    for ready in listed:
        path = out / f"{ready.name}.html"
        if path.is_file():
            chosen = built_with.get(ready.name, ready.parameters)
            area = chosen["police_force"] if "police_force" in chosen else chosen["area"]
            period = ready.period if chosen == ready.parameters else ""
            text = path.read_text("utf-8")
            others = [
                other
                for other in ready.languages
                if other != ENGLISH and (out / file_name(ready.name, other)).is_file()
            ]
            entry = read_entry(text, ready.name, str(area), period)
            entries.append(entry._replace(languages=others))
    write_whole(out / "index.html", index(entries).encode("utf-8"))


def write_record(outcomes: Sequence[Outcome], out: Path) -> None:
    """Write ``batch.json``: what became of each report, for programs.

    Seconds are rounded to tenths; memory is the most that the process held, in megabytes.
    """
    records = {
        one.name: {
            "memory_megabytes": round(one.memory / 1e6),
            "reason": one.problem,
            "seconds": round(one.seconds, 1),
            "status": "failed" if one.problem else "written",
        }
        for one in outcomes
    }
    text = json.dumps({"format": 1, "reports": records}, ensure_ascii=False, indent=1)
    write_whole(out / RECORD, f"{text}\n".encode())
