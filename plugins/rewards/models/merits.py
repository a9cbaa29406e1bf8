"""Complaints solved and praise, proposed by one person and decided by another."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.plugins import plugin_settings
from plugins.rewards.enums import Choice, MeritLevel, MeritState, MonthState
from plugins.rewards.models.decisions import Decision, state_field
from plugins.rewards.models.holders import Holder


class Merit(Decision):
    """What somebody has done that no computer sees.

    A supervisor decides on the level by amount, emotion and reach; the database refuses
    one who would get the points, or who proposed it.
    """

    holder = models.ForeignKey(
        Holder, verbose_name=_("who"), on_delete=models.PROTECT, related_name="merits"
    )
    level = models.CharField(
        _("level"),
        max_length=20,
        choices=MeritLevel,
        help_text=_(
            "A complaint is major by what it is worth, how upset the customer is, and "
            "how far it has spread."
        ),
    )
    happened_on = models.DateField(_("happened on"))
    text = models.TextField(
        _("what happened"),
        max_length=1000,
        help_text=_("Please leave out customers' names, numbers and orders."),
    )
    proposed_by = models.ForeignKey(
        Holder,
        verbose_name=_("proposed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = state_field(MeritState)
    reason = models.CharField(_("why"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("merit")
        verbose_name_plural = _("merits")
        ordering = ["-happened_on", "-pk"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("holder")) | Q(decided_by=None),
                name="lms_rewards_nobody_judges_own_merit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.holder}"

    @property
    def title(self) -> str:
        """What notifications call it: no name, so that nobody asks for the person."""
        return f"{self.get_level_display()} ({date_format(self.happened_on)})"


class MonthClose(models.Model):
    """A month of points: open until somebody closes it."""

    month = models.DateField(_("month"), unique=True)
    state = state_field(MonthState)
    closed_by = models.ForeignKey(
        Holder,
        verbose_name=pgettext_lazy("month", "closed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(pgettext_lazy("points", "closed"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("month")
        verbose_name_plural = _("months")
        ordering = ["-month"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return date_format(self.month, "YEAR_MONTH_FORMAT")

    @property
    def due_on(self) -> date:
        """By when it is to be closed: a day of the month that follows."""
        day = int(plugin_settings("lms_rewards")["close_by_day"])
        return (self.month.replace(day=28) + timedelta(days=4)).replace(day=day)


class MonthCandidate(models.Model):
    """Somebody who may have been a good sharer, and what speaks for it."""

    close = models.ForeignKey(
        MonthClose, on_delete=models.PROTECT, related_name="candidates"
    )
    holder = models.ForeignKey(
        Holder, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+"
    )
    contributions = models.PositiveIntegerField(_("contributions"), default=0)
    votes = models.PositiveIntegerField(_("found helpful by others"), default=0)
    copies = models.PositiveIntegerField(_("used by others"), default=0)
    choice = state_field(Choice)
    decided_by = models.ForeignKey(
        Holder, null=True, on_delete=models.PROTECT, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("merit", "candidate")
        verbose_name_plural = _("candidates")
        ordering = ["-votes", "-copies", "-contributions", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["close", "holder"], name="lms_rewards_candidate_once"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("holder")) | Q(decided_by=None),
                name="lms_rewards_nobody_confirms_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.close}: {self.holder}"
