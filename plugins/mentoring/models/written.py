"""What the two write, and what the apprentice achieved meanwhile."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.mentoring.enums import Grade
from plugins.mentoring.models.pair import Pair

BEST = 5


class Observation(models.Model):
    """What the mentor saw the apprentice do, and what to do better."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="observations")
    seen_on = models.DateField(pgettext_lazy("observation", "seen on"))
    behaviors = models.TextField(
        _("what you saw"),
        max_length=1000,
        help_text=_("What was said and done, not what kind of person does so."),
    )
    advice = models.TextField(_("advice"), max_length=1000)
    written_at = models.DateTimeField(_("written"))
    reply = models.TextField(_("reply of the apprentice"), max_length=500, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("mentoring", "observation")
        verbose_name_plural = pgettext_lazy("mentoring", "observations")
        ordering = ["-seen_on", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["pair", "seen_on"], name="lms_mentoring_seen")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(behaviors="") & ~Q(advice=""),
                name="lms_mentoring_observed_in_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pair}, {date_format(self.seen_on)}"

    def get_absolute_url(self) -> str:
        """Return its place on the page of the pair."""
        return f"{self.pair.get_absolute_url()}#observation-{self.pk}"


def _grade_field(label: Any) -> Any:
    return models.PositiveSmallIntegerField(label, choices=Grade)


class DailyReview(models.Model):
    """What the apprentice thinks of the own day: three aspects, one point to improve."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="reviews")
    day = models.DateField(pgettext_lazy("self-review", "day"))
    attitude = _grade_field(pgettext_lazy("self-review", "attitude"))
    skill = _grade_field(pgettext_lazy("self-review", "skill"))
    communication = _grade_field(pgettext_lazy("self-review", "communication"))
    improvement = models.CharField(_("one point to improve"), max_length=300)
    written_at = models.DateTimeField(_("written"))
    comment = models.TextField(_("comment of the mentor"), max_length=500, blank=True)
    commented_at = models.DateTimeField(_("commented"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("self-review")
        verbose_name_plural = _("self-reviews")
        ordering = ["-day"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "day"], name="lms_mentoring_reviewed_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(attitude__range=(1, 3))
                & Q(skill__range=(1, 3))
                & Q(communication__range=(1, 3)),
                name="lms_mentoring_three_grades",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id}: {self.day}"

    @property
    def total(self) -> int:
        """The three grades together."""
        return self.attitude + self.skill + self.communication


class ServiceReview(models.Model):
    """What the apprentice found when watching the mentor serve: once for each pair."""

    pair = models.OneToOneField(Pair, models.CASCADE, related_name="service_review")
    score = models.PositiveSmallIntegerField(
        pgettext_lazy("service review", "score"),
        validators=[MinValueValidator(1), MaxValueValidator(BEST)],
    )
    strengths = models.TextField(_("what is worth copying"), max_length=1000)
    improvements = models.TextField(_("what could be better"), max_length=1000)
    written_at = models.DateTimeField(_("written"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("service review of a mentor")
        verbose_name_plural = _("service reviews of mentors")
        ordering = ["-written_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(1, BEST)), name="lms_mentoring_score"
            )
        ]

    def __str__(self) -> str:
        return str(self.pair_id)


class Result(models.Model):
    """Something that an apprentice achieved while learning from a mentor."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="results")
    activity = models.CharField(max_length=150)
    key = models.CharField(max_length=200, unique=True)
    """The key of the event that told it: an event that comes again adds nothing."""
    achieved_at = models.DateTimeField(_("achieved"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("result of an apprentice")
        verbose_name_plural = _("results of apprentices")
        ordering = ["-achieved_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.activity
