"""Passes that a correction took away: nothing follows before somebody has decided."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import Target, publish
from plugins.courses.enums import LostPassOutcome
from plugins.courses.events import LostPassDecided, PassLost
from plugins.courses.exceptions import AlreadyClosedError, WhyMissingError
from plugins.courses.models import ActivityProgress, LostPass, Result
from plugins.courses.services.enrolling import reopen

DECIDE = ("lms_courses.teach_courserelease", "lms_courses.report_enrollment")
"""Whoever decides has both."""


@transaction.atomic
def note_lost_pass(*, result: Result, now: datetime) -> None:
    """Note where a pass counts that this mark took away; a pass besides keeps it."""
    if result.replaces is None or not result.replaces.is_passed:
        return
    of_person = Result.objects.filter(
        person=result.person_id, activity_key=result.activity_key
    )
    if of_person.current().filter(is_passed=True).exists():
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
    rows = LostPass.objects.select_for_update(of=("self",))
    row = rows.select_related("enrollment", "result").get(pk=lost.pk)
    if not user.has_perms(DECIDE) or row.enrollment.person_id == user.pk:
        raise PermissionDenied
    if not row.is_waiting:
        raise AlreadyClosedError
    if not reason.strip():
        raise WhyMissingError
    row.outcome, row.reason = outcome, reason.strip()
    row.decided_by, row.decided_at = user, now
    row.save()
    if outcome == LostPassOutcome.REOPENED:
        reopen(enrollment=row.enrollment, key=str(row.result.activity_key), now=now)
    publish(
        LostPassDecided(
            actor_id=user.pk,
            target=Target.of(row),
            occurred_at=now,
            key=f"{LostPassDecided.name}:{row.pk}",
            person=row.enrollment.person_id,
            outcome=outcome,
        )
    )
