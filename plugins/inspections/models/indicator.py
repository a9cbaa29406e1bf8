"""Figures of operations that come from other systems: by month and team."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models import Team
from lms.models.person_field import person_field
from plugins.inspections.enums import Direction


class Indicator(models.Model):
    """What is measured, and what it should be."""

    name = models.CharField(pgettext_lazy("indicator", "name"), max_length=60, unique=True)  # fmt: skip
    name_en = models.CharField(
        pgettext_lazy("indicator", "name in English"), max_length=60, blank=True
    )
    unit = models.CharField(
        pgettext_lazy("indicator", "unit"), max_length=10, blank=True
    )
    goal = models.DecimalField(
        pgettext_lazy("indicator", "goal"), max_digits=9, decimal_places=2
    )
    direction = models.CharField(
        pgettext_lazy("indicator", "good is"),
        max_length=6,
        choices=Direction,
        default=Direction.HIGHER,
    )
    is_retired = models.BooleanField(
        pgettext_lazy("indicator", "no longer used"), default=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("inspection", "indicator")
        verbose_name_plural = pgettext_lazy("inspection", "indicators")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def is_reached_by(self, value: Decimal) -> bool:
        """Tell whether a figure is as good as it should be."""
        if self.direction == Direction.HIGHER:
            return value >= self.goal
        return value <= self.goal


class IndicatorValue(models.Model):
    """One figure of one team in one month."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    month = models.DateField(_("month"))
    value = models.DecimalField(
        pgettext_lazy("indicator", "figure"), max_digits=9, decimal_places=2
    )
    written_at = models.DateTimeField(pgettext_lazy("indicator", "written"))
    written_by = person_field(pgettext_lazy("indicator", "written by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("inspection", "figure of operations")
        verbose_name_plural = pgettext_lazy("inspection", "figures of operations")
        ordering = ["month", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "team", "month"],
                name="lms_inspections_value_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.value}"
