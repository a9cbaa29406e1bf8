"""What is written in a file: each type has an extractor, which works in a child."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lms.extension_points import ExtensionPoint
from lms.extractors import MOST_CHARACTERS, EncryptedError
from lms.files.child import USUAL, Limits, in_child
from lms.files.exceptions import ChildError, ChildFailedError

_UNWANTED = re.compile("[\0-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BREAK = "\n"


@dataclass(frozen=True)
class TextExtractor:
    """Reads the text of some types of files."""

    mimes: tuple[str, ...]
    extract: str
    """The dotted path of a function that takes the path of a file and returns
    `lms.extractors.Pages` or raises `EncryptedError`. It stands at the top of a module
    without settings, models and translations: only a child process loads it."""


text_extractors = ExtensionPoint("text_extractors", TextExtractor)
"""Extractors by type; the first one for a type reads it."""


class NoExtractorError(Exception):
    """Nothing reads text of this type."""


class EncryptedFileError(Exception):
    """The file cannot be read without its password."""


@dataclass(frozen=True)
class FileText:
    """The text of a file, and where its pages begin."""

    text: str
    starts: tuple[int, ...]
    unit: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it, as in a scan."""
        return not self.text.strip()


def extract_text(path: str | Path, mime: str, limits: Limits = USUAL) -> FileText:
    """Return what is written in the file.

    Raises NoExtractorError, EncryptedFileError, and ChildError when it cannot be read
    within the limits.
    """
    extractor = _extractor(mime)
    try:
        found = in_child(extractor.extract, path, limits)
    except ChildFailedError as error:
        if error.name == EncryptedError.__name__:
            raise EncryptedFileError from error
        raise
    try:
        return _joined(str(found["unit"]), [str(page) for page in found["pages"]])
    except (KeyError, TypeError) as error:
        raise ChildError("An extractor returned no pages.") from error


def _extractor(mime: str) -> TextExtractor:
    for extension in text_extractors.enabled():
        if mime in extension.item.mimes:
            return extension.item
    raise NoExtractorError(mime)


def _joined(unit: str, pages: list[Any]) -> FileText:
    starts, texts, place = [], [], 0
    for page in pages:
        text = _clean(page)[: MOST_CHARACTERS - place]
        starts.append(place)
        texts.append(text)
        place += len(text) + len(_BREAK)
        if place >= MOST_CHARACTERS:
            break
    return FileText(_BREAK.join(texts), tuple(starts), unit)


def _clean(text: str) -> str:
    """Drop what no database keeps and no one reads."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
