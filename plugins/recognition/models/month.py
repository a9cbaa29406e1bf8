"""The months for which stars are looked for, and who might be one."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.recognition.enums import Criterion, Mark, MonthState
from plugins.recognition.models.scheme import SchemeVersion, month_name


class StarMonth(models.Model):
    """A month for which a star is looked for."""

    month = models.DateField(_("month"), unique=True)
    version = models.ForeignKey(
        SchemeVersion,
        models.PROTECT,
        verbose_name=pgettext_lazy("recognition", "criteria"),
        related_name="months",
    )
    opens_on = models.DateField(_("teams vote from"))
    closes_on = models.DateField(_("teams vote until"))
    state = models.CharField(
        pgettext_lazy("month of a star", "state"),
        max_length=10,
        choices=MonthState,
        default=MonthState.OPEN,
    )
    counted_at = models.DateTimeField(_("figures of"), null=True)
    announced_by = person_field(_("announced by"))
    announced_at = models.DateTimeField(_("announced"), null=True)
    votes = models.JSONField(default=dict)
    """How many voted for whom, by keys as text in their order: one row for all, so that
    nothing shows which ballot a vote came with."""
    words = models.CharField(
        pgettext_lazy("month of a star", "why there is no star"),
        max_length=300,
        blank=True,
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("month of the Service Star")
        verbose_name_plural = _("months of the Service Star")
        ordering = ["-month"]
        default_permissions = ()
        permissions = [("decide_star", _("Can decide on the Service Star"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="lms_recognition_ballot_has_days",
            )
        ]

    def __str__(self) -> str:
        return month_name(self.month)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_recognition:month", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The last day of which evidence counts."""
        return self.month.replace(day=monthrange(self.month.year, self.month.month)[1])

    def is_voting(self, day: date) -> bool:
        """Tell whether teams vote on a day."""
        is_open = self.state == MonthState.OPEN
        return is_open and self.opens_on <= day <= self.closes_on

    def may_be_counted(self, day: date) -> bool:
        """Tell whether the month and its ballot are over."""
        return max(self.closes_on, self.last_day) < day

    @property
    def is_pending(self) -> bool:
        """Whether something is still to be decided."""
        return self.state in {MonthState.OPEN, MonthState.COUNTED}


class Candidate(models.Model):
    """What somebody's evidence of a month came to."""

    month = models.ForeignKey(StarMonth, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("person"),
        related_name="+",
    )
    team = models.ForeignKey(Team, models.SET_NULL, related_name="+", null=True)
    total = models.DecimalField(_("figure"), max_digits=5, decimal_places=2)
    rank = models.PositiveIntegerField(pgettext_lazy("star", "rank"))
    parts = models.JSONField(default=list)
    """How it was reached, each as of `weighing.Part`."""
    marks = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("candidate for the Service Star")
        verbose_name_plural = _("candidates for the Service Star")
        ordering = ["rank", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month", "person"], name="lms_recognition_candidate_once"
            )
        ]

    def __str__(self) -> str:
        return display_name(self.person)

    @property
    def marked(self) -> list[Mark]:
        """What whoever decides should know."""
        return [Mark(name) for name in self.marks if name in Mark.values]

    @property
    def is_barred(self) -> bool:
        """Whether somebody was the star too often in a row."""
        return Mark.IN_A_ROW in self.marks

    @property
    def shown_parts(self) -> list[dict[str, Any]]:
        """How the figure was reached, each with the name of its criterion."""
        return shown_parts(self.parts)


def shown_parts(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how a figure was reached, each part with the name of its criterion."""
    return [{**each, "label": Criterion(each["criterion"]).label} for each in parts]
