"""Text of PDF files, page by page."""

import ctypes
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from lms.extractors import EncryptedError, Pages, collect

_MOST_PAGES = 5_000


def extract(path: str) -> Pages:
    """Return the pages; raise EncryptedError when a password is needed."""
    _forget_fonts()
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedError from error
        raise
    return collect("page", _pages(document))


def _forget_fonts() -> None:
    """Start the library without the fonts of the machine.

    It would measure each character in them, which takes ten times as long as reading.
    """
    raw.FPDF_DestroyLibrary()
    nothing = (ctypes.POINTER(ctypes.c_char) * 1)()
    config = raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=nothing)
    raw.FPDF_InitLibraryWithConfig(config)


def _pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for number in range(min(len(document), _MOST_PAGES)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_bounded()
        words.close()
        page.close()
