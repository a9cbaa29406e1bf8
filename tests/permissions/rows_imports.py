"""Imports: uploading, looking, taking in; and the rules that clean texts."""

from django.utils import timezone

from knowledge_base.models import CleaningRule, ImportBatch
from lms.enums import Role
from tests.permissions.rows_phrases import rows_of
from tests.permissions.table import STAFF, Outcome, Row, only

WRITERS = only(Role.CONTRIBUTOR, Role.EDITOR)
NOT_FOUND = Outcome.NOT_FOUND
GET, POST = ("GET",), ("POST",)


def make_objects(_place):
    """Return a rule, and an upload of somebody else, which superusers alone see."""
    rule = CleaningRule.objects.get_or_create(pattern="另一家网站")[0]
    now = timezone.now()
    batch = ImportBatch.objects.create(created_at=now, expires_at=now, state="ready")
    batch.files.create(position=1, name="a.md", size=1, refusal="no")
    return {"rule": rule.pk, "batch": batch.uuid, "position": 1}


def row(name, args=("batch",), **options):
    return Row(name, args, gate=WRITERS, allowed=only(), refusal=NOT_FOUND, **options)


ROWS = [
    Row("lms_imports", gate=STAFF, allowed=WRITERS, methods=("GET", "POST")),
    row("lms_import"),
    row("lms_import", methods=POST, data={"cancel": "1"}),
    row("lms_import_failures"),
    row("lms_import_file", ("batch", "position"), answer=NOT_FOUND),
    *rows_of("cleaningrule", "rule"),
]
