"""Meetings: when and where, who speaks, who comes, and what follows."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field
from lms.targets import Target
from plugins.community.enums import MeetingKind, MeetingState, TalkKind, TalkState
from plugins.community.validators import refuse_personal_data

ORGANISE = "lms_community.organise_meeting"
TO_COME = (MeetingState.PLANNED, MeetingState.ANNOUNCED)
MOST_RECORD, MOST_SUMMARY = 5000, 600
LEAST_MINUTES, MOST_MINUTES, MOST_TALK = 15, 600, 120


def _minutes(label: Any, default: int, least: int, most: int) -> Any:
    return models.PositiveSmallIntegerField(
        label,
        default=default,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
    )


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def to_come(self) -> Self:
        """Return those that are not over, the next first."""
        return self.filter(state__in=TO_COME).order_by("starts_at", "pk")

    def listed(self) -> Self:
        """Bring along what lists say: host, team, how many come."""
        seats = Seat.objects.filter(meeting=OuterRef("pk"), is_coming=True).order_by()
        counted = seats.values("meeting").annotate(number=Count("pk")).values("number")
        return self.select_related("host", "team").annotate(
            coming=Coalesce(Subquery(counted[:1]), 0)
        )


class Meeting(models.Model):
    """People meet: to share what works, or as a team on a theme of service."""

    kind = models.CharField(
        pgettext_lazy("meeting", "kind"),
        max_length=10,
        choices=MeetingKind,
        default=MeetingKind.SHARING,
    )
    title = models.CharField(pgettext_lazy("meeting", "title"), max_length=80)
    theme = models.CharField(
        pgettext_lazy("meeting", "theme"),
        max_length=200,
        blank=True,
        help_text=_("What it is about, such as a question of service."),
    )
    starts_at = models.DateTimeField(pgettext_lazy("meeting", "begins"))
    minutes = _minutes(
        pgettext_lazy("meeting", "minutes planned"), 60, LEAST_MINUTES, MOST_MINUTES
    )
    place = models.CharField(
        pgettext_lazy("meeting", "place"), max_length=100, blank=True
    )
    host = person_field(pgettext_lazy("meeting", "host"))
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        verbose_name=pgettext_lazy("meeting", "team"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: for everybody."),
    )
    state = models.CharField(
        pgettext_lazy("meeting", "state"),
        max_length=10,
        choices=MeetingState,
        default=MeetingState.PLANNED,
    )
    record = models.TextField(
        pgettext_lazy("meeting", "record"),
        blank=True,
        validators=[MaxLengthValidator(MOST_RECORD), refuse_personal_data],
    )
    cycle = models.CharField(max_length=20, blank=True, editable=False)
    """Kind and month of one that was planned by the cycle: it is planned once."""

    objects = MeetingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("community", "meeting")
        verbose_name_plural = pgettext_lazy("community", "meetings")
        ordering = ["-starts_at", "-pk"]
        default_permissions = ()
        permissions = [("organise_meeting", _("Can organise meetings"))]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"],
                condition=~Q(cycle=""),
                name="lms_community_planned_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_community:meeting", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        """When it is over, as planned."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_to_come(self) -> bool:
        """Whether it is neither held nor cancelled."""
        return self.state in TO_COME

    def may_organise(self, user: Any) -> bool:
        """Tell whether somebody organises it: the host, and those who organise all."""
        is_host = self.host_id is not None and self.host_id == user.pk
        return is_host or bool(user.has_perm(ORGANISE))


class Talk(models.Model):
    """What somebody shares at a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="talks")
    title = models.CharField(
        pgettext_lazy("talk", "title"),
        max_length=80,
        validators=[refuse_personal_data],
    )
    kind = models.CharField(
        pgettext_lazy("talk", "kind"), max_length=10, choices=TalkKind
    )
    summary = models.TextField(
        pgettext_lazy("talk", "what others take home"),
        blank=True,
        validators=[MaxLengthValidator(MOST_SUMMARY), refuse_personal_data],
    )
    minutes = _minutes(pgettext_lazy("talk", "minutes"), 10, 1, MOST_TALK)
    speaker = person_field(pgettext_lazy("talk", "speaker"))
    proposed_at = models.DateTimeField(pgettext_lazy("talk", "proposed"))
    state = models.CharField(
        pgettext_lazy("talk", "state"),
        max_length=10,
        choices=TalkState,
        default=TalkState.PROPOSED,
    )
    place = models.PositiveSmallIntegerField(pgettext_lazy("talk", "place"), default=0)
    about_model = models.CharField(max_length=150, blank=True)
    about_key = models.CharField(max_length=64, blank=True)
    """What it is about, such as an article; who may not read that sees no link."""

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("community", "talk")
        verbose_name_plural = pgettext_lazy("community", "talks")
        ordering = ["place", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["speaker", "state"], name="lms_community_speaker")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> Target:
        """What it is about."""
        return Target(self.about_model, self.about_key)

    def is_by(self, user: Any) -> bool:
        """Tell whether somebody gives it."""
        return self.speaker_id is not None and self.speaker_id == user.pk


class Seat(models.Model):
    """Somebody comes to a meeting, or was there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    is_coming = models.BooleanField(pgettext_lazy("meeting", "signed up"), default=True)
    was_there = models.BooleanField(pgettext_lazy("meeting", "was there"), default=False)  # fmt: skip

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("meeting", "seat")
        verbose_name_plural = pgettext_lazy("meeting", "seats")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="lms_community_one_seat"
            )
        ]

    def __str__(self) -> str:
        return str(self.meeting)


class Item(models.Model):
    """What somebody does after a meeting, or an issue that was raised there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    title = models.CharField(
        pgettext_lazy("item", "what"), max_length=200, validators=[refuse_personal_data]
    )
    owner = person_field(pgettext_lazy("item", "who"))
    due_on = models.DateField(pgettext_lazy("item", "by when"), null=True, blank=True)
    is_issue = models.BooleanField(_("It is an issue that was raised"), default=False)
    next_quarter = models.BooleanField(_("Goes into next quarter's plan"), default=False)  # fmt: skip
    done_at = models.DateTimeField(pgettext_lazy("item", "done"), null=True, blank=True)
    done_by = person_field(pgettext_lazy("item", "ticked off by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("community", "action item")
        verbose_name_plural = pgettext_lazy("community", "action items")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "done_at"], name="lms_community_todo")]

    def __str__(self) -> str:
        return self.title

    def is_late_on(self, today: date) -> bool:
        """Tell whether it should have been done before a day."""
        return self.done_at is None and self.due_on is not None and self.due_on < today
