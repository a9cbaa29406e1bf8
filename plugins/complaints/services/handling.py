"""What is done about a complaint while it is open, and who may do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import tell
from lms.models import Team
from plugins.complaints.enums import EntryKind, State
from plugins.complaints.events import (
    ComplaintGiven,
    ComplaintRegistered,
    ComplaintRegraded,
)
from plugins.complaints.exceptions import (
    ChangedMeanwhileError,
    ClosedError,
    SameGradeError,
    SameTeamError,
)
from plugins.complaints.models import HANDLE, Complaint, Entry
from plugins.complaints.models.complaint import led_by
from plugins.complaints.models.rows import limits_of
from plugins.complaints.services.rules import service_hours

_TWICE = timedelta(minutes=10)


@dataclass(frozen=True)
class Act:
    """Who does something, when, and what of the complaint was seen before."""

    user: Any
    now: datetime
    seen: int | None = None
    """The version that was looked at; None where nothing could be overlooked."""


def oversees(complaint: Complaint, user: Any) -> bool:
    """Tell whether somebody answers for it, beside the handler."""
    return bool(user.has_perm(HANDLE) or complaint.team_id in led_by(user))


def oversees_any(user: Any) -> bool:
    """Tell whether somebody answers for others' complaints."""
    return bool(user.has_perm(HANDLE) or led_by(user))


def has_handled(complaint: Complaint, user: Any) -> bool:
    """Tell whether it is somebody's own work: others call back, and say how hard it was."""
    return Complaint.objects.handled_by(user).filter(pk=complaint.pk).exists()


def may_handle(complaint: Complaint, user: Any) -> bool:
    """Tell whether somebody works on it: the handler, and who answers for it."""
    return complaint.handler_id == user.pk or oversees(complaint, user)


@transaction.atomic
def register(*, complaint: Complaint, is_answered: bool, act: Act) -> Complaint:
    """Keep a complaint; without a department whoever takes it handles it, too.

    `is_answered`: the customer got a first answer while complaining.
    """
    if (known := _registered_before(complaint, act)) is not None:
        return known
    row = complaint
    row.registered_by, row.registered_at = act.user, act.now
    row.opened_at = row.received_at
    if row.team is None:
        row.team, row.handler, row.state = team_of(act.user), act.user, State.HANDLED
    set_limits(row)
    if is_answered:
        row.answered_at = row.received_at
    row.save()
    write(row, EntryKind.REGISTERED, act, detail=row.grade, team=row.team, person=row.handler)  # fmt: skip
    tell(ComplaintRegistered, row, actor=act.user.pk, now=act.now, grade=row.grade)
    return row


def _registered_before(new: Complaint, act: Act) -> Complaint | None:
    """Return the same from the same person: whoever presses twice registers once.

    The second of two at once waits here for the first.
    """
    get_user_model()._default_manager.select_for_update(no_key=True).get(pk=act.user.pk)
    same = {name: getattr(new, name) for name in ("happened", "wanted", "reference")}
    rows = Complaint.objects.filter(registered_by=act.user, **same)
    return rows.filter(registered_at__gt=act.now - _TWICE).first()


