"""The anchor of everything governed: owner, origin, a key that never changes."""

import uuid
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_supported_content_language_variant

from knowledge_base.models.hashing import live_text, live_text_hash
from lms.access import Reader, reading_key

SOURCE_CHANGED = "source changed"
"""Stands as the hash of what was checked once the source of a translation changed."""


class KnowledgeItemQuerySet(models.QuerySet["KnowledgeItem"]):
    """Anchors of all kinds of content."""

    def readable_by(self, user: Reader) -> Self:
        """Return the anchors of what `user` may read, drafts too."""
        readable = models.Q(pk=None)
        for model in _governed_models():
            rows = model._default_manager.readable_by(user)  # type: ignore[attr-defined] # each has it
            readable |= models.Q(
                content_type=ContentType.objects.get_for_model(model),
                object_id__in=rows.values("pk"),
            )
        return self.filter(readable)

    def visible_for(self, user: Reader) -> Self:
        """Return the anchors of what is live and open to `user`.

        Each is looked up by its key: no list of all that is visible is made, nor are
        all items of a kind gone through, as some planners would for an OR.
        """
        key = models.OuterRef("object_id")
        kinds = [
            models.When(
                content_type=ContentType.objects.get_for_model(model),
                then=models.Exists(
                    model._default_manager.visible_for(user).filter(pk=key)  # type: ignore[attr-defined] # each has it
                ),
            )
            for model in _governed_models()
        ]
        return self.filter(
            models.Case(*kinds, default=False, output_field=models.BooleanField())
        )


def visible_items_key(user: Reader) -> Hashable:
    """Return all that the SQL of `visible_for` depends on."""
    kinds = ContentType.objects.get_for_models(*_governed_models())
    return reading_key(user), tuple(kind.pk for kind in kinds.values())


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
    live_hash = models.CharField(max_length=64, blank=True, editable=False)
    verified_hash = models.CharField(max_length=64, blank=True, editable=False)
    verified_at = models.DateTimeField(_("checked"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    next_due_on = models.DateField(
        _("to be checked by"), null=True, editable=False, db_index=True
    )
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)

    objects = KnowledgeItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("knowledge item")
        verbose_name_plural = _("knowledge items")
        indexes = [
            # PostgreSQL joins pages, whose keys are integers, by this cast alone.
            models.Index(
                models.F("content_type"),
                Cast("object_id", models.IntegerField()),
                name="lms_kb_item_of_page",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                name="lms_knowledge_base_one_item_per_object",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_hash="", verified_at=None)
                | (~models.Q(verified_hash="") & models.Q(verified_at__isnull=False)),
                name="lms_knowledge_base_checked_some_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.content or self.uuid)


class LiveText(models.Model):
    """The text of an item as it is read, so that nobody works it out for each list."""

    item = models.OneToOneField(
        KnowledgeItem,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="live_text",
    )
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.text


def note_text(item: KnowledgeItem, content: Any) -> None:
    """Keep the text that is read now, and its hash."""
    item.live_hash = live_text_hash(content)
    item.save(update_fields=["live_hash"])
    LiveText.objects.update_or_create(item=item, defaults={"text": live_text(content)})


class GovernedMixin(models.Model):
    """Gives each new row its KnowledgeItem."""

    items = GenericRelation(KnowledgeItem)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, anchor the row when it is new, and note which text it holds.

        A draft is saved field by field, while the object holds its text: that is not
        the text that is read.
        """
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                owner = getattr(self, "owner", None)
                item = self.items.create(owner=owner, live_hash=live_text_hash(self))
                LiveText.objects.create(item=item, text=live_text(self))
            elif kwargs.get("update_fields") is None:
                for item in self.items.exclude(live_hash=live_text_hash(self)):
                    note_text(item, self)
                    _unsettle_translations(self)

    @property
    def item(self) -> KnowledgeItem:
        """The anchor row; prefetch `items` in lists."""
        return self.items.all()[0]


def _unsettle_translations(source: Any) -> None:
    """Let what was checked beside another text of its source be checked again.

    The source is the text in the first language of the content.
    """
    first = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    if source.locale.language_code != first:
        return
    others = source.get_translations().order_by().values("pk")
    content_type = ContentType.objects.get_for_model(source)
    items = KnowledgeItem.objects.filter(content_type=content_type)
    items = items.filter(object_id__in=others).exclude(verified_hash="")
    items.update(verified_hash=SOURCE_CHANGED)


def _governed_models() -> list[type[GovernedMixin]]:
    return _governed(tuple(apps.get_models()))


@lru_cache(maxsize=4)
def _governed(every: tuple[type[models.Model], ...]) -> list[type[GovernedMixin]]:
    return [model for model in every if issubclass(model, GovernedMixin)]
