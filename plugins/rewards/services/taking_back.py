"""Taking points back: decided by a person who has seen why."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from lms.plugins import plugin_settings
from plugins.rewards.enums import AccountKind, CaseState, EventKind, HoldState
from plugins.rewards.exceptions import (
    NoReasonError,
    OwnDecisionError,
    SecondPersonError,
    StateError,
)
from plugins.rewards.models import Hold, Holder, LedgerEvent, TakeBackCase
from plugins.rewards.services.ledger import (
    Accounts,
    Entry,
    Lines,
    durable,
    holder_of,
    locked,
    maybe_holder,
    post,
)
from plugins.rewards.services.telling import tell_of_take_back

DECIDE = "lms_rewards.change_takebackcase"


@transaction.atomic
def open_case(
    *,
    award: LedgerEvent,
    reason: str,
    evidence: str = "",
    user: Any = None,
    now: datetime,
) -> TakeBackCase:
    """Put an award in question; one open case for each, the first reason stays.

    Raises NoReasonError, and StateError for what is no award or was taken back.
    """
    if not reason.strip():
        raise NoReasonError
    if award.kind != EventKind.AWARD or _is_taken(award):
        raise StateError
    return TakeBackCase.objects.get_or_create(
        award=award,
        state=CaseState.OPEN,
        defaults={
            "reason": reason.strip()[:300],
            "evidence": evidence,
            "opened_by": maybe_holder(user),
            "opened_at": now,
        },
    )[0]


def drop_case(*, award: LedgerEvent, remark: str, now: datetime) -> None:
    """Let points stay that no person put in question, as they are right after all."""
    rows = TakeBackCase.objects.filter(award=award, state=CaseState.OPEN)
    values = {"decided_at": now, "remark": remark}
    rows.filter(opened_by=None).update(state=CaseState.DISMISSED, **values)


def decide_case(
    *, case: TakeBackCase, user: Any, takes: bool, remark: str = "", now: datetime
) -> LedgerEvent | None:
    """Take the points of an award back, or let them stay; return the new entry.

    Taken from what is held, then from what is available; the rest is owed, and later
    points pay it first. Safe to repeat in the same sense. Raises PermissionDenied,
    OwnDecisionError for whoever has the points, SecondPersonError when so many points
    need another person than the one who opened the case, StateError when it was decided
    otherwise.
    """
    if not user.has_perm(DECIDE):
        raise PermissionDenied
    with durable():
        return _decide(case, user, takes=takes, remark=remark, now=now)


def _decide(
    case: TakeBackCase, user: Any, *, takes: bool, remark: str, now: datetime
) -> LedgerEvent | None:
    award = LedgerEvent.objects.select_related("holder").get(pk=case.award_id)
    decider = holder_of(user)
    refuse_wrong_person(case, user)
    accounts = locked(award.holder)
    state = CaseState.TAKEN if takes else CaseState.DISMISSED
    waiting = TakeBackCase.objects.filter(pk=case.pk, state=CaseState.OPEN)
    values = {"decided_by": decider, "decided_at": now, "remark": remark.strip()[:300]}
    if not waiting.update(state=state, **values):
        if TakeBackCase.objects.filter(pk=case.pk, state=state).exists():
            return LedgerEvent.objects.filter(reverses=award).first()
        raise StateError
    return _take(award, accounts, decider, case.reason, now) if takes else None


def refuse_wrong_person(case: TakeBackCase, user: Any) -> None:
    """Raise OwnDecisionError or SecondPersonError for whoever may not decide on it."""
    if case.award.holder.user_id == user.pk:
        raise OwnDecisionError
    most = int(plugin_settings("lms_rewards")["second_person_above"])
    opener = case.opened_by and case.opened_by.user_id
    if case.award.points > most and opener == user.pk:
        raise SecondPersonError


def _take(
    award: LedgerEvent, accounts: Accounts, decider: Holder, reason: str, now: datetime
) -> LedgerEvent:
    hold = Hold.objects.filter(award=award, state=HoldState.WAITING)
    is_held = bool(hold.update(state=HoldState.CANCELLED))
    event, is_new = post(
        Entry(
            key=f"take_back:{award.pk}",
            kind=EventKind.TAKE_BACK,
            holder=award.holder,
            points=award.points,
            actor=decider,
            reverses=award,
            subject=award.subject,
            rule_version=award.rule_version,
            about=award.about,
            effective_on=timezone.localdate(now),
            now=now,
            note=reason,
        ),
        _lines(accounts, award, is_held=is_held),
    )
    if is_new:
        tell_of_take_back(event=event, now=now)
    return event


def _lines(accounts: Accounts, award: LedgerEvent, *, is_held: bool) -> Lines:
    holder, sink = award.holder, accounts.system[AccountKind.TAKEN_BACK]
    held = award.points if is_held else 0
    there = min(accounts.balance(holder, AccountKind.AVAILABLE), award.points - held)
    return [
        (accounts.of(holder, AccountKind.HELD), sink, held),
        (accounts.of(holder, AccountKind.AVAILABLE), sink, there),
        (accounts.of(holder, AccountKind.DEBT), sink, award.points - held - there),
    ]


def _is_taken(award: LedgerEvent) -> bool:
    return LedgerEvent.objects.filter(reverses=award).exists()
