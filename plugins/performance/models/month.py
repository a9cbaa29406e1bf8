"""A month: its sheets, what was rated, measured and added to them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.performance.enums import OUT, Act, MonthState, Side
from plugins.performance.models.table import TableVersion

KEEP = "lms_performance.keep_month"
"""What whoever has it opens, closes, publishes and corrects months, and reads all sheets."""
QUARTER = "lms_performance.view_quarter"
LONGEST = 1000


class Month(models.Model):
    """A month of performance; only services change it."""

    month = models.DateField(pgettext_lazy("performance", "month"), unique=True)
    """Its first day."""
    state = models.CharField(
        pgettext_lazy("performance", "state"),
        max_length=10,
        choices=MonthState,
        default=MonthState.COLLECTING,
    )
    due_on = models.DateField(_("handed in by"))
    published_at = models.DateTimeField(
        pgettext_lazy("performance", "published"), null=True
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("month of performance")
        verbose_name_plural = _("months of performance")
        ordering = ["-month"]
        default_permissions = ()
        permissions = [
            ("keep_month", _("Can keep months of performance and read all sheets")),
            ("view_quarter", _("Can see what performance of a quarter hangs on")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1), name="lms_performance_first_of_month"
            )
        ]

    def __str__(self) -> str:
        return date_format(self.month, "YEAR_MONTH_FORMAT")

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_performance:month", args=[self.pk])

    @property
    def is_collecting(self) -> bool:
        """Whether people still rate."""
        return self.state == MonthState.COLLECTING

    @property
    def is_closed(self) -> bool:
        """Whether it waits for its publication."""
        return self.state == MonthState.CLOSED

    @property
    def is_out(self) -> bool:
        """Whether people read their sheets."""
        return self.state in OUT


class Step(AppendOnlyModel):
    """What was done with a month, and why."""

    month = models.ForeignKey(Month, models.CASCADE, related_name="steps")
    act = models.CharField(
        pgettext_lazy("performance", "act"), max_length=10, choices=Act
    )
    reason = models.TextField(pgettext_lazy("performance", "reason"), blank=True)
    made_at = models.DateTimeField(pgettext_lazy("performance", "made"))
    made_by = person_field(pgettext_lazy("performance", "made by"))

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("step of a month of performance")
        verbose_name_plural = _("steps of months of performance")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_act_display()


class PerformanceSheetQuerySet(models.QuerySet["Sheet"]):
    """Sheets."""

    def visible_for(self, user: Any) -> Self:
        """Return the own ones, those of the own team, and all for whoever keeps months."""
        if user.has_perm(KEEP):
            return self.all()
        return self.filter(Q(person=user) | Q(superior=user))

    def led_by(self, user: Any) -> Self:
        """Return those whose results somebody works with."""
        return self.all() if user.has_perm(KEEP) else self.filter(superior=user)

    def out(self) -> Self:
        """Return those that are published."""
        return self.filter(month__state__in=OUT)

    def with_names(self) -> Self:
        """Bring along what a line names."""
        return self.select_related(
            "person__staff_profile", "superior__staff_profile", "team", "month"
        )


class Sheet(models.Model):
    """Somebody's month; its total is kept when the month is closed."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="sheets")
    person = person_field(pgettext_lazy("performance", "person"))
    team = models.ForeignKey(
        Team, models.SET_NULL, verbose_name=_("team"), related_name="+", null=True
    )
    """That of the person when the month was opened."""
    superior = person_field(pgettext_lazy("performance", "superior"))
    version = models.ForeignKey(
        TableVersion, models.PROTECT, related_name="sheets", verbose_name=_("table")
    )
    total = models.DecimalField(
        pgettext_lazy("performance", "total"), max_digits=6, decimal_places=2, null=True
    )

    objects = PerformanceSheetQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("performance sheet")
        verbose_name_plural = _("performance sheets")
        ordering = ["month", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["month", "person"], name="lms_performance_sheet_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_name} · {self.month}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_performance:sheet", args=[self.pk])

    @property
    def person_name(self) -> str:
        """How the person is called."""
        return display_name(self.person) if self.person else "—"


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings."""

    def waiting(self) -> Self:
        """Return those that are not handed in, of months that still collect."""
        collecting = Q(sheet__month__state=MonthState.COLLECTING)
        return self.filter(collecting, handed_in_at=None)

    def with_names(self) -> Self:
        """Bring along what a line names."""
        return self.select_related(
            "sheet__person__staff_profile", "sheet__team", "sheet__month"
        )


class Rating(models.Model):
    """What one person thinks of one sheet; nobody else reads it before the closing."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="ratings")
    side = models.CharField(pgettext_lazy("rating", "side"), max_length=8, choices=Side)
    rater = person_field(pgettext_lazy("rating", "rater"))
    marks = models.JSONField(default=dict)
    """Key of the indicator to points."""
    words = models.TextField(
        pgettext_lazy("rating", "words"), max_length=LONGEST, blank=True
    )
    revision = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=12, blank=True)
    """Which window saved last: another that was opened before that is stale."""
    handed_in_at = models.DateTimeField(pgettext_lazy("rating", "handed in"), null=True)

    objects = RatingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("performance", "rating")
        verbose_name_plural = pgettext_lazy("performance", "ratings")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["rater", "handed_in_at"], name="lms_performance_desk")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "side", "rater"], name="lms_performance_rating_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} · {self.get_side_display()}"


class Figure(models.Model):
    """What was measured or entered for one indicator of one sheet."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=10)
    """That of the indicator."""
    value = models.DecimalField(
        pgettext_lazy("performance", "figure"), max_digits=12, decimal_places=2
    )
    numbers = models.JSONField(default=dict)
    """Of call-backs: how many, by how many people, in how many days."""
    written_at = models.DateTimeField(pgettext_lazy("performance", "written"))
    written_by = person_field(pgettext_lazy("performance", "written by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("performance", "figure")
        verbose_name_plural = pgettext_lazy("performance", "figures")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "key"], name="lms_performance_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"
