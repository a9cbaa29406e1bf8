"""The register of risks, and the post that watches over quality."""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.archives.enums import Level, RiskKind, RiskState

WORST = 5
_HIGH, _MIDDLE = 15, 6
_FROM_ONE = [MinValueValidator(1), MaxValueValidator(WORST)]


def level_of(likelihood: int, effect: int) -> Level:
    """Return how grave it is."""
    product = likelihood * effect
    if product >= _HIGH:
        return Level.HIGH
    return Level.MIDDLE if product >= _MIDDLE else Level.LOW


class RiskQuerySet(models.QuerySet["Risk"]):
    """Risks."""

    def open(self) -> Self:
        """Return those that are not closed."""
        return self.exclude(state=RiskState.CLOSED)

    def due(self, today: date) -> Self:
        """Return those that are to be looked at."""
        return self.open().filter(look_on__lte=today)


class Risk(models.Model):
    """Something that may go wrong, who watches it, and when it is looked at next."""

    title = models.CharField(pgettext_lazy("risk", "title"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("risk", "kind"), max_length=12, choices=RiskKind
    )
    text = models.TextField(
        pgettext_lazy("risk", "what may happen"), max_length=2000, blank=True
    )
    likelihood = models.PositiveSmallIntegerField(
        pgettext_lazy("risk", "likelihood"), validators=_FROM_ONE
    )
    effect = models.PositiveSmallIntegerField(
        pgettext_lazy("risk", "effect"), validators=_FROM_ONE
    )
    owner = person_field(pgettext_lazy("risk", "owner"))
    look_on = models.DateField(pgettext_lazy("risk", "looked at next on"))
    state = models.CharField(
        pgettext_lazy("risk", "state"),
        max_length=10,
        choices=RiskState,
        default=RiskState.OPEN,
    )
    version = models.PositiveIntegerField(default=1)

    objects = RiskQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "risk")
        verbose_name_plural = pgettext_lazy("archive", "risks")
        ordering = ["look_on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, WORST), effect__range=(1, WORST)),
                name="lms_archives_risk_of_five",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("lms_archives:risk", args=[self.pk])

    @property
    def product(self) -> int:
        """Likelihood times effect."""
        return self.likelihood * self.effect

    @property
    def level(self) -> Level:
        """How grave it is."""
        return level_of(self.likelihood, self.effect)

    @property
    def is_closed(self) -> bool:
        """Whether nobody watches it any more."""
        return self.state == RiskState.CLOSED


class Measure(models.Model):
    """What is done against a risk."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="measures")
    what = models.CharField(pgettext_lazy("risk", "measure"), max_length=300)
    due_on = models.DateField(pgettext_lazy("risk", "until"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = person_field(pgettext_lazy("risk", "ticked off by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("risk", "measure")
        verbose_name_plural = pgettext_lazy("risk", "measures")
        ordering = ["due_on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.what


class RiskChange(AppendOnlyModel):
    """What was done to a risk: who, when, what, and why."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = person_field(pgettext_lazy("risk", "by"))
    fields = models.JSONField(default=list)
    """For each: `name`, `before` and `after`; of choices their stored words."""
    words = models.CharField(pgettext_lazy("risk", "why"), max_length=300, blank=True)

    objects: Any = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("risk", "change of a risk")
        verbose_name_plural = pgettext_lazy("risk", "changes of risks")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "number"], name="lms_archives_change_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.number}"


class Post(models.Model):
    """Who holds the post that supervises quality, from when to when."""

    person = person_field(pgettext_lazy("post", "who holds it"))
    duties = models.TextField(
        pgettext_lazy("post", "duties"), max_length=2000, blank=True
    )
    begins_on = models.DateField(pgettext_lazy("post", "from"))
    ends_on = models.DateField(pgettext_lazy("post", "to"), null=True, blank=True)
    is_held = models.BooleanField(default=True)
    named_by = person_field(pgettext_lazy("post", "named by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "post of quality supervision")
        verbose_name_plural = pgettext_lazy("archive", "posts of quality supervision")
        ordering = ["-begins_on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["is_held"],
                condition=Q(is_held=True),
                name="lms_archives_one_holder",
            )
        ]

    def __str__(self) -> str:
        return str(self.person or "")
