"""Hides which zip files are opened: none that bursts, climbs out of its folder or is locked."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator

from helpers.audit.pieces import COMMENT, Inner, Piece, Unreadable, name_parts

MOST_MEMBERS = 5_000
LARGEST_WHOLE = 256_000_000
LARGEST_RATIO = 500
SMALL = 1_000_000
ROOTED = re.compile(r"[/\\]|[A-Za-z]:")


def zip_parts(content: bytes) -> Iterator[Piece | Inner]:
    """The members of a zip file, and its comments."""
    with _opened(content) as container:
        yield from zip_comments(container)
    for name, member in members(content).items():
        yield Inner(name, name, member)


def zip_comments(container: zipfile.ZipFile) -> Iterator[Piece]:
    """The comments of a zip file and of its members, and how these are called."""
    for number, member in enumerate(container.infolist(), start=1):
        yield from name_parts(f"name of member {number}", member.filename)
    comments = [("zip file", container.comment)]
    comments += [(member.filename, member.comment) for member in container.infolist()]
    for place, comment in comments:
        if comment:
            yield Piece(place, comment.decode("utf-8", "replace"), COMMENT)


def members(content: bytes) -> dict[str, bytes]:
    """The files of a zip file by name, folders left out, after every name and size was checked.

    At most 5,000 members, 256 MB unpacked, and, above 1 MB, 500 bytes out of one.

    Raises
    ------
    Unreadable
        More than that, a name that is rooted, climbs or stands twice, a link, or a locked member.
    zipfile.BadZipFile
        Not a zip file, or a damaged one.

    References
    ----------
    MITRE, CWE-22 (path traversal) and CWE-409 (highly compressed data), https://cwe.mitre.org.
    """
    with _opened(content) as container:
        listed = container.infolist()
        _check_whole(listed)
        for member in listed:
            _check_member(member)
        return {one.filename: container.read(one) for one in listed if not one.is_dir()}


def _opened(content: bytes) -> zipfile.ZipFile:
    if not content.startswith(b"PK"):
        raise Unreadable("not a zip file, or something stands before its first member")
    return zipfile.ZipFile(io.BytesIO(content))


def _check_whole(listed: list[zipfile.ZipInfo]) -> None:
    if len(listed) > MOST_MEMBERS:
        raise Unreadable(f"{len(listed)} members, more than {MOST_MEMBERS}")
    whole = sum(member.file_size for member in listed)
    if whole > LARGEST_WHOLE:
        raise Unreadable(f"{whole} bytes unpacked, more than {LARGEST_WHOLE}")
    if len({member.filename for member in listed}) < len(listed):
        raise Unreadable("two members of the same name")


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if ROOTED.match(name) or ".." in re.split(r"[/\\]", name):
        raise Unreadable(f"the member {name!r} climbs out of its folder")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable(f"the member {name!r} is a link")
    if member.flag_bits & 1:
        raise Unreadable(f"the member {name!r} is locked with a password")
    if member.file_size > max(SMALL, LARGEST_RATIO * member.compress_size):
        raise Unreadable(f"the member {name!r} unpacks to more than {LARGEST_RATIO} times its size")
