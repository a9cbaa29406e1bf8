"""Team funds, and points given to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from lms.targets import Target
from plugins.rewards.enums import COUNTED, AccountKind, EventKind, HolderKind
from plugins.rewards.exceptions import (
    NotOfferedError,
    NotYoursError,
    RewardsError,
    SpentError,
    TooLateError,
)
from plugins.rewards.models import Holder, LedgerEvent, Redemption, TeamFund
from plugins.rewards.services.awards import refuse_leaver
from plugins.rewards.services.ledger import (
    Entry,
    durable,
    holder_of,
    locked,
    need,
    paid_in,
    post,
    whole_points,
    written,
)

TAKEN_BACK_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Donation:
    """Points that somebody gave to a fund of late, and why they stay there, if so."""

    event: LedgerEvent
    refusal: str


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
    """Give points of one's own to a fund; once for each turn.

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


def donations_of(user: Any, *, now: datetime) -> list[Donation]:
    """Return what somebody gave of late and has not taken back; three queries."""
    rows = LedgerEvent.objects.filter(holder__user=user.pk, kind=EventKind.DONATE)
    of_late = rows.filter(created_at__gte=now - TAKEN_BACK_WITHIN)
    given = [*of_late.filter(reversed_by=None)]
    funds = TeamFund.objects.filter(pk__in=[each.subject_key for each in given])
    holders = {str(fund.pk): fund.holder_id for fund in funds}
    spent = _last_spent(holders.values())
    return [
        Donation(each, _refusal(each, spent.get(holders.get(each.subject_key, 0)), now))
        for each in given
    ]


def take_back(*, donation: LedgerEvent, user: Any, now: datetime) -> LedgerEvent:
    """Take points back that one gave to a fund, by another entry; safe to repeat.

    Raises NotYoursError, LeaverError, TooLateError, and SpentError as soon as the fund
    has paid for something since: whose points that were nobody can tell.
    """
    if donation.kind != EventKind.DONATE or donation.holder.user_id != user.pk:
        raise NotYoursError
    refuse_leaver(user, now)
    fund = TeamFund.objects.select_related("holder").get(pk=donation.subject_key)
    with durable():
        holder, points = donation.holder, donation.points
        accounts = locked(holder, fund.holder)
        key = f"return:{donation.pk}"
        known = written(key)
        if known is not None:
            return known
        _refuse_return(donation, _last_spent([fund.holder_id]).get(fund.holder_id), now)
        source = need(accounts, fund.holder, points)
        entry = Entry(
            key=key,
            kind=EventKind.RETURN,
            holder=holder,
            points=points,
            actor=holder,
            reverses=donation,
            subject=donation.subject,
            effective_on=timezone.localdate(now),
            now=now,
            note=fund.names,
        )
        return post(entry, paid_in(accounts, holder, source, points))[0]


def _last_spent(holders: Iterable[int]) -> Mapping[int, datetime]:
    """Return when each of these last redeemed what it keeps."""
    rows = Redemption.objects.filter(holder__in=holders, state__in=COUNTED).order_by()
    return dict(rows.values_list("holder").annotate(last=Max("requested_at")))


def _refuse_return(
    donation: LedgerEvent, last_spent: datetime | None, now: datetime
) -> None:
    if now - donation.created_at > TAKEN_BACK_WITHIN:
        raise TooLateError(TAKEN_BACK_WITHIN.days)
    if last_spent is not None and last_spent >= donation.created_at:
        raise SpentError


def _refusal(donation: LedgerEvent, last_spent: datetime | None, now: datetime) -> str:
    try:
        _refuse_return(donation, last_spent, now)
    except RewardsError as error:
        return str(error)
    return ""
