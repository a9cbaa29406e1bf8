"""Kinds of files that are taken in, and how the first bytes show them."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

HEAD = 8192
"""Bytes from the beginning that tell the kind."""
UNKNOWN = "application/octet-stream"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EBML = b"\x1a\x45\xdf\xa3"
_MP4 = slice(4, 8)
"""Where an MP4 file says that it is one: `ftyp`, after the length of its first part."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDE_MARKS = _MARKS[1:]


class Shape(Enum):
    """How a file is built, below what it means."""

    PDF = "pdf"
    ZIP = "zip"
    OLE = "ole"
    TEXT = "text"
    MP4 = "mp4"
    WEBM = "webm"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    MP3 = "mp3"
    WAV = "wav"
    OGG = "ogg"
    OTHER = "other"


@dataclass(frozen=True)
class FileKind:
    """A kind of file."""

    extension: str
    mime: str
    shape: Shape
    member: str = ""
    """For an archive: a file inside that only this kind has."""


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "application/pdf", Shape.PDF),
        FileKind(
            "docx",
            f"{_OFFICE}.wordprocessingml.document",
            Shape.ZIP,
            "word/document.xml",
        ),
        FileKind(
            "xlsx", f"{_OFFICE}.spreadsheetml.sheet", Shape.ZIP, "xl/workbook.xml"
        ),
        FileKind(
            "pptx",
            f"{_OFFICE}.presentationml.presentation",
            Shape.ZIP,
            "ppt/presentation.xml",
        ),
        FileKind(
            "odt",
            "application/vnd.oasis.opendocument.text",
            Shape.ZIP,
            "content.xml",
        ),
        FileKind("zip", "application/zip", Shape.ZIP),
        FileKind("doc", "application/msword", Shape.OLE),
        FileKind("xls", "application/vnd.ms-excel", Shape.OLE),
        FileKind("ppt", "application/vnd.ms-powerpoint", Shape.OLE),
        FileKind("txt", "text/plain", Shape.TEXT),
        FileKind("md", "text/markdown", Shape.TEXT),
        FileKind("csv", "text/csv", Shape.TEXT),
        FileKind("vtt", "text/vtt", Shape.TEXT),
        FileKind("mp4", "video/mp4", Shape.MP4),
        FileKind("webm", "video/webm", Shape.WEBM),
    )
}
PICTURES = {
    kind.extension: kind
    for kind in (
        FileKind("jpg", "image/jpeg", Shape.JPEG),
        FileKind("jpeg", "image/jpeg", Shape.JPEG),
        FileKind("png", "image/png", Shape.PNG),
        FileKind("webp", "image/webp", Shape.WEBP),
    )
}
SOUNDS = {
    kind.extension: kind
    for kind in (
        FileKind("mp3", "audio/mpeg", Shape.MP3),
        FileKind("m4a", "audio/mp4", Shape.MP4),
        FileKind("wav", "audio/wav", Shape.WAV),
        FileKind("ogg", "audio/ogg", Shape.OGG),
        FileKind("webm", "audio/webm", Shape.WEBM),
    )
}
FILMS = {
    "mp4": KINDS["mp4"],
    "webm": KINDS["webm"],
    # What telephones of one make film in; browsers play it as the MP4 that it is.
    "mov": FileKind("mov", "video/mp4", Shape.MP4),
}


_STARTS = (
    (b"%PDF-", Shape.PDF),
    (_ZIP, Shape.ZIP),
    (_OLE, Shape.OLE),
    (_EBML, Shape.WEBM),
    (b"\xff\xd8\xff", Shape.JPEG),
    (b"\x89PNG\r\n\x1a\n", Shape.PNG),
    (b"OggS\0", Shape.OGG),
    *((b"ID3" + bytes((version,)), Shape.MP3) for version in (2, 3, 4)),
    *((bytes((0xFF, second)), Shape.MP3) for second in (0xFA, 0xFB, 0xF2, 0xF3)),
)
_RIFF, _WITHIN = b"RIFF", slice(8, 12)
"""A container, which says after its length what is in it."""
_RIFFS = {b"WEBP": Shape.WEBP, b"WAVE": Shape.WAV}


def kind_of_name(name: str, kinds: Mapping[str, FileKind] = KINDS) -> FileKind | None:
    """Return which of these kinds the end of the name promises."""
    return kinds.get(name.rpartition(".")[2].lower()) if "." in name else None


def shape_of(head: bytes) -> Shape:
    """Return how a file is built that begins with these bytes."""
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    for start, shape in _STARTS:
        if bare.startswith(start):
            return shape
    if head[_MP4] == b"ftyp":
        return Shape.MP4
    if head.startswith(_RIFF) and head[_WITHIN] in _RIFFS:
        return _RIFFS[head[_WITHIN]]
    is_wide = head.startswith(_WIDE_MARKS)
    return Shape.TEXT if is_wide or b"\0" not in head else Shape.OTHER


def mime_of(name: str, head: bytes) -> str:
    """Return the type of a file, if the first bytes bear out what its name says."""
    kind = kind_of_name(name)
    if kind is None or shape_of(head) is not kind.shape:
        return UNKNOWN
    return kind.mime
