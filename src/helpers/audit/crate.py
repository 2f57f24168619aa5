"""Hides how the files of a bundle are described: an RO-Crate of the runs that made the reports."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

import yaml
from rocrate.model import ContextEntity, Entity
from rocrate.rocrate import ROCrate

from helpers.data.register import Source
from helpers.page.numbers import slug
from helpers.page.site import read_entry
from helpers.run.manifest import RAW, SETTINGS, checksum
from helpers.run.office import FILE as OFFICE

CITATION = "CITATION.cff"
VERSION = "1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
LICENCE = "#licence-"
PUBLISHED = "reports/"
EXECUTED = "executed/"
PLAIN = "text/plain"
KINDS = {
    ".cff": "application/yaml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yml": "application/yaml",
}


def describe(
    members: Mapping[str, bytes],
    manifest: Mapping,
    notebooks: Mapping[str, str],
    sources: Mapping[str, Source],
    published: str,
) -> bytes:
    """The ``ro-crate-metadata.json`` of a bundle: the same bytes for the same files.

    Every file has its checksum, and a raw file the licence of its source. For each report an
    action says which notebook made what from what. No time of a run stands in it, and nobody who
    started one: neither is recorded anywhere.

    Parameters
    ----------
    members
        The files of the bundle by path, without this one.
    notebooks
        The path of the notebook of each report of the manifest.
    published
        The day of the newest edition (ISO).

    References
    ----------
    RO-Crate Metadata Specification 1.1, https://w3id.org/ro/crate/1.1; Process Run Crate 0.5,
    https://w3id.org/ro/wfrun/process/0.5.
    """
    settings = tomllib.loads(members[SETTINGS].decode())["project"]
    crate = ROCrate(version=VERSION)
    crate.metadata.extra_terms.update(TERMS)
    for path in sorted(members):
        _add_file(crate, path, members[path], sources)
    tool = _add(crate, "#package", "SoftwareApplication", name=settings["name"])
    tool["softwareVersion"] = settings["version"]
    tool["license"] = _licence(crate, settings["license"])
    for name in sorted(manifest["reports"]):
        _add_run(crate, name, manifest["reports"][name], notebooks[name], tool)
    _describe_whole(crate, settings, published, yaml.safe_load(members.get(CITATION, b"{}")))
    _add_publisher(crate, tomllib.loads(members.get(OFFICE, b"").decode()))
    found = crate.metadata.generate()
    return f"{json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


def _add(crate: ROCrate, place: str, kind: str, **properties: object) -> Entity:
    return crate.add(ContextEntity(crate, place, {"@type": kind, **properties}))


def _licence(crate: ROCrate, wording: str) -> Entity:
    place = f"{LICENCE}{checksum(wording.encode())[:12]}"
    return crate.get(place) or _add(crate, place, "CreativeWork", name=wording)


def _add_file(crate: ROCrate, path: str, content: bytes, sources: Mapping[str, Source]) -> None:
    properties: dict[str, object] = {
        "contentSize": str(len(content)),
        "encodingFormat": KINDS.get(PurePosixPath(path).suffix, PLAIN),
        "name": PurePosixPath(path).name,
        "sha256": checksum(content),
    }
    if path.startswith(RAW):
        source = sources[path.removeprefix(RAW)]
        properties["name"], properties["description"] = source.title, f"By {source.producer}"
        properties["license"] = _licence(crate, source.licence)
    if path.startswith(PUBLISHED) and path.endswith(".html"):
        properties["name"] = read_entry(content.decode("utf-8"), "", "").title
    crate.add_file(dest_path=path, properties=properties)


def _add_run(crate: ROCrate, name: str, entry: Mapping, notebook: str, tool: Entity) -> None:
    title = crate.get(f"{PUBLISHED}{name}.html")["name"]
    instrument = crate.get(notebook)
    instrument.properties()["@type"] = ["File", "SoftwareSourceCode"]
    instrument["name"], instrument["softwareRequirements"] = title, tool
    edition = f", edition {entry['edition']}" if entry["edition"] else ", no edition"
    if entry["edition"]:
        instrument["version"] = entry["edition"]
    given = [
        _add(crate, f"#{name}.{key}", "PropertyValue", name=key, value=value)
        for key, value in sorted(entry["parameters"].items())
    ]
    made = [f"{EXECUTED}{name}.ipynb", *(f"{PUBLISHED}{path}" for path in sorted(entry["made"]))]
    inputs = [path for path in sorted(entry["inputs"]) if path != notebook]
    action = crate.add_action(
        instrument,
        f"#run-{name}",
        [*_files(crate, inputs), *given],
        _files(crate, made),
        {
            "actionStatus": "http://schema.org/CompletedActionStatus",
            "description": f"{notebook} was run in a process of its own with these parameters and "
            "files; its page and the files beside it were written.",
            "name": f"Run of “{title}”{edition}",
        },
    )
    crate.root_dataset.append_to("mentions", action, compact=True)


def _files(crate: ROCrate, paths: Iterable[str]) -> list[Entity]:
    return [crate.get(path) for path in paths]


def _describe_whole(crate: ROCrate, settings: Mapping, published: str, cited: Mapping) -> None:
    root = crate.root_dataset
    root["name"] = cited.get("title", settings["name"])
    root["description"] = settings["description"]
    root["datePublished"] = published
    licences = [one for one in crate.contextual_entities if one.id.startswith(LICENCE)]
    for licence in sorted(licences, key=lambda one: one["name"]):
        root.append_to("license", licence, compact=True)
    root["conformsTo"] = _add(
        crate, PROFILE, "CreativeWork", name="Process Run Crate", version=PROFILE.rpartition("/")[2]
    )
    for author in cited.get("authors", []):
        if "name" in author:
            made = _add(crate, f"#{slug(author['name'])}", "Organization", name=author["name"])
            root.append_to("author", made, compact=True)


def _add_publisher(crate: ROCrate, office: Mapping) -> None:
    if office.get("name"):
        publisher = _add(crate, "#office", "Organization", name=office["name"])
        if office.get("site"):
            publisher["url"] = office["site"]
        crate.root_dataset["publisher"] = publisher
