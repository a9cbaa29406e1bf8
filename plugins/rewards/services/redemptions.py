"""Redeeming points: reserve, then approve and hand over, or cancel, or reject."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F
from django.utils import timezone

from lms.targets import Target
from plugins.rewards.enums import (
    COUNTED,
    OPEN_STATES,
    AccountKind,
    EventKind,
    RedemptionState,
)
from plugins.rewards.exceptions import (
    LimitError,
    NoReasonError,
    NotOfferedError,
    NotYoursError,
    OwnDecisionError,
    PriceChangedError,
    SoldOutError,
    StateError,
)
from plugins.rewards.models import Gift, Holder, Redemption, TeamFund
from plugins.rewards.services.awards import refuse_leaver
from plugins.rewards.services.ledger import (
    Accounts,
    Entry,
    Lines,
    durable,
    holder_of,
    locked,
    need,
    paid_in,
    post,
)
from plugins.rewards.services.telling import (
    settle_redemption,
    tell_of_redemption,
    tell_of_waiting_redemption,
)

DECIDE = "lms_rewards.change_redemption"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def turn_of(holder: Holder | None, gift: Gift) -> int:
    """Return the number of the next redemption of this gift by this holder.

    The form carries it: who clicks twice, goes back, or sends from a second window
    asks for the same redemption once more, and gets that one.
    """
    return Redemption.objects.filter(holder=holder, gift=gift).count() if holder else 0


def used_up(holder: Holder | None, gifts: Iterable[Gift]) -> set[int]:
    """Return the keys of gifts that a holder has redeemed as often as one may."""
    most = {gift.pk: gift.per_person for gift in gifts if gift.per_person is not None}
    had = Redemption.objects.filter(gift__in=most, holder=holder, state__in=COUNTED)
    times = had.order_by().values_list("gift").annotate(Count("pk"))
    return {gift for gift, number in times if number >= most[gift]}


def redeem(
    *,
    gift: Gift,
    user: Any,
    seen_price: int,
    turn: int,
    fund: TeamFund | None = None,
    now: datetime,
) -> Redemption:
    """Reserve points and a piece of the gift; once for each turn, safe to repeat.

    Those who may approve it are told.
    Raises NotYoursError for the fund of another leader, LeaverError, PriceChangedError,
    NotOfferedError, LimitError, SoldOutError, NotEnoughError and StateError for a turn
    that is not the next. Nothing was moved then.
    """
    refuse_leaver(user, now)
    if turn < 0:
        raise StateError
    if fund is not None and fund.leader_id != user.pk:
        raise NotYoursError
    with durable():
        requester = holder_of(user)
        holder = fund.holder if fund else requester
        accounts = locked(holder)
        key = f"redeem:{holder.pk}:{gift.pk}:{turn}"
        next_turn = turn_of(holder, gift)
        if turn < next_turn:
            return Redemption.objects.get(key=key)
        if turn > next_turn:
            raise StateError
        gift = Gift.objects.get(pk=gift.pk)
        _refuse_wrong_offer(gift, holder, seen_price, now)
        return _reserve(gift, accounts, holder, requester, key, now)


def _refuse_wrong_offer(
    gift: Gift, holder: Holder, seen_price: int, now: datetime
) -> None:
    if not gift.is_offered(timezone.localdate(now)):
        raise NotOfferedError
    if gift.pk in used_up(holder, [gift]):
        raise LimitError
    if gift.price != seen_price:
        raise PriceChangedError(gift.price)


def _reserve(
    gift: Gift,
    accounts: Accounts,
    holder: Holder,
    requester: Holder,
    key: str,
    now: datetime,
) -> Redemption:
    available = need(accounts, holder, gift.price)
    _take_piece(gift)
    redemption = Redemption.objects.create(
        key=key,
        gift=gift,
        holder=holder,
        price=gift.price,
        requested_by=requester,
        requested_at=now,
    )
    reserved = accounts.of(holder, AccountKind.RESERVED)
    lines = [(available, reserved, gift.price)]
    _note(redemption, EventKind.RESERVE, requester, lines, now)
    tell_of_waiting_redemption(redemption=redemption, permission=DECIDE, now=now)
    return redemption


def _take_piece(gift: Gift) -> None:
    """Take one from the stock: the row decides, whoever asks at the same time.

    The price is asked again too: it may have changed since it was read.
    """
    there = Gift.objects.filter(pk=gift.pk, stock__gte=1)
    if not there.filter(price=gift.price).update(stock=F("stock") - 1):
        price = Gift.objects.values_list("price", flat=True).get(pk=gift.pk)
        raise SoldOutError if price == gift.price else PriceChangedError(price)


def approve(*, redemption: Redemption, user: Any, now: datetime) -> Redemption:
    """Approve a redemption, which then has a voucher; safe to repeat.

    Raises PermissionDenied, OwnDecisionError for whoever redeemed or owns the points,
    and StateError when somebody has decided otherwise.
    """
    with durable():
        decider, _accounts = _begin(redemption, user)
        values = {"voucher": _voucher(), "decided_by": decider, "decided_at": now}
        begins, ends = [RedemptionState.RESERVED], RedemptionState.APPROVED
        if _move(redemption, begins, ends, **values):
            _note(redemption, EventKind.APPROVE, decider, [], now)
            tell_of_redemption(redemption=redemption, now=now)
        return redemption


def fulfil(*, redemption: Redemption, user: Any, now: datetime) -> Redemption:
    """Note that it was handed over: the points are spent. Raises as `approve` does."""
    with durable():
        decider, accounts = _begin(redemption, user)
        begins, ends = [RedemptionState.APPROVED], RedemptionState.FULFILLED
        if _move(redemption, begins, ends, handed_at=now):
            reserved = accounts.of(redemption.holder, AccountKind.RESERVED)
            spent = accounts.system[AccountKind.SPENT]
            lines = [(reserved, spent, redemption.price)]
            _note(redemption, EventKind.FULFIL, decider, lines, now)
            tell_of_redemption(redemption=redemption, now=now)
        return redemption


def reject(
    *, redemption: Redemption, user: Any, reason: str, now: datetime
) -> Redemption:
    """Give the points and the piece back, with a reason. Raises as `approve` does."""
    if not reason.strip():
        raise NoReasonError
    with durable():
        decider, accounts = _begin(redemption, user)
        values = {
            "decided_by": decider,
            "decided_at": now,
            "reason": reason.strip()[:300],
        }
        if _move(redemption, OPEN_STATES, RedemptionState.REJECTED, **values):
            _give_back(redemption, EventKind.REJECT, decider, accounts, now)
            tell_of_redemption(redemption=redemption, now=now)
        return redemption


def cancel(*, redemption: Redemption, user: Any, now: datetime) -> Redemption:
    """Take one's own redemption back, while nobody has approved it; safe to repeat.

    Raises NotYoursError, and StateError once it is approved.
    """
    requester = Holder.objects.of(user).first()
    if requester is None or redemption.requested_by_id != requester.pk:
        raise NotYoursError
    with durable():
        accounts = locked(redemption.holder)
        begins, ends = [RedemptionState.RESERVED], RedemptionState.CANCELLED
        if _move(redemption, begins, ends):
            _give_back(redemption, EventKind.CANCEL, requester, accounts, now)
            settle_redemption(redemption=redemption, now=now)
        return redemption


def refuse_own(redemption: Redemption, user: Any) -> None:
    """Raise OwnDecisionError for whoever redeemed, or owns the points."""
    holder = Holder.objects.of(user).first()
    if holder and holder.pk in {redemption.holder_id, redemption.requested_by_id}:
        raise OwnDecisionError


def _begin(redemption: Redemption, user: Any) -> tuple[Holder, Accounts]:
    if not user.has_perm(DECIDE):
        raise PermissionDenied
    refuse_own(redemption, user)
    return holder_of(user), locked(redemption.holder)


def _move(
    redemption: Redemption, begins: Any, ends: RedemptionState, **values: Any
) -> bool:
    """Go from one state to another; False if it is there, StateError from elsewhere."""
    rows = Redemption.objects.filter(pk=redemption.pk)
    is_moved = bool(rows.filter(state__in=begins).update(state=ends, **values))
    redemption.refresh_from_db()
    if redemption.state != ends:
        raise StateError
    return is_moved


def _give_back(
    redemption: Redemption,
    kind: EventKind,
    actor: Holder,
    accounts: Accounts,
    now: datetime,
) -> None:
    holder = redemption.holder
    reserved = accounts.of(holder, AccountKind.RESERVED)
    lines = paid_in(accounts, holder, reserved, redemption.price)
    Gift.objects.filter(pk=redemption.gift_id).update(stock=F("stock") + 1)
    _note(redemption, kind, actor, lines, now)


def _note(
    redemption: Redemption, kind: EventKind, actor: Holder, lines: Lines, now: datetime
) -> None:
    post(
        Entry(
            key=f"{kind}:{redemption.pk}",
            kind=kind,
            holder=redemption.holder,
            points=redemption.price,
            actor=actor,
            subject=Target.of(redemption),
            effective_on=timezone.localdate(now),
            now=now,
            note=redemption.gift.names,
        ),
        lines,
    )


def _voucher() -> str:
    """Return a code that nobody guesses and that can be read out."""
    code = "".join(secrets.choice(LETTERS) for _place in range(12))
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
