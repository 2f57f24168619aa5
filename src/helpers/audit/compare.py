"""Hides when two published things are equal, equal within rounding, or different."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

from helpers.page.numbers import COLUMNS, display

EQUAL, ROUNDED, DIFFERENT, MISSING, NEW = VERDICTS = (
    "equal",
    "within rounding",
    "different",
    "missing",
    "new",
)
CELL = "table cell"
RECORDED = "recorded"
FIGURES = ("value", "lower", "upper")
SAME_TO_NINE_DIGITS = 1e-9


class Difference(NamedTuple):
    """Something that did not come out as published.

    ``published`` and ``rebuilt`` are texts; the one that is not there is empty. ``missing`` was
    published and was not rebuilt; ``new`` was rebuilt and was not published. ``sources`` are
    places in raw files, ``path:line``.
    """

    kind: str
    id: str
    verdict: str
    published: str
    rebuilt: str
    sources: Sequence[str] = ()


class Comparison(NamedTuple):
    """How many things of a kind there are of each verdict, and those that are not equal."""

    kind: str
    counts: Mapping[str, int]
    differences: Sequence[Difference]

    @property
    def total(self) -> int:
        """How many were published or rebuilt."""
        return sum(self.counts.values())


def compare(
    kind: str,
    published: Mapping[str, Hashable],
    rebuilt: Mapping[str, Hashable],
    alike: Callable[[Hashable, Hashable], bool] = lambda one, other: False,
) -> Comparison:
    """Two mappings, key by key: those of the first in its order, then what is new.

    Parameters
    ----------
    alike
        Whether two values that are not equal are equal within rounding.

    Examples
    --------
    >>> compare("file", {"a": "1", "b": "2"}, {"b": "3", "c": "4"}).differences[1]
    Difference(kind='file', id='b', verdict='different', published='2', rebuilt='3', sources=())
    """
    verdicts = {
        key: _verdict(published.get(key), rebuilt.get(key), alike)
        for key in {**published, **rebuilt}
    }
    differences = [
        Difference(kind, key, verdict, _text(published.get(key)), _text(rebuilt.get(key)))
        for key, verdict in verdicts.items()
        if verdict != EQUAL
    ]
    return Comparison(kind, Counter(verdicts.values()), differences)


def compare_numbers(
    published: Mapping[str, Mapping[str, str]], rebuilt: Mapping[str, Mapping[str, str]]
) -> Comparison:
    """The rows of two ``numbers.csv`` by id.

    A row is equal if every column is, as text: its figures have ten significant digits. It is
    equal within rounding if only ``value``, ``lower`` and ``upper`` differ and a page would
    display the same. A difference names the columns that differ, and the sources of both rows.
    """
    found = compare("number", published, rebuilt, _displayed_alike)
    return found._replace(
        differences=[
            _with_columns(one, published.get(one.id, {}), rebuilt.get(one.id, {}))
            for one in found.differences
        ]
    )


def compare_cells(published: Mapping[str, str], rebuilt: Mapping[str, str]) -> Comparison:
    """The cells of tables, by file, row and column.

    Two figures with the same first nine digits are equal within rounding.
    """
    return compare(CELL, published, rebuilt, _same_to_nine_digits)


def compare_sums(
    kind: str,
    recorded: Mapping[str, str],
    found: Mapping[str, str],
    rebuilt: Mapping[str, str],
) -> Comparison:
    """Files by path: the checksum that was recorded, that of the file now, and of the one rebuilt.

    Where the file is not the one that was recorded, that is the difference, even if the file that
    is recorded and the one that is rebuilt are the same.
    """
    paths = {**recorded, **found, **rebuilt}
    now = {path: _sum(recorded.get(path), found.get(path)) for path in paths}
    return compare(kind, {path: text for path, text in now.items() if text}, rebuilt)


def decimals(displayed: str) -> int:
    """How many decimals a displayed figure has.

    >>> decimals("1,234.50"), decimals("926"), decimals("[x]")
    (2, 0, 0)
    """
    return len(displayed.partition(".")[2])


def _sum(recorded: str | None, found: str | None) -> str:
    if recorded == found:
        return found or ""
    return f"{RECORDED} {recorded or 'nothing'}, found {found or 'no file'}"


def _verdict(one: Hashable, other: Hashable, alike: Callable) -> str:
    if one is None:
        return NEW
    if other is None:
        return MISSING
    if one == other:
        return EQUAL
    return ROUNDED if alike(one, other) else DIFFERENT


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _displayed_alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    rest = [column for column in COLUMNS if column not in FIGURES]
    return all(one[column] == other[column] for column in rest) and all(
        _display(one[figure], one) == _display(other[figure], one) for figure in FIGURES
    )


def _display(figure: str, row: Mapping[str, str]) -> str:
    return display(float(figure or "nan"), row["unit"], decimals(row["displayed"]))


def _same_to_nine_digits(one: str, other: str) -> bool:
    try:
        return math.isclose(float(one), float(other), rel_tol=SAME_TO_NINE_DIGITS)
    except ValueError:
        return False


def _with_columns(
    one: Difference, published: Mapping[str, str], rebuilt: Mapping[str, str]
) -> Difference:
    if published and rebuilt:
        columns = [column for column in COLUMNS if published[column] != rebuilt[column]]
    else:
        columns = ["value"]
    sources = f"{published.get('sources', '')} {rebuilt.get('sources', '')}".split()
    return one._replace(
        published=_columns(published, columns),
        rebuilt=_columns(rebuilt, columns),
        sources=tuple(dict.fromkeys(sources)),
    )


def _columns(row: Mapping[str, str], columns: Sequence[str]) -> str:
    return "; ".join(f"{column} {row[column] or 'empty'}" for column in columns if row)
