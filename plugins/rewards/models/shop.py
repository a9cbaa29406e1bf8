"""What points are redeemed for, and what was redeemed."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models import Team
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from plugins.rewards.enums import GiftKind, RedemptionState
from plugins.rewards.models.decisions import Decision, state_field
from plugins.rewards.models.holders import Holder
from plugins.rewards.models.rules import NamedInTwoLanguages

HIGHEST_PRICE = 1_000_000
PRICES = [MinValueValidator(1), MaxValueValidator(HIGHEST_PRICE)]


class TeamFund(NamedInTwoLanguages):
    """Points that a team saves together; only its leader redeems them."""

    holder = models.OneToOneField(
        Holder, on_delete=models.PROTECT, related_name="fund", editable=False
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who redeems"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_on = models.BooleanField(_("takes points"), default=True)

    class Meta:
        verbose_name = _("team fund")
        verbose_name_plural = _("team funds")
        ordering = ["name"]
        default_permissions = ("view", "add", "change")


class Gift(NamedInTwoLanguages):
    """Something that points are redeemed for. The database never lets stock go below 0."""

    kind = models.CharField(
        pgettext_lazy("points", "kind"),
        max_length=10,
        choices=GiftKind,
        default=GiftKind.GIFT,
    )
    description = models.TextField(
        pgettext_lazy("points", "description"), max_length=600, blank=True
    )
    description_en = models.TextField(
        _("description in English"), max_length=600, blank=True
    )
    price = models.PositiveIntegerField(
        pgettext_lazy("points", "price"), validators=PRICES
    )
    stock = models.PositiveIntegerField(_("in stock"), default=0)
    per_person = models.PositiveSmallIntegerField(
        _("at most for one person"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    opens_on = models.DateField(_("offered from"), null=True, blank=True)
    closes_on = models.DateField(_("offered until"), null=True, blank=True)
    is_on = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ["price", "pk"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=1), name="lms_rewards_gift_has_a_price"
            ),
            models.CheckConstraint(
                condition=Q(stock__gte=0), name="lms_rewards_stock_is_there"
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None)
                | Q(opens_on=None)
                | Q(closes_on__gte=F("opens_on")),
                name="lms_rewards_gift_closes_after_it_opens",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    @property
    def text(self) -> str:
        """The description in the language of the reader."""
        return in_readers_language(self.description, self.description_en)

    def is_offered(self, day: date) -> bool:
        """Tell whether it can be redeemed on a day, if there is some of it."""
        begins = self.opens_on is None or self.opens_on <= day
        goes_on = self.closes_on is None or self.closes_on >= day
        return self.is_on and begins and goes_on


class GiftChange(AppendOnlyModel):
    """That the stock or the price of a gift was changed by a person; written once."""

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="changes")
    stock_change = models.IntegerField(pgettext_lazy("points", "pieces"), default=0)
    price = models.PositiveIntegerField(pgettext_lazy("points", "price"))
    reason = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(
        Holder, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("when"))

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of a gift")
        verbose_name_plural = _("changes of gifts")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.gift_id}: {self.stock_change:+} {self.price}"


class Redemption(Decision):
    """A gift for points: reserved, approved, handed over; or cancelled, or rejected.

    One row for each `key`: who clicks twice, goes back or has two windows open redeems
    once. The price is the one at that time. The database refuses whoever would approve
    for themselves. Each step is an entry of the journal as well.
    """

    key = models.CharField(max_length=120, unique=True, editable=False)
    gift = models.ForeignKey(
        Gift,
        verbose_name=_("gift"),
        on_delete=models.PROTECT,
        related_name="redemptions",
    )
    holder = models.ForeignKey(
        Holder,
        verbose_name=_("whose points"),
        on_delete=models.PROTECT,
        related_name="redemptions",
    )
    price = models.PositiveIntegerField(pgettext_lazy("points", "price"))
    state = state_field(RedemptionState)
    requested_by = models.ForeignKey(
        Holder,
        verbose_name=_("redeemed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("redeemed"))
    handed_at = models.DateTimeField(_("handed over"), null=True)
    voucher = models.CharField(  # noqa: DJ001 (several have none)
        _("voucher"), max_length=20, unique=True, null=True, editable=False
    )  # null rather than "": most have none yet
    reason = models.CharField(_("why"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["-requested_at", "-pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (~Q(decided_by=F("holder")) & ~Q(decided_by=F("requested_by"))),
                name="lms_rewards_nobody_approves_for_themselves",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RedemptionState.values),
                name="lms_rewards_redemption_has_a_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gift}: {self.holder}"
