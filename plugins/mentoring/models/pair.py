"""Who learns from whom, from when to when, and the plan for the one person."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.mentoring.enums import PairState

KEEP = "lms_mentoring.keep_pair"
"""What whoever has it sees all pairs, makes and ends them."""


class PairQuerySet(models.QuerySet["Pair"]):
    """Pairs."""

    def visible_for(self, user: Any) -> Self:
        """Return those of `user`, and what was before those of the own apprentices."""
        if user.has_perm(KEEP):
            return self.all()
        taught = Pair.objects.running().filter(mentor=user).values("apprentice")
        before = Q(apprentice__in=taught, state=PairState.HANDED_OVER)
        return self.filter(Q(mentor=user) | Q(apprentice=user) | before)

    def running(self) -> Self:
        """Return those that are not over."""
        return self.filter(state=PairState.RUNNING)

    def over(self) -> Self:
        """Return those that are."""
        return self.exclude(state=PairState.RUNNING)

    def of(self, user: Any) -> Self:
        """Return those in which somebody is one of the two."""
        return self.filter(Q(mentor=user) | Q(apprentice=user))


class _PairManager(models.Manager.from_queryset(PairQuerySet)):  # type: ignore[misc] # a class made when it runs
    """Brings the two along: a pair is named after them."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.select_related("mentor__staff_profile", "apprentice__staff_profile")


class Pair(models.Model):
    """A mentor and an apprentice."""

    mentor = person_field(_("mentor"))
    apprentice = person_field(_("apprentice"))
    starts_on = models.DateField(pgettext_lazy("pair", "from"))
    ends_on = models.DateField(pgettext_lazy("pair", "until"))
    direction = models.CharField(
        _("direction"),
        max_length=100,
        help_text=_("What is to be learned, in a few words."),
    )
    goals = models.TextField(
        _("goals"),
        max_length=1000,
        blank=True,
        help_text=_("What the apprentice can do at the end."),
    )
    state = models.CharField(
        pgettext_lazy("pair", "state"),
        max_length=11,
        choices=PairState,
        default=PairState.RUNNING,
    )
    closed_on = models.DateField(pgettext_lazy("pair", "closed on"), null=True)
    closed_by = person_field(pgettext_lazy("pair", "closed by"))
    closing_words = models.CharField(
        pgettext_lazy("pair", "words at the end"), max_length=500, blank=True
    )
    continues = models.OneToOneField(
        "self",
        models.SET_NULL,
        verbose_name=_("continues"),
        related_name="continued_by",
        null=True,
    )
    made_by = person_field(pgettext_lazy("pair", "made by"))
    made_at = models.DateTimeField(pgettext_lazy("pair", "made"))

    objects = _PairManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("pair of mentor and apprentice")
        verbose_name_plural = _("pairs of mentor and apprentice")
        ordering = ["-starts_on", "-pk"]
        default_permissions = ()
        permissions = [
            ("keep_pair", _("Can make and end pairs of mentor and apprentice"))
        ]
        indexes = [
            models.Index(fields=["mentor", "state"], name="lms_mentoring_load"),
            models.Index(fields=["state", "ends_on"], name="lms_mentoring_states"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"],
                condition=Q(state="running"),
                name="lms_mentoring_one_mentor",
            ),
            models.CheckConstraint(
                condition=Q(mentor=None)
                | Q(apprentice=None)
                | ~Q(mentor=F("apprentice")),
                name="lms_mentoring_two_people",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="lms_mentoring_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state="running", closed_on=None)
                | (~Q(state="running") & Q(closed_on__isnull=False)),
                name="lms_mentoring_closed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_name} → {self.apprentice_name}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_mentoring:pair", args=[self.pk])

    @property
    def mentor_name(self) -> str:
        """How the mentor is called."""
        return display_name(self.mentor) if self.mentor else "—"

    @property
    def apprentice_name(self) -> str:
        """How the apprentice is called."""
        return display_name(self.apprentice) if self.apprentice else "—"

    @property
    def is_running(self) -> bool:
        """Whether nobody has closed it."""
        return self.state == PairState.RUNNING

    @property
    def last_day(self) -> date:
        """The last day on which it asks for anything."""
        return min(self.ends_on, self.closed_on or self.ends_on)

    def has_day(self, day: date) -> bool:
        """Tell whether something may be written about a day."""
        return self.starts_on <= day and (
            self.closed_on is None or day <= self.closed_on
        )

    def reviews_until(self, days: int) -> date:
        """Return the last of the first days, in which the apprentice reviews the own work."""
        length = (self.last_day - self.starts_on).days + 1
        return self.starts_on + timedelta(days=min(max(days, 0), length) - 1)


class Step(models.Model):
    """A step of the plan for one person."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="steps")
    text = models.CharField(pgettext_lazy("plan", "step"), max_length=200)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True)
    done_by = person_field(_("ticked off by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("plan", "step")
        verbose_name_plural = pgettext_lazy("plan", "steps")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "text"], name="lms_mentoring_step_once"
            )
        ]

    def __str__(self) -> str:
        return self.text

    def is_late_on(self, day: date) -> bool:
        """Tell whether it should have been done before a day."""
        return self.done_on is None and self.due_on is not None and self.due_on < day
