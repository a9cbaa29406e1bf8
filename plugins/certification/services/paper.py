"""A certificate as a sheet: the code that leads to its check, and the PDF."""

import logging
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from threading import Lock
from typing import Any

import segno
from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from plugins.certification.exceptions import NoPdfError

STYLES = ("lms_certification/paper.css", "lms_certification/sheet.css")
logging.getLogger("weasyprint").setLevel(logging.ERROR)  # not what only browsers know
_one_at_a_time = Lock()
"""Pango and fontconfig are not made for threads, and a sheet takes a third of a second."""


def qr_code(address: str) -> SafeString:
    """Return an address as a picture that phones read, for the midst of a page."""
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(omitsize=True, svgclass="cert__qr", lineclass=None)
    return mark_safe(picture)  # noqa: S308 (segno draws squares: the address is no text in it)


def has_pdf() -> bool:
    """Tell whether the package that makes PDFs is installed; asks no library."""
    return find_spec("weasyprint") is not None


@cache
def why_no_pdf() -> Any:
    """Return in words why no PDF can be made here, and "" where it can."""
    if not has_pdf():
        return _("WeasyPrint is not installed.")
    try:
        import weasyprint  # noqa: F401 (an extra; it loads libraries of the system)
    except OSError:
        return _("WeasyPrint does not find Pango.")
    if not _has_chinese_font():
        return _("There is no Chinese font.")
    return ""


def _has_chinese_font() -> bool:
    program = which("fc-list")
    if program is None:
        return False
    known = subprocess.run(  # noqa: S603 (fixed words)
        [program, ":lang=zh", "family"], capture_output=True, check=False
    )
    return bool(known.stdout.strip())


def as_pdf(page: str) -> bytes:
    """Return a page as PDF, with its fonts; nothing is fetched for it.

    Raises NoPdfError where none can be made.
    """
    if why_no_pdf():
        raise NoPdfError(why_no_pdf())
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=())
    with _one_at_a_time:
        styles = [CSS(filename=_found(name), url_fetcher=nothing) for name in STYLES]
        html = HTML(string=page, url_fetcher=nothing)
        return bytes(html.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1"))


def _found(name: str) -> Path:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path)
