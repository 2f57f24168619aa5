"""Hides how the columns of an extract are told apart, by their headers or by a mapping file."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from helpers.data.errors import DataError
from helpers.data.records.codes import find_force, labels, plain, read
from helpers.data.records.faults import ERROR, WARNING, Fault
from helpers.data.records.kinds import AGE, CODED, KINDS, NUMBER, RESIDENCE, STOP_SEARCH, headers_of
from helpers.data.records.opening import Extract

ORDERS = ("day first", "month first")
OPTIONS = ("kind", "date_order", "police_force", "home_force", "home_postcodes")
TABLES = ("columns", "values")
OPEN = ("legislation", "object_of_search", "outcome")
MOST_BYTES = 1_000_000
MISTYPED = 'Write each as name = "text", as `disparity records map` does'
HEAD = """\
# Which column of the extract is which, and which value is which.
# A field that the extract does not have is "". Lines that begin with # are not read.

kind = {kind}
# date_order = "day first"  # or "month first": how dates such as 03/04/2021 are read
"""
HEAD_OF = {
    STOP_SEARCH: '# police_force = "Kent"  # where neither a column nor a file name says it\n',
    "fpn": (
        '# home_force = "Kent"  # whose residents count as resident, where the extract has areas\n'
        '# home_postcodes = ["CT1", "ME10"]  # the same, where the extract has postcodes\n'
    ),
}
VALUES = """
# What a value stands for that is not known by itself:
# [values.{field}]
# "as it stands in the extract" = "{label}"
"""


class Wording(NamedTuple):
    """What a mapping file says; without a file, what the headers say."""

    kind: str
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    month_first: bool | None = None
    police_force: str = ""
    home_force: str = ""
    home_postcodes: frozenset[str] = frozenset()
    checksum: str = ""


def read_mapping(path: Path | str, kind: str) -> Wording:
    """What a mapping file says.

    Parameters
    ----------
    kind
        One of ``KINDS``; the file has to be for it.

    Raises
    ------
    DataError
        The file cannot be read, or says something that is not known, with the name of the entry.
    """
    file = Path(path).name
    try:
        content = Path(path).read_bytes()[: MOST_BYTES + 1]
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a mapping file in TOML"
        raise DataError(reason, "Start one with `disparity records map`", file=file) from None
    _check_names(told, kind, file)
    order = told.get("date_order")
    return Wording(
        kind,
        told.get("columns", {}),
        told.get("values", {}),
        None if order is None else order == ORDERS[1],
        told.get("police_force", ""),
        told.get("home_force", ""),
        frozenset(plain(each) for each in told.get("home_postcodes", [])),
        hashlib.sha256(content).hexdigest(),
    )


def _check_names(told: dict, kind: str, file: str) -> None:
    fields = {field.name: field for field in KINDS[kind].fields}
    _known(told, (*OPTIONS, *TABLES), "", file)
    for name in TABLES:
        table = told.get(name, {})
        if not isinstance(table, dict):
            raise DataError("not a table", f"Write [{name}]", file=file, column=name)
        _known(table, fields, f"{name}.", file)
    if told.get("kind", kind) != kind:
        raise DataError(f"is not for {kind}", f"Name --kind {told['kind']}", file=file)
    if told.get("date_order", ORDERS[0]) not in ORDERS:
        raise DataError("unknown", f"Write one of {ORDERS}", file=file, column="date_order")
    for name in ("police_force", "home_force"):
        if told.get(name) and not find_force(str(told[name])):
            remedy = "Write the name as `disparity list --forces` does"
            raise DataError("unknown police force", remedy, file=file, column=name)
    postcodes = told.get("home_postcodes", [])
    texts = [told.get(name, "") for name in OPTIONS if name != "home_postcodes"]
    texts += told.get("columns", {}).values()
    for field, table in told.get("values", {}).items():
        if not isinstance(table, dict):
            remedy = f"Write [values.{field}]"
            raise DataError("not a table", remedy, file=file, column=f"values.{field}")
        texts += table.values()
        words = fields[field].words
        closed = fields[field].type == CODED and field not in OPEN
        if closed and not all(read(words, str(label)) for label in table.values()):
            remedy = f"Write one of {', '.join(labels(words))}"
            raise DataError("unknown label", remedy, file=file, column=f"values.{field}")
    if not isinstance(postcodes, list) or not all(isinstance(e, str) for e in [*texts, *postcodes]):
        raise DataError("an entry is not text", MISTYPED, file=file)


def _known(told: Iterable[str], known: Iterable[str], where: str, file: str) -> None:
    for name in told:
        if name not in known:
            remedy = f"The entries are {', '.join(known)}"
            raise DataError("unknown entry", remedy, file=file, column=f"{where}{name}")


def find_columns(extract: Extract, wording: Wording) -> tuple[dict[str, str], list[Fault]]:
    """The column of each field that the extract has, and what is wrong with its headers."""
    kind = KINDS[wording.kind]
    known = headers_of(kind)
    found, faults = {}, []
    for column in extract.columns:
        field = known.get(plain(column))
        if field is None or field in wording.columns:
            continue
        if field in found:
            remedy = f"Say in a mapping file which of them is {field}"
            problem = f"{found[field]!r} and this are both the column of {field}"
            faults.append(_of_header(extract, column, problem, remedy))
        found[field] = column
    for field, column in wording.columns.items():
        if column and column not in extract.columns:
            near = difflib.get_close_matches(column, extract.columns, n=1)
            asked = f"Did you mean {near[0]!r}? " if near else ""
            remedy = f"{asked}Correct the mapping file"
            faults.append(
                _of_header(extract, column, f"there is no such column for {field}", remedy)
            )
        elif column:
            found[field] = column
    faults += _lacking(extract, found, kind) + _no_force(extract, found, wording)
    return found, faults + _not_read(extract, found, kind)


def _no_force(extract: Extract, found: dict[str, str], wording: Wording) -> list[Fault]:
    """Searches of nobody knows which force have no residents to be compared with."""
    if wording.kind != STOP_SEARCH or "police_force" in found or wording.police_force:
        return []
    remedy = "Say police_force in a mapping file, or keep the publisher's names of files"
    return [
        Fault(ERROR, file, None, "", "", "nothing says which police force this is", remedy)
        for file, force in zip(extract.files, extract.forces, strict=True)
        if force is None
    ]


def _lacking(extract: Extract, found: dict[str, str], kind) -> list[Fault]:
    faults = []
    for field in kind.fields:
        if field.needed and field.name not in found:
            near = _nearest_column(extract, field)
            asked = f"Is it {near!r}? " if near else ""
            remedy = f"{asked}Name it in a mapping file: see `disparity records map`"
            problem = f"there is no column for {field.name}"
            faults.append(_of_header(extract, field.headers[0], problem, remedy))
    return faults


def _not_read(extract: Extract, found: dict[str, str], kind) -> list[Fault]:
    ignored = {plain(header) for header in kind.ignored}
    rest = [
        column
        for column in extract.columns
        if column not in found.values() and plain(column) not in ignored
    ]
    remedy = "Name them in a mapping file if they are fields of a record"
    problem = f"{len(rest)} columns are not read"
    shown = ", ".join(rest)
    return [Fault(WARNING, "", None, shown, "", problem, remedy)] if rest else []


def _of_header(extract: Extract, column: str, problem: str, remedy: str) -> Fault:
    return Fault(ERROR, next(iter(extract.files), ""), 1, column, "", problem, remedy)


def _nearest_column(extract: Extract, field) -> str | None:
    words = {plain(column): column for column in extract.columns}
    for header in (field.name, *field.headers):
        near = difflib.get_close_matches(plain(header), words, n=1, cutoff=0.7)
        if near:
            return words[near[0]]
    return None


def start_mapping(extract: Extract, kind: str) -> str:
    """The text of a mapping file: each field with the column it seems to be, or ``""``.

    Parameters
    ----------
    kind
        One of ``KINDS``.
    """
    found, _ = find_columns(extract, Wording(kind))
    lines = ["", "[columns]"]
    for field in KINDS[kind].fields:
        near = None if field.name in found else _nearest_column(extract, field)
        note = f"  # is it {_quoted(near)}?" if near and near not in found.values() else ""
        needed = "  # needed" if field.needed and field.name not in found else ""
        lines.append(f"{field.name} = {_quoted(found.get(field.name, ''))}{needed}{note}")
    rest = [_quoted(column) for column in extract.columns if column not in found.values()]
    lines += [f"# Columns that are no field: {', '.join(rest)}"] if rest else []
    by_value = (CODED, AGE, NUMBER, RESIDENCE)
    field = next(each for each in KINDS[kind].fields if each.type in by_value)
    values = VALUES.format(field=field.name, label=labels(field.words)[0])
    return HEAD.format(kind=_quoted(kind)) + HEAD_OF[kind] + "\n".join(lines) + "\n" + values


def _quoted(text: str) -> str:
    """A TOML basic string: JSON escapes are among those of TOML, DEL is not let through by it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
