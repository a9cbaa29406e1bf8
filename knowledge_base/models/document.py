"""Versions of documents: each file that a document has had, and what is written in it."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge_base.enums import TextState
from lms.files.kinds import HEAD, UNKNOWN, mime_of

if TYPE_CHECKING:
    from knowledge_base.models.media import LibraryDocument

LONGEST_NOTE = 255
_PART = 8_000
"""Characters of what is shown at once of a file without pages."""


@dataclass(frozen=True)
class Origin:
    """Who brought a file, why, and whether it was there before."""

    user: Any
    note: str = ""
    restored_from: "DocumentVersion | None" = None


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    """Versions of any documents."""

    def waiting(self) -> Self:
        """Return those whose text nobody has read yet, the newest first."""
        return self.filter(text_state=TextState.WAITING).order_by("-pk")

    def brief(self) -> Self:
        """Leave out the text, which may be long."""
        return self.defer("text", "page_starts")


class DocumentVersion(models.Model):
    """A file of a document; nothing about it changes but what is known of its text."""

    document = models.ForeignKey(
        "lms_knowledge_base.LibraryDocument",
        on_delete=models.CASCADE,
        related_name="versions",
    )
    document.wagtail_reference_index_ignore = True  # type: ignore[attr-defined] # Wagtail's mark
    number = models.PositiveIntegerField(gettext_lazy("version"))
    file = models.FileField(gettext_lazy("file"), max_length=255, db_index=True)
    filename = models.CharField(gettext_lazy("file name"), max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(gettext_lazy("type"), max_length=120)
    size = models.PositiveBigIntegerField(gettext_lazy("size"))
    created_at = models.DateTimeField(gettext_lazy("uploaded"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("uploaded by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined] # Wagtail's mark
    note = models.CharField(
        gettext_lazy("what is new"), max_length=LONGEST_NOTE, blank=True
    )
    restored_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text_state = models.CharField(
        max_length=20, choices=TextState.choices, default=TextState.WAITING
    )
    text = models.TextField(blank=True)
    page_starts = models.JSONField(default=list)
    page_unit = models.CharField(max_length=20, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("version of a document")
        verbose_name_plural = gettext_lazy("versions of documents")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="lms_knowledge_base_one_version_per_number",
            )
        ]
        indexes = [
            models.Index(
                fields=["text_state"],
                condition=models.Q(text_state=TextState.WAITING),
                name="lms_kb_unread_versions",
            )
        ]

    def __str__(self) -> str:
        return _("Version %(number)s") % {"number": self.number}

    @classmethod
    def of_file(
        cls, document: "LibraryDocument", filename: str, origin: Origin
    ) -> "DocumentVersion":
        """Keep the stored file of a document as its next version."""
        last = document.versions.aggregate(last=models.Max("number"))["last"]
        was = origin.restored_from
        known = {} if was is None else {name: getattr(was, name) for name in _KNOWN}
        return cls.objects.create(
            document=document,
            number=(last or 0) + 1,
            file=document.file.name,
            created_by=origin.user,
            note=origin.note[:LONGEST_NOTE],
            restored_from=was,
            **(known or {**facts_of(document.file), "filename": filename}),
        )

    @property
    def extension(self) -> str:
        """The end of the file name, in capitals, such as PDF."""
        return PurePosixPath(self.filename).suffix[1:].upper()

    @property
    def parts(self) -> Sequence[int]:
        """Where the pages begin; of a file without, where a new part does."""
        return self.page_starts if self.page_unit else range(0, len(self.text), _PART)

    def place(self, number: int) -> str:
        """Return the name of a page, such as "page 12"; nothing for mere parts."""
        template = _PLACES.get(self.page_unit)
        return str(template) % {"number": number} if template else ""

    def part_at(self, place: int) -> int:
        """Return the number of the part in which a character of the text stands."""
        return bisect_right(self.parts, place)


_KNOWN = (
    "filename",
    "sha256",
    "mime",
    "size",
    "text_state",
    "text",
    "page_starts",
    "page_unit",
)
"""What is the same of a file that comes back."""
_PLACES = {
    "page": gettext_lazy("page %(number)s"),
    "sheet": gettext_lazy("sheet %(number)s"),
    "slide": gettext_lazy("slide %(number)s"),
}


def facts_of(file: FieldFile) -> dict[str, Any]:
    """Return what can be said of a file; of one that is missing, its name."""
    stored = file.name or ""
    name = PurePosixPath(stored).name
    try:
        with file.storage.open(stored) as stream:
            head = stream.read(HEAD)
            stream.seek(0)
            digest = hashlib.sha256()
            while chunk := stream.read(2**16):
                digest.update(chunk)
            size = stream.tell()
    except OSError:
        return {"filename": name, "mime": UNKNOWN, "size": 0}
    return {
        "filename": name,
        "sha256": digest.hexdigest(),
        "mime": mime_of(name, head),
        "size": size,
    }
