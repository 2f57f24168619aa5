"""The accessibility check: axe over every committed page, and the file that says what it found.

``python tests/accessibility.py`` writes ``reports/accessibility.json``: the date, the checksum of
each page, and what was found. But for the date, the same pages give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

REPORTS = Path(__file__).parents[1] / "reports"
RESULT = REPORTS / "accessibility.json"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTINGS = [
    (1280, "light", "closed"),
    (1280, "light", "open"),
    (320, "light", "closed"),
    (320, "light", "open"),
    (1280, "dark", "open"),
]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


class Run(NamedTuple):
    """What axe answered about a page at one width, in one colour scheme, details closed or open."""

    width: int
    scheme: str
    details: str
    answer: dict

    def rules(self, kind: str) -> set[str]:
        """The rules that ``passes``, ``violations``, ``incomplete`` or ``inapplicable`` lists."""
        return {rule["id"] for rule in self.answer[kind]}

    def faults(self) -> Iterator[str]:
        """One line for each element that breaks a rule."""
        for rule in self.answer["violations"]:
            for node in rule["nodes"]:
                where = f"{self.width} px, {self.scheme}, details {self.details}"
                yield f"{rule['id']} ({where}): {rule['help']}: {node['html'][:200]}"


def chromium() -> str | None:
    """Where the machine has a program called chromium, as Debian does."""
    return shutil.which("chromium")


def launch(playwright: Playwright) -> Browser:
    """The machine's own Chromium."""
    return playwright.chromium.launch(executable_path=chromium())


def check(browser: Browser, paths: Sequence[Path]) -> dict[str, list[Run]]:
    """Ask axe about pages, with details closed and open, at both widths and in both schemes.

    A page's own policy forbids scripts, axe too: it is lifted for this check alone. The pages run
    side by side. What depends on nothing but colours is asked once in each scheme, with all details
    open: the rule on contrast takes most of the time.
    """
    pages = {path.name: browser.new_page(bypass_csp=True) for path in paths}
    for path, page in zip(paths, pages.values(), strict=True):
        page.goto(path.as_uri())
        page.evaluate(AXE_SCRIPT)
    runs: dict[str, list[Run]] = {name: [] for name in pages}
    for setting in SETTINGS:
        for page in pages.values():
            _start(page, *setting)
        for name, page in pages.items():
            runs[name].append(Run(*setting, page.evaluate("() => window.answer")))
    for page in pages.values():
        page.close()
    return runs


def _start(page: Page, width: int, scheme: str, details: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    options = {"resultTypes": ["violations"], "selectors": False}
    if scheme == "dark":
        options["runOnly"] = COLOUR_RULES
    else:
        options["runOnly"] = {"type": "tag", "values": TAGS}
        coloured = (width, details) == (1280, "open")
        options["rules"] = {rule: {"enabled": coloured} for rule in COLOUR_RULES}
    page.evaluate(
        """([open, options]) => {
            document.querySelectorAll("details").forEach(folded => { folded.open = open; });
            window.answer = axe.run(options);
        }""",
        [details == "open", options],
    )


def summary(runs: dict[str, list[Run]], day: str) -> dict:
    """What was run on which day and what was found, page by page, ready to be written as JSON.

    ``sha256`` is the checksum of the page, empty for the statement, which quotes this result;
    ``violations`` has, for each rule broken, the largest number of elements in one run;
    ``undecided`` the rules that axe left to a person to decide.
    """
    every = [run for found in runs.values() for run in found]
    engine = every[0].answer["testEngine"]
    kinds = ("passes", "violations", "incomplete", "inapplicable")
    return {
        "date": day,
        "tool": f"{engine['name']} {engine['version']}",
        "tags": TAGS,
        "rules": sorted(set().union(*(run.rules(kind) for run in every for kind in kinds))),
        "widths": [1280, 320],
        "colour_schemes": ["light", "dark"],
        "details": ["closed", "open"],
        "pages": {name: _findings(name, found) for name, found in sorted(runs.items())},
    }


def _findings(name: str, runs: list[Run]) -> dict:
    quoting = name.startswith(f"{RESULT.stem}.")
    sha256 = "" if quoting else hashlib.sha256((REPORTS / name).read_bytes()).hexdigest()
    counts: dict[str, int] = {}
    for run in runs:
        for rule in run.answer["violations"]:
            counts[rule["id"]] = max(counts.get(rule["id"], 0), len(rule["nodes"]))
    undecided = set().union(*(run.rules("incomplete") for run in runs))
    violations = dict(sorted(counts.items()))
    return {"sha256": sha256, "violations": violations, "undecided": sorted(undecided)}


def as_text(result: dict) -> str:
    """The result as the file holds it."""
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Check every page of ``reports/`` and write the result there."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        runs = check(browser, sorted(REPORTS.glob("*.html")))
        browser.close()
    for name, found in runs.items():
        for fault in dict.fromkeys(fault for run in found for fault in run.faults()):
            print(f"{name}: {fault}")
    today = date.today().isoformat()
    RESULT.write_text(as_text(summary(runs, today)), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
