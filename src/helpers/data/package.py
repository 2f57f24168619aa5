"""Hides how ``datapackage.json`` says what every file of ``data`` holds and who published it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd
import pandera.pandas as pa

from helpers.data import columns as said
from helpers.data.checks import check
from helpers.data.errors import DataError
from helpers.data.fields import table_schema
from helpers.data.project import raw_folder
from helpers.data.register import REGISTER, Source
from helpers.data.sources import read_sources
from helpers.data.tables import (
    aggravated_offences,
    claims,
    hate_crime,
    ledger,
    notice_publications,
    population,
    workforce,
)

PACKAGE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
END, LEDGER_END = ".csv", ".exclusions.csv"
MAPS = {".geojson": {"format": "geojson", "mediatype": "application/geo+json"}}
TABLE = {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "aggravated_offences_by_force_quarter.csv": aggravated_offences.QUARTERS,
    "aggravated_offences_totals.csv": aggravated_offences.TOTALS,
    "checks.csv": ledger.CHECKS,
    "claims.csv": claims.CLAIMS,
    "counts.csv": notice_publications.COUNTS,
    "force_own_counts.csv": hate_crime.OWN_COUNTS,
    "hate_crime_by_force.csv": hate_crime.BY_FORCE,
    "hate_crime_changes.csv": hate_crime.CHANGES,
    "hate_crime_national.csv": hate_crime.NATIONAL,
    "left_out.csv": ledger.LEFT_OUT,
    "north_yorkshire.csv": population.age_schema(),
    "officers.csv": workforce.STATEMENT_SCHEMA,
    "officers_by_force.csv": workforce.OFFICERS_SCHEMA,
    "recording_events.csv": hate_crime.EVENTS,
    "recruitment.csv": workforce.RECRUITMENT_SCHEMA,
    "rules.csv": ledger.RULES,
    "shares_by_force.csv": workforce.SHARES_SCHEMA,
    "south_wales_officers_by_ethnicity.csv": workforce.GROUPS_SCHEMA,
    "statements.csv": notice_publications.STATEMENTS,
    "survey_estimates.csv": hate_crime.SURVEY,
}


def describe(texts: Mapping[str, str]) -> str:
    """The data package of the registered raw files and of the processed tables, as its text.

    The same registered files and tables give the same text.

    Parameters
    ----------
    texts
        The processed tables and their ledgers as CSV, by the name of their file.

    Raises
    ------
    DataError
        A file that nothing describes, a column without description or unit, a licence that is not
        known, or a processed table that breaks its kinds or repeats its key.
    """
    sources = read_sources()
    raw = [_raw(source) for source in sources.values()]
    processed = [_processed(file, text, texts, sources) for file, text in sorted(texts.items())]
    package = {
        "$schema": PROFILE,
        "name": "race-disparity-in-focus",
        "title": "Race disparity in focus, rebuilt: figures as published, and tidy tables",
        "description": "Every file of data/raw and data/processed. docs/data-package.md explains "
        "the properties that are not of the standard.",
        "licenses": _licences(sources.values()),
        "resources": [*raw, *processed],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def raw_schema(path: str) -> pa.DataFrameSchema:
    """The schema with which a raw table is read, by its path in ``data/raw``.

    Raises
    ------
    DataError
        There is none for a file of this name.
    """
    folder, _, file = path.partition("/")
    if file == "ethnic_groups.csv" and folder in population.CENSUSES:
        return _census(folder)
    if file == "population.csv" and folder in population.ESTIMATES:
        return _estimate(folder)
    if file not in SCHEMAS:
        remedy = "Name its schema in helpers.data.package, or call the file as others of its kind"
        raise DataError("no schema is known for the file", remedy, file=f"data/raw/{path}")
    return SCHEMAS[file]


@lru_cache
def _census(folder: str) -> pa.DataFrameSchema:
    return population.census_schema(population.CENSUSES[folder])


@lru_cache
def _estimate(folder: str) -> pa.DataFrameSchema:
    return population.estimate_schema(population.ESTIMATES[folder])


def _raw(source: Source) -> dict:
    content = (raw_folder() / source.path).read_bytes()
    folder, _, file = source.path.partition("/")
    name, dot, end = file.rpartition(".")
    words = said.table_words(said.RAW, file)
    resource = {
        "name": f"raw.{folder}.{name}",
        "path": f"raw/{source.path}",
        "title": source.title_in_citation,
        "description": words["description"],
        **_file(content, MAPS.get(dot + end, TABLE)),
        "quality": source.quality,
        "knownProblems": list(source.known_problems),
        "sources": [_source(source)],
        "licenses": _licences([source]),
    }
    if dot + end in MAPS:
        return resource
    header = next(csv.reader(io.StringIO(content.decode("utf-8"))))
    place = f"data/raw/{source.path}"
    said.check_named(words, header, place)
    schema = table_schema(raw_schema(source.path), header, words, place)
    return resource | {"schema": schema | _refers(words)}


def _processed(
    file: str, text: str, texts: Mapping[str, str], sources: Mapping[str, Source]
) -> dict:
    table = file.removesuffix(LEDGER_END).removesuffix(END)
    own = said.table_words(said.PROCESSED, table)
    words = said.words()[said.LEDGER] if file.endswith(LEDGER_END) else own
    cells = _cells(text)
    place = f"data/processed/{file}"
    schema = said.tidy_schema(place, cells.columns, words)
    check(cells, schema, place)
    named = _cells(texts[f"{table}{END}"])["source"]
    paths = sorted({row.rpartition(":")[0] for cell in named for row in cell.split(";")})
    used = [sources[path] for path in paths]
    return {
        "name": f"processed.{file.removesuffix(END)}",
        "path": f"processed/{file}",
        "title": words["title"].format(table=table),
        "description": words["description"],
        **_file(text.encode("utf-8"), TABLE),
        "sources": _once(_source(source) for source in used),
        "licenses": _licences(used),
        "schema": table_schema(schema, cells.columns, words, place) | _refers(words),
    }


def _cells(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, na_values=[""])


def _file(content: bytes, form: Mapping[str, str]) -> dict[str, object]:
    return {**form, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _refers(words: Mapping) -> dict:
    """The column whose values all stand in another table, where there is one."""
    if "refers" not in words:
        return {}
    fields, table = [words["refers"]["column"]], words["refers"]["table"]
    key = {"fields": fields, "reference": {"resource": table, "fields": fields}}
    return {"foreignKeys": [key]}


def _source(source: Source) -> dict[str, str]:
    said_of_it = {
        "title": source.title_in_citation,
        "path": source.address,
        "version": source.edition,
        "producer": source.producer,
        "published": source.published,
        "secondHand": source.second_hand,
    }
    return {key: value for key, value in said_of_it.items() if value}


def _licences(sources: Iterable[Source]) -> list[dict[str, str]]:
    known, licences = said.words()["licences"], []
    for source in sources:
        if source.licence not in known:
            remedy = f"Give it a name or a path in {said.WORDS}, or correct it"
            place = {"file": REGISTER, "column": "licence", "value": source.licence}
            raise DataError(f"the licence of {source.path} is not known", remedy, **place)
        licences.append({**known[source.licence], "title": source.licence})
    return _once(licences)


def _once(records: Iterable[dict]) -> list[dict]:
    return list({json.dumps(record): record for record in records}.values())
