"""Passes that a correction took away, and what becomes of what they counted for."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.access import readable_pages
from lms.models.person_field import person_field
from plugins.courses.enums import LostPassOutcome
from plugins.courses.models.enrollment import Enrollment, Result


class LostPassQuerySet(models.QuerySet["LostPass"]):
    """What is asked of passes that were taken away."""

    def waiting(self) -> Self:
        """Return those about which nobody has decided."""
        return self.filter(outcome="")

    def open_to(self, user: Any) -> Self:
        """Return those in courses that are not closed to `user`."""
        return self.filter(readable_pages(user, "enrollment__release__course__path"))


class LostPass(models.Model):
    """Something that counts as done in a course, though its mark no longer passes."""

    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="lost_passes"
    )
    result = models.ForeignKey(Result, models.PROTECT, related_name="lost_passes")
    """The mark that came in place of one that passed."""
    outcome = models.CharField(
        pgettext_lazy("lost pass", "decision"),
        max_length=10,
        choices=LostPassOutcome,
        blank=True,
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = person_field(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    """What a decision took back last, the activity and the course: to be given again."""

    objects = LostPassQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("pass that was taken away")
        verbose_name_plural = _("passes that were taken away")
        ordering = ["result__decided_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "result"], name="lms_courses_lost_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="lms_courses_lost_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.result}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided about it."""
        return not self.outcome

    @property
    def is_decided(self) -> bool:
        """Whether somebody has decided about it, which can be undone."""
        return self.outcome in {LostPassOutcome.KEPT, LostPassOutcome.REOPENED}
