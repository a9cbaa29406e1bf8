"""Complaints: what happened, whose they are, by when what is due."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field
from lms.posting import key_of
from plugins.complaints.clocks import ROUND_THE_CLOCK, Clock, ClockKey, ServiceHours
from plugins.complaints.enums import Cause, Channel, EntryKind, Grade, State
from plugins.complaints.models.rows import Area, Category, Limits
from plugins.complaints.validators import refuse_personal_data

HANDLE = "lms_complaints.handle_complaint"
"""Who has it sees all complaints, and works on them."""
REPORT = "lms_complaints.report_complaint"
MOST_WORDS = 2000
_NUMBER = re.compile(r"(?:TS)?\d{6}-(\d+)", re.IGNORECASE)
_SEARCHED = ("happened", "wanted", "reference", "result")
CLOCKS = tuple(ClockKey)
DONE = {ClockKey.ANSWER: "answered_at", ClockKey.FEEDBACK: "fed_back_at", ClockKey.CLOSE: "closed_at"}  # fmt: skip

DUE = {clock: f"{clock}_due_at" for clock in CLOCKS}


def led_by(user: Any) -> list[int]:
    """Return the teams that somebody leads, with those below them, in one query."""
    below: dict[int | None, list[int]] = {}
    found: list[int] = []
    for key, parent, leader in Team.objects.values_list("pk", "parent", "manager"):
        below.setdefault(parent, []).append(key)
        if leader == user.pk:
            found.append(key)
    for key in found:  # grows while it is walked
        found.extend(child for child in below.get(key, []) if child not in found)
    return found


def missed(clock: ClockKey, now: datetime, by: timedelta = timedelta(0)) -> Q:
    """Return a condition: the limit was or is over, by more than so much."""
    due, done = DUE[clock], DONE[clock]
    found = Q(**{f"{done}__gt": F(due) + by}) | Q(
        **{done: None, f"{due}__lt": now - by}
    )
    return found | Q(was_late=True) if clock == ClockKey.CLOSE and not by else found


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Complaints."""

    def visible_for(self, user: Any) -> Self:
        """Return all for those who handle them; else the person's own and the own teams'.

        Who has handled one before sees it further.
        """
        if user.has_perm(HANDLE):
            return self
        handled = Complaint.objects.handled_by(user).values("pk")
        own = Q(registered_by=user.pk) | Q(pk__in=handled)
        return self.filter(own | Q(team__in=led_by(user)))

    def handled_by(self, user: Any) -> Self:
        """Return those that somebody handles or has handled, or closed for the handler."""
        everywhere = Complaint.objects.order_by().values("pk")
        named = everywhere.filter(entries__person=user.pk)
        closed = everywhere.filter(entries__kind=EntryKind.CLOSED, entries__by=user.pk)
        found = Q(handler=user.pk) | Q(pk__in=named) | Q(pk__in=closed)
        return self.filter(found).order_by()

    def matching(self, words: str) -> Self:
        """Return the one with this number, or those with each of the words in their texts."""
        if numbered := _NUMBER.fullmatch(words.strip()):
            return self.filter(pk=key_of(numbered[1]))
        found = self
        for word in words.split():
            found = found.filter(_any(Q(**{f"{name}__icontains": word}) for name in _SEARCHED))  # fmt: skip
        return found

    def unfinished(self) -> Self:
        """Return those that are not closed, what is due first before the others."""
        nearest = Case(
            When(answered_at=None, then=F("answer_due_at")),
            When(fed_back_at=None, then=F("feedback_due_at")),
            default=F("close_due_at"),
        )
        return self.filter(closed_at=None).annotate(next_due_at=nearest).order_by("next_due_at", "pk")  # fmt: skip

    def unhandled(self, today: date) -> Self:
        """Return those that are not closed and that nobody handles who is here."""
        gone = Q(handler__staff_profile__leaves_date__lt=today)
        nobody = Q(handler=None) | Q(handler__is_active=False) | gone
        return self.unfinished().filter(nobody)

    def over(self, now: datetime) -> Self:
        """Return those with a limit that is over, and nothing done yet."""
        return self.unfinished().filter(_any(Q(**{DONE[c]: None, f"{c}_due_at__lt": now}) for c in CLOCKS))  # fmt: skip

    def detailed(self) -> Self:
        """Return them with the people and rows that lists name."""
        return self.select_related("area", "team", "handler")


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for each in conditions:
        found |= each
    return found


