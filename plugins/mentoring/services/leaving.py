"""One of the two is on leave: said with a reason, and taken back."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from knowledge_base.models.periods import site_day
from plugins.mentoring.exceptions import LeaveError, LongAgoError, OverError
from plugins.mentoring.models import KEEP, Leave, Pair
from plugins.mentoring.weeks import Days, monday_of


def may_excuse(pair: Pair, user: Any) -> bool:
    """Tell whether somebody notes leave: one of the two, and who keeps pairs."""
    return _is_own(pair, user) or user.has_perm(KEEP)


def is_settled(pair: Pair, user: Any, first_day: date, today: date) -> bool:
    """Tell whether leave from that day is for others to note: the own week is over."""
    return _is_own(pair, user) and first_day < monday_of(today)


def _is_own(pair: Pair, user: Any) -> bool:
    return user.pk in {pair.mentor_id, pair.apprentice_id}


@transaction.atomic
def note_leave(
    *,
    pair: Pair,
    user: Any,
    side: str,
    days: Days,
    reason: str,
    now: datetime,
) -> Leave:
    """Note that one of the two is away; the same days once, with the last reason.

    Raises PermissionDenied, OverError, LeaveError, and LongAgoError for days before this
    week, unless somebody else who keeps pairs says it.
    """
    first_day, last_day = days
    row = _changeable(pair, user)
    if not row.starts_on <= first_day <= last_day <= max(row.ends_on, site_day(now)):
        raise LeaveError
    if is_settled(row, user, first_day, site_day(now)):
        raise LongAgoError
    leave, _is_new = Leave.objects.update_or_create(
        pair=row,
        side=side,
        first_day=first_day,
        last_day=last_day,
        defaults={"reason": reason, "said_by": user, "said_at": now},
    )
    return leave


@transaction.atomic
def take_back_leave(*, leave: Leave, user: Any, now: datetime) -> None:
    """Take back that one was away; of weeks that are over as `note_leave` allows it."""
    row = _changeable(leave.pair, user)
    if is_settled(row, user, leave.first_day, site_day(now)):
        raise LongAgoError
    leave.delete()


def _changeable(pair: Pair, user: Any) -> Pair:
    row = Pair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if not may_excuse(row, user):
        raise PermissionDenied
    if not row.is_running:
        raise OverError
    return row
