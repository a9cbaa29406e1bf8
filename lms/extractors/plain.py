"""Text of plain files, in the encodings that Chinese offices write."""

import codecs
from pathlib import Path

from lms.extractors import MOST_CHARACTERS, Pages, collect

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def extract(path: str) -> Pages:
    """Return the text."""
    with Path(path).open("rb") as file:
        data = file.read(4 * MOST_CHARACTERS)
    return collect("", [_decoded(data)])


def _decoded(data: bytes) -> str:
    if data.startswith(_WIDE):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
