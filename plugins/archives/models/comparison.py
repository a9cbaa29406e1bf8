"""A figure before a day, and after it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field

MOST_DAYS = 366
_DAYS = [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]


class Comparison(models.Model):
    """One that is kept, as it was then, with what was concluded."""

    title = models.CharField(pgettext_lazy("comparison", "title"), max_length=120)
    conclusion = models.TextField(
        pgettext_lazy("comparison", "conclusion"), max_length=2000, blank=True
    )
    indicator = models.CharField(max_length=150)
    day = models.DateField(pgettext_lazy("comparison", "day"))
    before_days = models.PositiveSmallIntegerField(validators=_DAYS)
    after_days = models.PositiveSmallIntegerField(validators=_DAYS)
    result = models.JSONField()
    """As `lms_archives.services.before_after.Compared.kept` writes it."""
    made_by = person_field(pgettext_lazy("comparison", "kept by"))
    made_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("archive", "comparison")
        verbose_name_plural = pgettext_lazy("archive", "comparisons")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("lms_archives:comparison", args=[self.pk])
