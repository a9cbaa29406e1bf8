"""Who has added to the library: rows that are added, and never changed or deleted."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import ContributionKind
from knowledge_base.models.item import KnowledgeItem
from lms.access import Reader
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet

LONGEST_KEY = 180


class ContributionQuerySet(AppendOnlyQuerySet["Contribution"]):
    """Contributions, to be read."""

    def of(self, user: Reader) -> Self:
        """Return those of one person."""
        return self.filter(actor=getattr(user, "pk", None) or 0)

    def readable_by(self, user: Reader) -> Self:
        """Return those to what `user` may read, and those that name no item."""
        items = KnowledgeItem.objects.readable_by(user)
        return self.filter(Q(item=None) | Q(item__in=items.values("pk")))

    def given(self) -> Self:
        """Return them without the rows that counter others."""
        return self.filter(counters=None)


class Contribution(AppendOnlyModel):
    """That somebody has added to the library: written once.

    What does not count any more is countered by a row with the same size below zero.
    The database refuses any change, but that people and items that are deleted
    disappear from the row.
    """

    key = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    item = models.ForeignKey(
        KnowledgeItem,
        verbose_name=_("item"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="contributions",
    )
    item_uuid = models.UUIDField(null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ContributionKind)
    size = models.IntegerField(_("changed characters"))
    text_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    counters = models.OneToOneField(
        "self",
        verbose_name=_("takes back"),
        null=True,
        on_delete=models.PROTECT,
        related_name="countered_by",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    occurred_at = models.DateTimeField(_("when"))

    objects = ContributionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-occurred_at", "-pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["actor", "-occurred_at"], name="lms_kb_contributed_by")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(counters=None) | (~Q(reason="") & Q(size__lte=0)),
                name="lms_knowledge_base_countered_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.item or '—'}"
