"""How a complaint ends: its result, the call-back, how hard it was."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from lms.events import Target, tell
from lms.events.host import tell_activity
from plugins.complaints.clocks import PERCENT
from plugins.complaints.enums import Cause, EntryKind, Grade, Outcome, State
from plugins.complaints.events import (
    SOLVED,
    SOLVED_MAJOR,
    ComplaintClosed,
    ComplaintReopened,
)
from plugins.complaints.exceptions import (
    CallBackWaitsError,
    CalledAlreadyError,
    NoHandlerError,
    NotClosedError,
    OwnWorkError,
    RatedAlreadyError,
)
from plugins.complaints.models import CallBack, Complaint, Limits, Rating
from plugins.complaints.models.rows import FIRST
from plugins.complaints.services.handling import (
    Act,
    check_seen,
    has_handled,
    held,
    locked,
    may_handle,
    oversees,
    set_limits,
    write,
)
from plugins.complaints.services.rules import number


@transaction.atomic
def close(*, complaint: Complaint, result: str, cause: Cause | str, act: Act) -> None:
    """Close it, and settle by lot whether the customer is called back."""
    row = held(complaint, act)
    if row.handler is None:
        raise NoHandlerError
    row.answered_at = row.answered_at or act.now
    row.fed_back_at = row.fed_back_at or act.now
    row.closed_at, row.state = act.now, State.CLOSED
    row.result, row.cause = result, cause
    write(row, EntryKind.CLOSED, act, text=result, detail=cause)
    _settle_call_back(row, act.now)
    rating = Rating.objects.filter(complaint=row).first()
    tell(
        ComplaintClosed,
        row,
        actor=act.user.pk,
        now=act.now,
        key=f"{row.pk}:{row.reopened}",
        grade=row.grade,
        cause=str(cause),
        handler=row.handler_id,
        difficulty=_word(rating),
    )


def _word(rating: Rating | None) -> str:
    if rating is None:
        return ""
    return "major" if rating.is_major else "ordinary"


def _settle_call_back(row: Complaint, now: datetime) -> None:
    """Draw: those who close at the same time wait for each other here."""
    Limits.objects.get_or_create(grade=row.grade, defaults=FIRST[Grade(row.grade)])
    limits = Limits.objects.select_for_update().get(grade=row.grade)
    today = timezone.localdate(now)
    begins = timezone.make_aware(datetime(today.year, today.month, 1))  # noqa: DTZ001 (made aware around it)
    rows = CallBack.objects.filter(grade=row.grade, closed_at__gte=begins)
    so_far = rows.aggregate(closed=Count("pk"), drawn=Count("pk", filter=Q(is_drawn=True)))  # fmt: skip
    days = number("call_back_days")
    CallBack.objects.create(
        complaint=row,
        round=row.reopened,
        grade=row.grade,
        closed_at=now,
        is_drawn=is_drawn(
            f"{row.pk}:{row.reopened}", limits.call_back_percent, **so_far
        ),
        due_on=today + timedelta(days=days),
    )


def is_drawn(key: str, percent: int, *, closed: int, drawn: int) -> bool:
    """Tell whether a closing is in the sample: the same whenever it is asked.

    By the hash of the key; and where the share of the month so far, `drawn` of
    `closed`, would fall below `percent` without it.
    """
    if drawn * PERCENT < percent * (closed + 1):
        return True
    found = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4])
    return found % PERCENT < percent


@transaction.atomic
def reopen(*, complaint: Complaint, why: str, act: Act) -> None:
    """Open it again, with a new limit; whoever registered it may, too."""
    row = locked(complaint)
    check_seen(row, act)
    if row.registered_by_id != act.user.pk and not may_handle(row, act.user):
        raise PermissionDenied
    _reopen(row, why, act)


def _reopen(row: Complaint, why: str, act: Act) -> None:
    if row.closed_at is None:
        raise NotClosedError
    row.was_late = row.was_late or row.closed_at > row.close_due_at
    row.closed_at = None
    row.state = State.HANDLED if row.handler else State.REGISTERED
    row.reopened += 1
    row.opened_at = act.now
    set_limits(row)
    write(row, EntryKind.REOPENED, act, text=why)
    tell(
        ComplaintReopened,
        row,
        actor=act.user.pk,
        now=act.now,
        key=f"{row.pk}:{row.reopened}",
    )


@transaction.atomic
def call_back(
    *, complaint: Complaint, outcome: Outcome | str, words: str, act: Act
) -> CallBack:
    """Note what a call-back brought; who is not satisfied opens the complaint again.

    Not reached is tried again, as often as is set. Whoever handled it does not ask.
    """
    row = locked(complaint)
    check_seen(row, act)
    if not oversees(row, act.user):
        raise PermissionDenied
    if not row.is_closed:
        raise NotClosedError
    if has_handled(row, act.user):
        raise OwnWorkError
    found = row.call_backs.get(round=row.reopened)
    if found.outcome:
        raise CalledAlreadyError
    found.tries += 1
    found.called_at, found.called_by = act.now, act.user
    most = number("most_tries")
    if outcome != Outcome.UNREACHED or found.tries >= most:
        found.outcome = outcome
    found.save()
    write(row, EntryKind.CALLED_BACK, act, text=words, detail=outcome)
    if outcome == Outcome.UNSATISFIED:
        _reopen(row, words, act)
    return found


@transaction.atomic
def rate(*, complaint: Complaint, marks: Mapping[str, int], act: Act) -> Rating:
    """Confirm how hard it was, once; rules of points may give something for it.

    By somebody who answers for it and has not handled it, after the call-back.
    """
    row = locked(complaint)
    check_seen(row, act)
    if not oversees(row, act.user):
        raise PermissionDenied
    _check_rateable(row, act.user)
    limit = number("major_from")
    found = Rating(complaint=row, person=row.handler, by=act.user, at=act.now, **marks)
    found.is_major = found.total >= limit
    found.save()
    write(row, EntryKind.RATED, act, detail=_word(found), person=row.handler)
    if row.handler_id:
        solved = SOLVED_MAJOR if found.is_major else SOLVED
        tell_activity(
            solved, Target.of(row), person=row.handler_id, now=act.now, key=str(row.pk)
        )
    return found


def _check_rateable(row: Complaint, user: Any) -> None:
    if not row.is_closed:
        raise NotClosedError
    if has_handled(row, user):
        raise OwnWorkError
    if Rating.objects.filter(complaint=row).exists():
        raise RatedAlreadyError
    if CallBack.objects.waiting().filter(complaint=row).exists():
        raise CallBackWaitsError
