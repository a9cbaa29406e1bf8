"""Imports as tables to take away: the uploads, and what became of each row."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge_base.importers.drafts import State
from knowledge_base.models import ImportBatch
from lms.exports import as_table

Row = Mapping[str, Any]


def batches_table(batches: Any, kind: str) -> HttpResponseBase:
    """Return a line for each upload."""
    return as_table(
        batches.select_related("uploader").prefetch_related("files"),
        columns={
            "created_at": _("Uploaded"),
            "uploader": _("Uploaded by"),
            "get_state_display": _("State"),
            "files": _("Files"),
            "total": _("Rows and texts"),
            "refused": _("Refused"),
            "problem": _("Why"),
        },
        accessors={
            "files": lambda batch: ", ".join(file.name for file in batch.files.all()),
            "refused": _refused,
        },
        name="imports",
        kind=kind,
    )


def outcomes_table(batch: ImportBatch, rows: Iterable[Row], kind: str) -> Any:
    """Return a line for each file that was refused, and for each row."""
    return as_table(
        [*_refused_files(batch), *rows],
        columns={
            "place": _("Place"),
            "kind_label": _("Kind"),
            "title": _("Title"),
            "label": _("State"),
            "reason": _("Why"),
            "remarks": _("Remarks"),
        },
        accessors={"remarks": lambda row: "\n".join(row["remarks"])},
        name=_name(batch),
        kind=kind,
    )


def _refused_files(batch: ImportBatch) -> list[Row]:
    said = {"kind_label": _("File"), "label": _("Refused"), "title": "", "remarks": []}
    files = batch.files.exclude(refusal="")
    return [{**said, "place": file.name, "reason": file.refusal} for file in files]


def _refused(batch: ImportBatch) -> int:
    failed = sum(outcome["state"] == State.FAILED for outcome in batch.outcomes)
    return failed + sum(bool(file.refusal) for file in batch.files.all())


def _name(batch: ImportBatch) -> str:
    return f"import-{timezone.localtime(batch.created_at):%Y%m%d-%H%M}"