@transaction.atomic
def correct(*, complaint: Complaint, values: Mapping[str, Any], act: Act) -> None:
    """Correct what was written down; also whoever registered it may.

    What stood there before is not kept: it may have said who the customer is.
    """
    row = locked(complaint)
    check_seen(row, act)
    if row.registered_by_id != act.user.pk and not may_handle(row, act.user):
        raise PermissionDenied
    changed = [name for name in values if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        write(row, EntryKind.CORRECTED, act, text=" ".join(changed))


@transaction.atomic
def give(*, complaint: Complaint, handler: Any, act: Act) -> None:
    """Name who handles it; the handler is told. Others than overseers take it themselves."""
    row = held(complaint, act)
    if row.handler_id == handler.pk:
        return
    if row.state in {State.REGISTERED, State.PASSED_ON}:
        row.state = State.HANDLED
    row.handler = handler
    row.team = row.team or team_of(handler)
    write(row, EntryKind.GIVEN, act, person=handler)
    _tell_given(row, act)


@transaction.atomic
def pass_on(*, complaint: Complaint, team: Team, why: str, act: Act) -> None:
    """Pass it on to another department, which has more time and names its handler."""
    row = held(complaint, act)
    if row.team_id == team.pk:
        raise SameTeamError
    row.team, row.handler = team, None
    row.is_passed_on, row.state = True, State.PASSED_ON
    _settle_anew(row, act.now)
    write(row, EntryKind.PASSED_ON, act, text=why, team=team)
    _tell_given(row, act)


@transaction.atomic
def answer(*, complaint: Complaint, words: str, act: Act) -> None:
    """Note the first answer to the customer; a later one changes no time."""
    row = held(complaint, act)
    row.answered_at = row.answered_at or act.now
    write(row, EntryKind.ANSWERED, act, text=words)


@transaction.atomic
def feed_back(*, complaint: Complaint, words: str, act: Act) -> None:
    """Note what the customer was told about how it goes on."""
    row = held(complaint, act)
    row.answered_at = row.answered_at or act.now
    row.fed_back_at = row.fed_back_at or act.now
    row.state = State.ANSWERED
    write(row, EntryKind.FED_BACK, act, text=words)


@transaction.atomic
def note(*, complaint: Complaint, words: str, act: Act) -> None:
    """Add a note: also whoever registered it may, and to a closed one.

    Sent twice it is kept once.
    """
    row = locked(complaint)
    if row.registered_by_id != act.user.pk and not may_handle(row, act.user):
        raise PermissionDenied
    if row.entries.filter(number=row.version, by=act.user, text=words).exists():
        return
    write(row, EntryKind.NOTED, act, text=words)


@transaction.atomic
def regrade(*, complaint: Complaint, grade: str, why: str, act: Act) -> None:
    """Give it another grade, and the limits of that, from the same beginning."""
    row = held(complaint, act)
    if row.grade == grade:
        raise SameGradeError
    row.grade = grade
    _settle_anew(row, act.now)
    write(row, EntryKind.REGRADED, act, text=why, detail=grade)
    key = f"{row.pk}:{row.version}"
    tell(ComplaintRegraded, row, actor=act.user.pk, now=act.now, key=key, grade=grade)


def set_limits(row: Complaint) -> None:
    """Settle by when what is not done yet is due, as is set today."""
    row.set_limits(limits_of(row.grade), service_hours())


def _settle_anew(row: Complaint, now: datetime) -> None:
    """Settle another limit for the closing; one that is over already stays missed."""
    row.was_late = row.was_late or now > row.close_due_at
    set_limits(row)


def locked(complaint: Complaint) -> Complaint:
    """Return the row, which nobody else changes before this is over."""
    rows = Complaint.objects.select_for_update(of=("self",))
    return rows.select_related("team", "handler").get(pk=complaint.pk)


def held(complaint: Complaint, act: Act) -> Complaint:
    """Return the row to be changed; raises for who may not, and for what has changed."""
    row = locked(complaint)
    check_seen(row, act)
    if not may_handle(row, act.user):
        raise PermissionDenied
    if row.is_closed:
        raise ClosedError
    return row


def check_seen(row: Complaint, act: Act) -> None:
    """Raise ChangedMeanwhileError where somebody has done something since."""
    if act.seen is not None and act.seen != row.version:
        raise ChangedMeanwhileError


def write(row: Complaint, kind: EntryKind, act: Act, **values: Any) -> Entry:
    """Save the complaint, and write down what was done about it."""
    row.version += 1
    row.save()
    return Entry.objects.create(
        complaint=row, number=row.version, kind=kind, at=act.now, by=act.user, **values
    )


def team_of(person: Any) -> Team | None:
    """Return where somebody works."""
    profile = getattr(person, "staff_profile", None)
    return profile.team if profile else None


def _tell_given(row: Complaint, act: Act) -> None:
    tell(
        ComplaintGiven,
        row,
        actor=act.user.pk,
        now=act.now,
        key=f"{row.pk}:{row.version}",
        handler=row.handler_id,
    )
