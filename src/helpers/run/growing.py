"""Hides how the manifest of a folder grows while reports are built into it, one after another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from helpers.run.exceptions import as_recorded, read_exceptions
from helpers.run.manifest import FORMAT, MANIFEST, locked, package, unchecked
from helpers.run.replacing import write_whole

EMPTY = "{}\n}"


class Manifest:
    """The manifest of a folder while reports are built into it, one after another.

    What the project's ``gate.toml`` excepts is listed as it is when the building begins. A file
    that is not a manifest is replaced.
    """

    def __init__(self, out: Path, project: Path) -> None:
        self._out = out
        earlier = unchecked(out)
        self._packages, self._locks = dict(earlier["packages"]), dict(earlier["locks"])
        self._gate, self._lock = as_recorded(read_exceptions(project)), locked(project)
        self._keys: dict[str, tuple[str, str]] = {}
        self._texts: dict[str, str] = {}
        for name, one in earlier["reports"].items():
            if one["package"] in self._packages and one["lock"] in self._locks:
                self._keep(name, one)

    def with_entry(self, name: str, added: Mapping) -> bytes:
        """The manifest with the entry of a report, as its bytes: the same on every run.

        Entries of reports that have no page in the folder are left out, and so are the packages
        and locks that no entry names.
        """
        self._packages[added["package"]] = package()
        self._locks[added["lock"]] = self._lock
        self._keep(name, added)
        return self.content(name)

    def content(self, made: str = "") -> bytes:
        """The bytes of the manifest; the page of the report ``made`` need not be there yet."""
        there = [name for name in sorted(self._texts) if name == made or _has_page(self._out, name)]
        packages, locks = ({self._keys[name][place] for name in there} for place in (0, 1))
        manifest = {
            "format": FORMAT,
            "gate": self._gate,
            "locks": {one: self._locks[one] for one in locks},
            "packages": {one: self._packages[one] for one in packages},
            "reports": {},
        }
        listed = ",\n".join(self._texts[name] for name in there)
        text = _text(manifest)
        whole = f"{text.removesuffix(EMPTY)}{{\n{listed}\n }}\n}}" if there else text
        return f"{whole}\n".encode()

    def _keep(self, name: str, one: Mapping) -> None:
        self._keys[name] = one["package"], one["lock"]
        lines = _text({name: one}).splitlines()[1:-1]
        self._texts[name] = "\n".join(f" {line}" for line in lines)


def refresh(out: Path, project: Path) -> None:
    """Write the manifest of a folder again where ``gate.toml`` excepts something else than then."""
    path = out / MANIFEST
    if path.is_file() and path.read_bytes() != (content := Manifest(out, project).content()):
        write_whole(path, content)


def _has_page(out: Path, name: str) -> bool:
    return (out / f"{name}.html").is_file()


def _text(content: Mapping) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
