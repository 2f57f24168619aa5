"""Pages of the analyses for any force against the list of what a page must be; hard ones in CI.

With the folder that ``DISPARITY_PAGES`` names, such as ``forces``, every page of it is asked
instead, but not by axe: that is `disparity accessibility`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from forces import numbers_of, reports_of
from structure import read
from structure_text import faults_of_pages_together
from test_browser import CROWDED, NARROW, OPEN_ALL, REACHING_OUT
from test_methods import SECTIONS, SHARED, bold, code_of, sections_of
from test_pages import CHECKS

from helpers.audit.accessibility import check, told
from helpers.page.numbers import slug
from helpers.run.report import Report

LIST = Path(__file__).parents[1] / "reports.yml"
FOLDER = os.environ.get("DISPARITY_PAGES", "")
# no area on the map, numbers of events beside the highest tick, the fewest residents, Welsh,
# no share published, an officer total of its own
SAMPLE = {
    "force_hate_crime_growth": [
        "British Transport Police",
        "Greater Manchester",
        "London, City of",
    ],
    "force_notices_per_resident": ["Dyfed-Powys", "London, City of"],
    "force_notices_by_ethnicity": ["Lincolnshire", "Sussex"],
    "force_officers": ["North Wales", "Warwickshire"],
}
NO_EDITIONS = "no section 'edition-history'"
CHOSEN = {f"{name}_{slug(force)}": (name, force) for name, all in SAMPLE.items() for force in all}
NAMES = sorted(path.stem for path in Path(FOLDER).glob("*.html")) if FOLDER else [*CHOSEN]
COMPARISONS = {slug(one["name"]) for one in yaml.safe_load(LIST.read_text("utf-8"))["analyses"]}
each_page = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    """The pages by name, each with its downloads beside it."""
    if FOLDER:
        return {name: Path(FOLDER) / f"{name}.html" for name in NAMES}
    folder = tmp_path_factory.mktemp("forces")
    for page in ("index.html", "accessibility.html", "manifest.json"):
        (folder / page).write_text("")
    for notebook, forces in SAMPLE.items():
        for force, report in reports_of(notebook, forces).items():
            assert isinstance(report, Report), report
            name = f"{notebook}_{slug(force)}"
            files = {f"{name}.html": report.page.encode("utf-8")}
            files |= {f"{name}/{file}": text for file, text in report.downloads.items()}
            for file, content in files.items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(content)
    return {name: folder / f"{name}.html" for name in NAMES}


@pytest.fixture(scope="module")
def tab(browser) -> Iterator:
    context = browser.new_context(viewport=NARROW)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", [one for one in NAMES if one not in COMPARISONS])
def test_a_page_of_a_force_has_no_fault(pages, name):
    page = read(pages[name])
    faults = [f"{said}: {one}" for said, check in CHECKS.items() for one in check(page)]
    assert [one for one in faults if not one.endswith(NO_EDITIONS)] == []


def test_titles_and_descriptions_tell_the_pages_of_forces_apart(pages):
    assert faults_of_pages_together([read(path) for path in pages.values()]) == []


@each_page
def test_at_320_pixels_nothing_of_a_page_of_a_force_is_wider_than_the_page(tab, pages, name):
    tab.goto(pages[name].resolve().as_uri())
    tab.evaluate(OPEN_ALL)
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert tab.evaluate(REACHING_OUT) == []


@each_page
def test_no_words_of_a_chart_for_a_force_are_cut_off_or_over_one_another(tab, pages, name):
    crowded = []
    for drawing in re.findall(r'="data:image/svg\+xml,([^"]+)"', pages[name].read_text("utf-8")):
        tab.set_content(unquote(drawing))
        crowded += tab.evaluate(CROWDED)
    assert crowded == []


@pytest.mark.skipif(bool(FOLDER), reason="a folder has its notebooks elsewhere")
@pytest.mark.parametrize("notebook", SAMPLE)
def test_the_methods_of_a_notebook_for_any_force_are_those_of_its_section(notebook):
    numbers = numbers_of(reports_of(notebook, SAMPLE[notebook]))
    recorded = {row["method"] for row in numbers.values()} - {""}
    own = bold(SECTIONS[sections_of(notebook)[0]])
    assert recorded - own - SHARED == set()
    assert [one for one in own - recorded if f'"{one}"' not in code_of(notebook)] == []


@pytest.mark.skipif(bool(FOLDER), reason="all pages of a folder: disparity accessibility")
def test_axe_finds_no_fault_on_pages_of_forces_and_leaves_none_undecided(browser, pages):
    asked = ("force_hate_crime_growth", "force_notices_by_ethnicity")
    runs = check(browser, [pages[f"{name}_{slug(SAMPLE[name][0])}"] for name in asked])
    assert list(told(runs)) == []
    assert all(run.rules("passes") for found in runs.values() for run in found)
