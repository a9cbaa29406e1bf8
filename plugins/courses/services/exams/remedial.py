"""Reinforced training after the last failed attempt; when it is over, one more."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.events import Target, publish
from plugins.courses.events import RemedialClosed
from plugins.courses.exceptions import AlreadyClosedError, NoteMissingError
from plugins.courses.models import ExamAllowance, RemedialOrder
from plugins.courses.services.exams.admission import TEACH


@transaction.atomic
def close_remedial(
    *, order: RemedialOrder, user: Any, note: str, now: datetime
) -> None:
    """Say what was trained, and grant one more attempt.

    Raises PermissionDenied, also to whoever is trained; NoteMissingError;
    AlreadyClosedError.
    """
    row = RemedialOrder.objects.select_for_update().get(pk=order.pk)
    if not user.has_perm(TEACH) or row.person_id == user.pk:
        raise PermissionDenied
    if row.closed_at is not None:
        raise AlreadyClosedError
    if not note.strip():
        raise NoteMissingError
    row.closed_at, row.closed_by, row.note = now, user, note.strip()
    row.save()
    ExamAllowance.objects.create(
        exam_id=row.exam_id,
        person_id=row.person_id,
        attempts=1,
        reason=row.note[:300],
        given_by=user,
        given_at=now,
    )
    publish(
        RemedialClosed(
            actor_id=user.pk,
            target=Target.of(row),
            occurred_at=now,
            key=f"{RemedialClosed.name}:{row.key}",
            person=row.person_id,
        )
    )
