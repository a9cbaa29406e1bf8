"""Files: our own models, so that they can grow without moving anybody's data."""

import uuid
from pathlib import PurePosixPath
from typing import Any, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from knowledge_base.models.document import DocumentVersion, Origin
from knowledge_base.models.tagged import (
    FileTagManager,
    IndexedTags,
    TaggedDocument,
    TaggedImage,
)
from lms.access import Reader, readable_collections


def _is_no_tag(field: Any) -> bool:
    return bool(field.field_name != "tags")


class LibraryDocumentQuerySet(DocumentQuerySet):
    """Files that people download."""

    def visible_for(self, user: Reader) -> Self:
        """Return what is in a collection that `user` may read; None reads all."""
        return self.filter(readable_collections(user))


class LibraryDocument(AbstractDocument):
    """A file that people download; saved with another file it has another version."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tags = TaggableManager(
        through=TaggedDocument,
        manager=FileTagManager,
        verbose_name=_("tags"),
        blank=True,
        related_name="documents",
    )
    current_version = models.OneToOneField(
        DocumentVersion,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    current_version.wagtail_reference_index_ignore = True  # type: ignore[attr-defined] # Wagtail's mark
    last_published_at = models.DateTimeField(
        _("last changed"), null=True, editable=False, db_index=True
    )

    objects = LibraryDocumentQuerySet.as_manager()

    _origin: Origin | None = None

    admin_form_fields = ("title", "file", "collection", "tags")
    search_fields = [
        *(field for field in AbstractDocument.search_fields if _is_no_tag(field)),
        IndexedTags(),
        index.RelatedFields(
            "current_version",
            [index.SearchField("filename"), index.SearchField("text")],
        ),
    ]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    def get_absolute_url(self) -> str:
        """Return where it is described, with its text and its versions."""
        return reverse("knowledge_base:document", args=[self.pk])

    def clean(self) -> None:
        """Check the ending of the file, unless the gate refused it already."""
        if self.file:
            super().clean()

    def revise(self, origin: Origin) -> None:
        """Say where the file comes from that the next `save` will keep."""
        self._origin = origin

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a file that is not that of the current version becomes a new one."""
        fields = kwargs.get("update_fields")
        name = PurePosixPath(self.file.name or "").name  # storage may add to it
        with transaction.atomic():
            super().save(*args, **kwargs)
            if (fields is None or "file" in fields) and self._has_new_file():
                self._add_version(name)

    def _has_new_file(self) -> bool:
        current = DocumentVersion.objects.filter(pk=self.current_version_id)
        return not current.filter(file=self.file.name).exists()

    def _add_version(self, name: str) -> None:
        """Keep the file as the next version; the row is locked since it was saved."""
        origin = self._origin or Origin(self.uploaded_by_user)
        self._origin = None
        version = DocumentVersion.of_file(self, name, origin)
        self.current_version = version
        self.last_published_at = version.created_at
        type(self).objects.filter(pk=self.pk).update(
            current_version=version, last_published_at=version.created_at
        )


class LibraryImage(AbstractImage):
    """A picture in an article."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tags = TaggableManager(
        through=TaggedImage,
        manager=FileTagManager,
        verbose_name=_("tags"),
        blank=True,
        related_name="images",
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class LibraryRendition(AbstractRendition):
    """A picture at one size."""

    image = models.ForeignKey(
        LibraryImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
