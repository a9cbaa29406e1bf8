from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Tag(TagBase):
    """A word that articles, FAQ entries, scripts and files share."""

    free_tagging = True

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]


class TaggedBase(ItemBase):
    """A tag on something, known from the tag as `<name of this class>_items`."""

    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="%(class)s_items"
    )

    class Meta:
        abstract = True


class TaggedArticle(TaggedBase):
    """A tag on an article."""

    content_object = ParentalKey(
        "lms_knowledge_base.ArticlePage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class TaggedFaq(TaggedBase):
    """A tag on a FAQ entry."""

    content_object = ParentalKey(
        "lms_knowledge_base.Faq", on_delete=models.CASCADE, related_name="tagged_items"
    )


class TaggedScript(TaggedBase):
    """A tag on a script."""

    content_object = ParentalKey(
        "lms_knowledge_base.Script",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class TaggedDocument(TaggedBase):
    """A tag on a document."""

    content_object = models.ForeignKey(
        "lms_knowledge_base.LibraryDocument",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )


class TaggedImage(TaggedBase):
    """A tag on an image."""

    content_object = models.ForeignKey(
        "lms_knowledge_base.LibraryImage",
        on_delete=models.CASCADE,
        related_name="tagged_items",
    )
