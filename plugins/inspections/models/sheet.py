"""Sheets: what an inspector saw."""

import re
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.inspections.enums import (
    OPEN,
    Channel,
    Redraw,
    SheetState,
    Shift,
    Source,
)
from plugins.inspections.models.form import FormVersion
from plugins.inspections.models.plan import KEEP, Draw, Member, Plan

LONGEST = 1000
LONGEST_LINES = 4000
_LINE = re.compile(r"^(?P<at>\d{1,3}[:：]\d{2}(?:[:：]\d{2})?)\s*(?P<text>.*)$")


def score_field(label: Any) -> Any:
    """Return a field for a score of 100."""
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True)


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Sheets."""

    def visible_for(self, user: Any) -> Self:
        """Return those of the own hand, those about oneself that are released; keepers see all others.

        Two who rate the same see each other's sheet once both are in, not before.
        """
        own = Q(person=user, state=SheetState.RELEASED, second_of=None)
        seen = Q(inspector=user) | own | _rated_by_two(user)
        if user.has_perm(KEEP):
            seen |= Q(person=None) | ~Q(person=user)
        return self.filter(seen).exclude(pk__in=_blind_for(user))

    def of(self, user: Any) -> Self:
        """Return those about somebody that the person may read."""
        return self.filter(person=user, state=SheetState.RELEASED, second_of=None)

    def counted(self) -> Self:
        """Return those that make scores: released, and no second rating."""
        return self.filter(state=SheetState.RELEASED, second_of=None)

    def to_fill(self, user: Any) -> Self:
        """Return those that wait for somebody's hand."""
        running = self.filter(plan__closed_at=None)
        return running.filter(inspector=user, state__in=OPEN)

    def with_result(self) -> Self:
        """Add `result`: the score, or what was decided on an objection."""
        return self.annotate(result=Coalesce("objection__new_score", "score"))

    def with_final_marks(self) -> Self:
        """Add `final_marks` and `final_knocked`: as scored, or decided on an objection."""
        return self.annotate(
            final_marks=Coalesce("objection__marks", "marks"),
            final_knocked=Coalesce("objection__knocked", "knocked"),
        )

    def with_names(self) -> Self:
        """Bring along what a line of a list names."""
        return self.select_related(
            "person__staff_profile", "inspector__staff_profile", "member__team", "plan"
        )


def _rated_by_two(user: Any) -> Q:
    """Return which sheets somebody else wrote about the same, and handed in."""
    mine = Sheet.objects.filter(inspector=user)
    is_mine = Q(second_of__in=mine.values("pk")) | Q(pk__in=mine.values("second_of"))
    return is_mine & Q(state__in=[SheetState.SUBMITTED, SheetState.RELEASED])


def _blind_for(user: Any) -> Any:
    """Return the keys of sheets that somebody must not see while the own is open."""
    mine = Sheet.objects.to_fill(user)
    is_pair = Q(seconds__in=mine.values("pk")) | Q(second_of__in=mine.values("pk"))
    return Sheet.objects.filter(is_pair).values("pk")


