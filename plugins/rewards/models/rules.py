"""What earns points, from when to when, and how often."""

from datetime import date
from typing import Self

import reversion
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from plugins.rewards.models.holders import Holder

MOST_POINTS = 10_000


class NamedInTwoLanguages(models.Model):
    """Something that people read the name of in their language."""

    name = models.CharField(pgettext_lazy("points", "name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    @property
    def names(self) -> str:
        """Both names, a line each, for what is written once and read by all."""
        return f"{self.name}\n{self.name_en}".rstrip()


@reversion.register()
class Rule(NamedInTwoLanguages):
    """Gives points for one kind of activity; how many says the version of the day."""

    code = models.SlugField(_("code"), unique=True)
    activity = models.CharField(
        pgettext_lazy("points", "for"),
        max_length=100,
        unique=True,
        error_messages={"unique": _("Another rule gives points for this already.")},
    )
    is_on = models.BooleanField(_("switched on"), default=False)

    class Meta:
        verbose_name = pgettext_lazy("points", "rule")
        verbose_name_plural = pgettext_lazy("points", "rules")
        ordering = ["code"]


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    """Versions of rules."""

    def valid_on(self, day: date) -> Self:
        """Return those that count on a day; at most one of each rule."""
        return self.filter(effective_from__lte=day).filter(
            Q(effective_to=None) | Q(effective_to__gte=day)
        )


@reversion.register()
class RuleVersion(models.Model):
    """What a rule says from one day to another, both included.

    Guarantees of the database: two versions of a rule never count on the same day, and
    what a version says stays once points were given by it. Its last day may be set.
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    points = models.PositiveIntegerField(
        pgettext_lazy("points", "points"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_POINTS)],
    )
    cap_day = models.PositiveIntegerField(
        _("at most a day"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    cap_month = models.PositiveIntegerField(
        _("at most a month"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    cap_subject = models.PositiveIntegerField(
        _("at most for the same thing"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    hold_days = models.PositiveSmallIntegerField(
        _("released after days"), default=0, validators=[MaxValueValidator(365)]
    )
    effective_from = models.DateField(_("counts from"))
    effective_to = models.DateField(_("counts until"), null=True, blank=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a rule")
        verbose_name_plural = _("versions of rules")
        ordering = ["rule", "-effective_from"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=MOST_POINTS),
                name="lms_rewards_rule_gives_points",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None)
                | Q(effective_to__gte=F("effective_from")),
                name="lms_rewards_version_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} ({self.effective_from})"


class CapUsage(models.Model):
    """How many points of a rule somebody has had in a day, a month, for one thing."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=150)
    used = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("use of a limit")
        verbose_name_plural = _("uses of limits")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "holder", "period"], name="lms_rewards_one_use_of_a_cap"
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} {self.period}: {self.used}"
