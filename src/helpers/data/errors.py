"""The one way in which this room refuses a figure."""

from __future__ import annotations

from pathlib import Path


class DataError(ValueError):
    """A raw or processed file that cannot be trusted.

    The message is one line: file, row, column, value, what is wrong, remedy. ``problem`` and
    ``place`` are kept, so that whoever knows more of the file can give another remedy.

    Parameters
    ----------
    problem
        What is wrong, without a full stop.
    remedy
        What the reader can do about it, without a full stop.
    row
        Line of the file as a text editor counts it, the header being line 1.
    """

    def __init__(
        self,
        problem: str,
        remedy: str,
        *,
        file: Path | str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
    ) -> None:
        place = [str(file)] if file is not None else []
        place += [f"row {row}"] if row is not None else []
        place += [f"column {column!r}"] if column is not None else []
        place += [f"value {value!r}"] if value is not None else []
        where = ", ".join(place)
        self.problem = problem
        self.place = {"file": file, "row": row, "column": column, "value": value}
        super().__init__(f"{where + ': ' if where else ''}{problem}. {remedy}.")


def fault_in(source: str, column: str, value: object, problem: str, remedy: str) -> DataError:
    """The fault of a row that is known by its ``source`` cell, ``<path>:<line>``."""
    path, _, line = source.partition(";")[0].rpartition(":")
    return DataError(
        problem, remedy, file=f"data/raw/{path}", row=int(line), column=column, value=value
    )
