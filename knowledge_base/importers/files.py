"""From a path to text: which files, which encoding."""

import codecs
from pathlib import Path

from django.utils.translation import gettext as _

from knowledge_base.exceptions import UnreadableFileError
from knowledge_base.importers.office import SHEETS, WORD

TEXTS = frozenset({".md", ".markdown", ".txt"}) | WORD
TABLES = frozenset({".csv"}) | SHEETS
MAX_BYTES = 5 * 1024 * 1024
"""Of a file that is read as it is."""

_ENCODINGS = ("utf-8-sig", "gb18030")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def find_files(path: Path) -> tuple[list[Path], int]:
    """Return what can be imported, sorted, and how many other files lie there.

    Hidden files and folders are not looked at.
    """
    if path.is_file():
        return [path], 0
    files = [file for file in sorted(path.rglob("*")) if _is_meant(file, path)]
    wanted = [file for file in files if file.suffix.lower() in TEXTS | TABLES]
    return wanted, len(files) - len(wanted)


def read_text(path: Path) -> str:
    """Return the text of a file with plain line ends.

    UTF-16 with a mark, UTF-8 with or without one, or else GB18030. Raises
    UnreadableFileError.
    """
    text = _decode(_read_bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableFileError(_("The file is empty."))
    return text


def _is_meant(file: Path, root: Path) -> bool:
    parts = file.relative_to(root).parts
    return file.is_file() and not any(part.startswith(".") for part in parts)


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        reason = _("The file cannot be opened: %(reason)s.")
        raise UnreadableFileError(reason % {"reason": error.strerror}) from error
    if size > MAX_BYTES:
        reason = _("The file has %(size).1f MB; at most %(limit)d MB are taken.")
        values = {"size": size / 1024**2, "limit": MAX_BYTES // 1024**2}
        raise UnreadableFileError(reason % values)
    return data


def _decode(data: bytes) -> str:
    if data.startswith(_WIDE):
        return _without_nul(data.decode("utf-16", "replace"))
    for encoding in _ENCODINGS:
        try:
            return _without_nul(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(_("The text is neither UTF-8 nor GB18030."))


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise UnreadableFileError(_("The file is not a text: it holds NUL bytes."))
    return text
