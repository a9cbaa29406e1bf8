"""What customers said after a service, and what is done about it."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field
from plugins.surveys.enums import FollowUpState, VoiceChannel, VoiceKind
from plugins.surveys.validators import refuse_personal_data

HANDLE = "lms_surveys.handle_voice"
MOST_WORDS = 2000


def _score(label: Any, least: int, most: int) -> Any:
    """Return a field for a mark that a customer may have given."""
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
    )


def _within(name: str, least: int, most: int) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{name: None}) | Q(**{f"{name}__range": (least, most)}),
        name=f"lms_surveys_{name}_on_its_scale",
    )


class VoiceQuerySet(models.QuerySet["Voice"]):
    """Voices of customers."""

    def visible_for(self, user: Any) -> Self:
        """Return all for those who look after them; else the person's own."""
        if user.has_perm(HANDLE):
            return self
        own = user.pk or 0
        mine = Q(registered_by=own) | Q(person=own) | Q(follow_up__owner=own)
        return self.filter(mine)


class Voice(models.Model):
    """What one customer said, without anything that says who it was."""

    kind = models.CharField(
        pgettext_lazy("voice", "kind"),
        max_length=10,
        choices=VoiceKind,
        default=VoiceKind.RATING,
    )
    channel = models.CharField(
        pgettext_lazy("voice", "channel"), max_length=10, choices=VoiceChannel
    )
    said_at = models.DateTimeField(_("said on"))
    csat = _score(_("satisfaction, 1 to 5"), 1, 5)
    nps = _score(_("would recommend us, 0 to 10"), 0, 10)
    ces = _score(_("how easy it was, 1 to 7"), 1, 7)
    words = models.TextField(
        pgettext_lazy("voice", "words"),
        max_length=MOST_WORDS,
        blank=True,
        validators=[refuse_personal_data],
        help_text=_("As the customer said it, without name, number or address."),
    )
    person = person_field(_("whom it concerns"))
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        verbose_name=_("team that it concerns"),
        related_name="+",
        null=True,
        blank=True,
    )
    reference = models.CharField(
        _("number of the ticket"),
        max_length=40,
        blank=True,
        validators=[refuse_personal_data],
    )
    registered_by = person_field(_("registered by"))
    registered_at = models.DateTimeField(_("registered"))

    objects = VoiceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voice of a customer")
        verbose_name_plural = _("voices of customers")
        ordering = ["-said_at", "-pk"]
        default_permissions = ("delete",)
        permissions = [("handle_voice", _("Can look after what customers say"))]
        indexes = [models.Index(fields=["said_at"], name="lms_surveys_said_at")]
        constraints = [
            _within("csat", 1, 5),
            _within("nps", 0, 10),
            _within("ces", 1, 7),
            models.UniqueConstraint(
                fields=["reference", "channel", "said_at"],
                condition=~Q(reference=""),
                name="lms_surveys_voice_once",
                violation_error_message=_(
                    "This is registered already: same ticket, channel and time."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(words="")
                | Q(csat__isnull=False)
                | Q(nps__isnull=False)
                | Q(ces__isnull=False),
                name="lms_surveys_voice_says_something",
                violation_error_message=_(
                    "Please give a mark, or the words of the customer."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_channel_display()}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_surveys:voice", args=[self.pk])

    @property
    def says_something(self) -> bool:
        """Whether there is a mark, or words."""
        marks = (self.csat, self.nps, self.ces)
        return bool(self.words) or any(mark is not None for mark in marks)


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups."""

    def visible_for(self, user: Any) -> Self:
        """Return those of voices that the person sees."""
        return self.filter(voice__in=Voice.objects.visible_for(user).values("pk"))

    def unfinished(self) -> Self:
        """Return what is still to be done, what is most urgent first."""
        return self.filter(closed_at=None).order_by("due_at", "pk")

    def overdue(self, now: datetime) -> Self:
        """Return what should be done by now."""
        return self.unfinished().filter(due_at__lt=now)


class FollowUp(models.Model):
    """A customer is called back, and something is planned."""

    voice = models.OneToOneField(Voice, models.CASCADE, related_name="follow_up")
    owner = person_field(_("owner"))
    due_at = models.DateTimeField(pgettext_lazy("follow-up", "due"))
    called_at = models.DateTimeField(_("called back"), null=True)
    call_note = models.TextField(_("what the call-back brought"), blank=True)
    plan = models.TextField(pgettext_lazy("follow-up", "plan"), blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("follow-up", "closed"), null=True)
    closed_by = person_field(pgettext_lazy("follow-up", "closed by"))

    objects = FollowUpQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["due_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["closed_at", "due_at"], name="lms_surveys_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(call_note="") & ~Q(plan="")),
                name="lms_surveys_closed_with_call_and_plan",
            )
        ]

    def __str__(self) -> str:
        return str(self.voice)

    @property
    def state(self) -> FollowUpState:
        """How far it is."""
        if self.closed_at:
            return FollowUpState.CLOSED
        if self.plan:
            return FollowUpState.PLANNED
        return FollowUpState.CALLED if self.call_note else FollowUpState.OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it should be done by now."""
        return self.closed_at is None and self.due_at < now

    @property
    def is_in_time(self) -> bool:
        """Whether it was closed before it was due."""
        return self.closed_at is not None and self.closed_at <= self.due_at

    def left(self, now: datetime) -> timedelta:
        """Return what is left of the time; below zero when it is over."""
        return self.due_at - now
