"""Reading what is written in documents: at once if that is quick, else by `run_due`."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from knowledge_base.enums import TextState
from knowledge_base.models import DocumentVersion, LibraryDocument
from lms.files.child import USUAL, Limits
from lms.files.exceptions import ChildError, ChildLimitError
from lms.files.extraction import (
    EncryptedFileError,
    FileText,
    NoExtractorError,
    extract_text,
)
from lms.search.signals import reindex

BRIEF = Limits(cpu_seconds=3, seconds=4)
"""For so long whoever uploads a file waits."""
MOST_AT_ONCE = 10
"""How many `run_due` reads in one go, so that it ends within its lease."""


def connect() -> None:
    """Listen to new versions, which come about wherever a document is saved."""
    post_save.connect(_version_added, DocumentVersion, dispatch_uid="new version")


def read_waiting() -> int:
    """Read what nobody has read yet, the newest first; return how many it were."""
    waiting = DocumentVersion.objects.waiting().brief()[:MOST_AT_ONCE]
    return sum(read_version(version_id=version.pk) for version in waiting)


def read_version(*, version_id: int, limits: Limits | None = None) -> bool:
    """Read the text of a version, keep it and have it found; False if it has to wait.

    With limits of one's own, what goes beyond them is left to `run_due`, whose limits
    are final. To read it twice does no harm.
    """
    version = DocumentVersion.objects.waiting().filter(pk=version_id).first()
    if version is None:
        return False
    state, found = _read(version, limits)
    if state == TextState.WAITING:
        return False
    _keep(version, state, found)
    return True


def _read(
    version: DocumentVersion, limits: Limits | None
) -> tuple[TextState, FileText | None]:
    try:
        with _local_file(version.file) as path:
            found = extract_text(path, version.mime, limits or USUAL)
    except NoExtractorError:
        return TextState.UNSUPPORTED, None
    except EncryptedFileError:
        return TextState.ENCRYPTED, None
    except ChildLimitError:
        return (TextState.WAITING if limits else TextState.FAILED), None
    except (ChildError, OSError):
        return TextState.FAILED, None
    return (TextState.EMPTY if found.is_empty else TextState.READ), found


def _keep(version: DocumentVersion, state: TextState, found: FileText | None) -> None:
    with transaction.atomic():
        known: dict[str, Any] = {"text_state": state}
        if found is not None and state == TextState.READ:
            known["text"] = found.text
            known["page_starts"], known["page_unit"] = found.starts, found.unit
        DocumentVersion.objects.filter(pk=version.pk).update(**known)
        for document in LibraryDocument.objects.filter(current_version=version):
            reindex(document)


@contextmanager
def _local_file(file: Any) -> Iterator[Path]:
    """Give the path of a file, copied here if it is stored elsewhere."""
    if path := _local_path(file):
        path.stat()  # raises OSError when it is missing
        yield path
        return
    with TemporaryDirectory(prefix="document-") as folder:
        copy = Path(folder, "file")
        with file.storage.open(file.name) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield copy


def _local_path(file: Any) -> Path | None:
    try:
        return Path(file.path)
    except NotImplementedError:
        return None


def _version_added(
    *, instance: DocumentVersion, created: bool = False, **options: Any
) -> None:
    if created and not options.get("raw") and instance.text_state == TextState.WAITING:
        later = partial(read_version, version_id=instance.pk, limits=BRIEF)
        transaction.on_commit(later, robust=True)
