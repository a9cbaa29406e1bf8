"""Personal plans: goals, steps to them, and what happened."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.growth.enums import OPEN, WRITING, EntryKind, Level, PlanState
from plugins.growth.models.assessment import MOST_WORDS, READ
from plugins.growth.models.skill import Skill
from plugins.growth.models.superiors import led_by, led_by_nobody


class PersonalPlanQuerySet(models.QuerySet["PersonalPlan"]):
    """Personal plans."""

    def open(self) -> Self:
        """Return those that are worked on."""
        return self.filter(state__in=OPEN)

    def led_by(self, user: Any) -> Self:
        """Return those in which somebody is the superior.

        Where nobody leads the person, whoever sees all levels stands in.
        """
        led = Q(partner=user.pk) | led_by(user, "person__")
        if user.has_perm(READ):
            led |= Q(partner=None) & led_by_nobody("person__")
        return self.filter(led).exclude(person=user.pk)

    def visible_for(self, user: Any) -> Self:
        """Return the own ones, those of people whom one leads, and what is shared."""
        shared = PersonalPlan.shared_with.through.objects.filter(user=user.pk)
        found = Q(person=user.pk) | Q(pk__in=shared.values("personalplan"))
        return self.filter(
            found | Q(pk__in=PersonalPlan.objects.led_by(user).values("pk"))
        )

    def waiting_for(self, user: Any) -> Self:
        """Return those in which the other one has agreed, or says that a goal is reached."""
        own = Q(person=user.pk, own_agreed_at=None, partner_agreed_at__isnull=False)
        goals = Goal.objects.filter(claimed_at__isnull=False, reached_at=None)
        agreed = Q(own_agreed_at__isnull=False, partner_agreed_at=None)
        claimed = Q(state=PlanState.RUNNING, pk__in=goals.values("plan"))
        led = Q(pk__in=PersonalPlan.objects.led_by(user).values("pk"))
        return self.open().filter(own | led & (agreed | claimed))

    def with_names(self) -> Self:
        """Bring along what a line of a list names."""
        return self.select_related("person__staff_profile__team", "partner")


class PersonalPlan(models.Model):
    """What somebody wants to get better at; only services change it."""

    person = person_field(pgettext_lazy("personal plan", "person"))
    partner = person_field(pgettext_lazy("personal plan", "superior"))
    state = models.CharField(
        pgettext_lazy("personal plan", "state"),
        max_length=7,
        choices=PlanState,
        default=PlanState.DRAFT,
    )
    begun_at = models.DateTimeField(pgettext_lazy("personal plan", "begun"))
    own_agreed_at = models.DateTimeField(
        pgettext_lazy("personal plan", "agreed by the person"), null=True
    )
    partner_agreed_at = models.DateTimeField(
        pgettext_lazy("personal plan", "agreed by the superior"), null=True
    )
    next_check_on = models.DateField(
        pgettext_lazy("personal plan", "next check-in"), null=True
    )
    ended_at = models.DateTimeField(pgettext_lazy("personal plan", "ended"), null=True)
    reason = models.CharField(
        pgettext_lazy("personal plan", "why it was given up"),
        max_length=300,
        blank=True,
    )
    shared_with: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("personal plan", "shared with"),
        related_name="+",
        blank=True,
    )

    objects = PersonalPlanQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("personal plan")
        verbose_name_plural = _("personal plans")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=OPEN),
                name="lms_growth_one_open_plan",
            )
        ]

    def __str__(self) -> str:
        return str(_("Plan of %(name)s") % {"name": self.person_name})

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_growth:plan", args=[self.pk])

    @property
    def person_name(self) -> str:
        """Whose plan it is."""
        return display_name(self.person) if self.person else "—"

    @property
    def is_open(self) -> bool:
        """Whether it is worked on."""
        return self.state in OPEN

    @property
    def version(self) -> int:
        """The key of the last change of its goals, by which a stale page is known; 0 for none."""
        changes = self.entries.filter(kind__in=WRITING)
        return changes.values_list("pk", flat=True).first() or 0

    @property
    def is_draft(self) -> bool:
        """Whether its goals can be changed."""
        return self.state == PlanState.DRAFT

    @property
    def is_running(self) -> bool:
        """Whether both have agreed and it goes on."""
        return self.state == PlanState.RUNNING


class Goal(models.Model):
    """A goal that one can see: what, measured by what, until when."""

    plan = models.ForeignKey(PersonalPlan, models.CASCADE, related_name="goals")
    what = models.CharField(
        pgettext_lazy("goal", "what is to be reached"), max_length=200
    )
    measure = models.CharField(
        pgettext_lazy("goal", "measured by"),
        max_length=200,
        help_text=_("A number or a behavior that both can see."),
    )
    until = models.DateField(pgettext_lazy("goal", "until when"))
    skill = models.ForeignKey(
        Skill,
        models.PROTECT,
        verbose_name=pgettext_lazy("goal", "skill"),
        related_name="+",
        null=True,
        blank=True,
    )
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("goal", "level to be reached"),
        choices=Level,
        null=True,
        blank=True,
    )
    address = models.CharField(
        pgettext_lazy("goal", "article or course"),
        max_length=300,
        blank=True,
        help_text=_("The address of a page of this site that helps, such as /kb/…"),
    )
    claimed_at = models.DateTimeField(
        pgettext_lazy("goal", "said to be reached"), null=True
    )
    reached_at = models.DateTimeField(pgettext_lazy("goal", "reached"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "goal")
        verbose_name_plural = pgettext_lazy("growth", "goals")
        ordering = ["until", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(1, 5)),
                name="lms_growth_goal_level",
            )
        ]

    def __str__(self) -> str:
        return self.what


class Step(models.Model):
    """Something on the way to a goal that is ticked off."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps")
    what = models.CharField(pgettext_lazy("goal", "step"), max_length=200)
    done_at = models.DateTimeField(pgettext_lazy("goal", "done"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "step to a goal")
        verbose_name_plural = pgettext_lazy("growth", "steps to goals")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.what


class Entry(AppendOnlyModel):
    """What happened to a plan: who did what when."""

    plan = models.ForeignKey(PersonalPlan, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind)
    at = models.DateTimeField()
    by = person_field(pgettext_lazy("plan entry", "by"))
    text = models.TextField(max_length=MOST_WORDS, blank=True)

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "entry of a plan")
        verbose_name_plural = pgettext_lazy("growth", "entries of plans")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"
