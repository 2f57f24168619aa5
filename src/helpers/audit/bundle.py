"""Hides what goes into a bundle, and that nothing does which was not proved just before."""

from __future__ import annotations

import io
import json
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from importlib.resources import files as resources
from pathlib import Path
from typing import NamedTuple

from helpers.audit.crate import EXECUTED, PUBLISHED, describe
from helpers.audit.exceptions import read_settings
from helpers.audit.folder import paths
from helpers.audit.gate import Finding, gate
from helpers.audit.reading import read
from helpers.audit.results import status
from helpers.audit.rules import NOT_READABLE, broken
from helpers.audit.unpacking import METADATA, SUFFIX, check_names
from helpers.audit.verify import SOURCE, Report, verify
from helpers.data.register import Source
from helpers.data.sources import DEMONSTRATIONS, read_sources
from helpers.run.batch import Workers
from helpers.run.exceptions import FILE as EXCEPTIONS
from helpers.run.exceptions import Settings
from helpers.run.forces import read_analyses
from helpers.run.manifest import RAW, checksum, package, read_manifest
from helpers.run.office import FILE as OFFICE
from helpers.run.parameters import ParameterError
from helpers.run.planning import Plan, plan
from helpers.run.replacing import write_whole

FOLDERS = ("data", "docs", "notebooks", "reports", "src")
IF_THERE = (
    EXCEPTIONS,
    OFFICE,
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "data/datapackage.json",
    "environment.yml",
)
DOCUMENTS = (".md", ".png", ".svg")
NOTEBOOK, SOURCES = (
    ".ipynb",
    (
        ".css",
        ".j2",
        ".json",
        ".po",
        ".py",
        ".toml",
        *DEMONSTRATIONS.values(),
    ),
)
LEAKS = ("absolute path", "secret")
PATTERNS = f"{SOURCE}audit/patterns.py"
FIRST_TIME = (1980, 1, 1, 0, 0, 0)
UNIX, READABLE = 3, 0o100644 << 16


class Bundle(NamedTuple):
    """What became of a bundle: what stopped it, or its checksum, its size and how many files.

    ``findings`` are those of the gate; ``reports`` are what :func:`helpers.audit.verify.verify`
    found, where that was not equal.
    """

    findings: Sequence[Finding] = ()
    reports: Sequence[Report] = ()
    sha256: str = ""
    size: int = 0
    files: int = 0


def bundle(
    project: Path, out: Path, announce: Callable[[str], None], workers: Workers | None = None
) -> Bundle:
    """Write all that the published reports were made from, and were made into, as one zip file.

    The gate looks at the reports, each report is made again and compared, and the gate looks at
    what the zip file has beside them. The file is written only if all of it passes; it is the same
    bytes for the same files.

    Parameters
    ----------
    workers
        See :func:`helpers.run.batch.build`.

    Raises
    ------
    ParameterError
        The file cannot stand at ``out``, the bundle would hold counts that ``gate.toml`` holds
        back, or a file changed in the meantime; see also :func:`helpers.audit.verify.verify`.
    """
    check_out(project, out)
    settings, sources = read_settings(project), read_sources(project)
    _check_thresholds(settings, sources)
    findings = _findings(project, settings, sources)
    if findings:
        return Bundle(findings)
    with tempfile.TemporaryDirectory() as folder:
        reports = verify(project, project / "reports", announce, workers=workers, kept=Path(folder))
        if status(reports):
            return Bundle(reports=reports)
        members = _members(project, Path(folder))
    members[METADATA] = _metadata(project, members, sources)
    findings = _findings(project, settings, sources, _unseen(members))
    findings += _leaks(members)
    if findings:
        return Bundle(findings)
    content = _zipped(members)
    write_whole(out, content)
    return Bundle((), (), checksum(content), len(content), len(members))


def check_out(project: Path, out: Path) -> None:
    """Refuse a place at which no bundle can stand, or which would be in the next one.

    Raises
    ------
    ParameterError
        Not called ``.zip``, a folder, in a folder that is not there, or in one that is bundled.
    """
    if out.suffix.lower() != SUFFIX:
        raise ParameterError(f"--out {out}: not the name of a zip file. Write --out FILE.zip.")
    if out.is_dir():
        raise ParameterError(f"--out {out}: is a folder. Name a file in it.")
    if not out.parent.is_dir():
        raise ParameterError(f"--out {out}: no folder {out.parent}. Make it first.")
    for folder in FOLDERS:
        if out.resolve().is_relative_to((project / folder).resolve()):
            raise ParameterError(f"--out {out}: stands in {folder}/, which is bundled. Move it.")


def _check_thresholds(settings: Settings, sources: Mapping[str, Source]) -> None:
    for number, one in enumerate(settings.thresholds, start=1):
        for path in sources:
            if fnmatchcase(path, one.sources):
                raise ParameterError(
                    f"{EXCEPTIONS}, threshold {number}: a bundle holds raw files whole, and counts "
                    f"under {one.under} of {RAW}{path} are held back. Make none of this project."
                )


