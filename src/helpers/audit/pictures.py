"""Hides where PNG and JPEG files keep words: text chunks, EXIF, XMP, private chunks, the end."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from PIL import ExifTags, Image
from PIL.ExifTags import IFD, Base

from helpers.audit.pieces import HIDDEN, Piece, Unreadable, tidy

MOST_PIXELS = 50_000_000
PNG_END, JPEG_END = b"IEND\xaeB`\x82", b"\xff\xd9"
PRINTABLE = re.compile(rb"[\x20-\x7e\x80-\xff]{5,}")
PERSONAL = (
    Base.Artist,
    Base.BodySerialNumber,
    Base.CameraOwnerName,
    Base.HostComputer,
    Base.LensSerialNumber,
    Base.MakerNote,
    Base.XPAuthor,
)
SEEN = {"aspect", "chromaticity", "dpi", "gamma", "interlace", "jfif", "jfif_density"}
SEEN |= {"jfif_unit", "jfif_version", "progressive", "progression", "srgb", "transparency"}


def picture_parts(content: bytes) -> Iterator[Piece]:
    """The words that a picture carries and does not show, read with Pillow.

    Raises
    ------
    Unreadable
        More than 50 million pixels.
    OSError
        Not a PNG or JPEG, or a damaged one.
    """
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Unreadable(f"{image.width} times {image.height} pixels are too many")
        image.load()
        for name, value in image.info.items():
            if name not in SEEN:
                yield from _words(str(name), value)
        for name, value, *_ in [*getattr(image, "applist", []), *_private(image)]:
            yield from _words(str(name), value)
        for name, *_ in _private(image):
            yield Piece(f"metadata {tidy(str(name))}", "what only one program reads", HIDDEN)
        yield from _of_a_person(image.getexif())
        ends = {"PNG": PNG_END, "JPEG": JPEG_END}[image.format]
        if not content.rstrip(b"\0\n").endswith(ends):
            yield Piece("end", "something stands behind the end of the picture", HIDDEN)


def _of_a_person(exif: Image.Exif) -> Iterator[Piece]:
    """What EXIF says of a place, a person or a device: CIPA DC-008, "Exif 2.32", 4.6.4 to 4.6.6."""
    told = {ExifTags.TAGS[tag] for tag in PERSONAL if tag in exif or tag in exif.get_ifd(IFD.Exif)}
    if exif.get_ifd(IFD.GPSInfo):
        told.add("GPS position")
    for name in sorted(told):
        yield Piece("metadata EXIF", name, HIDDEN)


def _private(image: Image.Image) -> list[tuple]:
    return list(getattr(image, "private_chunks", []))


def _words(name: str, value: object) -> Iterator[Piece]:
    if isinstance(value, bytes):
        runs = PRINTABLE.findall(value.replace(b"\0", b""))
        texts = [run.decode("utf-8", "replace") for run in runs]
    else:
        texts = [str(value)]
    for text in texts:
        yield Piece(f"metadata {tidy(name)}", f"{tidy(name)}: {tidy(text)}")
