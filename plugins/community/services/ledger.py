"""The ledger of a fund: one entry after another, and never less than nothing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from plugins.community.enums import ApplicationState, EntryKind
from plugins.community.exceptions import (
    AmountError,
    EmptyError,
    FullError,
    NotEnoughError,
    WrongStateError,
)
from plugins.community.models import KEEP, Application, Entry, Fund
from plugins.community.models.fund import MOST_MONEY, NOTHING


def locked(fund: Fund) -> Fund:
    """Return the fund; others who would move its money wait for it."""
    return Fund.objects.select_for_update().get(pk=fund.pk)


def balance_of(fund: Fund) -> Decimal:
    """Return what a fund holds."""
    last = fund.entries.order_by("-number").first()
    return last.balance if last else NOTHING


def last_number(fund: Fund) -> int:
    """Return the number of the last entry; 0 where there is none."""
    last = fund.entries.order_by("-number").first()
    return last.number if last else 0


def free_of(fund: Fund) -> Decimal:
    """Return what a fund holds and has not promised."""
    granted = fund.applications.filter(state=ApplicationState.GRANTED)
    return balance_of(fund) - (granted.aggregate(all=Sum("amount"))["all"] or NOTHING)


@dataclass(frozen=True)
class Move:
    """Money that comes or goes: below zero it goes."""

    kind: EntryKind
    amount: Decimal
    user: Any
    now: datetime
    note: str = ""
    application: Application | None = None


def post(fund: Fund, move: Move) -> Entry:
    """Write the next entry of a locked fund; raises NotEnoughError and FullError."""
    last = fund.entries.order_by("-number").first()
    number, before = (last.number, last.balance) if last else (0, NOTHING)
    if before + move.amount < 0:
        raise NotEnoughError(before)
    if before + move.amount > MOST_MONEY:
        raise FullError(MOST_MONEY)
    return Entry.objects.create(
        fund=fund,
        number=number + 1,
        kind=move.kind,
        amount=move.amount,
        balance=before + move.amount,
        application=move.application,
        note=move.note,
        by=move.user,
        at=move.now,
    )


@transaction.atomic
def pay_in(
    *, fund: Fund, amount: Decimal, note: str, after: int, user: Any, now: datetime
) -> Entry:
    """Write down money that came in, and where from, `after` the last entry that was seen.

    Raises WrongStateError where another one came meanwhile: a form sent twice, perhaps.
    """
    if not user.has_perm(KEEP):
        raise PermissionDenied
    if amount <= 0:
        raise AmountError
    if not note.strip():
        raise EmptyError
    row = locked(fund)
    if last_number(row) != after:
        raise WrongStateError
    return post(row, Move(EntryKind.GRANT, amount, user, now, note.strip()))
