"""Stock and prices, each change with who and why."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from plugins.rewards.exceptions import NoReasonError, SoldOutError
from plugins.rewards.models import Gift, GiftChange
from plugins.rewards.services.ledger import maybe_holder


@transaction.atomic
def keep_gift(*, gift: Gift, user: Any, now: datetime) -> Gift:
    """Save a gift, not its stock; a new price is noted."""
    before = Gift.objects.select_for_update().filter(pk=gift.pk).first()
    if before is None:
        gift.stock = 0
        gift.save()
    else:
        gift.save(update_fields=_fields())
    if before is None or before.price != gift.price:
        _note(gift, user, now)
    return gift


@transaction.atomic
def change_stock(
    *, gift: Gift, pieces: int, reason: str, user: Any, now: datetime
) -> Gift:
    """Add pieces, or take some away; raises SoldOutError, NoReasonError."""
    if not reason.strip() or not pieces:
        raise NoReasonError
    rows = Gift.objects.filter(pk=gift.pk, stock__gte=-pieces)
    if not rows.update(stock=F("stock") + pieces):
        raise SoldOutError
    gift.refresh_from_db()
    _note(gift, user, now, pieces=pieces, reason=reason)
    return gift


def _note(
    gift: Gift, user: Any, now: datetime, pieces: int = 0, reason: str = ""
) -> None:
    GiftChange.objects.create(
        gift=gift,
        stock_change=pieces,
        price=gift.price,
        reason=reason.strip()[:300],
        by=maybe_holder(user),
        at=now,
    )


def _fields() -> list[str]:
    left = {"id", "stock"}
    return [f.name for f in Gift._meta.concrete_fields if f.name not in left]
