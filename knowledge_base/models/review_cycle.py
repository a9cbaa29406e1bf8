"""Rounds in which the texts of a kind are checked, and what is decided of each."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Cadence, CycleState, ItemKind, TaskState
from knowledge_base.models.item import KnowledgeItem
from lms.access import Reader

UNDECIDED = (TaskState.OPEN, TaskState.RETIREMENT)


class ReviewCycleQuerySet(models.QuerySet["ReviewCycle"]):
    """Reviews."""

    def open(self) -> Self:
        """Return those that go on."""
        return self.filter(state=CycleState.OPEN)


class ReviewCycle(models.Model):
    """One round through all texts of a kind: a month, a quarter, a year."""

    wagtail_reference_index_ignore = True

    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind)
    cadence = models.CharField(max_length=10, choices=Cadence)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    closes_on = models.DateField(_("open until"))
    state = models.CharField(
        _("state"), max_length=10, choices=CycleState, default=CycleState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ReviewCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-starts_on", "kind"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "cadence", "starts_on"],
                name="lms_knowledge_base_one_review_a_period",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | Q(state="closed", closed_at__isnull=False),
                name="lms_knowledge_base_review_closed_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period_name}"

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state == CycleState.OPEN

    @property
    def newer(self) -> "ReviewCycle | None":
        """The latest review of the kind that has begun since and goes on."""
        since = ReviewCycle.objects.filter(starts_on__gt=self.starts_on)
        return since.open().filter(kind=self.kind).first()

    @property
    def period_name(self) -> str:
        """The name of month, quarter or year, in the reader's language."""
        values = {"year": self.year, "number": self.number}
        values["month"] = self.starts_on.month
        return {
            Cadence.MONTH: _g("%(year)d-%(month)02d"),
            Cadence.QUARTER: _g("%(year)d Q%(number)d"),
            Cadence.HALF_YEAR: _g("%(year)d H%(number)d"),
        }.get(Cadence(self.cadence), _g("%(year)d")) % values


class ReviewTaskQuerySet(models.QuerySet["ReviewTask"]):
    """What is to be decided in reviews, and what was."""

    def readable_by(self, user: Reader) -> Self:
        """Return those about items that `user` may read, retired ones too."""
        items = KnowledgeItem.objects.readable_by(user)
        return self.filter(item__in=items.values("pk"))

    def undecided(self) -> Self:
        """Return what waits, in reviews that go on."""
        return self.filter(state__in=UNDECIDED, cycle__state=CycleState.OPEN)


class ReviewTask(models.Model):
    """One item in one review. Whose turn it is says the item's owner."""

    wagtail_reference_index_ignore = True

    cycle = models.ForeignKey(
        ReviewCycle, on_delete=models.CASCADE, related_name="tasks", db_index=False
    )
    item = models.ForeignKey(
        KnowledgeItem, on_delete=models.CASCADE, related_name="review_tasks"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=TaskState, default=TaskState.OPEN
    )
    text_hash = models.CharField(max_length=64, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = ReviewTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("review task")
        verbose_name_plural = _("review tasks")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "item"], name="lms_knowledge_base_one_task_an_item"
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | ~Q(reason=""),
                name="lms_knowledge_base_put_off_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["cycle", "state"], name="lms_kb_task_state")]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.item_id}"

    @property
    def is_undecided(self) -> bool:
        """Whether somebody still has to say something."""
        return self.state in UNDECIDED
