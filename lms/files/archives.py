"""A look at an archive, such as a DOCX, before any parser unpacks it."""

import re
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from lms.files.exceptions import FileRefusedError
from lms.files.kinds import FileKind

MOST_ENTRIES = 10_000
MOST_BYTES = 300 * 1024 * 1024
"""Of all that is inside, unpacked."""
MOST_TIMES = 100
"""How many times its size an archive may unpack to, once that is much."""
MUCH = 10 * 1024 * 1024
_PROLOG = 4096
_MACROS = "vbaproject.bin"
_OUTSIDE = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
_DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCRYPTED = 1


def inspect_archive(file: IO[bytes], *, name: str, size: int, kind: FileKind) -> None:
    """Raise FileRefusedError for what should not be unpacked; unpacks next to nothing."""
    try:
        with ZipFile(file) as archive:
            _check(archive, name, size, kind)
    except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise _refused(
            _("“%(name)s” is damaged: it cannot be opened."), name
        ) from error


def _check(archive: ZipFile, name: str, size: int, kind: FileKind) -> None:
    entries = archive.infolist()
    _check_size(entries, name, size)
    for entry in entries:
        _check_name(entry, name)
    names = {entry.filename for entry in entries}
    if kind.member and kind.member not in names:
        said = _("“%(name)s” is no %(kind)s file, whatever its name says.")
        raise _refused(said, name, kind=kind.extension.upper())
    if kind.member:
        _check_markup(archive, entries, name)


def _check_size(entries: list[ZipInfo], name: str, size: int) -> None:
    if len(entries) > MOST_ENTRIES:
        said = _("“%(name)s” holds too many files: %(most)s are allowed.")
        raise _refused(said, name, most=MOST_ENTRIES)
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES or (total > MUCH and total > size * MOST_TIMES):
        said = _("“%(name)s” would grow far too large when it is unpacked.")
        raise _refused(said, name)


def _check_name(entry: ZipInfo, name: str) -> None:
    path = entry.orig_filename.replace("\\", "/")
    if "\0" in path or _OUTSIDE.search(path):
        said = _("“%(name)s” holds a file whose path leads out of it.")
        raise _refused(said, name)
    if path.rpartition("/")[2].lower() == _MACROS:
        said = _("“%(name)s” holds macros: save it without them.")
        raise _refused(said, name)


def _check_markup(archive: ZipFile, entries: list[ZipInfo], name: str) -> None:
    """Office files declare no entities; who does wants a parser to fetch something."""
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise _refused(_("“%(name)s” is protected by a password."), name)
        with archive.open(entry) as part:
            beginning = part.read(_PROLOG).replace(b"\0", b"")  # UTF-16 as well
        if _DECLARES.search(beginning):
            said = _("“%(name)s” asks for content from outside it.")
            raise _refused(said, name)


def _refused(said: str, name: str, **values: object) -> FileRefusedError:
    return FileRefusedError(said % {"name": name, **values})
