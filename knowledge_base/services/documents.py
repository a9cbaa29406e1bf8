"""Versions of documents: bringing one back, and files that nothing has any more."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete

from knowledge_base.exceptions import CurrentVersionError
from knowledge_base.models import DocumentVersion, LibraryDocument
from knowledge_base.models.document import Origin


def connect() -> None:
    """Listen to what Wagtail deletes, in its views and in bulk; safe to repeat."""
    post_delete.connect(_version_deleted, DocumentVersion, dispatch_uid="no version")


@transaction.atomic
def restore_version(
    *, version: DocumentVersion, user: Any, note: str = ""
) -> DocumentVersion:
    """Make the file of an old version the newest one, and return that.

    Raises CurrentVersionError when it is what the document has already.
    """
    rows = LibraryDocument.objects.select_for_update(of=("self",), no_key=True)
    document = rows.select_related("current_version").get(pk=version.document_id)
    current = document.current_version
    if current is not None and current.file.name == version.file.name:
        raise CurrentVersionError(version.number)
    document.file = version.file.name
    document.file_size, document.file_hash = version.size, ""
    document.revise(Origin(user, note, version))
    document.save()
    newest: DocumentVersion = document.current_version
    return newest


def _version_deleted(*, instance: DocumentVersion, **_kwargs: object) -> None:
    name = str(instance.file.name)
    transaction.on_commit(partial(_forget_file, instance.file.storage, name))


def _forget_file(storage: Any, name: str) -> None:
    """Delete a file that no version has any more."""
    if not DocumentVersion.objects.filter(file=name).exists():
        storage.delete(name)
