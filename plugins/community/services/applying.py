"""Applications: handed in, decided by one person or two, paid out."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from lms.models import StaffProfile
from lms.notifications import nothing_waits
from plugins.community.enums import ApplicationState, EntryKind, FundKind
from plugins.community.events import ApplicationMoved, Applied
from plugins.community.exceptions import (
    AmountError,
    EmptyError,
    FundClosedError,
    NoTeamError,
    NotEnoughError,
    OwnError,
    SecondPersonError,
    WrongStateError,
)
from plugins.community.models import DECIDE, Application, Fund
from plugins.community.models.fund import MOST_NOTE, TO_DECIDE
from plugins.community.services import ledger
from plugins.community.services.suggesting import limit

_S = ApplicationState


@transaction.atomic
def apply(
    *, fund: Fund, amount: Decimal, purpose: str, user: Any, now: datetime
) -> Application:
    """Ask a fund for money; the same again while it waits is the first."""
    fund = ledger.locked(fund)  # whoever sends it twice at once is looked at in turn
    if not fund.is_open:
        raise FundClosedError
    if amount <= 0:
        raise AmountError
    profile = StaffProfile.objects.filter(user=user).first()
    if fund.kind == FundKind.BUDGET and (profile is None or profile.team_id is None):
        raise NoTeamError
    same = {"fund": fund, "amount": amount, "purpose": purpose, "applicant": user}
    known = Application.objects.filter(**same, state__in=TO_DECIDE).first()
    if known is not None:
        return known
    team = profile.team_id if profile else None
    row = Application.objects.create(**same, team_id=team, applied_at=now)
    tell(Applied, row, actor=user.pk, now=now, key=_key(row))
    return row


@transaction.atomic
def grant(*, application: Application, user: Any, now: datetime) -> None:
    """Agree; from an amount on a second person does so, too. Again changes nothing.

    Raises OwnError, SecondPersonError, WrongStateError and NotEnoughError.
    """
    fund, row = _of_another(application, user)
    if row.state in (_S.GRANTED, _S.PAID):
        return
    if row.state == _S.SECOND and row.first_by_id == user.pk:
        raise SecondPersonError
    if row.state not in TO_DECIDE:
        raise WrongStateError
    if (free := ledger.free_of(fund)) < row.amount:
        raise NotEnoughError(free)
    needs_second = row.amount >= limit("second_from")
    if row.state == _S.WAITING and needs_second:
        row.first_by = user
        _move(row, _S.SECOND, user=user, now=now)
    else:
        row.decided_by, row.decided_at = user, now
        _move(row, _S.GRANTED, user=user, now=now)


@transaction.atomic
def decline(*, application: Application, reason: str, user: Any, now: datetime) -> None:
    """Say no, and why; also to what was granted and is not paid out."""
    if not reason.strip():
        raise EmptyError
    _fund, row = _of_another(application, user)
    if row.state == _S.DECLINED:
        return
    if row.state not in (*TO_DECIDE, _S.GRANTED):
        raise WrongStateError
    row.decided_by, row.decided_at = user, now
    row.reason = reason.strip()[:MOST_NOTE]
    _move(row, _S.DECLINED, user=user, now=now)


@transaction.atomic
def decide_anew(*, application: Application, user: Any, now: datetime) -> None:
    """Take back a decision as long as nothing is paid out: it waits again."""
    _fund, row = _of_another(application, user)
    if row.state == _S.WAITING:
        return
    if row.state not in (_S.SECOND, _S.GRANTED, _S.DECLINED):
        raise WrongStateError
    row.first_by = row.decided_by = row.decided_at = None
    row.reason = ""
    _move(row, _S.WAITING, user=user, now=now)


@transaction.atomic
def withdraw(*, application: Application, user: Any, now: datetime) -> None:
    """Take back one's own as long as nothing is paid out; again changes nothing."""
    ledger.locked(application.fund)
    row = _locked(application)
    if not row.is_by(user):
        raise PermissionDenied
    if row.state == _S.WITHDRAWN:
        return
    if row.state not in (*TO_DECIDE, _S.GRANTED):
        raise WrongStateError
    _move(row, _S.WITHDRAWN, user=user, now=now)


@transaction.atomic
def pay_out(*, application: Application, user: Any, now: datetime) -> None:
    """Write down that the money was handed over; again changes nothing."""
    fund, row = _of_another(application, user)
    if row.state == _S.PAID:
        return
    if row.state != _S.GRANTED:
        raise WrongStateError
    paid = ledger.Move(EntryKind.PAYOUT, -row.amount, user, now, application=row)
    ledger.post(fund, paid)
    _move(row, _S.PAID, user=user, now=now)


@transaction.atomic
def bring_back(
    *, application: Application, note: str, user: Any, now: datetime
) -> None:
    """Write down that paid money came back, or was written by mistake: it is granted again."""
    if not note.strip():
        raise EmptyError
    fund, row = _of_another(application, user)
    if row.state == _S.GRANTED:
        return
    if row.state != _S.PAID:
        raise WrongStateError
    text = note.strip()[:MOST_NOTE]
    ledger.post(fund, ledger.Move(EntryKind.RETURN, row.amount, user, now, text, row))
    _move(row, _S.GRANTED, user=user, now=now)


def _of_another(application: Application, user: Any) -> tuple[Fund, Application]:
    """Return fund and application, both locked: the fund first, always."""
    if not user.has_perm(DECIDE):
        raise PermissionDenied
    fund = ledger.locked(application.fund)
    row = _locked(application)
    if row.is_by(user):
        raise OwnError
    return fund, row


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    return rows.select_related("fund").get(pk=application.pk)


def _move(
    row: Application, state: ApplicationState, *, user: Any, now: datetime
) -> None:
    nothing_waits(Applied, _key(row), now=now)
    row.state = state
    row.version += 1
    row.save()
    if state in TO_DECIDE:
        tell(Applied, row, actor=user.pk, now=now, key=_key(row))
    tell(
        ApplicationMoved, row, actor=user.pk, now=now, key=_key(row), state=state.value
    )


def _key(row: Application) -> str:
    return f"{row.pk}:{row.version}"
