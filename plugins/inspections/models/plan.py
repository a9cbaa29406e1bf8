"""What is inspected in a month: how many of whom, by whom, with which weights."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.inspections.enums import Per, Source
from plugins.inspections.models.form import ScoringForm

KEEP = "lms_inspections.keep_plan"
"""What whoever has it plans, draws, releases, decides, and reads all figures."""
INSPECT = "lms_inspections.inspect_sheet"
"""What makes somebody one who may be chosen as an inspector."""
MOST_NUMBER = 20


def month_name(first: date) -> str:
    """Return a month as people write it."""
    return date_format(first, "YEAR_MONTH_FORMAT")


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans."""

    def visible_for(self, user: Any) -> Self:
        """Return those that somebody keeps or inspects in."""
        if user.has_perm(KEEP):
            return self.all()
        return self.filter(pk__in=Plan.objects.filter(sheets__inspector=user).values("pk"))  # fmt: skip


class Plan(models.Model):
    """A month of inspections of some teams."""

    month = models.DateField(_("month"))
    """Its first day."""
    name = models.CharField(
        pgettext_lazy("inspection plan", "name"),
        max_length=60,
        blank=True,
        help_text=_("Only where a month has several plans."),
    )
    form = models.ForeignKey(
        ScoringForm, models.PROTECT, verbose_name=_("scoring form"), related_name="+"
    )
    teams: Any = models.ManyToManyField(
        Team,
        verbose_name=_("teams"),
        related_name="+",
        blank=True,
        help_text=_("With the teams below them."),
    )
    people: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("people besides"),
        related_name="+",
        blank=True,
    )
    inspectors: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("inspectors"), related_name="+"
    )
    is_cross_team = models.BooleanField(
        _("inspectors come from another team"), default=False
    )
    goal = models.PositiveSmallIntegerField(
        pgettext_lazy("inspection plan", "goal"),
        default=85,
        validators=[MaxValueValidator(100)],
        help_text=_("Of 100."),
    )
    made_by = person_field(pgettext_lazy("inspection plan", "made by"))
    closed_at = models.DateTimeField(
        pgettext_lazy("inspection plan", "closed"), null=True
    )
    closed_by = person_field(pgettext_lazy("inspection plan", "closed by"))

    objects = PlanQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("plan of inspections")
        verbose_name_plural = _("plans of inspections")
        ordering = ["-month", "name", "pk"]
        default_permissions = ()
        permissions = [("keep_plan", _("Can plan inspections and release sheets"))]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "name"], name="lms_inspections_plan_once"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="lms_inspections_first_of_month"
            ),
            models.CheckConstraint(
                condition=Q(goal__lte=100), name="lms_inspections_goal"
            ),
        ]

    def __str__(self) -> str:
        month = month_name(self.month)
        return f"{month} · {self.name}" if self.name else month

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_inspections:plan", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        """Whether its scores are settled."""
        return self.closed_at is not None


class PlanSource(models.Model):
    """One source of a plan: how many, and how much it counts."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sources")
    source = models.CharField(
        pgettext_lazy("inspection", "source"), max_length=10, choices=Source
    )
    number = models.PositiveSmallIntegerField(
        pgettext_lazy("inspection", "how many"),
        default=0,
        validators=[MaxValueValidator(MOST_NUMBER)],
    )
    per = models.CharField(
        pgettext_lazy("inspection", "for whom"),
        max_length=6,
        choices=Per,
        default=Per.PERSON,
    )
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("inspection", "weight"),
        default=0,
        validators=[MaxValueValidator(100)],
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("source of a plan")
        verbose_name_plural = _("sources of plans")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "source"], name="lms_inspections_source_once"
            ),
            models.CheckConstraint(
                condition=Q(weight__lte=100, number__lte=MOST_NUMBER),
                name="lms_inspections_source_limits",
            ),
        ]

    def __str__(self) -> str:
        return self.get_source_display()


class Member(models.Model):
    """Somebody who is inspected in a month; in one plan only."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="members")
    month = models.DateField(_("month"))
    """That of the plan."""
    person = person_field(pgettext_lazy("inspection", "person"))
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        verbose_name=_("team"),
        related_name="+",
        null=True,
    )
    """That of the person when it was drawn."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("inspected person of a month")
        verbose_name_plural = _("inspected people of a month")
        ordering = ["-month", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"], name="lms_inspections_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {month_name(self.month)}"

    @property
    def person_name(self) -> str:
        """How the person is called."""
        return display_name(self.person) if self.person else "—"


class Draw(models.Model):
    """How lots were drawn: with the seed anybody may draw the same again."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="draws")
    seed = models.CharField(pgettext_lazy("draw", "seed"), max_length=16)
    pool = models.JSONField(default=dict)
    """By source: each person's key, and how often it was drawn before."""
    reason = models.CharField(
        pgettext_lazy("draw", "reason"), max_length=300, blank=True
    )
    drawn_at = models.DateTimeField(pgettext_lazy("draw", "drawn"))
    drawn_by = person_field(pgettext_lazy("draw", "drawn by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("inspection", "draw")
        verbose_name_plural = pgettext_lazy("inspection", "draws")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.seed