def _findings(
    project: Path,
    settings: Settings,
    sources: Mapping[str, Source],
    beside: Mapping[str, bytes] | None = None,
) -> list[Finding]:
    reports = [ready.name for ready in plan(project)]
    uses = {path: source.used_by for path, source in sources.items()}
    found = gate(project / "reports", settings, reports, uses, beside)
    return [one for one in found if not one.reason]


def _unseen(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is made for the bundle alone."""
    made = (path for path in members if path.startswith(EXECUTED) or path == METADATA)
    return {path: members[path] for path in made}


def _leaks(members: Mapping[str, bytes]) -> Iterator[Finding]:
    """Paths of a machine and secrets in whatever the gate has not seen whole: code, data, texts.

    Apart from the module that says how such things are written, and from what Python code holds of
    other formats.
    """
    seen = (PUBLISHED, EXECUTED, METADATA, PATTERNS)
    pieces = {
        path: list(read(path if path.endswith((*DOCUMENTS, NOTEBOOK)) else "text.txt", content))
        for path, content in members.items()
        if not path.startswith(seen)
    }
    for path, matches in broken(pieces).items():
        for match in matches:
            rule = match.rule
            unread = rule == NOT_READABLE and not path.endswith(".py")
            if rule.name in LEAKS or unread:
                yield Finding(path, match.piece.place, rule.name, "", rule.remedy)


def _members(project: Path, kept: Path) -> dict[str, bytes]:
    """The files of the bundle: of the re-run, of the package that ran, and what explains them."""
    code = Path(str(resources("helpers")))
    members = {path: _read(project, path) for path in _beside(project)}
    members |= {f"{SOURCE}{path}": (code / path).read_bytes() for path in package()}
    members |= {path: (kept / path).read_bytes() for path in paths(kept)}
    try:
        check_names(members)
    except ValueError as error:
        raise ParameterError(f"{project}: {error}. Rename it.") from error
    _check_kinds(members)
    _check_unchanged(members, read_manifest(project / PUBLISHED))
    return members


def _check_kinds(members: Mapping[str, bytes]) -> None:
    """Refuse files among the code that are none, and notebooks that were committed with outputs."""
    for path, content in members.items():
        if path.startswith(SOURCE) and not path.endswith(SOURCES):
            raise ParameterError(f"{path}: not a file of the package. Take it away, build again.")
        if path.startswith("notebooks/") and any(
            cell.get("outputs") for cell in json.loads(content)["cells"]
        ):
            raise ParameterError(f"{path}: has outputs. Clear them, and build the report again.")


def _beside(project: Path) -> Iterator[str]:
    for path in IF_THERE:
        if (project / path).is_file():
            yield path
    for analysis in read_analyses(project).values():
        yield analysis.origin.notebook
    for path in paths(project / "docs"):
        if path.endswith(DOCUMENTS):
            yield f"docs/{path}"
    if (project / OFFICE).is_file():
        logo = tomllib.loads((project / OFFICE).read_text("utf-8")).get("logo", {}).get("file")
        if logo:
            yield Path(logo).as_posix()


def _read(project: Path, path: str) -> bytes:
    place = (project / path).resolve()
    if not place.is_relative_to(project.resolve()):
        raise ParameterError(f"{project / path}: leads out of the project. Put the file there.")
    return place.read_bytes()


def _check_unchanged(members: Mapping[str, bytes], manifest: Mapping) -> None:
    """Hold the files against what the manifest records, which was compared with the re-run."""
    recorded = {f"{SOURCE}{path}": digest for path, digest in package().items()}
    for entry in manifest["reports"].values():
        recorded |= entry["inputs"]
        recorded |= {f"{PUBLISHED}{path}": digest for path, digest in entry["made"].items()}
    for path, digest in recorded.items():
        if path not in members or checksum(members[path]) != digest:
            raise ParameterError(f"{path}: changed while the bundle was made. Make it again.")


def _metadata(project: Path, members: Mapping[str, bytes], sources: Mapping[str, Source]) -> bytes:
    manifest = read_manifest(project / "reports")
    plans = [one for one in plan(project) if one.name in manifest["reports"]]
    return describe(members, manifest, _notebooks(project), sources, _newest(plans))


def _newest(plans: Sequence[Plan]) -> str:
    return max(edition.date for ready in plans for edition in ready.standing.editions)


def _notebooks(project: Path) -> dict[str, str]:
    return {ready.name: ready.origin.notebook for ready in plan(project)}


def _zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        for name in sorted(members):
            member = zipfile.ZipInfo(name, FIRST_TIME)
            member.create_system, member.external_attr = UNIX, READABLE
            member.compress_type = zipfile.ZIP_DEFLATED
            container.writestr(member, members[name])
    return file.getvalue()
