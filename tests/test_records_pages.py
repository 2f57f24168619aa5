"""From records with canaries to a page and a bundle: what must not be in anything written."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from helpers.audit.protected import publish_tables
from helpers.commands.building import list_reports
from helpers.data.records.checking import check, has_errors
from helpers.run.batch import Workers, build
from helpers.run.forces import plan_forces, read_analyses
from helpers.run.parameters import ParameterError

PROJECT = Path(__file__).parents[1]
CANARIES = {
    "Notice reference": "CANARY-NOTICE-{:04}",
    "Person reference": "CANARYPERSON{:04}",
    "Name": "Canaria Canarsdottir {}",
    "Residence": "SN99 {}CZ",
    "Date of birth": "1987-06-05",
    "Comment": "CANARY was in the park",
}
PLANTED = re.compile(
    rb"CANARY-NOTICE|CANARYPERSON|Canaria|Canarsdottir|CANARY was|SN99|1987-06-05", re.IGNORECASE
)
SPREAD = {"W1": 200, "A1": 60, "B2": 40, "M1": 25, "NS": 30}
TABLES = ["notices_by_ethnicity_and_month", "notices_by_ethnicity_and_sex"]
SLEEVE = re.compile(rb"base64,([A-Za-z0-9+/=]+)")


def rows() -> Iterator[dict[str, str]]:
    codes = [code for code, times in SPREAD.items() for _ in range(times)]
    for number, code in enumerate(codes):
        planted = {name: value.format(number % 10_000) for name, value in CANARIES.items()}
        planted["Residence"] = f"SN99 {number % 9}CZ"
        yield planted | {
            "Date issued": f"2020-{4 + number % 2:02}-{1 + number % 28:02}",
            "Self-defined ethnicity": code,
            "Sex": "MF"[number % 3 == 0],
        }


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Path:
    """A release of two tables, in a folder beside the records that they were counted from."""
    folder = tmp_path_factory.mktemp("private")
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, next(rows()), lineterminator="\n")
    table.writeheader()
    table.writerows(rows())
    (folder / "notices.csv").write_text(text.getvalue(), "utf-8")
    (folder / "mapping.toml").write_text('home_postcodes = ["SN99"]\n')
    checked = check(folder / "notices.csv", "fpn", folder / "mapping.toml", folder / "kept")
    assert not has_errors(checked), checked.faults
    publish_tables(folder / "kept", "fpn", TABLES, "spring", "Wiltshire", folder / "out")
    return folder / "out" / "spring"


def built(released: Path, out: Path, broken: bool = False) -> list:
    analyses = read_analyses(PROJECT)
    given = {"figures": str(released)}
    plans = plan_forces(analyses, ["notices-profile"], ["Wiltshire"], given)
    if broken:
        plans = [one._replace(origin=None) for one in plans]
        plans[0].notebook.cells[-1].source = "raise ValueError(str(locals()))"
    return [*build(plans, out, out / "failed", lambda name: None, workers=Workers(1))]


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file below a folder, what archives hold, and what stands encoded in addresses."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from _within(str(path.relative_to(folder)), path.read_bytes())


def _within(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, name.encode() + b"\n" + content
    yield name, unquote_to_bytes(content)
    for sleeve in SLEEVE.findall(content):
        yield name, base64.b64decode(sleeve + b"=" * (-len(sleeve) % 4))
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _within(f"{name}/{member}", archive.read(member))


def planted_in(folder: Path) -> list[str]:
    return sorted({name for name, content in everything_in(folder) if PLANTED.search(content)})


def test_the_search_sees_a_canary_in_a_file_in_an_archive_and_in_an_address(tmp_path):
    (tmp_path / "a.csv").write_text("CANARY-NOTICE-0001")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("sheet.xml", "<v>SN99 3CZ</v>")
    (tmp_path / "c.html").write_text("data:image/svg+xml,%43anaria")
    (tmp_path / "d.html").write_text(f"base64,{base64.b64encode(b'CANARYPERSON').decode()}")
    assert planted_in(tmp_path) == [
        "a.csv",
        "b.xlsx",
        "b.xlsx/sheet.xml",
        "c.html",
        "d.html",
    ]


def test_no_canary_is_in_a_release_or_in_any_file_of_its_page(released, tmp_path):
    assert planted_in(released.parent) == []
    [outcome] = built(released, tmp_path)
    assert outcome.problem == "" and (tmp_path / f"{outcome.name}.html").is_file()
    kinds = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert kinds >= {".html", ".csv", ".ods", ".xlsx", ".json"}
    assert planted_in(tmp_path) == []


def test_no_canary_is_in_what_a_failed_page_leaves(released, tmp_path):
    [outcome] = built(released, tmp_path, broken=True)
    assert "ValueError" in outcome.problem
    assert sorted(path.suffix for path in (tmp_path / "failed").iterdir()) == [".ipynb", ".log"]
    assert planted_in(tmp_path) == [] and not PLANTED.search(outcome.problem.encode())


def test_the_page_says_that_it_rests_on_own_records_and_names_no_folder(released, tmp_path):
    [outcome] = built(released, tmp_path)
    page = (tmp_path / f"{outcome.name}.html").read_text("utf-8")
    assert outcome.name == "notices_profile_wiltshire_own_figures"
    shown = re.sub(r'<details class="code">.*?</details>', "", page, flags=re.DOTALL)
    assert "Own records, not published figures." in shown and "ynthetic" not in shown
    assert str(released.parent) not in page and released.parts[-3] not in page
    offered = (tmp_path / outcome.name / "own-figures.csv").read_bytes()
    assert offered == (released / "tables.csv").read_bytes()
    entry = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["reports"][outcome.name]
    assert entry["parameters"]["figures"] == "own-figures.csv"


def test_made_up_records_are_marked_in_title_captions_charts_and_file_names(tmp_path):
    made_up = PROJECT / "src/helpers/data/records/synthetic-notices.csv"
    [outcome] = built(made_up, tmp_path)
    page = (tmp_path / f"{outcome.name}.html").read_text("utf-8")
    assert outcome.problem == "" and "synthetic" in outcome.name
    assert "<title>Synthetic: " in page and re.search("<h1[^>]*>Synthetic: ", page)
    assert "Synthetic: made up by a program." in page
    captions = re.findall(r"<(?:caption|figcaption)>(.*?)</", page)
    about_the_page = {"Parameters and version", "Raw files that this page was made from"}
    about_the_page |= {
        "Record of this page",
        "Publications, and what is known to be wrong with each",
    }
    told = [caption for caption in captions if caption not in about_the_page]
    wrong = [
        one for one in told if not one.startswith("Synthetic: ") and "census" not in one.lower()
    ]
    assert told and wrong == []
    pictures = re.findall(r'<img alt="([^"]*)"', page)
    assert pictures and all(": synthetic figures; " in alt for alt in pictures)
    assert page.count("SYNTHETIC") >= 2 * len(pictures)
    tables = [*(tmp_path / outcome.name).rglob("*.csv")]
    assert tables and all("synthetic" in path.parent.as_posix() for path in tables)


@pytest.mark.parametrize("analysis", ["notices-profile", "stop-and-search"])
def test_without_own_records_no_page_is_planned(analysis):
    with pytest.raises(ParameterError, match=f"{analysis}: nothing is published for it"):
        plan_forces(read_analyses(PROJECT), [analysis], ["Wiltshire"])


def test_a_page_of_all_analyses_leaves_out_those_of_records():
    plans = plan_forces(read_analyses(PROJECT), [], ["Wiltshire"])
    assert plans and not any("stop_and" in one.name or "profile" in one.name for one in plans)


def test_a_release_of_searches_is_refused_for_a_page_of_notices():
    searches = PROJECT / "src/helpers/data/records/synthetic-searches.csv"
    with pytest.raises(ValueError, match="records of another kind"):
        plan_forces(
            read_analyses(PROJECT), ["notices-profile"], ["Wiltshire"], {"figures": str(searches)}
        )


def test_the_list_of_forces_names_the_pages_from_own_records(capsys):
    list_reports(forces=True)
    told = capsys.readouterr().out.splitlines()[-1]
    assert told == "any force, from own records: stop-and-search, notices-profile"
