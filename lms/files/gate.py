"""The one gate through which files from people come in."""

from collections.abc import Mapping
from typing import IO, Any
from unicodedata import category

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from lms.files.archives import inspect_archive
from lms.files.exceptions import FileRefusedError
from lms.files.kinds import HEAD, KINDS, FileKind, Shape, kind_of_name, shape_of

MOST = 50 * 1024 * 1024
"""Bytes that a file may have."""
_CONTROL = "Cc"
_SEPARATORS = frozenset("/\\")


def inspect(
    file: Any, *, most: int = MOST, kinds: Mapping[str, FileKind] = KINDS
) -> FileKind:
    """Return the kind of a file that may be taken in, by its content and its name.

    `file` is a Django file, with name and size; afterwards it stands at its beginning.
    `kinds` are those that are taken in, by the end of a name.
    Raises FileRefusedError, with a sentence that names the file, for one that is too
    large, has a name that is none, is something else than its name says, or is an
    archive that should not be unpacked.
    """
    name = _checked_name(file.name or "")
    if file.size > most:
        values = {"name": name, "most": filesizeformat(most)}
        raise FileRefusedError(
            _("“%(name)s” is too large: %(most)s are allowed.") % values
        )
    kind = kind_of_name(name, kinds)
    if kind is None:
        raise FileRefusedError(
            _("“%(name)s” is of a kind that is not taken in.") % {"name": name}
        )
    stream: IO[bytes] = getattr(file, "file", file)
    try:
        _check_content(stream, name, file.size, kind)
    finally:
        stream.seek(0)
    return kind


def _checked_name(name: str) -> str:
    if not name or any(map(_is_forbidden, name)):
        shown = "".join("�" if category(char) == _CONTROL else char for char in name)
        raise FileRefusedError(
            _("“%(name)s” is no name for a file: leave out slashes and control signs.")
            % {"name": shown}
        )
    return name


def _is_forbidden(char: str) -> bool:
    return char in _SEPARATORS or category(char) == _CONTROL


def _check_content(stream: IO[bytes], name: str, size: int, kind: FileKind) -> None:
    stream.seek(0)
    shape = shape_of(stream.read(HEAD))
    if shape is Shape.OLE and kind.shape is Shape.ZIP:
        raise FileRefusedError(
            _(
                "“%(name)s” is protected by a password, or an old Office file under a "
                "new name: save it anew."
            )
            % {"name": name}
        )
    if shape is not kind.shape:
        values = {"name": name, "kind": kind.extension.upper()}
        raise FileRefusedError(
            _("“%(name)s” is no %(kind)s file, whatever its name says.") % values
        )
    if shape is Shape.ZIP:
        stream.seek(0)
        inspect_archive(stream, name=name, size=size, kind=kind)
