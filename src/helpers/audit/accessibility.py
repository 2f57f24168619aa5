"""Hides how pages are asked about their accessibility in a browser, and what is kept of that."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from helpers.audit.recorded import listed
from helpers.page.statement import NAME
from helpers.run.manifest import recorded_parameters
from helpers.run.office import RESULT, read_check, read_office, write_statement
from helpers.run.parameters import ParameterError
from helpers.run.replacing import replace_together, staging

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTINGS = [
    (1280, "light", "closed"),
    (1280, "light", "open"),
    (320, "light", "closed"),
    (320, "light", "open"),
    (1280, "dark", "open"),
]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
CALLED = "chromium"
AT_ONCE = 12


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
        """One line for each element that breaks a rule, or of which axe cannot say it."""
        for kind, said in (("violations", ""), ("incomplete", "undecided, ")):
            for rule in self.answer[kind]:
                where = f"{said}{self.width} px, {self.scheme}, details {self.details}"
                for node in rule["nodes"]:
                    found = " ".join(node["html"][:200].split())
                    yield f"{rule['id']} ({where}): {rule['help']}: {found}"


def check_folder(project: Path, folder: Path, day: str) -> list[str]:
    """Check every page of a folder, and put the result and the statement that quotes it there.

    The statement is checked last, when it quotes what was found on the other pages. The folder is
    left as it was until all is done.

    Parameters
    ----------
    project
        The folder of ``office.toml`` and ``reports.yml``.
    day
        The date of the check (ISO), which is that of all pages.

    Returns
    -------
    list of str
        One line for each fault and for each thing that axe leaves to a person, by page.

    Raises
    ------
    ParameterError
        There are no pages, or a library or the browser is missing; ``office.toml`` or
        ``reports.yml`` is not as it should be.
    """
    pages = sorted(path for path in folder.glob("*.html") if not _quotes(path.name))
    if not pages:
        raise ParameterError(f"{folder}: no pages of reports. Build them there first.")
    office = read_office(project)
    plans = listed(project, folder, recorded_parameters(folder))
    languages = list(dict.fromkeys(spoken for one in plans for spoken in one.languages))
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory() as temporary, opened() as browser:
        copy = Path(temporary)
        asked = [Path(shutil.copy(path, copy)) for path in pages]
        while asked:
            runs |= check(browser, asked)
            (copy / RESULT).write_text(as_text(summary(runs, day, copy)), "utf-8", newline="\n")
            write_statement(copy, office, read_check(copy), languages)
            quoting = sorted(path for path in copy.glob("*.html") if _quotes(path.name))
            asked = [path for path in quoting if path.name not in runs]
        made = {path.name: path.read_bytes() for path in (copy / RESULT, *quoting)}
    with staging(folder) as stage:
        there = {path.name for path in folder.glob("*.html") if _quotes(path.name)}
        replace_together(stage, folder, made, sorted(there - made.keys()))
    return list(told(runs))


def told(runs: Mapping[str, Iterable[Run]]) -> Iterator[str]:
    """What is wrong or undecided, in one line each; what is in several runs, for each of them."""
    for name, found in sorted(runs.items()):
        faults = (fault for run in found for fault in run.faults())
        yield from (f"{name}: {fault}" for fault in dict.fromkeys(faults))


def chromium() -> str | None:
    """Where the machine has a program called chromium, as Debian does."""
    return shutil.which(CALLED)


@contextmanager
def opened() -> Iterator[Browser]:
    """The machine's own Chromium, or else the one that playwright installed.

    Raises
    ------
    ParameterError
        The libraries are not installed, or there is no browser that starts.
    """
    try:
        import axe_playwright_python.base  # noqa: F401
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        package = (error.name or "playwright").partition(".")[0]
        raise ParameterError(
            f"accessibility check: the Python package {package} is not installed. "
            "Run `pip install '.[accessibility]'` in this folder."
        ) from error
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium())
        except Error as error:
            raise ParameterError(
                f"accessibility check: no {CALLED} that starts. Install it "
                f"(Debian: `apt-get install {CALLED}`)."
            ) from error
        yield browser
        browser.close()


def check(browser: Browser, paths: Sequence[Path]) -> dict[str, list[Run]]:
    """Ask axe about pages, with details closed and open, at both widths and in both schemes.

    A page's own policy forbids scripts, axe too: it is lifted for this check alone. Up to twelve
    pages run side by side. What depends on nothing but colours is asked once in each scheme, with
    all details open: the rule on contrast takes most of the time.
    """
    runs: dict[str, list[Run]] = {}
    for start in range(0, len(paths), AT_ONCE):
        runs |= _side_by_side(browser, paths[start : start + AT_ONCE])
    return runs


def _side_by_side(browser: Browser, paths: Sequence[Path]) -> dict[str, list[Run]]:
    from axe_playwright_python.base import AXE_SCRIPT

    pages = {path.name: browser.new_page(bypass_csp=True) for path in paths}
    for path, page in zip(paths, pages.values(), strict=True):
        page.goto(path.resolve().as_uri())
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


def summary(runs: Mapping[str, Sequence[Run]], day: str, folder: Path) -> dict:
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
        "pages": {name: _findings(folder / name, found) for name, found in sorted(runs.items())},
    }


def as_text(result: dict) -> str:
    """The result as the file holds it."""
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _findings(page: Path, runs: Sequence[Run]) -> dict:
    sha256 = "" if _quotes(page.name) else hashlib.sha256(page.read_bytes()).hexdigest()
    counts: dict[str, int] = {}
    for run in runs:
        for rule in run.answer["violations"]:
            counts[rule["id"]] = max(counts.get(rule["id"], 0), len(rule["nodes"]))
    undecided = set().union(*(run.rules("incomplete") for run in runs))
    violations = dict(sorted(counts.items()))
    return {"sha256": sha256, "violations": violations, "undecided": sorted(undecided)}


def _quotes(name: str) -> bool:
    """True for the statement, in any language."""
    return name.startswith(f"{NAME}.")


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
