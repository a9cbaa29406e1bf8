"""Rounds in which people are assessed, and the levels that were agreed."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.growth.enums import AssessmentState, Level, Weight
from plugins.growth.models.skill import Post, Skill
from plugins.growth.models.superiors import here

READ = "lms_growth.read_level"
"""Who has it sees the levels of everybody."""
MOST_WORDS = 1000


class Round(models.Model):
    """Some weeks in which people are assessed."""

    name = models.CharField(
        pgettext_lazy("assessment round", "name"),
        max_length=60,
        blank=True,
        help_text=_("Empty: the quarter, in the language of whoever reads it."),
    )
    starts_on = models.DateField(pgettext_lazy("assessment round", "first day"))
    due_on = models.DateField(pgettext_lazy("assessment round", "to be finished by"))
    opened_by = person_field(pgettext_lazy("assessment round", "opened by"))
    closed_at = models.DateTimeField(
        pgettext_lazy("assessment round", "closed"), null=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("assessment round")
        verbose_name_plural = _("assessment rounds")
        ordering = ["-starts_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on"], name="lms_growth_round_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="lms_growth_round_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name or quarter_name(self.starts_on)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_growth:round", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        """Whether nobody rates in it any more."""
        return self.closed_at is not None


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments."""

    def open(self) -> Self:
        """Return those that can go on."""
        return self.filter(round__closed_at=None).exclude(state=AssessmentState.AGREED)

    def waiting(self) -> Self:
        """Return those that can go on, of people who are here."""
        return self.open().filter(person__in=here())

    def without_assessor(self) -> Self:
        """Return those that nobody can rate or talk about: whoever was to has left."""
        settled = Q(state=AssessmentState.SETTLED)
        return self.exclude(settled | Q(assessor__in=here()))

    def to_rate_oneself(self, user: Any) -> Self:
        """Return those in which somebody is to rate the own skills, or to agree."""
        waits = Q(state=AssessmentState.RATING, self_at=None)
        return self.open().filter(
            waits | Q(state=AssessmentState.SETTLED), person=user.pk
        )

    def to_rate_others(self, user: Any) -> Self:
        """Return those in which somebody is to rate or talk to another."""
        waits = Q(state=AssessmentState.RATING, rated_at=None)
        return self.waiting().filter(
            waits | Q(state=AssessmentState.TALK), assessor=user.pk
        )

    def with_names(self) -> Self:
        """Bring along what a line of a list names."""
        return self.select_related(
            "person__staff_profile__team", "assessor", "post", "round"
        )


class Assessment(models.Model):
    """One person in one round; only services change it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="assessments")
    person = person_field(pgettext_lazy("assessment", "person"))
    assessor = person_field(pgettext_lazy("assessment", "assessor"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    state = models.CharField(
        pgettext_lazy("assessment", "state"),
        max_length=7,
        choices=AssessmentState,
        default=AssessmentState.RATING,
    )
    self_at = models.DateTimeField(
        pgettext_lazy("assessment", "rated by the person"), null=True
    )
    rated_at = models.DateTimeField(
        pgettext_lazy("assessment", "rated by the assessor"), null=True
    )
    agreed_at = models.DateTimeField(pgettext_lazy("assessment", "agreed"), null=True)
    note = models.TextField(
        pgettext_lazy("assessment", "what was talked about"),
        max_length=MOST_WORDS,
        blank=True,
    )
    answer = models.TextField(
        pgettext_lazy("assessment", "what the person says"),
        max_length=MOST_WORDS,
        blank=True,
    )

    objects = AssessmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "assessment")
        verbose_name_plural = pgettext_lazy("growth", "assessments")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["person", "state"], name="lms_growth_own"),
            models.Index(fields=["assessor", "state"], name="lms_growth_desk"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"], name="lms_growth_assessed_once"
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(assessor=None) | ~Q(person=F("assessor")),
                name="lms_growth_not_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.round}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_growth:assessment", args=[self.pk])

    @property
    def person_name(self) -> str:
        """How the assessed person is called."""
        return display_name(self.person) if self.person else "—"

    @property
    def assessor_name(self) -> str:
        """How the assessor is called."""
        return display_name(self.assessor) if self.assessor else "—"

    @property
    def is_agreed(self) -> bool:
        """Whether its levels count."""
        return self.state == AssessmentState.AGREED

    @property
    def is_open(self) -> bool:
        """Whether it can go on; load the round beside it."""
        return not self.is_agreed and not self.round.is_closed

    @property
    def both_rated(self) -> bool:
        """Whether both have rated, and each sees what the other did."""
        return self.self_at is not None and self.rated_at is not None


def _level(label: Any) -> Any:
    return models.PositiveSmallIntegerField(label, choices=Level, null=True)


class Mark(models.Model):
    """A skill of an assessment: what both rated, and what they agreed."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="marks")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    needed = models.PositiveSmallIntegerField(choices=Level)
    """What the post asked for when the round was opened."""
    weight = models.PositiveSmallIntegerField(choices=Weight)
    self_level = _level(pgettext_lazy("mark", "rated by the person"))
    self_words = models.CharField(max_length=300, blank=True)
    rated_level = _level(pgettext_lazy("mark", "rated by the assessor"))
    rated_words = models.CharField(max_length=300, blank=True)
    settled_level = _level(pgettext_lazy("mark", "settled"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "rated skill")
        verbose_name_plural = pgettext_lazy("growth", "rated skills")
        ordering = ["skill__group", "skill__place", "skill"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "skill"], name="lms_growth_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}.{self.skill_id}"

    @property
    def differs(self) -> bool:
        """Whether the two see it differently."""
        return self.self_level != self.rated_level


class SkillLevelQuerySet(AppendOnlyQuerySet["SkillLevel"]):
    """Levels that were agreed."""

    def newest(self) -> Self:
        """Return of each person and skill the last one of these."""
        last = self.order_by().values("person", "skill").annotate(last=Max("pk"))
        return self.filter(pk__in=last.values("last"))


class SkillLevel(AppendOnlyModel):
    """Which level somebody had when it was agreed; the last one counts."""

    person = person_field(pgettext_lazy("skill level", "person"))
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        Assessment, models.SET_NULL, related_name="levels", null=True
    )
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("skill", "level"), choices=Level
    )
    needed = models.PositiveSmallIntegerField(
        pgettext_lazy("skill", "needed level"), choices=Level
    )
    at = models.DateTimeField(pgettext_lazy("skill level", "agreed"))

    objects = SkillLevelQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "level of a skill")
        verbose_name_plural = pgettext_lazy("growth", "levels of skills")
        ordering = ["pk"]
        default_permissions = ()
        permissions = [("read_level", _("Can see everybody's levels and gaps"))]
        indexes = [
            models.Index(fields=["person", "skill"], name="lms_growth_level_of"),
            models.Index(fields=["at"], name="lms_growth_level_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "skill"], name="lms_growth_level_once"
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 5), needed__range=(1, 5)),
                name="lms_growth_level_limits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id}: {self.level}"


def quarter_name(day: date) -> str:
    """Return the quarter of a day as people write it."""
    values = {"year": day.year, "n": (day.month - 1) // 3 + 1}
    return gettext("Quarter %(n)d of %(year)d") % values
