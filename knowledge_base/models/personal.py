"""What one person keeps and uses of the knowledge base, and nothing of any customer."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Channel, UseKind
from knowledge_base.models.item import KnowledgeItem
from lms.access import Reader


class PersonalQuerySet(models.QuerySet[models.Model]):
    """Rows that belong to people and point at items."""

    def of(self, user: Reader | RawSQL) -> Self:
        """Return the rows of one person, or slot; nobody in particular has none."""
        key = user if isinstance(user, RawSQL) else getattr(user, "pk", None)
        return self.none() if key is None else self.filter(user=key)


class Favorite(models.Model):
    """An item that a person has starred."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # the constraint has one
    )
    item = models.ForeignKey(
        KnowledgeItem, on_delete=models.CASCADE, related_name="favorites"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("favorite")
        verbose_name_plural = _("favorites")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item"], name="lms_knowledge_base_starred_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.item_id}"


class Use(models.Model):
    """That an item was of use: when, and on which channel. Never what was said.

    It outlives the person, without the name.
    """

    wagtail_reference_index_ignore = True

    # The indexes below begin with what is looked up, so that none of its own is needed.
    item = models.ForeignKey(
        KnowledgeItem, on_delete=models.CASCADE, related_name="uses", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    how = models.CharField(max_length=6, choices=UseKind)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, blank=True)
    used_at = models.DateTimeField()

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["user", "item", "used_at"], name="lms_kb_use_of_person"
            ),
            models.Index(fields=["item", "used_at"], name="lms_kb_use_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.how}"


def items_starred_by(
    user: Reader, whose: RawSQL | None = None
) -> models.QuerySet[KnowledgeItem]:
    """Return what `user` has starred and may read, the last star first.

    `whose` may be a slot that stands for `user`, here and below.
    """
    own = Favorite.objects.of(whose or user)
    starred = KnowledgeItem.objects.filter(pk__in=own.values("item"))
    own = own.filter(item=models.OuterRef("pk"))
    return (
        starred.visible_for(user)
        .annotate(starred_at=models.Subquery(own.values("created_at")))
        .order_by("-starred_at", "-pk")
    )


def items_used_by(
    user: Reader, whose: RawSQL | None = None
) -> models.QuerySet[KnowledgeItem]:
    """Return what `user` has used and may read, the last use first."""
    own = Use.objects.of(whose or user)
    uses = own.filter(item=models.OuterRef("pk")).order_by("-used_at")
    return (
        KnowledgeItem.objects.filter(pk__in=own.values("item"))
        .visible_for(user)
        .annotate(last_used_at=models.Subquery(uses.values("used_at")[:1]))
        .order_by("-last_used_at", "-pk")
    )


def items_as_seen_by(
    user: Reader | RawSQL, *, used_since: datetime | RawSQL
) -> models.QuerySet[KnowledgeItem]:
    """Return items with owner, `is_favorite` of this person, and `use_count` of all."""
    here = models.OuterRef("pk")
    recent = Use.objects.filter(item=here, used_at__gte=used_since).order_by()
    counted = recent.values("item").annotate(count=models.Count("pk")).values("count")
    return KnowledgeItem.objects.select_related("owner").annotate(
        is_favorite=models.Exists(Favorite.objects.of(user).filter(item=here)),
        use_count=Coalesce(models.Subquery(counted), 0),
    )
