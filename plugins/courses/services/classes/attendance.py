"""The list of a class: who marks whom, by which way, and back again."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from lms.events import Target
from lms.events.host import tell_activity
from plugins.courses.enums import (
    ATTENDED,
    AttendanceMethod,
    AttendanceState,
    OrderState,
)
from plugins.courses.events import CLASS_ATTENDED
from plugins.courses.exceptions import (
    CancelledError,
    NothingToUndoError,
    NotInClassError,
)
from plugins.courses.models import (
    Attendance,
    AttendanceChange,
    ClassSession,
    CohortMember,
    MakeUpOrder,
)
from plugins.courses.services.classes.make_up import (
    follow_make_up,
    review_orders,
    settled,
)
from plugins.courses.services.classes.notices import expected_at


@dataclass(frozen=True)
class Stroke:
    """Who marks, when, by which way and why: one act, undone as one."""

    by: Any
    now: datetime
    method: AttendanceMethod = AttendanceMethod.LIST
    reason: str = ""
    batch: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def mark(*, session: ClassSession, states: Mapping[int, str], stroke: Stroke) -> int:
    """Put marks beside people, by their keys; return how many were changed.

    An empty mark takes one away. Make-up orders follow. Raises NotInClassError for
    somebody who is not in the list, and CancelledError.
    """
    if ClassSession.objects.filter(pk=session.pk).exclude(cancelled_at=None).exists():
        raise CancelledError
    members = locked_members(session, states)
    if {*states} - {member.person_id for member in members}:
        raise NotInClassError
    changed = _write(session, states, stroke)
    if session.is_make_up:
        follow_make_up(session, changed, stroke.now)
    review_orders([m for m in members if m.person_id in changed], now=stroke.now)
    return len(changed)


def locked_members(session: ClassSession, people: Iterable[int]) -> list[CohortMember]:
    """Return those of the people who are in the list; nobody else marks them now."""
    listed = {member.pk for member in expected_at(session)}
    rows = CohortMember.objects.filter(person__in=[*people])
    marked = Attendance.objects.filter(session=session).exclude(state="")
    known = rows.filter(
        cohort=session.cohort_id, person__in=marked.values("person")
    ).values_list("pk", flat=True)
    wanted = rows.filter(pk__in=listed | {*known}).select_for_update()
    return [*wanted.order_by("pk")]


def _write(
    session: ClassSession, states: Mapping[int, str], stroke: Stroke
) -> list[int]:
    rows = {
        row.person_id: row
        for row in Attendance.objects.filter(session=session, person__in=[*states])
    }
    new: list[Attendance] = []
    old: list[Attendance] = []
    changes = []
    for person, state in states.items():
        row = rows.get(person)
        before = row.state if row else ""
        if before == state:
            continue
        changes.append(_change(session, person, (before, state), stroke))
        row = row or Attendance(session=session, person_id=person)
        row.state, row.method, row.by, row.at = state, stroke.method, stroke.by, stroke.now  # fmt: skip
        (old if row.pk else new).append(row)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(old, ["state", "method", "by", "at"])
    AttendanceChange.objects.bulk_create(changes)
    for row in (*new, *old):
        if row.state in ATTENDED:
            tell_activity(
                CLASS_ATTENDED,
                Target.of(session),
                person=row.person_id,
                now=stroke.now,
                key=f"{session.key}:{row.person_id}",
            )
    return [change.person_id for change in changes]


def _change(
    session: ClassSession, person: int, states: tuple[str, str], stroke: Stroke
) -> AttendanceChange:
    return AttendanceChange(
        session=session,
        person_id=person,
        before=states[0],
        after=states[1],
        method=stroke.method,
        reason=stroke.reason[:200],
        batch=stroke.batch,
        by=stroke.by,
        at=stroke.now,
    )


def mark_rest(*, session: ClassSession, state: str, stroke: Stroke) -> int:
    """Put one mark beside everybody who has none yet; return how many that were."""
    marked = Attendance.objects.filter(session=session).exclude(state="")
    known = {*marked.values_list("person", flat=True)}
    people = [m.person_id for m in expected_at(session) if m.person_id not in known]
    return mark(session=session, states=dict.fromkeys(people, state), stroke=stroke)


@transaction.atomic
def undo(*, session: ClassSession, user: Any, now: datetime) -> int:
    """Take back what the person marked last in this list; again: do it again.

    What somebody else has changed since stays. Raises NothingToUndoError.
    """
    own = AttendanceChange.objects.filter(session=session, by=user)
    last = own.filter(
        method__in=[AttendanceMethod.LIST, AttendanceMethod.IMPORT]
    ).first()
    if last is None:
        raise NothingToUndoError
    current = dict(Attendance.objects.filter(session=session).values_list("person", "state"))  # fmt: skip
    batch = AttendanceChange.objects.filter(session=session, batch=last.batch)
    states = {
        change.person_id: change.before
        for change in batch
        if current.get(change.person_id) == change.after
    }
    if not states:
        raise NothingToUndoError
    return mark(session=session, states=states, stroke=Stroke(by=user, now=now))


@transaction.atomic
def settle_order(
    *, order: MakeUpOrder, state: OrderState, user: Any, reason: str, now: datetime
) -> None:
    """Close an order that was attended, or waive it; its absences are settled with it.

    Those of a closed one are made up, those of a waived one excused. Raises what
    `services.make_up.settled` does.
    """
    row = settled(order, state, user=user, reason=reason, now=now)
    after = AttendanceState.MADE_UP if state == OrderState.CLOSED else AttendanceState.EXCUSED  # fmt: skip
    missed = Attendance.objects.counting().filter(
        session__cohort=row.member.cohort_id,
        person=row.member.person_id,
        state=AttendanceState.ABSENT,
    )
    stroke = Stroke(user, now, AttendanceMethod.ORDER, reason)
    for each in missed.select_related("session"):
        _write(each.session, {each.person_id: after}, stroke)
