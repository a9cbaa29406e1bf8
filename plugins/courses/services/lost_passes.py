"""Passes that a correction took away: nothing follows before somebody has decided."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import Target, publish
from plugins.courses.enums import EnrollmentAct, LostPassOutcome
from plugins.courses.events import LostPassDecided, PassLost
from plugins.courses.exceptions import (
    AlreadyClosedError,
    NoWayBackError,
    WhyMissingError,
)
from plugins.courses.models import (
    ActivityProgress,
    EnrollmentNote,
    LostPass,
    Result,
)
from plugins.courses.services.reopening import Taken, put_back, reopen

DECIDE = ("lms_courses.teach_courserelease", "lms_courses.report_enrollment")
"""Whoever decides has both."""


@transaction.atomic
def note_lost_pass(*, result: Result, now: datetime) -> None:
    """Note where a pass counts that this mark took away; a pass besides keeps it."""
    if result.replaces is None or not result.replaces.is_passed:
        return
    if _has_passed(result):
        return
    counted = ActivityProgress.objects.filter(
        key=result.activity_key,
        done_at__isnull=False,
        enrollment__person=result.person_id,
        enrollment__withdrawn_at=None,
        enrollment__release__course__isnull=False,
    )
    for enrollment in counted.values_list("enrollment", flat=True):
        row, is_new = LostPass.objects.get_or_create(
            enrollment_id=enrollment, result=result
        )
        if is_new:
            publish(
                PassLost(
                    actor_id=result.person_id,
                    target=Target.of(row),
                    occurred_at=now,
                    key=f"{PassLost.name}:{row.pk}",
                )
            )


def note_pass(*, result: Result, now: datetime) -> None:
    """Close what waits for a decision: the person has passed again meanwhile."""
    waiting = LostPass.objects.waiting().filter(
        enrollment__person=result.person_id, result__activity_key=result.activity_key
    )
    waiting.update(outcome=LostPassOutcome.PASSED, decided_at=now)


@transaction.atomic
def decide_lost_pass(
    *, lost: LostPass, user: Any, outcome: LostPassOutcome, reason: str, now: datetime
) -> None:
    """Let a pass count further, or take back what it counted for; the person is told.

    Raises PermissionDenied, also to whose pass it was; WhyMissingError;
    AlreadyClosedError.
    """
    row = _locked(lost, user, reason)
    if not row.is_waiting:
        raise AlreadyClosedError
    row.outcome, row.reason = outcome, reason.strip()
    row.decided_by, row.decided_at = user, now
    act = EnrollmentAct.PASS_KEPT
    if outcome == LostPassOutcome.REOPENED:
        act, key = EnrollmentAct.PASS_TAKEN, str(row.result.activity_key)
        taken = reopen(enrollment=row.enrollment, key=key, now=now)
        row.done_at = taken.done_at
        row.completed_at = taken.completed_at or row.completed_at
    row.save()
    _note(row, act, reason, user, now)


@transaction.atomic
def undo_decision(*, lost: LostPass, user: Any, reason: str, now: datetime) -> None:
    """Let somebody decide anew; what was taken back counts again. The person is told.

    Raises PermissionDenied, also to whose pass it was; WhyMissingError;
    AlreadyClosedError; and NoWayBackError once something was built on the decision.
    """
    row = _locked(lost, user, reason)
    if not row.is_decided:
        raise AlreadyClosedError
    if _has_passed(row.result):
        raise NoWayBackError
    if row.outcome == LostPassOutcome.REOPENED:
        key, taken = (
            str(row.result.activity_key),
            Taken(row.done_at, _completed_at(row)),
        )
        is_back = put_back(
            enrollment=row.enrollment, key=key, taken=taken, since=row.decided_at
        )
        if not is_back:
            raise NoWayBackError
    row.outcome, row.reason, row.decided_by, row.decided_at = "", "", None, None
    row.save()
    _note(row, EnrollmentAct.UNDECIDED, reason, user, now)


def _locked(lost: LostPass, user: Any, reason: str) -> LostPass:
    """Return it as it is now, for somebody who may decide about it and says why."""
    rows = LostPass.objects.select_for_update(of=("self",))
    row = rows.select_related("enrollment__release__course", "result").get(pk=lost.pk)
    if not user.has_perms(DECIDE) or row.enrollment.person_id == user.pk:
        raise PermissionDenied
    if not reason.strip():
        raise WhyMissingError
    return row


def _has_passed(result: Result) -> bool:
    """Tell whether the person has a mark that passes, besides or anew."""
    found = Result.objects.filter(
        person=result.person_id, activity_key=result.activity_key, is_passed=True
    )
    return found.current().exists()


def _completed_at(row: LostPass) -> datetime | None:
    """Return when the course was completed, before a decision about any part of it."""
    rows = LostPass.objects.filter(enrollment=row.enrollment_id)
    found = rows.exclude(completed_at=None).values_list("completed_at", flat=True)
    return found.order_by("completed_at").last()


def _note(
    row: LostPass, act: EnrollmentAct, reason: str, user: Any, now: datetime
) -> None:
    """Keep what was done about it in the history of the person, and tell them."""
    note = EnrollmentNote.objects.create(
        enrollment=row.enrollment,
        act=act,
        part=row.result.title,
        reason=reason.strip(),
        by=user,
        at=now,
    )
    publish(
        LostPassDecided(
            actor_id=user.pk,
            target=Target.of(row),
            occurred_at=now,
            key=f"{LostPassDecided.name}:note:{note.pk}",
            person=row.enrollment.person_id,
            outcome=row.outcome or "undone",
            note=note.pk,
        )
    )
