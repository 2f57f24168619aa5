"""A validator of crates that asks nobody: it is given the context that the crate names."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import requests
from requests_cache import CachedResponse, CachedSession
from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.services import validate

CONTEXT = "https://w3id.org/ro/crate/1.1/context"

# Terms of the context of RO-Crate 1.1. What they stand for is read from the context of RO-Crate
# 1.3, which the library rocrate carries and which kept them; a term that is not here is unknown.
TERMS = """
CreateAction CreativeWork Dataset File Organization PropertyValue SoftwareApplication
SoftwareSourceCode about actionStatus author conformsTo contentSize datePublished description
encodingFormat hasPart instrument license mentions name object publisher result
softwareRequirements softwareVersion url value version
"""


def prepared(folder: Path) -> Path:
    """A cache of the validator that holds the context and nothing else."""
    known = json.loads((files("rocrate") / "data/ro-crate.jsonld").read_text("utf-8"))["@context"]
    kind = {"Content-Type": "application/ld+json"}
    answer = CachedResponse(status_code=200, url=CONTEXT, headers=kind)
    answer._content = json.dumps(
        {"@context": {term: known[term] for term in TERMS.split()}}
    ).encode()
    asked = requests.Request("GET", CONTEXT).prepare()
    with CachedSession(str(folder / "cache"), backend="sqlite") as session:
        session.cache.responses[session.cache.create_key(asked)] = answer
    return folder / "cache"


def faults(crate: Path, cache: Path) -> dict[str, set[str]]:
    """What the validator says of an unpacked crate as a Process Run Crate, by severity."""
    result = validate(
        ValidationSettings(
            rocrate_uri=str(crate),
            profile_identifier="process-run-crate",
            requirement_severity=Severity.RECOMMENDED,
            cache_path=cache,
            offline=True,
        )
    )
    said: dict[str, set[str]] = {"REQUIRED": set(), "RECOMMENDED": set()}
    for issue in result.get_issues():
        said[issue.severity.name].add(issue.message)
    return said
