"""Documents: the page, old versions, bringing one back."""

from django.core.files.base import ContentFile

from lms.enums import Role
from tests.factories.files import make_document
from tests.permissions.table import STAFF, Outcome, Row, only

NOT_ALLOWED, NOT_FOUND = Outcome.NOT_ALLOWED, Outcome.NOT_FOUND
GET, POST = ("GET",), ("POST",)


def make_objects(place):
    document = make_document(place.collection)
    document.file = ContentFile(b"other words", name="other.txt")
    document.save()
    return {"document": document.pk, "number": 1}


def versions_row(**options):
    keepers = only(Role.EDITOR, Role.REVIEWER)
    common = {"gate": STAFF, "allowed": keepers, "closed": NOT_FOUND}
    return Row("lms_document_versions", ["document"], **common, **options)


ROWS = [
    Row("knowledge_base:document", ["document"], closed=NOT_FOUND),
    Row(
        "knowledge_base:document",
        ["document"],
        methods=POST,
        answer=NOT_ALLOWED,
        closed=NOT_ALLOWED,
    ),
    Row("knowledge_base:document_version", ["document", "number"], closed=NOT_FOUND),
    Row(
        "knowledge_base:document_version",
        ["document", "number"],
        methods=POST,
        answer=NOT_ALLOWED,
        closed=NOT_ALLOWED,
    ),
    versions_row(methods=GET),
    versions_row(methods=POST, data={"number": 1, "note": "again"}),
]
