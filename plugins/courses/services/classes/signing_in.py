"""Signing in to a class oneself, and saying in advance that one cannot come."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.plugins import plugin_settings
from plugins.courses.enums import AttendanceMethod, AttendanceState
from plugins.courses.exceptions import (
    AnsweredError,
    CancelledError,
    ClassError,
    NotInClassError,
    NotOpenError,
    ReasonNeededError,
    TooManyCodesError,
    WrongCodeError,
)
from plugins.courses.models import Apology, Attendance, ClassSession, CodeTries
from plugins.courses.services.classes.attendance import Stroke, locked_members, mark
from plugins.courses.services.classes.codes import is_right
from plugins.courses.services.classes.notices import (
    ANSWERED,
    APOLOGIZED,
    tell,
    tell_trainers,
)

FORGOTTEN_AFTER = timedelta(minutes=5)
"""After so long wrong codes count no more."""


def window_of(session: ClassSession) -> tuple[datetime, datetime]:
    """Return from when until when one can sign in."""
    known = plugin_settings("lms_courses")
    before = timedelta(minutes=known["sign_in_before"])
    after = timedelta(minutes=known["sign_in_after"])
    return session.starts_at - before, session.starts_at + after


def is_open(session: ClassSession, now: datetime) -> bool:
    """Tell whether one can sign in now."""
    opens, closes = window_of(session)
    return session.cancelled_at is None and opens <= now <= closes


def sign_in(
    *, session: ClassSession, person: Any, code: str, now: datetime
) -> Attendance:
    """Sign somebody in with the code on the screen; once, however often it is sent.

    Raises NotInClassError, CancelledError, NotOpenError, TooManyCodesError and
    WrongCodeError; a wrong code counts.
    """
    with transaction.atomic():
        refused = _refusal(session, person, code, now)
        if refused is None:
            _sign(session, person, now)
    if refused is not None:
        raise refused
    return Attendance.objects.get(session=session, person=person)


def _refusal(
    session: ClassSession, person: Any, code: str, now: datetime
) -> ClassError | None:
    """Return why not; what counts a wrong code is kept."""
    if not locked_members(session, [person.pk]):
        return NotInClassError()
    if _is_there(session, person):
        return None
    if session.cancelled_at is not None:
        return CancelledError()
    opens, closes = window_of(session)
    if now < opens:
        return NotOpenError(opens, is_early=True)
    if now > closes:
        return NotOpenError(closes, is_early=False)
    return _wrong(session, person, code, now)


def _wrong(
    session: ClassSession, person: Any, code: str, now: datetime
) -> ClassError | None:
    most = plugin_settings("lms_courses")["wrong_codes"]
    known = {"session": session, "person": person}
    tries, _new = CodeTries.objects.get_or_create(**known, defaults={"since": now})
    if now - tries.since >= FORGOTTEN_AFTER:
        tries.wrong, tries.since = 0, now
    if tries.wrong >= most:
        return TooManyCodesError()
    if is_right(session, code, now):
        return None
    tries.wrong += 1
    tries.save()
    return WrongCodeError(most - tries.wrong)


def _is_there(session: ClassSession, person: Any) -> bool:
    rows = Attendance.objects.filter(session=session, person=person)
    return rows.attended().exists()


def _sign(session: ClassSession, person: Any, now: datetime) -> None:
    if _is_there(session, person):
        return
    late = timedelta(minutes=plugin_settings("lms_courses")["late_after"])
    is_late = now > session.starts_at + late
    state = AttendanceState.LATE if is_late else AttendanceState.PRESENT
    stroke = Stroke(by=person, now=now, method=AttendanceMethod.CODE)
    mark(session=session, states={person.pk: state}, stroke=stroke)


@transaction.atomic
def apologize(
    *, session: ClassSession, person: Any, reason: str, now: datetime
) -> Apology:
    """Say that one cannot come; a new reason replaces one that nobody has decided on.

    Raises NotInClassError, ReasonNeededError, CancelledError, and NotOpenError once it
    has begun.
    """
    if session.cancelled_at is not None:
        raise CancelledError
    if not locked_members(session, [person.pk]):
        raise NotInClassError
    if not reason.strip():
        raise ReasonNeededError
    if now >= session.starts_at:
        raise NotOpenError(session.starts_at, is_early=False)
    row = Apology.objects.filter(session=session, person=person).first()
    row = row or Apology(session=session, person=person)
    if row.is_accepted is None:
        row.reason, row.asked_at = reason.strip()[:200], now
        row.save()
        tell_trainers(APOLOGIZED, session, now, stamp=str(person.pk))
    return row


@transaction.atomic
def take_apology_back(*, session: ClassSession, person: Any, now: datetime) -> None:
    """Come after all: an apology that nobody has decided on is gone."""
    rows = Apology.objects.filter(session=session, person=person, is_accepted=None)
    if now < session.starts_at:
        rows.delete()


@transaction.atomic
def decide_apology(
    *, apology: Apology, is_accepted: bool, user: Any, now: datetime
) -> None:
    """Accept an apology, which excuses, or not; whoever came all the same stays present.

    Raises AnsweredError for what is decided, PermissionDenied for one's own.
    """
    if apology.person_id == user.pk:
        raise PermissionDenied
    session = apology.session
    locked_members(session, [apology.person_id])
    row = Apology.objects.select_for_update(of=("self",)).get(pk=apology.pk)
    if row.is_accepted is not None:
        raise AnsweredError
    row.is_accepted, row.decided_by, row.decided_at = is_accepted, user, now
    row.save()
    tell(ANSWERED, [apology.person], session, now)
    if is_accepted and not _is_there(session, apology.person):
        states = {apology.person_id: AttendanceState.EXCUSED}
        stroke = Stroke(user, now, AttendanceMethod.APOLOGY, row.reason)
        mark(session=session, states=states, stroke=stroke)
