"""A questionnaire goes to people for some days; who has answered, and what was."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.person_field import person_field
from plugins.surveys.enums import WaveState
from plugins.surveys.models.questionnaire import QuestionnaireVersion


class WaveQuerySet(models.QuerySet["Wave"]):
    """Waves."""

    def running_on(self, today: date) -> Self:
        """Return those that take answers."""
        return self.filter(opens_on__lte=today, closes_on__gte=today, is_closed=False)

    def to_answer(self, user: Any, today: date) -> Self:
        """Return those that wait for somebody's answer; of interviews others are asked."""
        mine = Invitation.objects.filter(person=user.pk or 0, has_answered=False)
        rows = self.running_on(today).filter(is_interview=False)
        return rows.filter(pk__in=mine.values("wave"))


class Wave(models.Model):
    """One round of a questionnaire: these people, these days."""

    version = models.ForeignKey(
        QuestionnaireVersion,
        models.PROTECT,
        verbose_name=_("questionnaire"),
        related_name="waves",
    )
    name = models.CharField(pgettext_lazy("survey", "title"), max_length=80)
    name_en = models.CharField(
        pgettext_lazy("survey", "title in English"), max_length=80, blank=True
    )
    opens_on = models.DateField(pgettext_lazy("survey", "from"))
    closes_on = models.DateField(
        pgettext_lazy("survey", "until"), help_text=_("The last day.")
    )
    is_anonymous = models.BooleanField(
        pgettext_lazy("survey", "anonymous"),
        default=True,
        help_text=_("Answers are counted, and nobody can tell whose they were."),
    )
    is_interview = models.BooleanField(
        pgettext_lazy("survey", "interviews"),
        default=False,
        help_text=_(
            "One to one: trainers and managers see who is drawn by lot, talk to them and "
            "note the answers. Always anonymous."
        ),
    )
    fewest = models.PositiveSmallIntegerField(_("fewest answers shown"), default=1)
    target = models.PositiveSmallIntegerField(
        _("wanted response rate, in percent"),
        default=60,
        validators=[MaxValueValidator(100)],
    )
    before = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("compared with"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("The survey before a training, if this is the one after it."),
    )
    is_announced = models.BooleanField(default=False)
    is_closed = models.BooleanField(pgettext_lazy("survey", "closed"), default=False)
    created_by = person_field(_("made by"))

    objects = WaveQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("survey", "survey")
        verbose_name_plural = pgettext_lazy("survey", "surveys")
        ordering = ["-opens_on", "-pk"]
        default_permissions = ("add",)
        permissions = [("report_wave", _("Can read results of surveys"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="lms_surveys_wave_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(target__lte=100), name="lms_surveys_target_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(fewest__gte=3),
                name="lms_surveys_anonymous_hides_few",
            ),
            models.CheckConstraint(
                condition=Q(is_interview=False) | Q(is_anonymous=True),
                name="lms_surveys_interviews_are_anonymous",
            ),
        ]

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return the page of its results."""
        return reverse("lms_surveys:wave", args=[self.pk])

    def state_on(self, today: date) -> WaveState:
        """Return where it stands."""
        if self.is_closed:
            return WaveState.CLOSED
        if today < self.opens_on:
            return WaveState.PLANNED
        return WaveState.OPEN if today <= self.closes_on else WaveState.ENDED


class Invitation(models.Model):
    """Who is asked, and whether the person has answered; never what, never when.

    When an anonymous wave is closed, nobody knows any more who has answered.
    """

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    group = models.CharField(max_length=20, blank=True)
    """The key of the team by which answers are counted; "" for small teams together."""
    has_answered = models.BooleanField(null=True, default=False)
    """None: not known any more."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "person"], name="lms_surveys_invited_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.person_id}"


class Tally(models.Model):
    """The answers to an anonymous wave: how often each was given, in one row.

    There is no row for an answer, hence no key, no time and no order of one; each
    answer rewrites the whole, sorted. See docs/explanation/decisions, 0025.
    """

    wave = models.OneToOneField(Wave, models.CASCADE, related_name="tally")
    counts = models.JSONField(default=dict)
    """By group, question and answer; how many answered at all under ""."""
    texts = models.JSONField(default=dict)
    """By question, of all groups together, in the order of the alphabet."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.wave_id)


class Response(models.Model):
    """What one person answered to a wave that is not anonymous."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="responses")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    answers = models.JSONField()
    answered_at = models.DateTimeField(pgettext_lazy("survey", "answered"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "person"], name="lms_surveys_answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.person_id}"
