"""Hides what git knows of a project: its last commit, who made it, and what it held before."""

from __future__ import annotations

import io
import os
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from helpers.run.manifest import checksum
from helpers.run.parameters import ParameterError

ADDRESS = r"[^<>\s]+@[^<>\s]+"
PERSON = re.compile(rf"(?P<name>[^<>]*?)(?: ?<(?P<email>{ADDRESS})>)?")
SEVERAL = re.compile(r"[,;&/+]|\band\b")
TOGETHER = re.compile(r"^[ \t]*co-authored-by:(.+)$", re.IGNORECASE | re.MULTILINE)
TITLES = {"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "sir"}
IDENTITY = "%an%x00%ae%x00%aN%x00%aE"
PLAIN = ("--no-show-signature", "--encoding=UTF-8")


class Person(NamedTuple):
    """A name and an e-mail address, either of which may be empty."""

    name: str
    email: str = ""


def person(text: str) -> Person | None:
    """Who is written as ``Name``, ``Name <address>`` or ``address``; none for anything else.

    >>> person(" A.  Jones <a@office.example>"), person("a@office.example").name, person("A <B>")
    (Person(name='A. Jones', email='a@office.example'), '', None)
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if re.fullmatch(ADDRESS, text):
        return Person("", text)
    found = PERSON.fullmatch(text)
    return Person(found["name"], found["email"] or "") if found else None


def last_commit(project: Path) -> str:
    """The last commit of the repository, beside which the working tree holds nothing.

    Raises
    ------
    ParameterError
        git is not there, the folder is in no repository, there is no commit yet, or a file is
        not as in the last commit: the message names the first.
    """
    git(project, "rev-parse", "--git-dir")
    try:
        commit = git(project, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except ParameterError:
        raise ParameterError(f"{project}: there is no commit yet. Commit what is there.") from None
    options = ("--porcelain", "-z", "--untracked-files=all", "--ignore-submodules=none")
    if listed := git(project, "status", *options):
        first = listed.partition("\0")[0][3:]
        raise ParameterError(f"{first}: not as in the last commit. Commit it, or take it away.")
    return commit.strip()


def unpack(project: Path, commit: str, place: Path) -> None:
    """Write the project as a commit holds it into a folder."""
    packed = ask(project, "archive", "--format=zip", "-0", commit, ".")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(place)


def with_checksum(project: Path, path: str, digest: str) -> bytes | None:
    """The newest version of a file, among all commits up to the last one, that has a checksum."""
    commits = git(project, "log", *PLAIN, "--format=%H", "--diff-filter=AM", "--", path).split()
    contents = (ask(project, "show", f"{commit}:./{path}") for commit in commits)
    return next((content for content in contents if checksum(content) == digest), None)


def is_author(one: Person, project: Path, commit: str) -> bool:
    """True if a person made a commit, or made it together with others (``Co-authored-by``).

    Names and addresses are the same that differ in case, spaces, accents or punctuation alone, and
    so may be names of the same words in another order, with fewer of them, or with initials.
    Authors are known by every name and address that ``.mailmap`` and the history have for them;
    a name that lists several people is that of each.
    """
    whole = git(project, "show", *PLAIN, "--no-patch", f"--format={IDENTITY}%x00%B", commit)
    *identity, message = whole.split("\0", 4)
    authors = _keys(identity)
    for written in TOGETHER.findall(message):
        authors |= _keys(_known(person(written) or Person(written), project))
    for line in set(git(project, "log", *PLAIN, f"--format={IDENTITY}", commit).splitlines()):
        names = line.split("\0")
        if _keys(names[2:]) & authors:
            authors |= _keys(names)
    asked = [*_known(one, project), *SEVERAL.split(one.name)]
    together = [person(written) or Person(written) for written in TOGETHER.findall(message)]
    named = [*identity, *(words for other in together for words in other)]
    return bool(authors & _keys(asked)) or any(
        _may_be_one(mine, other) for mine in SEVERAL.split(one.name) for other in named
    )


def _may_be_one(name: str, other: str) -> bool:
    """True for names of which each has the words, or the initials of words, that the other has.

    >>> _may_be_one("Dr Smith, Jane", "Jane Smith"), _may_be_one("J. Smith", "Jane A. Smith")
    (True, True)
    >>> _may_be_one("John Smith", "Jane Smith"), _may_be_one("Jane Jones", "Jane Smith")
    (False, False)
    """
    few, many = sorted((_words(name), _words(other)), key=len)
    return bool(few) and all(any(_alike(one, word) for word in many) for one in few)


def _alike(word: str, other: str) -> bool:
    return word == other or (1 in (len(word), len(other)) and word[0] == other[0])


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.partition("@")[0]).casefold()
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return [word for word in re.findall(r"[^\W\d_]+", letters) if word not in TITLES]


def _known(one: Person, project: Path) -> list[str]:
    """The name and address of a person as written, and as ``.mailmap`` has them."""
    if not one.email:
        return [one.name]
    mapped = person(git(project, "check-mailmap", f"{one.name} <{one.email}>")) or Person("")
    return [*one, *mapped]


def _keys(names: Iterable[str]) -> set[str]:
    """Names and addresses as they are compared: letters and figures without case and accents."""
    plain = (unicodedata.normalize("NFKD", name).casefold() for name in names)
    return {"".join(filter(str.isalnum, name)) for name in plain} - {""}


def git(project: Path, *words: str) -> str:
    """What git prints, as text; see :func:`ask`."""
    return ask(project, *words).decode("utf-8", "replace")


def ask(project: Path, *words: str) -> bytes:
    """What git prints in a folder.

    Raises
    ------
    ParameterError
        git is not there, or it refuses: the message has its reason.
    """
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(project), *words], capture_output=True, check=True, env=environment
        )
    except FileNotFoundError:
        raise ParameterError("git is not installed. Install it.") from None
    except subprocess.CalledProcessError as error:
        reason = " ".join(error.stderr.decode("utf-8", "replace").split())
        raise ParameterError(
            f"{project}: git {words[0]}: {reason}. Name a revision of the repository that holds it."
        ) from error
    return done.stdout
