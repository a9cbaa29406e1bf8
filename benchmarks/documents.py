"""What documents cost: reading a long PDF, refusing a bomb."""

import os
import resource
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import django
from django.core.files.base import ContentFile
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from lms.files.child import in_child
from lms.files.exceptions import FileRefusedError
from lms.files.gate import inspect

PAGES, LINES = 200, 30
SENTENCE = "第{page}页第{line}行：退货运费由责任方承担，客服须在两小时内答复顾客。"
FONT = "STSong-Light"
MEGABYTE = 1024 * 1024
BOMB = 360  # megabytes, unpacked
MOST_SECONDS, MOST_MEGABYTES = 2.0, 512
MOST_REFUSAL = 1.0


def main() -> None:
    """Print each figure beside what is wanted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")
    django.setup()
    with TemporaryDirectory() as folder:
        path = Path(folder, "long.pdf")
        _write_pdf(path)
        seconds, found = _best(lambda: in_child("lms.extractors.pdf.extract", path))
    pages = found["pages"]
    characters = sum(map(len, pages))
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(pages)} pages of PDF, {characters} characters")
    _say("seconds to read it", seconds, MOST_SECONDS)
    _say("megabytes at most", used, MOST_MEGABYTES)
    bomb = ContentFile(_bomb(), name="bomb.docx")
    print(f"a DOCX of {bomb.size / MEGABYTE:.2f} MB that unpacks to {BOMB} MB")
    seconds, _refused = _best(lambda: _refuse(bomb))
    _say("seconds to refuse it", seconds, MOST_REFUSAL)


def _say(what: str, figure: float, wanted: float) -> None:
    met = "yes" if figure <= wanted else "NO"
    print(f"  {what:22} {figure:8.3f}  wanted {wanted:g}  {met}")


def _best(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the least time of five, and what came of it."""
    times = []
    for _time in range(5):
        started = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - started)
    return min(times), result


def _write_pdf(path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path))
    for page in range(1, PAGES + 1):
        canvas.setFont(FONT, 11)
        for line in range(1, LINES + 1):
            canvas.drawString(
                50, 810 - 24 * line, SENTENCE.format(page=page, line=line)
            )
        canvas.showPage()
    canvas.save()


def _bomb() -> bytes:
    out = BytesIO()
    with (
        ZipFile(out, "w", ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _part in range(BOMB):
            part.write(b"a" * MEGABYTE)
    return out.getvalue()


def _refuse(bomb: "ContentFile[bytes]") -> None:
    try:
        inspect(bomb)
    except FileRefusedError:
        return
    raise AssertionError("The bomb came in.")


if __name__ == "__main__":
    main()
