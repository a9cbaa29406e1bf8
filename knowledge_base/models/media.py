"""Files: our own models, so that they can grow without moving anybody's data."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from knowledge_base.models.tagged import FileTagManager, TaggedDocument, TaggedImage


class LibraryDocument(AbstractDocument):
    """A file that people download."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tags = TaggableManager(
        through=TaggedDocument,
        manager=FileTagManager,
        verbose_name=_("tags"),
        blank=True,
        related_name="documents",
    )

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]


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
