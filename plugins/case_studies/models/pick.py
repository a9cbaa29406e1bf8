"""The cases that a week is about."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.models.person_field import person_field
from plugins.case_studies.models.case import CasePage


class WeeklyPickQuerySet(models.QuerySet["WeeklyPick"]):
    """What is asked of picks."""

    def of_week(self, day: date) -> Self:
        """Return that of the week in which a day is."""
        return self.filter(week=monday_of(day))


def monday_of(day: date) -> date:
    """Return the day with which a week begins."""
    return day - timedelta(days=day.weekday())


class WeeklyPick(models.Model):
    """The cases that the team discusses in a week."""

    week = models.DateField(_("week from"), unique=True)
    facilitator = person_field(_("led by"))
    outcome = models.TextField(_("what came of it"), max_length=1000, blank=True)
    cases: Any = models.ManyToManyField(
        CasePage, through="PickedCase", related_name="picks"
    )

    objects = WeeklyPickQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("weekly pick")
        verbose_name_plural = _("weekly picks")
        ordering = ["-week"]
        default_permissions = ()
        permissions = [("change_weeklypick", _("Can pick the cases of a week"))]

    def __str__(self) -> str:
        return str(self.week)


class PickedCase(models.Model):
    """A case of a week, in its order."""

    pick = models.ForeignKey(WeeklyPick, models.CASCADE, related_name="picked")
    page = models.ForeignKey(CasePage, models.CASCADE, related_name="picked")
    place = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("picked case")
        verbose_name_plural = _("picked cases")
        ordering = ["place"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["pick", "page"], name="lms_case_studies_picked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pick_id}: {self.page_id}"
