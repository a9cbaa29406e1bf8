"""What takes a case back: to its author, off the site, off the wall."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction

from lms.events import Target, publish
from plugins.case_studies.enums import CaseState
from plugins.case_studies.events import CaseReturned
from plugins.case_studies.exceptions import ReasonMissingError, WrongStateError
from plugins.case_studies.models import CasePage
from plugins.case_studies.services.records import (
    CHECK,
    REVIEW,
    locked_record,
    note_move,
)


@transaction.atomic
def return_case(*, case: CasePage, user: Any, reason: str, now: datetime) -> None:
    """Give a case back to its author, with a reason; a published one goes off the site.

    Raises PermissionDenied, WrongStateError and ReasonMissingError.
    """
    record = locked_record(case)
    if not (user.has_perm(REVIEW) or (user.has_perm(CHECK) and record.is_waiting)):
        raise PermissionDenied
    is_with_author = record.state == CaseState.DRAFT and not record.is_waiting
    if is_with_author or record.state == CaseState.ARCHIVED:
        raise WrongStateError
    if not reason.strip():
        raise ReasonMissingError
    record.state, record.reason = CaseState.DRAFT, reason.strip()
    record.checked_by = record.checked_at = None
    record.checked_hash = ""
    record.returns += 1
    record.save()
    _take_off(case, user)
    note_move(case, user, record.state, reason=record.reason)
    publish(
        CaseReturned(
            actor_id=user.pk,
            target=Target.of(case),
            occurred_at=now,
            key=f"{CaseReturned.name}:{case.pk}:{record.returns}",
            shared_by=record.shared_by_id,
        )
    )


@transaction.atomic
def archive_case(*, case: CasePage, user: Any) -> None:
    """Take a published case off the site for good; safe to repeat.

    Raises PermissionDenied, and WrongStateError for one that was never published.
    """
    record = locked_record(case)
    if not user.has_perm(REVIEW):
        raise PermissionDenied
    if record.state == CaseState.ARCHIVED:
        return
    if record.state != CaseState.PUBLISHED:
        raise WrongStateError
    record.state = CaseState.ARCHIVED
    record.save()
    _take_off(case, user)
    note_move(case, user, record.state)


@transaction.atomic
def give_consent(*, case: CasePage, user: Any, is_given: bool, now: datetime) -> None:
    """Let a story be shown on the wall, or take that back at any time.

    Raises PermissionDenied for anybody but who shared it.
    """
    record = locked_record(case)
    if record.shared_by_id != user.pk:
        raise PermissionDenied
    if is_given:
        record.consented_at, record.consent_withdrawn_at = now, None
    elif record.is_consented:
        record.consent_withdrawn_at = now
    record.save()


def _take_off(case: CasePage, user: Any) -> None:
    page = CasePage.objects.get(pk=case.pk)
    if page.live:
        UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
