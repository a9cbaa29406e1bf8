"""Closing a month: candidates from evidence, an editor's word, then the points."""

from calendar import monthrange
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from knowledge_base.services.evidence import Evidence, evidence_of_sharing
from lms.targets import Target
from plugins.rewards.enums import (
    MONTH_ACTIVITY,
    Choice,
    HolderKind,
    MonthState,
)
from plugins.rewards.exceptions import (
    ClosedMonthError,
    LeaverError,
    NotThereYetError,
    OwnDecisionError,
)
from plugins.rewards.models import Holder, LedgerEvent, MonthCandidate, MonthClose
from plugins.rewards.models.journal import LedgerEventQuerySet
from plugins.rewards.services.awards import Deed, award
from plugins.rewards.services.ledger import durable, holder_of, maybe_holder
from plugins.rewards.services.telling import (
    settle_open_month,
    tell_of_open_month,
    tell_of_statement,
    who_may,
)

CHANGE = "lms_rewards.change_monthclose"
MOST_CANDIDATES = 20


def last_day(month: date) -> date:
    """Return the last day of the month that begins on this day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def month_before(day: date) -> date:
    """Return the first day of the month before the one of this day."""
    year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
    return date(year, month, 1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """Return the moments at which a month begins and ends, in the site's time zone."""
    zone = timezone.get_default_timezone()
    begin = datetime.combine(month, time.min, tzinfo=zone)
    year, number = divmod(month.year * 12 + month.month, 12)
    end = datetime.combine(date(year, number + 1, 1), time.min, tzinfo=zone)
    return begin, end


@transaction.atomic
def prepare_month(month: date) -> MonthClose:
    """Find the candidates of a month and what speaks for them; safe to repeat.

    What was decided on stays; evidence of the others is counted anew.
    """
    close = MonthClose.objects.get_or_create(month=month.replace(day=1))[0]
    if close.state == MonthState.CLOSED:
        return close
    found = evidence_of_sharing(*bounds(close.month))
    for each in found[:MOST_CANDIDATES]:
        _keep_candidate(close, each)
    return close


def _keep_candidate(close: MonthClose, found: Evidence) -> None:
    numbers = {
        "contributions": found.contributions,
        "votes": found.votes,
        "copies": found.uses,
    }
    MonthCandidate.objects.update_or_create(
        close=close, holder=holder_of(found.person), defaults=numbers
    )


@transaction.atomic
def choose(*, candidate: MonthCandidate, user: Any, choice: Choice) -> None:
    """Confirm a candidate or not, while the month is open.

    Raises PermissionDenied, OwnDecisionError and ClosedMonthError.
    """
    if not user.has_perm(CHANGE):
        raise PermissionDenied
    decider = holder_of(user)
    if candidate.holder_id == decider.pk:
        raise OwnDecisionError
    close = MonthClose.objects.select_for_update().get(pk=candidate.close_id)
    if close.state == MonthState.CLOSED:
        raise ClosedMonthError
    rows = MonthCandidate.objects.filter(pk=candidate.pk)
    rows.update(choice=choice, decided_by=decider)


def remind_of_month(*, close: MonthClose, now: datetime) -> int:
    """Tell those who may close a month that it is still open; return how many.

    Once when its candidates are there, and once more when it is late; safe to repeat.
    Of a month in which nobody did anything nobody hears.
    """
    if close.state == MonthState.CLOSED or _is_empty(close):
        return 0
    is_late = timezone.localdate(now) > close.due_on
    return sum(
        tell_of_open_month(close=close, user=person, is_late=is_late, now=now)
        for person in who_may(CHANGE)
    )


def _is_empty(close: MonthClose) -> bool:
    return not (close.candidates.exists() or _given_in(close).exists())


def _given_in(close: MonthClose) -> LedgerEventQuerySet:
    return LedgerEvent.objects.given().filter(
        effective_on__range=(close.month, last_day(close.month))
    )


def refuse_early(close: MonthClose, today: date) -> None:
    """Raise NotThereYetError while the month goes on."""
    if today <= last_day(close.month):
        raise NotThereYetError


def close_month(*, month: date, user: Any = None, now: datetime) -> MonthClose:
    """Give the confirmed their points, send statements, and close the month.

    Each award is a transaction of its own under a key of its own, and the month is
    closed last: a run that was killed is started again and goes on; two at once do it
    once. Raises NotThereYetError before the month is over, PermissionDenied.
    """
    if user is not None and not user.has_perm(CHANGE):
        raise PermissionDenied
    close = MonthClose(month=month.replace(day=1))
    refuse_early(close, timezone.localdate(now))
    close = MonthClose.objects.get_or_create(month=close.month)[0]
    if close.state != MonthState.CLOSED:
        for candidate in close.candidates.filter(choice=Choice.CONFIRMED):
            _award(close, candidate, user, now)
    close = _mark_closed(close, user, now)
    _tell_all(close, now)
    return close


def _award(
    close: MonthClose, candidate: MonthCandidate, user: Any, now: datetime
) -> None:
    deed = Deed(
        activity=MONTH_ACTIVITY,
        subject=Target.of(close),
        beneficiary=candidate.holder.user,
        effective_on=last_day(close.month),
        actor=user,
    )
    try:
        with durable():
            award(deed, now=now)
    except (LeaverError, ClosedMonthError):
        return  # has left meanwhile; or another run has closed it after this award


@transaction.atomic
def _mark_closed(close: MonthClose, user: Any, now: datetime) -> MonthClose:
    rows = MonthClose.objects.filter(pk=close.pk, state=MonthState.OPEN)
    rows.update(state=MonthState.CLOSED, closed_by=maybe_holder(user), closed_at=now)
    settle_open_month(close=close, now=now)
    close.refresh_from_db()
    return close


def _tell_all(close: MonthClose, now: datetime) -> None:
    rows = _given_in(close).filter(holder__kind=HolderKind.PERSON).standing()
    earned = dict(rows.order_by().values_list("holder").annotate(sum=Sum("points")))
    people = Holder.objects.filter(pk__in=earned).exclude(user=None)
    for holder in people.select_related("user__staff_profile"):
        tell_of_statement(
            close=close, user=holder.user, earned=earned[holder.pk], now=now
        )