class _ComplaintManager(models.Manager.from_queryset(ComplaintQuerySet)):  # type: ignore[misc] # a class made when it runs
    """Brings the kind along: a complaint is named after it."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("category")


class Complaint(models.Model):
    """A complaint as it stands now; how it came there, its entries say.

    Limits are settled when they begin: whoever changes them later changes no promise.
    """

    channel = models.CharField(
        pgettext_lazy("complaint", "channel"),
        max_length=10,
        choices=Channel,
        default=Channel.PHONE,
    )
    received_at = models.DateTimeField(pgettext_lazy("complaint", "came in"))
    happened = models.TextField(
        pgettext_lazy("complaint", "what happened"),
        max_length=MOST_WORDS,
        validators=[refuse_personal_data],
        help_text=_("When, what, what was promised. Without name, number or address."),
    )
    wanted = models.TextField(
        pgettext_lazy("complaint", "what the customer wants"),
        max_length=500,
        validators=[refuse_personal_data],
    )
    reference = models.CharField(
        _("order or ticket"),
        max_length=40,
        blank=True,
        validators=[refuse_personal_data],
        help_text=_("Its last digits are enough."),
    )
    grade = models.CharField(
        pgettext_lazy("complaint", "grade"),
        max_length=10,
        choices=Grade,
        default=Grade.SOLVE,
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        verbose_name=_("kind of complaint"),
        related_name="+",
        null=True,
        blank=True,
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        verbose_name=pgettext_lazy("complaint", "area"),
        related_name="+",
        null=True,
        blank=True,
    )
    state = models.CharField(
        pgettext_lazy("complaint", "state"),
        max_length=10,
        choices=State,
        default=State.REGISTERED,
    )
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        verbose_name=pgettext_lazy("complaint", "department"),
        related_name="+",
        null=True,
        blank=True,
    )
    handler = person_field(pgettext_lazy("complaint", "handler"))
    registered_by = person_field(pgettext_lazy("complaint", "registered by"))
    registered_at = models.DateTimeField(pgettext_lazy("complaint", "registered"))
    opened_at = models.DateTimeField()
    """From when the closing counts: when it came in, or was opened again."""
    answer_due_at = models.DateTimeField()
    feedback_due_at = models.DateTimeField()
    close_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    fed_back_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(pgettext_lazy("complaint", "closed"), null=True)
    was_late = models.BooleanField(default=False)
    """Whether its closing was late before another limit was settled for it."""
    is_passed_on = models.BooleanField(default=False)
    result = models.TextField(pgettext_lazy("complaint", "result"), blank=True)
    cause = models.CharField(
        pgettext_lazy("complaint", "cause"), max_length=12, choices=Cause, blank=True
    )
    reopened = models.PositiveSmallIntegerField(_("times opened again"), default=0)
    version = models.PositiveIntegerField(default=0)
    """How many entries it has: who writes the next says what was seen."""

    objects = _ComplaintManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("complaint", "complaint")
        verbose_name_plural = pgettext_lazy("complaint", "complaints")
        ordering = ["-received_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("handle_complaint", _("Can handle all complaints")),
            ("report_complaint", _("Can read the figures of complaints")),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="lms_complaints_received"),
            models.Index(
                fields=["closed_at", "close_due_at"], name="lms_complaints_due"
            ),
            models.Index(fields=["handler", "closed_at"], name="lms_complaints_mine"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(result="") & ~Q(cause="")),
                name="lms_complaints_closed_with_result",
            )
        ]

    def __str__(self) -> str:
        about = self.category or self.get_channel_display()
        return f"{self.number} · {about}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_complaints:complaint", args=[self.pk])

    @property
    def number(self) -> str:
        """What people call it by."""
        day = timezone.localtime(self.registered_at)
        return f"TS{day:%y%m%d}-{self.pk or 0:04}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.closed_at is not None

    @property
    def clocks(self) -> list[Clock]:
        """The three limits, in their order."""
        begun = {ClockKey.CLOSE: self.opened_at}
        return [
            Clock(
                key,
                begun.get(key, self.received_at),
                getattr(self, DUE[key]),
                getattr(self, DONE[key]),
            )
            for key in CLOCKS
        ]

    @property
    def clock(self) -> Clock:
        """The limit that is to be kept next; of a closed one that of the closing."""
        open_ones = (each for each in self.clocks if each.done_at is None)
        return next(open_ones, self.clocks[-1])

    def set_limits(self, limits: Limits, hours: ServiceHours = ROUND_THE_CLOCK) -> None:
        """Settle by when what is not done yet is due."""
        at_once = limits.answer_minutes
        if self.channel == Channel.COUNTER:
            at_once = limits.on_site_minutes
        came = self.received_at
        if self.answered_at is None:
            self.answer_due_at = hours.after(came, timedelta(minutes=at_once))
        if self.fed_back_at is None:
            span = timedelta(minutes=limits.feedback_minutes)
            self.feedback_due_at = hours.after(came, span)
        self.close_due_at = self._due(limits, hours)

    def _due(self, limits: Limits, hours: ServiceHours) -> datetime:
        def after(minutes: int) -> datetime:
            return hours.after(self.opened_at, timedelta(minutes=minutes))

        if self.is_passed_on:
            return after(limits.passed_minutes)
        due = after(limits.close_minutes)
        if not limits.is_same_day:
            return due
        soonest = after(limits.feedback_minutes)
        return min(due, max(hours.end_of_day(self.opened_at), soonest))
