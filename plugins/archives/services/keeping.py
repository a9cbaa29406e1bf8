"""What people add to months: notes, documents, goals."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from lms.files.gate import inspect
from lms.files.kinds import PICTURES
from lms.files.pictures import without_metadata
from plugins.archives.exceptions import KnownDocumentError
from plugins.archives.models import Document, Goal, Month, Note


def add_note(*, month: Month, text: str, user: Any, now: datetime) -> None:
    """Keep a note; the same one sent twice is kept once."""
    if not month.notes.filter(text=text, by=user).exists():
        Note.objects.create(month=month, text=text, by=user, at=now)


def add_document(
    *, month: Month, kind: str, file: Any, user: Any, now: datetime
) -> Document:
    """Keep a file; raises FileRefusedError, and KnownDocumentError for one that is there."""
    found = inspect(file)
    kept = without_metadata(file) if found.extension in PICTURES else file
    kept.seek(0)
    digest = sha256(kept.read()).hexdigest()
    kept.seek(0)
    row = Document(
        month=month,
        kind=kind,
        filename=file.name[-Document.LONGEST_NAME :],
        mime=found.mime,
        size=kept.size,
        sha256=digest,
        by=user,
        at=now,
    )
    if month.documents.filter(sha256=digest).exists():
        raise KnownDocumentError
    row.file.save(f"{digest[:16]}.{found.extension}", kept, save=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.file.storage.delete(str(row.file.name))
        raise KnownDocumentError from None
    return row


@transaction.atomic
def remove_document(*, document: Document) -> None:
    """Take a file away, once that is certain."""
    name = str(document.file.name)
    transaction.on_commit(partial(document.file.storage.delete, name))
    document.delete()


@transaction.atomic
def set_goals(*, goals: Mapping[str, Decimal | None], user: Any, now: datetime) -> None:
    """Keep goals; what is frozen keeps those that it was frozen with."""
    for key, value in goals.items():
        if value is None:
            Goal.objects.filter(indicator=key).delete()
            continue
        values = {"value": value, "set_by": user, "set_at": now}
        row, is_new = Goal.objects.get_or_create(indicator=key, defaults=values)
        if not is_new and row.value != value:
            Goal.objects.filter(pk=row.pk).update(**values)
