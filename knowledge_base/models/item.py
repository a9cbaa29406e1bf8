"""The anchor of everything governed: owner, origin, a key that never changes."""

import uuid
from collections.abc import Callable
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lms.access import Reader


class KnowledgeItemQuerySet(models.QuerySet["KnowledgeItem"]):
    """Anchors of all kinds of content."""

    def readable_by(self, user: Reader) -> Self:
        """Return the anchors of what `user` may read, drafts too."""
        return self._anchoring(lambda rows: rows.readable_by(user))

    def visible_for(self, user: Reader) -> Self:
        """Return the anchors of what of it is live."""
        return self._anchoring(lambda rows: rows.visible_for(user))

    def _anchoring(self, narrow: Callable[[Any], Any]) -> Self:
        governed = [m for m in apps.get_models() if issubclass(m, GovernedMixin)]
        anchoring = models.Q(pk=None)
        for model in governed:
            rows = narrow(model._default_manager)
            anchoring |= models.Q(
                content_type=ContentType.objects.get_for_model(model),
                object_id__in=rows.values("pk"),
            )
        return self.filter(anchoring)


class KnowledgeItem(models.Model):
    """One row per article, FAQ entry or script, outside its versions.

    What must not be rolled back with a version, or outlive it, hangs here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.PositiveBigIntegerField()
    content = GenericForeignKey("content_type", "object_id")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="knowledge_items",
        help_text=_("Who answers for this being right."),
    )
    source = models.CharField(
        _("imported from"), max_length=255, blank=True, db_index=True
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = KnowledgeItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("knowledge item")
        verbose_name_plural = _("knowledge items")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                name="lms_knowledge_base_one_item_per_object",
            )
        ]

    def __str__(self) -> str:
        return str(self.content or self.uuid)


class GovernedMixin(models.Model):
    """Gives each new row its KnowledgeItem."""

    items = GenericRelation(KnowledgeItem)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and anchor the row when it is new."""
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                self.items.create(owner=getattr(self, "owner", None))

    @property
    def item(self) -> KnowledgeItem:
        """The anchor row; prefetch `items` in lists."""
        return self.items.all()[0]
