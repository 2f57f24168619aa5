"""One environment: conda's list, the lock and the package's own requirements say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[1]
LOCK = (PROJECT / "requirements.lock").read_text("utf-8")
LOCKED = dict(re.findall(r"^([a-z0-9._-]+)(?:\[\w+\])?==([^ ;]+)", LOCK, re.MULTILINE))
NAMED_BY_CONDA = {
    "jupyterlab",
    "pandas",
    "matplotlib",
    "seaborn",
    "papermill",
    "nbconvert",
    "geopandas",
}


def conda_versions() -> dict[str, str]:
    listed = yaml.safe_load((PROJECT / "environment.yml").read_text("utf-8"))["dependencies"]
    words = [word for word in listed if isinstance(word, str)]
    words += next(word["pip"] for word in listed if isinstance(word, dict))
    pairs = [re.fullmatch(r"([a-z0-9-]+)(?:\[\w+\])?==?(.+)", word) for word in words]
    return {pair[1]: pair[2] for pair in pairs if pair and pair[1] != "python"}


def test_conda_names_the_versions_of_the_lock():
    versions = conda_versions()
    assert versions.keys() >= NAMED_BY_CONDA
    assert versions == {name: LOCKED[name] for name in versions}


def test_the_lock_holds_everything_that_the_package_requires():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    required = project["dependencies"] + sum(project["optional-dependencies"].values(), [])
    names = {re.match(r"[a-z0-9-]+", requirement)[0] for requirement in required}
    assert names - LOCKED.keys() == {project["name"]}


def test_the_lock_has_a_hash_for_every_package_and_no_address():
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(entries) > 100
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK and "index-url" not in LOCK
