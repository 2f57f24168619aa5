"""Hides how a CSV file is read so that each row keeps the line on which an editor shows it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from helpers.data.errors import DataError

FIRST_ROW = 2


def read_lines(path: Path, file: str) -> pd.DataFrame:
    """As :func:`parse_lines`, of a file."""
    return parse_lines(path.read_bytes(), file)


def parse_lines(content: bytes, file: str) -> pd.DataFrame:
    """The cells as text, empty ones missing; row ``n`` of the frame is line ``n + 2`` of the file.

    Parameters
    ----------
    file
        The name under which a message knows the file.

    Raises
    ------
    DataError
        The file is not CSV in UTF-8, is empty or holds a header alone, repeats a column, or has a
        line that is blank, has another number of cells than the header or goes on in the next.
    """
    header, *rows = _lines(content, file) or [[]]
    _check_header(header, file)
    for line, cells in enumerate(rows, FIRST_ROW):
        _check_line(line, cells, len(header), file)
    if not rows:
        raise DataError("there is no row under the header", "Restore the rows", file=file)
    return pd.DataFrame(rows, columns=header, dtype="str").replace("", pd.NA)


def _lines(content: bytes, file: str) -> list[list[str]]:
    remedy = "Restore the file from the repository"
    try:
        text = content.decode("utf-8")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        raise DataError("not text in UTF-8", remedy, file=file) from None
    except csv.Error as error:
        raise DataError(f"not readable as CSV ({error})", remedy, file=file) from None


def _check_header(header: list[str], file: str) -> None:
    if not any(header):
        raise DataError("there is no header", "Restore the file from the repository", file=file)
    for name in header:
        if header.count(name) > 1:
            raise DataError("the column is there twice", "Keep one", file=file, row=1, column=name)


def _check_line(line: int, cells: list[str], columns: int, file: str) -> None:
    if not cells:
        raise DataError("the line is blank", "Take it out", file=file, row=line)
    if len(cells) != columns:
        problem = f"the line has {len(cells)} cells and the header {columns}"
        raise DataError(problem, "Quote a cell that holds a comma", file=file, row=line)
    for cell in cells:
        if "\n" in cell or "\r" in cell:
            problem = "the cell holds a line break"
            raise DataError(problem, "Write it on one line", file=file, row=line, value=cell)
