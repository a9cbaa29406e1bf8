"""What the house wants to reach."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language


class HouseTarget(models.Model):
    """A figure of the house, where it began, and by how much it is to change."""

    name = models.CharField(pgettext_lazy("house target", "name"), max_length=80)
    name_en = models.CharField(
        pgettext_lazy("house target", "name in English"), max_length=80, blank=True
    )
    source = models.CharField(
        pgettext_lazy("house target", "figure"), max_length=100, blank=True
    )
    """Key of what is measured; "" where somebody enters it."""
    base = models.DecimalField(
        pgettext_lazy("house target", "where it began"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    change = models.DecimalField(
        pgettext_lazy("house target", "change in percent"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(-100), MaxValueValidator(1000)],
        help_text=_("15 is to rise by 15 %, -10 to fall by 10 %."),
    )
    first = models.DateField(pgettext_lazy("house target", "from"))
    last = models.DateField(pgettext_lazy("house target", "until"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("target of the house")
        verbose_name_plural = _("targets of the house")
        ordering = ["-last", "name", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_performance:target", args=[self.pk])

    @property
    def goal(self) -> Decimal:
        """The figure that is to be reached."""
        return (self.base * (100 + self.change) / 100).quantize(Decimal("0.01"))

    def is_reached_by(self, value: Decimal) -> bool:
        """Tell whether a figure is as good as it should be."""
        return value <= self.goal if self.change < 0 else value >= self.goal


class TargetValue(models.Model):
    """The figure of one month."""

    target = models.ForeignKey(HouseTarget, models.CASCADE, related_name="values")
    month = models.DateField(pgettext_lazy("performance", "month"))
    value = models.DecimalField(
        pgettext_lazy("performance", "figure"), max_digits=12, decimal_places=2
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("figure of a target")
        verbose_name_plural = _("figures of targets")
        ordering = ["month"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["target", "month"], name="lms_performance_target_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.value}"
