"""Meetings: planned, announced, held, and what is written of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from lms.events import Target, tell
from lms.events.host import tell_activity
from plugins.community.enums import MeetingKind, MeetingState, TalkState
from plugins.community.events import TALK_GIVEN, MeetingChanged
from plugins.community.exceptions import (
    MeetingOverError,
    NoPlaceError,
    RecordChangedError,
    TooEarlyError,
    WrongStateError,
)
from plugins.community.models import ORGANISE, Meeting, Seat
from plugins.community.services.agenda import next_month, working_day
from plugins.community.services.suggesting import limit

_S = MeetingState
EVERY = {MeetingKind.SHARING: "sharing_every", MeetingKind.TEAM: "team_event_every"}
_HOUR = time(16)


def check_organiser(user: Any, meeting: Meeting | None = None) -> None:
    """Raise PermissionDenied for who organises neither all meetings nor this one."""
    may = meeting.may_organise(user) if meeting else user.has_perm(ORGANISE)
    if not may:
        raise PermissionDenied


def locked(meeting: Meeting) -> Meeting:
    """Return the row as it is now; others wait for it."""
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def organised(meeting: Meeting, user: Any) -> Meeting:
    """Return a meeting that is to come, locked, for whoever organises it."""
    row = locked(meeting)
    check_organiser(user, row)
    if not row.is_to_come:
        raise MeetingOverError
    return row


def month_planned(kind: MeetingKind, today: date) -> date:
    """Return the month of the next meeting of the cycle."""
    return next_month(today, limit(EVERY[kind]))


@transaction.atomic
def plan_next(*, kind: MeetingKind, today: date, language: str) -> tuple[Meeting, bool]:
    """Plan the next meeting of the cycle; return it, and whether it is new."""
    month = month_planned(kind, today)
    day = working_day(month, limit("meeting_day"))
    with override(language):
        label = date_format(month, "YEAR_MONTH_FORMAT")
        names = {
            MeetingKind.SHARING: gettext("Sharing meeting, %(month)s"),
            MeetingKind.TEAM: gettext("Team event, %(month)s"),
        }
        title = names[kind] % {"month": label}
    return Meeting.objects.get_or_create(
        cycle=f"{kind.value}:{month:%Y-%m}",
        defaults={
            "kind": kind,
            "title": title,
            "starts_at": timezone.make_aware(datetime.combine(day, _HOUR)),
        },
    )


@transaction.atomic
def write(
    *, meeting: Meeting | None, values: Mapping[str, Any], user: Any, now: datetime
) -> Meeting:
    """Add a meeting, or change one; who comes is told when it is moved."""
    if meeting is None:
        check_organiser(user)
        return Meeting.objects.create(**values)
    row = organised(meeting, user)
    moved = {n for n in ("starts_at", "place") if getattr(row, n) != values.get(n)}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if moved and row.state == _S.ANNOUNCED:
        _tell(row, "moved", user=user, now=now)
    return row


@transaction.atomic
def announce(*, meeting: Meeting, user: Any, now: datetime) -> None:
    """Say that it takes place; again changes nothing. Raises NoPlaceError."""
    row = organised(meeting, user)
    if row.state == _S.ANNOUNCED:
        return
    if not row.place.strip():
        raise NoPlaceError
    _move(row, _S.ANNOUNCED, user=user, now=now)


@transaction.atomic
def cancel(*, meeting: Meeting, user: Any, now: datetime) -> None:
    """Call it off; again changes nothing."""
    row = locked(meeting)
    check_organiser(user, row)
    if row.state != _S.CANCELLED:
        _move(organised(meeting, user), _S.CANCELLED, user=user, now=now)


@transaction.atomic
def plan_again(*, meeting: Meeting, user: Any, now: datetime) -> None:
    """Take back that it was called off."""
    row = locked(meeting)
    check_organiser(user, row)
    if row.state == _S.CANCELLED:
        _move(row, _S.PLANNED, user=user, now=now)
    elif row.state != _S.PLANNED:
        raise WrongStateError


@transaction.atomic
def sign_up(*, meeting: Meeting, user: Any, comes: bool) -> None:
    """Sign up for a meeting that is to come, or no longer."""
    row = locked(meeting)
    if not row.is_to_come:
        raise MeetingOverError
    Seat.objects.update_or_create(
        meeting=row, person=user, defaults={"is_coming": comes}
    )


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is written of a meeting, and what stood there when somebody began to."""

    text: str
    seen: str = ""
    there: Collection[Any] = ()
    given: Collection[int] = ()


@transaction.atomic
def keep_record(*, meeting: Meeting, record: Record, user: Any, now: datetime) -> None:
    """Write what was said, who was there and which talks were given; again corrects it.

    With this a meeting is held. Raises TooEarlyError; and RecordChangedError where the
    record is no longer the one that was seen.
    """
    row = locked(meeting)
    check_organiser(user, row)
    if row.state == _S.CANCELLED:
        raise MeetingOverError
    if row.starts_at > now:
        raise TooEarlyError
    if row.record.split() not in (record.seen.split(), record.text.split()):
        raise RecordChangedError
    row.record, row.state = record.text, _S.HELD
    row.save(update_fields=["record", "state"])
    _keep_seats(row, {person.pk for person in record.there})
    _keep_talks(row, {*record.given}, now)


def _keep_seats(row: Meeting, there: set[int]) -> None:
    row.seats.exclude(person__in=there).update(was_there=False)
    row.seats.filter(person__in=there).update(was_there=True)
    known = {*row.seats.values_list("person", flat=True)}
    Seat.objects.bulk_create(
        Seat(meeting=row, person_id=key, is_coming=False, was_there=True)
        for key in sorted(there - known)
    )


def _keep_talks(row: Meeting, given: set[int], now: datetime) -> None:
    for talk in row.talks.filter(state__in=[TalkState.ON, TalkState.GIVEN]):
        talk.state = TalkState.GIVEN if talk.pk in given else TalkState.ON
        talk.save(update_fields=["state"])
        if talk.state == TalkState.GIVEN and talk.speaker_id is not None:
            tell_activity(
                TALK_GIVEN,
                Target.of(row),
                person=talk.speaker_id,
                now=now,
                key=str(talk.pk),
            )


def _move(row: Meeting, state: MeetingState, *, user: Any, now: datetime) -> None:
    row.state = state
    row.save(update_fields=["state"])
    if state != _S.PLANNED:
        _tell(row, state.value, user=user, now=now)


def _tell(row: Meeting, change: str, *, user: Any, now: datetime) -> None:
    key = f"{row.pk}:{change}:{now.isoformat()}"
    tell(MeetingChanged, row, actor=user.pk, now=now, key=key, change=change)
