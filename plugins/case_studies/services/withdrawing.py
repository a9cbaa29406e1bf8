"""What takes a case back: to its author, off the site, off the wall."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction

from lms.events import tell
from lms.notifications import nothing_waits
from plugins.case_studies.enums import CaseState
from plugins.case_studies.events import CaseReturned, CaseShared
from plugins.case_studies.exceptions import ReasonMissingError, WrongStateError
from plugins.case_studies.models import CasePage
from plugins.case_studies.services.records import (
    CHECK,
    REVIEW,
    locked_record,
    move,
    own_record,
    record_for,
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
    record.reason, record.checked_hash = reason.strip(), ""
    record.checked_by = record.checked_at = None
    record.returns += 1
    move(record, user, CaseState.DRAFT, reason=record.reason)
    _take_off(case, user)
    nothing_waits(CaseShared, case.pk, now=now)
    tell(
        CaseReturned,
        case,
        actor=user.pk,
        now=now,
        key=f"{case.pk}:{record.returns}",
        shared_by=record.shared_by_id,
    )


@transaction.atomic
def archive_case(*, case: CasePage, user: Any) -> None:
    """Take a published case off the site for good; safe to repeat.

    Raises PermissionDenied, and WrongStateError for one that was never published.
    """
    record = record_for(case, user, REVIEW)
    if record.state == CaseState.ARCHIVED:
        return
    if record.state != CaseState.PUBLISHED:
        raise WrongStateError
    move(record, user, CaseState.ARCHIVED)
    _take_off(case, user)


@transaction.atomic
def give_consent(*, case: CasePage, user: Any, is_given: bool, now: datetime) -> None:
    """Let a story be shown on the wall, or take that back at any time.

    Raises PermissionDenied for anybody but who shared it.
    """
    record = own_record(case, user)
    if is_given and not record.is_consented:
        record.consented_at, record.consent_withdrawn_at = now, None
    elif not is_given and record.is_consented:
        record.consent_withdrawn_at = now
    record.save()


def _take_off(case: CasePage, user: Any) -> None:
    page = CasePage.objects.get(pk=case.pk)
    if page.live:
        UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
