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
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        with archive.open(WORD, "w", force_zip64=True) as part:
            for _ in range(size // 2**20):
                part.write(b"<" + b"a" * (2**20 - 1))
    return out.getvalue()


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<d>&x;</d>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