class Sheet(models.Model):
    """One inspection of one person, from the draw to the release; only services change it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sheets")
    member = models.ForeignKey(Member, models.PROTECT, related_name="sheets")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="sheets", null=True)
    person = person_field(pgettext_lazy("inspection", "person"))
    inspector = person_field(_("inspector"))
    source = models.CharField(
        pgettext_lazy("inspection", "source"), max_length=10, choices=Source
    )
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="sheets")
    due_on = models.DateField(pgettext_lazy("inspection", "drawn day"))
    shift = models.CharField(
        pgettext_lazy("inspection", "shift"), max_length=6, choices=Shift
    )
    second_of = models.ForeignKey(
        "self", models.RESTRICT, related_name="seconds", null=True
    )
    """The sheet of which it rates the same once more, blind; it does not count."""
    state = models.CharField(
        pgettext_lazy("inspection", "state"),
        max_length=9,
        choices=SheetState,
        default=SheetState.DRAWN,
    )
    reference = models.CharField(
        pgettext_lazy("inspection", "number of the call or chat"),
        max_length=60,
        blank=True,
        help_text=_("Where the recording is found. No names and numbers of customers."),
    )
    channel = models.CharField(
        pgettext_lazy("inspection", "channel"),
        max_length=7,
        choices=Channel,
        default=Channel.PHONE,
    )
    happened_on = models.DateField(pgettext_lazy("inspection", "day"), null=True)
    marks = models.JSONField(default=dict)
    """Key of the criterion to level."""
    knocked = models.JSONField(default=list)
    """Keys of the knock-out criteria that have happened."""
    comments = models.JSONField(default=dict)
    """Key of the criterion to words."""
    lines = models.TextField(_("line by line"), max_length=LONGEST_LINES, blank=True)
    strengths = models.TextField(
        pgettext_lazy("inspection", "what was well"), max_length=LONGEST, blank=True
    )
    to_do = models.TextField(
        pgettext_lazy("inspection", "what to do"), max_length=LONGEST, blank=True
    )
    revision = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=12, blank=True)
    """Which window saved last: another that was opened before that is stale."""
    score = score_field(pgettext_lazy("inspection", "score"))
    submitted_at = models.DateTimeField(pgettext_lazy("inspection", "handed in"), null=True)  # fmt: skip
    released_at = models.DateTimeField(pgettext_lazy("inspection", "released"), null=True)  # fmt: skip
    released_by = person_field(pgettext_lazy("inspection", "released by"))
    acknowledged_at = models.DateTimeField(
        pgettext_lazy("inspection", "acknowledged"), null=True
    )
    redrawn = models.CharField(
        pgettext_lazy("inspection", "what takes its place"),
        max_length=6,
        choices=Redraw,
        blank=True,
    )
    void_reason = models.CharField(
        pgettext_lazy("inspection", "why not"), max_length=300, blank=True
    )

    objects = SheetQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("inspection sheet")
        verbose_name_plural = _("inspection sheets")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        permissions = [("inspect_sheet", _("Can be chosen as an inspector"))]
        indexes = [
            models.Index(fields=["inspector", "state"], name="lms_inspections_desk"),
            models.Index(fields=["person", "state"], name="lms_inspections_own"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None)
                | Q(inspector=None)
                | ~Q(person=F("inspector")),
                name="lms_inspections_not_oneself",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False)
                | ~Q(state__in=[SheetState.SUBMITTED, SheetState.RELEASED]),
                name="lms_inspections_in_with_score",
            ),
            models.UniqueConstraint(
                fields=["second_of", "inspector"], name="lms_inspections_second_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.get_source_display()}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_inspections:sheet", args=[self.pk])

    @property
    def person_name(self) -> str:
        """How the inspected person is called."""
        return display_name(self.person) if self.person else "—"

    @property
    def inspector_name(self) -> str:
        """How the inspector is called."""
        return display_name(self.inspector) if self.inspector else "—"

    @property
    def needs_reference(self) -> bool:
        """Whether nobody would find without a number what was inspected."""
        return self.source == Source.RECORDING

    @property
    def is_open(self) -> bool:
        """Whether the inspector writes it."""
        return self.state in OPEN

    @property
    def is_released(self) -> bool:
        """Whether the inspected person reads it."""
        return self.state == SheetState.RELEASED

    @property
    def said_lines(self) -> list[tuple[str, str]]:
        """The comments line by line: time, if it begins with one, and words."""
        found = []
        for line in filter(None, map(str.strip, self.lines.splitlines())):
            timed = _LINE.match(line)
            found.append((timed["at"], timed["text"]) if timed else ("", line))
        return found

    def is_late_on(self, day: date) -> bool:
        """Tell whether it should have been filled in before a day."""
        return self.is_open and self.due_on < day

    def objects_until(self, days: int) -> date | None:
        """Return the last day for an objection; None where no day ends it."""
        if not days or self.released_at is None:
            return None
        return timezone.localdate(self.released_at) + timedelta(days=days)
