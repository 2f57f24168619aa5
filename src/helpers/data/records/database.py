"""Hides what the database may use and reach while it reads records."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import duckdb

from helpers.data.records.scans import text

MEMORY = "700MB"


def connect(scratch: Path | None) -> duckdb.DuckDBPyConnection:
    """A database in memory, for one extract, that reaches no network and loads no extension.

    Parameters
    ----------
    scratch
        Folder for what does not fit in memory, and for copies of files in other encodings and of
        sheets; without it nothing is written. Once an extract is open, the database can write
        nowhere else, and read nothing but the files of the extract.
    """
    settings = {
        "threads": os.cpu_count() or 1,
        "memory_limit": MEMORY,
        "temp_directory": str(scratch.resolve()) if scratch else "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
        "pandas_analyze_sample": 0,
        "enable_external_file_cache": False,
    }
    return duckdb.connect(":memory:", config=settings)


def scratch_of(connection: duckdb.DuckDBPyConnection) -> str:
    """The folder that was given to :func:`connect`, or nothing."""
    return connection.execute("SELECT current_setting('temp_directory')").fetchone()[0]


def lock(connection: duckdb.DuckDBPyConnection, paths: Iterable[str]) -> None:
    """Let the database reach these files and its scratch folder, and nothing else any more."""
    scratch = scratch_of(connection)
    connection.execute(f"SET allowed_paths = [{', '.join(map(text, paths))}]")
    if scratch:
        connection.execute(f"SET allowed_directories = [{text(scratch)}]")
    connection.execute("SET enable_external_access = false")
