"""Who holds points, and in which accounts."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.rewards.enums import SYSTEM_KINDS, AccountKind, HolderKind


class HolderQuerySet(models.QuerySet["Holder"]):
    """Holders."""

    def of(self, user: Any) -> Self:
        """Return that of one person; whoever has never had points has none."""
        return self.filter(user=getattr(user, "pk", None) or 0)


class Holder(models.Model):
    """Somebody who holds points, without a name.

    The journal points here and never at a person: when somebody is deleted or made
    anonymous, the name goes from this row and all entries stay as they were written.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=HolderKind)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_on_boards = models.BooleanField(_("appears on the boards"), default=True)

    objects = HolderQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("holder of points")
        verbose_name_plural = _("holders of points")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=HolderKind.PERSON) | Q(user=None),
                name="lms_rewards_only_people_have_names",
            )
        ]

    def __str__(self) -> str:
        if self.user is not None:
            return str(self.user.get_full_name() or self.user.get_username())
        if self.kind == HolderKind.FUND and hasattr(self, "fund"):
            return str(self.fund)
        return f"{self.get_kind_display()} {str(self.uuid)[:8]}"


class Account(models.Model):
    """The points of a holder for one purpose.

    Guarantees, kept by the database on SQLite and PostgreSQL alike:

    * `balance` is the sum of all transfers into it without those out of it. Only the
      trigger on new transfers changes it; any other change is refused, that of a
      superuser with a console too. `last_transfer` is how the database knows: it only
      goes up, and a balance changes by exactly that transfer.
    * what is available, held and reserved is never below zero, what is owed never above.
    * accounts of the system keep no balance: everybody would wait for that row.
    """

    holder = models.ForeignKey(
        Holder, on_delete=models.PROTECT, related_name="accounts"
    )
    kind = models.CharField(max_length=10, choices=AccountKind)
    balance = models.BigIntegerField(pgettext_lazy("points", "balance"), default=0)
    last_transfer = models.BigIntegerField(default=0, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("points", "account")
        verbose_name_plural = pgettext_lazy("points", "accounts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "kind"], name="lms_rewards_one_account_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.DEBT, balance__lte=0)
                | Q(kind__in=SYSTEM_KINDS, balance=0)
                | Q(
                    kind__in=(
                        AccountKind.AVAILABLE,
                        AccountKind.HELD,
                        AccountKind.RESERVED,
                    ),
                    balance__gte=0,
                ),
                name="lms_rewards_balance_has_its_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} {self.kind}: {self.balance}"
