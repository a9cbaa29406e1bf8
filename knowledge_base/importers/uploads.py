"""Uploads that become batches: looked at, kept, and forgotten when nobody needs them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.models import Collection

from knowledge_base.enums import BatchState
from knowledge_base.importers.files import MAX_BYTES, TABLES, TEXTS
from knowledge_base.importers.office import SHEETS, WORD
from knowledge_base.importers.progress import forget_progress
from knowledge_base.models import CategoryPage, ImportBatch, ImportFile
from knowledge_base.models.importing import KEPT
from lms.files import gate
from lms.files.exceptions import FileRefusedError

MOST_TOGETHER = 100 * 1024 * 1024
"""Bytes of all files of a batch."""
ENDINGS = tuple(sorted(TEXTS | TABLES))
_MOST_NAME = 255
_SHORT = 60
_ROW_BYTES = {".csv": 80, ".xlsx": 40}
_FRAME = {".xlsx": 8_000}
"""Bytes of a file without a row."""
_WORD_WEIGHT = 5


@dataclass(frozen=True, kw_only=True)
class Options:
    """How the files are taken in."""

    language: str = ""
    simplifies: bool = False
    publish: bool = False
    category: CategoryPage | None = None
    collection: Collection | None = None


@transaction.atomic
def open_batch(
    *, user: Any, files: Sequence[UploadedFile[Any]], options: Options, now: datetime
) -> tuple[ImportBatch | None, list[str]]:
    """Keep what the gate lets in; return the batch, if there is any, and the refusals."""
    refusals = [*_refusals(files)]
    said = [refusal for refusal in refusals if refusal]
    if len(said) == len(files):
        return None, said
    batch = ImportBatch.objects.create(
        uploader=user,
        created_at=now,
        expires_at=now + KEPT,
        language=options.language,
        simplifies=options.simplifies,
        publish=options.publish,
        category=options.category,
        collection=options.collection,
    )
    for position, (file, refusal) in enumerate(zip(files, refusals, strict=True), 1):
        name = (file.name or "")[:_MOST_NAME]
        row = ImportFile(batch=batch, position=position, name=name, size=file.size or 0)
        row.refusal = refusal
        if not refusal:
            row.file.save(name, file, save=False)
        row.save()
    return batch, said


def forget(*, batch: ImportBatch) -> None:
    """Delete a batch with its files; what was taken in stays."""
    with transaction.atomic():
        forget_files(batch=batch)
        batch.delete()
    forget_progress(batch=batch)


def forget_files(*, batch: ImportBatch) -> None:
    """Delete the files once nobody needs them."""
    for file in batch.files.exclude(file=""):
        storage, name = file.file.storage, str(file.file.name)
        transaction.on_commit(partial(storage.delete, name), robust=True)
    batch.files.update(file="")


def forget_expired(*, now: datetime) -> int:
    """Delete what is too old; return how many it were."""
    expired = [*ImportBatch.objects.expired(now)]
    for batch in expired:
        forget(batch=batch)
    return len(expired)


@contextmanager
def folder_of(batch: ImportBatch) -> Iterator[Path]:
    """Give a folder in which the files lie under their names."""
    with TemporaryDirectory(prefix="import-") as folder:
        for file in batch.files.filter(refusal="").exclude(file=""):
            with (
                file.file.storage.open(str(file.file.name)) as source,
                Path(folder, file.name).open("wb") as target,
            ):
                shutil.copyfileobj(source, target)
        yield Path(folder)


def is_short(batch: ImportBatch) -> bool:
    """Tell whether somebody can wait for it."""
    return sum(map(_weight, batch.files.filter(refusal=""))) <= _SHORT


def discard(*, batch: ImportBatch) -> bool:
    """Forget a batch that waits for its uploader; False if work on it has begun."""
    waiting = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.READY)
    if not waiting.exists():
        return False
    forget(batch=batch)
    return True


def _weight(file: ImportFile) -> int:
    ending = Path(file.name).suffix.lower()
    if ending in _ROW_BYTES:
        size = max(0, file.size - _FRAME.get(ending, 0))
        return _WORD_WEIGHT + size // _ROW_BYTES[ending]
    return _WORD_WEIGHT if ending in WORD else 1


def _refusals(files: Sequence[UploadedFile[Any]]) -> Iterator[str]:
    """Say of each file why it is not taken; nothing of one that is."""
    names: set[str] = set()
    together = 0
    for file in files:
        try:
            _check(file)
            _check_beside(file, names, together)
        except FileRefusedError as error:
            yield str(error)
        else:
            names.add(_key(file))
            together += file.size or 0
            yield ""


def _check_beside(file: UploadedFile[Any], names: set[str], together: int) -> None:
    if _key(file) in names:
        said = _("“%(name)s” is there twice: the first one is taken.")
        raise FileRefusedError(said % {"name": file.name})
    if together + (file.size or 0) > MOST_TOGETHER:
        said = _("“%(name)s” is too much: %(most)s together are allowed.")
        values = {"name": file.name, "most": filesizeformat(MOST_TOGETHER)}
        raise FileRefusedError(said % values)


def _key(file: UploadedFile[Any]) -> str:
    return normalize("NFC", file.name or "").casefold()


def _check(file: UploadedFile[Any]) -> None:
    name = file.name or ""
    ending = Path(name).suffix.lower()
    if ending not in TEXTS | TABLES and "\0" not in name:
        said = _("“%(name)s” cannot be imported: only %(endings)s files can.")
        raise FileRefusedError(said % {"name": name, "endings": ", ".join(ENDINGS)})
    gate.inspect(file, most=gate.MOST if ending in WORD | SHEETS else MAX_BYTES)
    if name.startswith(".") or len(name.encode()) > _MOST_NAME:
        said = _("“%(name)s” is no name for a file that is imported.")
        raise FileRefusedError(said % {"name": name})
