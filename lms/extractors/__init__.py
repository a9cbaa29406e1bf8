"""Text of files, as the built-in extractors read it in a child process.

They need no settings, no models and no translations.
"""

from collections.abc import Iterable
from typing import TypedDict

MOST_CHARACTERS = 1_000_000
"""Of one file; what comes after is not read."""


class Pages(TypedDict):
    """What an extractor returns."""

    unit: str
    """What a page is: page, sheet, slide; empty for a file that has none."""
    pages: list[str]


class EncryptedError(Exception):
    """The file cannot be read without its password."""


def collect(unit: str, pages: Iterable[str]) -> Pages:
    """Return the pages, as many as fit."""
    kept: list[str] = []
    room = MOST_CHARACTERS
    for page in pages:
        kept.append(page[:room])
        room -= len(page)
        if room <= 0:
            break
    return {"unit": unit, "pages": kept}
