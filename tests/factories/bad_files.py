"""Files that somebody made to do harm, and good ones beside them."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

WORD = "word/document.xml"


def packed(members):
    """Return an archive of these names and contents."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb(size=360 * 1024 * 1024):
    """Return half a megabyte of DOCX that unpacks to `size`."""
    out = BytesIO()
    with (
        ZipFile(out, "w", ZIP_DEFLATED) as archive,
        archive.open(WORD, "w", force_zip64=True) as part,
    ):
        for _ in range(size // 2**20):
            part.write(b"<" + b"a" * (2**20 - 1))
    return out.getvalue()


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<d>&x;</d>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def empty_rows(amount):
    """Return a spreadsheet with so many rows, and one word after them."""
    return packed(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Override PartName="/xl/workbook.xml" ContentType='
                f'"{_SHEETS}.sheet.main+xml"/>'
                '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
                f'"{_SHEETS}.worksheet+xml"/></Types>'
            ),
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": (
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
                '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _relation(
                "worksheet", "worksheets/sheet1.xml"
            ),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>'
                + "".join(f'<row r="{n}"/>' for n in range(1, amount))
                + f'<row r="{amount}"><c r="A{amount}" t="inlineStr"><is><t>末行</t></is>'
                "</c></row></sheetData></worksheet>"
            ),
        }
    )


_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _relation(kind, target):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        "</Relationships>"
    )
