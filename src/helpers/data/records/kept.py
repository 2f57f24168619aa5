"""Hides how checked records are kept, so that nobody else reads them and no half of them stays."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from defusedcsv import csv

from helpers.data.errors import DataError
from helpers.data.project import project
from helpers.data.records.faults import Fault

PARQUET, CONTENTS, FAULTS = "checked.parquet", "checked.json", "faults.csv"
STAGE = ".records-staged-"
PACKAGE = "race-disparity-in-focus"
AGAIN = "Check the records again with `disparity records check --keep`"
ONLY_OWNER, ONLY_OWNER_ENTERS = 0o600, 0o700


def is_kept(place: Path | str) -> bool:
    """Whether a place is a folder of checked records."""
    return (Path(place) / CONTENTS).is_file()


def read_kept(folder: Path | str, kind: str) -> dict:
    """What ``checked.json`` says of checked records.

    Raises
    ------
    DataError
        The records are of another kind, or were changed or left half written.
    """
    name = Path(folder).name
    try:
        told = json.loads((Path(folder) / CONTENTS).read_bytes())
        found, known, of_kind = checksum(Path(folder) / PARQUET), told["sha256"], told["kind"]
    except (OSError, ValueError, KeyError, TypeError):
        raise DataError("not readable", AGAIN, file=f"{name}/{CONTENTS}") from None
    if found != known:
        raise DataError("not what was checked", AGAIN, file=f"{name}/{PARQUET}")
    if of_kind != kind:
        raise DataError(f"records of the kind {of_kind}", f"Name --kind {of_kind}", file=name)
    return told


def read_warnings(folder: Path | str) -> tuple[Fault, ...]:
    """The warnings that were kept with records, without the values.

    Raises
    ------
    DataError
        The file is not what was written.
    """
    try:
        text = (Path(folder) / FAULTS).read_text("utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        return tuple(
            Fault(
                **{
                    **row,
                    "row": int(row["row"]) if row["row"] else None,
                    "times": int(row["times"]),
                }
            )
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise DataError("not readable", AGAIN, file=f"{Path(folder).name}/{FAULTS}") from None


@contextmanager
def staged(keep: Path | str | None) -> Iterator[Path | None]:
    """A folder inside ``keep`` that only its owner can enter, and that is gone afterwards.

    Without ``keep`` there is none, and nothing is written.

    Raises
    ------
    DataError
        The folder is in the project, which is published, or cannot be written to.
    """
    if keep is None:
        yield None
        return
    folder = Path(keep).resolve()
    if folder.is_relative_to(project()):
        remedy = "Name a folder elsewhere: what is in the project is published"
        raise DataError("is inside the project", remedy, file=Path(keep).name)
    try:
        folder.mkdir(mode=ONLY_OWNER_ENTERS, parents=True, exist_ok=True)
        for left in folder.glob(f"{STAGE}*"):
            shutil.rmtree(left, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(dir=folder, prefix=STAGE))
    except OSError as error:
        remedy = "Name a folder that can be written to"
        raise DataError(error.strerror or "no folder", remedy, file=Path(keep).name) from None
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def keep_records(
    stage: Path, keep: Path | str, told: Mapping[str, object], faults: Iterable[Fault]
) -> None:
    """Move checked records from their stage into the folder, with what is told of them.

    The warnings are kept without the values. ``checked.json`` has the checksum of the records and
    is moved last, so that an unfinished move is noticed by :func:`read_kept`.
    """
    warnings = [fault._replace(value="") for fault in faults]
    (stage / FAULTS).write_bytes(faults_csv(warnings))
    contents = {
        **told,
        "package": f"{PACKAGE} {version(PACKAGE)}",
        "sha256": checksum(stage / PARQUET),
    }
    text = json.dumps(contents, indent=1, sort_keys=True, ensure_ascii=False)
    (stage / CONTENTS).write_text(f"{text}\n", "utf-8", newline="\n")
    for name in (PARQUET, FAULTS, CONTENTS):
        (stage / name).chmod(ONLY_OWNER)
        (stage / name).replace(Path(keep).resolve() / name)


def write_faults(path: Path, faults: Iterable[Fault]) -> None:
    """Write all faults with their values as CSV that only its owner can read.

    Raises
    ------
    DataError
        The file cannot be written.
    """
    try:
        handle, staged_as = tempfile.mkstemp(dir=path.resolve().parent, prefix=STAGE)
        with os.fdopen(handle, "wb") as file:
            file.write(faults_csv(faults))
        Path(staged_as).replace(path.resolve())
    except OSError as error:
        remedy = "Name a file that can be written"
        raise DataError(error.strerror or "not written", remedy, file=path.name) from None


def faults_csv(faults: Iterable[Fault]) -> bytes:
    """Faults as CSV in which no cell is a formula for a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Fault._fields)
    for fault in faults:
        writer.writerow(["" if cell is None else printable(str(cell)) for cell in fault])
    return text.getvalue().encode("utf-8")


def printable(text: str) -> str:
    """Text on one line, with each character that is not printed as its escape.

    >>> printable("a" + chr(27) + "[31m")
    'a\\\\x1b[31m'
    """
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape", "replace").decode()
        for sign in text
    )


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
