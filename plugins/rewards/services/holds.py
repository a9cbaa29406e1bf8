"""Releasing what was held until a day."""

from datetime import date, datetime

from django.db import transaction

from plugins.rewards.enums import AccountKind, EventKind, HoldState
from plugins.rewards.models import Hold
from plugins.rewards.services.ledger import Entry, locked, paid_in, post


def release_due(*, today: date, now: datetime) -> int:
    """Release what was held until today; safe to repeat, and with others at it."""
    keys = Hold.objects.filter(state=HoldState.WAITING, due_on__lte=today)
    done = 0
    for key in [*keys.order_by("pk").values_list("pk", flat=True)]:
        done += _release(key, today, now)
    return done


@transaction.atomic
def _release(key: int, today: date, now: datetime) -> bool:
    hold = Hold.objects.select_related("award__holder").get(pk=key)
    holder = hold.award.holder
    accounts = locked(holder)
    waiting = Hold.objects.filter(pk=key, state=HoldState.WAITING)
    if not waiting.update(state=HoldState.RELEASED):
        return False
    held = accounts.of(holder, AccountKind.HELD)
    post(
        Entry(
            key=f"release:{hold.award_id}",
            kind=EventKind.RELEASE,
            holder=holder,
            points=hold.amount,
            subject=hold.award.subject,
            effective_on=today,
            now=now,
        ),
        paid_in(accounts, holder, held, hold.amount),
    )
    return True
