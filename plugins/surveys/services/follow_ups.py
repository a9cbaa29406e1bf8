"""Customers are called back, something is planned, and it is closed in time."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from lms.events import Target, tell
from lms.models import Notification
from lms.notifications import is_here, notify
from plugins.surveys.events import FollowUpAssigned
from plugins.surveys.exceptions import (
    ClosedAlreadyError,
    NoteMissingError,
    NotReadyError,
    PersonalDataError,
)
from plugins.surveys.models import FollowUp
from plugins.surveys.models.voice import HANDLE
from plugins.surveys.validators import refuse_personal_data

SOON = "lms_surveys.follow_up_soon"
OVERDUE = "lms_surveys.follow_up_overdue"
_BEFORE = timedelta(hours=12)


def who_handles() -> Any:
    """Return those who look after all that customers say."""
    able = ModelBackend().with_perm(HANDLE, include_superusers=False)
    return able.select_related("staff_profile")


def may_handle(follow_up: FollowUp, user: Any) -> bool:
    """Tell whether somebody works on it: the owner, and those who look after all."""
    return bool(follow_up.owner_id == user.pk or user.has_perm(HANDLE))


@transaction.atomic
def assign(*, follow_up: FollowUp, owner: Any, user: Any, now: datetime) -> None:
    """Give it to somebody, who is told."""
    row = _held(follow_up, user)
    if not user.has_perm(HANDLE):
        raise PermissionDenied
    if row.owner_id == owner.pk:
        return
    FollowUp.objects.filter(pk=row.pk).update(owner=owner)
    key = f"{row.voice_id}:{now.isoformat()}"
    tell(FollowUpAssigned, row.voice, actor=user.pk, now=now, key=key, owner=owner.pk)


@transaction.atomic
def note_call(
    *, follow_up: FollowUp, user: Any, note: str, is_plan: bool, now: datetime
) -> None:
    """Note what the call-back brought, or what is planned; written anew it replaces."""
    row = _held(follow_up, user)
    if not note.strip():
        raise NoteMissingError
    try:
        refuse_personal_data(note)
    except ValidationError as error:
        raise PersonalDataError(str(error.message)) from error
    changed: dict[str, Any] = {"plan": note.strip()}
    if not is_plan:
        changed = {"call_note": note.strip(), "called_at": row.called_at or now}
    FollowUp.objects.filter(pk=row.pk).update(**changed)


@transaction.atomic
def close(*, follow_up: FollowUp, user: Any, now: datetime) -> None:
    """Close it; raises NotReadyError without call-back or plan."""
    row = _held(follow_up, user)
    if not (row.call_note and row.plan):
        raise NotReadyError
    FollowUp.objects.filter(pk=row.pk).update(closed_at=now, closed_by=user)


@transaction.atomic
def reopen(*, follow_up: FollowUp, user: Any) -> None:
    """Take back that it was closed."""
    if not may_handle(follow_up, user):
        raise PermissionDenied
    rows = FollowUp.objects.filter(pk=follow_up.pk)
    rows.update(closed_at=None, closed_by=None)


def _held(follow_up: FollowUp, user: Any) -> FollowUp:
    """Return the row, which nobody else changes now; raises for what is over."""
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if not may_handle(row, user):
        raise PermissionDenied
    if row.closed_at:
        raise ClosedAlreadyError
    return row


def remind_of_follow_ups(now: datetime) -> str:
    """Tell each owner once that a follow-up is due soon, and once that it is overdue.

    Of what nobody owns who is here, those who look after all are told.
    """
    due = FollowUp.objects.unfinished().filter(due_at__lt=now + _BEFORE)
    keepers = [*who_handles()]
    wanted = {}
    for row in due.select_related("owner__staff_profile", "voice"):
        kind = OVERDUE if row.is_overdue(now) else SOON
        is_owned = row.owner is not None and is_here(row.owner, now)
        for person in [row.owner] if is_owned else keepers:
            wanted[f"{kind}:{row.pk}:{person.pk}"] = kind, row, person
    kept = Notification.objects.filter(key__in=[*wanted])
    known = {*kept.values_list("key", flat=True)}
    told = [
        notify(
            kind=kind,
            recipient=person,
            target=Target.of(row.voice),
            key=f"{kind}:{row.pk}",
            now=now,
        )
        for key, (kind, row, person) in wanted.items()
        if key not in known
    ]
    return f"Reminders of follow-ups: {sum(each is not None for each in told)}"
