"""Awards that somebody has put in question."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plugins.rewards.enums import CaseState
from plugins.rewards.models.decisions import Decision, state_field
from plugins.rewards.models.holders import Holder
from plugins.rewards.models.journal import LONGEST_NOTE, LedgerEvent


class TakeBackCase(Decision):
    """An award that may have to be taken back: a person decides, seeing why."""

    award = models.ForeignKey(
        LedgerEvent,
        verbose_name=_("award"),
        on_delete=models.PROTECT,
        related_name="cases",
    )
    reason = models.CharField(
        _("What is wrong with it?"),
        max_length=LONGEST_NOTE,
        help_text=_("The person who got the points reads it."),
    )
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_("What shows it: both texts, an address, who said what."),
    )
    opened_by = models.ForeignKey(
        Holder,
        verbose_name=_("opened by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    opened_at = models.DateTimeField(_("opened"))
    state = state_field(CaseState)
    remark = models.CharField(_("remark"), max_length=LONGEST_NOTE, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("points in question")
        verbose_name_plural = _("points in question")
        ordering = ["-opened_at", "-pk"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(state=CaseState.OPEN),
                name="lms_rewards_one_open_case",
            )
        ]

    def __str__(self) -> str:
        return self.reason
