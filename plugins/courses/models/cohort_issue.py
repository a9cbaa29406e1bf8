"""Issues that cohorts raise, and what becomes of them in later plans."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.courses.enums import IssueState
from plugins.courses.models.class_session import ClassSession
from plugins.courses.models.cohort import SEE, Cohort

LONGEST_ISSUE, LONGEST_REASON = 1000, 300


class CohortIssueQuerySet(models.QuerySet["CohortIssue"]):
    """What was raised."""

    def visible_for(self, user: Any) -> Self:
        """Return one's own, those of cohorts that one runs; all for who sees all cohorts."""
        if user.has_perm(SEE):
            return self
        run = Cohort.objects.run_by(user).values("pk")
        return self.filter(Q(raised_by=user.pk) | Q(cohort__in=run))

    def waiting(self) -> Self:
        """Return those about which nobody has decided."""
        return self.filter(state=IssueState.OPEN)

    def carried(self) -> Self:
        """Return those that are for the next plan, and in none yet."""
        return self.filter(state=IssueState.TAKEN_UP)


class CohortIssue(models.Model):
    """Something that a cohort brought up, such as at a team event."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="issues")
    session = models.ForeignKey(
        ClassSession,
        models.SET_NULL,
        verbose_name=pgettext_lazy("course", "class"),
        related_name="issues",
        null=True,
        blank=True,
    )
    text = models.TextField(pgettext_lazy("cohort", "issue"), max_length=LONGEST_ISSUE)
    raised_by = person_field(_("raised by"))
    raised_at = models.DateTimeField(_("raised"))
    state = models.CharField(
        pgettext_lazy("issue", "state"),
        max_length=10,
        choices=IssueState,
        default=IssueState.OPEN,
        db_index=True,
    )
    planned_in = models.ForeignKey(
        Cohort,
        models.SET_NULL,
        verbose_name=_("in the plan of"),
        related_name="carried_issues",
        null=True,
        blank=True,
    )

    objects = CohortIssueQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("cohort", "issue")
        verbose_name_plural = pgettext_lazy("cohort", "issues")
        ordering = ["raised_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text

    @property
    def title(self) -> str:
        """Where it was raised."""
        return self.cohort.title


class IssueStep(AppendOnlyModel):
    """One decision about an issue, and why."""

    issue = models.ForeignKey(CohortIssue, models.PROTECT, related_name="steps")
    after = models.CharField(max_length=10, choices=IssueState)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    by = person_field(_("by"))
    at = models.DateTimeField(_("at"))

    objects = AppendOnlyQuerySet["IssueStep"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("step of an issue")
        verbose_name_plural = _("steps of issues")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_after_display()
