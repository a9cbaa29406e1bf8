"""Files that somebody has uploaded to be imported, and what came of them."""

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, TextField
from django.db.models.fields import BooleanField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import BatchState

KEPT = timedelta(days=7)
"""For so long a batch waits to be taken in."""
KEPT_RESULT = timedelta(days=30)
"""For so long one can read what came of it."""


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Batches of any person."""

    def open_to(self, user: Any) -> Self:
        """Return what the person has uploaded; a superuser sees all."""
        return self if user.is_superuser else self.filter(uploader=user)

    def expired(self, now: datetime) -> Self:
        """Return what nobody needs any more, and nobody is at."""
        is_free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.filter(is_free, expires_at__lte=now)

    def waiting(self, now: datetime) -> Self:
        """Return what is to be worked on and nobody is at, the oldest first."""
        is_free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        states = (BatchState.CHECKING, BatchState.APPLYING)
        return self.filter(is_free, state__in=states).order_by("pk")

    def ready(self) -> Self:
        """Return what the uploader takes in or discards."""
        return self.filter(state=BatchState.READY)

    def with_trouble(self) -> Self:
        """Tell of each whether some of it could not be taken in: `has_trouble`."""
        refused = ImportFile.objects.filter(batch=OuterRef("pk")).exclude(refusal="")
        failed = Q(said__contains='"state": "failed"') | ~Q(problem="")
        return self.annotate(said=Cast("outcomes", TextField())).annotate(
            has_trouble=ExpressionWrapper(failed | Exists(refused), BooleanField())
        )

    def troubled(self, now: datetime) -> Self:
        """Return what was taken in of late, but for some of it."""
        of_late = Q(state=BatchState.DONE, expires_at__gt=now + KEPT_RESULT - KEPT)
        return self.with_trouble().filter(of_late, has_trouble=True)


class ImportBatch(models.Model):
    """Files that are checked together, and then taken in together."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploader.wagtail_reference_index_ignore = True  # type: ignore[attr-defined] # Wagtail's mark
    created_at = models.DateTimeField(_("uploaded"))
    expires_at = models.DateTimeField()
    state = models.CharField(
        _("state"), max_length=10, choices=BatchState, default=BatchState.CHECKING
    )
    claimed_until = models.DateTimeField(null=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    simplifies = models.BooleanField(default=False)
    publish = models.BooleanField(default=False)
    category = models.ForeignKey(
        "lms_knowledge_base.CategoryPage",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    category.wagtail_reference_index_ignore = True  # type: ignore[attr-defined] # Wagtail's mark
    collection = models.ForeignKey(
        "wagtailcore.Collection",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    collection.wagtail_reference_index_ignore = True  # type: ignore[attr-defined] # Wagtail's mark
    outcomes = models.JSONField(default=list)
    """Dictionaries of what became of each file or row, or would."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    """Why nothing of it can be taken in."""

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add",)
        indexes = [
            models.Index(fields=["expires_at"], name="lms_kb_import_expires"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_at_work(self) -> bool:
        """Whether something is still to be done with it."""
        return self.state in {BatchState.CHECKING, BatchState.APPLYING}

    @property
    def is_done(self) -> bool:
        """Whether it was taken in."""
        return self.state == BatchState.DONE


def _place(file: "ImportFile", _name: str) -> str:
    return f"imports/{file.batch.uuid}/{file.position}"


class ImportFile(models.Model):
    """One of the files; refused ones are named, and not kept."""

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="files"
    )
    position = models.PositiveIntegerField()
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    file = models.FileField(upload_to=_place, blank=True, max_length=255)
    refusal = models.TextField(blank=True)
    notes = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="lms_knowledge_base_import_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_findings(self) -> bool:
        """Whether the cleaner changed or marked something."""
        return bool(self.notes or self.dropped or self.doubtful or self.lost)
