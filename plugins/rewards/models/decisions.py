"""What all rows share on which a person decides."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.rewards.models.holders import Holder


def state_field(choices: type[models.TextChoices]) -> Any:
    """Return the field with the state of a row, which begins with the first."""
    return models.CharField(
        pgettext_lazy("points", "state"),
        max_length=10,
        choices=choices,
        default=next(iter(choices)),
    )


class Decision(models.Model):
    """Something that one person asks for and another decides, once.

    The row itself decides between two who press at once: services go from one state to
    the next by a conditional UPDATE, never by what they have read before.
    """

    decided_by = models.ForeignKey(
        Holder,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        abstract = True
