"""Pairs: made, changed, handed over, ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from knowledge_base.models.periods import site_day
from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.notifications import is_here
from lms.plugins import plugin_settings
from plugins.mentoring.enums import PairState, Side
from plugins.mentoring.events import APPRENTICE_PASSED, PairBegun, PairClosed
from plugins.mentoring.exceptions import (
    EmptyError,
    FullError,
    HasMentorError,
    LeftError,
    NotOfferedError,
    OverError,
    OwnPairError,
    PeriodError,
    SamePersonError,
)
from plugins.mentoring.models import KEEP, Leave, Mentor, Pair

LONGEST = timedelta(days=731)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a pair is for, and how long it lasts."""

    starts_on: date
    ends_on: date
    direction: str
    goals: str = ""

    def check(self, today: date) -> None:
        """Raise PeriodError unless the days make sense."""
        length, distance = self.ends_on - self.starts_on, self.starts_on - today
        if not timedelta(0) <= length <= LONGEST or abs(distance) > LONGEST:
            raise PeriodError


def most_apprentices() -> int:
    """Return how many apprentices a mentor may have at once."""
    return int(plugin_settings("lms_mentoring")["most_apprentices"])


def check_keeper(user: Any) -> None:
    """Raise PermissionDenied for whoever may not make and end pairs."""
    if not user.has_perm(KEEP):
        raise PermissionDenied


@transaction.atomic
def pair_up(
    *, mentor: Any, apprentice: Any, plan: Plan, user: Any, now: datetime
) -> Pair:
    """Give somebody a mentor.

    Raises PermissionDenied, PeriodError, SamePersonError, LeftError, HasMentorError,
    NotOfferedError and FullError.
    """
    check_keeper(user)
    if apprentice.pk == user.pk:
        raise OwnPairError
    return _begin(mentor, apprentice, plan, user, now)


def _begin(
    mentor: Any, apprentice: Any, plan: Plan, user: Any, now: datetime, **more: Any
) -> Pair:
    plan.check(site_day(now))
    if mentor.pk == apprentice.pk:
        raise SamePersonError
    if not is_here(apprentice, now):
        raise LeftError
    _check_takes(mentor, now)
    values: dict[str, Any] = {
        "mentor": mentor,
        "made_by": user,
        "made_at": now,
        **vars(plan),
        **more,
    }
    # A pair that somebody else makes at the same moment is found here, on either
    # database, not by what was asked before.
    pair, is_new = Pair.objects.get_or_create(
        apprentice=apprentice, state=PairState.RUNNING, defaults=values
    )
    if not is_new:
        raise HasMentorError
    tell(
        PairBegun,
        pair,
        actor=user.pk,
        now=now,
        mentor=mentor.pk,
        apprentice=apprentice.pk,
    )
    return pair


def _check_takes(mentor: Any, now: datetime) -> None:
    """Lock the mentor, so that two pairs at once do not pass the limit together."""
    rows = Mentor.objects.select_for_update(of=("self",))
    offered = rows.filter(person=mentor, is_open=True).first()
    if offered is None or not is_here(offered.person, now):
        raise NotOfferedError
    if Pair.objects.running().filter(mentor=mentor).count() >= most_apprentices():
        raise FullError


@transaction.atomic
def change_pair(*, pair: Pair, plan: Plan, user: Any, now: datetime) -> Pair:
    """Change what a running pair is for, and how long it lasts."""
    row = _running(pair, user)
    plan.check(site_day(now))
    for name, value in vars(plan).items():
        setattr(row, name, value)
    row.save(update_fields=[*vars(plan)])
    return row


@transaction.atomic
def close_pair(
    *, pair: Pair, state: PairState, words: str, user: Any, now: datetime
) -> Pair:
    """End a pair, passed or not; doing it again changes nothing.

    Whoever has not passed reads why. Raises PermissionDenied, OwnPairError, EmptyError,
    and OverError where it ended in another way.
    """
    if state != PairState.PASSED and not words.strip():
        raise EmptyError
    if (known := _known(pair, user)).state == state:
        return known
    return _close(_running(pair, user), state, words, user, now)


@transaction.atomic
def hand_over(*, pair: Pair, mentor: Any, words: str, user: Any, now: datetime) -> Pair:
    """Give the apprentice another mentor from today on; the old pair stays as history."""
    if not words.strip():
        raise EmptyError
    row = _running(pair, user)
    if row.apprentice is None:
        raise LeftError
    if row.mentor_id == mentor.pk:
        raise HasMentorError
    _close(row, PairState.HANDED_OVER, words, user, now)
    today = site_day(now)
    plan = Plan(
        starts_on=max(today, row.starts_on),
        ends_on=max(today, row.ends_on),
        direction=row.direction,
        goals=row.goals,
    )
    begun = _begin(mentor, row.apprentice, plan, user, now, continues=row)
    for step in row.steps.filter(done_on=None):
        begun.steps.create(text=step.text, due_on=step.due_on)
    _take_leave_along(row, begun)
    return begun


def _take_leave_along(old: Pair, new: Pair) -> None:
    """Let the new mentor know on which days the apprentice is away."""
    coming = old.leaves.filter(side=Side.APPRENTICE, last_day__gte=new.starts_on)
    new.leaves.bulk_create(
        Leave(
            pair=new,
            side=each.side,
            first_day=max(each.first_day, new.starts_on),
            last_day=each.last_day,
            reason=each.reason,
            said_by=each.said_by,
            said_at=each.said_at,
        )
        for each in coming.select_related("said_by")
    )


@transaction.atomic
def end_for_leaver(*, pair: Pair, now: datetime) -> None:
    """End a pair of which one has left for good; nobody decided it."""
    row = Pair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if row.is_running:
        _close(row, PairState.ENDED, "", None, now)


def _close(row: Pair, state: PairState, words: str, user: Any, now: datetime) -> Pair:
    row.state, row.closed_on = state, site_day(now)
    row.closed_by, row.closing_words = user, words.strip()
    row.save(update_fields=["state", "closed_on", "closed_by", "closing_words"])
    tell(
        PairClosed,
        row,
        actor=user.pk if user else None,
        now=now,
        mentor=row.mentor_id,
        apprentice=row.apprentice_id,
        state=str(state),
    )
    if state == PairState.PASSED:
        tell_activity(
            APPRENTICE_PASSED,
            Target.of(row),
            person=row.mentor_id,
            now=now,
            key=str(row.pk),
        )
    return row


def _known(pair: Pair, user: Any) -> Pair:
    """Lock a pair that somebody else keeps, and return it as it is now."""
    check_keeper(user)
    row = Pair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if user.pk in {row.mentor_id, row.apprentice_id}:
        raise OwnPairError
    return row


def _running(pair: Pair, user: Any) -> Pair:
    row = _known(pair, user)
    if not row.is_running:
        raise OverError
    return row
