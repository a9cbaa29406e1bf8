"""By what stars are chosen: what counts, and from which month on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.person_field import person_field
from plugins.recognition.enums import Criterion

MOST_WEIGHT, MOST_GOAL, MOST_CANDIDATES = 100, 50, 30


def month_name(month: date) -> str:
    """Return a month as the reader writes it."""
    return str(date_format(month, "YEAR_MONTH_FORMAT"))


def _number(label: Any, default: int, least: int, most: int, **options: Any) -> Any:
    return models.PositiveSmallIntegerField(
        label,
        default=default,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
        **options,
    )


class SchemeVersion(models.Model):
    """What counts from a month on; what months were decided by stays as it was."""

    from_month = models.DateField(_("from this month on"))
    praise = _number(Criterion.PRAISE.label, 40, 0, MOST_WEIGHT)
    thanks = _number(Criterion.THANKS.label, 0, 0, MOST_WEIGHT)
    scores = _number(Criterion.SCORES.label, 30, 0, MOST_WEIGHT)
    peers = _number(Criterion.PEERS.label, 30, 0, MOST_WEIGHT)
    praise_goal = _number(_("Praise from customers that is worth 100"), 3, 1, MOST_GOAL)
    thanks_goal = _number(_("Colleagues whose thanks are worth 100"), 5, 1, MOST_GOAL)
    candidates = _number(_("Candidates that are shown"), 5, 1, MOST_CANDIDATES)
    bonus = models.CharField(
        _("Bonus of a star"),
        max_length=100,
        blank=True,
        help_text=_("As text, for payroll. Nothing is paid from here."),
    )
    bonus_en = models.CharField(_("Bonus of a star, in English"), max_length=100, blank=True)  # fmt: skip
    praise_bonus = models.CharField(
        _("Bonus for praise"),
        max_length=100,
        blank=True,
        help_text=_("Stands as a hint where praise is confirmed."),
    )
    made_by = person_field(pgettext_lazy("scheme", "written by"))
    made_at = models.DateTimeField(pgettext_lazy("scheme", "written"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("criteria of the Service Star")
        verbose_name_plural = _("criteria of the Service Star")
        ordering = ["-from_month", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(praise__gt=0)
                | Q(thanks__gt=0)
                | Q(scores__gt=0)
                | Q(peers__gt=0),
                name="lms_recognition_something_counts",
                violation_error_message=_(
                    "At least one criterion has to weigh something."
                ),
            )
        ]

    def __str__(self) -> str:
        return month_name(self.from_month)

    @property
    def bonus_text(self) -> str:
        """The bonus of a star in the reader's language."""
        return in_readers_language(self.bonus, self.bonus_en)

    @property
    def weights(self) -> Mapping[str, int]:
        """How much each criterion weighs."""
        return {str(each): getattr(self, each.value) for each in Criterion}

    @property
    def shares(self) -> list[tuple[str, int]]:
        """Each criterion that counts, by name, and its share in percent."""
        weights = self.weights
        whole = sum(weights.values()) or 1
        return [
            (str(each.label), round(100 * weights[each] / whole))
            for each in Criterion
            if weights[each]
        ]
