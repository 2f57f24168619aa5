"""The register of raw files: who published each, when, under what licence, with which checksum."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from helpers.data.errors import DataError
from helpers.data.publication import in_words, publication

REGISTER = "data/sources.toml"
QUALITIES = ("green", "amber", "red")
CASES = (
    "1_north_yorkshire_fpn_profile",
    "2_wiltshire_fpn_breakdown",
    "3_south_wales_recruitment_trend",
    "4_essex_hate_crime_growth",
)
REPORTS = (*CASES, "5_published_figures_check")
LISTS = ("known_problems", "used_by")
MAY_BE_EMPTY = ("edition", "address", "second_hand")
MAY_BE_ABSENT = {"title_language"}
TITLE_LANGUAGES = ("cy",)
SINGLE_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True)
class Source:
    """One raw file and its publication.

    ``path`` is relative to ``data/raw``. ``second_hand`` names who quotes the figure when the
    producer's own publication was not read, and is empty otherwise. ``published`` is as precise as
    the publication shows; an inferred date says so. ``title_language`` is that of a title that is
    not English, and is left out otherwise.
    """

    path: str
    producer: str
    title: str
    edition: str
    published: str
    address: str
    licence: str
    sha256: str
    second_hand: str
    known_problems: tuple[str, ...]
    quality: str
    used_by: tuple[str, ...]
    title_language: str = ""

    @property
    def title_in_citation(self) -> str:
        """The title, with single quotation marks in place of those within it."""
        return re.sub(r'"([^"]*)"', r"‘\1’", self.title).translate(SINGLE_QUOTES)

    @property
    def citation(self) -> str:
        """Producer, title, date in full, and by whom it is quoted when it is second hand."""
        title = self.title_in_citation
        edition = f", {self.edition}" if self.edition else ""
        quoted = f"; second hand, as quoted by {self.second_hand}" if self.second_hand else ""
        return f"{self.producer}, “{title}”{edition}, {in_words(self.published)}{quoted}"


@lru_cache(maxsize=4)
def parse_register(content: bytes) -> dict[str, Source]:
    """The records of the register, keyed by path and sorted.

    Raises
    ------
    DataError
        Not TOML; a record lacks or adds a field, or one is empty or of another type; a quality, a
        report, a date or a checksum is not one; a path is registered twice. The row is that of the
        record.
    """
    records = _records(content)
    rows = [
        number
        for number, line in enumerate(content.decode("utf-8").splitlines(), 1)
        if line.strip() == "[[file]]"
    ]
    sources: dict[str, Source] = {}
    for row, record in zip(rows, records, strict=True):
        _check_record(record, row)
        if record["path"] in sources:
            raise _fault("registered twice", "Keep one record", row, "path", record["path"])
        lists = {name: tuple(record[name]) for name in LISTS}
        sources[record["path"]] = Source(**{**record, **lists})
    return dict(sorted(sources.items()))


def _records(content: bytes) -> list[dict]:
    try:
        tables = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise _fault("not text in UTF-8", "Restore it from the repository") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        row = int(line[1]) if line else None
        raise _fault("not readable as TOML", "Mend the line or the one before", row) from None
    records = tables.get("file")
    listed = isinstance(records, list) and all(isinstance(each, dict) for each in records)
    if set(tables) != {"file"} or not listed:
        raise _fault("not a list of records", "Begin each record with [[file]]")
    return records


def _check_record(record: dict, row: int) -> None:
    fields = Source.__dataclass_fields__.keys()
    for name in sorted((fields - MAY_BE_ABSENT - record.keys()) | (record.keys() - fields)):
        problem = "unknown field" if name in record else "the field is missing"
        raise _fault(problem, f"A record has the fields {', '.join(fields)}", row, name)
    for name, value in record.items():
        _check_type(name, value, row)
    _check_words("quality", [record["quality"]], QUALITIES, row)
    _check_words("used_by", record["used_by"], REPORTS, row)
    if "title_language" in record:
        _check_words("title_language", [record["title_language"]], TITLE_LANGUAGES, row)
    _check_published(record["published"], row)
    if not re.fullmatch(r"[0-9a-f]{64}", record["sha256"]):
        remedy = "Give the 64 hexadecimal digits of the file"
        raise _fault("not a checksum", remedy, row, "sha256", record["sha256"])


def _check_type(name: str, value: object, row: int) -> None:
    if name in LISTS:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise _fault("not a list of texts", 'Write it as ["…"]', row, name, value)
    elif not isinstance(value, str):
        raise _fault("not a text", "Put it in quotation marks", row, name, value)
    elif not value and name not in MAY_BE_EMPTY:
        raise _fault("the field is empty", "Give what the publication shows", row, name)


def _check_published(published: str, row: int) -> None:
    try:
        publication(published)
    except ValueError:
        remedy = "Write 2020, 2020-07 or 2020-07-31, what is not certain behind it, or undated"
        raise _fault("not a date of publication", remedy, row, "published", published) from None


def _check_words(name: str, words: list[str], allowed: tuple[str, ...], row: int) -> None:
    for word in words:
        if word not in allowed:
            raise _fault("unknown", f"Use one of {', '.join(allowed)}", row, name, word)


def _fault(
    problem: str,
    remedy: str,
    row: int | None = None,
    field: str | None = None,
    value: object = None,
) -> DataError:
    return DataError(problem, remedy, file=REGISTER, row=row, column=field, value=value)
