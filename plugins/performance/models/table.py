"""What performance is worked out by: tables and their versions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models import Team
from lms.models.person_field import person_field
from plugins.performance.enums import Kind, Side

CHANGE = "lms_performance.change_performancetable"


@dataclass(frozen=True)
class Part:
    """One indicator of a table, as JSON holds it."""

    key: str
    """Stays the same from version to version."""
    name: str
    name_en: str = ""
    weight: int = 0
    kind: str = Kind.RATED
    step: int = 0
    """What rated points are a multiple of; 0: any whole number."""
    source: str = ""
    """Key of what is measured, of `lms.extensions.indicators`."""
    target: str = ""
    """The figure that gives all points."""
    is_less: bool = False
    """Whether a smaller figure is better."""
    quota: int = 0
    """Call-backs for each person."""

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return in_readers_language(self.name, self.name_en)

    @property
    def is_rated(self) -> bool:
        """Whether people rate it."""
        return self.kind == Kind.RATED

    @property
    def goal(self) -> Decimal | None:
        """The target as a number; None where there is none."""
        return Decimal(self.target) if self.target else None

    @property
    def kind_label(self) -> str:
        """Where its points come from."""
        return str(Kind(self.kind).label)


class PerformanceTable(models.Model):
    """The name under which versions follow each other, and for whom they hold."""

    name = models.CharField(pgettext_lazy("performance table", "name"), max_length=80)
    name_en = models.CharField(
        pgettext_lazy("performance table", "name in English"),
        max_length=80,
        blank=True,
    )
    teams: Any = models.ManyToManyField(
        Team, verbose_name=_("teams"), related_name="+", blank=True
    )
    jobs = models.TextField(
        pgettext_lazy("performance table", "jobs"),
        max_length=1000,
        blank=True,
        help_text=_("One a line; empty: all jobs of these teams."),
    )
    is_retired = models.BooleanField(
        pgettext_lazy("performance table", "no longer used"), default=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("performance table")
        verbose_name_plural = _("performance tables")
        ordering = ["is_retired", "name", "pk"]
        default_permissions = ("change",)

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return the page of its indicators."""
        return reverse("lms_performance:table", args=[self.pk])

    @property
    def newest(self) -> "TableVersion | None":
        """The version for months that are opened from now on."""
        return self.versions.first()

    @property
    def job_names(self) -> frozenset[str]:
        """The jobs it holds for; empty for all."""
        return frozenset(filter(None, map(str.strip, self.jobs.splitlines())))


class TableVersion(models.Model):
    """Indicators and weights as they were at one time; kept once a sheet has them."""

    table = models.ForeignKey(PerformanceTable, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    rows = models.JSONField()
    """The indicators in their order."""
    sides = models.JSONField()
    """Side to weight in percent."""
    written_at = models.DateTimeField(pgettext_lazy("performance table", "written"))
    written_by = person_field(pgettext_lazy("performance table", "written by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a performance table")
        verbose_name_plural = _("versions of performance tables")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["table", "number"], name="lms_performance_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}"

    @property
    def parts(self) -> list[Part]:
        """The indicators in their order."""
        return [Part(**row) for row in self.rows]

    @property
    def rated(self) -> list[Part]:
        """The indicators that people rate."""
        return [part for part in self.parts if part.is_rated]

    @property
    def weights(self) -> dict[Side, int]:
        """How much each side counts, in percent."""
        return {side: int(self.sides.get(side, 0)) for side in Side}
