"""How often texts are checked, and the rounds in which that is done."""

from datetime import date, timedelta
from typing import Any, Self

import reversion
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Cadence, CycleState, ItemKind, TaskState
from knowledge_base.models.article import ArticlePage
from knowledge_base.models.faq import Faq
from knowledge_base.models.item import KnowledgeItem
from knowledge_base.models.periods import Period, period_of
from knowledge_base.models.script import Script
from lms.access import Reader

KIND_MODELS = {
    ItemKind.ARTICLE: ArticlePage,
    ItemKind.FAQ: Faq,
    ItemKind.SCRIPT: Script,
}
LEAD_DAYS = 14
GRACE_DAYS = 14
UNDECIDED = (TaskState.OPEN, TaskState.RETIREMENT)
_LONGEST_WAIT = 180
_USUAL = {ItemKind.ARTICLE: Cadence.YEAR}


def kind_of(content: Any) -> ItemKind:
    """Return of which kind an article, FAQ entry or script is."""
    return next(kind for kind, model in KIND_MODELS.items() if type(content) is model)


def content_type_of(kind: str) -> ContentType:
    """Return the content type behind a kind."""
    return ContentType.objects.get_for_model(KIND_MODELS[ItemKind(kind)])


class ReviewPolicyQuerySet(models.QuerySet["ReviewPolicy"]):
    """Rules, one for each kind."""

    def by_kind(self) -> dict[str, "ReviewPolicy"]:
        """Return the rule of each kind; the usual one where there is none."""
        kept = {policy.kind: policy for policy in self}
        return {kind: kept.get(kind) or ReviewPolicy.usual(kind) for kind in ItemKind}

    def of(self, kind: str) -> "ReviewPolicy":
        """Return the rule of a kind."""
        return self.filter(kind=kind).first() or ReviewPolicy.usual(kind)


@reversion.register()
class ReviewPolicy(models.Model):
    """How often one kind of content is checked, and by whom."""

    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind, unique=True)
    cadence = models.CharField(
        _("is checked"), max_length=10, choices=Cadence, default=Cadence.QUARTER
    )
    lead_days = models.PositiveSmallIntegerField(
        _("days before"),
        default=LEAD_DAYS,
        validators=[MaxValueValidator(_LONGEST_WAIT)],
        help_text=_("So long before the last day it is called due."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days after"),
        default=GRACE_DAYS,
        validators=[MaxValueValidator(_LONGEST_WAIT)],
        help_text=_("So long after the last day a review stays open."),
    )
    first_month = models.PositiveSmallIntegerField(
        _("the year begins in"),
        choices=MONTHS,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("The first month of the fiscal year, from which quarters count."),
    )
    asks_four_eyes = models.BooleanField(
        _("four eyes"),
        default=False,
        help_text=_("Nobody confirms a text that he or she alone has written."),
    )

    objects = ReviewPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("review rule")
        verbose_name_plural = _("review rules")
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_cadence_display()}"

    @classmethod
    def usual(cls, kind: str) -> "ReviewPolicy":
        """Return, not saved, what holds for a kind unless somebody chooses."""
        cadence = _USUAL.get(ItemKind(kind), Cadence.QUARTER)
        return cls(kind=kind, cadence=cadence)

    @property
    def grace(self) -> timedelta:
        """How long a review stays open after its last day."""
        return timedelta(days=self.grace_days)

    def period_of(self, day: date) -> Period | None:
        """Return the period that a day lies in; None if nothing is ever due."""
        return period_of(day, self.cadence, self.first_month)

    def due_after(self, day: date, current: date | None) -> date | None:
        """Return by when a text that was checked on `day` is to be checked again.

        That is the last day of the period after; never earlier than `current`.
        """
        period = self.period_of(day)
        if period is None:
            return current
        last = period.following.ends_on
        return max(last, current) if current else last


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
                fields=["kind"],
                condition=Q(state="open"),
                name="lms_knowledge_base_one_open_review",
            ),
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
