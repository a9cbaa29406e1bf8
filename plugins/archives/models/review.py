"""Reviews: what was looked at, found and decided, and what is to be done."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.archives.enums import ReviewKind
from plugins.archives.models.month import month_name

LONGEST = 6000


class Review(models.Model):
    """A meeting about a month, a quarter or a key node."""

    kind = models.CharField(
        pgettext_lazy("review", "kind"), max_length=8, choices=ReviewKind
    )
    title = models.CharField(
        pgettext_lazy("review", "title"), max_length=120, blank=True
    )
    first = models.DateField(pgettext_lazy("review", "first day"))
    last = models.DateField(pgettext_lazy("review", "last day"))
    held_on = models.DateField(pgettext_lazy("review", "held on"))
    agenda = models.JSONField(default=list)
    """What got worse and what missed its goal, as the archive said it then."""
    findings = models.TextField(
        pgettext_lazy("review", "findings"), max_length=LONGEST, blank=True
    )
    decisions = models.TextField(
        pgettext_lazy("review", "decisions"), max_length=LONGEST, blank=True
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("review", "who took part"),
        related_name="lms_archives_reviews",
        blank=True,
    )
    made_by = person_field(pgettext_lazy("review", "made by"))
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "review")
        verbose_name_plural = pgettext_lazy("archive", "reviews")
        ordering = ["-held_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="lms_archives_review_days"
            )
        ]

    def __str__(self) -> str:
        if self.title:
            return self.title
        return f"{self.get_kind_display()} · {self.period}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("lms_archives:review", args=[self.pk])

    @property
    def period(self) -> str:
        """The months that it is about."""
        begin, end = month_name(self.first), month_name(self.last)
        return begin if begin == end else f"{begin} / {end}"

    @property
    def is_closed(self) -> bool:
        """Whether its minutes stay as they are."""
        return self.closed_at is not None


class ActionQuerySet(models.QuerySet["Action"]):
    """What is to be done."""

    def open(self) -> Self:
        """Return what is not done."""
        return self.filter(done_at=None)

    def of(self, user: Any) -> Self:
        """Return what is to be done by somebody."""
        return self.open().filter(owner=user.pk)

    def overdue(self, today: date) -> Self:
        """Return what should be done already."""
        return self.open().filter(due_on__lt=today)


class Action(models.Model):
    """Something to be done after a review."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="actions")
    what = models.CharField(pgettext_lazy("review", "what is to be done"), max_length=300)  # fmt: skip
    owner = person_field(pgettext_lazy("review", "who does it"))
    due_on = models.DateField(pgettext_lazy("review", "until"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = person_field(pgettext_lazy("review", "ticked off by"))
    outcome = models.CharField(
        pgettext_lazy("review", "what came of it"), max_length=300, blank=True
    )

    objects = ActionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("review", "action item")
        verbose_name_plural = pgettext_lazy("review", "action items")
        ordering = ["due_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.what
