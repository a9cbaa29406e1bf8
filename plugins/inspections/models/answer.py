"""What comes of a sheet: an objection, and what is done better."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.inspections.enums import Outcome
from plugins.inspections.models.sheet import LONGEST, Sheet, score_field


class Objection(models.Model):
    """What the inspected person says against a sheet, once; both stand."""

    sheet = models.OneToOneField(Sheet, models.CASCADE, related_name="objection")
    reason = models.TextField(pgettext_lazy("objection", "reason"), max_length=LONGEST)
    made_at = models.DateTimeField(pgettext_lazy("objection", "made"))
    outcome = models.CharField(
        pgettext_lazy("objection", "outcome"),
        max_length=7,
        choices=Outcome,
        default=Outcome.OPEN,
    )
    marks = models.JSONField(null=True)
    """All marks as they were decided, where that changed any; those of the sheet stay."""
    knocked = models.JSONField(null=True)
    """The knock-out criteria that have happened, likewise."""
    new_score = score_field(pgettext_lazy("objection", "score from then on"))
    words = models.TextField(
        pgettext_lazy("objection", "why so"), max_length=LONGEST, blank=True
    )
    decided_by = person_field(pgettext_lazy("objection", "decided by"))
    decided_at = models.DateTimeField(pgettext_lazy("objection", "decided"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("inspection", "objection")
        verbose_name_plural = pgettext_lazy("inspection", "objections")
        ordering = ["made_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.CHANGED, new_score__range=(0, 100))
                | (~Q(outcome=Outcome.CHANGED) & Q(new_score=None)),
                name="lms_inspections_changed_with_score",
            )
        ]

    def __str__(self) -> str:
        return str(self.sheet)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided."""
        return self.outcome == Outcome.OPEN


class Action(models.Model):
    """Something to be done better after a sheet, by a day; somebody confirms it."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="actions")
    criterion = models.CharField(max_length=10, blank=True)
    """Key of the criterion that it is about."""
    what = models.CharField(_("what is to be done"), max_length=300)
    due_on = models.DateField(_("by when"))
    made_by = person_field(pgettext_lazy("action", "set by"))
    made_at = models.DateTimeField(pgettext_lazy("action", "set"))
    done_at = models.DateTimeField(pgettext_lazy("action", "done"), null=True)
    confirmed_at = models.DateTimeField(pgettext_lazy("action", "confirmed"), null=True)
    confirmed_by = person_field(pgettext_lazy("action", "confirmed by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "what"], name="lms_inspections_action_once"
            )
        ]

    def __str__(self) -> str:
        return self.what

    def is_late_on(self, day: date) -> bool:
        """Tell whether it should have been done before a day."""
        return self.done_at is None and self.confirmed_at is None and self.due_on < day
