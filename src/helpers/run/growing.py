"""Hides how the manifest of a folder grows while reports are built into it, one after another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.run.exceptions import as_recorded, read_exceptions
from helpers.run.manifest import FORMAT, MANIFEST, locked, package, sums_now, unchecked
from helpers.run.parameters import ParameterError
from helpers.run.replacing import write_whole

if TYPE_CHECKING:
    from helpers.run.planning import Plan

EMPTY = "{}\n}"


class Manifest:
    """The manifest of a folder while reports are built into it, one after another.

    What the project's ``gate.toml`` excepts is listed as it is when the building begins. ``sums``
    are the checksums that the files of the project had then.

    Raises
    ------
    ParameterError
        The file is not a manifest, so that it cannot be told what the pages there were made from;
        or a notebook is not as it was planned.
    """

    def __init__(self, out: Path, project: Path, plans: Sequence[Plan] = ()) -> None:
        self._out = out
        earlier = _earlier(out)
        self.sums = sums_now(plans) if plans else {}
        self._packages, self._locks = dict(earlier["packages"]), dict(earlier["locks"])
        self._gate, self._lock = as_recorded(read_exceptions(project)), locked(project)
        self._keys: dict[str, tuple[str, str]] = {}
        self._texts: dict[str, str] = {}
        for name, one in earlier["reports"].items():
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


def _earlier(out: Path) -> dict:
    found = unchecked(out)
    whole = all(
        one["package"] in found["packages"] and one["lock"] in found["locks"]
        for one in found["reports"].values()
    )
    if (out / MANIFEST).exists() and not (whole and found.get("format") == FORMAT):
        raise ParameterError(
            f"{out / MANIFEST}: not a manifest, so nothing tells what pages there were made from. "
            "Restore it, or remove it to make a new one."
        )
    return found


def _has_page(out: Path, name: str) -> bool:
    return (out / f"{name}.html").is_file()


def _text(content: Mapping) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
