"""Files with text in them, made as offices make them."""

from io import BytesIO

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"


def _saved(thing):
    out = BytesIO()
    thing.save(out)
    return out.getvalue()


def pdf(*pages, password=""):
    """Return a PDF with these pages; an empty one has nothing on it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = BytesIO()
    lock = StandardEncryption(password) if password else None
    canvas = Canvas(out, encrypt=lock)
    for page in pages:
        canvas.setFont(FONT, 12)
        for place, line in enumerate(page.splitlines()):
            canvas.drawString(50, 800 - 24 * place, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def docx(*paragraphs, rows=()):
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    return _saved(document)


def xlsx(**sheets):
    """Return a workbook; each sheet is a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book)


def pptx(*slides):
    show = Presentation()
    for text in slides:
        slide = show.slides.add_slide(show.slide_layouts[6])
        size = [Inches(1)] * 4
        slide.shapes.add_textbox(*size).text_frame.text = text
    return _saved(show)
