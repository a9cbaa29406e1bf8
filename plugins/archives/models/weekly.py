"""What teams report each week."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field

LONGEST = 3000


class WeeklyReportQuerySet(models.QuerySet["WeeklyReport"]):
    """Reports of weeks."""

    def handed_in(self) -> Self:
        """Return those that are no drafts."""
        return self.exclude(handed_in_at=None)


class WeeklyReport(models.Model):
    """What a team did in a week; a draft until it is handed in."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    monday = models.DateField(pgettext_lazy("weekly report", "week"))
    done = models.TextField(
        pgettext_lazy("weekly report", "what was done"), max_length=LONGEST, blank=True
    )
    problems = models.TextField(
        pgettext_lazy("weekly report", "problems"), max_length=LONGEST, blank=True
    )
    next_week = models.TextField(
        pgettext_lazy("weekly report", "next week"), max_length=LONGEST, blank=True
    )
    author = person_field(pgettext_lazy("weekly report", "written by"))
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = WeeklyReportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "weekly report")
        verbose_name_plural = pgettext_lazy("archive", "weekly reports")
        ordering = ["-monday", "team__name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["team", "monday"], name="lms_archives_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.monday}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("lms_archives:report", args=[self.team_id, self.monday])

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)
