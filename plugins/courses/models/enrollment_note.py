"""What was done about somebody's enrollment, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import EnrollmentAct
from plugins.courses.models.enrollment import Enrollment

LONGEST_REASON = 300


class EnrollmentNote(AppendOnlyModel):
    """One act on an enrollment, for its history."""

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="history")
    act = models.CharField(max_length=12, choices=EnrollmentAct)
    before = models.DateField(_("due before"), null=True, blank=True)
    after = models.DateField(_("due on"), null=True, blank=True)
    part = models.CharField(pgettext_lazy("course", "part"), max_length=255, blank=True)
    """The exam or practical that it is about, if it is."""
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    by = person_field(_("by"))
    at = models.DateTimeField(_("when"))

    objects = AppendOnlyQuerySet["EnrollmentNote"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note on an enrollment")
        verbose_name_plural = _("notes on enrollments")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_act_display()
