"""How far the check of an upload is.

All of it is one transaction that is undone, so the database can tell nobody: it is kept
beside the files, which whoever checks and whoever shows it both reach.
"""

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from knowledge_base.models import ImportBatch, ImportFile


def note_progress(*, batch: ImportBatch, done: int, total: int) -> None:
    """Keep how many of how many rows and texts are checked."""
    forget_progress(batch=batch)
    _storage().save(_name(batch), ContentFile(f"{done} {total}".encode()))


def forget_progress(*, batch: ImportBatch) -> None:
    """Delete what was kept; nothing if there is nothing."""
    _storage().delete(_name(batch))


def progress_of(batch: ImportBatch) -> tuple[int, int] | None:
    """Return how far the check is, if it has begun to tell."""
    try:
        with _storage().open(_name(batch)) as file:
            done, total = map(int, file.read().split())
    except (OSError, ValueError):  # not there, or being written
        return None
    return done, total


def _storage() -> Storage:
    field = ImportFile._meta.get_field("file")
    storage: Storage = field.storage
    return storage


def _name(batch: ImportBatch) -> str:
    return f"imports/{batch.uuid}/progress"
