"""What was given and can be spent from a day on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plugins.rewards.enums import HoldState
from plugins.rewards.models.journal import LedgerEvent


class Hold(models.Model):
    """Points of an award that can be spent from a day on."""

    award = models.OneToOneField(
        LedgerEvent, on_delete=models.PROTECT, related_name="hold"
    )
    amount = models.PositiveIntegerField()
    due_on = models.DateField(db_index=True)
    state = models.CharField(
        max_length=10, choices=HoldState, default=HoldState.WAITING
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.award_id}: {self.amount}"
