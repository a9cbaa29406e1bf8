"""Team funds, and points given to them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.targets import Target
from plugins.rewards.enums import AccountKind, EventKind, HolderKind
from plugins.rewards.exceptions import NotOfferedError
from plugins.rewards.models import Holder, LedgerEvent, TeamFund
from plugins.rewards.services.awards import refuse_leaver
from plugins.rewards.services.ledger import (
    Entry,
    durable,
    holder_of,
    locked,
    need,
    post,
    whole_points,
    written,
)


@transaction.atomic
def keep_fund(fund: TeamFund) -> TeamFund:
    """Save a fund; a new one gets accounts of its own."""
    if fund._state.adding:
        fund.holder = Holder.objects.create(kind=HolderKind.FUND)
    fund.save()
    return fund


def turn_of(user: Any, fund: TeamFund) -> int:
    """Return the number of the person's next donation to a fund, for the form."""
    given = LedgerEvent.objects.filter(
        holder__user=user.pk,
        kind=EventKind.DONATE,
        subject_model=Target.of(fund).model,
        subject_key=str(fund.pk),
    )
    return given.count()


def donate(
    *, fund: TeamFund, user: Any, points: Any, turn: int, now: datetime
) -> LedgerEvent:
    """Give points of one's own to a fund, for good; once for each turn.

    Raises BadPointsError, LeaverError, NotOfferedError and NotEnoughError.
    """
    points = whole_points(points)
    refuse_leaver(user, now)
    if not fund.is_on:
        raise NotOfferedError
    with durable():
        holder = holder_of(user)
        accounts = locked(holder, fund.holder)
        key = f"donate:{holder.pk}:{fund.pk}:{turn}"
        known = written(key)
        if known is not None:
            return known
        source = need(accounts, holder, points)
        entry = Entry(
            key=key,
            kind=EventKind.DONATE,
            holder=holder,
            points=points,
            actor=holder,
            subject=Target.of(fund),
            effective_on=timezone.localdate(now),
            now=now,
            note=fund.names,
        )
        to = accounts.of(fund.holder, AccountKind.AVAILABLE)
        return post(entry, [(source, to, points)])[0]
