"""Where the project's folders are, whatever the working directory."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_VARIABLE = "DISPARITY_PROJECT"


def project() -> Path:
    """Folder of the project: the one named by ``DISPARITY_PROJECT``, else this checkout."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(named).resolve() if named else Path(__file__).resolve().parents[3]


def raw_folder() -> Path:
    """Folder of the figures exactly as published."""
    return project() / "data" / "raw"


def processed_folder() -> Path:
    """Folder of the tidy tables that are built from the raw figures."""
    return project() / "data" / "processed"
